package p526

import (
	"math"

	"hatang/geo/radio"
)

// Sphere computes the diffraction over a smooth spherical earth, P.526 §3.2,
// for one frequency and polarization. It is immutable.
type Sphere struct {
	cubeRootF  float64 // of the frequency in GHz
	wavelength float64
	land, sea  float64 // K of eq. (28) but for the radius
	// Logarithms of what stands before distance and height in eq. (31) and
	// (32), but for the radius.
	perKm, perM float64
	fGHz        float64
	vertical    bool
}

// NewSphere prepares a frequency. The wavelength is the caller's because
// Recommendations round the speed of light differently.
func NewSphere(frequencyGHz, wavelengthM float64, polarization radio.Polarization) Sphere {
	s := Sphere{
		cubeRootF:  math.Cbrt(frequencyGHz),
		wavelength: wavelengthM,
		fGHz:       frequencyGHz,
		vertical:   polarization == radio.Vertical,
	}
	s.land = s.surface(22, 0.003)
	s.sea = s.surface(80, 5)
	s.perKm = 21.88 * s.cubeRootF
	s.perM = 0.9575 * s.cubeRootF * s.cubeRootF
	return s
}

// surface is the normalised admittance of the ground but for the radius of the
// earth, P.526 eq. (13), (14) in the units of eq. (28) of P.1812.
func (s *Sphere) surface(permittivity, conductivity float64) float64 {
	loss := 18 * conductivity / s.fGHz
	k := 0.036 / s.cubeRootF *
		math.Pow((permittivity-1)*(permittivity-1)+loss*loss, -0.25)
	if s.vertical {
		k *= math.Sqrt(permittivity*permittivity + loss*loss)
	}
	return k
}

// LossDB is the loss over a sphere of earthKm effective radius at a distance in
// km, for antennas txM and rxM above the surface, both positive, of which the
// part seaShare (0 to 1) is sea: P.526 eq. (22) to (27), P.1812 §4.3.2.
func (s *Sphere) LossDB(distanceKm, txM, rxM, earthKm, seaShare float64) float64 {
	d := distanceKm
	rootTx, rootRx := math.Sqrt(txM), math.Sqrt(rxM)
	horizon := math.Sqrt(2*earthKm*0.001) * (rootTx + rootRx)
	if d >= horizon {
		return s.firstTerm(d, txM, rxM, earthKm, seaShare)
	}
	least, clearance := s.clearance(d, txM, rxM, earthKm)
	if clearance > least {
		return 0
	}
	r := d / (rootTx + rootRx)
	marginal := s.firstTerm(d, txM, rxM, 500*r*r, seaShare)
	if marginal < 0 {
		return 0
	}
	return (1 - clearance/least) * marginal
}

// clearance is the smallest height of the ray above the sphere, P.526 eq. (23)
// to (25), and the one at which diffraction vanishes, eq. (26).
func (s *Sphere) clearance(d, h1, h2, earthKm float64) (required, actual float64) {
	c := (h1 - h2) / (h1 + h2)
	m := 250 * d * d / (earthKm * (h1 + h2))
	b := 2 * math.Sqrt((m+1)/(3*m)) *
		math.Cos(math.Pi/3+math.Acos(3*c/2*math.Sqrt(3*m/cube(m+1)))/3)
	d1 := d / 2 * (1 + b)
	d2 := d - d1
	actual = ((h1-500*d1*d1/earthKm)*d2 + (h2-500*d2*d2/earthKm)*d1) / d
	return 17.456 * math.Sqrt(d1*d2*s.wavelength/d), actual
}

func cube(v float64) float64 { return v * v * v }

// firstTerm is the first term of the residue series, weighted between land and
// sea, P.526 §3.1.1, P.1812 eq. (28) to (36).
func (s *Sphere) firstTerm(d, h1, h2, earthKm, seaShare float64) float64 {
	root := math.Cbrt(earthKm)
	x, y := s.perKm/(root*root)*d, s.perM/root
	switch {
	case seaShare <= 0:
		return residue(s.land/root, x, y*h1, y*h2)
	case seaShare >= 1:
		return residue(s.sea/root, x, y*h1, y*h2)
	}
	return seaShare*residue(s.sea/root, x, y*h1, y*h2) +
		(1-seaShare)*residue(s.land/root, x, y*h1, y*h2)
}

// residue is the loss for the normalised admittance k, distance x and heights
// y, both before their factor β.
func residue(k, x, y1, y2 float64) float64 {
	k2 := k * k
	beta := (1 + 1.6*k2 + 0.67*k2*k2) / (1 + 4.5*k2 + 1.53*k2*k2)
	x *= beta
	var distance float64
	if x >= 1.6 {
		distance = 11 + 10*math.Log10(x) - 17.6*x
	} else {
		l := math.Log10(x)
		distance = -20*l - 5.6488*math.Exp(1.425*math.Ln10*l)
	}
	least := 2 + 20*math.Log10(k)
	// β stands both in Y, eq. (15), and in B = βY, eq. (18b).
	twice := beta * beta
	return -distance - heightGain(twice*y1, least) - heightGain(twice*y2, least)
}

func heightGain(b, least float64) float64 {
	var g float64
	if b > 2 {
		g = 17.6*math.Sqrt(b-1.1) - 5*math.Log10(b-1.1) - 8
	} else {
		g = 20 * math.Log10(b+0.1*b*b*b)
	}
	return max(g, least)
}
