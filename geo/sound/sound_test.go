package sound_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/sound"
)

// 25 W at 108 dB: 706 m at 65 dB when nothing but distance takes the sound, 130
// to 300 m as it is.
func TestKnownRadii(t *testing.T) {
	t.Parallel()
	horn := sound.Source{SensitivityDB: 108, PowerW: 25}
	for name, c := range map[string]struct {
		air         sound.Air
		low, high   float64
		thresholdDB float64
	}{
		"free field":            {sound.Air{}, 705.5, 706.8, 65},
		"country":               {sound.Country(), 295, 302, 65},
		"town":                  {sound.Town(), 125, 132, 65},
		"never so loud":         {sound.Country(), 0, 0, 130},
		"noisy town, threshold": {sound.Town(), 85, 100, sound.TownNoiseDB + sound.AboveNoiseDB},
	} {
		if got := sound.RadiusM(horn, c.air, c.thresholdDB); got < c.low || got > c.high {
			t.Errorf("%s: %v m, want %v to %v", name, got, c.low, c.high)
		}
	}
}

func TestLevelFallsWithDistance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := sound.Source{SensitivityDB: rapid.Float64Range(80, 120).Draw(t, "sensitivity"), PowerW: rapid.Float64Range(1, 500).Draw(t, "power")}
		air := rapid.SampledFrom([]sound.Air{sound.Country(), sound.Town()}).Draw(t, "air")
		d := rapid.Float64Range(1, 5000).Draw(t, "d")
		if a, b := sound.LevelDB(s, air, d), sound.LevelDB(s, air, d*1.01); b >= a {
			t.Fatalf("%v dB at %v m and %v farther on", a, d, b)
		}
		threshold := rapid.Float64Range(40, 90).Draw(t, "threshold")
		r := sound.RadiusM(s, air, threshold)
		if r > 1 && r < 99999 && math.Abs(sound.LevelDB(s, air, r)-threshold) > 0.01 {
			t.Fatalf("%v dB at the radius of %v m, want %v", sound.LevelDB(s, air, r), r, threshold)
		}
		if twice := sound.RadiusM(sound.Source{SensitivityDB: s.SensitivityDB, PowerW: 2 * s.PowerW}, air, threshold); twice < r {
			t.Fatalf("%v m with twice the power, %v with once", twice, r)
		}
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, s := range []sound.Source{{}, {SensitivityDB: 108}, {SensitivityDB: math.NaN(), PowerW: 5}, {SensitivityDB: 108, PowerW: -1}} {
		if err := s.Check(); !errors.Is(err, sound.ErrSource) {
			t.Errorf("%+v: %v", s, err)
		}
	}
}
