package terrain

import (
	"fmt"

	"github.com/paulmach/orb"
)

// Tile says where heights come from: what every result computed from them has
// to name.
type Tile struct {
	// Name of the tile or grid, such as N14E107.
	Name string `json:"name"`
	// File is the name of the file, without its folder.
	File string `json:"file,omitempty"`
	// Format is "hgt" or "asc".
	Format string    `json:"format"`
	Bound  orb.Bound `json:"bound"`
	Cols   int       `json:"cols"`
	Rows   int       `json:"rows"`
	// StepDeg is the spacing of samples along a meridian.
	StepDeg float64 `json:"step_deg"`
	// SHA256 of the uncompressed heights as they came, before voids were
	// filled, in hexadecimal.
	SHA256 string `json:"sha256"`
	// Voids are the samples without a height that were filled from their rims,
	// VoidShare their share of all, 0 to 1.
	Voids     int     `json:"voids"`
	VoidShare float64 `json:"void_share"`
	// Missing are the samples without a height at the edge of a grid, which
	// stay without.
	Missing int `json:"missing,omitempty"`
	// StandIn tells that these are heights of another place, Of, put here for a
	// trial.
	StandIn bool   `json:"stand_in,omitempty"`
	Of      string `json:"of,omitempty"`
}

// String names the tile, and says so if it is none of this place.
func (t Tile) String() string {
	s := fmt.Sprintf("%s (%s, %.3g″)", t.Name, t.Format, t.StepDeg*3600)
	if t.StandIn {
		s += fmt.Sprintf(", the terrain of %s as a stand-in: these heights are not those of the place", t.Of)
	}
	if t.Voids > 0 {
		s += fmt.Sprintf(", %d voids (%.2g %%) filled from their rims", t.Voids, 100*t.VoidShare)
	}
	return s
}
