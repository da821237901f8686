package sqlite_test

import (
	"path/filepath"
	"testing"

	"hatang/registry"
	"hatang/registry/sqlite"
	"hatang/registry/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(tb testing.TB) registry.Store { return newStore(tb) })
}

// newStore is a new registry in a file of its own.
func newStore(tb testing.TB) *sqlite.Store {
	tb.Helper()
	s, err := sqlite.Create(tb.Context(), filepath.Join(tb.TempDir(), "registry.gpkg"), sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}
