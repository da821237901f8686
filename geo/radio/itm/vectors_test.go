package itm_test

import (
	"fmt"
	"math"
	"testing"

	"hatang/geo/radio"
	"hatang/geo/radio/internal/vectors"
	"hatang/geo/radio/itm"
)

func polarization(pol int) radio.Polarization {
	if pol == 0 {
		return radio.Horizontal
	}
	return radio.Vertical
}

func paramsOf(r vectors.Row) itm.Params {
	return itm.Params{
		TxHeightM:         r.Float("h_tx__meter"),
		RxHeightM:         r.Float("h_rx__meter"),
		FrequencyMHz:      r.Float("f__mhz"),
		Polarization:      polarization(r.Int("pol")),
		Climate:           itm.Climate(r.Int("climate")),
		RefractivityN0:    r.Float("N_0"),
		Permittivity:      r.Float("epsilon"),
		ConductivitySPerM: r.Float("sigma"),
		Mode:              itm.VariabilityMode(r.Int("mdvar")),
		TimePercent:       r.Float("time"),
		LocationPercent:   r.Float("location"),
		SituationPercent:  r.Float("situation"),
	}
}

func terrainOf(tb testing.TB, line string) *itm.Terrain {
	tb.Helper()
	v := vectors.Numbers(tb, line)
	heights := v[2:]
	if len(heights) != int(v[0])+1 {
		tb.Fatalf("profile says %g steps but has %d heights", v[0], len(heights))
	}
	terrain, err := itm.NewTerrain(v[1], heights)
	if err != nil {
		tb.Fatal(err)
	}
	return terrain
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.12g, want %.12g (off by %.3g)", what, got, want, got-want)
	}
}

// Source: computed with NTIA's own C++, version 1.4.
func TestGeneratedPointToPoint(t *testing.T) {
	t.Parallel()
	profiles := vectors.Lines(t, "itm-generated", "generated_pfl.csv")
	worst := 0.0
	for _, r := range vectors.Rows(t, "itm-generated", "generated_p2p.csv") {
		terrain := terrainOf(t, profiles[r.Int("profile")])
		got, err := itm.PointToPoint(paramsOf(r), terrain)
		if err != nil {
			t.Errorf("case %s: %v", r.Text("id"), err)
			continue
		}
		name := "case " + r.Text("id") + " "
		checkGenerated(t, name, r, got)
		for i, c := range []string{"theta_hzn_tx", "theta_hzn_rx"} {
			near(t, name+c, got.Geometry.AngleRad[i], r.Float(c), 1e-9)
		}
		for i, c := range []string{"d_hzn_tx__meter", "d_hzn_rx__meter"} {
			near(t, name+c, got.Geometry.Horizons.DistanceM[i], r.Float(c), 6e-4)
		}
		for i, c := range []string{"h_e_tx__meter", "h_e_rx__meter"} {
			near(t, name+c, got.Geometry.EffectiveHeightM[i], r.Float(c), 1e-5)
		}
		near(t, name+"delta_h__meter", got.Geometry.DeltaHM, r.Float("delta_h__meter"), 1e-5)
		near(t, name+"N_s", got.Geometry.RefractivityNs, r.Float("N_s"), 1e-6)
		worst = math.Max(worst, math.Abs(got.LossDB-r.Float("A__db")))
	}
	t.Logf("largest difference %.3g dB", worst)
}

func checkGenerated(t *testing.T, name string, r vectors.Row, got itm.Result) {
	t.Helper()
	near(t, name+"A__db", got.LossDB, r.Float("A__db"), 1e-6)
	near(t, name+"A_ref__db", got.ReferenceDB, r.Float("A_ref__db"), 1e-6)
	near(t, name+"A_fs__db", got.FreeSpaceDB, r.Float("A_fs__db"), 1e-6)
	if int(got.Mechanism) != r.Int("mode") {
		t.Errorf("%smode = %d, want %d", name, got.Mechanism, r.Int("mode"))
	}
	if int(got.Warnings) != r.Int("warnings") {
		t.Errorf("%swarnings = %#x (%v), want %#x", name, int(got.Warnings), got.Warnings, r.Int("warnings"))
	}
}

// Source: computed with NTIA's own C++, version 1.4.
func TestGeneratedArea(t *testing.T) {
	t.Parallel()
	for _, r := range vectors.Rows(t, "itm-generated", "generated_area.csv") {
		got, err := itm.Area(paramsOf(r), itm.AreaParams{
			DistanceM: r.Float("d__km") * 1000,
			DeltaHM:   r.Float("delta_h__meter"),
			TxSiting:  itm.Siting(r.Int("tx_siting")),
			RxSiting:  itm.Siting(r.Int("rx_siting")),
		})
		if err != nil {
			t.Errorf("case %s: %v", r.Text("id"), err)
			continue
		}
		checkGenerated(t, "case "+r.Text("id")+" ", r, got)
	}
}

// Source: NTIA/itm, p2p.csv and pfls.csv, to the printed digit.
func TestPublishedPointToPoint(t *testing.T) {
	t.Parallel()
	profiles := vectors.Lines(t, "itm", "pfls.csv")
	for i, r := range vectors.Rows(t, "itm", "p2p.csv") {
		got, err := itm.PointToPoint(paramsOf(r), terrainOf(t, profiles[i]))
		if err != nil {
			t.Errorf("case %d: %v", i, err)
			continue
		}
		if text := fmt.Sprintf("%.2f", got.LossDB); text != r.Text("A__db") {
			t.Errorf("case %d: A = %s, want %s", i, text, r.Text("A__db"))
		}
	}
}

// Source: NTIA/itm, area.csv, to the printed digit.
func TestPublishedArea(t *testing.T) {
	t.Parallel()
	for i, r := range vectors.Rows(t, "itm", "area.csv") {
		got, err := itm.Area(paramsOf(r), itm.AreaParams{
			DistanceM: r.Float("d__km") * 1000,
			DeltaHM:   r.Float("delta_h__meter"),
			TxSiting:  itm.Siting(r.Int("tx_siting_criteria")),
			RxSiting:  itm.Siting(r.Int("rx_siting_criteria")),
		})
		if err != nil {
			t.Errorf("case %d: %v", i, err)
			continue
		}
		if text := fmt.Sprintf("%.1f", got.LossDB); text != r.Text("A__db") {
			t.Errorf("case %d: A = %s, want %s", i, text, r.Text("A__db"))
		}
	}
}
