package p1546

import (
	_ "embed" // for the curves
	"encoding/binary"
	"math"
	"sort"
	"sync"
)

//go:embed curves.bin
var packed []byte

const (
	distanceCount = 78
	heightCount   = 8
	timeCount     = 3
	surfaceCount  = 3
	frequencies   = 3
)

// nominalHeights, nominalMHz and nominalTimes are those the curves are drawn
// for.
func nominalHeights() [heightCount]float64 {
	return [heightCount]float64{10, 20, 37.5, 75, 150, 300, 600, 1200}
}

func nominalMHz() [frequencies]float64 { return [frequencies]float64{100, 600, 2000} }

func nominalTimes() [timeCount]float64 { return [timeCount]float64{50, 10, 1} }

// surface is what lies under a path.
type surface uint8

const (
	land surface = iota
	coldSea
	warmSea
)

// family is the number of a family of curves less one: figures 1 to 24 go by
// frequency, then land at 50, 10 and 1 %, sea at 50, cold sea at 10 and 1 and
// warm sea at 10 and 1 %.
func family(frequency int, s surface, time int) int {
	within := time
	switch {
	case s != land && time == 0:
		within = 3
	case s == coldSea:
		within = 3 + time
	case s == warmSea:
		within = 5 + time
	}
	return frequency*8 + within
}

// table is all the curves: decibels over 1 µV/m for 1 kW by family, height and
// distance.
type table struct {
	distanceKm [distanceCount]float64
	logKm      [distanceCount]float64
	field      [24][heightCount][distanceCount]float64
}

// curves unpacks the table when it is first needed; it never changes after.
var curves = sync.OnceValue(func() *table {
	t := &table{distanceKm: nominalDistances()}
	for i, d := range t.distanceKm {
		t.logKm[i] = math.Log10(d)
	}
	rest := packed
	for f := range t.field {
		for h := range t.field[f] {
			sum := int64(0)
			for d := range t.field[f][h] {
				step, n := binary.Varint(rest)
				rest = rest[n:]
				sum += step
				t.field[f][h][d] = float64(sum) / 1e4
			}
		}
	}
	return t
})

// nominalDistances are 1 to 20 km by 1, to 100 by 5, to 200 by 10 and to 1000
// by 25.
func nominalDistances() (km [distanceCount]float64) {
	i := 0
	for _, part := range [...]struct{ from, to, step float64 }{
		{1, 20, 1}, {25, 100, 5}, {110, 200, 10}, {225, 1000, 25},
	} {
		for d := part.from; d <= part.to; d += part.step {
			km[i] = d
			i++
		}
	}
	return km
}

// between is where a distance lies between the tabulated ones: the index below
// and the share of the way to the next in log distance, §5 eq. (13).
func (t *table) between(distanceKm float64) (i int, share float64) {
	i = sort.SearchFloat64s(t.distanceKm[:], distanceKm)
	if i < distanceCount && t.distanceKm[i] == distanceKm {
		return i, 0
	}
	i = min(max(i-1, 0), distanceCount-2)
	return i, (math.Log10(distanceKm) - t.logKm[i]) / (t.logKm[i+1] - t.logKm[i])
}

// at reads a family at a tabulated height.
func (t *table) at(family, height, i int, share float64) float64 {
	row := &t.field[family][height]
	if share == 0 {
		return row[i]
	}
	return row[i] + (row[i+1]-row[i])*share
}
