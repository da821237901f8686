package sweep

import (
	"fmt"
	"strconv"
	"strings"

	"hatang/geo/geodesy"
	"hatang/geo/radio"
)

// footprint gathers the result and what is to be said about it.
func (s *sweep) footprint() *Footprint {
	r := s.req
	f := &Footprint{Window: s.window, LossCentiDB: s.loss, Sight: s.sight, ElevationCentiDeg: s.elevation}
	f.Provenance = Provenance{
		Model: s.method.id, ModelName: s.method.info.Name, Source: s.method.info.Source,
		At: r.At, HeightM: r.HeightM, RxHeightM: r.RxHeightM, FrequencyMHz: r.FrequencyMHz,
		Polarization: r.Polarization.String(), TimePercent: r.TimePercent, LocationPercent: r.LocationPercent,
		Parameters: s.method.parameters,
		RadiusM:    r.RadiusM, Radials: s.plan.radials, StepM: s.grid.stepM,
		Receivers: len(s.plan.cells), Near: int(s.near.Load()),
		Missing: int(s.missing.Load()), Refused: int(s.refused.Load()),
	}
	p := &f.Provenance
	if s.method.clutter {
		p.ClutterHeightM, p.ClutterRaster = r.ClutterHeightM, r.Clutter != nil
	} else if r.ClutterHeightM != 0 || r.Clutter != nil {
		p.warn(WarnClutterIgnored, "mô hình %s không xét lớp phủ: chiều cao lớp phủ bị bỏ qua",
			"model %s takes no account of clutter: its height is ignored", s.method.id)
	}
	if p.Receivers > 0 {
		p.MissingShare = float64(p.Missing) / float64(p.Receivers)
	}
	s.nameTerrain(p)
	for _, w := range s.method.warnings {
		p.outOfRange(w)
	}
	if p.Refused > 0 {
		p.warn(WarnRefused, "mô hình không trả lời cho %d ô (ngoài phạm vi áp dụng): các ô này không có giá trị",
			"the model has no answer for %d cells, outside its range: they have no value", p.Refused)
	}
	return f
}

// nameTerrain lists the sources within the disc, with what is to be doubted.
func (s *sweep) nameTerrain(p *Provenance) {
	if s.ground == nil {
		p.warn(WarnNoTerrain, "không có dữ liệu địa hình: kết quả theo mô hình thực nghiệm, không xét đồi núi",
			"no terrain is loaded: an empirical model, which knows no hills")
		return
	}
	p.Terrain = s.ground.SourcesWithin(geodesy.Box(p.At, p.RadiusM))
	voids := 0
	for _, tile := range p.Terrain {
		voids += tile.Voids
		if tile.StandIn {
			p.StandIn = true
			p.warn(WarnStandIn, "địa hình %s được dùng thay cho %s: KHÔNG phải địa hình thật của nơi này",
				"the terrain of %s stands in for %s: these are NOT the heights of this place", tile.Of, tile.Name)
		}
	}
	if voids > 0 {
		p.warn(WarnVoids, "%d điểm độ cao trống trong các mảnh địa hình đã được nội suy từ xung quanh",
			"%d voids in the terrain tiles were filled from their rims", voids)
	}
	if p.Missing > 0 {
		p.warn(WarnMissing, "thiếu dữ liệu địa hình cho %.1f %% số ô trong bán kính: các ô này không có giá trị",
			"no terrain for %.1f %% of the cells within the radius: they have no value", 100*p.MissingShare)
	}
}

func (p *Provenance) warn(code, vietnamese, english string, args ...any) {
	p.Warnings = append(p.Warnings, Warning{
		Code: code, Vietnamese: fmt.Sprintf(vietnamese, args...), English: fmt.Sprintf(english, args...),
	})
}

// outOfRange passes on that a model was not tested for a value.
func (p *Provenance) outOfRange(o radio.OutOfRange) {
	p.Warnings = append(p.Warnings, Warning{
		Code: WarnRange,
		Vietnamese: fmt.Sprintf("ngoài phạm vi đã kiểm chứng của mô hình: %s = %s %s",
			vietnamese(o.Quantity), strings.ReplaceAll(strconv.FormatFloat(o.Value, 'g', -1, 64), ".", ","), o.Unit),
		English: o.Error(),
	})
}

// vietnamese names the quantities that models warn of.
func vietnamese(quantity string) string {
	switch quantity {
	case "frequency":
		return "tần số"
	case "distance":
		return "khoảng cách"
	case "transmitter height":
		return "chiều cao anten phát"
	case "receiver height":
		return "chiều cao anten thu"
	}
	return quantity
}
