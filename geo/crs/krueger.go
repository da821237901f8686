package crs

import (
	"math"

	"hatang/geo/geodesy"
)

const (
	falseEastingM = 500000.0

	// n is the third flattening.
	n  = geodesy.Flattening / (2 - geodesy.Flattening)
	n2 = n * n
	n3 = n2 * n
	n4 = n3 * n
	n5 = n4 * n
	n6 = n5 * n

	// rectifyingM is the radius of the circle as long as a meridian (Karney
	// 2011, equation 14).
	rectifyingM = geodesy.SemiMajorAxisM / (1 + n) * (1 + n2/4 + n4/64 + n6/256)

	// maxOffset is how far from the central meridian, in radians, the series is
	// trusted: there, 5,600 km away on the equator, the way there and back still
	// closes to 2e-8 m.
	maxOffset = 45 * math.Pi / 180
)

// Coefficients of Karney 2011, equation 35: conformal to rectifying.
const (
	alpha1 = n/2 - n2*2/3 + n3*5/16 + n4*41/180 - n5*127/288 + n6*7891/37800
	alpha2 = n2*13/48 - n3*3/5 + n4*557/1440 + n5*281/630 - n6*1983433/1935360
	alpha3 = n3*61/240 - n4*103/140 + n5*15061/26880 + n6*167603/181440
	alpha4 = n4*49561/161280 - n5*179/168 + n6*6601661/7257600
	alpha5 = n5*34729/80640 - n6*3418889/1995840
	alpha6 = n6 * 212378941 / 319334400
)

// Coefficients of Karney 2011, equation 36: rectifying to conformal.
const (
	beta1 = n/2 - n2*2/3 + n3*37/96 - n4/360 - n5*81/512 + n6*96199/604800
	beta2 = n2/48 + n3/15 - n4*437/1440 + n5*46/105 - n6*1118711/3870720
	beta3 = n3*17/480 - n4*37/840 - n5*209/4480 + n6*5569/90720
	beta4 = n4*4397/161280 - n5*11/504 - n6*830251/7257600
	beta5 = n5*4583/161280 - n6*108847/3991680
	beta6 = n6 * 20648693 / 638668800
)

// tmForward projects geodetic radians; false when the point is more than
// maxOffset from the meridian.
func tmForward(meridian, scale, lon, lat float64) (x, y float64, ok bool) {
	offset := lon - meridian
	if math.Abs(offset) > math.Pi {
		offset = math.Remainder(offset, 2*math.Pi)
	}
	if math.Abs(offset) > maxOffset {
		return 0, 0, false
	}
	sinOffset, cosOffset := math.Sincos(offset)
	tau := conformal(math.Tan(lat))
	// Gauss-Schreiber, Karney 2011 equation 10: tan ξ′ = τ′/cos λ and
	// sinh η′ = sin λ/√(τ′²+cos²λ), from which the double angles follow.
	r := 1 / math.Sqrt(tau*tau+cosOffset*cosOffset)
	sinXi, cosXi, sinhEta := tau*r, cosOffset*r, sinOffset*r
	coshEta := math.Sqrt(1 + sinhEta*sinhEta)
	dXi, dEta := kruegerSum(
		[6]float64{alpha1, alpha2, alpha3, alpha4, alpha5, alpha6},
		2*sinXi*cosXi, (cosXi-sinXi)*(cosXi+sinXi),
		2*sinhEta*coshEta, 1+2*sinhEta*sinhEta)
	xi := math.Atan2(tau, cosOffset) + dXi
	eta := asinh(sinhEta, coshEta) + dEta
	return falseEastingM + scale*rectifyingM*eta, scale * rectifyingM * xi, true
}

// tmInverse gives geodetic radians for eastings and northings; false when they
// lie beyond a pole or more than maxOffset from the meridian.
func tmInverse(meridian, scale, x, y float64) (lon, lat float64, ok bool) {
	// η at 45° on the equator is 0.885 and xi at a pole is π/2; beyond, the
	// series means nothing.
	const maxEta = 0.9
	xi, eta := y/(scale*rectifyingM), (x-falseEastingM)/(scale*rectifyingM)
	if !(math.Abs(xi) <= math.Pi/2 && math.Abs(eta) <= maxEta) {
		return 0, 0, false
	}
	sin2Xi, cos2Xi := math.Sincos(2 * xi)
	grown := math.Exp(2 * eta)
	dXi, dEta := kruegerSum(
		[6]float64{-beta1, -beta2, -beta3, -beta4, -beta5, -beta6},
		sin2Xi, cos2Xi, (grown-1/grown)/2, (grown+1/grown)/2)
	sinXi, cosXi := math.Sincos(xi + dXi)
	grown = math.Exp(eta + dEta)
	sinhEta := (grown - 1/grown) / 2
	offset := math.Atan2(sinhEta, cosXi)
	if math.Abs(offset) > maxOffset {
		return 0, 0, false
	}
	tau := geodetic(sinXi / math.Sqrt(sinhEta*sinhEta+cosXi*cosXi))
	return meridian + offset, math.Atan(tau), true
}

// kruegerSum is Σ c_j sin 2jζ, j = 1…6, of the complex ζ = ξ + iη by Clenshaw's
// recurrence (Karney 2011, appendix), from the sines and cosines of 2ξ and 2η.
func kruegerSum(c [6]float64, sin2Xi, cos2Xi, sinh2Eta, cosh2Eta float64) (dXi, dEta float64) {
	// 2 cos 2ζ
	a, b := 2*cos2Xi*cosh2Eta, -2*sin2Xi*sinh2Eta
	var re, im, lastRe, lastIm float64
	for j := 5; j >= 0; j-- {
		re, im, lastRe, lastIm = a*re-b*im-lastRe+c[j], a*im+b*re-lastIm, re, im
	}
	// sin 2ζ
	s, t := sin2Xi*cosh2Eta, cos2Xi*sinh2Eta
	return re*s - im*t, re*t + im*s
}

// asinh needs no sign care where the series is trusted (|sinh η′| ≤ 1), and its
// caller has the cosh already.
func asinh(sinh, cosh float64) float64 {
	return math.Log1p(sinh + sinh*sinh/(1+cosh))
}

// conformal is the tangent of the conformal latitude from the tangent of the
// geodetic one (Karney 2011, equations 7–9).
func conformal(tau float64) float64 {
	secant := math.Sqrt(1 + tau*tau)
	sigma := conformalSigma(tau / secant)
	return tau*math.Sqrt(1+sigma*sigma) - sigma*secant
}

// geodetic reverses conformal by Newton's method (Karney 2011, equations 19–21),
// which converges quadratically.
func geodetic(tauPrime float64) float64 {
	const (
		oneMinusE2 = 1 - geodesy.EccentricitySquared
		// The start is within 1e-5, and the remainder of a step s is below
		// 1e-5·s²: a smaller step is the last one needed.
		tolerance = 1e-5
		rounds    = 5
	)
	tau := tauPrime / oneMinusE2
	for range rounds {
		t := conformal(tau)
		secantSquared := 1 + tau*tau
		step := (tauPrime - t) / math.Sqrt(1+t*t) *
			(1 + oneMinusE2*tau*tau) / (oneMinusE2 * math.Sqrt(secantSquared))
		tau += step
		if math.Abs(step) <= tolerance*math.Abs(tau) {
			break
		}
	}
	return tau
}

// conformalSigma is sinh(e·artanh(e·sin φ)), e² = EccentricitySquared. With
// w = e² sin φ ≤ 0.0067 the inner value e·artanh(e·s) = w(1 + e²s²/3 + e⁴s⁴/5 +
// e⁶s⁶/7 + …) and its sinh are short series: what is left out is below 1e-16 of
// the result.
func conformalSigma(sinLat float64) float64 {
	const e2 = geodesy.EccentricitySquared
	q := e2 * sinLat * sinLat
	w := e2 * sinLat * (1 + q*(1./3+q*(1./5+q*(1./7+q*(1./9+q*(1./11+q/13))))))
	w2 := w * w
	return w * (1 + w2/6*(1+w2/20*(1+w2/42)))
}
