package p1546

import (
	"math"

	"hatang/geo/radio/internal/quantile"
	"hatang/geo/radio/p526"
)

// freeFieldDBuV is the field of 1 kW in free space, §2 eq. (1).
func freeFieldDBuV(distanceKm float64) float64 { return 106.9 - 20*math.Log10(distanceKm) }

// maximumDBuV is the greatest field that the curves may reach, §2 eq. (1) to
// (3): free space over the straight distance between antennas riseKm apart in
// height, and over sea a little more for small times.
func maximumDBuV(s surface, distanceKm, riseKm, timePercent float64) float64 {
	e := freeFieldDBuV(math.Hypot(distanceKm, riseKm))
	if s != land {
		e += 2.38 * (1 - math.Exp(-distanceKm/8.94)) * math.Log10(50/timePercent)
	}
	return e
}

// clear06Km is D06, the length of path on which 0.6 of the first Fresnel zone
// is just free over a smooth earth, §17 eq. (38).
func clear06Km(frequencyMHz, h1, h2 float64) float64 {
	h1 = max(h1, 0)
	df := 0.0000389 * frequencyMHz * h1 * h2
	dh := 4.1 * (math.Sqrt(h1) + math.Sqrt(h2))
	return max(0.001, df*dh/(df+dh))
}

// base is the field over one surface at the wanted frequency and time, before
// any correction: annex 6, steps 3 to 10.
type base struct {
	curves *table
	h1     float64 // effective height
	time   float64 // percent
	// most is the greatest field that the path as a whole allows. It bounds
	// every reading where annex 6 says so: a nominal time below the wanted one
	// has no right to a greater field.
	most float64
}

// at interpolates in time, §7 eq. (16).
func (b *base) at(s surface, distanceKm, frequencyMHz float64) float64 {
	timePercent := b.time
	nominal := nominalTimes()
	for i, t := range nominal {
		if timePercent == t {
			return b.atTime(s, distanceKm, frequencyMHz, i)
		}
	}
	lower, upper := 1, 0 // between 10 and 50 %
	if timePercent < 10 {
		lower, upper = 2, 1
	}
	q := quantile.Broadcast(timePercent / 100)
	ql, qu := quantile.Broadcast(nominal[lower]/100), quantile.Broadcast(nominal[upper]/100)
	el := b.atTime(s, distanceKm, frequencyMHz, lower)
	eu := b.atTime(s, distanceKm, frequencyMHz, upper)
	return eu*(ql-q)/(ql-qu) + el*(q-qu)/(ql-qu)
}

// atTime interpolates in frequency at a nominal time, §6 eq. (14) and (15).
func (b *base) atTime(s surface, distanceKm, frequencyMHz float64, time int) float64 {
	if s == land || frequencyMHz >= 100 {
		return b.interpolated(s, distanceKm, frequencyMHz, time)
	}
	// Below 100 MHz over sea the extrapolation would run away near the
	// horizon.
	clearKm := clear06Km(frequencyMHz, b.h1, 10)
	clear600 := clear06Km(600, b.h1, 10)
	switch {
	case distanceKm <= clearKm:
		return b.most // eq. (15a)
	case distanceKm < clear600:
		near := maximumDBuV(s, clearKm, 0, b.time) // eq. (15b)
		far := b.interpolated(s, clear600, frequencyMHz, time)
		return near + (far-near)*math.Log10(distanceKm/clearKm)/math.Log10(clear600/clearKm)
	}
	return b.interpolated(s, distanceKm, frequencyMHz, time)
}

// interpolated is eq. (14) between the two nominal frequencies about the wanted
// one, or beyond the outer two.
func (b *base) interpolated(s surface, distanceKm, frequencyMHz float64, time int) float64 {
	nominal := nominalMHz()
	for i, f := range nominal {
		if frequencyMHz == f {
			return b.atFrequency(s, distanceKm, i, time)
		}
	}
	lower := 0
	if frequencyMHz > nominal[1] {
		lower = 1
	}
	el := b.atFrequency(s, distanceKm, lower, time)
	eu := b.atFrequency(s, distanceKm, lower+1, time)
	e := el + (eu-el)*math.Log10(frequencyMHz/nominal[lower])/math.Log10(nominal[lower+1]/nominal[lower])
	if frequencyMHz > nominal[frequencies-1] {
		return min(e, b.most)
	}
	return e
}

// atFrequency is the field at the effective height for a nominal frequency and
// time, §4.
func (b *base) atFrequency(s surface, distanceKm float64, frequency, time int) float64 {
	switch {
	case b.h1 >= 10:
		return min(b.aloft(family(frequency, s, time), distanceKm), b.most)
	case s == land:
		return b.low(family(frequency, s, time), distanceKm, frequency)
	}
	return b.lowOverSea(s, distanceKm, frequency, time)
}

// aloft interpolates in height, eq. (8); above 1200 m it goes on from the two
// highest curves.
func (b *base) aloft(family int, distanceKm float64) float64 {
	i, share := b.curves.between(distanceKm)
	nominal := nominalHeights()
	h := 0
	for h < heightCount-2 && b.h1 >= nominal[h+1] {
		h++
	}
	lower := b.curves.at(family, h, i, share)
	if b.h1 == nominal[h] {
		return lower
	}
	upper := b.curves.at(family, h+1, i, share)
	return lower + (upper-lower)*math.Log10(b.h1/nominal[h])/math.Log10(nominal[h+1]/nominal[h])
}

// low is the field over land from an effective height below 10 m, §4.2 and
// §4.3.
func (b *base) low(family int, distanceKm float64, frequency int) float64 {
	i, share := b.curves.between(distanceKm)
	e10, e20 := b.curves.at(family, 0, i, share), b.curves.at(family, 1, i, share)
	zero := e10 + 0.5*(e10-e20+sunk(-10, frequency)) // eq. (9) to (11)
	if b.h1 >= 0 {
		return zero + 0.1*b.h1*(e10-zero)
	}
	return zero + sunk(b.h1, frequency)
}

// sunk is the correction for a negative effective height, §4.3 b) eq. (12): the
// height stands 9 km away. Case a), the clearance angle of known terrain, would
// break off at a height of zero.
func sunk(h1 float64, frequency int) float64 {
	k := [frequencies]float64{1.35, 3.31, 6.00}[frequency]
	theta := math.Atan(-h1/9000) * 180 / math.Pi
	return 6.03 - p526.KnifeEdgeDB(k*theta)
}

// lowOverSea is the field over sea from an effective height below 10 m, §4.2.
func (b *base) lowOverSea(s surface, distanceKm float64, frequency, time int) float64 {
	f := nominalMHz()[frequency]
	curve := family(frequency, s, time)
	clearKm, clear20 := clear06Km(f, b.h1, 10), clear06Km(f, 20, 10)
	extrapolated := func(d float64) float64 {
		i, share := b.curves.between(max(d, 1))
		e10, e20 := b.curves.at(curve, 0, i, share), b.curves.at(curve, 1, i, share)
		return e10 + (e20-e10)*math.Log10(b.h1/10)/math.Log10(2)
	}
	switch {
	case distanceKm <= clearKm:
		return b.most
	case distanceKm < clear20:
		near, far := maximumDBuV(s, clearKm, 0, b.time), extrapolated(clear20)
		return near + (far-near)*math.Log10(distanceKm/clearKm)/math.Log10(clear20/clearKm)
	}
	share := (distanceKm - clear20) / distanceKm
	return extrapolated(distanceKm)*(1-share) + b.low(curve, distanceKm, frequency)*share
}
