package reports

import (
	"context"
	"math"
	"slices"

	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/indicators/consistency"
)

// Consistency is what was found about the figures of a unit and period, computed
// and published.
type Consistency struct {
	Unit   indicators.UnitRef          `json:"unit"`
	Period indicators.Period           `json:"period"`
	Counts map[consistency.Verdict]int `json:"counts"`
	// Entered is about the published figures among themselves, Computed about the
	// registry's own.
	Entered  []consistency.Finding `json:"entered"`
	Computed []consistency.Finding `json:"computed"`
	// Compared sets each published figure beside what the registry computes.
	Compared []Compared `json:"compared"`
	// Flags are about one figure by itself.
	Flags []Flag `json:"flags"`
}

// Compared is a published figure beside the computed one.
type Compared struct {
	Code     string                `json:"code"`
	Name     registry.Text         `json:"name"`
	Computed registry.Opt[float64] `json:"computed"`
	Decimals int                   `json:"decimals"`
	Printed  string                `json:"printed"`
	Source   string                `json:"source"`
	Verdict  consistency.Verdict   `json:"verdict"`
	Text     registry.Text         `json:"text"`
}

// Flag is what is wrong with one figure: entered twice with different values,
// impossible, of a period in the future.
type Flag struct {
	Code string        `json:"code"`
	Text registry.Text `json:"text"`
}

// Check examines the figures of a unit and period: those that were entered as
// published, and those that the registry computes.
func Check(ctx context.Context, book *indicators.Book, request Request) (*Consistency, error) {
	k, err := newInspection(ctx, book, request)
	if err != nil {
		return nil, err
	}
	values, err := book.EnteredFor(ctx, k.found.Unit.Code, k.ask.Period)
	if err != nil {
		return nil, err
	}
	var published []consistency.Statement
	for _, v := range values {
		if !indicators.IsPlan(v.Code) {
			published = append(published, consistency.StatementOf(v))
		}
	}
	return k.finish(ctx, published)
}

// CheckPublished examines a published report that is not entered: its figures
// among themselves and beside what the registry computes, where it has the unit
// and period. Nothing is written.
func CheckPublished(ctx context.Context, book *indicators.Book, published []consistency.Statement) ([]*Consistency, error) {
	type place struct {
		unit   string
		period indicators.Period
	}
	var order []place
	of := map[place][]consistency.Statement{}
	for _, s := range published {
		at := place{s.Unit, indicators.Period{From: s.From, To: s.To}}
		if of[at] == nil {
			order = append(order, at)
		}
		of[at] = append(of[at], s)
	}
	all := make([]*Consistency, 0, len(order))
	for _, at := range order {
		k, err := inspectionOf(ctx, book, indicators.Ask{Unit: at.unit, Period: at.period})
		if registry.CodeOf(err) == registry.NotFound { // another province: its figures are still held against each other
			k, err = &inspection{found: &Consistency{Unit: indicators.UnitRef{Code: at.unit}, Period: at.period}, book: book, elsewhere: true}, nil
		}
		if err != nil {
			return nil, err
		}
		found, err := k.finish(ctx, of[at])
		if err != nil {
			return nil, err
		}
		all = append(all, found)
	}
	return all, nil
}

// inspection carries a Consistency through its making.
type inspection struct {
	book      *indicators.Book
	ask       indicators.Ask
	found     *Consistency
	elsewhere bool // the registry does not have the unit
	figures   []*indicators.Figure
}

func newInspection(ctx context.Context, book *indicators.Book, request Request) (*inspection, error) {
	period, err := request.Period()
	if err != nil {
		return nil, err
	}
	return inspectionOf(ctx, book, indicators.Ask{Unit: request.Unit, Period: period, Boundaries: request.Boundaries})
}

func inspectionOf(ctx context.Context, book *indicators.Book, ask indicators.Ask) (*inspection, error) {
	k := &inspection{book: book, ask: ask, found: &Consistency{Period: ask.Period}}
	for _, d := range book.Catalogue().All {
		f, err := book.Figure(ctx, d.Code, ask)
		if err != nil {
			return nil, err
		}
		k.found.Unit = f.Unit
		k.figures = append(k.figures, f)
	}
	return k, nil
}

func (k *inspection) finish(ctx context.Context, published []consistency.Statement) (*Consistency, error) {
	checker, err := consistency.NewChecker(k.book.Catalogue(), k.book.Today())
	if err != nil {
		return nil, err
	}
	f := k.found
	f.Compared, f.Flags = []Compared{}, []Flag{}
	f.Entered = listed(checker.Check(published))
	f.Computed = []consistency.Finding{}
	if !k.elsewhere {
		own, err := k.statements(ctx, checker)
		if err != nil {
			return nil, err
		}
		f.Computed = slices.DeleteFunc(listed(checker.Check(own)), func(one consistency.Finding) bool {
			return one.Rule == "denominators" // every computed share says what it is of
		})
		k.compare(published)
	}
	f.Counts = map[consistency.Verdict]int{consistency.Inconsistent: len(f.Flags), consistency.Odd: 0, consistency.Consistent: 0}
	for _, findings := range [][]consistency.Finding{f.Entered, f.Computed} {
		for _, one := range findings {
			f.Counts[one.Verdict]++
		}
	}
	for _, one := range f.Compared {
		f.Counts[one.Verdict]++
	}
	return f, nil
}

func listed(findings []consistency.Finding) []consistency.Finding {
	if findings == nil {
		return []consistency.Finding{}
	}
	return findings
}

// statements are the computed figures as a report would print them, with those of
// the period before that rules take.
func (k *inspection) statements(ctx context.Context, checker *consistency.Checker) ([]consistency.Statement, error) {
	var own []consistency.Statement
	for _, f := range k.figures {
		if f.Value.Known && f.Origin == indicators.Computed {
			own = append(own, stated(f, f.Code))
		}
	}
	begin := k.ask.Period.From.AddDays(-1)
	for code, of := range checker.Previous() {
		f, err := k.book.Figure(ctx, of, indicators.Ask{Unit: k.ask.Unit, Period: indicators.Period{From: begin, To: begin}, Boundaries: k.boundaries()})
		if err != nil {
			return nil, err
		}
		if f.Value.Known && f.Origin == indicators.Computed {
			s := stated(f, code)
			s.From, s.To = k.ask.Period.From, k.ask.Period.To
			own = append(own, s)
		}
	}
	return own, nil
}

func (k *inspection) boundaries() registry.Date {
	if k.ask.Boundaries.IsZero() {
		return k.ask.Period.To
	}
	return k.ask.Boundaries
}

// stated is a computed figure as it is printed.
func stated(f *indicators.Figure, code string) consistency.Statement {
	grain := math.Pow10(f.Decimals)
	value := math.Round(f.Value.Value*grain) / grain
	return consistency.Statement{
		Code: code, Unit: f.Unit.Code, From: f.Period.From, To: f.Period.To, Value: value, Decimals: f.Decimals,
		Printed: registry.VI.Number(value, f.Decimals), Denominator: f.Denominator.VI, Source: f.Source.VI,
	}
}

// compare sets published figures beside the computed ones. Those that were entered
// for the unit and period are compared by their figures already.
func (k *inspection) compare(published []consistency.Statement) {
	for _, f := range k.figures {
		for _, text := range f.Findings {
			k.found.Flags = append(k.found.Flags, Flag{f.Code, text})
		}
		done := map[string]bool{}
		for _, c := range f.Printed {
			done[c.Printed] = true
			k.found.Compared = append(k.found.Compared, comparedOf(f, c))
		}
		if !f.Value.Known || f.Origin != indicators.Computed {
			continue
		}
		for i := range published {
			s := &published[i]
			if (s.Code == f.Code || enteredAs(k.book, f.Code, s.Code)) && !done[s.Printed] {
				done[s.Printed] = true
				k.found.Compared = append(k.found.Compared, comparedOf(f, f.Compare(&registry.IndicatorValue{
					Code: s.Code, Value: registry.Some(s.Value), Printed: s.Printed, Source: s.Source,
				})))
			}
		}
	}
}

// enteredAs tells whether a figure is published under another code.
func enteredAs(book *indicators.Book, code, other string) bool {
	d, err := book.Catalogue().Definition(code)
	return err == nil && slices.Contains(d.EnteredAs, other)
}

func comparedOf(f *indicators.Figure, c indicators.Comparison) Compared {
	verdict := map[indicators.Agreement]consistency.Verdict{
		indicators.Agrees: consistency.Consistent, indicators.CutOff: consistency.Odd, indicators.Differs: consistency.Inconsistent,
	}[c.Agreement]
	return Compared{
		Code: f.Code, Name: f.Name, Computed: c.Computed, Decimals: f.Decimals, Printed: c.Printed, Source: c.Source, Verdict: verdict, Text: c.Finding,
	}
}
