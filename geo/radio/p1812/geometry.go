package p1812

import (
	"math"

	"hatang/geo/radio/p526"
)

// Geometry is all that the loss needs to know of a path.
type Geometry struct {
	DistanceKm float64
	TxM, RxM   float64 // antennas above sea level, hts and hrs
	// SeaShare is the part of the path over sea, ω; LandKm and InlandKm the
	// longest continuous stretches over land, dtm, and inland, dlm.
	SeaShare, LandKm, InlandKm float64
	// TxAtSea and RxAtSea tell that an antenna stands on a ship or a platform,
	// RxClutterM the clutter about the receiver.
	TxAtSea, RxAtSea bool
	RxClutterM       float64

	// LineOfSight over bare ground on the median earth; elevation angles of
	// the horizons, mrad, their distances from their antennas, km, and the
	// angular distance of the path, mrad: §5.1 to 5.3.
	LineOfSight                    bool
	TxHorizonMrad, RxHorizonMrad   float64
	TxHorizonKm, RxHorizonKm       float64
	AngularMrad                    float64
	rxHorizonAtKm                  float64 // from the transmitter
	FitTxM, FitRxM                 float64 // smooth surface, eq. (85), (86)
	SmoothTxM, SmoothRxM           float64 // below ground, eq. (90)
	DiffractionTxM, DiffractionRxM float64 // below obstacles, eq. (89)
	TxEffectiveM, RxEffectiveM     float64 // hte and hre, eq. (92)
	RoughnessM                     float64 // hm, eq. (93)

	// Sights over terrain and over the smooth surface, each on the median
	// and the β0 earth.
	Median, Beta, MedianSmooth, BetaSmooth p526.Sight
}

// Geometry completes the geometry of the path to n from what the antennas see,
// all but the roughness, which Terrain.Roughness finds.
func (t *Terrain) Geometry(n int, p *Params, v *View, beta bool) Geometry {
	var g Geometry
	t.describe(&g, n, p, v, beta)
	return g
}

// describe is Geometry without a copy.
func (t *Terrain) describe(g *Geometry, n int, p *Params, v *View, beta bool) {
	s := &t.along[n]
	d := t.DistanceKm[n]
	*g = Geometry{
		DistanceKm: d,
		TxM:        t.GroundM[0] + p.TxHeightM,
		RxM:        t.GroundM[n] + p.RxHeightM,
		SeaShare:   s.seaKm / d,
		LandKm:     s.landKm.best(),
		InlandKm:   s.inlandKm.best(),
		TxAtSea:    t.along[0].sea,
		RxAtSea:    s.sea,
		RxClutterM: t.clutterAt(n),
		Median:     v.Median,
		Beta:       v.Beta,
	}
	curvature := 1 / p.EffectiveEarthKm()
	g.horizons(&v.Ground, curvature)
	fit := s.fit.Surface(d)
	g.FitTxM, g.FitRxM = fit.TxM, fit.RxM
	lowered := fit.Lowered(v.Flat, t.GroundM[0], t.GroundM[n])
	g.DiffractionTxM, g.DiffractionRxM = lowered.TxM, lowered.RxM
	g.SmoothTxM, g.SmoothRxM = min(fit.TxM, t.GroundM[0]), min(fit.RxM, t.GroundM[n])
	g.TxEffectiveM = p.TxHeightM + t.GroundM[0] - g.SmoothTxM
	g.RxEffectiveM = p.RxHeightM + t.GroundM[n] - g.SmoothRxM
	x := t.DistanceKm[:n+1]
	g.MedianSmooth = p526.LookSmooth(x, g.TxM-lowered.TxM, g.RxM-lowered.RxM, curvature)
	if beta {
		g.BetaSmooth = p526.LookSmooth(x, g.TxM-lowered.TxM, g.RxM-lowered.RxM, 1/betaEarthKm)
	}
}

// horizons are eq. (74) to (82).
func (g *Geometry) horizons(ground *p526.Sight, curvature float64) {
	ray := ground.RaySlope()
	g.LineOfSight = ground.TxSlope <= ray
	chord := 500 * curvature * g.DistanceKm
	angle := func(slope float64) float64 { return 1000 * math.Atan((slope-chord)/1000) }
	if g.LineOfSight {
		// A ray that grazes the ground has its horizon where it does so.
		g.TxHorizonKm = ground.TxAtKm
		if ground.Clear() {
			g.TxHorizonKm = ground.PeakAtKm
		}
		g.rxHorizonAtKm = g.TxHorizonKm
		g.TxHorizonMrad, g.RxHorizonMrad = angle(ray), angle(-ray)
	} else {
		g.TxHorizonKm, g.rxHorizonAtKm = ground.TxAtKm, ground.RxAtKm
		g.TxHorizonMrad, g.RxHorizonMrad = angle(ground.TxSlope), angle(ground.RxSlope)
	}
	g.RxHorizonKm = g.DistanceKm - g.rxHorizonAtKm
	g.AngularMrad = max(0, 1000*g.DistanceKm*curvature+g.TxHorizonMrad+g.RxHorizonMrad)
}
