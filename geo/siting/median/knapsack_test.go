package median

import (
	"testing"

	"pgregory.net/rapid"
)

func TestKnapsackAgainstEnumeration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var k knapsack
		for i := range rapid.IntRange(0, 12).Draw(t, "items") {
			k.items = append(k.items, item{rapid.Float64Range(0.01, 9).Draw(t, "profit"), rapid.Float64Range(0.01, 9).Draw(t, "need"), int32(i)})
		}
		room := rapid.Float64Range(0, 40).Draw(t, "room")
		got := k.fill(room)
		best := 0.0
		for set := range 1 << len(k.items) {
			profit, left := 0.0, room
			for i, it := range k.items {
				if set>>i&1 == 1 {
					profit += it.profit
					left -= it.need
				}
			}
			if left >= 0 {
				best = max(best, profit)
			}
		}
		taken, left := 0.0, room
		for i, is := range k.best {
			if is {
				taken += k.items[i].profit
				left -= k.items[i].need
			}
		}
		if !near(got, best) || !near(taken, best) || left < -1e-9 {
			t.Fatalf("profit %g of items worth %g, %g of room left, best %g", got, taken, left, best)
		}
	})
}
