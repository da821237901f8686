package sweep

import (
	"math"

	"hatang/geo/geodesy"
)

// plan shares the cells of a window out to radials and samples.
type plan struct {
	radials, samples int
	perM, perRad     float64
	// cells, by radial and within a radial by sample; starts has the first of
	// each, radial·samples + sample, and one more for the end.
	cells  []int32
	starts []int32
}

func perRadian(radials int) float64 { return float64(radials) / (2 * math.Pi) }

// outside marks a cell beyond the radius.
const outside = math.MaxUint32

// place is the radial and the sample nearest to a cell.
func (p *plan) place(c *compass, col, row int) (radial, sample int) {
	east, north, chord2 := c.offset(col, row)
	d := arcM(chord2)
	radial = int(math.Round(math.Atan2(east, north) * p.perRad))
	if radial < 0 {
		radial += p.radials
	}
	if radial == p.radials {
		radial = 0
	}
	return radial, int(d*p.perM + 0.5)
}

// arcM is geodesy.ArcM of a chord of which the square is known, by the series of
// the arc sine, which is complete to a nanometre at MaxRadiusM.
func arcM(chordSquaredM2 float64) float64 {
	q := chordSquaredM2 * oneByDiameterSquared
	return math.Sqrt(chordSquaredM2) * (1 + q*(1.0/6+q*(3.0/40+q*(15.0/336+q*105.0/3456))))
}

// oneByDiameterSquared is of the sphere that geodesy.ArcM takes for the earth.
const oneByDiameterSquared = 1 / (4 * 6367516.0 * 6367516.0)

// newPlan counts the cells into their places and then lays them out.
func newPlan(c *compass, w Window, radials int, stepM, radiusM float64, workers int) *plan {
	p := &plan{
		radials: radials, samples: int(radiusM/stepM+0.5) + 1,
		perM: 1 / stepM, perRad: perRadian(radials),
	}
	keys := make([]uint32, w.Cells())
	chord := geodesy.ChordM(radiusM)
	each(workers, w.Rows, func(row int) {
		line := keys[row*w.Cols : (row+1)*w.Cols]
		for col := range line {
			line[col] = outside
			if _, _, chord2 := c.offset(col, row); chord2 <= chord*chord {
				radial, sample := p.place(c, col, row)
				line[col] = uint32(radial*p.samples + min(sample, p.samples-1))
			}
		}
	})
	p.starts = make([]int32, radials*p.samples+1)
	for _, k := range keys {
		if k != outside {
			p.starts[k+1]++
		}
	}
	for i := 1; i < len(p.starts); i++ {
		p.starts[i] += p.starts[i-1]
	}
	// starts[k] moves along while the cells are laid out and ends where the
	// next begins: shift it back.
	p.cells = make([]int32, p.starts[len(p.starts)-1])
	for i, k := range keys {
		if k != outside {
			p.cells[p.starts[k]] = int32(i)
			p.starts[k]++
		}
	}
	copy(p.starts[1:], p.starts[:len(p.starts)-1])
	p.starts[0] = 0
	return p
}

// at are the cells of a radial's sample.
func (p *plan) at(radial, sample int) []int32 {
	k := radial*p.samples + sample
	return p.cells[p.starts[k]:p.starts[k+1]]
}

// reach is the number of samples of a radial that some cell needs, at least 3.
func (p *plan) reach(radial int) int {
	first, end := radial*p.samples, (radial+1)*p.samples
	for k := end - 1; k >= first; k-- {
		if p.starts[k] != p.starts[k+1] {
			return max(k-first+1, 3)
		}
	}
	return 0
}
