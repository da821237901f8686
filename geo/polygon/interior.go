package polygon

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"hatang/geo/geodesy"
)

// InteriorPoint is a point inside mp, for a label or for the one cell of an
// area too small to hold a cell's centre: the middle of the widest stretch of
// a parallel through the largest polygon, about half way up. It satisfies
// Contains. ok is false when mp has no area that float64 coordinates can
// resolve.
func InteriorPoint(mp orb.MultiPolygon) (p orb.Point, ok bool) {
	for _, polygon := range byArea(mp) {
		if p, ok := polygonInterior(polygon); ok && Contains(mp, p) {
			return p, true
		}
	}
	return orb.Point{}, false
}

func byArea(mp orb.MultiPolygon) []orb.Polygon {
	type sized struct {
		polygon orb.Polygon
		areaM2  float64
	}
	order := make([]sized, 0, len(mp))
	for _, polygon := range mp {
		order = append(order, sized{polygon, geodesy.AreaM2(polygon)})
	}
	slices.SortStableFunc(order, func(a, b sized) int {
		switch {
		case a.areaM2 > b.areaM2:
			return -1
		case a.areaM2 < b.areaM2:
			return 1
		}
		return 0
	})
	polygons := make([]orb.Polygon, 0, len(mp))
	for _, s := range order {
		polygons = append(polygons, s.polygon)
	}
	return polygons
}

// polygonInterior tries parallels at 1/2, 1/4, 3/4, 1/8, … of the height and
// takes the first with a stretch whose middle is inside.
func polygonInterior(polygon orb.Polygon) (orb.Point, bool) {
	box := polygon.Bound()
	height := box.Max[1] - box.Min[1]
	var crossings []float64
	for parts := 2.0; parts <= 1024; parts *= 2 {
		for k := 1.0; k < parts; k += 2 {
			lat := box.Min[1] + height*k/parts
			crossings = appendCrossings(crossings[:0], polygon, lat)
			if p, ok := widest(polygon, crossings, lat); ok {
				return p, true
			}
		}
	}
	return orb.Point{}, false
}

func appendCrossings(dst []float64, polygon orb.Polygon, lat float64) []float64 {
	for _, ring := range polygon {
		if len(ring) == 0 {
			continue
		}
		from := ring[len(ring)-1]
		for _, to := range ring {
			if (from[1] <= lat) != (to[1] <= lat) {
				dst = append(dst, from[0]+(lat-from[1])/(to[1]-from[1])*(to[0]-from[0]))
			}
			from = to
		}
	}
	slices.Sort(dst)
	return dst
}

func widest(polygon orb.Polygon, crossings []float64, lat float64) (orb.Point, bool) {
	best, at := 0.0, math.NaN()
	for i := 0; i+1 < len(crossings); i += 2 {
		if width := crossings[i+1] - crossings[i]; width > best {
			best, at = width, crossings[i]+width/2
		}
	}
	p := orb.Point{at, lat}
	return p, best > 0 && polygonContains(polygon, p)
}
