package planning

import (
	"context"
	"errors"
	"math"
	"slices"

	"hatang/registry"
	"hatang/registry/indicators"
)

// offices are the classes that an upgrade makes of a BĐVHX.
func offices() []string {
	return []string{registry.PostOffice1, registry.PostOffice2, registry.PostOffice3}
}

// Plan answers a question. It fails with an Invalid error that tells everything
// wrong with it, and with the context's when that ends.
func (p *Planner) Plan(ctx context.Context, src indicators.Source, q Question, tell Tell) (*Result, error) {
	if err := p.check(&q); err != nil {
		return nil, err
	}
	tell.at(0.01, "đọc mạng lưới và dân cư", "reading the network and its people")
	s, err := p.stage(ctx, src, &q)
	if err != nil {
		return nil, err
	}
	foot, err := p.footing(ctx, src, s, &q, tell)
	if err != nil {
		return nil, err
	}
	if err := s.checkWeights(&q); err != nil {
		return nil, err
	}
	c, err := s.choose(ctx, src, &q, foot, tell)
	if err != nil {
		return nil, err
	}
	tell.at(0.92, "tính các chỉ tiêu trước và sau", "computing the figures before and after")
	r, err := p.evaluate(ctx, s, q, c.layout(s), foot)
	if err != nil {
		return nil, err
	}
	r.Solver, r.Ranking = &c.solver, c.ranking
	r.Notes = append(r.Notes, c.notes...)
	return r, ctx.Err()
}

// Evaluate answers for a layout that somebody drew, under the question that it
// belongs to.
func (p *Planner) Evaluate(ctx context.Context, src indicators.Source, q Question, l Layout) (*Result, error) {
	if err := p.check(&q); err != nil {
		return nil, err
	}
	s, foot, err := p.ready(ctx, src, &q)
	if err != nil {
		return nil, err
	}
	return p.evaluate(ctx, s, q, l, foot)
}

// Edit changes a layout by hand and answers for it.
func (p *Planner) Edit(ctx context.Context, src indicators.Source, q Question, l Layout, e Edit) (*Result, error) {
	if err := p.check(&q); err != nil {
		return nil, err
	}
	s, foot, err := p.ready(ctx, src, &q)
	if err != nil {
		return nil, err
	}
	q, next, err := e.apply(s, q, l)
	if err != nil {
		return nil, err
	}
	return p.evaluate(ctx, s, q, next, foot)
}

func (p *Planner) ready(ctx context.Context, src indicators.Source, q *Question) (*stage, *footing, error) {
	s, err := p.stage(ctx, src, q)
	if err != nil {
		return nil, nil, err
	}
	foot, err := p.footing(ctx, src, s, q, nil)
	return s, foot, err
}

// check completes the question and tells what is wrong with it.
func (p *Planner) check(q *Question) error {
	if q.Goal == Upgrade && len(q.Points.Classes) == 0 {
		q.Points.Classes = offices()
	}
	if q.Goal == Fewest && q.EachCommune && q.Share == 0 && q.RadiusM == 0 {
		q.RadiusM = normRadiusM // only to tell how many are within it
	}
	if q.Network == indicators.BTSNetwork && (q.Mast != nil || q.RadiusM == 0 && p.coverage != nil) {
		if q.Mast == nil {
			q.Mast = &Mast{}
		}
		q.Mast = q.Mast.withDefaults()
	}
	l := problemList(q.problems())
	if q.Mast != nil && p.coverage == nil {
		l.add("mast", "", "unavailable", "ở đây không tính được vùng phủ: nêu radius_m", "no footprints are computed here: state radius_m")
	}
	return l.err()
}

// choose searches for what the goal asks.
func (s *stage) choose(ctx context.Context, src indicators.Source, q *Question, foot *footing, tell Tell) (*choice, error) {
	switch q.Goal {
	case Close:
		return s.leastHarm(ctx, q, tell)
	case Ratio:
		return s.ratio(ctx, src, q, tell)
	}
	candidates, notes, err := s.candidates(ctx, src, q)
	if err != nil {
		return nil, err
	}
	var c *choice
	switch {
	case foot != nil:
		c, err = s.chooseCovering(ctx, q, candidates, foot, tell)
	case q.Goal == Cover:
		c, err = s.most(ctx, q, candidates, tell)
	case q.Goal == Fewest:
		c, err = s.fewest(ctx, q, candidates, tell)
	default:
		c, err = s.shortest(ctx, q, candidates, q.Count, tell)
	}
	if err != nil {
		return nil, err
	}
	if q.Goal == Upgrade {
		notes = append(notes, upgradeNotes()...)
	}
	c.notes = append(notes, c.notes...)
	return c, nil
}

func (s *stage) chooseCovering(ctx context.Context, q *Question, candidates []candidate, foot *footing, tell Tell) (*choice, error) {
	covering, err := foot.covering(ctx, s, q, candidates, tell)
	if err != nil {
		return nil, err
	}
	solve := s.maximal
	if q.Goal == Fewest {
		solve = s.least
	}
	c, err := solve(ctx, q, candidates, covering.problem, tell.after(footprintsTo))
	if err != nil {
		return nil, err
	}
	c.notes = append(covering.notes, c.notes...)
	c.ranking = covering.ranking
	c.solver.Footprints = covering.looked
	return c, nil
}

// ratio adds as many points as bring people per point down to what is asked.
func (s *stage) ratio(ctx context.Context, src indicators.Source, q *Question, tell Tell) (*choice, error) {
	people := s.ground.People.Value
	if !people.Known || people.Value <= 0 {
		var l problemList
		l.add("people_per_point", "", "required", "đơn vị chưa có số dân", "the unit has no population")
		return nil, l.err()
	}
	have := s.count(nil).counted
	want := int(math.Ceil(people.Value/q.PeoplePerPoint - 1e-9))
	if want <= have {
		return &choice{notes: []registry.Text{registry.Textf("đã đạt: %d điểm, chỉ cần %d", "met already: %d points, %d are needed", have, want)}}, nil
	}
	asked := *q
	asked.Goal, asked.Count = Add, want-have
	candidates, notes, err := s.candidates(ctx, src, &asked)
	if err != nil {
		return nil, err
	}
	c, err := s.shortest(ctx, &asked, candidates, asked.Count, tell)
	if err != nil {
		return nil, err
	}
	c.notes = append(append(notes, registry.Textf("cần %d điểm, đang có %d: thêm %d", "%d points are needed, there are %d: %d more", want, have, want-have)), c.notes...)
	return c, nil
}

// evaluate gives the figures of a layout.
func (p *Planner) evaluate(ctx context.Context, s *stage, q Question, l Layout, foot *footing) (*Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	t := s.lay(l)
	r := &Result{
		Question: q, Unit: unitRef(s.ground.Unit), AsOf: s.asOf, Layout: l,
		Before: s.figures(nil), After: s.figures(t), Notes: append(slices.Clone(s.notes), s.weightNotes(&q)...),
		Provenance: p.provenance(s, "plan-"+string(q.Goal)),
	}
	var err error
	if foot == nil {
		r.Curve = s.curve(&q, t)
		r.Changes = s.changes(&q, t)
	} else {
		err = s.evaluateCoverage(ctx, r, t, foot)
	}
	rank(r)
	r.Communes = s.communeChanges(t)
	norms, normsErr := p.normsKept(ctx)
	r.Norms = normChanges(norms, &q, r)
	return r, errors.Join(err, normsErr)
}
