package sweep

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/radio"
	"hatang/geo/radio/itm"
	"hatang/geo/radio/p1812"
	"hatang/geo/radio/p525"
	"hatang/geo/radio/p526"
	"hatang/geo/raster"
	"hatang/geo/terrain"
)

// realGround is the shared tile, at its own place, or a skip.
func realGround(tb testing.TB) *terrain.Model {
	tb.Helper()
	path := filepath.Join("..", "..", "..", "..", "shared", "data", "terrain", "N44W072.hgt.gz")
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("the shared terrain tile is absent: %v", err)
	}
	r, err := terrain.Open(path, terrain.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	m, err := terrain.NewModel(r)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func mountain() Request {
	return Request{
		At: orb.Point{-71.5, 44.5}, HeightM: 45, RxHeightM: 1.5,
		FrequencyMHz: 900, RadiusM: 30e3, TimePercent: 50, LocationPercent: 50,
	}
}

// alone is the loss of one path by the model's own point-to-point function, over
// the profile by itself.
func alone(t *testing.T, req *Request, stepM float64, heights []float64) (float64, bool) {
	t.Helper()
	profile := &radio.Profile{GroundM: heights}
	for i := range heights {
		profile.DistanceKm = append(profile.DistanceKm, float64(i)*stepM/1e3)
	}
	last := len(heights) - 1
	switch req.Model {
	case P1812:
		link := req.link()
		if req.ClutterHeightM > 0 {
			for range heights {
				profile.ClutterM = append(profile.ClutterM, req.ClutterHeightM)
			}
		}
		link.Profile = profile
		p, err := p1812.Vietnam().Predict(link, nil)
		if err != nil {
			t.Fatal(err)
		}
		return p.LossDB, true
	case ITM:
		// Not by way of a radio.Link, whose kilometres would give a step that
		// differs in its last digit: where a fit begins at a whole number of
		// steps the model itself is not continuous.
		path, err := itm.NewTerrain(stepM, heights)
		if err != nil {
			t.Fatal(err)
		}
		p, err := itm.PointToPoint(itm.Vietnam().Params(req.link()), path)
		return p.LossDB, err == nil
	}
	txM, rxM := heights[0]+req.HeightM, heights[last]+req.RxHeightM
	sight := p526.Look(profile.DistanceKm, heights, txM, rxM, 1/earthKm)
	slant := math.Hypot(float64(last)*stepM, txM-rxM)
	return p525.LossDB(slant, req.FrequencyMHz) +
		sight.BullingtonDB(p525.SpeedOfLightMPerS/(req.FrequencyMHz*1e6)), true
}

// The sweep's numbers are those of the point-to-point functions on the same
// profile, to a billionth of a decibel, on more than ten thousand receivers.
func TestSweepEqualsPointToPoint(t *testing.T) {
	t.Parallel()
	ground := realGround(t)
	const stepM, samples, perRadial, radials = 92.59375, 325, 44, 240
	for name, change := range map[string]func(*Request){
		"P.1812 median":          func(r *Request) { r.Model = P1812 },
		"P.1812 10 % of time":    func(r *Request) { r.Model, r.TimePercent = P1812, 10 },
		"P.1812 90 %, clutter":   func(r *Request) { r.Model, r.LocationPercent, r.ClutterHeightM = P1812, 90, 15 },
		"P.1812 1800 MHz, low":   func(r *Request) { r.Model, r.FrequencyMHz, r.HeightM = P1812, 1800, 10 },
		"ITM":                    func(r *Request) { r.Model = ITM },
		"ITM 90 % of everything": func(r *Request) { r.Model, r.TimePercent, r.LocationPercent = ITM, 90, 90 },
		"Bullington":             func(r *Request) { r.Model = Bullington },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := mountain()
			change(&req)
			m, err := methodFor(&req, true)
			if err != nil {
				t.Fatal(err)
			}
			solver := m.newSolver(newRadialGrid(stepM, samples))
			random := rand.New(rand.NewPCG(1812, 526))
			compared, worst := 0, 0.0
			for range radials {
				// One site after another, so that other terrain than one hill's is seen.
				at := orb.Point{-71.5 + 0.2*random.Float64() - 0.1, 44.5 + 0.2*random.Float64() - 0.1}
				azimuth := 360 * random.Float64()
				heights, err := ground.Along(nil, at, azimuth, stepM, samples)
				if err != nil {
					t.Fatal(err)
				}
				if err := solver.reset(azimuth, heights); err != nil {
					t.Fatal(err)
				}
				n := 2 + random.IntN(5)
				for range perRadial {
					got, ok := solver.lossDB(n)
					want, wantOK := alone(t, &req, stepM, heights[:n+1])
					if ok != wantOK {
						t.Fatalf("sample %d: answered %v, alone %v", n, ok, wantOK)
					}
					if off := math.Abs(got - want); ok && !(off <= 1e-9) {
						t.Fatalf("sample %d of a radial from %v at %g°: %.12f dB, alone %.12f", n, at, azimuth, got, want)
					} else if ok {
						compared++
						worst = max(worst, off)
					}
					n = min(n+1+random.IntN(12), samples-1)
				}
			}
			if compared < 10000 {
				t.Errorf("%d receivers compared, want at least 10000", compared)
			}
			t.Logf("%d receivers, largest difference %.2g dB", compared, worst)
		})
	}
}

func benchGrid(tb testing.TB) raster.Grid {
	tb.Helper()
	// 91.2 m makes 340,000 cells of a disc of 30 km.
	g, err := raster.NewGrid(orb.Bound{Min: orb.Point{-72, 44}, Max: orb.Point{-71, 45}}, 91.2)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

func BenchmarkFootprint30km(b *testing.B) {
	ground, grid := realGround(b), benchGrid(b)
	for _, model := range []string{Bullington, P1812, ITM, FreeSpace} {
		b.Run(model, func(b *testing.B) {
			req := mountain()
			req.Model = model
			b.ReportAllocs()
			cells := 0
			for b.Loop() {
				f, err := Compute(b.Context(), ground, grid, req)
				if err != nil {
					b.Fatal(err)
				}
				cells = f.Receivers
			}
			b.ReportMetric(float64(cells), "receivers")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(cells), "ns/receiver")
		})
	}
}
