package p1546_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"hatang/geo/radio"
	"hatang/geo/radio/internal/vectors"
	"hatang/geo/radio/p1546"
)

// measurement is one line of a validation profile.
type measurement struct {
	frequencyMHz, first, last, time, erpDBW float64
}

// validation reads a profile file: the profile as it stands from the
// transmitter, and its measurements with the transmitter's height first.
func validation(t *testing.T, file string) (*radio.Profile, []measurement) {
	t.Helper()
	profile := vectors.Profile(t, "p1546", "profiles", file)
	var cases []measurement
	turned, inside := false, false
	for _, line := range vectors.Lines(t, "p1546", "profiles", file) {
		f := strings.Split(line, ",")
		switch {
		case strings.HasPrefix(line, "First Point TX or RX:"):
			turned = f[1] == "R"
		case strings.HasPrefix(line, "{Begin of Measurements}"):
			inside = true
		case strings.HasPrefix(line, "{End of Measurements}"):
			inside = false
		case inside:
			m := measurement{vectors.Number(t, f[0]), vectors.Number(t, f[1]), vectors.Number(t, f[3]), vectors.Number(t, f[14]), vectors.Number(t, f[12])}
			if turned {
				m.first, m.last = m.last, m.first
			}
			cases = append(cases, m)
		}
	}
	if turned {
		profile = reversed(profile)
	}
	return profile, cases
}

func reversed(p *radio.Profile) *radio.Profile {
	length := p.LengthKm()
	q := &radio.Profile{
		DistanceKm: slices.Clone(p.DistanceKm), GroundM: slices.Clone(p.GroundM),
		ClutterM: slices.Clone(p.ClutterM), Cover: slices.Clone(p.Cover), Zone: slices.Clone(p.Zone),
	}
	slices.Reverse(q.DistanceKm)
	slices.Reverse(q.GroundM)
	slices.Reverse(q.ClutterM)
	slices.Reverse(q.Cover)
	slices.Reverse(q.Zone)
	for i := range q.DistanceKm {
		q.DistanceKm[i] = length - q.DistanceKm[i]
	}
	return q
}

// Source: the validation examples published with OFCOM's reference code for
// P.1546-6, and every intermediate of their logs.
func TestVectors(t *testing.T) {
	t.Parallel()
	for _, r := range vectors.Rows(t, "p1546", "expected.csv") {
		file, set := r.Text("Filename"), r.Int("Dataset #")
		t.Run(fmt.Sprintf("%s_%d", file, set), func(t *testing.T) {
			t.Parallel()
			r := r.For(t)
			profile, cases := validation(t, file)
			m := cases[set-1]
			path, err := p1546.FromProfile(profile, m.first, m.last, p1546.Cold)
			if err != nil {
				t.Fatal(err)
			}
			got, _, err := p1546.FieldStrength(path, &p1546.Request{
				FrequencyMHz: m.frequencyMHz, TimePercent: m.time, LocationPercent: 50,
			})
			if err != nil {
				t.Fatal(err)
			}
			v := logged(t, fmt.Sprintf("%s_%d_log.csv", strings.TrimSuffix(file, ".csv"), set))
			checkLog(t, v, path, &got)
			field := got.FieldDBuVPerM + m.erpDBW - 30
			if want := r.Float("Reference"); !(math.Abs(field-want) <= 1e-6) {
				t.Errorf("field %.9f dBµV/m, want %.9f", field, want)
			}
		})
	}
}

// logged are the values of a log by parameter and reference. Two of the logs are
// separated by semicolons.
func logged(t *testing.T, name string) map[string]float64 {
	t.Helper()
	values := make(map[string]float64)
	for _, line := range vectors.Lines(t, "p1546", "logs", name) {
		if strings.Count(line, ";") > 2 {
			line = strings.ReplaceAll(line, ";", ",")
		}
		f := strings.Split(line, ",")
		if len(f) < 4 || strings.HasPrefix(f[0], "#") {
			continue
		}
		if text := strings.TrimSpace(f[3]); text != "" && strings.ContainsAny(text[:1], "-0123456789") {
			values[strings.TrimSpace(f[0])+"|"+strings.TrimSpace(f[1])] = vectors.Number(t, text)
		}
	}
	return values
}

func checkLog(t *testing.T, v map[string]float64, p *p1546.Path, r *p1546.Result) {
	t.Helper()
	for _, c := range []struct {
		key string
		got float64
	}{
		{"Sea path (km)|Cold", p.SeaKm},
		{"Tx antenna height h1 (m)|§3 (4)-(7)", p.EffectiveHeightM},
		{"Tx antenna height a. g. ha (m)|", p.TxHeightM},
		{"Rx antenna height a. g. h2 (m)|", p.RxHeightM},
		{"Tx effective TCA  theta_eff1 (deg)|§4.3a)", p.Terrain.TxAngleDeg},
		{"Terrain clearance angle tca (deg)|§11 (31)", p.Terrain.RxAngleDeg},
		{"Maximum field strength Emax (dBuV/m)|§2 (1)", r.MaximumDBuV},
		{"Field strength (dBuV/m)|§8 (17)", r.CurveDBuV},
		{"TCA nu|§11 (32c)", r.ClearanceNu},
		{"TCA correction (dB)|§11 (32a)", r.ClearanceDB},
		{"Path scattering theta_s (deg)|§13 (35)", r.ScatterDeg},
		{"Trop. Scatt. field strength Ets (dBuV/m)|§13 (36)", r.ScatterDBuV},
		{"Rx repr. clutter height R2' (m)|§9 (27)", r.RxClutterM},
		{"Rx antenna height correction (dB)|§9 (28-29)", r.RxHeightDB},
		{"Tx clutter correction (dB)|§10 (30)", r.TxClutterDB},
		{"Rx slope-path correction (dB)|§14 (37)", r.SlopeDB},
		{"Resulting field strength for Ptx = 1kW (dBuV/m)|", r.FieldDBuVPerM},
		{"Resulting basic transmission loss (dB)|§17 (40)", r.LossDB},
	} {
		// Intermediates are printed to six significant digits, results to
		// eight decimals; two of the logs print those to six digits too.
		room := 1e-6 + 1e-5*math.Abs(c.got)
		if want, ok := v[c.key]; ok && !(math.Abs(c.got-want) <= room) {
			t.Errorf("%s = %.10g, want %.10g", c.key, c.got, want)
		}
	}
}
