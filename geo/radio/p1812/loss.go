package p1812

import (
	"math"

	"hatang/geo/radio/internal/quantile"
	"hatang/geo/radio/p526"
)

// betaZeroPercent is the share of time in which the lowest 100 m of the
// atmosphere refract beyond 100 N-units/km, eq. (2) to (5), with τ.
func betaZeroPercent(latitudeDeg, landKm, inlandKm float64) (beta0, tau float64) {
	tau = 1 - math.Exp(-4.12e-4*power(inlandKm, 2.41))
	mu1 := tenTo(-landKm/(16-6.6*tau)) + tenTo(-5*(0.496+0.354*tau))
	mu1 = min(power(mu1, 0.2), 1)
	latitude := math.Abs(latitudeDeg)
	logMu1 := math.Log10(mu1)
	if latitude <= 70 {
		mu4 := tenTo((-0.935 + 0.0176*latitude) * logMu1)
		return tenTo(-0.015*latitude+1.67) * mu1 * mu4, tau
	}
	mu4 := tenTo(0.3 * logMu1)
	return 4.17 * mu1 * mu4, tau
}

// interpolation is Fi, eq. (40): 0 at 50 % of time and 1 from β0 down.
func (p *Predictor) interpolation(beta0 float64) float64 {
	if p.params.TimePercent <= beta0 {
		return 1
	}
	if !p.needsBeta {
		return 0
	}
	return p.timeDeviate / quantile.Qi(beta0/100)
}

// focusing is the correction for multipath and focusing, eq. (9), at the share
// of time whose log10(p/50) is given.
func focusing(g *Geometry, logTime float64) float64 {
	return 2.6 * (1 - math.Exp(-0.1*(g.TxHorizonKm+g.RxHorizonKm))) * logTime
}

// diffraction is the delta-Bullington loss on one earth, eq. (21) to (39).
func (p *Predictor) diffraction(g *Geometry, actual, smooth *p526.Sight, earth float64) p526.Delta {
	return p526.Combine(
		actual.BullingtonDB(p.wavelengthM),
		smooth.BullingtonDB(p.wavelengthM),
		p.sphere.LossDB(g.DistanceKm, smooth.TxM, smooth.RxM, earth, g.SeaShare),
	)
}

// scatterDB is the loss of tropospheric scatter, eq. (44) and (45).
func (p *Predictor) scatterDB(g *Geometry, logD float64) float64 {
	return p.scatterBase + 20*logD + 0.573*g.AngularMrad
}

// duct is the loss of ducting and layer reflection with its parts.
type duct struct{ fixedDB, angleDB, timeDB float64 }

// ductDB is eq. (46).
func (p *Predictor) ductDB(g *Geometry, beta0, tau float64) duct {
	reach := g.TxHorizonKm + g.RxHorizonKm
	txAngle := g.TxHorizonMrad - 0.1*g.TxHorizonKm
	rxAngle := g.RxHorizonMrad - 0.1*g.RxHorizonKm
	fixed := p.ductBase + 20*math.Log10(reach) +
		p.shielding(txAngle, g.TxHorizonKm) + p.shielding(rxAngle, g.RxHorizonKm) +
		coupling(g.SeaShare, coastKm(g.TxAtSea, p.params.TxCoastKm), g.TxHorizonKm, g.TxM) +
		coupling(g.SeaShare, coastKm(g.RxAtSea, p.params.RxCoastKm), g.RxHorizonKm, g.RxM)
	angular := 1000*g.DistanceKm/p.earthKm +
		min(g.TxHorizonMrad, 0.1*g.TxHorizonKm) + min(g.RxHorizonMrad, 0.1*g.RxHorizonKm)
	return duct{
		fixedDB: fixed,
		angleDB: 5e-5 * p.earthKm * p.cubeRootF * angular, // eq. (51)
		timeDB:  p.ductTime(g, beta0, tau),
	}
}

// shielding is the loss of site shielding, eq. (48).
func (p *Predictor) shielding(angleMrad, horizonKm float64) float64 {
	if angleMrad <= 0 {
		return 0
	}
	return 20*math.Log10(1+0.361*angleMrad*math.Sqrt(p.params.FrequencyGHz*horizonKm)) +
		0.264*angleMrad*p.cubeRootF
}

// coastKm is how far an antenna stands from the sea, table 1.
func coastKm(atSea bool, inlandKm float64) float64 {
	if atSea {
		return 0
	}
	return inlandKm
}

// coupling is the correction for ducts over the sea, eq. (49).
func coupling(seaShare, coastKm, horizonKm, antennaM float64) float64 {
	if seaShare < 0.75 || coastKm > horizonKm || coastKm > 5 {
		return 0
	}
	return -3 * math.Exp(-0.25*coastKm*coastKm) * (1 + math.Tanh(0.07*(50-antennaM)))
}

// ductTime is A(p), eq. (53) to (58b).
func (p *Predictor) ductTime(g *Geometry, beta0, tau float64) float64 {
	d := g.DistanceKm
	alpha := max(-0.6-3.5e-9*power(d, 3.1)*tau, -3.4)
	heights := math.Sqrt(g.TxEffectiveM) + math.Sqrt(g.RxEffectiveM)
	mu2 := min(power(500/p.earthKm*d*d/(heights*heights), alpha), 1)
	mu3 := 1.0
	if g.RoughnessM > 10 {
		between := min(d-g.TxHorizonKm-g.RxHorizonKm, 40)
		mu3 = math.Exp(-4.6e-5 * (g.RoughnessM - 10) * (43 + 6*between))
	}
	beta := beta0 * mu2 * mu3
	logBeta := math.Log10(beta)
	gamma := 1.076 / power(2.0058-logBeta, 1.012) *
		math.Exp(-(9.51-4.8*logBeta+0.198*logBeta*logBeta)*1e-6*power(d, 1.13))
	ratio := p.params.TimePercent / beta
	return -12 + (1.2+3.7e-3*d)*math.Log10(ratio) + 12*power(ratio, gamma)
}

// LocationSigmaDB is the deviation of the loss between the places of a square
// of the given side, §4.8: for a receiver within the clutter; it falls to
// nothing 10 m above it.
func LocationSigmaDB(frequencyGHz, squareM, rxHeightM, clutterM float64) float64 {
	sigma := (0.52 + 0.024*frequencyGHz) * power(squareM, 0.28)
	switch {
	case rxHeightM < clutterM:
		return sigma
	case rxHeightM < clutterM+10:
		return sigma * (1 - (rxHeightM-clutterM)/10)
	}
	return 0
}
