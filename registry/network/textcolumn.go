package network

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// textColumn is texts as numbers of their distinct values in byte order. Number
// 0 is not stated, number i+1 is values[i].
type textColumn struct {
	numbers []uint32 // by row
	values  []string
	// rows are the rows by number: those of number k stand from starts[k] on.
	rows   []int32
	starts []int32

	ranks lazy[[]uint32]
	words lazy[*wordIndex]
}

func newTextColumn(texts []string) *textColumn {
	c := &textColumn{numbers: make([]uint32, len(texts))}
	known := make(map[string]uint32)
	for i, text := range texts {
		if text == "" {
			continue
		}
		number, ok := known[text]
		if !ok {
			c.values = append(c.values, text)
			number = uint32(len(c.values))
			known[text] = number
		}
		c.numbers[i] = number
	}
	c.values = slices.Clip(c.values)
	c.sortValues()
	c.gather()
	return c
}

// follow is the column of a base that came after: of its rows, rows names those
// that this column has, and text tells the others'. Values that no row has any
// more stay until they are many.
func (c *textColumn) follow(rows []int32, text func(row int) string) *textColumn {
	next := &textColumn{numbers: make([]uint32, len(rows)), values: c.values}
	added := map[int]string{}
	for i, row := range rows {
		if row >= 0 && int(row) < len(c.numbers) {
			next.numbers[i] = c.numbers[row]
			continue
		}
		if value := text(i); value != "" {
			if next.numbers[i] = c.number(value); next.numbers[i] == 0 {
				added[i] = value
			}
		}
	}
	if len(added) > 0 {
		next.insert(added)
	}
	next.gather()
	if next.unused() > len(next.values)/8 {
		texts := make([]string, len(rows))
		for i, number := range next.numbers {
			if number > 0 {
				texts[i] = next.values[number-1]
			}
		}
		return newTextColumn(texts)
	}
	if len(added) == 0 { // the same values have the same words in the same order
		next.words.takeOver(&c.words)
		next.ranks.takeOver(&c.ranks)
	}
	return next
}

// insert puts the texts of some rows among the values.
func (c *textColumn) insert(added map[int]string) {
	fresh := slices.Compact(slices.Sorted(maps.Values(added)))
	values := make([]string, 0, len(c.values)+len(fresh))
	number := make([]uint32, 1, len(c.values)+1) // the new ones by the old ones
	for _, value := range c.values {
		for len(fresh) > 0 && fresh[0] < value {
			values, fresh = append(values, fresh[0]), fresh[1:]
		}
		values = append(values, value)
		number = append(number, uint32(len(values)))
	}
	values = append(values, fresh...)
	c.values = values
	for i, was := range c.numbers {
		c.numbers[i] = number[was]
	}
	for i, value := range added {
		c.numbers[i] = c.number(value)
	}
}

// unused is how many values no row has.
func (c *textColumn) unused() int {
	unused := 0
	for i := range c.values {
		if len(c.rowsOf(uint32(i+1))) == 0 {
			unused++
		}
	}
	return unused
}

// sortValues brings the values, which stand by coming, in byte order.
func (c *textColumn) sortValues() {
	order := make([]uint32, len(c.values))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(c.values[a], c.values[b]) })
	values, number := make([]string, len(order)), make([]uint32, len(order)+1)
	for i, was := range order {
		values[i] = c.values[was]
		number[was+1] = uint32(i + 1)
	}
	c.values = values
	for i, was := range c.numbers {
		c.numbers[i] = number[was]
	}
}

// gather lists the rows of each number.
func (c *textColumn) gather() {
	c.starts = make([]int32, len(c.values)+2)
	for _, number := range c.numbers {
		c.starts[number+1]++
	}
	for i := range len(c.values) + 1 {
		c.starts[i+1] += c.starts[i]
	}
	c.rows = make([]int32, len(c.numbers))
	next := slices.Clone(c.starts)
	for row, number := range c.numbers {
		c.rows[next[number]] = int32(row)
		next[number]++
	}
}

// rowsOf are the rows of a number, ascending.
func (c *textColumn) rowsOf(number uint32) []int32 {
	return c.rows[c.starts[number]:c.starts[number+1]]
}

// number is the number of a value, 0 when no row has it.
func (c *textColumn) number(value string) uint32 {
	if i, found := slices.BinarySearch(c.values, value); found {
		return uint32(i + 1)
	}
	return 0
}

// rank is where each number stands in the Vietnamese dictionary; numbers whose
// texts it does not tell apart have the same.
func (c *textColumn) rank() []uint32 {
	collator, buffer := collate.New(language.Vietnamese), &collate.Buffer{}
	var arena []byte
	ends := make([]int, len(c.values))
	for i, value := range c.values {
		buffer.Reset()
		arena = append(arena, collator.KeyFromString(buffer, value)...)
		ends[i] = len(arena)
	}
	key := func(i uint32) []byte {
		if i == 0 {
			return arena[:ends[0]]
		}
		return arena[ends[i-1]:ends[i]]
	}
	order := make([]uint32, len(c.values))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return bytes.Compare(key(a), key(b)) })
	ranks := make([]uint32, len(c.values)+1)
	for place, i := range order {
		ranks[i+1] = uint32(place)
		if place > 0 && bytes.Equal(key(i), key(order[place-1])) {
			ranks[i+1] = ranks[order[place-1]+1]
		}
	}
	return ranks
}
