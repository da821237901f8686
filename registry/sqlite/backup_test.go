package sqlite_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"hatang/registry"
	"hatang/registry/sqlite"
)

func TestBackup(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	defer closing(t, s)
	put(t, s, viettel(), site("A", 108, 14))
	folder := t.TempDir()
	path := filepath.Join(folder, "sao lưu.gpkg")
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		if _, err := w.Put(ctx, site("HALF", 108, 14)); err != nil {
			return err
		}
		return s.Backup(t.Context(), path) // while a writer works, whose work is not in it
	})
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v (%v), want the copy alone", entries, err)
	}
	copied, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, copied)
	found := mustFind(t, copied, registry.Query{Kind: registry.Sites})
	if len(found) != 1 || found[0].Code != "A" {
		t.Errorf("the copy has %v, want what was committed", found)
	}
	verify(t, copied)
	put(t, copied, site("B", 108, 14)) // it is a registry like any other
	verify(t, copied)
	validate(t, path)
}

func TestBackupDoesNotOverwrite(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	defer closing(t, s)
	path := filepath.Join(t.TempDir(), "x.gpkg")
	writeFile(t, path, "dear")
	if err := s.Backup(t.Context(), path); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("Backup over a file: %v, want a conflict", err)
	}
	if content, err := os.ReadFile(path); err != nil || !bytes.Equal(content, []byte("dear")) {
		t.Errorf("the file holds %q (%v)", content, err)
	}
	if err := s.Backup(t.Context(), filepath.Join(t.TempDir(), "no folder", "x.gpkg")); err == nil {
		t.Error("Backup into a missing folder succeeds")
	}
}
