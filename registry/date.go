package registry

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"time"
)

// Date is a day of the civil calendar. The zero Date means "not stated", which
// for a beginning reads as "since ever" and for an end as "still".
type Date struct {
	year  int16
	month uint8
	day   uint8
}

// NewDate is the given day; months and days out of range are an error.
func NewDate(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day || year < 1 || year > 9999 {
		return Date{}, fmt.Errorf("no such day: %d-%d-%d", year, month, day)
	}
	return DateOf(t), nil
}

// DateOf is the day of t in t's own location.
func DateOf(t time.Time) Date {
	return Date{int16(t.Year()), uint8(t.Month()), uint8(t.Day())}
}

// dateLayouts are the forms that people and programs write. Day first, as in
// Vietnam, where the year does not lead.
var dateLayouts = []string{"2006-01-02", "2/1/2006", "2-1-2006", "2.1.2006", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05"}

// Vietnam is the zone in which the registry's days begin and end. Vietnam has
// had no daylight saving since 1975.
func Vietnam() *time.Location { return time.FixedZone("+07", 7*60*60) }

// ParseDate reads 2020-12-31, 31/12/2020, 31-12-2020, 31.12.2020, or a time
// stamp, whose day it takes. Empty text is the zero Date.
func ParseDate(text string) (Date, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Date{}, nil
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return NewDate(t.Year(), t.Month(), t.Day())
		}
	}
	return Date{}, fmt.Errorf("%q is not a date: write 31/12/2020 or 2020-12-31", text)
}

// IsZero tells whether the date is not stated.
func (d Date) IsZero() bool { return d == Date{} }

// Compare is negative, zero or positive as d is before, on or after e. The zero
// Date comes before every day.
func (d Date) Compare(e Date) int { return d.Days() - e.Days() }

// Before tells whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// Days numbers the days so that they can be compared and stored in a column;
// consecutive numbers are not consecutive days.
func (d Date) Days() int { return int(d.year)<<9 | int(d.month)<<5 | int(d.day) }

// Year is the year, 0 when not stated.
func (d Date) Year() int { return int(d.year) }

// Time is the day's midnight in UTC.
func (d Date) Time() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// AddDays moves by n days; the zero Date stays.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return DateOf(d.Time().AddDate(0, 0, n))
}

// String is 2020-12-31, or empty.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// MarshalText is String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDate.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

// Value stores the day as text, NULL when not stated.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a day from a database, as text or as the driver's time.
func (d *Date) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = DateOf(v)
		return nil
	}
	return fmt.Errorf("a date cannot be read from %T", value)
}

// Period is the span of days From ≤ day < To on which something holds; a zero
// end is open.
type Period struct{ From, To Date }

// Holds tells whether the period contains the day.
func (p Period) Holds(day Date) bool {
	return !day.Before(p.From) && (p.To.IsZero() || day.Before(p.To))
}

// Overlaps tells whether some day lies in both periods.
func (p Period) Overlaps(q Period) bool {
	return (q.To.IsZero() || p.From.Before(q.To)) && (p.To.IsZero() || q.From.Before(p.To))
}
