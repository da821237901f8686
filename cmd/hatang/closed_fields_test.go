package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"hatang/registry"
	"hatang/registry/sqlite"
)

// closedWorld are things of every kind that people keep, in one province; the
// fields that can be closed, and the restricted ones, are filled in later.
const closedWorld = `[
{"kind":"operators","record":{"id":"op-1","code":"viettel","name":"Viettel","sector":"mobile"}},
{"kind":"units","record":{"id":"u-62","code":"62","name":"Tỉnh Kon Tum","level":"province","type":"tinh","population":9000,"area_km2":120,"geometry":{"type":"Polygon","coordinates":[[[107.9,14.3],[108,14.3],[108,14.4],[107.9,14.4],[107.9,14.3]]]}}},
{"kind":"units","record":{"id":"u-w","code":"W","name":"Xã Tây","level":"commune","type":"xa","province_code":"62","population":6000,"geometry":{"type":"Polygon","coordinates":[[[107.9,14.3],[107.95,14.3],[107.95,14.4],[107.9,14.4],[107.9,14.3]]]}}},
{"kind":"successions","record":{"id":"su-1","from_code":"V","to_code":"W","on_date":"2020-01-01"}},
{"kind":"sites","record":{"id":"s-1","code":"KT001","name":"Trạm Một","operator_code":"viettel","state":"on_air","technologies":["4G"],"geometry":{"type":"Point","coordinates":[107.92,14.35]}}},
{"kind":"stations","record":{"id":"t-1","code":"KT001-4G","site_id":"s-1","operator_code":"viettel","technology":"4G","band":"1800","state":"on_air","geometry":{"type":"Point","coordinates":[107.92,14.35]}}},
{"kind":"sectors","record":{"id":"c-1","code":"KT001-4G-1","station_id":"t-1","geometry":{"type":"Point","coordinates":[107.92,14.35]}}},
{"kind":"sectors","record":{"id":"c-2","code":"KT001-4G-2","station_id":"t-1"}},
{"kind":"postal","record":{"id":"p-1","code":"BC1","name":"Bưu cục Một","operator_code":"viettel","class":"post_office_1","public":true,"commune_code":"W","geometry":{"type":"Point","coordinates":[107.93,14.36]}}},
{"kind":"radio","record":{"id":"r-1","code":"D1","name":"Đài Một","technology":"fm","state":"working","commune_code":"W","geometry":{"type":"Point","coordinates":[107.94,14.37]}}},
{"kind":"clusters","record":{"id":"l-1","code":"L1","name":"Cụm Một","radio_id":"r-1","technology":"fm","state":"working","geometry":{"type":"Point","coordinates":[107.94,14.38]}}},
{"kind":"settlements","record":{"id":"e-1","code":"E1","name":"Thôn Một","type":"thon","commune_code":"W","population":300,"geometry":{"type":"Point","coordinates":[107.93,14.34]}}},
{"kind":"zones","record":{"id":"z-1","code":"Z1","name":"Khu Một","class":"heritage","geometry":{"type":"Polygon","coordinates":[[[107.91,14.31],[107.92,14.31],[107.92,14.32],[107.91,14.31]]]}}},
{"kind":"indicators","record":{"id":"i-1","code":"C1","unit_code":"62","value":5,"source":"báo cáo","measure":"người"}},
{"kind":"measurements","record":{"id":"m-1","operator_code":"viettel","technology":"4G","level_dbm":-97,"campaign":"một","taken_at":"2020-05-01T00:00:00Z","cell":"1","geometry":{"type":"Point","coordinates":[107.93,14.35]}}},
{"kind":"plan","record":{"id":"n-1","code":"KH1","name":"Vị trí Một","operator_code":"viettel","plan_code":"KH","geometry":{"type":"Point","coordinates":[107.95,14.33]}}}
]`

// closing is the setting that closes everything that can be.
func closing(t *testing.T) string {
	t.Helper()
	all := map[registry.Kind][]string{}
	for _, kind := range registry.EditedKinds() {
		if names := registry.ClosableFields(kind); len(names) > 0 {
			all[kind] = names
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// closedRegistry is a registry of that world in which every field that not
// everybody sees has a value of the variant's, 0 or 1, and every other the same.
func closedRegistry(t *testing.T, variant int) string {
	t.Helper()
	return worldRegistry(t, worldItems(t, closedWorld), func(rec registry.Record) { hide(t, rec, variant) })
}

// worldItem is a record of a world that is written as JSON.
type worldItem struct {
	Kind   registry.Kind   `json:"kind"`
	Record json.RawMessage `json:"record"`
}

func worldItems(t *testing.T, text string) (items []worldItem) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &items); err != nil {
		t.Fatal(err)
	}
	return items
}

// worldRegistry is a registry of the records, each changed before it is put in,
// that closes every field that can be closed.
func worldRegistry(t *testing.T, items []worldItem, change func(registry.Record)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "world.gpkg")
	store, err := sqlite.Create(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = store.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for _, item := range items {
			rec, problems := registry.ParseJSON(item.Kind, item.Record)
			if len(problems) > 0 {
				return fmt.Errorf("%s: %s", item.Record, problems[0].In(registry.EN))
			}
			change(rec)
			if _, err := w.Put(ctx, rec); err != nil {
				return fmt.Errorf("%s: %w", rec.Head().ID, err)
			}
		}
		return w.PutSetting(ctx, registry.SettingClosedFields, closing(t))
	})
	if closed := store.Close(); err != nil || closed != nil {
		t.Fatal(err, closed)
	}
	return path
}

// hide fills in what not everybody sees.
func hide(t *testing.T, rec registry.Record, variant int) {
	t.Helper()
	kind := rec.Kind()
	for _, name := range append(registry.ClosableFields(kind), registry.RestrictedFields(kind)...) {
		f := registry.SchemaOf(kind).Field(name)
		if err := f.Set(rec, hiddenValue(kind, f, variant)); err != nil {
			t.Fatal(err)
		}
	}
}

// mark begins the texts that a variant hides.
func mark(variant int) string { return []string{"zqalpha", "zqbravo"}[variant] }

func hiddenValue(kind registry.Kind, f *registry.Field, variant int) any {
	between := func(share float64) float64 {
		if f.Limits.Min < f.Limits.Max {
			return f.Limits.Min + (f.Limits.Max-f.Limits.Min)*share
		}
		return 100 * share
	}
	share := []float64{0.3137, 0.7193}[variant]
	switch f.Type {
	case registry.CodeField, registry.ListField:
		return f.Codes[variant].Code
	case registry.IntegerField:
		return int64(between(share))
	case registry.RealField:
		return between(share)
	case registry.BooleanField:
		return variant == 1
	case registry.DateField:
		day, _ := registry.ParseDate([]string{"1987-03-11", "1991-08-23"}[variant])
		return day
	}
	return mark(variant) + " " + string(kind) + " " + f.Name
}

// whoever asks without an account.
type reader struct {
	t       *testing.T
	address string
	asked   int
}

// get is the status and the text of an answer, files unpacked.
func (r *reader) get(path string) (int, string) {
	r.t.Helper()
	r.asked++
	answer, err := http.Get(r.address + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.StatusCode, unpacked(body)
}

// unpacked is the content of a ZIP file, other content as it is.
func unpacked(body []byte) string {
	files, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return string(body)
	}
	var all strings.Builder
	for _, file := range files.File {
		if content, err := file.Open(); err == nil {
			_, _ = io.Copy(&all, content)
			_ = content.Close()
		}
	}
	return all.String()
}

// moment is what differs from one answer to the next: times, host, secrets.
var moment = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^"<]*|127\.0\.0\.1:\d+|cursor=[\w%-]+|"(next|previous|token|request_id)":"[^"]*"`)

// Two registries differ in nothing but what their province closed, or what was
// restricted at first. To whoever has not signed in they are the same: no route
// that may be read gives anything away, by what it shows, counts, finds, sorts or
// draws.
func TestClosedFieldsGiveNothingAway(t *testing.T) {
	t.Parallel()
	var readers [2]*reader
	for variant := range readers {
		db := closedRegistry(t, variant)
		if code, _, said := runHatang(t, "", "user", "add", "admin", "--role", "administrator", "--db", db); code != exitDone {
			t.Fatal(said)
		}
		s := startServe(t, "--db", db, "--addr", "127.0.0.1:0")
		readers[variant] = &reader{t: t, address: s.says(t, `(http://127\.0\.0\.1:\d+)`)[1]}
	}
	answered := 0
	for _, path := range readPaths(t, readers[0].address) {
		var texts [2]string
		for variant, r := range readers {
			status, text := r.get(path)
			if status == http.StatusOK {
				answered++
			}
			if status >= http.StatusInternalServerError && status != http.StatusNotImplemented && status != http.StatusServiceUnavailable {
				t.Errorf("%s: %d %s", path, status, text)
			}
			for v := range readers {
				if strings.Contains(text, mark(v)) && !strings.Contains(path, mark(v)) { // asked for, it is repeated
					t.Errorf("%s gives away: …%s…", path, around(text, mark(v)))
				}
			}
			texts[variant] = fmt.Sprint(status) + moment.ReplaceAllString(text, "")
		}
		if dated := regexp.MustCompile(`format=(gpkg|xlsx|pdf)`).MatchString(path); !dated && texts[0] != texts[1] {
			t.Errorf("%s differs:\n%s", path, difference(texts[0], texts[1]))
		}
	}
	if answered < 300 {
		t.Errorf("only %d answers were given", answered)
	}
	closedQuestions(t, readers[0])
}

func around(text, found string) string {
	at := strings.Index(text, found)
	return text[max(0, at-60):min(len(text), at+80)]
}

func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(0, i-80)
	return a[from:min(len(a), i+80)] + "\n" + b[from:min(len(b), i+80)]
}

// readPaths are addresses for every route that is read, in its forms.
func readPaths(t *testing.T, address string) []string {
	t.Helper()
	var described struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	getJSON(t, address+"/api/openapi.json", &described)
	ids := worldIDs(t)
	var paths []string
	for _, path := range slices.Sorted(maps.Keys(described.Paths)) {
		if _, read := described.Paths[path]["get"]; !read {
			continue
		}
		kind, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "/")
		for _, id := range ids[registry.Kind(kind)] {
			paths = append(paths, strings.ReplaceAll(path, "{id}", id))
		}
		if !strings.Contains(path, "{") {
			paths = append(paths, path)
		}
	}
	for kind := range ids {
		at := "/api/v1/" + string(kind)
		for _, format := range []string{"json", "geojson", "geojson&limit=all", "csv", "xlsx", "gpkg", "kml", "pdf"} {
			paths = append(paths, at+"?format="+format)
		}
		for variant := range 2 {
			paths = append(paths, at+"?q="+mark(variant), "/tiles/"+string(kind)+".json?q="+mark(variant))
		}
		for _, at := range []string{"/ogc/collections/" + string(kind)} {
			paths = append(paths, at, at+"/items", at+"/schema", at+"/queryables", at+"/sortables", at+"/items?f=html", at+"/items?crs="+url.QueryEscape("http://www.opengis.net/def/crs/EPSG/0/9216"))
			for _, id := range ids[kind] {
				paths = append(paths, at+"/items/"+id, at+"/items/"+id+"?f=html")
			}
		}
		paths = append(paths, "/tiles/"+string(kind)+".json")
		for z := range uint32(15) {
			at := maptile.At(orb.Point{107.92, 14.35}, maptile.Zoom(z))
			paths = append(paths, fmt.Sprintf("/tiles/%s/%d/%d/%d.mvt", kind, z, at.X, at.Y))
		}
		near := fmt.Sprintf("kind=%s&lon=107.92&lat=14.35", kind)
		paths = append(paths, "/api/v1/nearest?"+near, "/api/v1/within?radius_m=9000&"+near, "/api/v1/nearest?format=geojson&"+near)
	}
	return append(paths, "/", "/public", "/?lang=en", "/record?kind=sites&id=s-1", "/tiles.json", "/ogc", "/ogc/collections", "/ogc/api", "/api/openapi.json",
		"/api/v1/at?lon=107.92&lat=14.35", "/api/v1/served/postal?unit=62", "/api/v1/served/bts?unit=62", "/api/v1/served/radio?unit=62",
		"/api/v1/plans/areas?unit=62", "/api/v1/plans/areas?unit=62&format=geojson", "/api/v1/coverage/emf?site=KT001", "/api/v1/coverage/profile?from=107.92,14.35&to=107.93,14.36")
}

// worldIDs are the records of the world, by kind.
func worldIDs(t *testing.T) map[registry.Kind][]string {
	t.Helper()
	var items []struct {
		Kind   registry.Kind `json:"kind"`
		Record struct{ ID string }
	}
	if err := json.Unmarshal([]byte(closedWorld), &items); err != nil {
		t.Fatal(err)
	}
	ids := map[registry.Kind][]string{}
	for _, item := range items {
		ids[item.Kind] = append(ids[item.Kind], item.Record.ID)
	}
	for _, kind := range registry.EditedKinds() {
		if len(ids[kind]) == 0 {
			t.Errorf("the world has no %s", kind)
		}
	}
	return ids
}

// closedQuestions: nobody without the right may filter or sort by what is closed,
// take it as a field of a file, or learn of it as a queryable.
func closedQuestions(t *testing.T, r *reader) {
	t.Helper()
	for _, kind := range registry.EditedKinds() {
		at := "/api/v1/" + string(kind)
		for _, name := range registry.ClosableFields(kind) {
			f := registry.SchemaOf(kind).Field(name)
			value := url.QueryEscape(strings.Trim(fmt.Sprint(hiddenValue(kind, f, 0)), `"`))
			for _, ask := range []string{
				at + "?" + name + "=" + value, at + "?" + name + ".null=true", at + "?sort=" + name, at + "?sort=-" + name, at + "?format=csv&fields=" + name,
				"/ogc/collections/" + string(kind) + "/items?" + name + "=" + value, "/ogc/collections/" + string(kind) + "/items?sortby=" + name,
				"/ogc/collections/" + string(kind) + "/items?filter=" + name + "+IS+NULL",
			} {
				status, text := r.get(ask)
				if none := status == http.StatusNotFound && registry.SchemaOf(kind).Shapes == registry.NoShapes; status != http.StatusBadRequest && !none {
					t.Errorf("%s: %d %.200s", ask, status, text)
				}
			}
			for _, form := range []string{"/schema", "/queryables", "/sortables"} {
				if _, text := r.get("/ogc/collections/" + string(kind) + form); strings.Contains(text, `"`+name+`"`) {
					t.Errorf("%s%s names %s", kind, form, name)
				}
			}
		}
	}
}

// What is computed of closed fields says where it is usable, not from what: heights,
// powers and frequencies are for those who see them, and so is the exposure, from
// which the powers follow.
func TestClosedAntennasAreNotToldByCoverage(t *testing.T) {
	t.Parallel()
	db := closedRegistry(t, 0)
	if code, _, said := runHatang(t, "", "coverage", "compute", "--unit", "62", "--db", db); code != exitDone {
		t.Fatal(said)
	}
	tokens := map[string]string{"public": ""}
	for role, args := range map[string][]string{"officer": nil, "operator": {"--operator", "vnpt"}} {
		if code, _, said := runHatang(t, goodPassword+"\n", append([]string{"user", "add", role, "--role", role, "--password-stdin", "--db", db}, args...)...); code != exitDone {
			t.Fatal(said)
		}
		code, token, said := runHatang(t, "", "token", "add", role, "--label", "x", "--scope", "read", "--db", db)
		if code != exitDone {
			t.Fatal(said)
		}
		tokens[role] = strings.TrimSpace(token)
	}
	s := startServe(t, "--db", db, "--addr", "127.0.0.1:0")
	address := s.says(t, `(http://127\.0\.0\.1:\d+)`)[1]
	stated := regexp.MustCompile(`"(height_m|eirp_dbm|frequency_mhz)":`)
	for _, tc := range []struct {
		who     string
		members int
		refused bool
	}{{"public", 0, true}, {"operator", 0, true}, {"officer", 3, false}} {
		c := &caller{t: t, address: address, token: tokens[tc.who]}
		status, body := c.ask(http.MethodGet, "/api/v1/coverage/at?lon=107.925&lat=14.352")
		if found := stated.FindAllString(body, -1); status != http.StatusOK || len(found) != tc.members || !strings.Contains(body, `"serving"`) {
			t.Errorf("%s: %d, tells %v: %s", tc.who, status, found, body)
		}
		if status, body := c.ask(http.MethodGet, "/api/v1/coverage/emf?site=KT001"); (status == http.StatusForbidden) != tc.refused {
			t.Errorf("exposure, %s: %d %s", tc.who, status, body)
		}
	}
}

// What the province closes is closed at once, whatever was kept of earlier answers,
// by the service or by whoever asks again; and so is opening it again.
func TestClosingTakesEffectAtOnce(t *testing.T) {
	t.Parallel()
	db, token, _ := furnished(t)
	s := startServe(t, "--db", db, "--addr", "127.0.0.1:0")
	address := s.says(t, `(http://127\.0\.0\.1:\d+)`)[1]
	admin := &caller{t: t, address: address, token: token}
	_, site := (&reader{t: t, address: address}).get("/api/v1/sites?limit=1&structure.null=false")
	id := regexp.MustCompile(`"id":"([^"]+)"`).FindStringSubmatch(site)
	place := regexp.MustCompile(`"coordinates":\[([\d.]+),([\d.]+)\]`).FindStringSubmatch(site)
	if id == nil || place == nil {
		t.Fatal(site)
	}
	at := maptile.At(orb.Point{decimal(t, place[1]), decimal(t, place[2])}, 14)
	paths := []string{
		"/api/v1/sites/" + id[1], "/api/v1/sites/" + id[1] + "?format=geojson", "/api/v1/sites?limit=500", "/ogc/collections/sites/items?limit=500", "/ogc/collections/sites/queryables",
		fmt.Sprintf("/tiles/sites/14/%d/%d.mvt", at.X, at.Y), "/tiles/sites.json", "/api/v1/sites?format=csv",
	}
	tags, latest := map[string]string{}, map[string]string{}
	for _, want := range []bool{true, false, true} {
		value := `{"sites":["structure"]}`
		if want {
			value = ""
		}
		body, err := json.Marshal(map[string]string{"value": value})
		if err != nil {
			t.Fatal(err)
		}
		if status, said := admin.send(http.MethodPut, "/api/v1/settings/closed_fields", string(body)); status != http.StatusOK {
			t.Fatal(status, said)
		}
		for _, path := range paths {
			for range 3 { // a page that is asked for again is kept
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				if tag := tags[path]; tag != "" {
					r.Header.Set("If-None-Match", tag)
				}
				answer, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				text, err := io.ReadAll(answer.Body)
				_ = answer.Body.Close()
				if err != nil || answer.StatusCode != http.StatusOK || regexp.MustCompile(`(^|[^a-z_])structure`).Match(text) != want {
					t.Errorf("%s, structure is to be seen: %v: %d %v", path, want, answer.StatusCode, err)
				}
				latest[path] = answer.Header.Get("ETag")
			}
			tags[path] = latest[path] // of what was decided before
		}
	}
}

func decimal(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
