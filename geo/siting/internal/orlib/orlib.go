// Package orlib reads the test problems of J. E. Beasley's OR-Library that the
// siting solvers are held against.
package orlib

import (
	"fmt"
	"io"
	"math"
)

// Median is a p-median problem on a graph.
type Median struct {
	Nodes, P int
	Edges    []Edge
}

// Edge joins two nodes, counted from 0.
type Edge struct {
	A, B int
	Cost float64
}

// ReadMedian reads a file of the pmed series: nodes, edges and P, then the two
// ends and the cost of each edge. Where an edge is named again, in either
// direction, the last cost counts, as the OR-Library says.
func ReadMedian(r io.Reader) (*Median, error) {
	var m Median
	var edges int
	if _, err := fmt.Fscan(r, &m.Nodes, &edges, &m.P); err != nil {
		return nil, fmt.Errorf("pmed: nodes, edges and p expected: %w", err)
	}
	if m.Nodes < 1 || edges < 0 || m.P < 1 || m.P > m.Nodes {
		return nil, fmt.Errorf("pmed: %d nodes, %d edges, p = %d", m.Nodes, edges, m.P)
	}
	at := map[[2]int]int{}
	for k := range edges {
		var e Edge
		if _, err := fmt.Fscan(r, &e.A, &e.B, &e.Cost); err != nil {
			return nil, fmt.Errorf("pmed: edge %d of %d: %w", k+1, edges, err)
		}
		if min(e.A, e.B) < 1 || max(e.A, e.B) > m.Nodes || !(e.Cost >= 0) || math.IsInf(e.Cost, 1) {
			return nil, fmt.Errorf("pmed: edge %d is %d %d %g", k+1, e.A, e.B, e.Cost)
		}
		e.A, e.B = e.A-1, e.B-1
		key := [2]int{min(e.A, e.B), max(e.A, e.B)}
		if before, named := at[key]; named {
			m.Edges[before].Cost = e.Cost
			continue
		}
		at[key] = len(m.Edges)
		m.Edges = append(m.Edges, e)
	}
	return &m, nil
}

// Capacitated is a capacitated p-median problem in the plane.
type Capacitated struct {
	P        int
	Best     float64 // the value that the file says is best
	Capacity float64 // of every site
	X, Y     []float64
	Demand   []float64
}

// ReadCapacitated reads a file of the pmedcap series: number and best value,
// then customers, P and capacity, then number, x, y and demand of each.
func ReadCapacitated(r io.Reader) (*Capacitated, error) {
	var c Capacitated
	var number, customers int
	if _, err := fmt.Fscan(r, &number, &c.Best, &customers, &c.P, &c.Capacity); err != nil {
		return nil, fmt.Errorf("pmedcap: number, best value, customers, p and capacity expected: %w", err)
	}
	for k := range customers {
		var name int
		var x, y, demand float64
		if _, err := fmt.Fscan(r, &name, &x, &y, &demand); err != nil {
			return nil, fmt.Errorf("pmedcap: customer %d of %d: %w", k+1, customers, err)
		}
		c.X, c.Y, c.Demand = append(c.X, x), append(c.Y, y), append(c.Demand, demand)
	}
	return &c, nil
}

// Costs are the distances between all customers, rounded down as in the
// OR-Library.
func (c *Capacitated) Costs() [][]float64 {
	rows := make([][]float64, len(c.X))
	for j := range rows {
		rows[j] = make([]float64, len(c.X))
		for i := range rows[j] {
			rows[j][i] = math.Floor(math.Hypot(c.X[i]-c.X[j], c.Y[i]-c.Y[j]))
		}
	}
	return rows
}
