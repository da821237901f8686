package importing

import (
	"encoding/binary"
	"errors"
	"hash/maphash"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// nearIndex finds records without a code by their place: a hash of cubes over
// earth-centred coordinates. It holds what a record needs to be found again, not
// the record, and it holds that in scratches: a file may have a million rows.
type nearIndex struct {
	reachM  float64
	seeds   hasher
	cubes   ledger  // the newest entry of a cube; entries are chained
	entries scratch // of entryBytes each, see encode
	texts   scratch
	err     error // the first fault of the working space
}

// cube is a cell of the hash, for records with the same near keys.
type cube struct {
	x, y, z int32
	key     uint64
}

// nearEntry is a record of the registry (id) or a row of the file (row).
type nearEntry struct {
	at       orb.Point
	content  uint64
	id       string
	label    string // what to call it
	fromDays int
	row      int32
	coded    bool // it has a code of its own

	next int32 // 1 + the entry that was the newest of the cube before it
}

func newNearIndex(reachM float64) *nearIndex {
	return &nearIndex{reachM: reachM, seeds: newHasher()}
}

func (n *nearIndex) close() error {
	return errors.Join(n.cubes.close(), n.entries.close(), n.texts.close())
}

// cubeEdge is twice the reach, so that a sphere of the reach meets at most two
// cubes in each direction. Chords are shorter than geodesics.
func (n *nearIndex) cubeEdge() float64 { return 2 * n.reachM }

func (n *nearIndex) hashOf(c cube) hash {
	return hash{maphash.Comparable(n.seeds[0], c), maphash.Comparable(n.seeds[1], c)}
}

// add returns the number of the new entry. Faults of the working space are kept
// in err.
func (n *nearIndex) add(key uint64, e nearEntry) int32 {
	v := geodesy.NewVector(e.at)
	edge := n.cubeEdge()
	c := n.hashOf(cube{int32(math.Floor(v[0] / edge)), int32(math.Floor(v[1] / edge)), int32(math.Floor(v[2] / edge)), key})
	e.next, _ = n.cubes.find(c)
	offset, err := n.entries.take(entryBytes)
	if err != nil {
		n.fail(err)
		return 0
	}
	id, label := n.keep(e.id), n.keep(e.label)
	encodeEntry(n.entries.bytes[offset:], &e, id, label)
	i := int32(offset / entryBytes)
	n.fail(n.cubes.set(c, i+1, 0))
	return i
}

// each calls f with every entry of the key within the reach, and its distance.
func (n *nearIndex) each(key uint64, p orb.Point, f func(i int32, distanceM float64)) {
	v := geodesy.NewVector(p)
	edge := n.cubeEdge()
	var low, high [3]int32
	for i := range v {
		low[i], high[i] = int32(math.Floor((v[i]-n.reachM)/edge)), int32(math.Floor((v[i]+n.reachM)/edge))
	}
	for x := low[0]; x <= high[0]; x++ {
		for y := low[1]; y <= high[1]; y++ {
			for z := low[2]; z <= high[2]; z++ {
				at, _ := n.cubes.find(n.hashOf(cube{x, y, z, key}))
				for at > 0 {
					i := at - 1
					place, next := n.place(i)
					if d := geodesy.DistanceM(p, place); d <= n.reachM {
						f(i, d)
					}
					at = next
				}
			}
		}
	}
}

// name gives an entry the ID that its record was given.
func (n *nearIndex) name(i int32, id string) {
	ref := n.keep(id)
	binary.LittleEndian.PutUint64(n.entries.bytes[int(i)*entryBytes+entryID:], ref)
}

func (n *nearIndex) fail(err error) {
	if n.err == nil {
		n.err = err
	}
}
