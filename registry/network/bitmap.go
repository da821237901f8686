package network

import "math/bits"

// bitmap is a set of row numbers. The nil bitmap is empty.
type bitmap []uint64

func newBitmap(size int) bitmap { return make(bitmap, (size+63)/64) }

func (b bitmap) has(row int32) bool {
	word := int(row) >> 6
	return word < len(b) && b[word]>>(uint(row)&63)&1 == 1
}

func (b bitmap) set(row int32) { b[row>>6] |= 1 << (uint(row) & 63) }

func (b bitmap) and(other bitmap) {
	for i := range b {
		b[i] &= other[i]
	}
}

// rows appends the members in ascending order.
func (b bitmap) rows(dst []int32) []int32 {
	for i, word := range b {
		for word != 0 {
			dst = append(dst, int32(i<<6+bits.TrailingZeros64(word)))
			word &= word - 1
		}
	}
	return dst
}
