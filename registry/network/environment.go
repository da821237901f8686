package network

import (
	"math"
	"sync"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"hatang/registry"
)

// environment is what all views of a Live share.
type environment struct {
	clock func() time.Time
	fids  fidStore // nil: the Store's rows have no numbers
	// A Collator keeps state between comparisons: each question borrows one.
	collators sync.Pool
	rows      sync.Pool // *[]int32
}

func newEnvironment(clock func() time.Time) *environment {
	return &environment{clock: clock, collators: sync.Pool{New: func() any { return collate.New(language.Vietnamese) }}}
}

// forever is the end of a row that still holds. Days are numbered as
// registry.Date.Days does.
const forever = math.MaxInt32

// day is the number of the day that a question is about.
func (e *environment) day(asOf registry.Date) int32 {
	if asOf.IsZero() {
		return e.today()
	}
	return int32(asOf.Days())
}

func (e *environment) today() int32 { return int32(registry.DateOf(e.clock()).Days()) }

// collator lends a Collator; giveBack must be called.
func (e *environment) collator() (c *collate.Collator, giveBack func()) {
	c, _ = e.collators.Get().(*collate.Collator)
	return c, func() { e.collators.Put(c) }
}

// borrowRows lends memory for rows; returnRows must be called.
func (e *environment) borrowRows() *[]int32 {
	if rows, ok := e.rows.Get().(*[]int32); ok {
		return rows
	}
	return new([]int32)
}

func (e *environment) returnRows(rows *[]int32) { e.rows.Put(rows) }

// span is when a row holds: from ≤ day < to.
type span struct{ from, to int32 }

func spanOf(h *registry.Head) span {
	s := span{int32(h.ValidFrom.Days()), forever}
	if !h.ValidTo.IsZero() {
		s.to = int32(h.ValidTo.Days())
	}
	return s
}

func (s span) holds(day int32) bool { return s.from <= day && day < s.to }
