package coverage

import (
	"math"

	"hatang/geo/raster"
)

// percentiles walks the populated cells from the nearest to the farthest and
// notes, for each point, each unit and all, the distance at which 50, 90 and 95
// % of the people are passed. It is exact over cells, and one sort serves all
// groups.
func (a *Areas) percentiles(s *raster.Surface) {
	order := a.byDistance(s)
	points := newTallies(len(a.Points), func(i int) *Service { return &a.Points[i] })
	units := newTallies(len(a.Units), func(u int) *Service { return &a.Units[u].Service })
	total := newTallies(1, func(int) *Service { return &a.Total })
	for _, key := range order {
		i := uint32(key)
		people, distanceM := s.People[i], float64(math.Float32frombits(uint32(key>>32)))
		total[0].pass(people, distanceM)
		points[a.Assign[i]].pass(people, distanceM)
		if unit := s.Unit[i]; unit != raster.NoUnit {
			units[unit].pass(people, distanceM)
		}
	}
}

// byDistance sorts the populated cells. Keys hold the bits of the distance,
// which order as the distances do, above the index of the cell.
func (a *Areas) byDistance(s *raster.Surface) []uint64 {
	count := 0
	for i, people := range s.People {
		if people > 0 && a.Assign[i] != NoPoint {
			count++
		}
	}
	keys := make([]uint64, 0, count)
	for i, people := range s.People {
		if people > 0 && a.Assign[i] != NoPoint {
			keys = append(keys, uint64(math.Float32bits(a.DistanceM[i]))<<32|uint64(i))
		}
	}
	return sortByHigh(keys)
}

// sortByHigh sorts by the upper 32 bits, keeping the order of equals: a radix
// sort in three passes of 11 bits, linear and several times as fast as
// comparing for the millions of cells of a province.
func sortByHigh(keys []uint64) []uint64 {
	const digit, passes = 11, 3
	var counts [passes][1 << digit]int
	for _, key := range keys {
		for pass := range passes {
			counts[pass][key>>(32+digit*pass)&(1<<digit-1)]++
		}
	}
	other := make([]uint64, len(keys))
	for pass := range passes {
		next := &counts[pass]
		at := 0
		for value, count := range next {
			next[value] = at
			at += count
		}
		for _, key := range keys {
			value := key >> (32 + digit*pass) & (1<<digit - 1)
			other[next[value]] = key
			next[value]++
		}
		keys, other = other, keys
	}
	return keys
}

// tally counts the people of one group passed so far.
type tally struct {
	service *Service
	passed  float64
	next    float64 // people to pass for the next mark
	stage   int
}

func newTallies(n int, service func(int) *Service) []tally {
	tallies := make([]tally, n)
	for i := range tallies {
		tallies[i] = tally{service: service(i), stage: -1}
		tallies[i].advance()
	}
	return tallies
}

// advance sets the next mark, a trifle low: sums of the same numbers in another
// order differ by rounding.
func (t *tally) advance() {
	t.stage++
	marks := [...]float64{0.50, 0.90, 0.95}
	t.next = math.Inf(1)
	if t.stage < len(marks) {
		t.next = marks[t.stage] * t.service.People * (1 - 1e-12)
	}
}

func (t *tally) pass(people, distanceM float64) {
	t.passed += people
	for t.passed >= t.next {
		switch t.stage {
		case 0:
			t.service.P50M = distanceM
		case 1:
			t.service.P90M = distanceM
		case 2:
			t.service.R95M = distanceM
		}
		t.advance()
	}
}
