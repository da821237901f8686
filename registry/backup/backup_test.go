package backup_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hatang/registry"
	"hatang/registry/backup"
)

var now = time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)

// put writes a file with the folders that it needs.
func put(t testing.TB, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// tree is what lies in a folder, by path.
func tree(t testing.TB, folder string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			content, readErr := os.ReadFile(path)
			within, _ := filepath.Rel(folder, path)
			found[filepath.ToSlash(within)] = string(content)
			err = readErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// world is a registry with things beside it; snapshots counts how often its file
// was copied.
type world struct {
	path      string
	snapshots int
}

func newWorld(t testing.TB) *world {
	w := &world{path: filepath.Join(t.TempDir(), "kontum.gpkg")}
	put(t, w.path, "registry")
	put(t, w.path+".files/ab/abc", "a file")
	put(t, w.path+".files/cd/cde", "another file")
	put(t, w.path+".files/incoming-1", "half a file")
	put(t, w.path+".basemap/roads", "roads")
	return w
}

func (w *world) ask(to string) backup.Request {
	return backup.Request{To: to, Seq: 7, Program: "test", Now: now, LeftOut: []string{".coverage"}, Parts: []backup.Part{
		{Source: w.path, Snapshot: func(_ context.Context, to string) error {
			w.snapshots++
			content, err := os.ReadFile(w.path)
			if err != nil {
				return err
			}
			return os.WriteFile(to, content, 0o600)
		}},
		{Suffix: ".files", Source: w.path + ".files", Passes: func(name string) bool { return strings.HasPrefix(name, "incoming-") }},
		{Suffix: ".basemap", Source: w.path + ".basemap", Settled: true},
		{Suffix: ".roads", Source: w.path + ".roads", Settled: true},
	}}
}

// whole is what a copy called name holds, beside its manifest.
func whole(name string) map[string]string {
	return map[string]string{name: "registry", name + ".files/ab/abc": "a file", name + ".files/cd/cde": "another file", name + ".basemap/roads": "roads"}
}

// expect holds a folder against a whole copy and its manifest.
func expect(t testing.TB, folder, name string) {
	t.Helper()
	found := tree(t, folder)
	delete(found, name+".manifest.json")
	if !maps.Equal(found, whole(name)) {
		t.Fatalf("the copy holds %v", found)
	}
	m, err := backup.Verify(context.Background(), filepath.Join(folder, name), nil)
	if err != nil || len(m.Files) != 4 || m.Seq != 7 || m.Bytes() != int64(len("registry")+len("a file")+len("another file")+len("roads")) || len(m.LeftOut) != 1 {
		t.Fatalf("%+v %v", m, err)
	}
}

func TestMakeAndRestore(t *testing.T) {
	t.Parallel()
	w, folder, told := newWorld(t), t.TempDir(), int64(0)
	ask := w.ask(filepath.Join(folder, "copy.gpkg"))
	ask.Progress = func(done, total int64) {
		if told = done; done > total {
			t.Errorf("%d of %d", done, total)
		}
	}
	m, err := backup.Make(t.Context(), ask)
	if err != nil || told != m.Bytes() {
		t.Fatal(err, told)
	}
	expect(t, folder, "copy.gpkg")
	back := t.TempDir()
	if _, err := backup.Restore(t.Context(), filepath.Join(folder, "copy.gpkg"), filepath.Join(back, "k.gpkg"), now, nil); err != nil {
		t.Fatal(err)
	}
	if found := tree(t, back); !maps.Equal(found, whole("k.gpkg")) {
		t.Errorf("restored: %v", found)
	}
	expect(t, folder, "copy.gpkg")
}

// Nothing that is there is touched: not the copy's names, nor what a database left.
func TestNothingIsOverwritten(t *testing.T) {
	t.Parallel()
	for _, taken := range []string{"copy.gpkg", "copy.gpkg.files", "copy.gpkg.manifest.json", "copy.gpkg-wal", "copy.gpkg.roads"} {
		w, folder := newWorld(t), t.TempDir()
		put(t, filepath.Join(folder, taken), "mine")
		_, err := backup.Make(t.Context(), w.ask(filepath.Join(folder, "copy.gpkg")))
		if registry.CodeOf(err) != registry.Conflict || !strings.Contains(err.Error(), taken) {
			t.Errorf("%s: %v", taken, err)
		}
		if found := tree(t, folder); found[taken] != "mine" || len(found) != 1 {
			t.Errorf("%s: %v", taken, found)
		}
	}
}

// Whenever a copy is interrupted, there is no file of its name; the next one is
// whole, and has not copied again what was copied.
func TestInterruptedCopiesAreTakenUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		folder, err := os.MkdirTemp("", "backup")
		if err != nil {
			r.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(folder) }()
		to := filepath.Join(folder, "copy.gpkg")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		ask := w.ask(to)
		steps := rapid.IntRange(1, 4).Draw(r, "steps")
		ask.Progress = func(int64, int64) {
			if steps--; steps == 0 {
				cancel()
			}
		}
		_, err = backup.Make(ctx, ask)
		if _, there := os.Stat(to); err == nil && ctx.Err() == nil || errors.Is(there, os.ErrNotExist) == (err == nil) {
			r.Fatalf("%v, the copy: %v", err, there)
		}
		if err != nil {
			if _, err := backup.Make(t.Context(), w.ask(to)); err != nil {
				r.Fatal(err)
			}
		}
		expect(t, folder, "copy.gpkg")
	})
}

// However far an interrupted copy had come with moving itself to its place, the
// next one is whole.
func TestInterruptedMovesAreTakenUp(t *testing.T) {
	t.Parallel()
	for moved := range 4 {
		w, folder := newWorld(t), t.TempDir()
		to := filepath.Join(folder, "copy.gpkg")
		if _, err := backup.Make(t.Context(), w.ask(to)); err != nil {
			t.Fatal(err)
		}
		// Back to where it was before the last moves.
		manifest, err := os.ReadFile(backup.ManifestOf(to))
		if err != nil {
			t.Fatal(err)
		}
		put(t, to+".part/manifest.json", string(manifest))
		put(t, to+".part/beside/x", "of no part")
		moves := [][2]string{{to, to + ".part/registry"}, {backup.ManifestOf(to), ""}, {to + ".basemap", to + ".part/beside/basemap"}, {to + ".files", to + ".part/beside/files"}}
		for _, m := range moves[:len(moves)-moved] {
			if m[1] == "" {
				err = os.Remove(m[0])
			} else {
				err = os.Rename(m[0], m[1])
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err = backup.Make(t.Context(), w.ask(to))
		if err != nil {
			t.Fatalf("%d moved: %v", moved, err)
		}
		expect(t, folder, "copy.gpkg")
		if w.snapshots != 2 {
			t.Errorf("the registry was copied %d times", w.snapshots)
		}
	}
}

// A folder whose files follow from each other is copied as it is at one moment.
func TestAFolderThatChangesIsCopiedAgain(t *testing.T) {
	t.Parallel()
	w, folder := newWorld(t), t.TempDir()
	ask := w.ask(filepath.Join(folder, "copy.gpkg"))
	changes := 0
	change := func() {
		changes++
		put(t, w.path+".basemap/roads", fmt.Sprint("roads", strings.Repeat("+", changes)))
	}
	ask.Progress = func(int64, int64) {
		if changes == 0 {
			change()
			ask.Progress = nil
		}
	}
	put(t, w.path+".basemap/places", "places")
	if _, err := backup.Make(t.Context(), ask); err != nil {
		t.Fatal(err)
	}
	if found := tree(t, folder); found["copy.gpkg.basemap/roads"] != "roads+" {
		t.Errorf("the copy holds %v", found)
	}
	ask = w.ask(filepath.Join(folder, "other.gpkg"))
	ask.Progress = func(int64, int64) { change() }
	if _, err := backup.Make(t.Context(), ask); registry.CodeOf(err) != registry.Conflict || !strings.Contains(err.Error(), "keeps changing") {
		t.Errorf("a folder that never rests: %v", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "other.gpkg")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is half a copy: %v", err)
	}
}

// A copy that was changed is told of, all its files at once, and not restored.
func TestChangedCopiesAreNotRestored(t *testing.T) {
	t.Parallel()
	w, folder := newWorld(t), t.TempDir()
	to := filepath.Join(folder, "copy.gpkg")
	if _, err := backup.Make(t.Context(), w.ask(to)); err != nil {
		t.Fatal(err)
	}
	put(t, to+".files/ab/abc", "b file")
	if err := os.Remove(to + ".basemap/roads"); err != nil {
		t.Fatal(err)
	}
	var told *registry.Error
	if _, err := backup.Verify(t.Context(), to, nil); !errors.As(err, &told) || len(told.Problems) != 2 {
		t.Errorf("%v", err)
	}
	target := filepath.Join(folder, "target", "k.gpkg")
	put(t, filepath.Join(folder, "target", "other"), "")
	if _, err := backup.Restore(t.Context(), to, target, now, nil); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("%v", err)
	}
	if found := tree(t, filepath.Dir(target)); len(found) != 1 {
		t.Errorf("something was restored: %v", found)
	}
}

// A manifest that somebody else wrote reaches no file outside the copy.
func TestManifestsAreNotBelieved(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"/etc/passwd", "../x", ".files/../../x", "files", ".files//x", `.files\x`, "./x", ".files/../x", "."} {
		folder := t.TempDir()
		to := filepath.Join(folder, "copy.gpkg")
		content, err := json.Marshal(backup.Manifest{Version: 1, Files: []backup.File{{Name: name}}})
		if err != nil {
			t.Fatal(err)
		}
		put(t, backup.ManifestOf(to), string(content))
		if _, err := backup.Read(to); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%q: %v", name, err)
		}
	}
	to := filepath.Join(t.TempDir(), "copy.gpkg")
	if _, err := backup.Read(to); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("no manifest: %v", err)
	}
	put(t, backup.ManifestOf(to), `{"version":2}`)
	if _, err := backup.Read(to); registry.CodeOf(err) != registry.Unsupported {
		t.Errorf("another version: %v", err)
	}
	put(t, backup.ManifestOf(to), `{`)
	if _, err := backup.Read(to); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("no JSON: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"version":1,"files":[{"name":".files/a","bytes":1,"sha256":""}]}`)
	f.Add(`{"version":1,"files":[{"name":"../a"}]}`)
	f.Fuzz(func(t *testing.T, content string) {
		to := filepath.Join(t.TempDir(), "copy")
		put(t, backup.ManifestOf(to), content)
		m, err := backup.Read(to)
		if err != nil {
			return
		}
		for _, file := range m.Files {
			if path := filepath.Clean(to + filepath.FromSlash(file.Name)); !strings.HasPrefix(path, to) {
				t.Fatalf("%q leads to %s", file.Name, path)
			}
		}
	})
}
