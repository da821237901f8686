package tr38901_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio"
	"hatang/geo/radio/internal/vectors"
	"hatang/geo/radio/tr38901"
)

// Source: the reference values of ns-3's test of its TR 38.901 models.
func TestVectors(t *testing.T) {
	t.Parallel()
	scenarios := map[string]tr38901.Scenario{
		"RMa": tr38901.RuralMacro, "UMa": tr38901.UrbanMacro, "UMi": tr38901.UrbanMicro,
	}
	for _, r := range vectors.Rows(t, "empirical", "tr38901.csv") {
		p := tr38901.Path{
			FrequencyGHz: r.Float("f_GHz"), DistanceM: r.Float("d2d_m"),
			BaseHeightM: r.Float("hbs_m"), UserHeightM: r.Float("hut_m"),
		}
		s := scenarios[r.Text("scenario")]
		got := s.OutOfSight(p)
		if r.Int("los") == 1 {
			got = s.InSight(p)
		}
		if want := r.Float("pathloss_dB"); !(math.Abs(got.LossDB-want) <= 1e-4) {
			t.Errorf("%v, los %s, %g m: %.5f dB, want %.4f", s, r.Text("los"), p.DistanceM, got.LossDB, want)
		}
	}
}

// Table 7.4.2-1 at places where it can be worked by hand.
func TestSightProbability(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		scenario tr38901.Scenario
		d, h     float64
		want     float64
	}{
		{"RMa near", tr38901.RuralMacro, 10, 1.5, 1},
		{"RMa a kilometre on", tr38901.RuralMacro, 1010, 1.5, math.Exp(-1)},
		{"UMi near", tr38901.UrbanMicro, 18, 1.5, 1},
		{"UMi", tr38901.UrbanMicro, 36, 1.5, 0.5 + 0.5*math.Exp(-1)},
		{"UMa", tr38901.UrbanMacro, 63, 1.5, 18.0/63 + math.Exp(-1)*(1-18.0/63)},
		{"UMa on a roof", tr38901.UrbanMacro, 150, 23, (0.12 + math.Exp(-150.0/63)*0.88) * (1 + 1.25*3.375*math.Exp(-1))},
	} {
		if got := c.scenario.SightProbability(c.d, c.h); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %.6f, want %.6f", c.name, got, c.want)
		}
	}
}

// Farther is never less in either state, the chance of sight falls, and a
// mixture lies between its parts.
func TestLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := tr38901.Scenario(rapid.IntRange(0, 2).Draw(t, "scenario"))
		p := tr38901.Path{
			FrequencyGHz: rapid.Float64Range(0.5, 30).Draw(t, "frequency"),
			DistanceM:    rapid.Float64Range(10, 4000).Draw(t, "distance"),
			BaseHeightM:  rapid.Float64Range(10, 60).Draw(t, "base"),
			UserHeightM:  rapid.Float64Range(1.5, 10).Draw(t, "user"),
		}
		far := p
		far.DistanceM *= 1.2
		if s.SightProbability(far.DistanceM, p.UserHeightM) > s.SightProbability(p.DistanceM, p.UserHeightM) {
			t.Fatal("farther is seen more often")
		}
		if s.OutOfSight(far).LossDB < s.OutOfSight(p).LossDB {
			t.Fatal("farther out of sight costs less")
		}
		in, out, mixed := s.InSight(p), s.OutOfSight(p), s.Mixed(p)
		if mixed.LossDB < in.LossDB-1e-9 || mixed.LossDB > out.LossDB+1e-9 {
			t.Fatalf("mixed %+v outside %+v and %+v", mixed, in, out)
		}
		if mixed.SigmaDB < min(in.SigmaDB, out.SigmaDB)-1e-9 {
			t.Fatalf("mixed deviation %g below %g and %g", mixed.SigmaDB, in.SigmaDB, out.SigmaDB)
		}
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	l := radio.Link{FrequencyMHz: 3500, TxHeightM: 25, RxHeightM: 1.5, DistanceM: 6000}
	got, err := tr38901.Model{Scenario: tr38901.UrbanMacro}.Predict(l, nil)
	if err != nil || len(got.Warnings) != 1 || got.Warnings[0].Quantity != "distance" {
		t.Errorf("%+v, %v; want one warning about the distance", got, err)
	}
	if got.ShadowSigmaDB < 4 {
		t.Errorf("deviation %g dB, want at least 4", got.ShadowSigmaDB)
	}
	for name, c := range map[string]struct {
		model tr38901.Model
		link  radio.Link
		want  string
	}{
		"scenario":    {tr38901.Model{Scenario: 3}, l, "scenario(3)"},
		"on the site": {tr38901.Model{}, radio.Link{FrequencyMHz: 900, TxHeightM: 30, RxHeightM: 2}, "distance 0 m, expected 1"},
		"light":       {tr38901.Model{}, radio.Link{FrequencyMHz: 2e5, TxHeightM: 30, RxHeightM: 2, DistanceM: 50}, "frequency 200 GHz"},
	} {
		if _, err := c.model.Predict(c.link, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one that says %q", name, err, c.want)
		}
	}
}
