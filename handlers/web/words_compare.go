package web

import "hatang/registry"

// CompareWords are the texts of the divided map, whose sides are days or scenarios.
type CompareWords struct {
	Compare          string `json:"compare"`
	CompareWith      string `json:"compareWith"`
	CompareBar       string `json:"compareBar"`
	CompareOf        string `json:"compareOf"`
	Comparing        string `json:"comparing"`
	CompareLeft      string `json:"compareLeft"`
	CompareRight     string `json:"compareRight"`
	CompareLeftWhat  string `json:"compareLeftWhat"`
	CompareRightWhat string `json:"compareRightWhat"`
	CompareDesk      string `json:"compareDesk"`
	CompareDay       string `json:"compareDay"`
	CompareScenario  string `json:"compareScenario"`
	CompareAdds      string `json:"compareAdds"`
	CompareCloses    string `json:"compareCloses"`
	CompareUpgrades  string `json:"compareUpgrades"`
	CompareMoves     string `json:"compareMoves"`
	CompareAreas     string `json:"compareAreas"`
	CompareAreasAll  string `json:"compareAreasAll"`
	CompareRings     string `json:"compareRings"`
	CompareOpen      string `json:"compareOpen"`
	CompareOtherDay  string `json:"compareOtherDay"`
	CompareRefused   string `json:"compareRefused"`
}

// compareWordsIn is the table of a language.
func compareWordsIn(lang registry.Lang) CompareWords {
	if lang == registry.EN {
		return CompareWords{
			Compare:          "Compare two days or two scenarios",
			CompareWith:      "On the right:",
			CompareBar:       "Bar between the two sides",
			CompareOf:        "left {left}, right {right}",
			Comparing:        "Compared",
			CompareLeft:      "Left:",
			CompareRight:     "Right:",
			CompareLeftWhat:  "What the left side shows",
			CompareRightWhat: "What the right side shows",
			CompareDesk:      "the map's day",
			CompareDay:       "a day",
			CompareScenario:  "scenario {name} ({code}), {day}",
			CompareAdds:      "{n} points proposed",
			CompareCloses:    "{n} points proposed to be closed",
			CompareUpgrades:  "{n} points proposed to be upgraded",
			CompareMoves:     "{n} points moved",
			CompareAreas:     "service areas, filled: of added points",
			CompareAreasAll:  "service areas",
			CompareRings:     "radius stated for added points",
			CompareOpen:      "Open the scenario",
			CompareOtherDay:  "The scenario is of {day}; the registry's points on this side are of {other}.",
			CompareRefused:   "This account may not see planning scenarios; the map compares days only.",
		}
	}
	return CompareWords{
		Compare:          "So sánh hai ngày hoặc hai phương án",
		CompareWith:      "Bên phải:",
		CompareBar:       "Ranh giới giữa hai bên",
		CompareOf:        "trái {left}, phải {right}",
		Comparing:        "Đang so sánh",
		CompareLeft:      "Trái:",
		CompareRight:     "Phải:",
		CompareLeftWhat:  "Bên trái hiện gì",
		CompareRightWhat: "Bên phải hiện gì",
		CompareDesk:      "ngày của bản đồ",
		CompareDay:       "một ngày",
		CompareScenario:  "phương án {name} ({code}), {day}",
		CompareAdds:      "{n} điểm đề xuất thêm",
		CompareCloses:    "{n} điểm đề xuất đóng",
		CompareUpgrades:  "{n} điểm đề xuất nâng cấp",
		CompareMoves:     "{n} điểm dời chỗ",
		CompareAreas:     "vùng phục vụ, tô màu: của điểm thêm",
		CompareAreasAll:  "vùng phục vụ",
		CompareRings:     "bán kính đã nêu của điểm thêm",
		CompareOpen:      "Mở phương án",
		CompareOtherDay:  "Phương án lập cho ngày {day}; các điểm của sổ ở bên này là của ngày {other}.",
		CompareRefused:   "Tài khoản này không xem được phương án quy hoạch; bản đồ chỉ so sánh hai ngày.",
	}
}
