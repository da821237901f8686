package network_test

import (
	"cmp"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"

	"hatang/geo/geodesy"
	"hatang/geo/polygon"
	"hatang/registry"
	"hatang/registry/network"
)

// TestSameAsStore asks the view and the Store thousands of questions between
// edits of every sort: the answers are the same records in the same order, and
// what the one refuses the other does.
func TestSameAsStore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		seed       uint64
		mergeAfter int
	}{
		{"never merged", 1, 1 << 30},
		{"merged often", 2, 7},
		{"merged by itself", 3, 0},
		{"made anew at once", 4, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, c.seed, network.Options{MergeAfter: c.mergeAfter})
			outside := w.outside()
			for range 40 {
				for range 40 {
					w.compareQuery()
				}
				w.compareRows()
				for range 6 {
					w.compareNearby()
					w.compareAreas()
				}
				switch w.IntN(4) {
				case 0:
					w.sneak(outside)
					if _, _, err := w.store.AdoptOutside(t.Context()); err != nil {
						t.Fatal(err)
					}
					w.catchUp()
				case 1:
					w.edit(w.store) // somebody else's hatang
					w.catchUp()
				default:
					for range 1 + w.IntN(4) {
						w.edit(w.live)
					}
				}
				if seq, err := w.store.Seq(t.Context()); err != nil || seq != w.seq() {
					t.Fatalf("the view stands at %d, the Store at %d (%v)", w.seq(), seq, err)
				}
			}
			if w.log.Len() > 0 {
				t.Errorf("logged: %s", w.log.String())
			}
		})
	}
}

func (w *world) seq() int64 {
	seq, err := w.live.View().Seq(w.tb.Context())
	if err != nil {
		w.tb.Fatal(err)
	}
	return seq
}

func (w *world) catchUp() {
	w.tb.Helper()
	if err := w.live.CatchUp(w.tb.Context()); err != nil {
		w.tb.Fatal(err)
	}
}

func (w *world) compareQuery() {
	w.tb.Helper()
	q := w.query()
	want, wantTotal, wantErr := w.store.Find(w.tb.Context(), q)
	got, total, err := w.live.View().Find(w.tb.Context(), q)
	if (err == nil) != (wantErr == nil) {
		w.tb.Fatalf("%+v: error %v, the Store's %v", q, err, wantErr)
	}
	if err != nil {
		var told, wantTold *registry.Error
		if !errors.As(err, &told) || !errors.As(wantErr, &wantTold) || !reflect.DeepEqual(told, wantTold) {
			w.tb.Fatalf("%+v: error %v, the Store's %v", q, err, wantErr)
		}
		return
	}
	if total != wantTotal || !slices.Equal(dumps(got), dumps(want)) {
		w.tb.Fatalf("%+v box %v\nfinds %d of %d\n%q\nthe Store %d of %d\n%q", q, q.Box, len(got), total, dumps(got), len(want), wantTotal, dumps(want))
	}
	var scanned []registry.Record
	if err := w.live.View().Scan(w.tb.Context(), q, func(rec registry.Record) error {
		scanned = append(scanned, rec)
		return nil
	}); err != nil || !slices.Equal(scanned, got) {
		w.tb.Fatalf("%+v: Scan (%v) differs from Find", q, err)
	}
}

// compareRows looks single things up.
func (w *world) compareRows() {
	w.tb.Helper()
	view := w.live.View()
	for _, kind := range []registry.Kind{registry.Sites, registry.Stations, registry.Units} {
		for range 10 {
			id, on := pick(w, w.ids[kind]), w.maybe(w.date())
			want, wantErr := w.store.Rows(w.tb.Context(), kind, id)
			got, err := view.Rows(w.tb.Context(), kind, id)
			if !slices.Equal(dumps(got), dumps(want)) || !reflect.DeepEqual(err, wantErr) {
				w.tb.Fatalf("Rows %s %s: %q (%v), want %q (%v)", kind, id, dumps(got), err, dumps(want), wantErr)
			}
			wantOne, wantErr := w.store.Get(w.tb.Context(), kind, id, on)
			one, err := view.Get(w.tb.Context(), kind, id, on)
			if !reflect.DeepEqual(err, wantErr) || (err == nil && dump(one) != dump(wantOne)) {
				w.tb.Fatalf("Get %s %s on %s: %v (%v), want %v (%v)", kind, id, on, one, err, wantOne, wantErr)
			}
		}
	}
}

// onDay is what the Store holds on the day, by ID.
func (w *world) onDay(kind registry.Kind, on registry.Date) []registry.Record {
	w.tb.Helper()
	recs, _, err := w.store.Find(w.tb.Context(), registry.Query{Kind: kind, AsOf: on})
	if err != nil {
		w.tb.Fatal(err)
	}
	return recs
}

// compareNearby compares with a plain loop over ellipsoidal distances.
func (w *world) compareNearby() {
	w.tb.Helper()
	kind := pick(w, []registry.Kind{registry.Sites, registry.Stations})
	on, p, k := w.maybe(w.date()), w.place(), 1+w.IntN(30)
	if w.IntN(2) == 0 {
		p[0] += w.Float64() / 50
	}
	radiusM := float64(w.IntN(40_000))
	var accept func(registry.Record) bool
	if w.IntN(3) == 0 {
		accept = func(rec registry.Record) bool { return rec.Head().Revision%3 == 0 }
	}
	var want []network.Hit
	for _, rec := range w.onDay(kind, on) {
		if at, ok := rec.Shape().(orb.Point); ok && (accept == nil || accept(rec)) {
			want = append(want, network.Hit{Record: rec, DistanceM: geodesy.DistanceM(p, at)})
		}
	}
	slices.SortStableFunc(want, func(a, b network.Hit) int { return cmp.Compare(a.DistanceM, b.DistanceM) })
	view := w.live.View()
	w.compareHits("nearest", view.Nearest(kind, p, k, on, accept), want[:min(k, len(want))])
	near := slices.DeleteFunc(slices.Clone(want), func(h network.Hit) bool { return h.DistanceM > radiusM })
	w.compareHits("within", view.Within(kind, p, radiusM, on, accept), near)
	if accept != nil {
		return
	}
	layer := view.Layer(kind)
	w.compareIDs("rows within", w.rowIDs(layer, layer.AppendWithin(nil, p, radiusM, on)), hitIDs(near))
	rows := layer.AppendNearest([]int32{-1}, p, k, on, nil)
	for i, row := range rows[1:] {
		at, _ := layer.Record(row).Shape().(orb.Point)
		if got := geodesy.DistanceM(p, at); len(rows) != min(k, len(want))+1 || got != want[i].DistanceM {
			w.tb.Fatalf("nearest row %d of %d is at %v, want %v", i, len(rows)-1, got, want[i].DistanceM)
		}
	}
	box := orb.Bound{Min: p, Max: orb.Point{p[0] + 0.2, p[1] + 0.3}}
	recs, _, err := w.store.Find(w.tb.Context(), registry.Query{Kind: kind, AsOf: on, Box: &box})
	if err != nil {
		w.tb.Fatal(err)
	}
	w.compareIDs("rows in box", w.rowIDs(layer, layer.AppendBox(nil, box, on)), sortedIDs(recs))
}

func (w *world) compareHits(what string, got, want []network.Hit) {
	w.tb.Helper()
	same := slices.EqualFunc(got, want, func(a, b network.Hit) bool {
		return a.DistanceM == b.DistanceM && dump(a.Record) == dump(b.Record)
	})
	if !same {
		w.tb.Fatalf("%s: %d hits, want %d\n%v\n%v", what, len(got), len(want), got, want)
	}
}

func (w *world) compareIDs(what string, got, want []string) {
	w.tb.Helper()
	if !slices.Equal(got, want) {
		w.tb.Fatalf("%s: %d, want %d\n%q\n%q", what, len(got), len(want), got, want)
	}
}

func (w *world) rowIDs(l *network.Layer, rows []int32) []string {
	ids := make([]string, len(rows))
	for i, row := range rows {
		if ids[i] = l.ID(row); ids[i] != l.Record(row).Head().ID {
			w.tb.Fatalf("row %d: ID %s, the record's %s", row, ids[i], l.Record(row).Head().ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func hitIDs(hits []network.Hit) []string {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.Record.Head().ID
	}
	slices.Sort(ids)
	return ids
}

// compareAreas compares with exact loops, and with another engine for areas that
// meet.
func (w *world) compareAreas() {
	w.tb.Helper()
	on, view := w.maybe(w.date()), w.live.View()
	area := w.block()
	var want []registry.Record
	for _, rec := range w.onDay(registry.Sites, on) {
		if p, ok := rec.Shape().(orb.Point); ok && polygon.Contains(area, p) {
			want = append(want, rec)
		}
	}
	if got := view.InPolygon(registry.Sites, area, on); !slices.Equal(dumps(got), dumps(want)) {
		w.tb.Fatalf("sites in %v: %q, want %q", area, dumps(got), dumps(want))
	}
	kind := pick(w, []registry.Kind{registry.Zones, registry.Units})
	want = want[:0]
	for _, rec := range w.onDay(kind, on) {
		if shape, ok := rec.Shape().(orb.MultiPolygon); ok && geom.Intersects(engine(w.tb, shape), engine(w.tb, area)) {
			want = append(want, rec)
		}
	}
	if got := view.InPolygon(kind, area, on); !slices.Equal(dumps(got), dumps(want)) {
		w.tb.Fatalf("%s that meet %v: %q, want %q", kind, area, dumps(got), dumps(want))
	}
	for range 20 {
		p := w.place()
		if w.IntN(2) == 0 {
			p = orb.Point{p[0] + w.Float64()/20, p[1] + w.Float64()/20}
		}
		w.compareCommune(p, on)
	}
}

func (w *world) compareCommune(p orb.Point, on registry.Date) {
	w.tb.Helper()
	want := "none"
	for _, rec := range w.onDay(registry.Units, on) {
		u, _ := rec.(*registry.AdminUnit)
		if u.Level == registry.LevelCommune && polygon.Contains(u.Area, p) {
			want = dump(u)
			break
		}
	}
	got := "none"
	if u, ok := w.live.View().CommuneAt(p, on); ok {
		got = dump(u)
	}
	if got != want {
		w.tb.Fatalf("at %v on %s lies %s, want %s", p, on, got, want)
	}
}

func engine(tb testing.TB, area orb.MultiPolygon) geom.Geometry {
	tb.Helper()
	var polygons []geom.Polygon
	for _, p := range area {
		var rings []geom.LineString
		for _, ring := range p {
			var flat []float64
			for _, v := range ring {
				flat = append(flat, v[0], v[1])
			}
			rings = append(rings, geom.NewLineString(geom.NewSequence(flat, geom.DimXY)))
		}
		polygons = append(polygons, geom.NewPolygon(rings))
	}
	return geom.NewMultiPolygon(polygons).AsGeometry()
}
