package indicators

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"hatang/registry"
)

// Period is the days From to To, both of them in it. Figures of stock are those
// of its last day.
type Period struct {
	From registry.Date `json:"from"`
	To   registry.Date `json:"to"`
}

// Ask says what a figure is wanted for.
type Ask struct {
	Unit   string // code; empty: the registry's own territory
	Period Period
	// Boundaries is the day whose units the figure is for; zero: the last day of
	// the period.
	Boundaries registry.Date
}

func (a Ask) boundaries() registry.Date {
	if a.Boundaries.IsZero() {
		return a.Period.To
	}
	return a.Boundaries
}

// Origin says where a figure comes from.
type Origin string

// The origins of figures.
const (
	Computed Origin = "computed"
	Entered  Origin = "entered"
)

// Figure is the value of an indicator, with everything that it rests on.
type Figure struct {
	Code        string                `json:"code"`
	Name        registry.Text         `json:"name"`
	Measure     registry.Text         `json:"measure"`
	Value       registry.Opt[float64] `json:"value"`
	Decimals    int                   `json:"decimals"`
	Unit        UnitRef               `json:"unit"`
	Period      Period                `json:"period"`
	Boundaries  registry.Date         `json:"boundaries"`
	Origin      Origin                `json:"origin"`
	Formula     string                `json:"formula,omitempty"`
	Reading     string                `json:"reading,omitempty"`
	Inputs      []FigureInput         `json:"inputs,omitempty"`
	Denominator registry.Text         `json:"denominator"`
	Source      registry.Text         `json:"source"`
	Basis       string                `json:"basis,omitempty"`
	Parts       []FigurePart          `json:"parts,omitempty"`
	// Printed sets figures that were published elsewhere beside this one.
	Printed []Comparison `json:"printed,omitempty"`
	// Findings are what is wrong or odd about it.
	Findings []registry.Text `json:"findings,omitempty"`
	// Cautions say how far it can be relied on.
	Cautions []registry.Text `json:"cautions,omitempty"`
	// Why says why the value is not known.
	Why      registry.Text `json:"why"`
	Currency []Currency    `json:"currency,omitempty"`
	Seq      int64         `json:"registry_seq"`
	Version  string        `json:"version"`

	byCommune []float64
}

// FigureInput is a figure that a formula takes.
type FigureInput struct {
	Code     string                `json:"code"`
	Name     registry.Text         `json:"name"`
	Value    registry.Opt[float64] `json:"value"`
	Decimals int                   `json:"decimals"`
	Measure  registry.Text         `json:"measure"`
	Source   registry.Text         `json:"source"`
}

// FigurePart is a part of a figure, such as the stations of one operator.
type FigurePart struct {
	Key   []string        `json:"key"`
	Keys  []registry.Text `json:"-"` // in words
	Label registry.Text   `json:"label"`
	Value float64         `json:"value"`
}

// Figure computes one indicator.
func (b *Book) Figure(ctx context.Context, code string, ask Ask) (*Figure, error) {
	d, err := b.catalogue.Definition(code)
	if err != nil {
		return nil, err
	}
	if ask.Period.To.IsZero() || ask.Period.To.Before(ask.Period.From) {
		return nil, registry.Errorf(registry.Invalid,
			"kỳ %s – %s không hợp lệ: cần ngày cuối không trước ngày đầu", "period %s – %s: the last day must be stated and not lie before the first", ask.Period.From, ask.Period.To)
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	t, err := b.territoryOf(ctx, ask.Unit, ask.boundaries())
	if err != nil {
		return nil, err
	}
	return b.figure(ctx, d, t, ask.Period)
}

// Series computes an indicator for each of the periods, on the boundaries of one
// day, or of each period's own last day when that is zero.
func (b *Book) Series(ctx context.Context, code, unit string, periods []Period, boundaries registry.Date) ([]*Figure, error) {
	series := make([]*Figure, 0, len(periods))
	for _, p := range periods {
		f, err := b.Figure(ctx, code, Ask{Unit: unit, Period: p, Boundaries: boundaries})
		if err != nil {
			return nil, err
		}
		series = append(series, f)
	}
	return series, nil
}

// CommuneFigure is an indicator's part in one commune.
type CommuneFigure struct {
	Unit  *registry.AdminUnit
	Value registry.Opt[float64]
}

// ByCommune divides a counted indicator among the communes of the unit, unknown in
// all where the figure itself is; other indicators are Unsupported.
func (b *Book) ByCommune(ctx context.Context, code string, ask Ask) ([]CommuneFigure, error) {
	f, err := b.Figure(ctx, code, ask)
	if err != nil {
		return nil, err
	}
	d := b.catalogue.byCode[code]
	if d.Count == nil || registry.SchemaOf(d.Count.Kind).Field("commune_code") == nil {
		return nil, registry.Errorf(registry.Unsupported, "chỉ tiêu %q không chia được theo xã", "indicator %q is not counted by commune", code)
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	t, err := b.territoryOf(ctx, ask.Unit, ask.boundaries())
	if err != nil {
		return nil, err
	}
	out := make([]CommuneFigure, len(t.communes))
	for i, c := range t.communes {
		out[i].Unit = c
		if f.byCommune != nil {
			out[i].Value = registry.Some(f.byCommune[i])
		}
	}
	return out, nil
}

func (b *Book) figure(ctx context.Context, d *Definition, t *territory, period Period) (*Figure, error) {
	f := &Figure{
		Code: d.Code, Name: d.Name, Measure: d.Measure, Decimals: d.Decimals, Unit: unitRef(t.unit), Period: period,
		Boundaries: t.boundaries, Origin: Computed, Formula: d.Formula, Reading: d.Reading, Denominator: d.Denominator,
		Basis: d.Basis, Seq: b.seq, Version: b.version,
	}
	if b.today.Before(period.To) && !b.today.IsZero() {
		f.Findings = append(f.Findings, registry.Textf("kỳ kết thúc ngày %s, sau ngày hôm nay", "the period ends on %s, which is in the future", shown(period.To)))
	}
	var err error
	switch {
	case d.Base != "":
		err = baseOf(d.Base)(ctx, b, d, t, f)
	case d.Count != nil:
		err = b.counted(ctx, d, t, f)
	case d.Coverage != nil:
		err = b.coveredFigure(ctx, d, t, f)
	case d.Formula != "":
		err = b.derivedFigure(ctx, d, t, f)
	}
	if err != nil {
		return nil, err
	}
	if err := b.besideEntered(ctx, d, t, f); err != nil {
		return nil, err
	}
	if f.Value.Known && !d.possible(f.Value.Value) {
		f.Findings = append(f.Findings, registry.Text{
			VI: "giá trị " + registry.VI.Number(f.Value.Value, d.Decimals) + " nằm ngoài khoảng có thể" + limitsOf(registry.VI, d),
			EN: "the value " + registry.EN.Number(f.Value.Value, d.Decimals) + " lies outside what is possible" + limitsOf(registry.EN, d),
		})
	}
	return f, nil
}

func limitsOf(lang registry.Lang, d *Definition) string {
	bound := func(v *float64, symbol string) string {
		if v == nil {
			return ""
		}
		return symbol + lang.Number(*v, 0)
	}
	return " (" + strings.Trim(bound(d.Least, "≥ ")+"; "+bound(d.Most, "≤ "), "; ") + ")"
}

// base computes a figure that is read off the unit itself.
type base func(ctx context.Context, b *Book, d *Definition, t *territory, f *Figure) error

// baseOf is the base of that name, nil when there is none.
func baseOf(name string) base {
	set := func(f *Figure, in Input) {
		f.Value, f.Source = in.Value, in.Source
		if in.Year.Known {
			year := fmt.Sprint(in.Year.Value)
			f.Source = registry.Text{VI: f.Source.VI + " (năm " + year + ")", EN: f.Source.EN + " (" + year + ")"}
		}
		if !in.Value.Known {
			f.Why = registry.Text{VI: "chưa nhập cho đơn vị này", EN: "not entered for this unit"}
		}
	}
	switch name {
	case "area_km2":
		return func(_ context.Context, _ *Book, _ *Definition, t *territory, f *Figure) error {
			set(f, areaInput(t.unit, t.communes))
			return nil
		}
	case "people":
		return func(ctx context.Context, b *Book, _ *Definition, t *territory, f *Figure) error {
			in, err := b.peopleOn(ctx, t, f.Period.To)
			set(f, in)
			return err
		}
	case "households":
		return func(_ context.Context, _ *Book, _ *Definition, t *territory, f *Figure) error {
			in := Input{Source: enteredSource(t.unit.PopulationSource)}
			if t.unit.Households.Known {
				in.Value = registry.Some(float64(t.unit.Households.Value))
			}
			set(f, in)
			return nil
		}
	case "communes":
		return func(_ context.Context, _ *Book, d *Definition, t *territory, f *Figure) error {
			f.Value = registry.Some(float64(t.countCommunes(d.CommuneTypes)))
			f.Source = registry.Textf("sổ đăng ký, địa giới ngày %s", "the registry, boundaries of %s", shown(t.boundaries))
			return nil
		}
	}
	return nil
}

// counted fills in a count.
func (b *Book) counted(ctx context.Context, d *Definition, t *territory, f *Figure) error {
	s, err := b.selection(ctx, d)
	if err != nil {
		return err
	}
	c, err := s.count(ctx, b, t, f.Period)
	if err != nil {
		return err
	}
	f.Source = s.describe(f.Period, t)
	if c.none {
		f.Why = registry.Textf("sổ đăng ký chưa có bản ghi nào trước ngày %[1]s để so sánh", "the registry holds no records before %[1]s to compare with", shown(f.Period.From))
		return nil
	}
	if first, later := s.table.beginsAfter(f.Period.To); later && d.Count.During == "" {
		f.Why = registry.Textf("sổ đăng ký chỉ có bản ghi từ ngày %[1]s", "the registry's records begin on %[1]s", shown(first))
		return nil
	}
	if d.Count.Sum != "" && !c.stated {
		f.Why = registry.Text{VI: "không bản ghi nào khai số này", EN: "no record states the number"}
		return nil
	}
	f.Value = registry.Some(c.value)
	if s.table.placed {
		f.byCommune = c.byCommune
	}
	if d.Count.By != "" {
		f.Parts = s.partsOf(c)
	}
	f.Currency, err = b.currencyOf(ctx, d.Count.Kind, f.Period.To)
	return err
}

// partsOf lists what the figure is made of, largest first.
func (s *selection) partsOf(c *tally) []FigurePart {
	var parts []FigurePart
	names := splitNames(s.spec.By)
	for i, label := range s.labels {
		if c.parts[i] == 0 {
			continue
		}
		key := strings.Split(label, separator)
		part := FigurePart{Key: key, Label: s.labelOf(names, key), Value: c.parts[i]}
		for j := range names {
			part.Keys = append(part.Keys, s.labelOf(names[j:j+1], key[j:j+1]))
		}
		parts = append(parts, part)
	}
	slices.SortFunc(parts, func(x, y FigurePart) int {
		if x.Value != y.Value {
			return int(math.Copysign(1, y.Value-x.Value))
		}
		return slices.Compare(x.Key, y.Key)
	})
	return parts
}

func (s *selection) labelOf(names, key []string) registry.Text {
	var vi, en []string
	for i, name := range names {
		label := registry.Text{VI: key[i], EN: key[i]}
		if f := s.table.schema.Field(name); f != nil && len(f.Codes) > 0 && key[i] != "" {
			label = f.CodeLabel(key[i])
		}
		if short := s.operators[key[i]]; name == fieldOperator && short != "" {
			label = registry.Text{VI: short, EN: short}
		}
		if key[i] == "" {
			label = registry.Text{VI: "chưa rõ", EN: "not stated"}
		}
		vi, en = append(vi, label.VI), append(en, label.EN)
	}
	return registry.Text{VI: strings.Join(vi, " "), EN: strings.Join(en, " ")}
}

// shown is a day as both languages write it.
func shown(day registry.Date) string { return registry.VI.Date(day) }

// describe says in words what was counted.
func (s *selection) describe(p Period, t *territory) registry.Text {
	label := s.table.schema.Label
	vi, en := "đếm "+label.VI, "count of "+strings.ToLower(label.EN)
	if s.spec.Sum != "" {
		field := s.table.schema.Field(s.spec.Sum).Label
		vi, en = "tổng "+field.VI+" của "+label.VI, "sum of "+field.EN+" over "+strings.ToLower(label.EN)
	}
	if s.spec.Distinct == distinctOf {
		vi, en = "đếm đơn vị cấp xã có "+label.VI, "count of communes with "+strings.ToLower(label.EN)
	}
	for _, condition := range s.conditions() {
		vi, en = vi+"; "+condition.VI, en+"; "+condition.EN
	}
	switch {
	case s.spec.During != "":
		vi, en = vi+fmt.Sprintf("; %s từ %s đến %s", s.spec.During, shown(p.From), shown(p.To)), en+fmt.Sprintf("; %s from %s to %s", s.spec.During, shown(p.From), shown(p.To))
	case s.spec.Event != "":
		vi, en = vi+fmt.Sprintf("; bắt đầu hoặc thôi hoạt động từ %s đến %s", shown(p.From), shown(p.To)), en+fmt.Sprintf("; %s from %s to %s", s.spec.Event, shown(p.From), shown(p.To))
	default:
		vi, en = vi+"; có hiệu lực và hoạt động ngày "+shown(p.To), en+"; holding and working on "+shown(p.To)
	}
	if !s.table.placed {
		return registry.Text{VI: vi + "; toàn sổ đăng ký", EN: en + "; the whole registry"}
	}
	return registry.Text{VI: vi + "; địa giới ngày " + shown(t.boundaries), EN: en + "; boundaries of " + shown(t.boundaries)}
}

func (s *selection) conditions() []registry.Text {
	var out []registry.Text
	for _, name := range sortedKeys(s.spec.Where) {
		values := make([]string, 0, len(s.spec.Where[name]))
		for _, v := range s.spec.Where[name] {
			if v == "" {
				v = "(trống/none)"
			}
			values = append(values, v)
		}
		text := name + " = " + strings.Join(values, " | ")
		out = append(out, registry.Text{VI: text, EN: text})
	}
	for _, name := range sortedKeys(s.spec.AtLeast) {
		text := fmt.Sprintf("%s ≥ %g", name, s.spec.AtLeast[name])
		out = append(out, registry.Text{VI: text, EN: text})
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// derivedFigure fills in a formula.
func (b *Book) derivedFigure(ctx context.Context, d *Definition, t *territory, f *Figure) error {
	values := map[string]registry.Opt[float64]{}
	for _, name := range d.inputs {
		in, err := b.figure(ctx, b.catalogue.byCode[name], t, f.Period)
		if err != nil {
			return err
		}
		values[name] = in.Value
		f.Inputs = append(f.Inputs, FigureInput{Code: in.Code, Name: in.Name, Value: in.Value, Decimals: in.Decimals, Measure: in.Measure, Source: in.Source})
		if !in.Value.Known && f.Why.IsZero() {
			f.Why = registry.Textf("thiếu %[1]s", "%[2]s is not known", in.Name.VI, in.Name.EN)
		}
		for _, c := range in.Currency {
			if !slices.ContainsFunc(f.Currency, func(o Currency) bool { return o.Operator == c.Operator && o.Kind == c.Kind }) {
				f.Currency = append(f.Currency, c)
			}
		}
	}
	f.Source = registry.Text{VI: "tính theo công thức " + d.Formula, EN: "computed by " + d.Formula}
	f.Value = evaluate(d.expression, func(name string) registry.Opt[float64] { return values[name] })
	if !f.Value.Known && f.Why.IsZero() {
		f.Why = registry.Text{VI: "mẫu số bằng không", EN: "the denominator is zero"}
	}
	return nil
}

// Number writes the value as it is printed, a dash when it is not known.
func (f *Figure) Number(lang registry.Lang) string {
	if !f.Value.Known {
		return "–"
	}
	return lang.Number(f.Value.Value, f.Decimals)
}
