package consistency

import (
	"bytes"
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"strings"

	"hatang/registry"
)

// ParseNumber reads a number as Vietnamese reports print it: "9.674,18",
// "+12,7 %", "> 95", "4.054". The decimals are those that were printed.
func ParseNumber(text string) (s Statement, ok bool) {
	s.Printed = text
	digits := strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(digits, ">"), strings.HasPrefix(digits, "≥"):
		s.AtLeast = true
	case strings.HasPrefix(digits, "<"), strings.HasPrefix(digits, "≤"):
		s.AtMost = true
	}
	digits = strings.TrimSpace(strings.TrimLeft(digits, "<>≥≤+ "))
	digits = strings.TrimSpace(strings.TrimSuffix(digits, "%"))
	whole, fraction, _ := strings.Cut(digits, ",")
	if !grouped(whole) {
		return s, false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(whole, ".", "")+"."+fraction+"0", 64)
	if err != nil || math.IsInf(v, 0) || strings.ContainsAny(fraction, ".eExX_+-") {
		return s, false
	}
	s.Value, s.Decimals = v, len(fraction)
	return s, true
}

// grouped tells whether the text is digits, with dots between groups of three if
// with any.
func grouped(whole string) bool {
	whole = strings.TrimPrefix(whole, "-")
	groups := strings.Split(whole, ".")
	for i, g := range groups {
		if g == "" || strings.Trim(g, "0123456789") != "" || (i > 0 && len(g) != 3) || (i == 0 && len(groups) > 1 && len(g) > 3) {
			return false
		}
	}
	return true
}

// Read reads a report as CSV with a header, in the columns of indicator imports:
// code, unit_code, period_to and printed or value are needed; period_from,
// denominator and source may be there. All that is wrong is told at once.
func Read(name string, r io.Reader) ([]Statement, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	lines, err := reader.ReadAll()
	if err != nil {
		return nil, &registry.Error{Code: registry.Invalid, Cause: err, Message: registry.Text{VI: name + ": không phải CSV", EN: name + ": is not CSV"}}
	}
	p := &reading{name: name}
	if len(lines) > 0 {
		p.header = lines[0]
	}
	for _, needed := range []string{"code", "unit_code", "period_to"} {
		if p.column(needed) < 0 {
			p.fault(1, needed, "", "thiếu cột này", "this column is missing")
		}
	}
	if p.column("printed") < 0 && p.column("value") < 0 {
		p.fault(1, "printed", "", "cần cột printed hoặc value", "a column printed or value is needed")
	}
	for i := 1; i < len(lines) && (len(p.problems) == 0 || i > 1); i++ {
		p.line(i+1, lines[i])
	}
	if len(p.problems) > 0 {
		return nil, &registry.Error{Code: registry.Invalid, Problems: p.problems, Message: registry.Text{
			VI: name + ": có số liệu không đọc được", EN: name + ": there are figures that cannot be read",
		}}
	}
	return p.statements, nil
}

type reading struct {
	name       string
	header     []string
	statements []Statement
	problems   []registry.Problem
}

func (p *reading) column(name string) int {
	for i, h := range p.header {
		if strings.TrimSpace(h) == name {
			return i
		}
	}
	return -1
}

func (p *reading) fault(row int, column, value, vi, en string) {
	p.problems = append(p.problems, registry.Problem{
		File: p.name, Row: row, Column: column, Value: value, Rule: "figure", Severity: registry.Fault, Message: registry.Text{VI: vi, EN: en},
	})
}

func (p *reading) line(row int, cells []string) {
	cell := func(name string) string {
		if i := p.column(name); i >= 0 && i < len(cells) {
			return registry.Normalise(cells[i])
		}
		return ""
	}
	s, ok := ParseNumber(cell("printed"))
	if cell("printed") == "" {
		s.Value, ok = plainNumber(cell("value"))
		_, fraction, _ := strings.Cut(cell("value"), ".")
		s.Decimals, s.Printed = len(fraction), registry.VI.Number(s.Value, len(fraction))
	}
	if !ok {
		p.fault(row, "printed", cell("printed")+cell("value"), `cần số như "9.674,18", "> 95", "+12,7 %"`, `a number such as "9.674,18", "> 95", "+12,7 %" is expected`)
	}
	if s.Code = cell("code"); s.Code == "" {
		p.fault(row, "code", "", "thiếu mã chỉ tiêu", "the indicator's code is missing")
	}
	s.Unit, s.Denominator, s.Source = cell("unit_code"), cell("denominator"), cell("source")
	var err error
	if s.From, err = registry.ParseDate(cell("period_from")); err != nil {
		p.fault(row, "period_from", cell("period_from"), "cần ngày như 31/12/2020", err.Error())
	}
	if s.To, err = registry.ParseDate(cell("period_to")); err != nil || s.To.IsZero() {
		p.fault(row, "period_to", cell("period_to"), "cần ngày như 31/12/2020", "a day such as 31/12/2020 is expected")
	}
	if s.From.IsZero() {
		s.From = s.To
	}
	p.statements = append(p.statements, s)
}

func plainNumber(text string) (float64, bool) {
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && !math.IsInf(v, 0) && !math.IsNaN(v) && !strings.ContainsAny(text, "eExXpP_")
}

// StatementOf is an entered value as a figure of a report.
func StatementOf(v *registry.IndicatorValue) Statement {
	s, ok := ParseNumber(v.Printed)
	if !ok || s.Value != v.Value.Value {
		text := strconv.FormatFloat(v.Value.Value, 'f', -1, 64)
		_, fraction, _ := strings.Cut(text, ".")
		s = Statement{Value: v.Value.Value, Decimals: len(fraction), Printed: registry.VI.Number(v.Value.Value, len(fraction))}
	}
	s.Code, s.Unit, s.From, s.To = v.Code, v.UnitCode, v.PeriodFrom, v.PeriodTo
	s.Denominator, s.Source = v.Denominator, v.Source
	return s
}
