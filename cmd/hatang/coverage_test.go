package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// realTerrain is a tile of real heights beside the project; the test is skipped
// where there is none.
func realTerrain(t *testing.T) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "terrain", "N44W072.hgt.gz")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("skipped: %s is not beside this checkout", filepath.Base(path))
	}
	return path
}

// read runs the program with --json and reads its answer.
func read(t *testing.T, into any, args ...string) {
	t.Helper()
	if err := json.Unmarshal([]byte(must(t, exitDone, append(args, "--json")...)), into); err != nil {
		t.Fatalf("hatang %s: %v", strings.Join(args, " "), err)
	}
}

// The trial: the demonstration over another place's terrain, from nothing to
// answers, each of which says so.
func TestCoverageTrial(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: a province takes a while; run without -short")
	}
	t.Parallel()
	tile := realTerrain(t)
	db := filepath.Join(t.TempDir(), "demo.gpkg")
	must(t, exitDone, "demo", "--db", db)
	if _, _, errOut := hatang(t, "coverage", "at", "107.995", "14.35", "--db", db); !strings.Contains(errOut, "hatang coverage compute") {
		t.Errorf("nothing computed: %s", errOut)
	}
	for _, as := range []string{"N13E107", "N13E108", "N14E107", "N14E108", "N15E107", "N15E108"} {
		if out := must(t, exitDone, "import", "elevation", tile, "--as", as, "--db", db); !strings.Contains(out, "DÙNG TẠM") {
			t.Errorf("imported as %s: %s", as, out)
		}
	}
	if out := must(t, exitDone, "coverage", "terrain", "--db", db); strings.Count(out, "DÙNG TẠM") != 6 {
		t.Errorf("terrain: %s", out)
	}
	var computed struct {
		Stations int
		StandIn  bool `json:"stand_in"`
		Losses   int  `json:"losses_computed"`
	}
	network := []string{"--operator", "viettel", "--technology", "4G", "--db", db}
	read(t, &computed, append([]string{"coverage", "compute", "--radius", "5"}, network...)...)
	if computed.Stations < 100 || !computed.StandIn || computed.Losses == 0 {
		t.Errorf("computed %+v", computed)
	}
	read(t, &computed, append([]string{"coverage", "compute", "--radius", "5"}, network...)...)
	if computed.Losses != 0 {
		t.Errorf("computed again: %d losses", computed.Losses)
	}
	var here struct {
		StandIn  bool `json:"stand_in"`
		Networks []struct {
			Level   *float64
			Serving struct {
				Distance float64 `json:"distance_m"`
				Sight    *bool   `json:"line_of_sight"`
			}
		}
	}
	read(t, &here, append([]string{"coverage", "at", "107.995", "14.35"}, network...)...)
	if !here.StandIn || len(here.Networks) != 1 || here.Networks[0].Level == nil || here.Networks[0].Serving.Sight == nil || here.Networks[0].Serving.Distance <= 0 {
		t.Errorf("at: %+v", here)
	}
	var summary struct {
		People float64
		All    struct{ People struct{ Part float64 } }
	}
	read(t, &summary, append([]string{"coverage", "summary"}, network...)...)
	var gaps struct {
		People  float64
		StandIn bool `json:"stand_in"`
		Gaps    []struct{ People float64 }
	}
	out := filepath.Join(t.TempDir(), "gaps.geojson")
	read(t, &gaps, append([]string{"coverage", "gaps", "--out", out}, network...)...)
	if diff := summary.All.People.Part + gaps.People - summary.People; !gaps.StandIn || len(gaps.Gaps) == 0 || diff > 1 || diff < -1 {
		t.Errorf("%v people covered and %v in gaps of %v", summary.All.People.Part, gaps.People, summary.People)
	}
	if content, err := os.ReadFile(out); err != nil || !strings.Contains(string(content), `"stand_in":true`) {
		t.Errorf("outlines of gaps: %v", err)
	}
	svg := filepath.Join(t.TempDir(), "path.svg")
	profile := must(t, exitDone, "coverage", "profile", "107.99", "14.35", "108.05", "14.40", "--svg", svg, "--db", db)
	if content, err := os.ReadFile(svg); err != nil || !strings.Contains(string(content), "KHÔNG") || !strings.Contains(profile, "DÙNG TẠM") {
		t.Errorf("profile: %v\n%s", err, profile)
	}
	for _, args := range [][]string{
		append([]string{"coverage", "status"}, network...), append([]string{"coverage", "stations"}, network...), append([]string{"coverage", "areas"}, network...),
		append([]string{"coverage", "compare"}, network...), {"coverage", "emf", "--site", "KTM0001", "--db", db}, {"coverage", "budgets", "--db", db},
		{"coverage", "gain", "107.57", "14.05", "--operator", "viettel", "--db", db}, {"coverage", "antenna", "--db", db},
	} {
		must(t, exitDone, args...)
	}
}

// Everything that a caller can get wrong ends with exit 2 and says what.
func TestCoverageBadInput(t *testing.T) {
	t.Parallel()
	db := newRegistry(t)
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for i, c := range []struct {
		want string
		args []string
	}{
		{"lon", []string{"coverage", "at", "x", "y"}},
		{"LON LAT", []string{"coverage", "at", "1"}},
		{"--terrain", []string{"coverage", "compute", "--terrain", "perhaps"}},
		{"--as-of", []string{"coverage", "compute", "--as-of", "yesterday"}},
		{"--site", []string{"coverage", "emf"}},
		{"bytes", []string{"import", "elevation", write("N14E107.hgt", "short")}},
		{"corner", []string{"import", "elevation", write("somewhere.hgt", strings.Repeat("\x00", 2*1201*1201))}},
		{"--as", []string{"import", "elevation", "a.hgt", "b.hgt", "--as", "N14E107"}},
		{"no such file", []string{"import", "elevation", filepath.Join(dir, "N10E100.hgt")}},
		{"antenna", []string{"coverage", "antenna", write("k.msi", "NAME k\nGAIN x\n")}},
		{"budgets", []string{"coverage", "budgets", "--set", write("b.json", `{"usable":"sometimes"}`)}},
		{"terrain", []string{"coverage", "profile", "107.9", "14.3", "108", "14.3"}},
		{"N99E107", []string{"coverage", "terrain", "--remove", "N99E107"}},
	} {
		t.Run(fmt.Sprint(i, " ", c.want), func(t *testing.T) {
			t.Parallel()
			code, out, errOut := hatang(t, append(c.args, "--db", db, "--english")...)
			if code != exitBadInput || !strings.Contains(errOut, c.want) {
				t.Errorf("exit %d, want %d with %q\n%s%s", code, exitBadInput, c.want, out, errOut)
			}
		})
	}
}
