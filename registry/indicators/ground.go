package indicators

import (
	"context"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/geo/polygon"
	"hatang/geo/raster"
	"hatang/registry"
)

// CellM is the side of the cells on which people are placed.
const CellM = 100.0

// maxSurfaceCells bounds the surface of one unit: Vietnam has 139 million cells
// of 100 m within its box, 2.4 GB. A province has one to two million.
const maxSurfaceCells = 20_000_000

// ground is a unit with everything about it that does not depend on a network:
// its communes, where people live in them, and which commune a place lies in.
type ground struct {
	unit     *registry.AdminUnit
	communes []*registry.AdminUnit
	byCode   map[string]int
	locator  *index.Locator
	surface  *raster.Surface // nil where it cannot be made; notes say why
	basis    registry.Text   // how people were spread
	notes    []registry.Text
}

// chooseUnit is the unit of that code on the day; without a code the registry's
// own territory, or its only province.
func chooseUnit(ctx context.Context, r registry.Reader, code, territory string, asOf registry.Date) (*registry.AdminUnit, error) {
	if code == "" && territory != "" && !strings.Contains(territory, ",") {
		code = territory
	}
	where := registry.Where("level", registry.LevelProvince)
	if code != "" {
		where = registry.Where("code", code)
	}
	found, err := registry.Find[*registry.AdminUnit](ctx, r, registry.Query{
		Kind: registry.Units, AsOf: asOf, Where: []registry.Condition{where},
	})
	switch {
	case err != nil:
		return nil, err
	case len(found) == 1:
		return found[0], nil
	case code != "" && len(found) == 0:
		return nil, noUnit(code, asOf)
	case len(found) == 0:
		e := registry.Errorf(registry.NotFound, "sổ đăng ký chưa có tỉnh nào vào ngày đó", "the registry holds no province on that day")
		e.Hint = registry.Text{VI: "nhập đơn vị hành chính: hatang import units TỆP", EN: "import units: hatang import units FILE"}
		return nil, e
	}
	return nil, registry.Errorf(registry.Invalid,
		"sổ đăng ký có %d tỉnh: nêu mã đơn vị", "the registry holds %d provinces: name a unit", len(found))
}

func noUnit(code string, asOf registry.Date) error {
	day := asOf.String()
	if asOf.IsZero() {
		day = "hôm nay/today"
	}
	e := registry.Errorf(registry.NotFound, "không có đơn vị %q vào ngày %s", "there is no unit %q on %s", code, day)
	e.Hint = registry.Text{
		VI: "xem các đơn vị: hatang export units --format csv; ngày khác: --as-of",
		EN: "list the units: hatang export units --format csv; another day: --as-of",
	}
	return e
}

// communesOf is the communes that make up the unit on the day: itself, if it is
// one, else those below it.
func communesOf(ctx context.Context, r registry.Reader, unit *registry.AdminUnit, asOf registry.Date) ([]*registry.AdminUnit, error) {
	if unit.Level == registry.LevelCommune {
		return []*registry.AdminUnit{unit}, nil
	}
	field := "province_code"
	if unit.Level == registry.LevelDistrict {
		field = "parent_code"
	}
	return registry.Find[*registry.AdminUnit](ctx, r, registry.Query{
		Kind: registry.Units, AsOf: asOf, Order: []registry.Order{{Field: "code"}},
		Where: []registry.Condition{registry.Where("level", registry.LevelCommune), registry.Where(field, unit.Code)},
	})
}

// newGround places the people of the unit. Weights are the newest population
// raster, else settlements, else the cells' area.
func newGround(ctx context.Context, r registry.Reader, rasters RasterSource, unit *registry.AdminUnit, communes []*registry.AdminUnit, asOf registry.Date) (*ground, error) {
	g := &ground{unit: unit, communes: communes, byCode: map[string]int{}}
	areas := make([]orb.MultiPolygon, len(communes))
	for i, c := range communes {
		g.byCode[c.Code] = i
		areas[i] = c.Area
	}
	var err error
	if g.locator, err = index.NewLocator(areas); err != nil {
		return nil, err
	}
	units := g.peopled()
	if len(units) == 0 {
		return g, nil
	}
	options, err := g.weights(ctx, r, rasters, asOf)
	if err != nil {
		return nil, err
	}
	return g, g.spread(ctx, units, options)
}

// peopled is the communes whose people can be placed; the others are noted.
func (g *ground) peopled() []raster.Unit {
	var units []raster.Unit
	var without, shapeless []string
	for _, c := range g.communes {
		switch {
		case len(c.Area) == 0:
			shapeless = append(shapeless, c.Name)
		default:
			if !c.Population.Known {
				without = append(without, c.Name)
			}
			units = append(units, raster.Unit{Code: c.Code, Area: c.Area, People: float64(c.Population.Or(0))})
		}
	}
	g.noteMissing(shapeless, "xã chưa có ranh giới, dân của xã không được đặt lên bản đồ", "communes have no boundary, their people are not placed")
	g.noteMissing(without, "xã chưa có số dân, tính là 0 người", "communes have no population and count as 0 people")
	if len(g.communes) == 0 {
		g.notes = append(g.notes, registry.Text{
			VI: "chưa nhập xã nào của đơn vị này nên chưa tính được khoảng cách: hatang import units TỆP",
			EN: "no commune of this unit is in the registry, so distances cannot be computed: hatang import units FILE",
		})
	}
	return units
}

func (g *ground) noteMissing(names []string, vi, en string) {
	if len(names) == 0 {
		return
	}
	listed := names[:min(len(names), 5)]
	more := ""
	if len(names) > len(listed) {
		more = ", …"
	}
	text := strings.Join(listed, ", ") + more
	n := len(names)
	g.notes = append(g.notes, registry.Text{
		VI: registry.VI.Integer(n) + " " + vi + ": " + text,
		EN: registry.EN.Integer(n) + " " + en + ": " + text,
	})
}

// weights reads what tells where within their communes people live.
func (g *ground) weights(ctx context.Context, r registry.Reader, rasters RasterSource, asOf registry.Date) (raster.SpreadOptions, error) {
	var options raster.SpreadOptions
	imported, err := newestPopulationRaster(ctx, rasters)
	if err != nil {
		return options, err
	}
	if imported != nil {
		options.Raster = &raster.Values{
			Grid: raster.Grid{
				West: imported.West, North: imported.North,
				CellLonDeg: imported.CellLonDeg, CellLatDeg: imported.CellLatDeg,
				Cols: imported.Cols, Rows: imported.Rows,
			},
			Value: imported.Values,
		}
		g.basis = registry.Textf("số dân từng xã, rải theo lưới %q", "people per commune, spread by the raster %q", imported.Name)
	}
	box := g.bound()
	err = r.Scan(ctx, registry.Query{Kind: registry.Settlements, AsOf: asOf, Box: &box}, func(rec registry.Record) error {
		if s, ok := rec.(*registry.Settlement); ok && s.Located {
			options.Settlements = append(options.Settlements, raster.Weight{At: s.Point, Value: s.SpreadWeight()})
		}
		return nil
	})
	if g.basis.IsZero() {
		g.basis = registry.Text{VI: "số dân từng xã, rải đều theo diện tích", EN: "people per commune, spread evenly by area"}
		if n := len(options.Settlements); n > 0 {
			g.basis = registry.Textf("số dân từng xã, rải quanh %d điểm dân cư", "people per commune, spread around %d settlements", n)
		}
	}
	return options, err
}

func (g *ground) bound() orb.Bound {
	var box orb.Bound
	first := true
	for _, c := range g.communes {
		if len(c.Area) == 0 {
			continue
		}
		if first {
			box, first = c.Area.Bound(), false
		} else {
			box = box.Union(c.Area.Bound())
		}
	}
	return box
}

func (g *ground) spread(ctx context.Context, units []raster.Unit, options raster.SpreadOptions) error {
	grid, err := raster.NewGrid(g.bound(), CellM)
	if err != nil {
		return err
	}
	if grid.Cells() > maxSurfaceCells {
		g.notes = append(g.notes, registry.Textf(
			"đơn vị quá rộng cho lưới 100 m (%d ô, tối đa %d): chỉ có số liệu bình quân; hỏi từng tỉnh để có khoảng cách",
			"the unit is too large for a 100 m grid (%d cells, at most %d): only the means are given; ask by province for distances",
			grid.Cells(), maxSurfaceCells))
		return nil
	}
	surface, report, err := raster.Spread(ctx, grid, units, options)
	if err != nil {
		return err
	}
	g.surface = surface
	even := 0
	for _, note := range report.Notes {
		if note.Kind == raster.NoWeights {
			even++
		}
	}
	if even > 0 {
		g.notes = append(g.notes, registry.Textf(
			"%d xã không có trọng số nên dân được rải đều", "%d communes have no weights, their people are spread evenly", even))
	}
	return nil
}

// communeOf is the index of the commune that a point belongs to, -1 for none:
// by its place where that is known, by the commune declared for it where the
// place is only a stand-in or lies in no commune.
func (g *ground) communeOf(p point) int {
	declared, known := g.byCode[p.communeCode]
	if p.Located && (!known || !p.Approximate.Or(false)) {
		if i := g.locator.Locate(p.Point); i >= 0 {
			return int(i)
		}
	}
	if known {
		return declared
	}
	return -1
}

// members keeps the points that belong to the unit, with their communes.
func (g *ground) members(points []point) (own []point, commune []int) {
	whole := len(g.communes) == 0
	for _, p := range points {
		i := g.communeOf(p)
		inside := i >= 0 || (whole && p.Located && polygon.Contains(g.unit.Area, p.Point))
		if inside {
			own = append(own, p)
			commune = append(commune, i)
		}
	}
	return own, commune
}

// newestPopulationRaster is the population raster of the latest year, then
// import; nil when there is none.
func newestPopulationRaster(ctx context.Context, rasters RasterSource) (*registry.Raster, error) {
	all, err := rasters.Rasters(ctx)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(r registry.Raster) bool { return r.Purpose != "population" })
	if len(all) == 0 {
		return nil, nil
	}
	newest := slices.MaxFunc(all, func(a, b registry.Raster) int {
		if a.Year != b.Year {
			return a.Year - b.Year
		}
		return a.ImportedAt.Compare(b.ImportedAt)
	})
	full, err := rasters.Raster(ctx, newest.Name)
	if err != nil {
		return nil, err
	}
	return &full, nil
}
