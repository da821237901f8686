package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/paulmach/orb"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/indicators"
)

// Form is a workbook on which figures are handed in, as data/forms.yaml writes it.
type Form struct {
	Code     string        `yaml:"code" json:"code"`
	VI       string        `yaml:"vi" json:"-"`
	EN       string        `yaml:"en" json:"-"`
	Title    registry.Text `yaml:"-" json:"title"`
	Citation string        `yaml:"citation" json:"citation"`
	// Verified tells whether the form was held against the text of the citation.
	Verified bool          `yaml:"verified" json:"verified"`
	Remark   remark        `yaml:"note" json:"-"`
	Note     registry.Text `yaml:"-" json:"note"`
	Sheets   []FormSheet   `yaml:"sheets" json:"-"`
}

type remark struct {
	VI string `yaml:"vi"`
	EN string `yaml:"en"`
}

// FormSheet is a sheet of a form: rows of indicators, or a list of records.
type FormSheet struct {
	VI      string       `yaml:"vi"`
	EN      string       `yaml:"en"`
	Rows    []FormRow    `yaml:"rows"`
	Records *FormRecords `yaml:"records"`
}

// FormRow is an indicator, or one part of it by its key.
type FormRow struct {
	No        string `yaml:"no"`
	Indicator string `yaml:"indicator"`
	Part      string `yaml:"part"`
}

// FormRecords lists the stations that an indicator counts.
type FormRecords struct {
	Indicator string       `yaml:"indicator"`
	Columns   []FormColumn `yaml:"columns"`
}

// FormColumn is a column; Field is a field of station, site or sectors, none: it
// is filled in by hand.
type FormColumn struct {
	VI    string `yaml:"vi"`
	EN    string `yaml:"en"`
	Field string `yaml:"field"`
}

// Forms lists the built-in forms.
func Forms() ([]*Form, error) {
	var forms []*Form
	if err := yaml.UnmarshalWithOptions(data.HandInForms, &forms, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("forms to hand in: %w", err)
	}
	for _, f := range forms {
		f.Title, f.Note = registry.Text{VI: f.VI, EN: f.EN}, registry.Text{VI: f.Remark.VI, EN: f.Remark.EN}
	}
	return forms, nil
}

// FormOf is the form of that code; one that there is not is NotFound.
func FormOf(code string) (*Form, error) {
	forms, err := Forms()
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, f := range forms {
		if f.Code == code {
			return f, nil
		}
		codes = append(codes, f.Code)
	}
	return nil, registry.Errorf(registry.NotFound, "không có biểu %q: chọn %[2]s", "there is no form %q: choose %[2]s", code, strings.Join(codes, ", "))
}

// Filled is a form with the figures of a unit and period.
type Filled struct {
	Form       *Form
	Unit       indicators.UnitRef
	Period     indicators.Period
	PeriodName registry.Text
	Sheets     []FilledSheet
	Notice     registry.Text
	Made       registry.Date
	Seq        int64
	Version    string
}

// FilledSheet is a sheet with its cells: text, or numbers with their decimals.
type FilledSheet struct {
	Name   registry.Text
	Titles []registry.Text
	Rows   [][]any
}

// Fill fills a form in with the figures of a unit and period.
func Fill(ctx context.Context, book *indicators.Book, form *Form, request Request, notice registry.Text) (*Filled, error) {
	period, err := request.Period()
	if err != nil {
		return nil, err
	}
	previous, err := request.period(1)
	if err != nil {
		return nil, err
	}
	if request.Boundaries.IsZero() {
		request.Boundaries = period.To
	}
	f := &filler{
		book: book, ask: indicators.Ask{Unit: request.Unit, Period: period, Boundaries: request.Boundaries},
		before: indicators.Ask{Unit: request.Unit, Period: previous, Boundaries: request.Boundaries},
		filled: &Filled{Form: form, Period: period, PeriodName: request.name(), Notice: notice, Made: book.Today(), Seq: book.Seq(), Version: book.Version()},
	}
	for i := range form.Sheets {
		sheet := &form.Sheets[i]
		fill := f.figures
		if sheet.Records != nil {
			fill = f.records
		}
		filled, err := fill(ctx, sheet)
		if err != nil {
			return nil, fmt.Errorf("form %s: %w", form.Code, err)
		}
		filled.Name = registry.Text{VI: sheet.VI, EN: sheet.EN}
		f.filled.Sheets = append(f.filled.Sheets, *filled)
	}
	return f.filled, nil
}

type filler struct {
	book        *indicators.Book
	ask, before indicators.Ask
	filled      *Filled
}

func (f *filler) figures(ctx context.Context, sheet *FormSheet) (*FilledSheet, error) {
	out := &FilledSheet{Titles: []registry.Text{
		t("STT", "No."), t("Chỉ tiêu", "Indicator"), t("Đơn vị tính", "Unit"), t("Kỳ báo cáo", "This period"), t("Kỳ trước", "Period before"), t("Công thức, nguồn, ghi chú", "Formula, source, note"),
	}}
	for _, row := range sheet.Rows {
		now, err := f.book.Figure(ctx, row.Indicator, f.ask)
		if err != nil {
			return nil, err
		}
		before, err := f.book.Figure(ctx, row.Indicator, f.before)
		if err != nil {
			return nil, err
		}
		f.filled.Unit = now.Unit
		name, value, was := now.Name, now.Value, before.Value
		if row.Part != "" {
			d, err := f.book.Catalogue().Definition(row.Indicator)
			if err != nil {
				return nil, err
			}
			name = partName(d, row.Part)
			value, was = partOf(now, row.Part), partOf(before, row.Part)
		}
		out.Rows = append(out.Rows, []any{row.No, name, now.Measure, number{value, now.Decimals}, number{was, now.Decimals}, f.note(now, row)})
	}
	return out, nil
}

// note is where the number comes from, or why there is none.
func (f *filler) note(figure *indicators.Figure, row FormRow) registry.Text {
	switch {
	case !figure.Value.Known:
		return registry.Text{VI: "chưa có: " + figure.Why.VI, EN: "not known: " + figure.Why.EN}
	case row.Part != "":
		return registry.Text{}
	}
	return registry.Text{VI: Note(figure, registry.VI), EN: Note(figure, registry.EN)}
}

// partOf is the value of a part; 0 where the figure is known and has none of it.
func partOf(f *indicators.Figure, key string) registry.Opt[float64] {
	if !f.Value.Known {
		return registry.Opt[float64]{}
	}
	for _, p := range f.Parts {
		if slices.Equal(p.Key, []string{key}) {
			return registry.Some(p.Value)
		}
	}
	return registry.Some(0.0)
}

// partName is what a part of a count is called.
func partName(d *indicators.Definition, key string) registry.Text {
	if d.Count != nil {
		if field := registry.SchemaOf(d.Count.Kind).Field(d.Count.By); field != nil && len(field.Codes) > 0 {
			return field.CodeLabel(key)
		}
	}
	return registry.Text{VI: key, EN: key}
}

// joined is a station with its site and sectors.
type joined struct {
	station, site registry.Record
	sectors       []registry.Record
}

func (f *filler) records(ctx context.Context, sheet *FormSheet) (*FilledSheet, error) {
	rows, err := f.joined(ctx, sheet.Records.Indicator)
	if err != nil {
		return nil, err
	}
	out := &FilledSheet{Titles: []registry.Text{t("STT", "No.")}}
	for _, c := range sheet.Records.Columns {
		out.Titles = append(out.Titles, registry.Text{VI: c.VI, EN: c.EN})
	}
	for i, j := range rows {
		cells := []any{number{registry.Some(float64(i + 1)), 0}}
		for _, c := range sheet.Records.Columns {
			cell, err := j.cell(c.Field)
			if err != nil {
				return nil, err
			}
			cells = append(cells, cell)
		}
		out.Rows = append(out.Rows, cells)
	}
	return out, nil
}

// joined is the stations that an indicator counts, by operator, site and code.
func (f *filler) joined(ctx context.Context, indicator string) ([]joined, error) {
	stations, err := f.book.Counted(ctx, indicator, f.ask)
	if err != nil {
		return nil, err
	}
	sites, sectors := map[string]registry.Record{}, map[string][]registry.Record{}
	held, err := f.book.Holding(ctx, registry.Sites, f.ask.Period.To)
	if err != nil {
		return nil, err
	}
	for _, rec := range held {
		sites[rec.Head().ID] = rec
	}
	if held, err = f.book.Holding(ctx, registry.Sectors, f.ask.Period.To); err != nil {
		return nil, err
	}
	for _, rec := range held {
		if s, ok := rec.(*registry.Sector); ok {
			sectors[s.StationID] = append(sectors[s.StationID], rec)
		}
	}
	rows := make([]joined, 0, len(stations))
	keys := map[string]string{}
	for _, rec := range stations {
		s, ok := rec.(*registry.Station)
		if !ok {
			return nil, fmt.Errorf("indicator %s counts %s, stations are expected", indicator, rec.Kind())
		}
		keys[s.Row.ID] = strings.Join([]string{s.OperatorCode, s.SiteID, s.Technology, s.Code, s.Row.ID}, "\x1f")
		rows = append(rows, joined{rec, sites[s.SiteID], sectors[s.Row.ID]})
	}
	slices.SortFunc(rows, func(a, b joined) int { return strings.Compare(keys[a.station.Head().ID], keys[b.station.Head().ID]) })
	return rows, nil
}

// cell is a field of the station, its site or its sectors; empty for none.
func (j *joined) cell(path string) (any, error) {
	if path == "" {
		return "", nil
	}
	of, name, _ := strings.Cut(path, ".")
	switch of {
	case "station":
		return valueOf(j.station, name)
	case "site":
		if j.site == nil {
			if name == "lon" || name == "lat" {
				return valueOf(j.station, name)
			}
			return "", nil
		}
		return valueOf(j.site, name)
	case "sectors":
		var texts []string
		for _, s := range j.sectors {
			v, err := valueOf(s, name)
			if err != nil {
				return nil, err
			}
			texts = append(texts, shown(v))
		}
		return strings.Join(texts, "/"), nil
	}
	return nil, fmt.Errorf("column %q: station, site or sectors is expected", path)
}

func shown(v any) string {
	if n, is := v.(number); is {
		if !n.value.Known {
			return "–"
		}
		return fmt.Sprintf("%g", n.value.Value)
	}
	return fmt.Sprint(v)
}

// coordinateDecimals shows a position to a tenth of a metre.
const coordinateDecimals = 6

// valueOf is a field as a cell. Restricted fields are refused.
func valueOf(rec registry.Record, name string) (any, error) {
	if name == "lon" || name == "lat" {
		at, located := rec.Shape().(orb.Point)
		v := registry.Opt[float64]{Value: at.Lon(), Known: located}
		if name == "lat" {
			v.Value = at.Lat()
		}
		return number{v, coordinateDecimals}, nil
	}
	field := registry.SchemaOf(rec.Kind()).Field(name)
	if field == nil || field.Restricted {
		return nil, fmt.Errorf("%s has no field %q for a form", rec.Kind(), name)
	}
	if code, is := field.Value(rec).(string); is && len(field.Codes) > 0 && code != "" {
		return field.CodeLabel(code), nil
	}
	return cellOf(field.Value(rec)), nil
}

// cellOf is a value as a cell, empty for what is not stated.
func cellOf(value any) any {
	switch v := value.(type) {
	case nil:
		return ""
	case float64:
		return number{registry.Some(v), decimalsOf(v)}
	case int64:
		return number{registry.Some(float64(v)), 0}
	case bool:
		if v {
			return t("có", "yes")
		}
		return t("không", "no")
	case registry.Date:
		if v.IsZero() {
			return ""
		}
		return registry.VI.Date(v)
	}
	return fmt.Sprint(value)
}

// decimalsOf is how many decimals show a number, at most two.
func decimalsOf(v float64) int {
	text := fmt.Sprintf("%.2f", v)
	return len(strings.TrimRight(text, "0")) - strings.IndexByte(text, '.') - 1
}
