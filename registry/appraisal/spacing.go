package appraisal

import (
	"slices"

	"hatang/registry"
)

// spacing measures the distance to every mast that may count, those of the same
// operator and of others apart.
func (r *run) spacing() []Finding {
	clauses := r.rules.of(Spacing)
	if !slices.ContainsFunc(clauses, func(c *rule) bool { return c.Kind == MinDistance }) {
		return []Finding{{Verdict: Undecided, Officer: true, Summary: registry.Text{
			VI: "không có quy định khoảng cách nào đang có hiệu lực ở nơi này vào ngày này",
			EN: "no rule on distances is in force here on this day",
		}, Consequence: "refer"}}
	}
	if !r.located {
		return []Finding{{Verdict: Undecided, Missing: []string{"geometry"}, Summary: registry.Text{
			VI: "chưa có tọa độ nên chưa đo được khoảng cách", EN: "without coordinates no distance can be measured",
		}}}
	}
	reach := r.reachM()
	r.nearby = r.gather(r.at, max(reach, r.rules.parameters.ListWithinM, r.rules.parameters.SharingWithinM))
	for i := range r.nearby {
		if err := r.decide(&r.nearby[i]); err != nil { // the rule set is at fault, not the dossier
			return []Finding{{Verdict: Undecided, Officer: true, Consequence: "refer", Summary: registry.Textf(
				"biểu thức về khoảng cách không tính được (%v): sửa bộ quy định", "an expression about distances cannot be evaluated (%v): mend the rule set", err)}}
		}
	}
	// Of dossiers that the audience may not see, it is told what binds it.
	r.nearby = slices.DeleteFunc(r.nearby, func(m mast) bool { return m.withheld && m.Verdict == Met })
	return []Finding{r.spacingTo("other"), r.spacingTo("same")}
}

// reachM is how far a mast can matter: the largest threshold, and what the
// position itself may be off by. Masts that may be off themselves are caught by
// the allowance for approximate positions.
func (r *run) reachM() float64 {
	return r.rules.reachM() + r.slack(r.p.Position) + r.rules.parameters.ApproximateM
}

// decide fills in what the rules say of a mast.
func (r *run) decide(m *mast) error {
	pairings, err := r.readings(r.area, m)
	if err != nil {
		return err
	}
	out := r.rule(m, pairings)
	m.Verdict, m.Officer, m.Missing = out.verdict, out.officer, out.missing
	if !out.why.IsZero() {
		m.Why = out.why
	}
	seen := map[string]bool{}
	for _, c := range out.clauses {
		if !seen[c.ID] {
			seen[c.ID] = true
			m.Clauses = append(m.Clauses, c.cite())
		}
	}
	if out.thresholdM > 0 {
		m.ThresholdM, m.MarginM = ptr(out.thresholdM), ptr(m.DistanceM-out.thresholdM)
	}
	return nil
}

// spacingTo gathers the masts of one relation into a finding.
func (r *run) spacingTo(relation string) Finding {
	f := Finding{Verdict: Met, Unit: "m", Inputs: r.areaInputs()}
	var decisive *mast
	officerOnly := true
	for i := range r.nearby {
		m := &r.nearby[i]
		if m.Relation != relation {
			continue
		}
		f.Neighbours = append(f.Neighbours, m.Neighbour)
		f.Verdict = worst(f.Verdict, m.Verdict)
		if m.Verdict == Undecided {
			officerOnly = officerOnly && m.Officer
			f.Missing = union(f.Missing, m.Missing)
		}
		if decisive == nil || weighs(m, decisive) {
			decisive = m
		}
	}
	f.Officer = f.Verdict == Undecided && officerOnly
	if f.Verdict != Undecided {
		f.Missing = nil
	}
	r.spacingNumbers(&f, relation, decisive)
	f.Evidence = r.spacingEvidence(f.Neighbours, f.Threshold)
	return f
}

// weighs tells whether mast a says more about the verdict than b: a worse
// verdict, then one that counts, then a smaller margin or distance.
func weighs(a, b *mast) bool {
	rank := func(m *mast) int {
		switch {
		case m.Verdict == NotMet:
			return 0
		case m.Verdict == Undecided:
			return 1
		case m.Counts != "no":
			return 2
		}
		return 3
	}
	if rank(a) != rank(b) {
		return rank(a) < rank(b)
	}
	if a.MarginM != nil && b.MarginM != nil {
		return *a.MarginM < *b.MarginM
	}
	return a.DistanceM < b.DistanceM
}

func (r *run) spacingNumbers(f *Finding, relation string, decisive *mast) {
	nominal := r.nominal(relation)
	if nominal != nil {
		f.Clause, f.Threshold = nominal.cite(), ptr(nominal.value)
		f.Consequence = nominal.Consequence
	}
	name := registry.Text{VI: "khác mạng", EN: "of another operator"}
	if relation == "same" {
		name = registry.Text{VI: "cùng mạng", EN: "of the same operator"}
	}
	if decisive == nil || decisive.Counts == "no" && decisive.Verdict == Met {
		f.Summary = registry.Textf("không có cột %[1]s nào được tính trong phạm vi xét", "no mast %[2]s that counts stands within reach", name.VI, name.EN)
		f.Consequence = ""
		return
	}
	f.Number, f.Threshold = ptr(decisive.DistanceM), decisive.ThresholdM
	f.Margin = decisive.MarginM
	if len(decisive.Clauses) > 0 {
		f.Clause, f.Also = decisive.Clauses[0], decisive.Clauses[1:]
	}
	threshold := "–"
	thresholdEN := threshold
	if f.Threshold != nil {
		threshold, thresholdEN = metres(registry.VI, *f.Threshold), metres(registry.EN, *f.Threshold)
	}
	f.Summary = registry.Textf("cột %[1]s gần nhất quyết định: %[2]s (%[3]s) cách %[4]s, ngưỡng %[5]s: %[6]s",
		"the deciding mast %[7]s: %[2]s (%[3]s) at %[8]s, threshold %[9]s: %[10]s",
		name.VI, decisive.Code, decisive.Operator, metres(registry.VI, decisive.DistanceM), threshold, f.Verdict.Label().VI,
		name.EN, metres(registry.EN, decisive.DistanceM), thresholdEN, f.Verdict.Label().EN)
	if f.Verdict != Met && !decisive.Why.IsZero() {
		f.Summary.VI += "; " + decisive.Why.VI
		f.Summary.EN += "; " + decisive.Why.EN
	}
	if f.Verdict == Met {
		f.Consequence = ""
	} else if f.Consequence == "" {
		f.Consequence = "share_or_move"
	}
}

// nominal is the clause that would speak of a mast of the relation here.
func (r *run) nominal(relation string) *rule {
	m := mast{Neighbour: Neighbour{Relation: relation}, facts: r.facts.with(facts{"relation": relation})}
	p, err := r.pair(r.area, &m)
	if err != nil {
		return nil
	}
	for _, q := range p.distances {
		if q.bond != unclear || r.area != "" {
			return q.clause
		}
	}
	return nil
}

func (r *run) areaInputs() []Input {
	inputs := []Input{{Name: "area", Value: orNil(r.area), Source: r.areaFrom}}
	if r.p.HeightM.Known {
		inputs = append(inputs, Input{Name: "height_m", Value: r.p.HeightM.Value, Unit: "m", Source: "dossier"})
	}
	return inputs
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}
