package indicators

import (
	"context"

	"hatang/geo/index"
	"hatang/geo/raster"
	"hatang/registry"
)

// Ground is a unit on a day with what plans are made on: its communes, where
// their people live, and the figures that official means divide. It is shared
// and must not be changed.
type Ground struct {
	Unit     *registry.AdminUnit
	Communes []*registry.AdminUnit // by code
	// Locator finds the commune, by its place in Communes, that holds a point.
	Locator *index.Locator
	// Surface is nil where people cannot be placed; Notes say why. Its Units are
	// the codes of the communes that have a boundary.
	Surface *raster.Surface
	Basis   registry.Text // how people were spread
	Notes   []registry.Text
	// AreaKM2 and People are what an official mean is made from.
	AreaKM2, People Input

	ground *ground
}

// Ground is the ground of a unit; without a code that of the registry's own
// territory. The zero Date is today.
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
		AreaKM2: areaInput(g.unit, g.communes), People: peopleInput(g.unit, g.communes), ground: g,
	}, nil
}

// Today is the day that a request without one means.
func (c *Calculator) Today() registry.Date { return c.today() }

// CommuneOf is the index in Communes of the one that a thing belongs to, -1 for
// none: by its place where that is known, by the commune declared for it where
// the place is only a stand-in or lies in no commune.
func (g *Ground) CommuneOf(position registry.Position, declaredCode string) int {
	return g.ground.communeOf(point{Position: position, communeCode: declaredCode})
}

// UsesApproximate tells whether the registry lets points that are known only
// approximately take part in distances without being asked.
func (c *Calculator) UsesApproximate(ctx context.Context) (bool, error) {
	setting, err := c.rasters.Setting(ctx, registry.SettingApproximate)
	return setting != "", err
}
