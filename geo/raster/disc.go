package raster

import (
	"context"
	"fmt"
	"math"
	"runtime"

	"github.com/paulmach/orb"
)

// Disc is what lies within RadiusM metres of a point on the ellipsoid, the rim
// included.
type Disc struct {
	Centre  orb.Point
	RadiusM float64
}

// MaxDiscRadiusM is the largest radius, up to which the errors of the fast path
// are known (see geodesy.ArcErrorM).
const MaxDiscRadiusM = 1e6

// AddDiscs adds the cells whose centres lie in one of the discs. Cells whose
// centre is next to a rim are decided by the geodesic itself. Discs do not
// reach across the antimeridian. An error names the first disc whose radius is
// not a number from 0 to MaxDiscRadiusM or whose centre is not in degrees.
func (m *Mask) AddDiscs(ctx context.Context, discs []Disc) error {
	if err := checkDiscs(discs); err != nil {
		return err
	}
	workers := runtime.GOMAXPROCS(0)
	if len(discs) < 64 {
		workers = 1 // not worth a goroutine
	}
	p := newPainter(m.grid, discs, workers)
	b := p.bands()
	each(ctx, min(workers, b.count), b.count, func(band int) { p.paint(m, b, band) })
	return ctx.Err()
}

// PeopleInEach is the number of people in each of the discs by itself, by the
// rules and with the errors of Mask.AddDiscs.
func (s *Surface) PeopleInEach(ctx context.Context, discs []Disc) ([]float64, error) {
	if err := checkDiscs(discs); err != nil {
		return nil, err
	}
	workers := runtime.GOMAXPROCS(0)
	p := newPainter(s.Grid, discs, workers)
	people := make([]float64, len(discs))
	each(ctx, min(workers, len(discs)), len(discs), func(i int) {
		d := &p.discs[i]
		for row := d.first; row <= d.last; row++ {
			from, to := p.span(d, row)
			if from, to = max(from, 0), min(to, s.Grid.Cols); from < to {
				people[i] += s.SpanPeople(row, from, to)
			}
		}
	})
	return people, ctx.Err()
}

func checkDiscs(discs []Disc) error {
	for i, d := range discs {
		if !(d.RadiusM >= 0 && d.RadiusM <= MaxDiscRadiusM) {
			return fmt.Errorf("raster: disc %d has a radius of %v m, expected 0 to %v", i, d.RadiusM, MaxDiscRadiusM)
		}
		if !(math.Abs(d.Centre[0]) <= 180 && math.Abs(d.Centre[1]) <= 90) {
			return fmt.Errorf("raster: disc %d is centred on %v, expected a longitude within ±180 "+
				"and a latitude within ±90 degrees", i, d.Centre)
		}
	}
	return nil
}
