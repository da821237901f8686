package indextest

import (
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"
)

// stepsPerSide is the number of segments of one side of a commune, so that a
// ring has 100 of them.
const stepsPerSide = 25

// Communes is n polygons of 100 vertices that tile an outline like Vietnam's
// without gap or overlap: neighbours share their border vertex by vertex. The
// same n gives the same polygons.
func Communes(n int) []orb.MultiPolygon {
	columns := max(1, int(math.Sqrt(float64(n)*55/200)))
	polygons := make([]orb.MultiPolygon, n)
	rows := (n + columns - 1) / columns
	g := grid{columns: columns, rows: rows}
	for i := range polygons {
		polygons[i] = orb.MultiPolygon{{g.cell(i%columns, i/columns)}}
	}
	return polygons
}

// grid is a bent and crinkled raster of communes.
type grid struct{ columns, rows int }

// coast holds the western and the eastern longitude at steps of 1.5° of
// latitude from 8.5° to 23.5°.
func coast() [][2]float64 {
	return [][2]float64{
		{104.6, 105.6}, {104.6, 107.3}, {105.8, 109.1}, {107.4, 109.3}, {107.4, 109.2},
		{107.2, 108.9}, {105.6, 107.0}, {103.9, 106.0}, {103.0, 107.0}, {102.4, 107.9}, {103.3, 106.6},
	}
}

// corner is the grid corner (i, j) on the map, nudged by up to 15 % of a cell.
func (g grid) corner(i, j int) orb.Point {
	random := rand.New(rand.NewPCG(uint64(i), uint64(j)))
	u := (float64(i) + 0.3*(random.Float64()-0.5)) / float64(g.columns)
	v := (float64(j) + 0.3*(random.Float64()-0.5)) / float64(g.rows)
	knots := coast()
	at := min(max(v, 0), 1) * float64(len(knots)-1)
	k := min(int(at), len(knots)-2)
	west := knots[k][0] + (knots[k+1][0]-knots[k][0])*(at-float64(k))
	east := knots[k][1] + (knots[k+1][1]-knots[k][1])*(at-float64(k))
	return orb.Point{west + (east-west)*u, 8.5 + 15*v}
}

// side is the crinkled border from corner a to corner b without b, the same
// vertices whichever commune asks: sides are drawn from the lower corner.
func (g grid) side(ai, aj, bi, bj int) []orb.Point {
	if bj < aj || bj == aj && bi < ai {
		drawn := append(g.side(bi, bj, ai, aj), g.corner(ai, aj))
		reversed := make([]orb.Point, 0, stepsPerSide)
		for k := stepsPerSide; k > 0; k-- {
			reversed = append(reversed, drawn[k])
		}
		return reversed
	}
	a, b := g.corner(ai, aj), g.corner(bi, bj)
	random := rand.New(rand.NewPCG(uint64(ai)<<32|uint64(aj), uint64(bi)<<32|uint64(bj)))
	line := make([]orb.Point, stepsPerSide)
	for k := range line {
		t := float64(k) / stepsPerSide
		// Off the straight line by up to 8 % of its length, less near the ends.
		off := 0.32 * t * (1 - t) * (random.Float64() - 0.5)
		line[k] = orb.Point{
			a[0] + (b[0]-a[0])*t - (b[1]-a[1])*off,
			a[1] + (b[1]-a[1])*t + (b[0]-a[0])*off,
		}
	}
	return line
}

func (g grid) cell(i, j int) orb.Ring {
	ring := make(orb.Ring, 0, 4*stepsPerSide+1)
	ring = append(ring, g.side(i, j, i+1, j)...)
	ring = append(ring, g.side(i+1, j, i+1, j+1)...)
	ring = append(ring, g.side(i+1, j+1, i, j+1)...)
	ring = append(ring, g.side(i, j+1, i, j)...)
	return append(ring, ring[0])
}
