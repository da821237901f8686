package network

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"sort"
	"strings"

	"hatang/registry"
)

// wordIndex finds the values of a text column by the beginnings of their words.
type wordIndex struct {
	// arena is the folded values, each followed by a line feed, which no folded
	// text contains.
	arena []byte
	ends  []uint32 // of value i, its line feed included
	words []word   // sorted by what stands in arena from the word's beginning on
}

// word is where in arena a word begins, and the value that it belongs to.
type word struct{ at, value uint32 }

// index makes the index of words.
func (c *textColumn) index() *wordIndex {
	ix := &wordIndex{ends: make([]uint32, len(c.values))}
	count := 0
	for i, value := range c.values {
		start := len(ix.arena)
		ix.arena = appendFolded(ix.arena, value)
		if len(ix.arena) > start {
			count += 1 + bytes.Count(ix.arena[start:], []byte{' '})
		}
		ix.arena = append(ix.arena, '\n')
		if len(ix.arena) > math.MaxUint32 {
			panic("network: 4 GB of text in one field") // no memory holds its records either
		}
		ix.ends[i] = uint32(len(ix.arena))
	}
	ix.arena = slices.Clip(ix.arena)
	ix.sortWords(count)
	return ix
}

// appendFolded appends registry.Fold of the text.
func appendFolded(dst []byte, text string) []byte {
	start := len(dst)
	blank := false
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= 0x80:
			return append(dst[:start], registry.Fold(text)...)
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		default:
			blank = len(dst) > start
			continue
		}
		if blank {
			dst = append(dst, ' ')
			blank = false
		}
		dst = append(dst, c)
	}
	return dst
}

func (ix *wordIndex) sortWords(count int) {
	type entry struct {
		head uint64 // the first eight bytes, which mostly decide
		word word
	}
	entries := make([]entry, 0, count)
	start := uint32(0)
	var room [8]byte
	for value, end := range ix.ends {
		begins := true
		for at := start; at < end-1; at++ {
			if begins {
				room = [8]byte{}
				copy(room[:], ix.arena[at:])
				entries = append(entries, entry{binary.BigEndian.Uint64(room[:]), word{at, uint32(value)}})
			}
			begins = ix.arena[at] == ' '
		}
		start = end
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return cmp.Or(bytes.Compare(ix.rest(a.word), ix.rest(b.word)), cmp.Compare(a.word.at, b.word.at))
	})
	ix.words = make([]word, len(entries))
	for i := range entries {
		ix.words[i] = entries[i].word
	}
}

// rest is what stands from a word on to the end of its value, the line feed
// included.
func (ix *wordIndex) rest(w word) []byte { return ix.arena[w.at:ix.ends[w.value]] }

// beginning calls visit with the values that have a word that begins so; with
// one that has several, several times.
func (ix *wordIndex) beginning(prefix string, visit func(value uint32)) {
	from := sort.Search(len(ix.words), func(i int) bool {
		return string(ix.clip(ix.words[i], len(prefix))) >= prefix
	})
	for _, w := range ix.words[from:] {
		if string(ix.clip(w, len(prefix))) != prefix {
			return
		}
		visit(w.value)
	}
}

// clip is the first n bytes from the word on, or what there is of them.
func (ix *wordIndex) clip(w word, n int) []byte {
	return ix.arena[w.at:min(int(w.at)+n, len(ix.arena))]
}

// containing calls visit with the values that contain the folded text.
func (ix *wordIndex) containing(text string, visit func(value uint32)) {
	for at := 0; at < len(ix.arena); {
		found := bytes.Index(ix.arena[at:], []byte(text))
		if found < 0 {
			return
		}
		value := sort.Search(len(ix.ends), func(i int) bool { return int(ix.ends[i]) > at+found })
		visit(uint32(value))
		at = int(ix.ends[value])
	}
}

// rowsWithWords is the rows of the base in which every word begins a word of
// some text of the fields that are searched.
func (b *base) rowsWithWords(words, unsearched []string) bitmap {
	var all bitmap
	for _, word := range words {
		rows := newBitmap(len(b.records))
		for i := range b.schema.Fields {
			if f := &b.schema.Fields[i]; !f.Searchable() || slices.Contains(unsearched, f.Name) {
				continue
			}
			c := b.text(i)
			c.words.get(c.index).beginning(word, func(value uint32) {
				for _, row := range c.rowsOf(value + 1) {
					rows.set(row)
				}
			})
		}
		if all == nil {
			all = rows
		} else {
			all.and(rows)
		}
	}
	return all
}

// hasWords tells whether every word begins a word of some text of a fresh row.
func (l *Layer) hasWords(f *freshRow, words, unsearched []string) bool {
	folded := f.folded.Load()
	switch {
	case len(unsearched) > 0: // asked by few, of few rows
		text := l.folded(f.record, unsearched)
		folded = &text
	case folded == nil:
		text := l.folded(f.record, nil)
		folded = &text
		f.folded.Store(folded)
	}
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(*folded, " "+word) })
}

// folded is the text of a record that is searched, a space before each word.
func (l *Layer) folded(rec registry.Record, unsearched []string) string {
	var text strings.Builder
	for i := range l.base.schema.Fields {
		field := &l.base.schema.Fields[i]
		if !field.Searchable() || slices.Contains(unsearched, field.Name) {
			continue
		}
		if value, ok := field.Value(rec).(string); ok {
			text.WriteByte(' ')
			text.Write(appendFolded(nil, value))
		}
	}
	return text.String()
}
