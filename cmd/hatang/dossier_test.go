package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hatang/registry/dossiers"
)

// A dossier from a sheet to the signed letter, on the command line.
func TestDossierOnTheCommandLine(t *testing.T) {
	t.Parallel()
	db := demo(t)
	folder := t.TempDir()
	sheet := filepath.Join(folder, "vi-tri.csv")
	if err := os.WriteFile(sheet, []byte("Mã vị trí,Tên vị trí,Kinh độ,Vĩ độ,Chiều cao cột (m),Công nghệ\nKTM9001,Quyết Thắng,108.0,14.35,30,4G\nKTM9002,Thống Nhất,108.01,14.36,24,4G;5G\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	must := func(args ...string) string {
		t.Helper()
		code, out, said := runHatang(t, "", append(args, "--db", db)...)
		if code != exitDone {
			t.Fatalf("%v: %d\n%s%s", args, code, out, said)
		}
		return out
	}
	number := "HS-" + must("dossier", "file", sheet, "--operator", "viettel", "--title", "Thỏa thuận vị trí")[3:13]
	if !strings.Contains(must("dossier", "list"), number) {
		t.Error("the list does not have it")
	}
	must("dossier", "act", number, "accept")
	must("dossier", "attach", number, sheet, "--class", "design")
	must("dossier", "act", number, "submit", "--data", `{"proposal":{"outcome":"approved","reason":"Đủ điều kiện."}}`)
	signature := `{"signature":{"number":"5/SKHCN","signer":"Giang","preview":"HASH"}}`
	var preview dossiers.Preview
	if err := json.Unmarshal([]byte(must("dossier", "act", number, "sign", "--preview", "--json", "--data", signature)), &preview); err != nil {
		t.Fatal(err)
	}
	if code, _, said := runHatang(t, "", "dossier", "act", number, "sign", "--data", signature, "--db", db); code != exitFailed || !strings.Contains(said, "xem trước") {
		t.Errorf("signed without the preview: %d %s", code, said)
	}
	must("dossier", "act", number, "sign", "--data", strings.Replace(signature, "HASH", preview.Hash, 1))
	if out := must("dossier", "again", number); !strings.Contains(out, "đúng như") {
		t.Error(out)
	}
	for name, begins := range map[string]string{"report.docx": "PK", "decision.pdf": "%PDF"} {
		path := filepath.Join(folder, name)
		must("dossier", "document", number, strings.Split(name, ".")[0], "--out", path)
		if content, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(content), begins) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must("dossier", "watch")
	must("dossier", "show", number)
	must("check")
}

// What a province sets of its own is tried first; the template that is written is
// one that is taken.
func TestDossierSettings(t *testing.T) {
	t.Parallel()
	db := demo(t)
	folder := t.TempDir()
	write := func(name, content string) string {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	template := filepath.Join(folder, "mau.docx")
	_, workflow, _ := runHatang(t, "", "dossier", "set", "workflow", "--db", db)
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"template", "document", "--out", template}, exitDone},
		{[]string{"template", "applications", "--out", filepath.Join(folder, "a.xlsx")}, exitDone},
		{[]string{"dossier", "set", "template", template}, exitDone},
		{[]string{"dossier", "set", "template", write("b.docx", "mẫu")}, exitBadInput},
		{[]string{"dossier", "set", "workflow", write("w.yaml", workflow)}, exitDone},
		{[]string{"dossier", "set", "workflow", write("x.yaml", "code: x")}, exitBadInput},
		{[]string{"dossier", "set", "calendar", write("c.yaml", "years: [{year: 2026, off: [{day: 2027-01-01, name: x}]}]")}, exitBadInput},
		{[]string{"dossier", "set", "office", write("o.json", `{"agency":"SỞ KHOA HỌC VÀ CÔNG NGHỆ"}`)}, exitDone},
		{[]string{"dossier", "set", "office", write("p.json", `{"agncy":"SỞ"}`)}, exitBadInput},
		{[]string{"dossier", "set", "four-eyes", "on"}, exitDone},
		{[]string{"dossier", "set", "four-eyes", "maybe"}, exitBadInput},
		{[]string{"dossier", "set", "workflow", "--reset"}, exitDone},
		{[]string{"dossier", "set", "nothing"}, exitBadInput},
		{[]string{"dossier", "show", "HS-1"}, exitBadInput},
		{[]string{"dossier", "document", "HS-1", "report", "--out", "a.txt"}, exitBadInput},
	} {
		if code, out, said := runHatang(t, "", append(c.args, "--db", db)...); code != c.want {
			t.Errorf("%v: %d\n%s%s", c.args, code, out, said)
		}
	}
}
