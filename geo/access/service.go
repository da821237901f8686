package access

import (
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

// tally adds up the cells of one group. For P50 and its kin, which need an order,
// it keeps the cells it was given.
type tally struct {
	sum   Service
	cells []weighed
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

// done is the group's service; the tally is spent. Keys hold the bits of the
// cost, which order as costs do, above the place in the list.
func (t *tally) done() Service {
	t.sum.finish()
	keys := make([]uint64, len(t.cells))
	for k, w := range t.cells {
		keys[k] = uint64(math.Float32bits(w.cost))<<32 | uint64(k)
	}
	slices.Sort(keys)
	marks := marks(&t.sum)
	var passed float64
	stage := 0
	for _, key := range keys {
		w := &t.cells[uint32(key)]
		passed += w.people
		for stage < len(marks) && passed >= marks[stage].people {
			*marks[stage].at = float64(w.cost)
			stage++
		}
	}
	return t.sum
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
	var group sync.WaitGroup
	group.Go(func() { p.Total = p.total(cells, &bands) })
	for u := range units {
		if units[u] {
			p.Units[u] = p.unit(cells, u, &bands)
		}
	}
	group.Wait()
}

// Points is what each point serves, by number; those with higher numbers than any
// that serves a cell are left out, closed points serve nobody.
func (p *Picture) Points() []Service {
	p.once.Do(func() {
		highest := int32(-1)
		for _, owner := range p.owner {
			highest = max(highest, owner)
		}
		sizes := make([]int, highest+1)
		for _, owner := range p.owner {
			if owner >= 0 {
				sizes[owner]++
			}
		}
		tallies := make([]tally, len(sizes))
		for k, n := range sizes {
			tallies[k].cells = make([]weighed, 0, n)
		}
		cells, bands := p.metric.Cells(), p.metric.Bands()
		for i, owner := range p.owner {
			if owner >= 0 {
				tallies[owner].add(cells.People[i], p.cost[i], &bands)
			}
		}
		p.points = make([]Service, len(sizes))
		for k := range tallies {
			p.points[k] = tallies[k].done()
			tallies[k].cells = nil
		}
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

func (p *Picture) unit(c *Cells, u int, bands *[Bands]float64) Service {
	from, to := c.OfUnit(u)
	t := tally{cells: make([]weighed, 0, to-from)}
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
