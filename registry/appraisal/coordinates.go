package appraisal

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/crs"
	"hatang/geo/geodesy"
	"hatang/registry"
)

// coordinates compares where the position lies with what the dossier declares.
func (r *run) coordinates() []Finding {
	f := Finding{Verdict: Met, Clause: Reference{Verified: true}, Inputs: []Input{
		{Name: "commune_code", Value: orNil(r.p.CommuneCode), Source: "dossier"}, {Name: "commune", Value: orNil(r.p.Commune), Source: "dossier"},
		{Name: "given_crs", Value: orNil(r.p.GivenCRS), Source: "dossier"}, {Name: "given_coordinates", Value: orNil(r.p.GivenText), Source: "dossier"},
	}, Consequence: "supplement", Unit: "m"}
	if !r.located {
		f.Verdict, f.Missing = Undecided, []string{"geometry"}
		f.Summary = registry.Text{VI: "chưa có tọa độ", EN: "there are no coordinates"}
		return []Finding{f}
	}
	f.Evidence = r.drawn()
	declared, err := r.declared()
	if err != nil {
		return r.failed(err)
	}
	switch {
	case r.unit == nil:
		r.nowhere(&f, declared)
	case r.p.CommuneCode == "" && r.p.Commune == "":
		f.Verdict, f.Missing = Undecided, []string{"commune_code"}
		f.Summary = registry.Textf("hồ sơ chưa khai xã; tọa độ nằm trong %[1]s (%[2]s)", "the dossier names no commune; the coordinates lie in %[1]s (%[2]s)",
			r.unit.Name, r.unit.Code)
	case len(declared) == 0:
		f.Verdict, f.Missing = Undecided, []string{"units"}
		f.Summary = registry.Textf("không có xã %[1]s trong sổ vào ngày này; tọa độ nằm trong %[2]s (%[3]s)",
			"commune %[1]s is not on record on this day; the coordinates lie in %[2]s (%[3]s)", r.declaredName(), r.unit.Name, r.unit.Code)
	case slices.ContainsFunc(declared, func(u *registry.AdminUnit) bool { return u.Code == r.unit.Code }):
		f.Number, f.Threshold, f.Margin = ptr(0.0), ptr(0.0), ptr(0.0)
		f.Summary = registry.Textf("tọa độ nằm trong xã khai báo, %[1]s (%[2]s)", "the coordinates lie in the commune declared, %[1]s (%[2]s)", r.unit.Name, r.unit.Code)
		f.Consequence = ""
	default:
		r.elsewhere(&f, declared)
	}
	return append([]Finding{f}, r.farFromMeridian()...)
}

func (r *run) declaredName() string {
	if r.p.CommuneCode == "" {
		return r.p.Commune
	}
	return r.p.CommuneCode
}

// declared are the communes of the day that the dossier may mean: that of the
// code, those that took its territory, or those of the name.
func (r *run) declared() ([]*registry.AdminUnit, error) {
	if err := r.readUnits(); err != nil {
		return nil, err
	}
	codes := map[string]bool{r.p.CommuneCode: true}
	if r.p.CommuneCode != "" {
		if err := r.readLineage(); err != nil {
			return nil, err
		}
		for _, s := range r.lineage.Successors(r.p.CommuneCode, registry.Date{}, r.dossier.AsOf) {
			codes[s.Code] = true
		}
	}
	var found []*registry.AdminUnit
	for _, u := range r.units {
		switch {
		case r.p.CommuneCode != "" && codes[u.Code], r.p.CommuneCode == "" && sameName(u, r.p.Commune):
			found = append(found, u)
		}
	}
	return found, nil
}

// sameName compares names without accents and without the type before them.
func sameName(u *registry.AdminUnit, name string) bool {
	return name != "" && bareName(u.Name) == bareName(name)
}

func bareName(name string) string {
	folded := registry.Fold(name)
	for _, prefix := range []string{"xa ", "phuong ", "thi tran ", "dac khu "} {
		if len(folded) > len(prefix) && folded[:len(prefix)] == prefix {
			return folded[len(prefix):]
		}
	}
	return folded
}

func (s *session) readUnits() error {
	if s.units != nil {
		return nil
	}
	s.units = []*registry.AdminUnit{}
	q := registry.Query{Kind: registry.Units, Where: []registry.Condition{registry.Where("level", registry.LevelCommune)}}
	return scan(s, q, func(u *registry.AdminUnit) {
		if u.Level == registry.LevelCommune {
			s.units = append(s.units, u)
		}
	})
}

func (s *session) readLineage() error {
	if s.lineage != nil {
		return nil
	}
	var all []*registry.Succession
	err := scan(s, registry.Query{Kind: registry.Successions, AllRows: true}, func(c *registry.Succession) { all = append(all, c) })
	s.lineage = registry.NewLineage(all)
	return err
}

// nowhere is the finding about a position in no commune: in the sea, abroad, or
// read in the wrong zone.
func (r *run) nowhere(f *Finding, declared []*registry.AdminUnit) {
	f.Verdict = NotMet
	f.Summary = registry.Textf("tọa độ %.6[1]f, %.6[2]f không nằm trong xã nào của sổ (ngoài địa bàn, ngoài biển hoặc sai múi chiếu)",
		"the coordinates %.6[1]f, %.6[2]f lie in no commune on record (outside the province, in the sea, or read in the wrong zone)", r.at[0], r.at[1])
	if len(r.units) == 0 {
		f.Verdict, f.Missing = Undecided, []string{"units"}
		f.Summary = registry.Text{VI: "sổ chưa có ranh giới xã cho ngày này", EN: "there are no boundaries of communes on record for this day"}
		return
	}
	r.suggestZone(f, declared)
}

// elsewhere is the finding about a position in another commune than declared.
func (r *run) elsewhere(f *Finding, declared []*registry.AdminUnit) {
	f.Verdict = NotMet
	name := declared[0].Name
	f.Summary = registry.Textf("tọa độ nằm trong %[1]s (%[2]s), không phải %[3]s (%[4]s) như khai báo",
		"the coordinates lie in %[1]s (%[2]s), not in %[3]s (%[4]s) as declared", r.unit.Name, r.unit.Code, name, declared[0].Code)
	nearest := math.Inf(1)
	var link orb.LineString
	for _, u := range declared {
		if p, d := nearestOnBoundary(u.Area, r.at); d < nearest {
			nearest, link = d, orb.LineString{r.at, p}
		}
	}
	if !math.IsInf(nearest, 1) {
		f.Number, f.Threshold, f.Margin = ptr(nearest), ptr(0.0), ptr(-nearest)
		f.Evidence.Append(feature(link, "to_declared_commune", map[string]any{"distance_m": nearest, "commune": name}))
	}
	r.suggestZone(f, declared)
}

// suggestZone reads the coordinates as given in every other zone and names those
// that bring them into the commune declared, or into the registry's territory
// when no commune is declared.
func (r *run) suggestZone(f *Finding, declared []*registry.AdminUnit) {
	given, err := crs.Parse(r.p.GivenCRS)
	if err != nil || given.Geographic() {
		return
	}
	x, y, err := given.FromWGS84(r.at)
	if err != nil {
		return
	}
	var vi []string
	for _, zone := range crs.Zones() {
		if zone == given {
			continue
		}
		p, err := zone.ToWGS84(x, y)
		if err != nil {
			continue
		}
		unit, ok := r.world.CommuneAt(p, r.dossier.AsOf)
		if !ok || len(declared) > 0 && !slices.ContainsFunc(declared, func(u *registry.AdminUnit) bool { return u.Code == unit.Code }) {
			continue
		}
		meridian := registry.VI.Number(zone.Meridian(), 2)
		vi = append(vi, meridian+"° ("+unit.Name+")")
		f.Inputs = append(f.Inputs, Input{Name: "zone_that_fits", Value: zone.EPSG(), Source: "vn2000:" + registry.EN.Number(zone.Meridian(), 2)})
		f.Evidence.Append(feature(p, "in_other_zone", map[string]any{"epsg": zone.EPSG(), "commune": unit.Name}))
	}
	if len(vi) == 0 {
		return
	}
	list := vi[0]
	for _, more := range vi[1:] {
		list += ", " + more
	}
	f.Summary.VI += "; đọc theo kinh tuyến trục " + list + " thì đúng địa bàn: kiểm tra lại múi"
	f.Summary.EN += "; read with central meridian " + list + " they fit: check the zone"
}

// farFromMeridian warns of a zone that was not made for the place.
func (r *run) farFromMeridian() []Finding {
	given, err := crs.Parse(r.p.GivenCRS)
	if err != nil {
		return nil
	}
	warning, far := given.FarFromMeridian(r.at)
	if !far {
		return nil
	}
	off, limit := registry.Decimals(math.Abs(warning.OffsetDeg), 2), registry.Decimals(warning.LimitDeg, 1)
	return []Finding{{
		Verdict: Undecided, Officer: true, Clause: Reference{Verified: true}, Consequence: "supplement", Unit: "°",
		Number: ptr(math.Abs(warning.OffsetDeg)), Threshold: ptr(warning.LimitDeg), Margin: ptr(warning.LimitDeg - math.Abs(warning.OffsetDeg)),
		Summary: registry.Text{
			VI: fmt.Sprintf("cách kinh tuyến trục của múi đã khai %s°, quá %s°: có thể nhầm múi", off.VI, limit.VI),
			EN: fmt.Sprintf("%s° from the central meridian of the zone stated, more than %s°: perhaps the wrong zone", off.EN, limit.EN),
		},
	}}
}

// nearestOnBoundary is the point of the boundary that is nearest to p and how far
// it is. Edges are taken as straight in longitude and latitude scaled at p, which
// is right to some millimetres for the edges of communes.
func nearestOnBoundary(area orb.MultiPolygon, p orb.Point) (orb.Point, float64) {
	scale := math.Cos(p[1] * math.Pi / 180)
	best, bestSquared := p, math.Inf(1)
	for _, polygon := range area {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				q := nearestOnEdge(ring[i-1], ring[i], p, scale)
				dx, dy := (q[0]-p[0])*scale, q[1]-p[1]
				if squared := dx*dx + dy*dy; squared < bestSquared {
					best, bestSquared = q, squared
				}
			}
		}
	}
	if math.IsInf(bestSquared, 1) {
		return p, bestSquared
	}
	return best, geodesy.DistanceM(p, best)
}

func nearestOnEdge(a, b, p orb.Point, scale float64) orb.Point {
	ux, uy := (b[0]-a[0])*scale, b[1]-a[1]
	length := ux*ux + uy*uy
	if length == 0 {
		return a
	}
	t := min(1, max(0, ((p[0]-a[0])*scale*ux+(p[1]-a[1])*uy)/length))
	return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
}

// areaClass tells which distances apply, and what says so.
func (r *run) areaClass() []Finding {
	f := Finding{Verdict: Met, Clause: Reference{Verified: true}, Inputs: []Input{{Name: "area", Value: orNil(r.area), Source: r.areaFrom}}}
	switch {
	case !r.located:
		f.Verdict, f.Missing = Undecided, []string{"geometry"}
		f.Summary = registry.Text{VI: "chưa có tọa độ nên chưa biết khu vực", EN: "without coordinates the area is not known"}
	case r.area == "" && r.unit == nil:
		f.Verdict, f.Missing = Undecided, []string{"units"}
		f.Summary = registry.Text{VI: "tọa độ không nằm trong xã nào nên chưa biết khu vực", EN: "the coordinates lie in no commune: the area is not known"}
	case r.area == "":
		f.Verdict, f.Missing = Undecided, []string{"units.type"}
		f.Summary = registry.Textf("%[1]s chưa có loại đơn vị (xã, phường…)", "%[1]s has no type (xã, phường…) on record", r.unit.Name)
	case r.area == urbanArea:
		f.Summary = registry.Textf("khu vực đô thị, theo %[1]s", "urban, by %[1]s", r.areaFrom)
	default:
		f.Summary = registry.Textf("ngoài khu vực đô thị, theo %[1]s", "outside urban areas, by %[1]s", r.areaFrom)
	}
	if before := r.areaBefore(); before != "" {
		f.Inputs = append(f.Inputs, Input{Name: "area_before", Value: before, Source: "commune before " + r.unit.Head().ValidFrom.String()})
		f.Summary.VI += "; trước khi sắp xếp đơn vị hành chính là khu vực khác"
		f.Summary.EN += "; of another class before the units were rearranged"
	}
	return []Finding{f}
}

// areaBefore is the class of the area on the day before the commune began, when
// it was another.
func (r *run) areaBefore() string {
	if r.unit == nil || r.unit.Head().ValidFrom.IsZero() {
		return ""
	}
	before, ok := r.world.CommuneAt(r.at, r.unit.Head().ValidFrom.AddDays(-1))
	if !ok {
		return ""
	}
	if area, _ := r.areaAt(r.at, before); area != "" && area != r.area {
		return area
	}
	return ""
}
