package itm_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio"
	"hatang/geo/radio/itm"
)

func usualParams() itm.Params {
	return itm.Vietnam().Params(radio.Link{FrequencyMHz: 900, TxHeightM: 45, RxHeightM: 1.5})
}

// rollingTerrain is a reproducible range of hills.
func rollingTerrain(tb testing.TB, points int, stepM float64) *itm.Terrain {
	tb.Helper()
	random := rand.New(rand.NewPCG(7, 11))
	heights := make([]float64, points)
	slope := 0.0
	for i := 1; i < points; i++ {
		slope = 0.9*slope + random.NormFloat64()*2
		heights[i] = math.Abs(heights[i-1] + slope)
	}
	terrain, err := itm.NewTerrain(stepM, heights)
	if err != nil {
		tb.Fatal(err)
	}
	return terrain
}

func anyTerrain(t *rapid.T) *itm.Terrain {
	points := rapid.IntRange(4, 400).Draw(t, "points")
	heights := make([]float64, points)
	for i := 1; i < points; i++ {
		heights[i] = heights[i-1] + rapid.Float64Range(-25, 25).Draw(t, "rise")
	}
	terrain, err := itm.NewTerrain(rapid.Float64Range(30, 300).Draw(t, "step"), heights)
	if err != nil {
		t.Fatal(err)
	}
	return terrain
}

// A prediction over part of a radial is the prediction over that part alone:
// the prefix sums and horizons of a sweep change nothing.
func TestPartOfRadialEqualsPathAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		whole := anyTerrain(t)
		n := rapid.IntRange(2, len(whole.HeightM)-1).Draw(t, "n")
		alone, err := itm.NewTerrain(whole.StepM, whole.HeightM[:n+1])
		if err != nil {
			t.Fatal(err)
		}
		predictor, err := itm.NewPredictor(usualParams())
		if err != nil {
			t.Fatal(err)
		}
		got, gotErr := predictor.PointToPoint(whole, n)
		want, wantErr := predictor.PointToPoint(alone, n)
		if (gotErr == nil) != (wantErr == nil) || got != want {
			t.Fatalf("on the radial %+v (%v), alone %+v (%v)", got, gotErr, want, wantErr)
		}
	})
}

// Exchanging the terminals and turning the profile round leaves a broadcast-mode
// path's reference attenuation where it was, but for the sampling of Δh, which
// starts at the transmitter.
func TestReciprocity(t *testing.T) {
	t.Parallel()
	there := rollingTerrain(t, 120, 90)
	back := make([]float64, 0, len(there.HeightM))
	for i := range there.HeightM {
		back = append(back, there.HeightM[len(there.HeightM)-1-i])
	}
	turned, err := itm.NewTerrain(there.StepM, back)
	if err != nil {
		t.Fatal(err)
	}
	p := usualParams()
	forward, err := itm.PointToPoint(p, there)
	if err != nil {
		t.Fatal(err)
	}
	p.TxHeightM, p.RxHeightM = p.RxHeightM, p.TxHeightM
	reverse, err := itm.PointToPoint(p, turned)
	if err != nil {
		t.Fatal(err)
	}
	if d := math.Abs(forward.LossDB - reverse.LossDB); d > 0.5 {
		t.Errorf("forward %.3f dB, reverse %.3f dB", forward.LossDB, reverse.LossDB)
	}
}

// More of the time asked for never needs less loss.
func TestLossGrowsWithTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terrain := anyTerrain(t)
		p := usualParams()
		p.Climate = itm.Climate(rapid.IntRange(1, 7).Draw(t, "climate"))
		a := rapid.Float64Range(1, 98).Draw(t, "time")
		b := rapid.Float64Range(a, 99).Draw(t, "more time")
		p.TimePercent = a
		less, err := itm.PointToPoint(p, terrain)
		if err != nil {
			t.Skip(err)
		}
		p.TimePercent = b
		more, err := itm.PointToPoint(p, terrain)
		if err != nil {
			t.Fatal(err)
		}
		if more.LossDB < less.LossDB-1e-9 {
			t.Fatalf("%g %% of time: %g dB; %g %%: %g dB", a, less.LossDB, b, more.LossDB)
		}
	})
}

func TestBadParams(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*itm.Params)
		want   string
	}{
		"frequency too low":    {func(p *itm.Params) { p.FrequencyMHz = 19 }, "frequency 19 MHz, expected 20 to 20000"},
		"frequency no number":  {func(p *itm.Params) { p.FrequencyMHz = math.NaN() }, "frequency NaN MHz"},
		"antenna in the earth": {func(p *itm.Params) { p.RxHeightM = -1 }, "receiver height -1 m, expected 0.5 to 3000"},
		"climate":              {func(p *itm.Params) { p.Climate = 8 }, "climate 8, expected 1 to 7"},
		"refractivity":         {func(p *itm.Params) { p.RefractivityN0 = 401 }, "sea-level refractivity 401"},
		"ground":               {func(p *itm.Params) { p.Permittivity = 0.9 }, "ground permittivity 0.9, expected at least 1"},
		"insulator":            {func(p *itm.Params) { p.ConductivitySPerM = 0 }, "ground conductivity 0"},
		"mode":                 {func(p *itm.Params) { p.Mode = 4 }, "variability mode 4, expected 0 to 3"},
		"mode too high":        {func(p *itm.Params) { p.Mode = 41 }, "variability mode 41, expected 0 to 33"},
		"always":               {func(p *itm.Params) { p.TimePercent = 100 }, "time 100 %"},
		"polarization":         {func(p *itm.Params) { p.Polarization = 7 }, "polarization 7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := usualParams()
			c.change(&p)
			_, err := itm.PointToPoint(p, rollingTerrain(t, 20, 100))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func TestBadTerrain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		step    float64
		heights []float64
		want    string
	}{
		"too short":     {90, []float64{1, 2}, "2 heights, at least 3"},
		"no step":       {0, []float64{1, 2, 3}, "step 0 m"},
		"no number":     {90, []float64{1, math.NaN(), 3}, "no number"},
		"too high":      {90, []float64{9000, 9500, 9800, 9900}, "surface refractivity"},
		"endless steps": {math.Inf(1), []float64{1, 2, 3}, "step +Inf m"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			terrain, err := itm.NewTerrain(c.step, c.heights)
			if err == nil {
				p := usualParams()
				p.RefractivityN0 = 310
				_, err = itm.PointToPoint(p, terrain)
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func TestBadArea(t *testing.T) {
	t.Parallel()
	_, err := itm.Area(usualParams(), itm.AreaParams{DistanceM: -1, DeltaHM: -2, TxSiting: 3})
	for _, want := range []string{"distance -1 m", "terrain irregularity -2 m", "transmitter siting 3"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}

func TestModelPredictsAndExplains(t *testing.T) {
	t.Parallel()
	terrain := rollingTerrain(t, 101, 90)
	profile := &radio.Profile{GroundM: terrain.HeightM}
	for i := range terrain.HeightM {
		profile.DistanceKm = append(profile.DistanceKm, float64(i)*0.09)
	}
	link := radio.Link{FrequencyMHz: 900, TxHeightM: 45, RxHeightM: 0.6, Profile: profile}
	symbols := make(map[string]float64)
	got, err := itm.Vietnam().Predict(link, func(q radio.Quantity) { symbols[q.Symbol] = q.Value })
	if err != nil {
		t.Fatal(err)
	}
	if symbols["Lb"] != got.LossDB || symbols["Δh"] == 0 {
		t.Errorf("prediction %+v explained by %v", got, symbols)
	}
	found := false
	for _, w := range got.Warnings {
		found = found || w.Quantity == "receiver height" && w.Value == 0.6
	}
	if !found {
		t.Errorf("warnings %v, want one about the receiver height", got.Warnings)
	}
	link.Profile = nil
	if _, err := itm.Vietnam().Predict(link, nil); err == nil {
		t.Error("a link without a profile was predicted")
	}
}

func BenchmarkPointToPoint300(b *testing.B) {
	terrain := rollingTerrain(b, 300, 90)
	predictor, err := itm.NewPredictor(usualParams())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := terrain.Reset(terrain.StepM, terrain.HeightM); err != nil {
			b.Fatal(err)
		}
		if _, err := predictor.PointToPoint(terrain, 299); err != nil {
			b.Fatal(err)
		}
	}
}

// What a sweep pays for each receiver once it has the horizons.
func BenchmarkLossFromHorizons300(b *testing.B) {
	terrain := rollingTerrain(b, 300, 90)
	params := usualParams()
	predictor, err := itm.NewPredictor(params)
	if err != nil {
		b.Fatal(err)
	}
	_, curvature := terrain.Atmosphere(299, params.RefractivityN0)
	horizons := terrain.Horizons(299, params.TxHeightM, params.RxHeightM, curvature)
	b.ReportAllocs()
	for b.Loop() {
		g := terrain.Geometry(299, &params, horizons)
		if _, err := predictor.Loss(&g, true); err != nil {
			b.Fatal(err)
		}
	}
}
