package sweep

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"hatang/geo/raster"
	"hatang/geo/terrain"
)

// earthKm is the effective radius of the earth for line of sight and elevations.
const earthKm = 8500.0

// maxSamples bounds radials times samples.
const maxSamples = 1 << 28

// Compute sweeps the disc of a request. ground may be nil, for the models that
// need none; the footprint then says so. It stops soon after ctx is done.
//
// Errors: a request that is none, out of the model's range, a radius that does
// not reach the grid, no terrain at the site itself. Terrain that is missing
// farther out leaves cells without a value and is told in the Provenance.
func Compute(ctx context.Context, ground *terrain.Model, grid raster.Grid, req Request) (*Footprint, error) {
	link := req.link()
	req.TimePercent, req.LocationPercent = link.TimeOr50(), link.LocationOr50()
	if err := req.check(); err != nil {
		return nil, err
	}
	m, err := methodFor(&req, ground != nil)
	if err != nil {
		return nil, err
	}
	w, err := windowAround(grid, req.At, req.RadiusM)
	if err != nil {
		return nil, err
	}
	s := &sweep{req: &req, method: m, ground: ground, window: w, compass: newCompass(req.At, w)}
	if err := s.prepare(); err != nil {
		return nil, err
	}
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	return s.footprint(), nil
}

// sweep is the work on one footprint.
type sweep struct {
	req     *Request
	method  *method
	ground  *terrain.Model
	window  Window
	compass *compass
	plan    *plan
	grid    radialGrid
	table   table

	loss      []uint16
	elevation []int16
	sight     []uint64 // written with atomic or: radials share words

	done                   atomic.Int64
	progress               sync.Mutex
	near, missing, refused atomic.Int64
}

// prepare lays out radials and samples.
func (s *sweep) prepare() error {
	s.req.Workers = workersOr(s.req.Workers)
	if s.ground != nil {
		if _, ok := s.ground.HeightM(s.req.At); !ok {
			return fmt.Errorf("sweep: no elevation is loaded for the site at %v: load the tile that holds it, or compute without terrain",
				s.req.At)
		}
	}
	cellM := cellSideM(s.window)
	step := s.req.StepM
	if step == 0 {
		step = cellM
		if s.ground != nil {
			step = min(step, s.ground.StepDegAt(s.req.At)*metresPerDegree)
		}
	}
	// In 64ths of a metre every distance is a sum of steps without rounding.
	step = max(math.Round(step*64)/64, 1)
	radials := max(8, int(math.Ceil(2*math.Pi*s.req.RadiusM/cellM)))
	if n := (s.req.RadiusM/step + 2) * float64(radials); n > maxSamples {
		return fmt.Errorf("sweep: %d radials of %.0f samples, at most %d in all: take a smaller radius, a larger step or larger cells",
			radials, s.req.RadiusM/step, maxSamples)
	}
	s.plan = newPlan(s.compass, s.window, radials, step, s.req.RadiusM, s.req.Workers)
	s.grid = newRadialGrid(step, s.plan.samples)
	cells := s.window.Cells()
	s.loss, s.elevation = make([]uint16, cells), make([]int16, cells)
	for i := range s.loss {
		s.loss[i] = NoLoss
	}
	if s.ground != nil {
		s.sight = make([]uint64, (cells+63)/64)
	}
	if s.method.byDistance != nil {
		s.table = newTable(s.req, s.method.byDistance)
	}
	return nil
}

// metresPerDegree of latitude, on average.
const metresPerDegree = 111194.9

// cellSideM is the shorter side of the window's cells, metres.
func cellSideM(w Window) float64 {
	middle := w.Grid.CentreLat(w.Row0 + w.Rows/2)
	lon := w.Grid.CellLonDeg * metresPerDegree * math.Cos(middle*math.Pi/180)
	return min(lon, w.Grid.CellLatDeg*metresPerDegree)
}

func workersOr(n int) int {
	if n <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

// each calls do with the numbers below count, shared out among workers.
func each(workers, count int, do func(int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, count) {
		group.Go(func() {
			for i := int(next.Add(1) - 1); i < count; i = int(next.Add(1) - 1) {
				do(i)
			}
		})
	}
	group.Wait()
}

// run sweeps all radials, and stops at the first error.
func (s *sweep) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	workers := make(chan *worker, s.req.Workers)
	for range s.req.Workers {
		workers <- s.newWorker()
	}
	const chunk = 16 // radials, some milliseconds
	each(s.req.Workers, (s.plan.radials+chunk-1)/chunk, func(k int) {
		if ctx.Err() != nil {
			return
		}
		w := <-workers
		defer func() { workers <- w }()
		end := min((k+1)*chunk, s.plan.radials)
		for radial := k * chunk; radial < end; radial++ {
			if err := w.follow(radial); err != nil {
				cancel(err)
				return
			}
		}
		s.tell(end - k*chunk)
	})
	return context.Cause(ctx)
}

// tell reports progress.
func (s *sweep) tell(radials int) {
	if s.req.Progress == nil {
		s.done.Add(int64(radials))
		return
	}
	s.progress.Lock()
	defer s.progress.Unlock()
	s.req.Progress(int(s.done.Add(int64(radials))), s.plan.radials)
}

// worker has the memory of one goroutine.
type worker struct {
	*sweep
	solver  solver
	heights []float64
	// horizon is the elevation of the transmitter's horizon for a receiver at
	// each sample, m/km.
	horizon                []float64
	near, missing, refused int
}

func (s *sweep) newWorker() *worker {
	w := &worker{sweep: s}
	if s.method.newSolver != nil {
		w.solver = s.method.newSolver(s.grid)
	}
	return w
}

// follow fills the cells of one radial.
func (w *worker) follow(radial int) error {
	reach := w.plan.reach(radial)
	if reach == 0 {
		return nil
	}
	w.near, w.missing, w.refused = 0, 0, 0
	if w.ground == nil {
		w.overNothing(radial, reach)
	} else if err := w.overTerrain(radial, reach); err != nil {
		return err
	}
	w.sweep.near.Add(int64(w.near))
	w.sweep.missing.Add(int64(w.missing))
	w.sweep.refused.Add(int64(w.refused))
	return nil
}

// overTerrain follows the profile as far as there is one.
func (w *worker) overTerrain(radial, reach int) error {
	azimuth := float64(radial) * 360 / float64(w.plan.radials)
	var err error
	w.heights, err = w.ground.Along(w.heights, w.req.At, azimuth, w.grid.stepM, reach)
	known := len(w.heights)
	if err != nil {
		if known, err = knownPart(err, w.grid.stepM); err != nil {
			return err
		}
	}
	w.look(known)
	if known >= 3 && w.solver != nil {
		if err := w.solver.reset(azimuth, w.heights[:known]); err != nil {
			return err
		}
	}
	for n := range reach {
		cells := w.plan.at(radial, n)
		if n >= known {
			w.missing += len(cells)
			continue
		}
		if len(cells) > 0 {
			w.fill(cells, n)
		}
	}
	return nil
}

// knownPart is the number of samples before the first gap in the terrain, or
// another error.
func knownPart(err error, stepM float64) (int, error) {
	var missing *terrain.MissingError
	if !errors.As(err, &missing) {
		return 0, err
	}
	return int(math.Round(missing.Gaps[0].FromKm*1e3/stepM)) + 1, nil
}

// look prepares the horizons of the radial's first samples.
func (w *worker) look(known int) {
	w.horizon = append(w.horizon[:0], math.Inf(-1))
	txM := w.heights[0] + w.req.HeightM
	const bulge = 500 / earthKm
	steepest := math.Inf(-1)
	for i := 1; i < known; i++ {
		w.horizon = append(w.horizon, steepest)
		x := w.grid.km[i]
		steepest = max(steepest, (w.heights[i]-txM)/x-bulge*x)
	}
}

// fill sets the cells of a sample.
func (w *worker) fill(cells []int32, n int) {
	sight, elevation := w.seen(n)
	coded := uint16(NoLoss)
	if n >= 2 && w.solver != nil {
		loss, ok := w.solver.lossDB(n)
		if ok {
			coded = code(loss)
		} else {
			w.refused += len(cells)
		}
	}
	for _, i := range cells {
		w.elevation[i] = elevation
		if sight {
			atomic.OrUint64(&w.sight[i>>6], 1<<(i&63))
		}
		switch {
		case w.solver == nil:
			w.fromTable(i)
		case n < 2:
			w.nearBy(i, n)
		default:
			w.loss[i] = coded
		}
	}
}

// seen tells whether a sample is in sight, and the elevation of the way there.
func (w *worker) seen(n int) (sight bool, elevation int16) {
	if n == 0 {
		return true, -9000
	}
	x := w.grid.km[n]
	ray := (w.heights[n]+w.req.RxHeightM-w.heights[0]-w.req.HeightM)/x - 500/earthKm*x
	return w.horizon[n] < ray, centiDegrees(max(ray, w.horizon[n]) / 1e3)
}

// nearBy gives free space to a cell without a profile.
func (w *worker) nearBy(i int32, n int) {
	d := w.compass.distanceM(int(i)%w.window.Cols, int(i)/w.window.Cols)
	rise := w.heights[0] + w.req.HeightM - w.heights[n] - w.req.RxHeightM
	w.loss[i] = code(freeLossDB(w.req, d, rise))
	w.elevation[i] = centiDegrees(-rise / max(d, 1))
	w.near++
}

// fromTable asks an empirical model for a cell.
func (w *worker) fromTable(i int32) {
	loss := w.table.at(w.compass.distanceM(int(i)%w.window.Cols, int(i)/w.window.Cols))
	w.loss[i] = code(loss)
	if math.IsNaN(loss) {
		w.refused++
	}
}

// overNothing is a radial without terrain: level ground.
func (w *worker) overNothing(radial, reach int) {
	for n := range reach {
		for _, i := range w.plan.at(radial, n) {
			d := w.compass.distanceM(int(i)%w.window.Cols, int(i)/w.window.Cols)
			w.elevation[i] = centiDegrees((w.req.RxHeightM-w.req.HeightM)/max(d, 1) - d/(2e3*earthKm))
			w.fromTable(i)
		}
	}
}

// code is the loss × 100 as it is stored.
func code(lossDB float64) uint16 {
	v := math.Round(lossDB * 100)
	switch {
	case v < 0:
		return 0
	case v < NoLoss:
		return uint16(v)
	}
	return NoLoss // beyond, or no number
}

// centiDegrees is the angle of a slope, in hundredths of a degree.
func centiDegrees(slope float64) int16 {
	return int16(math.Round(math.Atan(slope) * 18000 / math.Pi))
}
