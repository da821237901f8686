package sqlite

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"hatang/registry"
)

// packed is a store whose R-tree of zones was packed from n boxes, with rows to
// match.
func packed(t *testing.T, n int) (*Store, []box) {
	t.Helper()
	s := openNew(t)
	random := rand.New(rand.NewPCG(3, uint64(n)))
	boxes := make([]box, n)
	for i := range boxes {
		x, y := random.Float64()*360-180, random.Float64()*180-90
		boxes[i] = box{int64(1000 + i), x, min(x+random.Float64(), 180), y, min(y+random.Float64(), 90)}
	}
	inWriter(t, s, func(ctx context.Context, w *writer) error {
		return w.pack(ctx, s.catalogue.byKind[registry.Zones], boxes)
	})
	return s, boxes
}

func inWriter(t *testing.T, s *Store, fn func(context.Context, *writer) error) {
	t.Helper()
	err := s.write(t.Context(), registry.Author{Actor: "test"}, registry.Program, func(ctx context.Context, w *writer) error {
		if err := w.begin(ctx); err != nil {
			return err
		}
		return fn(ctx, w)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func treeCheck(t *testing.T, s *Store) {
	t.Helper()
	if err := verdict(t.Context(), s.readDB, `SELECT rtreecheck('rtree_zone_geom')`); err != nil {
		t.Errorf("rtreecheck: %v", err)
	}
}

func TestPack(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 50, 51, 52, 103, 2601, 2602, 20_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			s, boxes := packed(t, n)
			treeCheck(t, s)
			var entries int
			if err := s.readDB.Get(&entries, `SELECT count(*) FROM rtree_zone_geom`); err != nil || entries != n {
				t.Fatalf("%d entries (%v), want %d", entries, err, n)
			}
			// The tree answers as the boxes themselves do, up to their rounding.
			for _, q := range []box{{0, -180, 180, -90, 90}, {0, 0, 10, 0, 10}, {0, -50, -49.5, 30, 31}} {
				var got, want int
				if err := s.readDB.Get(&got, `SELECT count(*) FROM rtree_zone_geom WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?`,
					q.minX, q.maxX, q.minY, q.maxY); err != nil {
					t.Fatal(err)
				}
				for _, b := range boxes {
					if float64(ceil32(b.maxX)) >= q.minX && float64(floor32(b.minX)) <= q.maxX &&
						float64(ceil32(b.maxY)) >= q.minY && float64(floor32(b.minY)) <= q.maxY {
						want++
					}
				}
				if got != want {
					t.Errorf("%+v: %d entries, want %d", q, got, want)
				}
			}
		})
	}
}

// SQLite must be able to go on with a packed tree, within the transaction and
// after it.
func TestPackedTreeGrowsAndShrinks(t *testing.T) {
	t.Parallel()
	s, boxes := packed(t, 3000)
	more := make([]box, 2000)
	for i := range more {
		more[i] = boxes[i]
		more[i].fid += 100_000
	}
	l := s.catalogue.byKind[registry.Zones]
	inWriter(t, s, func(ctx context.Context, w *writer) error {
		for i := range 500 {
			if err := w.define(ctx, fmt.Sprintf(`INSERT INTO rtree_zone_geom VALUES (%d, 107, 108, 14, 15)`, 50_000+i)); err != nil {
				return err
			}
		}
		if err := w.pack(ctx, l, more); err != nil { // over one that has entries
			return err
		}
		return w.define(ctx, `DELETE FROM rtree_zone_geom WHERE id % 3 = 0`)
	})
	treeCheck(t, s)
	inWriter(t, s, func(ctx context.Context, w *writer) error {
		for i := range 3000 {
			if err := w.define(ctx, fmt.Sprintf(`INSERT INTO rtree_zone_geom VALUES (%d, %d, %d, 14, 15)`, 300_000+i, i%90, i%90+1)); err != nil {
				return err
			}
		}
		return w.define(ctx, `DELETE FROM rtree_zone_geom WHERE id < 200000`)
	})
	treeCheck(t, s)
	var entries int
	if err := s.readDB.Get(&entries, `SELECT count(*) FROM rtree_zone_geom`); err != nil || entries != 3000 {
		t.Errorf("%d entries (%v), want 3000", entries, err)
	}
}

// A few rows into a large tree go in one by one; many make it anew.
func TestBulkIntoAFilledTree(t *testing.T) {
	t.Parallel()
	for _, n := range []int{bulkRows, 5 * chunkRows} {
		s, _, _ := stocked(t)
		for _, size := range []int{n, bulkRows, 3 * bulkRows} {
			recs := make([]registry.Record, size)
			for i := range recs {
				x := &registry.Site{OperatorCode: "VTL"}
				x.Located, x.Point = true, [2]float64{107 + float64(i%97)/97, 14 + float64(i%89)/89}
				recs[i] = x
			}
			if err := s.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
				_, err := w.PutAll(ctx, recs)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		findings, err := s.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Err != nil {
				t.Errorf("%s: %v", f.Name.EN, f.Err)
			}
		}
	}
}

func TestRoundOutwards(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-180, 180).Draw(t, "v")
		low, high := float64(floor32(v)), float64(ceil32(v))
		if low > v || high < v || high-low > math.Abs(v)*2.5e-7+1e-40 {
			t.Fatalf("%v rounds to %v and %v", v, low, high)
		}
	})
}
