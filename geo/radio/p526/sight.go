package p526

import (
	"math"
	"sort"
)

// Sight is what two antennas see of each other over a profile, on an earth of
// given curvature. Heights are above mean sea level, slopes in m/km, relative
// to the horizontal through the antenna and as drawn over the chord: a point x
// kilometres along a path of d kilometres on an earth of curvature C per
// kilometre is raised by 500·C·x·(d-x) metres.
type Sight struct {
	DistanceKm float64
	TxM, RxM   float64
	// TxSlope is the steepest slope from the transmitter to a point between,
	// P.526 eq. (52), and TxAtKm the distance of that point; RxSlope, eq.
	// (55), the same from the receiver, its distance too counted from the
	// transmitter. Minus infinity where there is no point between.
	TxSlope, TxAtKm float64
	RxSlope, RxAtKm float64
	// Peak, where nothing stands between, is the largest value of H·√(d/(x·(d-x)))
	// with H the height of the ground above the ray, below 0: eq. (53)
	// without its wavelength, m/√km; and PeakAtKm the place.
	Peak, PeakAtKm float64
}

// RaySlope is the slope of the straight ray between the antennas, m/km.
func (s *Sight) RaySlope() float64 { return (s.RxM - s.TxM) / s.DistanceKm }

// Clear tells that nothing stands between the antennas: line of sight.
func (s *Sight) Clear() bool { return s.TxSlope < s.RaySlope() }

// Look scans the points of a profile between its ends: distances in km from 0
// and heights in m. The heights at the ends themselves are not looked at.
// curvature is the reciprocal of the effective earth radius, 1/km; 0 is a flat
// earth.
func Look(distanceKm, heightM []float64, txM, rxM, curvature float64) Sight {
	n := len(distanceKm) - 1
	s := Sight{
		DistanceKm: distanceKm[n], TxM: txM, RxM: rxM,
		TxSlope: math.Inf(-1), RxSlope: math.Inf(-1), Peak: math.Inf(-1),
	}
	x, y := distanceKm[1:n], heightM[1:n]
	s.scanTx(x, y, 500*curvature)
	if s.Clear() {
		s.scanPeak(x, y, 500*curvature)
	} else {
		s.scanRx(x, y, 500*curvature)
	}
	return s
}

// The scans form a quotient only where a product says that it may win; slack
// is far above the rounding of that product and far below any slope that
// matters.
const slack = 1e-9

func (s *Sight) scanTx(x, y []float64, bulge float64) {
	// On a curved earth the end is bulge·d higher for every slope alike:
	// compare without it.
	best, at := math.Inf(-1), 0.0
	for i, xi := range x {
		rise := y[i] - s.TxM
		if rise > (best+bulge*xi)*xi-slack {
			if slope := rise/xi - bulge*xi; slope > best {
				best, at = slope, xi
			}
		}
	}
	s.TxSlope, s.TxAtKm = best+bulge*s.DistanceKm, at
}

func (s *Sight) scanRx(x, y []float64, bulge float64) {
	best, at := math.Inf(-1), s.DistanceKm
	for i, xi := range x {
		rise, back := y[i]-s.RxM, s.DistanceKm-xi
		if rise > (best+bulge*back)*back-slack {
			if slope := rise/back - bulge*back; slope > best {
				best, at = slope, xi
			}
		}
	}
	s.RxSlope, s.RxAtKm = best+bulge*s.DistanceKm, at
}

// scanPeak looks for the largest H/√(x·(d-x)), all H being negative: the
// smallest H²/(x·(d-x)).
func (s *Sight) scanPeak(x, y []float64, bulge float64) {
	bestH2, bestSpan := math.Inf(1), 1.0
	slope := s.RaySlope()
	at := -1
	for i, xi := range x {
		span := xi * (s.DistanceKm - xi)
		h := y[i] + bulge*span - s.TxM - slope*xi
		h2 := h * h
		if h2*bestSpan < bestH2*span {
			bestH2, bestSpan, at = h2, span, i
		}
	}
	if at >= 0 {
		s.setPeak(x[at], y[at], bulge)
	}
}

// setPeak takes the point x, y for the peak.
func (s *Sight) setPeak(x, y, bulge float64) {
	d := s.DistanceKm
	h := y + bulge*x*(d-x) - (s.TxM*(d-x)+s.RxM*x)/d
	s.Peak, s.PeakAtKm = h*math.Sqrt(d/(x*(d-x))), x
}

// LookSmooth is Look over a profile whose heights are all zero, found without
// a scan: on a smooth earth each of the three quantities has a single summit
// along the path, so that the best point of the profile is beside it.
// Antenna heights must be positive.
func LookSmooth(distanceKm []float64, txM, rxM, curvature float64) Sight {
	n := len(distanceKm) - 1
	d, bulge := distanceKm[n], 500*curvature
	s := Sight{
		DistanceKm: d, TxM: txM, RxM: rxM,
		TxSlope: math.Inf(-1), RxSlope: math.Inf(-1), RxAtKm: d, Peak: math.Inf(-1),
	}
	x := distanceKm[1:n]
	if len(x) == 0 {
		return s
	}
	// -h/x - bulge·x is greatest at x = √(h/bulge).
	s.TxSlope, s.TxAtKm = bestBeside(x, math.Sqrt(txM/bulge), func(x float64) float64 {
		return -txM/x - bulge*x
	})
	s.TxSlope += bulge * d
	if s.Clear() {
		s.smoothPeak(x, bulge)
		return s
	}
	s.RxSlope, s.RxAtKm = bestBeside(x, d-math.Sqrt(rxM/bulge), func(x float64) float64 {
		return -rxM/(d-x) - bulge*(d-x)
	})
	s.RxSlope += bulge * d
	return s
}

// bestBeside is the larger value of f at the two points of x that enclose the
// summit, and its place.
func bestBeside(x []float64, summit float64, f func(float64) float64) (best, at float64) {
	i := sort.SearchFloat64s(x, summit)
	if i == len(x) {
		return f(x[i-1]), x[i-1]
	}
	best, at = f(x[i]), x[i]
	if i > 0 {
		if v := f(x[i-1]); v >= best {
			best, at = v, x[i-1]
		}
	}
	return best, at
}

// smoothPeak finds the peak over the smooth earth. With w = x/(d-x) and K =
// 500·C·d² the derivative of H/√(x·(d-x)) vanishes where
//
//	h2·w³ + (2·h2 - h1 + K)·w² + (h2 - 2·h1 - K)·w - h1 = 0.
//
// Whatever the heights, the signs of its coefficients change once, so that by
// Descartes' rule it has one positive root: the summit.
func (s *Sight) smoothPeak(x []float64, bulge float64) {
	h1, h2, d := s.TxM, s.RxM, s.DistanceKm
	k := bulge * d * d
	i := sort.Search(len(x), func(i int) bool {
		w := x[i] / (d - x[i])
		return ((h2*w+2*h2-h1+k)*w+h2-2*h1-k)*w-h1 >= 0
	})
	if i == len(x) {
		i--
	}
	s.setPeak(x[i], 0, bulge)
	if i > 0 {
		here, at := s.Peak, x[i]
		s.setPeak(x[i-1], 0, bulge)
		if s.Peak < here {
			s.Peak, s.PeakAtKm = here, at
		}
	}
}

// BullingtonDB is the loss of the Bullington construction over what is seen,
// P.526 eq. (53) to (58), for a wavelength in metres.
func (s *Sight) BullingtonDB(wavelengthM float64) float64 {
	edge := KnifeEdgeDB(s.nu(wavelengthM))
	if edge <= 0 {
		return 0
	}
	return edge + (1-math.Exp(-edge/6))*(10+0.02*s.DistanceKm)
}

// nu is the parameter of the single equivalent edge, eq. (53) and (57).
func (s *Sight) nu(wavelengthM float64) float64 {
	if s.Clear() {
		return s.Peak * math.Sqrt(0.002/wavelengthM)
	}
	d := s.DistanceKm
	x := (s.RxM - s.TxM + s.RxSlope*d) / (s.TxSlope + s.RxSlope)
	h := s.TxM + s.TxSlope*x - (s.TxM*(d-x)+s.RxM*x)/d
	return h * math.Sqrt(0.002*d/(wavelengthM*x*(d-x)))
}

// KnifeEdgeDB is J(ν), P.526 eq. (31): the loss of a single knife edge, zero
// where it is more than 0.78 below the ray.
func KnifeEdgeDB(nu float64) float64 {
	if !(nu > -0.78) {
		return 0
	}
	v := nu - 0.1
	return 6.9 + 20*math.Log10(math.Sqrt(v*v+1)+v)
}
