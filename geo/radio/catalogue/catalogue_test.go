package catalogue_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"hatang/geo/radio"
	"hatang/geo/radio/catalogue"
	"hatang/geo/radio/p525"
)

// slope is a profile that climbs gently and has a hill in its middle.
func slope(points int, stepKm float64) *radio.Profile {
	p := new(radio.Profile)
	for i := range points {
		x := float64(i) * stepKm
		p.DistanceKm = append(p.DistanceKm, x)
		hill := math.Abs(float64(i) - float64(points)/2)
		p.GroundM = append(p.GroundM, 20+x+max(0, 30-3*hill))
	}
	return p
}

func link() radio.Link {
	return radio.Link{
		FrequencyMHz: 900, TxHeightM: 40, RxHeightM: 2, LatitudeDeg: 15,
		DistanceM: 5000, Profile: slope(101, 0.05),
	}
}

// What every model owes its users, whatever it computes.
func TestEveryModel(t *testing.T) {
	t.Parallel()
	for _, e := range catalogue.All() {
		t.Run(e.ID, func(t *testing.T) {
			t.Parallel()
			info := e.Model.Info()
			if info.Name == "" || info.Source == "" || len(info.Ranges) == 0 || !strings.HasPrefix(e.ID, info.ID) {
				t.Errorf("says too little of itself: %+v", info)
			}
			explains(t, e.Model)
			refusesNonsense(t, e.Model)
			if info.NeedsProfile {
				bare := link()
				bare.Profile = nil
				if _, err := e.Model.Predict(bare, nil); err == nil {
					t.Error("predicts without the terrain that it says it needs")
				}
			}
		})
	}
}

// explains checks that the same loss comes with and without an observer, is the
// last quantity told or among them, and is no better than free space by more than
// the few decibels that a model's own rounding and enhancements make.
func explains(t *testing.T, m radio.Model) {
	t.Helper()
	told := make(map[float64]bool)
	got, err := m.Predict(link(), func(q radio.Quantity) {
		if q.Symbol == "" || q.Ref == "" || math.IsNaN(q.Value) {
			t.Errorf("quantity %+v", q)
		}
		told[q.Value] = true
	})
	if err != nil {
		t.Fatal(err)
	}
	quiet, err := m.Predict(link(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if quiet.LossDB != got.LossDB {
		t.Errorf("observed %g dB, unobserved %g dB", got.LossDB, quiet.LossDB)
	}
	if free := p525.LossDB(5000, 900); got.LossDB < free-3 || got.LossDB > free+100 {
		t.Errorf("%g dB, free space %g dB", got.LossDB, free)
	}
	if len(told) < 2 {
		t.Errorf("explained by %d quantities", len(told))
	}
}

func refusesNonsense(t *testing.T, m radio.Model) {
	t.Helper()
	for name, change := range map[string]func(*radio.Link){
		"frequency NaN":      func(l *radio.Link) { l.FrequencyMHz = math.NaN() },
		"frequency 0":        func(l *radio.Link) { l.FrequencyMHz = 0 },
		"frequency infinite": func(l *radio.Link) { l.FrequencyMHz = math.Inf(1) },
		"distance 0":         func(l *radio.Link) { l.DistanceM, l.Profile, l.TxHeightM = 0, nil, l.RxHeightM },
		"height NaN":         func(l *radio.Link) { l.TxHeightM = math.NaN() },
	} {
		l := link()
		change(&l)
		got, err := m.Predict(l, nil)
		if err == nil {
			t.Errorf("%s: predicted %+v", name, got)
			continue
		}
		var out radio.OutOfRange
		if l.Profile != nil && !errors.As(err, &out) {
			t.Errorf("%s: error %v does not tell the range", name, err)
		}
	}
}

func TestByID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{catalogue.DefaultWithTerrain, catalogue.DefaultWithoutTerrain} {
		if _, err := catalogue.ByID(id); err != nil {
			t.Error(err)
		}
	}
	if _, err := catalogue.ByID("egli"); err == nil || !strings.Contains(err.Error(), `no propagation model "egli", expected one of p1812, itm`) {
		t.Errorf("error %v", err)
	}
	seen := make(map[string]bool)
	for _, e := range catalogue.All() {
		if seen[e.ID] {
			t.Errorf("two models %q", e.ID)
		}
		seen[e.ID] = true
	}
}
