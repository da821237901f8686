// Package sqlitetest gives tests registry files of their own.
package sqlitetest

import (
	"path/filepath"
	"testing"

	"hatang/registry/demonstration"
	"hatang/registry/sqlite"
)

// New is an empty registry in a file of the test's own, closed at its end.
func New(tb testing.TB, options sqlite.Options) *sqlite.Store {
	tb.Helper()
	store, err := sqlite.Create(tb.Context(), filepath.Join(tb.TempDir(), "registry.gpkg"), options)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Error(err)
		}
	})
	return store
}

// Demonstration is New with the demonstration in it.
func Demonstration(tb testing.TB, options sqlite.Options) *sqlite.Store {
	tb.Helper()
	store := New(tb, options)
	if err := demonstration.Load(tb.Context(), store); err != nil {
		tb.Fatal(err)
	}
	return store
}
