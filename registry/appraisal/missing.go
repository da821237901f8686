package appraisal

import (
	"strings"

	"hatang/registry"
)

// missingWords names what is missing as people call it. Names of fields have the
// field's label; what is no field of a position is named here.
func missingWords(names []string, lang registry.Lang) string {
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = missingWord(name).In(lang)
	}
	return strings.Join(words, ", ")
}

func missingWord(name string) registry.Text {
	switch name {
	case "geometry":
		return label("tọa độ", "coordinates")
	case "area", "neighbour_area":
		return label("loại khu vực (đô thị hay ngoài đô thị)", "area class (urban or outside)")
	case "units", "units.type":
		return label("đơn vị hành chính, loại đơn vị", "administrative unit and its type")
	case "accuracy_m":
		return label("vị trí chính xác của cột", "the mast's exact position")
	case "neighbour_state":
		return label("trạng thái của cột lân cận", "the neighbour's state")
	case "total_height_m":
		return label("chiều cao cột và công trình", "height of mast and building")
	case "coverage", "need_shown":
		return label("vùng phủ (chưa tính)", "coverage (not computed)")
	case "sharing_plan":
		return label("phương án dùng chung", "sharing plan")
	case "sharing_answered":
		return label("trả lời dùng chung", "answers about sharing")
	case "sharing_possible", "tenant_room":
		return label("số chỗ còn lại của các cột gần", "room on the masts nearby")
	}
	return laterMissingWord(name)
}

func laterMissingWord(name string) registry.Text {
	switch name {
	case "attachments":
		return label("danh mục tệp đính kèm", "list of attachments")
	case "land_owner_stated":
		return label("chủ đất", "land owner")
	case "commune_hardened":
		return label("trạm kiên cố của xã", "the commune's hardened station")
	case "zones":
		return label("lớp khu vực có quy định riêng", "layer of zones")
	case "zones.aviation":
		return label("lớp bề mặt giới hạn chướng ngại vật", "layer of obstacle surfaces")
	case "licences":
		return label("dữ liệu giấy phép băng tần", "licences of bands")
	case "plan.geometry":
		return label("tọa độ vị trí kế hoạch", "coordinates of the planned position")
	case "application.received":
		return label("ngày tiếp nhận hồ sơ", "the day the dossier was received")
	}
	kind, field := registry.Positions, name
	if rest, ok := strings.CutPrefix(name, "application."); ok {
		kind, field = registry.Applications, rest
	}
	if f := registry.SchemaOf(kind).Field(field); f != nil {
		return registry.Text{VI: strings.ToLower(f.Label.VI), EN: strings.ToLower(f.Label.EN)}
	}
	return registry.Text{VI: name, EN: name}
}
