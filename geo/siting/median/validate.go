package median

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"hatang/geo/siting"
)

// What can be wrong with a problem; errors.Is finds each of them in an
// InvalidError.
var (
	// ErrShape: a slice is not as long as it has to be.
	ErrShape = errors.New("lengths do not agree")
	// ErrCost: a cost is negative or not a number.
	ErrCost = errors.New("cost is no cost")
	// ErrWeight: a weight is negative, infinite or not a number.
	ErrWeight = errors.New("weight is no weight")
	// ErrIndex: an entry names a demand that does not exist, or names it twice.
	ErrIndex = errors.New("entry names no demand of its own")
	// ErrState: a candidate has a state that does not exist.
	ErrState = errors.New("candidate has no state")
	// ErrTooMany: more sites are asked than candidates may open.
	ErrTooMany = errors.New("more sites than candidates")
	// ErrForced: more sites have to be open than are asked.
	ErrForced = errors.New("more forced sites than sites")
	// ErrNoSites: no site is asked or none can be.
	ErrNoSites = errors.New("no sites")
	// ErrNoPeople: there are no demands or all weigh nothing.
	ErrNoPeople = errors.New("nobody to serve")
	// ErrCapacity: a capacity or a demand upon it is negative or not a number.
	ErrCapacity = errors.New("capacity is no capacity")
)

// Fault is one thing that is wrong with a problem.
type Fault struct {
	Kind error  // one of the errors above
	Text string // what was found where, and what was expected
}

// InvalidError tells everything that is wrong with a problem.
type InvalidError struct{ Faults []Fault }

// Error lists the faults.
func (e *InvalidError) Error() string {
	texts := make([]string, len(e.Faults))
	for k, f := range e.Faults {
		texts[k] = f.Text
	}
	return "siting problem: " + strings.Join(texts, "; ")
}

// Unwrap returns the kinds of the faults.
func (e *InvalidError) Unwrap() []error {
	kinds := make([]error, len(e.Faults))
	for k, f := range e.Faults {
		kinds[k] = f.Kind
	}
	return kinds
}

// faults collects what is wrong, until it is stopped. Of what is wrong many times in the same way,
// the first is named and the rest counted.
type faults struct {
	list []Fault
	stop func() bool
}

func (f *faults) add(kind error, format string, args ...any) {
	f.list = append(f.list, Fault{kind, fmt.Sprintf(format, args...)})
}

func (f *faults) many(count int, kind error, format string, args ...any) {
	if count == 0 {
		return
	}
	text := fmt.Sprintf(format, args...)
	if count > 1 {
		text += fmt.Sprintf(" (and %d more like it)", count-1)
	}
	f.list = append(f.list, Fault{kind, text})
}

func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &InvalidError{f.list}
}

// check returns what is wrong with a problem, and more that a solver of its own
// looks at; or that there was no time to find out.
func (p *Problem) check(ctx context.Context, more func(*faults)) error {
	f := faults{stop: func() bool { return ctx.Err() != nil }}
	p.validate(&f)
	if more != nil {
		more(&f)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("checking the siting problem: %w", err)
	}
	return f.err()
}

// validate names everything that is wrong with a problem at once.
func (p *Problem) validate(f *faults) {
	if p.Demands <= 0 {
		f.add(ErrNoPeople, "there are %d demands, at least 1 is needed", p.Demands)
	}
	f.numbers("weight", ErrWeight, p.Weights, p.Demands, false)
	f.numbers("base cost", ErrCost, p.Base, p.Demands, true)
	if p.Weights != nil && len(p.Weights) == p.Demands && p.Demands > 0 && sum(p.Weights) == 0 {
		f.add(ErrNoPeople, "all %d demands weigh 0", p.Demands)
	}
	candidates := p.Cost.Candidates()
	if candidates == 0 {
		f.add(ErrNoSites, "there are no candidates")
	}
	p.validateStates(f)
	highest := p.validateCosts(f)
	if math.IsNaN(p.Beyond) || p.Beyond < 0 || math.IsInf(p.Beyond, 0) || p.Beyond > 0 && p.Beyond < highest {
		f.add(ErrCost, "cost beyond reach is %g, expected 0 or a number not below the highest cost %g", p.Beyond, highest)
	}
}

// validateStates looks at P and the states.
func (p *Problem) validateStates(f *faults) {
	if p.P < 1 {
		f.add(ErrNoSites, "%d sites are asked, at least 1 is needed", p.P)
	}
	candidates := p.Cost.Candidates()
	if p.States != nil && len(p.States) != candidates {
		f.add(ErrShape, "there are %d states for %d candidates", len(p.States), candidates)
		return
	}
	bad, first := 0, 0
	for j, s := range p.States {
		if s > siting.Closed {
			if bad == 0 {
				first = j
			}
			bad++
		}
	}
	if bad > 0 {
		f.many(bad, ErrState, "candidate %d has state %d, expected free, open or closed", first, p.States[first])
		return
	}
	forced, free := p.count()
	if forced > p.P && p.P >= 1 {
		f.add(ErrForced, "%d candidates have to be open but only %d sites are asked", forced, p.P)
	}
	if p.P > forced+free && !p.AtMost && candidates > 0 {
		f.add(ErrTooMany, "%d sites are asked but of %d candidates only %d may be open", p.P, candidates, forced+free)
	}
}

// validateCosts looks at every entry and returns the highest that is finite.
func (p *Problem) validateCosts(f *faults) float64 {
	if p.Cost.Candidates() == 0 {
		return 0
	}
	c := census{demands: p.Demands}
	if p.Cost.dense != nil {
		for j, row := range p.Cost.dense {
			if f.stop() {
				return 0
			}
			c.row(j, nil, row)
		}
	} else {
		for j, row := range p.Cost.rows {
			if f.stop() {
				return 0
			}
			narrowRow(&c, j, row)
		}
	}
	f.many(c.misshapen, ErrShape, "candidate %d: the row does not fit %d demands", c.shapeAt, p.Demands)
	f.many(c.bad, ErrCost, "candidate %d: cost of demand %d is %g, expected 0 or more", c.badAt[0], c.badAt[1], c.badCost)
	f.many(c.strays, ErrIndex, "candidate %d: entry for demand %d, expected each of 0 to %d at most once", c.strayAt[0], c.strayAt[1], p.Demands-1)
	return c.highest
}

// census counts what is wrong with entries, and remembers the first of each.
type census struct {
	demands, misshapen, bad, strays int
	shapeAt                         int
	badAt, strayAt                  [2]int
	badCost, highest                float64
	last                            []int32 // the candidate whose entry was last seen, plus one
}

// row looks at the costs of all demands.
func (c *census) row(j int, _ []int32, costs []float64) {
	if len(costs) != c.demands {
		c.shape(j)
	}
	for i, cost := range costs {
		c.cost(j, i, cost)
	}
}

func narrowRow(c *census, j int, row Row) {
	if row.Demand == nil && len(row.Cost) != c.demands || row.Demand != nil && len(row.Demand) != len(row.Cost) {
		c.shape(j)
		return
	}
	if row.Demand == nil || ascending(row.Demand, c.demands) {
		c.orderly(j, row)
		return
	}
	if c.last == nil {
		c.last = make([]int32, max(c.demands, 0))
	}
	for k, cost := range row.Cost {
		i := int(row.Demand[k])
		if i < 0 || i >= c.demands || c.last[i] == int32(j+1) {
			if c.strays == 0 {
				c.strayAt = [2]int{j, i}
			}
			c.strays++
			continue
		}
		c.last[i] = int32(j + 1)
		c.cost(j, i, float64(cost))
	}
}

// orderly looks at the costs of a row whose demands need no further look.
func (c *census) orderly(j int, row Row) {
	for k, cost := range row.Cost {
		if cost >= 0 && float64(cost) <= c.highest {
			continue
		}
		i := k
		if row.Demand != nil {
			i = int(row.Demand[k])
		}
		c.cost(j, i, float64(cost))
	}
}

// ascending tells that a list names demands, each once, in their order.
func ascending(list []int32, demands int) bool {
	before := int32(-1)
	for _, i := range list {
		if i <= before {
			return false
		}
		before = i
	}
	return int(before) < demands
}

func (c *census) shape(j int) {
	if c.misshapen == 0 {
		c.shapeAt = j
	}
	c.misshapen++
}

func (c *census) cost(j, i int, cost float64) {
	if cost >= 0 {
		if cost > c.highest && !math.IsInf(cost, 1) {
			c.highest = cost
		}
		return
	}
	if c.bad == 0 {
		c.badAt, c.badCost = [2]int{j, i}, cost
	}
	c.bad++
}

// numbers looks at a slice with a number for each demand.
func (f *faults) numbers(what string, kind error, values []float64, want int, infinite bool) {
	if values == nil {
		return
	}
	if len(values) != want {
		f.add(ErrShape, "there are %d %ss, expected %d", len(values), what, want)
	}
	bad, first := 0, 0
	for i, v := range values {
		if v >= 0 && (infinite || !math.IsInf(v, 1)) {
			continue
		}
		if bad == 0 {
			first = i
		}
		bad++
	}
	if bad > 0 {
		f.many(bad, kind, "%s of %d is %g, expected 0 or more", what, first, values[first])
	}
}

func sum(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}
