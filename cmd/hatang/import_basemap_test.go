package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestImportBasemap goes the way of a layer on the command line.
func TestImportBasemap(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := filepath.Join(dir, "kontum.gpkg")
	must(t, exitDone, "demo", "--db", db)
	file := filepath.Join(dir, "duong.geojson")
	text := `{"type":"FeatureCollection","features":[
		{"type":"Feature","properties":{"loai_duong":"Đường chính","ten":"Quốc lộ 24"},"geometry":{"type":"LineString","coordinates":[[108,14.35],[108.2,14.5]]}},
		{"type":"Feature","properties":{"highway":"trunk"},"geometry":{"type":"LineString","coordinates":[[105.8,21],[105.9,21]]}}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var report struct {
		Features, Outside int
		Classes           map[string]int
		File, Source      string
	}
	out := must(t, exitDone, "import", "basemap", file, "--layer", "roads", "--source", "Sở GTVT", "--licence", "mở", "--date", "31/12/2020", "--db", db, "--json")
	if err := json.Unmarshal([]byte(out), &report); err != nil || report.Features != 1 || report.Outside != 1 || report.Classes["primary"] != 1 || report.File != "duong.geojson" {
		t.Errorf("%+v %v", report, err)
	}
	if out := must(t, exitDone, "import", "basemap", "--list", "--db", db); !strings.Contains(out, "roads") || !strings.Contains(out, "Sở GTVT; mở; 2020-12-31") {
		t.Errorf("the list:\n%s", out)
	}
	for says, args := range map[string][]string{
		"--layer":               {"import", "basemap", file},
		"moon":                  {"import", "basemap", file, "--layer", "moon"},
		"FILE":                  {"import", "basemap", "--layer", "roads"},
		"phải là vùng":          {"import", "basemap", file, "--layer", "land"},
		"--date":                {"import", "basemap", file, "--layer", "roads", "--date", "hôm qua"},
		"--list và --remove":    {"import", "basemap", "--list", "--remove", "roads"},
		"không cần FILE":        {"import", "basemap", file, "--list"},
		"không có lớp nền":      {"import", "basemap", "--remove", "moon"},
		"không biết hệ tọa độ":  {"import", "basemap", file, "--layer", "roads", "--crs", "EPSG:1"},
		"chưa nạp lớp nền land": {"import", "basemap", "--remove", "land"},
	} {
		code, out, errOut := hatang(t, append(args, "--db", db)...)
		if code == exitDone || !strings.Contains(out+errOut, says) {
			t.Errorf("%v ended with %d:\n%s%s", args, code, out, errOut)
		}
	}
	if out := must(t, exitDone, "import", "basemap", "--remove", "roads", "--db", db); !strings.Contains(out, "0 lớp") {
		t.Errorf("after the removal:\n%s", out)
	}
}
