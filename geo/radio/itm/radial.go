package itm

import "math"

// Radial predicts the losses to receivers ever farther out along one radial.
// Its numbers are those of Predictor.PointToPoint on the same Terrain; it finds
// the horizons without scanning the profile for each receiver.
//
// What makes that harder than for a fixed earth is that the effective curvature
// follows from the mean height of each path. The slope from the transmitter to
// point i, at distance x, is s - x·curvature/2 with s the same for all: the
// horizon is the highest of the points (x, s) over a line, found on their upper
// hull. From the receiver, the hull of the heights under the least curvature of
// all paths gives a first candidate; a greater curvature lowers near points
// less than far ones, so that only points nearer to the receiver can beat it,
// and only while the hull itself does. These are tried one by one. Where
// rounding might decide, the profile is scanned.
//
// The zero value is ready for Reset. It re-uses its memory and is not safe for
// use by several goroutines.
type Radial struct {
	terrain   *Terrain
	predictor *Predictor
	// curvature of the path to each point, and the least of them.
	curvature []float64
	least     float64
	// outward are the distances of the points, summed up step by step, and
	// exact tells that such sums lose nothing.
	outward []float64
	exact   bool
	// slope from the transmitter to each point on a flat earth.
	slope  []float64
	tx, rx hull // of points 1 to seen
	seen   int
	before bracket
}

// Reset points the radial at a terrain and re-uses its memory. The terrain must
// not change while the radial is used.
func (r *Radial) Reset(t *Terrain, p *Predictor) {
	r.terrain, r.predictor = t, p
	r.curvature, r.outward, r.slope = r.curvature[:0], r.outward[:0], r.slope[:0]
	r.tx, r.rx, r.seen = r.tx[:0], r.rx[:0], 0
	r.least = math.Inf(1)
	zTx := t.HeightM[0] + p.params.TxHeightM
	along := 0.0
	for n, z := range t.HeightM {
		curvature := 0.0
		if n >= 2 {
			_, curvature = t.Atmosphere(n, p.params.RefractivityN0)
			r.least = min(r.least, curvature)
		}
		r.curvature = append(r.curvature, curvature)
		r.outward = append(r.outward, along)
		r.slope = append(r.slope, (z-zTx)/along)
		along += t.StepM
	}
	// With 1024ths of a metre, every distance and sum is a float64.
	const fine = 1 << 10
	r.exact = t.StepM*fine == math.Trunc(t.StepM*fine) && t.StepM*float64(len(t.HeightM)) < 1<<40
}

// Loss is the loss to the n-th point of the radial. From one call to the next n
// must not become smaller. It allocates nothing unless it fails.
func (r *Radial) Loss(n int) (Result, error) {
	t, p := r.terrain, r.predictor
	if n < 2 || n >= len(t.HeightM) {
		return Result{}, GeometryError{"receiver index", float64(n), "at least 2 and within the profile"}
	}
	g := t.geometry(n, &p.params, r.horizons(n), &r.before)
	return p.Loss(&g, true)
}

// InSight tells whether no point stands above the ray to the n-th one, on the
// earth that the model uses, under the same conditions as Loss.
func (r *Radial) InSight(n int) bool {
	t, p := r.terrain, &r.predictor.params
	r.advance(n - 1)
	half := r.curvature[n] / 2
	d := float64(n) * t.StepM
	ray := (t.HeightM[n]+p.RxHeightM-t.HeightM[0]-p.TxHeightM)/d - half*d
	best, _, _ := r.tx.highest(half)
	return best <= ray
}

// advance takes the points up to last into both hulls.
func (r *Radial) advance(last int) {
	half := r.least / 2
	for i := r.seen + 1; i <= last; i++ {
		x := r.outward[i]
		r.tx = r.tx.push(vertex{x, r.slope[i], i})
		r.rx = r.rx.push(vertex{x, r.terrain.HeightM[i] - half*x*x, i})
	}
	r.seen = max(r.seen, last)
}

// near is the difference of angles, in radians, below which rounding may decide
// which of two points is the horizon: a millionth of a metre at 30 km.
const near = 1e-13

// horizons is Terrain.Horizons.
func (r *Radial) horizons(n int) Horizons {
	t, p := r.terrain, &r.predictor.params
	r.advance(n - 1)
	d := float64(n) * t.StepM
	curvature := r.curvature[n]
	half := curvature / 2
	slope := (t.HeightM[n] + p.RxHeightM - (t.HeightM[0] + p.TxHeightM)) / d
	h := Horizons{
		AngleRad:  [2]float64{slope - curvature*d/2, -slope - curvature*d/2},
		DistanceM: [2]float64{d, d},
	}
	tx, at, tie := r.tx.highest(half)
	if tx < h.AngleRad[0]-near {
		return h // each sees the other
	}
	rx, atRx, tieRx := r.fromReceiver(n, half)
	if tie || tieRx || tx < h.AngleRad[0]+near || rx < h.AngleRad[1]+near {
		return t.Horizons(n, p.TxHeightM, p.RxHeightM, curvature)
	}
	h.AngleRad = [2]float64{tx, rx}
	h.DistanceM = [2]float64{r.outward[at], r.backM(n, atRx)}
	return h
}

// backM is the distance of a point from the receiver, summed up step by step as
// Terrain.Horizons does, because its last digit can decide which sample a fit
// begins with.
func (r *Radial) backM(n, i int) float64 {
	step := r.terrain.StepM
	if r.exact {
		return float64(n-i) * step
	}
	back := float64(n) * step
	for range i {
		back -= step
	}
	return back
}

// search is the state of the search for the receiver's horizon.
type search struct {
	heightM         []float64
	zRx, d, half    float64
	best            float64
	at              int
	tie             bool
	outward         []float64
	lessHalf, spare float64 // half the least curvature; what half is above it
}

func (s *search) angle(i int) float64 {
	back := s.d - s.outward[i]
	return (s.heightM[i]-s.zRx)/back - s.half*back
}

func (s *search) consider(i int) {
	switch a := s.angle(i); {
	case a > s.best+near:
		s.best, s.at, s.tie = a, i, false
	case a > s.best-near && i != s.at:
		s.tie = true
	}
}

// fromReceiver is the angle of the receiver's horizon, its index, and whether
// another point comes too close to tell.
func (r *Radial) fromReceiver(n int, half float64) (angle float64, at int, tie bool) {
	t := r.terrain
	s := search{
		heightM: t.HeightM, outward: r.outward, half: half, lessHalf: r.least / 2, spare: half - r.least/2,
		zRx: t.HeightM[n] + r.predictor.params.RxHeightM, d: float64(n) * t.StepM,
	}
	k := r.rx.tangent(s.d, s.zRx-s.lessHalf*s.d*s.d)
	s.at = r.rx[k].i
	s.best = s.angle(s.at)
	if k > 0 {
		s.consider(r.rx[k-1].i)
	}
	for ; k+1 < len(r.rx); k++ {
		a, b := r.rx[k], r.rx[k+1]
		// No point from a on is steeper than a is under the least curvature.
		if s.angle(a.i)+s.spare*(s.d-a.x) < s.best-near {
			break
		}
		s.under(a, b)
		s.consider(b.i)
	}
	return s.best, s.at, s.tie
}

// under tries the points under the edge from a to b, unless even on the edge
// they would fall behind.
func (s *search) under(a, b vertex) {
	if b.i-a.i < 2 || s.angle(a.i)+s.spare*(b.x-a.x) < s.best-near {
		return
	}
	back := s.d - a.x
	step := (b.x - a.x) / float64(b.i-a.i)
	for i := a.i + 1; i < b.i; i++ {
		back -= step
		// The quotient is formed only where it may win, as in Terrain.Horizons.
		if s.heightM[i]-s.zRx > (s.best+s.half*back)*back-1e-6 {
			s.consider(i)
		}
	}
}
