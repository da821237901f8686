package appraisal

import (
	"time"

	"hatang/registry"
)

// Calendar counts working days: not Saturdays, Sundays or the listed holidays,
// which the state announces year by year. It does not change.
type Calendar struct {
	off   map[registry.Date]bool
	years map[int]bool // for which holidays are listed
}

// NewCalendar is a calendar with the given days off.
func NewCalendar(holidays []registry.Date) *Calendar {
	c := &Calendar{off: map[registry.Date]bool{}, years: map[int]bool{}}
	for _, d := range holidays {
		c.off[d], c.years[d.Year()] = true, true
	}
	return c
}

// Working tells whether people work on the day.
func (c *Calendar) Working(d registry.Date) bool {
	weekday := d.Time().Weekday()
	return weekday != time.Saturday && weekday != time.Sunday && !c.off[d]
}

// Add is the n-th working day after from, which is not counted itself. listed is
// false when a year on the way has no holidays listed: the answer may be too
// early.
func (c *Calendar) Add(from registry.Date, n int) (day registry.Date, listed bool) {
	listed = c.years[from.Year()]
	for day = from; n > 0; {
		day = day.AddDays(1)
		listed = listed && c.years[day.Year()]
		if c.Working(day) {
			n--
		}
	}
	return day, listed
}

// Between is how many working days lie after from up to and with to; 0 when to
// is not later.
func (c *Calendar) Between(from, to registry.Date) int {
	n := 0
	for d := from.AddDays(1); !to.Before(d); d = d.AddDays(1) {
		if c.Working(d) {
			n++
		}
	}
	return n
}
