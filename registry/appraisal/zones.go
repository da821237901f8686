package appraisal

import (
	"slices"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// zoneDistanceM is how far a place is from a zone, 0 within it. Zones whose box
// lies farther than limitM away are answered limitM without a closer look.
func zoneDistanceM(z *registry.Zone, r *run, limitM float64) float64 {
	if contains(z, r.at) {
		return 0
	}
	if len(z.Area) == 0 || !z.Area.Bound().Intersects(geodesy.Box(r.at, limitM)) {
		return limitM
	}
	_, d := nearestOnBoundary(z.Area, r.at)
	return min(d, limitM)
}

// inZones asks the clauses that keep masts out of zones, and the height limits of
// the zones themselves.
func (r *run) inZones() []Finding {
	if !r.located {
		return []Finding{{Verdict: Undecided, Missing: []string{"geometry"}, Summary: registry.Text{
			VI: "chưa có tọa độ nên chưa biết nằm trong khu vực nào", EN: "without coordinates the zones are not known",
		}}}
	}
	var found []Finding
	for _, clause := range r.rules.of(Zones) {
		if clause.Kind == KeepOut {
			found = append(found, r.keepOut(clause)...)
		}
	}
	found = append(found, r.zoneLimits()...)
	if len(r.zones) == 0 {
		f := r.silent(Zones)
		f.Summary = registry.Text{VI: "sổ chưa có lớp khu vực có quy định riêng; không có gì để đối chiếu", EN: "the registry has no zones to compare with"}
		f.Verdict, f.Missing = Undecided, []string{"zones"}
		return append(found, f)
	}
	return found
}

// keepOut finds the zones of a clause that the position is in or too near to.
func (r *run) keepOut(clause *rule) []Finding {
	in, err := r.facts.activation()
	if err != nil {
		return r.failed(err)
	}
	when, err := holds(clause.when, in)
	if err != nil {
		return []Finding{r.broke(clause, err)}
	}
	if when.known && !when.value {
		return nil
	}
	allowed := truth{known: true}
	if clause.unless != nil {
		if allowed, err = holds(clause.unless, in); err != nil {
			return []Finding{r.broke(clause, err)}
		}
	}
	var found []Finding
	for _, z := range r.zones {
		if !slices.Contains(clause.Classes, z.Class) {
			continue
		}
		buffer := z.BufferM.Or(0)
		if clause.Value != nil {
			buffer = max(buffer, clause.value)
		}
		d := zoneDistanceM(z, r, buffer+1)
		if d > 0 && !short(d, buffer) {
			continue
		}
		found = append(found, r.inZone(clause, z, d, buffer, allowed, when))
	}
	return found
}

func (r *run) inZone(clause *rule, z *registry.Zone, distanceM, bufferM float64, allowed, when truth) Finding {
	f := Finding{
		Verdict: NotMet, Clause: clause.cite(), Consequence: clause.Consequence, Unit: "m",
		Number: ptr(distanceM), Threshold: ptr(bufferM), Margin: ptr(distanceM - bufferM), Evidence: r.drawn(),
		Inputs: []Input{{Name: "zone", Value: z.Code, Source: z.Citation}, {Name: "class", Value: z.Class, Source: "zones"}},
	}
	f.Evidence.Append(zoneFeature(z, "zone"))
	label := registry.SchemaOf(registry.Zones).Field("class").CodeLabel(z.Class)
	f.Summary = registry.Textf("%[1]s: trong khu vực %[2]s (%[3]s) hoặc vùng đệm của nó", "%[4]s: in zone %[2]s (%[5]s) or its buffer",
		clause.Text.VI, z.Name, label.VI, clause.Text.EN, label.EN)
	switch {
	case allowed.known && allowed.value:
		f.Verdict, f.Consequence = Met, ""
		f.Summary.VI += "; được phép theo ngoại lệ của điều khoản"
		f.Summary.EN += "; allowed by the clause's exception"
	case !allowed.known || !when.known:
		f.Verdict, f.Missing = Undecided, union(allowed.missing, when.missing)
	}
	return f
}

// zoneLimits compares the height above ground with the limits of the zones that
// the position stands in; those of aviation have a check of their own.
func (r *run) zoneLimits() []Finding {
	var found []Finding
	for _, z := range r.zones {
		if z.Class == "aviation" || !z.HeightM.Known || !contains(z, r.at) {
			continue
		}
		found = append(found, r.underLimit(z))
	}
	return found
}

func (r *run) underLimit(z *registry.Zone) Finding {
	f := Finding{
		Verdict: Met, Clause: Reference{Cite: registry.Text{VI: z.Citation, EN: z.Citation}, Verified: z.Citation != ""}, Unit: "m",
		Threshold: ptr(z.HeightM.Value), Evidence: r.drawn(), Inputs: []Input{{Name: "zone", Value: z.Code, Source: z.Citation}},
		Summary: registry.Textf("giới hạn chiều cao của khu vực %[1]s là %.1[2]f m", "the height limit of zone %[1]s is %.1[2]f m", z.Name, z.HeightM.Value),
	}
	f.Evidence.Append(zoneFeature(z, "zone"))
	total, known := totalHeightM(r.p)
	if !known {
		f.Verdict, f.Missing = Undecided, []string{"height_m", "building_height_m"}
		return f
	}
	f.Number, f.Margin = ptr(total), ptr(z.HeightM.Value-total)
	if short(z.HeightM.Value, total) {
		f.Verdict, f.Consequence = NotMet, "share_or_move"
	}
	return f
}

// aviation compares the height with the obstacle surfaces of aerodromes; the
// clauses say from which height on consent is needed anywhere.
func (r *run) aviation() []Finding {
	if !r.located {
		return []Finding{{Verdict: Undecided, Missing: []string{"geometry"}, Summary: registry.Text{
			VI: "chưa có tọa độ", EN: "there are no coordinates",
		}}}
	}
	layer := false
	var found []Finding
	for _, z := range r.zones {
		if z.Class != "aviation" {
			continue
		}
		layer = true
		if !contains(z, r.at) {
			continue
		}
		if z.HeightM.Known {
			f := r.underLimit(z)
			if f.Verdict == NotMet {
				f.Consequence = "consent"
			}
			found = append(found, f)
			continue
		}
		f := Finding{Verdict: NotMet, Consequence: "consent", Clause: Reference{Cite: registry.Text{VI: z.Citation, EN: z.Citation}, Verified: z.Citation != ""},
			Evidence: r.drawn(), Summary: registry.Textf("nằm trong bề mặt giới hạn chướng ngại vật %[1]s: cần ý kiến của cơ quan quản lý",
				"inside obstacle surface %[1]s: the consent of the authority is needed", z.Name)}
		f.Evidence.Append(zoneFeature(z, "zone"))
		found = append(found, f)
	}
	if !layer {
		found = append(found, Finding{Verdict: Undecided, Missing: []string{"zones.aviation"}, Summary: registry.Text{
			VI: "sổ chưa có lớp bề mặt giới hạn chướng ngại vật của sân bay", EN: "the registry has no layer of aerodromes' obstacle surfaces",
		}})
	}
	return found
}
