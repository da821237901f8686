package polygon

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"

	"hatang/geo/geodesy"
)

// Unit is an area with the code by which reports name it.
type Unit struct {
	Code string
	Area orb.MultiPolygon
}

// CheckOptions tunes Check.
type CheckOptions struct {
	// SliverM2 is the size, square metres, below which an overlap or a gap is
	// counted among the slivers rather than listed. 0 lists all.
	SliverM2 float64
}

// Overlap is land that two units claim.
type Overlap struct {
	A, B   string // codes, A before B in the order given
	AreaM2 float64
	At     orb.Point // a point inside the largest piece
}

// Gap is land enclosed by units that belongs to none of them.
type Gap struct {
	Units  []string // codes of the neighbours, the longest common border first
	AreaM2 float64
	At     orb.Point // a point inside
}

// Slivers sums up overlaps or gaps below the tolerance.
type Slivers struct {
	Count             int
	AreaM2, LargestM2 float64
}

func (s *Slivers) add(areaM2 float64) {
	s.Count++
	s.AreaM2 += areaM2
	s.LargestM2 = max(s.LargestM2, areaM2)
}

// Report is what Check finds. Lists are ordered by size, largest first.
type Report struct {
	Overlaps      []Overlap
	Gaps          []Gap
	SmallOverlaps Slivers
	SmallGaps     Slivers
	Union         orb.MultiPolygon // the land of all units
	UnionM2       float64
	SumM2         float64 // the areas of the units added up
}

// Check finds where units overlap and where gaps lie between them. A gap is
// found when units enclose it; a notch that is open to the outside of all
// units cannot be told from their outer border, and an enclosed lake that
// belongs to nobody looks like a gap. Areas must be valid: all that are not
// are named in the error. Only units whose boxes touch are compared.
func Check(ctx context.Context, units []Unit, options CheckOptions) (Report, error) {
	areas, err := validAreas(units)
	if err != nil {
		return Report{}, err
	}
	var report Report
	if err := report.overlaps(ctx, units, areas, options.SliverM2); err != nil {
		return Report{}, err
	}
	union, err := geom.UnionMany(areas)
	if err != nil {
		return Report{}, fmt.Errorf("polygon: union of %d units: %w", len(units), err)
	}
	report.Union = fromGeom(union)
	report.UnionM2 = geodesy.AreaM2(report.Union)
	for _, unit := range units {
		report.SumM2 += geodesy.AreaM2(unit.Area)
	}
	if err := report.gaps(ctx, units, options.SliverM2); err != nil {
		return Report{}, err
	}
	return report, nil
}

func validAreas(units []Unit) ([]geom.Geometry, error) {
	var problems []error
	areas := make([]geom.Geometry, 0, len(units))
	for _, unit := range units {
		area := toGeom(unit.Area)
		if err := area.Validate(); err != nil {
			problems = append(problems, fmt.Errorf("polygon: unit %s is not valid (repair it first): %w", unit.Code, err))
		}
		areas = append(areas, area.AsGeometry())
	}
	return areas, errors.Join(problems...)
}

func (r *Report) overlaps(ctx context.Context, units []Unit, areas []geom.Geometry, sliverM2 float64) error {
	boxes := make([]orb.Bound, len(units))
	for i, unit := range units {
		boxes[i] = unit.Area.Bound()
	}
	for i := range units {
		if err := ctx.Err(); err != nil {
			return err
		}
		for j := i + 1; j < len(units); j++ {
			if !boxes[i].Intersects(boxes[j]) {
				continue
			}
			if err := r.overlap(units[i].Code, units[j].Code, areas[i], areas[j], sliverM2); err != nil {
				return err
			}
		}
	}
	slices.SortStableFunc(r.Overlaps, func(a, b Overlap) int { return cmp.Compare(b.AreaM2, a.AreaM2) })
	return nil
}

// overlap asks first whether the interiors meet at all, which costs a third of
// the intersection itself.
func (r *Report) overlap(codeA, codeB string, a, b geom.Geometry, sliverM2 float64) error {
	matrix, err := geom.Relate(a, b)
	if err != nil {
		return fmt.Errorf("polygon: comparing %s and %s: %w", codeA, codeB, err)
	}
	if matrix[0] != '2' {
		return nil
	}
	intersection, err := geom.Intersection(a, b)
	if err != nil {
		return fmt.Errorf("polygon: overlap of %s and %s: %w", codeA, codeB, err)
	}
	common := fromGeom(intersection)
	areaM2 := geodesy.AreaM2(common)
	switch {
	case areaM2 == 0: // thinner than float64 degrees resolve
	case areaM2 < sliverM2:
		r.SmallOverlaps.add(areaM2)
	default:
		r.Overlaps = append(r.Overlaps, Overlap{A: codeA, B: codeB, AreaM2: areaM2, At: somewhereIn(common)})
	}
	return nil
}

// somewhereIn is a point inside, or for a splinter too thin to have one that
// coordinates can express, on it.
func somewhereIn(mp orb.MultiPolygon) orb.Point {
	if p, ok := InteriorPoint(mp); ok {
		return p
	}
	return mp[0][0][0]
}
