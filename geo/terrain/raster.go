package terrain

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/edsrzf/mmap-go"
	"github.com/paulmach/orb"
)

// Raster is one opened file of elevations. It is immutable.
type Raster struct {
	tile             Tile
	west, north      float64 // of the first sample
	perLon, perLat   float64 // samples a degree
	cols, rows       int
	lastCol, lastRow float64
	bigEndian        []byte    // 16-bit heights, or
	metres           []float32 // NaN where missing
	mapped           mmap.MMap
	minLon, minLat   float64 // of the area answered for
	maxLon, maxLat   float64
}

// Tile says what the raster is.
func (r *Raster) Tile() Tile { return r.tile }

// Close gives back a mapped file. The raster and every Model that holds it must
// not be used any more.
func (r *Raster) Close() error {
	if r.mapped == nil {
		return nil
	}
	m := r.mapped
	r.mapped, r.bigEndian = nil, nil
	return m.Unmap()
}

// place computes what the lookups need. The margin is how far beyond its
// outermost samples the raster answers, in samples.
func (r *Raster) place(west, north, stepLon, stepLat, margin float64) {
	r.west, r.north = west, north
	r.perLon, r.perLat = 1/stepLon, 1/stepLat
	r.lastCol, r.lastRow = float64(r.cols-1), float64(r.rows-1)
	r.minLon, r.maxLon = west-margin*stepLon, west+(r.lastCol+margin)*stepLon
	r.minLat, r.maxLat = north-(r.lastRow+margin)*stepLat, north+margin*stepLat
	r.tile.Bound = orb.Bound{Min: orb.Point{r.minLon, r.minLat}, Max: orb.Point{r.maxLon, r.maxLat}}
	r.tile.Cols, r.tile.Rows, r.tile.StepDeg = r.cols, r.rows, stepLat
}

// holds tells whether a point lies in the area of the raster.
func (r *Raster) holds(lon, lat float64) bool {
	return lon >= r.minLon && lon <= r.maxLon && lat >= r.minLat && lat <= r.maxLat
}

// heightM interpolates at a point that the raster holds; NaN where a sample
// beside it is missing. Beyond the outermost samples the nearest ones count.
func (r *Raster) heightM(lon, lat float64) float64 {
	x, y := (lon-r.west)*r.perLon, (r.north-lat)*r.perLat
	col, row := int(x), int(y)
	if x < 0 || y < 0 || x >= r.lastCol || y >= r.lastRow {
		x, y = min(max(x, 0), r.lastCol), min(max(y, 0), r.lastRow)
		col, row = min(int(x), r.cols-2), min(int(y), r.rows-2)
	}
	x -= float64(col)
	y -= float64(row)
	i := row*r.cols + col
	var a, b, c, d float64
	if r.metres != nil {
		north, south := r.metres[i:i+2], r.metres[i+r.cols:i+r.cols+2]
		a, b = float64(north[0]), float64(north[1])
		c, d = float64(south[0]), float64(south[1])
	} else {
		north := binary.BigEndian.Uint32(r.bigEndian[2*i:])
		south := binary.BigEndian.Uint32(r.bigEndian[2*(i+r.cols):])
		a, b = float64(int16(north>>16)), float64(int16(north))
		c, d = float64(int16(south>>16)), float64(int16(south))
	}
	upper := a + (b-a)*x
	lower := c + (d-c)*x
	return upper + (lower-upper)*y
}

// samples gives and takes heights by index.
type samples interface {
	at(i int) (heightM float64, ok bool)
	set(i int, heightM float64)
}

type shorts []byte

// Heights beyond these are not on earth: marks of voids, or damage.
const lowestM, highestM = -500, 9000

func (s shorts) at(i int) (float64, bool) {
	h := int16(binary.BigEndian.Uint16(s[2*i:]))
	return float64(h), h >= lowestM && h <= highestM
}

func (s shorts) set(i int, heightM float64) {
	binary.BigEndian.PutUint16(s[2*i:], uint16(int16(math.Round(heightM))))
}

type floats []float32

func (s floats) at(i int) (float64, bool) {
	h := float64(s[i])
	return h, h >= lowestM && h <= highestM
}

func (s floats) set(i int, heightM float64) { s[i] = float32(heightM) }

var errNothing = errors.New("there is not one height in it")
