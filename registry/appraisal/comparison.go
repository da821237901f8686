package appraisal

import (
	"context"

	"hatang/registry"
)

// Difference is a check of a position that two rule sets judge otherwise, or by
// other figures.
type Difference struct {
	Position string    `json:"position"`
	Check    Check     `json:"check"`
	Before   LineOfSet `json:"before"`
	After    LineOfSet `json:"after"`
}

// LineOfSet is what a check came to by one rule set.
type LineOfSet struct {
	Verdict    Verdict         `json:"verdict"`
	Officer    bool            `json:"officer,omitempty"`
	Clauses    []string        `json:"clauses"`
	Thresholds []float64       `json:"thresholds,omitempty"`
	Summaries  []registry.Text `json:"summaries"`
}

// Comparison is one dossier by two rule sets.
type Comparison struct {
	Before      string       `json:"before"`
	After       string       `json:"after"`
	Differences []Difference `json:"differences"`
	Results     [2]*Result   `json:"results"`
}

// Compare appraises a dossier by two rule sets of the library, named by code,
// whatever their place and dates, and tells what differs.
func Compare(ctx context.Context, library *Library, w World, d Dossier, options Options, before, after string) (*Comparison, error) {
	c := &Comparison{Before: before, After: after}
	for i, code := range []string{before, after} {
		options.RuleSet = code
		result, err := New(library, options).Appraise(ctx, w, d)
		if err != nil {
			return nil, err
		}
		c.Results[i] = result
	}
	c.Differences = differences(c.Results[0], c.Results[1])
	return c, nil
}

// differences are the checks that two results of one dossier judge otherwise, or
// by other figures.
func differences(before, after *Result) []Difference {
	found := []Difference{}
	for i := range before.Positions {
		a, b := &before.Positions[i], &after.Positions[i]
		for _, check := range Checks() {
			x, y := lineOf(a.Find(check)), lineOf(b.Find(check))
			if !x.same(y) {
				found = append(found, Difference{Position: a.Code, Check: check, Before: x, After: y})
			}
		}
	}
	return found
}

func lineOf(r *CheckResult) LineOfSet {
	line := LineOfSet{Verdict: r.Verdict, Officer: r.Officer, Clauses: []string{}}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Clause.Clause != "" {
			line.Clauses = append(line.Clauses, f.Clause.Clause)
		}
		if f.Threshold != nil {
			line.Thresholds = append(line.Thresholds, *f.Threshold)
		}
		line.Summaries = append(line.Summaries, f.Summary)
	}
	return line
}

func (l LineOfSet) same(m LineOfSet) bool {
	if l.Verdict != m.Verdict || l.Officer != m.Officer || len(l.Clauses) != len(m.Clauses) || len(l.Thresholds) != len(m.Thresholds) {
		return false
	}
	for i := range l.Clauses {
		if l.Clauses[i] != m.Clauses[i] {
			return false
		}
	}
	for i := range l.Thresholds {
		if l.Thresholds[i] != m.Thresholds[i] {
			return false
		}
	}
	return true
}
