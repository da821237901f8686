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

// Mast is one antenna position with the losses from it to the cells around. The
// slices go row by row through the window.
type Mast struct {
	At orb.Point
	Window
	// LossCentiDB is the basic transmission loss, hundredths of a decibel, or
	// NoLoss.
	LossCentiDB []uint16
	// ElevationCentiDeg is under which angle above the horizontal, hundredths of a
	// degree, the wave to a cell leaves the antenna.
	ElevationCentiDeg []int16
	// Sight has one bit a cell, or is nil.
	Sight []uint64
}

// Carrier is one antenna at a mast, with what its level is before antenna gain
// and loss: the level towards a place is OffsetDB + gain - loss.
type Carrier struct {
	Antenna  antenna.Mounted
	OffsetDB float64
}

// Apply is the layer of a station: in each cell the best of its carriers, where
// that is at least floor.
func Apply(g raster.Grid, mast Mast, carriers []Carrier, floor float64) *Layer {
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
			bearing, elevation := frame.bearingDeg(col, row), float64(mast.ElevationCentiDeg[i])/100
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

// frame finds the bearings of the cells of a window from a mast, by the chord in
// the mast's own east and north: within 30 km off the geodesic's by less than
// 0.001°.
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

func (f *frame) bearingDeg(col, row int) float64 {
	x := f.axisM[row]*f.cos[col] - f.origin[0]
	y := f.axisM[row]*f.sin[col] - f.origin[1]
	z := f.heightM[row] - f.origin[2]
	east := x*f.east[0] + y*f.east[1]
	north := x*f.north[0] + y*f.north[1] + z*f.north[2]
	return math.Atan2(east, north) * 180 / math.Pi
}
