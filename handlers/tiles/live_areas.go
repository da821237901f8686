package tiles

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/geo/tile"
	"hatang/registry"
	"hatang/registry/network"
)

// liveAreas are the areas of a kind, on the days that were asked for lately.
type liveAreas struct {
	kind    registry.Kind
	columns []column
	shown   string // what was decided about the kind's fields
	mutex   sync.Mutex
	days    []*heldAreas // the one asked for last comes last
}

// keptDays is how many days' areas are kept; those of a province take 10 MB.
const keptDays = 3

// heldAreas are the areas of a day in one state of the registry.
type heldAreas struct {
	day    registry.Date
	seq    int64
	shaped int64 // since when the borders are these
	*borders
	records []registry.Record
	layer   *tile.AreaLayer

	labelled sync.Once
	labels   *tile.PointLayer
	err      error
}

// borders are the areas and what is made of them alone.
type borders struct {
	areas  []orb.MultiPolygon
	shapes *tile.Shapes
	find   sync.Once
	spots  []spot
}

// spot is a place for the name of the area of a row.
type spot struct {
	row int
	at  orb.Point
}

func (a *liveAreas) layer(ctx context.Context, view *network.View, ask Ask, pick *pick, labels bool) (tile.View, error) {
	l := view.Layer(a.kind)
	held, err := a.hold(ctx, view, l.Seq(), ask.Day)
	if err != nil {
		return tile.View{}, fmt.Errorf("areas of %s: %w", a.kind, err)
	}
	return tile.View{
		Revision: held.seq,
		ChangedSince: func(seq int64) ([]orb.Bound, bool) {
			// A border that changed moves the ends of arcs, which are simplified whole.
			if seq < held.shaped {
				return nil, false
			}
			return l.ChangedSince(seq)
		},
		Open: func() (tile.Layer, error) {
			if labels {
				return held.label(a.columns, ask, pick)
			}
			if pick != nil {
				return held.layer.Only(func(row int) bool { return pick.has(held.records[row].Head().ID) }), nil
			}
			return held.layer, nil
		},
	}, nil
}

// hold is the areas of the day in at least the given state.
func (a *liveAreas) hold(ctx context.Context, view *network.View, seq int64, day registry.Date) (*heldAreas, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	var before *heldAreas
	at := slices.IndexFunc(a.days, func(h *heldAreas) bool { return h.day == day })
	if at >= 0 {
		before = a.days[at]
		a.days = append(slices.Delete(a.days, at, at+1), before)
		if before.seq >= seq {
			return before, nil
		}
	} else if len(a.days) > 0 {
		before = a.days[len(a.days)-1] // another day often has the same areas
	}
	held, err := a.make(ctx, view, seq, day, before)
	if err != nil {
		return nil, err
	}
	if at >= 0 {
		a.days[len(a.days)-1] = held
	} else {
		a.days = append(a.days, held)
	}
	if len(a.days) > keptDays {
		a.days = slices.Delete(a.days, 0, 1)
	}
	return held, nil
}

func (a *liveAreas) make(ctx context.Context, view *network.View, seq int64, day registry.Date, before *heldAreas) (*heldAreas, error) {
	held := &heldAreas{day: day, seq: seq, shaped: seq, borders: new(borders)}
	table := tile.NewTable(fieldsOf(a.columns)...)
	var ids []uint64
	var values []tile.Value
	err := view.Scan(ctx, registry.Query{Kind: a.kind, AsOf: day}, func(rec registry.Record) error {
		area, _ := rec.Shape().(orb.MultiPolygon)
		if !drawable(area) {
			return nil
		}
		held.records, held.areas = append(held.records, rec), append(held.areas, area)
		ids = append(ids, featureID(rec.Head().ID))
		values = appendValues(values[:0], a.columns, rec)
		table.Add(values...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	made, err := table.Table()
	if err != nil {
		return nil, err
	}
	if before != nil && slices.EqualFunc(before.areas, held.areas, orb.MultiPolygon.Equal) {
		held.borders = before.borders
		if before.day == day {
			held.shaped = before.shaped
		}
	} else if held.shapes, err = tile.NewShapes(held.areas); err != nil {
		return nil, err
	}
	held.layer, err = tile.NewAreaLayer(string(a.kind), held.shapes, ids, made)
	return held, err
}

// drawable tells whether an area can be put on the map.
func drawable(area orb.MultiPolygon) bool {
	for _, polygon := range area {
		for _, ring := range polygon {
			if slices.ContainsFunc(ring, func(p orb.Point) bool { return !onEarth(p) }) {
				return false
			}
		}
	}
	return len(area) > 0
}

// label is the layer of labels.
func (h *heldAreas) label(columns []column, ask Ask, pick *pick) (tile.Layer, error) {
	h.labelled.Do(func() {
		h.find.Do(func() { h.spots = findSpots(h.areas) })
		h.labels, h.err = h.makeLabels(columns)
	})
	if h.err != nil {
		return nil, h.err
	}
	labels := *h.labels
	labels.Clustering = ask.clustering()
	if pick != nil {
		labels.Index = pickedSpots{h, pick, labels.Index}
	}
	return &labels, nil
}

// pickedSpots finds the labels of what is picked.
type pickedSpots struct {
	held *heldAreas
	pick *pick
	all  tile.Finder
}

// Box implements tile.Finder.
func (f pickedSpots) Box(dst []int32, b orb.Bound) []int32 {
	start := len(dst)
	dst = f.all.Box(dst, b)
	kept := slices.DeleteFunc(dst[start:], func(row int32) bool {
		return !f.pick.has(f.held.records[f.held.spots[row].row].Head().ID)
	})
	return dst[:start+len(kept)]
}

// findSpots finds a place for each area's name, several at a time.
func findSpots(areas []orb.MultiPolygon) []spot {
	const workers = 2
	found := make([]spot, len(areas))
	var working sync.WaitGroup
	for worker := range workers {
		working.Go(func() {
			for row := worker; row < len(areas); row += workers {
				at, ok := tile.LabelPoint(areas[row])
				if found[row] = (spot{row, at}); !ok {
					found[row].row = -1
				}
			}
		})
	}
	working.Wait()
	return slices.DeleteFunc(found, func(s spot) bool { return s.row < 0 })
}

func (h *heldAreas) makeLabels(columns []column) (*tile.PointLayer, error) {
	table := tile.NewTable(fieldsOf(columns)...)
	positions, ids := make([]orb.Point, 0, len(h.spots)), make([]uint64, 0, len(h.spots))
	var values []tile.Value
	for _, s := range h.spots {
		rec := h.records[s.row]
		positions, ids = append(positions, s.at), append(ids, featureID(rec.Head().ID))
		values = appendValues(values[:0], columns, rec)
		table.Add(values...)
	}
	made, err := table.Table()
	if err != nil {
		return nil, err
	}
	points, err := tile.NewPoints(positions, ids, made)
	if err != nil {
		return nil, err
	}
	found, err := index.NewPoints(positions)
	if err != nil {
		return nil, err
	}
	return &tile.PointLayer{Name: labelLayer, Points: points, Index: found}, nil
}
