package reports

import (
	"context"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/charts"
	"hatang/registry/indicators"
)

// The sorts of chart.
const (
	ChartLine    = "line"
	ChartBars    = "bars"
	ChartStacked = "stacked"
	ChartMap     = "map"
	ChartPlaces  = "places"
)

// ChartForm says what a chart shows, as data/charts.yaml writes it.
type ChartForm struct {
	Code       string        `yaml:"code" json:"code"`
	Kind       string        `yaml:"kind" json:"kind"`
	Group      string        `yaml:"group" json:"group"`
	VI         string        `yaml:"vi" json:"-"`
	EN         string        `yaml:"en" json:"-"`
	Title      registry.Text `yaml:"-" json:"title"`
	Indicators []string      `yaml:"indicators" json:"indicators"`
	// Per "people" shows people for one of what the indicator counts.
	Per       string `yaml:"per" json:"-"`
	MeasureIn struct {
		VI string `yaml:"vi"`
		EN string `yaml:"en"`
	} `yaml:"measure" json:"-"`
	// Document tells that printed reports have it.
	Document bool `yaml:"document" json:"-"`
}

// Chart is a chart of a unit and period. Its numbers are those of the state of the
// registry that it was made from.
type Chart struct {
	ChartForm
	// Drawable tells that there are values enough; Why says what is missing.
	Drawable bool          `json:"drawable"`
	Why      registry.Text `json:"why"`

	unit    indicators.UnitRef
	subject registry.Text // unit and period
	note    registry.Text // source and day
	notice  registry.Text // what the registry wants said with its data
	draw    func(head charts.Head) drawing
}

// drawing is a chart that can be laid out.
type drawing interface {
	Picture() (*charts.Picture, error)
}

// Unit is the unit that the chart is about.
func (c *Chart) Unit() indicators.UnitRef { return c.unit }

// Picture draws the chart, or a frame that says why there is none. The zero width
// is the usual one; noted writes source and day below.
func (c *Chart) Picture(lang registry.Lang, width float64, noted bool) (*charts.Picture, error) {
	head := charts.Head{Title: c.Title.In(lang) + ", " + c.subject.In(lang), Lang: lang, Width: width}
	if noted {
		head.Note = strings.TrimSpace(c.note.In(lang) + " " + c.notice.In(lang))
	}
	if !c.Drawable {
		return charts.Message(head, c.Why.In(lang))
	}
	return c.draw(head).Picture()
}

// chartForms are the built-in charts.
func chartForms(catalogue *indicators.Catalogue) ([]ChartForm, error) {
	var forms []ChartForm
	if err := yaml.UnmarshalWithOptions(data.ReportCharts, &forms, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("charts: %w", err)
	}
	for i := range forms {
		f := &forms[i]
		f.Title = registry.Text{VI: f.VI, EN: f.EN}
		if len(f.Indicators) == 0 {
			return nil, fmt.Errorf("charts: %s shows no indicator", f.Code)
		}
		for _, code := range f.Indicators {
			if _, err := catalogue.Definition(code); err != nil {
				return nil, fmt.Errorf("charts: %s: %w", f.Code, err)
			}
		}
	}
	return forms, nil
}

// charter makes the charts of a request.
type charter struct {
	book    *indicators.Book
	request Request
	ask     indicators.Ask
	unit    indicators.UnitRef
	notice  registry.Text
}

// Charts makes every chart of a unit and period; notice is what the registry wants
// said with its data.
func Charts(ctx context.Context, book *indicators.Book, request Request, notice registry.Text) ([]*Chart, error) {
	return chartsWhere(ctx, book, request, notice, func(*ChartForm) bool { return true })
}

func chartsWhere(ctx context.Context, book *indicators.Book, request Request, notice registry.Text, wanted func(*ChartForm) bool) ([]*Chart, error) {
	c, err := newCharter(ctx, book, request, notice)
	if err != nil {
		return nil, err
	}
	forms, err := chartForms(book.Catalogue())
	if err != nil {
		return nil, err
	}
	all := make([]*Chart, 0, len(forms))
	for _, f := range forms {
		if !wanted(&f) {
			continue
		}
		chart, err := c.chart(ctx, f)
		if err != nil {
			return nil, err
		}
		all = append(all, chart)
	}
	return all, nil
}

// ChartOf makes the chart of that code; one that there is not is NotFound.
func ChartOf(ctx context.Context, book *indicators.Book, request Request, code string, notice registry.Text) (*Chart, error) {
	found, err := chartsWhere(ctx, book, request, notice, func(f *ChartForm) bool { return f.Code == code })
	if err != nil {
		return nil, err
	}
	if len(found) == 1 {
		return found[0], nil
	}
	e := registry.Errorf(registry.NotFound, "không có biểu đồ %q", "there is no chart %q", code)
	e.Hint = registry.Text{VI: "xem danh sách ở /api/v1/reports/charts", EN: "they are listed at /api/v1/reports/charts"}
	return nil, e
}

func newCharter(ctx context.Context, book *indicators.Book, request Request, notice registry.Text) (*charter, error) {
	period, err := request.Period()
	if err != nil {
		return nil, err
	}
	if request.Boundaries.IsZero() {
		request.Boundaries = period.To
	}
	c := &charter{book: book, request: request, notice: notice, ask: indicators.Ask{Unit: request.Unit, Period: period, Boundaries: request.Boundaries}}
	area, err := book.Figure(ctx, codeCommunes, c.ask) // says which unit it is
	if err != nil {
		return nil, err
	}
	c.unit = area.Unit
	return c, nil
}

const codeCommunes = "communes"

func (c *charter) chart(ctx context.Context, form ChartForm) (*Chart, error) {
	chart := &Chart{ChartForm: form, unit: c.unit}
	name := c.request.name()
	chart.subject = registry.Text{VI: c.unit.Name + ", " + name.VI, EN: c.unit.Name + ", " + name.EN}
	chart.note, chart.notice = c.source(), c.notice
	fill := map[string]func(context.Context, *Chart) error{
		ChartLine: c.line, ChartBars: c.bars, ChartStacked: c.stacked, ChartMap: c.communes, ChartPlaces: c.places,
	}[form.Kind]
	if fill == nil {
		return nil, fmt.Errorf("charts: %s is of no known kind %q", form.Code, form.Kind)
	}
	if err := fill(ctx, chart); err != nil {
		return nil, fmt.Errorf("chart %s: %w", form.Code, err)
	}
	chart.Drawable = chart.Why.IsZero()
	return chart, nil
}

// source is what stands below a chart: where its numbers come from, and as of when.
func (c *charter) source() registry.Text {
	text := func(lang registry.Lang) string {
		return registry.Textf("Nguồn: sổ đăng ký hạ tầng (thay đổi số %s), số liệu đến ngày %s, địa giới ngày %s.",
			"Source: the registry (change %s), as of %s, boundaries of %s.",
			lang.Integer(int(c.book.Seq())), lang.Date(c.ask.Period.To), lang.Date(c.ask.Boundaries)).In(lang)
	}
	return registry.Text{VI: text(registry.VI), EN: text(registry.EN)}
}

// measure is what a chart's values are in.
func (c *charter) measure(form *ChartForm) registry.Text {
	if form.MeasureIn.VI != "" {
		return registry.Text{VI: form.MeasureIn.VI, EN: form.MeasureIn.EN}
	}
	d, err := c.book.Catalogue().Definition(form.Indicators[0])
	if err != nil {
		return registry.Text{}
	}
	return d.Measure
}
