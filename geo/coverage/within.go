package coverage

import (
	"context"

	"hatang/geo/raster"
)

// Reach is what a set of discs covers, overlaps counted once.
type Reach struct {
	People float64
	Share  float64 // of the people of the surface, 0 to 1
	Cells  int     // of the grid, whether people live there or not
	AreaM2 float64 // of these cells
	// Each is the number of people in each disc by itself. Where discs overlap,
	// they add up to more than People.
	Each []float64
	// Mask is the cells covered.
	Mask *raster.Mask
}

// PeopleWithin counts the people who live in at least one of the discs, such as
// the declared coverage radii of sites. A cell counts when its centre lies in a
// disc by the geodesic on the ellipsoid, the rim included. Errors are those of
// raster.Mask.AddDiscs.
func PeopleWithin(ctx context.Context, s *raster.Surface, discs []raster.Disc) (Reach, error) {
	r := Reach{Mask: raster.NewMask(s.Grid)}
	err := r.Mask.AddDiscs(ctx, discs)
	if err != nil {
		return Reach{}, err
	}
	if r.People, err = s.PeopleIn(r.Mask); err != nil {
		return Reach{}, err
	}
	if r.Each, err = s.PeopleInEach(ctx, discs); err != nil {
		return Reach{}, err
	}
	if total := s.Total(); total > 0 {
		r.Share = min(1, r.People/total)
	}
	r.Cells, r.AreaM2 = r.Mask.Cells(), r.Mask.AreaM2()
	return r, nil
}
