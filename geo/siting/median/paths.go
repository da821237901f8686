package median

import (
	"context"
	"fmt"
	"math"
)

// Edge is a road between two nodes that can be driven both ways.
type Edge struct {
	A, B int
	Cost float64 // at least 0
}

// ShortestPaths returns costs between nodes of a graph, a row for each of from
// and a column for each of to; +Inf where no way leads. Of parallel edges the
// cheapest counts. It runs Dijkstra's algorithm from every node of from.
func ShortestPaths(ctx context.Context, nodes int, edges []Edge, from, to []int) (*Costs, error) {
	g, err := newGraph(nodes, edges)
	if err != nil {
		return nil, err
	}
	for _, list := range [][]int{from, to} {
		for _, node := range list {
			if node < 0 || node >= nodes {
				return nil, fmt.Errorf("shortest paths: node %d, expected 0 to %d", node, nodes-1)
			}
		}
	}
	rows := make([][]float64, len(from))
	for k, node := range from {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("shortest paths: %w", err)
		}
		g.search(node)
		rows[k] = make([]float64, len(to))
		for l, other := range to {
			rows[k][l] = g.cost[other]
		}
	}
	return Dense(rows), nil
}

// graph keeps the ways out of a node side by side.
type graph struct {
	start []int
	end   []int32
	way   []float64
	cost  []float64 // from the node last searched from
	heap  []stop
}

// stop is a node on the front of the search.
type stop struct {
	cost float64
	node int32
}

func newGraph(nodes int, edges []Edge) (*graph, error) {
	g := &graph{start: make([]int, nodes+1), cost: make([]float64, nodes)}
	for k, e := range edges {
		if e.A < 0 || e.A >= nodes || e.B < 0 || e.B >= nodes {
			return nil, fmt.Errorf("shortest paths: edge %d joins %d and %d, expected 0 to %d", k, e.A, e.B, nodes-1)
		}
		if !(e.Cost >= 0) {
			return nil, fmt.Errorf("shortest paths: edge %d costs %g, expected 0 or more", k, e.Cost)
		}
		g.start[e.A+1]++
		g.start[e.B+1]++
	}
	for i := range nodes {
		g.start[i+1] += g.start[i]
	}
	g.end = make([]int32, 2*len(edges))
	g.way = make([]float64, 2*len(edges))
	next := append([]int(nil), g.start[:nodes]...)
	put := func(a, b int, cost float64) {
		g.end[next[a]], g.way[next[a]] = int32(b), cost
		next[a]++
	}
	for _, e := range edges {
		put(e.A, e.B, e.Cost)
		put(e.B, e.A, e.Cost)
	}
	return g, nil
}

// search sets cost to that of the cheapest way from node.
func (g *graph) search(node int) {
	for i := range g.cost {
		g.cost[i] = math.Inf(1)
	}
	g.cost[node] = 0
	g.heap = append(g.heap[:0], stop{0, int32(node)})
	for len(g.heap) > 0 {
		at := g.pop()
		if at.cost > g.cost[at.node] {
			continue // an older, dearer way to a node already settled
		}
		for e := g.start[at.node]; e < g.start[at.node+1]; e++ {
			if cost := at.cost + g.way[e]; cost < g.cost[g.end[e]] {
				g.cost[g.end[e]] = cost
				g.push(stop{cost, g.end[e]})
			}
		}
	}
}

func (g *graph) push(s stop) {
	g.heap = append(g.heap, s)
	k := len(g.heap) - 1
	for k > 0 {
		up := (k - 1) / 2
		if g.heap[up].cost <= s.cost {
			break
		}
		g.heap[k] = g.heap[up]
		k = up
	}
	g.heap[k] = s
}

func (g *graph) pop() stop {
	top := g.heap[0]
	last := g.heap[len(g.heap)-1]
	g.heap = g.heap[:len(g.heap)-1]
	if len(g.heap) == 0 {
		return top
	}
	k := 0
	for {
		down := 2*k + 1
		if down >= len(g.heap) {
			break
		}
		if down+1 < len(g.heap) && g.heap[down+1].cost < g.heap[down].cost {
			down++
		}
		if last.cost <= g.heap[down].cost {
			break
		}
		g.heap[k] = g.heap[down]
		k = down
	}
	g.heap[k] = last
	return top
}
