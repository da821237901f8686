package demonstration

import (
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/geo/geodesy"
)

// schematicReachM is half the radius of the circle as large as the area.
func schematicReachM(area orb.MultiPolygon) float64 {
	return math.Sqrt(geodesy.AreaM2(area)/math.Pi) / 2
}

func absNormal(random *rand.Rand) float64 { return math.Abs(random.NormFloat64()) }

func contains(area orb.MultiPolygon, p orb.Point) bool {
	return planar.MultiPolygonContains(area, p)
}

// rounded keeps 1e-5°, a metre: more would pretend to be a survey.
func rounded(p orb.Point) orb.Point {
	return orb.Point{math.Round(p[0]*1e5) / 1e5, math.Round(p[1]*1e5) / 1e5}
}
