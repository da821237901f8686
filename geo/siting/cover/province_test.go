package cover

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/siting"
)

// province is made up: settlements of very different sizes along valleys, people
// on cells of 100 m around them, candidates at settlements and between them,
// communes as cells of a coarse grid.
type province struct {
	cells, candidates []orb.Point
	people            []float64
	communes          [][]int // candidates by commune
}

// makeProvince is about 110 km square with so many populated cells and candidates.
func makeProvince(cells, candidates int) *province {
	rng := rand.New(rand.NewPCG(108, 14))
	const west, south, side = 107.5, 13.9, 1.0
	pv := &province{}
	villages := make([]orb.Point, 900)
	size := make([]float64, len(villages))
	at := orb.Point{west + side/2, south + side/2}
	for k := range villages {
		if k%30 == 0 { // a new valley
			at = orb.Point{west + side*rng.Float64(), south + side*rng.Float64()}
		}
		at[0] = west + math.Mod(at[0]-west+0.02*rng.NormFloat64()+side, side)
		at[1] = south + math.Mod(at[1]-south+0.02*rng.NormFloat64()+side, side)
		villages[k], size[k] = at, math.Exp(rng.NormFloat64())
	}
	seen := map[[2]int]bool{}
	fine := 1000 * math.Sqrt(float64(cells)/100_000) // cells to a degree
	for tries := 0; len(pv.cells) < cells; tries++ {
		v := rng.IntN(len(villages))
		spread := 0.003 * (1 + size[v])
		if tries%50 == 0 {
			spread *= 4 // scattered farms
		}
		p := orb.Point{villages[v][0] + spread*rng.NormFloat64(), villages[v][1] + spread*rng.NormFloat64()}
		key := [2]int{int(math.Floor(p[0] * fine)), int(math.Floor(p[1] * fine))}
		if seen[key] {
			continue
		}
		seen[key] = true
		pv.cells = append(pv.cells, orb.Point{(float64(key[0]) + 0.5) / fine, (float64(key[1]) + 0.5) / fine})
		pv.people = append(pv.people, 1+math.Floor(size[v]*10*rng.ExpFloat64()))
	}
	const grid = 12
	pv.communes = make([][]int, grid*grid)
	for i := range candidates {
		p := pv.cells[rng.IntN(len(pv.cells))]
		pv.candidates = append(pv.candidates, p)
		x := min(grid-1, max(0, int(grid*(p[0]-west)/side)))
		y := min(grid-1, max(0, int(grid*(p[1]-south)/side)))
		pv.communes[y*grid+x] = append(pv.communes[y*grid+x], i)
	}
	return pv
}

func (pv *province) problem(tb testing.TB, radiusM float64) *Problem {
	tb.Helper()
	covers, err := WithinDistance(tb.Context(), pv.candidates, pv.cells, radiusM)
	if err != nil {
		tb.Fatal(err)
	}
	return &Problem{Weights: pv.people, Covers: covers}
}

func (pv *province) need(share float64) Need {
	need := Need{Share: share}
	for _, list := range pv.communes {
		if len(list) > 0 {
			need.Groups = append(need.Groups, Group{Candidates: list, Least: 1})
		}
	}
	return need
}

func BenchmarkProvince(b *testing.B) {
	for _, c := range []struct {
		name  string
		cells int
	}{{"100k-cells", 100_000}, {"1M-cells", 1_000_000}} {
		pv := makeProvince(c.cells, 2000)
		b.Run(c.name+"/reach", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				pv.problem(b, 3000)
			}
		})
		pr := pv.problem(b, 3000)
		b.Run(c.name+"/maximal-20", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := Maximal(b.Context(), pr, 20, siting.Options{Limit: 10 * time.Second})
				if err != nil {
					b.Fatal(err)
				}
				report(b, r)
			}
		})
		b.Run(c.name+"/fewest-95%-and-communes", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := Fewest(b.Context(), pr, pv.need(0.95), siting.Options{Limit: 15 * time.Second})
				if err != nil {
					b.Fatal(err)
				}
				report(b, r)
			}
		})
	}
}

// BenchmarkCancel tells how long a solver takes to return once it is cancelled, the
// worst of some moments of its search.
func BenchmarkCancel(b *testing.B) {
	pv := makeProvince(100_000, 2000)
	pr := pv.problem(b, 3000)
	for name, solve := range map[string]func(ctx context.Context) (*Result, error){
		"maximal": func(ctx context.Context) (*Result, error) { return Maximal(ctx, pr, 60, siting.Options{}) },
		"fewest": func(ctx context.Context) (*Result, error) {
			return Fewest(ctx, pr, pv.need(0.95), siting.Options{})
		},
	} {
		b.Run(name, func(b *testing.B) {
			var worst time.Duration
			for b.Loop() {
				for _, after := range []time.Duration{1, 10, 30, 60, 100, 200, 400, 800, 1600} {
					ctx, cancel := context.WithCancel(b.Context())
					var at time.Time
					time.AfterFunc(after*time.Millisecond, func() {
						at = time.Now()
						cancel()
					})
					if _, err := solve(ctx); err != nil {
						b.Fatal(err)
					}
					if ctx.Err() != nil {
						worst = max(worst, time.Since(at))
					}
					cancel()
				}
			}
			b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
		})
	}
}
