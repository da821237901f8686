package median

import (
	"context"
	"math"
	"slices"

	"hatang/geo/siting"
)

// scouting is what is known of a large problem before it is prepared.
type scouting[F number] struct {
	sample *prepared[F] // nil if the problem is not large
	open   []int32      // free candidates of a good solution; nil if nothing is known
	mu     []float64    // multipliers, by demand
	closed []bool       // candidates in no better solution
	bound  float64
}

const (
	// scoutEntries is from how many entries on a problem is scouted.
	scoutEntries = 4_000_000
	// sampleEntries is about how many a sample has.
	sampleEntries = 1_200_000
	sampleRounds  = 4
	sampleSteps   = 250
)

// scout looks at a large problem from afar. It solves that of a sample of the
// demands, whose multipliers suggest those of the others, which lie alike; with
// these it bounds the whole problem row by row, as the caller keeps it, and
// closes what cannot be in a better solution. What is left is much less to sort
// and to search.
func scout[F number](ctx context.Context, c *control, p *Problem, row func(int) ([]int32, []F)) scouting[F] {
	found := scouting[F]{}
	total := 0
	for j := range p.Cost.Candidates() {
		if _, cost := row(j); p.state(j) == siting.Free {
			total += len(cost)
		}
	}
	if total < c.limits.scout() {
		return found
	}
	found.bound = lowestOf(p, row)
	stop := func() bool { return ctx.Err() != nil }
	sample := prepare(p, row, selection{stop: stop, every: 1 + total/c.limits.sample()})
	if sample == nil {
		return found
	}
	s := newSearch(c, sample)
	s.most = sampleRounds
	if s.root.settled() {
		return found
	}
	s.starts()
	s.pad()
	open, mu := s.glance()
	found.sample, found.open = sample, sample.candidates(open)
	if c.stop() {
		return found
	}
	v := newSurvey(c, sample)
	v.begin(found.open, mu)
	v.run()
	found.open, found.closed = v.best, v.closed
	if len(v.past) > 0 {
		found.mu = v.center
	}
	found.bound = math.Max(found.bound, v.bound)
	c.value = math.NaN() // of the sample
	return found
}

// lowestOf is a bound that one look at the rows gives: everybody at the nearest of
// all sites that may be open. Nobody costs less than 0, nor does whom none can
// serve.
func lowestOf[F number](p *Problem, row func(int) ([]int32, []F)) float64 {
	nearest := make([]float64, p.Demands)
	for i := range nearest {
		if nearest[i] = math.Inf(1); p.Base != nil {
			nearest[i] = p.Base[i]
		}
	}
	for j := range p.Cost.Candidates() {
		if p.state(j) == siting.Closed {
			continue
		}
		each(row, int32(j), func(i int32, c F) { nearest[i] = min(nearest[i], float64(c)) })
	}
	total := 0.0
	for i, cost := range nearest {
		if w := p.weight(i); w > 0 && !math.IsInf(cost, 1) {
			total += w * cost
		}
	}
	return total
}

// solution is the best that was found if the search ends here.
func (f *scouting[F]) solution() *siting.Solution {
	open := make([]int32, 0, len(f.open))
	for s, j := range f.sample.sites {
		if slices.Contains(f.open, j) {
			open = append(open, int32(s))
		}
	}
	s := f.sample.finish(open, false)
	s.Bound = math.Min(f.bound-1e-12*math.Abs(f.bound), s.Value)
	s.Optimal = s.Bound == s.Value
	return s
}

// scout and sample are the limits of size, which tests make small.
func (l limits) scout() int {
	if l.entries > 0 {
		return l.entries
	}
	return scoutEntries
}

func (l limits) sample() int {
	if l.entries > 0 {
		return l.entries
	}
	return sampleEntries
}

// candidates names sites of the root as the problem does.
func (b *prepared[F]) candidates(sites []int32) []int32 {
	list := make([]int32, len(sites))
	for k, j := range sites {
		list[k] = b.sites[j]
	}
	return list
}

// glance raises the bound of the root for a while and returns the best solution
// and the multipliers.
func (s *search[F]) glance() (open []int32, mu []float64) {
	b := &branchAndBound[F]{search: s, mu: make([]float64, len(s.root.weight))}
	b.guess()
	v := newVolume(s, s.root, b.mu, "sample")
	v.run(sampleSteps, sampleSteps)
	v.keep(b.mu)
	s.bound = v.bound
	s.tell("sample", true)
	return s.best, b.mu
}
