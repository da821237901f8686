package tile

import (
	"encoding/binary"
	"math"
)

// Type is the type of an attribute, as TileJSON names it.
type Type string

// The types of attribute.
const (
	TextType   Type = "String"
	NumberType Type = "Number"
	BoolType   Type = "Boolean"
)

// Field is an attribute of a layer.
type Field struct {
	Name string
	Type Type
	// MinZoom is the first zoom at which features have it. What only a close look
	// asks for, such as an ID of 36 letters, would fill the tiles of a country.
	MinZoom uint8
}

// Value is the value of an attribute. The zero Value is none: the feature does
// not have the attribute.
type Value struct {
	kind byte // field number of the value in the protocol buffer, 0: none
	text string
	bits uint64
}

// Field numbers of vector_tile.Tile.Value.
const (
	stringField = 1
	floatField  = 2
	doubleField = 3
	intField    = 4
	uintField   = 5 // counts only, so that no count equals a value
	sintField   = 6
	boolField   = 7
)

// Text is a text; an empty one is none.
func Text(text string) Value {
	if text == "" {
		return Value{}
	}
	return Value{kind: stringField, text: text}
}

// Int is a whole number. Browsers read numbers beyond 2⁵³ inexactly.
func Int(n int64) Value {
	if n < 0 {
		return Value{kind: sintField, bits: uint64(n<<1) ^ uint64(n>>63)}
	}
	return Value{kind: intField, bits: uint64(n)}
}

// Real is a number, kept exactly; NaN is none.
func Real(x float64) Value {
	switch single := float32(x); {
	case math.IsNaN(x):
		return Value{}
	case float64(single) == x:
		return Value{kind: floatField, bits: uint64(math.Float32bits(single))}
	}
	return Value{kind: doubleField, bits: math.Float64bits(x)}
}

// Bool is a truth value.
func Bool(b bool) Value {
	v := Value{kind: boolField}
	if b {
		v.bits = 1
	}
	return v
}

// fits tells whether a field of type t may have the value.
func (v Value) fits(t Type) bool {
	switch v.kind {
	case 0:
		return true
	case stringField:
		return t == TextType
	case boolField:
		return t == BoolType
	}
	return t == NumberType
}

const valuesTag = 4<<3 | lengthDelimited

// Wire types of protocol buffers.
const (
	varintWire      = 0
	fixed64Wire     = 1
	lengthDelimited = 2
	fixed32Wire     = 5
)

// append writes the value as an entry of a layer's values.
func (v Value) append(dst []byte) []byte {
	switch v.kind {
	case stringField:
		dst = append(dst, valuesTag)
		dst = binary.AppendUvarint(dst, uint64(1+uvarintSize(uint64(len(v.text)))+len(v.text)))
		dst = append(dst, stringField<<3|lengthDelimited)
		dst = binary.AppendUvarint(dst, uint64(len(v.text)))
		return append(dst, v.text...)
	case floatField:
		dst = append(dst, valuesTag, 5, floatField<<3|fixed32Wire)
		return binary.LittleEndian.AppendUint32(dst, uint32(v.bits))
	case doubleField:
		dst = append(dst, valuesTag, 9, doubleField<<3|fixed64Wire)
		return binary.LittleEndian.AppendUint64(dst, v.bits)
	}
	dst = append(dst, valuesTag, byte(1+uvarintSize(v.bits)), v.kind<<3|varintWire)
	return binary.AppendUvarint(dst, v.bits)
}

// uvarintSize is the number of bytes of n as a varint.
func uvarintSize(n uint64) int {
	size := 1
	for n >= 0x80 {
		n >>= 7
		size++
	}
	return size
}

func zigzag(n int64) uint64 { return uint64(n<<1) ^ uint64(n>>63) }
