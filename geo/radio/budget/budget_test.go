package budget_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio/budget"
)

func technology(tb testing.TB, name string) budget.Technology {
	tb.Helper()
	t, ok := budget.ByName(budget.Defaults(), name)
	if !ok {
		tb.Fatalf("no technology %q", name)
	}
	return t
}

func near(t *testing.T, what string, got, want, room float64) {
	t.Helper()
	if !(math.Abs(got-want) <= room) {
		t.Errorf("%s = %.6f, want %.6f", what, got, want)
	}
}

// The EIRP of the quantity that each technology measures, 20 W into 17 dBi after
// 2 dB of feeder, worked by hand.
func TestEIRP(t *testing.T) {
	t.Parallel()
	tx := budget.Transmitter{PowerDBm: 43, FeederLossDB: 2, FrequencyMHz: 1800}
	for name, want := range map[string]float64{
		"2G": 58,
		"3G": 48,
		"4G": 58 - 27.7815, // 600 subcarriers
		"5G": 58 - 35.1534, // 3276 subcarriers
	} {
		near(t, name, technology(t, name).EIRPDBm(tx, 17), want, 1e-4)
	}
}

func TestLevel(t *testing.T) {
	t.Parallel()
	tx := budget.Transmitter{PowerDBm: 43, FeederLossDB: 2, FrequencyMHz: 1800}
	near(t, "RxLev", technology(t, "2G").Level(tx, 17, 130), -72, 1e-9)
	// 30 W into 0 dBd: 1 kW ERP gives 106.9 dBµV/m at 1 km, where free space
	// loses 32.45 + 20 log f dB.
	fm := budget.Transmitter{PowerDBm: 10*math.Log10(30) + 30, FrequencyMHz: 98}
	want := 106.9 + 10*math.Log10(0.030)
	near(t, "field", technology(t, "FM").Level(fm, 2.15, 32.45+20*math.Log10(98)), want, 0.03)
}

// Normal quantiles: 0, 0.6745, 1.2816 and 1.6449 deviations.
func TestFadeMargin(t *testing.T) {
	t.Parallel()
	for percent, want := range map[float64]float64{
		budget.HalfOfLocations: 0, budget.ThreeQuarters: 5.3959, budget.NineTenths: 10.2524, budget.NineteenTwentieths: 13.1588,
	} {
		near(t, "margin", budget.FadeMarginDB(percent, 8), want, 1e-4)
	}
}

func TestBands(t *testing.T) {
	t.Parallel()
	lte := technology(t, "4G")
	th := lte.Thresholds(budget.DefaultLocationShare)
	near(t, "limited", th.Limited, -114, 1e-9)
	near(t, "outdoor", th.Outdoor, -114+10.2524, 1e-4)
	near(t, "in-car", th.InCar, -114+8+10.2524, 1e-4)
	near(t, "indoor", th.Indoor, -114+14+12.8155, 1e-3)
	for level, want := range map[float64]budget.Band{
		-120: budget.None, -114: budget.Limited, -103: budget.Outdoor, -95: budget.InCar, -80: budget.Indoor,
	} {
		if got := th.Band(level); got != want {
			t.Errorf("%g dBm is %v, want %v", level, got, want)
		}
	}
}

// More power never serves worse, and asking for more places never serves better.
func TestLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tech := rapid.SampledFrom(budget.Defaults()).Draw(t, "technology")
		share := rapid.Float64Range(50, 98).Draw(t, "locations")
		loss := rapid.Float64Range(60, 200).Draw(t, "loss")
		tx := budget.Transmitter{PowerDBm: rapid.Float64Range(10, 50).Draw(t, "power"), FrequencyMHz: 900}
		weak := tech.Thresholds(share).Band(tech.Level(tx, 15, loss))
		tx.PowerDBm += 3
		if strong := tech.Thresholds(share).Band(tech.Level(tx, 15, loss)); strong < weak {
			t.Fatalf("with more power %v, before %v", strong, weak)
		}
		tx.PowerDBm -= 3
		if more := tech.Thresholds(share + 1).Band(tech.Level(tx, 15, loss)); more > weak {
			t.Fatalf("for more places %v, before %v", more, weak)
		}
		if tech.Uplink != nil && tech.MaximumLossDB(tx, 15, share+1) > tech.MaximumLossDB(tx, 15, share) {
			t.Fatal("for more places the uplink reaches farther")
		}
	})
}

func TestUplink(t *testing.T) {
	t.Parallel()
	tx := budget.Transmitter{PowerDBm: 43, FeederLossDB: 2, FrequencyMHz: 900}
	// 33 - 3 + 17 - 2 + 3 - 1 + 110 dB, in half the places.
	near(t, "2G", technology(t, "2G").MaximumLossDB(tx, 17, 50), 157, 1e-9)
	if most := technology(t, "FM").MaximumLossDB(tx, 2.15, 50); !math.IsInf(most, 1) {
		t.Errorf("broadcasting has an uplink: %g dB", most)
	}
}

func TestDefaultsAreSound(t *testing.T) {
	t.Parallel()
	for _, tech := range budget.Defaults() {
		if err := tech.Check(); err != nil {
			t.Error(err)
		}
		if tech.Source == "" {
			t.Errorf("%s has no source", tech.Name)
		}
		data, err := json.Marshal(tech)
		if err != nil {
			t.Fatal(err)
		}
		var back budget.Technology
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if back.Required != tech.Required || back.Share != tech.Share {
			t.Errorf("%s does not survive being written: %s", tech.Name, data)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	bad := technology(t, "4G")
	bad.Unit, bad.BodyLossDB, bad.Building.SigmaDB = "dB", -1, math.NaN()
	bad.Uplink = &budget.Uplink{SensitivityDBm: 10}
	err := bad.Check()
	for _, want := range []string{`unit is "dB", expected dBm or dBµV/m`, "body_loss_db is -1", "building.sigma_db is NaN", "uplink.sensitivity_dbm is 10"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}
