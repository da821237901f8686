package planning

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"hatang/registry"
)

// printer writes lines and remembers the first error.
type printer struct {
	w    io.Writer
	lang registry.Lang
	err  error
}

func (p *printer) line(vi, en string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, registry.Text{VI: vi, EN: en}.In(p.lang)+"\n", args...)
	}
}

func (p *printer) say(vi, en string) string { return registry.Text{VI: vi, EN: en}.In(p.lang) }

// table writes rows with columns under each other; the first column is text.
func (p *printer) table(rows [][]string) {
	if p.err != nil {
		return
	}
	t := tabwriter.NewWriter(p.w, 0, 4, 2, ' ', 0)
	for _, row := range rows {
		if _, err := fmt.Fprintln(t, "  "+strings.Join(row, "\t")); err != nil {
			p.err = err
			return
		}
	}
	p.err = t.Flush()
}

func (p *printer) notes(notes []registry.Text) {
	for _, note := range notes {
		p.line("• %[1]s", "• %[1]s", note.In(p.lang))
	}
}

// WriteText prints the plan for a reader.
func (r *Result) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	p.line("%[1]s – %[2]s, ngày %[3]s", "%[1]s – %[2]s, %[3]s", r.Question.Title().In(lang), r.Unit.Name, lang.Date(r.AsOf))
	p.table(r.figureRows(p))
	if s := r.Solver; s != nil {
		p.line("%[1]s", "%[1]s", s.text(lang))
	}
	p.line("", "")
	p.changes(r)
	p.curve(r)
	p.basis(r)
	for _, n := range r.Norms {
		p.line("• %[1]s (%[2]s): %[3]s", "• %[1]s (%[2]s): %[3]s", n.Norm.Title.In(lang), n.Norm.Citation, n.Said.In(lang))
	}
	p.notes(r.Notes)
	return p.err
}

// text says how good the choice is proven to be.
func (s *Solver) text(lang registry.Lang) string {
	say := func(vi, en string) string { return registry.Text{VI: vi, EN: en}.In(lang) }
	out := s.Method.In(lang)
	switch {
	case !s.Value.Known:
		return out
	case s.Optimal:
		out += say(": đã chứng minh tối ưu", ": proven optimal")
	case s.Gap.Known:
		out += say(": cách tối ưu không quá ", ": at most ") + lang.Number(100*s.Gap.Value, 2) + " %" + say("", " from the optimum")
	default:
		out += say(": chưa chứng minh", ": not proven")
	}
	out += say("; giá trị ", "; value ") + lang.Number(s.Value.Value, 0)
	if s.Bound.Known {
		out += say(", cận ", ", bound ") + lang.Number(s.Bound.Value, 0)
	}
	return out + " " + s.Unit.In(lang) + "; " + lang.Integer(s.Candidates) + say(" vị trí ứng viên, ", " candidates, ") +
		lang.Integer(s.Demands) + say(" ô dân cư, ", " populated cells, ") + lang.Number(s.Seconds, 1) + " s"
}

// figureRows is the figures before and after, as a table.
func (r *Result) figureRows(p *printer) [][]string {
	b, a, lang := &r.Before, &r.After, p.lang
	number := func(v registry.Opt[float64], decimals int) string {
		if !v.Known {
			return "–"
		}
		return lang.Number(v.Value, decimals)
	}
	rows := [][]string{
		{"", p.say("trước", "before"), p.say("sau", "after")},
		{p.say("số điểm N", "points N"), lang.Integer(b.Counted), lang.Integer(a.Counted)},
		{p.say("bán kính bình quân √(S/πN), km", "mean radius √(S/πN), km"), number(b.RadiusCircleKM, 2), number(a.RadiusCircleKM, 2)},
		{p.say("bán kính bình quân ½√(S/N), km", "mean radius ½√(S/N), km"), number(b.RadiusHalfSquareKM, 2), number(a.RadiusHalfSquareKM, 2)},
		{p.say("người mỗi điểm P/N", "people per point P/N"), number(b.PeoplePerPoint, 0), number(a.PeoplePerPoint, 0)},
		{p.say("S, km²", "S, km²"), number(b.AreaKM2, 2), number(a.AreaKM2, 2)},
		{p.say("P, người", "P, people"), number(b.People, 0), number(a.People, 0)},
		{p.say("quãng đường bình quân", "mean way"), wayIn(b.Access.Unit, b.Access.Mean, lang), wayIn(a.Access.Unit, a.Access.Mean, lang)},
		{"p50", wayIn(b.Access.Unit, b.Access.P50, lang), wayIn(a.Access.Unit, a.Access.P50, lang)},
		{"p90", wayIn(b.Access.Unit, b.Access.P90, lang), wayIn(a.Access.Unit, a.Access.P90, lang)},
		{p.say("xa nhất", "farthest"), wayIn(b.Access.Unit, b.Access.Max, lang), wayIn(a.Access.Unit, a.Access.Max, lang)},
	}
	for k, band := range b.Access.Within {
		name := p.say("dân trong ", "people within ") + wayIn(b.Access.Unit, registry.Some(band.Limit), lang)
		rows = append(rows, []string{name, percent(band.Share, lang), percent(a.Access.Within[k].Share, lang)})
	}
	rows = append(rows, []string{p.say("xã chưa có điểm", "communes without a point"), lang.Integer(b.CommunesWithout), lang.Integer(a.CommunesWithout)},
		[]string{p.say("Gini theo xã", "Gini over communes"), number(b.Equity.Gini, 3), number(a.Equity.Gini, 3)},
		[]string{p.say("Palma theo xã", "Palma over communes"), number(b.Equity.Palma, 3), number(a.Equity.Palma, 3)})
	if b.Coverage != nil && a.Coverage != nil {
		rows = append(rows, []string{p.say("dân được phủ", "people covered"), percent(b.Coverage.Share, lang), percent(a.Coverage.Share, lang)})
	}
	return rows
}

func percent(share float64, lang registry.Lang) string { return lang.Number(100*share, 1) + " %" }

func (p *printer) changes(r *Result) {
	if len(r.Changes) == 0 {
		p.line("không có thay đổi nào", "nothing changes")
	}
	for i := range r.Changes {
		c := &r.Changes[i]
		p.line("%3[1]d. %[2]s %[3]s (%[4]s; %.5[5]f %.5[6]f) [%[7]s]", "%3[1]d. %[2]s %[3]s (%[4]s; %.5[5]f %.5[6]f) [%[7]s]",
			c.Rank, c.Kind.text().In(p.lang), c.Name, c.Commune.Name, c.Lon, c.Lat, c.ID)
		p.line("     %[1]s", "     %[1]s", c.Reason.In(p.lang))
	}
}

func (k ChangeKind) text() registry.Text {
	return map[ChangeKind]registry.Text{
		Opened: {VI: "thêm", EN: "add"}, Closed: {VI: "đóng", EN: "close"}, Upgraded: {VI: "nâng cấp", EN: "upgrade"},
	}[k]
}

func (p *printer) curve(r *Result) {
	if len(r.Curve) == 0 {
		return
	}
	limit := wayIn(r.Before.Access.Unit, registry.Some(r.Question.limit()), p.lang)
	what := p.say("dân trong "+limit, "people within "+limit)
	if r.After.Coverage != nil {
		what = p.say("dân được phủ", "people covered")
	}
	p.line("", "")
	p.line("Từng điểm một:", "One point after the other:")
	rows := [][]string{{"", p.say("điểm", "point"), p.say("thêm (người)", "gain (people)"), what, p.say("quãng đường bình quân", "mean way")}}
	for _, s := range r.Curve {
		rows = append(rows, []string{
			p.lang.Integer(s.N), s.Name, p.lang.Number(s.GainPeople, 0), percent(s.Share, p.lang), wayIn(r.Before.Access.Unit, s.Mean, p.lang),
		})
	}
	p.table(rows)
	p.line("", "")
}

// WriteText prints the areas for a reader; all lists every point and commune.
func (a *Areas) WriteText(w io.Writer, lang registry.Lang, all bool) error {
	p := &printer{w: w, lang: lang}
	p.line("Vùng phục vụ – %[1]s, ngày %[2]s: %[3]d điểm", "Service areas – %[1]s, %[2]s: %[3]d points", a.Unit.Name, lang.Date(a.AsOf), len(a.Points))
	same := Result{Before: a.Figures, After: a.Figures}
	var rows [][]string
	for _, row := range same.figureRows(p)[1:] {
		rows = append(rows, row[:2])
	}
	p.table(rows)
	shown := len(a.Communes)
	if !all {
		shown = min(worstShown, shown)
	}
	p.line("Các xã xa nhất:", "The worst communes:")
	rows = [][]string{{"", p.say("người", "people"), p.say("số điểm", "points"), p.say("bình quân", "mean"), "p90"}}
	for _, c := range a.Communes[:shown] {
		rows = append(rows, []string{
			c.Unit.Name, lang.Number(c.Ways.People, 0), lang.Integer(c.Points), wayIn(c.Ways.Unit, c.Ways.Mean, lang), wayIn(c.Ways.Unit, c.Ways.P90, lang),
		})
	}
	p.table(rows)
	if all {
		p.points(a.Points)
	}
	p.notes(a.Notes)
	return p.err
}

func (p *printer) points(points []PointArea) {
	p.line("Từng điểm:", "The points:")
	rows := [][]string{{"", p.say("xã", "commune"), p.say("người", "people"), p.say("bình quân", "mean"), "p50", "p90", p.say("xa nhất", "farthest")}}
	for i := range points {
		a := &points[i]
		rows = append(rows, []string{
			a.Name, a.Commune.Name, p.lang.Number(a.Ways.People, 0), wayIn(a.Ways.Unit, a.Ways.Mean, p.lang), wayIn(a.Ways.Unit, a.Ways.P50, p.lang),
			wayIn(a.Ways.Unit, a.Ways.P90, p.lang), wayIn(a.Ways.Unit, a.Ways.Max, p.lang),
		})
	}
	p.table(rows)
}

// WriteText prints what changed between the days.
func (c *AreaChange) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	p.line("Vùng phục vụ – %[1]s: %[2]s và %[3]s", "Service areas – %[1]s: %[2]s and %[3]s", c.Unit.Name, lang.Date(c.From), lang.Date(c.To))
	r := Result{Before: c.Before, After: c.After}
	p.table(r.figureRows(p))
	for _, a := range c.Opened {
		p.line("+ %[1]s (%[2]s): %[3]s người", "+ %[1]s (%[2]s): %[3]s people", a.Name, a.Commune.Name, lang.Number(a.Ways.People, 0))
	}
	for _, a := range c.Closed {
		p.line("− %[1]s (%[2]s): %[3]s người", "− %[1]s (%[2]s): %[3]s people", a.Name, a.Commune.Name, lang.Number(a.Ways.People, 0))
	}
	p.notes(c.Notes)
	return p.err
}

// WriteText prints the sheet; all lists every commune, else those with a shortfall.
func (s *NormSheet) WriteText(w io.Writer, lang registry.Lang, all bool) error {
	p := &printer{w: w, lang: lang}
	p.line("Định mức mạng bưu chính – %[1]s, ngày %[2]s", "Norms of the postal network – %[1]s, %[2]s", s.Unit.Name, lang.Date(s.AsOf))
	for _, n := range s.National {
		p.line("• %[1]s (%[2]s): %[3]s", "• %[1]s (%[2]s): %[3]s", n.Norm.Title.In(lang), n.Norm.Citation, n.Said.In(lang))
	}
	for _, n := range s.Norms {
		people := ""
		if n.NotMet > 0 && n.People.Known {
			people = p.say(", liên quan ", ", concerning ") + lang.Number(n.People.Value, 0) + p.say(" người", " people")
		}
		p.line("• %[1]s (%[2]s): %[3]d đạt, %[4]d không đạt%[6]s, %[5]d chưa đủ dữ liệu", "• %[1]s (%[2]s): %[3]d met, %[4]d not met%[6]s, %[5]d not decidable",
			n.Norm.Title.In(lang), n.Norm.Citation, n.Met, n.NotMet, n.Undecidable, people)
	}
	for i := range s.Communes {
		c := &s.Communes[i]
		for _, v := range c.Verdicts {
			if v.Verdict == NotMet || (all && v.Verdict == Undecidable) {
				p.line("  %[1]s (%[2]s người): %[3]s – %[4]s: %[5]s", "  %[1]s (%[2]s people): %[3]s – %[4]s: %[5]s",
					c.Unit.Name, lang.Number(c.People.Or(0), 0), v.Norm, v.Verdict.Text().In(lang), v.Why.In(lang))
			}
		}
	}
	for i := range s.Points {
		if v := &s.Points[i]; v.Verdict == NotMet {
			p.line("  %[1]s (%[2]s): %[3]s giờ/ngày, %[4]s", "  %[1]s (%[2]s): %[3]s h/day, %[4]s", v.Name, v.Commune, lang.Number(v.Hours.Value, 1), v.Norm)
		}
	}
	p.notes(s.Notes)
	return p.err
}

// WriteText sets the scenarios side by side.
func (c *Comparison) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	var rows [][]string
	for k := range c.Scenarios {
		s := &c.Scenarios[k]
		column := (&Result{Before: s.Before, After: s.After}).figureRows(p)
		if k == 0 {
			for _, row := range column {
				rows = append(rows, row[:2])
			}
		}
		for i, row := range column {
			if i < len(rows) {
				rows[i] = append(rows[i], row[2])
			}
		}
		rows[0][len(rows[0])-1] = s.Kept.Code
	}
	p.table(rows)
	for _, s := range c.Scenarios {
		p.line("%[1]s: +%[2]d −%[3]d; chỉ riêng phương án này: %[4]s", "%[1]s: +%[2]d −%[3]d; in this one only: %[4]s", s.Kept.Code, s.Added, s.Closed, strings.Join(s.OnlyIDs, ", "))
	}
	p.notes(c.Notes)
	return p.err
}
