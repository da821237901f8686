package tile

import (
	"fmt"

	"github.com/paulmach/orb"
)

const (
	// MaxZoom is the deepest zoom of a tile.
	MaxZoom = 22
	// Extent is the number of units along a tile's side.
	Extent = 1 << extentBits
	// Buffer is how far beyond its edges, in units, a tile knows what is there.
	Buffer = 64
	// MaxBytes is the size that no tile exceeds, before compression.
	MaxBytes = 500_000

	extentBits = 12
	worldBits  = 32
)

// ID addresses a tile of the tile matrix set WebMercatorQuad (OGC 17-083r4,
// annex E.4): zoom, column from the west, row from the north.
type ID struct {
	Z    uint8
	X, Y uint32
}

// Containing is the tile of zoom z that holds the position.
func Containing(w World, z uint8) ID {
	return ID{Z: z, X: uint32(uint64(w.X) >> (worldBits - z)), Y: uint32(uint64(w.Y) >> (worldBits - z))}
}

// Valid tells whether there is such a tile.
func (id ID) Valid() bool {
	return id.Z <= MaxZoom && id.X < 1<<id.Z && id.Y < 1<<id.Z
}

// String is the address as in a path, z/x/y.
func (id ID) String() string { return fmt.Sprintf("%d/%d/%d", id.Z, id.X, id.Y) }

// Holds tells whether the position lies in the tile.
func (id ID) Holds(w World) bool { return Containing(w, id.Z) == id }

// Bound is the tile's box in degrees.
func (id ID) Bound() orb.Bound { return id.bound(0) }

// reach is the box in degrees that holds every position that may appear in the
// tile. At the edge of the map it runs on to the pole, whose positions belong to
// the outermost tiles.
func (id ID) reach() orb.Bound {
	b := id.bound(Buffer + 1)
	last := uint32(1)<<id.Z - 1
	if id.Y == 0 {
		b.Max[1] = 90
	}
	if id.Y == last {
		b.Min[1] = -90
	}
	b.Min[0], b.Max[0] = max(b.Min[0], -180), min(b.Max[0], 180)
	return b
}

func (id ID) bound(margin float64) orb.Bound {
	side := float64(uint64(1) << id.Z)
	margin /= Extent
	x, y := float64(id.X), float64(id.Y)
	nw := unproject((x-margin)/side, (y-margin)/side)
	se := unproject((x+1+margin)/side, (y+1+margin)/side)
	return orb.Bound{Min: orb.Point{nw[0], se[1]}, Max: orb.Point{se[0], nw[1]}}
}

// worldReach is the tile with its buffer.
func (id ID) worldReach() worldBox {
	shift := worldBits - id.Z
	margin := uint64(Buffer+1) << shift >> extentBits
	low := func(at uint32) uint32 {
		edge := uint64(at) << shift
		return uint32(edge - min(edge, margin))
	}
	high := func(at uint32) uint32 {
		return uint32(min((uint64(at)+1)<<shift+margin, worldSide) - 1)
	}
	return worldBox{low(id.X), low(id.Y), high(id.X), high(id.Y)}
}

// frame turns world positions into a tile's units.
type frame struct {
	x, y        int64 // the tile's corner in the world
	right, left uint8 // shifts, one of them 0
}

func newFrame(id ID) frame {
	f := frame{x: int64(id.X) << (worldBits - id.Z), y: int64(id.Y) << (worldBits - id.Z)}
	if bits := id.Z + extentBits; bits <= worldBits {
		f.right = worldBits - bits
	} else {
		f.left = bits - worldBits
	}
	return f
}

// units is the position in tile units, rounded down.
func (f *frame) units(w World) (x, y int64) {
	return (int64(w.X) - f.x) << (f.left & 63) >> (f.right & 63),
		(int64(w.Y) - f.y) << (f.left & 63) >> (f.right & 63)
}

// within tells whether tile units lie in the tile, grown by margin.
func within(x, y, margin int64) bool {
	return x >= -margin && y >= -margin && x < Extent+margin && y < Extent+margin
}
