package p1546

import (
	"math"

	"hatang/geo/radio"
	"hatang/geo/radio/internal/quantile"
)

const modelID = "p1546"

// Path is what the method asks for. Profile fills it from terrain; without
// terrain it is filled by hand.
type Path struct {
	DistanceKm float64
	// SeaKm is the part of the path over sea and coastal land, and Sea which
	// sea it is; a path over both is over the warm one, annex 6 step 11.
	SeaKm float64
	Sea   Sea
	// TxHeightM and RxHeightM are the antennas above ground, ha and h2.
	TxHeightM, RxHeightM float64
	// EffectiveHeightM is h1, §3: the transmitter above the average terrain.
	EffectiveHeightM float64
	// TxClutterM and RxClutterM are the heights of the clutter about either
	// end, R1 and R2; RxCover is what the receiver stands in.
	TxClutterM, RxClutterM float64
	RxCover                radio.Cover
	// Terrain is what a profile told; nil means that none was known.
	Terrain *Terrain
}

// Terrain is what the method takes from a profile besides the effective height.
type Terrain struct {
	TxGroundM, RxGroundM float64
	// TxAngleDeg is the elevation of the ray that just clears the terrain up
	// to 15 km ahead of the transmitter, §4.3; RxAngleDeg the same up to 16
	// km ahead of the receiver, §11. Negative where the ground falls away.
	TxAngleDeg, RxAngleDeg float64
}

// Request is what is asked of a path.
type Request struct {
	FrequencyMHz    float64 // 30 to 4000
	TimePercent     float64 // exceeded for, 1 to 50
	LocationPercent float64 // exceeded at, 1 to 99
	// LocationSigmaDB is the deviation between the places of one square.
	LocationSigmaDB float64
}

// Result is a field strength with its intermediates, annex 6.
type Result struct {
	// FieldDBuVPerM is exceeded for the wanted time and locations for an
	// effective radiated power of 1 kW from a dipole.
	FieldDBuVPerM float64
	// LossDB is the basic transmission loss that stands for it, eq. (40).
	LossDB float64

	CurveDBuV     float64 // §8 eq. (17), step 11
	ClearanceNu   float64 // eq. (32c)
	ClearanceDB   float64 // step 12
	ScatterDeg    float64 // eq. (35)
	ScatterDBuV   float64 // step 13
	RxClutterM    float64 // R2', eq. (27)
	RxHeightDB    float64 // step 14
	TxClutterDB   float64 // step 15
	SlopeDB       float64 // step 16
	LocationDB    float64 // step 18
	MaximumDBuV   float64 // step 19
	ScatterRules  bool    // scatter is the stronger
	MaximumLimits bool    // the maximum was reached
}

func strict(quantity, unit string, v, least, most float64) radio.Reading {
	return radio.Reading{Value: v, Range: radio.Range{
		Quantity: quantity, Unit: unit, Min: least, Max: most, Strict: true}}
}

func frequencyRange() radio.Range {
	return radio.Range{Quantity: "frequency", Unit: "MHz", Min: 30, Max: 4000, Strict: true}
}

func timeRange() radio.Range {
	return radio.Range{Quantity: "time", Unit: "%", Min: 1, Max: 50, Strict: true}
}

func locationRange() radio.Range {
	return radio.Range{Quantity: "locations", Unit: "%", Min: 1, Max: 99, Strict: true}
}

func distanceRange() radio.Range {
	return radio.Range{Quantity: "distance", Unit: "km", Min: 0.001, Max: 1000, Strict: true}
}

func (p *Path) check(r *Request) ([]radio.OutOfRange, error) {
	leastH1, leastH2 := math.Inf(-1), 1.0
	if p.SeaKm > 0 {
		leastH1 = 1 // the curves over sea end there
	}
	if p.RxCover == radio.CoverWater {
		leastH2 = 3
	}
	readings := []radio.Reading{
		{Range: frequencyRange(), Value: r.FrequencyMHz},
		{Range: timeRange(), Value: r.TimePercent},
		{Range: locationRange(), Value: r.LocationPercent},
		{Range: distanceRange(), Value: p.DistanceKm},
		strict("location deviation", "dB", r.LocationSigmaDB, 0, 30),
		strict("path over sea", "km", p.SeaKm, 0, p.DistanceKm*(1+1e-9)),
		strict("sea", "", float64(p.Sea), 0, 1),
		strict("transmitter height", "m", p.TxHeightM, 0.1, 10e3),
		strict("receiver height", "m", p.RxHeightM, leastH2, 3000),
		strict("effective height", "m", p.EffectiveHeightM, leastH1, 3000),
		strict("transmitter clutter height", "m", p.TxClutterM, 0, 1000),
		strict("receiver clutter height", "m", p.RxClutterM, 0, 1000),
		{Range: radio.Range{Quantity: "frequency", Unit: "MHz", Min: 30, Max: 3000}, Value: r.FrequencyMHz},
	}
	if p.SeaKm > 0 {
		readings = append(readings, radio.Reading{Value: p.EffectiveHeightM,
			Range: radio.Range{Quantity: "effective height", Unit: "m", Min: 3, Max: 3000}})
	}
	return radio.Check(modelID, readings...)
}

// FieldStrength follows annex 6 for one path.
func FieldStrength(p *Path, r *Request) (Result, []radio.OutOfRange, error) {
	warnings, err := p.check(r)
	if err != nil {
		return Result{}, nil, err
	}
	return compute(p, r), warnings, nil
}

const (
	// shortestKm is the least distance of the curves.
	shortestKm = 1.0
	// nearestKm is the distance up to which the path is taken to be free, §15.
	nearestKm = 0.04
)

func compute(p *Path, r *Request) Result {
	var out Result
	d := max(p.DistanceKm, shortestKm)
	out.CurveDBuV = p.overSurfaces(r, d)
	e := out.CurveDBuV
	if t := p.Terrain; t != nil {
		out.ClearanceDB, out.ClearanceNu = clearanceDB(t.RxAngleDeg, r.FrequencyMHz)
		out.ScatterDBuV, out.ScatterDeg = scatterDBuV(d, r.FrequencyMHz, r.TimePercent, t.TxAngleDeg, t.RxAngleDeg)
		e += out.ClearanceDB
		if out.ScatterDBuV > e {
			e, out.ScatterRules = out.ScatterDBuV, true
		}
	}
	out.RxHeightDB, out.RxClutterM = receiverDB(p, max(p.DistanceKm, nearestKm), r.FrequencyMHz)
	out.TxClutterDB = transmitterDB(p, r.FrequencyMHz)
	slant := p.slantKm(d)
	out.SlopeDB = 20 * math.Log10(d/slant) // §14 eq. (37)
	e += out.RxHeightDB + out.TxClutterDB + out.SlopeDB
	if p.DistanceKm < shortestKm {
		e = p.short(e, slant)
	}
	if p.RxCover != radio.CoverWater {
		out.LocationDB = quantile.Broadcast(r.LocationPercent/100) * r.LocationSigmaDB // §12 eq. (33)
		e += out.LocationDB
	}
	out.MaximumDBuV = p.maximum(r.TimePercent)
	if e > out.MaximumDBuV {
		e, out.MaximumLimits = out.MaximumDBuV, true
	}
	out.FieldDBuVPerM = e
	out.LossDB = 139.3 - e + 20*math.Log10(r.FrequencyMHz)
	return out
}

// short is the field within 1 km: a line in log distance from free space at 40
// m, §15 eq. (38).
func (p *Path) short(atOneKm, slantAtOneKm float64) float64 {
	slant := p.slantKm(p.DistanceKm)
	if p.DistanceKm <= nearestKm {
		return freeFieldDBuV(slant)
	}
	nearest := p.slantKm(nearestKm)
	near := freeFieldDBuV(nearest)
	return near + (atOneKm-near)*math.Log10(slant/nearest)/math.Log10(slantAtOneKm/nearest)
}

// slantKm is the straight distance between the antennas over d kilometres.
func (p *Path) slantKm(d float64) float64 { return math.Hypot(d, p.riseM()/1000) }

// riseM is how much the transmitting antenna stands above the receiving one.
func (p *Path) riseM() float64 {
	rise := p.TxHeightM - p.RxHeightM
	if p.Terrain != nil {
		rise += p.Terrain.TxGroundM - p.Terrain.RxGroundM
	}
	return rise
}

// overSurfaces mixes land and sea, §8 eq. (17) to (25).
func (p *Path) overSurfaces(r *Request, d float64) float64 {
	b := base{curves: curves(), h1: p.EffectiveHeightM, time: r.TimePercent, most: p.maximum(r.TimePercent)}
	field := func(s surface) float64 { return b.at(s, d, r.FrequencyMHz) }
	share := p.seaShare()
	if share == 0 {
		return field(land)
	}
	sea := field(p.Sea.surface())
	if share >= 1 {
		return sea
	}
	ashore := field(land)
	v := max(1, 1+(sea-ashore)/40)
	a := math.Pow(1-math.Pow(1-share, 2.0/3), v)
	return (1-a)*ashore + a*sea
}

func (p *Path) seaShare() float64 {
	return min(1, p.SeaKm/p.DistanceKm)
}

// maximum is the greatest field over the path's surfaces, eq. (42).
func (p *Path) maximum(timePercent float64) float64 {
	share, rise := p.seaShare(), p.riseM()/1000
	return (1-share)*maximumDBuV(land, p.DistanceKm, rise, timePercent) +
		share*maximumDBuV(coldSea, p.DistanceKm, rise, timePercent)
}
