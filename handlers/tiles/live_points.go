package tiles

import (
	"fmt"
	"math/bits"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"hatang/geo/tile"
	"hatang/registry"
	"hatang/registry/network"
)

// livePoints are the points of a kind.
type livePoints struct {
	columns []column
	shown   string // what was decided about the kind's fields
	mutex   sync.Mutex
	held    *heldPoints
}

// heldPoints are the points of a layer's rows in one numbering, of every day.
type heldPoints struct {
	generation uint64
	points     *tile.Points
	// The rows that were there first are in the order in which the index finds
	// them, so that a tile reads them in the order of memory; later ones follow
	// in the order of their numbers.
	first  int32   // how many rows there were
	places []int32 // row → row of points; -1: it has none
	placed int32   // how many have one
	rows   int32   // how many rows are in points
}

func (p *livePoints) layer(l *network.Layer, ask Ask, pick *pick) tile.View {
	return tile.View{
		Revision: l.Seq(), ChangedSince: l.ChangedSince,
		Open: func() (tile.Layer, error) {
			held, err := p.hold(l, ask.Day)
			if err != nil {
				return nil, fmt.Errorf("points of %s: %w", l.Kind(), err)
			}
			return &tile.PointLayer{
				Name: string(l.Kind()), Points: held.points, Index: &pointFinder{l, ask.Day, held, pick}, Clustering: ask.clustering(),
			}, nil
		},
	}
}

// clusterZoom is the last zoom that is clustered where that is asked: beyond it
// a map has a symbol for each point.
const clusterZoom = street - 1

// clustering is how clusters are drawn, nil for none.
func (a *Ask) clustering() *tile.Clustering {
	if a.ClusterPixels == 0 {
		return nil
	}
	const tilePixels = 512
	cells := tilePixels / a.ClusterPixels
	return &tile.Clustering{Bits: uint8(bits.Len(cells) - 1), MaxZoom: clusterZoom, By: "operator_code"}
}

// hold is the points of at least the layer's rows. Two layers of a kind are
// asked for in any order: the numbering held is that of the later.
func (p *livePoints) hold(l *network.Layer, day registry.Date) (*heldPoints, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	held := p.held
	if held == nil || held.generation != l.Generation() {
		made, err := p.arrange(l, day)
		if err == nil && (held == nil || held.generation < l.Generation()) {
			p.held = made
		}
		return made, err
	}
	if held.rows >= l.Rows() {
		return held, nil
	}
	grown, err := p.grow(held, l)
	if err == nil {
		p.held = grown
	}
	return grown, err
}

// arrange takes up all rows of the layer.
func (p *livePoints) arrange(l *network.Layer, day registry.Date) (*heldPoints, error) {
	rows := l.Rows()
	held := &heldPoints{generation: l.Generation(), first: rows, rows: rows, places: make([]int32, rows)}
	for row := range held.places {
		held.places[row] = -1
	}
	table := tile.NewTable(fieldsOf(p.columns)...)
	var positions []orb.Point
	var ids []uint64
	var values []tile.Value
	take := func(row int32) {
		rec := l.Record(row)
		at, ok := place(rec)
		if !ok || held.places[row] >= 0 {
			return
		}
		held.places[row] = int32(len(positions))
		positions, ids = append(positions, at), append(ids, featureID(l.ID(row)))
		values = appendValues(values[:0], p.columns, rec)
		table.Add(values...)
	}
	for _, row := range l.AppendBox(nil, everywhere, day) {
		take(row)
	}
	for row := range rows { // those of other days
		take(row)
	}
	held.placed = int32(len(positions))
	made, err := table.Table()
	if err != nil {
		return nil, err
	}
	held.points, err = tile.NewPoints(positions, ids, made)
	return held, err
}

// grow takes up the rows that came since.
func (p *livePoints) grow(held *heldPoints, l *network.Layer) (*heldPoints, error) {
	n := l.Rows() - held.rows
	positions, ids, values := make([]orb.Point, n), make([]uint64, n), make([][]tile.Value, n)
	for i := range n {
		row := held.rows + i
		rec := l.Record(row)
		positions[i], _ = place(rec)
		if !onEarth(positions[i]) {
			positions[i] = orb.Point{} // a row for the numbering's sake: nothing finds it
		}
		ids[i], values[i] = featureID(l.ID(row)), appendValues(nil, p.columns, rec)
	}
	grown := *held
	grown.rows = l.Rows()
	var err error
	grown.points, err = held.points.With(positions, ids, values)
	return &grown, err
}

// everywhere is a box that holds every position.
var everywhere = orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}

// pointFinder finds the rows of held points that a layer has on a day and that
// are picked.
type pointFinder struct {
	layer *network.Layer
	day   registry.Date
	held  *heldPoints
	pick  *pick
}

// Box implements tile.Finder.
func (f *pointFinder) Box(dst []int32, b orb.Bound) []int32 {
	start := len(dst)
	dst = f.layer.AppendBox(dst, b, f.day)
	if f.pick != nil {
		kept := slices.DeleteFunc(dst[start:], func(row int32) bool { return !f.pick.has(f.layer.ID(row)) })
		dst = dst[:start+len(kept)]
	}
	h := f.held
	for i, row := range dst[start:] {
		if row < h.first {
			dst[start+i] = h.places[row]
		} else {
			dst[start+i] = h.placed + row - h.first
		}
	}
	return dst
}
