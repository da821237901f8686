package raster

import (
	"context"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// bandRows is the number of rows that one worker paints at a time.
const bandRows = 64

// painter finds the cells of discs row by row, with what does not change along
// a row or a disc computed once.
type painter struct {
	grid  Grid
	discs []paintedDisc
	width float64 // columns of the grid
	// columnsPerRadian of longitude.
	columnsPerRadian float64
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

func newPainter(g Grid, discs []Disc, workers int) *painter {
	p := &painter{
		grid: g, discs: make([]paintedDisc, len(discs)),
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
	return p
}

// bands lists the discs that touch each stretch of bandRows rows: those of band
// b are order[starts[b]:starts[b+1]].
type bands struct {
	count         int
	starts, order []int32
}

func (p *painter) bands() bands {
	b := bands{count: (p.grid.Rows + bandRows - 1) / bandRows}
	b.starts = make([]int32, b.count+1)
	for i := range p.discs {
		for band := p.discs[i].first / bandRows; band <= p.discs[i].last/bandRows; band++ {
			b.starts[band+1]++
		}
	}
	for band := range b.count {
		b.starts[band+1] += b.starts[band]
	}
	b.order = make([]int32, b.starts[b.count])
	next := append([]int32(nil), b.starts...)
	for i := range p.discs {
		for band := p.discs[i].first / bandRows; band <= p.discs[i].last/bandRows; band++ {
			b.order[next[band]] = int32(i)
			next[band]++
		}
	}
	return b
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

func (p *painter) paint(m *Mask, b bands, band int) {
	top, bottom := band*bandRows, min((band+1)*bandRows, p.grid.Rows)-1
	for _, i := range b.order[b.starts[band]:b.starts[band+1]] {
		d := &p.discs[i]
		for row := max(top, d.first); row <= min(bottom, d.last); row++ {
			from, to := p.span(d, row)
			m.AddSpan(row, from, to)
		}
	}
}

// span is the cells of one row in the disc: from ≤ col < to, which may reach
// beyond the grid by a column. The squared chord between the disc's
// centre and the point λ east of it on the row is
//
//	c² = Δaxis² + Δheight² + 4·axis·axisₒ·sin²(λ/2),
//
// so the rim lies at sin²(λ/2) = t and t is known up to δ.
func (p *painter) span(d *paintedDisc, row int) (from, to int) {
	da, dh := p.axisM[row]-d.axisM, p.heightM[row]-d.heightM
	scale := 1 / (4 * p.axisM[row] * d.axisM)
	t := (d.chord2M2 - da*da - dh*dh) * scale
	delta := d.doubtM2 * scale
	if !(t > -delta) {
		return 0, 0
	}
	columnsPerRadian := p.columnsPerRadian
	// Far from the northern and southern tips of the disc, λ = 2 asin √t is known
	// to δ/√(t(1-t)) and at most one cell on either side is in doubt.
	if t > 100*delta && t < 0.5 {
		root := math.Sqrt(t)
		if doubt := 2 * delta / root * columnsPerRadian; doubt < 0.25 {
			half := 2 * arcSine(root, t) * columnsPerRadian
			return p.westEnd(d, row, d.column-half, doubt), p.eastEnd(d, row, d.column+half, doubt) + 1
		}
	}
	return p.spanByCells(d, row, 2*math.Asin(math.Sqrt(math.Min(1, t+delta)))*columnsPerRadian)
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
		return p.grid.Cols
	}
	return int(x)
}

// spanByCells looks, from either side, for the first cell in the disc, up to
// half columns from the centre. Distance grows with the difference of
// longitude, so what lies between is in the disc too.
func (p *painter) spanByCells(d *paintedDisc, row int, half float64) (from, to int) {
	from = max(0, p.column(math.Ceil(d.column-half-1)))
	to = min(p.grid.Cols, p.column(math.Floor(d.column+half+1))+1)
	centre := geodesy.NewVector(d.Centre)
	inside := func(col int) bool {
		off := geodesy.NewVector(p.grid.Centre(col, row)).ChordSquaredM2(centre) - d.chord2M2
		return off < -d.doubtM2 || (off <= d.doubtM2 && p.holds(d, col, row))
	}
	for from < to && !inside(from) {
		from++
	}
	for to > from && !inside(to-1) {
		to--
	}
	return from, to
}

// holds measures the geodesic.
func (p *painter) holds(d *paintedDisc, col, row int) bool {
	return geodesy.DistanceM(d.Centre, p.grid.Centre(col, row)) <= d.RadiusM
}
