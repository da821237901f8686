package itm

import (
	"math"
	"math/cmplx"

	"hatang/geo/radio"
)

// Mechanism by which most of the signal arrives.
type Mechanism uint8

// Mechanisms, numbered as NTIA does.
const (
	LineOfSight  Mechanism = 1
	Diffraction  Mechanism = 2
	Troposcatter Mechanism = 3
)

// String is the English name.
func (m Mechanism) String() string {
	switch m {
	case LineOfSight:
		return "line of sight"
	case Diffraction:
		return "diffraction"
	case Troposcatter:
		return "troposcatter"
	}
	return "unknown"
}

// groundImpedance is the transfer impedance of the ground, [Alg, eq. 1.5].
func groundImpedance(p *Params) complex128 {
	ground := complex(p.Permittivity, 18000*p.ConductivitySPerM/p.FrequencyMHz)
	z := cmplx.Sqrt(ground - 1)
	if p.Polarization == radio.Vertical {
		z /= ground
	}
	return z
}

func newPath(p *Params, g *Geometry, impedance complex128, pointMode bool) path {
	s := path{
		Geometry:  *g,
		heightM:   [2]float64{p.TxHeightM, p.RxHeightM},
		frequency: p.FrequencyMHz,
		wave:      p.FrequencyMHz / mhzPerWave,
		impedance: impedance,
		earthM:    1 / g.Curvature,
		pointMode: pointMode,
	}
	for i, he := range g.EffectiveHeightM {
		s.smoothM[i] = math.Sqrt(2 * he * s.earthM)
	}
	s.smoothSum = s.smoothM[0] + s.smoothM[1]
	s.horizonsM = g.Horizons.DistanceM[0] + g.Horizons.DistanceM[1]
	s.angleRad = -max(g.AngleRad[0]+g.AngleRad[1], -s.horizonsM/s.earthM)
	s.prepareDiffraction()
	return s
}

// check refuses what the theory cannot hold and notes what it doubts.
func (p *path) check() (Warnings, error) {
	switch {
	case p.RefractivityNs < 150:
		return 0, GeometryError{"surface refractivity, N-units,", p.RefractivityNs, "at least 150 (is the terrain too high?)"}
	case p.RefractivityNs > 400:
		return 0, GeometryError{"surface refractivity, N-units,", p.RefractivityNs, "at most 400 (is the terrain below the sea?)"}
	case p.earthM < 4e6 || p.earthM > 13333333:
		return 0, GeometryError{"effective earth radius, m,", p.earthM, "4,000,000 to 13,333,333"}
	case real(p.impedance) <= math.Abs(imag(p.impedance)):
		return 0, GeometryError{"resistance of the ground less its reactance",
			real(p.impedance) - math.Abs(imag(p.impedance)), "more than 0"}
	}
	var w Warnings
	if p.RefractivityNs < 250 {
		w |= WarnSurfaceRefractivity
	}
	return w | p.horizonWarnings() | p.distanceWarnings(), nil
}

func (p *path) horizonWarnings() Warnings {
	var w Warnings
	for i := range 2 {
		if math.Abs(p.AngleRad[i]) > 200e-3 {
			w |= WarnTxHorizonAngle << i
		}
		if p.Horizons.DistanceM[i] < 0.1*p.smoothM[i] {
			w |= WarnTxHorizonNear << i
		}
		if p.Horizons.DistanceM[i] > 3*p.smoothM[i] {
			w |= WarnTxHorizonFar << i
		}
	}
	return w
}

func (p *path) distanceWarnings() Warnings {
	var w Warnings
	d := p.DistanceM
	if d < math.Abs(p.EffectiveHeightM[0]-p.EffectiveHeightM[1])/200e-3 {
		w |= WarnDistanceTooSmall
	}
	if d < 1e3 {
		w |= WarnDistanceBelow1Km
	}
	if d > 1000e3 {
		w |= WarnDistanceTooBig
	}
	if d > 2000e3 {
		w |= WarnDistanceMuchTooBig
	}
	return w
}

// line is an attenuation that grows linearly with distance.
type line struct{ perM, atZero float64 }

func (l line) at(d float64) float64 { return l.perM*d + l.atZero }

// diffractionLine joins the diffraction at two distances well beyond the
// horizon, [Alg, eq. 4.2 to 4.6].
func (p *path) diffractionLine() line {
	scale := math.Cbrt(p.earthM * p.earthM / p.frequency)
	d3 := max(p.smoothSum, p.horizonsM+5*scale)
	d4 := d3 + 10*scale
	a3, a4 := p.diffraction(d3), p.diffraction(d4)
	slope := (a4 - a3) / (d4 - d3)
	return line{slope, a3 - slope*d3}
}

// reference is the reference attenuation over free space, [Alg, §4].
func (p *path) reference() (float64, Mechanism) {
	beyond := p.diffractionLine()
	if p.DistanceM < p.smoothSum {
		return max(p.lineOfSightCurve(beyond), 0), LineOfSight
	}
	far, start := p.scatterLine(beyond)
	if p.DistanceM > start {
		return max(far.at(p.DistanceM), 0), Troposcatter
	}
	return max(beyond.at(p.DistanceM), 0), Diffraction
}

// lineOfSightCurve is K1·d + K2·ln d through the two-ray loss at one or two
// distances and the diffraction at the horizon, [Alg, eq. 4.30 to 4.43].
func (p *path) lineOfSightCurve(beyond line) float64 {
	end := p.smoothSum
	atEnd := beyond.at(end)
	d0 := 0.04 * p.frequency * p.EffectiveHeightM[0] * p.EffectiveHeightM[1]
	var d1 float64
	if beyond.atZero >= 0 {
		d0 = min(d0, 0.5*p.horizonsM)
		d1 = d0 + 0.25*(p.horizonsM-d0)
	} else {
		d1 = max(-beyond.atZero/beyond.perM, 0.25*p.horizonsM)
	}
	a1 := p.twoRay(d1, beyond)
	var k1, k2 float64
	found := false
	if d0 < d1 {
		k1, k2, found = p.curveThrough(d0, d1, a1, atEnd, beyond)
	}
	if !found {
		k1, k2 = max(atEnd-a1, 0)/(end-d1), 0
		if k1 == 0 {
			k1 = beyond.perM
		}
	}
	return atEnd - k1*end - k2*math.Log(end) + k1*p.DistanceM + k2*math.Log(p.DistanceM)
}

func (p *path) curveThrough(d0, d1, a1, atEnd float64, beyond line) (k1, k2 float64, found bool) {
	end := p.smoothSum
	a0 := p.twoRay(d0, beyond)
	q := math.Log(end / d0)
	k2 = max(0, ((end-d0)*(a1-a0)-(d1-d0)*(atEnd-a0))/((end-d0)*math.Log(d1/d0)-(d1-d0)*q))
	if !(beyond.atZero > 0 || k2 > 0) {
		return 0, 0, false
	}
	k1 = (atEnd - a0 - k2*q) / (end - d0)
	if k1 < 0 {
		k1, k2 = 0, max(atEnd-a0, 0)/q
		if k2 == 0 {
			k1 = beyond.perM
		}
	}
	return k1, k2, true
}

// twoRay is the attenuation of a direct and a ground-reflected ray, blended
// into the diffraction line as the ground grows rough, [Alg, eq. 4.45 to 4.50].
func (p *path) twoRay(d float64, beyond line) float64 {
	sigma := spread(p.roughness(d))
	sum := p.EffectiveHeightM[0] + p.EffectiveHeightM[1]
	sinPsi := sum / math.Sqrt(d*d+sum*sum)
	z := p.impedance
	r := (complex(sinPsi, 0) - z) / (complex(sinPsi, 0) + z) *
		complex(math.Exp(-min(10, p.wave*sigma*sinPsi)), 0)
	if q := real(r)*real(r) + imag(r)*imag(r); q < 0.25 || q < sinPsi {
		r *= complex(math.Sqrt(sinPsi/q), 0)
	}
	phase := p.wave * 2 * p.EffectiveHeightM[0] * p.EffectiveHeightM[1] / d
	if phase > math.Pi/2 {
		phase = math.Pi - square(math.Pi/2)/phase
	}
	sin, cos := math.Sincos(phase)
	re, im := cos+real(r), -sin+imag(r)
	rays := -10 * math.Log10(re*re+im*im)
	w := 1 / (1 + p.frequency*p.DeltaHM/max(10e3, p.smoothSum))
	return w*rays + (1-w)*beyond.at(d)
}
