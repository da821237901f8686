package access

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// Straight measures metres along the geodesic on the WGS 84 ellipsoid.
type Straight struct {
	cells *Cells
	// exactM are distances that decide something: a cell so close to one that the
	// chord could err is measured by the geodesic itself.
	exactM []float64
}

// NewStraight measures to the cells. Besides the bands, distances named in
// exactM are told apart exactly.
func NewStraight(cells *Cells, exactM ...float64) *Straight {
	bands := (&Straight{}).Bands()
	return &Straight{cells: cells, exactM: append(bands[:], exactM...)}
}

// Bands implements Metric: 1, 2, 3 and 5 km.
func (*Straight) Bands() [Bands]float64 { return [Bands]float64{1000, 2000, 3000, 5000} }

// Reach implements Metric.
func (s *Straight) Reach(p orb.Point, limit float64) []int32 { return s.cells.Within(nil, p, limit) }

// Unit implements Metric.
func (*Straight) Unit() string { return "m" }

// Cells implements Metric.
func (s *Straight) Cells() *Cells { return s.cells }

// place is a point on the ellipsoid, open or not.
type place struct {
	at   orb.Point
	v    geodesy.Vector
	open bool
}

// straightField keeps, for each block, a bound of its cells' costs, below which
// a point must come to matter to it.
type straightField struct {
	*Straight
	points []place
	cost   []float32
	owner  []int32
	most   []float32 // of a block, at least each cost
}

// Field implements Metric.
func (s *Straight) Field(ctx context.Context, points []orb.Point) (Field, error) {
	if err := checkPlaces(points); err != nil {
		return nil, err
	}
	f := &straightField{
		Straight: s, cost: make([]float32, s.cells.Len()), owner: make([]int32, s.cells.Len()),
		most: make([]float32, len(s.cells.blocks)),
	}
	for _, p := range points {
		f.points = append(f.points, place{p, geodesy.NewVector(p), true})
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			var near []nearPoint
			for b := int(next.Add(1) - 1); b < len(s.cells.blocks) && ctx.Err() == nil; b = int(next.Add(1) - 1) {
				bl := &s.cells.blocks[b]
				for i := bl.from; i < bl.to; i++ {
					f.cost[i], f.owner[i] = unreached, NoPoint
				}
				near = f.fillBlock(b, near)
			}
		})
	}
	group.Wait()
	return f, ctx.Err()
}

// nearPoint is a point and the chord from it to the middle of a block.
type nearPoint struct {
	chordM float64
	number int32
}

// fillBlock gives the cells of a block their nearest points, in place of costlier
// ones. near is memory to use again.
func (f *straightField) fillBlock(b int, near []nearPoint) []nearPoint {
	bl := &f.cells.blocks[b]
	near = near[:0]
	least := math.Inf(1)
	for k := range f.points {
		if f.points[k].open {
			d := math.Sqrt(bl.middle.ChordSquaredM2(f.points[k].v))
			near = append(near, nearPoint{d, int32(k)})
			least = min(least, d)
		}
	}
	// The nearest point of any cell lies within this of the middle.
	near = slices.DeleteFunc(near, func(n nearPoint) bool { return n.chordM > least+2*bl.reachM+1 })
	slices.SortFunc(near, func(m, n nearPoint) int {
		return cmp.Or(cmp.Compare(m.chordM, n.chordM), cmp.Compare(m.number, n.number))
	})
	f.most[b] = f.highest(b)
	for _, n := range near {
		if n.chordM-bl.reachM >= float64(f.most[b]) {
			break
		}
		p := &f.points[n.number]
		for i := bl.from; i < bl.to; i++ {
			if cost, less := f.less(i, p); less {
				f.cost[i], f.owner[i] = cost, n.number
			}
		}
		f.most[b] = f.highest(b)
	}
	return near
}

func (f *straightField) highest(b int) float32 {
	bl := &f.cells.blocks[b]
	highest := float32(0)
	for _, c := range f.cost[bl.from:bl.to] {
		highest = max(highest, c)
	}
	return highest
}

// less is the distance of cell i from p, if that is less than what it has. A
// chord is never longer than its arc, so most cells need no arc.
func (f *straightField) less(i int32, p *place) (float32, bool) {
	had := float64(f.cost[i])
	chord2 := f.cells.at[i].ChordSquaredM2(p.v)
	if chord2 >= had*had {
		return 0, false
	}
	chordM := math.Sqrt(chord2)
	arcM := geodesy.ArcM(chordM)
	if f.doubtful(arcM) {
		arcM = geodesy.DistanceM(p.at, f.cells.Centre(int(i)))
	}
	cost := roundUp(arcM)
	return cost, cost < f.cost[i]
}

// doubtful tells whether the error of the arc could change what it is compared
// with. Beyond 900 km the bound of the error does not hold.
func (f *straightField) doubtful(arcM float64) bool {
	if arcM > 9e5 {
		return true
	}
	errorM := geodesy.ArcErrorM(arcM)
	for _, limitM := range f.exactM {
		if math.Abs(arcM-limitM) <= errorM {
			return true
		}
	}
	return false
}

// Cost implements Field.
func (f *straightField) Cost() []float32 { return f.cost }

// Owner implements Field.
func (f *straightField) Owner() []int32 { return f.owner }

// each calls do with the cells that p would serve at less.
func (f *straightField) each(p *place, do func(i int32, cost float32)) {
	for b := range f.cells.blocks {
		bl := &f.cells.blocks[b]
		limit := float64(f.most[b]) + bl.reachM
		if bl.middle.ChordSquaredM2(p.v) >= limit*limit {
			continue
		}
		for i := bl.from; i < bl.to; i++ {
			if cost, less := f.less(i, p); less {
				do(i, cost)
			}
		}
	}
}

// Row implements Field.
func (f *straightField) Row(p orb.Point) (cells []int32, cost []float32) {
	f.each(&place{at: p, v: geodesy.NewVector(p)}, func(i int32, c float32) {
		cells, cost = append(cells, i), append(cost, c)
	})
	return cells, cost
}

// Add implements Field.
func (f *straightField) Add(p orb.Point) int32 {
	number := int32(len(f.points))
	f.points = append(f.points, place{p, geodesy.NewVector(p), true})
	f.each(&f.points[number], func(i int32, c float32) { f.cost[i], f.owner[i] = c, number })
	return number
}

// Remove implements Field.
func (f *straightField) Remove(number int32) {
	if number < 0 || int(number) >= len(f.points) || !f.points[number].open {
		return
	}
	f.points[number].open = false
	touched := make([]bool, len(f.cells.blocks))
	for i, owner := range f.owner {
		if owner == number {
			f.cost[i], f.owner[i] = unreached, NoPoint
			touched[f.cells.blockOf[i]] = true
		}
	}
	var near []nearPoint
	for b, orphans := range touched {
		if orphans {
			near = f.fillBlock(b, near)
		}
	}
}

// Clone implements Field.
func (f *straightField) Clone() Field {
	return &straightField{
		Straight: f.Straight, points: slices.Clone(f.points), cost: slices.Clone(f.cost),
		owner: slices.Clone(f.owner), most: slices.Clone(f.most),
	}
}
