package sketch_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/documents/sketch"
)

var centre = orb.Point{106.1, 21.2}

func drawn(tb testing.TB, s *sketch.Sketch) image.Image {
	tb.Helper()
	content, err := s.PNG()
	if err != nil {
		tb.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		tb.Fatal(err)
	}
	return picture
}

func isRed(c color.Color) bool {
	r, g, b, _ := c.RGBA()
	return r > 0x8000 && g < 0x5000 && b < 0x5000
}

func isBlue(c color.Color) bool {
	r, _, b, _ := c.RGBA()
	return b > 0x6000 && r < 0x5000
}

// Marks stand where distance and bearing on the ellipsoid put them: the farthest
// mark, to the east, at 88 % of half the height.
func TestMarksStandWhereTheyAre(t *testing.T) {
	t.Parallel()
	s := &sketch.Sketch{
		Centre: centre, Width: 1200, Height: 800,
		Marks: []sketch.Mark{
			{At: centre, Strong: true}, {At: geodesy.Direct(centre, 90, 500)}, {At: geodesy.Direct(centre, 180, 250), Symbol: sketch.Square},
		},
	}
	picture := drawn(t, s)
	if !isRed(picture.At(600, 400)) {
		t.Error("the centre is not where it should be")
	}
	if !isBlue(picture.At(600+352, 400)) {
		t.Errorf("500 m to the east: %v", picture.At(952, 400))
	}
	if !isBlue(picture.At(600, 400+176)) {
		t.Errorf("250 m to the south: %v", picture.At(600, 576))
	}
	if isBlue(picture.At(600, 400-176)) {
		t.Error("south is drawn to the north")
	}
}

func TestSketchesRepeat(t *testing.T) {
	t.Parallel()
	s := &sketch.Sketch{
		Centre: centre, Lang: registry.VI,
		Circles: []sketch.Circle{{120, "120 m"}, {300, "300 m"}},
		Areas:   []orb.MultiPolygon{{geodesy.Disc(geodesy.Direct(centre, 300, 350), 90, 40)}},
		Marks: []sketch.Mark{
			{At: centre, Label: "BNH1001 Võ Cường", Strong: true},
			{At: geodesy.Direct(centre, 40, 119.5), Label: "VNPT BNH0001 – 119,5 m", Line: true, Strong: true},
			{At: geodesy.Direct(centre, 43, 122), Label: "Mobifone Đắk Rơ Wa – 122,0 m", Line: true},
			{At: geodesy.Direct(centre, 200, 410), Label: "bị từ chối", Symbol: sketch.Cross},
		},
	}
	first, err := s.PNG()
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.PNG()
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("the same sketch gave other bytes (%v)", err)
	}
	s.Marks[1].Label = "VNPT"
	if other, _ := s.PNG(); bytes.Equal(first, other) {
		t.Error("another label changed nothing")
	}
}

// Nothing but a centre, and everything at one place, can be drawn too.
func TestLittleToDraw(t *testing.T) {
	t.Parallel()
	for _, s := range []*sketch.Sketch{
		{Centre: centre},
		{Centre: centre, Marks: []sketch.Mark{{At: centre, Label: "a"}, {At: centre, Label: "b", Line: true}}},
		{Centre: centre, RadiusM: 0.5, Width: 60, Height: 40},
	} {
		if drawn(t, s).Bounds().Empty() {
			t.Error("nothing was drawn")
		}
	}
}

func BenchmarkSketch(b *testing.B) {
	s := &sketch.Sketch{Centre: centre, Circles: []sketch.Circle{{300, "300 m"}}}
	for i := range 30 {
		s.Marks = append(s.Marks, sketch.Mark{At: geodesy.Direct(centre, float64(12*i), 100+20*float64(i)), Label: "BNH0001 – 119,5 m", Line: true})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.PNG(); err != nil {
			b.Fatal(err)
		}
	}
}
