package terrain_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/raster"
	"hatang/geo/terrain"
)

// Between its samples a plane is interpolated without error, across the border
// of two tiles too.
func TestHeightsOfAPlane(t *testing.T) {
	t.Parallel()
	west := mustRead(t, "N14E107.hgt", tileOf(slope), terrain.Options{})
	east := mustRead(t, "N14E108.hgt", tileOf(func(col, row int) int16 { return slope(col+side-1, row) }), terrain.Options{})
	m := modelOf(t, west, east)
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(107, 109).Draw(t, "lon"), rapid.Float64Range(14, 15).Draw(t, "lat")}
		want := 100 + (p[0]-107)*1200 + 2*(15-p[1])*1200
		if h, ok := m.HeightM(p); !ok || math.Abs(h-want) > 1e-6 {
			t.Fatalf("%v: %.9f m, %v, want %.9f", p, h, ok, want)
		}
	})
	for _, p := range []orb.Point{{107, 15}, {108, 14}, {109, 14}, {108, 15}} {
		if _, ok := m.HeightM(p); !ok {
			t.Errorf("no height on the corner %v", p)
		}
	}
}

// A void in a plane is filled nearly with the plane; the wider it is the less so,
// but never beyond the heights of its rim.
func TestVoidsAreFilledFromTheirRims(t *testing.T) {
	t.Parallel()
	inside := func(col, row int) bool { return col > 500 && col < 530 && row > 300 && row < 310 }
	r := mustRead(t, "N14E107.hgt", tileOf(func(col, row int) int16 {
		switch {
		case inside(col, row):
			return -32768
		case col < 3 && row < 3:
			return 32767 // damage, which counts as void
		}
		return slope(col, row)
	}), terrain.Options{})
	if want := 29*9 + 9; r.Tile().Voids != want {
		t.Errorf("%d voids, want %d", r.Tile().Voids, want)
	}
	m := modelOf(t, r)
	for row := 301; row < 310; row++ {
		for col := 501; col < 530; col++ {
			h, ok := m.HeightM(orb.Point{107 + float64(col)/1200, 15 - float64(row)/1200})
			if plane := float64(slope(col, row)); !ok || math.Abs(h-plane) > 8 {
				t.Fatalf("sample %d, %d: %g m, %v, the plane has %g", col, row, h, ok, plane)
			}
		}
	}
	if h, ok := m.HeightM(orb.Point{107, 15}); !ok || h < 100 || h > 120 {
		t.Errorf("damaged corner filled with %g, %v", h, ok)
	}
}

func geodesicTo(p orb.Point, azimuth, d float64) orb.Point { return geodesy.Direct(p, azimuth, d) }

// world is a model whose height tells the place: 10 degrees of longitude rise by
// a metre a degree to the east, or to the north.
func world(tb testing.TB, north bool) *terrain.Model {
	tb.Helper()
	g := raster.Grid{West: 95, North: 35, CellLonDeg: 1, CellLatDeg: 1, Cols: 40, Rows: 40}
	v := &raster.Values{Grid: g, Value: make([]float32, g.Cells())}
	for row := range g.Rows {
		for col := range g.Cols {
			v.Value[row*g.Cols+col] = float32(col)
			if north {
				v.Value[row*g.Cols+col] = float32(row)
			}
		}
	}
	r, err := terrain.FromValues("world", v)
	if err != nil {
		tb.Fatal(err)
	}
	return modelOf(tb, r)
}

// The points of a profile are those of the geodesic: on ground that tells its own
// longitude and latitude, to a tenth of a millimetre over 300 km.
func TestProfileFollowsTheGeodesic(t *testing.T) {
	t.Parallel()
	byLon, byLat := world(t, false), world(t, true)
	rapid.Check(t, func(t *rapid.T) {
		from := orb.Point{rapid.Float64Range(104, 110).Draw(t, "lon"), rapid.Float64Range(8, 24).Draw(t, "lat")}
		azimuth := rapid.Float64Range(0, 360).Draw(t, "azimuth")
		length := rapid.SampledFrom([]float64{100, 12e3, 12.1e3, 50e3, 50.1e3, 150e3, 300e3}).Draw(t, "length")
		const count = 50
		step := length / (count - 1)
		east, err := byLon.Along(nil, from, azimuth, step, count)
		if err != nil {
			t.Fatal(err)
		}
		north, err := byLat.Along(nil, from, azimuth, step, count)
		if err != nil {
			t.Fatal(err)
		}
		for i := range east {
			want := geodesicTo(from, azimuth, step*float64(i))
			got := orb.Point{95.5 + east[i], 34.5 - north[i]}
			if off := geodesy.DistanceM(got, want); off > 1e-4 {
				t.Fatalf("point %d at %v, %.6f m from %v", i, got, off, want)
			}
		}
	})
}

func TestProfileEndsAndSpacing(t *testing.T) {
	t.Parallel()
	m := modelOf(t, mustRead(t, "N14E107.hgt", tileOf(slope), terrain.Options{}))
	from, to := orb.Point{107.2, 14.3}, orb.Point{107.7, 14.8}
	d := geodesy.DistanceM(from, to)
	got, spacing, err := m.Profile(nil, from, to, 90)
	if err != nil {
		t.Fatal(err)
	}
	if want := d / math.Round(d/90); math.Abs(spacing-want) > 1e-9 || len(got) != int(math.Round(d/90))+1 {
		t.Errorf("%d points, %g m apart, want %g", len(got), spacing, want)
	}
	first, _ := m.HeightM(from)
	last, _ := m.HeightM(to)
	if math.Abs(got[0]-first) > 1e-6 || math.Abs(got[len(got)-1]-last) > 1e-6 {
		t.Errorf("ends %g and %g, want %g and %g", got[0], got[len(got)-1], first, last)
	}
	if near, _, err := m.Profile(nil, from, orb.Point{107.2001, 14.3}, 90); err != nil || len(near) != 3 {
		t.Errorf("a path of 11 m: %v, %v, want three points", near, err)
	}
}

func TestProfileTellsWhatIsMissing(t *testing.T) {
	t.Parallel()
	m := modelOf(t,
		mustRead(t, "N14E107.hgt", tileOf(slope), terrain.Options{}),
		mustRead(t, "N14E109.hgt", tileOf(slope), terrain.Options{}))
	heights, spacing, err := m.Profile(nil, orb.Point{107.5, 14.5}, orb.Point{109.5, 14.5}, 100)
	var missing *terrain.MissingError
	if !errors.As(err, &missing) || len(missing.Gaps) != 1 {
		t.Fatalf("error %v, want one gap", err)
	}
	gap := missing.Gaps[0]
	edge := geodesy.DistanceM(orb.Point{107.5, 14.5}, orb.Point{108, 14.5}) / 1e3
	if math.Abs(gap.FromKm-edge) > spacing/1e3 || math.Abs(gap.ToKm-3*edge) > 2*spacing/1e3 {
		t.Errorf("gap %v, want %.2f to %.2f km", gap, edge, 3*edge)
	}
	if !strings.Contains(err.Error(), "from 53.9") {
		t.Errorf("error %q does not say from which kilometre", err)
	}
	for i, h := range heights {
		km := float64(i) * spacing / 1e3
		if in := km > gap.FromKm && km < gap.ToKm; in != math.IsNaN(h) {
			t.Fatalf("height %g at %.2f km, gap %v", h, km, gap)
		}
	}
}

func TestProfileRefuses(t *testing.T) {
	t.Parallel()
	m := world(t, true)
	a, b := orb.Point{107, 14}, orb.Point{107.1, 14}
	for name, c := range map[string]struct {
		from, to orb.Point
		step     float64
		want     string
	}{
		"no step":      {a, b, 0, "step of 0 m"},
		"no number":    {a, b, math.NaN(), "step of NaN m"},
		"one place":    {a, a, 90, "starts and ends at"},
		"tiny step":    {a, b, 1e-6, "at most"},
		"too long":     {a, orb.Point{114, 14}, 1000, "at most 500000"},
		"to the pole":  {orb.Point{10, 84}, orb.Point{10, 86}, 1000, "reaches latitude 86"},
		"no latitudes": {orb.Point{10, math.NaN()}, orb.Point{10, 86}, 1000, "terrain: "},
	} {
		if _, _, err := m.Profile(nil, c.from, c.to, c.step); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one that says %q", name, err, c.want)
		}
	}
}

func TestProfileAllocatesNothing(t *testing.T) {
	m := modelOf(t, mustRead(t, "N14E107.hgt", tileOf(slope), terrain.Options{}))
	buffer := make([]float64, 0, 2000)
	if n := testing.AllocsPerRun(100, func() {
		var err error
		if buffer, _, err = m.Profile(buffer, orb.Point{107.2, 14.3}, orb.Point{107.7, 14.8}, 90); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%g allocations a profile, want none", n)
	}
}

func BenchmarkHeightM(b *testing.B) {
	m := modelOf(b, mustRead(b, "N14E107.hgt", tileOf(slope), terrain.Options{}))
	random := rand.New(rand.NewPCG(1, 1))
	points := make([]orb.Point, 1024)
	for i := range points {
		points[i] = orb.Point{107 + random.Float64(), 14 + random.Float64()}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		m.HeightM(points[i&1023])
		i++
	}
}

func BenchmarkProfile30km(b *testing.B) {
	m := modelOf(b, mustRead(b, "N14E107.hgt", tileOf(slope), terrain.Options{}))
	buffer := make([]float64, 0, 400)
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if buffer, err = m.Along(buffer, orb.Point{107.5, 14.5}, 33, 92.5, 325); err != nil {
			b.Fatal(err)
		}
	}
}
