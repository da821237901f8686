package network

import (
	"cmp"
	"math"

	"hatang/registry"
)

// Numbers are compared as SQLite does: by value, a whole number with a real one
// exactly. NaN, which SQLite takes for NULL, compares with nothing.

// wholeTest is a condition on whole numbers.
func wholeTest(c registry.Condition) func(n int64, stated bool) bool {
	decide := decision(c)
	return func(n int64, stated bool) bool {
		return decide(stated, func(value any) (int, bool) {
			switch v := value.(type) {
			case int64:
				return cmp.Compare(n, v), true
			case float64:
				return compareIntReal(n, v), !math.IsNaN(v)
			}
			return 0, false
		})
	}
}

// reals is a condition on real numbers.
func (p *plan) reals(field int, c registry.Condition) test {
	b := p.layer.base
	f := &b.schema.Fields[field]
	decide := decision(c)
	accept := func(x float64) bool {
		return decide(!math.IsNaN(x), func(value any) (int, bool) {
			switch v := value.(type) {
			case int64:
				return -compareIntReal(v, x), true
			case float64:
				return cmp.Compare(x, v), !math.IsNaN(v)
			}
			return 0, false
		})
	}
	return test{
		keep: func(rows []int32) []int32 {
			values := b.real(field)
			return keepRows(rows, func(row int32) bool { return accept(values[row]) })
		},
		meets: func(rec registry.Record) bool { return accept(realNumber(f.Value(rec))) },
	}
}

// decision is how a condition decides about a number, given whether it is stated
// and how it compares with each value; false: not at all.
func decision(c registry.Condition) func(stated bool, compare func(value any) (int, bool)) bool {
	switch c.Compare {
	case registry.IsNull:
		return func(stated bool, _ func(any) (int, bool)) bool { return !stated }
	case registry.NotNull:
		return func(stated bool, _ func(any) (int, bool)) bool { return stated }
	case registry.NotEquals:
		return func(stated bool, compare func(any) (int, bool)) bool {
			for _, value := range c.Values {
				if order, ok := compare(value); !ok || order == 0 {
					return false
				}
			}
			return stated
		}
	}
	return func(stated bool, compare func(any) (int, bool)) bool {
		if !stated {
			return false
		}
		for _, value := range c.Values {
			if order, ok := compare(value); ok && meets(c.Compare, order) {
				return true
			}
		}
		return false
	}
}

// meets tells whether values that compare so meet a comparison.
func meets(c registry.Comparison, order int) bool {
	switch c {
	case registry.Equals:
		return order == 0
	case registry.Less:
		return order < 0
	case registry.AtMost:
		return order <= 0
	case registry.More:
		return order > 0
	case registry.AtLeast:
		return order >= 0
	case registry.NotEquals, registry.Contains, registry.IsNull, registry.NotNull:
	}
	return false
}

// compareIntReal compares exactly: a float64 does not tell all int64 apart.
func compareIntReal(n int64, x float64) int {
	switch {
	case x >= 1<<63:
		return -1
	case x < -1<<63:
		return 1
	}
	whole := int64(x) // truncates
	if n != whole {
		return cmp.Compare(n, whole)
	}
	return cmp.Compare(0, x-float64(whole))
}
