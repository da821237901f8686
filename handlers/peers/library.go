//go:build linux

package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// opened is a registry in memory.
type opened struct {
	*network.Live
	store *sqlite.Store
	rows  []int32
}

func openRegistry(ctx context.Context, path string) (*opened, error) {
	store, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return nil, err
	}
	live, err := network.Open(ctx, store, network.Options{})
	if err != nil {
		_ = store.Close()
		return nil, err
	}
	waitForQuiet()
	return &opened{Live: live, store: store, rows: make([]int32, 0, 1<<18)}, nil
}

// waitForQuiet lets the view make what it makes in the background after
// opening, which would count as the first question's time.
func waitForQuiet() {
	const look = 300 * time.Millisecond
	for range 100 {
		before := ownTime()
		time.Sleep(look)
		if ownTime()-before < look/20 {
			return
		}
	}
}

func (o *opened) close() {
	o.Close()
	_ = o.store.Close()
}

// ask puts a question to the view; the answer is what the Go API hands out for
// it: rows of the layer, or the commune.
func (o *opened) ask(question string, p orb.Point, n int) ([]int32, *registry.AdminUnit) {
	view := o.View()
	layer := view.Layer(registry.Stations)
	switch question {
	case "within":
		o.rows = layer.AppendWithin(o.rows[:0], p, radiusM, registry.Date{})
	case "nearest":
		o.rows = layer.AppendNearest(o.rows[:0], p, nearestK, registry.Date{}, nil)
	case "box":
		o.rows = layer.AppendBox(o.rows[:0], boxAround(p, n), registry.Date{})
	case "commune":
		unit, _ := view.CommuneAt(p, registry.Date{})
		return nil, unit
	}
	return o.rows, nil
}

// agree demands the same answers of both sides at so many places.
func agree(ctx context.Context, o *opened, s *session, list []station, places []orb.Point) error {
	layer := o.View().Layer(registry.Stations)
	for _, question := range []string{"within", "nearest", "box", "commune"} {
		for _, p := range places {
			theirs, err := s.ask(ctx, question, p)
			if err != nil {
				return err
			}
			rows, unit := o.ask(question, p, s.n)
			var same bool
			switch question {
			case "commune":
				same = (unit == nil && len(theirs) == 0) || (unit != nil && len(theirs) > 0 && unit.Code == communeCode(int(theirs[0])))
			case "nearest":
				same = sameDistances(distances(layer, rows, p), theirs, list, p)
			case "box":
				same = sameCodes(layer, rows, within(theirs, list, boxAround(p, s.n)))
			default:
				same = sameCodes(layer, rows, theirs)
			}
			if !same {
				return fmt.Errorf("%s at %v among %d: hatang and PostGIS answer differently (%d and %d)", question, p, s.n, len(rows), len(theirs))
			}
		}
	}
	return nil
}

// floatStep is how far apart neighbouring 32-bit numbers of degrees lie: the &&
// of PostGIS compares such numbers and answers with what is that near as well.
const floatStep = 1.6e-5

// within leaves out what PostGIS added to a box by rounding.
func within(numbers []int32, list []station, b orb.Bound) []int32 {
	return slices.DeleteFunc(slices.Clone(numbers), func(number int32) bool {
		p := list[number].Point
		return !b.Contains(p) && b.Pad(floatStep).Contains(p)
	})
}

func sameCodes(layer *network.Layer, rows, numbers []int32) bool {
	var ours, theirs []string
	for _, row := range rows {
		if s, ok := layer.Record(row).(*registry.Station); ok {
			ours = append(ours, s.Code)
		}
	}
	for _, number := range numbers {
		theirs = append(theirs, code(int(number)))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	return slices.Equal(ours, theirs)
}

func distances(layer *network.Layer, rows []int32, p orb.Point) []float64 {
	var out []float64
	for _, row := range rows {
		if at, ok := layer.Record(row).Shape().(orb.Point); ok {
			out = append(out, geodesy.DistanceM(p, at))
		}
	}
	return out
}

// sphereError is how far distances on the sphere, by which PostGIS orders
// nearest neighbours even among geography, stray from those on the ellipsoid.
const sphereError = 0.006

// sameDistances compares nearest neighbours by distance, rank by rank: which of
// the stations on one mast comes first is nobody's concern.
func sameDistances(ours []float64, numbers []int32, list []station, p orb.Point) bool {
	if len(ours) != len(numbers) {
		return false
	}
	theirs := make([]float64, len(numbers))
	for i, number := range numbers {
		theirs[i] = geodesy.DistanceM(p, list[number].Point)
	}
	slices.SortFunc(ours, cmp.Compare[float64])
	slices.SortFunc(theirs, cmp.Compare[float64])
	for i := range ours {
		if math.Abs(ours[i]-theirs[i]) > 1e-3+sphereError*ours[i] {
			return false
		}
	}
	return true
}

// compareLibrary measures the questions within a process, by processor time.
func compareLibrary(ctx context.Context, b *bench, o *opened, n int) ([]*comparison, error) {
	s, err := b.pg.session(ctx, n)
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.conn.Close(ctx) }()
	if err := agree(ctx, o, s, b.lists[n], b.places[:200]); err != nil {
		return nil, err
	}
	backend := int(s.conn.PgConn().PID())
	rows := []*comparison{
		{name: "within", target: 100}, {name: "box", target: 100}, {name: "commune", target: 100}, {name: "nearest", target: 35},
	}
	for _, row := range rows {
		for range b.rounds {
			before, done := ownTime(), 0
			for begin := time.Now(); time.Since(begin) < b.slice; {
				for range 64 {
					o.ask(row.name, b.places[done%len(b.places)], n)
					done++
				}
			}
			row.ours = append(row.ours, rate{done, ownTime() - before})
			before, done = processTime(backend), 0
			for begin := time.Now(); time.Since(begin) < b.slice; done++ {
				if _, err := s.ask(ctx, row.name, b.places[done%len(b.places)]); err != nil {
					return nil, err
				}
			}
			row.theirs = append(row.theirs, rate{done, processTime(backend) - before})
		}
	}
	return rows, nil
}
