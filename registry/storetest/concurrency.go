package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"hatang/registry"
)

var concurrencyScenarios = []scenario{
	{"readers do not wait for a writer", readersDoNotWait},
	{"a View sees one state", viewSeesOneState},
	{"writers take turns", writersTakeTurns},
	{"a cancelled context stops everything", cancelled},
}

func readersDoNotWait(t *testing.T, s registry.Store) {
	put(t, s, viettel(), site("A", 108, 14))
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		if _, err := w.PutAll(ctx, many(1000)); err != nil {
			return err
		}
		var readers sync.WaitGroup
		for range 8 {
			readers.Go(func() {
				limited, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				_, n, err := s.Find(limited, registry.Query{Kind: registry.Sites})
				if err != nil || n != 1 {
					t.Errorf("a reader sees %d (%v), want the one committed", n, err)
				}
			})
		}
		readers.Wait() // while the writer holds its transaction
		return nil
	})
	if _, n, err := s.Find(t.Context(), registry.Query{Kind: registry.Sites}); err != nil || n != 1001 {
		t.Errorf("after the commit: %d (%v), want 1001", n, err)
	}
}

func viewSeesOneState(t *testing.T, s registry.Store) {
	put(t, s, viettel(), site("A", 108, 14))
	err := s.View(t.Context(), func(ctx context.Context, r registry.Reader) error {
		put(t, s, site("B", 108, 14)) // another writes at once
		expectCodes(t, r, registry.Query{}, "A")
		return r.Scan(ctx, registry.Query{Kind: registry.Sites}, func(rec registry.Record) error {
			_, err := r.Get(ctx, registry.Sites, rec.Head().ID, registry.Date{})
			return err
		})
	})
	if err != nil {
		t.Error(err)
	}
	boom := errors.New("boom")
	if err := s.View(t.Context(), func(context.Context, registry.Reader) error { return boom }); !errors.Is(err, boom) {
		t.Errorf("View returns %v, want the function's error", err)
	}
	expectCodes(t, s, registry.Query{Order: []registry.Order{{Field: "code"}}}, "A", "B")
}

func writersTakeTurns(t *testing.T, s registry.Store) {
	put(t, s, viettel())
	counter := site("COUNTER", 108, 14)
	counter.TenantRoom = registry.Some(int64(0))
	put(t, s, counter)
	var writers sync.WaitGroup
	for i := range 4 {
		writers.Go(func() {
			for range 5 {
				err := s.Update(t.Context(), registry.Author{Actor: fmt.Sprint("writer ", i)}, func(ctx context.Context, w registry.Writer) error {
					x, err := registry.Get[*registry.Site](ctx, w, registry.Sites, counter.Row.ID, registry.Date{})
					if err != nil {
						return err
					}
					x.TenantRoom.Value++
					_, err = w.Put(ctx, x)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	x, err := registry.Get[*registry.Site](t.Context(), s, registry.Sites, counter.Row.ID, registry.Date{})
	if err != nil || x.TenantRoom.Value != 20 {
		t.Errorf("20 increments make %v (%v)", x.TenantRoom, err)
	}
}

func cancelled(t *testing.T, s registry.Store) {
	put(t, s, viettel(), site("A", 108, 14))
	dead, cancel := context.WithCancel(t.Context())
	cancel()
	calls := map[string]func() error{
		"Get":  func() error { _, err := s.Get(dead, registry.Sites, "x", registry.Date{}); return err },
		"Rows": func() error { _, err := s.Rows(dead, registry.Sites, "x"); return err },
		"Find": func() error { _, _, err := s.Find(dead, registry.Query{Kind: registry.Sites}); return err },
		"Scan": func() error {
			return s.Scan(dead, registry.Query{Kind: registry.Sites}, func(registry.Record) error { return nil })
		},
		"View": func() error { return s.View(dead, func(context.Context, registry.Reader) error { return nil }) },
		"Update": func() error {
			return s.Update(dead, author, func(context.Context, registry.Writer) error { return nil })
		},
		"History":  func() error { _, _, err := s.History(dead, registry.HistoryQuery{}); return err },
		"Seq":      func() error { _, err := s.Seq(dead); return err },
		"Verify":   func() error { return s.Verify(dead) },
		"Setting":  func() error { _, err := s.Setting(dead, "x"); return err },
		"Rasters":  func() error { _, err := s.Rasters(dead); return err },
		"Raster":   func() error { _, err := s.Raster(dead, "x"); return err },
		"Outside":  func() error { _, _, err := s.AdoptOutside(dead); return err },
		"mid-work": func() error { return cancelMidWork(t, s) },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s returns %v, want the cancellation", name, err)
		}
	}
	expectCodes(t, s, registry.Query{}, "A")
}

// cancelMidWork cancels a transaction that has written already.
func cancelMidWork(t *testing.T, s registry.Store) error {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	return s.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		if _, err := w.PutAll(ctx, many(500)); err != nil {
			return err
		}
		cancel()
		_, err := w.PutAll(ctx, many(500))
		return err
	})
}
