package sweep

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/raster"
)

// Bearings and distances are those of the geodesic: to a millionth of a degree
// and a millimetre at 30 km, and not much worse at 200.
func TestCompass(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := orb.Point{rapid.Float64Range(102, 110).Draw(t, "lon"), rapid.Float64Range(-60, 60).Draw(t, "lat")}
		azimuth := rapid.Float64Range(-180, 180).Draw(t, "azimuth")
		d := rapid.SampledFrom([]float64{50, 5e3, 30e3, 100e3, 200e3}).Draw(t, "distance")
		p := geodesy.Direct(at, azimuth, d)
		const cell = 1e-3
		w := Window{Grid: raster.Grid{
			West: p[0] - cell/2, North: p[1] + cell/2, CellLonDeg: cell, CellLatDeg: cell, Cols: 1, Rows: 1,
		}, Cols: 1, Rows: 1}
		c := newCompass(at, w)
		wantD, wantAzimuth, _ := geodesy.Inverse(at, w.Centre(0, 0))
		if got := c.distanceM(0, 0); math.Abs(got-wantD) > geodesy.ArcErrorM(wantD)+1e-5 {
			t.Fatalf("distance %.6f m, want %.6f", got, wantD)
		}
		off := math.Mod(c.bearingDeg(0, 0)-wantAzimuth+540, 360) - 180
		if most := 1e-6 + 5e-5*(wantD/200e3)*(wantD/200e3); math.Abs(off) > most {
			t.Fatalf("at %.0f m bearing %.8f°, want %.8f: %.2g° off", wantD, c.bearingDeg(0, 0), wantAzimuth, off)
		}
	})
}

func TestArcIsGeodesys(t *testing.T) {
	t.Parallel()
	for _, chord := range []float64{0, 1, 91.2, 5e3, 30e3, 100e3, MaxRadiusM} {
		if got, want := arcM(chord*chord), geodesy.ArcM(chord); math.Abs(got-want) > 1e-8 {
			t.Errorf("arc over %g m: %.9f m, want %.9f", chord, got, want)
		}
	}
}

// Exchanging the antennas and turning the profile round changes nothing, in the
// models of which that is true.
func TestReciprocity(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 100).Draw(t, "points")
		there, back := make([]float64, n), make([]float64, n)
		for i := range n {
			there[i] = math.Round(rapid.Float64Range(0, 400).Draw(t, "height"))
			back[n-1-i] = there[i]
		}
		for _, model := range []string{P1812, Bullington, FreeSpace} {
			req := mountain()
			req.Model = model
			forward := solve(t, req, there)
			req.HeightM, req.RxHeightM = req.RxHeightM, req.HeightM
			if reverse := solve(t, req, back); math.Abs(forward-reverse) > 1e-6 {
				t.Fatalf("%s: there %.9f dB, back %.9f dB", model, forward, reverse)
			}
		}
	})
}

func solve(t *rapid.T, req Request, heights []float64) float64 {
	m, err := methodFor(&req, true)
	if err != nil {
		t.Fatal(err)
	}
	s := m.newSolver(newRadialGrid(92.59375, len(heights)))
	if err := s.reset(0, heights); err != nil {
		t.Fatal(err)
	}
	loss, ok := s.lossDB(len(heights) - 1)
	if !ok {
		t.Fatal("no answer")
	}
	return loss
}

// Nothing is allocated for a receiver: a radial with many costs what one with
// few does.
func TestNoAllocationPerReceiver(t *testing.T) {
	for _, model := range []string{P1812, ITM, Bullington, FreeSpace} {
		req := mountain()
		req.Model, req.TimePercent = model, 10
		m, err := methodFor(&req, true)
		if err != nil {
			t.Fatal(err)
		}
		heights := make([]float64, 300)
		for i := range heights {
			heights[i] = 300 + 200*math.Sin(float64(i)/9)
		}
		s := m.newSolver(newRadialGrid(92.59375, len(heights)))
		if n := testing.AllocsPerRun(20, func() {
			if err := s.reset(0, heights); err != nil {
				t.Fatal(err)
			}
			for n := 2; n < len(heights); n++ {
				s.lossDB(n)
			}
		}); n != 0 {
			t.Errorf("%s: %g allocations a radial, want none", model, n)
		}
	}
}
