package raster_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/raster"
	"hatang/geo/tooltest"
)

var nan = float32(math.NaN())

func sameValues(a, b []float32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && (a[i] == a[i] || b[i] == b[i]) {
			return false
		}
	}
	return true
}

func sameGrid(a, b raster.Grid) bool {
	near := func(x, y float64) bool { return math.Abs(x-y) < 1e-9 }
	return a.Cols == b.Cols && a.Rows == b.Rows && near(a.West, b.West) && near(a.North, b.North) &&
		near(a.CellLonDeg, b.CellLonDeg) && near(a.CellLatDeg, b.CellLatDeg)
}

func TestReadASCIIGrid(t *testing.T) {
	t.Parallel()
	square := raster.Grid{West: 107, North: 14.5, CellLonDeg: 0.25, CellLatDeg: 0.25, Cols: 3, Rows: 2}
	flat := square
	flat.CellLatDeg = 0.125
	flat.North = 14.25
	tests := []struct {
		name, text string
		grid       raster.Grid
		value      []float32
	}{
		{
			"corners", "ncols 3\nnrows 2\nxllcorner 107\nyllcorner 14\ncellsize 0.25\nNODATA_value -1\n1 2 3\n4 -1 6.5\n",
			square, []float32{1, 2, 3, 4, nan, 6.5},
		},
		{
			"centres, other order, CRLF and no last line end",
			"NROWS 2\r\nNCOLS 3\r\nyllcenter 14.125\r\nxllcenter 107.125\r\nCELLSIZE 0.25\r\n1 2 3\r\n4 -9999 6.5",
			square, []float32{1, 2, 3, 4, nan, 6.5},
		},
		{
			"dx and dy, values over many lines", "\ufeffncols 3\nnrows 2\nxllcorner 107.0\nyllcorner 14.0\ndx 0.25\ndy 0.125\n\n1\n2 3\n\n 4 1e2\t-6\n\n",
			flat, []float32{1, 2, 3, 4, 100, -6},
		},
		{
			"no data that is not a number", "ncols 3\nnrows 2\nxllcorner 107\nyllcorner 14\ncellsize 0.25\nNODATA_value nan\n2 nan 3\n4 -9999 NaN\n",
			square, []float32{2, nan, 3, 4, -9999, nan},
		},
		{
			"no data beyond single precision", "ncols 3\nnrows 2\nxllcorner 107\nyllcorner 14\ncellsize 0.25\nNODATA_value -1.7976931348623157e+308\n1 2 3\n4 -1.7976931348623157e+308 6\n",
			square, []float32{1, 2, 3, 4, nan, 6},
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v, err := raster.ReadASCIIGrid(strings.NewReader(tc.text), raster.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if !sameGrid(v.Grid, tc.grid) || !sameValues(v.Value, tc.value) {
				t.Errorf("read %+v, want %+v with %v", v, tc.grid, tc.value)
			}
		})
	}
}

func TestReadASCIIGridNamesFaults(t *testing.T) {
	t.Parallel()
	const header = "ncols 3\nnrows 2\nxllcorner 107\nyllcorner 14\ncellsize 0.25\n"
	tests := []struct {
		name, text string
		limits     raster.Limits
		want       []string
	}{
		{"decimal commas", header + "1,5 2 3\n4 5 x6\n", raster.Limits{}, []string{
			`line 6: "1,5": decimal comma, expected a decimal point`, `line 7: "x6": expected a number`,
		}},
		{"decimal comma in the header", strings.Replace(header, "0.25", "0,25", 1) + "1 2 3 4 5 6", raster.Limits{}, []string{
			`line 5: "0,25": cellsize: decimal comma`,
		}},
		{"too few", header + "1 2 3\n4 5\n", raster.Limits{}, []string{"line 7: the file ends after 5 values, expected 2 × 3 = 6"}},
		{"too many", header + "1 2 3\n4 5 6 7\n", raster.Limits{}, []string{`line 7: "7": more than the 2 × 3 values`}},
		{"empty", "", raster.Limits{}, []string{"no ncols", "no nrows", "no cellsize", "no xllcorner", "no yllcorner"}},
		{"unknown word", "ncols 3\nrows 2\n" + header[16:] + "1 2 3 4 5 6", raster.Limits{}, []string{`line 2: "rows": unknown word`, "no nrows"}},
		{"twice", header + "ncols 4\n1 2 3 4 5 6", raster.Limits{}, []string{`line 6: "ncols": stands twice`}},
		{"both origins", header + "xllcenter 107\n1 2 3 4 5 6", raster.Limits{}, []string{"both xllcorner and xllcenter"}},
		{"both sizes", header + "dx 1\n1 2 3 4 5 6", raster.Limits{}, []string{"both cellsize and dx"}},
		{"not positive", strings.Replace(header, "0.25", "-0.25", 1) + "1 2 3 4 5 6", raster.Limits{}, []string{"expected a positive number of degrees"}},
		{"metres", "ncols 2\nnrows 1\nxllcorner 553194\nyllcorner 1587081\ncellsize 100\n1 2\n", raster.Limits{}, []string{"in metres must be converted"}},
		{"not whole", "ncols 2.5\n" + header[8:] + "1 2 3 4 5 6", raster.Limits{}, []string{`line 1: "2.5": ncols: expected a whole number`}},
		{"too large", header + "1 2 3 4 5 6", raster.Limits{Cells: 5}, []string{"3 × 2 cells, at most 5"}},
		{"huge header", "ncols 99999999999999999999\nnrows 2\n", raster.Limits{}, []string{"ncols: expected a whole number from 1"}},
		{"infinite", header + "1 2 3 4 5 inf", raster.Limits{}, []string{`"inf": expected a number`}},
		{"many", header + "1 " + strings.Repeat("x ", 6), raster.Limits{Errors: 2}, []string{"; and 4 more"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v, err := raster.ReadASCIIGrid(strings.NewReader(tc.text), tc.limits)
			checkFaults(t, v, err, tc.want)
		})
	}
}

func checkFaults(t *testing.T, got any, err error, want []string) {
	t.Helper()
	var faults *raster.ReadError
	if !errors.As(err, &faults) {
		t.Fatalf("read %v, %v, want a *ReadError", got, err)
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q lacks %q", err, w)
		}
	}
}

func TestReadXYZGrid(t *testing.T) {
	t.Parallel()
	want := raster.Grid{West: 106.875, North: 14.375, CellLonDeg: 0.25, CellLatDeg: 0.25, Cols: 3, Rows: 2}
	value := []float32{1, 2, 3, 4, nan, 6.5}
	for name, text := range map[string]string{
		"GDAL, spaces":        "107 14.25 1\n107.25 14.25 2\n107.5 14.25 3\n107 14 4\n107.5 14 6.5\n",
		"header and commas":   "lon,lat,value\n107,14.25,1\n107.25,14.25,2\n107.5,14.25,3\n107,14,4\n107.5,14,6.5\n",
		"southernmost first":  "107,14,4\n107.5,14,6.5\n107,14.25,1\n107.25,14.25,2\n107.5,14.25,3",
		"Vietnamese":          "\ufeffVĩ độ;Ghi chú;Kinh độ;Dân số\n14,25;a;107;1\n14,25;;107,25;2\n14,25;c;107,5;3\n\n14;d;107;4\n14;e;107,5;6,5\n",
		"tabs, other columns": "id\tx\ty\tz\n1\t107\t14.25\t1\n2\t107.25\t14.25\t2\n3\t107.5\t14.25\t3\n4\t107\t14\t4\n5\t107.5\t14\t6.5\n",
		"rounded places":      "107.0001 14.2499 1\n107.25 14.25 2\n107.4999 14.2501 3\n107 14 4\n107.5 14 6.5\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, points, err := raster.ReadXYZ(strings.NewReader(text), raster.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if v == nil {
				t.Fatalf("read points %v, want a grid", points)
			}
			if name == "rounded places" {
				if v.Grid.Cols != 3 || v.Grid.Rows != 2 || math.Abs(v.Grid.CellLonDeg-0.25) > 1e-3 {
					t.Errorf("grid %+v, want about %+v", v.Grid, want)
				}
			} else if !sameGrid(v.Grid, want) {
				t.Errorf("grid %+v, want %+v", v.Grid, want)
			}
			if !sameValues(v.Value, value) {
				t.Errorf("values %v, want %v", v.Value, value)
			}
		})
	}
}

func TestReadXYZPoints(t *testing.T) {
	t.Parallel()
	text := "lon,lat,people\n107.93,14.35,120\n108.01,14.41,80\n107.5512,14.7,0\n108.3,14.9,12.5\n107.93,14.35,3\n"
	v, points, err := raster.ReadXYZ(strings.NewReader(text), raster.Limits{})
	if err != nil || v != nil || len(points) != 5 {
		t.Fatalf("read %v, %v, %v, want five points", v, points, err)
	}
	if want := (raster.Weight{At: orb.Point{108.3, 14.9}, Value: 12.5}); points[3] != want {
		t.Errorf("fourth point %v, want %v", points[3], want)
	}
}

func TestReadXYZNamesFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		limits     raster.Limits
		want       []string
	}{
		{"nothing", "\n\n", raster.Limits{}, []string{"no values"}},
		{"header only", "lon,lat,value\n", raster.Limits{}, []string{"no values"}},
		{"unknown header", "a,b,lat\n1,2,3\n", raster.Limits{}, []string{"no column for a longitude", "no column for values"}},
		{"doubled header", "lon,x,lat,value\n1,2,3,4\n", raster.Limits{}, []string{`line 1: "x": a second column for lon`}},
		{"bad numbers", "107,14,1\nabc,14,2\n107,,3\n107,14,nan\n", raster.Limits{}, []string{
			`line 2: "abc": longitude: expected a number`, `line 3: latitude: expected a number`, `line 4: "nan": value: expected`,
		}},
		{"decimal commas between commas", "107,5,14,25,3\n", raster.Limits{}, []string{"5 columns, expected longitude, latitude and value; decimal commas need semicolons"}},
		{"swapped", "14.2 107.5 3\n", raster.Limits{}, []string{"are the columns swapped"}},
		{"short line", "lon,lat,value\n107,14\n", raster.Limits{}, []string{`line 2: "107 14": no value`}},
		{"same place twice", "107 14 1\n107.5 14 2\n107 14.5 3\n107.5 14.5 4\n107.5 14.5 5\n", raster.Limits{}, []string{`line 5: "107.5 14.5": the place stands in an earlier line`}},
		{"too many", "107 14 1\n107.5 14 2\n", raster.Limits{Cells: 1}, []string{"more than 1 values"}},
		{"many", "107 14 1\n" + strings.Repeat("x y z\n", 30), raster.Limits{}, []string{"and 10 more"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v, _, err := raster.ReadXYZ(strings.NewReader(tc.text), tc.limits)
			checkFaults(t, v, err, tc.want)
		})
	}
}

// Whatever grid is written as text comes back: as ESRI ASCII and as XYZ.
func TestGridsRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := raster.Grid{
			West: rapid.Float64Range(102, 108).Draw(t, "west"), North: rapid.Float64Range(10, 23).Draw(t, "north"),
			CellLonDeg: rapid.Float64Range(0.0005, 0.1).Draw(t, "dx"), CellLatDeg: rapid.Float64Range(0.0005, 0.1).Draw(t, "dy"),
			Cols: rapid.IntRange(2, 12).Draw(t, "cols"), Rows: rapid.IntRange(2, 12).Draw(t, "rows"),
		}
		v := raster.Values{Grid: g, Value: make([]float32, g.Cells())}
		for i := range v.Value {
			v.Value[i] = rapid.Float32Range(-1e6, 1e6).Draw(t, "value")
		}
		ascii, err := raster.ReadASCIIGrid(strings.NewReader(asciiText(v)), raster.Limits{})
		if err != nil || !sameGrid(ascii.Grid, g) || !sameValues(ascii.Value, v.Value) {
			t.Fatalf("ASCII grid: %+v, %v, want %+v", ascii, err, v)
		}
		xyz, _, err := raster.ReadXYZ(strings.NewReader(xyzText(v)), raster.Limits{})
		if err != nil || xyz == nil || !sameGrid(xyz.Grid, g) || !sameValues(xyz.Value, v.Value) {
			t.Fatalf("XYZ: %+v, %v, want %+v", xyz, err, v)
		}
	})
}

func asciiText(v raster.Values) string {
	var text strings.Builder
	fmt.Fprintf(&text, "ncols %d\nnrows %d\nxllcorner %.17g\nyllcorner %.17g\ndx %.17g\ndy %.17g\n",
		v.Grid.Cols, v.Grid.Rows, v.Grid.West, v.Grid.Bound().Min[1], v.Grid.CellLonDeg, v.Grid.CellLatDeg)
	for i, x := range v.Value {
		fmt.Fprintf(&text, "%v%c", x, " \n"[b2i((i+1)%v.Grid.Cols == 0)])
	}
	return text.String()
}

func xyzText(v raster.Values) string {
	var text strings.Builder
	for i, x := range v.Value {
		c := v.Grid.Centre(i%v.Grid.Cols, i/v.Grid.Cols)
		fmt.Fprintf(&text, "%.12f,%.12f,%v\n", c[0], c[1], x)
	}
	return text.String()
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// GDAL turns our XYZ into an ESRI ASCII grid; both read the same.
func TestReadersAgreeWithGDAL(t *testing.T) {
	t.Parallel()
	translate := tooltest.GDAL(t, "gdal_translate")
	v := raster.Values{Grid: raster.Grid{
		West: 107.3, North: 15.4, CellLonDeg: 0.01, CellLatDeg: 0.008, Cols: 40, Rows: 30,
	}}
	for i := range v.Grid.Cells() {
		v.Value = append(v.Value, float32(i%97)*0.5)
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.xyz"), filepath.Join(dir, "out.asc")
	text := xyzText(v)
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(translate, "-q", "-of", "AAIGrid", "-co", "FORCE_CELLSIZE=NO", in, out)
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("gdal_translate: %v: %s", err, said)
	}
	file, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	ascii, err := raster.ReadASCIIGrid(file, raster.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	xyz, _, err := raster.ReadXYZ(strings.NewReader(text), raster.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if !sameGrid(ascii.Grid, v.Grid) || !sameGrid(xyz.Grid, v.Grid) || !sameValues(ascii.Value, v.Value) || !sameValues(xyz.Value, v.Value) {
		t.Errorf("GDAL's ASCII grid is %+v, the XYZ %+v, want %+v", ascii.Grid, xyz.Grid, v.Grid)
	}
}

func TestRange(t *testing.T) {
	t.Parallel()
	v := raster.Values{Value: []float32{nan, 3, -1, nan}}
	if lowest, highest, cells := v.Range(); lowest != -1 || highest != 3 || cells != 2 {
		t.Errorf("Range = %v, %v, %d", lowest, highest, cells)
	}
	v.Value = v.Value[:1]
	if lowest, _, cells := v.Range(); !math.IsNaN(lowest) || cells != 0 {
		t.Errorf("Range of nothing = %v, %d", lowest, cells)
	}
}

func FuzzReadASCIIGrid(f *testing.F) {
	f.Add("ncols 3\nnrows 2\nxllcorner 107\nyllcorner 14\ncellsize 0.25\nNODATA_value -1\n1 2 3\n4 -1 6.5\n")
	f.Add("ncols 1 nrows 1 xllcenter 1 yllcenter 1 dx 1 dy 2 \ufeff nan")
	f.Add("\ufeff\n,5")
	f.Fuzz(func(t *testing.T, text string) {
		v, err := raster.ReadASCIIGrid(strings.NewReader(text), raster.Limits{Cells: 10_000})
		if err != nil {
			return
		}
		if len(v.Value) != v.Grid.Cells() || v.Grid.Validate() != nil || v.Grid.Cells() > 10_000 {
			t.Fatalf("read %+v with %d values", v.Grid, len(v.Value))
		}
	})
}

func FuzzReadXYZ(f *testing.F) {
	f.Add("lon,lat,value\n107,14.25,1\n107.25,14.25,2\n107.5,14.25,3\n107,14,4\n107.5,14,6.5\n")
	f.Add("107 14 1\n107.5 14 2\n107 14.5 3\n107.5 14.5 4")
	f.Add("\ufeffx;y;z\n1,5;2;3\n")
	f.Fuzz(func(t *testing.T, text string) {
		v, points, err := raster.ReadXYZ(strings.NewReader(text), raster.Limits{Cells: 10_000})
		switch {
		case err != nil:
		case (v == nil) == (points == nil):
			t.Fatalf("read %v and %v, want one of them", v, points)
		case v != nil && (len(v.Value) != v.Grid.Cells() || v.Grid.Validate() != nil):
			t.Fatalf("read %+v with %d values", v.Grid, len(v.Value))
		}
	})
}

func BenchmarkReadASCIIGrid(b *testing.B) {
	v := raster.Values{Grid: raster.Grid{West: 107, North: 15, CellLonDeg: 0.001, CellLatDeg: 0.001, Cols: 500, Rows: 500}}
	for i := range v.Grid.Cells() {
		v.Value = append(v.Value, float32(i)*0.37)
	}
	text := asciiText(v)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := raster.ReadASCIIGrid(strings.NewReader(text), raster.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadXYZ(b *testing.B) {
	v := raster.Values{Grid: raster.Grid{West: 107, North: 15, CellLonDeg: 0.001, CellLatDeg: 0.001, Cols: 500, Rows: 500}}
	for i := range v.Grid.Cells() {
		v.Value = append(v.Value, float32(i)*0.37)
	}
	text := xyzText(v)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := raster.ReadXYZ(strings.NewReader(text), raster.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
