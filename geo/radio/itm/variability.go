package itm

import (
	"math"

	"hatang/geo/radio/internal/quantile"
)

// climateCurves are the constants of one climate for the median and for the
// deviation of fading, [Alg, §5 and figs. 5.1 to 5.3; TR, app. A].
type climateCurves struct {
	median, below, above curve
	// Ducting: ratio of deviations and the deviate at which it sets in.
	ductRatio, ductDeviate float64
	// Frequency factors below and above the median.
	gMinus, gPlus frequencyFactor
}

// curve is the shape that every median and deviation takes over effective
// distance, [Alg, eq. 5.5].
type curve struct{ c1, c2, x1, x2, x3 float64 }

func (c *curve) at(d float64) float64 {
	r := d / c.x1
	r *= r
	q := (d - c.x2) / c.x3
	return (c.c1 + c.c2/(1+q*q)) * r / (1 + r)
}

// frequencyFactor is [Alg, eq. 5.6].
type frequencyFactor struct{ c1, c2, c3 float64 }

func (f *frequencyFactor) at(logWave float64) float64 {
	return f.c1 + f.c2/(square(f.c3*logWave)+1)
}

// curvesOf is the table of [TR, app. A], one climate at a time.
func curvesOf(c Climate) *climateCurves { return &climates[c-1] }

var climates = [7]climateCurves{
	{ // equatorial
		curve{-9.67, 12.7, 144.9e3, 190.3e3, 133.8e3},
		curve{2.13, 159.5, 762.2e3, 123.6e3, 94.5e3},
		curve{2.11, 102.3, 636.9e3, 134.8e3, 95.6e3},
		1.224, 1.282, frequencyFactor{1, 0, 0}, frequencyFactor{1, 0, 0},
	},
	{ // continental subtropical
		curve{-0.62, 9.19, 228.9e3, 205.2e3, 143.6e3},
		curve{2.66, 7.67, 100.4e3, 172.5e3, 136.4e3},
		curve{6.87, 15.53, 138.7e3, 143.7e3, 98.6e3},
		0.801, 2.161, frequencyFactor{1, 0, 0}, frequencyFactor{0.93, 0.31, 2.00},
	},
	{ // maritime subtropical
		curve{1.26, 15.5, 262.6e3, 185.2e3, 99.8e3},
		curve{6.11, 6.65, 138.2e3, 242.2e3, 178.6e3},
		curve{10.08, 9.60, 165.3e3, 225.7e3, 129.7e3},
		1.380, 1.282, frequencyFactor{1, 0, 0}, frequencyFactor{1, 0, 0},
	},
	{ // desert
		curve{-9.21, 9.05, 84.1e3, 101.1e3, 98.6e3},
		curve{1.98, 13.11, 139.1e3, 132.7e3, 193.5e3},
		curve{3.68, 159.3, 464.4e3, 93.1e3, 94.2e3},
		1.000, 20, frequencyFactor{1, 0, 0}, frequencyFactor{0.93, 0.19, 1.79},
	},
	{ // continental temperate
		curve{-0.62, 9.19, 228.9e3, 205.2e3, 143.6e3},
		curve{2.68, 7.16, 93.7e3, 186.8e3, 133.5e3},
		curve{4.75, 8.12, 93.2e3, 135.9e3, 113.4e3},
		1.224, 1.282, frequencyFactor{0.92, 0.25, 1.77}, frequencyFactor{0.93, 0.31, 2.00},
	},
	{ // maritime temperate, over land
		curve{-0.39, 2.86, 141.7e3, 315.9e3, 167.4e3},
		curve{6.86, 10.38, 187.8e3, 169.6e3, 108.9e3},
		curve{8.58, 13.97, 216.0e3, 152.0e3, 122.7e3},
		1.518, 1.282, frequencyFactor{1, 0, 0}, frequencyFactor{1, 0, 0},
	},
	{ // maritime temperate, over sea
		curve{3.15, 857.9, 2222e3, 164.8e3, 116.3e3},
		curve{8.51, 169.8, 609.8e3, 119.9e3, 106.6e3},
		curve{8.43, 8.19, 136.2e3, 188.5e3, 122.9e3},
		1.518, 1.282, frequencyFactor{1, 0, 0}, frequencyFactor{1, 0, 0},
	},
}

// deviates are the standard normal deviates of the wanted quantiles.
type deviates struct{ time, location, situation float64 }

func deviatesOf(p *Params) deviates {
	return deviates{
		time:      quantile.Complementary(p.TimePercent / 100),
		location:  quantile.Complementary(p.LocationPercent / 100),
		situation: quantile.Complementary(p.SituationPercent / 100),
	}
}

// vary is the attenuation over free space not exceeded for the wanted
// quantiles, [Alg, §5].
func vary(p *Params, g *Geometry, z deviates, referenceDB float64) (float64, Warnings) {
	mode := p.Mode % 10
	tens := p.Mode / 10
	wave := p.FrequencyMHz / mhzPerWave
	switch mode {
	case SingleMessage:
		z.time, z.location = z.situation, z.situation
	case Accidental:
		z.location = z.situation
	case Mobile:
		z.location = z.time
	}
	var warnings Warnings
	if max(math.Abs(z.time), math.Abs(z.location), math.Abs(z.situation)) > 3.1 {
		warnings = WarnExtremeVariability
	}
	de := effectiveDistanceM(p, g)
	climate := curvesOf(p.Climate)
	sigmaT := climate.timeSigma(de, math.Log(0.133*wave), z.time)
	sigmaL := 0.0
	if tens != 1 && tens != 3 {
		rough := wave * g.DeltaHM * (1 - 0.8*math.Exp(-g.DistanceM/50e3))
		sigmaL = 10 * rough / (rough + 13) // eq. 5.9
	}
	sigmaS := 0.0
	if tens < 2 {
		sigmaS = 5 + 3*math.Exp(-de/100e3) // eq. 5.10
	}
	loss := referenceDB - climate.median.at(de) - combine(mode, z, sigmaT, sigmaL, sigmaS)
	if loss < 0 {
		loss = loss * (29 - loss) / (29 - 10*loss) // eq. 5.2
	}
	return loss, warnings
}

// effectiveDistanceM is [Alg, eq. 5.3].
func effectiveDistanceM(p *Params, g *Geometry) float64 {
	const earthM = 9000e3
	horizon := math.Sqrt(2*earthM*g.EffectiveHeightM[0]) + math.Sqrt(2*earthM*g.EffectiveHeightM[1]) +
		math.Cbrt(575.7e12*mhzPerWave/p.FrequencyMHz)
	if g.DistanceM < horizon {
		return 130e3 * g.DistanceM / horizon
	}
	return 130e3 + g.DistanceM - horizon
}

// timeSigma is the deviation of fading in time on the side of the deviate,
// [Alg, eq. 5.7 and 5.8].
func (c *climateCurves) timeSigma(de, logWave, z float64) float64 {
	if z < 0 {
		return c.below.at(de) * c.gMinus.at(logWave)
	}
	above := c.above.at(de) * c.gPlus.at(logWave)
	if z <= c.ductDeviate {
		return above
	}
	duct := c.ductRatio * above
	return duct + (above-duct)*c.ductDeviate/z
}

// combine is how much the quantiles lie above the median, [Alg, eq. 5.11].
func combine(mode VariabilityMode, z deviates, sigmaT, sigmaL, sigmaS float64) float64 {
	yT, yL := sigmaT*z.time, sigmaL*z.location
	zz := z.situation * z.situation
	variance := sigmaS*sigmaS + yT*yT/(7.8+zz) + yL*yL/(24+zz)
	var yR float64
	switch mode {
	case SingleMessage:
		variance += sigmaT*sigmaT + sigmaL*sigmaL
	case Accidental:
		yR = yT
		variance += sigmaL * sigmaL
	case Mobile:
		yR = math.Sqrt(sigmaT*sigmaT+sigmaL*sigmaL) * z.time
	default:
		yR = yT + yL
	}
	return yR + math.Sqrt(variance)*z.situation
}
