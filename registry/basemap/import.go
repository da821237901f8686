package basemap

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/project"

	"hatang/registry"
	"hatang/registry/importing"
)

// About says where a layer comes from and what it holds.
type About struct {
	Layer      Layer     `json:"layer"`
	Source     string    `json:"source"`
	Licence    string    `json:"licence,omitempty"`
	Date       string    `json:"date,omitempty"` // that the data are of
	File       string    `json:"file"`           // as it was called
	ImportedAt time.Time `json:"imported_at"`
	Features   int       `json:"features"`
	// Outside counts the features of the file that lie beyond Bounds, west, south,
	// east, north; nil: nothing was cut off.
	Outside int       `json:"outside,omitempty"`
	Bounds  []float64 `json:"bounds,omitempty"`
}

// Request says how a file is to be imported.
type Request struct {
	Layer Layer
	// Source and Licence are shown on the map; empty: the file's name, not stated.
	Source, Licence string
	Date            registry.Date
	// Within is what is kept of the world; nil: everything.
	Within *orb.Bound
	// Reading says how the file is to be read.
	Reading importing.Options
	DryRun  bool
	Now     time.Time
}

// SurroundingsDeg is how far beyond a province's territory a basemap reaches:
// about 110 km, so that the province does not lie at the edge of its map.
const SurroundingsDeg = 1.0

// Report is what an import found and did.
type Report struct {
	About
	Classes   map[string]int     `json:"classes"`
	DryRun    bool               `json:"dry_run"`
	Problems  []registry.Problem `json:"problems"`
	Unlisted  int                `json:"unlisted,omitempty"`
	Decisions []registry.Text    `json:"decisions"`
}

// Import reads a file into a layer, in place of what it held: all of it or, when
// there are faults, nothing, with an Invalid error that tells all of them.
func (f *Folder) Import(ctx context.Context, name string, src io.Reader, ask Request) (*Report, error) {
	if _, err := ParseLayer(string(ask.Layer)); err != nil {
		return nil, err
	}
	g := &gathering{ask: ask, reading: newReading(ask.Layer), classes: map[string]int{}}
	read, err := importing.ReadFeatures(ctx, name, src, ask.Reading, g.take)
	if read == nil {
		return nil, err
	}
	report := &Report{About: g.about(name), Classes: g.classes, DryRun: ask.DryRun, Problems: read.Problems, Unlisted: read.Unlisted, Decisions: read.Decisions}
	if report.Problems == nil {
		report.Problems = []registry.Problem{}
	}
	if err != nil {
		return report, err
	}
	if len(g.features) == 0 {
		none := registry.Errorf(registry.Invalid, "không có đối tượng nào của %s trong phạm vi của tỉnh", "nothing of %s lies in the province's surroundings", name)
		none.Hint = registry.Text{VI: "kiểm tra hệ tọa độ (--crs) và nơi mà tệp nói đến", EN: "check the reference system (--crs) and where the file is about"}
		return report, none
	}
	if ask.DryRun {
		return report, nil
	}
	return report, f.write(g.collection(report.About))
}

// gathering makes features of rows.
type gathering struct {
	ask      Request
	reading  *reading
	features []kept
	outside  int
	classes  map[string]int
}

// kept is a feature of a layer.
type kept struct {
	Meaning
	shape orb.Geometry
}

func (g *gathering) take(f *importing.Feature) []registry.Problem {
	if f.Geometry == nil {
		return nil // a row of a table that is about no place
	}
	if p, bad := offEarth(f.Geometry); bad {
		return []registry.Problem{geometryFault(fmt.Sprintf("%.6g, %.6g", p[0], p[1]),
			"phải là kinh độ trong ±180, vĩ độ trong ±90: cho biết hệ tọa độ bằng --crs", "must be longitude within ±180 and latitude within ±90: give the system with --crs")}
	}
	shape, problem := shapeFor(g.ask.Layer, f.Geometry)
	if problem != nil {
		return []registry.Problem{*problem}
	}
	if g.ask.Within != nil {
		inside := clip.Geometry(*g.ask.Within, shape)
		if inside == nil {
			g.outside++
			return nil
		}
		if shape, problem = shapeFor(g.ask.Layer, inside); problem != nil { // cutting unpacks what became one part
			return []registry.Problem{*problem}
		}
	}
	m := g.reading.of(f.Texts)
	g.classes[m.Class]++
	g.features = append(g.features, kept{m, shape})
	return nil
}

func geometryFault(value, vi, en string) registry.Problem {
	return registry.Problem{Column: "geometry", Value: value, Rule: "geometry", Severity: registry.Fault, Message: registry.Text{VI: vi, EN: en}}
}

// offEarth finds a position that is none.
func offEarth(g orb.Geometry) (bad orb.Point, found bool) {
	project.Geometry(g, func(p orb.Point) orb.Point {
		if !found && !(p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90) { // so that NaN is found as well
			bad, found = p, true
		}
		return p
	})
	return bad, found
}

// shapeFor makes of a geometry what the layer draws: areas, lines or a point.
func shapeFor(layer Layer, g orb.Geometry) (orb.Geometry, *registry.Problem) {
	wanted := registry.Text{VI: "phải là vùng (Polygon, MultiPolygon)", EN: "must be an area (Polygon, MultiPolygon)"}
	var shape orb.Geometry
	switch layer {
	case Land, Water:
		shape = areasOf(g)
	case Places:
		wanted = registry.Text{VI: "phải là một điểm (Point)", EN: "must be one point (Point)"}
		shape = pointOf(g)
	default:
		wanted = registry.Text{VI: "phải là đường (LineString, MultiLineString)", EN: "must be a line (LineString, MultiLineString)"}
		if shape = linesOf(g); shape == nil && layer == Borders {
			shape = outlinesOf(g)
		}
		if shape == nil && layer == Rivers {
			wanted.VI, wanted.EN = wanted.VI+"; mặt sông là vùng thì dùng --layer water", wanted.EN+"; rivers that are areas belong to --layer water"
		}
	}
	if shape == nil {
		p := geometryFault(g.GeoJSONType(), wanted.VI, wanted.EN)
		return nil, &p
	}
	return shape, nil
}

func areasOf(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}
	case orb.MultiPolygon:
		return g
	}
	return nil
}

func linesOf(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.LineString:
		return orb.MultiLineString{g}
	case orb.MultiLineString:
		return g
	}
	return nil
}

func outlinesOf(g orb.Geometry) orb.Geometry {
	areas, ok := areasOf(g).(orb.MultiPolygon)
	if !ok {
		return nil
	}
	var lines orb.MultiLineString
	for _, polygon := range areas {
		for _, ring := range polygon {
			lines = append(lines, orb.LineString(ring))
		}
	}
	return lines
}

func pointOf(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.Point:
		return g
	case orb.MultiPoint:
		if len(g) == 1 {
			return g[0]
		}
	}
	return nil
}

// about leaves out the folder that the file lay in: what it says is shown to
// everybody.
func (g *gathering) about(name string) About {
	name = filepath.Base(name)
	a := About{
		Layer: g.ask.Layer, Source: strings.TrimSpace(g.ask.Source), Licence: strings.TrimSpace(g.ask.Licence), File: name,
		ImportedAt: g.ask.Now.UTC().Truncate(time.Second), Features: len(g.features), Outside: g.outside,
	}
	if a.Source == "" {
		a.Source = name
	}
	if !g.ask.Date.IsZero() {
		a.Date = g.ask.Date.String()
	}
	if b := g.ask.Within; b != nil {
		a.Bounds = []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	}
	return a
}

// collection is the layer's file: the most important first, since what does not
// fit into a tile goes from the end.
func (g *gathering) collection(about About) (About, *geojson.FeatureCollection) {
	slices.SortStableFunc(g.features, func(a, b kept) int { return a.Rank - b.Rank })
	fc := geojson.NewFeatureCollection()
	for _, k := range g.features {
		f := geojson.NewFeature(k.shape)
		f.Properties = k.properties()
		fc.Append(f)
	}
	fc.ExtraMembers = geojson.Properties{aboutMember: about}
	return about, fc
}

// aboutMember is the member of a file that says where it comes from.
const aboutMember = "hatang"

func (m *Meaning) properties() geojson.Properties {
	p := geojson.Properties{"class": m.Class, "rank": m.Rank}
	for name, value := range map[string]string{"name": m.Name, "ref": m.Ref} {
		if value != "" {
			p[name] = value
		}
	}
	if m.Population > 0 {
		p["population"] = m.Population
	}
	return p
}

// WriteText writes the report for people.
func (r *Report) WriteText(w io.Writer, lang registry.Lang) error {
	_, err := fmt.Fprintln(w, registry.Textf("%[1]s: lớp %[2]s, %[3]s đối tượng, %[4]s ngoài phạm vi của tỉnh", "%[1]s: layer %[2]s, %[5]s features, %[6]s beyond the province's surroundings",
		r.File, r.Layer, registry.VI.Integer(r.Features), registry.VI.Integer(r.Outside), registry.EN.Integer(r.Features), registry.EN.Integer(r.Outside)).In(lang))
	classes := make([]string, 0, len(r.Classes))
	for class, n := range r.Classes {
		classes = append(classes, class+" "+strconv.Itoa(n))
	}
	slices.Sort(classes)
	if len(classes) > 0 {
		fmt.Fprintf(w, "  %s\n", strings.Join(classes, ", "))
	}
	if r.Bounds == nil && len(r.Problems) == 0 {
		fmt.Fprintf(w, "  %s\n", registry.Text{VI: "sổ chưa có ranh giới: giữ cả tệp", EN: "the registry has no borders yet: the whole file is kept"}.In(lang))
	}
	for _, p := range r.Problems {
		fmt.Fprintf(w, "  %s\n", p.In(lang))
	}
	if r.Unlisted > 0 {
		fmt.Fprintf(w, "  %s\n", registry.Textf("và %d chỗ nữa", "and %d more", r.Unlisted).In(lang))
	}
	if r.DryRun {
		fmt.Fprintf(w, "  %s\n", registry.Text{VI: "chạy thử: chưa ghi gì", EN: "dry run: nothing was written"}.In(lang))
	}
	return err
}
