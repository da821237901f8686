package itm

import (
	"fmt"
	"math"
)

// Terrain is a radial: evenly spaced heights from the transmitter outward,
// with prefix sums of the heights and of index times height. Its methods take
// the index n of the receiver, so that one Terrain serves every receiver on
// the radial, and with the same numbers, bit for bit.
type Terrain struct {
	StepM   float64
	HeightM []float64 // above mean sea level; not to be changed after Reset

	// sum[i] and moment[i] are Σ y and Σ k·y over k < i, with y counted from
	// the first height so that nothing is lost on high plateaus.
	sum, moment []float64
}

// NewTerrain is a Terrain over heights stepM apart. The slice is kept.
func NewTerrain(stepM float64, heightM []float64) (*Terrain, error) {
	t := new(Terrain)
	return t, t.Reset(stepM, heightM)
}

// Reset points the terrain at another radial and re-uses its memory.
func (t *Terrain) Reset(stepM float64, heightM []float64) error {
	if len(heightM) < 3 {
		return fmt.Errorf("%s: profile has %d heights, at least 3 are needed", modelID, len(heightM))
	}
	if !(stepM > 0) || math.IsInf(stepM, 1) {
		return fmt.Errorf("%s: profile step %g m, expected a positive length", modelID, stepM)
	}
	t.StepM, t.HeightM = stepM, heightM
	t.sum, t.moment = t.sum[:0], t.moment[:0]
	base, sum, moment := heightM[0], 0.0, 0.0
	for k, h := range heightM {
		t.sum, t.moment = append(t.sum, sum), append(t.moment, moment)
		y := h - base
		sum += y
		moment += float64(k) * y
	}
	t.sum, t.moment = append(t.sum, sum), append(t.moment, moment)
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return fmt.Errorf("%s: profile has a height that is no number", modelID)
	}
	return nil
}

// meanHeightM is the average of the middle eight tenths of the path to n, from
// which the surface refractivity is taken.
func (t *Terrain) meanHeightM(n int) float64 {
	tenth := int(0.1 * float64(n))
	count := float64(n - 2*tenth + 1)
	return t.HeightM[0] + (t.sum[n-tenth+1]-t.sum[tenth])/count
}

// Horizons of the two terminals: the angle above the horizontal, in radians,
// and the distance. Index 0 is the transmitter's.
type Horizons struct {
	AngleRad  [2]float64
	DistanceM [2]float64
}

// Horizons finds both horizons of the path to the n-th point by looking at
// every point between, [Alg, §48]: where the other terminal is in sight it is
// the horizon. The heights are above ground, the curvature in 1/m.
func (t *Terrain) Horizons(n int, txHeightM, rxHeightM, curvature float64) Horizons {
	step, y := t.StepM, t.HeightM[:n+1]
	d := float64(n) * step
	zTx, zRx := y[0]+txHeightM, y[n]+rxHeightM
	slope := (zRx - zTx) / d
	h := Horizons{
		AngleRad:  [2]float64{slope - curvature*d/2, -slope - curvature*d/2},
		DistanceM: [2]float64{d, d},
	}
	half := curvature / 2
	dTx, dRx := 0.0, d
	for _, z := range y[1:n] {
		dTx += step
		dRx -= step
		// The quotient is formed only where it may win; a thousandth of a
		// millimetre is far above the rounding of these products.
		if z-zTx > (h.AngleRad[0]+half*dTx)*dTx-1e-6 {
			if a := (z-zTx)/dTx - half*dTx; a > h.AngleRad[0] {
				h.AngleRad[0], h.DistanceM[0] = a, dTx
			}
		}
		if z-zRx > (h.AngleRad[1]+half*dRx)*dRx-1e-6 {
			if a := (z-zRx)/dRx - half*dRx; a > h.AngleRad[1] {
				h.AngleRad[1], h.DistanceM[1] = a, dRx
			}
		}
	}
	return h
}

// fit is the least-squares line through the points of the path to n between
// two distances, [Alg, §53], as its heights at both ends of the path. The two
// outermost points count half.
func (t *Terrain) fit(n int, fromM, toM float64) (atStart, atEnd float64) {
	first := int(max(fromM/t.StepM, 0))
	last := n - int(max(float64(n)-toM/t.StepM, 0))
	if last <= first {
		first = max(first-1, 0)
		last = n - max(n-(last+1), 0)
	}
	length := float64(last - first)
	base := t.HeightM[0]
	y0, y1 := t.HeightM[first]-base, t.HeightM[last]-base
	middle := 0.5 * float64(first+last)
	sum := t.sum[last] - t.sum[first+1]
	about := t.moment[last] - t.moment[first+1] - middle*sum
	sum += 0.5 * (y0 + y1)
	about += 0.25 * (y1 - y0) * length
	mean := base + sum/length
	slope := about * 12 / ((length*length + 2) * length)
	return mean - slope*middle, mean + slope*(float64(n)-middle)
}
