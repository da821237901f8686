// Package indextest makes the deterministic data that tests and benchmarks of
// spatial code share: points clustered like Vietnam's people and a gapless
// tessellation of the country into communes. Nothing here is a real record.
package indextest

import (
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"
)

// kmPerDeg is the length of a degree of latitude, good enough for synthesis.
const kmPerDeg = 111.0

// cluster is a town: a share of the people spread normally around a centre.
type cluster struct {
	centre   orb.Point
	people   float64 // thousands
	spreadKm float64
}

// towns are the larger towns with rounded positions and populations.
func towns() []cluster {
	return []cluster{
		{orb.Point{105.83, 21.02}, 5600, 5}, {orb.Point{106.68, 20.85}, 1200, 5},
		{orb.Point{106.68, 10.78}, 9300, 7}, {orb.Point{106.83, 10.95}, 1400, 7},
		{orb.Point{106.66, 10.98}, 1900, 8}, {orb.Point{108.21, 16.06}, 1000, 4},
		{orb.Point{105.77, 10.03}, 900, 4}, {orb.Point{107.08, 10.36}, 500, 3},
		{orb.Point{109.19, 12.24}, 420, 3}, {orb.Point{107.59, 16.46}, 460, 3},
		{orb.Point{105.69, 18.67}, 340, 3}, {orb.Point{105.78, 19.80}, 400, 3},
		{orb.Point{106.17, 20.43}, 280, 2.5}, {orb.Point{106.07, 21.18}, 520, 3},
		{orb.Point{106.33, 20.94}, 350, 3}, {orb.Point{107.08, 20.96}, 330, 3},
		{orb.Point{108.05, 12.67}, 380, 3}, {orb.Point{108.44, 11.94}, 260, 3},
		{orb.Point{108.00, 13.98}, 280, 3}, {orb.Point{109.22, 13.77}, 320, 3},
		{orb.Point{105.15, 10.01}, 290, 3}, {orb.Point{105.43, 10.38}, 280, 3},
		{orb.Point{105.15, 9.18}, 230, 3}, {orb.Point{106.35, 10.36}, 230, 2.5},
		{orb.Point{105.84, 21.59}, 340, 3}, {orb.Point{105.40, 21.32}, 220, 2.5},
		{orb.Point{108.10, 10.93}, 230, 3}, {orb.Point{108.80, 15.12}, 260, 3},
		{orb.Point{107.99, 14.35}, 170, 2.5}, {orb.Point{106.60, 17.48}, 160, 2.5},
	}
}

// regions are the settled plains and hills; their people live in villages.
func regions() []cluster {
	return []cluster{
		{orb.Point{106.15, 20.65}, 15000, 38}, // Red River delta
		{orb.Point{105.75, 10.00}, 15500, 60}, // Mekong delta
		{orb.Point{105.65, 19.45}, 4500, 45},
		{orb.Point{108.70, 15.20}, 2600, 45},
		{orb.Point{109.00, 13.70}, 1900, 40},
		{orb.Point{106.90, 11.30}, 4500, 55},
		{orb.Point{108.10, 12.70}, 3800, 70},
		{orb.Point{105.60, 21.70}, 6500, 75},
		{orb.Point{107.10, 16.80}, 1700, 45},
		{orb.Point{104.00, 21.30}, 2500, 80},
		{orb.Point{107.90, 14.20}, 1200, 50},
		{orb.Point{106.60, 21.60}, 2200, 60},
	}
}

const villages = 24000

// People is n points clustered like Vietnam's people: towns, and villages
// strewn over the plains and hills. The same seed gives the same points; other
// seeds draw other people of the same towns and villages.
func People(n int, seed uint64) []orb.Point {
	clusters := append(towns(), strewVillages()...)
	sums := make([]float64, len(clusters))
	var total float64
	for i, c := range clusters {
		total += c.people
		sums[i] = total
	}
	random := rand.New(rand.NewPCG(seed, 0x68617461))
	points := make([]orb.Point, n)
	for i := range points {
		points[i] = scatter(random, clusters[pick(sums, random.Float64()*total)])
	}
	return points
}

// Sites is n points of which up to four in a row share one mast, as stations
// do: positions repeat exactly.
func Sites(n int, seed uint64) []orb.Point {
	points := People(n, seed)
	random := rand.New(rand.NewPCG(seed, 0x73697465))
	for i := 0; i < n; {
		for shared := 1 + random.IntN(4); shared > 1 && i+1 < n; shared-- {
			points[i+1] = points[i]
			i++
		}
		i++
	}
	random.Shuffle(n, func(i, j int) { points[i], points[j] = points[j], points[i] })
	return points
}

func strewVillages() []cluster {
	random := rand.New(rand.NewPCG(2020, 12))
	plains := regions()
	sums := make([]float64, len(plains))
	var total float64
	for i, c := range plains {
		total += c.people
		sums[i] = total
	}
	strewn := make([]cluster, villages)
	for i := range strewn {
		share := total / villages * (0.5 + random.Float64())
		centre := scatter(random, plains[pick(sums, random.Float64()*total)])
		strewn[i] = cluster{centre: centre, people: share, spreadKm: 0.7}
	}
	return strewn
}

// pick is the first entry of the running sums that exceeds at.
func pick(sums []float64, at float64) int {
	low, high := 0, len(sums)-1
	for low < high {
		middle := (low + high) / 2
		if sums[middle] > at {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

func scatter(random *rand.Rand, c cluster) orb.Point {
	lat := c.centre[1] + random.NormFloat64()*c.spreadKm/kmPerDeg
	lon := c.centre[0] + random.NormFloat64()*c.spreadKm/(kmPerDeg*math.Cos(c.centre[1]*math.Pi/180))
	return orb.Point{lon, lat}
}
