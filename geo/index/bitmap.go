package index

import "slices"

// bitmap is a set of places; nil is the empty set.
type bitmap []uint64

func (b bitmap) has(i int) bool {
	word := i >> 6
	return word < len(b) && b[word]>>(i&63)&1 != 0
}

func newBitmap(n int) bitmap { return make(bitmap, (n+63)/64) }

// clone is a copy of b, over n places, that the caller may set.
func (b bitmap) clone(n int) bitmap {
	if b == nil {
		return newBitmap(n)
	}
	return slices.Clone(b)
}

func (b bitmap) set(i int) { b[i>>6] |= 1 << (i & 63) }
