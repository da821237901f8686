package reports

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/reports"
)

const (
	base    = "/api/v1/reports"
	typeSVG = "image/svg+xml"
)

func text(vi, en string) registry.Text { return registry.Text{VI: vi, EN: en} }

// Routes are the operations, for the API to mount and describe.
func (s *Service) Routes() []api.Route {
	var formats, media []string
	for _, f := range reports.Formats() {
		formats = append(formats, string(f))
		if f != reports.FormatJSON {
			media = append(media, f.MediaType())
		}
	}
	period := []api.Parameter{
		{Name: "unit", About: text("Mã đơn vị hành chính; bỏ trống: tỉnh của sổ đăng ký", "Code of a unit; empty: the registry's own province")},
		{Name: "period", About: text("Kỳ: 2020, 2020-H1, 2020-Q3, 2020-06; thay cho year, half, quarter, month", "Period: 2020, 2020-H1, 2020-Q3, 2020-06; instead of year, half, quarter, month")},
		{Name: "year", About: text("Năm", "Year")},
		{Name: "half", About: text("Nửa năm", "Half-year"), Codes: []string{"1", "2"}},
		{Name: "quarter", About: text("Quý", "Quarter"), Codes: []string{"1", "2", "3", "4"}},
		{Name: "month", About: text("Tháng 1 đến 12", "Month 1 to 12")},
		{Name: "date", About: text("Kỳ từ 1/1 đến ngày này, thay cho period", "Period from 1 January to this day, instead of period")},
		{Name: "boundaries", About: text("Ngày của địa giới; mặc định ngày cuối kỳ", "Day of the boundaries; the period's last day by default")},
	}
	code := api.Parameter{Name: "code", About: text("Mã chỉ tiêu", "Code of an indicator"), Required: true}
	with := func(more ...api.Parameter) []api.Parameter {
		return append(append([]api.Parameter{}, period...), more...)
	}
	right := auth.Right{Resource: auth.Reports, Action: auth.Read}
	return append(s.furtherRoutes(with, media), []api.Route{
		{
			Method: http.MethodGet, Path: base, Right: right, ID: "report", Summary: text("Báo cáo của một đơn vị trong một kỳ", "Report of a unit for a period"),
			Query: with(
				api.Parameter{Name: "years", About: text("Số năm của chuỗi; mặc định 5", "Years of the series; 5 by default")},
				api.Parameter{Name: "format", About: text("Định dạng; mặc định json", "Format; json by default"), Codes: formats}),
			Gives: reports.Report{}, GivesTypes: media, Handle: unmarked(s.report),
		},
		{
			Method: http.MethodGet, Path: base + "/indicators", Right: right, ID: "reportIndicators",
			Summary: text("Danh mục chỉ tiêu", "Catalogue of indicators"), Gives: []indicators.Definition{}, Handle: unmarked(s.indicators),
		},
		{
			Method: http.MethodGet, Path: base + "/figure", Right: right, ID: "reportFigure",
			Summary: text("Một chỉ tiêu, kèm công thức, số liệu đầu vào và nguồn", "One indicator with formula, inputs and sources"),
			Query:   with(code), Gives: indicators.Figure{}, Handle: unmarked(s.figure),
		},
		{
			Method: http.MethodGet, Path: base + "/series", Right: right, ID: "reportSeries",
			Summary: text("Chuỗi số liệu của một chỉ tiêu qua các năm", "An indicator over the years"),
			Query:   with(code, api.Parameter{Name: "years", About: text("Số năm; mặc định 5", "Years; 5 by default")}), Gives: []indicators.Figure{}, Handle: unmarked(s.series),
		},
	}...)
}

// furtherRoutes are charts, dashboard, documents and consistency; with adds
// parameters to those of a period.
func (s *Service) furtherRoutes(with func(...api.Parameter) []api.Parameter, media []string) []api.Route {
	get := func(path, id string, summary registry.Text, gives any, handle func(*gin.Context) error, query []api.Parameter) api.Route {
		return api.Route{
			Method: http.MethodGet, Path: base + path, Right: auth.Right{Resource: auth.Reports, Action: auth.Read}, ID: id,
			Summary: summary, Gives: gives, Query: query, Handle: unmarked(handle),
		}
	}
	chart := get("/chart.svg", "reportChart", text("Một biểu đồ hoặc bản đồ, SVG", "A chart or map, SVG"), nil, s.chart, with(
		api.Parameter{Name: "chart", About: text("Mã biểu đồ, hoặc spark", "Code of a chart, or spark"), Required: true},
		api.Parameter{Name: "code", About: text("Mã chỉ tiêu của spark", "Indicator of spark")},
		api.Parameter{Name: "width", About: text("Bề ngang, 320–1600 điểm ảnh; mặc định 760", "Width, 320–1600 pixels; 760 by default")}))
	chart.GivesTypes = []string{typeSVG}
	document := get("/document", "reportDocument", text("Báo cáo thành tệp", "The report as a file"), nil, s.document, with(
		api.Parameter{Name: "format", About: text("Định dạng; mặc định pdf", "Format; pdf by default"), Codes: []string{"docx", "pdf", "xlsx", "text"}},
		api.Parameter{Name: "form", About: text("Mã biểu mẫu, với format=xlsx, thay cho báo cáo", "Code of a form, with format=xlsx, instead of the report")}))
	document.GivesTypes = media
	return []api.Route{
		get("/charts", "reportCharts", text("Các biểu đồ của một đơn vị và kỳ", "Charts of a unit and period"), ChartsAnswer{}, s.charts, with()),
		chart, document,
		get("/forms", "reportForms", text("Các biểu mẫu", "Forms to hand in"), []reports.Form{}, s.forms, nil),
		get("/dashboard", "reportDashboard", text("Bảng điều hành của một đơn vị vào một ngày", "Dashboard of a unit on a day"), reports.Dashboard{}, s.dashboard, []api.Parameter{
			{Name: "unit", About: text("Mã đơn vị hành chính; bỏ trống: tỉnh của sổ đăng ký", "Code of a unit; empty: the registry's own province")},
			{Name: "date", About: text("Ngày; mặc định hôm nay", "Day; today by default")},
			{Name: "sort", About: text("Thứ tự của bảng theo xã: code, name, type hoặc mã cột, - là giảm dần", "Order of the table by commune: code, name, type or a column, - for descending")},
		}),
		get("/consistency", "reportConsistency", text("Soát tính nhất quán của số liệu", "Consistency of the figures"), reports.Consistency{}, s.consistency, with()),
		{
			Method: http.MethodPost, Path: base + "/consistency", Right: auth.Right{Resource: auth.Reports, Action: auth.Compute}, ID: "checkPublishedReport",
			Summary: text("Soát một báo cáo đã công bố, không ghi gì", "Check a published report; nothing is written"),
			About:   text("JSON, hoặc text/csv với các cột của hatang template indicators.", "JSON, or text/csv in the columns of hatang template indicators."),
			Takes:   PublishedReport{}, Gives: CheckedAnswer{}, Handle: s.checkPublished,
		},
	}
}
