package network

import (
	"math"

	"hatang/registry"
)

// column is one field of a base, row by row: one of the three is made when a
// question first asks for it.
type column struct {
	texts lazy[*textColumn]
	ints  lazy[*intColumn]
	reals lazy[[]float64]
}

// intColumn holds whole numbers, truth values as 0 and 1, and days as
// registry.Date.Days numbers them.
type intColumn struct {
	values []int64
	stated bitmap
}

// text is the column of a field that holds text, a code or a list.
func (b *base) text(field int) *textColumn {
	return b.columns[field].texts.get(func() *textColumn {
		f := &b.schema.Fields[field]
		texts := make([]string, len(b.records))
		for i, rec := range b.records {
			texts[i], _ = f.Value(rec).(string)
		}
		return newTextColumn(texts)
	})
}

// int is the column of a field that holds whole numbers, truth values or days.
func (b *base) int(field int) *intColumn {
	return b.columns[field].ints.get(func() *intColumn {
		f := &b.schema.Fields[field]
		c := &intColumn{make([]int64, len(b.records)), newBitmap(len(b.records))}
		for i, rec := range b.records {
			if v, stated := wholeNumber(f.Value(rec)); stated {
				c.values[i] = v
				c.stated.set(int32(i))
			}
		}
		return c
	})
}

// wholeNumber is a value of an intColumn.
func wholeNumber(value any) (n int64, stated bool) {
	switch v := value.(type) {
	case int64:
		return v, true
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case registry.Date:
		return int64(v.Days()), true
	}
	return 0, false
}

// real is the column of a field that holds numbers; NaN is not stated.
func (b *base) real(field int) []float64 {
	return b.columns[field].reals.get(func() []float64 {
		f := &b.schema.Fields[field]
		values := make([]float64, len(b.records))
		for i, rec := range b.records {
			values[i] = realNumber(f.Value(rec))
		}
		return values
	})
}

func realNumber(value any) float64 {
	if v, ok := value.(float64); ok {
		return v
	}
	return math.NaN()
}

// remake makes what an older base had made of a field. rows are the older base's
// rows of this base's; those that it did not have are none of its numbers.
func (b *base) remake(field int, old *column, rows []int32) {
	if old.ints.ready() {
		b.int(field)
	}
	if old.reals.ready() {
		b.real(field)
	}
	if !old.texts.ready() {
		return
	}
	f := &b.schema.Fields[field]
	was := old.texts.value
	is := b.columns[field].texts.get(func() *textColumn {
		return was.follow(rows, func(row int) string {
			text, _ := f.Value(b.records[row]).(string)
			return text
		})
	})
	if was.words.ready() {
		is.words.get(is.index)
	}
	if was.ranks.ready() {
		is.ranks.get(is.rank)
	}
}
