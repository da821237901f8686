package network

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// plan is a registry.Query made ready to be answered from a layer. It means
// what the Store's SQL means.
type plan struct {
	layer   *Layer
	day     int32
	allRows bool
	nothing bool // no row can match
	tests   []test
	words   []string
	// unsearched are the text fields that the words are not looked for in.
	unsearched []string
	box        *orb.Bound
	order      []orderKey
	limit      int // 0: none
	offset     int
}

// test is a condition on a field.
type test struct {
	// keep keeps the rows of the base that meet it, in their order, in the same
	// memory.
	keep func(rows []int32) []int32
	// meets tells whether a fresh row's record does.
	meets func(registry.Record) bool
	// few appends the rows of the base that meet it, ascending, to an empty slice;
	// false where it is cheaper to test them all. It may be nil.
	few func(rows []int32) ([]int32, bool)
}

// plan makes a query ready. What the Store refuses it refuses alike.
func (v *View) plan(q registry.Query) (*plan, error) {
	l := v.layers[q.Kind]
	if l == nil {
		return nil, unknownKind(q.Kind)
	}
	p := &plan{
		layer: l, day: v.env.day(q.AsOf), allRows: q.AllRows, limit: q.Limit, offset: q.Offset, box: q.Box,
	}
	if q.InService {
		p.inService()
	}
	var problems []registry.Problem
	for _, condition := range q.Where {
		problems = append(problems, p.where(condition)...)
	}
	if words := registry.Fold(q.Text); words != "" {
		p.words, p.unsearched = strings.Split(words, " "), q.Unsearched
	} else if q.Text != "" {
		p.nothing = true // nothing but punctuation: no word begins with it
	}
	if p.box != nil && l.base.schema.Shapes == registry.NoShapes {
		p.nothing = true
	}
	problems = append(problems, p.sort(q.Order)...)
	if q.Limit < 0 || q.Offset < 0 {
		problems = append(problems, problem("limit", strconv.Itoa(min(q.Limit, q.Offset)), "range", "phải từ 0", "must not be negative"))
	}
	if len(problems) > 0 {
		return nil, &registry.Error{
			Code:     registry.Invalid,
			Message:  registry.Text{VI: "câu hỏi không hợp lệ", EN: "the query is not valid"},
			Problems: problems,
		}
	}
	return p, nil
}

func unknownKind(kind registry.Kind) error {
	return registry.Errorf(registry.Invalid, "không có loại bản ghi %q", "there is no kind of record %q", string(kind))
}

func unknownField(name string) []registry.Problem {
	return []registry.Problem{problem(name, "", "unknown", "không có trường này", "there is no such field")}
}

func problem(column, value, rule, vi, en string) registry.Problem {
	return registry.Problem{Column: column, Value: value, Rule: rule, Message: registry.Text{VI: vi, EN: en}, Severity: registry.Fault}
}

// fieldOf is the place of a field in the schema, -1 when there is no such field.
func fieldOf(s *registry.Schema, name string) int {
	return slices.IndexFunc(s.Fields, func(f registry.Field) bool { return f.Name == name })
}

// inService keeps what was commissioned by the day and not yet decommissioned.
func (p *plan) inService() {
	schema := p.layer.base.schema
	first, last := fieldOf(schema, "commissioned"), fieldOf(schema, "decommissioned")
	if first < 0 {
		return
	}
	day := int64(p.day)
	p.tests = append(p.tests,
		p.whole(first, func(n int64, stated bool) bool { return !stated || n <= day }),
		p.whole(last, func(n int64, stated bool) bool { return !stated || n > day }))
}

// whole is a test of a field with an int column.
func (p *plan) whole(field int, accept func(n int64, stated bool) bool) test {
	b := p.layer.base
	f := &b.schema.Fields[field]
	return test{
		keep: func(rows []int32) []int32 {
			c := b.int(field)
			return keepRows(rows, func(row int32) bool { return accept(c.values[row], c.stated.has(row)) })
		},
		meets: func(rec registry.Record) bool { return accept(wholeNumber(f.Value(rec))) },
	}
}

// keepRows keeps the rows that accept agrees to, in the same memory.
func keepRows(rows []int32, accept func(row int32) bool) []int32 {
	kept := rows[:0]
	for _, row := range rows {
		if accept(row) {
			kept = append(kept, row)
		}
	}
	return kept
}

// where adds a condition.
func (p *plan) where(c registry.Condition) []registry.Problem {
	field := fieldOf(p.layer.base.schema, c.Field)
	if field < 0 {
		return unknownField(c.Field)
	}
	f := &p.layer.base.schema.Fields[field]
	if c.Compare != registry.IsNull && c.Compare != registry.NotNull {
		if bad := checkCondition(f, &c); bad != nil {
			return bad
		}
	}
	switch f.Type {
	case registry.TextField, registry.CodeField, registry.ListField:
		if f.Name == "id" && c.Compare != registry.Contains {
			p.tests = append(p.tests, p.ids(c))
		} else {
			p.tests = append(p.tests, p.text(field, c))
		}
	case registry.RealField:
		p.tests = append(p.tests, p.reals(field, c))
	case registry.IntegerField, registry.BooleanField, registry.DateField:
		p.tests = append(p.tests, p.whole(field, wholeTest(c)))
	}
	return nil
}

// checkCondition brings the values to the field's type, in a slice of their own,
// and finds what cannot be compared.
func checkCondition(f *registry.Field, c *registry.Condition) []registry.Problem {
	values := make([]any, len(c.Values))
	for i, value := range c.Values {
		var ok bool
		if values[i], ok = comparableValue(f, value); !ok {
			return []registry.Problem{problem(f.Name, fmt.Sprint(value), "type", "không đúng kiểu của trường", "not of the field's type")}
		}
	}
	if len(values) == 0 {
		return []registry.Problem{problem(f.Name, "", "values", "thiếu giá trị để so sánh", "there is no value to compare with")}
	}
	c.Values = values
	switch c.Compare {
	case registry.Equals, registry.NotEquals:
	case registry.Contains:
		switch f.Type {
		case registry.TextField, registry.CodeField, registry.ListField:
		case registry.IntegerField, registry.RealField, registry.BooleanField, registry.DateField:
			return []registry.Problem{problem(f.Name, "", "comparison", "chỉ dùng cho văn bản và danh sách", "is for text and lists only")}
		}
	case registry.Less, registry.AtMost, registry.More, registry.AtLeast:
		if len(values) > 1 {
			return []registry.Problem{problem(f.Name, "", "values", "chỉ so sánh được với một giá trị", "can be compared with one value only")}
		}
	case registry.IsNull, registry.NotNull:
	default:
		return []registry.Problem{problem(f.Name, string(c.Compare), "comparison", "không có phép so sánh này", "there is no such comparison")}
	}
	return nil
}

// comparableValue is a value of a condition as the tests take it, false when the
// field cannot have it: text normalised, numbers as they are, truth values and
// days as in an int column.
func comparableValue(f *registry.Field, value any) (any, bool) {
	switch v := value.(type) {
	case int:
		return comparableValue(f, int64(v))
	case int64, float64:
		return v, f.Type == registry.IntegerField || f.Type == registry.RealField
	case bool:
		n, _ := wholeNumber(v)
		return n, f.Type == registry.BooleanField
	case registry.Date:
		return int64(v.Days()), f.Type == registry.DateField && !v.IsZero()
	case string:
		switch f.Type {
		case registry.TextField, registry.CodeField, registry.ListField:
			return registry.Normalise(v), true
		case registry.IntegerField, registry.RealField, registry.BooleanField, registry.DateField:
		}
	}
	return nil, false
}
