package tile

import (
	"cmp"
	"slices"
)

// worldRing is a ring of some area of a layer.
type worldRing struct {
	vertices []World // not closed
	zooms    []uint8 // first zoom at which each is drawn
}

// neighbours are the vertices before and after a vertex, the lesser first.
type neighbours struct {
	a, b World
	fork bool // another ring has other neighbours there
}

// weighRings finds, for every vertex of every ring, the first zoom at which it
// is drawn.
//
// Rings are cut into arcs at the forks, where borders part. Two rings that
// share a border therefore share whole arcs, and an arc is weighed in one
// direction, whichever ring it is met in: both rings get the same.
func weighRings(all []worldRing) {
	forks := findForks(all)
	var arc []World
	var zooms []uint8
	for i := range all {
		r := &all[i]
		n := len(r.vertices)
		r.zooms = make([]uint8, n)
		start := slices.IndexFunc(r.vertices, func(v World) bool { return forks[v].fork })
		if start < 0 { // an island: begin where every ring over it would
			start = slices.Index(r.vertices, slices.MinFunc(r.vertices, compareWorld))
		}
		for from := 0; from < n; {
			arc = append(arc[:0], r.vertices[(start+from)%n])
			to := from + 1
			for ; ; to++ {
				v := r.vertices[(start+to)%n]
				arc = append(arc, v)
				if to == n || forks[v].fork {
					break
				}
			}
			zooms = append(zooms[:0], make([]uint8, len(arc))...)
			weighArc(arc, zooms)
			for k := 1; k+1 < len(arc); k++ {
				r.zooms[(start+from+k)%n] = zooms[k]
			}
			from = to
		}
	}
}

// weighArc weighs an arc in its own direction, which does not depend on the
// ring.
func weighArc(arc []World, zooms []uint8) {
	last, keep := len(arc)-1, 1
	order := compareWorld(arc[0], arc[last])
	if order == 0 {
		keep = 2
	}
	for i := 1; order == 0 && i < last-i; i++ {
		order = compareWorld(arc[i], arc[last-i])
	}
	if order > 0 {
		slices.Reverse(arc)
	}
	weigh(arc, zooms, keep)
	if order > 0 {
		slices.Reverse(arc)
		slices.Reverse(zooms)
	}
}

func findForks(all []worldRing) map[World]neighbours {
	total := 0
	for i := range all {
		total += len(all[i].vertices)
	}
	forks := make(map[World]neighbours, total)
	for i := range all {
		ring := all[i].vertices
		for k, v := range ring {
			here := neighbours{a: ring[(k+len(ring)-1)%len(ring)], b: ring[(k+1)%len(ring)]}
			if compareWorld(here.a, here.b) > 0 {
				here.a, here.b = here.b, here.a
			}
			there, known := forks[v]
			switch {
			case !known:
				forks[v] = here
			case !there.fork && there != here:
				here.fork = true
				forks[v] = here
			}
		}
	}
	return forks
}

func compareWorld(v, w World) int {
	if v.X != w.X {
		return cmp.Compare(v.X, w.X)
	}
	return cmp.Compare(v.Y, w.Y)
}
