package sqlite

import (
	"fmt"
	"strconv"
	"strings"

	"hatang/registry"
)

// compiled is a registry.Query as SQL. Names come from the Schema only, values
// are bound.
type compiled struct {
	layout *layout
	where  []string
	args   []any
	order  []string
	limit  string
}

func (c *compiled) from() string {
	text := ` FROM ` + quote(c.layout.table)
	if len(c.where) > 0 {
		text += ` WHERE ` + strings.Join(c.where, " AND ")
	}
	return text
}

func (c *compiled) count() string { return `SELECT count(*)` + c.from() }

func (c *compiled) page() string {
	return `SELECT ` + c.layout.selects + c.from() + ` ORDER BY ` + strings.Join(c.order, ", ") + c.limit
}

func (c *compiled) add(condition string, args ...any) {
	c.where = append(c.where, condition)
	c.args = append(c.args, args...)
}

// compile translates a query; a field that the kind does not have, a value of
// another type, or a negative limit is Invalid.
func (r reader) compile(q registry.Query) (*compiled, error) {
	l, err := r.catalogue.layoutOf(q.Kind)
	if err != nil {
		return nil, err
	}
	c := &compiled{layout: l}
	var problems []registry.Problem
	c.days(q, r.day(q.AsOf).String())
	for _, condition := range q.Where {
		problems = append(problems, c.compare(condition)...)
	}
	c.within(q)
	if words := registry.Fold(q.Text); words != "" {
		c.add(`hatang_begins(?, `+l.searched(q.Unsearched)+`)`, words)
	} else if q.Text != "" {
		c.add(`0`) // nothing but punctuation: no word begins with it
	}
	problems = append(problems, c.sort(q)...)
	if q.Limit < 0 || q.Offset < 0 {
		problems = append(problems, queryProblem("limit", strconv.Itoa(min(q.Limit, q.Offset)), "range", "phải từ 0", "must not be negative"))
	}
	switch {
	case q.Limit > 0:
		c.limit = fmt.Sprintf(" LIMIT %d OFFSET %d", q.Limit, q.Offset)
	case q.Offset > 0:
		c.limit = fmt.Sprintf(" LIMIT -1 OFFSET %d", q.Offset)
	}
	if len(problems) > 0 {
		return nil, &registry.Error{
			Code:     registry.Invalid,
			Message:  registry.Text{VI: "câu hỏi không hợp lệ", EN: "the query is not valid"},
			Problems: problems,
		}
	}
	return c, nil
}

func (c *compiled) days(q registry.Query, day string) {
	if !q.AllRows {
		c.add(holdsOn, day, day)
	}
	if q.InService && c.layout.schema.Field("commissioned") != nil {
		c.add(`("commissioned" IS NULL OR "commissioned" <= ?)`, day)
		c.add(`("decommissioned" IS NULL OR "decommissioned" > ?)`, day)
	}
}

// within restricts to the box: by the R-tree first, whose bounds are rounded
// outwards to 32 bits, then by the geometry itself.
func (c *compiled) within(q registry.Query) {
	if q.Box == nil {
		return
	}
	if !c.layout.located {
		c.add(`0`)
		return
	}
	b := *q.Box
	c.add(`"fid" IN (SELECT id FROM `+quote("rtree_"+c.layout.table+"_geom")+
		` WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?)`, b.Min[0], b.Max[0], b.Min[1], b.Max[1])
	c.add(`hatang_touches("geom", ?, ?, ?, ?)`, b.Min[0], b.Min[1], b.Max[0], b.Max[1])
}

func (c *compiled) sort(q registry.Query) []registry.Problem {
	var problems []registry.Problem
	byID := false
	for _, key := range q.Order {
		f := c.layout.schema.Field(key.Field)
		if f == nil {
			problems = append(problems, unknownField(key.Field))
			continue
		}
		byID = byID || f.Name == "id"
		term := quote(f.Name)
		if f.Type == registry.TextField && f.Name != "id" {
			term += " COLLATE " + collation
		}
		if key.Descending {
			term += " DESC"
		}
		if f.Name != "id" { // which is never missing
			term += " NULLS LAST"
		}
		c.order = append(c.order, term)
	}
	if !byID {
		c.order = append(c.order, `"id"`)
	}
	// As the table's index has it, so that the default order needs no sorting.
	c.order = append(c.order, `ifnull("valid_from", '')`)
	return problems
}

func (c *compiled) compare(condition registry.Condition) []registry.Problem {
	f := c.layout.schema.Field(condition.Field)
	if f == nil {
		return []registry.Problem{unknownField(condition.Field)}
	}
	column := quote(f.Name)
	switch condition.Compare {
	case registry.IsNull, registry.NotNull:
		c.add(column + " " + strings.ToUpper(string(condition.Compare)))
		return nil
	}
	args := make([]any, len(condition.Values))
	for i, value := range condition.Values {
		var ok bool
		if args[i], ok = comparable(f, value); !ok {
			return []registry.Problem{queryProblem(f.Name, fmt.Sprint(value), "type", "không đúng kiểu của trường", "not of the field's type")}
		}
	}
	if len(args) == 0 {
		return []registry.Problem{queryProblem(f.Name, "", "values", "thiếu giá trị để so sánh", "there is no value to compare with")}
	}
	return c.compareValues(f, column, condition.Compare, args)
}

func (c *compiled) compareValues(f *registry.Field, column string, comparison registry.Comparison, args []any) []registry.Problem {
	switch comparison {
	case registry.Equals:
		c.add(column+" IN ("+marks(len(args))+")", args...)
		return nil
	case registry.NotEquals:
		c.add(column+" NOT IN ("+marks(len(args))+")", args...)
		return nil
	case registry.Contains:
		return c.contains(f, column, args)
	case registry.Less, registry.AtMost, registry.More, registry.AtLeast:
		if len(args) == 1 {
			c.add(column+" "+string(comparison)+" ?", args[0])
			return nil
		}
		return []registry.Problem{queryProblem(f.Name, "", "values", "chỉ so sánh được với một giá trị", "can be compared with one value only")}
	}
	return []registry.Problem{queryProblem(f.Name, string(comparison), "comparison", "không có phép so sánh này", "there is no such comparison")}
}

// contains: any of the values is among a list's codes, or within the folded
// text.
func (c *compiled) contains(f *registry.Field, column string, args []any) []registry.Problem {
	term := `instr(hatang_fold(ifnull(` + column + `, '')), hatang_fold(?)) > 0`
	switch f.Type {
	case registry.ListField:
		term = `instr(';' || ` + column + ` || ';', ';' || ? || ';') > 0`
	case registry.TextField, registry.CodeField:
	default:
		return []registry.Problem{queryProblem(f.Name, "", "comparison", "chỉ dùng cho văn bản và danh sách", "is for text and lists only")}
	}
	terms := make([]string, len(args))
	for i := range args {
		terms[i] = term
	}
	c.add("("+column+" IS NOT NULL AND ("+strings.Join(terms, " OR ")+"))", args...)
	return nil
}

// comparable is a value of a condition as it is bound, false when the field
// cannot have it.
func comparable(f *registry.Field, value any) (any, bool) {
	switch v := value.(type) {
	case int:
		return comparable(f, int64(v))
	case int64:
		return v, f.Type == registry.IntegerField || f.Type == registry.RealField
	case float64:
		return v, f.Type == registry.RealField || f.Type == registry.IntegerField
	case bool:
		return v, f.Type == registry.BooleanField
	case registry.Date:
		return v.String(), f.Type == registry.DateField && !v.IsZero()
	case string:
		switch f.Type {
		case registry.TextField, registry.CodeField, registry.ListField:
			return registry.Normalise(v), true
		}
	}
	return nil, false
}

func unknownField(name string) registry.Problem {
	return queryProblem(name, "", "unknown", "không có trường này", "there is no such field")
}

func queryProblem(column, value, rule, vi, en string) registry.Problem {
	return registry.Problem{Column: column, Value: value, Rule: rule, Message: registry.Text{VI: vi, EN: en}, Severity: registry.Fault}
}
