package index_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/index"
)

// reader turns fuzzed bytes into numbers; past the end all are zero.
type reader []byte

func (r *reader) byte() byte {
	if len(*r) == 0 {
		return 0
	}
	b := (*r)[0]
	*r = (*r)[1:]
	return b
}

// number is any double, or one on a coarse lattice, where ties are.
func (r *reader) number() float64 {
	if b := r.byte(); b >= 8 {
		return float64(int8(b)) / 4
	}
	var raw [8]byte
	*r = (*r)[copy(raw[:], *r):]
	return math.Float64frombits(binary.LittleEndian.Uint64(raw[:]))
}

func (r *reader) point() orb.Point { return orb.Point{r.number(), r.number()} }

func FuzzPoints(f *testing.F) {
	f.Add([]byte{9, 9, 9, 9, 200, 30, 9, 9}, 9.5, 9.5, 1e5, uint8(2))
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f}, 0.0, 0.0, 0.0, uint8(0))
	f.Add([]byte{}, 180.0, 90.0, math.Inf(1), uint8(255))
	f.Fuzz(func(t *testing.T, data []byte, lon, lat, radiusM float64, k uint8) {
		r := reader(data)
		var points []orb.Point
		bad := false
		for len(r) > 0 && len(points) < 64 {
			p := r.point()
			points = append(points, p)
			bad = bad || !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90)
		}
		ix, err := index.NewPoints(points)
		if bad != (err != nil) {
			t.Fatalf("NewPoints(%v): error %v", points, err)
		}
		p := orb.Point{lon, lat}
		if bad || !(math.Abs(lon) <= 180 && math.Abs(lat) <= 90) {
			return
		}
		pl := newPlain(points, ix.Rows())
		if radiusM >= 0 {
			compareRadius(t, ix, pl, p, radiusM)
		}
		compareNearest(t, ix, pl, p, int(k), nil)
		compareNearest(t, ix, pl, p, int(k), func(row int32) bool { return row%2 == 0 })
		compareBox(t, ix, pl, orb.Bound{Min: p, Max: p}.Extend(orb.Point{0, 0}))
	})
}

func FuzzLocator(f *testing.F) {
	f.Add([]byte{4, 9, 9, 40, 9, 40, 40, 9, 40, 20, 20, 9, 9})
	f.Add([]byte{8, 9, 9, 40, 9, 40, 40, 9, 40, 20, 20, 30, 20, 30, 30, 20, 30, 25, 25})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := reader(data)
		var polygons []orb.MultiPolygon
		var points []orb.Point
		for len(r) > 0 && len(polygons) < 8 {
			ring := make(orb.Ring, r.byte()%12)
			for i := range ring {
				if ring[i] = r.point(); !(math.Abs(ring[i][0]) <= 180 && math.Abs(ring[i][1]) <= 90) {
					return
				}
			}
			polygons = append(polygons, orb.MultiPolygon{{ring}})
			points = append(points, ring...)
			points = append(points, r.point())
		}
		finite := points[:0]
		for _, p := range points {
			if !math.IsInf(p[0]-p[0], 0) && p[0]-p[0] == 0 && p[1]-p[1] == 0 {
				finite = append(finite, p)
			}
		}
		compareLocated(t, polygons, finite)
	})
}

func FuzzBoxes(f *testing.F) {
	f.Add([]byte{9, 9, 40, 40, 20, 20, 50, 50, 9, 9, 30, 30})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := reader(data)
		var boxes []orb.Bound
		bad := false
		for len(r) > 0 && len(boxes) < 64 {
			b := orb.Bound{Min: r.point(), Max: r.point()}
			boxes = append(boxes, b)
			for _, x := range []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} {
				bad = bad || x-x != 0
			}
		}
		ix, err := index.NewBoxes(boxes)
		if bad != (err != nil) {
			t.Fatalf("NewBoxes(%v): error %v", boxes, err)
		}
		if bad || len(boxes) == 0 {
			return
		}
		for _, b := range boxes {
			compareMeeting(t, ix, boxes, b)
		}
		compareMeeting(t, ix, boxes, orb.Bound{Min: boxes[0].Min, Max: boxes[0].Min})
	})
}
