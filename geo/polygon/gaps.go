package polygon

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// gaps lists the holes of the union. A hole with an island of land in it is
// counted without the island.
func (r *Report) gaps(ctx context.Context, units []Unit, sliverM2 float64) error {
	boxes := make([]orb.Bound, len(units))
	for i, unit := range units {
		boxes[i] = unit.Area.Bound()
	}
	for _, hole := range holesOf(r.Union) {
		if err := ctx.Err(); err != nil {
			return err
		}
		areaM2, at, err := emptyPart(hole, r.Union)
		switch {
		case err != nil:
			return err
		case areaM2 == 0:
		case areaM2 < sliverM2:
			r.SmallGaps.add(areaM2)
		default:
			r.Gaps = append(r.Gaps, Gap{Units: neighbours(hole, units, boxes), AreaM2: areaM2, At: at})
		}
	}
	slices.SortStableFunc(r.Gaps, func(a, b Gap) int { return cmp.Compare(b.AreaM2, a.AreaM2) })
	return nil
}

// holesOf lists the inner rings, turned into shells.
func holesOf(mp orb.MultiPolygon) []orb.Ring {
	var holes []orb.Ring
	for _, polygon := range mp {
		for _, ring := range polygon[1:] {
			hole := ring.Clone()
			hole.Reverse()
			holes = append(holes, hole)
		}
	}
	return holes
}

// emptyPart is the size of the hole less the polygons of the union that lie in
// it, and a point of it.
func emptyPart(hole orb.Ring, union orb.MultiPolygon) (areaM2 float64, at orb.Point, err error) {
	area := orb.MultiPolygon{{hole}}
	box := hole.Bound()
	for _, polygon := range union {
		island := polygon.Bound()
		if !box.Contains(island.Min) || !box.Contains(island.Max) {
			continue
		}
		if area, err = Difference(area, orb.MultiPolygon{polygon}); err != nil {
			return 0, orb.Point{}, err
		}
	}
	if areaM2 = geodesy.AreaM2(area); areaM2 == 0 {
		return 0, orb.Point{}, nil
	}
	return areaM2, somewhereIn(area), nil
}

// neighbours gives each edge of the hole to the unit whose border runs closest
// to its middle, and lists the units by the length they got.
func neighbours(hole orb.Ring, units []Unit, boxes []orb.Bound) []string {
	// Overlay rounds new vertices by some 1e-14 of a degree; a millionth (0.1 m)
	// makes sure that the owner of an edge is among the candidates.
	const margin = 1e-6
	box := hole.Bound().Pad(margin)
	shares := make(map[int]float64)
	var candidates []int
	for i := range units {
		if boxes[i].Intersects(box) {
			candidates = append(candidates, i)
		}
	}
	edges := make([][]borderEdge, len(candidates))
	for k, unit := range candidates {
		edges[k] = edgesNear(units[unit].Area, box)
	}
	for i := 1; i < len(hole); i++ {
		middle := orb.Point{(hole[i-1][0] + hole[i][0]) / 2, (hole[i-1][1] + hole[i][1]) / 2}
		best, owner := math.Inf(1), -1
		for k, unit := range candidates {
			if d := squaredDistanceToEdges(middle, edges[k]); d < best {
				best, owner = d, unit
			}
		}
		if owner >= 0 {
			shares[owner] += geodesy.DistanceM(hole[i-1], hole[i])
		}
	}
	return codesByShare(shares, units)
}

func codesByShare(shares map[int]float64, units []Unit) []string {
	owners := make([]int, 0, len(shares))
	for unit := range shares {
		owners = append(owners, unit)
	}
	slices.SortFunc(owners, func(a, b int) int {
		return cmp.Or(cmp.Compare(shares[b], shares[a]), cmp.Compare(a, b))
	})
	codes := make([]string, 0, len(owners))
	for _, unit := range owners {
		codes = append(codes, units[unit].Code)
	}
	return codes
}

// borderEdge is an edge of a unit's border.
type borderEdge struct{ from, to orb.Point }

func edgesNear(mp orb.MultiPolygon, box orb.Bound) []borderEdge {
	var edges []borderEdge
	for _, polygon := range mp {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				if (orb.MultiPoint{ring[i-1], ring[i]}).Bound().Intersects(box) {
					edges = append(edges, borderEdge{ring[i-1], ring[i]})
				}
			}
		}
	}
	return edges
}

// squaredDistanceToEdges is in square degrees of latitude: degrees of longitude
// are shortened by the cosine of p's latitude.
func squaredDistanceToEdges(p orb.Point, edges []borderEdge) float64 {
	shrink := math.Cos(p[1] * math.Pi / 180)
	best := math.Inf(1)
	for _, e := range edges {
		ax, ay := (e.from[0]-p[0])*shrink, e.from[1]-p[1]
		dx, dy := (e.to[0]-e.from[0])*shrink, e.to[1]-e.from[1]
		t := 0.0
		if length := dx*dx + dy*dy; length > 0 {
			t = math.Max(0, math.Min(1, -(ax*dx+ay*dy)/length))
		}
		x, y := ax+t*dx, ay+t*dy
		best = math.Min(best, x*x+y*y)
	}
	return best
}
