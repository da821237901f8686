package ogc

// landingPage is the document at the root.
type landingPage struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Notice      string `json:"notice,omitempty"`
	Links       []link `json:"links"`
}

// landing answers GET /ogc/ (/req/core/root-op).
func (s *Service) landing(r *request) error {
	if s.notModified(r, r.seq) {
		return nil
	}
	page := landingPage{
		Title: r.heading(),
		Description: r.text(
			"Vị trí BTS, điểm phục vụ bưu chính, đài truyền thanh cấp xã và địa bàn của chúng, theo OGC API – Features.",
			"BTS sites, postal points, commune radio stations and the areas they lie in, by OGC API – Features."),
		Notice: r.notice,
		Links:  r.own(),
	}
	page.Links = append(page.Links, r.to("service-desc", r.at("api"), r.text("mô tả API", "description of the API"), openAPIFormat)...)
	page.Links = append(page.Links, r.to("service-doc", r.at("api"), r.text("hướng dẫn API", "documentation of the API"), htmlFormat)...)
	page.Links = append(page.Links, r.to("conformance", r.at("conformance"), r.text("tiêu chuẩn được tuân theo", "conformance classes"), jsonFormat, htmlFormat)...)
	page.Links = append(page.Links, r.to("data", r.at("collections"), r.text("tập dữ liệu", "collections"), jsonFormat, htmlFormat)...)
	page.Links = append(page.Links, r.further(s.options.Further.Landing)...)
	r.c.Header("Link", linkHeader(page.Links))
	return s.sendDocument(r, page, "landing", page)
}

// heading is what the registry is called.
func (r *request) heading() string {
	name := r.text("Hạ tầng bưu chính, viễn thông, truyền thanh", "Postal, telecom and broadcasting infrastructure")
	if r.title != "" {
		return name + " – " + r.title
	}
	return name
}

// conformanceClasses is the document at /ogc/conformance.
type conformanceClasses struct {
	ConformsTo []string `json:"conformsTo"`
	Links      []link   `json:"links"`
}

// conformance answers GET /ogc/conformance (/req/core/conformance-op).
func (s *Service) conformance(r *request) error {
	if s.notModified(r, r.seq) {
		return nil
	}
	document := conformanceClasses{append(classes(), s.options.Further.ConformsTo...), r.own()}
	return s.sendDocument(r, document, "conformance", document)
}

// classes are the conformance classes that this package meets. Of part 5 both
// the published names (OGC API – Common, part 3) and those of its drafts, which
// clients look for. Filters in CQL2 are not among them.
func classes() []string {
	const spec = "http://www.opengis.net/spec/"
	var uris []string
	for _, group := range []struct {
		standard string
		classes  []string
	}{
		{"ogcapi-features-1/1.0", []string{"core", "geojson", "html", "oas30"}},
		{"ogcapi-features-2/1.0", []string{"crs"}},
		{"ogcapi-features-3/1.0", []string{"queryables", "queryables-query-parameters"}},
		{"ogcapi-common-3/1.0", []string{"schemas", "references", "returnables-and-receivables", "queryables", "sortables"}},
		{"ogcapi-features-5/1.0", []string{"schemas", "core-roles-features", "returnables-and-receivables", "queryables", "sortables"}},
		{"ogcapi-features-8/1.0", []string{"sortables", "sorting", "features-sorting"}},
	} {
		for _, class := range group.classes {
			uris = append(uris, spec+group.standard+"/conf/"+class)
		}
	}
	return uris
}

// api answers GET /ogc/api (/req/core/api-definition-op).
func (s *Service) api(r *request) error {
	if s.notModified(r, 0) {
		return nil
	}
	if r.html() {
		return s.sendDocument(r, nil, "api", apiView{Paths: s.operations(r.lang), Links: r.own()})
	}
	return s.send(r, func(dst []byte) ([]byte, error) { return append(dst, s.docs[r.lang]...), nil })
}
