package appraisal

import (
	"fmt"
	"slices"
	"strings"

	"hatang/registry"
)

// completeness tells values that cannot be right and requests that seem to be
// made twice; the clauses say which fields must be stated.
func (r *run) completeness() []Finding {
	var found []Finding
	var wrong []registry.Problem
	for _, p := range registry.SchemaOf(registry.Positions).Validate(r.p) {
		if p.Rule != "required" && p.Severity == registry.Fault {
			wrong = append(wrong, p)
		}
	}
	if len(wrong) > 0 {
		var vi, en []string
		f := Finding{Verdict: NotMet, Clause: Reference{Verified: true}, Consequence: "supplement"}
		for _, p := range wrong {
			vi, en = append(vi, p.In(registry.VI)), append(en, p.In(registry.EN))
			f.Inputs = append(f.Inputs, Input{Name: p.Column, Value: p.Value, Source: "dossier"})
		}
		f.Summary = registry.Text{VI: strings.Join(vi, "; "), EN: strings.Join(en, "; ")}
		found = append(found, f)
	}
	return append(found, r.duplicates()...)
}

// duplicates finds other requests of the same operator for the same place.
func (r *run) duplicates() []Finding {
	if !r.located {
		return nil
	}
	within := r.rules.parameters.DuplicateM
	f := Finding{Verdict: Undecided, Officer: true, Clause: Reference{Verified: true}, Consequence: "refer", Unit: "m", Threshold: &within, Evidence: r.drawn()}
	for _, m := range r.gather(r.at, within) {
		if m.withheld || m.Kind != registry.Positions || m.Relation != "same" || m.Counts == "no" && m.State != registry.StateProposed {
			continue
		}
		if f.Number == nil {
			f.Number = ptr(m.DistanceM)
			f.Summary = registry.Textf("cùng doanh nghiệp đã đề nghị vị trí %[1]s cách %[2]s: có thể trùng hồ sơ",
				"the same operator already asked for position %[1]s, %[3]s away: perhaps the same request",
				m.Code, metres(registry.VI, m.DistanceM), metres(registry.EN, m.DistanceM))
		}
		f.Neighbours = append(f.Neighbours, m.Neighbour)
	}
	if f.Number == nil {
		return nil
	}
	f.Evidence = r.spacingEvidence(f.Neighbours, &within)
	return []Finding{f}
}

// licences compares the bands asked for with the rights on record.
func (r *run) licences() []Finding {
	bands := parts(r.p.Bands)
	if len(bands) == 0 {
		return []Finding{{Verdict: Undecided, Missing: []string{"bands"}, Summary: registry.Text{
			VI: "chưa nêu băng tần", EN: "the bands are not stated",
		}}}
	}
	var found []Finding
	for _, band := range bands {
		found = append(found, r.licence(band))
	}
	return found
}

func (r *run) licence(band string) Finding {
	f := Finding{Verdict: Undecided, Missing: []string{"licences"}, Unit: "MHz", Inputs: []Input{
		{Name: "bands", Value: band, Unit: "MHz", Source: "dossier"}, {Name: "operator", Value: r.p.OperatorCode, Source: "dossier"},
	}}
	var others []string
	for _, set := range r.rules.sets {
		for i := range set.Licences {
			l := &set.Licences[i]
			if !(registry.Period{From: l.From, To: l.To}).Holds(r.dossier.AsOf) || !l.covers(band) {
				continue
			}
			reference := Reference{RuleSet: set.Code, Clause: "licence " + l.Operator + " " + l.Band, Cite: l.Cite, Verified: !l.Unverified}
			if l.Operator == r.p.OperatorCode {
				f.Verdict, f.Missing, f.Clause = Met, nil, reference
				f.Summary = registry.Textf("băng %[1]s MHz: %[2]s có quyền sử dụng%[3]s", "band %[1]s MHz: %[2]s holds it%[4]s", band, r.p.OperatorCode,
					unverified(l, registry.VI), unverified(l, registry.EN))
				return f
			}
			if l.Exclusive && l.Operator != r.p.OperatorCode {
				others = append(others, l.Operator)
				f.Clause = reference
			}
		}
	}
	if len(others) > 0 {
		slices.Sort(others)
		f.Verdict, f.Missing, f.Consequence = NotMet, nil, "refuse"
		f.Summary = registry.Textf("băng %[1]s MHz đã cấp cho %[2]s, không phải %[3]s", "band %[1]s MHz is held by %[2]s, not by %[3]s",
			band, strings.Join(others, ", "), r.p.OperatorCode)
		return f
	}
	f.Summary = registry.Textf("chưa có dữ liệu về quyền sử dụng băng %[1]s MHz của %[2]s", "no licence of %[2]s for band %[1]s MHz is on record", band, r.p.OperatorCode)
	return f
}

func unverified(l *Licence, lang registry.Lang) string {
	switch {
	case !l.Unverified:
		return ""
	case lang == registry.EN:
		return " (not verified)"
	}
	return " (chưa kiểm chứng)"
}

// covers tells whether a band as people write it is that of the licence: its
// name, or a frequency within it.
func (l *Licence) covers(band string) bool {
	band = strings.TrimSpace(strings.TrimSuffix(strings.ToLower(band), "mhz"))
	if band == strings.ToLower(l.Band) {
		return true
	}
	var mhz float64
	if _, err := fmt.Sscanf(band, "%g", &mhz); err != nil || l.FromMHz == 0 {
		return false
	}
	return mhz >= l.FromMHz && mhz < l.ToMHz
}
