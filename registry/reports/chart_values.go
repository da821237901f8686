package reports

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/charts"
	"hatang/registry/indicators"
)

// trend is the periods that lines go over, with what each is called: years for a
// year's report, else as many of its sort as make two or three years.
func (r Request) trend() (periods []indicators.Period, labels []string, err error) {
	n := r.Years
	switch {
	case r.Half != 0:
		n = 6
	case r.Quarter != 0:
		n = 8
	case r.Month != 0:
		n = 12
	case n == 0:
		n = seriesYears
	}
	for earlier := n - 1; earlier >= 0; earlier-- {
		p, err := r.period(earlier)
		if err != nil {
			return nil, nil, err
		}
		periods, labels = append(periods, p), append(labels, r.label(p))
	}
	return periods, labels, nil
}

// label is what a period of the request's sort is called below an axis.
func (r Request) label(p indicators.Period) string {
	end := p.To.Time()
	switch {
	case r.Half != 0:
		return "H" + string(rune('0'+(int(end.Month())+5)/6)) + "/" + end.Format("2006")
	case r.Quarter != 0:
		return "Q" + string(rune('0'+(int(end.Month())+2)/3)) + "/" + end.Format("2006")
	case r.Month != 0:
		return end.Format("01/2006")
	}
	return end.Format("2006")
}

// fewest is how many times a line must have values for to be drawn.
const fewest = 2

func (c *charter) line(ctx context.Context, chart *Chart) error {
	periods, labels, err := c.request.trend()
	if err != nil {
		return err
	}
	type named struct {
		name   registry.Text
		values []registry.Opt[float64]
		style  charts.Style
	}
	var all []named
	var why registry.Text
	decimals, most := 0, 0
	for i, code := range chart.Indicators {
		figures, err := c.book.Series(ctx, code, c.ask.Unit, periods, c.ask.Boundaries)
		if err != nil {
			return err
		}
		one, known := named{name: figures[0].Name, style: charts.StyleOf(i)}, 0
		for _, f := range figures {
			one.values = append(one.values, f.Value)
			if f.Value.Known {
				known++
			} else if why.IsZero() {
				why = f.Why
			}
			decimals = max(decimals, f.Decimals)
		}
		if most = max(most, known); known > 0 {
			all = append(all, one)
		}
	}
	if most < fewest {
		chart.Why = registry.Text{VI: "chưa có số liệu của ít nhất hai kỳ để vẽ xu hướng", EN: "there are no figures of two periods, which a trend takes"}
		if !why.IsZero() {
			chart.Why = registry.Text{VI: chart.Why.VI + ": " + why.VI, EN: chart.Why.EN + ": " + why.EN}
		}
		return nil
	}
	measure := c.measure(&chart.ChartForm)
	chart.draw = func(head charts.Head) drawing {
		line := &charts.Line{Head: head, Labels: labels, Measure: measure.In(head.Lang), Decimals: decimals}
		for _, one := range all {
			line.Series = append(line.Series, charts.Series{Name: one.name.In(head.Lang), Values: one.values, Style: &one.style})
		}
		return line
	}
	return nil
}

// parts is the figure of a chart's first indicator with its parts; nil, with the
// reason on the chart, when there are none.
func (c *charter) parts(ctx context.Context, chart *Chart) (*indicators.Figure, error) {
	f, err := c.book.Figure(ctx, chart.Indicators[0], c.ask)
	switch {
	case err != nil:
		return nil, err
	case !f.Value.Known:
		chart.Why = f.Why
		return nil, nil
	case len(f.Parts) == 0:
		chart.Why = registry.Text{VI: "không có bản ghi nào trong kỳ này", EN: "there are no records in this period"}
		return nil, nil
	}
	return f, nil
}

func (c *charter) bars(ctx context.Context, chart *Chart) error {
	f, err := c.parts(ctx, chart)
	if err != nil || f == nil {
		return err
	}
	measure := c.measure(&chart.ChartForm)
	chart.draw = func(head charts.Head) drawing {
		b := &charts.Bars{Head: head, Measure: measure.In(head.Lang), Decimals: f.Decimals, Series: []charts.Series{{Name: f.Name.In(head.Lang)}}}
		for _, p := range f.Parts {
			b.Categories = append(b.Categories, p.Label.In(head.Lang))
			b.Series[0].Values = append(b.Series[0].Values, registry.Some(p.Value))
		}
		return b
	}
	return nil
}

// stacked has a bar for the first key of each part, of segments by the second.
func (c *charter) stacked(ctx context.Context, chart *Chart) error {
	f, err := c.parts(ctx, chart)
	if err != nil || f == nil {
		return err
	}
	var first, second []string
	values, totals, names := map[[2]string]float64{}, map[string]float64{}, map[string]registry.Text{}
	for _, p := range f.Parts {
		if !slices.Contains(first, p.Key[0]) {
			first = append(first, p.Key[0])
		}
		if !slices.Contains(second, p.Key[1]) {
			second = append(second, p.Key[1])
		}
		values[[2]string{p.Key[0], p.Key[1]}] += p.Value
		totals[p.Key[0]] += p.Value
		names[p.Key[0]], names[p.Key[1]] = p.Keys[0], p.Keys[1]
	}
	slices.SortStableFunc(first, func(a, b string) int { return int(totals[b] - totals[a]) })
	slices.Sort(second)
	measure := c.measure(&chart.ChartForm)
	chart.draw = func(head charts.Head) drawing {
		b := &charts.Bars{Head: head, Measure: measure.In(head.Lang), Decimals: f.Decimals}
		for _, category := range first {
			b.Categories = append(b.Categories, names[category].In(head.Lang))
		}
		for _, part := range second {
			s := charts.Series{Name: names[part].In(head.Lang)}
			for _, category := range first {
				v, known := values[[2]string{category, part}]
				s.Values = append(s.Values, registry.Opt[float64]{Value: v, Known: known})
			}
			b.Series = append(b.Series, s)
		}
		return b
	}
	return nil
}

// communes colours each commune by its part of an indicator.
func (c *charter) communes(ctx context.Context, chart *Chart) error {
	f, err := c.book.Figure(ctx, chart.Indicators[0], c.ask)
	if err != nil {
		return err
	}
	if !f.Value.Known {
		chart.Why = f.Why
		return nil
	}
	figures, err := c.book.ByCommune(ctx, chart.Indicators[0], c.ask)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(figures, func(f indicators.CommuneFigure) bool { return len(f.Unit.Area) > 0 }) {
		chart.Why = registry.Text{VI: "chưa nhập ranh giới xã nào", EN: "no commune has a boundary"}
		return nil
	}
	perPeople := chart.Per == "people"
	measure := c.measure(&chart.ChartForm)
	chart.draw = func(head charts.Head) drawing {
		m := &charts.Map{
			Head: head, Measure: measure.In(head.Lang), Counted: t("xã", "communes").In(head.Lang), ZeroApart: !perPeople,
			Unknown: t("không có điểm", "no point").In(head.Lang),
		}
		for _, one := range figures {
			a := charts.Area{Name: one.Unit.Name, Shape: one.Unit.Area, Value: one.Value, Instead: m.Unknown}
			if perPeople {
				a.Value = registry.Opt[float64]{}
				if one.Value.Value > 0 && one.Unit.Population.Known {
					a.Value = registry.Some(float64(one.Unit.Population.Value) / one.Value.Value)
				} else if one.Value.Value > 0 {
					a.Instead = t("chưa có số dân", "population not known").In(head.Lang)
				}
			}
			m.Areas = append(m.Areas, a)
		}
		return m
	}
	return nil
}

// places shows where what the indicators count stands, over the communes.
func (c *charter) places(ctx context.Context, chart *Chart) error {
	type layer struct {
		name registry.Text
		at   []orb.Point
	}
	var layers []layer
	found := 0
	for _, code := range chart.Indicators {
		at, err := c.book.Places(ctx, code, c.ask)
		if err != nil {
			return err
		}
		d, err := c.book.Catalogue().Definition(code)
		if err != nil {
			return err
		}
		found += len(at)
		layers = append(layers, layer{d.Name, at})
	}
	if found == 0 {
		chart.Why = registry.Text{VI: "không có điểm nào có tọa độ trong kỳ này", EN: "nothing with coordinates in this period"}
		return nil
	}
	outlines, err := c.book.Outlines(ctx, c.ask)
	if err != nil {
		return err
	}
	chart.draw = func(head charts.Head) drawing {
		p := &charts.Places{Head: head, Ground: outlines}
		for i, l := range layers {
			size := 2.4 + 0.9*float64(i)
			p.Layers = append(p.Layers, charts.Layer{Name: l.name.In(head.Lang), Style: charts.StyleOf(i), At: l.at, Size: size})
		}
		return p
	}
	return nil
}

// Spark draws one indicator over the periods up to the request's, for the side of
// its number.
func Spark(ctx context.Context, book *indicators.Book, request Request, code string, lang registry.Lang) (*charts.Picture, error) {
	period, err := request.Period()
	if err != nil {
		return nil, err
	}
	if request.Boundaries.IsZero() {
		request.Boundaries = period.To
	}
	periods, labels, err := request.trend()
	if err != nil {
		return nil, err
	}
	figures, err := book.Series(ctx, code, request.Unit, periods, request.Boundaries)
	if err != nil {
		return nil, err
	}
	last := figures[len(figures)-1]
	spark := &charts.Spark{
		Head: charts.Head{Title: last.Name.In(lang), Lang: lang}, Labels: labels, Decimals: last.Decimals, Series: charts.Series{Name: last.Name.In(lang)},
	}
	for _, f := range figures {
		spark.Series.Values = append(spark.Series.Values, f.Value)
	}
	return spark.Picture()
}
