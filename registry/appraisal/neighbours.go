package appraisal

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// mast is something near the position that stands, will stand or was refused.
type mast struct {
	Neighbour
	slackM   float64 // how wrong the distance may be
	facts    facts   // of the pair
	tenants  string
	building *float64
	withheld bool     // of a dossier that the audience may not see
	closed   []string // names of what the audience does not see
}

// gather collects what stands or may stand within radiusM of a place: sites,
// positions of dossiers that became no site yet, and positions of the batch that
// were filed earlier; nearest first.
func (r *run) gather(at orb.Point, radiusM float64) []mast {
	var all []mast
	for _, hit := range r.world.Within(registry.Sites, at, radiusM, r.dossier.AsOf, nil) {
		if s, ok := hit.Record.(*registry.Site); ok && !r.itselfAsSite(s) {
			all = append(all, r.siteMast(at, s))
		}
	}
	for _, hit := range r.world.Within(registry.Positions, at, radiusM, r.dossier.AsOf, nil) {
		if p, ok := hit.Record.(*registry.ProposedPosition); ok && !r.itself(p) && p.SiteID == "" && !r.inDossier(p) {
			m := r.positionMast(at, p)
			if r.appraiser.options.Audience.foreign(p) {
				if m.Counts == "no" {
					continue
				}
				m.withhold()
			}
			all = append(all, m)
		}
	}
	for _, b := range r.earlier {
		if d := geodesy.DistanceM(at, b.position.Point); d <= radiusM {
			m := r.positionMast(at, b.position)
			m.InBatch, m.Counts = true, b.counts()
			m.Why = b.why()
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b mast) int {
		return cmp.Or(cmp.Compare(a.DistanceM, b.DistanceM), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Code, b.Code))
	})
	return all
}

// withhold takes out what only the dossier of the position says.
func (m *mast) withhold() {
	m.withheld, m.ID, m.Code, m.Name = true, "", "–", ""
	m.HeightM, m.Room, m.building = nil, nil, nil
	m.closed = []string{"height_m", "tenant_room"}
}

// itself tells the record of the position that is being appraised.
func (r *run) itself(p *registry.ProposedPosition) bool {
	if p.Head().ID != "" && p.Head().ID == r.p.Head().ID {
		return true
	}
	return p.ApplicationID != "" && p.ApplicationID == r.p.ApplicationID && p.Code == r.p.Code && p.OperatorCode == r.p.OperatorCode
}

// itselfAsSite tells the site that was entered for the position when it was
// proposed.
func (r *run) itselfAsSite(s *registry.Site) bool {
	return s.State == registry.StateProposed && s.Code != "" && s.Code == r.p.Code && s.OperatorCode == r.p.OperatorCode
}

// inDossier tells positions that are appraised along with this one: they are
// neighbours by the order of filing, not by their record.
func (r *run) inDossier(p *registry.ProposedPosition) bool {
	id := p.Head().ID
	return id != "" && slices.ContainsFunc(r.dossier.Positions, func(q *registry.ProposedPosition) bool { return q.Head().ID == id })
}

func (r *run) siteMast(at orb.Point, s *registry.Site) mast {
	audience := &r.appraiser.options.Audience
	seen := seenBy(audience, s)
	m := mast{
		Neighbour: Neighbour{
			Kind: registry.Sites, ID: s.Head().ID, Code: s.Code, Name: s.Name, Operator: s.OperatorCode, State: s.State,
			HeightM: optional(seen.HeightM), Room: optional(seen.TenantRoom), Point: s.Point, Counts: r.rules.counted(s.State),
		},
		tenants: seen.Tenants, building: optional(seen.BuildingHeightM),
	}
	if audience.hides(s, "height_m", "building_height_m") { // of which what a mast carries follows
		m.closed = append(m.closed, "height_m")
	}
	if audience.hides(s, "tenant_room") {
		m.closed = append(m.closed, "tenant_room")
	}
	if !s.Decommissioned.IsZero() && !r.dossier.AsOf.Before(s.Decommissioned) && s.State == registry.StateOnAir {
		m.Why = registry.Textf("ngừng hoạt động từ %s, trạng thái còn ghi đang phát sóng", "out of service since %s, its state still says on air", s.Decommissioned)
	}
	r.relate(&m, at, s.Structure, s.HeightM)
	m.slackM = r.slack(s.Position) + r.slack(r.p.Position)
	return m
}

func (r *run) positionMast(at orb.Point, p *registry.ProposedPosition) mast {
	state := p.State
	if state == "" {
		state = registry.StateProposed
	}
	m := mast{
		Neighbour: Neighbour{
			Kind: registry.Positions, ID: p.Head().ID, Code: p.Code, Name: p.Name, Operator: p.OperatorCode, State: state,
			HeightM: optional(p.HeightM), Room: optional(p.TenantRoom), Point: p.Point, Counts: r.rules.counted(state),
		},
		building: optional(p.BuildingHeightM),
	}
	if state == registry.StateProposed {
		m.Why = registry.Text{VI: "đang đề nghị ở hồ sơ khác, chưa được chấp thuận", EN: "proposed in another dossier, not approved yet"}
	}
	r.relate(&m, at, p.Structure, p.HeightM)
	m.slackM = r.slack(p.Position) + r.slack(r.p.Position)
	return m
}

// slack is how far a position may be from where it is said to be.
func (r *run) slack(p registry.Position) float64 {
	switch {
	case p.AccuracyM.Known:
		return p.AccuracyM.Value
	case p.Approximate.Or(false):
		return r.rules.parameters.ApproximateM
	}
	return 0
}

// relate measures the pair and gathers what predicates may ask of it: as it is on
// record, whatever the audience sees.
func (r *run) relate(m *mast, at orb.Point, structure string, heightM registry.Opt[float64]) {
	m.DistanceM, m.BearingDeg, _ = geodesy.Inverse(at, m.Point)
	m.Relation = "other"
	if m.Operator == r.p.OperatorCode {
		m.Relation = "same"
	}
	unit, _ := r.world.CommuneAt(m.Point, r.dossier.AsOf)
	m.Area, _ = r.areaAt(m.Point, unit)
	more := facts{"relation": m.Relation}
	if r.p.OperatorCode == "" {
		delete(more, "relation")
	}
	if heightM.Known {
		more["neighbour_height_m"] = heightM.Value
	}
	for name, v := range map[string]string{"neighbour_area": m.Area, "neighbour_state": m.State, "neighbour_structure": structure} {
		if v != "" {
			more[name] = v
		}
	}
	m.facts = r.facts.with(more)
}
