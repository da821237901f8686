package main

import (
	"encoding/json"
	"io"
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
		{"GET", `/api/v1/measure`, everyone},
		{"GET", `/api/v1/reports(/figure|/indicators|/series)?`, department},
		{"GET", `/api/v1/coverage/gain`, accountees},
		{"POST", `/api/v1/jobs`, "officer approver administrator"},
		{"POST", `/api/v1/precheck(/file)?|/api/v1/rules/(lint|compare)`, "operator officer approver administrator"},
		{"GET", `/api/v1/conflicts`, accountees},
		{"GET", `/api/v1/rules(/\{code\}(/lint)?)?`, everyone},
		{"POST", `/api/v1/rules`, "administrator"},
		{"GET", `/api/v1/measure`, everyone},
		{"GET", `/api/v1/reports(/figure|/indicators|/series)?`, department},
		{"GET", `/api/v1/coverage/gain`, accountees}, // computes
		{"GET", `/api/v1/(inbox|watch|workflow)`, accountees},
		{"GET", `/api/v1/applications/\{id\}/(dossier|appraisal|repetition|documents/\{document\}|attachments/\{attachment\})`, accountees},
		{"POST", `/api/v1/applications`, "operator officer administrator"},
		{"POST", `/api/v1/applications/\{id\}/((actions|preview)/\{action\}|attachments)`, "operator officer approver administrator"},
		{"GET", `/api/v1/plans/(areas|norms)`, everyone},
		{"GET", `/api/v1/plans(/compare|/\{id\})?`, department},
		{"POST", `/api/v1/plans`, "officer administrator"},
		{"POST", `/api/v1/plans/evaluate`, "officer approver administrator"},
		{"POST", `/api/v1/plans/\{id\}/edits`, "officer administrator"},
		{"GET", `/api/v1/jobs(/\{id\})?`, department},
		{"DELETE", `/api/v1/jobs/\{id\}`, "officer approver administrator"},
		{"POST", `/api/v1/jobs/\{id\}/restart`, "officer approver administrator"},
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
	s := startServe(t, "--db", db, "--addr", "127.0.0.1:0")
	address := s.says(t, `http://(127\.0\.0\.1:\d+)`)[1]
	var described struct {
		Paths map[string]map[string]json.RawMessage
	}
	getJSON(t, "http://"+address+"/api/openapi.json", &described)
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
			tryOperation(t, "http://"+address, method, path, tokens)
		}
	}
	if tested < 10 {
		t.Errorf("only %d operations were tried", tested)
	}
}

func tryOperation(t *testing.T, address, method, path string, tokens map[string]string) {
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
	for role, token := range tokens {
		r, err := http.NewRequestWithContext(t.Context(), method, address+regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "x"), strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(w.Body)
		_ = w.Body.Close()
		refused := w.StatusCode == http.StatusUnauthorized || w.StatusCode == http.StatusForbidden
		switch allowed := slices.Contains(strings.Fields(who), role); {
		case refused == allowed:
			t.Errorf("%s %s as %s: %d, allowed is %v\n%s", method, path, role, w.StatusCode, allowed, body)
		case w.StatusCode >= http.StatusInternalServerError && w.StatusCode != http.StatusNotImplemented && w.StatusCode != http.StatusServiceUnavailable:
			t.Errorf("%s %s as %s: %d %s", method, path, role, w.StatusCode, body)
		}
	}
}
