package p1546

import (
	"fmt"
	"math"

	"hatang/geo/radio"
)

// Sea tells which sea a profile's water is.
type Sea uint8

// Seas; warm are the tropical and subtropical ones, Vietnam's among them.
const (
	Warm Sea = iota
	Cold
)

func (s Sea) surface() surface {
	if s == Cold {
		return coldSea
	}
	return warmSea
}

// FromProfile takes from a terrain profile what the method asks of a path, for
// antennas at heights above the ground at its ends. The path is over sea where
// the profile's zone is sea or coastal land, along which waves travel as they do
// over the sea, and where it has no zones, where its cover is water.
func FromProfile(profile *radio.Profile, txHeightM, rxHeightM float64, sea Sea) (*Path, error) {
	if err := profile.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", modelID, err)
	}
	n := len(profile.DistanceKm) - 1
	p := &Path{
		DistanceKm: profile.LengthKm(),
		SeaKm:      waterKm(profile), Sea: sea,
		TxHeightM: txHeightM, RxHeightM: rxHeightM,
		TxClutterM: clutterAt(profile, 0), RxClutterM: clutterAt(profile, n),
		Terrain: &Terrain{TxGroundM: profile.GroundM[0], RxGroundM: profile.GroundM[n]},
	}
	if len(profile.Cover) > 0 {
		p.RxCover = profile.Cover[n]
	} else if len(profile.Zone) > 0 && profile.Zone[n] == radio.ZoneSea {
		p.RxCover = radio.CoverWater
	}
	average, err := averageM(profile)
	if err != nil {
		return nil, err
	}
	p.EffectiveHeightM = profile.GroundM[0] + txHeightM - average
	p.Terrain.TxAngleDeg, p.Terrain.RxAngleDeg = clearances(profile, txHeightM, rxHeightM)
	return p, nil
}

func clutterAt(p *radio.Profile, i int) float64 {
	switch {
	case len(p.ClutterM) > 0:
		return p.ClutterM[i]
	case len(p.Cover) > 0:
		return p.Cover[i].ClutterHeightM()
	}
	return 0
}

func water(p *radio.Profile, i int) bool {
	if len(p.Zone) > 0 {
		return p.Zone[i] == radio.ZoneSea || p.Zone[i] == radio.ZoneCoastal
	}
	return len(p.Cover) > 0 && p.Cover[i] == radio.CoverWater
}

// waterKm is the length over water; half of the gap between a wet and a dry
// point counts.
func waterKm(p *radio.Profile) float64 {
	sum := 0.0
	for i := 1; i < len(p.DistanceKm); i++ {
		gap := p.DistanceKm[i] - p.DistanceKm[i-1]
		for _, j := range [2]int{i - 1, i} {
			if water(p, j) {
				sum += gap / 2
			}
		}
	}
	return sum
}

// averageM is the height of the terrain that the effective height is counted
// from, §3: averaged from 3 to 15 km, on shorter paths from a fifth of the path
// to its end.
func averageM(p *radio.Profile) (float64, error) {
	from, to := 3.0, 15.0
	if d := p.LengthKm(); d < 15 {
		from, to = 0.2*d, d
	}
	first := -1
	area := 0.0
	last := 0
	for i, x := range p.DistanceKm {
		if x < from || x > to {
			continue
		}
		if first < 0 {
			first = i
		} else {
			area += (p.GroundM[i] + p.GroundM[i-1]) / 2 * (x - p.DistanceKm[i-1])
		}
		last = i
	}
	switch {
	case first < 0:
		return 0, fmt.Errorf("%s: profile has no point between %g and %g km, where the effective height is taken from",
			modelID, from, to)
	case first == last:
		return p.GroundM[first], nil
	}
	return area / (p.DistanceKm[last] - p.DistanceKm[first]), nil
}

// clearances are the elevations of the rays that clear the terrain to 15 km
// ahead of the transmitter and to 16 km ahead of the receiver, degrees, without
// curvature of the earth.
func clearances(p *radio.Profile, txHeightM, rxHeightM float64) (txDeg, rxDeg float64) {
	n := len(p.DistanceKm) - 1
	length := p.LengthKm()
	txM, rxM := p.GroundM[0]+txHeightM, p.GroundM[n]+rxHeightM
	tx, rx := math.Inf(-1), math.Inf(-1)
	for i, x := range p.DistanceKm {
		if i > 0 && x <= 15 {
			tx = max(tx, (p.GroundM[i]-txM)/(1000*x))
		}
		if back := length - x; i < n && back <= 16 {
			rx = max(rx, (p.GroundM[i]-rxM)/(1000*back))
		}
	}
	if math.IsInf(tx, -1) {
		tx = (p.GroundM[1] - txM) / (1000 * p.DistanceKm[1])
	}
	if math.IsInf(rx, -1) {
		rx = (p.GroundM[n-1] - rxM) / (1000 * (length - p.DistanceKm[n-1]))
	}
	return math.Atan(tx) * 180 / math.Pi, math.Atan(rx) * 180 / math.Pi
}
