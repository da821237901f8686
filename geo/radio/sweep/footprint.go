package sweep

import (
	"github.com/paulmach/orb"

	"hatang/geo/terrain"
)

// NoLoss marks a cell that was not computed or whose loss is beyond 655.34 dB.
const NoLoss = 65535

// Footprint is the loss from one antenna to every cell of a window. It is not
// changed once it is computed.
type Footprint struct {
	Window
	// LossCentiDB is row-major in the window, loss × 100, or NoLoss.
	LossCentiDB []uint16
	// Sight has one bit a cell, in the same order from the lowest bit of the
	// first word: line of sight over bare ground. Nil where no terrain was
	// known.
	Sight []uint64
	// ElevationCentiDeg is in which elevation the wave to a cell leaves the
	// antenna, × 100, above the horizontal.
	ElevationCentiDeg []int16
	Provenance
}

// Provenance says what a footprint was computed from, and what to make of it.
type Provenance struct {
	Model     string `json:"model"`
	ModelName string `json:"model_name"`
	Source    string `json:"source"`

	At              orb.Point `json:"at"`
	HeightM         float64   `json:"height_m"`
	RxHeightM       float64   `json:"rx_height_m"`
	FrequencyMHz    float64   `json:"frequency_mhz"`
	Polarization    string    `json:"polarization"`
	TimePercent     float64   `json:"time_percent"`
	LocationPercent float64   `json:"location_percent"`
	ClutterHeightM  float64   `json:"clutter_height_m"`
	ClutterRaster   bool      `json:"clutter_raster,omitempty"`
	// Atmosphere and ground of the model, by the symbols of its parameters.
	Parameters map[string]float64 `json:"parameters,omitempty"`

	RadiusM float64 `json:"radius_m"`
	Radials int     `json:"radials"`
	StepM   float64 `json:"step_m"`

	// Terrain are the tiles that the disc touches; StandIn tells that one of
	// them is the terrain of another place.
	Terrain []terrain.Tile `json:"terrain,omitempty"`
	StandIn bool           `json:"stand_in,omitempty"`

	// Receivers are the cells within the radius and the grid; of them Near had no profile and
	// got free space, Missing no terrain, Refused no answer of the model.
	Receivers int `json:"receivers"`
	Near      int `json:"near"`
	Missing   int `json:"missing"`
	Refused   int `json:"refused"`
	// MissingShare is Missing over Receivers.
	MissingShare float64   `json:"missing_share"`
	Warnings     []Warning `json:"warnings,omitempty"`
}

// Warning is a doubt that belongs on everything made of a footprint.
type Warning struct {
	// Code is short and stable.
	Code       string `json:"code"`
	Vietnamese string `json:"vi"`
	English    string `json:"en"`
}

// Warning codes.
const (
	WarnNoTerrain      = "no-terrain"
	WarnStandIn        = "stand-in"
	WarnVoids          = "voids"
	WarnMissing        = "terrain-missing"
	WarnRange          = "out-of-range"
	WarnRefused        = "refused"
	WarnClutterIgnored = "clutter-ignored"
)

// LossDB is the loss to a cell, counted within the window; ok is false where
// there is none.
func (f *Footprint) LossDB(col, row int) (lossDB float64, ok bool) {
	if uint(col) >= uint(f.Cols) || uint(row) >= uint(f.Rows) {
		return 0, false
	}
	v := f.LossCentiDB[row*f.Cols+col]
	return float64(v) / 100, v != NoLoss
}

// InSight tells whether the cell of an index in the window is in line of sight
// over bare ground; false where that is not known.
func (f *Footprint) InSight(i int) bool {
	return f.Sight != nil && f.Sight[i>>6]>>(i&63)&1 == 1
}

// Receiver is where the value of a cell, counted within the window, was taken:
// the azimuth of the radial, degrees clockwise from north, and the number of
// its sample, StepM apart. It is exact for footprints over terrain; empirical
// models take the distance of the cell itself.
func (f *Footprint) Receiver(col, row int) (azimuthDeg float64, sample int) {
	w := f.Window
	w.Col0, w.Row0, w.Cols, w.Rows = w.Col0+col, w.Row0+row, 1, 1
	p := plan{radials: f.Radials, perM: 1 / f.StepM, perRad: perRadian(f.Radials)}
	radial, sample := p.place(newCompass(f.At, w), 0, 0)
	return float64(radial) * 360 / float64(f.Radials), sample
}
