package coverage

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"hatang/geo/radio/budget"
	"hatang/registry"
)

// SettingBudgets is the registry's setting that holds its Budgets as JSON;
// without it the defaults hold.
const SettingBudgets = "coverage_budgets"

// Budgets are the link budgets that levels are computed and judged by, and what
// is assumed where records are silent.
type Budgets struct {
	// LocationPercent of places that a band of signal is to serve.
	LocationPercent float64 `json:"location_percent"`
	// Usable names the band from which on a signal counts as usable: limited,
	// outdoor, in-car or indoor.
	Usable       string              `json:"usable"`
	Technologies []budget.Technology `json:"technologies"`
	Assumed      []Assumption        `json:"assumed"`
}

// Assumption is what is taken for a technology where no record states it.
type Assumption struct {
	Technology        string  `json:"technology"`
	FrequencyMHz      float64 `json:"frequency_mhz"`
	PowerDBm          float64 `json:"power_dbm"` // of a carrier, all ports
	FeederLossDB      float64 `json:"feeder_loss_db"`
	SectorGainDBi     float64 `json:"sector_gain_dbi"`
	OmniGainDBi       float64 `json:"omni_gain_dbi"` // of a station without sectors
	BeamwidthDeg      float64 `json:"beamwidth_deg"`
	VerticalBeamDeg   float64 `json:"vertical_beam_deg"`
	ElectricalTiltDeg float64 `json:"electrical_tilt_deg"`
	HeightM           float64 `json:"height_m"`
	Source            string  `json:"source"`
}

// DefaultBudgets are the link budgets of package budget for the mobile
// technologies and common planning values, from memory, for what is assumed.
func DefaultBudgets() Budgets {
	b := Budgets{LocationPercent: budget.DefaultLocationShare, Usable: budget.Outdoor.String()}
	for _, t := range budget.Defaults() {
		if t.Unit == budget.UnitDBm {
			b.Technologies = append(b.Technologies, t)
		}
	}
	const source = "common planning values [M]"
	assume := func(technology string, mhz, power, gain, omni float64) {
		b.Assumed = append(b.Assumed, Assumption{
			Technology: technology, FrequencyMHz: mhz, PowerDBm: power, FeederLossDB: 2, SectorGainDBi: gain, OmniGainDBi: omni,
			BeamwidthDeg: 65, VerticalBeamDeg: 8, ElectricalTiltDeg: 3, HeightM: 30, Source: source,
		})
	}
	assume("2G", 947, 43, 15.5, 9)
	assume("3G", 2140, 43, 17.5, 11)
	assume("4G", 1842, 46, 17.5, 11)
	assume("5G", 3600, 53, 23, 11)
	return b
}

// Technology is the link budget of a technology.
func (b *Budgets) Technology(name string) (budget.Technology, bool) {
	return budget.ByName(b.Technologies, name)
}

func (b *Budgets) assumed(name string) (Assumption, bool) {
	for _, a := range b.Assumed {
		if a.Technology == name {
			return a, true
		}
	}
	return Assumption{}, false
}

// usableLevel is the least level that is of use.
func (b *Budgets) usableLevel(t budget.Thresholds) float64 {
	switch b.Usable {
	case budget.Limited.String():
		return t.Limited
	case budget.InCar.String():
		return t.InCar
	case budget.Indoor.String():
		return t.Indoor
	}
	return t.Outdoor
}

// LoadBudgets reads the registry's budgets, or the defaults.
func LoadBudgets(ctx context.Context, settings Settings) (Budgets, error) {
	text, err := settings.Setting(ctx, SettingBudgets)
	if err != nil || text == "" {
		return DefaultBudgets(), err
	}
	return ParseBudgets([]byte(text))
}

// ParseBudgets reads Budgets and tells everything that is wrong with them.
func ParseBudgets(data []byte) (Budgets, error) {
	var b Budgets
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&b); err != nil {
		e := registry.Errorf(registry.Invalid, "quỹ đường truyền không đọc được", "the link budgets cannot be read")
		e.Cause = err
		return b, e
	}
	return b, b.check()
}

func (b *Budgets) check() error {
	var problems []registry.Problem
	fault := func(column string, value any, vi, en string) {
		problems = append(problems, registry.Problem{
			Column: column, Value: fmt.Sprint(value), Rule: "range", Severity: registry.Fault, Message: registry.Text{VI: vi, EN: en},
		})
	}
	if !(b.LocationPercent >= 50 && b.LocationPercent <= 99) {
		fault("location_percent", b.LocationPercent, "phải từ 50 đến 99 %", "must be from 50 to 99 %")
	}
	switch b.Usable {
	case budget.Limited.String(), budget.Outdoor.String(), budget.InCar.String(), budget.Indoor.String():
	default:
		fault("usable", b.Usable, "phải là limited, outdoor, in-car hoặc indoor", "must be limited, outdoor, in-car or indoor")
	}
	if len(b.Technologies) == 0 {
		fault("technologies", "", "chưa có công nghệ nào", "there is no technology")
	}
	for _, t := range b.Technologies {
		if err := t.Check(); err != nil {
			fault("technologies", t.Name, err.Error(), err.Error())
		}
		if _, ok := b.assumed(t.Name); !ok {
			fault("assumed", t.Name, "thiếu giả định cho công nghệ này", "nothing is assumed for this technology")
		}
	}
	for _, a := range b.Assumed {
		a.check(fault)
	}
	if len(problems) == 0 {
		return nil
	}
	return &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{
		VI: "quỹ đường truyền không dùng được", EN: "the link budgets cannot be used",
	}}
}

func (a *Assumption) check(fault func(column string, value any, vi, en string)) {
	within := func(name string, v, least, most float64) {
		if !(v >= least && v <= most) {
			expected := between(least, most)
			fault("assumed."+a.Technology+"."+name, v, expected.VI, expected.EN)
		}
	}
	within("frequency_mhz", a.FrequencyMHz, 30, 100e3)
	within("power_dbm", a.PowerDBm, -20, 80)
	within("feeder_loss_db", a.FeederLossDB, 0, 30)
	within("sector_gain_dbi", a.SectorGainDBi, -10, 40)
	within("omni_gain_dbi", a.OmniGainDBi, -10, 20)
	within("beamwidth_deg", a.BeamwidthDeg, 1, 360)
	within("vertical_beam_deg", a.VerticalBeamDeg, 1, 180)
	within("electrical_tilt_deg", a.ElectricalTiltDeg, -30, 90)
	within("height_m", a.HeightM, 1, 400)
}

// Settings gives the registry's settings.
type Settings interface {
	Setting(ctx context.Context, name string) (string, error)
}
