package coverage

import (
	"time"

	"hatang/geo/coverage/network"
	"hatang/geo/radio/budget"
	"hatang/geo/radio/sweep"
	"hatang/geo/raster"
	"hatang/registry"
)

const claimsVersion = 1

// Claims are everything that was computed for a unit and stands in the folder.
type Claims struct {
	Version int         `json:"version"`
	Unit    string      `json:"unit"`
	Grid    raster.Grid `json:"grid"`
	Claims  []*Claim    `json:"claims"`
}

// Claim is the coverage of one operator and technology.
type Claim struct {
	Operator   string             `json:"operator"`
	Technology string             `json:"technology"`
	Parameters Parameters         `json:"parameters"`
	Budget     *budget.Technology `json:"budget,omitempty"` // nil: only declared coverage
	// LocationPercent of places that Thresholds are for; Usable is the least level
	// that is of use.
	LocationPercent float64           `json:"location_percent"`
	Thresholds      budget.Thresholds `json:"thresholds"`
	Usable          float64           `json:"usable"`
	Filing          *Filing           `json:"filing,omitempty"`
	Stations        []*Footprint      `json:"stations"`
	Left            []Left            `json:"left,omitempty"`
	Warnings        []Caution         `json:"warnings,omitempty"`
	Terrain         []Tile            `json:"terrain,omitempty"`
	// StandIn tells that terrain of another place was used for a trial.
	StandIn    bool      `json:"stand_in"`
	ComputedAt time.Time `json:"computed_at"`
	// Seq is the change of the registry that the claim stands at, AsOf the day.
	Seq     int64         `json:"registry_seq"`
	AsOf    registry.Date `json:"as_of"`
	Program string        `json:"program"`
}

// Caution is a warning and how many stations it concerns.
type Caution struct {
	Code     string        `json:"code"`
	Text     registry.Text `json:"text"`
	Stations int           `json:"stations"`
}

// Footprint is a station with where its levels are kept.
type Footprint struct {
	Station
	Number int32    `json:"number"`
	Levels string   `json:"levels"`
	Losses []string `json:"losses,omitempty"`
	// Window of the grid that its levels lie in.
	Window network.Window `json:"window"`
	// Models are the models of its masts, such as "p1812".
	Models []string `json:"models,omitempty"`
	// UplinkShortfallDB is by how much the level of each antenna was lowered
	// because the way back ends sooner.
	UplinkShortfallDB []float64 `json:"uplink_shortfall_db,omitempty"`
	// MissingShare of its cells has no terrain; Doubts are warnings about its
	// losses.
	MissingShare float64         `json:"missing_share,omitempty"`
	Doubts       []sweep.Warning `json:"doubts,omitempty"`
}

// groupKey names a claim.
type groupKey struct{ operator, technology string }

func (c *Claim) key() groupKey { return groupKey{c.Operator, c.Technology} }

func (c *Claim) limits() network.Limits { return network.LimitsOf(c.Thresholds) }

// names are the hashes of all files that the claims follow from.
func (c *Claims) names() map[string]bool {
	keep := map[string]bool{}
	for _, claim := range c.Claims {
		for _, s := range claim.Stations {
			keep[s.Levels] = true
			for _, loss := range s.Losses {
				keep[loss] = true
			}
		}
	}
	return keep
}
