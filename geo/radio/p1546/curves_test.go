package p1546

import (
	"fmt"
	"path/filepath"
	"testing"

	"hatang/geo/radio/internal/vectors"
)

// Every value of the 24 families is the one of the Recommendation's tables, and
// family finds it where frequency, surface and time say.
func TestCurvesAreTheTables(t *testing.T) {
	t.Parallel()
	surfaces := map[string][]surface{"land": {land}, "sea": {coldSea, warmSea}, "coldsea": {coldSea}, "warmsea": {warmSea}}
	names, err := filepath.Glob(filepath.Join(vectors.Path(t, "p1546", "tables"), "fig*.csv"))
	if err != nil || len(names) != 24 {
		t.Fatalf("%d tables, %v", len(names), err)
	}
	columns := [heightCount]string{"h1_10m", "h1_20m", "h1_37.5m", "h1_75m", "h1_150m", "h1_300m", "h1_600m", "h1_1200m"}
	for _, name := range names {
		file := filepath.Base(name)
		figure, mhz, where, percent := parseName(t, file)
		for _, s := range surfaces[where] {
			f := family(index(nominalMHz(), mhz), s, index(nominalTimes(), percent))
			if f != figure-1 {
				t.Errorf("%s is taken for figure %d", file, f+1)
			}
		}
		for i, row := range vectors.Rows(t, "p1546", "tables", file) {
			if d := curves().distanceKm[i]; d != row.Float("d_km") {
				t.Fatalf("%s, row %d: distance %g km, want %g", file, i, d, row.Float("d_km"))
			}
			for h, column := range columns {
				if got, want := curves().field[figure-1][h][i], row.Float(column); got != want {
					t.Errorf("%s, %s at %s km: %g, want %g", file, column, row.Text("d_km"), got, want)
				}
			}
		}
	}
}

func parseName(t *testing.T, file string) (figure int, mhz float64, where string, percent float64) {
	t.Helper()
	for _, surface := range []string{"coldsea", "warmsea", "land", "sea"} {
		n, _ := fmt.Sscanf(file, "fig%d_%fMHz_"+surface+"_%f.csv", &figure, &mhz, &percent)
		if n == 3 {
			return figure, mhz, surface, percent
		}
	}
	t.Fatalf("%s is no table's name", file)
	return 0, 0, "", 0
}

func index(values [3]float64, v float64) int {
	for i, w := range values {
		if w == v {
			return i
		}
	}
	return -1
}
