package coverage

import (
	"net/http"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/coverage"
)

// The media types of answers.
const (
	typeGeoJSON = "application/geo+json"
	typeSVG     = "image/svg+xml"
	typePNG     = "image/png"
)

const base = "/api/v1/coverage"

// Routes are the operations, for the API to mount and describe.
func (s *Service) Routes() []api.Route {
	network := []api.Parameter{
		{Name: "operator", About: text("Mã doanh nghiệp; bỏ trống: mọi doanh nghiệp", "Code of an operator; empty: all")},
		{Name: "technology", About: text("Công nghệ; bỏ trống: tất cả", "Technology; empty: all"), Codes: []string{"2G", "3G", "4G", "5G"}},
	}
	with := func(more ...api.Parameter) []api.Parameter {
		return append(append([]api.Parameter{}, network...), more...)
	}
	get := func(path, id string, summary registry.Text, gives any, query []api.Parameter) api.Route {
		return api.Route{
			Method: http.MethodGet, Path: base + path, Right: auth.Right{Resource: auth.Coverage, Action: auth.Read},
			ID: id, Summary: summary, Gives: gives, Query: query,
		}
	}
	format := func(codes ...string) api.Parameter {
		return api.Parameter{Name: "format", About: text("Định dạng", "Format"), Codes: codes}
	}
	operator := network[0]
	view := api.Parameter{Name: "view", About: text("Vẽ gì: mức thu, ai tốt nhất, bao nhiêu trạm, vùng lõm", "What is drawn: bands, who is best, how many stations, gaps"), Codes: looks()}
	routes := []api.Route{
		get("/layers", "coverageLayers", text("Đã tính gì, có còn hiện hành không", "What is computed, and is it current"), coverage.Status{}, network),
		get("/summary", "coverageSummary", text("Tỷ lệ người, khu dân cư, xã được phủ", "People, settlements and communes covered"), coverage.Summary{}, network),
		get("/stations", "coverageStations", text("Số dân của từng trạm", "People of each station"), coverage.Stations{}, network),
		get("/compare", "coverageCompare", text("So với kết quả đo", "Comparison with measurements"), coverage.Comparison{}, network),
		get("/at", "coverageAt", text("Nơi này ai phủ sóng", "Who serves a place"), coverage.Here{}, with(
			api.Parameter{Name: "lon", About: text("Kinh độ", "Longitude"), Required: true}, api.Parameter{Name: "lat", About: text("Vĩ độ", "Latitude"), Required: true})),
		get("/gaps", "coverageGaps", text("Vùng lõm sóng, đông dân nhất trước", "Coverage gaps, most people first"), coverage.Gaps{}, with(
			api.Parameter{Name: "min_people", About: text("Chỉ liệt kê vùng từ số người này", "List gaps from so many people on")},
			api.Parameter{Name: "limit", About: text("Tối đa số vùng", "At most so many gaps")}, format("json", "geojson"))),
		get("/areas", "coverageAreas", text("Vùng phủ theo mức, GeoJSON", "Areas by band, GeoJSON"), nil, with(
			api.Parameter{Name: "contours", About: text("true: đường đồng mức nội suy", "true: interpolated contours"), Codes: []string{"true", "false"}})),
		get("/measured", "coverageMeasured", text("Ô có kết quả đo, GeoJSON", "Cells with measurements, GeoJSON"), nil, network),
		get("/overlay", "coverageOverlay", text("Ảnh vùng phủ của một khung, chiếu Mercator", "Picture of the coverage of a box, in Mercator"), nil, with(
			api.Parameter{Name: "bbox", About: text("tây,nam,đông,bắc", "west,south,east,north"), Required: true},
			api.Parameter{Name: "width", About: text("Điểm ảnh ngang; mặc định 512", "Pixels across; 512 by default")},
			api.Parameter{Name: "height", About: text("Điểm ảnh dọc; mặc định 512", "Pixels down; 512 by default")})),
		get("/tiles/:technology/:z/:x/:y", "coverageTile", text("Ô ảnh vùng phủ cho bản đồ, PNG 256 × 256", "Tile of a picture of coverage for maps, PNG of 256 × 256"), nil, []api.Parameter{operator, view}),
		get("/legend", "coverageLegend", text("Chú giải của ô ảnh vùng phủ", "What the colours of the tiles mean"), coverage.Legend{}, []api.Parameter{
			operator, {Name: "technology", About: text("Công nghệ; bỏ trống: tất cả", "Technology; empty: all"), Codes: technologies()}, view,
		}),
		get("/profile", "coverageProfile", text("Mặt cắt địa hình với vùng Fresnel", "Terrain profile with Fresnel zone"), coverage.Path{}, []api.Parameter{
			{Name: "from", About: text("lon,lat của trạm", "lon,lat of the station"), Required: true},
			{Name: "to", About: text("lon,lat của máy thu", "lon,lat of the receiver"), Required: true},
			{Name: "from_height", About: text("Độ cao anten trạm, m; mặc định 30", "Antenna height, m; 30 by default")},
			{Name: "to_height", About: text("Độ cao máy thu, m; mặc định 1,5", "Receiver height, m; 1.5 by default")},
			{Name: "frequency", About: text("Tần số, MHz; mặc định 1842,5", "Frequency, MHz; 1842.5 by default")},
			{Name: "model", About: text("Mô hình suy hao", "Model of the loss")}, format("json", "svg"),
		}),
		get("/emf", "coverageEMF", text("Giới hạn phơi nhiễm quanh một cột", "Exposure limits around a mast"), coverage.EMF{}, []api.Parameter{
			{Name: "site", About: text("Mã hoặc định danh vị trí", "Code or ID of the site"), Required: true},
			{Name: "operator", About: text("Doanh nghiệp chủ vị trí", "Owner of the site")},
			{Name: "limits", About: text("Bộ giới hạn; mặc định QCVN 8:2022", "Set of limits; QCVN 8:2022 by default")},
			{Name: "reflection", About: text("Hệ số phản xạ mặt đất", "Ground reflection factor")},
			{Name: "near", About: text("Tính cả cột khác trong khoảng này, m", "Other masts within, m")},
		}),
		get("/gain", "coverageGain", text("Vị trí đề xuất thêm được bao nhiêu người", "What a proposed position adds"), coverage.Gain{}, []api.Parameter{
			{Name: "lon", About: text("Kinh độ", "Longitude"), Required: true}, {Name: "lat", About: text("Vĩ độ", "Latitude"), Required: true},
			{Name: "operator", About: text("Mã doanh nghiệp", "Code of the operator"), Required: true},
			{Name: "technologies", About: text("Công nghệ, cách nhau dấu phẩy; mặc định 4G", "Technologies, joined by commas; 4G by default")},
			{Name: "height", About: text("Độ cao anten, m; mặc định 36", "Antenna height, m; 36 by default")},
			{Name: "eirp", About: text("EIRP, dBm; bỏ trống: giả định", "EIRP, dBm; assumed by default")},
			{Name: "azimuths", About: text("Hướng các sector, độ, cách nhau dấu phẩy; bỏ trống: phát đều", "Azimuths of the sectors, degrees, joined by commas; all round by default")},
		}),
	}
	s.handle(routes)
	return routes
}

func text(vi, en string) registry.Text { return registry.Text{VI: vi, EN: en} }

func looks() []string {
	var names []string
	for _, look := range coverage.Looks() {
		names = append(names, string(look))
	}
	return names
}

// technologies are those that pictures are drawn of.
func technologies() []string { return []string{coverage.AnyTechnology, "2G", "3G", "4G", "5G"} }

// handle joins the routes with what answers them and with further media types.
func (s *Service) handle(routes []api.Route) {
	for i := range routes {
		r := &routes[i]
		switch r.ID {
		case "coverageLayers":
			r.Handle = s.layers
		case "coverageSummary":
			r.Handle = s.summary
		case "coverageStations":
			r.Handle = s.stations
		case "coverageCompare":
			r.Handle = s.compare
		case "coverageAt":
			r.Handle = s.at
		case "coverageGaps":
			r.Handle, r.GivesTypes = s.gaps, []string{typeGeoJSON}
		case "coverageAreas":
			r.Handle, r.GivesTypes = s.areas, []string{typeGeoJSON}
		case "coverageMeasured":
			r.Handle, r.GivesTypes = s.measured, []string{typeGeoJSON}
		case "coverageOverlay":
			r.Handle, r.GivesTypes = s.overlay, []string{typePNG}
		case "coverageTile":
			r.Handle, r.GivesTypes = s.tile, []string{typePNG}
		case "coverageLegend":
			r.Handle = s.legend
		case "coverageProfile":
			r.Handle, r.GivesTypes = s.profile, []string{typeSVG}
		case "coverageEMF":
			r.Handle = s.emf
		case "coverageGain":
			// A footprint is computed, which takes the machine's time.
			r.Handle, r.Right.Action = s.gain, auth.Compute
		}
	}
}
