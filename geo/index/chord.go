package index

import (
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// The bounds below turn geodesics into chords. Up to 1,000 km they rest on
// geodesy.ArcErrorM. Beyond, on the scaling of the ellipsoid's polar axis by
// a/b, which makes it a sphere of radius a and lengthens any curve by a factor
// between 1 and a/b. A geodesic s over a chord c therefore lies in
//
//	2b·asin(c/2a) ≤ s ≤ 2a·asin(c/2b)
//
// since the chord scales within the same limits. Either bound grows with s, and
// a point farther than 1,000 km has a longer chord than one at 1,000 km, because
// the chord has no minimum on the surface but at its own end.
const (
	provenArcM = 1e6
	polarAxisM = geodesy.SemiMajorAxisM * (1 - geodesy.Flattening)
	// scaledErrorM stands for the rounding of the formulas above 1,000 km.
	scaledErrorM = 1e-3
)

// disc is the region within radiusM of a position. A chord up to sureInM is
// within, a chord above sureOutM is not, and the geodesic decides between.
type disc struct {
	centre            orb.Point
	vector            geodesy.Vector
	radiusM           float64
	sureInM, sureOutM float64
	sureInM2          float64 // negative if no chord is surely within
	sureOutM2         float64
}

// newDisc reports whether the arguments make sense.
func newDisc(p orb.Point, radiusM float64) (disc, bool) {
	if !onEarth(p) || !(radiusM >= 0) {
		return disc{}, false
	}
	d := disc{centre: p, vector: geodesy.NewVector(p), radiusM: radiusM}
	d.sureInM, d.sureOutM = chordRangeM(radiusM)
	d.sureInM2 = math.Copysign(d.sureInM*d.sureInM, d.sureInM)
	d.sureOutM2 = d.sureOutM * d.sureOutM
	return d, true
}

// chordRangeM is the range of chords outside of which the geodesic is surely
// not longer, or surely longer, than arcM.
func chordRangeM(arcM float64) (sureInM, sureOutM float64) {
	const a, b = geodesy.SemiMajorAxisM, polarAxisM
	if arcM <= provenArcM {
		chord, slack := geodesy.ChordM(arcM), geodesy.ArcErrorM(arcM)
		return chord - slack, chord + slack
	}
	if arcM >= math.Pi*a {
		return math.Inf(1), math.Inf(1)
	}
	sureInM = 2*b*math.Sin(arcM/(2*a)) - scaledErrorM
	sureOutM = math.Inf(1)
	if angle := arcM / (2 * b); angle < math.Pi/2 {
		sureOutM = 2*a*math.Sin(angle) + scaledErrorM
	}
	return sureInM, sureOutM
}

// surelyFartherM is the chord above which a geodesic is surely longer than that
// over chordM. It never falls as chordM grows.
func surelyFartherM(chordM float64) float64 {
	const a, b = geodesy.SemiMajorAxisM, polarAxisM
	if chordM < 0.99*provenArcM { // its arc is below 1,000 km
		// Both geodesics are off by one error each; the third covers the growth
		// of the error from the one to the other.
		return chordM + 3*geodesy.ArcErrorM(chordM)
	}
	angle := a / b * math.Asin(min(1, chordM/(2*b)))
	if angle >= math.Pi/2 {
		return math.Inf(1)
	}
	return 2*a*math.Sin(angle) + scaledErrorM
}

// holds decides a point by its squared chord, and by its geodesic if need be.
func (d *disc) holds(chordM2 float64, p orb.Point) bool {
	if chordM2 <= d.sureInM2 {
		return true
	}
	return chordM2 <= d.sureOutM2 && geodesy.DistanceM(d.centre, p) <= d.radiusM
}

// sphere holds the vectors below a node. Its centre is in single precision, off
// by up to half a metre, which the radius makes good.
type sphere struct{ x, y, z, radiusM float32 }

// roundingM stands for the rounding of a query's arithmetic on spheres.
const roundingM = 1e-3

func newSphere(vectors []geodesy.Vector) sphere {
	low, high := vectors[0], vectors[0]
	for i := range vectors {
		v := &vectors[i]
		for axis := range v {
			low[axis], high[axis] = min(low[axis], v[axis]), max(high[axis], v[axis])
		}
	}
	s := midway(&low, &high)
	var farthestM2 float64
	for i := range vectors {
		farthestM2 = max(farthestM2, s.chordSquaredM2(&vectors[i]))
	}
	s.radiusM = roundUp(math.Sqrt(farthestM2) + roundingM)
	return s
}

func joinSpheres(children []sphere) sphere {
	low := geodesy.Vector{math.Inf(1), math.Inf(1), math.Inf(1)}
	high := geodesy.Vector{math.Inf(-1), math.Inf(-1), math.Inf(-1)}
	for i := range children {
		centre, radiusM := children[i].centre(), float64(children[i].radiusM)
		for axis := range centre {
			low[axis] = min(low[axis], centre[axis]-radiusM)
			high[axis] = max(high[axis], centre[axis]+radiusM)
		}
	}
	s := midway(&low, &high)
	var farthestM float64
	for i := range children {
		centre := children[i].centre()
		farthestM = max(farthestM, math.Sqrt(s.chordSquaredM2(&centre))+float64(children[i].radiusM))
	}
	s.radiusM = roundUp(farthestM + roundingM)
	return s
}

// midway is the sphere of radius 0 halfway between the corners of a box.
func midway(low, high *geodesy.Vector) sphere {
	return sphere{
		x: float32((low[0] + high[0]) / 2),
		y: float32((low[1] + high[1]) / 2),
		z: float32((low[2] + high[2]) / 2),
	}
}

func (s *sphere) centre() geodesy.Vector {
	return geodesy.Vector{float64(s.x), float64(s.y), float64(s.z)}
}

// chordSquaredM2 is the squared distance from v to the centre.
func (s *sphere) chordSquaredM2(v *geodesy.Vector) float64 {
	dx, dy, dz := v[0]-float64(s.x), v[1]-float64(s.y), v[2]-float64(s.z)
	return dx*dx + dy*dy + dz*dz
}

// relate tells how everything within s lies to the disc.
func (s *sphere) relate(d *disc) relation {
	chordM2, radiusM := s.chordSquaredM2(&d.vector), float64(s.radiusM)
	if reach := d.sureOutM + radiusM; chordM2 > reach*reach {
		return outside
	}
	if room := d.sureInM - radiusM; room >= 0 && chordM2 <= room*room {
		return inside
	}
	return mixed
}
