package indicators

import (
	"context"
	"math"
	"slices"
	"strings"

	"hatang/registry"
)

type enteredKey struct{ code, unit string }

// Currency says how current the data of an operator is that a figure rests on.
type Currency struct {
	Operator string        `json:"operator"`
	Kind     registry.Kind `json:"kind"`
	// To is the last day of the newest period whose data an officer accepted.
	To       registry.Date `json:"to"`
	Accepted registry.Date `json:"accepted"`
	// Late tells that a period that was due before the figure's day has no
	// accepted data.
	Late bool `json:"late"`
}

// enteredValues are what was typed in for the unit and the period under any of
// the codes, newest entry last.
func (b *Book) enteredValues(ctx context.Context, unit string, period Period, codes []string) ([]*registry.IndicatorValue, error) {
	if b.entered == nil {
		all, err := registry.Find[*registry.IndicatorValue](ctx, b.src, registry.Query{Kind: registry.Indicators, AllRows: true})
		if err != nil {
			return nil, err
		}
		b.entered = map[enteredKey][]*registry.IndicatorValue{}
		for _, v := range all {
			if v.Row.ValidTo.IsZero() || b.today.Before(v.Row.ValidTo) {
				key := enteredKey{v.Code, v.UnitCode}
				b.entered[key] = append(b.entered[key], v)
			}
		}
	}
	var found []*registry.IndicatorValue
	for _, code := range codes {
		for _, v := range b.entered[enteredKey{code, unit}] {
			whole := v.PeriodTo == period.To && (v.PeriodFrom.IsZero() || v.PeriodFrom == period.From || v.PeriodFrom == v.PeriodTo)
			if whole && v.Value.Known {
				found = append(found, v)
			}
		}
	}
	slices.SortStableFunc(found, func(x, y *registry.IndicatorValue) int { return int(x.Row.Revision - y.Row.Revision) })
	return found, nil
}

// besideEntered takes the value of an entered indicator from what was typed in,
// and sets what was typed in beside a computed one.
func (b *Book) besideEntered(ctx context.Context, d *Definition, t *territory, f *Figure) error {
	codes := append([]string{d.Code}, slices.DeleteFunc(slices.Clone(d.EnteredAs), func(code string) bool { return code == d.Code })...)
	if !t.unit.Row.Period().Holds(f.Period.To) { // its code may have been another unit's then
		return b.besideMapped(ctx, d, t, f, codes)
	}
	values, err := b.enteredValues(ctx, f.Unit.Code, f.Period, codes)
	if err != nil {
		return err
	}
	f.Findings = append(f.Findings, contradictions(values)...)
	if f.Value.Known {
		for _, v := range values {
			f.Printed = append(f.Printed, f.Compare(v))
		}
		return nil
	}
	if len(values) == 0 {
		if d.Entered {
			f.Origin = Entered
			f.Why = registry.Text{VI: "chưa nhập cho kỳ này", EN: "not entered for this period"}
		}
		return nil
	}
	last := values[len(values)-1]
	f.Origin, f.Value, f.Why = Entered, last.Value, registry.Text{}
	f.Source = enteredSource(last.Source)
	if last.Printed != "" {
		f.Decimals = printedDecimals(last.Printed)
	}
	if last.Denominator != "" {
		f.Denominator = registry.Text{VI: last.Denominator, EN: last.Denominator}
	}
	return nil
}

// Compare sets a figure that was printed elsewhere beside this computed one.
func (f *Figure) Compare(v *registry.IndicatorValue) Comparison {
	if f.Code == codePeoplePerPoint && len(f.Inputs) == 2 {
		return comparePeople(v, Official{
			N: int(f.Inputs[1].Value.Value), PeoplePerPoint: f.Value, People: Input{Value: f.Inputs[0].Value},
		})
	}
	return comparison(v, f.Name, f.Value)
}

// contradictions tells of the same figure entered with different values.
func contradictions(values []*registry.IndicatorValue) []registry.Text {
	var found []registry.Text
	for i, v := range values {
		for _, w := range values[:i] {
			if v.Code == w.Code && v.Value.Value != w.Value.Value {
				found = append(found, registry.Textf(
					"chỉ tiêu %s được nhập hai lần với giá trị khác nhau: %s (%s) và %s (%s)", "%s is entered twice with different values: %s (%s) and %s (%s)",
					v.Code, shownEntry(w), w.Source, shownEntry(v), v.Source))
			}
		}
	}
	return found
}

func shownEntry(v *registry.IndicatorValue) string {
	if v.Printed != "" {
		return v.Printed
	}
	decimals := 0
	if v.Value.Value != math.Trunc(v.Value.Value) {
		decimals = 2
	}
	return registry.VI.Number(v.Value.Value, decimals)
}

// currencyOf is how current each operator's data of a kind is, by what it handed in.
func (b *Book) currencyOf(ctx context.Context, kind registry.Kind, day registry.Date) ([]Currency, error) {
	if !b.currencyOK {
		if _, err := b.table(ctx, registry.Submissions); err != nil {
			return nil, err
		}
		b.currencyOK = true
	}
	t := b.tables[registry.Submissions]
	byOperator := map[string]*Currency{}
	for _, rec := range t.rows {
		s, ok := rec.(*registry.Submission)
		if !ok || s.RecordKind != string(kind) || !s.Row.ValidTo.IsZero() {
			continue
		}
		c := byOperator[s.OperatorCode]
		if c == nil {
			c = &Currency{Operator: s.OperatorCode, Kind: kind}
			byOperator[s.OperatorCode] = c
		}
		switch {
		case s.State == "accepted" && c.To.Before(s.PeriodTo) && !day.Before(s.PeriodFrom):
			c.To, c.Accepted = s.PeriodTo, s.AcceptedOn
		case s.State != "accepted" && !s.Due.IsZero() && s.Due.Before(day):
			c.Late = true
		}
	}
	var out []Currency
	for _, operator := range sortedKeys(byOperator) {
		out = append(out, *byOperator[operator])
	}
	return out, nil
}

// planSuffix marks the code under which the plan of an indicator is entered.
const planSuffix = ".plan"

// IsPlan tells whether values of the code are plans, not figures.
func IsPlan(code string) bool { return strings.HasSuffix(code, planSuffix) }

// Plan is what was planned for an indicator: the value entered under its code
// with ".plan" behind it; unknown when there is none.
func (b *Book) Plan(ctx context.Context, f *Figure) (registry.Opt[float64], error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	values, err := b.enteredValues(ctx, f.Unit.Code, f.Period, []string{f.Code + planSuffix})
	if err != nil || len(values) == 0 {
		return registry.Opt[float64]{}, err
	}
	return values[len(values)-1].Value, nil
}

// EnteredFor is everything that was entered for the unit and period, in the order
// of codes and entry: what a published report printed.
func (b *Book) EnteredFor(ctx context.Context, unit string, period Period) ([]*registry.IndicatorValue, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if _, err := b.enteredValues(ctx, unit, period, nil); err != nil { // reads them
		return nil, err
	}
	codes := map[string]bool{}
	for key := range b.entered {
		if key.unit == unit {
			codes[key.code] = true
		}
	}
	return b.enteredValues(ctx, unit, period, sortedKeys(codes))
}
