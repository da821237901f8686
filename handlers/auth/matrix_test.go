package auth_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hatang/registry"
)

// All who ask.
const (
	all       = "public operator officer officer-west approver administrator auditor"
	signedIn  = "operator officer officer-west approver administrator auditor"
	seers     = "officer officer-west approver administrator auditor"
	keepers   = "officer officer-west administrator"
	inspector = "administrator auditor"
	keeper    = "administrator"
)

// who is, written down anew beside the program's own table, who may use which
// routes. A route that no rule knows fails the test: say who may use it.
func who() []rule {
	kind := `(operators|units|successions|sites|stations|sectors|postal|radio|clusters|settlements|zones|indicators|measurements|plan)`
	return []rule{
		{"GET", `/api/v1/rulesets(/:id(/rows)?)?`, all},
		{"GET", `/api/v1/(applications|positions|attachments|submissions)(/:id(/rows|/history)?)?`, signedIn},
		{"GET", `/api/v1/(events|decisions|scenarios)(/:id(/rows|/history)?)?`, seers},
		{"GET", `/api/v1/rulesets/:id/history`, seers},
		{"GET", `/api/v1/` + kind, all},
		{"GET", `/api/v1/` + kind + `/:id(/rows)?`, all},
		{"GET", `/api/v1/(operators|sites|stations|sectors|measurements|plan)/:id/history`, signedIn},
		{"GET", `/api/v1/(units|successions|postal|radio|clusters|settlements|zones|indicators)/:id/history`, seers},
		{"POST", `/api/v1/` + kind, keepers},
		{"PATCH|PUT|DELETE", `/api/v1/` + kind + `/:id`, keepers},
		{"POST", `/api/v1/` + kind + `/:id/retire`, keepers},
		{"GET", `/api/v1/(nearest|within|at|served/:network)`, all},
		{"POST", `/api/v1/within`, all},
		{"GET", `/api/v1/reports(/.*)?`, seers},
		{"POST", `/api/v1/reports/consistency`, "officer officer-west approver administrator"},
		{"GET", `/api/v1/changes`, seers},
		{"POST", `/api/v1/changes`, keepers},
		{"GET", `/api/openapi.json`, all},
		{"GET", `/ogc(/.*)?`, all},
		{"GET", `/tiles(/.*|\.json)`, all},
		{"GET|HEAD", `/|/assets/:fingerprint/\*path`, all},
		{"GET|HEAD", `/(dossiers|planning|reports|data|public|record)`, all}, // the frame; what it shows has rights of its own
		{"GET|HEAD", `/administration`, inspector},
		{"GET", `/healthz|/readyz`, all},
		{"GET", `/metrics`, inspector},
		{"GET", `/sign-in|/sign-in/style.css|/setup|/session`, all},
		{"POST", `/sign-in|/sign-in/code|/sign-out|/setup`, all},
		{"GET|POST", `/account(/.*)?`, signedIn},
		{"GET", `/users|/events`, inspector},
		{"GET", `/api/v1/(users|tokens)`, inspector},
		{"POST|PATCH|DELETE", `/api/v1/(users(/:name(/link)?)?|tokens/:id)`, keeper},
	}
}

type rule struct{ methods, path, who string }

func rulesFor(method, path string) []rule {
	return slices.DeleteFunc(who(), func(r rule) bool {
		return !slices.Contains(strings.Split(r.methods, "|"), method) || !regexp.MustCompile("^(?:"+r.path+")$").MatchString(path)
	})
}

// Every route × every role: let in or refused.
func TestEveryRouteForEveryRole(t *testing.T) {
	t.Parallel()
	s := start(t)
	names := s.everybody()
	for _, route := range s.server.Router().Routes() {
		rules := rulesFor(route.Method, route.Path)
		if len(rules) != 1 {
			t.Errorf("%s %s: %d rules of the test say who may use it, one is needed", route.Method, route.Path, len(rules))
			continue
		}
		if route.Path == "/sign-out" || strings.Contains(route.Path, "/sessions/") {
			continue // would end the sessions of the test; see TestSignOut
		}
		for _, name := range names {
			allowed := slices.Contains(strings.Fields(rules[0].who), name)
			w := s.as(name, route.Method, fill(route.Path), "")
			refused := w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden
			if route.Path == "/sign-in" && route.Method == http.MethodPost {
				refused = false // 401 is its answer to a wrong password
			}
			switch {
			case refused == allowed:
				t.Errorf("%s %s as %s: %d, allowed is %v\n%s", route.Method, route.Path, name, w.Code, allowed, w.Body)
			case refused && name == "public" && w.Code != http.StatusUnauthorized:
				t.Errorf("%s %s as %s: %d, 401 is expected", route.Method, route.Path, name, w.Code)
			case refused && name != "public" && w.Code != http.StatusForbidden:
				t.Errorf("%s %s as %s: %d, 403 is expected", route.Method, route.Path, name, w.Code)
			case w.Code >= http.StatusInternalServerError && w.Code != http.StatusServiceUnavailable && w.Code != http.StatusNotImplemented:
				t.Errorf("%s %s as %s: %d %s", route.Method, route.Path, name, w.Code, w.Body)
			}
		}
		s.clock.advance(refusalPause)
	}
}

// refusalPause is after which an address may be refused again.
const refusalPause = 61 * time.Second

// fill makes a path of a route's pattern.
func fill(pattern string) string {
	path := pattern
	for part, value := range map[string]string{
		":network": "postal", ":collection": "sites", ":item": "s-west", ":matrixSet": "WebMercatorQuad", ":matrix": "9",
		":row": "235", ":col": "409", ":layer/:z": "sites/9", ":x": "409", ":y": "235.mvt", ":layer": "sites.json",
		":fingerprint/*path": "x/y",
	} {
		path = strings.Replace(path, part, value, 1)
	}
	if kind, _, found := strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "/:id"); found {
		path = strings.Replace(path, ":id", rowsOf(registry.Kind(kind))[0], 1)
	}
	switch path {
	case "/api/v1/nearest":
		return path + "?kind=sites&lon=108&lat=14.3"
	case "/api/v1/within":
		return path + "?kind=sites&lon=108&lat=14.3&radius_m=50000"
	case "/api/v1/at":
		return path + "?lon=107.95&lat=14.3"
	}
	return path
}

// rowsOf are a row in the west, of viettel where the kind has operators, and
// one in the east, of another.
func rowsOf(kind registry.Kind) [2]string {
	switch kind {
	case registry.Operators:
		return [2]string{"op-viettel", "op-mobifone"}
	case registry.Units:
		return [2]string{"u-west", "u-east"}
	case registry.Successions:
		return [2]string{"x-west", "x-east"}
	case registry.Sites:
		return [2]string{"s-west", "s-east"}
	case registry.Stations:
		return [2]string{"t-west", "t-east"}
	case registry.Sectors:
		return [2]string{"c-west", "c-east"}
	case registry.Postal:
		return [2]string{"p-west", "p-east"}
	case registry.Radio:
		return [2]string{"r-west", "r-east"}
	case registry.Clusters:
		return [2]string{"l-west", "l-east"}
	case registry.Settlements:
		return [2]string{"v-west", "v-east"}
	case registry.Indicators:
		return [2]string{"i-west", "i-east"}
	case registry.Measurements:
		return [2]string{"m-west", "m-east"}
	case registry.Plan:
		return [2]string{"k-west", "k-east"}
	case registry.Applications:
		return [2]string{"a-west", "a-east"}
	case registry.Positions:
		return [2]string{"pp-west", "pp-east"}
	case registry.Events:
		return [2]string{"e-west", "e-east"}
	case registry.Decisions:
		return [2]string{"d-west", "d-east"}
	case registry.Attachments:
		return [2]string{"at-west", "at-east"}
	case registry.Submissions:
		return [2]string{"su-west", "su-east"}
	case registry.Scenarios:
		return [2]string{"sc-1", "sc-1"}
	case registry.RuleSets:
		return [2]string{"rs-1", "rs-1"}
	}
	return [2]string{"z-1", "z-1"}
}

// Every kind × every role × a row of its own and a foreign one: who may change,
// retire and remove it, alone and in a list of changes.
func TestWritesToOwnAndForeignRows(t *testing.T) {
	t.Parallel()
	s := start(t)
	names := s.everybody()
	const stale = "999999" // what may be done then fails for the revision, and the row stays
	for _, kind := range registry.EditedKinds() {
		note := `{"note":"n%d"}`
		switch kind {
		case registry.Settlements:
			note = `{"population":%d}`
		case registry.Indicators:
			note = `{"value":%d}`
		}
		for i, id := range rowsOf(kind) {
			for n, name := range names {
				west := i == 0 && kind != registry.Operators && kind != registry.Zones
				allowed := name == "officer" || name == "administrator" || name == "officer-west" && west
				for _, w := range []struct{ method, path, body, match, bulk string }{
					{"PATCH", "", fmt.Sprintf(note, n+1), "*", `{"op":"change","record":` + fmt.Sprintf(note, n+100)},
					{"PUT", "", fmt.Sprintf(note, n+1), stale, `{"op":"replace","record":` + fmt.Sprintf(note, n+200)},
					{"POST", "/retire", `{"on":"2020-01-01"}`, stale, `{"op":"retire","on":"2020-01-01"`},
					{"DELETE", "?valid_from=open", "", stale, `{"op":"delete","valid_from":"open"`},
					{"DELETE", "?on=2020-01-01", "", stale, ""},
				} {
					a := s.as(name, w.method, "/api/v1/"+string(kind)+"/"+id+w.path, w.body, "If-Match", w.match, "Content-Type", "application/json")
					expect(t, a, allowed, name, w.method+" "+string(kind)+" "+id+w.path)
					if w.bulk != "" {
						item := w.bulk + fmt.Sprintf(`,"kind":%q,"id":%q,"if_match":%q}`, kind, id, w.match)
						expect(t, s.as(name, "POST", "/api/v1/changes", "["+item+"]"), allowed, name, "bulk "+item)
					}
				}
				s.clock.advance(refusalPause)
			}
		}
	}
}

func expect(t *testing.T, w *httptest.ResponseRecorder, allowed bool, name, what string) {
	t.Helper()
	refused := w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden
	if refused == allowed || w.Code >= http.StatusInternalServerError {
		t.Errorf("%s as %s: %d, allowed is %v: %s", what, name, w.Code, allowed, w.Body)
	}
	if refused && bytes.Contains(w.Body.Bytes(), []byte("zqx-")) {
		t.Errorf("%s as %s: the refusal gives restricted fields away: %s", what, name, w.Body)
	}
}

// An officer of the west cannot move a row there to get at it, nor move one out
// or make one elsewhere.
func TestTerritoryCannotBeTalkedAround(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	for _, tc := range []struct{ name, method, path, body string }{
		{"naming one's own commune on a foreign row", "PATCH", "/api/v1/sites/s-east", `{"commune_code":"23281"}`},
		{"handing a row to another commune", "PATCH", "/api/v1/sites/s-west", `{"commune_code":"23284"}`},
		{"moving a row out", "PATCH", "/api/v1/sites/s-west", `{"geometry":{"type":"Point","coordinates":[108.05,14.3]}}`},
		{"a new row that stands elsewhere", "POST", "/api/v1/sites", `{"operator_code":"viettel","commune_code":"23281","geometry":{"type":"Point","coordinates":[108.05,14.3]}}`},
		{"a new row that stands nowhere", "POST", "/api/v1/sites", `{"operator_code":"viettel"}`},
		{"a part of a foreign whole", "POST", "/api/v1/sectors", `{"station_id":"t-east","code":"9"}`},
		{"moving a part to a foreign whole", "PATCH", "/api/v1/sectors/c-west", `{"station_id":"t-east"}`},
		{"a unit of the whole province", "PATCH", "/api/v1/units/u-62", `{"note":"x"}`},
	} {
		if w := s.as("officer-west", tc.method, tc.path, tc.body, "If-Match", "*"); w.Code != http.StatusForbidden || contains(w, "zqx-") {
			t.Errorf("%s: %d %s", tc.name, w.Code, w.Body)
		}
	}
	w := s.as("officer-west", "POST", "/api/v1/sites", `{"operator_code":"viettel","code":"NEW","geometry":{"type":"Point","coordinates":[107.94,14.3]}}`)
	if w.Code != http.StatusCreated {
		t.Errorf("a new row within the territory: %d %s", w.Code, w.Body)
	}
}

// marks are the restricted values that a caller may see.
func marks(name string) []string {
	west := []string{"zqx-owner-west", "zqx-contact-west"}
	switch name {
	case "operator":
		return append(west, "zqx-op-viettel")
	case "officer-west":
		return append(west, "zqx-radio-west")
	case "public":
		return nil
	}
	return allMarks()
}

func allMarks() []string {
	return []string{"zqx-op-viettel", "zqx-op-mobifone", "zqx-owner-west", "zqx-contact-west", "zqx-owner-east", "zqx-contact-east", "zqx-radio-west", "zqx-radio-east"}
}

// readings are every way in which records are read, with the marks that stand
// in the whole answer.
func readings() map[string][]string {
	sites := []string{"zqx-owner-west", "zqx-contact-west", "zqx-owner-east", "zqx-contact-east"}
	radio, operators := []string{"zqx-radio-west", "zqx-radio-east"}, []string{"zqx-op-viettel", "zqx-op-mobifone"}
	at := []string{"zqx-owner-west", "zqx-contact-west", "zqx-radio-west"}
	list := map[string][]string{
		"/api/v1/at?lon=107.95&lat=14.3":                              at,
		"/api/v1/nearest?kind=sites&lon=108&lat=14.3":                 sites,
		"/api/v1/nearest?kind=sites&lon=108&lat=14.3&format=geojson":  sites,
		"/api/v1/within?kind=radio&lon=108&lat=14.3&radius_m=50000":   radio,
		"/api/v1/nearest?kind=sites&lon=108&lat=14.3&format=ids":      nil,
		"/api/v1/served/postal":                                       nil,
		"/api/openapi.json":                                           nil,
		"/ogc/collections":                                            nil,
		"/ogc/api":                                                    nil,
		"/tiles/sites/9/409/235.mvt":                                  nil,
		"/ogc/collections/sites/tiles/WebMercatorQuad/9/235/409":      nil,
		"/tiles.json":                                                 nil,
		"/":                                                           nil,
		"/api/v1/sites?q=zqx-owner-west":                              nil,
		"/ogc/collections/sites/items?datetime=1990-01-01/2090-01-01": sites,
		"/ogc/collections/sites/items?crs=http://www.opengis.net/def/crs/EPSG/0/3857": sites,
		"/api/v1/sites?geometry=false":           sites,
		"/api/v1/sites?limit=all&format=geojson": sites,
	}
	for kind, found := range map[string][]string{"sites": sites, "radio": radio, "operators": operators} {
		for _, format := range []string{"json", "geojson", "csv", "xlsx", "gpkg"} {
			list["/api/v1/"+kind+"?format="+format] = found
		}
		for i, id := range rowsOf(registry.Kind(kind)) {
			side := []string{"west", "east"}[i]
			if kind == "operators" {
				side = []string{"viettel", "mobifone"}[i]
			}
			mine := slices.DeleteFunc(slices.Clone(found), func(m string) bool { return !strings.HasSuffix(m, side) })
			for _, view := range []string{"", "?format=geojson", "/rows", "/history"} {
				list["/api/v1/"+kind+"/"+id+view] = mine
			}
			if kind != "operators" {
				list["/ogc/collections/"+kind+"/items/"+id] = mine
				list["/ogc/collections/"+kind+"/items/"+id+"?f=html"] = mine
			}
		}
		if kind != "operators" {
			for _, view := range []string{"/items", "/items?f=html", "/schema", "/queryables", "/sortables", "/schema/geojson", "/items?limit=1"} {
				var whole []string
				if view == "/items" || view == "/items?f=html" {
					whole = found
				}
				list["/ogc/collections/"+kind+view] = whole
			}
		}
	}
	list["/api/v1/changes?limit=1000"] = allMarks()
	return list
}

// Every way of reading × every role: what a caller may not see is in no answer,
// and what it may is in those that hold it.
func TestRestrictedFieldsInEveryAnswer(t *testing.T) {
	t.Parallel()
	s := start(t)
	names := s.everybody()
	seen := map[string]int{}
	for target, whole := range readings() {
		for _, name := range names {
			w := s.as(name, http.MethodGet, target, "")
			if w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden {
				if bytes.Contains(w.Body.Bytes(), []byte("zqx-")) {
					t.Errorf("GET %s as %s: the refusal gives restricted fields away", target, name)
				}
				continue // whether rightly is TestEveryRouteForEveryRole's and TestHistoryOfOwnRows'
			}
			if w.Code != http.StatusOK && target != "/" {
				t.Errorf("GET %s as %s: %d %s", target, name, w.Code, w.Body)
				continue
			}
			content := unpacked(t, w.Body.Bytes())
			mine := marks(name)
			for _, mark := range allMarks() {
				found, may := bytes.Contains(content, []byte(mark)), slices.Contains(mine, mark)
				if strings.Contains(target, "q="+mark) {
					continue // the address is repeated
				}
				switch {
				case found && !may:
					t.Errorf("GET %s as %s gives away %s", target, name, mark)
				case !found && may && slices.Contains(whole, mark):
					t.Errorf("GET %s as %s lacks %s", target, name, mark)
				case found:
					seen[name]++
				}
			}
		}
		s.clock.advance(refusalPause)
	}
	for _, name := range names[1:] {
		if seen[name] == 0 {
			t.Errorf("%s sees no restricted field anywhere", name)
		}
	}
}

// unpacked is the content with what is compressed in it.
func unpacked(t *testing.T, content []byte) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return content
	}
	for _, entry := range archive.File {
		file, err := entry.Open()
		must(t, err)
		inner, err := io.ReadAll(file)
		must(t, err)
		content = append(content, inner...)
	}
	return content
}

// problemOf is a problem but for what names the request and the thing.
func problemOf(t *testing.T, w *httptest.ResponseRecorder, id string) string {
	t.Helper()
	var problem map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil {
		t.Fatal(err)
	}
	delete(problem, "request_id")
	return strings.ReplaceAll(fmt.Sprint(problem), id, "{id}")
}

// An operator reads of dossiers its own, by whatever way, and nobody else's: these
// are to it as if they were not there.
func TestOwnDossiers(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	for _, kind := range []registry.Kind{registry.Applications, registry.Positions, registry.Attachments, registry.Submissions} {
		base, rows := "/api/v1/"+string(kind), rowsOf(kind)
		for _, format := range []string{"json", "csv"} {
			w := s.as("operator", "GET", base+"?format="+format, "")
			if w.Code != http.StatusOK || !contains(w, rows[0]) || contains(w, rows[1]) {
				t.Errorf("the list %s as %s: %d %s", kind, format, w.Code, w.Body)
			}
		}
		if w := s.as("operator", "GET", base+"?q=mobifone&operator_code=mobifone", ""); contains(w, rows[1]) {
			t.Errorf("asked for by its operator: %s", w.Body)
		}
		for _, part := range []string{"", "/rows", "/history"} {
			if w := s.as("operator", "GET", base+"/"+rows[0]+part, ""); w.Code != http.StatusOK {
				t.Errorf("own %s%s: %d %s", rows[0], part, w.Code, w.Body)
			}
			w := s.as("operator", "GET", base+"/"+rows[1]+part, "")
			none := s.as("operator", "GET", base+"/nothing"+part, "")
			if w.Code != http.StatusNotFound || problemOf(t, w, rows[1]) != problemOf(t, none, "nothing") {
				t.Errorf("foreign %s%s: %d %s, one that is not there: %s", rows[1], part, w.Code, w.Body, none.Body)
			}
		}
		if w := s.as("officer", "GET", base, ""); !contains(w, rows[0]) || !contains(w, rows[1]) {
			t.Errorf("an officer's list of %s: %s", kind, w.Body)
		}
		if w := s.as("public", "GET", base, ""); w.Code != http.StatusUnauthorized {
			t.Errorf("the public's list of %s: %d", kind, w.Code)
		}
	}
}
