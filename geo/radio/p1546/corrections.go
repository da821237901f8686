package p1546

import (
	"math"

	"hatang/geo/radio"
	"hatang/geo/radio/p526"
)

// clearanceDB is the correction for the terrain clearance angle, §11 eq. (32):
// zero where the ground falls away, a loss where it rises. It also returns ν.
func clearanceDB(angleDeg, frequencyMHz float64) (correctionDB, nu float64) {
	root := math.Sqrt(frequencyMHz)
	nu = 0.065 * min(max(angleDeg, 0.55), 40) * root
	return p526.KnifeEdgeDB(0.036*root) - p526.KnifeEdgeDB(nu), nu
}

// scatterDBuV is the field of tropospheric scatter, §13 eq. (35) and (36), and
// the angle of scattering.
func scatterDBuV(distanceKm, frequencyMHz, timePercent, txAngleDeg, rxAngleDeg float64) (field, angleDeg float64) {
	const earthKm, refractivity = 4.0 / 3 * 6370, 325
	angleDeg = max(0, 180*distanceKm/(math.Pi*earthKm)+txAngleDeg+rxAngleDeg)
	logF := math.Log10(frequencyMHz)
	fall := 5*logF - 2.5*(logF-3.3)*(logF-3.3)
	gain := 10.1 * math.Pow(max(0, -math.Log10(0.02*timePercent)), 0.7)
	return 24.4 - 20*math.Log10(distanceKm) - 10*angleDeg - fall + 0.15*refractivity + gain, angleDeg
}

// streetM is the typical width of streets between buildings.
const streetM = 27

// roof is ν of a terminal a height below (positive) or above the clutter.
func roof(belowM, frequencyMHz float64) float64 {
	deg := math.Atan(math.Abs(belowM)/streetM) * 180 / math.Pi
	return math.Copysign(0.0108*math.Sqrt(frequencyMHz)*math.Sqrt(math.Abs(belowM)*deg), belowM)
}

// receiverDB is the correction for the receiver's height, §9 eq. (27) to (29),
// and the representative clutter height that it used.
func receiverDB(p *Path, distanceKm, frequencyMHz float64) (correctionDB, clutterM float64) {
	slope := 3.2 + 6.2*math.Log10(frequencyMHz)
	h2 := p.RxHeightM
	switch p.RxCover {
	case radio.CoverWater:
		return overWaterDB(p, distanceKm, frequencyMHz, slope), 10
	case radio.CoverSuburban, radio.CoverUrbanOrTrees, radio.CoverDenseUrban:
	default:
		return slope * math.Log10(h2/10), 10 // eq. (28b) with R' = 10
	}
	clutterM = max(1, (1000*distanceKm*p.RxClutterM-15*p.EffectiveHeightM)/(1000*distanceKm-15))
	if h2 < clutterM {
		correctionDB = 6.03 - p526.KnifeEdgeDB(roof(clutterM-h2, frequencyMHz))
	} else {
		correctionDB = slope * math.Log10(h2/clutterM)
	}
	if clutterM < 10 {
		correctionDB -= slope * math.Log10(10/clutterM)
	}
	return correctionDB, clutterM
}

// overWaterDB is the correction at sea: below 10 m it vanishes towards the
// transmitter, where the path is clear at the lower height too, eq. (29).
func overWaterDB(p *Path, distanceKm, frequencyMHz, slope float64) float64 {
	full := slope * math.Log10(p.RxHeightM/10)
	if p.RxHeightM >= 10 {
		return full
	}
	clear10 := clear06Km(frequencyMHz, p.EffectiveHeightM, 10)
	clear := clear06Km(frequencyMHz, p.EffectiveHeightM, p.RxHeightM)
	switch {
	case distanceKm >= clear10:
		return full
	case distanceKm <= clear:
		return 0
	}
	return full * math.Log10(distanceKm/clear) / math.Log10(clear10/clear)
}

// transmitterDB is the correction for clutter about the transmitter, §10 eq.
// (30).
func transmitterDB(p *Path, frequencyMHz float64) float64 {
	return -p526.KnifeEdgeDB(roof(p.TxClutterM-p.TxHeightM, frequencyMHz))
}

// LocationSigmaDB is the deviation of the field between the places of a square
// of the given side in metres where the terrain is known, §12 eq. (34).
func LocationSigmaDB(frequencyMHz, squareM float64) float64 {
	return (0.52 + 0.024*frequencyMHz/1000) * math.Pow(squareM, 0.28)
}
