package web

import "hatang/registry"

// MapWords are the texts of the map's legend and tools.
type MapWords struct {
	DayTitle         string `json:"dayTitle"`
	Today            string `json:"today"`
	Sheet            string `json:"sheet"`
	Panes            string `json:"panes"`
	PaneList         string `json:"paneList"`
	Profile          string `json:"profile"`
	ProfileHelp      string `json:"profileHelp"`
	ProfileFrom      string `json:"profileFrom"`
	ProfileTo        string `json:"profileTo"`
	ProfileDistance  string `json:"profileDistance"`
	ProfileSight     string `json:"profileSight"`
	ProfileClear     string `json:"profileClear"`
	ProfileBlocked   string `json:"profileBlocked"`
	ProfileAt        string `json:"profileAt"`
	ProfileFrequency string `json:"profileFrequency"`
	ProfileLoss      string `json:"profileLoss"`
	ProfileSummary   string `json:"profileSummary"`
	StyleBy          string `json:"styleBy"`
	StyleOperator    string `json:"style_operator"`
	StyleTechnology  string `json:"style_technology"`
	StyleState       string `json:"style_state"`
	StyleAge         string `json:"style_age"`
	AgeBetween       string `json:"ageBetween"`
	AgeFrom          string `json:"ageFrom"`
	GroupOf          string `json:"groupOf"`
	Coverage         string `json:"coverage"`
	CoverageNone     string `json:"coverageNone"`
	CoverageAll      string `json:"coverageAll"`
	CoverageEvery    string `json:"coverageEvery"`
	CoverageView     string `json:"coverageView"`
	CoverageBand     string `json:"coverage_band"`
	CoverageBest     string `json:"coverage_best"`
	CoverageServers  string `json:"coverage_servers"`
	CoverageOutside  string `json:"coverageOutside"`
	CoverageNotYet   string `json:"coverageNotYet"`
	ComputedOn       string `json:"computedOn"`
	Outdated         string `json:"outdated"`
	OverGaps         string `json:"over_gaps"`
	OverAreas        string `json:"over_areas"`
	OverConflicts    string `json:"over_conflicts"`
	Level            string `json:"level"`
	BandIndoor       string `json:"band_indoor"`
	BandInCar        string `json:"band_in-car"`
	BandOutdoor      string `json:"band_outdoor"`
	BandLimited      string `json:"band_limited"`
	BandDeclared     string `json:"band_declared"`
	BandNone         string `json:"band_none"`
	MeasurePerimeter string `json:"measurePerimeter"`
}

// mapWordsIn is the table of a language.
func mapWordsIn(lang registry.Lang) MapWords {
	if lang == registry.EN {
		return englishMap()
	}
	return vietnameseMap()
}

func vietnameseMap() MapWords {
	return MapWords{
		DayTitle:         "Xem tại ngày",
		Today:            "Hôm nay",
		Sheet:            "Thu gọn, mở rộng danh sách",
		Panes:            "Phần đang xem",
		PaneList:         "Danh sách",
		Profile:          "Mặt cắt địa hình",
		ProfileHelp:      "Bấm hai điểm trên bản đồ: anten phát, rồi anten thu. Esc để thôi.",
		ProfileFrom:      "Anten đầu, m",
		ProfileTo:        "Anten cuối, m",
		ProfileDistance:  "Khoảng cách",
		ProfileSight:     "Tầm nhìn thẳng",
		ProfileClear:     "thông",
		ProfileBlocked:   "bị chắn",
		ProfileAt:        "tại",
		ProfileFrequency: "Tần số",
		ProfileLoss:      "Suy hao",
		ProfileSummary:   "Mặt cắt {distance}: {sight}, {n} chỗ chắn",
		StyleBy:          "Ký hiệu theo",
		StyleOperator:    "nhà mạng",
		StyleTechnology:  "công nghệ cao nhất",
		StyleState:       "trạng thái",
		StyleAge:         "số năm phát sóng",
		AgeBetween:       "{from}–{to} năm",
		AgeFrom:          "từ {from} năm",
		GroupOf:          "{n} {kind}",
		Coverage:         "Vùng phủ",
		CoverageNone:     "ẩn",
		CoverageAll:      "mọi công nghệ",
		CoverageEvery:    "tất cả",
		CoverageView:     "Cách xem",
		CoverageBand:     "mức tín hiệu",
		CoverageBest:     "mạng mạnh nhất",
		CoverageServers:  "số trạm phục vụ",
		CoverageOutside:  "Ngoài vùng đã tính.",
		CoverageNotYet:   "chưa tính",
		ComputedOn:       "tính ngày",
		Outdated:         "số liệu đã đổi từ lúc tính",
		OverGaps:         "Vùng lõm có dân",
		OverAreas:        "Vùng phục vụ bưu chính",
		OverConflicts:    "Cột quá gần nhau",
		Level:            "Mức",
		BandIndoor:       "trong nhà",
		BandInCar:        "trong xe",
		BandOutdoor:      "ngoài trời",
		BandLimited:      "yếu",
		BandDeclared:     "khai báo",
		BandNone:         "không có",
		MeasurePerimeter: "Chu vi",
	}
}

func englishMap() MapWords {
	return MapWords{
		DayTitle:         "Show as of",
		Today:            "Today",
		Sheet:            "Fold or unfold the list",
		Panes:            "Part in view",
		PaneList:         "List",
		Profile:          "Terrain profile",
		ProfileHelp:      "Click two places on the map: where the antenna sends from, then where it is received. Esc to stop.",
		ProfileFrom:      "Antenna here, m",
		ProfileTo:        "Antenna there, m",
		ProfileDistance:  "Distance",
		ProfileSight:     "Line of sight",
		ProfileClear:     "clear",
		ProfileBlocked:   "blocked",
		ProfileAt:        "at",
		ProfileFrequency: "Frequency",
		ProfileLoss:      "Loss",
		ProfileSummary:   "Profile of {distance}: {sight}, {n} obstructions",
		StyleBy:          "Marks by",
		StyleOperator:    "operator",
		StyleTechnology:  "highest technology",
		StyleState:       "state",
		StyleAge:         "years on air",
		AgeBetween:       "{from}–{to} years",
		AgeFrom:          "{from} years and more",
		GroupOf:          "{n} {kind}",
		Coverage:         "Coverage",
		CoverageNone:     "hidden",
		CoverageAll:      "every technology",
		CoverageEvery:    "all",
		CoverageView:     "Show",
		CoverageBand:     "signal bands",
		CoverageBest:     "best server",
		CoverageServers:  "number of servers",
		CoverageOutside:  "Outside what was computed.",
		CoverageNotYet:   "not computed yet",
		ComputedOn:       "computed on",
		Outdated:         "the registry has changed since",
		OverGaps:         "Populated gaps",
		OverAreas:        "Postal service areas",
		OverConflicts:    "Masts too close",
		Level:            "Level",
		BandIndoor:       "indoors",
		BandInCar:        "in a car",
		BandOutdoor:      "outdoors",
		BandLimited:      "limited",
		BandDeclared:     "declared",
		BandNone:         "none",
		MeasurePerimeter: "Perimeter",
	}
}
