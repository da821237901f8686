package cover

import (
	"context"
	"math"
	"slices"

	"hatang/geo/siting"
)

// Need is what the fewest points must do.
type Need struct {
	// Share of the weight to cover, from 0 for none to 1 for every demand that can
	// be covered, those without weight included.
	Share float64
	// Groups that must have points of their own.
	Groups []Group
}

// Group is a set of candidates of which at least so many must be open, such as
// those of a commune. Candidates that are Open count.
type Group struct {
	Candidates []int
	Least      int
}

// Fewest opens as few candidates as meet the need: set covering where Share is 1
// (the location set covering problem), partial set covering below that, with the
// groups as further sets. Value is the number of open candidates, those included
// that are Open already, and Bound the least with which it may be possible.
//
// What cannot be is not asked for: demands out of reach are listed in Unserved,
// groups without enough candidates in Unmet, and where what can be reached is
// less than the share, all that can be reached is covered; ReachableWeight tells.
//
// It fails with ErrInvalid on a problem or need that makes no sense. When the
// context ends it returns what it has, without an error.
func Fewest(ctx context.Context, pr *Problem, need Need, o siting.Options) (*Result, error) {
	if err := pr.checkNeed(&need); err != nil {
		return nil, err
	}
	r, cancel := newRun(ctx, pr.Effort, o)
	defer cancel()
	f := &fewest{r: r, start: o.Start}
	r.show = f.show
	r.step = unit(pr.Weights)
	kind, target := pr.demand(need.Share, r.step)
	if f.target = target; kind != share {
		r.step = 1
	}
	m, unmet := pr.needModel(&need, kind, r.cancelled)
	open, ok := f.solve(m, kind == share)
	if !ok {
		f.least = len(pr.forced())
		open = pr.allowed()
	}
	res := pr.result(open)
	res.Unmet = unmet
	res.Value = float64(len(open))
	r.finish(&res.Solution)
	res.Bound = min(res.Value, float64(f.least))
	res.Optimal = res.Bound == res.Value
	return res, nil
}

func (pr *Problem) checkNeed(need *Need) error {
	if err := pr.check(); err != nil {
		return err
	}
	if math.IsNaN(need.Share) || need.Share < 0 || need.Share > 1 {
		return invalid("the share to cover is %v, want 0 to 1", need.Share)
	}
	if need.Share > 0 && need.Share < 1 {
		if err := pr.checkPeople(); err != nil {
			return err
		}
	}
	for g, group := range need.Groups {
		if group.Least < 1 {
			return invalid("group %d needs %d points, want at least 1", g, group.Least)
		}
		for _, i := range group.Candidates {
			if i < 0 || i >= pr.Covers.Candidates() {
				return invalid("group %d has candidate %d, but there are %d", g, i, pr.Covers.Candidates())
			}
		}
	}
	return nil
}

// demand is what a share asks of the rows of demands.
type demand uint8

const (
	nothing demand = iota
	share          // so much weight
	people         // every demand that weighs something and can be reached
	every          // every demand that can be reached
)

// demand is what the share comes to, and the weight to cover where it is one: a
// whole multiple of the step if there is one, else allowing for the rounding of
// sums.
func (pr *Problem) demand(part, step float64) (kind demand, target float64) {
	switch part {
	case 0:
		return nothing, 0
	case 1:
		return every, 0
	}
	var total, reachable float64
	lost := pr.Unreachable()
	for j, w := range pr.Weights {
		total += w
		if len(lost) > 0 && lost[0] == j {
			lost = lost[1:]
			continue
		}
		reachable += w
	}
	target = part*total - 1e-9*total
	if step > 0 {
		target = math.Ceil(part*total/step-1e-9) * step
	}
	if target >= reachable-1e-9*total {
		return people, 0
	}
	return share, target
}

// needModel is the model of the need: where all must be covered every demand is a
// row that needs a coverer and gains 1, where a share must be it is a row that
// gains its weight; each group is a row that needs its points. unmet are the
// groups that want more than there can be.
func (pr *Problem) needModel(need *Need, kind demand, stop func() bool) (m *model, unmet []int) {
	demands := len(pr.Weights)
	m = &model{left: pr.Covers.Candidates(), stop: stop, rows: makeRows(demands + len(need.Groups))}
	if kind == share {
		copy(m.rows.first, pr.Weights)
	}
	if kind == people || kind == every {
		for j, w := range pr.Weights {
			if w > 0 || kind == every {
				m.rows.first[j], m.rows.need[j] = 1, 1
			}
		}
		for _, j := range pr.Unreachable() {
			m.rows.first[j], m.rows.need[j] = 0, 0
		}
	}
	groups := make([][]int32, pr.Covers.Candidates())
	for g, group := range need.Groups {
		allowed := 0
		for _, i := range slices.Compact(slices.Sorted(slices.Values(group.Candidates))) {
			if pr.state(i) != siting.Closed {
				allowed++
				groups[i] = append(groups[i], int32(demands+g))
			}
		}
		if allowed < group.Least {
			unmet = append(unmet, g)
		}
		m.rows.need[demands+g] = int32(min(group.Least, allowed))
		if kind != share && m.rows.need[demands+g] > 0 {
			m.rows.first[demands+g] = 1
		}
	}
	m.col = pr.columns()
	if len(need.Groups) > 0 {
		m.col = pr.columnsWith(groups)
	}
	return pr.absorb(m), unmet
}

// columnsWith are the covers with the rows of groups after those of demands.
func (pr *Problem) columnsWith(groups [][]int32) adjacency {
	a := adjacency{start: make([]int32, 1, len(groups)+1)}
	for i, rows := range groups {
		a.item = append(a.item, pr.Covers.Of(i)...)
		a.item = append(a.item, rows...)
		a.start = append(a.start, int32(len(a.item)))
	}
	return a
}

// allowed are the candidates that may be open.
func (pr *Problem) allowed() (open []int) {
	for i := range pr.Covers.Candidates() {
		if pr.state(i) != siting.Closed {
			open = append(open, i)
		}
	}
	return open
}
