package median

// none stands for a site that does not exist: the first or second of a demand
// that is served by base.
const none = -1

// interchange improves a set of open sites by exchanging one at a time, after
// Resende and Werneck (2007). It keeps, for each closed site j, what opening it
// saves (gain), for each open site r, what closing it costs if nothing is opened
// instead (loss), and for each pair what of that loss the one makes up for or of
// that gain is counted twice (extra):
//
//	profit(j, r) = gain(j) − loss(r) + extra(j, r)
//
// An exchange touches only the demands whose first or second site it changes.
type interchange[F number] struct {
	in   *instance[F]
	from *prepared[F]

	open  []int32 // site in each slot, or none
	slot  []int32 // slot of each site, or none
	first []int32 // nearest open site of each demand, or none if that is base
	next  []int32 // the second nearest, likewise
	d1    []float64
	d2    []float64
	gain  []float64
	loss  []float64 // by slot
	extra []float64 // by site, then slot
	total float64
	scale float64 // total with no site open

	touched []int32
	mark    []bool
}

// pairs is the most pairs of site and slot for which interchange keeps extra:
// 256 MB of them.
const pairs = 1 << 25

func newInterchange[F number](from *prepared[F]) *interchange[F] {
	in := from.root
	n, m := len(in.weight), len(in.sites)
	x := &interchange[F]{
		in: in, from: from,
		open: make([]int32, in.p), slot: make([]int32, m),
		first: make([]int32, n), next: make([]int32, n),
		d1: make([]float64, n), d2: make([]float64, n),
		gain: make([]float64, m), loss: make([]float64, in.p), extra: make([]float64, m*in.p),
		mark: make([]bool, n),
	}
	return x
}

// clear closes every site. It returns false if it was stopped.
func (x *interchange[F]) clear(c *control) bool {
	vacate(x.open)
	vacate(x.slot)
	vacate(x.first)
	vacate(x.next)
	copy(x.d1, x.in.base)
	copy(x.d2, x.in.base)
	clear(x.gain)
	clear(x.loss)
	clear(x.extra)
	x.total = x.in.baseValue()
	x.scale = x.total
	for i := range x.in.weight {
		if i&1023 == 0 && c.stop() {
			return false
		}
		x.contribute(int32(i), 1)
	}
	return true
}

// vacate sets all to none.
func vacate(list []int32) {
	for k := range list {
		list[k] = none
	}
}

// contribute adds (sign 1) or takes away (sign −1) what a demand has to say.
func (x *interchange[F]) contribute(i int32, sign float64) {
	in := x.in
	w, d1, d2 := sign*in.weight[i], x.d1[i], x.d2[i]
	slots, slot := len(x.open), none
	if x.first[i] != none {
		slot = int(x.slot[x.first[i]])
		x.loss[slot] += w * (d2 - d1)
	}
	for e := in.start[i]; e < in.start[i+1]; e++ {
		c := float64(in.cost[e])
		if c >= d2 {
			break
		}
		j := in.site[e]
		if c < d1 {
			x.gain[j] += w * (d1 - c)
			if slot != none {
				x.extra[int(j)*slots+slot] += w * (d2 - d1)
			}
		} else if slot != none {
			x.extra[int(j)*slots+slot] += w * (d2 - c)
		}
	}
}

// settle finds the first and second open site of a demand.
func (x *interchange[F]) settle(i int32) {
	in := x.in
	x.first[i], x.next[i] = none, none
	x.d1[i], x.d2[i] = in.base[i], in.base[i]
	for e := in.start[i]; e < in.start[i+1]; e++ {
		j := in.site[e]
		if x.slot[j] == none {
			continue
		}
		if x.first[i] == none {
			x.first[i], x.d1[i] = j, float64(in.cost[e])
			continue
		}
		x.next[i], x.d2[i] = j, float64(in.cost[e])
		return
	}
}

// exchange puts site j into a slot, in place of whatever is there.
func (x *interchange[F]) exchange(j int32, slot int) {
	in, out := x.in, x.open[slot]
	x.touched = x.touched[:0]
	demand, cost := x.from.row(int(x.from.sites[j]))
	for k, c := range cost {
		i := int32(k)
		if demand != nil {
			i = demand[k]
		}
		if at := x.from.local[i]; at >= 0 && float64(c) < x.d2[at] {
			x.mark[at] = true
			x.touched = append(x.touched, at)
		}
	}
	if out != none {
		for i := range x.first {
			if (x.first[i] == out || x.next[i] == out) && !x.mark[i] {
				x.touched = append(x.touched, int32(i))
			}
		}
	}
	for _, i := range x.touched {
		x.contribute(i, -1)
		x.total -= in.weight[i] * x.d1[i]
	}
	if out != none {
		x.slot[out] = none
		for s := range in.sites { // rid of what rounding left
			x.extra[s*len(x.open)+slot] = 0
		}
		x.loss[slot] = 0
	}
	x.open[slot], x.slot[j] = j, int32(slot)
	for _, i := range x.touched {
		x.mark[i] = false
		x.settle(i)
		x.contribute(i, 1)
		x.total += in.weight[i] * x.d1[i]
	}
}

// best returns the exchange with the highest profit; ok is false if there is
// nothing to exchange.
func (x *interchange[F]) best() (j int32, slot int, profit float64, ok bool) {
	slots := len(x.open)
	for s := range x.slot {
		if x.slot[s] != none {
			continue
		}
		gain, extra := x.gain[s], x.extra[s*slots:(s+1)*slots]
		for r, more := range extra {
			if p := gain - x.loss[r] + more; !ok || p > profit {
				j, slot, profit, ok = int32(s), r, p, true
			}
		}
	}
	return j, slot, profit, ok
}

// descend exchanges as long as it pays, all slots being filled. What rounding
// may have left in the sums does not count as a profit.
func (x *interchange[F]) descend(c *control) {
	for !c.stop() {
		j, slot, profit, ok := x.best()
		if !ok || profit <= 1e-10*x.total+1e-12*x.scale {
			return
		}
		x.exchange(j, slot)
		c.iterations++
	}
}

// become closes and opens sites until those of a set are open.
func (x *interchange[F]) become(set []int32) {
	wanted := make(map[int32]bool, len(set))
	for _, j := range set {
		wanted[j] = true
	}
	slot := 0
	for _, j := range set {
		if x.slot[j] != none {
			continue
		}
		for wanted[x.open[slot]] {
			slot++
		}
		x.exchange(j, slot)
	}
}

// grow fills empty slots, each with the best of a sample of the closed sites; a
// sample of all of them is the greedy way. pick returns a random number below
// its argument. Slots stay empty where the search was stopped.
func (x *interchange[F]) grow(c *control, sample int, pick func(int) int) {
	m := len(x.in.sites)
	for slot, at := range x.open {
		if at != none {
			continue
		}
		if c.stop() {
			return
		}
		best := int32(none)
		consider := func(j int) {
			if x.slot[j] == none && (best == none || x.gain[j] > x.gain[best]) {
				best = int32(j)
			}
		}
		if sample < m {
			for range sample {
				consider(pick(m))
			}
		}
		if best == none {
			for j := range m {
				consider(j)
			}
		}
		x.exchange(best, slot)
	}
}
