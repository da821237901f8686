package coverage

import (
	"testing"

	"hatang/registry"
)

func TestBetween(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		least, most float64
		want        registry.Text
	}{
		{0.5, 3000, registry.Text{VI: "phải từ 0,5 đến 3.000", EN: "must be from 0.5 to 3,000"}},
		{-80, 80, registry.Text{VI: "phải từ -80 đến 80", EN: "must be from -80 to 80"}},
		{30, 100e3, registry.Text{VI: "phải từ 30 đến 100.000", EN: "must be from 30 to 100,000"}},
	} {
		if got := between(c.least, c.most); got != c.want {
			t.Errorf("between(%v, %v) = %q, want %q", c.least, c.most, got, c.want)
		}
	}
}

func TestTileTextHasNoMoreDecimalsThanItNeeds(t *testing.T) {
	t.Parallel()
	for arcSeconds, want := range map[float64]string{3: "N14E107 (hgt, 3″)", 1: "N14E107 (hgt, 1″)", 1.0 / 3: "N14E107 (hgt, 0,333″)", 2.5: "N14E107 (hgt, 2,5″)"} {
		if got := TileText(Tile{Name: "N14E107", Format: "hgt", StepDeg: arcSeconds / 3600}); got.VI != want {
			t.Errorf("%v″: %q, want %q", arcSeconds, got.VI, want)
		}
	}
}
