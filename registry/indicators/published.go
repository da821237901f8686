package indicators

import (
	"context"
	"fmt"
	"math"
	"strings"

	"hatang/registry"
)

// Codes of entered indicators that are set beside computed figures.
const (
	codePostalRadius    = "postal_radius_km"
	codePeoplePerPoint  = "postal_people_per_point"
	codePostalPoints    = "postal_points"
	codeBDVHXCommunes   = "bdvhx_communes"
	codeStations        = "bts_stations"
	codeRadioCommunes   = "radio_communes"
	agreementTolerance  = 1e-9 // of a printed unit, for the rounding of binary numbers
	indicatorsAreOfUnit = "unit_code"
)

// compareAtPrintedPrecision says whether the computed value, rounded or cut off
// at the printed decimals, is the printed one.
func compareAtPrintedPrecision(printed, computed float64, decimals int) Agreement {
	scale := math.Pow10(decimals)
	p, c := printed*scale, computed*scale
	switch {
	case math.Abs(p-c) <= 0.5+agreementTolerance:
		return Agrees
	case math.Abs(math.Trunc(c+math.Copysign(agreementTolerance, c))-p) < 1e-6:
		return CutOff
	}
	return Differs
}

// printedDecimals counts the digits after the decimal comma of a Vietnamese
// figure: "9.674,18" has two, "4.054" none.
func printedDecimals(printed string) int {
	_, fraction, found := strings.Cut(printed, ",")
	if !found {
		return 0
	}
	return len(strings.TrimRight(fraction, " %"))
}

// publishedFor reads the figures printed for the unit, the newest of each code
// whose period has begun by the day.
func publishedFor(ctx context.Context, r registry.Reader, unit string, asOf registry.Date) (map[string]*registry.IndicatorValue, error) {
	found, err := registry.Find[*registry.IndicatorValue](ctx, r, registry.Query{
		Kind: registry.Indicators, AsOf: asOf, Where: []registry.Condition{registry.Where(indicatorsAreOfUnit, unit)},
	})
	if err != nil {
		return nil, err
	}
	newest := map[string]*registry.IndicatorValue{}
	for _, v := range found {
		if asOf.Before(v.PeriodFrom) {
			continue
		}
		if old := newest[v.Code]; old == nil || old.PeriodTo.Before(v.PeriodTo) {
			newest[v.Code] = v
		}
	}
	return newest, nil
}

// published sets what was printed for the unit beside what s computed.
func published(ctx context.Context, r registry.Reader, network Network, unit string, asOf registry.Date, s *Served) ([]Comparison, error) {
	printed, err := publishedFor(ctx, r, unit, asOf)
	if err != nil {
		return nil, err
	}
	var comparisons []Comparison
	add := func(code string, name registry.Text, computed registry.Opt[float64]) {
		if v := printed[code]; v != nil {
			comparisons = append(comparisons, comparison(v, name, computed))
		}
	}
	count := func(n int) registry.Opt[float64] { return registry.Some(float64(n)) }
	switch network {
	case PostalNetwork:
		add(codePostalPoints, registry.Text{VI: "số điểm phục vụ", EN: "number of points"}, count(s.Official.N))
		add(codePostalRadius, registry.Text{VI: "bán kính phục vụ bình quân (km/điểm)", EN: "mean service radius (km)"}, s.Official.RadiusCircleKM)
		if v := printed[codePeoplePerPoint]; v != nil {
			comparisons = append(comparisons, comparePeople(v, s.Official))
		}
		add(codeBDVHXCommunes, registry.Text{VI: "số xã có điểm BĐ–VHX", EN: "rural communes with a culture-and-post point"}, count(s.Shares[0].Part))
	case BTSNetwork:
		add(codeStations, registry.Text{VI: "số trạm BTS", EN: "number of stations"}, count(stationsCounted(s.Official.Counts)))
	case RadioNetwork:
		add(codeRadioCommunes, registry.Text{VI: "số xã, phường, thị trấn có đài", EN: "communes with a radio station"}, count(s.Shares[0].Part))
	}
	return comparisons, nil
}

func stationsCounted(counts []ClassCount) int {
	for _, c := range counts {
		if c.Class == "stations" {
			return c.N
		}
	}
	return 0
}

// comparison sets a printed figure beside a computed one.
func comparison(v *registry.IndicatorValue, name registry.Text, computed registry.Opt[float64]) Comparison {
	c := Comparison{Name: name, Printed: v.Printed, Source: v.Source, Computed: computed}
	if c.Printed == "" {
		c.Printed = registry.VI.Number(v.Value.Value, 0)
	}
	if !computed.Known {
		c.Agreement, c.Finding = Incomputed, registry.Text{VI: "không tính được để so sánh", EN: "cannot be computed to compare"}
		return c
	}
	decimals := printedDecimals(c.Printed)
	shown := decimals + 2
	if computed.Value == math.Trunc(computed.Value) {
		shown = decimals // a count
	}
	vi, en := registry.VI.Number(computed.Value, shown), registry.EN.Number(computed.Value, shown)
	c.Agreement = compareAtPrintedPrecision(v.Value.Value, computed.Value, decimals)
	switch c.Agreement {
	case Agrees:
		c.Finding = registry.Text{VI: "khớp (tính được " + vi + ")", EN: "agrees (computed " + en + ")"}
	case CutOff:
		c.Finding = registry.Text{
			VI: "tính được " + vi + ": số in đã cắt bớt, làm tròn phải là " + registry.VI.Number(computed.Value, decimals),
			EN: "computed " + en + ": the printed figure was cut off, rounded it is " + registry.EN.Number(computed.Value, decimals),
		}
	default:
		c.Finding = registry.Text{
			VI: "tính được " + vi + ", khác số in",
			EN: "computed " + en + ", which is not the printed figure",
		}
	}
	return c
}

// comparePeople adds which population the printed people per point implies.
func comparePeople(v *registry.IndicatorValue, o Official) Comparison {
	c := comparison(v, registry.Text{VI: "số dân phục vụ bình quân (người/điểm)", EN: "people per point"}, o.PeoplePerPoint)
	if !o.PeoplePerPoint.Known || !o.People.Value.Known {
		return c
	}
	implied := v.Value.Value * float64(o.N)
	held := o.People.Value.Value
	if math.Abs(implied-held) <= 0.5*float64(o.N) {
		return c
	}
	c.Finding.VI += impliedPeople(registry.VI, o, v.Value.Value,
		"; %s điểm × %s người = %s người, sổ đăng ký giữ %s người%s (lệch %s %%): báo cáo dùng mẫu số khác, có thể là số dân cũ")
	c.Finding.EN += impliedPeople(registry.EN, o, v.Value.Value,
		"; %s points × %s people = %s people, the registry holds %s%s (%s %%): the report divided another population, perhaps an older one")
	return c
}

// impliedPeople puts into words which population N points of the printed number
// of people make.
func impliedPeople(lang registry.Lang, o Official, printed float64, sentence string) string {
	implied, held := printed*float64(o.N), o.People.Value.Value
	return fmt.Sprintf(sentence, lang.Integer(o.N), lang.Number(printed, 0), lang.Number(implied, 0),
		lang.Number(held, 0), yearOf(o.People, lang), lang.Number(100*(implied-held)/held, 1))
}

func yearOf(in Input, lang registry.Lang) string {
	if !in.Year.Known {
		return ""
	}
	return registry.Textf(" (năm %d)", " (%d)", in.Year.Value).In(lang)
}
