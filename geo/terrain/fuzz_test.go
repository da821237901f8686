package terrain_test

import (
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/terrain"
)

// Whatever a file holds, opening it ends with an error or with a raster that
// answers everywhere in its bounds without a panic.
func FuzzRead(f *testing.F) {
	small := []byte("ncols 2 nrows 2 xllcorner 107 yllcorner 14 cellsize 0.1 1 2 -9999 4")
	f.Add("dem.asc", small, "")
	f.Add("N14E107.hgt", []byte{1, 2}, "")
	f.Add("N14E107.hgt.gz", gzipped(f, []byte("heights")), "N14E108")
	f.Add("N14E107.zip", zipped(f, map[string][]byte{"N14E107.hgt": {1, 2, 3}}), "")
	f.Fuzz(func(t *testing.T, name string, b []byte, as string) {
		r, err := read(name, b, terrain.Options{As: as})
		if err != nil {
			return
		}
		m := modelOf(t, r)
		bound := r.Tile().Bound
		for _, p := range []orb.Point{bound.Min, bound.Max, bound.Center(), bound.LeftTop()} {
			m.HeightM(p)
		}
	})
}

// A name is either refused or gives a tile whose name is found again.
func FuzzTileName(f *testing.F) {
	for _, name := range []string{"N14E107.hgt", "s01w180.SRTMGL1.hgt", "N89E179", "N14E107x.hgt"} {
		f.Add(name)
	}
	plain := tileOf(slope)
	f.Fuzz(func(t *testing.T, name string) {
		r, err := read(name+".hgt", plain, terrain.Options{})
		if err != nil {
			return
		}
		again := mustRead(t, r.Tile().Name+".hgt", plain, terrain.Options{})
		if again.Tile().Bound != r.Tile().Bound {
			t.Fatalf("%q: %v, again %v", name, r.Tile().Bound, again.Tile().Bound)
		}
	})
}
