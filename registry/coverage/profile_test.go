package coverage

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// TestObstruction compares the obstruction of a path with what its samples say.
func TestObstruction(t *testing.T) {
	t.Parallel()
	ground := hills(t)
	ask := ProfileRequest{From: orb.Point{107.80, 14.30}, To: orb.Point{108.05, 14.42}, FromHeightM: 20, ToHeightM: 1.5, FrequencyMHz: 900}
	p, err := NewPath(ground, ask)
	if err != nil {
		t.Fatal(err)
	}
	least, at := math.Inf(1), 0
	for i := 1; i < len(p.GroundM)-1; i++ {
		clear := p.RayM[i] - p.GroundM[i] - p.BulgeM[i]
		if clear != p.ClearancesM[i] {
			t.Fatalf("sample %d is clear by %v, want %v", i, p.ClearancesM[i], clear)
		}
		if share := clear / p.Fresnel1M[i]; share < least {
			least, at = share, i
		}
	}
	o := p.Obstruction
	if o == nil || o.DistanceM != p.DistancesM[at] || o.Share != least || o.Share != p.ClearanceShare || p.Sight {
		t.Fatalf("%+v, want the one at %v m with a share of %v", o, p.DistancesM[at], least)
	}
	if d := geodesy.DistanceM(ask.From, orb.Point{o.Lon, o.Lat}); math.Abs(d-o.DistanceM) > 1 {
		t.Errorf("it lies %v m from the first end, its distance is %v", d, o.DistanceM)
	}
	if p.ClearancesM[0] != 20 || math.Abs(p.ClearancesM[len(p.ClearancesM)-1]-1.5) > 1e-9 {
		t.Errorf("at the ends the ray is %v and %v m above the ground, want the antennas' heights", p.ClearancesM[0], p.ClearancesM[len(p.ClearancesM)-1])
	}
	// Both ends raised by what is missing at the worst place leave nothing there.
	ask.FromHeightM, ask.ToHeightM = ask.FromHeightM+o.MissingM+0.01, ask.ToHeightM+o.MissingM+0.01
	raised, err := NewPath(ground, ask)
	if err != nil {
		t.Fatal(err)
	}
	if raised.Obstruction != nil && raised.Obstruction.DistanceM == o.DistanceM {
		t.Errorf("raised by %v m the ray is still too near: %+v", o.MissingM, raised.Obstruction)
	}
	ask.FromHeightM, ask.ToHeightM = 900, 900
	if free, err := NewPath(ground, ask); err != nil || free.Obstruction != nil || !free.Sight {
		t.Errorf("far above the hills: %+v %v", free.Obstruction, err)
	}
}
