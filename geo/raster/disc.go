package raster

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// Disc is what lies within RadiusM metres of a point on the ellipsoid, the rim
// included.
type Disc struct {
	Centre  orb.Point
	RadiusM float64
}

// MaxDiscRadiusM is the largest radius, up to which the errors of the fast path
// are known (see geodesy.ArcErrorM).
const MaxDiscRadiusM = 1e6

// AddDiscs adds the cells whose centres lie in one of the discs. Cells whose
// centre is next to a rim are decided by the geodesic itself. Discs do not
// reach across the antimeridian. An error names the first disc whose radius is
// not a number from 0 to MaxDiscRadiusM or whose centre is not in degrees.
func (m *Mask) AddDiscs(ctx context.Context, discs []Disc) error {
	for i, d := range discs {
		if !(d.RadiusM >= 0 && d.RadiusM <= MaxDiscRadiusM) {
			return fmt.Errorf("raster: disc %d has a radius of %v m, expected 0 to %v", i, d.RadiusM, MaxDiscRadiusM)
		}
		if !(math.Abs(d.Centre[0]) <= 180 && math.Abs(d.Centre[1]) <= 90) {
			return fmt.Errorf("raster: disc %d is centred on %v, expected a longitude within ±180 "+
				"and a latitude within ±90 degrees", i, d.Centre)
		}
	}
	workers := runtime.GOMAXPROCS(0)
	if len(discs) < 64 {
		workers = 1 // not worth a goroutine
	}
	p := newPainter(m, discs, workers)
	each(ctx, min(workers, p.bands), p.bands, p.paint)
	return ctx.Err()
}

// each calls do with the numbers below count, shared out among workers, until
// it has called it with all or ctx is done.
func each(ctx context.Context, workers, count int, do func(int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1) - 1)
				if i >= count {
					return
				}
				do(i)
			}
		})
	}
	group.Wait()
}

// bandRows is the number of rows that one worker paints at a time.
const bandRows = 64

// painter paints discs row by row, with what does not change along a row
// computed once.
type painter struct {
	mask  *Mask
	discs []paintedDisc
	bands int
	width float64 // columns of the grid
	// columnsPerRadian of longitude.
	columnsPerRadian float64
	// Discs of band b: order[starts[b]:starts[b+1]].
	starts, order []int32
	// axisM and heightM are the distances of a row's centres from the axis of
	// the earth and from the plane of the equator, metres.
	axisM, heightM []float64
}

// paintedDisc is a disc with the quantities that its rows share.
type paintedDisc struct {
	Disc
	first, last    int     // rows
	column         float64 // of the centre; 0 is the middle of column 0
	axisM, heightM float64
	chord2M2       float64 // squared chord of the radius
	doubtM2        float64 // bound of the error of chord2M2 and of what it is compared with
}

func newPainter(m *Mask, discs []Disc, workers int) *painter {
	g := m.grid
	p := &painter{
		mask: m, discs: make([]paintedDisc, len(discs)), bands: (g.Rows + bandRows - 1) / bandRows,
		width: float64(g.Cols), columnsPerRadian: 180 / math.Pi / g.CellLonDeg,
		axisM: make([]float64, g.Rows), heightM: make([]float64, g.Rows),
	}
	for row := range g.Rows {
		p.axisM[row], p.heightM[row] = meridianPlane(g.CentreLat(row))
	}
	const chunk = 4096
	each(context.Background(), workers, (len(discs)+chunk-1)/chunk, func(k int) {
		for i := k * chunk; i < min((k+1)*chunk, len(discs)); i++ {
			p.discs[i] = prepare(g, discs[i])
		}
	})
	p.starts = make([]int32, p.bands+1)
	for i := range p.discs {
		for band := p.discs[i].first / bandRows; band <= p.discs[i].last/bandRows; band++ {
			p.starts[band+1]++
		}
	}
	for band := range p.bands {
		p.starts[band+1] += p.starts[band]
	}
	p.order = make([]int32, p.starts[p.bands])
	next := append([]int32(nil), p.starts...)
	for i := range p.discs {
		d := &p.discs[i]
		for band := d.first / bandRows; band <= d.last/bandRows; band++ {
			p.order[next[band]] = int32(i)
			next[band]++
		}
	}
	return p
}

// meridianPlane is where a point of the ellipsoid lies in the plane of its
// meridian, metres from the axis and from the equator.
func meridianPlane(latDeg float64) (axisM, heightM float64) {
	v := geodesy.NewVector(orb.Point{0, latDeg})
	return v[0], v[2]
}

func prepare(g Grid, d Disc) paintedDisc {
	box := geodesy.Box(d.Centre, d.RadiusM)
	limit := float64(g.Rows)
	first := math.Max(0, math.Floor((g.North-box.Max[1])/g.CellLatDeg-0.5))
	last := math.Min(limit-1, math.Ceil((g.North-box.Min[1])/g.CellLatDeg-0.5))
	if first > last || box.Max[0] < g.West || box.Min[0] > g.West+float64(g.Cols)*g.CellLonDeg {
		return paintedDisc{Disc: d, first: 0, last: -bandRows} // touches no band
	}
	chord := geodesy.ChordM(d.RadiusM)
	// The chord is known to ArcErrorM, and positions rounded to some 1e-9 m
	// change a squared chord by far less than 1e-5 times the chord.
	doubt := geodesy.ArcErrorM(d.RadiusM)
	p := paintedDisc{
		Disc: d, first: int(first), last: int(last),
		column:   (d.Centre[0]-g.West)/g.CellLonDeg - 0.5,
		chord2M2: chord * chord, doubtM2: doubt * (2*chord + doubt),
	}
	p.axisM, p.heightM = meridianPlane(d.Centre[1])
	return p
}

func (p *painter) paint(band int) {
	top, bottom := band*bandRows, min((band+1)*bandRows, p.mask.grid.Rows)-1
	for _, i := range p.order[p.starts[band]:p.starts[band+1]] {
		d := &p.discs[i]
		for row := max(top, d.first); row <= min(bottom, d.last); row++ {
			p.paintRow(d, row)
		}
	}
}

// paintRow adds the cells of one row. The squared chord between the disc's
// centre and the point λ east of it on the row is
//
//	c² = Δaxis² + Δheight² + 4·axis·axisₒ·sin²(λ/2),
//
// so the rim lies at sin²(λ/2) = t and t is known up to δ.
func (p *painter) paintRow(d *paintedDisc, row int) {
	da, dh := p.axisM[row]-d.axisM, p.heightM[row]-d.heightM
	scale := 1 / (4 * p.axisM[row] * d.axisM)
	t := (d.chord2M2 - da*da - dh*dh) * scale
	delta := d.doubtM2 * scale
	if !(t > -delta) {
		return
	}
	columnsPerRadian := p.columnsPerRadian
	// Far from the northern and southern tips of the disc, λ = 2 asin √t is known
	// to δ/√(t(1-t)) and at most one cell on either side is in doubt.
	if t > 100*delta && t < 0.5 {
		root := math.Sqrt(t)
		if doubt := 2 * delta / root * columnsPerRadian; doubt < 0.25 {
			half := 2 * arcSine(root, t) * columnsPerRadian
			p.mask.AddSpan(row, p.westEnd(d, row, d.column-half, doubt), p.eastEnd(d, row, d.column+half, doubt)+1)
			return
		}
	}
	p.paintCells(d, row, 2*math.Asin(math.Sqrt(math.Min(1, t+delta)))*columnsPerRadian)
}

// arcSine is asin(root) with t = root², by its series where that is exact to
// double precision.
func arcSine(root, t float64) float64 {
	if t < 1e-3 {
		return root * (1 + t*(1./6+t*(3./40+t*(15./336+t*(105./3456)))))
	}
	return math.Asin(root)
}

// westEnd is the first column at or east of x, which is known to ±doubt.
func (p *painter) westEnd(d *paintedDisc, row int, x, doubt float64) int {
	end := p.column(math.Ceil(x - doubt))
	if math.Abs(float64(end)-x) < doubt && !p.holds(d, end, row) {
		end++
	}
	return end
}

// eastEnd is the last column at or west of x, which is known to ±doubt.
func (p *painter) eastEnd(d *paintedDisc, row int, x, doubt float64) int {
	end := p.column(math.Floor(x + doubt))
	if math.Abs(x-float64(end)) < doubt && !p.holds(d, end, row) {
		end--
	}
	return end
}

// column keeps columns far outside the grid within the range of int.
func (p *painter) column(x float64) int {
	switch {
	case x < -1:
		return -1
	case x > p.width:
		return p.mask.grid.Cols
	}
	return int(x)
}

// paintCells decides cell by cell, up to half columns from the centre.
func (p *painter) paintCells(d *paintedDisc, row int, half float64) {
	from := max(0, p.column(math.Ceil(d.column-half-1)))
	to := min(p.mask.grid.Cols-1, p.column(math.Floor(d.column+half+1)))
	centre := geodesy.NewVector(d.Centre)
	for col := from; col <= to; col++ {
		off := geodesy.NewVector(p.mask.grid.Centre(col, row)).ChordSquaredM2(centre) - d.chord2M2
		if off < -d.doubtM2 || (off <= d.doubtM2 && p.holds(d, col, row)) {
			p.mask.AddSpan(row, col, col+1)
		}
	}
}

// holds measures the geodesic.
func (p *painter) holds(d *paintedDisc, col, row int) bool {
	return geodesy.DistanceM(d.Centre, p.mask.grid.Centre(col, row)) <= d.RadiusM
}
