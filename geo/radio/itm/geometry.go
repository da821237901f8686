package itm

import "math"

// Geometry is all that the loss needs to know of a path.
type Geometry struct {
	DistanceM float64
	// Horizons of the terminals, and their effective heights, those above the
	// dominating reflecting plane. Index 0 is the transmitter's.
	Horizons
	EffectiveHeightM [2]float64
	// DeltaHM is the terrain irregularity Δh.
	DeltaHM float64
	// Curvature of the effective earth, 1/m, and the surface refractivity
	// that it follows from.
	Curvature, RefractivityNs float64
}

// actualCurvature of the earth, 1/m, [Alg, eq. 1.16].
const actualCurvature = 157e-9

// Atmosphere is the surface refractivity at a mean height of the path above
// sea level, [Alg, eq. 1.15 as NTIA corrected it], and the effective curvature
// of the earth under it, [TN101, eq. 4.4].
func Atmosphere(refractivityN0, meanHeightM float64) (refractivityNs, curvature float64) {
	ns := refractivityN0
	if meanHeightM != 0 {
		ns *= math.Exp(-meanHeightM / 9460)
	}
	return ns, actualCurvature * (1 - 0.04665*math.Exp(ns/179.3))
}

// Atmosphere is that over the path to the n-th point of the radial.
func (t *Terrain) Atmosphere(n int, refractivityN0 float64) (refractivityNs, curvature float64) {
	return Atmosphere(refractivityN0, t.meanHeightM(n))
}

// Geometry completes the geometry of the path to the n-th point from its
// horizons, which must have been found with the curvature of
// Terrain.Atmosphere for the same n, [Alg, §47 to 53].
func (t *Terrain) Geometry(n int, p *Params, hor Horizons) Geometry {
	return t.geometry(n, p, hor, nil)
}

func (t *Terrain) geometry(n int, p *Params, hor Horizons, before *bracket) Geometry {
	ns, curvature := t.Atmosphere(n, p.RefractivityN0)
	d := float64(n) * t.StepM
	g := Geometry{DistanceM: d, Horizons: hor, RefractivityNs: ns, Curvature: curvature}
	h := [2]float64{p.TxHeightM, p.RxHeightM}
	from := min(15*h[0], 0.1*hor.DistanceM[0])
	to := d - min(15*h[1], 0.1*hor.DistanceM[1])
	g.DeltaHM = t.deltaH(n, from, to, before)
	var tx, rx float64
	inSight := hor.DistanceM[0]+hor.DistanceM[1] > 1.5*d
	if inSight {
		tx, rx = t.fit(n, from, to)
	} else {
		tx, _ = t.fit(n, from, 0.9*hor.DistanceM[0])
		_, rx = t.fit(n, d-0.9*hor.DistanceM[1], to)
	}
	g.EffectiveHeightM[0] = h[0] + max(t.HeightM[0]-tx, 0)
	g.EffectiveHeightM[1] = h[1] + max(t.HeightM[n]-rx, 0)
	if inSight {
		g.smoothHorizons()
	}
	return g
}

// smoothHorizons puts the horizons of a path well within line of sight where
// rolling ground of the same irregularity would have them, [Alg, §49].
func (g *Geometry) smoothHorizons() {
	for i, he := range g.EffectiveHeightM {
		g.Horizons.DistanceM[i] = g.ruggedHorizonM(he)
	}
	if sum := g.Horizons.DistanceM[0] + g.Horizons.DistanceM[1]; sum <= g.DistanceM {
		q := g.DistanceM / sum
		q *= q
		for i := range g.EffectiveHeightM {
			g.EffectiveHeightM[i] *= q
			g.Horizons.DistanceM[i] = g.ruggedHorizonM(g.EffectiveHeightM[i])
		}
	}
	for i, he := range g.EffectiveHeightM {
		g.AngleRad[i] = g.ruggedAngleRad(he, g.Horizons.DistanceM[i])
	}
}

// ruggedHorizonM is the typical distance of the horizon over ground of the
// path's irregularity, [Alg, eq. 3.12].
func (g *Geometry) ruggedHorizonM(effectiveHeightM float64) float64 {
	return math.Sqrt(2*effectiveHeightM/g.Curvature) *
		math.Exp(-0.07*math.Sqrt(g.DeltaHM/max(effectiveHeightM, 5)))
}

// ruggedAngleRad is the typical angle of that horizon, [Alg, eq. 3.13].
func (g *Geometry) ruggedAngleRad(effectiveHeightM, horizonM float64) float64 {
	smooth := math.Sqrt(2 * effectiveHeightM / g.Curvature)
	return (0.65*g.DeltaHM*(smooth/horizonM-1) - 2*effectiveHeightM) / smooth
}

// areaGeometry is the typical path of area mode, [Alg, §3.2].
func areaGeometry(p *Params, a AreaParams) Geometry {
	ns, curvature := Atmosphere(p.RefractivityN0, 0)
	g := Geometry{DistanceM: a.DistanceM, DeltaHM: a.DeltaHM, RefractivityNs: ns, Curvature: curvature}
	for i, h := range [2]float64{p.TxHeightM, p.RxHeightM} {
		siting := a.TxSiting
		if i == 1 {
			siting = a.RxSiting
		}
		g.EffectiveHeightM[i] = sitedHeightM(h, a.DeltaHM, siting)
		g.Horizons.DistanceM[i] = g.ruggedHorizonM(g.EffectiveHeightM[i])
		g.AngleRad[i] = g.ruggedAngleRad(g.EffectiveHeightM[i], g.Horizons.DistanceM[i])
	}
	return g
}

// sitedHeightM is the effective height that careful siting gains, [Alg, eq.
// 3.2].
func sitedHeightM(heightM, deltaHM float64, siting Siting) float64 {
	var gain float64
	switch siting {
	case SitingCareful:
		gain = 4
	case SitingVeryCareful:
		gain = 9
	default:
		return heightM
	}
	if heightM < 5 {
		gain *= math.Sin(0.1 * math.Pi * heightM)
	}
	return heightM + (1+gain)*math.Exp(-min(20, 2*heightM/max(1e-3, deltaHM)))
}
