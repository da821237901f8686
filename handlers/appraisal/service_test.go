package appraisal_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/data"
	"hatang/handlers/api"
	"hatang/handlers/appraisal"
	"hatang/handlers/auth"
	"hatang/handlers/handlertest"
	"hatang/registry"
	"hatang/registry/network"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
)

// service is the operations on a router, over a registry file with two communes
// and a mast.
type service struct {
	http.Handler              // for whoever sits at a machine without accounts
	operators    http.Handler // for whom the header Who names
	store        *sqlite.Store
	live         *network.Live
	routes       []api.Route
}

func start(t *testing.T) *service {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 8, 3, 9, 0, 0, 0, time.FixedZone("+07", 7*60*60)) }
	store := sqlitetest.New(t, sqlite.Options{Clock: clock})
	commune := &registry.AdminUnit{Code: "09001", Name: "Phường A", Level: registry.LevelCommune, Type: "phuong", ProvinceCode: "24"}
	commune.Area = orb.MultiPolygon{orb.Bound{Min: orb.Point{106, 21}, Max: orb.Point{106.2, 21.4}}.ToPolygon()}
	mast := &registry.Site{Code: "S1", OperatorCode: "vnpt", State: registry.StateOnAir, HeightM: registry.Some(30.0)}
	mast.Point, mast.Located = orb.Point{106.1, 21.2}, true
	err := store.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for _, rec := range []registry.Record{&registry.Operator{Code: "viettel", Name: "Viettel"}, &registry.Operator{Code: "vnpt", Name: "VNPT"}, commune, mast} {
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	live, err := network.Open(t.Context(), store, network.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	shipped, err := data.RuleSets()
	if err != nil {
		t.Fatal(err)
	}
	made, err := appraisal.New(appraisal.Options{View: func() appraisal.View { return live.View() }, Store: store, Update: live.Update, Shipped: shipped, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	local := handlertest.Serve(t, made.Routes(), handlertest.By(auth.Local()))
	return &service{local, handlertest.Serve(t, made.Routes(), handlertest.Who), store, live, made.Routes()}
}

func (s *service) ask(t *testing.T, method, path, mediaType, body string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1"+path, strings.NewReader(body))
	request.Header.Set("Content-Type", mediaType)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, request)
	return w
}

const near = `{"positions":[{"code":"V1","operator_code":"viettel","height_m":30,"commune_code":"09001","geometry":{"type":"Point","coordinates":[106.1005,21.2]}}]}`

// newSet is a province's own set of two clauses.
const newSet = `code: moi-2027
name: {vi: Quyết định mới, en: New decision}
jurisdiction: "24"
valid_from: "2027-01-01"
citation: {vi: Quyết định mới, en: New decision}
clauses: [{id: a, check: spacing, kind: min_distance,
  cite: {vi: Điều 1, en: Article 1}, text: {vi: "khác mạng, đô thị", en: "other, urban"},
  when: 'relation == "other" && area == "urban"', value: 100, unit: m, consequence: refer},
  {id: b, check: hosts, kind: at_least, cite: {vi: Điều 2, en: Article 2}, text: {vi: "hai doanh nghiệp", en: "two operators"},
  number: hosts, value: 2, consequence: supplement}]
`

// twice is a sheet in which one position stands twice.
var twice = "Mã vị trí,Doanh nghiệp,Kinh độ,Vĩ độ\n" + strings.Repeat("V1,viettel,106.1005,21.2\n", 2)

func TestOperations(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, method, path, mediaType, body string
		status                              int
		holds                               []string
	}{
		{"too near", "POST", "/api/v1/precheck", "application/json", near, 200, []string{`"check":"spacing"`, `"15.5a-urban"`, `"verdict":"not_met"`, `"as_of":"2026-08-03"`}},
		{"as a workbook", "POST", "/api/v1/precheck?format=xlsx", "application/json", near, 200, []string{"PK"}},
		{"as features", "POST", "/api/v1/precheck?format=geojson", "application/json", near, 200, []string{`"FeatureCollection"`, `"role":"neighbour"`}},
		{"coordinates as typed", "POST", "/api/v1/precheck", "application/json",
			`{"crs":"vn2000:105.5","positions":[{"code":"V1","operator_code":"viettel","given_coordinates":"2345000; 562000"}]}`, 200, []string{`"given_crs":"vn2000:105.5"`, "Phường A"}},
		{"no positions", "POST", "/api/v1/precheck", "application/json", `{}`, 400, []string{"positions"}},
		{"all faults at once", "POST", "/api/v1/precheck", "application/json",
			`{"as_of":"hôm qua","positions":[{"code":"V1","height":3},{"code":"V2","hosts":"hai"}]}`, 400, []string{"as_of", `"height"`, `"hosts"`}},
		{"an unknown member", "POST", "/api/v1/precheck", "application/json", `{"positionz":[]}`, 400, []string{"positionz"}},
		{"another media type", "POST", "/api/v1/precheck", "text/plain", "x", 415, nil},
		{"an unknown rule set", "POST", "/api/v1/precheck", "application/json", strings.Replace(near, "{", `{"rules":"no-such",`, 1), 404, []string{"no-such", "bac-ninh-72-2025"}},
		{"a sheet", "POST", "/api/v1/precheck/file", "text/csv", twice, 200,
			[]string{`"rule":"repeated"`, `"15.5a-urban"`, `"rule":"required"`}},
		{"the positions of a sheet", "POST", "/api/v1/precheck/positions?operator=viettel", "text/csv", "Mã vị trí,Chiều cao,Kinh độ,Vĩ độ\nV1,\"30,5\",106.1005,21.2\n", 200,
			[]string{`"positions":[{`, `"code":"V1"`, `"coordinates":[106.1005,21.2]`, `"height_m":30.5`, `"problems":[]`}},
		{"what is wrong with a sheet", "POST", "/api/v1/precheck/positions", "text/csv", twice, 200, []string{`"rule":"repeated"`, `"row":3`}},
		{"a sheet with a strange column", "POST", "/api/v1/precheck/positions", "text/csv", "Mã vị trí,Màu sắc\nV1,đỏ\n", 200, []string{`"rule":"unknown-column"`, `"severity":"error"`}},
		{"positions of no sheet", "POST", "/api/v1/precheck/positions", "application/json", "{}", 415, nil},
		{"an empty sheet", "POST", "/api/v1/precheck/file", "text/csv", "Mã vị trí\n", 400, nil},
		{"no conflicts", "GET", "/api/v1/conflicts", "", "", 200, []string{`{"features":[],"type":"FeatureCollection"}`}},
		{"conflicts, wrong", "GET", "/api/v1/conflicts?as_of=x&undecided=maybe", "", "", 400, []string{`"as_of"`, `"undecided"`}},
		{"the list", "GET", "/api/v1/rules", "", "", 200, []string{"bac-ninh-72-2025", "national"}},
		{"those in force", "GET", "/api/v1/rules?province=24&as_of=2025-11-30", "", "", 200, []string{`"national"`}},
		{"one set", "GET", "/api/v1/rules/bac-ninh-72-2025", "", "", 200, []string{`"15.6a-small-other"`}},
		{"its text", "GET", "/api/v1/rules/bac-ninh-72-2025?format=yaml", "", "", 200, []string{"kind: min_distance"}},
		{"no such set", "GET", "/api/v1/rules/none", "", "", 404, nil},
		{"lint", "GET", "/api/v1/rules/bac-ninh-72-2025/lint", "", "", 200, []string{`"contradiction"`, `"15.5a-urban","15.6a-small-other"`}},
		{"lint of a broken text", "POST", "/api/v1/rules/lint", "application/yaml", "code: x\nclauses:\n  - id: a\n    kind: dream\n", 200, []string{`{"line":3,"field":"kind","value":"dream"`}},
		{"lint of a text with lines", "POST", "/api/v1/rules/lint", "application/yaml", newSet, 200, []string{`"faults":[]`, `"lines":{"a":6,"b":9}`, `"set":{"code":"moi-2027"`}},
		{"lint of no YAML", "POST", "/api/v1/rules/lint", "application/yaml", "code: x\nname: [", 200, []string{`"faults":[{"line":2`}},
		{"compare", "POST", "/api/v1/rules/compare?before=bac-ninh-72-2025&after=hai-duong-26-2018", "application/json", near, 200, []string{`"check":"spacing"`, `[120`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := start(t).ask(t, c.method, c.path, c.mediaType, c.body)
			if w.Code != c.status {
				t.Fatalf("status %d, want %d: %s", w.Code, c.status, w.Body)
			}
			for _, want := range c.holds {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("the answer does not hold %q: %.3000s", want, w.Body)
				}
			}
		})
	}
}

func TestPrecheckKeepsNothing(t *testing.T) {
	t.Parallel()
	s := start(t)
	before, err := s.store.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.ask(t, "POST", "/api/v1/precheck", "application/json", near)
	s.ask(t, "POST", "/api/v1/precheck/file", "text/csv", "Mã vị trí,Doanh nghiệp,Kinh độ,Vĩ độ\nV1,viettel,106.1005,21.2\n")
	if after, err := s.store.Seq(t.Context()); err != nil || after != before {
		t.Errorf("the registry went from change %d to %d (%v)", before, after, err)
	}
}

func TestAProvincesOwnSetGoesOverTheShippedOne(t *testing.T) {
	t.Parallel()
	s := start(t)
	shipped, err := data.RuleSets()
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(string(shipped["bac-ninh-72-2025.yaml"]), "value: 120", "value: 40", 1)
	w := s.ask(t, "POST", "/api/v1/rules", "application/yaml", own)
	if w.Code != http.StatusCreated || w.Header().Get("Location") != "/api/v1/rules/bac-ninh-72-2025" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var result struct {
		Positions []struct {
			Checks []struct {
				Check, Verdict string
			}
		}
	}
	if err := json.Unmarshal(s.ask(t, "POST", "/api/v1/precheck", "application/json", near).Body.Bytes(), &result); err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Positions[0].Checks {
		if c.Check == "spacing" && c.Verdict != "met" {
			t.Errorf("52 m is %s by a threshold of 40 m", c.Verdict)
		}
	}
	if again := s.ask(t, "POST", "/api/v1/rules", "application/yaml", own); !strings.Contains(again.Body.String(), `"operation":""`) {
		t.Errorf("putting the same text again: %s", again.Body)
	}
}

// Every operation states its right, its name and what it does in both languages.
func TestRoutesSayWhatTheyTake(t *testing.T) {
	t.Parallel()
	for _, r := range start(t).routes {
		if r.Right.Resource == "" || r.Right.Action == 0 || r.ID == "" || r.Summary.VI == "" || r.Summary.EN == "" {
			t.Errorf("%s %s: %+v", r.Method, r.Path, r.Right)
		}
	}
}

// TestConflicts adds masts near the one on record and asks for the pairs.
func TestConflicts(t *testing.T) {
	t.Parallel()
	s := start(t)
	mast := func(code, operator string, lon float64, approximate bool) *registry.Site {
		m := &registry.Site{Code: code, OperatorCode: operator, State: registry.StateOnAir, HeightM: registry.Some(30.0)}
		m.Commissioned, _ = registry.NewDate(2026, 5, 1)
		m.Point, m.Located = orb.Point{lon, 21.2}, true
		if approximate {
			m.Approximate = registry.Some(true)
		}
		return m
	}
	err := s.live.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for _, rec := range []registry.Record{mast("V1", "viettel", 106.1005, false), mast("V2", "viettel", 106.1040, true)} {
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"": "S1 V1", "?operator=viettel": "S1 V1", "?operator=mobifone": "", "?unit=24": "S1 V1", "?unit=09001": "S1 V1", "?unit=99": "",
		"?undecided=true": "S1 V1,S1 V2,V1 V2", "?as_of=2020-01-01": "", "?as_of=2026-08-03": "S1 V1",
	} {
		w := s.ask(t, http.MethodGet, "/api/v1/conflicts"+query, "", "")
		var fc struct {
			Features []struct {
				Properties struct {
					A        string  `json:"a_code"`
					B        string  `json:"b_code"`
					Distance float64 `json:"distance_m"`
					Clause   string  `json:"clause"`
				}
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &fc); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: %d %v", query, w.Code, err)
		}
		var got []string
		for _, f := range fc.Features {
			got = append(got, f.Properties.A+" "+f.Properties.B)
			if f.Properties.Clause == "" || f.Properties.Distance <= 0 {
				t.Errorf("%s: %+v", query, f)
			}
		}
		slices.Sort(got)
		if strings.Join(got, ",") != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	as := func(who, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1/api/v1/conflicts?undecided=true", nil)
		r.Header.Set("Who", who)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		s.operators.ServeHTTP(w, r)
		return w
	}
	for who, want := range map[string]int{"viettel": 3, "vnpt": 2, "officer": 3, "": 0} { // S1 is of vnpt, V1 and V2 of viettel
		if n := strings.Count(as(who, "").Body.String(), `"a_code"`); n != want {
			t.Errorf("%q is told of %d pairs, want %d", who, n, want)
		}
	}
	if w := as("vnpt", as("viettel", "").Header().Get("ETag")); w.Code != http.StatusOK {
		t.Errorf("another operator is answered %d", w.Code)
	}
	first := s.ask(t, http.MethodGet, "/api/v1/conflicts", "", "")
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1/api/v1/conflicts", nil)
	request.Header.Set("If-None-Match", first.Header().Get("ETag"))
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, request); w.Code != http.StatusNotModified {
		t.Errorf("asked again: %d", w.Code)
	}
}
