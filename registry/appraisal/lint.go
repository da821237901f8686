package appraisal

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hatang/registry"
)

// The kinds of finding about rule sets themselves.
const (
	LintContradiction = "contradiction" // one clause exempts or refers what another demands
	LintOverlap       = "overlap"       // two clauses demand different figures of one situation
	LintGap           = "gap"           // a situation of which no clause speaks
	LintNever         = "never"         // a clause that applies to no situation
	LintDates         = "dates"         // two sets of one place in force at once, or days without any
	LintUnverified    = "unverified"    // entered from memory
	LintStates        = "states"        // a state that neither counts nor is ignored
)

// LintFinding is something that a careful reader of a rule set would object to.
type LintFinding struct {
	Kind    string            `json:"kind"`
	RuleSet string            `json:"rule_set"`
	Clauses []string          `json:"clauses,omitempty"`
	Message registry.Text     `json:"message"`
	Example map[string]any    `json:"example,omitempty"` // a situation in which it shows
	Severe  registry.Severity `json:"severity"`
}

// Lint puts a set to every situation that its predicates tell apart, and says
// where clauses overlap, contradict each other or leave a gap.
func Lint(set *RuleSet) ([]LintFinding, error) {
	l := &linter{set: set, rules: NewRules(set), told: map[string]bool{}, applied: map[string]bool{}}
	if l.has(MinDistance) {
		for situation := range l.situations() {
			if err := l.try(situation); err != nil {
				return nil, err
			}
		}
		l.never()
		l.states()
	}
	l.unverified()
	slices.SortStableFunc(l.found, func(a, b LintFinding) int {
		return cmp.Or(cmp.Compare(a.Severe, b.Severe), cmp.Compare(a.Kind, b.Kind), slices.Compare(a.Clauses, b.Clauses))
	})
	return l.found, nil
}

type linter struct {
	set     *RuleSet
	rules   *Rules
	told    map[string]bool
	applied map[string]bool
	found   []LintFinding
}

func (l *linter) has(kind string) bool {
	return slices.ContainsFunc(l.rules.clauses, func(c *rule) bool { return c.Kind == kind })
}

// numbers finds the figures of predicates, near which situations differ.
var numbers = regexp.MustCompile(`[0-9]+(?:\.[0-9]+)?`)

// quoted finds the words that predicates compare with.
var quoted = regexp.MustCompile(`"([a-zA-Z0-9_]+)"`)

// heights are the heights that the set's predicates tell apart: each figure, just
// below and just above it, and one that is common.
func (l *linter) heights() []float64 {
	found := map[float64]bool{30: true}
	for _, c := range l.rules.of(Spacing) {
		for _, e := range c.expressions() {
			if !strings.Contains(e.text, "height") {
				continue
			}
			for _, text := range numbers.FindAllString(e.text, -1) {
				if v, err := strconv.ParseFloat(text, 64); err == nil && len(found) < maxLintHeights {
					found[v], found[v-millimetre], found[v+millimetre] = true, true, true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// maxLintHeights bounds how many heights are tried.
const maxLintHeights = 24

// classes are the support classes of the schema, when the set speaks of them;
// otherwise one stands for all.
func (l *linter) values(variable, field string) []any {
	mentioned := slices.ContainsFunc(l.rules.of(Spacing), func(c *rule) bool {
		return slices.ContainsFunc(c.expressions(), func(e expression) bool { return mentions(e.text, variable) })
	})
	var all []any
	for _, code := range registry.SchemaOf(registry.Positions).Field(field).Codes {
		all = append(all, code.Code)
		if !mentioned {
			break
		}
	}
	return all
}

// words are the quoted words of predicates about variables of free text, such as
// the operator, and one that no predicate names.
func (l *linter) words(variable string) []any {
	all := []any{"other-than-named"}
	for _, c := range l.rules.of(Spacing) {
		for _, e := range c.expressions() {
			if !mentions(e.text, variable) {
				continue
			}
			for _, m := range quoted.FindAllStringSubmatch(e.text, maxLintHeights) {
				all = append(all, m[1])
			}
		}
	}
	return all
}

// situations are the combinations of what the predicates may ask.
func (l *linter) situations() func(yield func(facts) bool) {
	heights := l.heights()
	axes := []axis{
		{"area", []any{urbanArea, outsideArea}}, {"relation", []any{"same", "other"}},
		{"support_class", l.values("support_class", "support_class")}, {"structure", l.values("structure", "structure")},
		{"legal_type", l.values("legal_type", "legal_type")}, {"operator", l.words("operator")},
		{"height_m", anys(heights)}, {"neighbour_height_m", l.neighbourHeights(heights)},
	}
	return func(yield func(facts) bool) { combine(axes, facts{}, yield) }
}

type axis struct {
	name   string
	values []any
}

func anys(values []float64) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}

func (l *linter) neighbourHeights(heights []float64) []any {
	for _, c := range l.rules.of(Spacing) {
		if strings.Contains(c.When+c.Exempt, "neighbour_height_m") {
			return anys(heights)
		}
	}
	return []any{30.0}
}

func combine(axes []axis, sofar facts, yield func(facts) bool) bool {
	if len(axes) == 0 {
		return yield(sofar.with(facts{"building_height_m": 15.0}))
	}
	for _, v := range axes[0].values {
		if !combine(axes[1:], sofar.with(facts{axes[0].name: v}), yield) {
			return false
		}
	}
	return true
}

// try puts one situation to the clauses about distances.
func (l *linter) try(situation facts) error {
	r := &run{session: &session{}, rules: l.rules, facts: situation}
	m := mast{facts: situation}
	p, err := r.pair(text(situation["area"]), &m)
	if err != nil {
		return fmt.Errorf("rule set %s: %w", l.set.Code, err)
	}
	var demand, free []requirement
	for _, q := range p.distances {
		l.applied[q.clause.ID] = true
		switch q.bond {
		case binding:
			demand = append(demand, q)
		case exempted:
			free = append(free, q)
		}
	}
	for _, c := range p.refers {
		l.applied[c.ID] = true
	}
	l.compare(situation, demand, free, p)
	return nil
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func (l *linter) compare(situation facts, demand, free []requirement, p pairing) {
	if len(p.distances) == 0 {
		l.tell(LintGap, registry.Warning, nil, situation, registry.Textf("không điều khoản nào nói về khoảng cách %[1]s, %[2]s",
			"no clause speaks of distances %[3]s, %[4]s", areaWord(situation, registry.VI), relationWord(situation, registry.VI),
			areaWord(situation, registry.EN), relationWord(situation, registry.EN)), text(situation["area"])+text(situation["relation"])+text(situation["support_class"]))
		return
	}
	for _, d := range demand {
		for _, f := range free {
			l.tell(LintContradiction, registry.Fault, []string{f.clause.ID, d.clause.ID}, situation, registry.Textf(
				"%[1]s miễn khoảng cách trong khi %[2]s buộc giữ %.0[3]f m", "%[4]s exempts from the distance while %[5]s demands %.0[3]f m",
				f.clause.Cite.VI, d.clause.Cite.VI, d.minM, f.clause.Cite.EN, d.clause.Cite.EN), "")
		}
		for _, c := range p.refers {
			l.tell(LintContradiction, registry.Warning, []string{d.clause.ID, c.ID}, situation, registry.Textf(
				"%[1]s buộc %.0[2]f m nhưng có trường hợp chưa rõ: %[3]s", "%[4]s demands %.0[2]f m, but a case is left open: %[5]s",
				d.clause.Cite.VI, d.minM, c.Text.VI, d.clause.Cite.EN, c.Text.EN), "")
		}
		for _, other := range demand {
			if d.clause.ID < other.clause.ID && d.minM != other.minM {
				l.tell(LintOverlap, registry.Fault, []string{d.clause.ID, other.clause.ID}, situation, registry.Textf(
					"hai điều khoản cùng áp dụng với hai ngưỡng %.0[1]f m và %.0[2]f m", "two clauses apply at once with %.0[1]f m and %.0[2]f m", d.minM, other.minM), "")
			}
		}
	}
}

func areaWord(situation facts, lang registry.Lang) string {
	switch {
	case situation["area"] == urbanArea && lang == registry.VI:
		return "trong đô thị"
	case situation["area"] == urbanArea:
		return "in urban areas"
	case lang == registry.VI:
		return "ngoài đô thị"
	}
	return "outside urban areas"
}

func relationWord(situation facts, lang registry.Lang) string {
	switch {
	case situation["relation"] == "same" && lang == registry.VI:
		return "cùng mạng"
	case situation["relation"] == "same":
		return "of one operator"
	case lang == registry.VI:
		return "khác mạng"
	}
	return "of two operators"
}

// tell keeps a finding, the first of its kind about the same clauses.
func (l *linter) tell(kind string, severe registry.Severity, clauses []string, example facts, message registry.Text, about string) {
	key := kind + "|" + strings.Join(clauses, "|") + "|" + about
	if l.told[key] {
		return
	}
	l.told[key] = true
	l.found = append(l.found, LintFinding{Kind: kind, RuleSet: l.set.Code, Clauses: clauses, Message: message, Example: example, Severe: severe})
}

// never tells of distance clauses that applied to no situation.
func (l *linter) never() {
	for _, c := range l.rules.of(Spacing) {
		if (c.Kind == MinDistance || c.Kind == Refer) && !l.applied[c.ID] {
			l.tell(LintNever, registry.Warning, []string{c.ID}, nil, registry.Textf("%[1]s không áp dụng cho trường hợp nào đã thử: xem lại điều kiện when",
				"%[2]s applies to no situation that was tried: look at its predicate when", c.Cite.VI, c.Cite.EN), "")
		}
	}
}

func (l *linter) states() {
	if len(l.set.Counts)+len(l.set.Ignores) == 0 {
		return
	}
	for _, state := range registry.SchemaOf(registry.Sites).Field("state").Codes {
		if l.rules.counted(state.Code) == "unknown" {
			l.tell(LintStates, registry.Warning, nil, facts{"state": state.Code}, registry.Textf("chưa nói cột ở trạng thái %[1]s có tính hay không",
				"it is not said whether masts in state %[2]s count", state.Label.VI, state.Label.EN), state.Code)
		}
	}
}

func (l *linter) unverified() {
	for i := range l.set.Clauses {
		if c := &l.set.Clauses[i]; c.Unverified {
			l.tell(LintUnverified, registry.Warning, []string{c.ID}, nil, registry.Textf("%[1]s nhập theo trí nhớ, chưa đối chiếu văn bản",
				"%[2]s was entered from memory and not compared with the text", c.Cite.VI, c.Cite.EN), "")
		}
	}
	for i := range l.set.Licences {
		if c := &l.set.Licences[i]; c.Unverified {
			l.tell(LintUnverified, registry.Warning, []string{"licence " + c.Operator + " " + c.Band}, nil, registry.Textf(
				"giấy phép %[1]s %[2]s nhập theo trí nhớ", "licence %[1]s %[2]s was entered from memory", c.Operator, c.Band), "")
		}
	}
}

// LintLibrary looks at the dates of the sets: two of one province in force on the
// same day, and days between two without any.
func LintLibrary(l *Library) []LintFinding {
	byPlace := map[string][]*RuleSet{}
	for _, s := range l.sets {
		if s.Jurisdiction != "" {
			byPlace[s.Jurisdiction] = append(byPlace[s.Jurisdiction], s)
		}
	}
	var found []LintFinding
	for _, place := range slices.Sorted(maps.Keys(byPlace)) {
		sets := byPlace[place]
		slices.SortFunc(sets, func(a, b *RuleSet) int { return a.ValidFrom.Compare(b.ValidFrom) })
		for i := 1; i < len(sets); i++ {
			before, after := sets[i-1], sets[i]
			switch {
			case before.Period().Overlaps(after.Period()):
				found = append(found, LintFinding{Kind: LintDates, RuleSet: after.Code, Severe: registry.Fault, Message: registry.Textf(
					"cùng hiệu lực với %[1]s từ %[2]s: đặt ngày hết hiệu lực cho bộ cũ", "in force along with %[1]s from %[2]s: end the older one", before.Code, after.ValidFrom)})
			case before.ValidTo.Before(after.ValidFrom):
				found = append(found, LintFinding{Kind: LintDates, RuleSet: after.Code, Severe: registry.Warning, Message: registry.Textf(
					"từ %[1]s đến trước %[2]s không bộ nào có hiệu lực", "from %[1]s until %[2]s no set is in force", before.ValidTo, after.ValidFrom)})
			}
		}
	}
	return found
}
