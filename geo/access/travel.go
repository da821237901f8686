package access

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"
)

// Travel measures seconds over ground; see the package's text for the error.
type Travel struct {
	cells *Cells
	net   *network
	node  []int32 // of each cell; -1 where nobody can walk
	bands [Bands]float64
	// byNode is the cell of each node that is one, -1 where nobody lives.
	byNode []int32

	mutex sync.Mutex
	spare []*scratch
}

// NewTravel prepares the ground of the cells' surface. It ends early with the
// error of ctx.
func NewTravel(ctx context.Context, cells *Cells, ground *Ground) (*Travel, error) {
	net, err := newNetwork(ctx, cells.Surface, ground)
	if err != nil {
		return nil, err
	}
	t := &Travel{cells: cells, net: net, node: make([]int32, cells.Len()), bands: [Bands]float64{900, 1800, 2700, 3600}}
	t.byNode = make([]int32, len(net.cell))
	for k := range t.byNode {
		t.byNode[k] = -1
	}
	for i, cell := range cells.Index {
		t.node[i] = net.node[cell]
		if t.node[i] >= 0 {
			t.byNode[t.node[i]] = int32(i)
		}
	}
	return t, nil
}

// Bands implements Metric: 15, 30, 45 and 60 minutes.
func (t *Travel) Bands() [Bands]float64 { return t.bands }

// Unit implements Metric.
func (*Travel) Unit() string { return "s" }

// Cells implements Metric.
func (t *Travel) Cells() *Cells { return t.cells }

// Vertices is the number of places where a line can be boarded.
func (t *Travel) Vertices() int { return len(t.net.at) }

// scratch is memory of one search: the cost of nodes it reached, +Inf elsewhere.
type scratch struct {
	cost    []float64
	reached []int32
	queue   *queue
}

func (t *Travel) borrow() *scratch {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if n := len(t.spare); n > 0 {
		s := t.spare[n-1]
		t.spare = t.spare[:n-1]
		return s
	}
	s := &scratch{cost: make([]float64, t.net.nodes()), queue: newQueue(t.net.bucket)}
	for i := range s.cost {
		s.cost[i] = math.Inf(1)
	}
	return s
}

func (t *Travel) giveBack(s *scratch) {
	for _, node := range s.reached {
		s.cost[node] = math.Inf(1)
	}
	s.reached = s.reached[:0]
	t.mutex.Lock()
	t.spare = append(t.spare, s)
	t.mutex.Unlock()
}

// travelField keeps costs and owners of all nodes, those of the cells beside them.
type travelField struct {
	*Travel
	points []place
	reach  []float64 // of nodes
	nearer []int32

	cost  []float32
	owner []int32
	stale bool // cost and owner have to be read from the nodes again
}

// Field implements Metric.
func (t *Travel) Field(ctx context.Context, points []orb.Point) (Field, error) {
	if err := checkPlaces(points); err != nil {
		return nil, err
	}
	f := &travelField{Travel: t, reach: make([]float64, t.net.nodes()), nearer: make([]int32, t.net.nodes())}
	for i := range f.reach {
		f.reach[i], f.nearer[i] = math.Inf(1), NoPoint
	}
	var seeds []entry
	for k, p := range points {
		f.points = append(f.points, place{at: p, open: true})
		if node, cost := t.net.door(p); node >= 0 && cost < f.reach[node] {
			f.reach[node], f.nearer[node] = cost, int32(k)
			seeds = append(seeds, entry{cost, node})
		}
	}
	return f, f.settle(ctx, seeds)
}

// checkEvery is how many nodes are settled between looks at the context.
const checkEvery = 1 << 14

// settle spreads the costs of the seeds, whose reach and nearer stand already,
// to all nodes that they bring nearer.
func (f *travelField) settle(ctx context.Context, seeds []entry) error {
	slices.SortFunc(seeds, func(a, b entry) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.node, b.node)) })
	q := newQueue(f.net.bucket)
	if len(seeds) > 0 {
		q.begin(seeds[0].cost)
	}
	for _, s := range seeds {
		q.push(s.node, s.cost)
	}
	f.stale = true
	steps := 0
	for e, ok := q.pop(); ok; e, ok = q.pop() {
		if e.cost > f.reach[e.node] {
			continue
		}
		if steps++; steps%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		number := f.nearer[e.node]
		f.net.each(e.node, func(to int32, cost float64) {
			if cost += e.cost; cost < f.reach[to] {
				f.reach[to], f.nearer[to] = cost, number
				q.push(to, cost)
			}
		})
	}
	return nil
}

// read brings cost and owner of the cells up to date.
func (f *travelField) read() {
	if !f.stale {
		return
	}
	if f.cost == nil {
		f.cost, f.owner = make([]float32, f.cells.Len()), make([]int32, f.cells.Len())
	}
	for i, node := range f.node {
		f.cost[i], f.owner[i] = unreached, NoPoint
		if node >= 0 {
			f.cost[i], f.owner[i] = roundUp(f.reach[node]), f.nearer[node]
		}
	}
	f.stale = false
}

// Cost implements Field.
func (f *travelField) Cost() []float32 {
	f.read()
	return f.cost
}

// Owner implements Field.
func (f *travelField) Owner() []int32 {
	f.read()
	return f.owner
}

// Row implements Field. Only nodes that the point brings nearer are visited: no
// way through another can bring a node nearer.
func (f *travelField) Row(p orb.Point) (cells []int32, cost []float32) {
	return f.from(p, func(node int32, cost float64) bool { return cost < f.reach[node] })
}

// Reach implements Metric.
func (t *Travel) Reach(p orb.Point, limit float64) []int32 {
	cells, _ := t.from(p, func(_ int32, cost float64) bool { return cost <= limit })
	return cells
}

// from searches outwards from p over the nodes that are worth it and lists the
// populated cells among them with their costs.
func (t *Travel) from(p orb.Point, worth func(node int32, cost float64) bool) (cells []int32, cost []float32) {
	node, at := t.net.door(p)
	if node < 0 || !worth(node, at) {
		return nil, nil
	}
	s := t.borrow()
	defer t.giveBack(s)
	s.cost[node] = at
	s.reached = append(s.reached, node)
	s.queue.begin(at)
	s.queue.push(node, at)
	for e, ok := s.queue.pop(); ok; e, ok = s.queue.pop() {
		if e.cost > s.cost[e.node] {
			continue
		}
		t.net.each(e.node, func(to int32, cost float64) {
			if cost += e.cost; cost < s.cost[to] && worth(to, cost) {
				if math.IsInf(s.cost[to], 1) {
					s.reached = append(s.reached, to)
				}
				s.cost[to] = cost
				s.queue.push(to, cost)
			}
		})
	}
	return t.collect(s)
}

// collect lists the populated cells among the nodes reached.
func (t *Travel) collect(s *scratch) (cells []int32, cost []float32) {
	for _, node := range s.reached {
		if int(node) < len(t.byNode) && t.byNode[node] >= 0 {
			cells = append(cells, t.byNode[node])
		}
	}
	slices.Sort(cells)
	for _, i := range cells {
		cost = append(cost, roundUp(s.cost[t.node[i]]))
	}
	return cells, cost
}

// Add implements Field.
func (f *travelField) Add(p orb.Point) int32 {
	number := int32(len(f.points))
	f.points = append(f.points, place{at: p, open: true})
	if node, cost := f.net.door(p); node >= 0 && cost < f.reach[node] {
		f.reach[node], f.nearer[node] = cost, number
		_ = f.settle(context.Background(), []entry{{cost, node}}) // a background context never ends
	}
	return number
}

// Remove implements Field: what the point served is settled anew from its edge
// and from the doors of the points that are left.
func (f *travelField) Remove(number int32) {
	if number < 0 || int(number) >= len(f.points) || !f.points[number].open {
		return
	}
	f.points[number].open = false
	var orphans []int32
	for node, owner := range f.nearer {
		if owner == number {
			f.reach[node], f.nearer[node] = math.Inf(1), NoPoint
			orphans = append(orphans, int32(node))
		}
	}
	var seeds []entry
	for _, node := range orphans {
		f.net.each(node, func(from int32, cost float64) {
			if cost += f.reach[from]; f.nearer[from] != NoPoint && f.nearer[from] != number && cost < f.reach[node] {
				f.reach[node], f.nearer[node] = cost, f.nearer[from]
				seeds = append(seeds, entry{cost, node})
			}
		})
	}
	for k := range f.points {
		if !f.points[k].open {
			continue
		}
		if node, cost := f.net.door(f.points[k].at); node >= 0 && cost < f.reach[node] {
			f.reach[node], f.nearer[node] = cost, int32(k)
			seeds = append(seeds, entry{cost, node})
		}
	}
	_ = f.settle(context.Background(), seeds) // a background context never ends
}

// Clone implements Field.
func (f *travelField) Clone() Field {
	return &travelField{
		Travel: f.Travel, points: slices.Clone(f.points), reach: slices.Clone(f.reach), nearer: slices.Clone(f.nearer),
		stale: true,
	}
}
