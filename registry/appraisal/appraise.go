package appraisal

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// Appraiser appraises by the rule sets of a library. It does not change and may
// be used by several goroutines.
type Appraiser struct {
	library *Library
	options Options
}

// Options are what an Appraiser takes from its surroundings.
type Options struct {
	// Coverage answers what a position adds; nil: the need is not decidable.
	Coverage Coverage
	// RuleSet, when it is not empty, is the set to go by in place of the one that
	// place and day choose: to compare versions.
	RuleSet string
	// Audience is for whom the findings are made.
	Audience Audience
}

// New is an Appraiser.
func New(library *Library, options Options) *Appraiser {
	return &Appraiser{library: library, options: options}
}

// Dossier is what is appraised.
type Dossier struct {
	// Application is the dossier's record; nil before it is filed.
	Application *registry.Application
	Positions   []*registry.ProposedPosition
	// Rows are the rows of the file that the positions came from; nil: none.
	Rows []int
	// Attachments are those of the dossier; nil when it is not known what is
	// attached, as before it is filed.
	Attachments []*registry.Attachment
	// AsOf is the day whose rules, communes and neighbours count.
	AsOf registry.Date
	// Province is whose rules are meant where a position lies in no commune.
	Province string
}

// Result is everything found about a dossier.
type Result struct {
	Application string        `json:"application,omitempty"`
	AsOf        registry.Date `json:"as_of"`
	// Seq is the state of the registry that was looked at.
	Seq       int64        `json:"seq"`
	Positions []Assessment `json:"positions"`
	// Conflicts are between positions of the batch itself.
	Conflicts []Conflict `json:"conflicts,omitempty"`
}

// Appraise appraises each position of a dossier by itself. Missing data are
// findings; an error is the machine's, or names a rule set that there is not.
func (a *Appraiser) Appraise(ctx context.Context, w World, d Dossier) (*Result, error) {
	s, err := a.open(ctx, w, d)
	if err != nil {
		return nil, err
	}
	result, err := s.result()
	if err != nil {
		return nil, err
	}
	for i := range d.Positions {
		assessed, err := s.assess(i, nil)
		if err != nil {
			return nil, err
		}
		result.Positions = append(result.Positions, *assessed)
	}
	return result, nil
}

// open begins to answer about a dossier.
func (a *Appraiser) open(ctx context.Context, w World, d Dossier) (*session, error) {
	if d.AsOf.IsZero() {
		return nil, registry.Errorf(registry.Invalid, "cần ngày thẩm định", "the day of the appraisal is needed")
	}
	s := &session{ctx: ctx, world: w, appraiser: a, dossier: d, compiled: map[string]*Rules{}, governed: map[string]bool{}}
	if err := s.readZones(); err != nil {
		return nil, err
	}
	return s, s.readPlan()
}

// session is what the positions of one dossier share.
type session struct {
	ctx       context.Context //nolint:containedctx // a session is one call
	world     World
	appraiser *Appraiser
	dossier   Dossier
	compiled  map[string]*Rules // by province
	governed  map[string]bool   // provinces with a set of their own on the day
	zones     []*registry.Zone
	plan      planned
	units     []*registry.AdminUnit // communes of the day, when they were needed
	lineage   *registry.Lineage     // when it was needed
	// hardened are the communes with a hardened station, when it was needed; false:
	// with one of which the audience does not see whether it is.
	hardened map[string]bool
}

func (s *session) result() (*Result, error) {
	seq, err := s.world.Seq(s.ctx)
	if err != nil {
		return nil, err
	}
	r := &Result{AsOf: s.dossier.AsOf, Seq: seq, Positions: []Assessment{}}
	if s.dossier.Application != nil {
		r.Application = s.dossier.Application.Code
	}
	return r, nil
}

// scan reads all records of a kind that hold on the day.
func scan[T registry.Record](s *session, q registry.Query, yield func(T)) error {
	if q.AsOf.IsZero() {
		q.AsOf = s.dossier.AsOf
	}
	err := s.world.Scan(s.ctx, q, func(rec registry.Record) error {
		if typed, ok := rec.(T); ok {
			yield(typed)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading %s: %w", q.Kind, err)
	}
	return nil
}

func (s *session) readZones() error {
	return scan(s, registry.Query{Kind: registry.Zones}, func(z *registry.Zone) { s.zones = append(s.zones, z) })
}

// rules are those of a province, compiled once a session.
func (s *session) rules(province string) (*Rules, error) {
	if r := s.compiled[province]; r != nil {
		return r, nil
	}
	var sets []*RuleSet
	var err error
	if code := s.appraiser.options.RuleSet; code != "" {
		sets, err = s.appraiser.library.Forced(code, s.dossier.AsOf)
		s.governed[province] = true
	} else {
		sets, s.governed[province] = s.appraiser.library.For(province, s.dossier.AsOf)
	}
	if err != nil {
		return nil, err
	}
	r := NewRules(sets...)
	s.compiled[province] = r
	return r, nil
}

// run is the appraisal of one position.
type run struct {
	*session
	rules    *Rules
	governed bool // the place has a set of its own on the day
	p        *registry.ProposedPosition
	at       orb.Point
	located  bool
	unit     *registry.AdminUnit // in which it lies, nil: in none
	area     string
	areaFrom string
	facts    facts
	earlier  []*batchMast // positions of the batch that were filed before
	nearby   []mast       // what stands or may stand near
	closed   bool         // the audience does not see what radiates near
	results  map[Check][]Finding
	err      error
}

// assess appraises the i-th position of the dossier.
func (s *session) assess(i int, earlier []*batchMast) (*Assessment, error) {
	r, err := s.begin(s.dossier.Positions[i], earlier)
	if err != nil {
		return nil, err
	}
	r.all()
	if r.err != nil {
		return nil, fmt.Errorf("appraising position %s: %w", r.p.Code, r.err)
	}
	a := r.assessment()
	if i < len(s.dossier.Rows) {
		a.Row = s.dossier.Rows[i]
	}
	return a, nil
}

// begin finds out where a position lies and what is known about it.
func (s *session) begin(p *registry.ProposedPosition, earlier []*batchMast) (*run, error) {
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	r := &run{session: s, p: p, at: p.Point, located: p.Located && onEarth(p.Point), earlier: earlier, results: map[Check][]Finding{}}
	province := s.dossier.Province
	if s.dossier.Application != nil && province == "" {
		province = s.dossier.Application.ProvinceCode
	}
	if r.located {
		if unit, ok := s.world.CommuneAt(r.at, s.dossier.AsOf); ok {
			r.unit = unit
			if unit.ProvinceCode != "" {
				province = unit.ProvinceCode
			}
		}
	}
	var err error
	if r.rules, err = s.rules(province); err != nil {
		return nil, err
	}
	r.governed = s.governed[province]
	r.area, r.areaFrom = s.areaAt(r.at, r.unit)
	r.facts = r.known()
	return r, nil
}

func onEarth(p orb.Point) bool {
	return p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90
}

// all runs every check. The plan comes after the need and the sharing on which it
// may rest.
func (r *run) all() {
	for _, step := range []struct {
		check Check
		do    func() []Finding
	}{
		{Completeness, r.completeness}, {Licences, r.licences}, {Coordinates, r.coordinates}, {AreaClass, r.areaClass},
		{Zones, r.inZones}, {Structure, nil}, {Spacing, r.spacing}, {Sharing, r.sharing}, {Hosts, nil},
		{Safety, r.safety}, {EMF, r.exposure}, {Aviation, r.aviation}, {Land, nil}, {Need, r.need},
		{InPlan, r.inPlan}, {Procedure, r.procedure},
	} {
		if r.err != nil {
			return
		}
		var found []Finding
		if step.do != nil {
			found = step.do()
		}
		found = append(found, r.demands(step.check)...)
		switch {
		case !r.governed && (step.check == InPlan || step.check == Hosts || step.check == Safety):
			found = append(found, r.ungoverned())
		case len(found) == 0:
			found = []Finding{r.silent(step.check)}
		}
		for i := range found {
			found[i].Check = step.check
		}
		r.results[step.check] = found
	}
}

// silent is the finding where no clause asks anything.
func (r *run) silent(c Check) Finding {
	return Finding{Check: c, Verdict: Met, Clause: Reference{Verified: true}, Summary: registry.Text{
		VI: "không có điều khoản nào áp dụng cho trường hợp này", EN: "no clause applies to this case",
	}}
}

// ungoverned is the finding about what provinces rule, where no province's set is
// in force: that nothing is demanded is not known.
func (r *run) ungoverned() Finding {
	return Finding{Verdict: Undecided, Officer: true, Clause: Reference{Verified: true}, Consequence: "refer", Summary: registry.Text{
		VI: "không có bộ quy định nào của tỉnh đang có hiệu lực ở nơi này vào ngày này", EN: "no rule set of the province is in force here on this day",
	}}
}

// failed keeps the first error of the machine and answers nothing.
func (r *run) failed(err error) []Finding {
	if r.err == nil {
		r.err = err
	}
	return nil
}

func (r *run) assessment() *Assessment {
	a := &Assessment{
		ID: r.p.Head().ID, Code: r.p.Code, Name: r.p.Name, Operator: r.p.OperatorCode, Area: r.area, AsOf: r.dossier.AsOf,
		GivenCRS: r.p.GivenCRS, Given: r.p.GivenText, RuleSets: r.rules.Sets(), Verdict: Met, Conditions: r.conditions(),
	}
	if r.located {
		a.Point = &r.at
	}
	if r.unit != nil {
		a.Commune = &CommuneReference{Code: r.unit.Code, Name: r.unit.Name, Type: r.unit.Type, Province: r.unit.ProvinceCode}
	}
	for _, c := range Checks() {
		line := summarise(c, r.results[c])
		a.Verdict = worst(a.Verdict, line.Verdict)
		a.Checks = append(a.Checks, line)
	}
	return a
}
