package antenna

import "math"

// F1336Omni is the omnidirectional antenna of Recommendation ITU-R F.1336-5,
// recommends 2.1: envelope of the peaks of its side lobes in elevation.
type F1336Omni struct {
	PeakGain float64 // dBi
	// SideLobe is k: 0.7 for typical antennas, 0 for those with improved side
	// lobes above 3 GHz.
	SideLobe float64
}

// GainDBi is max(G1, G2), equations (1a) to (1d).
func (a F1336Omni) GainDBi(_, elevationDeg float64) float64 {
	beam := 107.6 * math.Pow(10, -0.1*a.PeakGain)
	x := math.Abs(elevationDeg) / beam
	near := -12 * x * x
	far := -12 + 10*math.Log10(math.Pow(max(x, 1), -1.5)+a.SideLobe)
	return a.PeakGain + max(near, far)
}

// PeakDBi is the gain towards the horizon.
func (a F1336Omni) PeakDBi() float64 { return a.PeakGain }

// F1336Sector is the sector antenna of Recommendation ITU-R F.1336-5, recommends
// 3.1.1, 400 MHz to 6 GHz: envelope of the peaks of its side lobes.
type F1336Sector struct {
	peak             float64
	azimuth          float64 // φ3
	elevation        float64 // θ3
	kp, kh, kv       float64
	floor            float64 // G180
	lambdaH, lambdaV float64
	edge, decline    float64 // xk and C
}

// NewF1336Sector has the given gain in dBi and half-power width in azimuth; the
// one in elevation follows from both, 31000·10^(-0.1·G0)/φ3, unless it is given.
// Improved side lobes have kh = 0.7 and kv = 0.3, typical ones 0.8 and 0.7; kp is
// 0.7 in both.
func NewF1336Sector(peakDBi, azimuthBeamDeg, elevationBeamDeg float64, improved bool) F1336Sector {
	s := F1336Sector{peak: peakDBi, azimuth: azimuthBeamDeg, elevation: elevationBeamDeg, kp: 0.7, kh: 0.8, kv: 0.7}
	if improved {
		s.kh, s.kv = 0.7, 0.3
	}
	if s.elevation == 0 {
		s.elevation = 31000 * math.Pow(10, -0.1*peakDBi) / azimuthBeamDeg
	}
	lobe := math.Pow(4, -1.5) + s.kv
	s.floor = -12 + 10*math.Log10(1+8*s.kp) - 15*math.Log10(180/s.elevation) // (2b1)
	s.lambdaH = 3 * (1 - math.Pow(0.5, -s.kh))                               // (2b2)
	s.decline = 10 * math.Log10(math.Pow(180/s.elevation, 1.5)*lobe/(1+8*s.kp)) / math.Log10(22.5/s.elevation)
	s.lambdaV = 12 - s.decline*math.Log10(4) - 10*math.Log10(lobe)
	s.edge = math.Sqrt(1 - 0.36*s.kv)
	return s
}

// GainDBi is G0 + Ghr(xh) + R·Gvr(xv), equation (2a).
func (s F1336Sector) GainDBi(azimuthDeg, elevationDeg float64) float64 {
	h := s.horizontal(math.Abs(wrap(azimuthDeg)) / s.azimuth)
	back := s.horizontal(180 / s.azimuth)
	ratio := 1.0
	if back != 0 {
		ratio = (h - back) / -back
	}
	return s.peak + h + ratio*s.vertical(math.Abs(elevationDeg)/s.elevation)
}

// horizontal is equation (2b2).
func (s F1336Sector) horizontal(x float64) float64 {
	g := -12 * x * x
	if x > 0.5 {
		g = -12*math.Pow(x, 2-s.kh) - s.lambdaH
	}
	return max(g, s.floor)
}

// vertical is equation (2b3).
func (s F1336Sector) vertical(x float64) float64 {
	switch {
	case x < s.edge:
		return -12 * x * x
	case x < 4:
		return -12 + 10*math.Log10(math.Pow(x, -1.5)+s.kv)
	case x < 90/s.elevation:
		return max(-s.lambdaV-s.decline*math.Log10(x), s.floor)
	}
	return s.floor
}

// PeakDBi is the gain at boresight.
func (s F1336Sector) PeakDBi() float64 { return s.peak }
