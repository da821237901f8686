package p1812

import (
	"fmt"
	"sort"

	"hatang/geo/radio"
	"hatang/geo/radio/p526"
)

// Terrain is a radial from the transmitter with running sums along it. Its
// methods take the index n of the receiver, so that one Terrain serves every
// receiver on the radial, and with the same numbers. The slices handed to Reset
// are kept and must not change.
type Terrain struct {
	// DistanceKm and GroundM are the profile; SurfaceM is ground and clutter.
	DistanceKm, GroundM, SurfaceM []float64
	// Bare tells that no clutter stands anywhere: the surface is the ground.
	Bare bool

	clutter []float64
	surface []float64 // memory of SurfaceM
	along   []state
}

// state is what has been summed up from the transmitter to a point.
type state struct {
	fit p526.FitSums
	// seaKm is the part over sea; landKm and inlandKm are the longest
	// continuous stretches over land and over inland so far, §3.6, with half
	// of the gap to the next zone on either side.
	seaKm            float64
	landKm, inlandKm run
	sea              bool // the point itself
}

// run is the longest and the current continuous stretch.
type run struct{ longest, current float64 }

// next extends the run by a gap between two points, before and after which the
// zone belongs to the run or not.
func (r run) next(gap float64, before, after bool) run {
	switch {
	case before && after:
		r.current += gap
	case before:
		r.longest, r.current = max(r.longest, r.current+gap/2), 0
	case after:
		r.current = gap / 2
	}
	return r
}

func (r run) best() float64 { return max(r.longest, r.current) }

// NewTerrain is a Terrain over the profile.
func NewTerrain(p *radio.Profile) (*Terrain, error) {
	t := new(Terrain)
	return t, t.Reset(p)
}

// Reset points the terrain at another radial and re-uses its memory.
func (t *Terrain) Reset(p *radio.Profile) error {
	if err := p.Check(); err != nil {
		return fmt.Errorf("%s: %w", modelID, err)
	}
	if len(p.DistanceKm) < 3 {
		return fmt.Errorf("%s: profile has %d points, at least 3 are needed", modelID, len(p.DistanceKm))
	}
	t.DistanceKm, t.GroundM, t.clutter = p.DistanceKm, p.GroundM, p.ClutterM
	t.layClutter()
	t.sum(p.Zone)
	return nil
}

// layClutter adds clutter to ground, eq. (1).
func (t *Terrain) layClutter() {
	t.Bare = true
	for _, c := range t.clutter {
		if c != 0 {
			t.Bare = false
			break
		}
	}
	if t.Bare {
		t.SurfaceM = t.GroundM
		return
	}
	t.surface = t.surface[:0]
	for i, h := range t.GroundM {
		t.surface = append(t.surface, h+t.clutter[i])
	}
	t.SurfaceM = t.surface
}

func (t *Terrain) sum(zones []radio.Zone) {
	zone := func(i int) radio.Zone {
		if len(zones) == 0 || zones[i] == 0 {
			return radio.ZoneInland
		}
		return zones[i]
	}
	before := zone(0)
	s := state{sea: before == radio.ZoneSea}
	t.along = append(t.along[:0], s)
	for i := 1; i < len(t.DistanceKm); i++ {
		after := zone(i)
		x0, x1 := t.DistanceKm[i-1], t.DistanceKm[i]
		gap := x1 - x0
		s.fit = s.fit.Next(x0, t.GroundM[i-1], x1, t.GroundM[i])
		s.sea = after == radio.ZoneSea
		switch seaBefore := before == radio.ZoneSea; {
		case seaBefore && s.sea:
			s.seaKm += gap
		case seaBefore || s.sea:
			s.seaKm += gap / 2
		}
		s.landKm = s.landKm.next(gap, before != radio.ZoneSea, after != radio.ZoneSea)
		s.inlandKm = s.inlandKm.next(gap, before == radio.ZoneInland, after == radio.ZoneInland)
		t.along = append(t.along, s)
		before = after
	}
}

// Len is the number of points.
func (t *Terrain) Len() int { return len(t.DistanceKm) }

// clutterAt is the representative clutter height of a point.
func (t *Terrain) clutterAt(n int) float64 {
	if len(t.clutter) == 0 {
		return 0
	}
	return t.clutter[n]
}

// View is what the two antennas of a path see over its profile.
type View struct {
	// Median and Beta are the sights over ground and clutter on an earth of
	// the median effective radius and of that exceeded for β0 percent of
	// time. Beta is not needed where Predictor.NeedsBeta says so.
	Median, Beta p526.Sight
	// Ground is the sight over bare ground on the median earth.
	Ground p526.Sight
	// Flat are the obstacles of bare ground on a flat earth.
	Flat p526.Obstacles
}

// View finds what the antennas see by scanning the profile up to n.
func (t *Terrain) View(n int, p *Params, beta bool) View {
	x, g := t.DistanceKm[:n+1], t.SurfaceM[:n+1]
	txM, rxM := t.GroundM[0]+p.TxHeightM, t.GroundM[n]+p.RxHeightM
	curvature := 1 / p.EffectiveEarthKm()
	v := View{
		Median: p526.Look(x, g, txM, rxM, curvature),
		Flat:   p526.LookFlat(x, t.GroundM[:n+1], txM, rxM),
	}
	if beta {
		v.Beta = p526.Look(x, g, txM, rxM, 1/betaEarthKm)
	}
	if t.Bare {
		v.Ground = v.Median
	} else {
		v.Ground = p526.Look(x, t.GroundM[:n+1], txM, rxM, curvature)
	}
	return v
}

// Roughness is the terrain roughness parameter of the path to n, eq. (93): how
// far the ground rises above the smooth surface between the two horizons.
func (t *Terrain) Roughness(n int, g *Geometry) float64 {
	slope := (g.SmoothRxM - g.SmoothTxM) / g.DistanceKm
	first, last := t.search(g.TxHorizonKm), t.search(g.rxHorizonAtKm)
	return t.highestOver(slope, first, min(last, n)) - g.SmoothTxM
}

// search is the first point not nearer than km.
func (t *Terrain) search(km float64) int { return sort.SearchFloat64s(t.DistanceKm, km) }

// highestOver is how far the ground of the points first to last rises over a
// line through the origin, slope in m/km.
func (t *Terrain) highestOver(slope float64, first, last int) float64 {
	x := t.DistanceKm
	highest := t.GroundM[first] - slope*x[first]
	for i := first + 1; i <= last; i++ {
		highest = max(highest, t.GroundM[i]-slope*x[i])
	}
	return highest
}
