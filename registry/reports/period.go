package reports

import (
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
	if err := r.check(); err != nil {
		return indicators.Period{}, err
	}
	first, months := r.span()
	begin := time.Date(r.Year, time.Month(first-earlier*months), 1, 0, 0, 0, 0, time.UTC)
	return indicators.Period{From: registry.DateOf(begin), To: registry.DateOf(begin.AddDate(0, months, -1))}, nil
}

// name is the period as reports call it.
func (r Request) name() registry.Text {
	switch {
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
	for y := r.Year - years + 1; y <= r.Year; y++ {
		one := r
		one.Year = y
		period, err := one.period(0)
		if err != nil {
			return nil, err
		}
		periods = append(periods, period)
	}
	return periods, nil
}
