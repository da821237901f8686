package sweep_test

import (
	"math"
	"testing"

	"hatang/geo/geodesy"
	"hatang/geo/radio"
	"hatang/geo/radio/catalogue"
	"hatang/geo/radio/sweep"
)

// checkByDistance holds an empirical footprint against the model itself.
func checkByDistance(t *testing.T, f *sweep.Footprint, r sweep.Request) {
	t.Helper()
	model, err := catalogue.ByID(r.Model)
	if err != nil {
		t.Fatal(err)
	}
	randomCells(f, 1000, func(col, row int) {
		d := geodesy.DistanceM(f.At, f.Centre(col, row))
		want, err := model.Predict(radio.Link{
			FrequencyMHz: r.FrequencyMHz, TxHeightM: r.HeightM, RxHeightM: r.RxHeightM, DistanceM: d,
			LatitudeDeg: r.At[1],
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := f.LossDB(col, row); math.Abs(got-want.LossDB) > 0.06 {
			t.Fatalf("%s at %.1f m: %.2f dB, want %.3f", r.Model, d, got, want.LossDB)
		}
	})
}
