package median

import "math"

// Costs tell what it costs each demand to be served by each candidate. They
// keep the slices they are made of, which must not be changed while a solver
// runs. A demand that a candidate cannot serve has the cost +Inf or no entry.
type Costs struct {
	dense [][]float64
	rows  []Row
}

// Row is what one candidate costs those demands that it can serve.
type Row struct {
	// Demand names the demand of each cost, in any order, none twice; nil means
	// that Cost[i] is the cost of demand i, for all of them.
	Demand []int32
	Cost   []float32
}

// Dense returns costs with a row for each candidate and in it a column for each
// demand.
func Dense(rows [][]float64) *Costs { return &Costs{dense: rows} }

// Sparse returns costs with a row for each candidate. Each entry takes eight
// bytes here and eight more in the solver.
func Sparse(rows []Row) *Costs { return &Costs{rows: rows} }

// Candidates returns how many there are.
func (c *Costs) Candidates() int {
	if c == nil {
		return 0
	}
	return max(len(c.dense), len(c.rows))
}

// number is how costs are kept.
type number interface{ float32 | float64 }

// wide and narrow return row j in the one shape that the solvers read.
func (c *Costs) wide(j int) ([]int32, []float64) { return nil, c.dense[j] }

func (c *Costs) narrow(j int) ([]int32, []float32) { return c.rows[j].Demand, c.rows[j].Cost }

// each calls do for every finite entry of candidate j.
func (c *Costs) each(j int, do func(demand int, cost float64)) {
	if c.dense != nil {
		for i, cost := range c.dense[j] {
			if cost < math.Inf(1) {
				do(i, cost)
			}
		}
		return
	}
	row := c.rows[j]
	for k, cost := range row.Cost {
		if float64(cost) >= math.Inf(1) {
			continue
		}
		if row.Demand == nil {
			do(k, float64(cost))
		} else {
			do(int(row.Demand[k]), float64(cost))
		}
	}
}

// highest returns the highest finite entry, 0 if there is none.
func (c *Costs) highest() float64 {
	highest := 0.0
	for j := range c.Candidates() {
		c.each(j, func(_ int, cost float64) { highest = max(highest, cost) })
	}
	return highest
}
