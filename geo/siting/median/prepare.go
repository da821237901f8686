package median

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"

	"hatang/geo/siting"
)

// prepared is a problem brought into the shape of the solvers, with the way
// back.
type prepared[F number] struct {
	problem  *Problem
	row      func(candidate int) ([]int32, []F)
	root     *instance[F]
	sites    []int32 // candidate of each site of root
	local    []int32 // root number of each demand, or -1
	forced   []int   // candidates
	unserved []int   // demands that no candidate and nothing that exists can serve
	base     []float64
	floor    float64 // the longest way among the demands that are not in root
	reach    []bool  // demands that a free candidate can serve better than base
}

// selection is what part of a problem to prepare, and until when.
type selection struct {
	stop   func() bool
	every  int    // one demand of so many; 0 and 1 mean all
	closed []bool // candidates that are not to be considered; nil means none
}

// takes tells whether a demand belongs to a selection: a sample that has nothing
// to do with the order of the demands.
func (s selection) takes(i int) bool {
	return s.every <= 1 || uint64(i)*0x9e3779b97f4a7c15>>33%uint64(s.every) == 0
}

// prepare builds the root instance of a selection. Demands that weigh nothing
// take no part in it. It returns nil if it was stopped.
func prepare[F number](p *Problem, row func(int) ([]int32, []F), sel selection) *prepared[F] {
	b := &builder[F]{
		prepared: prepared[F]{problem: p, row: row, root: &instance[F]{}, local: make([]int32, p.Demands), reach: make([]bool, p.Demands)},
		count:    make([]int32, p.Demands),
		sel:      sel,
	}
	steps := []func(){b.setBase, b.countEntries, b.chooseDemands, b.fill, b.sort}
	for _, step := range steps {
		step()
		if sel.stop() {
			return nil
		}
	}
	return &b.prepared
}

// builder is a root instance half made.
type builder[F number] struct {
	prepared[F]
	sel   selection
	count []int32
}

// setBase works out what each demand costs without any free candidate, and
// numbers the free candidates.
func (b *builder[F]) setBase() {
	p := b.problem
	b.base = slices.Clone(p.Base)
	if b.base == nil {
		b.base = make([]float64, p.Demands)
		for i := range b.base {
			b.base[i] = math.Inf(1)
		}
	}
	for j := range p.Cost.Candidates() {
		switch p.state(j) {
		case siting.Open:
			b.forced = append(b.forced, j)
			p.Cost.each(j, func(i int, cost float64) { b.base[i] = min(b.base[i], cost) })
		case siting.Free:
			if b.sel.closed != nil && b.sel.closed[j] {
				continue
			}
			b.root.sites = append(b.root.sites, int32(len(b.sites)))
			b.sites = append(b.sites, int32(j))
		}
	}
	b.root.p = min(p.P-len(b.forced), len(b.root.sites))
}

// countEntries counts the entries that matter.
func (b *builder[F]) countEntries() {
	b.parts(func(from, to int32) {
		for _, j := range b.sites {
			if b.sel.stop() {
				return
			}
			demand, cost := b.row(int(j))
			if demand == nil {
				for i := from; i < to; i++ {
					if float64(cost[i]) < b.base[i] {
						b.count[i]++
					}
				}
				continue
			}
			for k, i := range demand {
				if i >= from && i < to && float64(cost[k]) < b.base[i] {
					b.count[i]++
				}
			}
		}
		for i := from; i < to; i++ {
			b.reach[i] = b.count[i] > 0
		}
	})
	b.reachOthers()
}

// reachOthers finds out whom candidates could serve that are not considered.
func (b *builder[F]) reachOthers() {
	for j, closed := range b.sel.closed {
		if closed && b.problem.state(j) == siting.Free {
			b.problem.Cost.each(j, func(i int, _ float64) { b.reach[i] = true })
		}
	}
}

// parts runs do on parts of the demands at the same time. Each reads all the
// entries but writes only about its own demands.
func (b *builder[F]) parts(do func(from, to int32)) {
	var workers sync.WaitGroup
	count := runtime.GOMAXPROCS(0)
	for w := range count {
		workers.Go(func() {
			do(int32(w*b.problem.Demands/count), int32((w+1)*b.problem.Demands/count))
		})
	}
	workers.Wait()
}

// chooseDemands keeps those whose cost is undecided.
func (b *builder[F]) chooseDemands() {
	p, root := b.problem, b.root
	beyond := sync.OnceValue(p.beyond) // looks at every entry
	root.start = append(root.start, 0)
	total := 0
	for i := range b.local {
		b.local[i] = -1
		w := p.weight(i)
		if math.IsInf(b.base[i], 1) {
			if !b.reach[i] {
				b.unserved = append(b.unserved, i)
				continue
			}
			b.base[i] = beyond()
		}
		if !b.sel.takes(i) {
			continue
		}
		if b.count[i] == 0 || w == 0 {
			root.fixed += w * b.base[i]
			b.floor = max(b.floor, w*b.base[i])
			continue
		}
		b.local[i] = int32(len(root.weight))
		root.weight = append(root.weight, w)
		root.base = append(root.base, b.base[i])
		root.demands = append(root.demands, b.local[i])
		total += int(b.count[i])
		root.start = append(root.start, total)
	}
	root.site = make([]int32, total)
	root.cost = make([]F, total)
}

// beyond is the cost of being left out.
func (p *Problem) beyond() float64 {
	if p.Beyond > 0 {
		return p.Beyond
	}
	if highest := p.Cost.highest(); highest > 0 {
		return 100 * highest
	}
	return 1
}

// fill copies the entries.
func (b *builder[F]) fill() {
	root := b.root
	next := slices.Clone(root.start[:len(root.weight)])
	b.parts(func(from, to int32) {
		put := func(s int, i int32, c F) {
			at := b.local[i]
			if at >= 0 && float64(c) < root.base[at] {
				root.site[next[at]], root.cost[next[at]] = int32(s), c
				next[at]++
			}
		}
		for s, j := range b.sites {
			if b.sel.stop() {
				return
			}
			demand, cost := b.row(int(j))
			if demand == nil {
				for i := from; i < to; i++ {
					put(s, i, cost[i])
				}
				continue
			}
			for k, i := range demand {
				if i >= from && i < to {
					put(s, i, cost[k])
				}
			}
		}
	})
	if !b.sel.stop() {
		b.root.trim(next)
	}
}

// trim closes the gaps left by entries that were counted when nothing served a
// demand and that are as dear as being left out.
func (in *instance[F]) trim(end []int) {
	to := 0
	for i := range in.weight {
		from := in.start[i]
		in.start[i] = to
		if from == to {
			to = end[i]
			continue
		}
		to += copy(in.site[to:], in.site[from:end[i]])
		copy(in.cost[in.start[i]:], in.cost[from:end[i]])
	}
	in.start[len(in.weight)] = to
	in.site, in.cost = in.site[:to], in.cost[:to]
}

// sort brings the entries of each demand into ascending order.
func (b *builder[F]) sort() {
	root := b.root
	var workers sync.WaitGroup
	count := runtime.GOMAXPROCS(0)
	for w := range count {
		workers.Go(func() {
			var order []entry[F]
			for i := w * len(root.weight) / count; i < (w+1)*len(root.weight)/count; i++ {
				if i&255 == 0 && b.sel.stop() {
					return
				}
				order = root.sortDemand(i, order[:0])
			}
		})
	}
	workers.Wait()
}

type entry[F number] struct {
	cost F
	site int32
}

func (in *instance[F]) sortDemand(i int, order []entry[F]) []entry[F] {
	from, to := in.start[i], in.start[i+1]
	for e := from; e < to; e++ {
		order = append(order, entry[F]{in.cost[e], in.site[e]})
	}
	slices.SortFunc(order, func(a, b entry[F]) int {
		if a.cost != b.cost {
			return cmp.Compare(a.cost, b.cost)
		}
		return cmp.Compare(a.site, b.site)
	})
	for k, e := range order {
		in.cost[from+k], in.site[from+k] = e.cost, e.site
	}
	return order
}

// finish turns open sites of the root instance into a solution of the problem.
// worst chooses the objective: the longest way instead of the sum.
func (b *prepared[F]) finish(open []int32, worst bool) *siting.Solution {
	p := b.problem
	s := &siting.Solution{Open: slices.Clone(b.forced), Unserved: b.unserved, Site: make([]int32, p.Demands)}
	for _, j := range open {
		s.Open = append(s.Open, int(b.sites[j]))
	}
	slices.Sort(s.Open)
	cost := slices.Clone(p.Base)
	if cost == nil {
		cost = make([]float64, p.Demands)
		for i := range cost {
			cost[i] = math.Inf(1)
		}
	}
	for i := range s.Site {
		s.Site[i] = siting.NoSite
	}
	for _, j := range s.Open {
		p.Cost.each(j, func(i int, c float64) {
			if c < cost[i] {
				cost[i], s.Site[i] = c, int32(j)
			}
		})
	}
	for i, c := range cost {
		if math.IsInf(c, 1) {
			if !b.reach[i] {
				continue
			}
			c = b.base[i] // beyond reach
		}
		if worst {
			s.Value = max(s.Value, p.weight(i)*c)
		} else {
			s.Value += p.weight(i) * c
		}
	}
	return s
}
