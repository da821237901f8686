package appraisal

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/google/cel-go/cel"

	"hatang/registry"
)

// Rules are the rule sets that hold at a place on a day, compiled: the national
// layer first, then the province's own. They do not change and may be used by
// several goroutines.
type Rules struct {
	sets       []*RuleSet
	parameters Parameters
	counts     []string
	ignores    []string
	clauses    []*rule
	holidays   *Calendar
}

// rule is a compiled clause.
type rule struct {
	*Clause
	set                                   *RuleSet
	value                                 float64
	when, exempt, require, unless, number cel.Program
}

func (r *rule) cite() Reference { return r.set.cite(r.Clause) }

// defaults are the parameters when no set states them.
func defaults() Parameters {
	return Parameters{
		SamePlaceM: 1, ApproximateM: 1000, ListWithinM: 1000, SharingWithinM: 500, LargestMoveM: 600,
		DuplicateM: 50, EmittersWithinM: 50, PersonM: 2, GroundReflection: 1, EMFLimits: "qcvn8-2022",
	}
}

// NewRules joins sets that Parse read, those later in the list over those before: their
// parameters and states replace, their clauses add, and a clause with the ID of
// an earlier one replaces it.
func NewRules(sets ...*RuleSet) *Rules {
	r := &Rules{parameters: defaults()}
	var days []registry.Date
	for _, set := range sets {
		r.sets = append(r.sets, set)
		r.parameters = set.Parameters.over(r.parameters)
		if len(set.Counts)+len(set.Ignores) > 0 {
			r.counts, r.ignores = set.Counts, set.Ignores
		}
		days = append(days, set.Holidays...)
		for _, compiled := range set.compiled {
			at := slices.IndexFunc(r.clauses, func(c *rule) bool { return c.ID == compiled.ID })
			if at >= 0 {
				r.clauses[at] = compiled
			} else {
				r.clauses = append(r.clauses, compiled)
			}
		}
	}
	r.holidays = NewCalendar(days)
	return r
}

func compileClause(set *RuleSet, c *Clause) (*rule, error) {
	compiled := &rule{Clause: c, set: set, value: set.value(c)}
	targets := map[string]*cel.Program{
		"when": &compiled.when, "exempt": &compiled.exempt, "require": &compiled.require,
		"unless": &compiled.unless, "number": &compiled.number,
	}
	for _, e := range c.expressions() {
		if e.text == "" {
			continue
		}
		program, err := compile(e.text, e.number)
		if err != nil {
			return nil, registry.Errorf(registry.Invalid, "bộ quy định %s, %s: biểu thức %s: %v", "rule set %s, %s: expression %s: %v",
				set.Code, c.ID, e.name, err)
		}
		*targets[e.name] = program
	}
	return compiled, nil
}

// Sets names the sets that the rules were made of.
func (r *Rules) Sets() []SetReference {
	refs := make([]SetReference, 0, len(r.sets))
	for _, s := range r.sets {
		refs = append(refs, s.Reference())
	}
	return refs
}

// Parameters are the figures in force.
func (r *Rules) Parameters() Parameters { return r.parameters }

// Calendar is the working days as the rules' holidays have them.
func (r *Rules) Calendar() *Calendar { return r.holidays }

// of are the clauses of a check.
func (r *Rules) of(c Check) []*rule {
	var found []*rule
	for _, clause := range r.clauses {
		if clause.Check == c {
			found = append(found, clause)
		}
	}
	return found
}

// counted tells whether a mast counts as a neighbour by its state: yes, no or
// unknown.
func (r *Rules) counted(state string) string {
	switch {
	case slices.Contains(r.counts, state):
		return "yes"
	case slices.Contains(r.ignores, state):
		return "no"
	}
	return "unknown"
}

// reachM is the largest distance that a clause could demand.
func (r *Rules) reachM() float64 {
	reach := 0.0
	for _, c := range r.clauses {
		if c.Kind == MinDistance && !math.IsNaN(c.value) {
			reach = max(reach, c.value)
		}
	}
	return reach
}

// Library is the rule sets that are known. It does not change.
type Library struct{ sets []*RuleSet }

// NewLibrary gathers sets; a later one with the same code replaces an earlier
// one, so that a province's own edition goes over the one that ships.
func NewLibrary(sets ...*RuleSet) *Library {
	byCode := map[string]*RuleSet{}
	for _, s := range sets {
		byCode[s.Code] = s
	}
	l := new(Library)
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		l.sets = append(l.sets, byCode[code])
	}
	return l
}

// ParseLibrary reads sets by their file or record names; the first that cannot
// be used is the error.
func ParseLibrary(bodies map[string][]byte) (*Library, error) {
	var sets []*RuleSet
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		set, err := Parse(bodies[name])
		if err != nil {
			return nil, fmt.Errorf("rule set %s: %w", name, err)
		}
		sets = append(sets, set)
	}
	return NewLibrary(sets...), nil
}

// With is the library and further sets over it.
func (l *Library) With(sets ...*RuleSet) *Library {
	return NewLibrary(slices.Concat(l.sets, sets)...)
}

// Sets are all sets by code; they must not be changed.
func (l *Library) Sets() []*RuleSet { return slices.Clone(l.sets) }

// Get is the set of that code; NotFound when there is none.
func (l *Library) Get(code string) (*RuleSet, error) {
	for _, s := range l.sets {
		if s.Code == code {
			return s, nil
		}
	}
	codes := make([]string, 0, len(l.sets))
	for _, s := range l.sets {
		codes = append(codes, s.Code)
	}
	return nil, &registry.Error{Code: registry.NotFound,
		Message: registry.Textf("không có bộ quy định %q", "there is no rule set %q", code),
		Hint:    registry.Textf("các bộ đang có: %s", "those known: %s", strings.Join(codes, ", "))}
}

// For are the sets in force in a province on a day: the national ones, then the
// province's. local is false when the province has none of its own then. Of
// several of its own (which Lint objects to) the newest is taken.
func (l *Library) For(province string, day registry.Date) (sets []*RuleSet, local bool) {
	var own *RuleSet
	for _, s := range l.sets {
		switch {
		case !s.Period().Holds(day):
		case s.Jurisdiction == "":
			sets = append(sets, s)
		case s.Jurisdiction == province && (own == nil || own.ValidFrom.Before(s.ValidFrom)):
			own = s
		}
	}
	if own == nil {
		return sets, false
	}
	return append(sets, own), true
}

// Forced are the national sets of the day with one set of the caller's choice,
// whatever its place and dates: to compare versions.
func (l *Library) Forced(code string, day registry.Date) ([]*RuleSet, error) {
	chosen, err := l.Get(code)
	if err != nil {
		return nil, err
	}
	sets, _ := l.For("", day)
	if chosen.Jurisdiction == "" {
		sets = slices.DeleteFunc(sets, func(s *RuleSet) bool { return s.Code == code })
	}
	return append(sets, chosen), nil
}

// Term is a time that the rules give to somebody, such as seven working days to
// the owner of a mast that was asked to share it.
type Term struct {
	Clause Reference     `json:"clause"`
	Text   registry.Text `json:"text"`
	Value  int           `json:"value"`
	Unit   string        `json:"unit"`
}

// Term is the time that runs from an event (sharing_request,
// sharing_request_with_survey, sharing_proposal, plan_approved, plan_extended,
// received), false when the rules give none.
func (r *Rules) Term(from string) (Term, bool) {
	for _, c := range r.clauses {
		if c.Kind == Within && c.From == from {
			return Term{Clause: c.cite(), Text: c.Text, Value: int(c.value), Unit: c.Unit}, true
		}
	}
	return Term{}, false
}
