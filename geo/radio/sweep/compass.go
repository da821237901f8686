package sweep

import (
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// compass tells bearing and distance from a site to the cells of a window. It
// works in the topocentric frame of the site, with the sines of rows and columns
// looked up: the bearing is that of the normal section, within a millionth of a
// degree of the geodesic's at 100 km, and the distance that of geodesy.ArcM.
type compass struct {
	rows []compassRow
	cols []compassCol
}

// compassRow holds the part of a cell's position that its row decides, compassCol
// that of its column.
type compassRow struct{ axisM, northM, upM, northPerAxis, upPerAxis float64 }

type compassCol struct{ sin, cos float64 }

func newCompass(at orb.Point, w Window) *compass {
	c := &compass{rows: make([]compassRow, w.Rows), cols: make([]compassCol, w.Cols)}
	sin0, cos0 := math.Sincos(at[1] * math.Pi / 180)
	axis0, polar0 := meridian(at[1])
	for row := range c.rows {
		axis, polar := meridian(w.Grid.CentreLat(w.Row0 + row))
		rise := polar - polar0
		c.rows[row] = compassRow{
			axisM:  axis,
			northM: cos0*rise + sin0*axis0, northPerAxis: -sin0,
			upM: sin0*rise - cos0*axis0, upPerAxis: cos0,
		}
	}
	for col := range c.cols {
		sin, cos := math.Sincos((w.Grid.CentreLon(w.Col0+col) - at[0]) * math.Pi / 180)
		c.cols[col] = compassCol{sin, cos}
	}
	return c
}

// meridian is the distance of a point of the ellipsoid from its axis and from
// the equator's plane.
func meridian(latDeg float64) (axisM, polarM float64) {
	v := geodesy.NewVector(orb.Point{0, latDeg})
	return v[0], v[2]
}

// offset is the place of a cell east and north of the site, and its squared
// chord, metres.
func (c *compass) offset(col, row int) (eastM, northM, chordSquaredM2 float64) {
	r, k := &c.rows[row], &c.cols[col]
	east, axis := r.axisM*k.sin, r.axisM*k.cos
	north := r.northM + r.northPerAxis*axis
	up := r.upM + r.upPerAxis*axis
	return east, north, east*east + north*north + up*up
}

// distanceM is the length of the geodesic to a cell.
func (c *compass) distanceM(col, row int) float64 {
	_, _, chord2 := c.offset(col, row)
	return geodesy.ArcM(math.Sqrt(chord2))
}

// bearingDeg is the azimuth to a cell, -180 to 180.
func (c *compass) bearingDeg(col, row int) float64 {
	east, north, _ := c.offset(col, row)
	return math.Atan2(east, north) * 180 / math.Pi
}
