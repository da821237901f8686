package appraisal

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/geodesy"
	"hatang/geo/radio/antenna"
	"hatang/geo/radio/emf"
	"hatang/registry"
)

// assumedGainDBi is the peak gain of the antenna that is assumed where the
// dossier names none: a macro panel of 3GPP TR 36.814. The power is set so that
// the stated EIRP comes out whatever the gain.
const assumedGainDBi = 15

// exposure adds up the fields of the proposed antennas and of those nearby at the
// places that people can reach: the ground, and the roof of the building that
// carries the mast.
func (r *run) exposure() []Finding {
	i := slices.IndexFunc(r.rules.of(EMF), func(c *rule) bool { return c.Kind == Exposure })
	if i < 0 {
		return nil
	}
	clause := r.rules.of(EMF)[i]
	f := Finding{Verdict: Met, Clause: clause.cite(), Threshold: ptr(clause.value), Consequence: clause.Consequence}
	emitters, missing := r.emitters()
	if len(missing) > 0 {
		f.Verdict, f.Missing = Undecided, missing
		f.Summary = registry.Text{VI: "thiếu số liệu phát xạ để tính phơi nhiễm", EN: "the figures of the emission are missing"}
		if r.closed {
			f.Summary = registry.Text{VI: "số liệu phát xạ của các sector gần đó không công khai: cơ quan thẩm định sẽ tính", EN: "the figures of the sectors nearby are not shown to everybody: the department will add them up"}
		}
		return []Finding{f}
	}
	limits, ok := limitsNamed(r.rules.parameters.EMFLimits)
	if !ok {
		f.Verdict, f.Officer = Undecided, true
		f.Summary = registry.Textf("không có bộ giới hạn %q", "there is no set of limits %q", r.rules.parameters.EMFLimits)
		return []Finding{f}
	}
	site, err := emf.NewSite(emitters, limits, r.rules.parameters.GroundReflection)
	if err != nil {
		f.Verdict, f.Missing = Undecided, []string{"bands", "eirp_dbm"}
		f.Summary = registry.Textf("không tính được phơi nhiễm: %v", "the exposure cannot be computed: %v", err)
		return []Finding{f}
	}
	r.judgeExposure(&f, site, emitters, limits)
	return []Finding{f}
}

func limitsNamed(id string) (emf.Limits, bool) {
	all := emf.AllLimits()
	if i := slices.IndexFunc(all, func(l emf.Limits) bool { return l.ID == id }); i >= 0 {
		return all[i], true
	}
	return emf.Limits{}, false
}

func (r *run) judgeExposure(f *Finding, site *emf.Site, emitters []emf.Emitter, limits emf.Limits) {
	ratio, at := r.worstReachable(site)
	f.Number, f.Margin = ptr(ratio), ptr(*f.Threshold-ratio)
	if ratio > *f.Threshold {
		f.Verdict = NotMet
	} else {
		f.Consequence = ""
	}
	eirp := r.p.EIRPDBm.Value
	beam := 0.0
	for _, e := range emitters {
		if _, density, err := limits.At(e.FrequencyMHz); err == nil {
			beam = max(beam, emf.ComplianceDistanceM(math.Pow(10, (eirp-30)/10), density, r.rules.parameters.GroundReflection))
		}
	}
	f.Inputs = []Input{
		{Name: "eirp_dbm", Value: eirp, Unit: "dBm", Source: "dossier"}, {Name: "bands", Value: r.p.Bands, Unit: "MHz", Source: "dossier"},
		{Name: "antenna_height_m", Value: r.antennaHeightM(), Unit: "m", Source: "dossier"},
		{Name: "main_beam_distance_m", Value: beam, Unit: "m", Source: "√(EIRP·F/(4π·S))"},
		{Name: "emitters", Value: len(emitters), Source: "dossier, sectors"}, {Name: "limits", Value: limits.ID, Source: limits.Source},
		{Name: "antenna", Value: fmt.Sprintf("3GPP TR 36.814, %d dBi", assumedGainDBi), Source: "assumed"},
		{Name: "ground_reflection", Value: r.rules.parameters.GroundReflection, Source: "rule set"},
		{Name: "reachable_up_m", Value: at.UpM, Unit: "m", Source: "rule set"},
	}
	f.Summary = registry.Textf("ở nơi người tới được gần nhất, tổng tỷ số so với giới hạn là %[1]s; cự ly an toàn của búp sóng chính %[2]s",
		"at the worst place that people can reach the ratios sum to %[3]s of the limit; the main beam is within it from %[4]s on",
		registry.VI.Number(ratio, 4), metres(registry.VI, beam), registry.EN.Number(ratio, 4), metres(registry.EN, beam))
	f.Evidence = r.exposureEvidence(at, ratio)
}

// emitters are the proposed carriers on the proposed antennas, and what stands
// near enough to add to them. Positions are metres east, north and up of the
// foot of the mast.
func (r *run) emitters() (emitters []emf.Emitter, missing []string) {
	bands := parts(r.p.Bands)
	if len(bands) == 0 {
		missing = append(missing, "bands")
	}
	if !r.p.EIRPDBm.Known {
		missing = append(missing, "eirp_dbm")
	}
	height := r.antennaHeightM()
	if height <= 0 {
		missing = append(missing, "antenna_height_m")
	}
	if !onGround(r.p) && !r.p.BuildingHeightM.Known {
		missing = append(missing, "building_height_m")
	}
	if len(missing) > 0 {
		return nil, missing
	}
	if emitters = r.ownEmitters(emf.Position{UpM: height}); len(emitters) == 0 {
		return nil, []string{"bands"}
	}
	nearby, missing := r.nearbyEmitters()
	return append(emitters, nearby...), missing
}

// ownEmitters are the proposed carriers on every proposed sector, none when a band
// is no frequency.
func (r *run) ownEmitters(at emf.Position) []emf.Emitter {
	var emitters []emf.Emitter
	for _, band := range parts(r.p.Bands) {
		mhz, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.ToLower(band), "mhz")), 64)
		if err != nil {
			return nil
		}
		for _, bearing := range r.azimuths() {
			emitters = append(emitters, panel(r.p.Code+" "+band, mhz, r.p.EIRPDBm.Value, bearing, 0, at))
		}
	}
	return emitters
}

func panel(name string, mhz, eirpDBm, bearingDeg, tiltDeg float64, at emf.Position) emf.Emitter {
	return emf.Emitter{
		Name: name, FrequencyMHz: mhz, PowerDBm: eirpDBm - assumedGainDBi,
		Antenna: antenna.Mount(antenna.TR36814(assumedGainDBi), bearingDeg, tiltDeg, 0), At: at,
	}
}

// antennaHeightM is the height of the antennas above ground, 0 when not known.
func (r *run) antennaHeightM() float64 {
	if r.p.AntennaHeightM.Known {
		return r.p.AntennaHeightM.Value
	}
	total, _ := totalHeightM(r.p)
	return total
}

// azimuths are the bearings of the sectors; three equally spaced ones where none
// are stated.
func (r *run) azimuths() []float64 {
	var all []float64
	for _, text := range parts(r.p.Sectors) {
		if v, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(text, "°")), 64); err == nil && v >= 0 && v <= 360 {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		return []float64{0, 120, 240}
	}
	return all
}

// nearbyEmitters are the sectors on record near enough to add to the exposure. A
// mast that counts and has no sector on record is missing data: it may radiate.
func (r *run) nearbyEmitters() (emitters []emf.Emitter, missing []string) {
	if !r.located {
		return nil, nil
	}
	within := r.rules.parameters.EmittersWithinM
	for _, hit := range r.world.Within(registry.Sectors, r.at, within, r.dossier.AsOf, nil) {
		s, ok := hit.Record.(*registry.Sector)
		if !ok {
			continue
		}
		// What the caller does not see could be told from the sum, by asking about
		// many places.
		closed := r.appraiser.options.Audience.hides(s, radiating()...)
		r.closed = r.closed || closed
		if closed || !s.EIRPdBm.Known || !s.FrequencyMHz.Known || !s.HeightM.Known {
			missing = append(missing, "sector "+s.Code)
			continue
		}
		_, bearing, _ := geodesy.Inverse(r.at, s.Point)
		sin, cos := math.Sincos(bearing * math.Pi / 180)
		emitters = append(emitters, panel(s.Code, s.FrequencyMHz.Value, s.EIRPdBm.Value, s.AzimuthDeg.Or(0), s.MechanicalTiltDeg.Or(0),
			emf.Position{EastM: hit.DistanceM * sin, NorthM: hit.DistanceM * cos, UpM: s.HeightM.Value}))
	}
	if len(emitters)+len(missing) > 0 {
		return emitters, missing
	}
	for i := range r.nearby {
		m := &r.nearby[i]
		if m.DistanceM <= within && (m.State == registry.StateOnAir || m.State == registry.StateBuilt) {
			missing = append(missing, "sectors of "+m.Code)
		}
	}
	return emitters, missing
}

// radiating are the fields of a sector that the exposure is worked out of.
func radiating() []string {
	return []string{"eirp_dbm", "frequency_mhz", "height_m", "azimuth_deg", "mechanical_tilt_deg"}
}

// The places that are tried: rings around the mast out to where a strong site is
// far below the limit, closer together near the mast.
const (
	reachableRings    = 40
	reachableBearings = 36
	reachableRadiusM  = 80.0
	roofRadiusM       = 20.0
)

// worstReachable is the highest exposure at a place that people can reach.
func (r *run) worstReachable(site *emf.Site) (ratio float64, at emf.Position) {
	floors := []struct{ up, radius float64 }{{r.rules.parameters.PersonM, reachableRadiusM}}
	if r.p.BuildingHeightM.Known && !onGround(r.p) {
		floors = append(floors, struct{ up, radius float64 }{r.p.BuildingHeightM.Value + r.rules.parameters.PersonM, roofRadiusM})
	}
	at = emf.Position{UpM: floors[0].up}
	for _, floor := range floors {
		for ring := range reachableRings {
			share := float64(ring+1) / reachableRings
			radius := floor.radius * share * share
			for i := range reachableBearings {
				sin, cos := math.Sincos(2 * math.Pi * float64(i) / reachableBearings)
				p := emf.Position{EastM: radius * sin, NorthM: radius * cos, UpM: floor.up}
				if v := site.Ratio(p); v > ratio {
					ratio, at = v, p
				}
			}
		}
	}
	return ratio, at
}

// exposureEvidence is the box of the proposed antennas out of which the limits are
// kept, seen from above along the first sector, and the worst place.
func (r *run) exposureEvidence(at emf.Position, ratio float64) *geojson.FeatureCollection {
	if !r.located {
		return nil
	}
	c := r.drawn()
	bearing := r.azimuths()[0]
	centre := emf.Position{UpM: r.antennaHeightM()}
	box := r.box(bearing)
	middle := r.offset(orb.Point{centre.EastM, centre.NorthM})
	corner := func(ahead, right float64) orb.Point {
		sin, cos := math.Sincos(bearing * math.Pi / 180)
		return r.offset(orb.Point{centre.EastM + ahead*sin + right*cos, centre.NorthM + ahead*cos - right*sin})
	}
	ring := orb.Ring{corner(box.FrontM, box.SideM), corner(box.FrontM, -box.SideM), corner(-box.BackM, -box.SideM), corner(-box.BackM, box.SideM)}
	ring = append(ring, ring[0])
	ring.Reverse()
	c.Append(feature(orb.Polygon{ring}, "emf_box", map[string]any{
		"front_m": box.FrontM, "back_m": box.BackM, "side_m": box.SideM, "above_m": box.AboveM, "below_m": box.BelowM,
		"bearing_deg": bearing, "up_m": centre.UpM, "centre": []float64{middle[0], middle[1]},
	}))
	c.Append(feature(r.offset(orb.Point{at.EastM, at.NorthM}), "worst_place", map[string]any{"up_m": at.UpM, "ratio": ratio}))
	return c
}

// The directions in which the box is measured.
const (
	boxBearingStep   = 5
	boxElevationStep = 5
)

// box is the room around the proposed antennas, all of which stand at one place:
// in a direction the ratio falls with the square of the distance, so that the one
// a metre away tells how far the limits reach.
func (r *run) box(bearingDeg float64) emf.Box {
	limits, _ := limitsNamed(r.rules.parameters.EMFLimits)
	site, err := emf.NewSite(r.ownEmitters(emf.Position{}), limits, r.rules.parameters.GroundReflection)
	var box emf.Box
	if err != nil {
		return box
	}
	for elevation := -90; elevation <= 90; elevation += boxElevationStep {
		up, flat := math.Sincos(float64(elevation) * math.Pi / 180)
		for turn := 0; turn < 360; turn += boxBearingStep {
			right, ahead := math.Sincos(float64(turn) * math.Pi / 180)
			east, north := math.Sincos((bearingDeg + float64(turn)) * math.Pi / 180)
			reach := math.Sqrt(site.Ratio(emf.Position{EastM: east * flat, NorthM: north * flat, UpM: up}))
			box.FrontM, box.BackM = max(box.FrontM, reach*flat*ahead), max(box.BackM, -reach*flat*ahead)
			box.SideM = max(box.SideM, math.Abs(reach*flat*right))
			box.AboveM, box.BelowM = max(box.AboveM, reach*up), max(box.BelowM, -reach*up)
		}
	}
	return box
}

// offset is the place so many metres east and north of the mast.
func (r *run) offset(eastNorth orb.Point) orb.Point {
	distance := math.Hypot(eastNorth[0], eastNorth[1])
	if distance == 0 {
		return r.at
	}
	return geodesy.Direct(r.at, math.Atan2(eastNorth[0], eastNorth[1])*180/math.Pi, distance)
}
