package p1812_test

import (
	"math"
	"strings"
	"testing"

	"hatang/geo/radio"
	"hatang/geo/radio/internal/vectors"
	"hatang/geo/radio/p1812"
)

// logged are the values of a log by parameter and reference.
func logged(t *testing.T, name string) map[string]float64 {
	t.Helper()
	values := make(map[string]float64)
	for _, line := range vectors.Lines(t, "p1812", "logs", name) {
		f := strings.Split(line, ",")
		if len(f) < 4 || strings.HasPrefix(f[0], "#") || strings.TrimSpace(f[3]) == "" {
			continue
		}
		values[strings.TrimSpace(f[0])+"|"+strings.TrimSpace(f[1])] = vectors.Number(t, f[3])
	}
	return values
}

// Source: ITU-R WP 3K's validation examples as published with OFCOM's reference
// code: every intermediate of the logs, and the field strengths.
func TestVectors(t *testing.T) {
	t.Parallel()
	for _, r := range vectors.Rows(t, "p1812", "expected.csv") {
		file := r.Text("Filename")
		log := strings.TrimSuffix(file, ".csv") + "_" + r.Text("Dataset #") + ".csv"
		t.Run(log, func(t *testing.T) {
			t.Parallel()
			r := r.For(t)
			v := logged(t, log)
			p := paramsOf(v)
			terrain, err := p1812.NewTerrain(vectors.Profile(t, "p1812", "profiles", file))
			if err != nil {
				t.Fatal(err)
			}
			predictor, _, err := p1812.NewPredictor(p)
			if err != nil {
				t.Fatal(err)
			}
			got, err := predictor.PointToPoint(terrain, terrain.Len()-1)
			if err != nil {
				t.Fatal(err)
			}
			checkLog(t, v, &got)
			erpDBkW := 10 * math.Log10(v["Ptx (kW)|"])
			field := p1812.FieldDBuVPerM(got.LossDB, p.FrequencyGHz) + erpDBkW
			if want := r.Float("Reference"); !(math.Abs(field-want) <= 1e-6) {
				t.Errorf("field %.9f dBµV/m, want %.9f", field, want)
			}
		})
	}
}

func paramsOf(v map[string]float64) p1812.Params {
	polarization := radio.Horizontal
	if v["pol|"] == 2 {
		polarization = radio.Vertical
	}
	return p1812.Params{
		FrequencyGHz:    v["f (GHz)|"],
		TxHeightM:       v["htg (m)|"],
		RxHeightM:       v["hrg (m)|"],
		Polarization:    polarization,
		TimePercent:     v["p (%)|"],
		LocationPercent: v["pL (%)|"],
		LocationSigmaDB: v["sigmaL (dB)|"],
		LatitudeDeg:     v["phi (deg)|Eq (4)"],
		DeltaN:          v["DN|"],
		RefractivityN0:  v["N0|"],
		TxCoastKm:       v["dct (km)|"],
		RxCoastKm:       v["dcr (km)|"],
	}
}

func checkLog(t *testing.T, v map[string]float64, r *p1812.Result) {
	t.Helper()
	g := &r.Geometry
	for _, c := range []struct {
		key string
		got float64
	}{
		{"dlt (km)|Eq (78)", g.TxHorizonKm}, {"dlr (km)|Eq (81a)", g.RxHorizonKm},
		{"th_t (mrad)|Eqs (76-78)", g.TxHorizonMrad}, {"th_r (mrad)|Eqs (79-81)", g.RxHorizonMrad},
		{"th (mrad)|Eq (82)", g.AngularMrad},
		{"w|Table 5", g.SeaShare}, {"dtm (km)|Sec 3.6", g.LandKm}, {"dlm (km)|Sec 3.6", g.InlandKm},
		{"b0 (%)|Eq (5)", r.BetaZeroPercent},
		{"hst (m)|Eq (85)", g.FitTxM}, {"hsr (m)|Eq (86)", g.FitRxM},
		{"hst (m)|Eq (90a)", g.SmoothTxM}, {"hsr (m)|Eq (90b)", g.SmoothRxM},
		{"hstd (m)|Eq (89)", g.DiffractionTxM}, {"hsrd (m)|Eq (89)", g.DiffractionRxM},
		{"hte (m)|Eq (92a)", g.TxEffectiveM}, {"hre (m)|Eq (92b)", g.RxEffectiveM},
		{"hm (m)|Eq (93)", g.RoughnessM},
		{"Fi|Eq (40)", r.Fi}, {"Fj|Eq (57)", r.Fj}, {"Fk|Eq (58)", r.Fk},
		{"Lbfs|Eq (8)", r.Lbfs}, {"Lb0p|Eq (10)", r.Lb0p}, {"Lb0b|Eq (11)", r.Lb0b},
		{"Lbulla (dB)|Eq (21)", r.MedianDelta.ActualDB}, {"Lbulls (dB)|Eq (21)", r.MedianDelta.SmoothDB},
		{"Ldsph (dB)|Eq (27)", r.MedianDelta.SphericalDB}, {"Ld50 (dB)|Eq (39)", r.MedianDelta.LossDB},
		{"Ldp (dB)|Eq (41)", r.Ldp}, {"Lbd50 (dB)|Eq (42)", r.Lbd50}, {"Lbd (dB)|Eq (43)", r.Lbd},
		{"Lminb0p (dB)|Eq (59)", r.Lminb0p}, {"Lba (dB)|Eq (46)", r.Lba}, {"Lminbap (dB)|Eq (60)", r.Lminbap},
		{"Lbda (dB)|Eq (61)", r.Lbda}, {"Lbam (dB)|Eq (62)", r.Lbam}, {"Lbs (dB)|Eq (44)", r.Lbs},
		{"Lbc (dB)|Eq (63)", r.Lbc}, {"Lb (dB)|Eq (69)", r.LossDB},
	} {
		want, ok := v[c.key]
		if !ok {
			t.Errorf("the log has no %s", c.key)
			continue
		}
		// The logs print ten significant digits; θ of a line of sight is the
		// difference of nearly equal angles.
		room := 1e-7 + 1e-9*math.Abs(want)
		if !(math.Abs(c.got-want) <= room) {
			t.Errorf("%s = %.10g, want %.10g", c.key, c.got, want)
		}
	}
	if beta, ok := v["Ldb (dB)|Eq (39)"]; ok && r.BetaDelta.LossDB != 0 {
		if math.Abs(r.BetaDelta.LossDB-beta) > 1e-6 {
			t.Errorf("Ldb = %.10g, want %.10g", r.BetaDelta.LossDB, beta)
		}
	}
}
