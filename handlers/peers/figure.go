//go:build linux

package main

import (
	"fmt"
	"math"
	"time"
)

// rate is work done in a time.
type rate struct {
	done int
	took time.Duration
}

func (r rate) perSecond() float64 {
	if r.took <= 0 {
		return 0
	}
	return float64(r.done) / r.took.Seconds()
}

func (r *rate) add(done int, took time.Duration) { r.done, r.took = r.done+done, r.took+took }

// turns are the slices of one side.
type turns []rate

func (t turns) total() rate {
	var sum rate
	for _, r := range t {
		sum.add(r.done, r.took)
	}
	return sum
}

// comparison is one row of a table: both sides' slices, turn by turn.
type comparison struct {
	name         string
	ours, theirs turns
	// The same by processor time of the service, where it is another process.
	oursCPU, theirsCPU rate
	oursKB, theirsKB   float64 // mean size of an answer
	target             float64 // ratio to reach; 0: none
	note               string
}

func (c *comparison) ratio() float64 {
	return c.ours.total().perSecond() / c.theirs.total().perSecond()
}

// spread is the smallest and the largest ratio of a turn.
func (c *comparison) spread() (low, high float64) {
	low, high = math.Inf(1), 0
	for i := range min(len(c.ours), len(c.theirs)) {
		r := c.ours[i].perSecond() / c.theirs[i].perSecond()
		low, high = min(low, r), max(high, r)
	}
	return low, high
}

// number writes a figure with three digits that count and commas between
// thousands.
func number(x float64) string {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return "–"
	case x < 10:
		return fmt.Sprintf("%.2f", x)
	case x < 100:
		return fmt.Sprintf("%.1f", x)
	}
	step := math.Pow(10, math.Floor(math.Log10(x))-2)
	text := fmt.Sprintf("%.0f", math.Round(x/step)*step)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "**not met**"
}
