package wholefile_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"hatang/registry/wholefile"
)

// folderVariable names the folder to the process that is killed.
const folderVariable = "HATANG_TEST_WHOLEFILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(folderVariable); path != "" {
		err := wholefile.Write(path, 0o600, func(w io.Writer) error {
			if _, err := fmt.Fprint(w, "half"); err != nil {
				return err
			}
			fmt.Fprintln(os.Stdout, "ready")
			select {} // until it is killed
		})
		panic(err)
	}
	os.Exit(m.Run())
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q (%v), want %q", filepath.Base(path), got, err, want)
	}
}

// leftovers are the names of drafts in a folder.
func leftovers(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if wholefile.Leftover(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	return names
}

func TestWrite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	for _, mode := range []fs.FileMode{0o644, 0o600} {
		want := fmt.Sprint("content of ", mode)
		if err := wholefile.Write(path, mode, text(want)); err != nil {
			t.Fatal(err)
		}
		holds(t, path, want)
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("mode %v (%v), want %v", info.Mode(), err, mode)
		}
	}
	if left := leftovers(t, filepath.Dir(path)); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWriteThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	if err := wholefile.Write(path, 0o600, text("before")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := wholefile.Write(path, 0o600, func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the writer's error", err)
	}
	if err := wholefile.WriteBytes(filepath.Join(folder, "missing", "file"), 0o600, []byte("all")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("bytes without a folder: %v", err)
	}
	taken := filepath.Join(folder, "taken")
	if err := os.MkdirAll(filepath.Join(taken, "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Write(taken, 0o600, text("all")); err == nil {
		t.Error("a file took the place of a folder with something inside")
	}
	if err := wholefile.Write(filepath.Join(folder, "missing", "file"), 0o600, text("all")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a folder: %v", err)
	}
	holds(t, path, "before")
	if left := leftovers(t, folder); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestDraft(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	inside := filepath.Join(folder, "ab")
	if err := os.Mkdir(inside, 0o700); err != nil {
		t.Fatal(err)
	}
	draft, err := wholefile.Begin(folder, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(draft, "named by what it holds"); err != nil {
		t.Fatal(err)
	}
	if left := leftovers(t, folder); len(left) != 1 {
		t.Errorf("drafts before publishing: %v, want one", left)
	}
	path := filepath.Join(inside, "abcd")
	if err := errors.Join(draft.Publish(path), draft.Discard()); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "named by what it holds")

	dropped, err := wholefile.Begin(folder, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(dropped.Discard(), dropped.Discard()); err != nil {
		t.Errorf("discarded twice: %v", err)
	}
	if left := leftovers(t, folder); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Readers never see a part, whoever writes at once.
func TestReadersSeeWholeFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	content := func(letter string) string { return strings.Repeat(letter, 1<<16) }
	if err := wholefile.Write(path, 0o600, text(content("0"))); err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	for i := range 3 {
		writers.Go(func() {
			for range 10 {
				if err := wholefile.Write(path, 0o600, text(content(fmt.Sprint(i)))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 1000 {
		got, err := os.ReadFile(path)
		if err != nil || len(got) != 1<<16 || string(got) != content(string(got[:1])) {
			t.Fatalf("a reader sees %d bytes (%v)", len(got), err)
		}
	}
	writers.Wait()
}

func TestKillLeavesTheFileAsBefore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	if err := wholefile.Write(path, 0o600, text("before")); err != nil {
		t.Fatal(err)
	}
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), folderVariable+"="+path)
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait() // killed, as was wanted
	holds(t, path, "before")
	if left := leftovers(t, filepath.Dir(path)); len(left) != 1 {
		t.Errorf("drafts that the killed process left: %v, want one", left)
	}
}
