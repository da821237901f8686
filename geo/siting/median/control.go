package median

import (
	"context"
	"math"
	"sync/atomic"
	"time"

	"hatang/geo/siting"
)

// control is when to stop and whom to tell.
type control struct {
	opts   siting.Options
	began  time.Time
	told   time.Time
	halted atomic.Bool
	limits limits

	value, bound      float64 // NaN while there is none
	nodes, iterations int64
}

// limits end a search after so much work instead of so much time, which keeps it
// deterministic; 0 means none.
type limits struct {
	nodes int64
	start int // rounds of the starting heuristic; 0 means by size
	// entries is how large a problem has to be to be scouted; 0 means large.
	entries int
}

// newControl begins a search; the function returned ends it.
func newControl(ctx context.Context, opts siting.Options, lim limits) (*control, func()) {
	c := &control{opts: opts, began: time.Now(), limits: lim, value: math.NaN(), bound: math.NaN()}
	cancel := func() {}
	if opts.Limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, opts.Limit)
	}
	if ctx.Err() != nil { // AfterFunc would set it a moment later
		c.halted.Store(true)
	}
	stop := context.AfterFunc(ctx, func() { c.halted.Store(true) })
	return c, func() { stop(); cancel() }
}

// stop tells that the search has to end.
func (c *control) stop() bool { return c.halted.Load() }

// enough tells that the search has to end, or has looked at all the nodes that
// it may.
func (c *control) enough() bool {
	return c.stop() || c.limits.nodes > 0 && c.nodes >= c.limits.nodes
}

// near tells whether the gap that is asked for is reached.
func (c *control) near(value, bound float64) bool { return c.opts.Near(value, bound) }

// tell reports how far the search is: always if something got better, otherwise
// ten times a second.
func (c *control) tell(stage string, better bool) {
	if c.opts.Progress == nil {
		return
	}
	now := time.Now()
	if !better && now.Sub(c.told) < 100*time.Millisecond {
		return
	}
	c.told = now
	c.opts.Progress(siting.Progress{Elapsed: now.Sub(c.began), Value: c.value, Bound: c.bound, Stage: stage})
}
