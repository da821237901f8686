package terrain_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"hatang/geo/raster"
	"hatang/geo/terrain"
)

func ExampleModel_Profile() {
	r, err := terrain.FromValues("slope", &raster.Values{
		Grid:  raster.Grid{West: 107, North: 15, CellLonDeg: 0.5, CellLatDeg: 0.5, Cols: 2, Rows: 2},
		Value: []float32{100, 200, 100, 200},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := terrain.NewModel(r)
	if err != nil {
		fmt.Println(err)
		return
	}
	heights, spacing, err := m.Profile(nil, orb.Point{107.25, 14.5}, orb.Point{107.75, 14.5}, 13e3)
	fmt.Printf("%.1f, %.1f m apart, %v\n", heights, spacing, err)
	_, _, err = m.Profile(nil, orb.Point{107.75, 14.5}, orb.Point{108.25, 14.5}, 13e3)
	fmt.Println(err)
	// Output:
	// [100.0 125.0 150.0 175.0 200.0], 13474.5 m apart, <nil>
	// terrain: no elevation is loaded for the path from 26.95 to 53.90 km: load the tiles that cover it
}
