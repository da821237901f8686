package planning

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/access"
	"hatang/geo/siting"
	"hatang/geo/siting/median"
	"hatang/registry"
)

// checkClosing tells what is wrong with closing Count points.
func (s *stage) checkClosing(q *Question) error {
	var l problemList
	ids := map[string]bool{}
	for i := range s.points {
		if s.number[i] >= 0 {
			ids[s.points[i].id] = true
		}
	}
	checkIDs(q, ids, &l)
	free := len(ids) - countIn(q.Forbid, ids)
	switch {
	case q.Count >= len(ids):
		l.add("count", strconv.Itoa(q.Count), "range", "mạng chỉ có %d điểm có tọa độ, phải còn lại ít nhất một", "the network has %d points with a place, and at least one must stay", len(ids))
	case q.Count > free:
		l.add("count", strconv.Itoa(q.Count), "range", "nhiều hơn số điểm được phép đóng: %d", "more than the points that may be closed: %d", free)
	case countIn(q.Force, ids) > q.Count:
		l.add("force", strconv.Itoa(len(q.Force)), "range", "bắt buộc đóng nhiều điểm hơn số cần đóng: %d", "more points are forced to close than wanted: %d", q.Count)
	}
	return l.err()
}

// leastHarm closes Count points so that the way grows least for all together: a
// p-median of the points that stay.
func (s *stage) leastHarm(ctx context.Context, q *Question, tell Tell) (*choice, error) {
	if err := s.checkClosing(q); err != nil {
		return nil, err
	}
	straight, ok := s.metric.(*access.Straight)
	if !ok {
		return s.closeOneByOne(ctx, q, tell)
	}
	tell.at(0.05, "đo đường đến các điểm còn lại", "measuring the way to the points that stay")
	at, which := places(s.points)
	d, err := s.closingDemand(ctx, straight, at, q.Count)
	if err != nil {
		return nil, err
	}
	cells, distanceM, err := d.metric.(*access.Straight).Closest(at, q.Count+1)
	if err != nil {
		return nil, err
	}
	rows, states := make([]median.Row, len(at)), make([]siting.State, len(at))
	for k, i := range which {
		rows[k] = median.Row{Demand: cells[k], Cost: distanceM[k]}
		if rows[k].Demand == nil {
			rows[k] = median.Row{Demand: []int32{}, Cost: []float32{}}
		}
		switch {
		case slices.Contains(q.Force, s.points[i].id):
			states[k] = siting.Closed
		case slices.Contains(q.Forbid, s.points[i].id):
			states[k] = siting.Open
		}
	}
	solution, err := median.PMedian(ctx, &median.Problem{
		Demands: d.cells.Len(), Weights: s.weigh(q, d.cells, d.field), Cost: median.Sparse(rows), States: states, P: len(at) - q.Count,
	}, q.options(tell))
	if err != nil {
		return nil, solverError(err)
	}
	c := &choice{solver: s.newSolver(d, make([]candidate, len(at)), "p-median trên các điểm hiện có: đóng ít ảnh hưởng nhất", "p-median of the existing points: the closures of least harm")}
	c.solver.tell(solution)
	c.solver.Unit = q.weighed(s.peopleWay())
	for k, i := range which {
		if !slices.Contains(solution.Open, k) {
			c.closed = append(c.closed, i)
		}
	}
	c.noteCoarse(d)
	return c, ctx.Err()
}

// closingDemand is the cells, coarse enough for their lists of closest points.
func (s *stage) closingDemand(ctx context.Context, straight *access.Straight, at []orb.Point, count int) (*demand, error) {
	d := &demand{cells: s.cells, metric: straight, field: s.field, side: 1}
	entries := float64(s.cells.Len()) * float64(min(2*(count+1), len(at)))
	for d.side*d.side < 400 && entries/float64(d.side*d.side) > mostEntries {
		d.side++
	}
	if d.side == 1 {
		return d, nil
	}
	return d, s.coarsen(ctx, d)
}

// closeOneByOne closes, again and again, the point that is missed least: for
// measures that know no lists of closest points. It proves nothing.
func (s *stage) closeOneByOne(ctx context.Context, q *Question, tell Tell) (*choice, error) {
	began := time.Now()
	at, which := places(s.points)
	field, weights := s.field.Clone(), s.weigh(q, s.cells, s.field)
	c := &choice{solver: s.newSolver(&demand{cells: s.cells, side: 1}, make([]candidate, len(at)),
		"đóng lần lượt điểm ít ảnh hưởng nhất (không chứng minh tối ưu)", "closing the least missed point, one after the other (nothing is proven)")}
	closed := map[int]bool{}
	var order []int
	for k, i := range which {
		if slices.Contains(q.Force, s.points[i].id) {
			closed[k] = true
			order = append(order, k)
			field.Remove(int32(k))
		}
	}
	for len(order) < q.Count {
		tell.at(0.1+0.8*float64(len(order))/float64(q.Count), "thử đóng từng điểm", "trying closures")
		harm := make([]float64, len(which))
		err := each(ctx, len(which), func(k int) {
			harm[k] = math.Inf(1)
			if !closed[k] && !slices.Contains(q.Forbid, s.points[which[k]].id) {
				without := field.Clone()
				without.Remove(int32(k))
				harm[k] = wayOf(weights, without)
			}
		})
		if err != nil {
			return nil, err
		}
		least := slices.Index(harm, slices.Min(harm))
		closed[least] = true
		order = append(order, least)
		field.Remove(int32(least))
	}
	for _, k := range order {
		c.closed = append(c.closed, which[k])
	}
	slices.Sort(c.closed)
	c.solver.Value, c.solver.Unit, c.solver.Seconds = known(wayOf(weights, field)), q.weighed(s.peopleWay()), time.Since(began).Seconds()
	return c, nil
}

// farWay stands for the way of people whom no point reaches: a day on foot.
const farWay = 86400.0

// wayOf is people, or what they count for, times their way.
func wayOf(people []float64, f access.Field) float64 {
	var sum float64
	for i, cost := range f.Cost() {
		sum += people[i] * math.Min(float64(cost), farWay)
	}
	return sum
}

// upgradeNotes says what the network of an upgrade is.
func upgradeNotes() []registry.Text {
	return []registry.Text{{
		VI: "mạng xét ở đây là các bưu cục (cấp 1–3); nâng cấp một BĐVHX là thêm một bưu cục tại chỗ của nó, tổng số điểm phục vụ không đổi",
		EN: "the network looked at is the post offices (grades 1–3); upgrading a BĐVHX adds an office in its place, the number of points stays",
	}}
}
