package reports

import (
	"net/http"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/reports"
)

const base = "/api/v1/reports"

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
		{Name: "year", About: text("Năm", "Year"), Required: true},
		{Name: "half", About: text("Nửa năm", "Half-year"), Codes: []string{"1", "2"}},
		{Name: "quarter", About: text("Quý", "Quarter"), Codes: []string{"1", "2", "3", "4"}},
		{Name: "month", About: text("Tháng 1 đến 12", "Month 1 to 12")},
		{Name: "boundaries", About: text("Ngày của địa giới; mặc định ngày cuối kỳ", "Day of the boundaries; the period's last day by default")},
	}
	code := api.Parameter{Name: "code", About: text("Mã chỉ tiêu", "Code of an indicator"), Required: true}
	with := func(more ...api.Parameter) []api.Parameter {
		return append(append([]api.Parameter{}, period...), more...)
	}
	right := auth.Right{Resource: auth.Reports, Action: auth.Read}
	return []api.Route{
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
	}
}
