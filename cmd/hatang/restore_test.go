package main

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hatang/registry/dossiers"
)

// furnished is the demonstration with an account and something of all that stands
// beside a registry.
func furnished(t *testing.T) (db, token, file string) {
	t.Helper()
	db = demo(t)
	if code, _, said := runHatang(t, goodPassword+"\n", "user", "add", "admin", "--role", "administrator", "--password-stdin", "--db", db); code != exitDone {
		t.Fatal(said)
	}
	code, token, said := runHatang(t, "", "token", "add", "admin", "--label", "x", "--scope", "read,write,manage", "--db", db)
	if code != exitDone {
		t.Fatal(said)
	}
	kept, err := dossiers.FilesOf(db).Put(strings.NewReader("%PDF-1.7 đơn đề nghị"), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".basemap/roads.geojson.gz", ".terrain/N14E107/x", ".coverage/levels/ab/abcd", ".coverage/claims.json", ".roads"} {
		if err := os.MkdirAll(filepath.Dir(db+name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(db+name, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return db, strings.TrimSpace(token), kept.SHA256
}

// removeAll removes a registry with all that is beside it.
func removeAll(t *testing.T, db string) {
	t.Helper()
	found, err := filepath.Glob(db + "*")
	if err != nil || len(found) < 7 {
		t.Fatal(found, err)
	}
	for _, name := range found {
		if err := os.RemoveAll(name); err != nil {
			t.Fatal(err)
		}
	}
}

// A province loses everything and starts again from its copy, which was made while
// it was being served: the records and their chain, accounts and tokens, the files
// of dossiers, what was imported beside.
func TestRestoreAfterLosingEverything(t *testing.T) {
	t.Parallel()
	db, token, file := furnished(t)
	copied := filepath.Join(t.TempDir(), "sao-luu.gpkg")
	s := startServe(t, "--db", db, "--addr", "127.0.0.1:0")
	c := &caller{t: t, address: s.says(t, `(http://127\.0\.0\.1:\d+)`)[1], token: token}
	if status, body := c.send(http.MethodPut, "/api/v1/settings/title", `{"value":"Sổ đã lưu"}`); status != http.StatusOK {
		t.Fatal(status, body)
	}
	startJob(t, c, "check")
	if code, _, said := runHatang(t, "", "backup", copied, "--db", db); code != exitDone {
		t.Fatal(said)
	}
	s.stop()
	if code, out, said := runHatang(t, "", "restore", "--verify", copied); code != exitDone || !strings.Contains(out, "nguyên vẹn") {
		t.Fatal(code, out, said)
	}
	if code, _, said := runHatang(t, "", "restore", copied, "--db", db); code != exitFailed || !strings.Contains(said, "đã có") {
		t.Errorf("over a registry that is there: %d %s", code, said)
	}
	removeAll(t, db)
	code, out, said := runHatang(t, "", "restore", copied, "--db", db)
	if code != exitDone || strings.Contains(out, "✗") || strings.Count(out, "✓") < 5 {
		t.Fatal(code, out, said)
	}
	for _, name := range []string{".basemap/roads.geojson.gz", ".terrain/N14E107/x", ".coverage/levels/ab/abcd", ".coverage/claims.json", ".roads"} {
		if content, err := os.ReadFile(db + name); err != nil || string(content) != name {
			t.Errorf("%s: %q %v", name, content, err)
		}
	}
	if content, err := dossiers.FilesOf(db).Open(file); err != nil || !bytes.HasPrefix(content, []byte("%PDF")) {
		t.Errorf("the dossier's file: %v", err)
	}
	if info, err := os.Stat(db + ".accounts"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("accounts: %v %v", info, err)
	}
	if code, out, said := runHatang(t, "", "check", "--db", db); code != exitDone || strings.Contains(out, "✗") {
		t.Errorf("check: %d %s %s", code, out, said)
	}
	again := startServe(t, "--db", db, "--addr", "127.0.0.1:0")
	c = &caller{t: t, address: again.says(t, `(http://127\.0\.0\.1:\d+)`)[1], token: token}
	if status, body := c.ask(http.MethodGet, "/api/v1/settings/title"); status != http.StatusOK || !strings.Contains(body, "Sổ đã lưu") {
		t.Errorf("%d %s", status, body)
	}
	if status, body := c.ask(http.MethodGet, "/api/v1/postal?as_of=2020-12-31&limit=1"); status != http.StatusOK || !strings.Contains(body, `"total":129`) {
		t.Errorf("%d %s", status, body)
	}
	if status, body := c.ask(http.MethodGet, "/api/v1/jobs"); status != http.StatusOK || !strings.Contains(body, `"kind":"check"`) {
		t.Errorf("%d %s", status, body)
	}
	if status, body := c.send(http.MethodPut, "/api/v1/settings/title", `{"value":"Sổ sau khi khôi phục"}`); status != http.StatusOK {
		t.Errorf("writing on: %d %s", status, body)
	}
}

// What is left out is said; the registry alone is what it was before.
func TestBackupOfLess(t *testing.T) {
	t.Parallel()
	db, _, _ := furnished(t)
	folder := t.TempDir()
	for name, tc := range map[string]struct {
		flag  string
		there map[string]bool
		says  string
	}{
		"without coverage": {"--without-coverage", map[string]bool{".coverage": false, ".files": true, ".accounts": true, ".manifest.json": true}, "không chép: .coverage"},
		"only registry":    {"--only-registry", map[string]bool{".coverage": false, ".files": false, ".accounts": false, ".manifest.json": false, ".part": false}, "đã sao lưu"},
	} {
		to := filepath.Join(folder, strings.ReplaceAll(name, " ", "-")+".gpkg")
		code, _, said := runHatang(t, "", "backup", tc.flag, to, "--db", db)
		if code != exitDone || !strings.Contains(said, tc.says) {
			t.Errorf("%s: %d %s", name, code, said)
		}
		for suffix, want := range tc.there {
			if _, err := os.Stat(to + suffix); errors.Is(err, fs.ErrNotExist) == want {
				t.Errorf("%s: %s: %v", name, suffix, err)
			}
		}
	}
	if code, _, said := runHatang(t, "", "restore", filepath.Join(folder, "only-registry.gpkg"), "--db", filepath.Join(folder, "x.gpkg")); code != exitBadInput || !strings.Contains(said, "chép tệp về chỗ cũ") {
		t.Errorf("from the registry alone: %d %s", code, said)
	}
	// A copy of which a byte was changed is refused before anything is written.
	to := filepath.Join(folder, "without-coverage.gpkg")
	if err := flip(to + ".roads"); err != nil {
		t.Fatal(err)
	}
	if code, _, said := runHatang(t, "", "restore", to, "--db", filepath.Join(folder, "x.gpkg")); code != exitFailed || !strings.Contains(said, "đã bị thay đổi") {
		t.Errorf("from a changed copy: %d %s", code, said)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "x.gpkg*")); len(left) != 0 {
		t.Errorf("something was restored: %v", left)
	}
}

func flip(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteAt([]byte("X"), 0)
	return errors.Join(err, file.Close())
}
