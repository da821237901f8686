package sweep_test

import (
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/radio/antenna"
	"hatang/geo/radio/budget"
	"hatang/geo/radio/sweep"
)

func emission(tb testing.TB, bearingDeg, tiltDeg float64) sweep.Emission {
	tb.Helper()
	technology, ok := budget.ByName(budget.Defaults(), "4G")
	if !ok {
		tb.Fatal("no 4G among the default link budgets")
	}
	return sweep.Emission{
		Antenna:     antenna.Mount(antenna.TR38901(), bearingDeg, tiltDeg, 0),
		Technology:  technology,
		Transmitter: budget.Transmitter{PowerDBm: 46, FeederLossDB: 2, FrequencyMHz: 900},
	}
}

func apply(tb testing.TB, f *sweep.Footprint, e sweep.Emission) *sweep.Applied {
	tb.Helper()
	a, err := f.Apply(e)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// A level is the budget's, with the gain in the cell's direction and its loss.
func TestLevelIsTheBudgets(t *testing.T) {
	t.Parallel()
	f := compute(t, made(t, konTum(), 1.0/1200, hills), gridOf(t, konTum(), 100), request(sweep.P1812))
	e := emission(t, 120, 4)
	a := apply(t, f, e)
	levels := a.Levels(nil)
	randomCells(f, 2000, func(col, row int) {
		_, azimuth, _ := geodesy.Inverse(f.At, f.Centre(col, row))
		loss, _ := f.LossDB(col, row)
		bearing, elevation := a.Direction(col, row)
		if off := math.Mod(bearing-azimuth+540, 360) - 180; math.Abs(off) > 1e-5 {
			t.Fatalf("bearing %g°, want %g", bearing, azimuth)
		}
		want := e.Technology.Level(e.Transmitter, e.Antenna.GainDBi(azimuth, elevation), loss)
		got, ok := a.Level(col, row)
		if !ok || math.Abs(got-want) > 1e-4 || math.Abs(float64(levels[row*f.Cols+col])-got) > 1e-4 {
			t.Fatalf("level %g, %v, in the raster %g, want %g", got, ok, levels[row*f.Cols+col], want)
		}
		reaches := loss <= e.Technology.MaximumLossDB(e.Transmitter, e.Antenna.GainDBi(bearing, elevation), 90)
		if a.WithinUplink(col, row, 90) != reaches {
			t.Fatalf("uplink reaches: %v, want %v", !reaches, reaches)
		}
	})
	if !math.IsNaN(float64(levels[0])) {
		t.Errorf("a corner beyond the radius has the level %g", levels[0])
	}
}

// Elevations follow the ground: to a receiver in sight the straight line's.
func TestElevations(t *testing.T) {
	t.Parallel()
	ground := made(t, konTum(), 1.0/1200, hills)
	r := request(sweep.Bullington)
	f := compute(t, ground, gridOf(t, konTum(), 100), r)
	site, _ := ground.HeightM(r.At)
	up := 0
	randomCells(f, 2000, func(col, row int) {
		azimuth, n := f.Receiver(col, row)
		d := float64(n) * f.StepM
		h, _ := ground.HeightM(geodesy.Direct(f.At, azimuth, d))
		straight := math.Atan((h+r.RxHeightM-site-r.HeightM)/d-d/2/8500e3) * 180 / math.Pi
		i := row*f.Cols + col
		got := float64(f.ElevationCentiDeg[i]) / 100
		if f.InSight(i) && math.Abs(got-straight) > 0.02 || got < straight-0.02 {
			t.Fatalf("elevation %.2f°, straight line %.3f, in sight %v", got, straight, f.InSight(i))
		}
		if !f.InSight(i) {
			up++
		}
	})
	if up == 0 {
		t.Error("everything is in sight: half of the test cannot fail")
	}
}

// More power, everywhere as many decibels more; never a different loss.
func TestLevelGrowsWithPower(t *testing.T) {
	t.Parallel()
	f := compute(t, nil, gridOf(t, konTum(), 300), request("hata-open"))
	usual := emission(t, 30, 6)
	rapid.Check(t, func(t *rapid.T) {
		e := usual
		low := rapid.Float64Range(10, 50).Draw(t, "power")
		more := rapid.Float64Range(0, 20).Draw(t, "more")
		e.Transmitter.PowerDBm = low
		a, err := f.Apply(e)
		if err != nil {
			t.Fatal(err)
		}
		e.Transmitter.PowerDBm += more
		b, err := f.Apply(e)
		if err != nil {
			t.Fatal(err)
		}
		col, row := rapid.IntRange(0, f.Cols-1).Draw(t, "col"), rapid.IntRange(0, f.Rows-1).Draw(t, "row")
		x, okX := a.Level(col, row)
		y, okY := b.Level(col, row)
		if okX != okY || okX && math.Abs(y-x-more) > 1e-9 {
			t.Fatalf("%g dB more power: level %g, then %g", more, x, y)
		}
	})
}

// Turning a sector turns its footprint: same area, the middle turned as far.
func TestTurningASector(t *testing.T) {
	t.Parallel()
	f := compute(t, nil, gridOf(t, konTum(), 100), request("hata-suburban"))
	size, towards := served(t, f, 20)
	if size < 1000 {
		t.Fatalf("%d cells served: too few to tell", size)
	}
	for _, turn := range []float64{17, 90, 133, 240} {
		turned, bearing := served(t, f, 20+turn)
		off := math.Mod(bearing-towards-turn+900, 360) - 180
		if math.Abs(off) > 1 || math.Abs(float64(turned-size)) > 0.02*float64(size) {
			t.Errorf("turned by %g°: %d cells, was %d, middle %.2f° off", turn, turned, size, off)
		}
	}
}

// served counts the cells of a strong level and finds the bearing of their middle.
func served(t *testing.T, f *sweep.Footprint, bearing float64) (cells int, towards float64) {
	t.Helper()
	a := apply(t, f, emission(t, bearing, 2))
	var middle orb.Point
	for row := range f.Rows {
		for col := range f.Cols {
			if level, ok := a.Level(col, row); ok && level > -112 {
				p := f.Centre(col, row)
				middle[0] += p[0] - f.At[0]
				middle[1] += p[1] - f.At[1]
				cells++
			}
		}
	}
	middle[0], middle[1] = f.At[0]+middle[0]/float64(cells), f.At[1]+middle[1]/float64(cells)
	_, towards, _ = geodesy.Inverse(f.At, middle)
	return cells, towards
}

func TestApplyRefuses(t *testing.T) {
	t.Parallel()
	f := compute(t, nil, gridOf(t, konTum(), 500), request("hata-open"))
	for want, change := range map[string]func(*sweep.Emission){
		"has no antenna":   func(e *sweep.Emission) { e.Antenna = antenna.Mounted{} },
		"no name":          func(e *sweep.Emission) { e.Technology = budget.Technology{} },
		"carrier at 1800":  func(e *sweep.Emission) { e.Transmitter.FrequencyMHz = 1800 },
		"carrier at 0":     func(e *sweep.Emission) { e.Transmitter.FrequencyMHz = 0 },
		"power NaN dBm":    func(e *sweep.Emission) { e.Transmitter.PowerDBm = math.NaN() },
		"feeder -Inf dB, ": func(e *sweep.Emission) { e.Transmitter.FeederLossDB = math.Inf(-1) },
	} {
		e := emission(t, 0, 0)
		change(&e)
		if _, err := f.Apply(e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}

func TestLevelsAllocateNothing(t *testing.T) {
	f := compute(t, nil, gridOf(t, konTum(), 500), request("hata-open"))
	a := apply(t, f, emission(t, 0, 3))
	buffer := a.Levels(nil)
	if n := testing.AllocsPerRun(10, func() { buffer = a.Levels(buffer) }); n != 0 {
		t.Errorf("%g allocations, want none", n)
	}
}

// A sector of 10 km: what a change of power, pattern or tilt costs.
func BenchmarkLevels10km(b *testing.B) {
	f := compute(b, nil, gridOf(b, konTum(), 100), request("hata-open"))
	e := emission(b, 0, 3)
	var buffer []float32
	b.ReportAllocs()
	for b.Loop() {
		a, err := f.Apply(e)
		if err != nil {
			b.Fatal(err)
		}
		buffer = a.Levels(buffer)
	}
	b.ReportMetric(float64(f.Receivers), "receivers")
}

// One site of a province, with terrain.
func BenchmarkFootprint10km(b *testing.B) {
	ground, grid := made(b, konTum(), 1.0/1200, hills), gridOf(b, konTum(), 100)
	for _, model := range []string{sweep.P1812, sweep.ITM} {
		b.Run(model, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				compute(b, ground, grid, request(model))
			}
		})
	}
}
