package raster

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Unit is a commune: land and the people who live on it.
type Unit struct {
	Code   string
	Area   orb.MultiPolygon // valid; see polygon.Repair
	People float64
}

// SpreadOptions say where in their units people live. The zero value spreads
// them evenly.
type SpreadOptions struct {
	// Settlements weigh the cells around them.
	Settlements []Weight
	// KernelM is how far from its point a settlement reaches, metres; 0 stands
	// for DefaultKernelM.
	KernelM float64
	// Raster weighs cells by its values, which count people (or anything in
	// proportion) per cell of that raster. It goes before Settlements.
	Raster *Values
}

// DefaultKernelM is how far a settlement reaches by default. It is an
// assumption, not a measurement: hamlets of the highlands are compact, and most
// of their houses stand within some 500 m of the named point, where the kernel
// has fallen to 9/16.
const DefaultKernelM = 1000.0

// Spread makes a population surface: the people of each unit, shared out to
// its cells.
//
// A cell belongs to the unit that holds its centre, to the first in the order
// given if several do. A unit that gets no cell in this way, being small or
// covered by others, takes the one under a point inside it, or the nearest that
// does not leave another unit without. Each is noted in the report.
//
// Within a unit people follow, per cell, the first of these that gives any cell
// of the unit a weight: the raster, shared out by overlapping area; the
// settlements that lie in the unit's cells, each with the whole of its value
// over the cells of the unit within KernelM of it, falling off as (1-(d/r)²)²;
// the cell's area. Neither settlements nor raster move people between units.
//
// A unit's people are conserved: added up in index order in float64, its cells
// differ from Unit.People by at most 1e-12 of it. What rounding leaves is put
// on the most populous cell.
//
// Errors name every unit that is doubled, has people that are not a number from
// 0 to 10¹² or no area, and every weight that is negative or not a number.
func Spread(ctx context.Context, g Grid, units []Unit, options SpreadOptions) (*Surface, Report, error) {
	if err := errors.Join(g.Validate(), checkUnits(units), options.check()); err != nil {
		return nil, Report{}, err
	}
	a := newAllotment(g, units)
	if err := a.claim(ctx); err != nil {
		return nil, Report{}, err
	}
	if err := a.claimForTheCellless(); err != nil {
		return nil, Report{}, err
	}
	s := &spreader{
		allotment: a, options: options,
		people: make([]float64, g.Cells()), source: make([]Source, g.Cells()),
	}
	if err := s.spread(ctx); err != nil {
		return nil, Report{}, err
	}
	codes := make([]string, len(units))
	for i, unit := range units {
		codes[i] = unit.Code
	}
	surface, err := NewSurface(g, codes, s.people, a.unit, s.source)
	if err != nil {
		return nil, Report{}, err
	}
	return surface, s.report(surface), nil
}

func checkUnits(units []Unit) error {
	var problems []error
	seen := make(map[string]bool, len(units))
	for i, unit := range units {
		if seen[unit.Code] {
			problems = append(problems, fmt.Errorf("raster: unit %d: code %q stands twice", i+1, unit.Code))
		}
		seen[unit.Code] = true
		if !(unit.People >= 0 && unit.People <= maxPeople) {
			problems = append(problems, fmt.Errorf("raster: unit %s has %v people, expected a number from 0 to %v",
				unit.Code, unit.People, maxPeople))
		}
		if len(unit.Area) == 0 || unit.Area.Bound().IsEmpty() {
			problems = append(problems, fmt.Errorf("raster: unit %s has no area", unit.Code))
		}
	}
	if len(units) > math.MaxInt32 {
		problems = append(problems, fmt.Errorf("raster: %d units, at most %d are allowed", len(units), math.MaxInt32))
	}
	return errors.Join(problems...)
}

func (o *SpreadOptions) check() error {
	var problems []error
	if o.KernelM == 0 {
		o.KernelM = DefaultKernelM
	}
	if !(o.KernelM > 0 && o.KernelM <= 100_000) {
		problems = append(problems, fmt.Errorf("raster: settlements reach %v m, expected a number above 0, at most 100000", o.KernelM))
	}
	for i, w := range o.Settlements {
		if !(w.Value >= 0 && w.Value <= maxPeople) {
			problems = append(problems, fmt.Errorf("raster: settlement %d at %v weighs %v, expected a number from 0 to %v",
				i+1, w.At, w.Value, maxPeople))
		}
	}
	if o.Raster != nil {
		problems = append(problems, o.Raster.checkWeights())
	}
	return errors.Join(problems...)
}

// checkWeights makes sure that the values can weigh cells.
func (v *Values) checkWeights() error {
	if err := v.Grid.Validate(); err != nil {
		return err
	}
	if len(v.Value) != v.Grid.Cells() {
		return fmt.Errorf("raster: %d values for %d cells", len(v.Value), v.Grid.Cells())
	}
	bad, first := 0, 0
	for i, x := range v.Value {
		if x < 0 || math.IsInf(float64(x), 0) {
			if bad == 0 {
				first = i
			}
			bad++
		}
	}
	if bad == 0 {
		return nil
	}
	return fmt.Errorf("raster: %d values cannot be weights, the first %v at %v: expected numbers not below 0",
		bad, v.Value[first], v.Grid.Centre(first%v.Grid.Cols, first/v.Grid.Cols))
}
