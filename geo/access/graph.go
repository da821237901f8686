package access

import (
	"context"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// edge joins two nodes both ways.
type edge struct {
	a, b int32
	cost float64
}

// vertexDeg is the grid on which vertices are the same: 0.1 m.
const vertexDeg = 1e-6

// marginDeg is how far beyond the grid lines still matter: about 20 km, for roads
// that leave the territory and come back.
const marginDeg = 0.2

// addLines makes nodes of the lines' vertices, and of places between them so that
// lines can be boarded in each cell they cross, and joins them with the cells.
func (n *network) addLines(ctx context.Context, lines []Line) error {
	var edges []edge
	known := map[[2]int64]int32{}
	near := n.grid.Bound().Pad(marginDeg)
	pieceM := pieceCells * n.grid.CellLatDeg * 111_000
	vertex := func(p orb.Point) int32 {
		key := [2]int64{int64(math.Round(p[0] / vertexDeg)), int64(math.Round(p[1] / vertexDeg))}
		node, ok := known[key]
		if !ok {
			node = int32(len(n.cell) + len(n.at))
			known[key] = node
			n.at = append(n.at, p)
		}
		return node
	}
	for _, line := range lines {
		if err := ctx.Err(); err != nil {
			return err
		}
		slow := 3.6 / line.SpeedKMH
		for i := 1; i < len(line.Path); i++ {
			p, q := line.Path[i-1], line.Path[i]
			if !near.Intersects(orb.MultiPoint{p, q}.Bound()) {
				continue
			}
			lengthM := geodesy.DistanceM(p, q)
			pieces := max(1, int(math.Ceil(lengthM/pieceM)))
			last := vertex(p)
			for k := 1; k <= pieces; k++ {
				next := vertex(between(p, q, float64(k)/float64(pieces)))
				if next != last {
					edges = append(edges, edge{last, next, lengthM / float64(pieces) * slow})
				}
				last = next
			}
		}
	}
	n.extra = newAdjacency(n.nodes(), append(edges, n.doors()...))
	return nil
}

// between is the point at a share of the way: on the few hundred metres between
// vertices straight in degrees is straight enough.
func between(p, q orb.Point, share float64) orb.Point {
	if share == 1 {
		return q
	}
	return orb.Point{p[0] + (q[0]-p[0])*share, p[1] + (q[1]-p[1])*share}
}

// doors joins each vertex with the centre of its cell.
func (n *network) doors() []edge {
	var edges []edge
	for k, p := range n.at {
		i, ok := n.grid.Index(p)
		if !ok || n.node[i] < 0 {
			continue
		}
		cell := n.node[i]
		walkM := geodesy.DistanceM(p, n.grid.Centre(i%n.grid.Cols, i/n.grid.Cols))
		edges = append(edges, edge{int32(len(n.cell) + k), cell, walkM * float64(n.slow[cell])})
	}
	return edges
}

func newAdjacency(nodes int, edges []edge) adjacency {
	a := adjacency{start: make([]int32, nodes+1), to: make([]int32, 2*len(edges)), cost: make([]float64, 2*len(edges))}
	for _, e := range edges {
		a.start[e.a+1]++
		a.start[e.b+1]++
	}
	for i := range nodes {
		a.start[i+1] += a.start[i]
	}
	next := make([]int32, nodes)
	copy(next, a.start)
	put := func(from, to int32, cost float64) {
		a.to[next[from]], a.cost[next[from]] = to, cost
		next[from]++
	}
	for _, e := range edges {
		put(e.a, e.b, e.cost)
		put(e.b, e.a, e.cost)
	}
	return a
}
