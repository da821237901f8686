package indicators

import (
	"context"

	"hatang/geo/index"
	"hatang/geo/raster"
	"hatang/registry"
)

// Ground is a unit with its people placed on a grid: what coverage is counted
// on. It is shared and must not be changed.
type Ground struct {
	Unit     *registry.AdminUnit
	Communes []*registry.AdminUnit
	// Locator finds the commune, by its place in Communes, that holds a point.
	Locator *index.Locator
	// Surface is nil where people cannot be placed; Notes say why. Its Units are
	// the codes of communes.
	Surface *raster.Surface
	Basis   registry.Text // how people were spread
	Notes   []registry.Text
}

// Ground is the ground of a unit on a day, made once for as long as the data
// behind it stands. An empty code means the registry's own territory, the zero
// date today.
func (c *Calculator) Ground(ctx context.Context, src Source, unitCode string, asOf registry.Date) (*Ground, error) {
	if asOf.IsZero() {
		asOf = c.today()
	}
	g, err := c.ground(ctx, src, unitCode, asOf)
	if err != nil {
		return nil, err
	}
	return &Ground{
		Unit: g.unit, Communes: g.communes, Locator: g.locator, Surface: g.surface, Basis: g.basis, Notes: g.notes,
	}, nil
}
