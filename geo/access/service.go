package access

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// Service is how well a group of people is served. Costs are in the metric's
// unit and weigh by people: P50 is the least cost within which at least half of
// them live, P90 and P95 likewise; +Inf where so many are not reached at all.
// Mean and Max are over those reached.
type Service struct {
	People    float64
	Unreached float64 // of People
	Mean      float64
	P50       float64
	P90       float64
	P95       float64
	Max       float64
	// Within is the share of People, 0 to 1, at no more than each of the bands.
	Within [Bands]float64
	Cells  int
}

// PeopleWithin is the number of people at a cost of at most limit.
func PeopleWithin(c *Cells, f Field, limit float64) float64 {
	var people float64
	for i, cost := range f.Cost() {
		if float64(cost) <= limit {
			people += c.People[i]
		}
	}
	return people
}

// tally adds up the cells of one group, and then of another. For P50 and its kin,
// which need an order, it keeps the cells it was given.
type tally struct {
	sum    Service
	cells  []weighed
	people [buckets + 1]float64
	within []weighed
}

// weighed is a cost and the people who have it.
type weighed struct {
	cost   float32
	people float64
}

func (t *tally) add(people float64, cost float32, bands *[Bands]float64) {
	t.sum.add(people, cost, bands)
	t.cells = append(t.cells, weighed{cost, people})
}

// add keeps sums: Mean of cost times people, Within of people.
func (s *Service) add(people float64, cost float32, bands *[Bands]float64) {
	s.Cells++
	s.People += people
	if cost == unreached {
		s.Unreached += people
		return
	}
	c := float64(cost)
	s.Mean += people * c
	s.Max = max(s.Max, c)
	for k, limit := range bands {
		if c <= limit {
			s.Within[k] += people
		}
	}
}

func (s *Service) finish() {
	if reached := s.People - s.Unreached; reached > 0 {
		s.Mean /= reached
	} else {
		s.Mean = 0
	}
	if s.People > 0 {
		for k := range s.Within {
			s.Within[k] = math.Min(1, s.Within[k]/s.People)
		}
	}
}

// Buckets of the range of a group's finite costs; those not reached come after.
const buckets = 256

// begin makes the tally that of another group of about so many cells.
func (t *tally) begin(cells int) {
	t.sum, t.cells = Service{}, slices.Grow(t.cells[:0], cells)
}

// done is the group's service. Where the marks lie is found by counting people in
// buckets of cost; only the cells of the buckets that hold a mark are put in order.
func (t *tally) done() Service {
	t.sum.finish()
	if len(t.cells) == 0 {
		return t.sum
	}
	least, most := unreached, float32(0)
	for _, w := range t.cells {
		if w.cost != unreached {
			least, most = min(least, w.cost), max(most, w.cost)
		}
	}
	scale := float32(0)
	if most > least {
		scale = buckets * (1 - 1e-6) / (most - least)
	}
	bucket := func(cost float32) int {
		if cost == unreached {
			return buckets
		}
		return min(int((cost-least)*scale), buckets-1)
	}
	t.people = [buckets + 1]float64{}
	for _, w := range t.cells {
		t.people[bucket(w.cost)] += w.people
	}
	for _, m := range marks(&t.sum) {
		if m.people <= 0 {
			continue
		}
		at, before := pass(t.people[:], 0, m.people)
		t.within = t.within[:0]
		for _, w := range t.cells {
			if bucket(w.cost) == int(at) {
				t.within = append(t.within, w)
			}
		}
		*m.at = float64(passing(t.within, before, m.people))
	}
	return t.sum
}

// passing puts cells in order of their cost and is the cost at which the running
// sum of people, from before on, reaches so many.
func passing(cells []weighed, before, people float64) float32 {
	slices.SortFunc(cells, func(a, b weighed) int { return cmp.Compare(a.cost, b.cost) })
	for _, w := range cells {
		if before += w.people; before >= people {
			return w.cost
		}
	}
	return cells[len(cells)-1].cost // only rounding kept the sum below
}

// mark is a number of people to pass, and where the cost is to be noted.
type mark struct {
	people float64
	at     *float64
}

// marks are a trifle low: sums of the same numbers in another order differ by
// rounding.
func marks(s *Service) [3]mark {
	const low = 1 - 1e-12
	return [3]mark{{0.50 * s.People * low, &s.P50}, {0.90 * s.People * low, &s.P90}, {0.95 * s.People * low, &s.P95}}
}

// Picture is how everybody is served, in each unit and in all, and, when asked
// for, by each point. It keeps the field that it shows: to go on from there,
// change a clone.
type Picture struct {
	Total Service
	Units []Service

	metric Metric
	cost   []float32
	owner  []int32
	once   sync.Once
	points []Service
}

// Look adds up a field.
func Look(m Metric, f Field) *Picture {
	p := &Picture{Units: make([]Service, len(m.Cells().Surface.Units))}
	units := make([]bool, len(p.Units))
	for u := range units {
		units[u] = true
	}
	p.fill(m, f, units)
	return p
}

// Again adds up a changed field: units in which no cell changed are taken from p.
func (p *Picture) Again(m Metric, f Field) *Picture {
	q := &Picture{Units: slices.Clone(p.Units)}
	units := make([]bool, len(q.Units))
	cells := m.Cells()
	for i, cost := range f.Cost() {
		if u := cells.Unit[i]; cost != p.cost[i] && u >= 0 {
			units[u] = true
		}
	}
	q.fill(m, f, units)
	return q
}

// fill adds up the marked units, and all, side by side.
func (p *Picture) fill(m Metric, f Field, units []bool) {
	cells, bands := m.Cells(), m.Bands()
	p.metric, p.cost, p.owner = m, f.Cost(), f.Owner()
	each(len(units)+1, func() func(int) {
		var t tally
		return func(i int) { // all of them first, which takes longest
			switch u := i - 1; {
			case u < 0:
				p.Total = p.total(cells, &bands)
			case units[u]:
				p.Units[u] = p.unit(cells, u, &bands, &t)
			}
		}
	})
}

// Points is what each point serves, by number; those with higher numbers than any
// that serves a cell are left out, closed points serve nobody.
func (p *Picture) Points() []Service {
	p.once.Do(func() {
		highest := int32(-1)
		for _, owner := range p.owner {
			highest = max(highest, owner)
		}
		start, of := byOwner(p.owner, int(highest)+1)
		cells, bands := p.metric.Cells(), p.metric.Bands()
		p.points = make([]Service, highest+1)
		each(len(p.points), func() func(int) {
			var t tally
			return func(k int) {
				t.begin(int(start[k+1] - start[k]))
				for _, i := range of[start[k]:start[k+1]] {
					t.add(cells.People[i], p.cost[i], &bands)
				}
				p.points[k] = t.done()
			}
		})
	})
	return p.points
}

// Point is what the point with the number serves.
func (p *Picture) Point(number int) Service {
	if points := p.Points(); number >= 0 && number < len(points) {
		return points[number]
	}
	return Service{}
}

// byOwner lists the cells of each of n points, ascending: those of point k are
// of[start[k]:start[k+1]].
func byOwner(owner []int32, n int) (start, of []int32) {
	start = make([]int32, n+1)
	for _, k := range owner {
		if k >= 0 {
			start[k+1]++
		}
	}
	for k := range n {
		start[k+1] += start[k]
	}
	next := slices.Clone(start)
	of = make([]int32, start[n])
	for i, k := range owner {
		if k >= 0 {
			of[next[k]] = int32(i)
			next[k]++
		}
	}
	return start, of
}

func (p *Picture) unit(c *Cells, u int, bands *[Bands]float64, t *tally) Service {
	from, to := c.OfUnit(u)
	t.begin(to - from)
	for i := from; i < to; i++ {
		t.add(c.People[i], p.cost[i], bands)
	}
	return t.done()
}

// histogramBits is how much of a cost's bits, from the top, one pass tells apart:
// positive floats order as their bits do.
const histogramBits = 16

// total finds the percentiles of all cells without sorting them: people by the
// upper half of the cost's bits first, then by the lower half within the one
// that holds the mark.
func (p *Picture) total(c *Cells, bands *[Bands]float64) Service {
	var s Service
	upper := make([]float64, 1<<histogramBits)
	for i, cost := range p.cost {
		s.add(c.People[i], cost, bands)
		upper[math.Float32bits(cost)>>histogramBits] += c.People[i]
	}
	s.finish()
	lower := make([]float64, 1<<histogramBits)
	for _, m := range marks(&s) {
		if m.people <= 0 {
			continue
		}
		high, before := pass(upper, 0, m.people)
		clear(lower)
		for i, cost := range p.cost {
			if bits := math.Float32bits(cost); bits>>histogramBits == high {
				lower[bits&(1<<histogramBits-1)] += c.People[i]
			}
		}
		low, _ := pass(lower, before, m.people)
		*m.at = float64(math.Float32frombits(high<<histogramBits | low))
	}
	return s
}

// pass is the first entry at which the running sum reaches people, and the sum
// before it. If rounding keeps the sum below, it is the last entry with people.
func pass(counts []float64, sum, people float64) (entry uint32, before float64) {
	for k, n := range counts {
		if n == 0 {
			continue
		}
		entry, before = uint32(k), sum
		if sum += n; sum >= people {
			break
		}
	}
	return entry, before
}
