package coverage

import (
	"fmt"
	"math"

	"hatang/geo/radio/catalogue"
	"hatang/geo/radio/sweep"
	"hatang/geo/terrain"
	"hatang/registry"
)

// Parameters say how losses are computed. The zero value takes the defaults.
type Parameters struct {
	// Model is an identifier of package sweep; empty: P.1812 over terrain, else
	// the empirical model that fits the band.
	Model string `json:"model"`
	// RadiusM to which losses are computed.
	RadiusM   float64 `json:"radius_m"`
	RxHeightM float64 `json:"rx_height_m"`
	// TimePercent of the year and LocationPercent of places for which losses are
	// not exceeded. The share of places that a band serves is the Budgets' and
	// comes as a fade margin on the median.
	TimePercent     float64 `json:"time_percent"`
	LocationPercent float64 `json:"location_percent"`
	ClutterHeightM  float64 `json:"clutter_height_m"`
	// Terrain tells that there is any; without, models are empirical.
	Terrain bool `json:"terrain"`
}

// Defaults of Parameters and their bounds.
const (
	DefaultRadiusM   = 10e3
	DefaultRxHeightM = 1.5
	MaxRadiusM       = 100e3
	minRadiusM       = 500
)

func (p Parameters) withDefaults() Parameters {
	for _, d := range []struct {
		value    *float64
		standard float64
	}{
		{&p.RadiusM, DefaultRadiusM}, {&p.RxHeightM, DefaultRxHeightM}, {&p.TimePercent, 50}, {&p.LocationPercent, 50},
	} {
		if *d.value == 0 {
			*d.value = d.standard
		}
	}
	return p
}

// check refuses what is out of range, all at once.
func (p Parameters) check() error {
	var problems []registry.Problem
	within := func(name string, v, least, most float64) {
		if !(v >= least && v <= most) {
			problems = append(problems, registry.Problem{
				Column: name, Value: fmt.Sprint(v), Rule: "range", Severity: registry.Fault,
				Message: between(least, most),
			})
		}
	}
	within("radius_m", p.RadiusM, minRadiusM, MaxRadiusM)
	within("rx_height_m", p.RxHeightM, 1, 100)
	within("time_percent", p.TimePercent, 1, 50)
	within("location_percent", p.LocationPercent, 1, 99)
	within("clutter_height_m", p.ClutterHeightM, 0, 100)
	if p.Model != "" && !knownModel(p.Model, p.Terrain) {
		vi, en := "không có mô hình này, hoặc mô hình cần địa hình mà chưa nạp", "there is no such model, or it needs terrain and none is loaded"
		problems = append(problems, registry.Problem{
			Column: "model", Value: p.Model, Rule: "code", Severity: registry.Fault, Message: registry.Text{VI: vi, EN: en},
		})
	}
	if len(problems) == 0 {
		return nil
	}
	return &registry.Error{
		Code: registry.Invalid, Problems: problems,
		Message: registry.Text{VI: "tham số tính vùng phủ không dùng được", EN: "the parameters of coverage cannot be used"},
		Hint:    registry.Textf("mô hình: %s", "models: %s", modelNames()),
	}
}

func knownModel(id string, overTerrain bool) bool {
	switch id {
	case sweep.P1812, sweep.ITM, sweep.Bullington:
		return overTerrain
	}
	model, err := catalogue.ByID(id)
	return err == nil && !model.Info().NeedsProfile
}

func modelNames() string {
	names := sweep.P1812 + ", " + sweep.ITM + ", " + sweep.Bullington
	for _, e := range catalogue.All() {
		if !e.Model.Info().NeedsProfile {
			names += ", " + e.ID
		}
	}
	return names
}

// modelFor is the model for an antenna: the one asked for, P.1812 over terrain,
// else Okumura-Hata or COST 231 up to 2 GHz and 3GPP's rural macro cell above
// it and for antennas below 30 m, for which Hata has no curve.
func (p Parameters) modelFor(frequencyMHz, heightM float64) string {
	switch {
	case p.Model != "":
		return p.Model
	case p.Terrain:
		return sweep.P1812
	case frequencyMHz >= 150 && frequencyMHz <= 2000 && heightM >= 30 && heightM <= 200:
		return catalogue.DefaultWithoutTerrain
	}
	return ruralMacro
}

// ruralMacro is 3GPP TR 38.901 RMa in the catalogue.
const ruralMacro = "tr38901-rma"

// Filing is what a coverage claim states of how it was made: the parameters that
// providers file with the FCC's Broadband Data Collection (47 CFR §1.7004(c)(3)
// to (5)), so that a claim of here can be set beside one of there.
type Filing struct {
	Model            string   `json:"propagation_model"`
	ModelVersion     string   `json:"propagation_model_version"`
	ModelSource      string   `json:"propagation_model_source"`
	TerrainSource    string   `json:"terrain_source"`
	TerrainResM      float64  `json:"terrain_resolution_m"`
	ClutterSource    string   `json:"clutter_source"`
	ResolutionM      float64  `json:"calculation_resolution_m"`
	RadiusM          float64  `json:"calculation_radius_m"`
	RxHeightM        float64  `json:"receiver_height_m"`
	CellEdgePercent  float64  `json:"cell_edge_probability_percent"`
	CellLoading      float64  `json:"cell_loading_percent"`
	TimePercent      float64  `json:"time_percent"`
	Quantity         string   `json:"signal_quantity"`
	MinimumLevel     float64  `json:"minimum_signal"`
	Unit             string   `json:"signal_unit"`
	Environment      string   `json:"environment"`
	BodyLossDB       float64  `json:"body_loss_db"`
	VehicleLossDB    float64  `json:"vehicle_loss_db"`
	BuildingLossDB   float64  `json:"building_loss_db"`
	FadingSigmaDB    float64  `json:"fading_sigma_db"`
	FadeMarginDB     float64  `json:"fade_margin_db"`
	UplinkConsidered bool     `json:"uplink_considered"`
	ResourceBlocks   int      `json:"resource_blocks,omitempty"`
	FrequenciesMHz   []string `json:"frequencies_mhz"`
	EIRPDBm          Spread   `json:"eirp_dbm"`
	AntennaHeightM   Spread   `json:"antenna_height_m"`
	Tilt             Spread   `json:"downtilt_deg"`
	Stations         int      `json:"stations"`
	Sectors          int      `json:"sectors"`
	BudgetSource     string   `json:"link_budget_source"`
}

// Spread is the range of a quantity and its mean.
type Spread struct {
	Least float64 `json:"least"`
	Mean  float64 `json:"mean"`
	Most  float64 `json:"most"`
}

func spread(values []float64) Spread {
	if len(values) == 0 {
		return Spread{}
	}
	s := Spread{Least: math.Inf(1), Most: math.Inf(-1)}
	for _, v := range values {
		s.Least, s.Most, s.Mean = min(s.Least, v), max(s.Most, v), s.Mean+v/float64(len(values))
	}
	return s
}

// Tile is what answers say of a terrain tile.
type Tile struct {
	Name      string  `json:"name"`
	Format    string  `json:"format"`
	StepDeg   float64 `json:"step_deg"`
	SHA256    string  `json:"sha256"`
	Voids     int     `json:"voids"`
	VoidShare float64 `json:"void_share"`
	// StandIn tells that these are the heights of another place, Of.
	StandIn bool   `json:"stand_in"`
	Of      string `json:"of,omitempty"`
}

func tileOf(t terrain.Tile) Tile {
	return Tile{
		Name: t.Name, Format: t.Format, StepDeg: t.StepDeg, SHA256: t.SHA256, Voids: t.Voids, VoidShare: t.VoidShare, StandIn: t.StandIn, Of: t.Of,
	}
}
