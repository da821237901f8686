package appraisal

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// The kinds of Standing.
const (
	SpacingPair   = "spacing"
	DuplicatePair = "duplicate"
)

// Standing is two masts on record that stand nearer to each other than the rules
// of the place and day demand of the later one, or that are one mast entered
// twice.
type Standing struct {
	Kind string `json:"kind"`
	// A was there first: by the day it went on air, else by the day it was built;
	// masts without a day count as the oldest, in the order of their IDs.
	A MastReference `json:"a"`
	B MastReference `json:"b"`
	// DistanceM is on the ellipsoid.
	DistanceM  float64       `json:"distance_m"`
	ThresholdM *float64      `json:"threshold_m"`
	MarginM    *float64      `json:"margin_m"`
	Relation   string        `json:"relation"` // same or other operator
	Verdict    Verdict       `json:"verdict"`
	Officer    bool          `json:"officer,omitempty"`
	Clause     *Reference    `json:"clause"`
	Missing    []string      `json:"missing,omitempty"`
	Why        registry.Text `json:"why,omitzero"`
	// BeforeRules tells that the later mast was there before the rule set began;
	// null where its day is not known.
	BeforeRules *bool `json:"before_rules"`
}

// MastReference is a mast on record.
type MastReference struct {
	ID       string        `json:"id"`
	Code     string        `json:"code"`
	Name     string        `json:"name,omitempty"`
	Operator string        `json:"operator"`
	State    string        `json:"state"`
	Since    registry.Date `json:"since,omitzero"`
	Point    orb.Point     `json:"point"`
}

// Standings are the pairs of masts on record on a day that fall short of the
// rules in force there, by their margin, the worst first, with those that may be
// one mast entered twice. province is whose rules are meant where a mast lies in
// no commune. It looks at each mast as if it were proposed where it stands;
// pairs that cannot be decided on what is on record are there as Undecided.
func (a *Appraiser) Standings(ctx context.Context, w World, asOf registry.Date, province string) ([]Standing, error) {
	s, err := a.open(ctx, w, Dossier{AsOf: asOf, Province: province})
	if err != nil {
		return nil, err
	}
	var sites []*registry.Site
	err = scan(s, registry.Query{Kind: registry.Sites}, func(site *registry.Site) {
		if site.Located && onEarth(site.Point) {
			sites = append(sites, site)
		}
	})
	if err != nil {
		return nil, err
	}
	pairs := []Standing{}
	for _, later := range sites {
		found, err := s.standingsOf(later)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, found...)
	}
	slices.SortFunc(pairs, func(p, q Standing) int {
		return cmp.Or(cmp.Compare(p.marginM(), q.marginM()), cmp.Compare(p.A.ID, q.A.ID), cmp.Compare(p.B.ID, q.B.ID))
	})
	return pairs, nil
}

func (p *Standing) marginM() float64 {
	if p.MarginM == nil {
		return 0
	}
	return *p.MarginM
}

// standingsOf are the pairs of a mast with those that were there before it.
func (s *session) standingsOf(later *registry.Site) ([]Standing, error) {
	r, err := s.begin(asProposed(later), nil)
	if err != nil {
		return nil, err
	}
	if r.rules.counted(later.State) == "no" {
		return nil, nil
	}
	var pairs []Standing
	for _, hit := range s.world.Within(registry.Sites, r.at, max(r.reachM(), r.rules.parameters.DuplicateM), s.dossier.AsOf, nil) {
		earlier, ok := hit.Record.(*registry.Site)
		if !ok || earlier.Head().ID == later.Head().ID || !before(earlier, later) {
			continue
		}
		pair, found, err := r.standing(later, earlier)
		if err != nil {
			return nil, err
		}
		if found {
			pairs = append(pairs, pair)
		}
	}
	return pairs, nil
}

// standing is the pair of the mast and an earlier one, unless the rules are met.
func (r *run) standing(later, earlier *registry.Site) (pair Standing, found bool, err error) {
	m := r.siteMast(r.at, earlier)
	if m.Counts == "no" {
		return pair, false, nil
	}
	pairings, err := r.readings(r.area, &m)
	if err != nil {
		return pair, false, err
	}
	out := r.rule(&m, pairings)
	pair = Standing{
		Kind: SpacingPair, A: referenceTo(earlier), B: referenceTo(later), DistanceM: m.DistanceM, Relation: m.Relation,
		Verdict: out.verdict, Officer: out.officer, Missing: out.missing, Why: out.why,
	}
	same := m.Relation == "same"
	switch {
	case same && m.DistanceM < r.rules.parameters.DuplicateM:
		pair.Kind = DuplicatePair
	case out.verdict == Met, m.DistanceM < r.rules.parameters.SamePlaceM: // a mast that several operators share
		return pair, false, nil
	}
	if len(out.clauses) > 0 {
		clause := out.clauses[0].cite()
		pair.Clause, pair.BeforeRules = &clause, olderThan(later, out.clauses[0].set)
	}
	if out.thresholdM > 0 {
		pair.ThresholdM, pair.MarginM = ptr(out.thresholdM), ptr(m.DistanceM-out.thresholdM)
	}
	return pair, true, nil
}

// asProposed is a mast on record as a position that somebody would propose.
func asProposed(s *registry.Site) *registry.ProposedPosition {
	return &registry.ProposedPosition{
		Position: s.Position, Code: s.Code, Name: s.Name, OperatorCode: s.OperatorCode, CommuneCode: s.CommuneCode, State: s.State,
		Structure: s.Structure, SupportClass: s.SupportClass, LegalType: s.LegalType, HeightM: s.HeightM, BuildingHeightM: s.BuildingHeightM,
		Technologies: s.Technologies, TenantRoom: s.TenantRoom, Hardened: s.Hardened, BackupPower: s.BackupPower, LandOwner: s.LandOwner,
	}
}

func referenceTo(s *registry.Site) MastReference {
	return MastReference{ID: s.Head().ID, Code: s.Code, Name: s.Name, Operator: s.OperatorCode, State: s.State, Since: since(s), Point: s.Point}
}

// since is the day a mast went on air, or else was built; zero: not known.
func since(s *registry.Site) registry.Date {
	if !s.Commissioned.IsZero() {
		return s.Commissioned
	}
	return s.BuiltDate
}

// before orders masts by when they came.
func before(a, b *registry.Site) bool {
	return cmp.Or(since(a).Compare(since(b)), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Head().ID, b.Head().ID)) < 0
}

func olderThan(s *registry.Site, set *RuleSet) *bool {
	day := since(s)
	if day.IsZero() || set.ValidFrom.IsZero() {
		return nil
	}
	return ptr(day.Before(set.ValidFrom))
}

// WriteStandings writes pairs as GeoJSON lines from the first mast to the later.
func WriteStandings(w io.Writer, pairs []Standing) error {
	fc := geojson.NewFeatureCollection()
	for i := range pairs {
		p := &pairs[i]
		f := geojson.NewFeature(orb.LineString{p.A.Point, p.B.Point})
		f.Properties = geojson.Properties{
			"kind": p.Kind, "verdict": p.Verdict, "officer": p.Officer, "relation": p.Relation, "distance_m": p.DistanceM, "threshold_m": p.ThresholdM,
			"margin_m": p.MarginM, "before_rules": p.BeforeRules, "why": p.Why, "missing": p.Missing,
			"a_id": p.A.ID, "a_code": p.A.Code, "a_name": p.A.Name, "a_operator": p.A.Operator,
			"b_id": p.B.ID, "b_code": p.B.Code, "b_name": p.B.Name, "b_operator": p.B.Operator,
		}
		_, bearing, _ := geodesy.Inverse(p.A.Point, p.B.Point)
		f.Properties["bearing_deg"] = bearing
		if p.Clause != nil {
			f.Properties["clause"], f.Properties["rule_set"], f.Properties["clause_text"] = p.Clause.Clause, p.Clause.RuleSet, p.Clause.Cite
			f.Properties["clause_verified"] = p.Clause.Verified
		}
		fc.Append(f)
	}
	return json.NewEncoder(w).Encode(fc)
}
