package coverage

import (
	"context"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/coverage/network"
	"hatang/geo/geodesy"
	"hatang/registry"
)

// Here says who serves a place.
type Here struct {
	At orb.Point `json:"at"`
	// Inside tells that the place lies on the grid that was computed.
	Inside   bool          `json:"inside"`
	Networks []NetworkHere `json:"networks"`
	StandIn  bool          `json:"stand_in"`
	Notes    []Caution     `json:"notes,omitempty"`
}

// NetworkHere is one operator and technology at a place.
type NetworkHere struct {
	Operator   string `json:"operator"`
	Technology string `json:"technology"`
	Quantity   string `json:"quantity"`
	Unit       string `json:"unit"`
	// Level is the median level out of doors in the cell of the place, lowered to
	// where the way back works; not known where no station reaches, or only a
	// declared one.
	Level registry.Opt[float64] `json:"level"`
	Band  string                `json:"band"`
	// MarginDB is above the least usable level.
	MarginDB registry.Opt[float64] `json:"margin_db"`
	Usable   bool                  `json:"usable"`
	Servers  int                   `json:"servers"` // stations with usable signal
	Serving  *Serving              `json:"serving,omitempty"`
	Claim    ClaimRef              `json:"claim"`
}

// Serving is the station that serves a place best.
type Serving struct {
	StationID   string    `json:"station_id"`
	StationCode string    `json:"station_code"`
	SiteID      string    `json:"site_id"`
	SectorID    string    `json:"sector_id,omitempty"`
	SectorCode  string    `json:"sector_code,omitempty"`
	At          orb.Point `json:"at"`
	Approximate bool      `json:"approximate,omitempty"`
	// DistanceM is ellipsoidal, AzimuthDeg from the station to the place.
	DistanceM  float64 `json:"distance_m"`
	AzimuthDeg float64 `json:"azimuth_deg"`
	// Sight over bare ground; nil without terrain.
	Sight        *bool   `json:"line_of_sight"`
	HeightM      float64 `json:"height_m,omitempty"`
	FrequencyMHz float64 `json:"frequency_mhz,omitempty"`
	EIRPDBm      float64 `json:"eirp_dbm,omitempty"`
	// UplinkShortfallDB is by how much the downlink is stronger than Level.
	UplinkShortfallDB float64  `json:"uplink_shortfall_db,omitempty"`
	Assumed           []string `json:"assumed,omitempty"`
	Basis             Basis    `json:"basis"`
	Models            []string `json:"models,omitempty"`
}

// ClaimRef says on what an answer rests.
type ClaimRef struct {
	Parameters Parameters `json:"parameters"`
	Seq        int64      `json:"registry_seq"`
	StandIn    bool       `json:"stand_in"`
}

// At tells who serves a place: by operator and technology the level of its cell,
// and the station that gives it.
func (e *Engine) At(_ context.Context, p orb.Point, operator, technology string) (*Here, error) {
	if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
		return nil, registry.Errorf(registry.Invalid, "tọa độ %v, %v không phải kinh độ, vĩ độ", "%v, %v are no longitude and latitude", p[0], p[1])
	}
	st, groups, err := e.asked(operator, technology)
	if err != nil {
		return nil, err
	}
	here := &Here{At: p, Networks: make([]NetworkHere, 0, len(groups))}
	col, row, inside := st.claims.Grid.Cell(p)
	here.Inside = inside
	var notes Claim
	for _, g := range groups {
		n := g.here(p, col, row, inside)
		here.Networks = append(here.Networks, n)
		here.StandIn = here.StandIn || g.claim.StandIn
		for _, w := range g.claim.Warnings {
			if w.Stations == 0 {
				notes.caution(w.Code, w.Text, 0)
			}
		}
	}
	here.Notes = notes.Warnings
	return here, nil
}

func (g *group) here(p orb.Point, col, row int, inside bool) NetworkHere {
	c := g.claim
	n := NetworkHere{
		Operator: c.Operator, Technology: c.Technology, Band: "none",
		Claim: ClaimRef{Parameters: c.Parameters, Seq: c.Seq, StandIn: c.StandIn},
	}
	if c.Budget != nil {
		n.Quantity, n.Unit = c.Budget.Quantity, c.Budget.Unit
	}
	if !inside {
		return n
	}
	i := row*g.network.Grid.Cols + col
	n.Servers = int(g.network.Servers[i])
	n.Usable = n.Servers > 0
	s := g.stations[g.network.Server[i]]
	if s == nil {
		return n
	}
	level := g.network.Best[i]
	n.Band = c.limits().Band(level).String()
	if s.Basis == Declared {
		n.Band = string(Declared)
	} else {
		n.Level = registry.Some(float64(level) / 100)
		n.MarginDB = registry.Some(float64(level)/100 - c.Usable)
	}
	n.Serving = s.serving(p, g.network.Layer(s.Number), col, row)
	return n
}

func (s *Footprint) serving(p orb.Point, l *network.Layer, col, row int) *Serving {
	out := &Serving{
		StationID: s.ID, StationCode: s.Code, SiteID: s.SiteID, At: s.At, Approximate: s.Approximate, Basis: s.Basis, Models: s.Models,
	}
	if sight, known := l.InSight(col, row); known {
		out.Sight = &sight
	}
	if k := s.facing(p); k >= 0 {
		a := &s.Antennas[k]
		out.SectorID, out.SectorCode, out.At, out.HeightM = a.SectorID, a.Code, a.At, a.HeightM
		out.FrequencyMHz, out.EIRPDBm, out.Assumed = a.FrequencyMHz, a.EIRPDBm, a.Assumed
		if k < len(s.UplinkShortfallDB) {
			out.UplinkShortfallDB = s.UplinkShortfallDB[k]
		}
	}
	if out.At == p {
		return out // on the mast itself there is no azimuth
	}
	out.DistanceM, out.AzimuthDeg, _ = geodesy.Inverse(out.At, p)
	out.AzimuthDeg = math.Mod(out.AzimuthDeg+360, 360)
	return out
}

// facing is the antenna that favours a place most: by EIRP less what the angle
// off its boresight costs in azimuth; -1 without antennas.
func (s *Footprint) facing(p orb.Point) int {
	best, at := math.Inf(-1), -1
	for k := range s.Antennas {
		a := &s.Antennas[k]
		value := a.EIRPDBm
		if !a.Omni && a.At != p {
			_, azimuth, _ := geodesy.Inverse(a.At, p)
			off := math.Mod(azimuth-a.AzimuthDeg+540, 360) - 180
			off /= max(a.BeamwidthDeg, 1)
			value -= min(12*off*off, 25)
		}
		if value > best {
			best, at = value, k
		}
	}
	return at
}
