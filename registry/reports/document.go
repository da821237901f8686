package reports

import (
	"strings"

	"hatang/registry"
	"hatang/registry/documents"
	"hatang/registry/indicators/consistency"
)

// Document is the report as a document in the form of Nghị định 30/2020: the
// sentences with notes behind their figures, what the published figures
// contradict, the table against the period before and the plan, and the notes.
func (r *Report) Document(lang registry.Lang) (*documents.Document, error) {
	d := &documents.Document{
		Title: r.Title.In(lang), Letterhead: &documents.Letterhead{}, Kind: r.Title.In(lang), Lang: lang, Made: r.Made.Time(),
		Subject: r.Unit.Name + ", " + r.PeriodName.In(lang),
	}
	say := func(vi, en string, args ...any) {
		d.Body = append(d.Body, documents.Text(registry.Textf(vi, en, args...).In(lang)))
	}
	say("Số liệu đến ngày %s; địa giới ngày %s.", "As of %s; boundaries of %s.", lang.Date(r.Period.To), lang.Date(r.Boundaries))
	if !r.Notice.IsZero() {
		say("%s", "%s", r.Notice.In(lang))
	}
	for _, s := range r.Sections {
		d.Body = append(d.Body, documents.Heading{Level: 1, Text: s.Title.In(lang)})
		for _, l := range s.Lines {
			d.Body = append(d.Body, documents.Paragraph{Runs: notedRuns(l.Noted.In(lang))})
			for _, text := range l.Deviations {
				d.Body = append(d.Body, documents.Paragraph{Runs: []documents.Run{{Text: text.In(lang), Italic: true}}})
			}
		}
	}
	r.consistencyPart(d, lang)
	d.Body = append(d.Body, documents.Heading{Level: 1, Text: t("Chỉ tiêu", "Indicators").In(lang)}, r.table(lang))
	for _, f := range r.Figures {
		d.Notes = append(d.Notes, Note(f, lang))
	}
	if err := r.chartPart(d, lang); err != nil {
		return nil, err
	}
	if len(r.Missing) > 0 {
		d.Body = append(d.Body, documents.Heading{Level: 1, Text: t("Chưa có số liệu", "Not known").In(lang)})
		for _, m := range r.Missing {
			say("– %s: %s", "– %s: %s", m.Name.In(lang), m.Why.In(lang))
		}
	}
	say("Lập ngày %s từ sổ đăng ký ở thay đổi số %s; hatang %s.", "Made on %s from the registry at change %s; hatang %s.",
		lang.Date(r.Made), lang.Integer(int(r.Seq)), r.Version)
	return d, nil
}

// chartDots is how many dots a pixel of a chart gets on paper: 230 an inch.
const chartDots = 2.0

// chartWidthMM is that of the column of text.
const chartWidthMM = 163.0

// chartPart is the charts and maps, each with a caption that says source and day,
// and a description for those who do not see it. Those without values are named
// with the reason.
func (r *Report) chartPart(d *documents.Document, lang registry.Lang) error {
	if len(r.Charts) == 0 {
		return nil
	}
	d.Body = append(d.Body, documents.Heading{Level: 1, Text: t("Biểu đồ và bản đồ", "Charts and maps").In(lang)})
	var left []documents.Block
	n := 0
	for _, c := range r.Charts {
		if !c.Drawable {
			left = append(left, documents.Text(registry.Textf("– Không vẽ được “%[1]s”: %[2]s.", "– “%[3]s” cannot be drawn: %[4]s.", c.Title.VI, c.Why.VI, c.Title.EN, c.Why.EN).In(lang)))
			continue
		}
		p, err := c.Picture(lang, 0, false)
		if err != nil {
			return err
		}
		content, err := p.PNG(chartDots)
		if err != nil {
			return err
		}
		n++
		d.Notes = append(d.Notes, registry.Textf("Hình %d bằng lời: %s", "Figure %d in words: %s", n, p.Description).In(lang))
		d.Body = append(d.Body, documents.Picture{
			PNG: content, WidthMM: chartWidthMM, Alt: p.Description,
			Caption: registry.Textf("Hình %d. %s. %s Bằng lời: ghi chú %d.", "Figure %d. %s. %s In words: note %d.", n, p.Title, c.note.In(lang), len(d.Notes)).In(lang),
		})
	}
	d.Body = append(d.Body, left...)
	return nil
}

func (r *Report) consistencyPart(d *documents.Document, lang registry.Lang) {
	heading := false
	for _, f := range r.Findings {
		if f.Verdict == consistency.Consistent {
			continue
		}
		if !heading {
			heading = true
			d.Body = append(d.Body, documents.Heading{Level: 1, Text: t("Số liệu đã công bố: nhận xét về tính nhất quán", "Published figures: consistency").In(lang)})
		}
		d.Body = append(d.Body, documents.Text("– "+f.Text.In(lang)))
	}
}

// notedRuns divides a sentence at its note numbers: "129[1] điểm".
func notedRuns(sentence string) []documents.Run {
	var runs []documents.Run
	for {
		before, rest, found := strings.Cut(sentence, "[")
		digits, after, closed := strings.Cut(rest, "]")
		note := 0
		for _, c := range digits {
			if c < '0' || c > '9' {
				closed = false
				break
			}
			note = 10*note + int(c-'0')
		}
		if !found || !closed || digits == "" {
			return append(runs, documents.Run{Text: sentence})
		}
		runs = append(runs, documents.Run{Text: before, Note: note})
		sentence = after
	}
}

// table is the figures beside the period before and the plan.
func (r *Report) table(lang registry.Lang) documents.Table {
	table := documents.Table{Columns: []documents.Column{
		{Title: t("Chỉ tiêu", "Indicator").In(lang), Width: 0.36, Align: documents.Left}, {Title: t("Đơn vị tính", "Unit").In(lang), Width: 0.16, Align: documents.Left},
		{Title: t("Giá trị", "Value").In(lang), Width: 0.13, Align: documents.Right}, {Title: t("Kỳ trước", "Before").In(lang), Width: 0.13, Align: documents.Right},
		{Title: t("Tăng, %", "Growth, %").In(lang), Width: 0.1, Align: documents.Right}, {Title: t("Kế hoạch", "Plan").In(lang), Width: 0.12, Align: documents.Right},
	}}
	show := func(v registry.Opt[float64], decimals int) string {
		if !v.Known {
			return "–"
		}
		return lang.Number(v.Value, decimals)
	}
	for _, row := range r.Rows {
		f := row.Figure
		if !f.Value.Known && !row.Previous.Known && !row.Plan.Known {
			continue
		}
		table.Rows = append(table.Rows, documents.Row{Cells: []string{
			f.Name.In(lang), f.Measure.In(lang), f.Number(lang), show(row.Previous, f.Decimals), show(row.Change(), 1), show(row.Plan, f.Decimals),
		}})
	}
	return table
}
