package terrain_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/raster"
	"hatang/geo/terrain"
)

// A tile is the same whether plain, gzipped or zipped, on disk or in memory.
func TestOneTileInEveryWrapping(t *testing.T) {
	t.Parallel()
	plain := tileOf(slope)
	folder := t.TempDir()
	var hash string
	for name, b := range map[string][]byte{
		"N14E107.hgt":                plain,
		"n14e107.hgt.gz":             gzipped(t, plain),
		"N14E107.SRTMGL3.hgt.zip":    zipped(t, map[string][]byte{"N14E107.hgt": plain, "readme.txt": {1}}),
		"anything-at-all.zip":        zipped(t, map[string][]byte{"n14e107.hgt": plain}),
		"N14E107_from_elsewhere.hgt": plain,
	} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := terrain.Open(path, terrain.Options{})
		if err != nil {
			t.Fatal(err)
		}
		tile := r.Tile()
		if hash == "" {
			hash = tile.SHA256
		}
		want := orb.Bound{Min: orb.Point{107, 14}, Max: orb.Point{108, 15}}
		if tile.Name != "N14E107" || tile.SHA256 != hash || tile.Voids != 0 || tile.StandIn || tile.Cols != side {
			t.Errorf("%s: %+v", name, tile)
		}
		if b := tile.Bound; !b.Min.Equal(want.Min) || b.Max[0]-want.Max[0] > 1e-12 {
			t.Errorf("%s: bound %v, want %v", name, b, want)
		}
		if h, ok := modelOf(t, r).HeightM(orb.Point{107.5, 14.5}); !ok || h != 100+600+1200 {
			t.Errorf("%s: height %g, %v in the middle, want 1900", name, h, ok)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Tiles of one second have three times as many samples a side.
func TestOneSecondTile(t *testing.T) {
	t.Parallel()
	const fine = 3601
	b := make([]byte, 2*fine*fine)
	for i := range fine * fine {
		h := uint16(i % fine)
		b[2*i], b[2*i+1] = byte(h>>8), byte(h)
	}
	r := mustRead(t, "S02W061.hgt", b, terrain.Options{})
	if tile := r.Tile(); tile.Cols != fine || tile.StepDeg != 1.0/3600 || tile.Bound.Min[0] != -61 || tile.Bound.Min[1] != -2 {
		t.Errorf("%+v", tile)
	}
	if h, ok := modelOf(t, r).HeightM(orb.Point{-60.75, -1.3}); !ok || h < 900-1e-6 || h > 900+1e-6 {
		t.Errorf("height %g, %v, want 900", h, ok)
	}
}

// Filling the voids of a mapped file must not reach the file.
func TestFillingLeavesTheFileAlone(t *testing.T) {
	t.Parallel()
	b := tileOf(func(col, row int) int16 {
		if col == 5 && row == 5 {
			return -32768
		}
		return 70
	})
	path := filepath.Join(t.TempDir(), "N14E107.hgt")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := terrain.Open(path, terrain.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // read only
	if r.Tile().Voids != 1 {
		t.Errorf("%d voids, want 1", r.Tile().Voids)
	}
	if h, _ := modelOf(t, r).HeightM(orb.Point{107 + 5.0/1200, 15 - 5.0/1200}); h != 70 {
		t.Errorf("filled with %g m, want 70", h)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(after, b) {
		t.Error("the file was changed")
	}
}

func TestStandIn(t *testing.T) {
	t.Parallel()
	r := mustRead(t, "N44W072.hgt", tileOf(slope), terrain.Options{As: "N14E107"})
	tile := r.Tile()
	if tile.Name != "N14E107" || !tile.StandIn || tile.Of != "N44W072" {
		t.Errorf("%+v", tile)
	}
	if !strings.Contains(tile.String(), "the terrain of N44W072 as a stand-in") {
		t.Errorf("text %q does not say so", tile)
	}
	if _, ok := modelOf(t, r).HeightM(orb.Point{107.1, 14.1}); !ok {
		t.Error("no height where it stands in")
	}
	if own := mustRead(t, "N14E107.hgt", tileOf(slope), terrain.Options{As: "n14e107"}).Tile(); own.StandIn {
		t.Errorf("a tile stands in for itself: %+v", own)
	}
}

func TestHostileFiles(t *testing.T) {
	t.Parallel()
	plain := tileOf(slope)
	packed := gzipped(t, plain)
	for name, c := range map[string]struct {
		file string
		b    []byte
		o    terrain.Options
		want string
	}{
		"empty":             {"N14E107.hgt", nil, terrain.Options{}, "0 bytes of heights, expected 2884802 (3 seconds of arc) or 25934402"},
		"a byte short":      {"N14E107.hgt", plain[1:], terrain.Options{}, "2884801 bytes of heights, expected"},
		"no gzip":           {"N14E107.hgt.gz", plain, terrain.Options{}, "no gzip file"},
		"gzip cut off":      {"N14E107.hgt.gz", packed[:len(packed)/2], terrain.Options{}, "cut off after"},
		"gzip damaged":      {"N14E107.hgt.gz", damaged(packed), terrain.Options{}, "N14E107.hgt.gz: "},
		"gzip bomb":         {"N14E107.hgt.gz", gzipped(t, make([]byte, 40<<20)), terrain.Options{}, "25934403 bytes of heights or more"},
		"zip bomb":          {"N14E107.zip", zipped(t, map[string][]byte{"N14E107.hgt": make([]byte, 40<<20)}), terrain.Options{}, "25934403 bytes of heights or more"},
		"no zip":            {"N14E107.hgt.zip", plain, terrain.Options{}, "no zip file"},
		"empty zip":         {"N14E107.hgt.zip", zipped(t, nil), terrain.Options{}, "holds no .hgt"},
		"two in a zip":      {"N14E107.hgt.zip", zipped(t, map[string][]byte{"a.hgt": nil, "b.hgt": nil}), terrain.Options{}, "expected one .hgt"},
		"name":              {"konplong.hgt", plain, terrain.Options{}, `the name "konplong.hgt" gives no corner, expected one like N14E107.hgt`},
		"name too far":      {"N90E107.hgt", plain, terrain.Options{}, "gives no corner"},
		"name with a sign":  {"N-4E107.hgt", plain, terrain.Options{}, "gives no corner"},
		"name goes on":      {"N14E1075.hgt", plain, terrain.Options{}, "gives no corner"},
		"stand-in for none": {"N14E107.hgt", plain, terrain.Options{As: "somewhere"}, `N14E107.hgt is to stand in: the name "somewhere"`},
		"nothing but voids": {"N14E107.hgt", tileOf(func(int, int) int16 { return -32768 }), terrain.Options{}, "not one height"},
		"GeoTIFF":           {"dem.tif", plain, terrain.Options{}, "GeoTIFF is not read"},
		"unknown":           {"dem.xyz", plain, terrain.Options{}, "unknown format, expected .hgt"},
		"no grid":           {"dem.asc", []byte("ncols x"), terrain.Options{}, "dem.asc: raster: line 1"},
		"grid of one":       {"dem.asc", []byte("ncols 1 nrows 1 xllcorner 107 yllcorner 14 cellsize 0.1 5"), terrain.Options{}, "at least 2 × 2"},
		"empty grid":        {"dem.asc", []byte("ncols 2 nrows 2 xllcorner 107 yllcorner 14 cellsize 0.1 -9999 -9999 -9999 -9999"), terrain.Options{}, "not one height"},
		"grid as a tile":    {"dem.asc", nil, terrain.Options{As: "N14E107"}, "gives its own place"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(c.file, c.b, c.o)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func damaged(b []byte) []byte {
	b = bytes.Clone(b)
	for i := len(b) / 3; i < len(b)/3+40; i++ {
		b[i] ^= 0xa5
	}
	return b
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	short := filepath.Join(folder, "N14E107.hgt")
	if err := os.WriteFile(short, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(folder, "absent.hgt"): "no such file",
		folder:                              "is a folder",
		short:                               "5 bytes of heights",
	} {
		if _, err := terrain.Open(path, terrain.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one that says %q", path, err, want)
		}
	}
	if _, err := terrain.NewModel(); err == nil {
		t.Error("a model of nothing was made")
	}
}

// Holes inside a grid are filled, the part outside the survey stays missing, and
// another raster answers there.
func TestASCIIGrid(t *testing.T) {
	t.Parallel()
	const text = `ncols 5
nrows 4
xllcorner 107
yllcorner 14
cellsize 0.1
NODATA_value -1
10 10 10 10 -1
10 -1 10 10 -1
10 10 10 10 10
10 10 10 10 10
`
	r := mustRead(t, "dem.asc", []byte(text), terrain.Options{})
	if tile := r.Tile(); tile.Voids != 1 || tile.Missing != 2 || tile.Format != "asc" {
		t.Errorf("%+v", tile)
	}
	m := modelOf(t, r)
	for name, c := range map[string]struct {
		p  orb.Point
		ok bool
	}{
		"filled":            {orb.Point{107.15, 14.25}, true},
		"corner of a cell":  {orb.Point{107.001, 14.001}, true},
		"outside":           {orb.Point{107.46, 14.35}, false},
		"beside the border": {orb.Point{107.4, 14.35}, false},
		"beyond":            {orb.Point{107.6, 14.1}, false},
		"far beyond":        {orb.Point{-30, 80}, false},
	} {
		if h, ok := m.HeightM(c.p); ok != c.ok || ok && h != 10 {
			t.Errorf("%s: %g, %v, want %v", name, h, ok, c.ok)
		}
	}
	coarse, err := terrain.FromValues("coarse", &raster.Values{
		Grid:  raster.Grid{West: 100, North: 20, CellLonDeg: 5, CellLatDeg: 5, Cols: 2, Rows: 2},
		Value: []float32{7, 7, 7, 7},
	})
	if err != nil {
		t.Fatal(err)
	}
	both := modelOf(t, coarse, r)
	for p, want := range map[orb.Point]float64{{107.15, 14.25}: 10, {107.46, 14.35}: 7, {107.8, 14.9}: 7} {
		if h, ok := both.HeightM(p); !ok || h != want {
			t.Errorf("%v: %g, %v, want %g", p, h, ok, want)
		}
	}
	if got := both.Sources(); len(got) != 2 || got[0].Name != "dem" {
		t.Errorf("sources %v, want the finer first", got)
	}
	if got := both.SourcesWithin(orb.Bound{Min: orb.Point{101, 11}, Max: orb.Point{102, 12}}); len(got) != 1 {
		t.Errorf("sources of a corner %v, want one", got)
	}
	if both.StepDegAt(orb.Point{107.15, 14.25}) != 0.1 || both.StepDegAt(orb.Point{0, 0}) != 0 {
		t.Error("wrong spacing")
	}
}

// The counts and ranges of the shared tiles are those their own README states.
func TestRealTiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		voids        int
		lowest, most float64
	}{
		"N44W072.hgt.gz":  {0, 115, 1908},
		"N42E001.hgt.zip": {7652, 349, 3100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := terrain.Open(shared(t, name), terrain.Options{})
			if err != nil {
				t.Fatal(err)
			}
			tile := r.Tile()
			if tile.Voids != c.voids {
				t.Errorf("%d voids, want %d", tile.Voids, c.voids)
			}
			m := modelOf(t, r)
			lowest, most := 1e9, -1e9
			for row := range side {
				for col := range side {
					h, ok := m.HeightM(orb.Point{
						tile.Bound.Min[0] + float64(col)/(side-1), tile.Bound.Max[1] - float64(row)/(side-1)})
					if !ok {
						t.Fatalf("no height at sample %d, %d", col, row)
					}
					lowest, most = min(lowest, h), max(most, h)
				}
			}
			if lowest < c.lowest-1e-6 || lowest > c.lowest+1e-6 || most < c.most-1e-6 || most > c.most+1e-6 {
				t.Errorf("heights %g to %g, want %g to %g", lowest, most, c.lowest, c.most)
			}
		})
	}
}
