package mapsheet

import (
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// frame is the part of the page that the map fills, and what of the earth it
// shows: millimetres from metres of Web Mercator (EPSG:3857).
type frame struct {
	x, y, width, height float64 // on the page, mm
	west, north         float64 // of its corner, m in Mercator
	perM                float64 // mm for a metre in Mercator
}

// leastM is the least that a map shows, metres in Mercator: a single mast is not
// shown as a point in nothing.
const leastM = 2000.0

const earthRadiusM = 6378137.0 // of Web Mercator's sphere

func mercator(p orb.Point) (x, y float64) {
	lat := max(-85.05, min(85.05, p[1])) * math.Pi / 180
	return earthRadiusM * p[0] * math.Pi / 180, earthRadiusM * math.Log(math.Tan(math.Pi/4+lat/2))
}

func (f *frame) lonLat(x, y float64) orb.Point {
	east, north := f.west+(x-f.x)/f.perM, f.north-(y-f.y)/f.perM
	return orb.Point{east / earthRadiusM * 180 / math.Pi, (2*math.Atan(math.Exp(north/earthRadiusM)) - math.Pi/2) * 180 / math.Pi}
}

// on is where a place stands on the page, mm.
func (f *frame) on(p orb.Point) (x, y float64) {
	east, north := mercator(p)
	return f.x + (east-f.west)*f.perM, f.y + (f.north-north)*f.perM
}

// shows tells whether a point of the page is within the frame.
func (f *frame) shows(x, y float64) bool {
	return x >= f.x && x <= f.x+f.width && y >= f.y && y <= f.y+f.height
}

// look lets the frame show a box of longitudes and latitudes with some room
// about it.
func (f *frame) look(box orb.Bound) {
	west, south := mercator(box.Min)
	east, north := mercator(box.Max)
	wide, high := max(leastM, (east-west)*1.08), max(leastM, (north-south)*1.08)
	f.perM = min(f.width/wide, f.height/high)
	f.west = (west+east)/2 - f.width/f.perM/2
	f.north = (north+south)/2 + f.height/f.perM/2
}

// scaleAcross is how many metres on the ellipsoid a millimetre is in the middle
// of the frame, from west to east.
func (f *frame) scaleAcross() float64 {
	const half = 10.0 // mm
	x, y := f.x+f.width/2, f.y+f.height/2
	return geodesy.DistanceM(f.lonLat(x-half, y), f.lonLat(x+half, y)) / (2 * half)
}

// roundLength is the longest of 1, 2 or 5 times a power of ten that is no more
// than most.
func roundLength(most float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(most)))
	for _, n := range []float64{5, 2} {
		if n*power <= most {
			return n * power
		}
	}
	return power
}
