package network

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"golang.org/x/text/collate"

	"hatang/registry"
)

// orderKey is one key of an order. Values that are not stated come last, whether
// it rises or falls.
type orderKey struct {
	field      int
	descending bool
}

// sort sets the order.
func (p *plan) sort(order []registry.Order) (problems []registry.Problem) {
	for _, key := range order {
		field := fieldOf(p.layer.base.schema, key.Field)
		if field < 0 {
			problems = append(problems, unknownField(key.Field)...)
			continue
		}
		p.order = append(p.order, orderKey{field, key.Descending})
	}
	return problems
}

// dictionary tells whether a field sorts as the Vietnamese dictionary does;
// codes and IDs sort by their bytes.
func dictionary(f *registry.Field) bool { return f.Type == registry.TextField && f.Name != "id" }

// sorted is the rows up to the end of the page: old of the base, fresh the
// fresh ones.
func (p *plan) sorted(old, fresh []int32) []int32 {
	old = smallest(old, p.end(), p.comparison(len(old)))
	if len(fresh) == 0 {
		return old
	}
	v := p.newValuer()
	defer v.giveBack()
	young := make([]valued, len(fresh))
	for i, row := range fresh {
		young[i] = v.of(row)
	}
	slices.SortFunc(young, v.compare)
	merged := make([]int32, 0, min(len(old)+len(fresh), p.end()))
	for len(old) > 0 && len(young) > 0 && len(merged) < cap(merged) {
		if first := v.of(old[0]); v.compare(first, young[0]) > 0 {
			merged, young = append(merged, young[0].row), young[1:]
			continue
		}
		merged, old = append(merged, old[0]), old[1:]
	}
	merged = append(merged, old[:min(len(old), cap(merged)-len(merged))]...)
	for _, y := range young[:min(len(young), cap(merged)-len(merged))] {
		merged = append(merged, y.row)
	}
	return merged
}

// smallest sorts the rows, or finds the first k of them in order.
func smallest(rows []int32, k int, compare func(a, b int32) int) []int32 {
	if k >= len(rows)/4 {
		slices.SortFunc(rows, compare)
		return rows[:min(k, len(rows))]
	}
	// As many rows again as are wanted are gathered, then the larger half is
	// dropped: what is larger than the rest needs no further look.
	kept := make([]int32, 0, 2*k)
	full := false
	for _, row := range rows {
		if full && compare(row, kept[k-1]) > 0 {
			continue
		}
		if kept = append(kept, row); len(kept) == cap(kept) {
			slices.SortFunc(kept, compare)
			kept, full = kept[:k], true
		}
	}
	slices.SortFunc(kept, compare)
	return kept[:min(k, len(kept))]
}

// comparison orders rows of the base, of which there are n to be sorted.
func (p *plan) comparison(n int) func(a, b int32) int {
	if n < 2 {
		return func(int32, int32) int { return 0 }
	}
	keys := make([]func(a, b int32) int, len(p.order))
	for i, key := range p.order {
		keys[i] = p.layer.base.comparison(key)
	}
	if len(keys) == 1 {
		first := keys[0]
		return func(a, b int32) int { return cmp.Or(first(a, b), int(a-b)) }
	}
	return func(a, b int32) int {
		for _, key := range keys {
			if c := key(a, b); c != 0 {
				return c
			}
		}
		return int(a - b)
	}
}

// comparison orders rows by one key.
func (b *base) comparison(key orderKey) func(x, y int32) int {
	f := &b.schema.Fields[key.field]
	switch {
	case f.Name == "id":
		return directed(key.descending, func(int32) bool { return true }, func(x, y int32) int {
			return strings.Compare(b.ids[x], b.ids[y])
		})
	case f.Type == registry.RealField:
		values := b.real(key.field)
		return directed(key.descending, func(x int32) bool { return !math.IsNaN(values[x]) }, func(x, y int32) int {
			return cmp.Compare(values[x], values[y])
		})
	case f.Type == registry.TextField, f.Type == registry.CodeField, f.Type == registry.ListField:
		c := b.text(key.field)
		if dictionary(f) {
			ranks := c.ranks.get(c.rank)
			return directed(key.descending, func(x int32) bool { return c.numbers[x] > 0 }, func(x, y int32) int {
				return cmp.Compare(ranks[c.numbers[x]], ranks[c.numbers[y]])
			})
		}
		return directed(key.descending, func(x int32) bool { return c.numbers[x] > 0 }, func(x, y int32) int {
			return cmp.Compare(c.numbers[x], c.numbers[y])
		})
	}
	c := b.int(key.field)
	return directed(key.descending, c.stated.has, func(x, y int32) int { return cmp.Compare(c.values[x], c.values[y]) })
}

// directed puts what is not stated last and turns the rest if it descends.
func directed(descending bool, stated func(int32) bool, compare func(x, y int32) int) func(x, y int32) int {
	return func(x, y int32) int {
		switch has, other := stated(x), stated(y); {
		case has != other:
			return lastIfMissing(has)
		case !has:
			return 0
		case descending:
			return compare(y, x)
		}
		return compare(x, y)
	}
}

func lastIfMissing(stated bool) int {
	if stated {
		return -1
	}
	return 1
}

// valuer gives rows their values to sort by, those of the base and fresh ones
// alike.
type valuer struct {
	plan     *plan
	collator *collate.Collator
	buffer   *collate.Buffer
	giveBack func()
}

// valued is a row with its values by key.
type valued struct {
	row    int32
	values []sortValue
}

// sortValue is a value to sort by. Text that sorts by the dictionary is the
// dictionary's key.
type sortValue struct {
	stated bool
	text   string
	whole  int64
	real   float64
}

func (p *plan) newValuer() *valuer {
	v := &valuer{plan: p, buffer: &collate.Buffer{}}
	v.collator, v.giveBack = p.layer.env.collator()
	return v
}

func (v *valuer) of(row int32) valued {
	rec := v.plan.layer.Record(row)
	values := make([]sortValue, len(v.plan.order))
	for i, key := range v.plan.order {
		f := &v.plan.layer.base.schema.Fields[key.field]
		switch value := f.Value(rec).(type) {
		case nil:
		case string:
			values[i] = sortValue{stated: true, text: value}
			if dictionary(f) {
				v.buffer.Reset()
				values[i].text = string(v.collator.KeyFromString(v.buffer, value))
			}
		case float64:
			values[i] = sortValue{stated: true, real: value}
		default:
			whole, _ := wholeNumber(value)
			values[i] = sortValue{stated: true, whole: whole}
		}
	}
	return valued{row, values}
}

func (v *valuer) compare(a, b valued) int {
	for i, key := range v.plan.order {
		x, y := &a.values[i], &b.values[i]
		if x.stated != y.stated {
			return lastIfMissing(x.stated)
		}
		c := cmp.Or(strings.Compare(x.text, y.text), cmp.Compare(x.whole, y.whole), cmp.Compare(x.real, y.real))
		if key.descending {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return v.plan.layer.compareRows(a.row, b.row)
}
