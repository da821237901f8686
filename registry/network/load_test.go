package network

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"hatang/registry"
)

// rowStore is a Store of sites that gives them out in fits and starts.
type rowStore struct {
	registry.Store
	records []registry.Record
	seed    uint64
}

func (s *rowStore) Scan(_ context.Context, q registry.Query, yield func(registry.Record) error) error {
	records := slices.Clone(s.records)
	random := rand.New(rand.NewPCG(s.seed, uint64(len(q.Order))))
	if len(q.Order) > 0 { // IDs fall, the rows of each rise
		slices.SortStableFunc(records, func(a, b registry.Record) int {
			return -compareNames(a.Head().ID, 0, b.Head().ID, 0)
		})
	}
	for _, rec := range records {
		if random.IntN(200) == 0 {
			for range random.IntN(100) {
				runtime.Gosched()
			}
		}
		if err := yield(rec); err != nil {
			return err
		}
	}
	return nil
}

// TestSweepsMeet: wherever the two readers of a kind meet, within the rows of
// one thing too, every row is there once and in order.
func TestSweepsMeet(t *testing.T) {
	t.Parallel()
	for n := range 60 {
		s := &rowStore{seed: uint64(n)}
		things := []int{0, 1, 80, 90, 128, 300, 700}[n%7]
		for i := range things {
			for row := range 3 {
				site := &registry.Site{Code: fmt.Sprint(i, row)}
				site.Row.ID = fmt.Sprintf("%05d", i)
				site.Row.ValidFrom, _ = registry.NewDate(2001+row, 1, 1)
				s.records = append(s.records, site)
			}
		}
		got, err := readKind(t.Context(), s, registry.Sites)
		if err != nil {
			t.Fatal(err)
		}
		b, err := newBase(registry.SchemaOf(registry.Sites), got)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(b.records, s.records) {
			t.Errorf("%d things: %d rows of %d, or not in order", things, len(got), len(s.records))
		}
	}
}
