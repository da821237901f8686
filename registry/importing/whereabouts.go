package importing

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/crs"
	"hatang/geo/index"
	"hatang/registry"
)

// whereabouts tells in which commune a point lies, day by day.
type whereabouts struct{ days map[registry.Date]*communeMap }

// communeMap is the communes of a day that have a boundary.
type communeMap struct {
	locator *index.Locator
	codes   []string
	names   []string
	has     map[string]bool
}

// mappedDays bounds for how many days of one file communes are kept at hand.
const mappedDays = 16

// on is the map of a day; nil when there are too many days, or no communes.
func (w *whereabouts) on(ctx context.Context, r registry.Reader, day registry.Date) (*communeMap, error) {
	if known, ok := w.days[day]; ok {
		return known, nil
	}
	if len(w.days) >= mappedDays {
		return nil, nil //nolint:nilnil // no map is an answer: nothing is said of that day
	}
	m := &communeMap{has: map[string]bool{}}
	var areas []orb.MultiPolygon
	query := registry.Query{Kind: registry.Units, AsOf: day, Where: []registry.Condition{registry.Where("level", registry.LevelCommune)}}
	err := r.Scan(ctx, query, func(rec registry.Record) error {
		if u, ok := rec.(*registry.AdminUnit); ok && len(u.Area) > 0 {
			areas = append(areas, u.Area)
			m.codes, m.names, m.has[u.Code] = append(m.codes, u.Code), append(m.names, u.Name), true
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the communes that points lie in: %w", err)
	}
	if len(areas) == 0 {
		m = nil
	} else if m.locator, err = index.NewLocator(areas); err != nil {
		return nil, err
	}
	w.days[day] = m
	return m, nil
}

// checkWhereabouts tells of points that lie in another commune than their row
// says. An old code stands for the communes that hold its territory on the row's
// day; where those are several, and for communes without a boundary, a point in
// any of them is right.
func (im *importer) checkWhereabouts(ctx context.Context, r registry.Reader, run []*draft) error {
	at, ok := im.fieldIndex["commune_code"]
	if !ok || len(im.checks.units) == 0 || im.checks.findings.off("elsewhere") {
		return nil
	}
	for _, d := range run {
		point, located := d.shape.(orb.Point)
		if !located || d.faulty || d.repeats || !d.stated.has(at) {
			continue
		}
		day := im.effective(d.from)
		m, err := im.whereabouts.on(ctx, r, day)
		if err != nil {
			return err
		}
		if m == nil {
			continue
		}
		if code, _ := im.schema.Fields[at].Value(d.rec).(string); code != "" {
			im.checkDeclared(d, m, point, code, day)
		}
	}
	return nil
}

func (im *importer) checkDeclared(d *draft, m *communeMap, point orb.Point, code string, day registry.Date) {
	i := m.locator.Locate(point)
	if i == index.Nowhere || m.codes[i] == code && im.opts.CodesAsOf.IsZero() {
		return
	}
	from := im.opts.CodesAsOf
	if from.IsZero() && m.has[code] {
		from = day
	}
	_, heirs := im.checks.lineage.Resolve(code, from, day, m.codes[i])
	if heirs == nil || slices.ContainsFunc(heirs, func(h registry.Successor) bool { return !m.has[h.Code] }) {
		return
	}
	im.warn(d, im.headerOf("commune_code"), code, "elsewhere", registry.Textf(
		"tọa độ nằm trong %[1]s (%[2]s), không phải xã khai báo", "the coordinates lie in %[1]s (%[2]s), not in the commune declared",
		m.names[i], m.codes[i]))
}

// otherZones counts, for points outside the province, the zones in which they
// would fall in it.
type otherZones struct {
	zones  []crs.CRS
	inside []int
}

// try reads a point's coordinates in every other zone.
func (z *otherZones) try(im *importer, p orb.Point) {
	system := im.positions.system
	if system.Geographic() || im.checks.findings.off("zone") {
		return
	}
	if z.zones == nil {
		z.zones = slices.DeleteFunc(crs.Zones(), func(c crs.CRS) bool { return c.EPSG() == system.EPSG() })
		z.inside = make([]int, len(z.zones))
	}
	x, y, err := system.FromWGS84(p)
	if err != nil {
		return
	}
	for i, zone := range z.zones {
		if at, err := zone.ToWGS84(x, y); err == nil && im.checks.holds(at) {
			z.inside[i]++
		}
	}
}

// tell names the zone in which most of the points fall in the province. Zones lie
// a quarter of a degree apart, so that several may do.
func (z *otherZones) tell(im *importer) {
	most := 0
	for _, n := range z.inside {
		most = max(most, n)
	}
	if most == 0 {
		return
	}
	vi, en := "", ""
	for i, n := range z.inside {
		if n == most {
			meridian := plainNumber(z.zones[i].Meridian())
			vi += fmt.Sprintf(", %s (--crs vn2000:%s)", meridianText(z.zones[i].Meridian()), meridian)
			en += fmt.Sprintf(", %s (--crs vn2000:%s)", meridianText(z.zones[i].Meridian()), meridian)
		}
	}
	p := registry.Problem{Column: im.positions.headerOf(), Rule: "zone", Severity: registry.Warning, Message: registry.Textf(
		"%[1]s điểm ngoài tỉnh rơi vào tỉnh nếu đọc theo múi %[3]s", "%[2]s points outside the province fall in it if read in the zone of %[4]s",
		registry.VI.Integer(most), registry.EN.Integer(most), vi[2:], en[2:])}
	im.addWeighed(p)
}

// meridianText writes 107.5 as 107°30′.
func meridianText(deg float64) string {
	minutes := int(deg*60 + 0.5)
	return fmt.Sprintf("%d°%02d′", minutes/60, minutes%60)
}

// addWeighed reports a problem of the file as a whole by the table of checks.
func (im *importer) addWeighed(p registry.Problem) {
	if !im.checks.findings.weigh(&p) {
		im.checks.findings.note(p.Rule)
		return
	}
	im.report.add(p)
}
