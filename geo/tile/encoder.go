package tile

import (
	"encoding/binary"
	"slices"
)

// Encoder is the memory in which tiles are put together; reusing one makes it
// free of allocations. The zero Encoder is ready. It must not be used by two
// goroutines at a time.
type Encoder struct {
	dst      []byte
	start    int
	fields   []Field
	zoom     uint8
	counted  bool
	values   *dictionary
	valBytes int // of the values in use

	// The numbers of values within the tile, 1 + number; all 0 between tiles.
	local       []uint32          // by number in the dictionary
	smallCounts [1 << 10]uint32   // by count
	largeCounts map[uint32]uint32 // by count
	used        []uint32          // local number → number in the dictionary, or count|isCount

	geometry []byte
	rows     []int32
	groups   groups
	tally    tally
	shape    shape

	extra []string // names of attributes after the count
	taken int      // bytes of the tile that other layers have
}

// isCount marks the entries of used that are counts.
const isCount = 1 << 31

// lengthRoom is the room left for a layer's length.
const lengthRoom = 3

const (
	layersTag   = 3<<3 | lengthDelimited
	nameTag     = 1<<3 | lengthDelimited
	featuresTag = 2<<3 | lengthDelimited
	keysTag     = 3<<3 | lengthDelimited
	extentTag   = 5<<3 | varintWire
	versionTag  = 15<<3 | varintWire

	idTag       = 1<<3 | varintWire
	tagsTag     = 2<<3 | lengthDelimited
	typeTag     = 3<<3 | varintWire
	geometryTag = 4<<3 | lengthDelimited

	pointType   = 1
	lineType    = 2
	polygonType = 3
)

// begin starts a layer with the given attributes at the end of dst. A layer
// that was begun but not ended is forgotten.
func (e *Encoder) begin(dst []byte, name string, zoom uint8, t *Table, counted bool) {
	e.forget()
	e.zoom = zoom
	e.dst, e.start, e.extra = dst, len(dst), nil
	e.fields, e.values, e.counted = t.fields, t.values, counted
	if need := int(t.values.len()) + 1; len(e.local) < need {
		e.local = make([]uint32, need+need/8)
	}
	e.dst = append(e.dst, layersTag, 0, 0, 0, versionTag, 2, nameTag)
	e.dst = binary.AppendUvarint(e.dst, uint64(len(name)))
	e.dst = append(e.dst, name...)
}

// dropAttributes begins again without attributes other than the count.
func (e *Encoder) dropAttributes(dst []byte, name string) {
	e.begin(dst, name, e.zoom, noAttributes, e.counted)
}

var noAttributes = &Table{values: newDictionary(nil)}

// forget clears what the last layer left in the tables of local numbers.
func (e *Encoder) forget() {
	for _, n := range e.used {
		switch {
		case n&isCount == 0:
			e.local[n] = 0
		case n&^isCount < uint32(len(e.smallCounts)):
			e.smallCounts[n&^isCount] = 0
		}
	}
	e.used, e.valBytes = e.used[:0], 0
	clear(e.largeCounts)
}

// size is the size of the layer so far.
func (e *Encoder) size() int { return len(e.dst) - e.start + e.valBytes }

// feature is one feature of a layer.
type feature struct {
	id       uint64   // 0: none
	cells    []uint32 // numbers of values, one a field; nil: no attributes
	count    int64    // what it stands for; negative: not said
	kind     byte
	geometry []byte   // packed commands
	counts   []uint32 // of the attributes in Encoder.extra
}

func (e *Encoder) add(f *feature) {
	dst, begin := e.beginFeature(f.id)
	dst = e.appendTags(dst, f.cells, f.count, f.counts)
	dst = append(dst, typeTag, f.kind, geometryTag)
	dst = appendUvarint(dst, uint64(len(f.geometry)))
	dst = append(dst, f.geometry...)
	e.dst = closeLength(dst, begin)
}

// beginFeature appends what is before the attributes; its length comes when it is
// known, by closeLength.
func (e *Encoder) beginFeature(id uint64) (dst []byte, begin int) {
	dst = e.dst
	dst = append(dst, featuresTag, 0)
	begin = len(dst)
	if id != 0 {
		dst = appendUvarint(append(dst, idTag), id)
	}
	return dst, begin
}

// appendTags appends the attributes of a feature: pairs of a key and a value.
func (e *Encoder) appendTags(dst []byte, cells []uint32, count int64, counts []uint32) []byte {
	dst = append(dst, tagsTag, 0)
	begin := len(dst)
	for key, number := range cells {
		if number == 0 || e.fields[key].MinZoom > e.zoom {
			continue
		}
		local := e.local[number]
		if local == 0 {
			local = e.use(number)
			e.local[number] = local
		}
		dst = appendTag(dst, uint32(key), local-1)
	}
	if count >= 0 {
		dst = appendTag(dst, uint32(len(e.fields)), e.count(uint32(count))-1)
	}
	for i, n := range counts {
		if n > 0 {
			dst = appendTag(dst, uint32(len(e.fields)+1+i), e.count(n)-1)
		}
	}
	if len(dst) == begin {
		return dst[:begin-2]
	}
	return closeLength(dst, begin)
}

// closeLength writes how long what begins at from is, for which one byte was left
// before it: enough nearly always, else what follows moves.
func closeLength(dst []byte, from int) []byte {
	n := len(dst) - from
	if n < 0x80 {
		dst[from-1] = byte(n)
		return dst
	}
	var digits [binary.MaxVarintLen64]byte
	return slices.Replace(dst, from-1, from, digits[:binary.PutUvarint(digits[:], uint64(n))]...)
}

// appendUvarint is binary.AppendUvarint, short enough to be part of its callers
// for the numbers that features have.
func appendUvarint(dst []byte, v uint64) []byte {
	if v < 0x80 {
		return append(dst, byte(v))
	}
	return binary.AppendUvarint(dst, v)
}

func appendTag(tags []byte, key, value uint32) []byte {
	if key|value < 0x80 { // nearly always
		return append(tags, byte(key), byte(value))
	}
	return binary.AppendUvarint(binary.AppendUvarint(tags, uint64(key)), uint64(value))
}

// use gives a value the next local number.
func (e *Encoder) use(number uint32) uint32 {
	e.used = append(e.used, number)
	e.valBytes += len(e.values.entry(number))
	return uint32(len(e.used))
}

// count is the local number of a count.
func (e *Encoder) count(n uint32) uint32 {
	if n < uint32(len(e.smallCounts)) {
		if e.smallCounts[n] == 0 {
			e.smallCounts[n] = e.useCount(n)
		}
		return e.smallCounts[n]
	}
	local, known := e.largeCounts[n]
	if !known {
		if e.largeCounts == nil {
			e.largeCounts = map[uint32]uint32{}
		}
		local = e.useCount(n)
		e.largeCounts[n] = local
	}
	return local
}

func (e *Encoder) useCount(n uint32) uint32 {
	e.used = append(e.used, n|isCount)
	e.valBytes += 3 + uvarintSize(uint64(n))
	return uint32(len(e.used))
}

// end completes the layer and returns everything written.
func (e *Encoder) end() []byte {
	dst := e.dst
	for _, f := range e.fields {
		dst = appendText(dst, keysTag, f.Name)
	}
	if e.counted {
		dst = appendText(dst, keysTag, CountField)
	}
	for _, name := range e.extra {
		dst = appendText(dst, keysTag, name)
	}
	for _, n := range e.used {
		if n&isCount == 0 {
			dst = append(dst, e.values.entry(n)...)
		} else {
			dst = Value{kind: uintField, bits: uint64(n &^ isCount)}.append(dst)
		}
	}
	dst = binary.AppendUvarint(append(dst, extentTag), Extent)
	e.forget()
	e.dst = nil
	return setLength(dst, e.start+1)
}

func appendText(dst []byte, tag byte, text string) []byte {
	dst = binary.AppendUvarint(append(dst, tag), uint64(len(text)))
	return append(dst, text...)
}

// setLength writes the length of what follows into the room left at at.
func setLength(dst []byte, at int) []byte {
	length := uint64(len(dst) - at - lengthRoom)
	size := uvarintSize(length)
	if size > lengthRoom {
		dst = append(dst, 0, 0, 0, 0, 0, 0, 0)[:len(dst)+size-lengthRoom]
	}
	copy(dst[at+size:], dst[at+lengthRoom:at+lengthRoom+int(length)])
	binary.PutUvarint(dst[at:at+size], length)
	return dst[:at+size+int(length)]
}

// keyBytes is the size of the keys and of what else comes at a layer's end.
func (e *Encoder) keyBytes() int {
	size := 3 + 2 + len(CountField)
	for _, f := range e.fields {
		size += 2 + uvarintSize(uint64(len(f.Name))) + len(f.Name)
	}
	return size
}

// room is how many bytes features and values may have.
func (e *Encoder) room() int { return MaxBytes - e.keyBytes() - e.taken }
