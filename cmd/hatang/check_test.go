package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	_ "github.com/mattn/go-sqlite3" // the driver of the edits from outside
)

// hatang runs the program and returns its exit code and what it wrote.
func hatang(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// newRegistry is a registry with the known operators in it.
func newRegistry(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hatang.gpkg")
	if code, _, errOut := hatang(t, "init", "--db", path); code != exitDone {
		t.Fatalf("init: exit %d\n%s", code, errOut)
	}
	return path
}

// alter changes the file as another program would; operators have no geometry,
// so that no function of ours is needed.
func alter(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sqlx.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCheckCommand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, edit string
		code       int
		want       []string
	}{
		{"in order", `SELECT 1`, exitDone, []string{"✓ chuỗi lịch sử", "✓ chỉ mục không gian"}},
		{"edited outside", `UPDATE operator SET note = 'x' WHERE code = (SELECT min(code) FROM operator)`, exitDone,
			[]string{"đã ghi nhận 1 sửa đổi từ ngoài", "✓ chuỗi lịch sử"}},
		{"edited outside, badly", `UPDATE operator SET sector = 'x' WHERE code = (SELECT min(code) FROM operator)`, exitFailed,
			[]string{"đã ghi nhận 1 sửa đổi từ ngoài", `operator, dòng`, `cột "sector", giá trị "x"`, "✗ nội dung từng dòng: 1 lỗi", "✓ chuỗi lịch sử"}},
		{"tampered with", `UPDATE writing SET active = 1; UPDATE change SET actor = 'x' WHERE seq = 1; UPDATE writing SET active = 0`, exitFailed,
			[]string{"✗ chuỗi lịch sử: lịch sử bị đứt ở thay đổi 1", "  → "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := newRegistry(t)
			alter(t, path, c.edit)
			code, out, errOut := hatang(t, "check", "--db", path)
			if code != c.code {
				t.Errorf("exit %d, want %d\n%s%s", code, c.code, out, errOut)
			}
			for _, want := range c.want {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in\n%s", want, out)
				}
			}
			code, out, _ = hatang(t, "check", "--json", "--db", path)
			var report checkReport
			if err := json.Unmarshal([]byte(out), &report); err != nil || report.InOrder != (code == exitDone) || len(report.Checks) != 6 {
				t.Errorf("--json with exit %d: %v\n%s", code, err, out)
			}
		})
	}
	if code, _, _ := hatang(t, "check", "--db", filepath.Join(t.TempDir(), "none.gpkg")); code != exitBadInput {
		t.Errorf("check of no file: exit %d, want %d", code, exitBadInput)
	}
}

func TestBackupCommand(t *testing.T) {
	t.Parallel()
	path := newRegistry(t)
	backup := filepath.Join(t.TempDir(), "copy.gpkg")
	code, out, errOut := hatang(t, "backup", backup, "--db", path)
	if code != exitDone || out != "" || !strings.Contains(errOut, "đã sao lưu") {
		t.Errorf("exit %d\n%s%s", code, out, errOut)
	}
	if code, out, _ := hatang(t, "check", "--db", backup); code != exitDone {
		t.Errorf("check of the copy: exit %d\n%s", code, out)
	}
	before, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errOut := hatang(t, "backup", backup, "--db", path); code != exitFailed || !strings.Contains(errOut, "đã có") {
		t.Errorf("over an existing file: exit %d\n%s", code, errOut)
	}
	if after, err := os.ReadFile(backup); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the existing file was touched (%v)", err)
	}
	if code, _, _ := hatang(t, "backup", "--db", path); code != exitBadInput {
		t.Errorf("without a file: exit %d, want %d", code, exitBadInput)
	}
	code, out, _ = hatang(t, "backup", "--json", "--db", path, filepath.Join(t.TempDir(), "b.gpkg"))
	var answer struct{ Bytes int64 }
	if err := json.Unmarshal([]byte(out), &answer); code != exitDone || err != nil || answer.Bytes == 0 {
		t.Errorf("--json: exit %d, %v\n%s", code, err, out)
	}
}
