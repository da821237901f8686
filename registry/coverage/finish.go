package coverage

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hatang/geo/geodesy"
	"hatang/geo/radio/budget"
	"hatang/geo/radio/catalogue"
	"hatang/geo/radio/sweep"
	"hatang/registry"
)

// models are the identifiers of the models that the claim's stations use.
func (c *Claim) models() []string {
	seen := map[string]bool{}
	for _, s := range c.Stations {
		for _, m := range s.Models {
			seen[m] = true
		}
		if s.Basis == Declared {
			seen[string(Declared)] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// finish writes the claim's warnings and filing.
func (r *run) finish(c *Claim) {
	c.cautions()
	if c.Budget == nil {
		return
	}
	c.Filing = r.filing(c)
}

// caution counts a station, or the whole claim with 0, under a warning.
func (c *Claim) caution(code string, text registry.Text, stations int) {
	for i := range c.Warnings {
		if c.Warnings[i].Code == code && c.Warnings[i].Text == text {
			c.Warnings[i].Stations += stations
			return
		}
	}
	c.Warnings = append(c.Warnings, Caution{Code: code, Text: text, Stations: stations})
}

// cautions gathers what is to be doubted about the claim.
func (c *Claim) cautions() {
	if !c.Parameters.Terrain {
		c.caution(sweep.WarnNoTerrain, registry.Text{
			VI: "không có dữ liệu địa hình: mô hình thực nghiệm, không xét đồi núi",
			EN: "no terrain is loaded: empirical models, which know no hills",
		}, 0)
	}
	standIns := map[string][]string{}
	for _, tile := range c.Terrain {
		if tile.StandIn {
			standIns[tile.Of] = append(standIns[tile.Of], tile.Name)
		}
		if tile.Voids > 0 {
			percent := registry.Decimals(100*tile.VoidShare, 2)
			c.caution(sweep.WarnVoids, registry.Textf("mảnh %[1]s: %[2]d điểm độ cao trống được nội suy (%[3]s %%)",
				"tile %[1]s: %[2]d voids were filled from their rims (%[4]s %%)", tile.Name, tile.Voids, percent.VI, percent.EN), 0)
		}
	}
	for _, of := range slices.Sorted(maps.Keys(standIns)) {
		c.caution(sweep.WarnStandIn, registry.Textf(
			"địa hình của %s được dùng thay cho %s: KHÔNG phải địa hình thật của nơi này",
			"the terrain of %s stands in for %s: these are NOT the heights of this place", of, strings.Join(standIns[of], ", ")), 0)
	}
	c.countedCautions()
}

// countedCautions are those that concern single stations, with how many.
func (c *Claim) countedCautions() {
	assumed, approximate, declared, shortfall := 0, 0, 0, 0
	for _, s := range c.Stations {
		for _, d := range s.Doubts {
			text := registry.Text{VI: d.Vietnamese, EN: d.English}
			if d.Code == sweep.WarnMissing || d.Code == sweep.WarnRefused { // their figures differ from station to station
				text = generalDoubt(d.Code)
			}
			c.caution(d.Code, text, 1)
		}
		assumed += count(slices.ContainsFunc(s.Antennas, func(a Antenna) bool { return len(a.Assumed) > 0 }))
		approximate += count(s.Approximate)
		declared += count(s.Basis == Declared)
		shortfall += count(slices.ContainsFunc(s.UplinkShortfallDB, func(db float64) bool { return db > 0 }))
	}
	for _, k := range []struct {
		code     string
		stations int
		text     registry.Text
	}{
		{"assumed", assumed, registry.Text{VI: "trạm thiếu thông số trong hồ sơ: dùng giá trị giả định (xem từng anten)", EN: "stations whose records lack parameters: assumed values are used (see each antenna)"}},
		{"approximate", approximate, registry.Text{VI: "trạm có vị trí gần đúng", EN: "stations with approximate positions"}},
		{"declared", declared, registry.Text{VI: "trạm, vị trí chỉ có bán kính khai báo, không tính bằng mô hình", EN: "stations or sites with a declared radius only, not modelled"}},
		{"uplink", shortfall, registry.Text{VI: "trạm bị giới hạn bởi đường lên", EN: "stations limited by the uplink"}},
		{"left", len(c.Left), registry.Text{VI: "trạm không tính được", EN: "stations that could not be computed"}},
	} {
		if k.stations > 0 {
			c.caution(k.code, k.text, k.stations)
		}
	}
}

func generalDoubt(code string) registry.Text {
	if code == sweep.WarnMissing {
		return registry.Text{
			VI: "thiếu địa hình cho một phần các ô: các ô đó không có giá trị",
			EN: "terrain is missing for a part of the cells, which have no value",
		}
	}
	return registry.Text{
		VI: "mô hình không trả lời cho một số ô ngoài phạm vi áp dụng",
		EN: "the model has no answer for some cells outside its range",
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// filing states the parameters of a claim.
func (r *run) filing(c *Claim) *Filing {
	t := c.Budget
	f := &Filing{
		RadiusM: c.Parameters.RadiusM, RxHeightM: c.Parameters.RxHeightM, TimePercent: c.Parameters.TimePercent,
		ResolutionM: r.grid.CellLatDeg * metresPerDegree, CellEdgePercent: c.LocationPercent, CellLoading: 100,
		Quantity: t.Quantity, Unit: t.Unit, MinimumLevel: c.Usable, Environment: r.budgets.Usable,
		BodyLossDB: t.BodyLossDB, VehicleLossDB: t.CarLossDB, BuildingLossDB: t.Building.MeanDB, FadingSigmaDB: t.FadingSigmaDB,
		FadeMarginDB: budget.FadeMarginDB(c.LocationPercent, t.FadingSigmaDB), UplinkConsidered: t.Uplink != nil,
		ResourceBlocks: t.Share.ResourceBlocks, Stations: len(c.Stations), BudgetSource: t.Source,
		ClutterSource: "none", TerrainSource: "none",
	}
	if c.Parameters.ClutterHeightM > 0 {
		f.ClutterSource = fmt.Sprintf("uniform, %g m", c.Parameters.ClutterHeightM)
	}
	for i, tile := range c.Terrain {
		if i == 0 {
			f.TerrainSource, f.TerrainResM = "", tile.StepDeg*metresPerDegree
		}
		f.TerrainSource += TileText(tile).EN + "; "
	}
	for _, id := range c.models() {
		if model, err := catalogue.ByID(id); err == nil {
			info := model.Info()
			f.Model, f.ModelVersion, f.ModelSource = f.Model+id+"; ", f.ModelVersion+info.Name+"; ", f.ModelSource+info.Source+"; "
		}
	}
	var eirp, height, tilt []float64
	bands := map[string]bool{}
	for _, s := range c.Stations {
		for _, a := range s.Antennas {
			eirp, height = append(eirp, a.EIRPDBm), append(height, a.HeightM)
			tilt = append(tilt, a.MechanicalTiltDeg+a.ElectricalTiltDeg)
			bands[fmt.Sprintf("%g", a.FrequencyMHz)] = true
		}
	}
	f.EIRPDBm, f.AntennaHeightM, f.Tilt, f.Sectors = spread(eirp), spread(height), spread(tilt), len(eirp)
	f.FrequenciesMHz = slices.Sorted(maps.Keys(bands))
	return f
}

// metresPerDegree of latitude, on average.
const metresPerDegree = geodesy.SemiMajorAxisM * 3.14159265358979 / 180

// summarise gathers the warnings of all claims for the report.
func (r *run) summarise() {
	var all Claim
	for _, c := range r.report.Claims {
		for _, w := range c.Warnings {
			all.caution(w.Code, w.Text, w.Stations)
		}
		r.report.StandIn = r.report.StandIn || c.StandIn
		if len(r.report.Terrain) == 0 {
			r.report.Terrain = c.Terrain
		}
	}
	r.report.Warnings = all.Warnings
}
