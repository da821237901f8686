package p2108_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio"
	"hatang/geo/radio/internal/vectors"
	"hatang/geo/radio/p2108"
)

// check compares with a case: NTIA prints one decimal, and a return code other
// than 0 where the input is refused, for the quantity that refused names.
func check(t *testing.T, i int, r vectors.Row, column string, got float64, err error, refused map[int]string) {
	t.Helper()
	code := r.Int("rtn")
	if code == 0 {
		if err != nil || !(math.Abs(got-r.Float(column)) <= 0.05+1e-9) {
			t.Errorf("case %d: %.3f dB, %v, want %s", i, got, err, r.Text(column))
		}
		return
	}
	var out radio.OutOfRange
	if !errors.As(err, &out) || out.Quantity != refused[code] {
		t.Errorf("case %d: error %v, want one about the %s", i, err, refused[code])
	}
}

// Source: NTIA/p2108-test-data.
func TestHeightGain(t *testing.T) {
	t.Parallel()
	refused := map[int]string{32: "frequency", 33: "terminal height", 34: "street width", 35: "clutter height"}
	for i, r := range vectors.Rows(t, "p2108", "HeightGainTerminalCorrectionModelTestData.csv") {
		got, err := p2108.HeightGainDB(p2108.Terminal{
			HeightM:  r.Float("h__meter"),
			Clutter:  p2108.Clutter(r.Int("clutter_type")),
			ClutterM: r.Float("R__meter"),
			StreetM:  r.Float("w_s__meter"),
		}, r.Float("f__ghz")*1000)
		check(t, i, r, "A_h__db", got, err, refused)
	}
}

// Source: NTIA/p2108-test-data.
func TestTerrestrial(t *testing.T) {
	t.Parallel()
	refused := map[int]string{48: "frequency", 49: "distance", 50: "locations"}
	for i, r := range vectors.Rows(t, "p2108", "TerrestrialStatisticalModelTestData.csv") {
		got, err := p2108.TerrestrialDB(r.Float("f__ghz")*1000, r.Float("d__km")*1000, r.Float("p"))
		check(t, i, r, "L_ctt__db", got, err, refused)
	}
}

// Source: NTIA/p2108-test-data.
func TestSlant(t *testing.T) {
	t.Parallel()
	refused := map[int]string{64: "frequency", 65: "elevation", 66: "locations"}
	for i, r := range vectors.Rows(t, "p2108", "AeronauticalStatisticalModelTestData.csv") {
		got, err := p2108.SlantDB(r.Float("f__ghz")*1000, r.Float("theta_deg"), r.Float("p"))
		check(t, i, r, "L_ces__db", got, err, refused)
	}
}

// The loss of a town grows with the share of locations and is never more than
// at 2 km.
func TestTerrestrialMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64Range(500, 67e3).Draw(t, "frequency")
		p := rapid.Float64Range(1, 98).Draw(t, "locations")
		d := rapid.Float64Range(250, 5000).Draw(t, "distance")
		at := func(d, p float64) float64 {
			v, err := p2108.TerrestrialDB(f, d, p)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		if at(d, p+1) <= at(d, p) {
			t.Fatalf("at %g %% no more than at %g %%", p+1, p)
		}
		if at(2000+d, p) > at(2000, p) {
			t.Fatal("the loss still grows beyond 2 km")
		}
	})
}

func TestUnknownClutter(t *testing.T) {
	t.Parallel()
	if _, err := p2108.HeightGainDB(p2108.Terminal{HeightM: 2, Clutter: 7, ClutterM: 10, StreetM: 27}, 900); err == nil {
		t.Error("clutter 7 was taken")
	}
}
