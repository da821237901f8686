package polygon

import (
	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// tidyRing closes the ring and drops vertices that enclose nothing. It returns
// a copy, or nil when fewer than three vertices are left.
func (r *repairer) tidyRing(ring orb.Ring) orb.Ring {
	if len(ring) == 0 {
		return nil
	}
	first := ring[0]
	open := ring
	if n := len(ring); n > 1 && ring[n-1] == first {
		open = ring[:n-1]
	} else {
		r.note(UnclosedRing, 1, first, 0)
	}
	before := geodesy.AreaM2(ring)
	vertices, repeated, repeatedAt := dropRepeated(open)
	if repeated > 0 {
		r.note(RepeatedVertex, repeated, repeatedAt, 0)
	}
	vertices, spikes, spikeAt := dropSpikes(vertices)
	if len(vertices) < 3 {
		r.note(DegenerateRing, 1, first, -before)
		return nil
	}
	vertices = append(vertices, vertices[0])
	if spikes > 0 {
		r.note(Spike, spikes, spikeAt, geodesy.AreaM2(vertices)-before)
	}
	return vertices
}

// dropRepeated copies an open ring without vertices equal to the one before.
func dropRepeated(open orb.Ring) (kept orb.Ring, dropped int, at orb.Point) {
	kept = make(orb.Ring, 0, len(open)+1)
	for _, v := range open {
		if n := len(kept); n > 0 && kept[n-1] == v {
			if dropped == 0 {
				at = v
			}
			dropped++
			continue
		}
		kept = append(kept, v)
	}
	for len(kept) > 1 && kept[len(kept)-1] == kept[0] {
		if dropped == 0 {
			at = kept[0]
		}
		dropped++
		kept = kept[:len(kept)-1]
	}
	return kept, dropped, at
}

// dropSpikes removes, in place, every vertex of an open ring where the path
// goes back along the edge it came on. A removed spike can lay bare another
// one, before it or, at the seam, behind it. at is the last tip removed.
func dropSpikes(open orb.Ring) (kept orb.Ring, dropped int, at orb.Point) {
	kept = open[:0]
	for _, v := range open {
		kept = append(kept, v)
		for len(kept) >= 3 && isSpike(kept[len(kept)-3], kept[len(kept)-2], kept[len(kept)-1]) {
			dropped++
			at = kept[len(kept)-2]
			kept = dropBeforeLast(kept)
		}
	}
	for len(kept) >= 3 {
		n := len(kept)
		switch {
		case isSpike(kept[n-2], kept[n-1], kept[0]):
			at = kept[n-1]
			kept = kept[:n-1]
			if kept[n-2] == kept[0] {
				kept = kept[:n-2]
			}
		case isSpike(kept[n-1], kept[0], kept[1]):
			at = kept[0]
			kept = kept[1:]
			if kept[0] == kept[n-2] {
				kept = kept[1:]
			}
		default:
			return kept, dropped, at
		}
		dropped++
	}
	return kept, dropped, at
}

// dropBeforeLast removes the last vertex but one, and the last one too if it
// then repeats its neighbour.
func dropBeforeLast(ring orb.Ring) orb.Ring {
	n := len(ring)
	if ring[n-3] == ring[n-1] {
		return ring[:n-2]
	}
	ring[n-2] = ring[n-1]
	return ring[:n-1]
}

// isSpike tells whether the path from a over tip to b turns back at the tip:
// the three are on one line and b lies on the side of a.
func isSpike(a, tip, b orb.Point) bool {
	if Orientation(a, tip, b) != 0 {
		return false
	}
	return (a[0]-tip[0])*(b[0]-tip[0])+(a[1]-tip[1])*(b[1]-tip[1]) > 0
}
