package median

import (
	"container/heap"
	"math"
)

// node is a part of the solutions: those that open some sites and not others.
type node struct {
	bound  float64
	opened []int32 // sites of the trunk
	closed []int32
	mu     []float32 // multipliers to begin with, shared among siblings
	depth  int
}

// nodes is a heap, the lowest bound on top: looking there first raises the bound
// of the whole as fast as can be.
type nodes []*node

func (h nodes) Len() int { return len(h) }

func (h nodes) Less(a, b int) bool {
	if h[a].bound != h[b].bound {
		return h[a].bound < h[b].bound
	}
	return h[a].depth > h[b].depth
}

func (h nodes) Swap(a, b int) { h[a], h[b] = h[b], h[a] }

// Push and Pop are what container/heap asks for.
func (h *nodes) Push(x any) { *h = append(*h, x.(*node)) }

// Pop removes the last.
func (h *nodes) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

const (
	rootSteps    = 4000
	rootPatience = 150
	nodeSteps    = 300
	nodePatience = 40
	// heapBytes is how much memory waiting nodes may take for multipliers.
	heapBytes = 1 << 29
)

// branchAndBound proves the best solution, or finds better ones, as far as it
// gets. It returns a bound of all solutions.
//
// The trunk is what the relaxation left of the root instance. Every node is
// made from it anew, which costs little beside the bound of the node.
type branchAndBound[F number] struct {
	*search[F]
	trunk   *instance[F]
	waiting nodes
	mu      []float64 // by demand of the root instance
}

// solve returns a bound of all solutions. mu are multipliers to begin with, by
// demand of the problem; nil means to guess them.
func (s *search[F]) solve(mu []float64) float64 {
	b := &branchAndBound[F]{search: s, mu: make([]float64, len(s.root.weight))}
	if s.root.settled() {
		return s.trivial(s.root)
	}
	b.guess()
	if mu != nil {
		for i, at := range s.from.local {
			if at >= 0 {
				b.mu[at] = mu[i]
			}
		}
	}
	v := newVolume(s, s.root, b.mu, rootStage)
	closed := v.run(rootSteps, rootPatience)
	s.bound = math.Min(v.bound, s.value)
	s.nodes++
	if closed {
		return s.value
	}
	if v.in.settled() {
		return s.trivial(v.in)
	}
	v.keep(b.mu)
	b.trunk = v.in
	if s.stop() || s.near(s.value, v.bound) {
		return v.bound
	}
	b.split(v, &node{bound: v.bound})
	return b.loop()
}

// guess starts the multipliers between what each demand costs in the best
// solution and what it would cost without its site.
func (b *branchAndBound[F]) guess() {
	for i := range b.mu {
		b.mu[i] = b.root.base[i]
	}
	open := b.root.marks(b.best)
	for i := range b.mu {
		found, d1 := 0, 0.0
		for e := b.root.start[i]; e < b.root.start[i+1]; e++ {
			if !open[b.root.site[e]] {
				continue
			}
			found++
			if found == 1 {
				d1 = float64(b.root.cost[e])
				b.mu[i] = d1 + 0.1*min(b.root.base[i]-d1, d1)
			} else {
				b.mu[i] = min(b.mu[i], 0.6*d1+0.4*float64(b.root.cost[e]))
				break
			}
		}
	}
}

// trivial solves an instance in which nothing is left to choose.
func (s *search[F]) trivial(in *instance[F]) float64 {
	open := append([]int32(nil), in.opened...)
	marks := make([]bool, len(in.sites))
	for j := range min(max(in.p, 0), len(in.sites)) {
		marks[j] = true
		open = append(open, in.sites[j])
	}
	s.offer(open, in.value(marks), "branching")
	return s.value
}

// loop looks at node after node.
func (b *branchAndBound[F]) loop() float64 {
	for len(b.waiting) > 0 {
		top := b.waiting[0]
		if b.beaten(top.bound) {
			break
		}
		b.bound = top.bound
		b.tell("branching", false)
		if b.enough() || b.near(b.value, top.bound) {
			return top.bound
		}
		heap.Pop(&b.waiting)
		b.look(top)
		if b.stop() { // the node was not looked at to its end
			return math.Min(top.bound, b.value)
		}
	}
	return b.value
}

// look bounds a node and splits it unless nothing better can be in it.
func (b *branchAndBound[F]) look(n *node) {
	b.nodes++
	in := b.instance(n)
	if in.p < 0 {
		return
	}
	if in.settled() {
		b.trivial(in)
		return
	}
	if n.mu != nil {
		for i, d := range b.trunk.demands {
			b.mu[d] = float64(n.mu[i])
		}
	}
	v := newVolume(b.search, in, b.mu, "branching")
	if v.run(nodeSteps, nodePatience) || b.stop() {
		return
	}
	if v.in.settled() {
		b.trivial(v.in)
		return
	}
	v.keep(b.mu)
	n.bound = math.Max(n.bound, v.bound)
	b.split(v, n)
}

// instance makes that of a node.
func (b *branchAndBound[F]) instance(n *node) *instance[F] {
	fate := make([]int8, len(b.trunk.sites))
	for _, j := range n.opened {
		fate[j] = 1
	}
	for _, j := range n.closed {
		fate[j] = -1
	}
	in, _, _ := b.trunk.reduce(fate)
	return in
}

// split divides what is left of a node: with and without the site that the
// relaxation is least sure of. Fates that were sealed in the node go along.
func (b *branchAndBound[F]) split(v *volume[F], n *node) {
	opened, closed := b.sealed(v)
	at, nearest := -1, math.Inf(1)
	for j, y := range v.often {
		if v.fate[j] != 0 {
			continue
		}
		if off := math.Abs(y - 0.5); off < nearest {
			at, nearest = j, off
		}
	}
	if at < 0 { // everything is sealed: the node is a single solution
		b.look(&node{bound: n.bound, opened: opened, closed: closed, depth: n.depth + 1})
		return
	}
	site := b.inTrunk(v.in.sites[at])
	mu := b.multipliers()
	heap.Push(&b.waiting, &node{n.bound, with(opened, site), closed, mu, n.depth + 1})
	heap.Push(&b.waiting, &node{n.bound, opened, with(closed, site), mu, n.depth + 1})
}

// with returns a copy of a list with one more.
func with(list []int32, more int32) []int32 {
	return append(append(make([]int32, 0, len(list)+1), list...), more)
}

// multipliers copies those of the node, if there is room; nodes without begin
// from whatever was last.
func (b *branchAndBound[F]) multipliers() []float32 {
	n := len(b.trunk.demands)
	if (len(b.waiting)/2+1)*n*4 > heapBytes {
		return nil
	}
	mu := make([]float32, n)
	for i, d := range b.trunk.demands {
		mu[i] = float32(b.mu[d])
	}
	return mu
}

// sealed lists what was opened and closed on the way to where a node stands now.
func (b *branchAndBound[F]) sealed(v *volume[F]) (opened, closed []int32) {
	left := make(map[int32]bool, len(v.in.sites))
	for j, site := range v.in.sites {
		switch v.fate[j] {
		case 0:
			left[site] = true
		case 1:
			opened = append(opened, b.inTrunk(site))
			left[site] = true
		}
	}
	already := make(map[int32]bool, len(b.trunk.opened))
	for _, site := range b.trunk.opened {
		already[site] = true
	}
	for _, site := range v.in.opened {
		if !already[site] {
			opened = append(opened, b.inTrunk(site))
		}
		left[site] = true
	}
	for j, site := range b.trunk.sites {
		if !left[site] {
			closed = append(closed, int32(j))
		}
	}
	return opened, closed
}

// inTrunk returns the number in the trunk of a site of the root instance.
func (b *branchAndBound[F]) inTrunk(site int32) int32 {
	low, high := 0, len(b.trunk.sites)
	for low < high {
		mid := (low + high) / 2
		if b.trunk.sites[mid] < site {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return int32(low)
}
