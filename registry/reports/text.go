package reports

import (
	"fmt"
	"io"
	"strings"

	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/indicators/consistency"
)

// WriteText writes the report as text in the usual form: sentences with the
// numbers of their notes, how they differ from what was published, what
// contradicts itself, what is missing, and the notes.
func (r *Report) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	p.line("%s", "%s", r.Title.In(lang))
	p.line("%s, %s", "%s, %s", r.Unit.Name, r.PeriodName.In(lang))
	p.line("(số liệu đến ngày %s; địa giới ngày %s)", "(as of %s; boundaries of %s)", lang.Date(r.Period.To), lang.Date(r.Boundaries))
	if !r.Notice.IsZero() {
		p.line("%s", "%s", r.Notice.In(lang))
	}
	for i, s := range r.Sections {
		p.line("", "")
		p.line("%d. %s", "%d. %s", i+1, s.Title.In(lang))
		for _, l := range s.Lines {
			p.line("%s %s", "%s %s", l.Text.In(lang), strings.ReplaceAll(fmt.Sprint(l.Notes), " ", ", "))
			for _, d := range l.Deviations {
				p.line("    ! %s", "    ! %s", d.In(lang))
			}
		}
	}
	p.findings(r.Findings)
	p.missing(r.Missing)
	p.line("", "")
	p.line("Ghi chú", "Notes")
	for i, f := range r.Figures {
		p.line("[%d] %s", "[%d] %s", i+1, Note(f, lang))
	}
	p.line("", "")
	p.line("Lập ngày %s từ sổ đăng ký ở thay đổi số %s; hatang %s", "Made on %s from the registry at change %s; hatang %s",
		lang.Date(r.Made), lang.Integer(int(r.Seq)), r.Version)
	return p.err
}

// printer keeps the first error of a run of prints.
type printer struct {
	w    io.Writer
	lang registry.Lang
	err  error
}

func (p *printer) line(vi, en string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, registry.Textf(vi, en, args...).In(p.lang))
	}
}

func (p *printer) findings(findings []consistency.Finding) {
	heading := false
	for _, f := range findings {
		if f.Verdict == consistency.Consistent {
			continue
		}
		if !heading {
			p.line("", "")
			p.line("Số liệu đã công bố: nhận xét về tính nhất quán", "Published figures: consistency")
			heading = true
		}
		p.line("    ! %s", "    ! %s", f.Text.In(p.lang))
	}
}

func (p *printer) missing(missing []Missing) {
	if len(missing) == 0 {
		return
	}
	p.line("", "")
	p.line("Chưa có số liệu", "Not known")
	for _, m := range missing {
		p.line("    – %s: %s", "    – %s: %s", m.Name.In(p.lang), m.Why.In(p.lang))
	}
}

// Note is the note of a figure in print: formula with numbers, sources, day.
func Note(f *indicators.Figure, lang registry.Lang) string {
	parts := []string{f.Name.In(lang) + " (" + f.Measure.In(lang) + ")"}
	if f.Formula != "" {
		parts = append(parts, f.Substituted(lang))
		for _, in := range f.Inputs {
			parts = append(parts, in.Name.In(lang)+": "+in.Source.In(lang))
		}
	} else {
		parts = append(parts, f.Source.In(lang))
	}
	if f.Basis != "" {
		parts = append(parts, f.Basis)
	}
	for _, c := range f.Currency {
		text := registry.Textf("số liệu %s đã chấp nhận đến %s", "data of %s accepted up to %s", c.Operator, lang.Date(c.To)).In(lang)
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}
