package appraisal

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// Alternative is another way to serve the place: a mast to share, or the smallest
// move after which the rules on places are met.
type Alternative struct {
	Kind       string        `json:"kind"` // share or move
	Candidate  *Candidate    `json:"candidate,omitempty"`
	To         *orb.Point    `json:"to,omitempty"`
	DistanceM  float64       `json:"distance_m"`
	BearingDeg float64       `json:"bearing_deg"`
	Summary    registry.Text `json:"summary"`
	// Checks are the verdicts at the new place, from a full appraisal there.
	Checks map[Check]Verdict `json:"checks,omitempty"`
}

// alternatives looks for what would pass where the position as filed does not.
func (s *session) alternatives(i int, earlier []*batchMast, found *Assessment) ([]Alternative, error) {
	var all []Alternative
	for j := range found.Find(Sharing).Findings {
		for k := range found.Find(Sharing).Findings[j].Candidates {
			c := &found.Find(Sharing).Findings[j].Candidates[k]
			if c.Fits == NotMet || c.Answer == "refused" {
				continue
			}
			all = append(all, Alternative{Kind: "share", Candidate: c, DistanceM: c.DistanceM, BearingDeg: c.BearingDeg, Summary: registry.Textf(
				"dùng chung cột %[1]s (%[2]s), cách %[3]s", "share mast %[1]s (%[2]s), %[4]s away", c.Code, c.Operator,
				metres(registry.VI, c.DistanceM), metres(registry.EN, c.DistanceM))})
			break
		}
	}
	if found.Find(Spacing).Verdict != NotMet && found.Find(Zones).Verdict != NotMet {
		return all, nil
	}
	move, err := s.smallestMove(i, earlier)
	if err != nil || move == nil {
		return all, err
	}
	return append(all, *move), nil
}

// The polar grid on which moves are tried before they are refined.
const (
	moveStepM    = 10.0
	moveBearings = 72
	// moveRoomM is how far beyond a threshold a move goes: a millimetre, so that
	// it is met however it is rounded.
	moveRoomM = 2 * millimetre
)

// hurdle is a mast that a move must keep its distance from.
type hurdle struct {
	vector  geodesy.Vector
	at      orb.Point
	slackM  float64
	minimum map[string]float64 // by the area class of the new place
}

// mover looks for moves of one position.
type mover struct {
	*run
	hurdles []hurdle
}

// smallestMove is the nearest place, within the parameter, at which the checks on
// places pass, nil when there is none. Candidates are the corners that an exact
// optimum has (the point of a circle nearest to the position, and where two
// circles meet) and a geodesic polar grid whose first passing ring is refined by
// bisection; the nearest that a full appraisal there confirms is the answer.
func (s *session) smallestMove(i int, earlier []*batchMast) (*Alternative, error) {
	p := s.dossier.Positions[i]
	r, err := s.begin(p, earlier)
	if err != nil || !r.located || r.unit == nil {
		return nil, err
	}
	m := &mover{run: r}
	if err := m.readHurdles(); err != nil {
		return nil, err
	}
	candidates := append(m.corners(), m.grid()...)
	slices.SortStableFunc(candidates, func(a, b moved) int { return cmp.Compare(a.distanceM, b.distanceM) })
	for tried, c := range candidates {
		if tried >= maxConfirmations {
			break
		}
		alternative, err := m.confirm(c, earlier)
		if err != nil || alternative != nil {
			return alternative, err
		}
	}
	return nil, nil //nolint:nilnil // no move is an answer
}

// maxConfirmations bounds how many candidates are appraised in full.
const maxConfirmations = 8

// moved is a place that may do.
type moved struct {
	at        orb.Point
	distanceM float64
}

func (m *mover) readHurdles() error {
	reach := m.rules.parameters.LargestMoveM + m.reachM()
	for _, n := range m.gather(m.at, reach) {
		if n.Counts == "no" {
			continue
		}
		h := hurdle{vector: geodesy.NewVector(n.Point), at: n.Point, slackM: n.slackM, minimum: map[string]float64{}}
		for _, area := range []string{urbanArea, outsideArea} {
			pairings, err := m.readings(area, &n)
			if err != nil {
				return err
			}
			h.minimum[area] = freeFrom(pairings, m.rules.parameters.SamePlaceM)
		}
		m.hurdles = append(m.hurdles, h)
	}
	return nil
}

// freeFrom is the distance from which on every reading is met.
func freeFrom(pairings []pairing, samePlaceM float64) float64 {
	free := samePlaceM
	for i := range pairings {
		for _, q := range pairings[i].distances {
			if q.bond != exempted || len(pairings[i].refers) > 0 {
				free = max(free, q.minM)
			}
		}
	}
	return free
}

// passes tells whether the rules on places would be met at a place: quickly, by
// chords; what passes is appraised in full before it is proposed.
func (m *mover) passes(at orb.Point) bool {
	unit, ok := m.world.CommuneAt(at, m.dossier.AsOf)
	if !ok || unit.Code != m.unit.Code {
		return false
	}
	area, _ := m.areaAt(at, unit)
	v := geodesy.NewVector(at)
	for i := range m.hurdles {
		h := &m.hurdles[i]
		minimum := h.minimum[area] + h.slackM + moveRoomM/2
		if chord := geodesy.ChordM(minimum); v.ChordSquaredM2(h.vector) < chord*chord {
			return false
		}
	}
	there := *m.run
	there.at, there.unit, there.area = at, unit, area
	there.facts = m.facts.with(facts{"area": area, "zones": m.zoneClasses(at)})
	return !slices.ContainsFunc(there.inZones(), func(f Finding) bool { return f.Verdict == NotMet })
}

// corners are the places at which the optimum lies when nothing but distances
// binds.
func (m *mover) corners() []moved {
	var found []moved
	limit := m.rules.parameters.LargestMoveM
	radius := func(h *hurdle) float64 { return h.minimum[m.area] + h.slackM + moveRoomM }
	try := func(p orb.Point) {
		if d := geodesy.DistanceM(m.at, p); d <= limit && m.passes(p) {
			found = append(found, moved{p, d})
		}
	}
	near := make([]*hurdle, 0, len(m.hurdles))
	for i := range m.hurdles {
		h := &m.hurdles[i]
		d, bearing, _ := geodesy.Inverse(h.at, m.at)
		if d > limit+radius(h) {
			continue
		}
		near = append(near, h)
		if d < radius(h) {
			try(geodesy.Direct(h.at, bearing, radius(h)))
		}
	}
	for i, a := range near {
		for _, b := range near[i+1:] {
			for _, side := range []float64{1, -1} {
				if p, ok := meeting(a.at, b.at, radius(a), radius(b), side); ok {
					try(p)
				}
			}
		}
	}
	return found
}

// meeting is one of the two points at the distances ra of a and rb of b: from the
// plane, then corrected on the ellipsoid.
func meeting(a, b orb.Point, ra, rb, side float64) (orb.Point, bool) {
	d, bearing, _ := geodesy.Inverse(a, b)
	if d == 0 || d > ra+rb || d < math.Abs(ra-rb) {
		return orb.Point{}, false
	}
	angle := math.Acos(min(1, max(-1, (d*d+ra*ra-rb*rb)/(2*d*ra)))) * 180 / math.Pi
	p := geodesy.Direct(a, bearing+side*angle, ra)
	for range 3 { // Newton on the angle at a, along which only rb changes
		db, _, _ := geodesy.Inverse(b, p)
		const step = 1e-4
		ahead := geodesy.DistanceM(b, geodesy.Direct(a, bearing+side*(angle+step), ra))
		slope := (ahead - db) / step
		if slope == 0 {
			break
		}
		angle -= (db - rb) / slope
		p = geodesy.Direct(a, bearing+side*angle, ra)
	}
	return p, true
}

// grid tries rings around the position, farther and farther, and refines the
// first on which some place passes.
func (m *mover) grid() []moved {
	for radius := moveStepM; radius <= m.rules.parameters.LargestMoveM; radius += moveStepM {
		var found []moved
		for i := range moveBearings {
			bearing := 360 * float64(i) / moveBearings
			if p := geodesy.Direct(m.at, bearing, radius); m.passes(p) {
				found = append(found, m.refine(bearing, radius-moveStepM, radius))
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// refine is the nearest place that passes between two distances along a bearing,
// of which the farther passes.
func (m *mover) refine(bearing, fails, passes float64) moved {
	for passes-fails > millimetre {
		middle := (fails + passes) / 2
		if m.passes(geodesy.Direct(m.at, bearing, middle)) {
			passes = middle
		} else {
			fails = middle
		}
	}
	return moved{geodesy.Direct(m.at, bearing, passes), passes}
}

// confirm appraises the position at the new place in full.
func (m *mover) confirm(c moved, earlier []*batchMast) (*Alternative, error) {
	there := *m.p
	there.Point, there.Located = c.at, true
	there.GivenCRS, there.GivenText = "", ""
	r, err := m.begin(&there, earlier)
	if err != nil {
		return nil, err
	}
	if spacing := summarise(Spacing, r.spacing()); r.err != nil || spacing.Verdict != Met {
		return nil, r.err // the place does not do
	}
	r.all()
	if r.err != nil {
		return nil, r.err
	}
	a := r.assessment()
	checks := map[Check]Verdict{}
	for i := range a.Checks {
		checks[a.Checks[i].Check] = a.Checks[i].Verdict
	}
	if checks[Spacing] != Met || checks[Zones] == NotMet || checks[Aviation] == NotMet {
		return nil, nil //nolint:nilnil // this place does not do
	}
	distance, bearing, _ := geodesy.Inverse(m.at, c.at)
	return &Alternative{Kind: "move", To: &c.at, DistanceM: distance, BearingDeg: bearing, Checks: checks, Summary: registry.Textf(
		"dời %[1]s theo hướng %[2]s° đến %.7[3]f, %.7[4]f thì đạt khoảng cách", "move %[5]s along %[6]s° to %.7[3]f, %.7[4]f to keep the distances",
		metres(registry.VI, distance), registry.VI.Number(bearing, 1), c.at[0], c.at[1], metres(registry.EN, distance), registry.EN.Number(bearing, 1))}, nil
}
