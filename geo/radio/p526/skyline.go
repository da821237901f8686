package p526

import "math"

// Skyline finds, for receivers ever farther out along one radial, the same
// Sight that Look finds by scanning, at the cost of a few steps.
//
// The transmitter's horizon is a running maximum. For the other two quantities
// it keeps the upper convex hull of the heights lowered by the earth's
// parabola, y - bulge·x², which does not depend on the receiver: the ray from a
// receiver to its horizon is the tangent to that hull, found by binary search;
// and the ground that comes nearest to a free ray stands on the hull or under
// the few of its edges that a bound does not rule out. Where two points come so
// near to each other that rounding decides, the profile is scanned after all:
// the answers are those of Look, not only close to them.
//
// The zero value is ready for Reset. It re-uses its memory and is not safe for
// use by several goroutines.
type Skyline struct {
	x, y       []float64
	txM, bulge float64
	seen       int // points 1 to seen are in the hull
	hull       []vertex
	// The steepest slope from the transmitter so far, without the part
	// bulge·d, and its place.
	steepest, steepestKm float64
}

// vertex is a point of the hull: index, distance, lowered height.
type vertex struct {
	x, z float64
	i    int
}

// Tolerances, all far above the rounding of float64 on any radial on earth and
// far below what changes a loss by 1e-9 dB: how far under the hull, in metres,
// a point is kept as if it were on it; how near, in m/km, two slopes are taken
// for a tie; how near, relatively, two clearances are.
const (
	onHullM   = 1e-11
	slopeTie  = 1e-10
	clearTie  = 1e-10
	slackStop = 1e-9
)

// Reset points the skyline at a radial: distances in km from 0, strictly
// growing, and heights in m, both kept and not to be changed; the antenna's
// height above sea level and the curvature as in Look.
func (s *Skyline) Reset(distanceKm, heightM []float64, txM, curvature float64) {
	s.x, s.y = distanceKm, heightM
	s.txM, s.bulge = txM, 500*curvature
	s.seen, s.hull = 0, s.hull[:0]
	s.steepest, s.steepestKm = math.Inf(-1), 0
}

// Look is Look over the profile up to its n-th point, n ≥ 1, for a receiver rxM
// above sea level. From one call to the next n must not become smaller.
func (s *Skyline) Look(n int, rxM float64) Sight {
	s.advance(n - 1)
	d := s.x[n]
	v := Sight{
		DistanceKm: d, TxM: s.txM, RxM: rxM,
		TxSlope: s.steepest + s.bulge*d, TxAtKm: s.steepestKm,
		RxSlope: math.Inf(-1), Peak: math.Inf(-1),
	}
	switch {
	case n == 1:
		if !v.Clear() {
			v.RxAtKm = d
		}
	case v.Clear():
		s.findPeak(&v, n)
	default:
		s.findHorizon(&v, n)
	}
	return v
}

// Clear tells whether a receiver at the n-th point sees the transmitter, under
// the same conditions as Look and for less.
func (s *Skyline) Clear(n int, rxM float64) bool {
	s.advance(n - 1)
	return s.steepest+s.bulge*s.x[n] < (rxM-s.txM)/s.x[n]
}

// advance takes the points up to last into the hull and the running maximum.
func (s *Skyline) advance(last int) {
	for i := s.seen + 1; i <= last; i++ {
		x, y := s.x[i], s.y[i]
		// The same arithmetic as Sight.scanTx.
		if rise := y - s.txM; rise > (s.steepest+s.bulge*x)*x-slack {
			if slope := rise/x - s.bulge*x; slope > s.steepest {
				s.steepest, s.steepestKm = slope, x
			}
		}
		s.push(vertex{x, y - s.bulge*x*x, i})
	}
	s.seen = max(s.seen, last)
}

// push drops the vertices that fall under the line to the new one.
func (s *Skyline) push(c vertex) {
	last := len(s.hull) - 1
	for ; last > 0; last-- {
		a, b := &s.hull[last-1], &s.hull[last]
		if (c.z-a.z)*(b.x-a.x)-(b.z-a.z)*(c.x-a.x) <= onHullM*(c.x-a.x) {
			break
		}
	}
	s.hull = append(s.hull[:last+1], c)
}

// tangent is the vertex that the ray from a point right of the hull, d
// kilometres out at lowered height z, touches.
func (s *Skyline) tangent(d, z float64) int {
	low, high := 0, len(s.hull)-1
	for low < high {
		k := int(uint(low+high) >> 1)
		a, b := &s.hull[k], &s.hull[k+1]
		// Below the edge's line: the vertex beyond it hides the one before.
		if (b.z-a.z)*(d-b.x)+(b.z-z)*(b.x-a.x) > 0 {
			low = k + 1
		} else {
			high = k
		}
	}
	return low
}

// findHorizon sets the receiver's horizon as Sight.scanRx would.
func (s *Skyline) findHorizon(v *Sight, n int) {
	d := v.DistanceKm
	k := s.tangent(d, v.RxM-s.bulge*d*d)
	best := s.rxSlope(v, k)
	for _, next := range [2]int{k - 1, k + 1} {
		if next >= 0 && next < len(s.hull) && s.rxSlope(v, next) > best-slopeTie {
			v.scanRx(s.x[1:n], s.y[1:n], s.bulge)
			return
		}
	}
	v.RxSlope, v.RxAtKm = best+s.bulge*d, s.hull[k].x
}

// rxSlope is the slope from the receiver to a vertex as Sight.scanRx forms it.
func (s *Skyline) rxSlope(v *Sight, k int) float64 {
	p := &s.hull[k]
	back := v.DistanceKm - p.x
	return (s.y[p.i]-v.RxM)/back - s.bulge*back
}

// findPeak sets the peak as Sight.scanPeak would: the point with the smallest
// H²/(x·(d-x)). It starts beside the receiver and walks back along the hull.
// With r the best ratio so far, the hull less the ray plus r·√(x·(d-x)) is
// concave and zero at the best point; once it is negative at a vertex it stays
// so all the way to the transmitter, and so do the points under it.
func (s *Skyline) findPeak(v *Sight, n int) {
	top := len(s.hull) - 1
	w := peakWalk{d: v.DistanceKm, slope: v.RaySlope(), bulge: s.bulge, txM: s.txM}
	w.take(s.hull[top].i, s.x, s.y)
	for k := top - 1; k >= 0 && !w.tie; k-- {
		a, b := &s.hull[k], &s.hull[k+1]
		if b.i-a.i > 1 && w.mayHide(a, b) {
			for i := b.i - 1; i > a.i; i-- {
				w.consider(i, s.x[i], s.y[i])
			}
		}
		if w.consider(a.i, a.x, s.y[a.i]) {
			break
		}
	}
	if w.tie {
		v.scanPeak(s.x[1:n], s.y[1:n], s.bulge)
		return
	}
	v.setPeak(s.x[w.at], s.y[w.at], s.bulge)
}

// peakWalk is the state of the search for the peak.
type peakWalk struct {
	d, slope, bulge, txM float64
	h2, span             float64 // of the best point
	at                   int
	tie                  bool
}

func (w *peakWalk) take(i int, x, y []float64) {
	w.span = x[i] * (w.d - x[i])
	h := y[i] + w.bulge*w.span - w.txM - w.slope*x[i]
	w.h2, w.at = h*h, i
}

// consider takes a point that is better than the best; worse tells that it is
// so much worse that the walk may end, were it on the hull.
func (w *peakWalk) consider(i int, x, y float64) (worse bool) {
	span := x * (w.d - x)
	h := y + w.bulge*span - w.txM - w.slope*x
	here, best := h*h*w.span, w.h2*span
	switch {
	case here > best*(1+clearTie):
		return here > best*(1+slackStop)
	case here >= best*(1-clearTie):
		w.tie = true
	default:
		w.h2, w.span, w.at = h*h, span, i
	}
	return false
}

// mayHide tells whether a point under the edge from a to b can come nearer to
// the ray than the best. On the edge's line the clearance is c(x), α at the
// transmitter and γ at the receiver; c²/(x·(d-x)) has its only minimum 4αγ/d²
// at x = αd/(α+γ). Outside the edge, the minimum is at one of the vertices.
func (w *peakWalk) mayHide(a, b *vertex) bool {
	// Lowered heights stand bulge·x·d under those over the chord.
	rise := w.slope - w.bulge*w.d
	ca, cb := w.txM+rise*a.x-a.z, w.txM+rise*b.x-b.z
	m := (cb - ca) / (b.x - a.x)
	alpha, gamma := ca-m*a.x, cb+m*(w.d-b.x)
	if alpha <= 0 || gamma <= 0 {
		return false
	}
	at := alpha * w.d
	if sum := alpha + gamma; at <= a.x*sum || at >= b.x*sum {
		return false
	}
	return 4*alpha*gamma*w.span <= w.h2*w.d*w.d*(1+slackStop)
}

// Flat is LookFlat over the profile up to its n-th point, for a skyline that
// was Reset with no curvature. Where the line is free only that is told.
func (s *Skyline) Flat(n int, rxM float64) Obstacles {
	s.advance(n - 1)
	d := s.x[n]
	ray := (rxM - s.txM) / d
	if n == 1 || s.steepest <= ray {
		return Obstacles{}
	}
	p := s.Highest(ray)
	q := s.hull[s.tangent(d, rxM)].i
	return Obstacles{
		HeightM: s.y[p] - s.txM - ray*s.x[p],
		TxSlope: s.steepest - ray,
		RxSlope: (s.y[q] - s.txM - ray*s.x[q]) / (d - s.x[q]),
	}
}

// Highest is the index of the point, among those seen so far, that stands
// highest over a line of the given slope in m/km. On a curved earth heights
// are the lowered ones. There must have been a look at the second point or one
// farther out.
func (s *Skyline) Highest(slope float64) int {
	low, high := 0, len(s.hull)-1
	for low < high {
		k := int(uint(low+high) >> 1)
		a, b := &s.hull[k], &s.hull[k+1]
		if b.z-a.z > slope*(b.x-a.x) {
			low = k + 1
		} else {
			high = k
		}
	}
	return s.hull[low].i
}
