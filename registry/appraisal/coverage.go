package appraisal

import (
	"context"
	"errors"

	"github.com/paulmach/orb"
)

// Coverage tells what a proposed position would add to the coverage.
type Coverage interface {
	// Gain answers ErrNotComputed when the coverage of the operator and the
	// technologies is not ready.
	Gain(ctx context.Context, p Proposal) (Gain, error)
}

// ErrNotComputed says that there is no coverage to compare with.
var ErrNotComputed = errors.New("coverage is not computed")

// Proposal is what Coverage is asked about.
type Proposal struct {
	At             orb.Point
	Operator       string
	Technologies   []string // 2G, 3G, 4G, 5G
	BandsMHz       []float64
	AntennaHeightM float64
	EIRPdBm        float64 // 0: not stated
	AzimuthsDeg    []float64
	RadiusM        float64 // declared, 0: not stated
}

// Gain is what a position would add.
type Gain struct {
	PeopleNew     float64 `json:"people_new"`     // without usable signal of the operator now
	PeopleOverlap float64 `json:"people_overlap"` // within the new footprint and covered already
	Gaps          []Gap   `json:"gaps,omitempty"`
	Provenance    string  `json:"provenance"` // model, version, terrain, state of the registry
}

// Gap is a populated area without signal that the position would fill, in part
// or whole.
type Gap struct {
	Name   string           `json:"name,omitempty"`
	People float64          `json:"people"`
	Area   orb.MultiPolygon `json:"area,omitempty"`
}
