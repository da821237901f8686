package coverage_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/coverage"
	"hatang/geo/geodesy"
	"hatang/geo/raster"
)

func TestPeopleWithin(t *testing.T) {
	t.Parallel()
	g, err := raster.NewGrid(orb.Bound{Min: orb.Point{107.5, 14}, Max: orb.Point{108, 14.5}}, 300)
	if err != nil {
		t.Fatal(err)
	}
	land := orb.MultiPolygon{orb.Bound{Min: orb.Point{107.5, 14}, Max: orb.Point{107.8, 14.5}}.ToPolygon()}
	s, _, err := raster.Spread(context.Background(), g, []raster.Unit{{Code: "A", Area: land, People: 10_000}}, raster.SpreadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	discs := make([]raster.Disc, 0, 43)
	for _, p := range scatter(g.Bound(), 40) {
		discs = append(discs, raster.Disc{Centre: p, RadiusM: 4000})
	}
	discs = append(discs, discs[0], raster.Disc{Centre: orb.Point{107.6, 14.2}, RadiusM: 4000}, raster.Disc{Centre: orb.Point{107.61, 14.2}, RadiusM: 4000})
	got, err := coverage.PeopleWithin(context.Background(), s, discs)
	if err != nil {
		t.Fatal(err)
	}
	var want coverage.Reach
	want.Each = make([]float64, len(discs))
	for i, people := range s.People {
		at := g.Centre(i%g.Cols, i/g.Cols)
		covered := false
		for k, d := range discs {
			if geodesy.DistanceM(d.Centre, at) <= d.RadiusM {
				covered = true
				want.Each[k] += people
			}
		}
		if covered {
			want.People += people
			want.Cells++
			want.AreaM2 += g.RowAreaM2(i / g.Cols)
		}
	}
	if got.Cells != want.Cells || math.Abs(got.People-want.People) > 1e-6 || math.Abs(got.AreaM2/want.AreaM2-1) > 1e-12 ||
		math.Abs(got.Share-want.People/10_000) > 1e-9 {
		t.Errorf("PeopleWithin = %v people in %d cells, %v m², want %v in %d, %v",
			got.People, got.Cells, got.AreaM2, want.People, want.Cells, want.AreaM2)
	}
	for k := range discs {
		if math.Abs(got.Each[k]-want.Each[k]) > 1e-6 {
			t.Errorf("disc %d holds %v people, want %v", k, got.Each[k], want.Each[k])
		}
	}
	if _, err := coverage.PeopleWithin(context.Background(), s, []raster.Disc{{RadiusM: math.NaN()}}); err == nil {
		t.Error("no error for a radius that is not a number")
	}
	none, err := coverage.PeopleWithin(context.Background(), s, nil)
	if err != nil || none.People != 0 || none.Cells != 0 || none.Share != 0 {
		t.Errorf("no discs cover %+v, %v", none, err)
	}
}

// Discs more than cover the province: everybody is counted, and once.
func TestPeopleWithinCountsOnce(t *testing.T) {
	t.Parallel()
	s := provinceSurface(t, "communes_bac_ninh_2025", 500)
	var discs []raster.Disc
	for _, p := range scatter(s.Grid.Bound(), 300) {
		discs = append(discs, raster.Disc{Centre: p, RadiusM: 60_000})
	}
	got, err := coverage.PeopleWithin(context.Background(), s, discs)
	if err != nil || got.Share < 1-1e-12 || math.Abs(got.People-s.Total()) > 1e-6 {
		t.Errorf("PeopleWithin = %v people (%v), %v, want all %v", got.People, got.Share, err, s.Total())
	}
}

func BenchmarkPeopleWithin(b *testing.B) {
	s := provinceSurface(b, "communes_bac_ninh_2025", 100)
	for _, n := range []int{129, 7000} {
		var discs []raster.Disc
		for _, p := range scatter(s.Grid.Bound(), n) {
			discs = append(discs, raster.Disc{Centre: p, RadiusM: 1500})
		}
		b.Run(fmt.Sprintf("%d discs", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := coverage.PeopleWithin(context.Background(), s, discs); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
