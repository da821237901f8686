package coverage

import (
	"math"

	"hatang/geo/geodesy"
	"hatang/geo/raster"
)

// worker assigns the cells of blocks. It keeps the lists of sites of each level
// of cutting, so that it does not allocate once they have grown.
type worker struct {
	*search
	levels [][]site
}

// leafCells is the size of a block that is not cut any more: with fewer cells,
// sifting the sites costs as much as it saves.
const leafCells = 64

// divide assigns the cells of b, whose nearest sites are among those given.
func (w *worker) divide(b block, sites []site, level int) {
	if len(sites) <= 2 || b.cells() <= leafCells {
		w.assignBlock(b, sites)
		return
	}
	if level == len(w.levels) {
		w.levels = append(w.levels, nil)
	}
	for _, part := range b.quarters() {
		if part.cells() == 0 {
			continue
		}
		kept := w.closest(part, sites, w.levels[level][:0])
		w.levels[level] = kept
		w.divide(part, kept, level+1)
	}
}

func (w *worker) assignBlock(b block, sites []site) {
	g := w.surface.Grid
	for row := b.north; row < b.south; row++ {
		for col := b.west; col < b.east; col++ {
			i := row*g.Cols + col
			populated := w.surface.People[i] > 0
			if !populated && (w.options.PopulatedOnly || w.surface.Unit[i] == raster.NoUnit) {
				w.assign[i] = NoPoint
				continue
			}
			number, distanceM := w.nearest(col, row, sites)
			w.assign[i] = number
			w.distanceM[i] = roundUp(distanceM)
		}
	}
}

// nearest compares chords and turns to geodesics where they are too close.
func (w *worker) nearest(col, row int, sites []site) (number int32, distanceM float64) {
	at := w.cell(col, row)
	best, second := math.Inf(1), math.Inf(1)
	index := 0
	for k := range sites {
		switch d := at.ChordSquaredM2(sites[k].at); {
		case d < best:
			best, second, index = d, best, k
		case d < second:
			second = d
		}
	}
	chord := math.Sqrt(best)
	limit := chord + doubtM(chord)
	if second <= limit*limit {
		return w.settle(col, row, sites, limit*limit)
	}
	number = sites[index].number
	distanceM = geodesy.ArcM(chord)
	if chord > farM || closeToBand(distanceM, arcErrorM(chord)) {
		distanceM = geodesy.DistanceM(w.points[number], w.surface.Grid.Centre(col, row))
	}
	return number, distanceM
}

// settle measures the geodesics to all sites within the limit, a squared chord.
func (w *worker) settle(col, row int, sites []site, limit float64) (number int32, distanceM float64) {
	at := w.cell(col, row)
	centre := w.surface.Grid.Centre(col, row)
	number, distanceM = NoPoint, math.Inf(1)
	least := math.Inf(1)
	// Sites come in the order of their numbers. The first pass finds the least
	// distance, the second the first site within TieM of it.
	for k := range sites {
		if at.ChordSquaredM2(sites[k].at) <= limit {
			least = min(least, geodesy.DistanceM(w.points[sites[k].number], centre))
		}
	}
	for k := range sites {
		if at.ChordSquaredM2(sites[k].at) <= limit {
			if d := geodesy.DistanceM(w.points[sites[k].number], centre); d <= least+TieM {
				return sites[k].number, d
			}
		}
	}
	return number, distanceM
}

// closeToBand tells whether an error of the given size could change the band.
func closeToBand(distanceM, errorM float64) bool {
	for _, limitM := range BandsM() {
		if math.Abs(distanceM-limitM) <= errorM {
			return true
		}
	}
	return false
}

// roundUp is the least float32 not below x.
func roundUp(x float64) float32 {
	rounded := float32(x)
	if float64(rounded) < x {
		return math.Nextafter32(rounded, float32(math.Inf(1)))
	}
	return rounded
}
