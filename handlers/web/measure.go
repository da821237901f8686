package web

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
)

// mostMeasured is how many points a measured line may have.
const mostMeasured = 500

// Measured is a line of geodesics on the WGS 84 ellipsoid.
type Measured struct {
	LengthM float64 `json:"length_m"`
	Legs    []Leg   `json:"legs"`
	// AreaM2 and PerimeterM are those of the polygon that the points enclose when
	// the last leads back to the first; null for fewer than three points.
	AreaM2     *float64 `json:"area_m2"`
	PerimeterM *float64 `json:"perimeter_m"`
	// Crossing tells that edges of the polygon cross, so that AreaM2 is what lies
	// on one side of them less what lies on the other.
	Crossing bool `json:"crossing"`
}

// Leg is the geodesic from one point to the next.
type Leg struct {
	DistanceM float64 `json:"distance_m"`
	// BearingDeg is where to set out, BackDeg the way back from the other end,
	// clockwise from north, 0 ≤ degrees < 360.
	BearingDeg float64 `json:"bearing_deg"`
	BackDeg    float64 `json:"back_bearing_deg"`
}

// Routes are the operations that the pages need of the API, for it to mount and
// describe.
func Routes() []api.Route {
	return []api.Route{{
		Method: http.MethodGet, Path: "/api/v1/measure", ID: "measure",
		Right:   auth.Right{Resource: auth.Places, Action: auth.Read},
		Summary: registry.Text{VI: "Đo khoảng cách, phương vị, diện tích trên ellipsoid", EN: "Distance, bearing and area on the ellipsoid"},
		About: registry.Text{
			VI: "Các cạnh là đường trắc địa trên ellipsoid WGS 84.",
			EN: "Edges are geodesics of the WGS 84 ellipsoid.",
		},
		Query: []api.Parameter{{Name: "points", Required: true, About: registry.Text{
			VI: "kinh độ,vĩ độ của từng điểm, cách nhau bằng dấu gạch dưới: 107.9,14.3_108,14.4",
			EN: "longitude,latitude of each point, joined by underscores: 107.9,14.3_108,14.4",
		}}},
		Gives:  Measured{},
		Handle: measure,
	}}
}

// measure answers GET /api/v1/measure.
func measure(c *gin.Context) error {
	// arguments
	points, err := parsePoints(c.Query("points"))
	if err != nil {
		return err
	}

	// operation
	m := measured(points)

	// response
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, m)
	return nil
}

func measured(points []orb.Point) Measured {
	m := Measured{Legs: make([]Leg, 0, len(points)-1)}
	for i := 1; i < len(points); i++ {
		distanceM, bearingDeg, backDeg := geodesy.Inverse(points[i-1], points[i])
		m.Legs = append(m.Legs, Leg{distanceM, bearingDeg, backDeg})
		m.LengthM += distanceM
	}
	if len(points) < 3 {
		return m
	}
	ring := append(orb.Ring(points[:len(points):len(points)]), points[0])
	areaM2 := geodesy.AreaM2(orb.Polygon{ring})
	perimeterM := m.LengthM + geodesy.DistanceM(points[len(points)-1], points[0])
	m.AreaM2, m.PerimeterM, m.Crossing = &areaM2, &perimeterM, crosses(ring)
	return m
}

// crosses tells whether two edges of a closed ring that are not neighbours have a
// point in common, on the plane of degrees: near enough for what a hand draws.
func crosses(ring orb.Ring) bool {
	edges := len(ring) - 1
	for i := range edges {
		for k := i + 2; k < edges; k++ {
			if i == 0 && k == edges-1 {
				continue // they meet where the ring closes
			}
			if meet(ring[i], ring[i+1], ring[k], ring[k+1]) {
				return true
			}
		}
	}
	return false
}

// meet tells whether the segments ab and cd have a point in common, unless all
// four points lie on one line.
func meet(a, b, c, d orb.Point) bool {
	side := func(p, q, r orb.Point) float64 {
		return (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0])
	}
	ca, da, ac, bc := side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)
	if ca == 0 && da == 0 {
		return false
	}
	return ca*da <= 0 && ac*bc <= 0
}

// parsePoints reads "lon,lat_lon,lat…", two points at least. Underscores stand in
// an address as they are; Go, like others, refuses semicolons there.
func parsePoints(text string) ([]orb.Point, error) {
	parts := strings.Split(text, "_")
	if len(parts) < 2 || len(parts) > mostMeasured {
		return nil, wrongPoints("cần từ 2 đến %d điểm dạng kinh độ,vĩ độ_kinh độ,vĩ độ, nhận được %d",
			"from 2 to %d points are needed, written longitude,latitude_longitude,latitude; there are %d", mostMeasured, len(parts))
	}
	points := make([]orb.Point, 0, len(parts))
	for i, part := range parts {
		p, err := parsePoint(part)
		if err != nil {
			return nil, wrongPoints("điểm thứ %d: %q không phải kinh độ,vĩ độ trong −180…180 và −90…90",
				"point %d: %q is no longitude,latitude within −180…180 and −90…90", i+1, clip(part))
		}
		points = append(points, p)
	}
	return points, nil
}

func parsePoint(text string) (orb.Point, error) {
	first, second, ok := strings.Cut(text, ",")
	if !ok {
		return orb.Point{}, fmt.Errorf("no comma in %q", text)
	}
	lon, err := strconv.ParseFloat(strings.TrimSpace(first), 64)
	if err != nil {
		return orb.Point{}, fmt.Errorf("longitude: %w", err)
	}
	lat, err := strconv.ParseFloat(strings.TrimSpace(second), 64)
	if err != nil {
		return orb.Point{}, fmt.Errorf("latitude: %w", err)
	}
	if !(math.Abs(lon) <= 180 && math.Abs(lat) <= 90) { // so that NaN is refused as well
		return orb.Point{}, fmt.Errorf("%v, %v is not on the Earth", lon, lat)
	}
	return orb.Point{lon, lat}, nil
}

func wrongPoints(vi, en string, values ...any) error {
	return handlers.Refuse(http.StatusBadRequest, vi, en, values...)
}

// clip keeps what is said of bad input short.
func clip(text string) string {
	const most = 40
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return text
}
