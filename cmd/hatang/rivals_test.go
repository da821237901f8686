package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hatang/registry"
)

// ownWorld is what the operator of the test, vnpt, has in the closed world beside
// viettel: a mast 600 m from viettel's, a submission that it owes.
const ownWorld = `[
{"kind":"operators","record":{"id":"op-3","code":"vnpt","name":"VNPT","sector":"mobile","contact":"0900000003"}},
{"kind":"sites","record":{"id":"s-own","code":"VN001","name":"Trạm VNPT","operator_code":"vnpt","state":"on_air","technologies":["4G"],"height_m":37.25,"tenant_room":1,"land_owner":"bà Tư","geometry":{"type":"Point","coordinates":[107.9255,14.35]}}},
{"kind":"stations","record":{"id":"t-own","code":"VN001-4G","site_id":"s-own","operator_code":"vnpt","technology":"4G","band":"1800","state":"on_air","antenna_height_m":35,"power_w":40,"geometry":{"type":"Point","coordinates":[107.9255,14.35]}}},
{"kind":"sectors","record":{"id":"c-own","code":"VN001-4G-1","station_id":"t-own","azimuth_deg":120,"eirp_dbm":61.5,"frequency_mhz":1842,"height_m":35,"geometry":{"type":"Point","coordinates":[107.9255,14.35]}}},
{"kind":"plan","record":{"id":"n-own","code":"VKH1","name":"Vị trí VNPT","operator_code":"vnpt","plan_code":"VKH","height_m":40,"geometry":{"type":"Point","coordinates":[107.945,14.33]}}},
{"kind":"submissions","record":{"id":"su-own","operator_code":"vnpt","record_kind":"sites","state":"expected","period_from":"2026-07-01","period_to":"2026-09-30","due":"2026-10-15"}}
]`

// rivalWorld is what viettel has filed and handed in, none of it published: the
// position that is only proposed stands 90 m from where vnpt wants to build, the one
// that is approved 3 km away.
const rivalWorld = `[
{"kind":"applications","record":{"id":"a-rival","code":"R-1","title":"zqalpha","type":"position","operator_code":"viettel","state":"filed","province_code":"62","filed":"2026-10-01"}},
{"kind":"applications","record":{"id":"a-rival-2","code":"R-2","title":"zqalpha","type":"position","operator_code":"viettel","state":"draft","province_code":"62"}},
{"kind":"positions","record":{"id":"pp-rival","code":"zqalpha","application_id":"a-rival","operator_code":"viettel","state":"proposed","height_m":41,"geometry":{"type":"Point","coordinates":[107.9208,14.3505]}}},
{"kind":"positions","record":{"id":"pp-rival-2","code":"zqalpha2","application_id":"a-rival","operator_code":"viettel","state":"approved","height_m":41,"geometry":{"type":"Point","coordinates":[107.948,14.37]}}},
{"kind":"events","record":{"id":"e-rival","application_id":"a-rival","operator_code":"viettel","at":"2026-10-01T02:00:00.000Z","actor":"operator:zqalpha","action":"create","to_state":"filed"}},
{"kind":"decisions","record":{"id":"d-rival","application_id":"a-rival","operator_code":"viettel","outcome":"rejected","reason":"zqalpha"}},
{"kind":"attachments","record":{"id":"at-rival","application_id":"a-rival","operator_code":"viettel","name":"zqalpha.pdf","media_type":"application/pdf","sha256":"00"}},
{"kind":"submissions","record":{"id":"su-rival","operator_code":"viettel","record_kind":"sites","state":"received","period_from":"2026-07-01","period_to":"2026-09-30","due":"2026-10-15","file_name":"zqalpha.csv","sha256":"00"}}
]`

// own tells the records that belong to the operator of the test.
func own(rec registry.Record) bool {
	if sector, ok := rec.(*registry.Sector); ok {
		return sector.StationID == "t-own"
	}
	for _, name := range []string{"operator_code", "code"} {
		if f := registry.SchemaOf(rec.Kind()).Field(name); f != nil && f.Value(rec) == "vnpt" {
			return true
		}
	}
	return false
}

// rivalRegistry is the closed world with what vnpt has, and, in variant 0, with what
// viettel has filed. In variant 1 there are as many scenarios of the department
// instead: the registry has had as many changes.
func rivalRegistry(t *testing.T, variant int) string {
	t.Helper()
	more := worldItems(t, rivalWorld)
	if variant == 1 {
		for i := range more {
			more[i] = worldItem{registry.Scenarios, json.RawMessage(fmt.Sprintf(`{"id":"sc-%d","code":"PA%d","name":"x","network":"postal"}`, i, i))}
		}
	}
	items := slices.Concat(worldItems(t, closedWorld), worldItems(t, ownWorld), more)
	return worldRegistry(t, items, func(rec registry.Record) {
		if kind := rec.Kind(); !own(rec) && !registry.SchemaOf(kind).Managed && kind != registry.Zones { // whose limits are rules, which are told
			hide(t, rec, variant)
		}
	})
}

// rivals are the accounts of a running service, by role; the operator is vnpt.
func rivals(t *testing.T, db string) map[string]*caller {
	t.Helper()
	tokens := map[string]string{}
	for _, role := range strings.Fields(accountees) {
		args := []string{"user", "add", role, "--role", role, "--password-stdin", "--db", db}
		if role == "operator" {
			args = append(args, "--operator", "vnpt")
		}
		if code, _, said := runHatang(t, goodPassword+"\n", args...); code != exitDone {
			t.Fatal(said)
		}
		code, token, said := runHatang(t, "", "token", "add", role, "--label", "x", "--scope", "read,write,decide", "--db", db)
		if code != exitDone {
			t.Fatal(said)
		}
		tokens[role] = strings.TrimSpace(token)
	}
	s := startServe(t, "--db", db, "--addr", "127.0.0.1:0")
	address := s.says(t, `(http://127\.0\.0\.1:\d+)`)[1]
	callers := map[string]*caller{}
	for role, token := range tokens {
		callers[role] = &caller{t: t, address: address, token: token, from: len(callers) + 1}
	}
	return callers
}

// ours is a position of vnpt 60 m from viettel's mast, and 40 m from its sector.
func ours(code string, antennaM float64, operator string) string {
	return fmt.Sprintf(`{"code":%q,"operator_code":%q,"height_m":30,"antenna_height_m":%g,"bands":"1800","eirp_dbm":60,"technologies":["4G"],"support_class":"A2b","legal_type":"1","hosts":2,`+
		`"geometry":{"type":"Point","coordinates":[107.9203,14.3502]}}`, code, operator, antennaM)
}

// asking are the questions that are asked by POST, each with its path. Whether a
// mast is high enough is asked for many heights: who is answered could tell the height.
func asking() [][2]string {
	var all [][2]string
	for _, operator := range []string{"vnpt", "viettel"} {
		for _, height := range []float64{3, 10, 20, 40, 80, 120, 160, 200, 300} {
			all = append(all, [2]string{"/api/v1/precheck", `{"rules":"bac-ninh-72-2025","positions":[` + ours("V1", height, operator) + `]}`})
		}
	}
	near := `{"rules":"bac-ninh-72-2025","alternatives":true,"application":{"type":"position","sharing_plan":true},"positions":[` + ours("V1", 25, "vnpt") + `,` + ours("V2", 28, "viettel") + `]}`
	area := `{"type":"Polygon","coordinates":[[[107.9,14.3],[108,14.3],[108,14.4],[107.9,14.4],[107.9,14.3]]]}`
	all = append(all, [2]string{"/api/v1/precheck", near}, [2]string{"/api/v1/precheck?format=geojson", near},
		[2]string{"/api/v1/rules/compare?before=bac-ninh-72-2025&after=hai-duong-26-2018", near}, [2]string{"/api/v1/rules/compare?before=quang-nam-2017&after=ha-noi-5800-2017", near})
	for _, kind := range []string{"sites", "stations", "positions", "plan"} {
		all = append(all, [2]string{"/api/v1/within?kind=" + kind, area})
	}
	return all
}

// privatePaths are addresses of what only some may read, beside those that readPaths
// lists.
func privatePaths() []string {
	var paths []string
	for _, kind := range []string{"applications", "positions", "events", "decisions", "attachments", "scenarios", "submissions"} {
		at := "/api/v1/" + kind
		paths = append(paths, at+"?format=csv", at+"?format=geojson", at+"?q=zqalpha", at+"?operator_code=viettel", at+"?sort=id", "/ogc/collections/"+kind+"/items", "/tiles/"+kind+".json",
			"/api/v1/nearest?lon=107.92&lat=14.35&kind="+kind, "/api/v1/within?radius_m=9000&lon=107.92&lat=14.35&kind="+kind, "/record?kind="+kind+"&id=a-rival")
	}
	return append(paths, "/api/v1/conflicts?undecided=true", "/api/v1/conflicts?operator=viettel", "/api/v1/inbox", "/api/v1/inbox?mine=true", "/api/v1/inbox/verdicts?ids=a-rival,R-1", "/api/v1/watch",
		"/api/v1/submissions/due", "/api/v1/submissions/due?operator=viettel", "/api/v1/changes", "/api/v1/jobs", "/api/v1/plans", "/api/v1/reports?unit=62&year=2025", "/api/v1/imports",
		"/api/v1/settings", "/api/v1/coverage/gain?lon=107.92&lat=14.35&operator=viettel", "/api/v1/coverage/layers", "/api/v1/coverage/gaps", "/api/v1/sites/s-1/history", "/api/v1/sites/s-own/history",
		"/api/v1/sectors/c-own/history", "/api/v1/operators/op-1/history", "/api/v1/plan/n-own/history", "/dossiers", "/planning", "/data", "/reports", "/metrics")
}

// signedDossier is the path of a dossier of vnpt that went all the way to a
// signature, and what every step answered to the operator.
func signedDossier(t *testing.T, by map[string]*caller) (path string, said []string) {
	t.Helper()
	status, body := by["operator"].send(http.MethodPost, "/api/v1/applications", `{"type":"position","title":"Một vị trí","operator_code":"vnpt","province_code":"62","sharing_plan":true,"positions":[`+
		strings.Replace(ours("V1", 25, "vnpt"), `"operator_code":"vnpt",`, "", 1)+`]}`)
	var made struct {
		Application struct{ ID string }
		Revision    int64
	}
	if err := json.Unmarshal([]byte(body), &made); status != http.StatusCreated || err != nil {
		t.Fatalf("filing: %d %s", status, body)
	}
	path, said = "/api/v1/applications/"+made.Application.ID, append(said, body)
	do := func(who, action, text string) {
		t.Helper()
		status, body := by[who].send(http.MethodPost, path+"/actions/"+action, text, "If-Match", "*")
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", action, status, body)
		}
		if who == "operator" {
			said = append(said, body)
		}
	}
	do("operator", "ask_sharing", `{"sharing":{"owner":"viettel","site":"KT001"}}`)
	do("officer", "accept", `{}`)
	do("officer", "submit", `{"proposal":{"outcome":"rejected","reason":"Quá gần.","rule_set":"bac-ninh-72-2025"}}`)
	for _, before := range []string{"/appraisal", "/repetition", "/documents/report?format=json", "/dossier"} {
		_, body := by["operator"].ask(http.MethodGet, path+before)
		said = append(said, body)
	}
	var preview struct{ Hash string }
	if status, body := by["approver"].send(http.MethodPost, path+"/preview/sign", `{"signature":{"number":"7","signer":"G","preview":""}}`); status != http.StatusOK || json.Unmarshal([]byte(body), &preview) != nil {
		t.Fatalf("preview: %d %s", status, body)
	}
	do("approver", "sign", `{"signature":{"number":"7","signer":"G","preview":"`+preview.Hash+`"}}`)
	for _, of := range []string{"/preview/comment", "/preview/comment/report?format=json", "/preview/withdraw"} {
		_, body := by["operator"].send(http.MethodPost, path+of, `{"comment":"x"}`)
		said = append(said, body)
	}
	return path, said
}

// fleeting is what differs from one registry to the next in what they made
// themselves: IDs, and the hash of grounds that a decision letter states.
var fleeting = regexp.MustCompile(`"request":"\w*"|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}`)

// Two registries differ in nothing but what the province closed of others' records,
// and in what another operator has filed without its being approved nearby. To an
// operator they are the same, by whatever it reads, asks and files.
func TestOneOperatorLearnsNothingOfAnother(t *testing.T) {
	t.Parallel()
	var by [2]map[string]*caller
	var dossiers [2]string
	var texts [2][]string
	for variant := range by {
		by[variant] = rivals(t, rivalRegistry(t, variant))
		dossiers[variant], texts[variant] = signedDossier(t, by[variant])
	}
	var asked []string
	for i := range texts[0] {
		asked = append(asked, fmt.Sprint("step ", i, " of the dossier"))
	}
	compare := func(method, path, body string) {
		asked = append(asked, method+" "+path+" "+body)
		for variant := range by {
			at := strings.ReplaceAll(path, "{dossier}", dossiers[variant])
			status, text := by[variant]["operator"].send(method, at, body)
			if status >= http.StatusInternalServerError && status != http.StatusNotImplemented && status != http.StatusServiceUnavailable {
				t.Errorf("%s %s: %d %s", method, at, status, text)
			}
			texts[variant] = append(texts[variant], fmt.Sprint(status, " ", strings.ReplaceAll(unpacked([]byte(text)), dossiers[variant], "{dossier}")))
		}
	}
	for _, path := range slices.Concat(readPaths(t, by[0]["operator"].address), privatePaths()) {
		compare(http.MethodGet, path, "")
	}
	for _, of := range []string{"", "/rows", "/history", "/dossier", "/appraisal", "/repetition", "/documents", "/documents/report?format=json", "/documents/decision?format=json", "/documents/notice?format=json", "/documents/report?format=docx"} {
		compare(http.MethodGet, "{dossier}"+of, "")
	}
	for _, ask := range asking() {
		compare(http.MethodPost, ask[0], ask[1])
	}
	answered := 0
	for i, path := range asked {
		answered += strings.Count(texts[0][i][:min(4, len(texts[0][i]))], "200")
		for variant := range by {
			for v := range by {
				if text := texts[variant][i]; strings.Contains(text, mark(v)) && !strings.Contains(path, mark(v)) && !strings.Contains(path, "/record?") {
					t.Errorf("%s gives away: …%s…", path, around(text, mark(v)))
				}
			}
		}
		one, other := plain(texts[0][i]), plain(texts[1][i])
		if dated := regexp.MustCompile(`format=(gpkg|xlsx|pdf|docx)`).MatchString(path); !dated && one != other {
			t.Errorf("%s differs:\n%s", path, difference(one, other))
		}
	}
	if answered < 350 {
		t.Errorf("only %d answers were given", answered)
	}
	handInTwice(t, by)
}

// plain is an answer without what differs from one moment and registry to the next.
func plain(text string) string {
	return fleeting.ReplaceAllString(moment.ReplaceAllString(text, ""), "")
}

// handInTwice hands in a file that names a mast of another operator: what is wrong
// with it is told alike.
func handInTwice(t *testing.T, by [2]map[string]*caller) {
	t.Helper()
	for _, sheet := range []string{"code,name,height_m\nKT001,Cột của ai,31\nVN001,Trạm VNPT,38\n", "id,code,name\ns-1,KT001,Cột của ai\n", "id,code,name\npp-rival,X,Cột của ai\n", "code,name\nVN001,Trạm VNPT mới\n"} {
		var said [2]string
		for variant, callers := range by {
			var form bytes.Buffer
			writer := multipart.NewWriter(&form)
			part, err := writer.CreateFormFile("file", "quy3.csv")
			if err != nil {
				t.Fatal(err)
			}
			_, _ = part.Write([]byte(sheet))
			_ = writer.Close()
			status, body := callers["operator"].send(http.MethodPost, "/api/v1/submissions/su-own/file", form.String(), "Content-Type", writer.FormDataContentType())
			_, difference := callers["operator"].ask(http.MethodGet, "/api/v1/submissions/su-own/difference")
			said[variant] = plain(fmt.Sprint(status, body, difference))
		}
		if said[0] != said[1] {
			t.Errorf("%q differs:\n%s", sheet, difference(said[0], said[1]))
		}
	}
}

// Whatever is another operator's, or the department's, is answered to an operator as
// what is not there: every operation with an ID, asked with IDs that there are.
func TestForeignIDsAreAsThoseThatAreNotThere(t *testing.T) {
	t.Parallel()
	by := rivals(t, rivalRegistry(t, 0))
	operator := by["operator"]
	var described struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	getJSON(t, operator.address+"/api/openapi.json", &described)
	var job struct{ ID string }
	if status, body := by["administrator"].send(http.MethodPost, "/api/v1/jobs", `{"kind":"coverage","input":{"unit":"62"}}`); status != http.StatusAccepted || json.Unmarshal([]byte(body), &job) != nil {
		t.Fatalf("%d %s", status, body)
	}
	there := map[string][]string{
		"applications": {"a-rival", "R-1", "a-rival-2"}, "positions": {"pp-rival"}, "events": {"e-rival"}, "decisions": {"d-rival"}, "attachments": {"at-rival"},
		"submissions": {"su-rival"}, "jobs": {job.ID}, "plans": {"a-rival"}, "imports": {"a-rival"}, "tokens": {"a-rival"}, "scenarios": {"a-rival"}, "users": {"officer"}, "settings": {"closed_fields"},
	}
	public := regexp.MustCompile(`^/api/v1/(operators|units|successions|sites|stations|sectors|postal|radio|clusters|settlements|zones|indicators|measurements|plan|rulesets|rules|served|templates|checks|coverage)/`)
	tried := 0
	for _, path := range slices.Sorted(maps.Keys(described.Paths)) {
		if !strings.Contains(path, "{") || public.MatchString(path) {
			continue
		}
		kind, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "/")
		if len(there[kind]) == 0 {
			t.Errorf("%s: the test knows no %s of others", path, kind)
		}
		for method := range described.Paths[path] {
			for _, id := range there[kind] {
				tried++
				foreign, none := idAnswer(operator, method, path, id), idAnswer(operator, method, path, strings.Repeat("x", len(id)))
				if foreign != none || strings.HasPrefix(foreign, "200") {
					t.Errorf("%s %s with %s:\n%s\nwith one that is not there:\n%s", method, path, id, foreign, none)
				}
			}
		}
	}
	for _, list := range []string{"/api/v1/positions?application_id=", "/api/v1/attachments?application_id=", "/api/v1/inbox/verdicts?ids=", "/ogc/collections/positions/items/", "/record?kind=applications&id=", "/dossiers?dossier="} {
		tried++
		if foreign, none := idAnswer(operator, "GET", list+"{id}", "a-rival"), idAnswer(operator, "GET", list+"{id}", "xxxxxxx"); foreign != none {
			t.Errorf("%sa-rival:\n%s\nis not as one that is not there:\n%s", list, foreign, none)
		}
	}
	if tried < 60 {
		t.Errorf("only %d operations were tried", tried)
	}
}

// idAnswer is what an operation answers that names a thing, the ID taken out.
func idAnswer(c *caller, method, path, id string) string {
	first := true
	filled := regexp.MustCompile(`\{(\w+)\}`).ReplaceAllStringFunc(path, func(name string) string {
		if first {
			first = false
			return id
		}
		return map[string]string{"{action}": "comment", "{document}": "report", "{attachment}": "at-rival"}[name]
	})
	status, body := c.send(strings.ToUpper(method), filled, `{"comment":"x"}`, "If-Match", `"1"`)
	return fmt.Sprint(status, " ", strings.ReplaceAll(plain(body), id, "{id}"))
}
