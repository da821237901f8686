package itm

import "math"

// unusable stands for a scatter loss beyond reckoning, [Alg, eq. 4.61].
const unusable = 1001.0

// scatterLine joins the scatter loss at 200 and 400 km beyond the horizons and
// tells from which distance on it takes over, [Alg, eq. 4.51 to 4.56].
func (p *path) scatterLine(beyond line) (far line, startM float64) {
	d5, d6 := p.horizonsM+200e3, p.horizonsM+400e3
	a6, gain := p.scatter(d6, -1)
	a5, _ := p.scatter(d5, gain)
	if a5 >= 1000 {
		return beyond, 10e6
	}
	slope := (a6 - a5) / 200e3
	scale := math.Cbrt(p.earthM * p.earthM / p.frequency)
	start := max(p.smoothSum,
		p.horizonsM+1.088*scale*math.Log(p.frequency),
		(a5-beyond.atZero-slope*d5)/(beyond.perM-slope))
	return line{slope, (beyond.perM-slope)*start + beyond.atZero}, start
}

// scatter is the attenuation of forward scatter at distance d, [Alg, eq. 4.57
// to 4.67; TN101, §9]. The frequency gain of the farther distance stands in
// where that of this one is too large; it is returned for that purpose, and
// negative where it is not known.
func (p *path) scatter(d, knownGain float64) (lossDB, gain float64) {
	theta := p.AngleRad[0] + p.AngleRad[1] + d/p.earthM
	gain = knownGain
	if knownGain <= 15 {
		r1 := 2 * p.wave * theta * p.EffectiveHeightM[0]
		r2 := 2 * p.wave * theta * p.EffectiveHeightM[1]
		if r1 < 0.2 && r2 < 0.2 {
			return unusable, knownGain
		}
		gain = p.frequencyGain(d, theta, r1, r2)
		if gain > 15 && knownGain >= 0 {
			gain = knownGain
		}
	}
	theta = d/p.earthM - p.angleRad
	td := theta * d
	return scatterDistance(td) + 10*math.Log10(p.frequency*theta*theta*theta*theta) -
		0.1*(p.RefractivityNs-301)*math.Exp(-td/40e3) + gain, gain
}

// frequencyGain is H0, [TN101, §9.2]: the loss of scatter efficiency where the
// antennas stand low in wavelengths.
func (p *path) frequencyGain(d, theta, r1, r2 float64) float64 {
	ratio := p.EffectiveHeightM[1] / p.EffectiveHeightM[0]
	difference := p.Horizons.DistanceM[0] - p.Horizons.DistanceM[1]
	if difference < 0 {
		difference, ratio = -difference, 1/ratio
	}
	s := (d - difference) / (d + difference)
	q := min(max(0.1, ratio/s), 10)
	s = max(0.1, s)
	z0 := (d - difference) * (d + difference) * theta * 0.25 / d
	const scaleM, topM = 1.7556e3, 8e3
	ns := p.RefractivityNs
	u := min(1.7, z0/topM)
	u = u * u * u
	eta := z0 / scaleM * (1 + (0.031-ns*2.32e-3+ns*ns*5.67e-6)*math.Exp(-u*u)) // eq. 4.67
	h00 := (gainAt(r1, eta) + gainAt(r2, eta)) / 2
	h0 := max(0, h00+min(h00, 6*(0.6-math.Log10(max(eta, 1)))*math.Log10(s)*math.Log10(q)))
	if eta < 1 {
		both := (1 + math.Sqrt2/r1) * (1 + math.Sqrt2/r2)
		h0 = eta*h0 + (1-eta)*10*math.Log10(both*both*(r1+r2)/(r1+r2+2*math.Sqrt2)) // eq. 4.66
	}
	return h0
}

// gainAt is H01(r, η), interpolated in η between 1 and 5, [Alg, eq. 6.13].
func gainAt(r, eta float64) float64 {
	a := [5]float64{25, 80, 177, 395, 705}
	b := [5]float64{24, 45, 68, 80, 105}
	eta = min(max(eta, 1), 5)
	i := int(eta)
	x := 1 / (r * r)
	at := func(i int) float64 { return 10 * math.Log10(1+(a[i]*x+b[i])*x) }
	low := at(i - 1)
	if part := eta - float64(i); part != 0 {
		return (1-part)*low + part*at(i)
	}
	return low
}

// scatterDistance is F(θd), [Alg, eq. 6.9].
func scatterDistance(td float64) float64 {
	switch {
	case td <= 10e3:
		return 133.4 + 0.332e-3*td - 10*math.Log10(td)
	case td <= 70e3:
		return 104.6 + 0.212e-3*td - 2.5*math.Log10(td)
	}
	return 71.8 + 0.157e-3*td + 5*math.Log10(td)
}
