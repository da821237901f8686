package tile

import (
	"bytes"
	"hash/maphash"
	"math"
	"slices"
)

// dictionary numbers distinct values from 1 in the order of their coming and
// keeps them as they stand in a tile. Number 0 is no value. An extension
// numbers on where its base ends and shares it.
type dictionary struct {
	base  *dictionary
	first uint32 // number of the last value of base
	blob  []byte
	ends  []uint32 // own value i ends at ends[i]
	slots []uint32 // hash table: 1 + own position, 0 is free
	seed  maphash.Seed
}

func newDictionary(base *dictionary) *dictionary {
	d := &dictionary{base: base, seed: maphash.MakeSeed(), slots: make([]uint32, 16)}
	if base != nil {
		d.first = base.len()
	}
	return d
}

// len is the highest number given.
func (d *dictionary) len() uint32 { return d.first + uint32(len(d.ends)) }

// entry is the value of that number as it stands in a tile.
func (d *dictionary) entry(number uint32) []byte {
	if number <= d.first {
		return d.base.entry(number)
	}
	return d.own(number - d.first - 1)
}

func (d *dictionary) own(i uint32) []byte {
	start := uint32(0)
	if i > 0 {
		start = d.ends[i-1]
	}
	return d.blob[start:d.ends[i]]
}

// number is the number of v, a new one if v is new; full is set when there is
// no room for it.
func (d *dictionary) number(v Value) (number uint32, full bool) {
	if v.kind == 0 {
		return 0, false
	}
	start := len(d.blob)
	d.blob = v.append(d.blob)
	entry := d.blob[start:]
	if known := d.find(entry); known > 0 {
		d.blob = d.blob[:start]
		return known, false
	}
	if len(d.blob) > math.MaxUint32 || d.len() >= maxValues {
		d.blob = d.blob[:start]
		return 0, true
	}
	d.ends = append(d.ends, uint32(len(d.blob)))
	if 2*len(d.ends) > len(d.slots) {
		d.rehash(4 * len(d.slots))
	} else {
		d.slots[d.slot(entry)] = uint32(len(d.ends))
	}
	return d.len(), false
}

// maxValues keeps a bit of a number free (see Encoder.used).
const maxValues = 1<<31 - 1

// find is the number of the entry, 0 when it is not there.
func (d *dictionary) find(entry []byte) uint32 {
	if d.base != nil {
		if known := d.base.find(entry); known > 0 {
			return known
		}
	}
	if own := d.slots[d.slot(entry)]; own > 0 {
		return d.first + own
	}
	return 0
}

// slot is the place of the entry in the table, or the free place where it
// would go.
func (d *dictionary) slot(entry []byte) int {
	mask := len(d.slots) - 1
	for at := int(maphash.Bytes(d.seed, entry)) & mask; ; at = (at + 1) & mask {
		if d.slots[at] == 0 || bytes.Equal(d.own(d.slots[at]-1), entry) {
			return at
		}
	}
}

func (d *dictionary) rehash(size int) {
	d.slots = make([]uint32, size)
	for i := range d.ends {
		d.slots[d.slot(d.own(uint32(i)))] = uint32(i + 1)
	}
}

// clone is a copy of an extension that may grow apart from it.
func (d *dictionary) clone() *dictionary {
	c := *d
	c.blob, c.ends, c.slots = slices.Clone(d.blob), slices.Clone(d.ends), slices.Clone(d.slots)
	return &c
}
