package coverage

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/radio/sweep"
	"hatang/geo/raster"
	"hatang/geo/terrain"
	"hatang/registry"
)

func somewhere(random *rand.Rand) orb.Point {
	return orb.Point{107.9 + 0.15*random.Float64(), 14.3 + 0.1*random.Float64()}
}

// Whatever stations come and go, bringing the coverage up to date gives what
// computing it anew gives.
func TestUpdateEqualsAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	random := rand.New(rand.NewPCG(7, 7))
	for n := range 4 {
		w.put(mast(n, "viettel", "4G", somewhere(random), 30)...)
	}
	w.compute(w.engine)
	next := 4
	for step := range 6 {
		computed := 0
		switch step % 3 {
		case 0, 1:
			w.put(mast(next, []string{"viettel", "vnpt"}[step%2], "4G", somewhere(random), 25+float64(step))...)
			next++
			computed = 1
		case 2:
			gone := fmt.Sprintf("%03d", next-2)
			for k := range 3 {
				w.remove(registry.Sectors, fmt.Sprintf("c-%s-%d", gone, k))
			}
			w.remove(registry.Stations, "t-"+gone)
		}
		report := w.compute(w.engine)
		if report.LossesComputed != computed || report.LevelsComputed != computed {
			t.Errorf("step %d: %d losses and %d levels computed, want %d", step, report.LossesComputed, report.LevelsComputed, computed)
		}
		anew := w.openAt(filepath.Join(t.TempDir(), "anew"))
		w.compute(anew)
		w.same(w.engine, anew)
		w.same(w.open(), anew) // read from the files
	}
}

// A change of power computes levels, not losses.
func TestPowerKeepsLosses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	recs := mast(1, "viettel", "4G", orb.Point{107.95, 14.35}, 40)
	w.put(recs...)
	w.compute(w.engine)
	before := w.engine.state.Load().groups[groupKey{"viettel", "4G"}].network.Best
	sector, ok := recs[2].(*registry.Sector)
	if !ok {
		t.Fatal("no sector")
	}
	sector.EIRPdBm = registry.Some(61.0)
	w.put(sector)
	report := w.compute(w.engine)
	if report.LossesComputed != 0 || report.LevelsComputed != 1 {
		t.Errorf("%d losses, %d levels computed", report.LossesComputed, report.LevelsComputed)
	}
	after := w.engine.state.Load().groups[groupKey{"viettel", "4G"}].network.Best
	raised := 0
	for i := range after {
		if after[i] < before[i] {
			t.Fatalf("cell %d: from %d to %d with more power", i, before[i], after[i])
		}
		raised += count(after[i] > before[i])
	}
	if raised == 0 {
		t.Error("3 dB more power changed nothing")
	}
}

// The level of a place is what the footprint and the antenna say of its cell,
// and the distance is the ellipsoid's.
func TestAt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	site := orb.Point{107.951, 14.352}
	w.put(mast(1, "viettel", "4G", site, 40)...)
	w.compute(w.engine)
	g := w.engine.state.Load().groups[groupKey{"viettel", "4G"}]
	s := g.claim.Stations[0]
	loss, err := w.engine.folder.loss(s.Losses[0])
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	checked := 0
	for range 200 {
		p := geodesy.Direct(site, 360*random.Float64(), 300+3000*random.Float64())
		here, err := w.engine.At(t.Context(), p, "viettel", "4G")
		if err != nil {
			t.Fatal(err)
		}
		n := here.Networks[0]
		col, row, inside := loss.Grid.Cell(p)
		if !inside || !n.Level.Known {
			continue
		}
		lossDB, ok := loss.LossDB(col-loss.Col0, row-loss.Row0)
		if !ok {
			t.Fatalf("a level without a loss at %v", p)
		}
		_, bearing, _ := geodesy.Inverse(site, loss.Grid.Centre(col, row))
		i := (row-loss.Row0)*loss.Cols + col - loss.Col0
		best := math.Inf(-1)
		for k := range s.Antennas {
			m, err := s.Antennas[k].mounted(nil)
			if err != nil {
				t.Fatal(err)
			}
			// 4G's RSRP is the power of one of 600 elements; the uplink's cap is below
			// the downlink's where the shortfall says so.
			rsrp := s.Antennas[k].EIRPDBm - m.PeakDBi() + m.GainDBi(bearing, float64(loss.ElevationCentiDeg[i])/100) - 10*math.Log10(600)
			best = max(best, rsrp-s.UplinkShortfallDB[k]-lossDB)
		}
		if math.Abs(best-n.Level.Value) > 0.02 {
			t.Fatalf("at %v: %v dBm, want %v", p, n.Level.Value, best)
		}
		if d := geodesy.DistanceM(site, p); math.Abs(n.Serving.DistanceM-d) > 1e-6 {
			t.Fatalf("distance %v, want %v", n.Serving.DistanceM, d)
		}
		if math.Abs(n.MarginDB.Value-(n.Level.Value-g.claim.Usable)) > 1e-9 {
			t.Fatalf("margin %v of level %v over %v", n.MarginDB.Value, n.Level.Value, g.claim.Usable)
		}
		checked++
	}
	if checked < 100 {
		t.Errorf("only %d places had a level", checked)
	}
	outside, err := w.engine.At(t.Context(), orb.Point{100, 10}, "", "")
	if err != nil || outside.Inside || outside.Networks[0].Usable {
		t.Errorf("far away: %+v, %v", outside, err)
	}
	if onMast, err := w.engine.At(t.Context(), site, "", ""); err != nil || onMast.Networks[0].Serving.DistanceM != 0 {
		t.Errorf("on the site itself: %+v, %v", onMast, err)
	}
}

// Interrupted work is used again, and damaged files are made anew.
func TestResume(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	random := rand.New(rand.NewPCG(9, 9))
	for n := range 8 {
		w.put(mast(n, "viettel", "4G", somewhere(random), 30)...)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := w.engine.Compute(ctx, w.store, ComputeRequest{
		Unit: "62", Terrain: w.ground, Workers: 1, Parameters: Parameters{RadiusM: 4000},
		Progress: func(done, _ int64) {
			if done == 3 {
				cancel()
			}
		},
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled: %v", err)
	}
	again := w.open()
	report := w.compute(again)
	if report.LossesKept < 2 || report.LossesKept+report.LossesComputed != 8 {
		t.Errorf("after a cancellation: %d kept, %d computed", report.LossesKept, report.LossesComputed)
	}
	anew := w.openAt(filepath.Join(t.TempDir(), "anew"))
	w.compute(anew)
	w.same(again, anew)

	files, err := filepath.Glob(filepath.Join(w.folder, lossesPart, "*", "*"))
	if err != nil || len(files) != 8 {
		t.Fatalf("%d losses, %v", len(files), err)
	}
	if err := os.WriteFile(files[0], []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	levels, err := filepath.Glob(filepath.Join(w.folder, levelsPart, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range levels {
		if err := os.Truncate(file, 20); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(w.folder, claimsFile)); err != nil {
		t.Fatal(err)
	}
	mended := w.open()
	if report := w.compute(mended); report.LevelsComputed != 8 {
		t.Errorf("%d levels mended, want 8", report.LevelsComputed)
	}
	w.same(mended, anew)
}

// A list of claims that is damaged or not ours is refused, and says what to do.
func TestBrokenClaims(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.95, 14.35}, 40)...)
	w.compute(w.engine)
	path := filepath.Join(w.folder, claimsFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	levels := w.engine.state.Load().claims.Claims[0].Stations[0].Levels
	for name, content := range map[string]string{
		"cut":       string(whole[:len(whole)/2]),
		"version":   strings.Replace(string(whole), `"version":1`, `"version":9`, 1),
		"elsewhere": strings.Replace(string(whole), levels, "../../../../etc/passwd", 1),
		"short":     strings.Replace(string(whole), levels, "a", 1),
		"missing":   strings.Replace(string(whole), levels, strings.Repeat("0", 32), 1),
		"grid":      strings.Replace(string(whole), `"Cols":`, `"Cols":-`, 1),
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		e, err := Open(t.Context(), w.folder, Options{Calculator: w.engine.calculator, Settings: w.store})
		var told *registry.Error
		if !errors.As(err, &told) || !strings.Contains(told.Hint.EN, "hatang coverage compute") {
			t.Errorf("%s: %v", name, err)
		}
		w.compute(e)
		w.same(w.open(), w.engine)
	}
}

// childFolder tells the test that it is the child to be killed.
const childFolder = "HATANG_TEST_COVERAGE_CHILD"

// A killed process leaves what it had finished to the next, and nothing broken.
func TestKill(t *testing.T) {
	if folder := os.Getenv(childFolder); folder != "" {
		w := newWorld(t)
		manyMasts(w)
		w.compute(w.openAt(folder))
		return
	}
	t.Parallel()
	w := newWorld(t)
	manyMasts(w)
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKill$")
	child.Env = append(os.Environ(), childFolder+"="+w.folder)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(2 * time.Minute)
	for {
		files, err := filepath.Glob(filepath.Join(w.folder, lossesPart, "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		files = slices.DeleteFunc(files, func(file string) bool { return !isKey(filepath.Base(file)) }) // parts of files
		if len(files) >= 3 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the child computed nothing in two minutes")
		}
		time.Sleep(2 * time.Millisecond)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	killed := child.Wait()
	report := w.compute(w.engine)
	if report.LossesKept < 3 {
		t.Errorf("%d losses kept of the killed process (%v), want at least 3", report.LossesKept, killed)
	}
	t.Logf("killed (%v) after %d of %d losses", killed, report.LossesKept, report.LossesKept+report.LossesComputed)
	anew := w.openAt(filepath.Join(t.TempDir(), "anew"))
	w.compute(anew)
	w.same(w.engine, anew)
}

func manyMasts(w *world) {
	random := rand.New(rand.NewPCG(5, 5))
	var recs []registry.Record
	for n := range 30 {
		recs = append(recs, mast(n, "viettel", "4G", somewhere(random), 30)...)
	}
	w.put(recs...)
}

// What records declare counts where nothing can be modelled, apart from it.
func TestDeclared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	site := &registry.Site{RowHead: head("s-d"), Code: "SD", OperatorCode: "vnpt", State: registry.StateOnAir, Technologies: "4G", CoverageRadiusM: registry.Some(1500.0)}
	site.Point, site.Located = orb.Point{107.93, 14.35}, true
	bare := &registry.Site{RowHead: head("s-b"), Code: "SB", OperatorCode: "vnpt", State: registry.StateOnAir}
	bare.Point, bare.Located = orb.Point{107.94, 14.35}, true
	planned := &registry.Site{RowHead: head("s-p"), Code: "SP", OperatorCode: "vnpt", State: registry.StateProposed, Technologies: "4G", CoverageRadiusM: registry.Some(1500.0)}
	planned.Point, planned.Located = orb.Point{107.94, 14.35}, true
	w.put(site, bare, planned)
	report := w.compute(w.engine)
	if report.Stations != 1 || report.Declared != 1 || len(report.Left) != 1 || report.Left[0].Code != "SB" {
		t.Fatalf("%d stations, %d declared, left %+v", report.Stations, report.Declared, report.Left)
	}
	summary, err := w.engine.Summary(t.Context(), w.store, "", "")
	if err != nil {
		t.Fatal(err)
	}
	n := summary.Networks[0]
	ground, err := w.engine.calculator.Ground(t.Context(), w.store, "62", registry.Date{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := ground.Surface.PeopleInEach(t.Context(), []raster.Disc{{Centre: site.Point, RadiusM: 1500}})
	if err != nil {
		t.Fatal(err)
	}
	if n.Modelled != 0 || math.Abs(n.Declared-want[0]) > 1e-6 || math.Abs(n.Usable.People.Part-want[0]) > 1e-6 {
		t.Errorf("modelled %v, declared %v, people %v, want %v declared", n.Modelled, n.Declared, n.Usable.People.Part, want[0])
	}
	here, err := w.engine.At(t.Context(), site.Point, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if h := here.Networks[0]; h.Band != "declared" || h.Level.Known || !h.Usable || h.Serving.Basis != Declared {
		t.Errorf("at the declared site: %+v", h)
	}
	areas, _, err := w.engine.Areas("vnpt", "4G")
	if err != nil || len(areas) != 1 || areas[0].Basis != Declared {
		t.Errorf("areas %+v, %v", areas, err)
	}
}

// What a proposed position was said to add is what it adds once it is built.
func TestGainComesTrue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.93, 14.35}, 30)...)
	w.compute(w.engine)
	at := orb.Point{108.01, 14.36}
	gain, err := w.engine.Gain(t.Context(), w.store, GainRequest{
		At: at, HeightM: 35, Operator: "viettel", Technologies: []string{"4G"}, Bands: map[string]string{"4G": "1800"}, Terrain: w.ground,
	})
	if err != nil {
		t.Fatal(err)
	}
	if gain.PeopleNew <= 0 || math.Abs(gain.PeopleInside-gain.PeopleNew-gain.PeopleOverlap) > 1e-6 {
		t.Fatalf("inside %v, new %v, overlap %v", gain.PeopleInside, gain.PeopleNew, gain.PeopleOverlap)
	}
	filled := 0.
	for _, gap := range gain.GapsFilled {
		filled += gap.People
	}
	if filled > gain.PeopleNew+1e-6 || filled < gain.PeopleNew*0.9 {
		t.Errorf("gaps of %v people filled, %v new", filled, gain.PeopleNew)
	}
	before, err := w.engine.Summary(t.Context(), w.store, "viettel", "4G")
	if err != nil {
		t.Fatal(err)
	}
	site := &registry.Site{RowHead: head("s-new"), Code: "SN", OperatorCode: "viettel", State: registry.StateOnAir}
	site.Point, site.Located = at, true
	station := &registry.Station{RowHead: head("t-new"), Code: "TN", SiteID: "s-new", OperatorCode: "viettel", Technology: "4G", Band: "1800",
		State: registry.StateOnAir, AntennaHeightM: registry.Some(35.0)}
	station.Point, station.Located = at, true
	w.put(site, station)
	report := w.compute(w.engine)
	if report.LossesComputed != 0 {
		t.Errorf("the losses of the proposed position were computed again")
	}
	after, err := w.engine.Summary(t.Context(), w.store, "viettel", "4G")
	if err != nil {
		t.Fatal(err)
	}
	if got := after.All.People.Part - before.All.People.Part; math.Abs(got-gain.PeopleNew) > 1e-6 {
		t.Errorf("%v people gained, %v were promised", got, gain.PeopleNew)
	}
}

// Sectors of a proposed position serve where they point to.
func TestGainPoints(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.93, 14.35}, 30)...)
	w.compute(w.engine)
	at := orb.Point{107.975, 14.35}
	cols := w.engine.state.Load().claims.Grid.Cols
	own, _, _ := w.engine.state.Load().claims.Grid.Cell(at)
	for _, c := range []struct {
		azimuth float64
		east    bool
	}{{90, true}, {270, false}} {
		gain, err := w.engine.Gain(t.Context(), w.store, GainRequest{
			At: at, HeightM: 35, Operator: "viettel", Technologies: []string{"4G"}, EIRPDBm: 50, AzimuthsDeg: []float64{c.azimuth}, Terrain: w.ground, RadiusM: 3000,
		})
		if err != nil {
			t.Fatal(err)
		}
		east, west := 0, 0
		for _, i := range gain.Technologies[0].Cells {
			east += count(int(i)%cols > own)
			west += count(int(i)%cols < own)
		}
		if (east > 2*west) != c.east || (west > 2*east) == c.east {
			t.Errorf("towards %v°: %d cells east, %d west", c.azimuth, east, west)
		}
	}
	_, err := w.engine.Gain(t.Context(), w.store, GainRequest{At: at, HeightM: -5, EIRPDBm: 300, AzimuthsDeg: []float64{400}, RadiusM: 1})
	var told *registry.Error
	if !errors.As(err, &told) || len(told.Problems) != 6 {
		t.Errorf("all at once: %v", err)
	}
}

// Who is covered and who is in a gap are all people, each once.
func TestGapsAndCoveredAreAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.93, 14.35}, 30)...)
	w.put(mast(2, "vnpt", "2G", orb.Point{108.0, 14.33}, 30)...)
	w.compute(w.engine)
	for _, c := range []networkName{{"", ""}, {"viettel", ""}, {"", "2G"}} {
		summary, err := w.engine.Summary(t.Context(), w.store, c.operator, c.technology)
		if err != nil {
			t.Fatal(err)
		}
		gaps, err := w.engine.Gaps(t.Context(), w.store, GapsRequest{Operator: c.operator, Technology: c.technology, Outlines: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := summary.All.People.Part + gaps.People; math.Abs(got-30000) > 1e-6 {
			t.Errorf("%+v: %v covered, %v in gaps, want 30000 in all", c, summary.All.People.Part, gaps.People)
		}
		for i, gap := range gaps.Gaps {
			if i > 0 && gap.People > gaps.Gaps[i-1].People {
				t.Errorf("gap %d has more people than the one before", i)
			}
			if area := geodesy.AreaM2(gap.Area) / 1e6; math.Abs(area-gap.AreaKM2) > 1e-3*gap.AreaKM2 {
				t.Errorf("gap %d: outlined %v km², want %v", i, area, gap.AreaKM2)
			}
		}
	}
	if _, err := w.engine.Gaps(t.Context(), w.store, GapsRequest{Operator: "nobody"}); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("an operator without coverage: %v", err)
	}
}

type networkName struct{ operator, technology string }

// Without terrain models are empirical, by band and height, and every answer
// says so.
func TestNoTerrain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.95, 14.35}, 40)...)
	low := mast(2, "viettel", "3G", orb.Point{107.95, 14.36}, 20)
	w.put(low...)
	report := w.computeWith(w.engine, func(ask *ComputeRequest) { ask.Terrain = nil })
	if got := report.Claims[1].models(); len(got) != 1 || got[0] != "hata-suburban" {
		t.Errorf("4G at 40 m: models %v", got)
	}
	if got := report.Claims[0].models(); len(got) != 1 || got[0] != ruralMacro {
		t.Errorf("at 20 m: models %v", got)
	}
	if !strings.Contains(fmt.Sprint(report.Warnings), "empirical") {
		t.Errorf("warnings %+v do not say that models are empirical", report.Warnings)
	}
	here, err := w.engine.At(t.Context(), orb.Point{107.955, 14.355}, "viettel", "4G")
	if err != nil {
		t.Fatal(err)
	}
	if n := here.Networks[0]; n.Serving == nil || n.Serving.Sight != nil || n.Claim.Parameters.Terrain || len(here.Notes) == 0 {
		t.Errorf("without terrain: %+v, notes %v", n, here.Notes)
	}
	_, err = w.engine.Compute(t.Context(), w.store, ComputeRequest{Unit: "62", Parameters: Parameters{Model: sweep.P1812}})
	if registry.CodeOf(err) != registry.Invalid {
		t.Errorf("p1812 without terrain: %v", err)
	}
}

// Each kind of bad input gets a clear answer, and the rest is computed.
func TestBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good := mast(1, "viettel", "4G", orb.Point{107.95, 14.35}, 40)
	high := mast(2, "viettel", "4G", orb.Point{107.96, 14.35}, 40)
	for _, rec := range high[2:] {
		if s, ok := rec.(*registry.Sector); ok {
			s.FrequencyMHz = registry.Some(40000.0) // P.1812 ends at 6 GHz
		}
	}
	edge := mast(3, "viettel", "4G", orb.Point{107.595, 14.35}, 40) // no terrain there
	w.put(append(append(good, high...), edge...)...)
	report := w.computeWith(w.engine, func(ask *ComputeRequest) { ask.Parameters.RadiusM = 40000 })
	left := map[string]string{}
	for _, l := range report.Left {
		left[l.Code] = l.Reason.EN
	}
	if report.Stations != 1 || !strings.Contains(left["T002"], "frequency") || !strings.Contains(left["T003"], "no elevation") {
		t.Errorf("%d stations, left %v", report.Stations, left)
	}
	for name, p := range map[string]Parameters{
		"radius": {RadiusM: 10}, "height": {RxHeightM: 5000}, "model": {Model: "nobody's"}, "time": {TimePercent: 99}, "not a number": {RadiusM: math.NaN()},
	} {
		if _, err := w.engine.Compute(t.Context(), w.store, ComputeRequest{Unit: "62", Terrain: w.ground, Parameters: p}); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.engine.ImportAntenna("K1", []byte("NAME K1\nHORIZONTAL 360\n0 x\n")); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("a broken antenna: %v", err)
	}
	for name, ask := range map[string]ProfileRequest{
		"receiver on the site": {From: orb.Point{107.95, 14.35}, To: orb.Point{107.95, 14.35}, FromHeightM: 30, ToHeightM: 2, FrequencyMHz: 900},
		"frequency":            {From: orb.Point{107.95, 14.35}, To: orb.Point{107.96, 14.35}, FromHeightM: 30, ToHeightM: 2, FrequencyMHz: 1},
		"height":               {From: orb.Point{107.95, 14.35}, To: orb.Point{107.96, 14.35}, FromHeightM: -3, ToHeightM: 2, FrequencyMHz: 900},
		"too long":             {From: orb.Point{107.95, 14.35}, To: orb.Point{110.96, 14.35}, FromHeightM: 30, ToHeightM: 2, FrequencyMHz: 900},
	} {
		if _, err := NewPath(w.ground, ask); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := NewPath(w.ground, ProfileRequest{From: orb.Point{107.95, 14.35}, To: orb.Point{107.5, 14.35}, FromHeightM: 30, ToHeightM: 2, FrequencyMHz: 900})
	var missing *registry.Error
	if registry.CodeOf(err) != registry.NotFound || !errors.As(err, &missing) || !regexp.MustCompile(`từ \d+,\d\d đến \d+,\d\d km`).MatchString(missing.Message.VI) {
		t.Errorf("terrain missing under a part of the path: %v", err)
	}
	empty := w.openAt(filepath.Join(t.TempDir(), "empty"))
	if _, err := empty.At(t.Context(), orb.Point{107.95, 14.35}, "", ""); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("nothing computed: %v", err)
	}
	if _, err := w.engine.At(t.Context(), orb.Point{500, 14.35}, "", ""); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("no longitude: %v", err)
	}
}

// Terrain that ends within reach leaves cells without a value, and the answer
// says so.
func TestTerrainMissingInPart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.95, 14.35}, 40)...)
	g := raster.Grid{West: 107.8, North: 14.5, CellLonDeg: 0.002, CellLatDeg: 0.002, Cols: 85, Rows: 150} // ends at 107.97
	half, err := terrain.FromValues("half", &raster.Values{Grid: g, Value: make([]float32, g.Cells())})
	if err != nil {
		t.Fatal(err)
	}
	ground, err := terrain.NewModel(half)
	if err != nil {
		t.Fatal(err)
	}
	report := w.computeWith(w.engine, func(ask *ComputeRequest) { ask.Terrain = ground })
	missing := slices.ContainsFunc(report.Warnings, func(c Caution) bool { return c.Code == sweep.WarnMissing && c.Stations == 1 })
	if share := report.Claims[0].Stations[0].MissingShare; !missing || share < 0.1 || share > 0.5 {
		t.Errorf("warnings %+v, %v missing", report.Warnings, share)
	}
	east, err := w.engine.At(t.Context(), orb.Point{107.98, 14.35}, "", "")
	if err != nil || east.Networks[0].Level.Known {
		t.Errorf("beyond the terrain: %+v, %v", east, err)
	}
	again := w.computeWith(w.engine, func(ask *ComputeRequest) { ask.Terrain = ground })
	if !slices.ContainsFunc(again.Warnings, func(c Caution) bool { return c.Code == sweep.WarnMissing }) {
		t.Error("the warning is lost when the footprint is used again")
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if s, err := w.engine.Ready(t.Context(), w.store, "", ""); err != nil || s.Computed {
		t.Errorf("before: %+v, %v", s, err)
	}
	w.put(mast(1, "viettel", "4G", orb.Point{107.95, 14.35}, 40)...)
	w.compute(w.engine)
	if s, err := w.engine.Ready(t.Context(), w.store, "viettel", "4G"); err != nil || !s.Computed || !s.Current {
		t.Errorf("after: %+v, %v", s, err)
	}
	if s, err := w.engine.Ready(t.Context(), w.store, "vnpt", ""); err != nil || s.Computed {
		t.Errorf("another operator: %+v, %v", s, err)
	}
	w.put(mast(2, "viettel", "4G", orb.Point{107.96, 14.35}, 40)...)
	if s, err := w.engine.Ready(t.Context(), w.store, "viettel", "4G"); err != nil || !s.Computed || s.Current {
		t.Errorf("after a change: %+v, %v", s, err)
	}
	if err := w.engine.Reload(t.Context()); err != nil {
		t.Error(err)
	}
	other := w.open()
	w.compute(other)
	if err := w.engine.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.same(w.engine, other)
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.95, 14.35}, 40)...)
	w.compute(w.engine)
	box := orb.Bound{Min: orb.Point{107.9, 14.3}, Max: orb.Point{108.0, 14.4}}
	picture, err := w.engine.Overlay("viettel", "4G", box, 200, 150)
	if err != nil {
		t.Fatal(err)
	}
	g := w.engine.state.Load().groups[groupKey{"viettel", "4G"}]
	limits := g.claim.limits()
	for y := range 150 {
		for x := range 200 {
			// The Mercator row's latitude, by the projection's inverse.
			top, bottom := math.Log(math.Tan(math.Pi/4+box.Max[1]*math.Pi/360)), math.Log(math.Tan(math.Pi/4+box.Min[1]*math.Pi/360))
			lat := (2*math.Atan(math.Exp(top+(float64(y)+0.5)/150*(bottom-top))) - math.Pi/2) * 180 / math.Pi
			i, ok := g.network.Grid.Index(orb.Point{107.9 + (float64(x)+0.5)/2000, lat})
			want := uint8(0)
			if ok {
				want = uint8(limits.Band(g.network.Best[i]))
			}
			if got := picture.ColorIndexAt(x, y); got != want {
				t.Fatalf("pixel %d/%d: %d, want %d", x, y, got, want)
			}
		}
	}
	for name, err := range map[string]error{
		"size": second(w.engine.Overlay("viettel", "4G", box, 0, 5)), "box": second(w.engine.Overlay("viettel", "4G", orb.Bound{}, 5, 5)),
		"no operator": second(w.engine.Overlay("", "4G", box, 5, 5)),
	} {
		if registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
