package median

import (
	"math"
	"math/rand/v2"
	"slices"
)

// search is what the heuristic, the bound and branch and bound share: the best
// solution so far.
type search[F number] struct {
	*control
	from   *prepared[F]
	root   *instance[F]
	swap   *interchange[F] // nil where it would take too much memory
	random *rand.Rand
	whole  bool
	most   int     // rounds of random starts
	best   []int32 // sites of root, ascending
	value  float64
	seen   map[uint64]bool // sets from which the interchange has already set out
}

func newSearch[F number](c *control, from *prepared[F]) *search[F] {
	s := &search[F]{
		control: c, from: from, root: from.root,
		random: rand.New(rand.NewPCG(c.opts.Seed, 0x6d656469616e)),
		whole:  from.root.whole(), value: math.Inf(1), most: 24, seen: map[uint64]bool{},
	}
	if m := len(s.root.sites); m > s.root.p && s.root.p > 0 && m*s.root.p <= pairs {
		s.swap = newInterchange(from)
	}
	return s
}

// tolerance is what rounding may have done to a bound or a value.
func (s *search[F]) tolerance() float64 { return 1e-9 * math.Max(math.Abs(s.value), 1e-300) }

// beaten tells that a bound leaves no room for a better solution. Where every
// solution is an integer, a better one is better by 1.
func (s *search[F]) beaten(bound float64) bool { return bound > s.goal() }

// goal is the bound that proves the best solution.
func (s *search[F]) goal() float64 {
	if s.whole {
		return s.value - 1 + integralSlack
	}
	return s.value - s.tolerance()
}

// offer takes a solution if it is the best so far.
func (s *search[F]) offer(open []int32, value float64, stage string) bool {
	if !(value < s.value) || s.best != nil && value > s.value-1e-12*math.Abs(s.value) {
		return false
	}
	s.best, s.value = slices.Clone(open), value
	slices.Sort(s.best)
	s.control.value = value
	s.tell(stage, true)
	return true
}

// begin takes up a set of candidates that was found before.
func (s *search[F]) begin(candidates []int32) {
	if candidates == nil {
		return
	}
	open := s.sitesOf(candidates)
	s.offer(open, s.root.value(s.root.marks(open)), "start")
}

// sitesOf returns the sites of root that are candidates of a list.
func (s *search[F]) sitesOf(candidates []int32) []int32 {
	var open []int32
	for k, j := range s.from.sites {
		if slices.Contains(candidates, j) {
			open = append(open, int32(k))
		}
	}
	return open
}

// starts looks for good solutions: the one handed in, a greedy one, and rounds
// of random greedy ones, each improved by interchange and linked with those
// found before.
func (s *search[F]) starts() {
	if s.swap == nil {
		open := s.plain()
		s.offer(open, s.root.value(s.root.marks(open)), "start")
		return
	}
	x := s.swap
	if !x.clear(s.control) {
		return
	}
	if s.best != nil {
		x.become(s.best)
		s.improve("interchange")
		return
	}
	if given := s.given(); len(given) > 0 {
		for slot, j := range given {
			x.exchange(j, slot)
		}
		x.grow(s.control, len(s.root.sites), s.random.IntN)
		s.improve("start")
		x.clear(s.control)
	}
	x.grow(s.control, len(s.root.sites), s.random.IntN)
	s.improve("greedy")
	var pool elite
	pool.add(x.open, x.total)
	for round := range s.rounds() {
		if !x.clear(s.control) {
			return
		}
		x.grow(s.control, s.sample(), s.random.IntN)
		s.improve("interchange")
		found := member{slices.Clone(x.open), x.total}
		if other := pool.pick(s.random, x.open); other != nil {
			s.relink(other.open)
			pool.add(x.open, x.total)
		}
		pool.add(found.open, found.total)
		s.tell("interchange", round == 0)
	}
}

// rounds is how many random starts are worth their time: many on small
// problems, none on those where one takes a second.
func (s *search[F]) rounds() int {
	if s.limits.start > 0 {
		return s.limits.start
	}
	return min(s.most, int(2e7/float64(len(s.root.cost)+1)))
}

// sample is how many candidates each step of a random greedy start looks at:
// about log2(m/p), as in Resende and Werneck (2004).
func (s *search[F]) sample() int {
	return 1 + int(math.Log2(float64(len(s.root.sites))/float64(s.root.p)))
}

// given is the start of the options in sites of root, no more than fit.
func (s *search[F]) given() []int32 {
	number := map[int]int32{}
	for k, j := range s.from.sites {
		number[int(j)] = int32(k)
	}
	var given []int32
	for _, j := range s.opts.Start {
		if k, ok := number[j]; ok && len(given) < s.root.p {
			given = append(given, k)
			delete(number, j)
		}
	}
	return given
}

// improve runs the interchange from where it stands and offers the result.
func (s *search[F]) improve(stage string) {
	s.swap.descend(s.control)
	x := s.swap
	if slices.Contains(x.open, none) || s.stop() || x.total > s.value+1e-9*x.scale {
		return
	}
	x.total = s.root.value(s.root.marks(x.open)) // rid of what rounding left
	s.offer(x.open, x.total, stage)
}

// plain opens the sites that save most by themselves.
func (s *search[F]) plain() []int32 {
	save := make([]float64, len(s.root.sites))
	for i, w := range s.root.weight {
		for e := s.root.start[i]; e < s.root.start[i+1]; e++ {
			save[s.root.site[e]] += w * (s.root.base[i] - float64(s.root.cost[e]))
		}
	}
	order := make([]int32, len(save))
	for j := range order {
		order[j] = int32(j)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		if save[a] > save[b] {
			return -1
		}
		if save[a] < save[b] {
			return 1
		}
		return 0
	})
	return order[:s.root.p]
}

// relink walks from the solution of the interchange to another one, exchange by
// exchange, the most profitable first, and improves the best between the two.
func (s *search[F]) relink(to []int32) {
	x := s.swap
	wanted := map[int32]bool{}
	for _, j := range to {
		wanted[j] = true
	}
	best, bestTotal := []int32(nil), math.Inf(1)
	for !s.stop() {
		j, slot, ok := x.towards(to, wanted)
		if !ok {
			break
		}
		x.exchange(j, slot)
		s.iterations++
		if x.total < bestTotal {
			best, bestTotal = append(best[:0], x.open...), x.total
		}
	}
	if best != nil {
		x.become(best)
	}
	s.improve("relinking")
}

// towards returns the most profitable exchange that opens a site of a set and
// closes one that is not in it.
func (x *interchange[F]) towards(to []int32, wanted map[int32]bool) (best int32, slot int, ok bool) {
	slots, most := len(x.open), 0.0
	for _, j := range to {
		if x.slot[j] != none {
			continue
		}
		for r, out := range x.open {
			if wanted[out] {
				continue
			}
			if p := x.gain[j] - x.loss[r] + x.extra[int(j)*slots+r]; !ok || p > most {
				best, slot, most, ok = j, r, p, true
			}
		}
	}
	return best, slot, ok
}

// elite are good solutions that differ.
type elite struct{ members []member }

type member struct {
	open  []int32
	total float64
}

const eliteSize = 8

// add takes a solution that is not there yet, in place of the worst if need be.
func (e *elite) add(open []int32, total float64) {
	sorted := slices.Sorted(slices.Values(open))
	worst := 0
	for k, m := range e.members {
		if slices.Equal(m.open, sorted) {
			return
		}
		if m.total > e.members[worst].total {
			worst = k
		}
	}
	if len(e.members) < eliteSize {
		e.members = append(e.members, member{sorted, total})
	} else if total < e.members[worst].total {
		e.members[worst] = member{sorted, total}
	}
}

// pick returns one at random that differs from a set.
func (e *elite) pick(random *rand.Rand, open []int32) *member {
	if len(e.members) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(open))
	at := random.IntN(len(e.members))
	for range e.members {
		if !slices.Equal(e.members[at].open, sorted) {
			return &e.members[at]
		}
		at = (at + 1) % len(e.members)
	}
	return nil
}

// follow sets out from the sites that a bound suggests, once for each set.
func (s *search[F]) follow(open []int32) {
	if s.swap == nil || s.stop() {
		return
	}
	hash := fingerprint(open)
	if s.seen[hash] {
		return
	}
	s.seen[hash] = true
	s.swap.become(open)
	s.improve("relaxation")
}

// fingerprint is the same for sets with the same members, whatever their order.
func fingerprint(open []int32) uint64 {
	hash := uint64(len(open))
	for _, j := range open {
		x := (uint64(j) + 1) * 0x9e3779b97f4a7c15
		x ^= x >> 29
		x *= 0xbf58476d1ce4e5b9
		x ^= x >> 32
		hash += x
	}
	return hash
}
