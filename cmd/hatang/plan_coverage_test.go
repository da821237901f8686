package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/raster"
	"hatang/geo/terrain"
	"hatang/registry"
	"hatang/registry/coverage"
	"hatang/registry/indicators"
	"hatang/registry/jobs"
	"hatang/registry/planning"
	"hatang/registry/sqlite"
)

// hillside is two communes, 16 km by 11 km, with masts in the west and across its
// border, over hills that are made up.
type hillside struct {
	t       *testing.T
	db      string
	store   *sqlite.Store
	m       *measured
	planner *planning.Planner
}

func newHillside(t *testing.T, ground *terrain.Model) *hillside {
	t.Helper()
	h := &hillside{t: t, db: filepath.Join(t.TempDir(), "hills.gpkg")}
	var err error
	if h.store, err = sqlite.Create(t.Context(), h.db, sqlite.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.store.Close() })
	if err := h.store.Update(t.Context(), registry.Author{Actor: "test"}, putHillside); err != nil {
		t.Fatal(err)
	}
	calculator := indicators.NewCalculator(h.store, version)
	if h.m, err = openMeasured(t.Context(), h.db, h.store, calculator, func() coverage.Source { return h.store }); err != nil {
		t.Fatal(err)
	}
	h.m.ground = func() (*terrain.Model, error) { return ground, nil }
	p := &program{dbPath: h.db}
	if h.planner, err = newPlanner(p, h.store, calculator, sitingEngine{func() (*measured, error) { return h.m, nil }}); err != nil {
		t.Fatal(err)
	}
	return h
}

func putHillside(ctx context.Context, w registry.Writer) error {
	box := func(west, east float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, 14.3}, {east, 14.3}, {east, 14.4}, {west, 14.4}, {west, 14.3}}}}
	}
	unit := func(code, level string, west, east float64, people int64) *registry.AdminUnit {
		u := &registry.AdminUnit{Code: code, Name: "Xã " + code, Level: level, Type: "xa", Population: registry.Some(people)}
		if level == registry.LevelCommune {
			u.ProvinceCode = "62"
		}
		u.Area = box(west, east)
		return u
	}
	records := []registry.Record{
		&registry.Operator{Code: "viettel", Name: "Viettel", Sector: "mobile"}, &registry.Operator{Code: "vnpt", Name: "VNPT", Sector: "mobile"},
		unit("62", registry.LevelProvince, 107.90, 108.05, 30000),
		unit("W", registry.LevelCommune, 107.90, 107.98, 20000), unit("E", registry.LevelCommune, 107.98, 108.05, 10000),
	}
	for n, at := range []orb.Point{{107.91, 14.32}, {107.93, 14.37}, {107.95, 14.33}, {107.893, 14.385}, {107.975, 14.315}, {107.87, 14.35}} {
		operator := []string{"viettel", "viettel", "vnpt"}[n%3]
		site := &registry.Site{Code: fmt.Sprint("S", n), OperatorCode: operator, State: registry.StateOnAir, HeightM: registry.Some(35.)}
		site.Row.ID = fmt.Sprint("site", n)
		site.Point, site.Located = at, true
		station := &registry.Station{
			Code: fmt.Sprint("T", n), SiteID: site.Row.ID, OperatorCode: operator, Technology: []string{"4G", "3G"}[n/4%2], Band: "1800",
			State: registry.StateOnAir, AntennaHeightM: registry.Some(30 + float64(n)), CoverageRadiusM: registry.Some(900 + 100*float64(n)),
		}
		station.Point, station.Located = at, true
		records = append(records, site, station)
	}
	for _, rec := range records {
		rec.Head().ValidFrom, _ = registry.NewDate(2020, 1, 1)
		if _, err := w.Put(ctx, rec); err != nil {
			return err
		}
	}
	return nil
}

// ridges is a ground with hills over and around the communes.
func ridges(t *testing.T) *terrain.Model {
	t.Helper()
	g := raster.Grid{West: 107.6, North: 14.7, CellLonDeg: 0.002, CellLatDeg: 0.002, Cols: 400, Rows: 350}
	v := &raster.Values{Grid: g, Value: make([]float32, g.Cells())}
	for i := range v.Value {
		p := g.Centre(i%g.Cols, i/g.Cols)
		v.Value[i] = float32(500 + 120*math.Sin(p[0]*90) + 60*math.Cos(p[1]*140))
	}
	r, err := terrain.FromValues("ridges", v)
	if err != nil {
		t.Fatal(err)
	}
	m, err := terrain.NewModel(r)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (h *hillside) compute() {
	h.t.Helper()
	ground, _ := h.m.ground()
	_, err := h.m.engine.Compute(h.t.Context(), h.store, coverage.ComputeRequest{Unit: "62", Terrain: ground, Parameters: coverage.Parameters{RadiusM: 5000}})
	if err != nil {
		h.t.Fatal(err)
	}
}

// masts asks for count more sites of viettel.
func masts(count int, change func(*planning.Question)) planning.Question {
	q := planning.Question{
		Network: indicators.BTSNetwork, Goal: planning.Cover, Unit: "62", Count: count, LimitS: 20,
		Candidates: planning.Candidates{GridM: 4000}, Mast: &planning.Mast{Operator: "viettel", HeightM: 32, ReachM: 4000},
	}
	if change != nil {
		change(&q)
	}
	return q
}

func (h *hillside) plan(q planning.Question) *planning.Result {
	h.t.Helper()
	r, err := h.planner.Plan(h.t.Context(), h.store, q, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// surface is where people live, by the calculator that everything shares.
func (h *hillside) surface() *raster.Surface {
	h.t.Helper()
	g, err := indicators.NewCalculator(h.store, version).Ground(h.t.Context(), h.store, "62", registry.Date{})
	if err != nil {
		h.t.Fatal(err)
	}
	return g.Surface
}

// served is the cells with usable 4G of viettel by the engine's answer for places.
func (h *hillside) served(s *raster.Surface) map[int32]bool {
	h.t.Helper()
	cells := map[int32]bool{}
	for i := range s.Grid.Cells() {
		here, err := h.m.engine.At(h.t.Context(), s.Grid.Centre(i%s.Grid.Cols, i/s.Grid.Cols), "viettel", "4G")
		if err != nil {
			h.t.Fatal(err)
		}
		if here.Networks[0].Usable {
			cells[int32(i)] = true
		}
	}
	return cells
}

func peopleIn(s *raster.Surface, cells map[int32]bool) float64 {
	var sum float64
	for _, i := range slices.Sorted(maps.Keys(cells)) {
		sum += s.People[i]
	}
	return sum
}

func near(got, want float64) bool { return math.Abs(got-want) <= 1e-6*(1+math.Abs(want)) }

// gainOfEach asks the engine, candidate by candidate, what each would add.
func (h *hillside) gainOfEach(r *planning.Result) map[string]*coverage.Gain {
	h.t.Helper()
	ground, _ := h.m.ground()
	gains := map[string]*coverage.Gain{}
	for i := range r.Ranking {
		c := &r.Ranking[i]
		g, err := h.m.engine.Gain(h.t.Context(), h.store, coverage.GainRequest{
			At: orb.Point{c.Lon, c.Lat}, HeightM: 32, Operator: "viettel", Technologies: []string{"4G"}, RadiusM: 4000, Terrain: ground,
		})
		if err != nil {
			h.t.Fatal(err)
		}
		gains[c.ID] = g
	}
	return gains
}

// What a plan promises is what the coverage engine, asked candidate by candidate,
// adds up to; and no other choice of as many candidates covers more.
func TestPlanBTSByGain(t *testing.T) {
	t.Parallel()
	h := newHillside(t, ridges(t))
	h.compute()
	const count = 3
	r := h.plan(masts(count, nil))
	s := h.surface()
	before := h.served(s)
	if !near(r.Before.Coverage.People, peopleIn(s, before)) {
		t.Errorf("covered before: %v, place by place %v", r.Before.Coverage.People, peopleIn(s, before))
	}
	if b := r.Coverage; b.SitesComputed != 3 || b.SitesDeclared != 0 || b.Model != "p1812" || len(b.Terrain) == 0 {
		t.Errorf("basis: %+v", b)
	}
	gains := h.gainOfEach(r)
	for _, c := range r.Ranking {
		if g := gains[c.ID].Technologies[0]; !near(c.People, g.PeopleInside) || !near(c.Newly, g.PeopleNew) {
			t.Errorf("candidate %s covers %v, %v of them newly; by the engine %v and %v", c.ID, c.People, c.Newly, g.PeopleInside, g.PeopleNew)
		}
	}
	with := func(ids ...string) float64 {
		cells := maps.Clone(before)
		for _, id := range ids {
			for _, cell := range gains[id].Technologies[0].Cells {
				cells[cell] = true
			}
		}
		return peopleIn(s, cells)
	}
	var chosen []string
	for _, a := range r.Layout.Added {
		chosen = append(chosen, a.ID)
	}
	if want := with(chosen...); len(chosen) != count || !near(r.Solver.Value.Value, want) || !near(r.After.Coverage.People, want) {
		t.Fatalf("%v cover %v by the solver, %v by the figures, %v by recount", chosen, r.Solver.Value.Value, r.After.Coverage.People, want)
	}
	if len(r.Ranking) < 8 || !r.Solver.Optimal {
		t.Fatalf("%d candidates, optimal %v: too little to try", len(r.Ranking), r.Solver.Optimal)
	}
	for i := range r.Ranking {
		for j := range i {
			for k := range j {
				ids := []string{r.Ranking[i].ID, r.Ranking[j].ID, r.Ranking[k].ID}
				if better := with(ids...); better > r.Solver.Value.Value*(1+1e-9) {
					t.Fatalf("%v cover %v, more than the optimum %v", ids, better, r.Solver.Value.Value)
				}
			}
		}
	}
}

// Without anything computed, and without terrain, declared discs stand in for what
// is there, and it is said.
func TestPlanBTSWithoutTerrain(t *testing.T) {
	t.Parallel()
	h := newHillside(t, nil)
	r := h.plan(masts(2, nil))
	s := h.surface()
	var want float64
	for i, n := range s.People {
		at := s.Grid.Centre(i%s.Grid.Cols, i/s.Grid.Cols)
		for _, disc := range []raster.Disc{
			{Centre: orb.Point{107.91, 14.32}, RadiusM: 900}, {Centre: orb.Point{107.93, 14.37}, RadiusM: 1000}, {Centre: orb.Point{107.893, 14.385}, RadiusM: 1200},
		} {
			if geodesy.DistanceM(at, disc.Centre) <= disc.RadiusM {
				want += n
				break
			}
		}
	}
	if !near(r.Before.Coverage.People, want) {
		t.Errorf("%v people are within the radii declared, cell by cell %v", r.Before.Coverage.People, want)
	}
	if b := r.Coverage; b.SitesComputed != 0 || b.SitesDeclared != 3 || len(b.Terrain) != 0 {
		t.Errorf("basis: %+v", b)
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"text": func(w *bytes.Buffer) error { return r.WriteText(w, registry.EN) },
		"json": func(w *bytes.Buffer) error { return json.NewEncoder(w).Encode(r) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		for _, said := range []string{"no terrain is loaded", "by the radius declared", "hata-suburban", map[string]string{"text": "frequency, ", "json": "frequency_mhz"}[name]} {
			if !strings.Contains(out.String(), said) {
				t.Errorf("the %s does not say %q:\n%s", name, said, out.String())
			}
		}
	}
	var book, sheet bytes.Buffer
	if err := errors.Join(r.WriteXLSX(&book, registry.VI), r.WritePDF(&sheet, registry.VI)); err != nil {
		t.Fatal(err)
	}
}

// files is everything in the folder of the registry but the registry.
func (h *hillside) files() []string {
	h.t.Helper()
	var names []string
	err := filepath.WalkDir(filepath.Dir(h.db), func(path string, _ fs.DirEntry, err error) error {
		if !strings.HasPrefix(filepath.Base(path), "hills.gpkg-") {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return names
}

// A plan that is cancelled among its footprints leaves nothing, and the next one is
// what it would have been; a plan writes no footprints either.
func TestPlanBTSCancelled(t *testing.T) {
	t.Parallel()
	h := newHillside(t, ridges(t))
	h.compute()
	before := h.files()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := h.planner.Plan(ctx, h.store, masts(2, nil), func(share float64, _ registry.Text) {
		if share > 0.1 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled: %v", err)
	}
	r := h.plan(masts(2, nil))
	fresh, err := newPlanner(&program{dbPath: h.db}, h.store, indicators.NewCalculator(h.store, version), sitingEngine{func() (*measured, error) { return h.m, nil }})
	if err != nil {
		t.Fatal(err)
	}
	again, err := fresh.Plan(t.Context(), h.store, masts(2, nil), nil)
	if err != nil || !slices.Equal(again.Layout.Added, r.Layout.Added) || again.Solver.Value != r.Solver.Value {
		t.Errorf("after a cancelled plan: %+v, by another planner %+v, %v", r.Layout, again, err)
	}
	if after := h.files(); !slices.Equal(after, before) {
		t.Errorf("files before %v, after %v", before, after)
	}
	if list, err := planning.List(t.Context(), h.store); err != nil || len(list) != 0 {
		t.Errorf("scenarios: %v, %v", list, err)
	}
	// An edit by hand stands on the same footprints.
	edited, err := h.planner.Edit(t.Context(), h.store, r.Question, r.Layout, planning.Edit{Remove: []string{r.Layout.Added[0].ID}})
	if err != nil || len(edited.Layout.Added) != 1 || edited.After.Coverage.People >= r.After.Coverage.People {
		t.Errorf("edited: %+v, %v", edited, err)
	}
}

// What was computed is not used any more once the registry has moved on.
func TestPlanBTSFollowsTheRegistry(t *testing.T) {
	t.Parallel()
	h := newHillside(t, ridges(t))
	discs := h.plan(masts(1, nil))
	h.compute()
	computed := h.plan(masts(1, nil))
	if discs.Coverage.SitesDeclared != 3 || computed.Coverage.SitesComputed != 3 {
		t.Fatalf("before: %+v, then: %+v", discs.Coverage, computed.Coverage)
	}
	err := h.store.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		found, err := registry.Find[*registry.Station](ctx, w, registry.Query{Kind: registry.Stations, Where: []registry.Condition{registry.Where("code", "T0")}})
		if err != nil {
			return err
		}
		station := found[0]
		station.AntennaHeightM = registry.Some(60.)
		_, err = w.Put(ctx, station)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r := h.plan(masts(1, nil))
	if !slices.ContainsFunc(r.Coverage.Caveats, func(c registry.Text) bool { return strings.Contains(c.EN, "1 stations changed since") }) {
		t.Errorf("caveats: %+v", r.Coverage.Caveats)
	}
}

func TestPlanBTSRefuses(t *testing.T) {
	t.Parallel()
	h := newHillside(t, ridges(t))
	for name, change := range map[string]func(*planning.Question){
		"operator":   func(q *planning.Question) { q.Mast.Operator = "nobody" },
		"technology": func(q *planning.Question) { q.Mast.Technology = "9G" },
		"height":     func(q *planning.Question) { q.Mast.HeightM = 5000 },
		"azimuth":    func(q *planning.Question) { q.Mast.AzimuthsDeg = []float64{400} },
		"band":       func(q *planning.Question) { q.Mast.Band = "xyz" },
		"disc too":   func(q *planning.Question) { q.RadiusM = 2500 },
		"network":    func(q *planning.Question) { q.Network = indicators.RadioNetwork },
		"too many":   func(q *planning.Question) { q.Count = 400 },
		"no terrain": func(q *planning.Question) {
			q.Candidates = planning.Candidates{List: []planning.Place{{ID: "a", Lon: 108, Lat: 14.35}}}
			q.Count = 1
			h.m.ground = func() (*terrain.Model, error) {
				v := &raster.Values{Grid: raster.Grid{West: 100, North: 10, CellLonDeg: 0.002, CellLatDeg: 0.002, Cols: 10, Rows: 10}, Value: make([]float32, 100)}
				elsewhere, err := terrain.FromValues("elsewhere", v)
				if err != nil {
					return nil, err
				}
				return terrain.NewModel(elsewhere)
			}
		},
	} {
		h.planner.Forget() // the ground changes under it, as it does for nobody else
		_, err := h.planner.Plan(t.Context(), h.store, masts(2, change), nil)
		if registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		h.m.ground = func() (*terrain.Model, error) { return ridges(t), nil }
	}
}

// From the command line, and through the service as a job.
func TestPlanBTSCommand(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "demo.gpkg")
	must(t, exitDone, "demo", "--db", db)
	args := []string{"--db", db, "--as-of", "31/12/2020", "--operator", "viettel", "--reach-m", "2000", "--grid-m", "9000", "--limit", "2"}
	var r planning.Result
	out := must(t, exitDone, append([]string{"plan", "bts", "cover", "3", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &r); err != nil || len(r.Layout.Added) != 3 || r.Coverage == nil || r.Coverage.SitesDeclared == 0 || r.Question.Mast.Technology != "4G" {
		t.Fatalf("%v: %s", err, out)
	}
	book := filepath.Join(t.TempDir(), "plan.xlsx")
	must(t, exitDone, append([]string{"plan", "bts", "cover", "3", "--format", "xlsx", "--out", book}, args...)...)
	if _, err := os.Stat(book); err != nil {
		t.Error(err)
	}
	must(t, exitDone, "plan", "bts", "cover", "2", "--db", db, "--as-of", "31/12/2020", "--radius-m", "2500", "--grid-m", "9000", "--limit", "2")
	for _, bad := range [][]string{
		{"--operator", "nobody"}, {"--technology", "9G"}, {"--height", "0.5"}, {"--terrain", "moon"}, {"--radius-m", "2500", "--technology", "4G"},
	} {
		must(t, exitBadInput, append([]string{"plan", "bts", "cover", "2", "--db", db}, bad...)...)
	}
	address, stop := serving(t, db)
	defer stop()
	question := `{"network":"bts","goal":"cover","count":2,"as_of":"2020-12-31","points":{},"candidates":{"grid_m":9000},"mast":{"operator":"viettel","reach_m":2000},"limit_s":2}`
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/api/v1/plans", strings.NewReader(question))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var job jobs.Job
	if err := json.NewDecoder(response.Body).Decode(&job); err != nil || response.StatusCode != http.StatusAccepted {
		t.Fatalf("%d %v", response.StatusCode, err)
	}
	for job.State == jobs.Queued || job.State == jobs.Running {
		time.Sleep(50 * time.Millisecond)
		getJSON(t, address+"/api/v1/jobs/"+job.ID, &job)
	}
	var done planning.JobDone
	if err := json.Unmarshal(job.Result, &done); job.State != jobs.Done || err != nil || done.Added != 2 {
		t.Fatalf("job: %+v, %v", job, err)
	}
	var kept planning.Kept
	getJSON(t, address+"/api/v1/plans/"+done.Scenario.ID, &kept)
	if b := kept.Result.Coverage; b == nil || b.Technology != "4G" || b.Operator != "viettel" || len(b.Caveats) == 0 {
		t.Errorf("the scenario: %+v", b)
	}
}
