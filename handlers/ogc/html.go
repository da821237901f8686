package ogc

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"hatang/geo/crs"
	"hatang/registry"
)

//go:embed pages.gohtml
var pagesText string

//go:embed pages.css
var pagesStyle string

// pages are the HTML pages: one set of templates a language, without scripts.
type pages struct {
	templates map[registry.Lang]*template.Template
	policy    string // Content-Security-Policy
}

func newPages() (*pages, error) {
	sum := sha256.Sum256([]byte(pagesStyle))
	p := &pages{
		templates: map[registry.Lang]*template.Template{},
		// The one style sheet is within the page and named by its hash; nothing
		// else is loaded or run, whatever text stands in the registry.
		policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	}
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		functions := template.FuncMap{
			"t":     func(vi, en string) string { return registry.Text{VI: vi, EN: en}.In(lang) },
			"count": lang.Integer,
		}
		t, err := template.New("pages").Funcs(functions).Parse(pagesText)
		if err != nil {
			return nil, err
		}
		p.templates[lang] = t
	}
	return p, nil
}

// frame is what surrounds every page.
type frame struct {
	Lang, Other registry.Lang
	OtherHref   string
	Style       template.CSS
	Title       string
	Heading     string
	Notice      string
	Crumbs      []link
	Body        any
}

// write writes the page of that name.
func (p *pages) write(r *request, out io.Writer, name string, body any) error {
	f := frame{
		Lang: r.lang, Other: registry.EN, Style: template.CSS(pagesStyle), //nolint:gosec // our own style sheet
		Heading: r.heading(), Notice: r.notice, Crumbs: r.crumbs(), Body: body,
	}
	if f.Lang == registry.EN {
		f.Other = registry.VI
	}
	f.OtherHref = r.here(paramLang, string(f.Other))
	f.Title = f.Crumbs[len(f.Crumbs)-1].Title
	if r.schema != nil && len(f.Crumbs) == 4 {
		f.Title = r.schema.Label.In(r.lang) + ": " + strings.ToLower(f.Title)
	}
	r.c.Header("Content-Security-Policy", p.policy)
	return p.templates[r.lang].ExecuteTemplate(out, name, f)
}

// crumbs are the resources above this one and itself.
func (r *request) crumbs() []link {
	path := strings.Trim(strings.TrimPrefix(r.c.Request.URL.Path, root), "/")
	crumbs := []link{{Href: r.at() + "/", Title: r.text("Trang đầu", "Home")}}
	var above []string
	for part := range strings.SplitSeq(path, "/") {
		if part == "" {
			continue
		}
		above = append(above, part)
		if item := r.c.Param(itemParam); len(above) == 4 && item != "" {
			above[3] = item // an id may hold slashes
		}
		crumbs = append(crumbs, link{Href: r.at(above...), Title: r.crumb(above)})
		if len(above) == 4 {
			break
		}
	}
	return crumbs
}

func (r *request) crumb(parts []string) string {
	last := parts[len(parts)-1]
	switch {
	case len(parts) == 2:
		return r.schema.Label.In(r.lang)
	case len(parts) == 4 && r.c.Param(itemParam) != "":
		return r.c.Param(itemParam)
	}
	names := map[string]registry.Text{
		"api": {VI: "API", EN: "API"}, "conformance": {VI: "Tiêu chuẩn", EN: "Conformance"},
		"collections": {VI: "Tập dữ liệu", EN: "Collections"}, "items": {VI: "Các đối tượng", EN: "Features"},
		"schema": {VI: "Lược đồ", EN: "Schema"}, "queryables": {VI: "Trường lọc được", EN: "Queryables"},
		"sortables": {VI: "Trường sắp xếp được", EN: "Sortables"}, "geojson": {VI: "GeoJSON", EN: "GeoJSON"},
	}
	if name, ok := names[last]; ok {
		return name.In(r.lang)
	}
	return last
}

type apiView struct {
	Paths []operation
	Links []link
}

type schemaView struct {
	*document
	Links []link
}

// Rows are the properties as the page lists them.
func (v schemaView) Rows() []propertyRow {
	var rows []propertyRow
	for _, p := range v.Properties {
		row := propertyRow{Name: p.name, Title: p.Title, Type: p.Type, Unit: p.Unit, About: p.Description, Role: p.Role}
		if p.Format != "" {
			row.Type = strings.TrimSpace(p.Type + " " + p.Format)
		}
		row.Required = slices.Contains(v.Required, p.name)
		if p.Minimum != nil {
			row.Range = number(*p.Minimum) + " … " + number(*p.Maximum)
		}
		rows = append(rows, row)
	}
	return rows
}

type propertyRow struct {
	Name, Title, Type, Unit, Range, About, Role string
	Required                                    bool
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// itemsView is a page of features as a table: a column for each field that some
// feature of the page states.
type itemsView struct {
	Page           *page
	First, Last    int
	System         string
	When           string
	Columns        []column
	Rows           []itemRow
	Next, Previous string
	TimeStamp      string
	Links          []link
}

type column struct{ Name, Label string }

type itemRow struct {
	ID, Href string
	Cells    []cell
	Geometry shown
}

// cell is a value as people read it, with where it leads.
type cell struct {
	Label, Text, Href string
	Number            bool
}

// shown is a geometry: a point in words, an area as GeoJSON to be unfolded.
type shown struct{ Point, Area, Kind string }

func (s *Service) itemsView(r *request, q *question, p *page, links []link) itemsView {
	v := itemsView{
		Page: p, First: p.before + 1, Last: p.before + len(p.records), System: systemName(q.system),
		When: r.span(q.when), Links: links, TimeStamp: s.options.Clock().Format("15:04:05 02/01/2006 -07:00"),
	}
	if len(p.records) == 0 {
		v.First = 0
	}
	for _, l := range links {
		switch l.Rel {
		case "next":
			v.Next = l.Href
		case "prev":
			v.Previous = l.Href
		}
	}
	records := make([]registry.Record, len(p.records))
	for i, rec := range p.records {
		records[i] = r.sight.Clear(rec)
	}
	fields := r.stated(records)
	for _, f := range fields {
		v.Columns = append(v.Columns, column{f.Name, f.Label.In(r.lang)})
	}
	w := r.writer(q.system, s.systems.standard())
	for _, rec := range records {
		row := itemRow{ID: rec.Head().ID, Href: r.at("collections", string(r.schema.Kind), "items", rec.Head().ID), Geometry: r.show(w, rec)}
		for _, f := range fields {
			row.Cells = append(row.Cells, r.cell(f, rec))
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// systemName leaves the code of WGS 84 to the order of axes that bears it.
func systemName(c crs.CRS) string {
	if c.EPSG() == 4326 && !flipped(c) {
		return c.Name()
	}
	return c.String()
}

// stated are the visible fields that some record states, the id apart.
func (r *request) stated(records []registry.Record) []*registry.Field {
	var fields []*registry.Field
	for i := range r.schema.Fields {
		f := &r.schema.Fields[i]
		states := func(rec registry.Record) bool { return f.Value(rec) != nil }
		if f.Name != "id" && r.keep(f) && slices.ContainsFunc(records, states) {
			fields = append(fields, f)
		}
	}
	return fields
}

func (r *request) span(s span) string {
	if s.instant() {
		return r.lang.Date(s.from)
	}
	return r.lang.Date(s.from) + " – " + r.lang.Date(s.to)
}

type itemView struct {
	ID       string
	System   string
	Cells    []cell
	Geometry shown
	Links    []link
}

func (s *Service) itemView(r *request, rec registry.Record, system crs.CRS, links []link) itemView {
	rec = r.sight.Clear(rec)
	v := itemView{ID: rec.Head().ID, System: systemName(system), Links: links}
	v.Geometry = r.show(r.writer(system, s.systems.standard()), rec)
	for _, f := range r.stated([]registry.Record{rec}) {
		v.Cells = append(v.Cells, r.cell(f, rec))
	}
	return v
}

func (r *request) show(w *features, rec registry.Record) shown {
	if rec.Shape() == nil {
		return shown{}
	}
	content, err := w.geometry(nil, rec)
	if err != nil {
		return shown{Kind: "–"}
	}
	if inner, ok := strings.CutPrefix(string(content), `{"type":"Point","coordinates":[`); ok {
		return shown{Point: strings.ReplaceAll(strings.TrimSuffix(inner, "]}"), ",", ", ")}
	}
	return shown{Area: string(content), Kind: rec.Shape().GeoJSONType()}
}

// cell is a field of a record in the reader's words.
func (r *request) cell(f *registry.Field, rec registry.Record) cell {
	c := cell{Label: f.Label.In(r.lang)}
	switch v := f.Value(rec).(type) {
	case string:
		c.Text = r.words(f, v)
		if _, target := roleOf(f); target != "" {
			c.Href = r.at("collections", target, "items", v)
		}
	case int64:
		c.Number, c.Text = true, r.lang.Integer(int(v))
		if strings.HasSuffix(f.Name, "_year") {
			c.Text = strconv.FormatInt(v, 10)
		}
	case float64:
		_, fraction, _ := strings.Cut(number(v), ".")
		c.Number, c.Text = true, r.lang.Number(v, len(fraction))
	case bool:
		c.Text = r.text("không", "no")
		if v {
			c.Text = r.text("có", "yes")
		}
	case registry.Date:
		c.Text = r.lang.Date(v)
	}
	return c
}

func (r *request) words(f *registry.Field, value string) string {
	switch f.Type {
	case registry.CodeField:
		return f.CodeLabel(value).In(r.lang)
	case registry.ListField:
		var labels []string
		for code := range strings.SplitSeq(value, ";") {
			labels = append(labels, f.CodeLabel(code).In(r.lang))
		}
		return strings.Join(labels, ", ")
	}
	return value
}
