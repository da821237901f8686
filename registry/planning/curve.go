package planning

import (
	"cmp"
	"math"
	"slices"

	"hatang/geo/access"
	"hatang/registry"
)

// running keeps the sums of the cells' costs as they are changed step by step.
type running struct {
	s      *stage
	cost   []float32
	field  access.Field // with all points added, once points are closed
	limit  float64
	way    float64 // people times way, of those reached
	left   float64 // people not reached
	within float64
}

func (s *stage) running(q *Question) *running {
	r := &running{s: s, cost: slices.Clone(s.field.Cost()), limit: q.limit()}
	for i, cost := range r.cost {
		people := s.cells.People[i]
		if math.IsInf(float64(cost), 1) {
			r.left += people
			continue
		}
		r.way += people * float64(cost)
		if float64(cost) <= r.limit {
			r.within += people
		}
	}
	return r
}

// step is the curve's next entry.
func (r *running) step(n int, id, name string, gain, gainPeople float64) Step {
	st := Step{N: n, ID: id, Name: name, Gain: gain, GainPeople: gainPeople}
	if reached := r.s.cells.Total - r.left; reached > 0 {
		st.Mean = known(r.way / reached)
	}
	if r.s.cells.Total > 0 {
		st.Share = math.Max(0, math.Min(1, r.within/r.s.cells.Total))
	}
	return st
}

// worth is what a point with the row would save now: people times way, where
// those not reached count as a day's way. The row is of the network before; what
// it serves at less now is among that.
func (r *running) worth(p row) float64 {
	var saved float64
	for k, i := range p.cells {
		if p.cost[k] < r.cost[i] {
			saved += r.s.cells.People[i] * (math.Min(float64(r.cost[i]), farWay) - math.Min(float64(p.cost[k]), farWay))
		}
	}
	return saved
}

// open adds a point and keeps the sums.
func (r *running) open(p row) (gain, people float64) {
	for k, i := range p.cells {
		n, was, is := r.s.cells.People[i], float64(r.cost[i]), float64(p.cost[k])
		if is >= was {
			continue
		}
		gain += n * (math.Min(was, farWay) - math.Min(is, farWay))
		if is <= r.limit && was > r.limit {
			people += n
		}
		if math.IsInf(was, 1) {
			r.left -= n
			r.way += n * is
		} else {
			r.way += n * (is - was)
		}
		r.cost[i] = p.cost[k]
	}
	r.within += people
	return gain, people
}

// curve orders the points added by what each saves after those before it, always
// the one that saves most, then the points closed by the people who went there,
// fewest first. What is saved never grows as others are added, so a gain known
// from before is a bound and most need not be computed again.
func (s *stage) curve(q *Question, t *state) []Step {
	r := s.running(q)
	type waiting struct {
		index int
		bound float64
	}
	var queue []waiting
	rows := s.rows(t.layout.Added)
	for i := range rows {
		queue = append(queue, waiting{i, r.worth(rows[i])})
	}
	byBound := func(a, b waiting) int { return cmp.Or(cmp.Compare(b.bound, a.bound), cmp.Compare(a.index, b.index)) }
	slices.SortFunc(queue, byBound)
	steps := []Step{}
	for len(queue) > 0 {
		first := &queue[0]
		if len(steps) > 0 {
			first.bound = r.worth(rows[first.index])
		}
		if len(queue) > 1 && first.bound < queue[1].bound {
			slices.SortFunc(queue, byBound)
			continue
		}
		a := &t.layout.Added[first.index]
		gain, people := r.open(rows[first.index])
		steps = append(steps, r.step(len(steps)+1, a.ID, a.Name, gain, people))
		queue = queue[1:]
	}
	return append(steps, r.closings(t, len(steps))...)
}

// closings closes the points of the layout, one after the other.
func (r *running) closings(t *state, n int) []Step {
	order := slices.Clone(t.closed)
	people := func(i int) float64 {
		return r.s.before.Point(r.s.number[i]).People
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(people(i), people(j)) })
	if len(order) > 0 {
		r.field = r.s.field.Clone()
		for i := range t.layout.Added {
			r.field.Add(t.layout.Added[i].At())
		}
	}
	var steps []Step
	for _, i := range order {
		gain, within := r.close(r.s.number[i])
		n++
		steps = append(steps, r.step(n, r.s.points[i].id, r.s.points[i].label(), gain, within))
	}
	return steps
}

// close closes a point of the field and keeps the sums.
func (r *running) close(number int) (gain, people float64) {
	if number < 0 {
		return 0, 0
	}
	type had struct {
		cell int
		cost float64
	}
	var served []had
	cost := r.field.Cost()
	for i, owner := range r.field.Owner() {
		if owner == int32(number) {
			served = append(served, had{i, float64(cost[i])})
		}
	}
	r.field.Remove(int32(number))
	cost = r.field.Cost()
	for _, h := range served {
		n, is := r.s.cells.People[h.cell], float64(cost[h.cell])
		gain += n * (h.cost - math.Min(is, farWay))
		if h.cost <= r.limit && is > r.limit {
			people -= n
		}
		r.way -= n * h.cost
		if math.IsInf(is, 1) {
			r.left += n
		} else {
			r.way += n * is
		}
	}
	r.within += people
	return gain, people
}

// rank enters each change's place in the curve, and orders the changes by it.
func rank(r *Result) {
	place := make(map[string]int, len(r.Curve))
	for _, step := range r.Curve {
		place[step.ID] = step.N
	}
	for i := range r.Changes {
		r.Changes[i].Rank = place[r.Changes[i].ID]
	}
	slices.SortStableFunc(r.Changes, func(a, b Change) int { return cmp.Compare(a.Rank, b.Rank) })
}

// communeChanges is the communes whose mean way or number of points changes.
func (s *stage) communeChanges(t *state) []CommuneChange {
	before, after := s.count(nil).inCommune, s.count(t).inCommune
	changes := []CommuneChange{}
	for u := range s.before.Units {
		a, b := &s.before.Units[u], &t.picture.Units[u]
		k := s.communeOf[u]
		if a.People == 0 || (*a == *b && before[k] == after[k]) {
			continue
		}
		change := CommuneChange{Unit: unitRef(s.ground.Communes[k]), People: a.People, Points: [2]int{before[k], after[k]}}
		for v, way := range map[*access.Service]*registry.Opt[float64]{a: &change.Before, b: &change.After} {
			if v.Unreached < v.People {
				*way = known(v.Mean)
			}
		}
		changes = append(changes, change)
	}
	slices.SortStableFunc(changes, func(a, b CommuneChange) int {
		return cmp.Compare((b.Before.Or(farWay)-b.After.Or(farWay))*b.People, (a.Before.Or(farWay)-a.After.Or(farWay))*a.People)
	})
	return changes
}
