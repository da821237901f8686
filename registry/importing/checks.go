package importing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/registry"
)

// checks is what the registry holds that every row is compared with: its
// operators, the codes of its units, its territory.
type checks struct {
	operators *codebook
	names     []string                     // of the operators, to list
	units     map[string][]registry.Period // when a unit code holds
	findings  findings
	lineage   *registry.Lineage // what became of units
	territory *index.Locator    // nil: no check
	provinces string            // codes of the territory, to quote
}

// prepare reads what the checks need.
func (c *checks) prepare(ctx context.Context, im *importer) error {
	provinces, err := im.store.Setting(ctx, registry.SettingTerritory)
	if err != nil {
		return err
	}
	if c.findings, err = readFindings(ctx, im); err != nil {
		return err
	}
	err = im.store.View(ctx, func(ctx context.Context, r registry.Reader) error {
		if err := c.readOperators(ctx, r); err != nil {
			return err
		}
		if im.columns.field("commune_code") != nil && im.schema.Kind != registry.Units {
			if err := c.readUnits(ctx, r); err != nil {
				return err
			}
			if err := c.readLineage(ctx, r); err != nil {
				return err
			}
			if len(c.units) == 0 {
				im.report.add(registry.Problem{
					Column: im.headerOf("commune_code"), Rule: "commune", Severity: registry.Warning, Message: registry.Text{
						VI: "sổ chưa có đơn vị hành chính nào: mã xã không được kiểm tra", EN: "the registry has no administrative units: commune codes are not checked",
					},
				})
			}
		}
		if im.opts.PlaceInCommune {
			im.placement = newPlacement(c.lineage, im.opts.CodesAsOf)
		}
		return c.readTerritory(ctx, r, im, provinces)
	})
	if err != nil {
		return fmt.Errorf("reading what rows are checked against: %w", err)
	}
	return nil
}

func (c *checks) readOperators(ctx context.Context, r registry.Reader) error {
	var codes []registry.CodeValue
	known := map[string]bool{}
	err := r.Scan(ctx, registry.Query{Kind: registry.Operators, AllRows: true}, func(rec registry.Record) error {
		o, ok := rec.(*registry.Operator)
		if ok {
			codes = append(codes, registry.CodeValue{Code: o.Code, Label: registry.Text{VI: o.Name, EN: o.Short}, Aliases: []string{o.PLMN}})
		}
		if ok && !known[o.Code] {
			known[o.Code] = true
			c.names = append(c.names, labelled(o.Name, o.Code))
		}
		return nil
	})
	c.operators = newCodebook(codes)
	slices.Sort(c.names)
	return err
}

// listedOperators bounds how many names a message lists.
const listedOperators = 12

func (c *checks) expectedOperators() registry.Text {
	if len(c.names) == 0 {
		return registry.Text{
			VI: "sổ chưa có doanh nghiệp nào: nhập doanh nghiệp trước (hatang import operators)",
			EN: "the registry has no operators: import them first (hatang import operators)",
		}
	}
	names := c.names
	more := ""
	if len(names) > listedOperators {
		names, more = names[:listedOperators], ", …"
	}
	list := strings.Join(names, ", ") + more
	return registry.Textf("không có doanh nghiệp này; trong sổ có: %s", "no such operator; the registry has: %s", list)
}

func (c *checks) readUnits(ctx context.Context, r registry.Reader) error {
	c.units = map[string][]registry.Period{}
	return r.Scan(ctx, registry.Query{Kind: registry.Units, AllRows: true}, func(rec registry.Record) error {
		if u, ok := rec.(*registry.AdminUnit); ok {
			c.units[u.Code] = append(c.units[u.Code], u.Row.Period())
		}
		return nil
	})
}

// readLineage reads what became of units.
func (c *checks) readLineage(ctx context.Context, r registry.Reader) error {
	all, err := registry.Find[*registry.Succession](ctx, r, registry.Query{Kind: registry.Successions, AllRows: true})
	c.lineage = registry.NewLineage(all)
	return err
}

// succeeded tells whether a code that does not hold on the day is an old one,
// whose unit's successors do.
func (c *checks) succeeded(code string, on registry.Date) bool {
	if !c.lineage.Knows(code) {
		return false
	}
	for _, heir := range c.lineage.Successors(code, registry.Date{}, on) {
		for _, period := range c.units[heir.Code] {
			if period.Holds(on) {
				return true
			}
		}
	}
	return false
}

// checkCommune refuses a commune code that no unit has on the day. An old code
// stays on its record when its successors are known; whether a row can be placed
// by its code is the placement's to tell.
func (im *importer) checkCommune(d *draft, on registry.Date) {
	at, ok := im.fieldIndex["commune_code"]
	if !ok || !d.stated.has(at) || len(im.checks.units) == 0 || !d.unplaced.IsZero() || d.standIn != nil {
		return
	}
	if !im.opts.CodesAsOf.IsZero() {
		on = im.opts.CodesAsOf
	}
	code, _ := im.schema.Fields[at].Value(d.rec).(string)
	periods, known := im.checks.units[code]
	for _, period := range periods {
		if period.Holds(on) {
			return
		}
	}
	if im.checks.succeeded(code, im.effective(d.from)) {
		return
	}
	message := registry.Text{VI: "không có đơn vị hành chính mang mã này", EN: "no administrative unit has this code"}
	if known {
		message = registry.Textf("mã đơn vị này không còn hoặc chưa có hiệu lực ngày %[1]s", "this unit code does not hold on %[1]s", registry.VI.Date(on))
	}
	im.fault(d, im.headerOf("commune_code"), code, "commune", message)
}

// readTerritory finds the land of the registry's provinces: their own areas, or
// else those of their communes.
func (c *checks) readTerritory(ctx context.Context, r registry.Reader, im *importer, provinces string) error {
	if provinces == "" || im.schema.Shapes == registry.NoShapes || im.schema.Kind == registry.Units {
		return nil
	}
	c.provinces = provinces
	var lacking []string
	var land []orb.MultiPolygon
	for _, code := range strings.FieldsFunc(provinces, func(r rune) bool { return r == ',' || r == ' ' }) {
		areas, err := provinceArea(ctx, r, code, im.effective(im.opts.ValidFrom))
		if err != nil {
			return err
		}
		if len(areas) == 0 {
			lacking = append(lacking, code)
		}
		land = append(land, areas...)
	}
	if len(lacking) > 0 {
		im.report.decide(registry.Textf(
			"không kiểm tra được vị trí ngoài tỉnh: sổ chưa có ranh giới của tỉnh %s", "positions outside the province are not checked: the registry has no boundary of province %s",
			strings.Join(lacking, ", ")))
		return nil
	}
	var err error
	c.territory, err = index.NewLocator(land)
	return err
}

func provinceArea(ctx context.Context, r registry.Reader, code string, on registry.Date) ([]orb.MultiPolygon, error) {
	var areas []orb.MultiPolygon
	collect := func(level string) func(registry.Record) error {
		return func(rec registry.Record) error {
			if u, ok := rec.(*registry.AdminUnit); ok && u.Level == level && len(u.Area) > 0 {
				areas = append(areas, u.Area)
			}
			return nil
		}
	}
	query := registry.Query{Kind: registry.Units, AsOf: on, Where: []registry.Condition{registry.Where("code", code)}}
	if err := r.Scan(ctx, query, collect(registry.LevelProvince)); err != nil || len(areas) > 0 {
		return areas, err
	}
	query.Where = []registry.Condition{registry.Where("province_code", code)}
	err := r.Scan(ctx, query, collect(registry.LevelCommune))
	return areas, err
}

// checkTerritory refuses what lies outside the registry's provinces.
func (im *importer) checkTerritory(d *draft) {
	if d.shape == nil || im.checks.territory == nil || im.checks.findings.off("territory") {
		return
	}
	at, inside := orb.Point{}, false
	switch shape := d.shape.(type) {
	case orb.Point:
		at, inside = shape, im.checks.holds(shape)
	case orb.MultiPolygon:
		at, inside = im.checks.touches(shape)
	}
	if !inside {
		im.otherZones.try(im, at)
		im.fault(d, im.positions.headerOf(), plainNumber(at[0])+" "+plainNumber(at[1]), "territory", registry.Textf(
			"nằm ngoài tỉnh %s của sổ đăng ký (kinh độ, vĩ độ WGS 84); kiểm tra múi chiếu (--crs)",
			"lies outside the registry's province %s (longitude, latitude on WGS 84); check the zone (--crs)", im.checks.provinces))
	}
}

func (c *checks) holds(p orb.Point) bool { return c.territory.Locate(p) != index.Nowhere }

// touches tells whether some vertex of the area lies in the territory, and names
// one that does not when none does.
func (c *checks) touches(area orb.MultiPolygon) (at orb.Point, inside bool) {
	for _, polygon := range area {
		for _, ring := range polygon {
			for _, v := range ring {
				at = v
				if c.holds(v) {
					return v, true
				}
			}
		}
	}
	return at, false
}

// effective is the day on which a row's facts are compared.
func (im *importer) effective(from registry.Date) registry.Date {
	if from.IsZero() {
		return im.opts.today()
	}
	return from
}
