package p526

import "math"

// Smooth is the smooth surface fitted to a profile, by its heights above sea
// level at the two ends.
type Smooth struct{ TxM, RxM float64 }

// Delta is the loss of the delta-Bullington method with its parts, P.526 eq.
// (60): L = Lba + max(Lsph - Lbs, 0).
type Delta struct {
	ActualDB, SmoothDB, SphericalDB float64
	LossDB                          float64
}

// Combine forms the method's result from its three parts.
func Combine(actualDB, smoothDB, sphericalDB float64) Delta {
	return Delta{actualDB, smoothDB, sphericalDB, actualDB + max(sphericalDB-smoothDB, 0)}
}

// FitSums are the two sums of the least-squares surface, P.526 eq. (61) and
// (62), over the profile up to each of its points: they grow along a radial
// and serve every path that starts at its first point.
type FitSums struct{ V1, V2 float64 }

// Next adds the piece of profile from (x0, y0) to (x1, y1), km and m.
func (f FitSums) Next(x0, y0, x1, y1 float64) FitSums {
	step := x1 - x0
	return FitSums{
		V1: f.V1 + step*(y1+y0),
		V2: f.V2 + step*(y1*(2*x1+x0)+y0*(x1+2*x0)),
	}
}

// Surface is the fitted surface over the first d kilometres, eq. (63).
func (f FitSums) Surface(d float64) Smooth {
	return Smooth{
		TxM: (2*f.V1*d - f.V2) / (d * d),
		RxM: (f.V2 - f.V1*d) / (d * d),
	}
}

// Lowered keeps the smooth surface under the obstacles and at or below the
// ground at the ends, eq. (65) and (66).
func (s Smooth) Lowered(o Obstacles, txGroundM, rxGroundM float64) Smooth {
	if o.HeightM > 0 {
		share := o.TxSlope / (o.TxSlope + o.RxSlope)
		s.TxM -= o.HeightM * share
		s.RxM -= o.HeightM * (1 - share)
	}
	return Smooth{min(s.TxM, txGroundM), min(s.RxM, rxGroundM)}
}

// Obstacles is how the profile rises above the straight line between the
// antennas, drawn on a flat earth, eq. (64).
type Obstacles struct {
	// HeightM is the greatest height above the line; not above 0 where the
	// line is free.
	HeightM float64
	// TxSlope and RxSlope are the greatest ratios of that height to the
	// distance from either end, m/km. They mean nothing where the line is
	// free.
	TxSlope, RxSlope float64
}

// LookFlat scans the points of a profile between its ends for obstacles.
func LookFlat(distanceKm, heightM []float64, txM, rxM float64) Obstacles {
	n := len(distanceKm) - 1
	d := distanceKm[n]
	ray := (rxM - txM) / d
	o := Obstacles{HeightM: math.Inf(-1)}
	x, y := distanceKm[1:n], heightM[1:n]
	for i, xi := range x {
		h := y[i] - txM - ray*xi
		o.HeightM = max(o.HeightM, h)
		if h > 0 {
			if h > o.TxSlope*xi {
				o.TxSlope = h / xi
			}
			if h > o.RxSlope*(d-xi) {
				o.RxSlope = h / (d - xi)
			}
		}
	}
	return o
}
