package network_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/network"
)

// TestBordersThatMoveWhileTheMapIsDrawn holds the drawing up, changes borders
// and dates, and compares with exact loops meanwhile and afterwards.
func TestBordersThatMoveWhileTheMapIsDrawn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 41, network.Options{})
	w.live.Settle()
	for range 8 {
		w.whileTheMapIsDrawn(func() {
			for range 6 {
				w.editUnit()
				for range 10 {
					w.compareCommune(w.inside(), registry.Date{})
				}
			}
		})
		w.live.Settle()
		for range 30 {
			w.compareCommune(w.inside(), registry.Date{})
			w.compareCommune(w.place(), w.date())
		}
	}
}

func (w *world) whileTheMapIsDrawn(do func()) {
	release := w.live.HoldMap(w.editUnit)
	defer release() // a test that failed must not wait for it
	do()
}

func (w *world) inside() orb.Point {
	p := w.place()
	return orb.Point{p[0] + w.Float64()/20, p[1] + w.Float64()/20}
}

func (w *world) editUnit() {
	w.tb.Helper()
	id := pick(w, w.ids[registry.Units])
	err := w.live.Update(w.tb.Context(), author, func(ctx context.Context, to registry.Writer) error {
		rows, err := to.Rows(ctx, registry.Units, id)
		if err != nil {
			return err
		}
		u, _ := rows[len(rows)-1].(*registry.AdminUnit)
		u.Area, u.Level = w.block(), registry.LevelCommune
		_, err = to.Put(ctx, u)
		return err
	})
	if err != nil && registry.CodeOf(err) == registry.Internal {
		w.tb.Fatal(err)
	}
}

// TestFiguresKeepTheMap: a census changes no border, so nothing is drawn anew.
func TestFiguresKeepTheMap(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 42, network.Options{})
	w.live.Settle()
	before := w.live.MapsDrawn()
	p := orb.Point{}
	var u *registry.AdminUnit
	for ok := false; !ok; {
		p = w.inside()
		u, ok = w.live.View().CommuneAt(p, registry.Date{})
	}
	changed := *u
	changed.Population = registry.Some(u.Population.Value + 1)
	w.update(w.live, func(ctx context.Context, to registry.Writer) error {
		_, err := to.Put(ctx, &changed)
		return err
	})
	w.live.Settle()
	if got, _ := w.live.View().CommuneAt(p, registry.Date{}); got == nil || got.Population != changed.Population {
		t.Errorf("the commune is %+v, want %d people", got, changed.Population.Value)
	}
	if !slices.Equal(w.live.MapsDrawn(), before) {
		t.Error("the map was drawn anew")
	}
}

// TestNearestAmongEquals: of stations on one mast those with the lowest IDs are
// the nearest, whichever was written last.
func TestNearestAmongEquals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 43, network.Options{MergeAfter: 1 << 30})
	mast := orb.Point{100, 10}
	var ids []string
	put := func(id, name string) {
		s := &registry.Site{Code: "mast " + id, Name: name, OperatorCode: "VTL"}
		s.Row.ID, s.Point, s.Located = id, mast, true
		w.update(w.live, func(ctx context.Context, to registry.Writer) error { return w.put(ctx, to, s) })
	}
	for i := range 20 {
		ids = append(ids, fmt.Sprintf("same-%02d", i))
		put(ids[i], "")
	}
	w.live.Close()
	live, err := network.Open(t.Context(), w.store, network.Options{Clock: clock, MergeAfter: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	w.live = live
	for _, i := range []int{0, 7, 3} {
		put(ids[i], "changed")
	}
	put("same-00a", "between")
	ids = slices.Insert(ids, 1, "same-00a")
	for k := 1; k <= len(ids); k++ {
		var got []string
		for _, h := range w.live.View().Nearest(registry.Sites, mast, k, registry.Date{}, nil) {
			got = append(got, h.Record.Head().ID)
		}
		if !slices.Equal(got, ids[:k]) {
			t.Errorf("the nearest %d are %q, want %q", k, got, ids[:k])
		}
	}
}
