package sweep_test

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"hatang/geo/radio/sweep"
	"hatang/geo/raster"
)

// A footprint without terrain: an empirical model by distance alone, which the
// footprint says.
func ExampleCompute() {
	grid, err := raster.NewGrid(orb.Bound{Min: orb.Point{107.9, 14.4}, Max: orb.Point{108.1, 14.6}}, 100)
	if err != nil {
		fmt.Println(err)
		return
	}
	site := orb.Point{108, 14.5}
	f, err := sweep.Compute(context.Background(), nil, grid, sweep.Request{
		At: site, HeightM: 45, RxHeightM: 1.5, FrequencyMHz: 900, RadiusM: 5000,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	i, _ := f.Index(orb.Point{108.02, 14.5})
	loss, _ := f.LossDB(i%f.Cols, i/f.Cols)
	fmt.Printf("%s: %.1f dB at 2.2 km\n", f.ModelName, loss)
	fmt.Println(f.Warnings[0].English)
	// Output:
	// Okumura-Hata, COST 231-Hata: 125.5 dB at 2.2 km
	// no terrain is loaded: an empirical model, which knows no hills
}
