package network_test

import (
	"context"
	"path/filepath"
	"testing"

	"hatang/registry"
	"hatang/registry/network"
	"hatang/registry/sqlite"
	"hatang/registry/storetest"
)

// TestStoreSuite: what every Store must answer the live view answers too.
func TestStoreSuite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(tb testing.TB) registry.Store {
		tb.Helper()
		store, err := sqlite.Create(tb.Context(), filepath.Join(tb.TempDir(), "registry.gpkg"), sqlite.Options{})
		if err != nil {
			tb.Fatal(err)
		}
		live, err := network.Open(tb.Context(), store, network.Options{MergeAfter: 10})
		if err != nil {
			tb.Fatal(err)
		}
		return &throughView{store, live}
	})
}

// throughView is a Store that reads from the live view and writes through it.
type throughView struct {
	registry.Store
	live *network.Live
}

func (s *throughView) Get(ctx context.Context, kind registry.Kind, id string, asOf registry.Date) (registry.Record, error) {
	return s.live.View().Get(ctx, kind, id, asOf)
}

func (s *throughView) Rows(ctx context.Context, kind registry.Kind, id string) ([]registry.Record, error) {
	return s.live.View().Rows(ctx, kind, id)
}

func (s *throughView) Find(ctx context.Context, q registry.Query) ([]registry.Record, int, error) {
	return s.live.View().Find(ctx, q)
}

func (s *throughView) Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error {
	return s.live.View().Scan(ctx, q, yield)
}

func (s *throughView) View(ctx context.Context, fn func(context.Context, registry.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return fn(ctx, s.live.View())
}

func (s *throughView) Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error {
	return s.live.Update(ctx, author, fn)
}

func (s *throughView) Seq(ctx context.Context) (int64, error) { return s.live.View().Seq(ctx) }

func (s *throughView) Close() error {
	s.live.Close()
	return s.Store.Close()
}
