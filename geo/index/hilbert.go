package index

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// hilbertSteps is the Hilbert curve as a state machine. Its 16 entries of four
// bits are addressed by orientation (2 bits) and quadrant (x bit, y bit); an
// entry holds the quadrant's place along the curve (2 bits) and the change of
// orientation already applied (2 bits). The tables are those of the S2 library
// (orientation bit 0 swaps the axes, bit 1 inverts them).
const hilbertSteps uint64 = 0x2c7b36da95e08f41

const hilbertLevels = 24

// hilbertKey is the place of p along a Hilbert curve of 24 levels over the
// square of 360° that holds the earth, 2.4 m a cell at the equator. Positions
// outside the square count as its nearest edge.
func hilbertKey(p orb.Point) uint64 {
	x, y := hilbertCell(p[0]), hilbertCell(p[1])
	var key, orientation uint64
	for shift := hilbertLevels - 1; shift >= 0; shift-- {
		quadrant := x>>shift&1<<1 | y>>shift&1
		step := hilbertSteps >> (orientation<<4 | quadrant<<2) & 15
		key = key<<2 | step>>2
		orientation = step & 3
	}
	return key
}

func hilbertCell(deg float64) uint64 {
	const cellsPerDeg = (1 << hilbertLevels) / 360.0
	cell := (deg + 180) * cellsPerDeg
	switch {
	case !(cell > 0):
		return 0
	case cell >= 1<<hilbertLevels-1:
		return 1<<32 - 1
	}
	return uint64(cell)
}

// place is one thing to be ordered along the curve.
type place struct {
	key uint64
	row int32
}

// before is the index order: by key, then by row.
func (a place) before(b place) bool {
	return a.key < b.key || a.key == b.key && a.row < b.row
}

// sortPlaces orders places by key and keeps the given order of equal keys.
func sortPlaces(places []place) []place {
	const few = 4096 // where the radix sort begins to pay
	if len(places) < few {
		slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.key, b.key) })
		return places
	}
	return radixSort(places)
}

// radixSort sorts by 16 bits at a time; digits that all keys share cost one pass
// of counting only.
func radixSort(places []place) []place {
	const digits, width = 2 * hilbertLevels / 16, 1 << 16
	spare := make([]place, len(places))
	counts := make([]int32, width)
	for digit := range digits {
		shift := 16 * digit
		clear(counts)
		for i := range places {
			counts[places[i].key>>shift&(width-1)]++
		}
		if len(places) == 0 || int(counts[places[0].key>>shift&(width-1)]) == len(places) {
			continue
		}
		var sum int32
		for i, count := range counts {
			counts[i] = sum
			sum += count
		}
		for _, p := range places {
			slot := &counts[p.key>>shift&(width-1)]
			spare[*slot] = p
			*slot++
		}
		places, spare = spare, places
	}
	return places
}
