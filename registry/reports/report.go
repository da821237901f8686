package reports

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/indicators/consistency"
)

// Report is a report of a unit for a period, ready to be written in any form.
type Report struct {
	Title      registry.Text      `json:"title"`
	PeriodName registry.Text      `json:"period_name"`
	Unit       indicators.UnitRef `json:"unit"`
	Period     indicators.Period  `json:"period"`
	Boundaries registry.Date      `json:"boundaries"`
	Sections   []Section          `json:"sections"`
	// Figures are all that the report states, by the order of their notes.
	Figures []*indicators.Figure `json:"figures"`
	Rows    []Row                `json:"rows"`
	Series  []Series             `json:"series"`
	// Communes is the sheet by commune, with criterion 8 of new rural communes.
	Communes []CommuneRow          `json:"communes"`
	Findings []consistency.Finding `json:"findings"`
	Missing  []Missing             `json:"missing"`
	// Charts are those that printed reports have.
	Charts  []*Chart      `json:"charts"`
	Notice  registry.Text `json:"notice"`
	Made    registry.Date `json:"made"`
	Seq     int64         `json:"registry_seq"`
	Version string        `json:"version"`
}

// Section is sentences under a heading.
type Section struct {
	Title registry.Text `json:"title"`
	Lines []Line        `json:"lines"`
}

// Line is a sentence. Notes are the numbers, from 1, of the figures in it;
// Deviations say how they differ from what was published for the period.
type Line struct {
	Text       registry.Text   `json:"text"`
	Noted      registry.Text   `json:"noted"` // with note numbers in brackets behind the figures
	Notes      []int           `json:"notes"`
	Deviations []registry.Text `json:"deviations,omitempty"`
}

// Row compares a figure with the period before and with the plan.
type Row struct {
	Figure   *indicators.Figure    `json:"figure"`
	Previous registry.Opt[float64] `json:"previous"`
	Plan     registry.Opt[float64] `json:"plan"`
}

// Change is the growth on the period before in per cent, unknown without one.
func (r Row) Change() registry.Opt[float64] {
	if !r.Figure.Value.Known || !r.Previous.Known || r.Previous.Value == 0 {
		return registry.Opt[float64]{}
	}
	return registry.Some(100 * (r.Figure.Value.Value - r.Previous.Value) / r.Previous.Value)
}

// OfPlan is the share of the plan that was reached in per cent, unknown without a plan.
func (r Row) OfPlan() registry.Opt[float64] {
	if !r.Figure.Value.Known || !r.Plan.Known || r.Plan.Value == 0 {
		return registry.Opt[float64]{}
	}
	return registry.Some(100 * r.Figure.Value.Value / r.Plan.Value)
}

// Series is an indicator over the years.
type Series struct {
	Code   string                  `json:"code"`
	Name   registry.Text           `json:"name"`
	Years  []int                   `json:"years"`
	Values []registry.Opt[float64] `json:"values"`
}

// Missing is a figure that the report needed and could not have.
type Missing struct {
	Code string        `json:"code"`
	Name registry.Text `json:"name"`
	Why  registry.Text `json:"why"`
}

// form is the sentences of a report, as data/reports.yaml writes them.
type form struct {
	Form     string        `yaml:"form"`
	VI       string        `yaml:"vi"`
	EN       string        `yaml:"en"`
	Sections []formSection `yaml:"sections"`
}

type formSection struct {
	VI    string     `yaml:"vi"`
	EN    string     `yaml:"en"`
	Lines []formLine `yaml:"lines"`
}

type formLine struct {
	VI string `yaml:"vi"`
	EN string `yaml:"en"`
}

const formText = "text"

func loadForm(name string) (*form, error) {
	var forms []form
	if err := yaml.UnmarshalWithOptions(data.ReportForms, &forms, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("forms of reports: %w", err)
	}
	for i := range forms {
		if forms[i].Form == name {
			return &forms[i], nil
		}
	}
	return nil, fmt.Errorf("forms of reports: there is no form %q", name)
}

// builder carries a report through its making.
type builder struct {
	book    *indicators.Book
	ask     indicators.Ask
	earlier indicators.Ask
	report  *Report
	notes   map[string]int // code → number of its note
	listed  map[string]bool
	told    map[string]bool // findings, by their English words
}

// Build makes the report. Notice is what the registry wants said with its data.
func Build(ctx context.Context, book *indicators.Book, request Request, notice registry.Text) (*Report, error) {
	period, err := request.period(0)
	if err != nil {
		return nil, err
	}
	previous, err := request.period(1)
	if err != nil {
		return nil, err
	}
	boundaries := request.Boundaries
	if boundaries.IsZero() {
		boundaries = period.To
	}
	sentences, err := loadForm(formText)
	if err != nil {
		return nil, err
	}
	b := &builder{
		book: book, ask: indicators.Ask{Unit: request.Unit, Period: period, Boundaries: boundaries},
		earlier: indicators.Ask{Unit: request.Unit, Period: previous, Boundaries: boundaries},
		notes:   map[string]int{}, listed: map[string]bool{}, told: map[string]bool{},
		report: &Report{
			Title: registry.Text{VI: sentences.VI, EN: sentences.EN}, PeriodName: request.name(), Period: period, Boundaries: boundaries,
			Notice: notice, Made: book.Today(), Seq: book.Seq(), Version: book.Version(),
		},
	}
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return b.write(ctx, sentences) },
		b.compare,
		func(ctx context.Context) error { return b.follow(ctx, request) },
		b.byCommune,
		b.check,
		func(ctx context.Context) (err error) {
			b.report.Charts, err = chartsWhere(ctx, book, request, notice, func(f *ChartForm) bool { return f.Document })
			return err
		},
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return b.report, nil
}

var placeholder = regexp.MustCompile(`\{([a-z0-9_]+)(\.parts)?\}`)

// write fills in the sentences.
func (b *builder) write(ctx context.Context, sentences *form) error {
	for _, s := range sentences.Sections {
		section := Section{Title: registry.Text{VI: s.VI, EN: s.EN}}
		for _, l := range s.Lines {
			line, err := b.line(ctx, l)
			if err != nil {
				return err
			}
			if line != nil {
				section.Lines = append(section.Lines, *line)
			}
		}
		if len(section.Lines) > 0 {
			b.report.Sections = append(b.report.Sections, section)
		}
	}
	return nil
}

// line fills in a sentence; nil when its first figure is not known.
func (b *builder) line(ctx context.Context, l formLine) (*Line, error) {
	figures := map[string]*indicators.Figure{}
	for i, match := range placeholder.FindAllStringSubmatch(l.VI+l.EN, -1) {
		if figures[match[1]] != nil {
			continue
		}
		f, err := b.book.Figure(ctx, match[1], b.ask)
		if err != nil {
			return nil, err
		}
		figures[match[1]] = f
		b.report.Unit = f.Unit
		b.missing(f)
		if i == 0 && (!f.Value.Known || match[2] != "" && len(f.Parts) == 0) {
			return nil, nil
		}
	}
	line := &Line{}
	for _, match := range placeholder.FindAllStringSubmatch(l.VI, -1) {
		f := figures[match[1]]
		number, known := b.notes[f.Code]
		if !known {
			b.report.Figures = append(b.report.Figures, f)
			number = len(b.report.Figures)
			b.notes[f.Code] = number
			line.Deviations = append(line.Deviations, b.deviations(f)...)
		}
		if !slices.Contains(line.Notes, number) {
			line.Notes = append(line.Notes, number)
		}
	}
	line.Text = registry.Text{VI: b.fill(l.VI, registry.VI, figures, false), EN: b.fill(l.EN, registry.EN, figures, false)}
	line.Noted = registry.Text{VI: b.fill(l.VI, registry.VI, figures, true), EN: b.fill(l.EN, registry.EN, figures, true)}
	return line, nil
}

func (b *builder) missing(f *indicators.Figure) {
	if !f.Value.Known && !b.listed[f.Code] {
		b.listed[f.Code] = true
		b.report.Missing = append(b.report.Missing, Missing{Code: f.Code, Name: f.Name, Why: f.Why})
	}
}

func (b *builder) fill(sentence string, lang registry.Lang, figures map[string]*indicators.Figure, noted bool) string {
	return placeholder.ReplaceAllStringFunc(sentence, func(found string) string {
		match := placeholder.FindStringSubmatch(found)
		f := figures[match[1]]
		text := f.Number(lang)
		if match[2] != "" {
			text = partsOf(f, lang)
		}
		if noted {
			text += fmt.Sprintf("[%d]", b.notes[f.Code])
		}
		return text
	})
}

func partsOf(f *indicators.Figure, lang registry.Lang) string {
	texts := make([]string, len(f.Parts))
	for i, p := range f.Parts {
		texts[i] = p.Label.In(lang) + " " + lang.Number(p.Value, f.Decimals)
	}
	if f.Decimals > 0 && lang == registry.VI {
		return strings.Join(texts, "; ") // commas stand in the numbers
	}
	return strings.Join(texts, ", ")
}

// deviations says how a figure differs from what was printed for it elsewhere,
// and what is wrong with it, unless a line before has said so.
func (b *builder) deviations(f *indicators.Figure) []registry.Text {
	var out []registry.Text
	for _, c := range f.Printed {
		if c.Agreement == indicators.Agrees {
			continue
		}
		out = append(out, registry.Textf("%[1]s: đã công bố %[2]s (%[3]s); %[4]s", "%[5]s: published %[2]s (%[3]s); %[6]s",
			f.Name.VI, c.Printed, c.Source, c.Finding.VI, f.Name.EN, c.Finding.EN))
	}
	for _, text := range slices.Concat(f.Findings, f.Cautions) { // what is true of many figures is told once
		if !b.told[text.EN] {
			b.told[text.EN] = true
			out = append(out, text)
		}
	}
	return out
}

// tablesForm is the form whose indicators make up the tables.
const tablesForm = "tables"

// compare sets the figures beside those of the period before and the plan.
func (b *builder) compare(ctx context.Context) error {
	for _, d := range b.book.Catalogue().Form(tablesForm) {
		f, err := b.book.Figure(ctx, d.Code, b.ask)
		if err != nil {
			return err
		}
		row := Row{Figure: f}
		if row.Plan, err = b.book.Plan(ctx, f); err != nil {
			return err
		}
		before, err := b.book.Figure(ctx, d.Code, b.earlier)
		if err != nil {
			return err
		}
		row.Previous = before.Value
		b.report.Unit = f.Unit
		b.report.Rows = append(b.report.Rows, row)
	}
	return nil
}

// seriesYears is how far series go back unless asked otherwise.
const seriesYears = 5

// follow makes the series over the years, ending with the report's.
func (b *builder) follow(ctx context.Context, request Request) error {
	years := request.Years
	if years == 0 {
		years = seriesYears
	}
	for _, row := range b.report.Rows {
		s := Series{Code: row.Figure.Code, Name: row.Figure.Name}
		for y := request.Year - years + 1; y <= request.Year; y++ {
			one := request
			one.Year = y
			period, err := one.period(0)
			if err != nil {
				return err
			}
			f, err := b.book.Figure(ctx, s.Code, indicators.Ask{Unit: request.Unit, Period: period, Boundaries: b.ask.Boundaries})
			if err != nil {
				return err
			}
			s.Years, s.Values = append(s.Years, y), append(s.Values, f.Value)
		}
		b.report.Series = append(b.report.Series, s)
	}
	return nil
}

// check runs the rules of consistency over what was published for the period.
func (b *builder) check(ctx context.Context) error {
	values, err := b.book.EnteredFor(ctx, b.report.Unit.Code, b.report.Period)
	if err != nil {
		return err
	}
	checker, err := consistency.NewChecker(b.book.Catalogue(), b.book.Today())
	if err != nil {
		return err
	}
	statements := make([]consistency.Statement, 0, len(values))
	for _, v := range values {
		if !indicators.IsPlan(v.Code) {
			statements = append(statements, consistency.StatementOf(v))
		}
	}
	b.report.Findings = checker.Check(statements)
	return nil
}
