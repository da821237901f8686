package coverage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"hatang/geo/coverage/network"
	"hatang/geo/radio/budget"
	"hatang/geo/radio/sweep"
	"hatang/geo/raster"
	"hatang/geo/terrain"
	"hatang/registry"
	"hatang/registry/indicators"
)

// ComputeRequest asks for coverage to be computed.
type ComputeRequest struct {
	Unit                 string        // code; empty: the registry's own territory
	AsOf                 registry.Date // zero: today
	Operator, Technology string        // empty: all
	Parameters           Parameters
	// Terrain may be nil: models are empirical then.
	Terrain *terrain.Model
	Workers int // 0: the processors, at most 8
	// Progress hears how much is done, from one goroutine at a time.
	Progress func(done, total int64)
}

// ComputeReport says what a computation did.
type ComputeReport struct {
	Unit           string    `json:"unit"`
	Claims         []*Claim  `json:"claims"`
	Stations       int       `json:"stations"`
	Declared       int       `json:"declared"`
	Left           []Left    `json:"left,omitempty"`
	LossesComputed int       `json:"losses_computed"`
	LossesKept     int       `json:"losses_kept"`
	LevelsComputed int       `json:"levels_computed"`
	LevelsKept     int       `json:"levels_kept"`
	Warnings       []Caution `json:"warnings,omitempty"`
	Seconds        float64   `json:"seconds"`
	StandIn        bool      `json:"stand_in"`
	Terrain        []Tile    `json:"terrain,omitempty"`
}

// Compute brings the claims of the operators and technologies asked for to the
// state of the registry: what was computed before, by this or by a run that was
// cut off, is used again. A unit without people
// to count on is refused.
func (e *Engine) Compute(ctx context.Context, src Source, ask ComputeRequest) (*ComputeReport, error) {
	e.computing.Lock()
	defer e.computing.Unlock()
	began := e.now()
	run, err := e.prepare(ctx, src, ask)
	if err != nil {
		return nil, err
	}
	if err := run.losses(ctx); err != nil {
		return nil, err
	}
	if err := run.levels(ctx); err != nil {
		return nil, err
	}
	if err := e.install(run.claims(), run.made); err != nil {
		return nil, err
	}
	run.report.Seconds = e.now().Sub(began).Seconds()
	return &run.report, nil
}

// run is one computation.
type run struct {
	engine   *Engine
	ask      ComputeRequest
	params   Parameters
	grid     raster.Grid
	unit     string
	asOf     registry.Date
	seq      int64
	budgets  Budgets
	patterns *patterns
	stations []Station
	work     []stationWork // parallel to stations
	old      *Claims
	report   ComputeReport
	made     map[string]*network.Layer // levels computed now, by their names
	done     atomic.Int64
	total    int64
	telling  sync.Mutex
}

// stationWork is what is to be done for a station.
type stationWork struct {
	masts     []mastJob
	budget    *budget.Technology
	levels    string
	window    network.Window
	known     *Footprint // of the claim before, where nothing changed
	shortfall []float64
	missing   float64
	doubts    []sweep.Warning
	failed    error
}

func (e *Engine) prepare(ctx context.Context, src Source, ask ComputeRequest) (*run, error) {
	params := ask.Parameters
	params.Terrain = ask.Terrain != nil
	params = params.withDefaults()
	if err := params.check(); err != nil {
		return nil, err
	}
	ground, err := e.calculator.Ground(ctx, src, ask.Unit, ask.AsOf)
	if err != nil {
		return nil, err
	}
	if ground.Surface == nil {
		return nil, noSurface(ground)
	}
	r := &run{
		engine: e, ask: ask, params: params, grid: ground.Surface.Grid, unit: ground.Unit.Code, asOf: ask.AsOf,
		made: map[string]*network.Layer{}, report: ComputeReport{Unit: ground.Unit.Code},
	}
	if r.asOf.IsZero() {
		r.asOf = e.today()
	}
	if r.seq, err = src.Seq(ctx); err != nil {
		return nil, err
	}
	if r.budgets, err = LoadBudgets(ctx, e.settings); err != nil {
		return nil, err
	}
	if r.patterns, err = e.folder.patterns(); err != nil {
		return nil, err
	}
	if r.stations, r.report.Left, err = gather(ctx, src, &r.budgets, r.patterns.names, r.asOf, ask.Operator, ask.Technology); err != nil {
		return nil, err
	}
	if st := e.state.Load(); st != nil && st.claims.Unit == r.unit && st.claims.Grid == r.grid {
		r.old = st.claims
	}
	return r, r.plan()
}

func noSurface(g *indicators.Ground) error {
	e := registry.Errorf(registry.Invalid, "đơn vị %s không có dân cư trên bản đồ nên chưa tính được vùng phủ", "unit %s has no people on the map, so coverage cannot be computed", g.Unit.Name)
	for _, note := range g.Notes {
		e.Problems = append(e.Problems, registry.Problem{Rule: "surface", Message: note, Severity: registry.Fault})
	}
	return e
}

// plan names the losses and levels of every station.
func (r *run) plan() error {
	known := map[string]*Footprint{}
	if r.old != nil {
		for _, c := range r.old.Claims {
			for _, s := range c.Stations {
				known[s.Levels] = s
			}
		}
	}
	// Stations that reach nothing of the grid take no part.
	reach := r.grid.Bound()
	var kept []Station
	for i := range r.stations {
		s := &r.stations[i]
		w := stationWork{}
		if !reachable(reach, s, r.params.RadiusM) {
			continue
		}
		if err := r.planStation(s, &w); err != nil {
			return err
		}
		if old := known[w.levels]; old != nil {
			w.known, w.window, w.shortfall, w.missing, w.doubts = old, old.Window, old.UplinkShortfallDB, old.MissingShare, old.Doubts
		}
		kept, r.work = append(kept, *s), append(r.work, w)
	}
	r.stations = kept
	return nil
}

func (r *run) planStation(s *Station, w *stationWork) error {
	job := levelJob{Version: levelsVersion, Grid: r.grid, Location: r.budgets.LocationPercent}
	if t, ok := r.budgets.Technology(s.Technology); ok {
		w.budget = &t
		job.Budget = &t
	}
	var err error
	if s.Basis == Declared {
		job.Declared = &raster.Disc{Centre: s.At, RadiusM: s.RadiusM}
		job.DeclaredDB = r.declaredLevel(w.budget)
	} else {
		if w.masts, err = masts(r.grid, r.ask.Terrain, r.params, s); err != nil {
			return err
		}
		job.Antennas = s.Antennas
		for i := range s.Antennas {
			job.Patterns = append(job.Patterns, r.patterns.hash(s.Antennas[i].Pattern))
		}
		for _, m := range w.masts {
			job.Losses = append(job.Losses, m.loss.name)
		}
	}
	w.levels, err = key(job)
	return err
}

// declaredLevel is the level that a declared disc has everywhere: just usable.
func (r *run) declaredLevel(t *budget.Technology) int16 {
	if t == nil {
		return 0
	}
	return network.Centi(r.budgets.usableLevel(t.Thresholds(r.budgets.LocationPercent)))
}

// losses computes those that are not there yet.
func (r *run) losses(ctx context.Context) error {
	var jobs []*lossJob
	seen := map[string]bool{}
	for i := range r.work {
		w := &r.work[i]
		for k := range w.masts {
			j := &w.masts[k].loss
			switch {
			case seen[j.name]:
			case w.known != nil || r.engine.folder.has(lossesPart, j.name):
				r.report.LossesKept++
			default:
				jobs = append(jobs, j)
			}
			seen[j.name] = true
		}
	}
	r.total = int64(len(jobs) + len(r.work))
	failed := make([]error, len(jobs))
	err := r.each(ctx, len(jobs), func(i int) error {
		request := jobs[i].request()
		if len(jobs) < r.workers() {
			request.Workers = r.workers()
		}
		f, err := sweep.Compute(ctx, r.ask.Terrain, r.grid, request)
		if err != nil {
			failed[i] = err
			return ctx.Err()
		}
		return r.engine.folder.putLoss(jobs[i].name, f)
	})
	if err != nil {
		return err
	}
	why := map[string]error{}
	for i, err := range failed {
		if err != nil {
			why[jobs[i].name] = err
		} else {
			r.report.LossesComputed++
		}
	}
	for i := range r.work {
		for k := range r.work[i].masts {
			if err := why[r.work[i].masts[k].loss.name]; err != nil {
				r.work[i].failed = err
			}
		}
	}
	return nil
}

// levels computes those of every station that are not there yet.
func (r *run) levels(ctx context.Context) error {
	var mutex sync.Mutex
	return r.each(ctx, len(r.work), func(i int) error {
		w := &r.work[i]
		if w.failed != nil || w.known != nil {
			return nil
		}
		l, fresh, err := r.stationLevels(ctx, i)
		if err != nil {
			return err
		}
		mutex.Lock()
		defer mutex.Unlock()
		r.made[w.levels], w.window = l, l.Window
		if fresh {
			r.report.LevelsComputed++
		} else {
			r.report.LevelsKept++
		}
		return nil
	})
}

// stationLevels reads the levels of a station, or makes and keeps them. A file
// that cannot be read is made anew.
func (r *run) stationLevels(ctx context.Context, i int) (l *network.Layer, fresh bool, err error) {
	s, w := &r.stations[i], &r.work[i]
	folder := r.engine.folder
	if s.Basis == Declared {
		l, err = network.Disc(r.grid, raster.Disc{Centre: s.At, RadiusM: s.RadiusM}, r.declaredLevel(w.budget))
		if err != nil {
			return nil, false, err
		}
		return l, true, folder.putLevels(w.levels, l)
	}
	limited := w.budget.Thresholds(r.budgets.LocationPercent).Limited
	w.shortfall = make([]float64, len(s.Antennas))
	for k := range s.Antennas {
		m, err := s.Antennas[k].mounted(r.patterns.load)
		if err != nil {
			return nil, false, err
		}
		_, w.shortfall[k] = s.Antennas[k].carrier(m, w.budget, limited)
	}
	losses := make([]*sweep.Footprint, len(w.masts))
	for k := range w.masts {
		if losses[k], err = r.loss(ctx, w, w.masts[k].loss.name); err != nil {
			return nil, false, err
		}
		w.note(losses[k])
	}
	if l, err = folder.levels(w.levels); err == nil && l.Check(r.grid) == nil {
		return l, false, nil
	}
	if l, err = apply(r.grid, s, w.masts, losses, r.patterns.load, w.budget, limited); err != nil {
		return nil, false, err
	}
	return l, true, folder.putLevels(w.levels, l)
}

// note keeps what is to be doubted about a station's losses; what concerns the
// terrain at large is told with the claim.
func (w *stationWork) note(f *sweep.Footprint) {
	w.missing = max(w.missing, f.MissingShare)
	for _, warning := range f.Warnings {
		switch warning.Code {
		case sweep.WarnNoTerrain, sweep.WarnStandIn, sweep.WarnVoids:
		default:
			w.doubts = append(w.doubts, warning)
		}
	}
}

// loss reads losses, and computes them again where the file is damaged.
func (r *run) loss(ctx context.Context, w *stationWork, name string) (*sweep.Footprint, error) {
	f, err := r.engine.folder.loss(name)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	for k := range w.masts {
		if j := &w.masts[k].loss; j.name == name {
			if f, err = sweep.Compute(ctx, r.ask.Terrain, r.grid, j.request()); err != nil {
				return nil, err
			}
			return f, r.engine.folder.putLoss(name, f)
		}
	}
	return nil, err
}

func (r *run) workers() int {
	if r.ask.Workers > 0 {
		return r.ask.Workers
	}
	return min(runtime.GOMAXPROCS(0), 8)
}

// each does count pieces of work on the workers, until the first error.
func (r *run) each(ctx context.Context, count int, do func(i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(r.workers(), count) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1) - 1)
				if i >= count {
					return
				}
				if err := do(i); err != nil {
					cancel(err)
					return
				}
				r.tell()
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

func (r *run) tell() {
	done := r.done.Add(1)
	if r.ask.Progress == nil {
		return
	}
	r.telling.Lock()
	defer r.telling.Unlock()
	r.ask.Progress(done, max(r.total, done))
}

// claims puts the stations into claims, beside those that were not asked for.
func (r *run) claims() *Claims {
	groups := map[groupKey]*Claim{}
	for i := range r.stations {
		s := &r.stations[i]
		k := groupKey{s.Operator, s.Technology}
		if groups[k] == nil {
			groups[k] = r.newClaim(k, r.work[i].budget)
		}
		r.enter(groups[k], i)
	}
	out := &Claims{Version: claimsVersion, Unit: r.unit, Grid: r.grid}
	if r.old != nil {
		for _, c := range r.old.Claims {
			if r.ask.Operator != "" && c.Operator != r.ask.Operator || r.ask.Technology != "" && c.Technology != r.ask.Technology {
				out.Claims = append(out.Claims, c)
			}
		}
	}
	for _, c := range groups {
		number(c.Stations)
		r.finish(c)
		out.Claims = append(out.Claims, c)
		r.report.Claims = append(r.report.Claims, c)
	}
	for _, all := range [][]*Claim{out.Claims, r.report.Claims} {
		slices.SortFunc(all, func(a, b *Claim) int {
			return cmp.Or(cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Technology, b.Technology))
		})
	}
	r.summarise()
	return out
}

func (r *run) newClaim(k groupKey, t *budget.Technology) *Claim {
	c := &Claim{
		Operator: k.operator, Technology: k.technology, Parameters: r.params, Budget: t, LocationPercent: r.budgets.LocationPercent,
		ComputedAt: r.engine.now().UTC().Truncate(time.Second), Seq: r.seq, AsOf: r.asOf, Program: r.engine.version,
	}
	if t != nil {
		c.Thresholds = t.Thresholds(r.budgets.LocationPercent)
		c.Usable = r.budgets.usableLevel(c.Thresholds)
	}
	if r.ask.Terrain != nil {
		for _, tile := range r.ask.Terrain.SourcesWithin(r.grid.Bound()) {
			c.Terrain = append(c.Terrain, tileOf(tile))
			c.StandIn = c.StandIn || tile.StandIn
		}
	}
	return c
}

// enter adds a station to its claim, or says why it is not there.
func (r *run) enter(c *Claim, i int) {
	s, w := &r.stations[i], &r.work[i]
	if w.failed != nil {
		left := Left{Kind: registry.Stations, ID: s.ID, Code: s.Code, Reason: registry.Text{VI: "mô hình từ chối: " + w.failed.Error(), EN: "the model refuses: " + w.failed.Error()}}
		c.Left, r.report.Left = append(c.Left, left), append(r.report.Left, left)
		return
	}
	f := &Footprint{Station: *s, Levels: w.levels, Window: w.window, UplinkShortfallDB: w.shortfall, MissingShare: w.missing, Doubts: w.doubts}
	for k := range w.masts {
		f.Losses = append(f.Losses, w.masts[k].loss.name)
		if m := w.masts[k].loss.Model; !slices.Contains(f.Models, m) {
			f.Models = append(f.Models, m)
		}
	}
	c.Stations = append(c.Stations, f)
	r.report.Stations++
	if s.Basis == Declared {
		r.report.Declared++
	}
}

// number gives each station a number that follows from its ID, so that it is the
// same whatever else there is: ties between levels are decided by it.
func number(stations []*Footprint) {
	taken := map[int32]bool{}
	for _, s := range stations {
		h := fnv.New32a()
		_, _ = fmt.Fprint(h, s.ID) // a hash never fails
		n := int32(h.Sum32() & 0x7fffffff)
		for taken[n] {
			n = (n + 1) & 0x7fffffff
		}
		taken[n], s.Number = true, n
	}
}
