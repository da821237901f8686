package access

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// Closest lists, for each point, the cells that have it among their k nearest,
// and its distance; some cells list a few points more. If at most k-1 points are
// closed, every cell's nearest open one is listed.
func (s *Straight) Closest(points []orb.Point, k int) (cells [][]int32, distanceM [][]float32, err error) {
	if err := checkPlaces(points); err != nil {
		return nil, nil, err
	}
	cells, distanceM = make([][]int32, len(points)), make([][]float32, len(points))
	vectors := make([]geodesy.Vector, len(points))
	for i, p := range points {
		vectors[i] = geodesy.NewVector(p)
	}
	near := make([]nearPoint, len(points))
	for b := range s.cells.blocks {
		bl := &s.cells.blocks[b]
		for i := range vectors {
			near[i] = nearPoint{math.Sqrt(bl.middle.ChordSquaredM2(vectors[i])), int32(i)}
		}
		slices.SortFunc(near, func(m, n nearPoint) int {
			return cmp.Or(cmp.Compare(m.chordM, n.chordM), cmp.Compare(m.number, n.number))
		})
		// A cell's k nearest lie no farther from the middle than the middle's k-th
		// nearest and twice the reach of the block.
		limitM := near[min(k, len(near))-1].chordM + 2*bl.reachM + 1
		for _, n := range near {
			if n.chordM > limitM {
				break
			}
			for i := bl.from; i < bl.to; i++ {
				arcM := geodesy.ArcM(math.Sqrt(s.cells.at[i].ChordSquaredM2(vectors[n.number])))
				cells[n.number] = append(cells[n.number], i)
				distanceM[n.number] = append(distanceM[n.number], roundUp(arcM))
			}
		}
	}
	return cells, distanceM, nil
}
