package importing

import (
	"math"
	"strconv"
	"strings"

	"hatang/registry"
)

// value is a cell as a value of the column's field; nil when it states nothing.
// expected is what should have stood there when it is not understood.
func (c *column) value(cell Cell) (value any, expected registry.Text) {
	f := c.field
	if cell.Form == Blank || f.Type != registry.TextField && isPlaceholder(cell.Text) {
		return nil, registry.Text{}
	}
	switch f.Type {
	case registry.IntegerField:
		return c.integer(cell)
	case registry.RealField:
		return c.real(cell)
	case registry.BooleanField:
		if v, ok := readBoolean(cell); ok {
			return v, registry.Text{}
		}
		return nil, registry.Text{VI: "phải là có hoặc không (x, 1/0, yes/no)", EN: "must be yes or no (x, 1/0, có/không)"}
	case registry.DateField:
		return c.date(cell)
	case registry.CodeField:
		if code, ok := c.codes.find(cell.Text); ok && cell.Form != List {
			return code, registry.Text{}
		}
		return nil, c.unknownCode(cell.Text)
	case registry.ListField:
		codes, unknown := c.codes.list(cell.Text)
		if unknown != "" {
			return nil, c.unknownCode(unknown)
		}
		return textOrNil(f.JoinList(codes)), registry.Text{}
	}
	if cell.Form == List {
		return nil, registry.Text{VI: "phải là văn bản, không phải danh sách", EN: "must be text, not a list"}
	}
	return textOrNil(registry.Normalise(cell.Text)), registry.Text{}
}

func textOrNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// isPlaceholder tells what people write where there is nothing to write. In text
// fields it is text.
func isPlaceholder(text string) bool {
	switch text {
	case "-", "–", "—", "…", "...", "N/A", "n/a", "NA", "#N/A", "NULL", "null":
		return true
	}
	return false
}

func (c *column) integer(cell Cell) (any, registry.Text) {
	v, ok := c.number(cell)
	if !ok || v != math.Trunc(v) || math.Abs(v) > 1<<53 {
		return nil, registry.Text{VI: "phải là số nguyên", EN: "must be a whole number"}
	}
	return int64(v), registry.Text{}
}

func (c *column) real(cell Cell) (any, registry.Text) {
	v, ok := c.number(cell)
	if ok {
		return v, registry.Text{}
	}
	if c.style == commaStyle {
		return nil, registry.Text{VI: "phải là số, dấu phẩy thập phân như trong cả cột (1.234,5)", EN: "must be a number with a decimal comma, as the rest of the column (1.234,5)"}
	}
	return nil, registry.Text{VI: "phải là số, dấu chấm thập phân như trong cả cột (1,234.5)", EN: "must be a number with a decimal point, as the rest of the column (1,234.5)"}
}

func (c *column) number(cell Cell) (v float64, ok bool) {
	if cell.Form == Number {
		v, err := strconv.ParseFloat(cell.Text, 64)
		return c.converted(v), err == nil
	}
	if cell.Form != Written {
		return 0, false
	}
	text := tidyNumber(cell.Text, c.field.Unit)
	s := c.style
	if s == undecided && shapeOf(text) == commaShape {
		s = commaStyle // the column is refused as a whole
	}
	v, ok = readAs(text, s)
	return c.converted(v), ok
}

// converted is a number in the field's unit. Products of a decimal and a power
// of ten are rounded to the digits that doubles keep of both.
func (c *column) converted(v float64) float64 {
	if c.factor == 0 {
		return v
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v*c.factor, 'g', 14, 64), 64)
	if err != nil {
		return v * c.factor
	}
	return rounded
}

// readBoolean understands what people tick.
func readBoolean(cell Cell) (v, ok bool) {
	switch cell.Text {
	case "true", "1", "x", "X", "✓", "✔", "☑", "1.0":
		return true, true
	case "false", "0", "0.0", "✗", "✘", "☐":
		return false, true
	}
	if cell.Form != Written {
		return false, false
	}
	switch registry.Fold(cell.Text) {
	case "co", "yes", "true", "y", "t", "dat", "da co", "dung", "x":
		return true, true
	case "khong", "no", "false", "n", "f", "khong dat", "chua", "chua co", "khong co", "sai", "k", "chua dat":
		return false, true
	}
	return false, false
}

// date is a date as written, or as a sheet numbers its days.
func (c *column) date(cell Cell) (any, registry.Text) {
	if cell.Form == Number && c.serial != nil {
		v, err := strconv.ParseFloat(cell.Text, 64)
		if day, ok := c.serial(v); err == nil && ok {
			return day, registry.Text{}
		}
	}
	return readDate(cell)
}

func readDate(cell Cell) (any, registry.Text) {
	expected := registry.Text{VI: "phải là ngày, như 31/12/2020 hoặc 2020-12-31", EN: "must be a date such as 31/12/2020 or 2020-12-31"}
	if cell.Form != Written {
		return nil, expected
	}
	date, err := registry.ParseDate(cell.Text)
	if err != nil {
		return nil, expected
	}
	if date.IsZero() {
		return nil, registry.Text{}
	}
	return date, registry.Text{}
}

func expectedCodes(f *registry.Field) registry.Text {
	var vi, en []string
	for _, c := range f.Codes {
		vi = append(vi, labelled(c.Label.VI, c.Code))
		en = append(en, labelled(c.Label.EN, c.Code))
	}
	return registry.Text{VI: "phải là một trong: " + strings.Join(vi, ", "), EN: "must be one of: " + strings.Join(en, ", ")}
}

func labelled(label, code string) string {
	if label == code {
		return code
	}
	return label + " (" + code + ")"
}
