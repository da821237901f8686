package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/sqlite"
)

// appraisalOffice is a registry of Bắc Ninh with a ward, a mast and a dossier.
func appraisalOffice(t *testing.T) *office {
	t.Helper()
	o := newOffice(t, "--province", "24")
	store, err := sqlite.Open(t.Context(), o.db, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ward := &registry.AdminUnit{Code: "09001", Name: "Phường A", Level: registry.LevelCommune, Type: "phuong", ProvinceCode: "24"}
	ward.Area = orb.MultiPolygon{orb.Bound{Min: orb.Point{106, 21}, Max: orb.Point{106.2, 21.4}}.ToPolygon()}
	mast := &registry.Site{Code: "S1", OperatorCode: "vnpt", State: registry.StateOnAir, HeightM: registry.Some(30.0)}
	mast.Point, mast.Located = orb.Point{106.1, 21.2}, true
	dossier := &registry.Application{RowHead: registry.RowHead{Row: registry.Head{ID: "a"}}, Code: "HS-1", Type: "position", OperatorCode: "viettel", State: "filed"}
	position := &registry.ProposedPosition{Code: "V9", ApplicationID: "a", OperatorCode: "viettel", CommuneCode: "09001", HeightM: registry.Some(30.0)}
	position.Point, position.Located = orb.Point{106.1005, 21.2}, true
	err = store.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for _, rec := range []registry.Record{ward, mast, dossier, position} {
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestAppraiseAFile(t *testing.T) {
	t.Parallel()
	o := appraisalOffice(t)
	path := o.file("p.csv", "Mã vị trí,Doanh nghiệp,Kinh độ,Vĩ độ,Chiều cao\nV1,viettel,106.1005,21.2,30\nV2,mobifone,106.15,21.2,\n")
	folder := filepath.Join(t.TempDir(), "out")
	code, stdout, stderr := o.run("", "appraise", path, "--as-of", "3/8/2026", "--out", folder)
	if code != exitDone || !strings.Contains(stdout, "ngưỡng 120 m: không đạt") || !strings.Contains(stdout, "khoản 5 Điều 15") || !strings.Contains(stderr, "dòng 3") {
		t.Fatalf("exit %d\n%s\n%s", code, stdout, stderr)
	}
	for _, name := range []string{"result.json", "result.xlsx", "result.geojson", "result.pdf"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAppraiseADossierAndCompare(t *testing.T) {
	t.Parallel()
	o := appraisalOffice(t)
	code, stdout, stderr := o.run("", "appraise", "--application", "HS-1", "--as-of", "2026-08-03", "--json")
	var result appraisal.Result
	if err := json.Unmarshal([]byte(stdout), &result); err != nil || code != exitDone || result.Application != "HS-1" {
		t.Fatalf("exit %d, %v\n%s\n%s", code, err, stdout, stderr)
	}
	if line := result.Positions[0].Find(appraisal.Spacing); line.Verdict != appraisal.NotMet || len(line.Findings[0].Neighbours) != 1 {
		t.Errorf("spacing: %+v", line)
	}
	code, stdout, _ = o.run("", "appraise", "--application", "HS-1", "--as-of", "2026-08-03", "--rules", "bac-ninh-72-2025", "--compare", "hai-duong-26-2018")
	if code != exitDone || !strings.Contains(stdout, "[120 300]") {
		t.Errorf("compare: exit %d\n%s", code, stdout)
	}
}

func TestAppraiseRefuses(t *testing.T) {
	t.Parallel()
	o := appraisalOffice(t)
	for _, args := range [][]string{
		{"appraise"}, {"appraise", "x.csv", "--application", "HS-1"}, {"appraise", "no-such.csv"}, {"appraise", "--application", "no-such"},
		{"appraise", "--application", "HS-1", "--as-of", "hôm qua"}, {"appraise", "--application", "HS-1", "--rules", "no-such"},
		{"appraise", "--application", "HS-1", "--compare", "national"}, {"rules", "show", "no-such"}, {"rules", "lint", "no-such"},
	} {
		if code, _, stderr := o.run("", args...); code != exitBadInput || stderr == "" {
			t.Errorf("%v: exit %d, %s", args, code, stderr)
		}
	}
}

func TestRulesOfAProvince(t *testing.T) {
	t.Parallel()
	o := appraisalOffice(t)
	_, body, _ := o.run("", "rules", "show", "bac-ninh-72-2025")
	path := o.file("own.yaml", strings.Replace(body, "value: 120", "value: 40", 1))
	if code, stdout, stderr := o.run("", "rules", "lint", path); code != exitDone || !strings.Contains(stdout, "contradiction [15.5a-urban 15.6a-small-other]") {
		t.Errorf("lint: exit %d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, stderr := o.run("", "rules", "add", path, "--reason", "thử"); code != exitDone || !strings.Contains(stdout, "đã lưu") {
		t.Fatalf("add: exit %d\n%s%s", code, stdout, stderr)
	}
	if _, stdout, _ := o.run("", "rules", "add", path); !strings.Contains(stdout, "không có gì thay đổi") {
		t.Errorf("again: %s", stdout)
	}
	if _, stdout, _ := o.run("", "appraise", "--application", "HS-1", "--as-of", "2026-08-03", "--all"); !strings.Contains(stdout, "ngưỡng 40 m: đạt") {
		t.Errorf("by the province's own set:\n%s", stdout)
	}
}
