package reports

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"hatang/registry"
	"hatang/registry/indicators"
)

// Request says which report is wanted. At most one of Half, Quarter and Month is
// not 0; none: the whole year.
type Request struct {
	Unit                       string // code; empty: the registry's own territory
	Year, Half, Quarter, Month int
	// Boundaries is the day whose units the report is for; zero: the last day of
	// the period.
	Boundaries registry.Date
	// Until makes the period the days from 1 January to it, whatever Year and the
	// others say; zero: as they say.
	Until registry.Date
	// Years is how many years the series of the workbook go back, 0: five.
	Years int
}

// check tells what is wrong with the request.
func (r Request) check() error {
	stated := 0
	for _, part := range []struct {
		value, most int
		name        registry.Text
	}{
		{r.Half, 2, registry.Text{VI: "nửa năm", EN: "half"}}, {r.Quarter, 4, registry.Text{VI: "quý", EN: "quarter"}}, {r.Month, 12, registry.Text{VI: "tháng", EN: "month"}},
	} {
		if part.value != 0 {
			stated++
		}
		if part.value < 0 || part.value > part.most {
			return registry.Errorf(registry.Invalid, "%[1]s %[2]d: cần 1 đến %[3]d", "%[4]s %[2]d: 1 to %[3]d is expected", part.name.VI, part.value, part.most, part.name.EN)
		}
	}
	switch {
	case r.Year < 1900 || r.Year > 2200:
		return registry.Errorf(registry.Invalid, "năm %d không hợp lệ: cần 1900 đến 2200", "year %d: 1900 to 2200 is expected", r.Year)
	case stated > 1:
		return registry.Errorf(registry.Invalid, "chỉ chọn một trong nửa năm, quý, tháng", "choose one of half, quarter and month")
	case r.Years < 0 || r.Years > 50:
		return registry.Errorf(registry.Invalid, "chuỗi %d năm: cần 1 đến 50", "a series of %d years: 1 to 50 is expected", r.Years)
	}
	return nil
}

// span is the first month of the period and how many it has.
func (r Request) span() (first, months int) {
	switch {
	case r.Half != 0:
		return 6*r.Half - 5, 6
	case r.Quarter != 0:
		return 3*r.Quarter - 2, 3
	case r.Month != 0:
		return r.Month, 1
	}
	return 1, 12
}

// period is the days of the report, or of the one that many periods earlier.
func (r Request) period(earlier int) (indicators.Period, error) {
	if !r.Until.IsZero() {
		return r.untilDay(earlier)
	}
	if err := r.check(); err != nil {
		return indicators.Period{}, err
	}
	first, months := r.span()
	begin := time.Date(r.Year, time.Month(first-earlier*months), 1, 0, 0, 0, 0, time.UTC)
	return indicators.Period{From: registry.DateOf(begin), To: registry.DateOf(begin.AddDate(0, months, -1))}, nil
}

// untilDay is 1 January to the day, so many years earlier; 29 February becomes the
// 28th where there is none.
func (r Request) untilDay(earlier int) (indicators.Period, error) {
	end := r.Until.Time()
	if end.Year() < 1900 || end.Year() > 2200 {
		return indicators.Period{}, registry.Errorf(registry.Invalid, "ngày %[1]s không hợp lệ: cần năm 1900 đến 2200", "day %[1]s: a year from 1900 to 2200 is expected", r.Until)
	}
	day := time.Date(end.Year()-earlier, end.Month(), end.Day(), 0, 0, 0, 0, time.UTC)
	if day.Month() != end.Month() {
		day = day.AddDate(0, 0, -1)
	}
	begin := time.Date(day.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
	return indicators.Period{From: registry.DateOf(begin), To: registry.DateOf(day)}, nil
}

// name is the period as reports call it.
func (r Request) name() registry.Text {
	switch {
	case !r.Until.IsZero():
		return registry.Text{VI: "đến ngày " + registry.VI.Date(r.Until), EN: "as of " + registry.EN.Date(r.Until)}
	case r.Half == 1:
		return registry.Textf("6 tháng đầu năm %d", "first half of %d", r.Year)
	case r.Half == 2:
		return registry.Textf("6 tháng cuối năm %d", "second half of %d", r.Year)
	case r.Quarter != 0:
		return registry.Textf("quý %d năm %d", "quarter %d of %d", r.Quarter, r.Year)
	case r.Month != 0:
		return registry.Textf("tháng %d năm %d", "month %d of %d", r.Month, r.Year)
	}
	return registry.Textf("năm %d", "%d", r.Year)
}

// Period is the days that the report is about.
func (r Request) Period() (indicators.Period, error) { return r.period(0) }

// Periods is the same part of each year of the series, ending with the report's.
func (r Request) Periods() ([]indicators.Period, error) {
	years := r.Years
	if years == 0 {
		years = seriesYears
	}
	var periods []indicators.Period
	for y := years - 1; y >= 0; y-- {
		one := r
		if one.Until.IsZero() {
			one.Year -= y
		} else if p, err := r.untilDay(y); err == nil {
			one.Until = p.To
		}
		period, err := one.period(0)
		if err != nil {
			return nil, err
		}
		periods = append(periods, period)
	}
	return periods, nil
}

// ParsePeriod reads a period as it is written in addresses: "2020", "2020-H1",
// "2020-Q3", "2020-06".
func ParsePeriod(text string) (Request, error) {
	var r Request
	year, part, divided := strings.Cut(text, "-")
	target, digits := &r.Month, part
	switch {
	case strings.HasPrefix(part, "H"):
		target, digits = &r.Half, part[1:]
	case strings.HasPrefix(part, "Q"):
		target, digits = &r.Quarter, part[1:]
	}
	var err error
	if r.Year, err = strconv.Atoi(year); err == nil && divided {
		*target, err = strconv.Atoi(digits)
	}
	if err != nil || divided && *target == 0 || len(year) != 4 {
		return Request{}, registry.Errorf(registry.Invalid, "kỳ %q: cần dạng 2020, 2020-H1, 2020-Q3 hoặc 2020-06", "period %q: 2020, 2020-H1, 2020-Q3 or 2020-06 is expected", text)
	}
	return r, r.check()
}

// Code is the period as ParsePeriod reads it.
func (r Request) Code() string {
	switch {
	case r.Half != 0:
		return fmt.Sprintf("%04d-H%d", r.Year, r.Half)
	case r.Quarter != 0:
		return fmt.Sprintf("%04d-Q%d", r.Year, r.Quarter)
	case r.Month != 0:
		return fmt.Sprintf("%04d-%02d", r.Year, r.Month)
	}
	return fmt.Sprintf("%04d", r.Year)
}
