package terrain

import (
	"errors"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Model is the ground made up of rasters. It is immutable and may be used from
// many goroutines. Where rasters overlap the finest that has a height counts,
// among equals the one given first.
type Model struct {
	rasters []*Raster
	// lists are the rasters that touch each degree cell of the box around all,
	// in order of preference.
	lists         [][]*Raster
	west, south   int // the first cell
	across, along int
}

// NewModel puts rasters together; there must be at least one.
func NewModel(rasters ...*Raster) (*Model, error) {
	if len(rasters) == 0 {
		return nil, errors.New("terrain: no rasters, expected at least one")
	}
	m := &Model{rasters: slices.Clone(rasters)}
	slices.SortStableFunc(m.rasters, func(a, b *Raster) int {
		switch fine, coarse := a.perLat, b.perLat; {
		case fine > coarse:
			return -1
		case fine < coarse:
			return 1
		}
		return 0
	})
	m.index()
	return m, nil
}

func cellOf(deg float64) int { return int(math.Floor(deg)) }

func (m *Model) index() {
	first := m.rasters[0]
	west, south, east, north := first.minLon, first.minLat, first.maxLon, first.maxLat
	for _, r := range m.rasters {
		west, south = min(west, r.minLon), min(south, r.minLat)
		east, north = max(east, r.maxLon), max(north, r.maxLat)
	}
	m.west, m.south = cellOf(west), cellOf(south)
	m.across, m.along = cellOf(east)-m.west+1, cellOf(north)-m.south+1
	m.lists = make([][]*Raster, m.across*m.along)
	for _, r := range m.rasters {
		for lat := cellOf(r.minLat); lat <= cellOf(r.maxLat); lat++ {
			for lon := cellOf(r.minLon); lon <= cellOf(r.maxLon); lon++ {
				i := (lat-m.south)*m.across + lon - m.west
				m.lists[i] = append(m.lists[i], r)
			}
		}
	}
}

// HeightM is the height of the ground at p; ok is false where no raster has one.
func (m *Model) HeightM(p orb.Point) (heightM float64, ok bool) {
	h := m.heightM(p[0], p[1])
	return h, h == h // not NaN
}

// heightM is NaN where there is none.
func (m *Model) heightM(lon, lat float64) float64 {
	// Conversion cuts towards zero, which is down once the corner is taken off.
	x, y := lon-float64(m.west), lat-float64(m.south)
	if !(x >= 0 && y >= 0 && x < float64(m.across) && y < float64(m.along)) {
		return math.NaN()
	}
	for _, r := range m.lists[int(y)*m.across+int(x)] {
		if r.holds(lon, lat) {
			if h := r.heightM(lon, lat); h == h {
				return h
			}
		}
	}
	return math.NaN()
}

// Sources lists what the model is made of, for the provenance of results.
func (m *Model) Sources() []Tile {
	tiles := make([]Tile, len(m.rasters))
	for i, r := range m.rasters {
		tiles[i] = r.tile
	}
	return tiles
}

// SourcesWithin lists those of the sources that touch a box.
func (m *Model) SourcesWithin(b orb.Bound) []Tile {
	var tiles []Tile
	for _, r := range m.rasters {
		if r.tile.Bound.Intersects(b) {
			tiles = append(tiles, r.tile)
		}
	}
	return tiles
}

// StepDegAt is the spacing of samples along the meridian at p, degrees; 0 where
// no raster lies.
func (m *Model) StepDegAt(p orb.Point) float64 {
	for _, r := range m.rasters {
		if r.holds(p[0], p[1]) {
			return r.tile.StepDeg
		}
	}
	return 0
}

// Close gives back mapped files; the model must not be used any more.
func (m *Model) Close() error {
	var errs []error
	for _, r := range m.rasters {
		errs = append(errs, r.Close())
	}
	return errors.Join(errs...)
}
