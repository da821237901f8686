package network_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"hatang/geo/coverage/network"
	"hatang/geo/geodesy"
	"hatang/geo/polygon"
	"hatang/geo/radio/antenna"
	"hatang/geo/radio/budget"
	"hatang/geo/raster"
)

func grid(t testing.TB, cols, rows int) raster.Grid {
	t.Helper()
	return raster.Grid{West: 107.5, North: 15, CellLonDeg: 0.001, CellLatDeg: 0.0009, Cols: cols, Rows: rows}
}

// surface spreads the given people over a grid that one unit owns whole.
func surface(t testing.TB, g raster.Grid, people func(i int) float64) *raster.Surface {
	t.Helper()
	n := g.Cells()
	counts, unit, source := make([]float64, n), make([]int32, n), make([]raster.Source, n)
	for i := range counts {
		counts[i] = people(i)
	}
	s, err := raster.NewSurface(g, []string{"1"}, counts, unit, source)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func drawLayer(t *rapid.T, g raster.Grid) *network.Layer {
	w := network.Window{
		Col0: rapid.IntRange(0, g.Cols).Draw(t, "col"), Row0: rapid.IntRange(0, g.Rows).Draw(t, "row"),
	}
	w.Cols = rapid.IntRange(0, g.Cols-w.Col0).Draw(t, "cols")
	w.Rows = rapid.IntRange(0, g.Rows-w.Row0).Draw(t, "rows")
	return &network.Layer{Window: w, Level: rapid.SliceOfN(
		rapid.SampledFrom([]int16{network.NoLevel, -12000, -11000, -10000, -9000}), w.Cells(), w.Cells()).Draw(t, "levels")}
}

// Whatever was put and removed, and in whatever order, the network is what the
// stations that are left make anew.
func TestIncrementalEqualsAnew(t *testing.T) {
	t.Parallel()
	g := grid(t, 12, 9)
	rapid.Check(t, func(t *rapid.T) {
		left := map[int32]*network.Layer{}
		n := network.New(g, -10500)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			server := rapid.Int32Range(0, 5).Draw(t, "server")
			if rapid.Bool().Draw(t, "remove") {
				n.Remove(server)
				delete(left, server)
				continue
			}
			l := drawLayer(t, g)
			if err := n.Put(server, l); err != nil {
				t.Fatal(err)
			}
			left[server] = l
		}
		anew := network.New(g, -10500)
		for server, l := range left {
			if err := anew.Put(server, l); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(n.Best, anew.Best) || !slices.Equal(n.Server, anew.Server) || !slices.Equal(n.Servers, anew.Servers) {
			t.Fatalf("step by step %v %v, anew %v %v", n.Best, n.Server, anew.Best, anew.Server)
		}
	})
}

// The combined raster is what looking at every layer of every cell gives, and
// people add up.
func TestCombinedIsBestOfAll(t *testing.T) {
	t.Parallel()
	g := grid(t, 10, 8)
	s := surface(t, g, func(i int) float64 { return float64(i%7) / 2 })
	limits := network.Limits{Limited: -11000, Outdoor: -10500, InCar: -10000, Indoor: -9000}
	rapid.Check(t, func(t *rapid.T) {
		n := network.New(g, limits.Outdoor)
		layers := make([]*network.Layer, rapid.IntRange(0, 5).Draw(t, "stations"))
		for k := range layers {
			layers[k] = drawLayer(t, g)
			if err := n.Put(int32(k), layers[k]); err != nil {
				t.Fatal(err)
			}
		}
		var only, once, covered float64
		for i := range g.Cells() {
			best, server, count := int16(network.NoLevel), int32(network.NoServer), 0
			for k, l := range layers {
				level := l.At(i%g.Cols, i/g.Cols)
				if level > best {
					best, server = level, int32(k)
				}
				if level != network.NoLevel && level >= limits.Outdoor {
					count++
				}
			}
			if n.Best[i] != best || n.Server[i] != server || int(n.Servers[i]) != count {
				t.Fatalf("cell %d: %d by %d of %d, want %d by %d of %d", i, n.Best[i], n.Server[i], n.Servers[i], best, server, count)
			}
			if count == 1 {
				once += s.People[i]
			}
			if count > 0 {
				covered += s.People[i]
			}
		}
		served, err := n.Served(s, limits)
		if err != nil {
			t.Fatal(err)
		}
		stations, err := n.Stations(s)
		if err != nil {
			t.Fatal(err)
		}
		best := 0.
		for _, st := range stations {
			only, best = only+st.Only, best+st.Best
			if st.Inside < st.Best-1e-9 || st.Best < st.Only {
				t.Fatalf("a station has %v inside, %v best, %v only", st.Inside, st.Best, st.Only)
			}
		}
		total := 0.
		for _, p := range served.People {
			total += p
		}
		for _, c := range []struct {
			name      string
			got, want float64
		}{
			{"people", total, s.Total()}, {"once", served.Once, once}, {"only", only, once},
			{"best", best, covered}, {"usable", served.Once + served.More, covered},
		} {
			if math.Abs(c.got-c.want) > 1e-9 {
				t.Fatalf("%s: %v, want %v", c.name, c.got, c.want)
			}
		}
	})
}

func TestRunsAndUnion(t *testing.T) {
	t.Parallel()
	g := grid(t, 70, 6)
	s := surface(t, g, func(i int) float64 { return float64(i) })
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawLayer(t, g), drawLayer(t, g)
		runs := []network.Runs{a.Runs(-10000), b.Runs(-10000)}
		union := network.Union(g, runs)
		people := 0.
		var cells []int32
		for i := range g.Cells() {
			col, row := i%g.Cols, i/g.Cols
			in := a.At(col, row) >= -10000 || b.At(col, row) >= -10000
			if union.Has(col, row) != in {
				t.Fatalf("cell %d: in the union %v, want %v", i, !in, in)
			}
			if a.At(col, row) >= -10000 {
				people += s.People[i]
				cells = append(cells, int32(i))
			}
		}
		if got := runs[0].People(s); math.Abs(got-people) > 1e-6 {
			t.Fatalf("%v people, want %v", got, people)
		}
		if got := runs[0].AppendCells(nil, g.Cols); !slices.Equal(got, cells) {
			t.Fatalf("cells %v, want %v", got, cells)
		}
	})
}

// Outlines are valid polygons that hold the middles of the cells they outline
// and no other.
func TestOutline(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := raster.Grid{West: 107, North: 15, CellLonDeg: 0.001, CellLatDeg: 0.001, Cols: rapid.IntRange(1, 9).Draw(t, "cols"), Rows: rapid.IntRange(1, 9).Draw(t, "rows")}
		in := rapid.SliceOfN(rapid.Bool(), g.Cells(), g.Cells()).Draw(t, "in")
		area := network.Outline(g, network.Window{Cols: g.Cols, Rows: g.Rows}, func(col, row int) bool { return in[row*g.Cols+col] })
		want := 0.
		for i, inside := range in {
			p := g.Centre(i%g.Cols, i/g.Cols)
			if polygon.Contains(area, p) != inside {
				t.Fatalf("cell %d: outlined %v, want %v\n%v", i, !inside, inside, area)
			}
			if inside {
				want += g.CellLonDeg * g.CellLatDeg
			}
		}
		if got := planar.Area(area); math.Abs(got-want) > 1e-12 {
			t.Fatalf("the area is %v, want %v", got, want)
		}
		for _, part := range area {
			for k, ring := range part {
				if (ring.Orientation() == orb.CCW) != (k == 0) {
					t.Fatalf("ring %d of %v runs the wrong way", k, part)
				}
				seen := map[orb.Point]bool{}
				for _, p := range ring[1:] {
					if seen[p] {
						t.Fatalf("a ring passes %v twice: %v", p, ring)
					}
					seen[p] = true
				}
			}
		}
	})
}

func TestGaps(t *testing.T) {
	t.Parallel()
	g := grid(t, 6, 4)
	// Unit 0 is the western half, unit 1 the eastern.
	picture := []string{
		"a.c..d",
		"a..ccd",
		"..b...",
		".....e",
	}
	people := map[byte]float64{'a': 10, 'b': 3, 'c': 5, 'd': 1, 'e': 0.05}
	counts, unit, source := make([]float64, g.Cells()), make([]int32, g.Cells()), make([]raster.Source, g.Cells())
	for i := range counts {
		counts[i] = people[picture[i/6][i%6]]
		unit[i] = int32(i % 6 / 3)
	}
	s, err := raster.NewSurface(g, []string{"w", "e"}, counts, unit, source)
	if err != nil {
		t.Fatal(err)
	}
	usable := raster.NewMask(g)
	usable.AddSpan(1, 5, 6) // the lower d
	gaps, err := network.Gaps(s, usable, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	type got struct {
		people float64
		unit   int32
		cells  int
	}
	var all []got
	for _, gap := range gaps {
		all = append(all, got{gap.People, gap.Unit, len(gap.Cells)})
	}
	// The c of the west stays in its unit; the upper d touches a c by a corner.
	want := []got{{20, 0, 2}, {11, 1, 3}, {5, 0, 1}, {3, 0, 1}}
	if !slices.Equal(all, want) {
		t.Errorf("gaps %v, want %v", all, want)
	}
	if len(gaps) > 0 && gaps[0].Centre[0] != g.CentreLon(0) {
		t.Errorf("the first gap lies at %v", gaps[0].Centre)
	}
}

// Apply takes, cell by cell, what the antenna gives towards the geodesic's
// bearing, and turning the antenna turns the layer.
func TestApply(t *testing.T) {
	t.Parallel()
	g := grid(t, 81, 81)
	at := g.Centre(40, 40)
	mast := network.Mast{At: at, Window: network.Window{Cols: 81, Rows: 81}}
	mast.LossCentiDB, mast.ElevationCentiDeg = make([]uint16, mast.Cells()), make([]int16, mast.Cells())
	for i := range mast.LossCentiDB {
		mast.LossCentiDB[i] = 10000
		mast.ElevationCentiDeg[i] = int16(i % 600)
	}
	mast.LossCentiDB[5] = network.NoLoss
	for _, bearing := range []float64{0, 77, 200, 359} {
		mounted := antenna.Mount(antenna.TR36814(15), bearing, 4, 2)
		l := network.Apply(g, mast, []network.Carrier{{Antenna: mounted, OffsetDB: 40}}, -200)
		random := rand.New(rand.NewPCG(1, uint64(bearing)))
		if l.At(5, 0) != network.NoLevel {
			t.Errorf("a cell without loss has level %d", l.At(5, 0))
		}
		for range 500 {
			col, row := random.IntN(81), random.IntN(81)
			distance, azimuth, _ := geodesy.Inverse(at, g.Centre(col, row))
			if distance < 200 || col == 5 && row == 0 {
				continue
			}
			want := 40 + mounted.GainDBi(azimuth, float64(mast.ElevationCentiDeg[row*81+col])/100) - 100
			if got := float64(l.At(col, row)) / 100; math.Abs(got-want) > 0.02 {
				t.Fatalf("bearing %v, cell %d/%d: %v, want %v", bearing, col, row, got, want)
			}
		}
	}
	empty := network.Apply(g, mast, []network.Carrier{{Antenna: antenna.Mount(antenna.Isotropic{}, 0, 0, 0)}}, 0)
	if !empty.Empty() {
		t.Errorf("nothing reaches 0 dBm, yet the layer has %d cells", empty.Cells())
	}
}

func TestDisc(t *testing.T) {
	t.Parallel()
	g := grid(t, 80, 80)
	d := raster.Disc{Centre: g.Centre(70, 40), RadiusM: 1500}
	l, err := network.Disc(g, d, -10500)
	if err != nil {
		t.Fatal(err)
	}
	for i := range g.Cells() {
		col, row := i%g.Cols, i/g.Cols
		if in := geodesy.DistanceM(d.Centre, g.Centre(col, row)) <= d.RadiusM; (l.At(col, row) == -10500) != in {
			t.Fatalf("cell %d/%d: level %d, in the disc: %v", col, row, l.At(col, row), in)
		}
	}
}

func TestBands(t *testing.T) {
	t.Parallel()
	lte, _ := budget.ByName(budget.Defaults(), "4G")
	thresholds := lte.Thresholds(budget.DefaultLocationShare)
	limits := network.LimitsOf(thresholds)
	for level := -14000; level < -6000; level += 7 {
		if got, want := limits.Band(int16(level)), thresholds.Band(float64(level)/100); got != want &&
			math.Abs(float64(level)/100-thresholds.Indoor) > 0.01 && math.Abs(float64(level)/100-thresholds.InCar) > 0.01 &&
			math.Abs(float64(level)/100-thresholds.Outdoor) > 0.01 {
			t.Fatalf("%v dBm: %v, want %v", float64(level)/100, got, want)
		}
	}
	if limits.Band(network.NoLevel) != budget.None {
		t.Error("no level is good for something")
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	g := grid(t, 5, 5)
	n := network.New(g, -10000)
	for name, l := range map[string]*network.Layer{
		"beyond the grid": {Window: network.Window{Col0: 4, Cols: 2, Rows: 1}, Level: make([]int16, 2)},
		"negative":        {Window: network.Window{Col0: -1, Cols: 2, Rows: 1}, Level: make([]int16, 2)},
		"too few levels":  {Window: network.Window{Cols: 2, Rows: 2}, Level: make([]int16, 3)},
		"sight":           {Window: network.Window{Cols: 2, Rows: 2}, Level: make([]int16, 4), Sight: make([]uint64, 2)},
	} {
		if n.Put(1, l) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	other := surface(t, grid(t, 4, 4), func(int) float64 { return 1 })
	if _, err := n.Served(other, network.Limits{}); err == nil {
		t.Error("another grid's surface was accepted")
	}
	if _, err := network.Gaps(other, raster.NewMask(g), 0); err == nil {
		t.Error("another grid's mask was accepted")
	}
}

// province is a grid of a million cells with stations scattered over it.
func province(b *testing.B, stations int, radiusM float64) (*raster.Surface, []*network.Layer) {
	b.Helper()
	g := grid(b, 1000, 1000)
	random := rand.New(rand.NewPCG(3, 4))
	s := surface(b, g, func(int) float64 { return random.Float64() })
	layers := make([]*network.Layer, stations)
	for i := range layers {
		d := raster.Disc{Centre: g.Centre(random.IntN(1000), random.IntN(1000)), RadiusM: radiusM}
		l, err := network.Disc(g, d, -10000)
		if err != nil {
			b.Fatal(err)
		}
		for k := range l.Level {
			if l.Level[k] != network.NoLevel {
				l.Level[k] -= int16(random.IntN(2000))
			}
		}
		layers[i] = l
	}
	return s, layers
}

// The union of 7,000 footprints and the people in it.
func BenchmarkUnion7000(b *testing.B) {
	s, layers := province(b, 7000, 3000)
	runs := make([]network.Runs, len(layers))
	for i, l := range layers {
		runs[i] = l.Runs(-20000)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.PeopleIn(network.Union(s.Grid, runs)); err != nil {
			b.Fatal(err)
		}
	}
}

// One station of a thousand, 10 km each, is taken out and put back.
func BenchmarkOneStation(b *testing.B) {
	s, layers := province(b, 1000, 10000)
	n := network.New(s.Grid, -11000)
	for i, l := range layers {
		if err := n.Put(int32(i), l); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		n.Remove(500)
		if err := n.Put(500, layers[500]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkApply(b *testing.B) {
	g := grid(b, 201, 201)
	mast := network.Mast{At: g.Centre(100, 100), Window: network.Window{Cols: 201, Rows: 201}}
	mast.LossCentiDB, mast.ElevationCentiDeg = make([]uint16, mast.Cells()), make([]int16, mast.Cells())
	var carriers []network.Carrier
	for _, bearing := range []float64{0, 120, 240} {
		carriers = append(carriers, network.Carrier{Antenna: antenna.Mount(antenna.TR36814(15), bearing, 2, 4), OffsetDB: 40})
	}
	b.ReportAllocs()
	for b.Loop() {
		network.Apply(g, mast, carriers, -130)
	}
}

func BenchmarkStationsOfNetwork(b *testing.B) {
	s, layers := province(b, 1000, 10000)
	n := network.New(s.Grid, -11000)
	for i, l := range layers {
		if err := n.Put(int32(i), l); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := n.Stations(s); err != nil {
			b.Fatal(err)
		}
	}
}
