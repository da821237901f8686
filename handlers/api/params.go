package api

import (
	"github.com/getkin/kin-openapi/openapi3"

	"hatang/registry"
)

func asOfParam() param {
	return param{name: "as_of", schema: dateSchema(), about: registry.Text{
		VI: "ngày được hỏi; mặc định là ngày của sổ đăng ký, không có thì hôm nay", EN: "the day asked about; the registry's own day, else today"}}
}

func inServiceParam() param {
	return param{name: "in_service", schema: openapi3.NewBoolSchema(), about: registry.Text{
		VI: "chỉ những gì đang hoạt động vào ngày đó", EN: "only what was in service on the day"}}
}

func geometryParam() param {
	return param{name: "geometry", schema: openapi3.NewBoolSchema(), about: registry.Text{
		VI: "false: bỏ hình học", EN: "false: without geometry"}}
}

func orderedParam() param {
	return param{name: "ordered", schema: openapi3.NewBoolSchema(), about: registry.Text{
		VI: "false, cùng format=ids hoặc fids: chỉ định danh, không khoảng cách, nhanh hơn nhiều; within không theo thứ tự nào, nearest vẫn gần trước, bằng khoảng cách thì thứ tự bất kỳ",
		EN: "false, with format=ids or fids: names alone, without distances, which is much faster; within in no particular order, nearest still nearest first, those at one distance in any order"}}
}

// placeFormatParam tells of the formats that name records instead of holding
// them.
func placeFormatParam() param {
	p := formatParam(placeFormats())
	p.about = registry.Text{
		VI: "định dạng; mặc định theo Accept; ids: chỉ định danh; fids: chỉ số thứ tự của đối tượng trong tệp GeoPackage, như QGIS hiện",
		EN: "format; else by Accept; ids: ids alone; fids: the feature ids alone, by which the GeoPackage, and so QGIS, knows the rows",
	}
	return p
}

func boxParam() param {
	return param{name: "bbox", schema: openapi3.NewStringSchema(), about: registry.Text{
		VI: "tây,nam,đông,bắc theo độ WGS 84, cả cạnh", EN: "west,south,east,north in degrees, WGS 84, the sides included"}}
}

func reasonParam() param {
	return param{name: "reason", schema: openapi3.NewStringSchema(), about: registry.Text{
		VI: "lý do, ghi vào lịch sử", EN: "why, for the history"}}
}

func cursorParam() param {
	return param{name: "cursor", schema: openapi3.NewStringSchema(), about: registry.Text{
		VI: "trang tiếp theo hoặc trước, lấy từ links", EN: "the next or previous page, as links give it"}}
}

func limitParam(most, standard int) param {
	return param{name: "limit", schema: intSchema(1, most, standard), about: registry.Text{
		VI: "số bản ghi tối đa", EN: "how many at most"}}
}

func formatParam(formats []Format) param {
	var names []string
	for _, f := range formats {
		names = append(names, f.Name)
	}
	return param{name: "format", schema: enum(names), about: registry.Text{
		VI: "định dạng; mặc định theo Accept", EN: "format; else by Accept"}}
}

// listParams are the parameters of a kind's list: its own and a filter for each
// field.
func (a *API) listParams(schema *registry.Schema) []param {
	limit := limitParam(maxFeatures, defaultLimit)
	limit.schema = &openapi3.Schema{AnyOf: openapi3.SchemaRefs{
		intSchema(1, maxFeatures, defaultLimit).NewRef(), enum([]string{limitAll}).NewRef(),
	}}
	limit.about = registry.Text{
		VI: "số bản ghi mỗi trang: JSON đến 1.000, GeoJSON đến 10.000; all: mọi đối tượng GeoJSON thành tệp",
		EN: "records a page: JSON up to 1,000, GeoJSON up to 10,000; all: every GeoJSON feature as a file",
	}
	params := []param{
		asOfParam(), inServiceParam(),
		{name: "q", schema: openapi3.NewStringSchema(), about: registry.Text{VI: "tìm theo đầu từ, không kể dấu và hoa thường", EN: "words to find by their beginnings, accents and case ignored"}},
		{name: "unit", schema: openapi3.NewStringSchema(), about: registry.Text{VI: "mã đơn vị hành chính mà bản ghi nằm trong", EN: "code of an administrative unit in which the records lie"}},
		{name: "sort", schema: openapi3.NewStringSchema(), about: registry.Text{VI: "tối đa ba trường, cách nhau dấu phẩy, - là giảm dần; chưa ghi thì đứng cuối", EN: "up to three fields joined by commas, - for descending; values not stated come last"}},
		limit, cursorParam(), formatParam(a.listFormats()), geometryParam(),
		{name: "fields", schema: openapi3.NewStringSchema(), about: registry.Text{VI: "các trường của tệp tải về, cách nhau dấu phẩy; mặc định mọi trường", EN: "the fields of a file, joined by commas; all of them unless told"}},
	}
	if schema.Shapes != registry.NoShapes {
		params = append(params, boxParam())
	}
	for _, f := range a.filters[schema.Kind].list {
		params = append(params, param{name: f.name, schema: openapi3.NewStringSchema(), about: registry.Text{
			VI: f.field.Label.VI + ": " + f.suffix.about.VI, EN: f.field.Label.EN + ": " + f.suffix.about.EN}})
	}
	return params
}

func dateSchema() *openapi3.Schema { return openapi3.NewStringSchema().WithFormat("date") }

func intSchema(low, high, standard int) *openapi3.Schema {
	return openapi3.NewIntegerSchema().WithMin(float64(low)).WithMax(float64(high)).WithDefault(standard)
}

func enum(values []string) *openapi3.Schema {
	s := openapi3.NewStringSchema()
	for _, value := range values {
		s.Enum = append(s.Enum, value)
	}
	return s
}
