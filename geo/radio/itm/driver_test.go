package itm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hatang/geo/radio/internal/vectors"
	"hatang/geo/radio/itm"
)

// driverInput reads "name,value" lines of NTIA's command-line driver.
func driverInput(t *testing.T, name string) map[string]string {
	t.Helper()
	in := make(map[string]string)
	for _, line := range vectors.Lines(t, "itm", "cmd_examples", name) {
		if key, value, ok := strings.Cut(line, ","); ok {
			in[key] = value
		}
	}
	return in
}

func driverParams(t *testing.T, in map[string]string) itm.Params {
	t.Helper()
	number := func(key string) float64 {
		if in[key] == "" {
			return 50
		}
		return vectors.Number(t, in[key])
	}
	return itm.Params{
		TxHeightM:         number("h_tx__meter"),
		RxHeightM:         number("h_rx__meter"),
		FrequencyMHz:      number("f__mhz"),
		Polarization:      polarization(int(number("pol"))),
		Climate:           itm.Climate(number("climate")),
		RefractivityN0:    number("N_0"),
		Permittivity:      number("epsilon"),
		ConductivitySPerM: number("sigma"),
		Mode:              itm.VariabilityMode(number("mdvar")),
		TimePercent:       number("time"),
		LocationPercent:   number("location"),
		SituationPercent:  number("situation"),
	}
}

// printed is the first word after a label; results follow the inputs that they
// share a label with, so the last such line counts.
func printed(t *testing.T, lines []string, label string) string {
	t.Helper()
	for _, line := range slices.Backward(lines) {
		if rest, ok := strings.CutPrefix(line, label+" "); ok {
			return strings.Fields(rest)[0]
		}
	}
	t.Fatalf("no line %q", label)
	return ""
}

func checkDriver(t *testing.T, lines []string, got itm.Result) {
	t.Helper()
	g := got.Geometry
	for _, c := range []struct {
		label, format string
		value         float64
	}{
		{"Basic Transmission Loss", "%.1f", got.LossDB},
		{"Free Space", "%.1f", got.FreeSpaceDB},
		{"d__km", "%.3f", g.DistanceM / 1000},
		{"theta_hzn_tx", "%.3f", g.AngleRad[0] * 1000},
		{"theta_hzn_rx", "%.3f", g.AngleRad[1] * 1000},
		{"d_hzn_tx__meter", "%.0f", g.Horizons.DistanceM[0]},
		{"d_hzn_rx__meter", "%.0f", g.Horizons.DistanceM[1]},
		{"h_e_tx__meter", "%.1f", g.EffectiveHeightM[0]},
		{"h_e_rx__meter", "%.1f", g.EffectiveHeightM[1]},
		{"N_s", "%.1f", g.RefractivityNs},
		{"A_ref__db", "%.1f", got.ReferenceDB},
		{"Mode of Propagation", "%.0f", float64(got.Mechanism)},
		{"ITM Warning Flags", "0x%04.0f", float64(got.Warnings)},
	} {
		if text, want := fmt.Sprintf(c.format, c.value), printed(t, lines, c.label); text != want {
			t.Errorf("%s = %s, want %s", c.label, text, want)
		}
	}
}

// Source: NTIA/itm, cmd_examples: every intermediate value as printed.
func TestDriverRuns(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"p2ptls", "p2pcr", "areatls", "areacr"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := driverInput(t, "i_"+name+".txt")
			params := driverParams(t, in)
			if in["confidence"] != "" {
				params = params.WithConfidence(vectors.Number(t, in["confidence"]), vectors.Number(t, in["reliability"]))
			}
			checkDriver(t, vectors.Lines(t, "itm", "cmd_examples", "o_"+name+".txt"), driverRun(t, in, params))
		})
	}
}

func driverRun(t *testing.T, in map[string]string, params itm.Params) itm.Result {
	t.Helper()
	var got itm.Result
	var err error
	if in["d__km"] == "" {
		terrain := terrainOf(t, strings.Join(vectors.Lines(t, "itm", "cmd_examples", "pfl.txt"), ","))
		got, err = itm.PointToPoint(params, terrain)
	} else {
		got, err = itm.Area(params, itm.AreaParams{
			DistanceM: 1000 * vectors.Number(t, in["d__km"]),
			DeltaHM:   vectors.Number(t, in["delta_h__meter"]),
			TxSiting:  itm.Siting(vectors.Number(t, in["tx_site_criteria"])),
			RxSiting:  itm.Siting(vectors.Number(t, in["rx_site_criteria"])),
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Source: NTIA/itm, cmd_examples: reliability against confidence.
func TestDriverPointToPointTable(t *testing.T) {
	t.Parallel()
	in := driverInput(t, "i_p2pcr_tbl.txt")
	lines := vectors.Lines(t, "itm", "cmd_examples", "o_p2pcr_tbl.txt")
	base := driverParams(t, in)
	for _, reliability := range []string{"10", "65", "90"} {
		want := tableRow(t, lines, reliability)
		for i, confidence := range []float64{10, 60, 90} {
			got := driverRun(t, in, base.WithConfidence(confidence, vectors.Number(t, reliability)))
			if text := fmt.Sprintf("%.1f", got.LossDB); text != want[i+1] {
				t.Errorf("reliability %s, confidence %g: %s, want %s", reliability, confidence, text, want[i+1])
			}
		}
	}
}

// Source: NTIA/itm, cmd_examples: distance against confidence.
func TestDriverAreaTable(t *testing.T) {
	t.Parallel()
	in := driverInput(t, "i_areacr_tbl.txt")
	lines := vectors.Lines(t, "itm", "cmd_examples", "o_areacr_tbl.txt")
	base := driverParams(t, in)
	for _, km := range strings.Fields("10 20 30 40 50 60 70 80 90 100 200 300 400 500 600 700 800 900 1000") {
		want := tableRow(t, lines, km)
		in["d__km"] = km
		for i, confidence := range []float64{50, 75, 90} {
			got := driverRun(t, in, base.WithConfidence(confidence, 90))
			if text := fmt.Sprintf("%.1f", got.LossDB); text != want[i+2] {
				t.Errorf("%s km, confidence %g: %s, want %s", km, confidence, text, want[i+2])
			}
		}
	}
}

// tableRow are the fields of the table's row whose first field is given.
func tableRow(t *testing.T, lines []string, first string) []string {
	t.Helper()
	for _, line := range lines[20:] {
		if fields := strings.Fields(line); len(fields) > 3 && fields[0] == first && fields[1] != "with" {
			return fields
		}
	}
	t.Fatalf("no row %q", first)
	return nil
}
