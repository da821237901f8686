package index

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// candidate is a point that may be among the nearest.
type candidate struct {
	chordM2   float64
	distanceM float64 // geodesic; negative while unknown
	point     orb.Point
	row       int32
}

// byChord orders candidates by chord, then by row.
func byChord(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.chordM2, b.chordM2), cmp.Compare(a.row, b.row))
}

// insertMax is the length up to which a shortlist is kept in order by insertion;
// a longer one is sorted in batches.
const insertMax = 128

// shortlist collects the k nearest candidates by chord, and with them all those
// that the error of the chord cannot tell from the k-th. Its methods take the
// list and return it, as append does: kept in the struct it would leave the
// stack.
type shortlist struct {
	k       int
	limitM  float64 // chords above are surely not among the nearest
	limitM2 float64
	sortAt  int // length at which an unsorted list is cut
}

func newShortlist(k int) shortlist {
	return shortlist{k: k, limitM: math.Inf(1), limitM2: math.Inf(1), sortAt: 2 * max(k, insertMax)}
}

// bounded tells whether k points are known, so that farther ones do not matter.
func (s *shortlist) bounded() bool { return !math.IsInf(s.limitM, 1) }

// push takes a candidate whose chord is not above the limit.
func (s *shortlist) push(list []candidate, chordM2 float64, point orb.Point, row int32) []candidate {
	n := len(list)
	if s.k > insertMax/2 || n >= insertMax {
		if list = append(list, candidate{chordM2, -1, point, row}); len(list) >= s.sortAt {
			list = s.cut(list)
		}
		return list
	}
	at := n
	for at > 0 && (chordM2 < list[at-1].chordM2 || chordM2 == list[at-1].chordM2 && row < list[at-1].row) {
		at--
	}
	if at >= s.k && surelyAfter(list[:at], candidate{chordM2: chordM2, point: point}) {
		return list
	}
	list = append(list, candidate{})
	copy(list[at+1:], list[at:n])
	c := &list[at]
	c.chordM2, c.distanceM, c.point, c.row = chordM2, -1, point, row
	return s.tighten(list)
}

// surelyAfter reports whether the ordered list, none of which has a longer chord
// than c, comes before c in the final order. It keeps a crowd at one position
// from filling the list.
func surelyAfter(list []candidate, c candidate) bool {
	chordM := math.Sqrt(c.chordM2)
	for i := len(list) - 1; i >= 0; i-- {
		before := &list[i]
		if before.point == c.point {
			continue // the same distance and a lower row
		}
		return chordM > surelyFartherM(math.Sqrt(before.chordM2))
	}
	return true
}

// tighten drops what is surely farther than the k-th of the ordered list.
func (s *shortlist) tighten(list []candidate) []candidate {
	if len(list) < s.k {
		return list
	}
	s.limit(math.Sqrt(list[s.k-1].chordM2))
	last := len(list)
	for list[last-1].chordM2 > s.limitM2 {
		last--
	}
	return list[:last]
}

// limit makes use of k candidates being known with chords up to chordM.
func (s *shortlist) limit(chordM float64) {
	if limitM := surelyFartherM(chordM); limitM < s.limitM {
		s.limitM, s.limitM2 = limitM, limitM*limitM
	}
}

func (s *shortlist) cut(list []candidate) []candidate {
	slices.SortFunc(list, byChord)
	list = s.tighten(list)
	s.sortAt = max(s.sortAt, 2*len(list))
	return list
}

// settle leaves the k nearest to p, ordered by geodesic distance, then by row.
func (s *shortlist) settle(list []candidate, p orb.Point) []candidate {
	if !slices.IsSortedFunc(list, byChord) {
		slices.SortFunc(list, byChord)
	}
	for low := 0; low < min(s.k, len(list)); {
		high := low + 1
		for high < len(list) && !surelyFarther(list[high], list[high-1]) {
			high++
		}
		if group := list[low:high]; !samePosition(group) {
			measure(group, p)
			slices.SortFunc(group, byDistance)
		}
		low = high
	}
	return list[:min(s.k, len(list))]
}

// surelyFarther reports whether a is surely farther than b.
func surelyFarther(a, b candidate) bool {
	return math.Sqrt(a.chordM2) > surelyFartherM(math.Sqrt(b.chordM2))
}

func byDistance(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.distanceM, b.distanceM), cmp.Compare(a.row, b.row))
}

func samePosition(list []candidate) bool {
	for i := range list[1:] {
		if list[i+1].point != list[0].point {
			return false
		}
	}
	return true
}

// measure fills in the geodesics that are unknown, one for each run of equal
// positions.
func measure(list []candidate, p orb.Point) {
	for i := range list {
		switch c := &list[i]; {
		case c.distanceM >= 0:
		case i > 0 && c.point == list[i-1].point:
			c.distanceM = list[i-1].distanceM
		default:
			c.distanceM = geodesy.DistanceM(p, c.point)
		}
	}
}
