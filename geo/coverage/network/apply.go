package network

import (
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/radio/antenna"
	"hatang/geo/raster"
)

// NoLoss is the loss of a cell for which none was computed.
const NoLoss = math.MaxUint16

// effectiveEarthM is 4/3 of the mean radius: rays bend with the median
// refraction of the atmosphere.
const effectiveEarthM = 4. / 3 * 6371e3

// Mast is one antenna position with the losses from it to the cells around.
type Mast struct {
	At orb.Point
	// HeightM above ground and GroundM, the ground above sea level.
	HeightM, GroundM float64
	Window
	// LossCentiDB is the basic transmission loss, hundredths of a decibel, row by
	// row, or NoLoss; Sight one bit a cell, or nil.
	LossCentiDB []uint16
	Sight       []uint64
}

// Carrier is one antenna at a mast, with what its level is before antenna gain
// and loss: the level towards a place is OffsetDB + gain - loss.
type Carrier struct {
	Antenna  antenna.Mounted
	OffsetDB float64
}

// Receivers says where receivers stand.
type Receivers struct {
	HeightM float64 // above ground
	// GroundM is the ground above sea level for each cell of the grid, NaN where
	// it is not known; nil where there is no terrain: then all is level.
	GroundM []float32
}

// Apply is the layer of a station: in each cell the best of its carriers, where
// that is at least floor. Directions are those of the straight line between the
// antennas, as the bent ray leaves it.
func Apply(g raster.Grid, mast Mast, carriers []Carrier, to Receivers, floor float64) *Layer {
	l := &Layer{Window: mast.Window, Level: make([]int16, mast.Cells()), Sight: mast.Sight}
	frame := newFrame(g, mast)
	least, strongest := Centi(floor), math.Inf(-1)
	for _, c := range carriers {
		strongest = max(strongest, c.OffsetDB+c.Antenna.PeakDBi())
	}
	for row := range mast.Rows {
		for col := range mast.Cols {
			i := row*mast.Cols + col
			l.Level[i] = NoLevel
			if mast.LossCentiDB[i] == NoLoss {
				continue
			}
			loss := float64(mast.LossCentiDB[i]) / 100
			if strongest-loss < floor {
				continue
			}
			bearing, distance := frame.to(col, row)
			ground := mast.GroundM
			if to.GroundM != nil {
				if h := to.GroundM[(mast.Row0+row)*g.Cols+mast.Col0+col]; h == h {
					ground = float64(h)
				}
			}
			elevation := elevationDeg(distance, ground+to.HeightM-mast.GroundM-mast.HeightM)
			best := math.Inf(-1)
			for k := range carriers {
				best = max(best, carriers[k].OffsetDB+carriers[k].Antenna.GainDBi(bearing, elevation))
			}
			if level := Centi(best - loss); level >= least {
				l.Level[i] = level
			}
		}
	}
	return l.trim()
}

// elevationDeg is under which angle a ray leaves towards a place so far away and
// so much higher.
func elevationDeg(distanceM, riseM float64) float64 {
	if distanceM == 0 {
		return math.Copysign(90, riseM)
	}
	return math.Atan(riseM/distanceM-distanceM/(2*effectiveEarthM)) * 180 / math.Pi
}

// frame finds bearing and distance of the cells of a window from a mast, by the
// chord in the mast's own east and north: within 30 km the distance is short of
// the geodesic's by less than 0.1 m and the bearing off by less than 0.001°.
type frame struct {
	origin         geodesy.Vector
	east, north    geodesy.Vector
	axisM, heightM []float64 // of rows
	sin, cos       []float64 // of columns
}

func newFrame(g raster.Grid, mast Mast) *frame {
	sinLon, cosLon := math.Sincos(mast.At[0] * math.Pi / 180)
	sinLat, cosLat := math.Sincos(mast.At[1] * math.Pi / 180)
	f := &frame{
		origin: geodesy.NewVector(mast.At),
		east:   geodesy.Vector{-sinLon, cosLon, 0},
		north:  geodesy.Vector{-sinLat * cosLon, -sinLat * sinLon, cosLat},
	}
	for row := range mast.Rows {
		v := geodesy.NewVector(orb.Point{0, g.CentreLat(mast.Row0 + row)})
		f.axisM, f.heightM = append(f.axisM, v[0]), append(f.heightM, v[2])
	}
	for col := range mast.Cols {
		sin, cos := math.Sincos(g.CentreLon(mast.Col0+col) * math.Pi / 180)
		f.sin, f.cos = append(f.sin, sin), append(f.cos, cos)
	}
	return f
}

func (f *frame) to(col, row int) (bearingDeg, distanceM float64) {
	x := f.axisM[row]*f.cos[col] - f.origin[0]
	y := f.axisM[row]*f.sin[col] - f.origin[1]
	z := f.heightM[row] - f.origin[2]
	east := x*f.east[0] + y*f.east[1]
	north := x*f.north[0] + y*f.north[1] + z*f.north[2]
	return math.Atan2(east, north) * 180 / math.Pi, math.Sqrt(x*x + y*y + z*z)
}
