package indicators

import (
	"fmt"
	"slices"
	"strings"

	"hatang/registry"
)

// Explain says in words how the figure came to be: formula with its numbers,
// inputs with their sources, day, boundaries, what was printed elsewhere.
func (f *Figure) Explain(lang registry.Lang) string {
	var out strings.Builder
	line := func(vi, en string, args ...any) {
		fmt.Fprintln(&out, registry.Textf(vi, en, args...).In(lang))
	}
	line("%s: %s %s", "%s: %s %s", f.Name.In(lang), f.Number(lang), f.Measure.In(lang))
	line("  đơn vị: %s (%s); kỳ %s – %s; địa giới ngày %s", "  unit: %s (%s); period %s – %s; boundaries of %s",
		f.Unit.Name, f.Unit.Code, lang.Date(f.Period.From), lang.Date(f.Period.To), lang.Date(f.Boundaries))
	if f.Formula != "" {
		line("  công thức: %s", "  formula: %s", f.Substituted(lang))
	}
	if !f.Denominator.IsZero() {
		line("  mẫu số: %s", "  denominator: %s", f.Denominator.In(lang))
	}
	if !f.Source.IsZero() {
		line("  nguồn: %s", "  source: %s", f.Source.In(lang))
	}
	for _, in := range f.Inputs {
		line("  • %s = %s %s: %s", "  • %s = %s %s: %s", in.Name.In(lang), in.number(lang), in.Measure.In(lang), in.Source.In(lang))
	}
	for _, p := range f.Parts {
		line("  – %s: %s", "  – %s: %s", p.Label.In(lang), lang.Number(p.Value, f.Decimals))
	}
	if !f.Why.IsZero() {
		line("  không có giá trị: %s", "  no value: %s", f.Why.In(lang))
	}
	if f.Basis != "" {
		line("  căn cứ: %s", "  basis: %s", f.Basis)
	}
	for _, c := range f.Printed {
		line("  so với số in %s (%s): %s", "  against the printed %s (%s): %s", c.Printed, c.Source, c.Finding.In(lang))
	}
	for _, t := range slices.Concat(f.Findings, f.Cautions) {
		line("  ! %s", "  ! %s", t.In(lang))
	}
	for _, c := range f.Currency {
		late := ""
		if c.Late {
			late = registry.Text{VI: ", có kỳ quá hạn chưa nộp", EN: ", a period is overdue"}.In(lang)
		}
		line("  số liệu của %s: đã chấp nhận đến %s%s", "  data of %s: accepted up to %s%s", c.Operator, lang.Date(c.To), late)
	}
	line("  sổ đăng ký ở thay đổi số %s; hatang %s", "  registry at change %s; hatang %s", lang.Integer(int(f.Seq)), f.Version)
	return out.String()
}

// Substituted is the formula with the numbers that went into it, such as
// "√(S/(π·N)): sqrt(9.674,18 / (pi * 129))".
func (f *Figure) Substituted(lang registry.Lang) string {
	text := f.Formula
	for _, in := range longestFirst(f.Inputs) {
		text = strings.ReplaceAll(text, in.Code, "\x00"+in.number(lang)+"\x00")
	}
	text = strings.ReplaceAll(text, "\x00", "")
	if f.Reading != "" {
		text = f.Reading + " = " + text
	}
	return text
}

// longestFirst orders the inputs so that a code which begins another is replaced
// after it.
func longestFirst(inputs []FigureInput) []FigureInput {
	ordered := append([]FigureInput{}, inputs...)
	for i := range ordered {
		for j := i + 1; j < len(ordered); j++ {
			if len(ordered[j].Code) > len(ordered[i].Code) {
				ordered[i], ordered[j] = ordered[j], ordered[i]
			}
		}
	}
	return ordered
}

func (in FigureInput) number(lang registry.Lang) string {
	if !in.Value.Known {
		return "–"
	}
	return lang.Number(in.Value.Value, in.Decimals)
}
