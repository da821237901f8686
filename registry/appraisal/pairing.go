package appraisal

import (
	"slices"
	"strings"

	"hatang/registry"
)

// bond is how a distance clause stands to a pair.
type bond uint8

const (
	binding bond = iota
	exempted
	unclear // whether it applies or exempts is not known
)

// requirement is a distance that a clause demands, or would demand, of a pair.
type requirement struct {
	clause  *rule
	minM    float64
	bond    bond
	missing []string
}

// pairing is what the rules say of a pair, whatever its distance.
type pairing struct {
	distances []requirement
	refers    []*rule  // clauses that hand a pair that falls short to the officer
	missing   []string // what would tell whether one does
}

// pair asks the rules about a pair whose position lies in an area of the given
// class.
func (r *run) pair(area string, m *mast) (pairing, error) {
	with := m.facts.with(nil)
	if area != "" {
		with["area"] = area
	} else {
		delete(with, "area")
	}
	in, err := with.activation()
	if err != nil {
		return pairing{}, err
	}
	var p pairing
	for _, clause := range r.rules.of(Spacing) {
		if clause.Kind != MinDistance && clause.Kind != Refer {
			continue
		}
		when, err := holds(clause.when, in)
		if err != nil {
			return pairing{}, err
		}
		if when.known && !when.value {
			continue
		}
		if clause.Kind == Refer {
			p.refer(clause, when)
			continue
		}
		exempt := truth{known: true}
		if clause.exempt != nil {
			if exempt, err = holds(clause.exempt, in); err != nil {
				return pairing{}, err
			}
		}
		p.distances = append(p.distances, demanded(clause, when, exempt))
	}
	return p, nil
}

// refer keeps a clause that refers the pair. One that rests on what is not on
// record about the neighbour does not: a mast without a height is not presumed
// small.
func (p *pairing) refer(clause *rule, when truth) {
	switch {
	case when.known:
		p.refers = append(p.refers, clause)
	case slices.ContainsFunc(when.missing, func(name string) bool { return !strings.HasPrefix(name, "neighbour_") }):
		p.missing = union(p.missing, when.missing)
	}
}

func demanded(clause *rule, when, exempt truth) requirement {
	q := requirement{clause: clause, minM: clause.value}
	switch {
	case exempt.known && exempt.value && when.known:
		q.bond = exempted
	case !when.known || !exempt.known:
		q.bond = unclear
		q.missing = union(when.missing, exempt.missing)
	}
	return q
}

// ruling is what the rules come to for a pair at its distance.
type ruling struct {
	verdict    Verdict
	officer    bool
	clauses    []*rule
	thresholdM float64 // the largest that was looked at, 0: none
	missing    []string
	why        registry.Text
}

// shortfalls are the requirements of a pair that its distance falls short of.
type shortfalls struct{ broken, freed, unsure []requirement }

// shortfalls parts the requirements by whether the distance meets them; those that
// it meets go into out.
func (p *pairing) shortfalls(distanceM float64, out *ruling) (s shortfalls) {
	for _, q := range p.distances {
		if q.bond != exempted {
			out.thresholdM = max(out.thresholdM, q.minM)
		}
		if !short(distanceM, q.minM) {
			out.clauses = append(out.clauses, q.clause)
			continue
		}
		switch q.bond {
		case binding:
			s.broken = append(s.broken, q)
		case exempted:
			s.freed = append(s.freed, q)
		default:
			s.unsure = append(s.unsure, q)
		}
	}
	return s
}

// at compares a pair's distance with what is demanded of it.
func (p *pairing) at(distanceM float64) ruling {
	var out ruling
	s := p.shortfalls(distanceM, &out)
	switch {
	case len(s.broken)+len(s.unsure) == 0:
		out.verdict = Met
		if len(s.freed) > 0 {
			out.clauses = clausesOf(s.freed)
			out.why = registry.Text{VI: "được miễn khoảng cách", EN: "exempt from the distance"}
		}
	case len(s.broken) > 0 && len(s.freed)+len(p.refers) > 0:
		p.leaveOpen(&out, s)
	case len(s.broken) > 0 && len(p.missing) == 0 && len(s.unsure) == 0:
		out.verdict, out.clauses, out.thresholdM = NotMet, clausesOf(s.broken), 0
		for _, q := range s.broken {
			out.thresholdM = max(out.thresholdM, q.minM)
		}
	default:
		out.verdict, out.missing = Undecided, p.missing
		out.clauses = clausesOf(slices.Concat(s.broken, s.unsure))
		for _, q := range s.unsure {
			out.missing = union(out.missing, q.missing)
		}
	}
	return out
}

// leaveOpen hands to the officer a pair of which one clause demands what another
// exempts from or leaves open.
func (p *pairing) leaveOpen(out *ruling, s shortfalls) {
	out.verdict, out.officer = Undecided, true
	out.clauses = slices.Concat(clausesOf(s.broken), clausesOf(s.freed), p.refers)
	out.why = registry.Text{VI: "các điều khoản mâu thuẫn nhau: cán bộ quyết định", EN: "the clauses contradict each other: for the officer"}
	if len(p.refers) > 0 {
		out.why = p.refers[0].Text
	}
}

func clausesOf(all []requirement) []*rule {
	var clauses []*rule
	for _, q := range all {
		clauses = append(clauses, q.clause)
	}
	return clauses
}

// readings are the pairings of a mast by the classes of area that may be meant:
// that of the position and, at a border, that of the neighbour.
func (r *run) readings(area string, m *mast) ([]pairing, error) {
	areas := []string{area}
	if m.Area != "" && m.Area != area && area != "" {
		areas = append(areas, m.Area)
	}
	pairings := make([]pairing, 0, len(areas))
	for _, area := range areas {
		p, err := r.pair(area, m)
		if err != nil {
			return nil, err
		}
		pairings = append(pairings, p)
	}
	return pairings, nil
}

// rule puts a mast's distance to the readings of the rules.
func (r *run) rule(m *mast, pairings []pairing) ruling {
	if m.DistanceM < r.rules.parameters.SamePlaceM && m.Counts != "no" {
		return ruling{verdict: Undecided, officer: true, why: registry.Text{
			VI: "trùng vị trí cột này: nếu là dùng chung cột thì không xét khoảng cách, cán bộ xác nhận",
			EN: "in the place of this mast: sharing it needs no distance, the officer confirms",
		}}
	}
	out := overReadings(pairings, m.DistanceM)
	if m.slackM > 0 {
		out = r.within(m, pairings, out)
	}
	switch {
	case m.Counts == "no":
		out.verdict, out.officer, out.missing = Met, false, nil
		out.why = notCounted(m)
	case m.Counts == "unknown" && out.verdict != Met:
		out.verdict, out.officer = Undecided, false
		out.missing = union(out.missing, []string{"neighbour_state"})
		out.why = registry.Text{VI: "chưa rõ trạng thái của cột này", EN: "the state of this mast is not known"}
	}
	return out
}

func notCounted(m *mast) registry.Text {
	if !m.Why.IsZero() {
		return m.Why
	}
	label := registry.SchemaOf(registry.Sites).Field("state").CodeLabel(m.State)
	return registry.Textf("không tính là cột lân cận: %[1]s", "does not count as a neighbour: %[2]s", label.VI, label.EN)
}

// within decides about a mast whose place is known only so well: by both ends of
// what its distance may be.
func (r *run) within(m *mast, pairings []pairing, at ruling) ruling {
	near, far := overReadings(pairings, max(0, m.DistanceM-m.slackM)), overReadings(pairings, m.DistanceM+m.slackM)
	if near.verdict == far.verdict && near.officer == far.officer {
		return at
	}
	at.verdict, at.officer = Undecided, false
	at.missing = union(union(near.missing, far.missing), []string{"accuracy_m"})
	slack := registry.Decimals(m.slackM, 0)
	at.why = registry.Textf("vị trí sai lệch đến %[1]s m nên chưa so được với ngưỡng", "the position may be %[2]s m off, too much to compare", slack.VI, slack.EN)
	return at
}

// overReadings is the ruling if all readings agree; where they do not, the pair
// stands at a border between areas and is for the officer.
func overReadings(pairings []pairing, distanceM float64) ruling {
	out := pairings[0].at(distanceM)
	for i := range pairings[1:] {
		other := pairings[i+1].at(distanceM)
		if other.verdict == out.verdict && other.officer == out.officer {
			if out.verdict == NotMet {
				out.thresholdM = min(out.thresholdM, other.thresholdM)
			}
			continue
		}
		out.verdict, out.officer = Undecided, true
		out.clauses = append(out.clauses, other.clauses...)
		out.thresholdM = max(out.thresholdM, other.thresholdM)
		out.missing = nil
		out.why = registry.Text{
			VI: "giáp ranh: hai cột ở hai loại khu vực khác nhau, ngưỡng khác nhau cho kết quả khác nhau; cán bộ quyết định",
			EN: "at a border: the masts stand in areas of different class whose thresholds disagree; for the officer",
		}
	}
	return out
}
