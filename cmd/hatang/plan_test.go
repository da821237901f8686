package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"hatang/geo/tooltest"
	"hatang/registry/planning"
)

// The plans of the demonstration, from the command line to files and back.
func TestPlanCommands(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := filepath.Join(dir, "demo.gpkg")
	must(t, exitDone, "demo", "--db", db)
	day := []string{"--db", db, "--as-of", "31/12/2020", "--approximate"}
	with := func(args ...string) []string { return append(args, day...) }

	areas := must(t, exitDone, with("plan", "postal", "areas", "--unit", "62", "--all")...)
	for _, want := range []string{"129 điểm", "9.674,18", "4,89", "4,33", "4.189"} {
		if !strings.Contains(areas, want) {
			t.Errorf("areas lack %q:\n%s", want, areas)
		}
	}
	var r planning.Result
	out := must(t, exitDone, with("plan", "postal", "cover", "2", "--grid-m", "8000", "--limit", "3", "--save", "--json")...)
	if err := json.Unmarshal([]byte(out), &r); err != nil || len(r.Layout.Added) != 2 || r.After.Counted != 131 {
		t.Fatalf("%v: %s", err, out)
	}
	list := must(t, exitDone, "plan", "list", "--db", db)
	code, _, _ := strings.Cut(list, " ")
	pdf := filepath.Join(dir, "plan.pdf")
	must(t, exitDone, "plan", "show", code, "--db", db, "--format", "pdf", "--out", pdf)
	if content, err := os.ReadFile(pdf); err != nil || !strings.HasPrefix(string(content), "%PDF-") {
		t.Errorf("the report: %v", err)
	}
	edited := must(t, exitDone, "plan", "edit", code, "--db", db, "--remove", r.Layout.Added[0].ID, "--add", "108.0,14.35,Điểm tay", "--save")
	if !strings.Contains(edited, "Điểm tay") {
		t.Errorf("edited: %s", edited)
	}
	checkWeightedPlan(t, dir, with)
	second, _, _ := strings.Cut(must(t, exitDone, "plan", "list", "--db", db), " ")
	if compared := must(t, exitDone, "plan", "compare", code, second, "--db", db); !strings.Contains(compared, second) {
		t.Errorf("compared: %s", compared)
	}
	if norms := must(t, exitDone, "plan", "postal", "norms", "--db", db, "--as-of", "31/12/2020"); !strings.Contains(norms, "86 đạt, 16 không đạt") {
		t.Errorf("norms: %s", norms)
	}
	must(t, exitDone, "check", "--db", db)
}

// checkWeightedPlan plans by weights of the flags and of a file, which the plan tells.
func checkWeightedPlan(t *testing.T, dir string, with func(...string) []string) {
	t.Helper()
	file := filepath.Join(dir, "weights.csv")
	if err := os.WriteFile(file, []byte("code,weight\nphuong,0.5\n23344,3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := must(t, exitDone, with("plan", "postal", "add", "2", "--grid-m", "8000", "--limit", "3", "--weight", "xa=2", "--weights", file, "--weight-beyond", "4", "--json")...)
	var r planning.Result
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	want := &planning.Weights{Types: []planning.Weight{{Code: "xa", Factor: 2}, {Code: "phuong", Factor: 0.5}}, Communes: []planning.Weight{{Code: "23344", Factor: 3}}, Beyond: 4}
	if !reflect.DeepEqual(r.Question.Weights, want) {
		t.Errorf("weights %+v, want %+v", r.Question.Weights, want)
	}
	if text := must(t, exitDone, with("plan", "postal", "add", "2", "--grid-m", "8000", "--weight", "23344=2")...); !strings.Contains(text, "(23344) × 2") {
		t.Errorf("the plan does not tell its weights:\n%s", text)
	}
}

func TestPlanBadArguments(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "demo.gpkg")
	must(t, exitDone, "demo", "--db", db)
	for _, args := range [][]string{
		{"plan", "postal", "add"}, {"plan", "postal", "add", "many"}, {"plan", "postal", "add", "0"}, {"plan", "postal", "areas", "--as-of", "31/31/2020"},
		{"plan", "postal", "add", "2", "--as-of", "31/12/2020", "--force", "a", "--forbid", "a"}, {"plan", "show", "nope"},
		{"plan", "postal", "areas", "--travel", "road"}, {"plan", "postal", "norms", "--format", "odd"}, {"plan", "radio", "cover", "2", "--power", "0"},
		{"plan", "postal", "add", "2", "--weight", "xa"}, {"plan", "postal", "add", "2", "--weight", "xa=0"}, {"plan", "postal", "add", "2", "--weight", "00000=2"},
		{"plan", "postal", "fewest", "--share", "90", "--weight", "xa=2"}, {"plan", "postal", "add", "2", "--weights", "/does/not/exist"},
		{"plan", "postal", "add", "2", "--candidates", "/does/not/exist"}, {"import", "roads", "/does/not/exist"},
	} {
		must(t, exitBadInput, append(args, "--db", db)...)
	}
}

// Roads come from GeoJSON and from a GeoPackage alike.
func TestImportRoads(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := filepath.Join(dir, "demo.gpkg")
	must(t, exitDone, "demo", "--db", db)
	file := filepath.Join(dir, "roads.geojson")
	content := `{"type":"FeatureCollection","features":[
	 {"type":"Feature","properties":{"highway":"primary"},"geometry":{"type":"LineString","coordinates":[[107.7,14.7],[108.0,14.35]]}},
	 {"type":"Feature","properties":{"highway":"đường tắt"},"geometry":{"type":"LineString","coordinates":[[108.0,14.35],[108.3,14.5]]}}]}`
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, exitBadInput, "import", "roads", file, "--db", db)
	if _, err := os.Stat(planning.RoadsFile(db)); err == nil {
		t.Error("roads that were refused are there")
	}
	out := must(t, exitDone, "import", "roads", file, "--db", db, "--speed", "đường tắt=10")
	if !strings.Contains(out, "2") {
		t.Errorf("report: %s", out)
	}
	areas := must(t, exitDone, "plan", "postal", "areas", "--db", db, "--as-of", "31/12/2020", "--approximate", "--travel", "road")
	if !strings.Contains(areas, "phút") {
		t.Errorf("areas by road: %s", areas)
	}
	ogr2ogr := tooltest.GDAL(t, "ogr2ogr")
	packed := filepath.Join(dir, "roads.gpkg")
	if said, err := exec.CommandContext(t.Context(), ogr2ogr, "-f", "GPKG", packed, file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	again := must(t, exitDone, "import", "roads", packed, "--db", db, "--speed", "đường tắt=10", "--json")
	if !strings.Contains(again, `"lines": 2`) {
		t.Errorf("from the GeoPackage: %s", again)
	}
	if by := must(t, exitDone, "plan", "postal", "areas", "--db", db, "--as-of", "31/12/2020", "--approximate", "--travel", "road"); strings.Replace(by, "roads.gpkg", "roads.geojson", 1) != areas {
		t.Errorf("the GeoPackage's areas differ:\n%s\n%s", by, areas)
	}
}
