package radio_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"hatang/geo/radio"
)

func TestCheckTellsAll(t *testing.T) {
	t.Parallel()
	r := func(name string, strict bool) radio.Range {
		return radio.Range{Quantity: name, Unit: "m", Min: 1, Max: 10, Strict: strict}
	}
	warnings, err := radio.Check("model",
		radio.Reading{Range: r("a", true), Value: 0},
		radio.Reading{Range: r("b", false), Value: 11},
		radio.Reading{Range: r("c", false), Value: math.NaN()},
		radio.Reading{Range: r("d", true), Value: 10},
	)
	if len(warnings) != 1 || warnings[0].Quantity != "b" {
		t.Errorf("warnings %v, want one about b", warnings)
	}
	want := "model: a 0 m, expected 1 to 10\nmodel: c NaN m, expected 1 to 10"
	if err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	var out radio.OutOfRange
	if !errors.As(err, &out) || out.Quantity != "a" || out.Value != 0 {
		t.Errorf("error carries %+v", out)
	}
}

func TestOutOfRangeText(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]radio.OutOfRange{
		"m: share 2, expected 0 to 1":                              {Model: "m", Value: 2, Range: radio.Range{Quantity: "share", Max: 1}},
		"m: length -1 km, expected at least 0":                     {Model: "m", Value: -1, Range: radio.Range{Quantity: "length", Unit: "km", Max: math.Inf(1)}},
		"m: time 100 %, expected between 0 and 100, both excluded": {Model: "m", Value: 100, Range: radio.Range{Quantity: "time", Unit: "%", Max: 100, Open: true}},
		"m: width 0 m, expected more than 0":                       {Model: "m", Range: radio.Range{Quantity: "width", Unit: "m", Max: math.Inf(1), Open: true}},
		"m: depth 7 m, expected at most 5":                         {Model: "m", Value: 7, Range: radio.Range{Quantity: "depth", Unit: "m", Min: math.Inf(-1), Max: 5}},
	} {
		if got := o.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestProfileCheck(t *testing.T) {
	t.Parallel()
	good := func() radio.Profile {
		return radio.Profile{DistanceKm: []float64{0, 1, 2}, GroundM: []float64{5, 6, 7}, ClutterM: []float64{0, 10, 0}}
	}
	for name, c := range map[string]struct {
		change func(*radio.Profile)
		want   string
	}{
		"good":            {func(*radio.Profile) {}, ""},
		"short":           {func(p *radio.Profile) { *p = radio.Profile{} }, "profile has 0 points, at least 2"},
		"lengths":         {func(p *radio.Profile) { p.Cover, p.Zone = make([]radio.Cover, 2), make([]radio.Zone, 4) }, "3 distances but 2 cover classes\nprofile has 3 distances but 4 zones"},
		"start":           {func(p *radio.Profile) { p.DistanceKm[0] = 0.5 }, "starts at 0.5 km, expected 0"},
		"order":           {func(p *radio.Profile) { p.DistanceKm[2] = 1 }, "point 2: distance 1 km"},
		"endless":         {func(p *radio.Profile) { p.DistanceKm[2] = math.Inf(1) }, "point 2: distance +Inf km"},
		"void":            {func(p *radio.Profile) { p.GroundM[1] = -32768 }, "point 1: ground height -32768 m"},
		"clutter":         {func(p *radio.Profile) { p.ClutterM[1] = -1 }, "point 1: clutter height -1 m, expected 0 to 1000"},
		"zone":            {func(p *radio.Profile) { p.Zone = []radio.Zone{1, 2, 4} }, "point 1: zone 2, expected 1 (sea), 3 (coastal) or 4 (inland)"},
		"clutter nothing": {func(p *radio.Profile) { p.ClutterM[1] = math.NaN() }, "point 1: clutter height NaN m"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := good()
			c.change(&p)
			err := p.Check()
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func TestStep(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		distances []float64
		step      float64
		even      bool
	}{
		"even":   {[]float64{0, 0.1, 0.2, 0.3}, 100, true},
		"uneven": {[]float64{0, 0.1, 0.25, 0.3}, 0, false},
		"empty":  {nil, 0, false},
	} {
		p := radio.Profile{DistanceKm: c.distances}
		step, even := p.StepM()
		if even != c.even || math.Abs(step-c.step) > 1e-9 {
			t.Errorf("%s: %g m, %v", name, step, even)
		}
	}
}

func TestLink(t *testing.T) {
	t.Parallel()
	l := radio.Link{TxHeightM: 30, RxHeightM: 10, DistanceM: 15}
	if got := l.SlantM(); got != 25 {
		t.Errorf("slant %g m, want 25", got)
	}
	l.Profile = &radio.Profile{DistanceKm: []float64{0, 0.015}, GroundM: []float64{0, 20}}
	if l.LengthM() != 15 || l.SlantM() != 15 {
		t.Errorf("length %g m, slant %g m, want 15 and 15", l.LengthM(), l.SlantM())
	}
	if l.TimeOr50() != 50 || (radio.Link{TimePercent: 1}).TimeOr50() != 1 {
		t.Error("the default time is not half of it")
	}
}

// P.1812 table 2.
func TestClutterHeights(t *testing.T) {
	t.Parallel()
	for cover, want := range map[radio.Cover]float64{
		radio.CoverUnknown: 0, radio.CoverWater: 0, radio.CoverRural: 0,
		radio.CoverSuburban: 10, radio.CoverUrbanOrTrees: 15, radio.CoverDenseUrban: 20,
	} {
		if got := cover.ClutterHeightM(); got != want {
			t.Errorf("class %d: %g m, want %g", cover, got, want)
		}
	}
}
