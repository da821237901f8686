package appraisal

import (
	"slices"
	"strings"

	"hatang/registry"
)

// demands evaluates the clauses of a check whose demand is a predicate, a number
// or a list of fields: those that need no look at the network.
func (r *run) demands(c Check) []Finding {
	var found []Finding
	for _, clause := range r.rules.of(c) {
		switch clause.Kind {
		case Require, AtLeast, AtMost, Below, Fields:
			f, applies := r.demand(clause, r.facts)
			if r.err != nil {
				return nil
			}
			if applies {
				found = append(found, f)
			}
		}
	}
	return found
}

// demand evaluates one clause; applies is false when it does not apply. Where it
// is not known whether it does, it is undecided unless it is met anyway.
func (r *run) demand(clause *rule, with facts) (f Finding, applies bool) {
	in, err := with.activation()
	if err != nil {
		return r.broke(clause, err), true
	}
	when, err := holds(clause.when, in)
	if err != nil {
		return r.broke(clause, err), true
	}
	if when.known && !when.value {
		return Finding{}, false
	}
	f = Finding{Verdict: Met, Clause: clause.cite(), Summary: clause.Text, Consequence: clause.Consequence}
	switch clause.Kind {
	case Fields:
		r.fields(&f, clause)
	case Require:
		t, err := holds(clause.require, in)
		if err != nil {
			return r.broke(clause, err), true
		}
		f.Verdict, f.Missing = verdictOf(t)
	default:
		number, missing, err := amount(clause.number, in)
		if err != nil {
			return r.broke(clause, err), true
		}
		r.compare(&f, clause, number, missing)
	}
	r.explain(&f, clause, with)
	if !when.known && f.Verdict != Met {
		f.Verdict, f.Missing = Undecided, union(f.Missing, when.missing)
	}
	if f.Verdict == Met {
		f.Consequence = ""
	}
	return f, true
}

// broke is the finding about a clause whose predicate could not be evaluated,
// such as one that divides by zero or costs too much: the rule set is at fault,
// not the dossier.
func (r *run) broke(clause *rule, err error) Finding {
	return Finding{Verdict: Undecided, Officer: true, Clause: clause.cite(), Consequence: clause.Consequence, Summary: registry.Textf(
		"biểu thức của điều khoản không tính được (%v): sửa bộ quy định", "the clause's expression cannot be evaluated (%v): mend the rule set", err)}
}

func verdictOf(t truth) (Verdict, []string) {
	switch {
	case !t.known:
		return Undecided, t.missing
	case t.value:
		return Met, nil
	}
	return NotMet, nil
}

// compare puts a number beside the threshold of a clause.
func (r *run) compare(f *Finding, clause *rule, number float64, missing []string) {
	f.Threshold, f.Unit = ptr(clause.value), clause.Unit
	if missing != nil {
		f.Verdict, f.Missing = Undecided, missing
		return
	}
	f.Number = ptr(number)
	f.Margin = ptr(number - clause.value)
	fails := short(number, clause.value)
	switch clause.Kind {
	case AtMost:
		f.Margin = ptr(clause.value - number)
		fails = short(clause.value, number)
	case Below:
		f.Margin = ptr(clause.value - number)
		fails = !short(number, clause.value)
	}
	if fails {
		f.Verdict = NotMet
	}
}

// explain lists the values that a clause's expressions speak of.
func (r *run) explain(f *Finding, clause *rule, with facts) {
	var names []string
	for _, e := range clause.expressions() {
		for name := range variables() {
			if mentions(e.text, name) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	for _, name := range names {
		f.Inputs = append(f.Inputs, Input{Name: name, Value: with[name], Source: "dossier"})
	}
}

// mentions tells whether an expression uses a name as a word.
func mentions(text, name string) bool {
	for rest := text; ; {
		i := strings.Index(rest, name)
		if i < 0 {
			return false
		}
		end := i + len(name)
		if (i == 0 || !wordByte(rest[i-1])) && (end == len(rest) || !wordByte(rest[end])) {
			return true
		}
		rest = rest[end:]
	}
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// fields demands that fields be stated.
func (r *run) fields(f *Finding, clause *rule) {
	for _, name := range clause.Fields {
		if !r.stated(name) {
			f.Missing = append(f.Missing, name)
		}
	}
	f.Number, f.Threshold = ptr(float64(len(clause.Fields)-len(f.Missing))), ptr(float64(len(clause.Fields)))
	f.Margin = ptr(*f.Number - *f.Threshold)
	if len(f.Missing) == 0 {
		return
	}
	f.Verdict = NotMet
	vi, en := r.labels(f.Missing)
	f.Summary = registry.Textf("%[1]s: còn thiếu %[2]s", "%[3]s: still missing: %[4]s", clause.Text.VI, vi, clause.Text.EN, en)
}

// stated tells whether a field of the position or of the application has a
// value. Nothing is asked of an application that was not filed yet.
func (r *run) stated(name string) bool {
	if rest, ok := strings.CutPrefix(name, "application."); ok {
		return r.dossier.Application == nil || registry.SchemaOf(registry.Applications).Field(rest).Value(r.dossier.Application) != nil
	}
	if name == "geometry" {
		return r.located
	}
	return registry.SchemaOf(registry.Positions).Field(name).Value(r.p) != nil
}

// labels names fields for people.
func (r *run) labels(names []string) (vi, en string) {
	var vis, ens []string
	for _, name := range names {
		kind, field := registry.Positions, name
		if rest, ok := strings.CutPrefix(name, "application."); ok {
			kind, field = registry.Applications, rest
		}
		label := registry.Text{VI: "tọa độ", EN: "coordinates"}
		if f := registry.SchemaOf(kind).Field(field); f != nil {
			label = f.Label
		}
		vis, ens = append(vis, strings.ToLower(label.VI)), append(ens, strings.ToLower(label.EN))
	}
	return strings.Join(vis, ", "), strings.Join(ens, ", ")
}

// union is the names of both lists, sorted.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// conditions are the duties that come with a consent.
func (r *run) conditions() []Condition {
	conditions := []Condition{}
	in, err := r.facts.activation()
	if err != nil {
		return conditions
	}
	for _, clause := range r.rules.clauses {
		if clause.Kind != Duty {
			continue
		}
		if when, err := holds(clause.when, in); err != nil || when.known && !when.value {
			continue
		}
		conditions = append(conditions, Condition{Clause: clause.cite(), Text: clause.Text})
	}
	return conditions
}

// metres writes a length for people, to the millimetre by which it was compared,
// and no further than it goes: 120,000 could be read as many thousands.
func metres(lang registry.Lang, v float64) string {
	return strings.TrimRight(strings.TrimRight(lang.Number(v, 3), "0"), ",.") + " m"
}
