package sweep_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/radio"
	"hatang/geo/radio/itm"
	"hatang/geo/radio/p1812"
	"hatang/geo/radio/p525"
	"hatang/geo/radio/p526"
	"hatang/geo/radio/sweep"
	"hatang/geo/raster"
	"hatang/geo/terrain"
)

// realTile is the shared tile, under its own name or another, or a skip.
func realTile(tb testing.TB, as string) *terrain.Model {
	tb.Helper()
	path := filepath.Join("..", "..", "..", "..", "shared", "data", "terrain", "N44W072.hgt.gz")
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("the shared terrain tile is absent: %v", err)
	}
	r, err := terrain.Open(path, terrain.Options{As: as})
	if err != nil {
		tb.Fatal(err)
	}
	return modelOf(tb, r)
}

func modelOf(tb testing.TB, rasters ...*terrain.Raster) *terrain.Model {
	tb.Helper()
	m, err := terrain.NewModel(rasters...)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// made is a model over a box of heights that are a function of place.
func made(tb testing.TB, b orb.Bound, stepDeg float64, height func(p orb.Point) float64) *terrain.Model {
	tb.Helper()
	g := raster.Grid{
		West: b.Min[0], North: b.Max[1], CellLonDeg: stepDeg, CellLatDeg: stepDeg,
		Cols: int((b.Max[0] - b.Min[0]) / stepDeg), Rows: int((b.Max[1] - b.Min[1]) / stepDeg),
	}
	v := &raster.Values{Grid: g}
	for row := range g.Rows {
		for col := range g.Cols {
			v.Value = append(v.Value, float32(height(g.Centre(col, row))))
		}
	}
	r, err := terrain.FromValues("made", v)
	if err != nil {
		tb.Fatal(err)
	}
	return modelOf(tb, r)
}

// konTum is a box of hills in the middle of Vietnam.
func konTum() orb.Bound {
	return orb.Bound{Min: orb.Point{107.7, 14.2}, Max: orb.Point{108.3, 14.8}}
}

func hills(p orb.Point) float64 {
	return 600 + 150*math.Sin(p[0]*180)*math.Cos(p[1]*230) + 60*math.Sin(p[0]*700+p[1]*500)
}

func gridOf(tb testing.TB, b orb.Bound, cellM float64) raster.Grid {
	tb.Helper()
	g, err := raster.NewGrid(b, cellM)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

func request(model string) sweep.Request {
	return sweep.Request{
		At: orb.Point{108, 14.5}, HeightM: 45, RxHeightM: 1.5, FrequencyMHz: 900, RadiusM: 10e3, Model: model,
	}
}

func compute(tb testing.TB, ground *terrain.Model, g raster.Grid, r sweep.Request) *sweep.Footprint {
	tb.Helper()
	f, err := sweep.Compute(context.Background(), ground, g, r)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// pathLoss is the point-to-point loss over a profile, by the model's own way in.
func pathLoss(tb testing.TB, r sweep.Request, stepM float64, heights []float64) float64 {
	tb.Helper()
	profile := &radio.Profile{GroundM: heights}
	for i := range heights {
		profile.DistanceKm = append(profile.DistanceKm, float64(i)*stepM/1e3)
	}
	link := radio.Link{
		FrequencyMHz: r.FrequencyMHz, TxHeightM: r.HeightM, RxHeightM: r.RxHeightM, Profile: profile,
		LatitudeDeg: r.At[1], TimePercent: r.TimePercent, LocationPercent: r.LocationPercent,
	}
	switch r.Model {
	case sweep.Bullington:
		last := len(heights) - 1
		s := p526.Look(profile.DistanceKm, heights, heights[0]+r.HeightM, heights[last]+r.RxHeightM, 1/8500.0)
		return p525.LossDB(link.SlantM(), r.FrequencyMHz) +
			s.BullingtonDB(p525.SpeedOfLightMPerS/(r.FrequencyMHz*1e6))
	case sweep.ITM:
		path, err := itm.NewTerrain(stepM, heights)
		if err != nil {
			tb.Fatal(err)
		}
		p, err := itm.PointToPoint(itm.Vietnam().Params(link), path)
		if err != nil {
			tb.Fatal(err)
		}
		return p.LossDB
	}
	p, err := p1812.Vietnam().Predict(link, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return p.LossDB
}

// randomCells calls do with cells of a footprint that have a profile.
func randomCells(f *sweep.Footprint, count int, do func(col, row int)) {
	random := rand.New(rand.NewPCG(30, 3))
	for done := 0; done < count; {
		col, row := random.IntN(f.Cols), random.IntN(f.Rows)
		if _, ok := f.LossDB(col, row); !ok {
			continue
		}
		if _, n := f.Receiver(col, row); n < 2 {
			continue
		}
		do(col, row)
		done++
	}
}

// A cell has the loss of the sample that Receiver tells, rounded to hundredths.
func TestCellsHoldTheLossOfTheirSample(t *testing.T) {
	t.Parallel()
	ground := made(t, konTum(), 1.0/1200, hills)
	grid := gridOf(t, konTum(), 100)
	for _, model := range []string{sweep.P1812, sweep.ITM, sweep.Bullington} {
		t.Run(model, func(t *testing.T) {
			t.Parallel()
			r := request(model)
			f := compute(t, ground, grid, r)
			count := int(r.RadiusM/f.StepM+0.5) + 1
			randomCells(f, 3000, func(col, row int) {
				azimuth, n := f.Receiver(col, row)
				heights, err := ground.Along(nil, r.At, azimuth, f.StepM, count)
				if err != nil {
					t.Fatal(err)
				}
				got, _ := f.LossDB(col, row)
				if want := pathLoss(t, r, f.StepM, heights[:n+1]); math.Abs(got-want) > 0.00501 {
					t.Fatalf("cell %d, %d: %.2f dB, sample %d at %.2f° has %.4f", col, row, got, n, azimuth, want)
				}
			})
		})
	}
}

// The centre of a cell is within half a step and half a cell of its sample.
func TestSamplesAreNear(t *testing.T) {
	t.Parallel()
	f := compute(t, made(t, konTum(), 1.0/1200, hills), gridOf(t, konTum(), 100), request(sweep.Bullington))
	worst := 0.0
	randomCells(f, 3000, func(col, row int) {
		azimuth, n := f.Receiver(col, row)
		at := geodesy.Direct(f.At, azimuth, float64(n)*f.StepM)
		worst = max(worst, geodesy.DistanceM(at, f.Centre(col, row)))
	})
	if most := math.Hypot(f.StepM, 100) / 2; worst > most+0.01 {
		t.Errorf("a cell is %.2f m from its sample, want at most %.2f", worst, most)
	}
}

// The raster against the point-to-point function on the true profile to each
// cell's centre: what taking the nearest sample costs. On real mountains, whose
// heights differ from sample to sample, half of the cells are within 0.1 dB and
// nineteen of twenty within 1.4 dB (ITM 0.23 and 3.3 dB).
func TestRasterAgainstTheTruePath(t *testing.T) {
	t.Parallel()
	ground := realTile(t, "")
	b := orb.Bound{Min: orb.Point{-72, 44}, Max: orb.Point{-71, 45}}
	grid := gridOf(t, b, 91.2)
	for model, bound := range map[string]struct{ median, p95 float64 }{
		sweep.P1812: {0.2, 2.5}, sweep.ITM: {0.5, 5}, sweep.Bullington: {0.2, 2.5},
	} {
		t.Run(model, func(t *testing.T) {
			t.Parallel()
			r := request(model)
			r.At, r.RadiusM = orb.Point{-71.5, 44.5}, 30e3
			f := compute(t, ground, grid, r)
			var off []float64
			var bias float64
			var heights []float64
			randomCells(f, 4000, func(col, row int) {
				var step float64
				var err error
				heights, step, err = ground.Profile(heights, r.At, f.Centre(col, row), f.StepM)
				if err != nil {
					t.Fatal(err)
				}
				got, _ := f.LossDB(col, row)
				want := pathLoss(t, r, step, heights)
				off = append(off, math.Abs(got-want))
				bias += got - want
			})
			slices.Sort(off)
			median, p95 := off[len(off)/2], off[len(off)*95/100]
			t.Logf("%s: %d cells, |raster - true path|: median %.2f dB, p95 %.2f dB, bias %+.3f dB",
				model, len(off), median, p95, bias/float64(len(off)))
			if median > bound.median || p95 > bound.p95 || math.Abs(bias/float64(len(off))) > 0.1 {
				t.Errorf("median %.2f, p95 %.2f, bias %.3f dB, want at most %.1f, %.1f and 0.1",
					median, p95, bias/float64(len(off)), bound.median, bound.p95)
			}
		})
	}
}

func TestLineOfSight(t *testing.T) {
	t.Parallel()
	ground := made(t, konTum(), 1.0/1200, hills)
	r := request(sweep.P1812)
	f := compute(t, ground, gridOf(t, konTum(), 100), r)
	count := int(r.RadiusM/f.StepM+0.5) + 1
	seen, total := 0, 0
	randomCells(f, 2000, func(col, row int) {
		azimuth, n := f.Receiver(col, row)
		heights, err := ground.Along(nil, r.At, azimuth, f.StepM, count)
		if err != nil {
			t.Fatal(err)
		}
		km := make([]float64, n+1)
		for i := range km {
			km[i] = float64(i) * f.StepM / 1e3
		}
		s := p526.Look(km, heights[:n+1], heights[0]+r.HeightM, heights[n]+r.RxHeightM, 1/8500.0)
		if got := f.InSight(row*f.Cols + col); got != s.Clear() {
			t.Fatalf("cell %d, %d in sight: %v, want %v", col, row, got, s.Clear())
		}
		total++
		if s.Clear() {
			seen++
		}
	})
	if seen == 0 || seen == total {
		t.Errorf("%d of %d in sight: the test cannot fail", seen, total)
	}
}

// The work is the same however many share it.
func TestWorkersDoNotMatter(t *testing.T) {
	t.Parallel()
	ground, grid := made(t, konTum(), 1.0/1200, hills), gridOf(t, konTum(), 100)
	r := request(sweep.P1812)
	r.Workers = 1
	one := compute(t, ground, grid, r)
	r.Workers = 7
	seven := compute(t, ground, grid, r)
	if !slices.Equal(one.LossCentiDB, seven.LossCentiDB) || !slices.Equal(one.Sight, seven.Sight) ||
		!slices.Equal(one.ElevationCentiDeg, seven.ElevationCentiDeg) {
		t.Error("seven workers found another footprint than one")
	}
}

func TestProgressAndCancelling(t *testing.T) {
	t.Parallel()
	ground, grid := made(t, konTum(), 1.0/1200, hills), gridOf(t, konTum(), 100)
	r := request(sweep.ITM)
	last := 0
	r.Progress = func(done, total int) {
		if done <= last || done > total {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
	}
	if f := compute(t, ground, grid, r); last != f.Radials {
		t.Errorf("progress ended at %d of %d", last, f.Radials)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.Progress = func(int, int) { cancel() }
	if _, err := sweep.Compute(ctx, ground, grid, r); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
}

// Without terrain the default is an empirical model, which the footprint says; its
// losses are the model's at the cells' own distances.
func TestWithoutTerrain(t *testing.T) {
	t.Parallel()
	grid := gridOf(t, konTum(), 100)
	f := compute(t, nil, grid, request(""))
	if f.Model != "hata-suburban" || f.Sight != nil || !warned(f, sweep.WarnNoTerrain) {
		t.Errorf("model %s, sight %v, warnings %v", f.Model, f.Sight != nil, f.Warnings)
	}
	checkByDistance(t, f, request("hata-suburban"))
	for _, model := range []string{"p525", "hata-open", "tr38901-rma", "itm-area"} {
		checkByDistance(t, compute(t, nil, grid, request(model)), request(model))
	}
}

func warned(f *sweep.Footprint, code string) bool {
	return slices.ContainsFunc(f.Warnings, func(w sweep.Warning) bool {
		return w.Code == code && w.Vietnamese != "" && w.English != ""
	})
}

// A site on a border of terrain: what lies beyond is not computed, counted, and
// said.
func TestTerrainMissing(t *testing.T) {
	t.Parallel()
	west := konTum()
	west.Max[0] = 108.05
	f := compute(t, made(t, west, 1.0/1200, hills), gridOf(t, konTum(), 100), request(sweep.P1812))
	if !warned(f, sweep.WarnMissing) || f.Missing == 0 {
		t.Fatalf("missing %d, warnings %v", f.Missing, f.Warnings)
	}
	missing, cells := 0, 0
	for row := range f.Rows {
		for col := range f.Cols {
			p := f.Centre(col, row)
			d := geodesy.DistanceM(f.At, p)
			if d > f.RadiusM-0.01 {
				continue
			}
			cells++
			_, ok := f.LossDB(col, row)
			if !ok {
				missing++
			}
			if ok != (p[0] < 108.05) && math.Abs(p[0]-108.05) > 0.002 {
				t.Fatalf("cell at %v computed: %v", p, ok)
			}
		}
	}
	if missing != f.Missing || math.Abs(f.MissingShare-float64(missing)/float64(cells)) > 1e-3 {
		t.Errorf("%d of %d missing, told %d and %.4f", missing, cells, f.Missing, f.MissingShare)
	}
}

func TestStandInIsSaid(t *testing.T) {
	t.Parallel()
	ground := realTile(t, "N14E107")
	r := request(sweep.P1812)
	r.At = orb.Point{107.5, 14.5}
	f := compute(t, ground, gridOf(t, orb.Bound{Min: orb.Point{107.3, 14.3}, Max: orb.Point{107.7, 14.7}}, 100), r)
	if !f.StandIn || len(f.Terrain) != 1 || !f.Terrain[0].StandIn || !warned(f, sweep.WarnStandIn) {
		t.Errorf("stand-in %v, terrain %v, warnings %v", f.StandIn, f.Terrain, f.Warnings)
	}
	if got := fmt.Sprint(f.Warnings); !strings.Contains(got, "N44W072") || !strings.Contains(got, "KHÔNG phải địa hình thật") {
		t.Errorf("warnings %s", got)
	}
}

// Receivers on the site itself get free space over the straight distance, at
// least the difference in height.
func TestReceiverOnTheSite(t *testing.T) {
	t.Parallel()
	grid := gridOf(t, konTum(), 100)
	ground := made(t, konTum(), 1.0/1200, func(orb.Point) float64 { return 500 })
	for _, model := range []string{sweep.P1812, sweep.ITM, sweep.Bullington, sweep.FreeSpace} {
		r := request(model)
		col, row, _ := grid.Cell(r.At)
		r.At = grid.Centre(col, row)
		f := compute(t, ground, grid, r)
		i, _ := f.Index(r.At)
		got, ok := f.LossDB(i%f.Cols, i/f.Cols)
		if want := p525.LossDB(43.5, 900); !ok || math.Abs(got-want) > 0.006 {
			t.Errorf("%s: %.2f dB, %v on the site, want %.2f", model, got, ok, want)
		}
		if f.ElevationCentiDeg[i] > -8800 || !f.InSight(i) {
			t.Errorf("%s: elevation %d, in sight %v", model, f.ElevationCentiDeg[i], f.InSight(i))
		}
		if f.Near < 4 || f.Near > 30 {
			t.Errorf("%s: %d cells near", model, f.Near)
		}
	}
}

// On the roof of the world ITM's atmosphere is too thin: no cell gets a value, and
// the footprint says so.
func TestModelWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	ground := made(t, konTum(), 1.0/300, func(orb.Point) float64 { return 8950 })
	f := compute(t, ground, gridOf(t, konTum(), 300), request(sweep.ITM))
	if f.Refused == 0 || f.Refused+f.Near != f.Receivers || !warned(f, sweep.WarnRefused) {
		t.Errorf("%d of %d refused, %d near, warnings %v", f.Refused, f.Receivers, f.Near, f.Warnings)
	}
	refused := 0
	for i, v := range f.LossCentiDB {
		if d := geodesy.DistanceM(f.At, f.Centre(i%f.Cols, i/f.Cols)); v == sweep.NoLoss && d < f.RadiusM-1 {
			refused++
		}
	}
	if math.Abs(float64(refused-f.Refused)) > 5 {
		t.Errorf("%d cells without a value, %d told", refused, f.Refused)
	}
}

// A model outside what it was tested for answers and says so.
func TestRangeWarnings(t *testing.T) {
	t.Parallel()
	r := request(sweep.P1812)
	r.RxHeightM = 0.5
	f := compute(t, made(t, konTum(), 1.0/300, hills), gridOf(t, konTum(), 300), r)
	if !warned(f, sweep.WarnRange) || !strings.Contains(fmt.Sprint(f.Warnings), "chiều cao anten thu = 0,5 m") {
		t.Errorf("warnings %v", f.Warnings)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	ground, grid := made(t, konTum(), 1.0/300, hills), gridOf(t, konTum(), 200)
	for name, c := range map[string]struct {
		change  func(*sweep.Request)
		without bool
		want    string
	}{
		"frequency of P.1812":  {func(r *sweep.Request) { r.FrequencyMHz = 7000 }, false, "frequency 7 GHz, expected 0.03 to 6"},
		"frequency of ITM":     {func(r *sweep.Request) { r.Model, r.FrequencyMHz = sweep.ITM, 10 }, false, "frequency 10 MHz, expected 20 to 20000"},
		"frequency of nothing": {func(r *sweep.Request) { r.FrequencyMHz = math.NaN() }, false, "frequency NaN MHz"},
		"frequency, bare":      {func(r *sweep.Request) { r.Model, r.FrequencyMHz = sweep.Bullington, 1 }, false, "frequency 1 MHz, expected 20 to 100000"},
		"frequency of Hata":    {func(r *sweep.Request) { r.Model, r.FrequencyMHz = "hata-open", 5000 }, true, "frequency 5000 MHz, expected 100 to 3000"},
		"antenna too high":     {func(r *sweep.Request) { r.HeightM = 4000 }, false, "antenna height 4000 m, expected 0.1 to 3000"},
		"receiver underground": {func(r *sweep.Request) { r.RxHeightM = -1 }, false, "receiver height -1 m"},
		"receiver of ITM":      {func(r *sweep.Request) { r.Model, r.RxHeightM = sweep.ITM, 0.2 }, false, "receiver height 0.2 m, expected 0.5 to 3000"},
		"radius":               {func(r *sweep.Request) { r.RadiusM = 1e6 }, false, "radius 1e+06 m, expected 100 to 300000"},
		"no radius":            {func(r *sweep.Request) { r.RadiusM = math.NaN() }, false, "radius NaN m"},
		"latitude":             {func(r *sweep.Request) { r.At[1] = 108 }, false, "latitude 108°"},
		"time":                 {func(r *sweep.Request) { r.TimePercent = 70 }, false, "time 70 %, expected 1 to 50"},
		"step":                 {func(r *sweep.Request) { r.StepM = 0.1 }, false, "step 0.1 m, expected 1 to 10000"},
		"beside the grid":      {func(r *sweep.Request) { r.At, r.Model = orb.Point{100, 14}, "hata-open" }, true, "does not reach the grid"},
		"beside the terrain":   {func(r *sweep.Request) { r.At = orb.Point{107.69, 14.5} }, false, "no elevation is loaded for the site"},
		"terrain wanted":       {func(r *sweep.Request) { r.Model = sweep.P1812 }, true, "model p1812 follows the terrain, and none is loaded"},
		"unknown model":        {func(r *sweep.Request) { r.Model = "okumura" }, false, `no model "okumura", expected p1812, itm, bullington or one of`},
		"model of paths":       {func(r *sweep.Request) { r.Model = "p526" }, false, "answers for single paths only"},
		"clutter":              {func(r *sweep.Request) { r.ClutterHeightM = 500 }, false, "clutter height 500 m, expected 0 to 100"},
		"clutter raster":       {func(r *sweep.Request) { r.Clutter = &raster.Values{Grid: grid} }, false, "clutter has 0 heights"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := request("")
			c.change(&r)
			m := ground
			if c.without {
				m = nil
			}
			_, err := sweep.Compute(context.Background(), m, grid, r)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
	if _, err := sweep.Compute(context.Background(), ground, raster.Grid{}, request("")); err == nil {
		t.Error("a grid that is none was swept")
	}
}

// Clutter costs, and only P.1812 knows of it.
func TestClutter(t *testing.T) {
	t.Parallel()
	ground, grid := made(t, konTum(), 1.0/1200, hills), gridOf(t, konTum(), 100)
	bare := compute(t, ground, grid, request(sweep.P1812))
	r := request(sweep.P1812)
	r.ClutterHeightM = 15
	wooded := compute(t, ground, grid, r)
	r.ClutterHeightM = 0
	r.Clutter = &raster.Values{Grid: grid, Value: slices.Repeat([]float32{15}, grid.Cells())}
	drawn := compute(t, ground, grid, r)
	if !slices.Equal(wooded.LossCentiDB, drawn.LossCentiDB) || !drawn.ClutterRaster {
		t.Error("15 m everywhere by raster are not 15 m everywhere")
	}
	more := 0
	for i, v := range bare.LossCentiDB {
		if v == sweep.NoLoss {
			continue
		}
		if wooded.LossCentiDB[i] > v+100 {
			more++
		}
	}
	if more < bare.Receivers/2 {
		t.Errorf("clutter costs over 1 dB in %d of %d cells only", more, bare.Receivers)
	}
	r.Model = sweep.ITM
	if f := compute(t, ground, grid, r); !warned(f, sweep.WarnClutterIgnored) {
		t.Errorf("ITM was given clutter and says nothing: %v", f.Warnings)
	}
}

// Where a share of locations is asked for, the clutter about each receiver
// decides the deviation (P.1812 §4.8).
func TestClutterAboutTheReceiverAndLocations(t *testing.T) {
	t.Parallel()
	ground, grid := made(t, konTum(), 1.0/1200, func(orb.Point) float64 { return 100 }), gridOf(t, konTum(), 100)
	r := request(sweep.P1812)
	// 1 m of clutter in the eastern half: a receiver at 1.5 m stands above it.
	r.Clutter = &raster.Values{Grid: grid, Value: make([]float32, grid.Cells())}
	for i := range r.Clutter.Value {
		if i%grid.Cols > grid.Cols/2 {
			r.Clutter.Value[i] = 1
		}
	}
	half := compute(t, ground, grid, r)
	r.LocationPercent = 90
	most := compute(t, ground, grid, r)
	margin := func(p orb.Point) float64 {
		i, ok := half.Index(p)
		if !ok {
			t.Fatalf("%v is outside", p)
		}
		return float64(most.LossCentiDB[i])/100 - float64(half.LossCentiDB[i])/100
	}
	deviate := 1.2817
	for p, clutter := range map[orb.Point]float64{{107.95, 14.5}: 0, {108.05, 14.5}: 1} {
		want := deviate * p1812.LocationSigmaDB(0.9, 100, 1.5, clutter)
		if got := margin(p); math.Abs(got-want) > 0.03 {
			t.Errorf("margin of 90 %% of locations in clutter of %g m: %.2f dB, want %.2f", clutter, got, want)
		}
	}
}
