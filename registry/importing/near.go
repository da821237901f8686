package importing

import (
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// nearIndex finds records without a code by their place: a hash of cubes over
// earth-centred coordinates. It holds what a record needs to be found again,
// not the record.
type nearIndex struct {
	reachM  float64
	cubes   map[cube]int32 // the newest entry of a cube; entries are chained
	entries []nearEntry
}

// cube is a cell of the hash, for records with the same near keys.
type cube struct {
	x, y, z int32
	key     uint64
}

// nearEntry is a record of the registry (id) or a row of the file (row).
type nearEntry struct {
	at      orb.Point
	content uint64
	id      string
	from    registry.Date
	row     int32
	next    int32
	coded   bool // it has a code of its own
}

func newNearIndex(reachM float64) *nearIndex {
	return &nearIndex{reachM: reachM, cubes: map[cube]int32{}}
}

// cubeEdge is twice the reach, so that a sphere of the reach meets at most two
// cubes in each direction. Chords are shorter than geodesics.
func (n *nearIndex) cubeEdge() float64 { return 2 * n.reachM }

func (n *nearIndex) add(key uint64, e nearEntry) int32 {
	v := geodesy.NewVector(e.at)
	edge := n.cubeEdge()
	c := cube{int32(math.Floor(v[0] / edge)), int32(math.Floor(v[1] / edge)), int32(math.Floor(v[2] / edge)), key}
	e.next = -1
	if head, ok := n.cubes[c]; ok {
		e.next = head
	}
	at := int32(len(n.entries))
	n.entries = append(n.entries, e)
	n.cubes[c] = at
	return at
}

// each calls f with every entry of the key within the reach, and its distance.
func (n *nearIndex) each(key uint64, p orb.Point, f func(at int32, distanceM float64)) {
	v := geodesy.NewVector(p)
	edge := n.cubeEdge()
	var low, high [3]int32
	for i := range v {
		low[i], high[i] = int32(math.Floor((v[i]-n.reachM)/edge)), int32(math.Floor((v[i]+n.reachM)/edge))
	}
	for x := low[0]; x <= high[0]; x++ {
		for y := low[1]; y <= high[1]; y++ {
			for z := low[2]; z <= high[2]; z++ {
				head, ok := n.cubes[cube{x, y, z, key}]
				if !ok {
					continue
				}
				for at := head; at >= 0; at = n.entries[at].next {
					if d := geodesy.DistanceM(p, n.entries[at].at); d <= n.reachM {
						f(at, d)
					}
				}
			}
		}
	}
}
