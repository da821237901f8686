package index

import (
	"math"

	"github.com/paulmach/orb"
)

// A node has fan children; a node of the lowest level holds fan things.
const (
	fanBits = 4
	fan     = 1 << fanBits
)

// cursor is a node of a packed tree; next steps to the node after its subtree,
// in index order.
type cursor struct{ level, node int }

func (c *cursor) next(top int) {
	c.node++
	for c.level < top && c.node&(fan-1) == 0 {
		c.node >>= fanBits
		c.level++
	}
}

// descend steps to the first child.
func (c *cursor) descend() {
	c.level--
	c.node <<= fanBits
}

// span is the run of things below the node, of n in all.
func (c *cursor) span(n int) (low, high int) {
	shift := fanBits * (c.level + 1)
	return c.node << shift, min((c.node+1)<<shift, n)
}

// packLevels builds the levels of a tree over n things, the lowest first: the
// shape of a leaf from the run of things below it, that of a higher node from
// its children. No things, no levels.
func packLevels[T any](n int, leaf func(low, high int) T, join func(children []T) T) [][]T {
	if n == 0 {
		return nil
	}
	level := make([]T, (n+fan-1)/fan)
	for i := range level {
		level[i] = leaf(i*fan, min((i+1)*fan, n))
	}
	levels := [][]T{level}
	for len(level) > fan {
		above := make([]T, (len(level)+fan-1)/fan)
		for i := range above {
			above[i] = join(level[i*fan : min((i+1)*fan, len(level))])
		}
		levels, level = append(levels, above), above
	}
	return levels
}

// box32 is a bounding box widened to the enclosing single-precision numbers:
// half the memory to read, and never too small.
type box32 struct{ minX, minY, maxX, maxY float32 }

func newBox32(b orb.Bound) box32 {
	return box32{roundDown(b.Min[0]), roundDown(b.Min[1]), roundUp(b.Max[0]), roundUp(b.Max[1])}
}

func (b *box32) bound() orb.Bound {
	return orb.Bound{
		Min: orb.Point{float64(b.minX), float64(b.minY)},
		Max: orb.Point{float64(b.maxX), float64(b.maxY)},
	}
}

func joinBoxes(children []box32) box32 {
	b := children[0]
	for _, c := range children[1:] {
		b.minX, b.minY = min(b.minX, c.minX), min(b.minY, c.minY)
		b.maxX, b.maxY = max(b.maxX, c.maxX), max(b.maxY, c.maxY)
	}
	return b
}

// relation is how a node lies to the region of a query.
type relation int

const (
	outside relation = iota // nothing below the node can belong to the answer
	inside                  // everything below the node belongs to it
	mixed
)

// relate tells how everything within b lies to the closed box query.
func (b *box32) relate(query *orb.Bound) relation {
	minX, minY := float64(b.minX), float64(b.minY)
	maxX, maxY := float64(b.maxX), float64(b.maxY)
	if minX > query.Max[0] || maxX < query.Min[0] || minY > query.Max[1] || maxY < query.Min[1] {
		return outside
	}
	if minX >= query.Min[0] && maxX <= query.Max[0] && minY >= query.Min[1] && maxY <= query.Max[1] {
		return inside
	}
	return mixed
}

func roundDown(x float64) float32 {
	single := float32(x)
	if float64(single) > x {
		return math.Nextafter32(single, float32(math.Inf(-1)))
	}
	return single
}

func roundUp(x float64) float32 {
	single := float32(x)
	if float64(single) < x {
		return math.Nextafter32(single, float32(math.Inf(1)))
	}
	return single
}

// bit is 1 if set; the compiler makes it one instruction without a branch.
func bit(set bool) int {
	if set {
		return 1
	}
	return 0
}
