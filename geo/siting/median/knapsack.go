package median

import (
	"cmp"
	"slices"
)

// item may go into a knapsack.
type item struct {
	profit, need float64 // both above 0
	demand       int32
}

// knapsack fills a site: the items with the highest profit that have room
// together. Branch and bound in the order of profit per need, bounded by the
// fractional fill (Horowitz and Sahni 1974).
type knapsack struct {
	items []item
	taken []bool
	best  []bool
	value float64
	left  int // nodes
}

// knapsackWork is how much one filling is worth, in nodes times items; beyond it,
// the bound is the fractional one.
const knapsackWork = 1_000_000

// fill returns an upper bound of the profit, which is attained by the items
// marked in best unless the nodes ran out.
func (k *knapsack) fill(room float64) float64 {
	slices.SortFunc(k.items, func(a, b item) int {
		if c := cmp.Compare(b.profit*a.need, a.profit*b.need); c != 0 {
			return c
		}
		return cmp.Compare(a.demand, b.demand)
	})
	k.taken = append(k.taken[:0], make([]bool, len(k.items))...)
	k.best = append(k.best[:0], k.taken...)
	k.value, k.left = 0, 50+knapsackWork/(1+len(k.items))
	whole := k.fraction(0, room)
	k.search(0, room, 0)
	if k.left <= 0 {
		return whole
	}
	return k.value
}

// fraction is the profit of the items from one on if the last may be cut.
func (k *knapsack) fraction(from int, room float64) float64 {
	profit := 0.0
	for _, it := range k.items[from:] {
		if it.need > room {
			return profit + it.profit*max(0, room)/it.need
		}
		profit += it.profit
		room -= it.need
	}
	return profit
}

func (k *knapsack) search(at int, room, profit float64) {
	if profit > k.value {
		k.value = profit
		copy(k.best, k.taken)
	}
	k.left--
	if at == len(k.items) || k.left <= 0 || profit+k.fraction(at, room) <= k.value*(1+1e-13) {
		return
	}
	if it := k.items[at]; it.need <= room {
		k.taken[at] = true
		k.search(at+1, room-it.need, profit+it.profit)
		k.taken[at] = false
	}
	k.search(at+1, room, profit)
}
