package tile

import (
	"math"

	"github.com/paulmach/orb"
)

// World is a position on the Web Mercator square in units of 2⁻³² of its side,
// from the northwestern corner to the east and to the south.
type World struct{ X, Y uint32 }

const worldSide = 1 << 32

// Project is the cell of the world that holds p. Latitudes beyond ±85.05113°,
// where the square ends, go to its edge.
func Project(p orb.Point) World {
	x, y := mercator(p)
	return World{worldCell(x), worldCell(y)}
}

// mercator is the position on the unit square (EPSG method 1024, scaled). It
// may lie outside beyond ±85.05113°.
func mercator(p orb.Point) (x, y float64) {
	const degree = math.Pi / 180
	return p[0]/360 + 0.5, 0.5 - math.Atanh(math.Sin(p[1]*degree))/(2*math.Pi)
}

func worldCell(unit float64) uint32 {
	return uint32(min(max(math.Floor(unit*worldSide), 0), worldSide-1))
}

// unproject is the position of a point of the unit square.
func unproject(x, y float64) orb.Point {
	const degree = math.Pi / 180
	return orb.Point{(x - 0.5) * 360, math.Asin(math.Tanh((0.5-y)*2*math.Pi)) / degree}
}

// worldBox is a closed box of world cells.
type worldBox struct{ west, north, east, south uint32 }

func newWorldBox(b orb.Bound) worldBox {
	nw, se := Project(b.LeftTop()), Project(b.RightBottom())
	return worldBox{nw.X, nw.Y, se.X, se.Y}
}

func (b worldBox) meets(c worldBox) bool {
	return b.west <= c.east && c.west <= b.east && b.north <= c.south && c.north <= b.south
}
