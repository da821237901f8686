package dossiers

import (
	"bytes"
	"fmt"
	"time"

	"github.com/goccy/go-yaml"

	"hatang/registry"
)

// Calendar counts working days: not Saturdays, Sundays or days off, but the
// Saturdays and Sundays that are worked instead of one. It does not change.
type Calendar struct {
	off, worked map[registry.Date]bool
	years       map[int]bool
	list        []CalendarYear
}

// CalendarYear is what is known of a year.
type CalendarYear struct {
	Year       int           `yaml:"year" json:"year"`
	Cite       string        `yaml:"cite" json:"cite"`
	Unverified bool          `yaml:"unverified" json:"unverified,omitempty"`
	Off        []CalendarDay `yaml:"off" json:"off"`
	Worked     []CalendarDay `yaml:"worked" json:"worked"`
}

// CalendarDay is a day off or a day worked instead of one.
type CalendarDay struct {
	Day  registry.Date `yaml:"day" json:"day"`
	Name string        `yaml:"name" json:"name"`
}

// ParseCalendar reads a calendar from YAML. A day outside its year, a day off
// that is a weekend and a day worked that is none are Invalid, all told at once.
func ParseCalendar(body []byte) (*Calendar, error) {
	var file struct {
		Years []CalendarYear `yaml:"years"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(body), yaml.Strict()).Decode(&file); err != nil {
		return nil, unreadable("lịch ngày nghỉ", "calendar of holidays", err)
	}
	c := &Calendar{off: map[registry.Date]bool{}, worked: map[registry.Date]bool{}, years: map[int]bool{}, list: file.Years}
	var faults problems
	for _, y := range file.Years {
		if c.years[y.Year] {
			faults.add("year", fmt.Sprint(y.Year), "repeated", "năm này đã có", "this year stands there already")
		}
		c.years[y.Year] = true
		c.enter(c.off, y.Year, y.Off, false, &faults)
		c.enter(c.worked, y.Year, y.Worked, true, &faults)
	}
	if err := faults.err("lịch ngày nghỉ", "calendar of holidays"); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Calendar) enter(into map[registry.Date]bool, year int, days []CalendarDay, weekend bool, faults *problems) {
	for _, d := range days {
		switch {
		case d.Day.Year() != year:
			faults.add("day", d.Day.String(), "year", "ngày không thuộc năm ghi ở trên", "the day is not in the year above it")
		case isWeekend(d.Day) != weekend && weekend:
			faults.add("worked", d.Day.String(), "weekday", "ngày làm bù phải là thứ Bảy hoặc Chủ nhật", "a day worked instead is a Saturday or Sunday")
		case isWeekend(d.Day) != weekend:
			faults.add("off", d.Day.String(), "weekday", "ngày nghỉ này đã là thứ Bảy hoặc Chủ nhật", "this day off is a Saturday or Sunday anyway")
		}
		into[d.Day] = true
	}
}

func isWeekend(d registry.Date) bool {
	weekday := d.Time().Weekday()
	return weekday == time.Saturday || weekday == time.Sunday
}

// Years are the years that are listed, with their sources.
func (c *Calendar) Years() []CalendarYear { return c.list }

// Working tells whether offices work on the day.
func (c *Calendar) Working(d registry.Date) bool {
	if isWeekend(d) {
		return c.worked[d]
	}
	return !c.off[d]
}

// Add is the n-th working day after from, which itself is not counted; n ≤ 0 is
// from. listed is false when the holidays of a year on the way are not known: the
// day may be too early.
func (c *Calendar) Add(from registry.Date, n int) (day registry.Date, listed bool) {
	day, listed = from, c.years[from.Year()]
	for n > 0 {
		day = day.AddDays(1)
		listed = listed && c.years[day.Year()]
		if c.Working(day) {
			n--
		}
	}
	return day, listed
}

// Between is how many working days lie after from up to and with to; negative the
// other way round.
func (c *Calendar) Between(from, to registry.Date) int {
	if to.Before(from) {
		return -c.Between(to, from)
	}
	n := 0
	for d := from.AddDays(1); !to.Before(d); d = d.AddDays(1) {
		if c.Working(d) {
			n++
		}
	}
	return n
}

// addMonths is the same day of the month n months later, or the month's last.
func addMonths(d registry.Date, n int) registry.Date {
	if d.IsZero() {
		return d
	}
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return registry.DateOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}
