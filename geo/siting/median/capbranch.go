package median

import (
	"container/heap"
	"math"
	"math/rand/v2"
	"slices"
)

// capSearch is the search for the best assignment, and for its proof.
type capSearch struct {
	*control
	in      *rooms
	best    *assignment
	value   float64
	seen    map[uint64]bool
	waiting capNodes
}

// capNode is a part of the solutions: that of the node before it, and one
// decision more.
type capNode struct {
	before *capNode
	bound  float64
	depth  int
	// The decision: about site (demand is none) or about demand at site.
	demand, site int
	yes          bool
	lambda       []float64 // multipliers to begin with
}

// capNodes is a heap, the lowest bound on top.
type capNodes []*capNode

func (h capNodes) Len() int { return len(h) }

func (h capNodes) Less(a, b int) bool {
	if h[a].bound != h[b].bound {
		return h[a].bound < h[b].bound
	}
	return h[a].depth > h[b].depth
}

func (h capNodes) Swap(a, b int) { h[a], h[b] = h[b], h[a] }

// Push and Pop are what container/heap asks for.
func (h *capNodes) Push(x any) { *h = append(*h, x.(*capNode)) }

// Pop removes the last.
func (h *capNodes) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

func newCapSearch(c *control, in *rooms) *capSearch {
	return &capSearch{control: c, in: in, value: math.Inf(1), seen: map[uint64]bool{}}
}

func (s *capSearch) goal() float64 {
	if s.in.whole {
		return s.value - 1 + integralSlack
	}
	return s.value - 1e-9*math.Max(math.Abs(s.value), 1e-300)
}

func (s *capSearch) beaten(bound float64) bool { return bound > s.goal() }

// offer takes an assignment if it is the best so far.
func (s *capSearch) offer(a *assignment, stage string) {
	if s.best != nil && a.total >= s.value-1e-12*math.Abs(s.value) {
		return
	}
	s.best, s.value = a.clone(), a.total
	s.control.value = a.total
	s.tell(stage, true)
}

// solve returns a bound of all solutions.
func (s *capSearch) solve() float64 {
	in := s.in
	s.offer(in.empty(s.begin()), "start")
	if s.stop() {
		return s.lowest()
	}
	found := in.relocate(in.assign(s.begin()), s.control)
	s.offer(found, "relocation")
	random := rand.New(rand.NewPCG(s.opts.Seed, 0x726f6f6d73))
	s.offer(in.shake(found, s.control, random), "shaking")
	lambda := make([]float64, len(in.need))
	for i := range lambda {
		lambda[i] = in.at(s.best, i)
	}
	bound := s.lowest()
	root := &capNode{demand: none, site: none, bound: bound, lambda: lambda}
	s.look(root, rootSteps/2, rootPatience)
	if s.stop() {
		return math.Max(bound, math.Min(root.bound, s.value))
	}
	for len(s.waiting) > 0 && !s.beaten(s.waiting[0].bound) {
		top := s.waiting[0]
		s.bound = top.bound
		s.tell("branching", false)
		if s.enough() || s.near(s.value, top.bound) {
			return top.bound
		}
		heap.Pop(&s.waiting)
		s.look(top, nodeSteps/2, nodePatience)
		if s.stop() {
			return math.Min(top.bound, s.value)
		}
	}
	return s.value
}

// lowest is a bound that needs no work: everybody where it is cheapest.
func (s *capSearch) lowest() float64 {
	total := s.in.fixed
	for i, b := range s.in.base {
		for _, c := range s.in.row(i) {
			b = min(b, c)
		}
		total += b
	}
	return total
}

// begin is a set to begin with: what has to be open, what the caller suggests,
// and then the sites that take most people nearer than staying out.
func (s *capSearch) begin() []bool {
	in := s.in
	open, left := make([]bool, len(in.sites)), in.p
	for j, forced := range in.forced {
		if forced {
			open[j] = true
			left--
		}
	}
	for _, candidate := range s.opts.Start {
		if j := slices.Index(in.sites, int32(candidate)); j >= 0 && !open[j] && left > 0 {
			open[j] = true
			left--
		}
	}
	now := make([]float64, len(in.need))
	for i, b := range in.base {
		now[i] = b
		for j, c := range in.row(i) {
			if open[j] {
				now[i] = min(now[i], c)
			}
		}
	}
	for ; left > 0; left-- {
		open[s.next(open, now)] = true
	}
	return open
}

// next is the closed site that saves most; it takes what it saves into account.
func (s *capSearch) next(open []bool, now []float64) int {
	save := make([]float64, len(open))
	for i := range now {
		for j, c := range s.in.row(i) {
			save[j] += max(0, now[i]-c)
		}
	}
	best := none
	for j, is := range open {
		if !is && (best == none || save[j] > save[best]) {
			best = j
		}
	}
	for i := range now {
		now[i] = min(now[i], s.in.row(i)[best])
	}
	return best
}

// part makes that of a node.
func (s *capSearch) part(n *capNode) *part {
	p := s.in.all()
	for ; n != nil; n = n.before {
		switch {
		case n.site == none && n.demand == none: // the root decides nothing
		case n.demand == none && n.yes:
			p.open(n.site)
		case n.demand == none:
			p.shut(n.site)
		case n.yes:
			p.bind(n.demand, n.site)
		default:
			p.keepFrom(n.demand, n.site)
		}
	}
	return p
}

// look bounds a node and splits it unless nothing better can be in it.
func (s *capSearch) look(n *capNode, steps, patience int) {
	s.nodes++
	f := newFilling(s.control, s.part(n), n.lambda)
	first := n.before == nil
	for k := range steps {
		if k > 0 {
			step := f.aim(s.value)
			for i, g := range f.average {
				f.mu[i] = f.clamp(i, f.center[i]+step*g)
			}
		}
		if !f.evaluate() {
			n.bound = math.Max(n.bound, f.bound)
			return
		}
		if f.bad {
			return
		}
		f.absorb()
		s.suggest(f, first || k%10 == 0)
		if s.beaten(f.bound) {
			n.bound = math.Max(n.bound, f.bound)
			return
		}
		f.seal(s.goal())
		if first {
			s.bound = math.Min(f.bound, s.value)
		}
		s.tell("bound", false)
		if f.stalled(patience, s.goal()) {
			break
		}
	}
	n.bound = math.Max(n.bound, f.bound)
	s.split(f, n)
}

// suggest turns what the relaxation chose into assignments: its own, mended, and
// one made anew for a set of sites that was not seen before.
func (s *capSearch) suggest(f *filling, mend bool) {
	in := s.in
	var set []int32
	for j, is := range f.chosen {
		if is {
			set = append(set, int32(j))
		}
	}
	if hash := fingerprint(set); !s.seen[hash] {
		s.seen[hash] = true
		a := in.assign(f.chosen)
		if a.total < 1.01*s.value {
			a = in.relocate(a, s.control)
		}
		s.offer(a, "relaxation")
	}
	if !mend {
		return
	}
	a := in.empty(f.chosen)
	for _, j := range set {
		for _, i := range f.load[j] {
			if a.site[i] == none || in.row(int(i))[j] < in.at(a, int(i)) {
				in.move(a, int(i), j)
			}
		}
	}
	for i := range a.site {
		if a.site[i] == none {
			in.move(a, i, in.cheapest(a, i))
		}
	}
	in.polish(a)
	in.add(a)
	s.offer(a, "relaxation")
}

// split divides what is left of a node by a decision about a site or, where
// sites are clear, about a demand.
func (s *capSearch) split(f *filling, n *capNode) {
	demand, site, ok := f.doubtful()
	if !ok {
		s.leaf(f.part)
		return
	}
	lambda := slices.Clone(f.center)
	for _, yes := range []bool{true, false} {
		heap.Push(&s.waiting, &capNode{n, n.bound, n.depth + 1, demand, site, yes, lambda})
	}
}

// doubtful is what the relaxation is least sure of: a site that is chosen half
// of the time, or a demand that is there half of the time.
func (f *filling) doubtful() (demand, site int, ok bool) {
	nearest := 0.47
	demand, site = none, none
	for j, y := range f.often {
		if off := math.Abs(y - 0.5); f.state[j] == 0 && off < nearest {
			site, nearest, ok = j, off, true
		}
	}
	if ok {
		return demand, site, true
	}
	nearest = math.Inf(1)
	m := len(f.in.sites)
	for i := range f.in.need {
		if f.options(i) < 2 {
			continue
		}
		for j, c := range f.row(i) {
			off := math.Abs(f.placed[i*m+j] - 0.5)
			if !math.IsInf(c, 1) && off < nearest {
				demand, site, nearest, ok = i, j, off, true
			}
		}
	}
	return demand, site, ok
}

// leaf offers the only assignment that is left, if it is one: with room for
// everybody, and no more sites than may be.
func (s *capSearch) leaf(p *part) {
	open, left := make([]bool, len(s.in.sites)), s.in.p
	site := make([]int32, len(s.in.need))
	for i := range site {
		if p.options(i) == 0 {
			return
		}
		site[i] = int32(slices.IndexFunc(p.row(i), func(c float64) bool { return !math.IsInf(c, 1) }))
		if site[i] != none {
			open[site[i]] = true
		}
	}
	for j, state := range p.state {
		open[j] = open[j] || state == 1
		if open[j] {
			left--
		}
	}
	for j := 0; left > 0 && j < len(open); j++ {
		if !open[j] {
			open[j] = true
			left--
		}
	}
	a := s.in.empty(open)
	for i, j := range site {
		if j != none && s.in.need[i] > a.left[j] {
			return
		}
		s.in.move(a, i, j)
	}
	if left >= 0 {
		s.in.add(a)
		s.offer(a, "branching")
	}
}
