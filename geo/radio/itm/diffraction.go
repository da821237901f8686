package itm

import (
	"math"
	"math/cmplx"
)

// path gathers what the pieces of the reference attenuation share.
type path struct {
	Geometry
	heightM   [2]float64
	frequency float64 // MHz
	wave      float64 // wave number in the model's scale, f/47.7, 1/m
	impedance complex128
	earthM    float64 // effective radius
	horizonsM float64 // sum of the horizon distances, dL
	smoothM   [2]float64
	smoothSum float64 // the same over smooth earth, dLs
	angleRad  float64 // θe, minus the sum of the horizon angles
	pointMode bool

	// What does not depend on the distance, kept for the two or more
	// distances at which diffraction is evaluated.
	low, high  float64 // products of structural and of effective heights
	clutterDB  float64 // A_fo
	cubeRootF  float64
	bent       [2]float64 // x of both horizons
	horizonsDB float64    // F(x1) + F(x2)
}

// scale of the model's wave number: f[MHz]/47.7 = 2π/λ.
const mhzPerWave = 47.7

// roughness is the irregularity that a path of length d shows, [Alg, eq. 3.9].
func (p *path) roughness(d float64) float64 {
	return p.DeltaHM * (1 - 0.8*math.Exp(-d/50e3))
}

// spread is the standard deviation of terrain about its trend, σh, [Alg, eq.
// 3.10].
func spread(deltaHM float64) float64 {
	return 0.78 * deltaHM * math.Exp(-0.5*math.Sqrt(math.Sqrt(deltaHM)))
}

// prepareDiffraction computes what every distance shares.
func (p *path) prepareDiffraction() {
	p.low = p.heightM[0] * p.heightM[1]
	p.high = p.EffectiveHeightM[0]*p.EffectiveHeightM[1] - p.low
	sigma := spread(p.roughness(p.smoothSum))
	p.clutterDB = min(15, 5*math.Log10(1+1e-5*p.low*p.frequency*sigma)) // eq. 4.10
	if p.pointMode {
		p.low += 10 // low antennas whose surroundings are known, C = 10
	}
	p.cubeRootF = math.Cbrt(p.frequency)
	p.horizonsDB = 0
	for i := range p.bent {
		radius := 0.5 * square(p.Horizons.DistanceM[i]) / p.EffectiveHeightM[i]
		x, k := p.bend(radius, p.Horizons.DistanceM[i])
		p.bent[i] = x
		p.horizonsDB += heightFunction(x, k)
	}
}

// bend is the dimensionless distance x (in kilometres of the standard earth)
// along an earth of the given radius and the surface parameter K, [Alg, eq.
// 4.13 to 4.20 after Vogler].
func (p *path) bend(radiusM, alongM float64) (x, k float64) {
	c := math.Cbrt(4.0 / 3 * 6370e3 / radiusM)
	k = 0.017778 * c / (p.cubeRootF * cmplx.Abs(p.impedance))
	return (1.607 - k) * c * c * p.cubeRootF * alongM / 1000, k
}

// diffraction is the attenuation at distance d beyond the horizon, a mean of
// a double knife edge and a rounded earth, weighted by how rough the terrain
// is, [Alg, eq. 4.9 to 4.11].
func (p *path) diffraction(d float64) float64 {
	edge, round := p.knifeEdges(d), p.roundEarth(d)
	q := math.Sqrt(1+p.high/p.low) + (-p.angleRad*p.earthM+p.horizonsM)/d
	q *= min(p.roughness(d)*p.wave, 6283.2)
	w := 25.1 / (25.1 + math.Sqrt(q))
	return w*round + (1-w)*edge + p.clutterDB
}

// knifeEdges is the loss over an edge at either horizon, [Alg, eq. 4.12].
func (p *path) knifeEdges(d float64) float64 {
	theta := d/p.earthM - p.angleRad
	beyond := d - p.horizonsM
	scale := 0.0795775 * p.wave * theta * theta * beyond
	dt, dr := p.Horizons.DistanceM[0], p.Horizons.DistanceM[1]
	return fresnel(scale*dt/(beyond+dt)) + fresnel(scale*dr/(beyond+dr))
}

// fresnel is the loss of a single knife edge, in decibels, by the square of
// the usual parameter, [Alg, eq. 6.1].
func fresnel(vSquared float64) float64 {
	if vSquared < 5.76 {
		return 6.02 + 9.11*math.Sqrt(vSquared) - 1.27*vSquared
	}
	return 12.953 + 10*math.Log10(vSquared)
}

// roundEarth is the three-radii method, [Alg, §10; TN101, §8].
func (p *path) roundEarth(d float64) float64 {
	theta := d/p.earthM - p.angleRad
	x, _ := p.bend((d-p.horizonsM)/theta, d-p.horizonsM)
	x += p.bent[0] + p.bent[1]
	return 0.05751*x - 10*math.Log10(x) - p.horizonsDB - 20
}

// heightFunction is the height-gain of a terminal on the round earth, [Alg,
// eq. 6.4].
func heightFunction(x, k float64) float64 {
	if x >= 200 {
		far := 0.05751*x - 4.343*math.Log(x)
		if x < 2000 {
			w := 0.0134 * x * math.Exp(-0.005*x)
			far = (1-w)*far + w*(17.372*math.Log(x)-117)
		}
		return far
	}
	w := -math.Log(k)
	if k < 1e-5 || x*w*w*w > 5495 {
		if x > 1 {
			return 17.372*math.Log(x) - 117
		}
		return -117
	}
	return 2.5e-5*x*x/k - 8.686*w - 15
}

func square(v float64) float64 { return v * v }
