package ogc

import (
	"errors"
	"strings"
	"time"

	"hatang/registry"
)

// span is a stretch of days, both ends within it; a zero end is open.
type span struct{ from, to registry.Date }

// instant tells whether the span is a single day.
func (s span) instant() bool { return s.from == s.to }

// holds tells whether a row holds on some day of the span.
func (s span) holds(p registry.Period) bool {
	return (s.to.IsZero() || !s.to.Before(p.From)) && (p.To.IsZero() || s.from.Before(p.To))
}

// parseDatetime reads the datetime parameter (/req/core/fc-time-definition): an
// instant, or two of them joined by a slash with ".." or nothing for an open
// end. An instant is a time stamp of RFC 3339, whose day in the given zone is
// meant, or a date alone, which the standard leaves to servers.
func parseDatetime(text string, zone *time.Location) (span, registry.Text) {
	form := registry.Text{
		VI: "phải là ngày hoặc thời điểm RFC 3339, hoặc khoảng như 2020-01-01/2020-12-31, 2020-01-01/.. hay ../2020-12-31",
		EN: "must be a date or a time stamp of RFC 3339, or an interval such as 2020-01-01/2020-12-31, 2020-01-01/.. or ../2020-12-31",
	}
	begin, end, interval := strings.Cut(text, "/")
	if !interval {
		day, ok := parseInstant(text, zone)
		if !ok {
			return span{}, form
		}
		return span{day, day}, registry.Text{}
	}
	from, fromOK := parseEnd(begin, zone)
	to, toOK := parseEnd(end, zone)
	switch {
	case !fromOK || !toOK || (from.IsZero() && to.IsZero()):
		return span{}, form
	case !to.IsZero() && to.Before(from):
		return span{}, registry.Text{VI: "khoảng kết thúc trước khi bắt đầu", EN: "the interval ends before it begins"}
	}
	return span{from, to}, registry.Text{}
}

func parseEnd(text string, zone *time.Location) (registry.Date, bool) {
	if text == "" || text == ".." {
		return registry.Date{}, true
	}
	return parseInstant(text, zone)
}

func parseInstant(text string, zone *time.Location) (registry.Date, bool) {
	// GDAL writes a date as 2020-12-31T.
	if t, err := time.Parse(time.DateOnly, strings.TrimSuffix(text, "T")); err == nil {
		return dateOf(t)
	}
	// RFC 3339, 5.6: T and Z may be lower case; time.Parse wants them upper. A
	// plus that a client left as it is reads as a blank in a query string.
	text = strings.Replace(strings.ToUpper(text), " ", "+", 1)
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t, err = leapSecond(text)
	}
	if err != nil || strings.Contains(text, ",") { // which time.Parse takes for a point
		return registry.Date{}, false
	}
	return dateOf(t.In(zone))
}

// leapSecond reads a time stamp of second 60, which time.Parse knows nothing of:
// it is the end of a day by UTC (RFC 3339, 5.7), here taken for the second
// before.
func leapSecond(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, strings.Replace(text, ":60", ":59", 1))
	if utc := t.UTC(); err != nil || !strings.Contains(text, ":59:60") && !strings.Contains(text, ":29:60") || utc.Hour() != 23 || utc.Minute() != 59 {
		return time.Time{}, errNoInstant
	}
	return t, nil
}

var errNoInstant = errors.New("no time stamp")

// dateOf refuses the year 0, which the registry's dates do not have.
func dateOf(t time.Time) (registry.Date, bool) {
	day, err := registry.NewDate(t.Year(), t.Month(), t.Day())
	return day, err == nil
}
