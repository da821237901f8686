package importing

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

// An entry in the working space: place, content, row, the entry before it, days,
// flags, and where its ID and label stand among the texts.
const (
	entryContent = 16
	entryRow     = 24
	entryNext    = 28
	entryDays    = 32
	entryCoded   = 36
	entryID      = 40
	entryLabel   = 48
	entryBytes   = 56
)

// textLengthBits of a reference to a text are its length, the others its offset.
const textLengthBits = 16

func encodeEntry(dst []byte, e *nearEntry, id, label uint64) {
	little := binary.LittleEndian
	little.PutUint64(dst, math.Float64bits(e.at[0]))
	little.PutUint64(dst[8:], math.Float64bits(e.at[1]))
	little.PutUint64(dst[entryContent:], e.content)
	little.PutUint32(dst[entryRow:], uint32(e.row))
	little.PutUint32(dst[entryNext:], uint32(e.next))
	little.PutUint32(dst[entryDays:], uint32(int32(e.fromDays)))
	coded := uint32(0)
	if e.coded {
		coded = 1
	}
	little.PutUint32(dst[entryCoded:], coded)
	little.PutUint64(dst[entryID:], id)
	little.PutUint64(dst[entryLabel:], label)
}

// place is where an entry is, and 1 + the entry that was there before it.
func (n *nearIndex) place(i int32) (at orb.Point, next int32) {
	from := n.entries.bytes[int(i)*entryBytes:]
	little := binary.LittleEndian
	return orb.Point{math.Float64frombits(little.Uint64(from)), math.Float64frombits(little.Uint64(from[8:]))},
		int32(little.Uint32(from[entryNext:]))
}

// entry is a copy of an entry.
func (n *nearIndex) entry(i int32) nearEntry {
	from := n.entries.bytes[int(i)*entryBytes:]
	little := binary.LittleEndian
	at, next := n.place(i)
	return nearEntry{
		at: at, next: next, content: little.Uint64(from[entryContent:]),
		row: int32(little.Uint32(from[entryRow:])), fromDays: int(int32(little.Uint32(from[entryDays:]))),
		coded: little.Uint32(from[entryCoded:]) == 1,
		id:    n.text(little.Uint64(from[entryID:])), label: n.text(little.Uint64(from[entryLabel:])),
	}
}

// keep puts a text among the texts and returns the reference to it; 0 is the
// empty one. What is longer than a reference can say is cut.
func (n *nearIndex) keep(text string) uint64 {
	text = text[:min(len(text), 1<<textLengthBits-1)]
	if text == "" {
		return 0
	}
	offset, err := n.texts.take(len(text))
	if err != nil {
		n.fail(err)
		return 0
	}
	copy(n.texts.bytes[offset:], text)
	return uint64(offset)<<textLengthBits | uint64(len(text))
}

func (n *nearIndex) text(ref uint64) string {
	offset, length := int(ref>>textLengthBits), int(ref&(1<<textLengthBits-1))
	return string(n.texts.bytes[offset : offset+length])
}
