package importing

import (
	"context"
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"hatang/geo/polygon"
	"hatang/registry"
)

// unitImport does what units need beyond other kinds: level and type by the
// name, overlaps and gaps of the file's communes, and the province that a list
// of communes leaves out.
type unitImport struct {
	communes []communeArea
	changed  bool
}

// communeArea is a commune of the file.
type communeArea struct {
	code, provinceCode, provinceName string
	area                             orb.MultiPolygon
	from                             registry.Date
}

func newUnitImport() *unitImport { return new(unitImport) }

// complete derives level and type where the row states none.
func (u *unitImport) complete(im *importer, d *draft) {
	rec, ok := d.rec.(*registry.AdminUnit)
	if !ok || d.fromRegistry() {
		return
	}
	level, class := levelAndType(rec.Name, rec.Type, rec.Code)
	if rec.Level != "" {
		level = rec.Level
	}
	if class == "thanh_pho" && level == registry.LevelProvince {
		class = "thanh_pho_tw"
	}
	im.derive(d, "level", level)
	im.derive(d, "type", class)
}

// derive gives a field that the row does not state a value that follows from
// others, for a new record.
func (im *importer) derive(d *draft, name, value string) {
	at := im.fieldIndex[name]
	if value == "" || d.stated.has(at) {
		return
	}
	stated := d.stated
	im.set(d, at, &im.schema.Fields[at], value)
	d.stated = stated
}

// levelAndType tells a unit's level and type by its type, else by the first
// words of its name; a "thành phố" by the length of its code, as the statistics
// office numbers provinces with two digits, districts three, communes five.
func levelAndType(name, class, code string) (level, kind string) {
	kind = class
	if kind == "" {
		kind = typeOfName(name)
	}
	switch kind {
	case "tinh", "thanh_pho_tw":
		return registry.LevelProvince, kind
	case "quan", "huyen", "thi_xa":
		return registry.LevelDistrict, kind
	case "xa", "phuong", "thi_tran", "dac_khu":
		return registry.LevelCommune, kind
	}
	switch len(code) {
	case 2:
		return registry.LevelProvince, kind
	case 3:
		return registry.LevelDistrict, kind
	case 5:
		return registry.LevelCommune, kind
	}
	return "", kind
}

func typeOfName(name string) string {
	folded := registry.Fold(name) + " "
	for _, prefix := range []struct{ words, code string }{
		{"thanh pho ", "thanh_pho"}, {"thi tran ", "thi_tran"}, {"thi xa ", "thi_xa"}, {"dac khu ", "dac_khu"},
		{"phuong ", "phuong"}, {"huyen ", "huyen"}, {"quan ", "quan"}, {"tinh ", "tinh"}, {"xa ", "xa"},
	} {
		if strings.HasPrefix(folded, prefix.words) {
			return prefix.code
		}
	}
	return ""
}

// collect keeps the communes for the end of the file.
func (u *unitImport) collect(d *draft) {
	rec, ok := d.rec.(*registry.AdminUnit)
	if !ok || d.faulty || d.repeats {
		return
	}
	if put, ok := d.put.(*registry.AdminUnit); ok {
		rec, u.changed = put, true
	}
	area, _ := d.shape.(orb.MultiPolygon)
	if rec.Level == registry.LevelCommune && len(area) > 0 {
		u.communes = append(u.communes, communeArea{rec.Code, rec.ProvinceCode, rec.ProvinceName, area, rec.Row.ValidFrom})
	}
}

// finish compares the communes with each other and makes the provinces that the
// registry lacks.
func (u *unitImport) finish(ctx context.Context, im *importer, w registry.Writer) error {
	if !u.changed || len(u.communes) == 0 {
		return nil
	}
	if err := u.compareAreas(ctx, im); err != nil {
		return err
	}
	if im.report.faults > 0 {
		return nil
	}
	return u.makeProvinces(ctx, im, w)
}

// listedM2 is the size below which overlaps and gaps are summed up rather than
// listed: a hectare.
const listedM2 = 10_000

// compareAreas warns of overlaps and gaps between communes of one date.
func (u *unitImport) compareAreas(ctx context.Context, im *importer) error {
	byDate := map[registry.Date][]polygon.Unit{}
	for _, c := range u.communes {
		byDate[c.from] = append(byDate[c.from], polygon.Unit{Code: c.code, Area: c.area})
	}
	for _, units := range byDate {
		found, err := polygon.Check(ctx, units, polygon.CheckOptions{SliverM2: listedM2})
		if err != nil {
			return fmt.Errorf("comparing the units' areas: %w", err)
		}
		for _, o := range found.Overlaps {
			area := hectares(o.AreaM2)
			im.areaWarning("overlap", o.A+" "+o.B, registry.Textf(
				"hai đơn vị chồng nhau %[1]s ha tại %[3]s", "the two units overlap by %[2]s ha at %[3]s", area.VI, area.EN, placeText(o.At)))
		}
		for _, g := range found.Gaps {
			area := hectares(g.AreaM2)
			im.areaWarning("gap", strings.Join(g.Units, " "), registry.Textf(
				"khoảng hở %[1]s ha giữa các đơn vị tại %[3]s", "a gap of %[2]s ha between the units at %[3]s", area.VI, area.EN, placeText(g.At)))
		}
		if s := found.SmallOverlaps; s.Count > 0 {
			area := hectares(s.AreaM2)
			im.report.decide(registry.Textf("%[1]d chỗ chồng nhau dưới 1 ha, tổng %[2]s ha", "%[1]d overlaps below 1 ha, %[3]s ha in all", s.Count, area.VI, area.EN))
		}
		if s := found.SmallGaps; s.Count > 0 {
			area := hectares(s.AreaM2)
			im.report.decide(registry.Textf("%[1]d khoảng hở dưới 1 ha, tổng %[2]s ha", "%[1]d gaps below 1 ha, %[3]s ha in all", s.Count, area.VI, area.EN))
		}
	}
	return nil
}

func (im *importer) areaWarning(rule, units string, message registry.Text) {
	im.addWeighed(registry.Problem{Column: "geometry", Value: units, Rule: rule, Message: message, Severity: registry.Warning})
}

func hectares(areaM2 float64) registry.Text { return registry.Decimals(areaM2/1e4, 2) }

func placeText(p orb.Point) string { return fmt.Sprintf("%.5f %.5f", p[0], p[1]) }

// makeProvinces makes each province that communes of the file name and that the
// registry lacks on their day, from the union of their areas.
func (u *unitImport) makeProvinces(ctx context.Context, im *importer, w registry.Writer) error {
	byProvince := map[string][]communeArea{}
	var order []string
	for _, c := range u.communes {
		if c.provinceCode == "" {
			continue
		}
		if byProvince[c.provinceCode] == nil {
			order = append(order, c.provinceCode)
		}
		byProvince[c.provinceCode] = append(byProvince[c.provinceCode], c)
	}
	for _, code := range order {
		if err := u.makeProvince(ctx, im, w, code, byProvince[code]); err != nil {
			return err
		}
	}
	return nil
}

func (u *unitImport) makeProvince(ctx context.Context, im *importer, w registry.Writer, code string, communes []communeArea) error {
	from, areas := communes[0].from, make([]orb.MultiPolygon, 0, len(communes))
	for _, c := range communes {
		if c.from.Before(from) {
			from = c.from
		}
		areas = append(areas, c.area)
	}
	known, err := hasProvince(ctx, w, code, from)
	if err != nil || known {
		return err
	}
	union, err := polygon.Union(areas...)
	if err != nil {
		return fmt.Errorf("the area of province %s: %w", code, err)
	}
	name := communes[0].provinceName
	if name == "" {
		name = code
	}
	province := &registry.AdminUnit{
		Code: code, Name: name, Level: registry.LevelProvince, Type: "tinh",
		Note: fmt.Sprintf("Lập từ hợp của %d xã trong tệp nhập", len(communes)),
	}
	if typeOfName(name) == "thanh_pho" {
		province.Type = "thanh_pho_tw"
	}
	province.Area, province.Row.ValidFrom = union, from
	if _, err := w.Put(ctx, province); err != nil {
		return err
	}
	im.report.relate(registry.Units, registry.Text{VI: "tỉnh lập từ hợp của các xã", EN: "provinces made from the union of their communes"})
	return nil
}

// hasProvince tells whether some row about the province reaches into the days
// from the given one on, so that a row from then on would overlap it.
func hasProvince(ctx context.Context, r registry.Reader, code string, from registry.Date) (bool, error) {
	found := false
	query := registry.Query{Kind: registry.Units, AllRows: true, Where: []registry.Condition{registry.Where("code", code)}}
	err := r.Scan(ctx, query, func(rec registry.Record) error {
		u, ok := rec.(*registry.AdminUnit)
		if ok && u.Level == registry.LevelProvince && u.Row.Period().Overlaps(registry.Period{From: from}) {
			found = true
		}
		return nil
	})
	return found, err
}
