package planning

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"hatang/geo/access"
	"hatang/geo/siting"
	"hatang/geo/siting/cover"
	"hatang/geo/siting/median"
	"hatang/registry"
)

// choice is what a search chose.
type choice struct {
	added  []candidate
	closed []int // indices of the stage's points
	solver Solver
	notes  []registry.Text
	// ranking of the candidates by themselves, where people are covered.
	ranking []Ranked
}

// Solver says how a choice was found and how good it is proven to be.
type Solver struct {
	Method registry.Text `json:"method"`
	// Value is the objective reached and Bound what no choice can pass; unknown
	// where the method proves nothing. Gap is their difference as a share of Value.
	Value      registry.Opt[float64] `json:"value"`
	Bound      registry.Opt[float64] `json:"bound"`
	Gap        registry.Opt[float64] `json:"gap"`
	Optimal    bool                  `json:"optimal"`
	Unit       registry.Text         `json:"unit"` // of Value and Bound
	Candidates int                   `json:"candidates"`
	Demands    int                   `json:"demands"` // cells of people that it was found for
	CellM      float64               `json:"cell_m"`  // their side
	Seconds    float64               `json:"seconds"`
	// Footprints is how many candidates had one computed: the others have nobody
	// within reach who is not covered.
	Footprints int `json:"footprints,omitempty"`
}

// tell enters a solution.
func (v *Solver) tell(s *siting.Solution) {
	v.Value, v.Bound, v.Gap = known(s.Value), known(s.Bound), known(s.Gap())
	v.Optimal, v.Seconds = s.Optimal, s.Elapsed.Seconds()
}

// known is v, unknown where it is no number.
func known(v float64) registry.Opt[float64] {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return registry.Opt[float64]{}
	}
	return registry.Some(v)
}

// states are those of the candidates by the question.
func (q *Question) states(candidates []candidate) []siting.State {
	states := make([]siting.State, len(candidates))
	for i := range candidates {
		switch {
		case slices.Contains(q.Force, candidates[i].id):
			states[i] = siting.Open
		case slices.Contains(q.Forbid, candidates[i].id):
			states[i] = siting.Closed
		}
	}
	return states
}

// options of a search; progress goes to tell.
func (q *Question) options(tell Tell) siting.Options {
	seconds := q.LimitS
	if seconds == 0 {
		seconds = limitS
	}
	limit := time.Duration(seconds * float64(time.Second))
	return siting.Options{Limit: limit, Gap: q.Gap, Seed: q.Seed, Progress: func(p siting.Progress) {
		share := 0.2 + 0.7*math.Min(1, p.Elapsed.Seconds()/seconds)
		tell.at(share, "tìm phương án: "+p.Stage, "searching: "+p.Stage)
	}}
}

// Tell hears how far a plan is, 0 to 1; nil hears nothing.
type Tell func(share float64, stage registry.Text)

func (t Tell) at(share float64, vi, en string) {
	if t != nil {
		t(share, registry.Text{VI: vi, EN: en})
	}
}

// shortest opens count candidates so that the way to the nearest point is shortest
// for all together: the p-median with the existing points as they are.
func (s *stage) shortest(ctx context.Context, q *Question, candidates []candidate, count int, tell Tell) (*choice, error) {
	tell.at(0.05, "đo đường đến các vị trí ứng viên", "measuring the way to the candidates")
	d, err := s.demandFor(ctx, candidates)
	if err != nil {
		return nil, err
	}
	rows := make([]median.Row, len(candidates))
	err = each(ctx, len(candidates), func(i int) {
		cells, cost := d.field.Row(candidates[i].at)
		rows[i] = median.Row{Demand: cells, Cost: cost}
		if cells == nil {
			rows[i].Demand, rows[i].Cost = []int32{}, []float32{}
		}
	})
	if err != nil {
		return nil, err
	}
	problem := &median.Problem{
		Demands: d.cells.Len(), Weights: s.weigh(q, d.cells, d.field), Cost: median.Sparse(rows), Base: baseOf(d.field),
		States: q.states(candidates), P: count,
	}
	solution, err := median.PMedian(ctx, problem, q.options(tell))
	if err != nil {
		return nil, solverError(err)
	}
	c := &choice{solver: s.newSolver(d, candidates, "p-median: bài toán tổng quãng đường người dân nhỏ nhất", "p-median: the least way for all people together")}
	c.solver.tell(solution)
	c.solver.Unit = q.weighed(s.peopleWay())
	c.pick(candidates, solution.Open)
	c.noteCoarse(d)
	return c, ctx.Err()
}

// peopleWay is the unit of people times way.
func (s *stage) peopleWay() registry.Text {
	if s.metric.Unit() == "s" {
		return registry.Text{VI: "người × giây", EN: "person-seconds"}
	}
	return registry.Text{VI: "người × mét", EN: "person-metres"}
}

func (s *stage) newSolver(d *demand, candidates []candidate, vi, en string) Solver {
	return Solver{
		Method: registry.Text{VI: vi, EN: en}, Candidates: len(candidates), Demands: d.cells.Len(),
		CellM: float64(d.side) * cellM,
	}
}

// cellM is the side of the surface's cells.
const cellM = 100.0

func (c *choice) pick(candidates []candidate, open []int) {
	for _, i := range open {
		c.added = append(c.added, candidates[i])
	}
}

func (c *choice) noteCoarse(d *demand) {
	if d.side > 1 {
		side := strconv.Itoa(100 * d.side)
		c.notes = append(c.notes, registry.Text{
			VI: "tìm trên ô " + side + " m cho vừa bộ nhớ; giá trị, cận và khoảng cách đến tối ưu là của bài toán đó, các chỉ tiêu tính trên ô 100 m",
			EN: "searched on cells of " + side + " m to fit into memory; value, bound and gap are of that problem, the figures are of 100 m cells",
		})
	}
}

// baseOf is the field's costs as the solver takes them.
func baseOf(f access.Field) []float64 {
	base := make([]float64, len(f.Cost()))
	for i, c := range f.Cost() {
		base[i] = float64(c)
	}
	return base
}

// solverError makes an error of a solver one for people: what it refuses was
// checked before, so it is a fault of ours unless the context ended.
func solverError(err error) error {
	return &registry.Error{
		Code: registry.CodeOf(err), Cause: err,
		Message: registry.Text{VI: "không giải được bài toán chọn vị trí", EN: "the siting problem could not be solved"},
	}
}

// coverProblem is who is within the limit of which candidate.
func (s *stage) coverProblem(ctx context.Context, q *Question, candidates []candidate, tell Tell) (*cover.Problem, error) {
	tell.at(0.05, "tìm dân trong tầm của các vị trí ứng viên", "finding who is within reach of the candidates")
	limit := q.limit()
	lists := make([][]int32, len(candidates))
	if err := each(ctx, len(candidates), func(i int) { lists[i] = s.metric.Reach(candidates[i].at, limit) }); err != nil {
		return nil, err
	}
	covered := make([]bool, s.cells.Len())
	for i, cost := range s.field.Cost() {
		covered[i] = float64(cost) <= limit
	}
	return &cover.Problem{Weights: s.weigh(q, s.cells, s.field), Covers: cover.FromLists(lists), States: q.states(candidates), Covered: covered}, nil
}

// most opens count candidates so that most people are within the limit.
func (s *stage) most(ctx context.Context, q *Question, candidates []candidate, tell Tell) (*choice, error) {
	problem, err := s.coverProblem(ctx, q, candidates, tell)
	if err != nil {
		return nil, err
	}
	return s.maximal(ctx, q, candidates, problem, tell)
}

func (s *stage) maximal(ctx context.Context, q *Question, candidates []candidate, problem *cover.Problem, tell Tell) (*choice, error) {
	result, err := cover.Maximal(ctx, problem, q.Count, q.options(tell))
	if err != nil {
		return nil, solverError(err)
	}
	c := &choice{solver: s.newSolver(&demand{cells: s.cells, side: 1}, candidates,
		"bao phủ cực đại: nhiều dân trong tầm phục vụ nhất", "maximal covering: the most people within reach")}
	c.solver.tell(&result.Solution)
	c.solver.Unit = q.weighed(registry.Text{VI: "người", EN: "people"})
	c.pick(candidates, result.Open)
	return c, ctx.Err()
}

// fewest opens as few candidates as bring the share of people within the limit
// and, where asked, a point into each commune that has none.
func (s *stage) fewest(ctx context.Context, q *Question, candidates []candidate, tell Tell) (*choice, error) {
	problem, err := s.coverProblem(ctx, q, candidates, tell)
	if err != nil {
		return nil, err
	}
	return s.least(ctx, q, candidates, problem, tell)
}

func (s *stage) least(ctx context.Context, q *Question, candidates []candidate, problem *cover.Problem, tell Tell) (*choice, error) {
	need := cover.Need{Share: q.Share}
	var communes []int
	if q.EachCommune {
		need.Groups, communes = s.needy(candidates)
	}
	result, err := cover.Fewest(ctx, problem, need, q.options(tell))
	if err != nil {
		return nil, solverError(err)
	}
	c := &choice{solver: s.newSolver(&demand{cells: s.cells, side: 1}, candidates,
		"phủ tập hợp: ít điểm nhất đạt yêu cầu", "set covering: the fewest points that meet the need")}
	c.solver.tell(&result.Solution)
	c.solver.Unit = registry.Text{VI: "điểm", EN: "points"}
	c.pick(candidates, result.Open)
	for _, k := range result.Unmet {
		name := s.ground.Communes[communes[k]].Name
		c.notes = append(c.notes, registry.Textf("%s không có vị trí ứng viên nào nên vẫn chưa có điểm", "%s has no candidate and stays without a point", name))
	}
	return c, s.noteUnreachable(ctx, q, c, candidates, problem, result)
}

// noteUnreachable tells, where the share cannot be had, what radius would do.
func (s *stage) noteUnreachable(ctx context.Context, q *Question, c *choice, candidates []candidate, problem *cover.Problem, result *cover.Result) error {
	if q.Share == 0 || result.ReachableWeight >= q.Share*result.TotalWeight*(1-1e-9) || s.metric.Unit() != "m" {
		return ctx.Err()
	}
	var people float64
	for _, i := range result.Unserved {
		people += problem.Weights[i]
	}
	c.notes = append(c.notes, registry.Text{
		VI: "không đạt được tỷ lệ yêu cầu: " + registry.VI.Number(people, 0) + " người ở ngoài tầm của mọi vị trí ứng viên",
		EN: "the share cannot be reached: " + registry.EN.Number(people, 0) + " people are beyond the reach of every candidate",
	})
	if q.Mast != nil { // no radius says what a footprint is
		return ctx.Err()
	}
	radiusM, err := s.radiusFor(ctx, q, candidates, problem, result)
	if err != nil || math.IsInf(radiusM, 1) {
		return err
	}
	c.notes = append(c.notes, registry.Text{
		VI: "bán kính " + registry.VI.Number(math.Ceil(radiusM/10)/100, 2) + " km thì các vị trí ứng viên đạt được tỷ lệ đó",
		EN: "with a radius of " + registry.EN.Number(math.Ceil(radiusM/10)/100, 2) + " km the candidates could reach it",
	})
	return nil
}

// radiusFor is the least radius at which the candidates together reach the share.
func (s *stage) radiusFor(ctx context.Context, q *Question, candidates []candidate, problem *cover.Problem, result *cover.Result) (float64, error) {
	at := slices.Clone(result.Unserved)
	field := s.field.Clone()
	for i, state := range problem.States {
		if state != siting.Closed {
			field.Add(candidates[i].at)
		}
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
	}
	slices.SortFunc(at, func(a, b int) int {
		if field.Cost()[a] < field.Cost()[b] {
			return -1
		}
		return 1
	})
	reached := result.ReachableWeight
	for _, i := range at {
		if reached += problem.Weights[i]; reached >= q.Share*result.TotalWeight*(1-1e-9) {
			return float64(field.Cost()[i]), nil
		}
	}
	return math.Inf(1), nil
}

// needy is a group of candidates for each commune that has no point.
func (s *stage) needy(candidates []candidate) (groups []cover.Group, communes []int) {
	has := make([]bool, len(s.ground.Communes))
	for i := range s.points {
		has[s.points[i].commune] = true
	}
	of := make([][]int, len(has))
	for i := range candidates {
		of[candidates[i].commune] = append(of[candidates[i].commune], i)
	}
	for k := range has {
		if !has[k] {
			groups = append(groups, cover.Group{Candidates: of[k], Least: 1})
			communes = append(communes, k)
		}
	}
	return groups, communes
}
