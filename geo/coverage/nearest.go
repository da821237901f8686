package coverage

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/raster"
)

// ErrNoPoints is returned where there is nothing to be near to.
var ErrNoPoints = errors.New("coverage: no points")

// NoPoint stands for the point of a cell that was given none.
const NoPoint = -1

// TieM is the difference of distance, metres, within which two points count as
// equally near: a hundred times the error of a geodesic.
const TieM = 1e-6

// NearestOptions tunes Nearest. The zero value is good.
type NearestOptions struct {
	// PopulatedOnly leaves out cells without people, which otherwise count
	// towards the area that a point serves.
	PopulatedOnly bool
}

// Areas says which point serves each cell and, added up, each point, each unit
// and all.
type Areas struct {
	// Assign is, for each cell, the index of its nearest point, or NoPoint for
	// cells that belong to no unit and have no people.
	Assign []int32
	// DistanceM is, for each cell with a point, the distance to it in metres,
	// rounded up to single precision (by at most 0.5 mm below 8 km), so that it
	// compares with a whole number of metres as the geodesic itself does.
	DistanceM []float32

	Points []Service // of each point given
	Units  []UnitService
	Total  Service
}

// Nearest assigns every cell of the surface that belongs to a unit or has
// people to its nearest point. Of points that are equally near, to within TieM,
// the one with the lowest index is taken; so of points in the same place, the
// first serves all.
//
// Errors: ErrNoPoints, points that are not in degrees (all are named), and the
// context's.
func Nearest(ctx context.Context, s *raster.Surface, points []orb.Point, options NearestOptions) (*Areas, error) {
	if len(points) == 0 {
		return nil, ErrNoPoints
	}
	if err := checkPoints(points); err != nil {
		return nil, err
	}
	search := newSearch(s, points, options)
	if err := search.run(ctx); err != nil {
		return nil, err
	}
	a := &Areas{Assign: search.assign, DistanceM: search.distanceM}
	a.serve(s, len(points))
	return a, ctx.Err()
}

func checkPoints(points []orb.Point) error {
	var problems []error
	for i, p := range points {
		if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
			problems = append(problems, fmt.Errorf("coverage: point %d is %v, expected a longitude within ±180 "+
				"and a latitude within ±90 degrees", i, p))
		}
	}
	return errors.Join(problems...)
}

// site is a place to be near to.
type site struct {
	at     geodesy.Vector
	number int32 // the lowest index of the points there
}

// search assigns the cells of a block by cutting it in four until few sites can
// be the nearest: those no farther from its middle than the nearest one, and
// twice the reach of the block.
type search struct {
	surface *raster.Surface
	options NearestOptions
	points  []orb.Point

	// Of rows: distance of cell centres from the axis and from the equator.
	axisM, heightM []float64
	// Of columns.
	sinLon, cosLon []float64

	assign    []int32
	distanceM []float32
}

func newSearch(surface *raster.Surface, points []orb.Point, options NearestOptions) *search {
	g := surface.Grid
	s := &search{
		surface: surface, options: options, points: points,
		axisM: make([]float64, g.Rows), heightM: make([]float64, g.Rows),
		sinLon: make([]float64, g.Cols), cosLon: make([]float64, g.Cols),
		assign: make([]int32, g.Cells()), distanceM: make([]float32, g.Cells()),
	}
	for row := range g.Rows {
		v := geodesy.NewVector(orb.Point{0, g.CentreLat(row)})
		s.axisM[row], s.heightM[row] = v[0], v[2]
	}
	for col := range g.Cols {
		s.sinLon[col], s.cosLon[col] = math.Sincos(g.CentreLon(col) * math.Pi / 180)
	}
	return s
}

// cell is the centre of a cell.
func (s *search) cell(col, row int) geodesy.Vector {
	return geodesy.Vector{s.axisM[row] * s.cosLon[col], s.axisM[row] * s.sinLon[col], s.heightM[row]}
}

// block is the cells north ≤ row < south, west ≤ col < east.
type block struct{ north, south, west, east int }

// taskCells is the size of the blocks that are shared out among workers.
const taskCells = 1 << 14

// task is a block with the sites that may be nearest to some of its cells.
type task struct {
	block
	sites []site
}

func (s *search) run(ctx context.Context) error {
	g := s.surface.Grid
	whole := task{block{0, g.Rows, 0, g.Cols}, s.distinctSites()}
	var tasks []task
	s.cut(ctx, whole, func(t task) { tasks = append(tasks, t) })
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(tasks)) {
		group.Go(func() {
			w := worker{search: s}
			for ctx.Err() == nil {
				i := int(next.Add(1) - 1)
				if i >= len(tasks) {
					return
				}
				w.divide(tasks[i].block, tasks[i].sites, 0)
			}
		})
	}
	group.Wait()
	return ctx.Err()
}

// distinctSites keeps the first of the points in one place.
func (s *search) distinctSites() []site {
	seen := make(map[orb.Point]bool, len(s.points))
	sites := make([]site, 0, len(s.points))
	for i, p := range s.points {
		if !seen[p] {
			seen[p] = true
			sites = append(sites, site{at: geodesy.NewVector(p), number: int32(i)})
		}
	}
	return sites
}

// cut divides the work into tasks; it looks at the sites as divide does, and
// keeps lists of their own length, for there can be many.
func (s *search) cut(ctx context.Context, t task, emit func(task)) {
	if ctx.Err() != nil {
		return
	}
	if t.cells() <= taskCells {
		emit(t)
		return
	}
	var kept []site // one piece of memory for all four
	for _, part := range t.quarters() {
		if part.cells() == 0 {
			continue
		}
		kept = s.closest(part, t.sites, kept[:0])
		s.cut(ctx, task{part, slices.Clone(kept)}, emit)
	}
}

func (b block) cells() int { return (b.south - b.north) * (b.east - b.west) }

// quarters cuts a block in four. Where it is one cell wide or high, some have
// no cells.
func (b block) quarters() [4]block {
	row, col := (b.north+b.south)/2, (b.west+b.east)/2
	return [4]block{
		{b.north, row, b.west, col}, {b.north, row, col, b.east},
		{row, b.south, b.west, col}, {row, b.south, col, b.east},
	}
}

// closest appends to dst the sites that may be nearest to a cell of the block,
// in the order given. With h the reach of the block from its middle m and q
// the site nearest to m, the nearest site p of a cell x satisfies
//
//	|mp| ≤ h + |xp| ≤ h + |xq| + e ≤ 2h + |mq| + e,
//
// where e allows for chords and geodesics that differ in order and for ties.
func (s *search) closest(b block, sites, dst []site) []site {
	middle := s.cell((b.west+b.east)/2, (b.north+b.south)/2)
	least := math.Inf(1)
	for i := range sites {
		least = min(least, middle.ChordSquaredM2(sites[i].at))
	}
	reach := math.Sqrt(least) + 2*s.reachM(b)
	reach += doubtM(reach)
	limit := reach * reach
	for i := range sites {
		if middle.ChordSquaredM2(sites[i].at) <= limit {
			dst = append(dst, sites[i])
		}
	}
	return dst
}

// reachM bounds the chord from the middle cell of a block to any of its cells:
//
//	c² = Δaxis² + Δheight² + 4·axis·axisₘ·sin²(Δλ/2)
//
// with each term at its largest.
func (s *search) reachM(b block) float64 {
	row, col := (b.north+b.south)/2, (b.west+b.east)/2
	top, bottom := b.north, b.south-1
	widest := max(s.axisM[top], s.axisM[bottom], s.axisM[row])
	if s.heightM[top] > 0 && s.heightM[bottom] < 0 {
		widest = geodesy.SemiMajorAxisM
	}
	narrowest := min(s.axisM[top], s.axisM[bottom])
	axis := max(widest-s.axisM[row], s.axisM[row]-narrowest)
	height := max(s.heightM[top]-s.heightM[row], s.heightM[row]-s.heightM[bottom])
	columns := max(col-b.west, b.east-1-col)
	half := min(float64(columns)*s.surface.Grid.CellLonDeg*math.Pi/360, math.Pi/2)
	sin := math.Sin(half)
	return math.Sqrt(axis*axis+height*height+4*widest*s.axisM[row]*sin*sin) + 1e-6
}

// doubtM bounds how far the order of two chords of about chordM metres can
// differ from the order of their geodesics, with TieM to spare.
func doubtM(chordM float64) float64 {
	return 2*arcErrorM(chordM) + 2*TieM
}

// farM is the distance up to which geodesy.ArcErrorM holds; the chord of a
// somewhat longer arc is meant by most callers, hence the margin.
const farM = 900e3

// arcErrorM bounds the error of geodesy.ArcM for a chord. Beyond farM the
// radius of curvature, known to 0.51 %, is all there is; 2 % is generous.
func arcErrorM(chordM float64) float64 {
	if chordM > farM {
		return 0.02 * math.Pi / 2 * chordM
	}
	return geodesy.ArcErrorM(chordM * 1.001) // an arc of 900 km is 0.08 % longer than its chord
}
