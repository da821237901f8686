package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Who asks, as the accounts of the test are called.
const (
	everyone   = "public operator officer approver administrator auditor"
	accountees = "operator officer approver administrator auditor"
	department = "officer approver administrator auditor"
)

// further is, written down anew beside the program's own table of rights, who
// may use the operations that are no reading or editing of records; those are
// tested beside the table itself. An operation that no rule knows fails the
// test: say who may use it.
func further() []struct{ methods, path, who string } {
	return []struct{ methods, path, who string }{
		{"GET", `/api/v1/coverage/(layers|summary|stations|compare|at|gaps|areas|measured|overlay|profile|emf|legend|tiles/\{technology\}/\{z\}/\{x\}/\{y\})`, everyone},
		{"GET", `/api/v1/(measure|qr)`, everyone},
		{"GET", `/api/v1/reports(/figure|/indicators|/series|/charts|/chart\.svg|/dashboard|/document|/forms|/consistency)?`, department},
		{"GET", `/api/v1/submissions/(due|\{id\}/(file|difference))`, accountees},
		{"POST", `/api/v1/submissions/\{id\}/file`, "operator officer administrator"},
		{"POST", `/api/v1/submissions/(expect|\{id\}/(accept|return))`, "officer administrator"},
		{"POST", `/api/v1/reports/consistency`, "officer approver administrator"},
		{"GET", `/api/v1/coverage/gain`, accountees},
		{"POST", `/api/v1/jobs`, "officer approver administrator"},
		{"POST", `/api/v1/precheck(/(file|positions))?|/api/v1/rules/(lint|compare)`, "operator officer approver administrator"},
		{"GET", `/api/v1/conflicts`, accountees},
		{"GET", `/api/v1/rules(/\{code\}(/lint)?)?`, everyone},
		{"POST", `/api/v1/rules`, "administrator"},
		{"GET", `/api/v1/measure`, everyone},
		{"GET", `/api/v1/reports(/figure|/indicators|/series|/charts|/chart\.svg|/dashboard|/document|/forms|/consistency)?`, department},
		{"GET", `/api/v1/submissions/(due|\{id\}/(file|difference))`, accountees},
		{"POST", `/api/v1/submissions/\{id\}/file`, "operator officer administrator"},
		{"POST", `/api/v1/submissions/(expect|\{id\}/(accept|return))`, "officer administrator"},
		{"POST", `/api/v1/reports/consistency`, "officer approver administrator"},
		{"GET", `/api/v1/coverage/gain`, accountees}, // computes
		{"GET", `/api/v1/(inbox(/verdicts)?|watch|workflow)`, accountees},
		{"GET", `/api/v1/applications/\{id\}/(dossier|appraisal|repetition|documents(/\{document\})?|attachments/\{attachment\})`, accountees},
		{"POST", `/api/v1/applications`, "operator officer administrator"},
		{"POST", `/api/v1/applications/\{id\}/(actions/\{action\}|preview/\{action\}(/\{document\})?|attachments)`, "operator officer approver administrator"},
		{"GET", `/api/v1/plans/(areas|norms)`, everyone},
		{"GET", `/api/v1/plans(/compare|/\{id\})?`, department},
		{"POST", `/api/v1/plans`, "officer administrator"},
		{"GET", `/api/v1/plans/\{id\}/areas`, department},
		{"POST", `/api/v1/plans/(candidates|\{id\}/areas)`, "officer approver administrator"},
		{"POST", `/api/v1/plans/\{id\}/keep`, "officer administrator"},
		{"POST", `/api/v1/plans/evaluate`, "officer approver administrator"},
		{"POST", `/api/v1/plans/\{id\}/edits`, "officer administrator"},
		{"GET|POST", `/api/v1/imports(/\{id\})?`, "officer administrator"},
		{"GET", `/api/v1/imports/\{id\}/(errors|points)`, "officer administrator"},
		{"POST", `/api/v1/imports/\{id\}/commit|/api/v1/changes/undo`, "officer administrator"},
		{"DELETE", `/api/v1/imports/\{id\}`, "officer administrator"},
		{"GET", `/api/v1/templates/\{kind\}`, everyone},
		{"GET", `/api/v1/checks/\{kind\}`, department},
		{"GET", `/api/v1/jobs(/\{id\})?`, department},
		{"DELETE", `/api/v1/jobs/\{id\}`, "officer approver administrator"},
		{"POST", `/api/v1/jobs/\{id\}/restart`, "officer approver administrator"},
		{"GET", `/api/v1/open-data`, everyone},
		{"GET", `/api/v1/health`, "administrator auditor"},
		{"GET", `/api/v1/settings(/\{name\}(/history|/file)?)?`, department},
		{"PUT", `/api/v1/settings/\{name\}(/file)?`, "administrator"},
		{"GET", `/api/v1/(users|tokens)`, "administrator auditor"},
		{"POST|PATCH|DELETE", `/api/v1/(users(/\{name\}(/link)?)?|tokens/\{id\})`, "administrator"},
	}
}

// records are the operations on records, which handlers/auth tests.
var records = regexp.MustCompile(`^/api/(openapi\.json|v1/(changes|nearest|within|at|served/.*|` +
	`(operators|units|successions|sites|stations|sectors|postal|radio|clusters|settlements|zones|indicators|` +
	`measurements|plan|rulesets|applications|positions|events|decisions|attachments|scenarios|submissions)(/\{id\}(/rows|/history|/retire)?)?))$`)

// Every further operation that the running program describes × every role.
func TestFurtherOperationsForEveryRole(t *testing.T) {
	t.Parallel()
	db := demo(t)
	tokens := tokensOfRoles(t, db)
	s := startServe(t, "--db", db, "--addr", "127.0.0.1:0")
	address := s.says(t, `http://(127\.0\.0\.1:\d+)`)[1]
	var described struct {
		Paths map[string]map[string]json.RawMessage
	}
	getJSON(t, "http://"+address+"/api/openapi.json", &described)
	callers := map[string]*caller{}
	for role, token := range tokens {
		callers[role] = &caller{t: t, address: "http://" + address, token: token, from: len(callers) + 1}
	}
	tested := 0
	for _, path := range slices.Sorted(maps.Keys(described.Paths)) {
		if records.MatchString(path) {
			continue
		}
		for method := range described.Paths[path] {
			if method = strings.ToUpper(method); !slices.Contains([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, method) {
				continue
			}
			tested++
			tryOperation(t, method, path, callers)
		}
	}
	if tested < 10 {
		t.Errorf("only %d operations were tried", tested)
	}
}

// tokensOfRoles makes an account of every role and gives its token.
func tokensOfRoles(t *testing.T, db string) map[string]string {
	t.Helper()
	tokens := map[string]string{"public": ""}
	for _, role := range strings.Fields(accountees) {
		args := []string{"user", "add", role, "--role", role, "--password-stdin", "--db", db}
		if role == "operator" {
			args = append(args, "--operator", "VIETTEL")
		}
		if code, _, said := runHatang(t, goodPassword+"\n", args...); code != exitDone {
			t.Fatal(said)
		}
		scope := "read,write"
		switch role {
		case "administrator":
			scope = "read,write,manage"
		case "auditor":
			scope = "read"
		case "approver":
			scope = "read,write,decide"
		}
		code, out, said := runHatang(t, "", "token", "add", role, "--label", "thử", "--scope", scope, "--json", "--db", db)
		var token struct{ Token string }
		if err := json.Unmarshal([]byte(out), &token); code != exitDone || err != nil {
			t.Fatal(said, err)
		}
		tokens[role] = token.Token
	}
	return tokens
}

func tryOperation(t *testing.T, method, path string, callers map[string]*caller) {
	t.Helper()
	who := ""
	for _, rule := range further() {
		if slices.Contains(strings.Split(rule.methods, "|"), method) && regexp.MustCompile("^(?:"+rule.path+")$").MatchString(path) {
			who = rule.who
		}
	}
	if who == "" {
		t.Errorf("%s %s: no rule of the test says who may use it", method, path)
		return
	}
	for role, c := range callers {
		status, body := c.ask(method, regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "x"))
		refused := status == http.StatusUnauthorized || status == http.StatusForbidden
		switch allowed := slices.Contains(strings.Fields(who), role); {
		case refused == allowed || status == http.StatusTooManyRequests:
			t.Errorf("%s %s as %s: %d, allowed is %v\n%s", method, path, role, status, allowed, body)
		case status >= http.StatusInternalServerError && status != http.StatusNotImplemented && status != http.StatusServiceUnavailable:
			t.Errorf("%s %s as %s: %d %s", method, path, role, status, body)
		}
	}
}
