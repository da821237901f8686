package indicators

import (
	"testing"

	"hatang/registry"
)

// The published figures of five provinces' and the ministry's reports: given S
// and N, the formula named gives the figure printed.
func TestOfficialFormulasGiveThePublishedFigures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		formula func(float64, int) registry.Opt[float64]
		areaKM2 float64
		n       int
		printed string
	}{
		{"Kon Tum 2020, circle", CircleRadiusKM, 9674.18, 129, "4,886"},
		{"Kon Tum 2020, half-square", HalfSquareRadiusKM, 9674.18, 129, "4,330"},
		{"Kon Tum 2020 less one point", CircleRadiusKM, 9674.18, 128, "4,905"},
		{"Bắc Giang 2008, half-square of 232", HalfSquareRadiusKM, 3827.45, 232, "2,031"},
		{"Bắc Giang 2008, half-square of 231", HalfSquareRadiusKM, 3827.45, 231, "2,035"},
		{"Bắc Giang 2008, circle of 232", CircleRadiusKM, 3827.45, 232, "2,292"},
		{"nation 12/2008", CircleRadiusKM, 331150, 18502, "2,39"},
		{"nation 12/2009", CircleRadiusKM, 331150, 17976, "2,42"},
		{"nation 3/2010", CircleRadiusKM, 331150, 17898, "2,43"},
		{"nation 2012", CircleRadiusKM, 330957, 14911, "2,66"},
		{"nation 2015", CircleRadiusKM, 330967, 12757, "2,87"},
	} {
		got := c.formula(c.areaKM2, c.n)
		if text := registry.VI.Number(got.Value, printedDecimals(c.printed)); !got.Known || text != c.printed {
			t.Errorf("%s: %s km, want %s", c.name, text, c.printed)
		}
	}
}

func TestNoRadiusWithoutAreaOrPoints(t *testing.T) {
	t.Parallel()
	for _, formula := range []func(float64, int) registry.Opt[float64]{CircleRadiusKM, HalfSquareRadiusKM} {
		for _, c := range []struct {
			areaKM2 float64
			n       int
		}{{0, 5}, {-1, 5}, {100, 0}, {100, -1}} {
			if got := formula(c.areaKM2, c.n); got.Known {
				t.Errorf("S = %v, N = %d: %v, want unknown", c.areaKM2, c.n, got.Value)
			}
		}
	}
	if got := PeoplePerPoint(100, 0); got.Known {
		t.Errorf("people per point of no point: %v", got.Value)
	}
	if got := Percent(0, 0); got.Known {
		t.Errorf("share of nothing: %v", got.Value)
	}
}

func TestComparingAtPrintedPrecision(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		printed  string
		value    float64
		computed float64
		want     Agreement
	}{
		{"4,8", 4.8, 4.8859, CutOff},
		{"4,9", 4.9, 4.8859, Agrees},
		{"4,7", 4.7, 4.8859, Differs},
		{"2,03", 2.03, 2.0308, Agrees},
		{"4.054", 4054, 4189.44, Differs},
		{"129", 129, 129, Agrees},
		{"81,4", 81.4, 81.395, Agrees},
		{"81,3", 81.3, 81.395, CutOff},
	} {
		if got := compareAtPrintedPrecision(c.value, c.computed, printedDecimals(c.printed)); got != c.want {
			t.Errorf("printed %s of %v: %v, want %v", c.printed, c.computed, got, c.want)
		}
	}
}
