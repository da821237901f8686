package charts_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/charts"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func some(values ...float64) []registry.Opt[float64] {
	all := make([]registry.Opt[float64], len(values))
	for i, v := range values {
		all[i] = registry.Opt[float64]{Value: v, Known: !math.IsNaN(v)}
		if !all[i].Known {
			all[i].Value = 0
		}
	}
	return all
}

func head(title string) charts.Head {
	return charts.Head{Title: title, Note: "Nguồn: sổ đăng ký, số liệu đến ngày 31/12/2020; địa giới ngày 31/12/2020.", Lang: registry.VI}
}

// square is a square of a tenth of a degree with a hole where asked for.
func square(x, y float64, hole bool) orb.MultiPolygon {
	p := orb.Polygon{{{x, y}, {x + 0.1, y}, {x + 0.1, y + 0.1}, {x, y + 0.1}, {x, y}}}
	if hole {
		p = append(p, orb.Ring{{x + 0.03, y + 0.03}, {x + 0.06, y + 0.03}, {x + 0.06, y + 0.06}, {x + 0.03, y + 0.06}, {x + 0.03, y + 0.03}})
	}
	return orb.MultiPolygon{p}
}

type drawn interface {
	Picture() (*charts.Picture, error)
}

// samples is a chart of each sort.
func samples() map[string]drawn {
	years := []string{"2016", "2017", "2018", "2019", "2020"}
	var areas []charts.Area
	var shapes []orb.MultiPolygon
	for i := range 30 {
		a := charts.Area{Name: "Xã Đăk " + strconv.Itoa(i+1), Shape: square(107.5+0.1*float64(i%6), 14+0.1*float64(i/6), i == 7), Instead: "không có điểm"}
		if i%9 != 4 {
			a.Value = registry.Some(float64(700 + 431*i))
		}
		areas, shapes = append(areas, a), append(shapes, a.Shape)
	}
	return map[string]drawn{
		"line": &charts.Line{Head: head("Trạm BTS và vị trí qua các năm"), Labels: years, Measure: "trạm, vị trí", Series: []charts.Series{
			{Name: "Trạm BTS", Values: some(612, 700, math.NaN(), 861, 935)}, {Name: "Vị trí BTS (cột, nhà trạm)", Values: some(400, 421, 440, 490, 513)},
			{Name: "Trạm 5G", Values: some(math.NaN(), math.NaN(), 0, 2, 9)},
		}},
		"bars": &charts.Bars{Head: head("Điểm phục vụ bưu chính theo loại"), Measure: "điểm",
			Categories: []string{"điểm bưu điện – văn hóa xã", "đại lý", "bưu cục cấp 3", "bưu cục cấp 1"}, Series: []charts.Series{{Name: "điểm", Values: some(70, 38, 11, 1)}}},
		"stacked": &charts.Bars{Head: head("Lớp công nghệ theo doanh nghiệp"), Measure: "lớp", Categories: []string{"Viettel", "VNPT VinaPhone", "MobiFone", "Vietnamobile"},
			Series: []charts.Series{
				{Name: "2G", Values: some(110, 70, 60, 43)}, {Name: "3G", Values: some(100, 80, 70, 29)}, {Name: "4G", Values: some(143, 82, 104, 44)}, {Name: "5G", Values: some(3, math.NaN(), 1, 0)},
			}},
		"map": &charts.Map{Head: head("Số dân trên một điểm phục vụ bưu chính, theo xã"), Areas: areas, Measure: "người/điểm", Unknown: "không có điểm", Counted: "xã"},
		"places": &charts.Places{Head: head("Mạng lưới"), Ground: shapes, Layers: []charts.Layer{
			{Name: "Vị trí BTS", Style: charts.StyleOf(0), At: []orb.Point{{107.55, 14.05}, {107.75, 14.25}}},
			{Name: "Điểm bưu chính", Style: charts.StyleOf(1), At: []orb.Point{{107.65, 14.15}}},
		}},
		"spark": &charts.Spark{Head: charts.Head{Title: "Trạm BTS", Lang: registry.VI}, Labels: years, Series: charts.Series{Name: "Trạm BTS", Values: some(612, 700, math.NaN(), 861, 935)}},
	}
}

func picture(t *testing.T, d drawn) *charts.Picture {
	t.Helper()
	p, err := d.Picture()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestGoldenSVG(t *testing.T) {
	t.Parallel()
	for name, chart := range samples() {
		path := filepath.Join("testdata", name+".svg")
		got := picture(t, chart).SVG()
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs; go test -update rewrites it", path)
		}
		if again := picture(t, samples()[name]).SVG(); !bytes.Equal(got, again) {
			t.Errorf("%s: drawn twice, the bytes differ", name)
		}
	}
}

// What a reader of screens and a printer in black and white need is there: the
// drawing is well-formed, is called an image, has title and description, refers
// to no pattern that it does not define, and writes within its frame.
func TestSVGIsWellFormedAndAccessible(t *testing.T) {
	t.Parallel()
	for name, chart := range samples() {
		p := picture(t, chart)
		svg := string(p.SVG())
		decoder := xml.NewDecoder(strings.NewReader(svg))
		ids := map[string]bool{}
		var referred []string
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if element, is := token.(xml.StartElement); is {
				for _, a := range element.Attr {
					switch {
					case a.Name.Local == "id":
						ids[a.Value] = true
					case strings.HasPrefix(a.Value, "url(#"):
						referred = append(referred, strings.TrimSuffix(strings.TrimPrefix(a.Value, "url(#"), ")"))
					case a.Name.Local == "aria-labelledby":
						referred = append(referred, strings.Fields(a.Value)...)
					}
				}
			}
		}
		for _, id := range referred {
			if !ids[id] {
				t.Errorf("%s refers to %q, which it does not define", name, id)
			}
		}
		if len(referred) < 2 || !strings.Contains(svg, `role="img"`) || p.Description == "" || p.Title == "" {
			t.Errorf("%s: no role, title or description", name)
		}
	}
	for name, wants := range map[string][]string{
		"line":    {"2018 –", "2020 935", "stroke-dasharray", "<title>Trạm BTS, 2020: 935 trạm, vị trí</title>"},
		"stacked": {"Viettel 356 (2G 110, 3G 100, 4G 143, 5G 3)", "<pattern"},
		"map":     {"không có điểm: 3 xã", "<title>Xã Đăk 1: 700 người/điểm</title>", "Cao nhất: Xã Đăk 30 13.199"},
	} {
		svg := string(picture(t, samples()[name]).SVG())
		for _, want := range wants {
			if !strings.Contains(svg, want) {
				t.Errorf("%s: %q is missing", name, want)
			}
		}
	}
}

func TestPNGHasTheSizeAsked(t *testing.T) {
	t.Parallel()
	for name, chart := range samples() {
		p := picture(t, chart)
		content, err := p.PNG(2)
		if err != nil {
			t.Fatal(err)
		}
		if folder := os.Getenv("HATANG_CHARTS"); folder != "" {
			if err := os.WriteFile(filepath.Join(folder, name+".png"), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got, err := png.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if size := got.Bounds().Size(); size.X != int(math.Ceil(2*p.Width)) || size.Y != int(math.Ceil(2*p.Height)) {
			t.Errorf("%s is %v for %v × %v", name, size, p.Width, p.Height)
		}
		dark := 0
		for y := range got.Bounds().Dy() {
			for x := range got.Bounds().Dx() {
				if r, g, b, _ := got.At(x, y).RGBA(); r+g+b < 3*0x8000 {
					dark++
				}
			}
		}
		if dark < 100 {
			t.Errorf("%s: only %d dark dots", name, dark)
		}
	}
}

func TestNothingToDraw(t *testing.T) {
	t.Parallel()
	p, err := charts.Message(head("Biểu đồ"), "chưa đủ số liệu")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(p.SVG()), "chưa đủ số liệu") {
		t.Error("the reason is not in the picture")
	}
	for name, chart := range map[string]drawn{
		"line": &charts.Line{Head: head("x"), Labels: []string{"2020"}, Series: []charts.Series{{Name: "a", Values: some(math.NaN())}}},
		"bars": &charts.Bars{Head: head("x")}, "map": &charts.Map{Head: head("x")}, "places": &charts.Places{Head: head("x")},
	} {
		p := picture(t, chart)
		if svg := string(p.SVG()); strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Errorf("%s without values: %s", name, svg)
		}
		if _, err := p.PNG(1); err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkMapSVG(b *testing.B) {
	chart := samples()["map"]
	b.ReportAllocs()
	for b.Loop() {
		p, err := chart.Picture()
		if err != nil {
			b.Fatal(err)
		}
		p.SVG()
	}
}

func BenchmarkLinePNG(b *testing.B) {
	chart := samples()["line"]
	b.ReportAllocs()
	for b.Loop() {
		p, err := chart.Picture()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := p.PNG(2.5); err != nil {
			b.Fatal(err)
		}
	}
}
