package importing

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"

	"hatang/geo/crs"
	"hatang/registry"
)

const (
	largestDeg   = 180.0
	smallestFar  = 1000.0 // no place in Vietnam is nearer to the origin of a projected system, in metres
	wgs84EPSG    = 4326
	largestMetre = 1e7
)

// coordinateLimits bounds what a coordinate can be, to tell 107.995 from
// 553.194.
func coordinateLimits(degrees bool) registry.Limits {
	if degrees {
		return registry.Limits{Min: -largestDeg, Max: largestDeg}
	}
	return registry.Limits{Min: smallestFar, Max: largestMetre}
}

// positions finds out where the rows' points lie: from two columns, one column
// with both, well-known text, or the format's own geometry.
type positions struct {
	system             crs.CRS // what the coordinates are in
	stated             bool    // the user said so
	x, y, pair, wkt    *column
	asGiven, swapped   int // rows whose axes were found by magnitude
	undecided, degrees int
	metres             int
	firstMetres        sample
	majority           crs.AxisDecision
	unusable           bool // the file as a whole was refused for its system
}

// given is the coordinates of a row before they are placed on WGS 84.
type given struct {
	first, second float64 // x and y by their headers or their order
	text          string  // as written
	plain         bool    // written as plain numbers
	pair          crs.Pair
	isPair        bool
	column        string // to quote in a problem
}

// errNoPosition says that the row states no coordinates.
var errNoPosition = errors.New("no position")

// read takes the row's coordinates from its cells; errNoPosition when they are
// blank.
func (p *positions) read(cells []Cell) (given, error) {
	if p.pair != nil {
		cell := cellAt(cells, p.pair)
		if cell.Form == Blank {
			return given{}, errNoPosition
		}
		pair, err := crs.ParsePair(cell.Text)
		return given{first: pair.First, second: pair.Second, text: cell.Text, pair: pair, isPair: true, column: p.pair.header}, err
	}
	if p.x == nil || p.y == nil {
		return given{}, errNoPosition
	}
	a, b := cellAt(cells, p.x), cellAt(cells, p.y)
	if a.Form == Blank && b.Form == Blank {
		return given{}, errNoPosition
	}
	g := given{text: joinGiven(a.Text, b.Text, p.x.index < p.y.index)}
	x, plainX, err := p.coordinate(a)
	if err != nil {
		return given{column: p.x.header, text: a.Text}, err
	}
	y, plainY, err := p.coordinate(b)
	if err != nil {
		return given{column: p.y.header, text: b.Text}, err
	}
	g.first, g.second, g.plain, g.column = x, y, plainX && plainY, p.x.header
	return g, nil
}

func cellAt(cells []Cell, c *column) Cell {
	if c == nil || c.index >= len(cells) {
		return Cell{}
	}
	return cells[c.index]
}

// joinGiven keeps two coordinates in the order of the file.
func joinGiven(x, y string, xFirst bool) string {
	if !xFirst {
		x, y = y, x
	}
	if strings.ContainsAny(x+y, " \u00a0") {
		return x + "; " + y
	}
	return x + " " + y
}

// coordinate reads one number: decimal in any style, since only one reading of
// it can be a coordinate, or an angle in degrees, minutes and seconds.
func (p *positions) coordinate(cell Cell) (v float64, plain bool, err error) {
	text := tidyNumber(cell.Text, "")
	form := shapeOf(text)
	if form == ambiguousPoint || form == ambiguousComma {
		form = onlyPossible(text, form, coordinateLimits(p.inDegrees()))
	}
	style := pointStyle
	switch form {
	case notNumber:
		v, err = crs.ParseAngle(cell.Text)
		return v, false, err
	case commaShape, ambiguousComma:
		style = commaStyle
	}
	v, ok := readAs(text, style)
	if !ok {
		return 0, false, &crs.InputError{Problem: crs.ProblemSyntax, Value: cell.Text, Expected: "a number"}
	}
	return v, true, nil
}

func (p *positions) inDegrees() bool { return !p.stated || p.system.Geographic() }

// survey counts which magnitudes and which order of axes the file shows.
func (p *positions) survey(row int, cells []Cell, geometry orb.Geometry) {
	g, err := p.read(cells)
	if err != nil {
		if cell := cellAt(cells, p.wkt); cell.Form != Blank {
			geometry, _ = parseWKT(cell.Text) // what is wrong with it is told in the second pass
		}
		point, ok := geometry.(orb.Point)
		if !ok {
			return
		}
		g = given{first: point[0], second: point[1], text: plainNumber(point[0]) + " " + plainNumber(point[1])}
	}
	switch {
	case math.Abs(g.first) <= largestDeg && math.Abs(g.second) <= largestDeg:
		p.degrees++
	case math.Abs(g.first) > smallestFar && math.Abs(g.second) > smallestFar:
		if p.metres == 0 {
			p.firstMetres = sample{row, g.text}
		}
		p.metres++
	}
	_, _, decision, err := p.order(g)
	switch {
	case err != nil:
	case decision == crs.AxesSwapped:
		p.swapped++
	case decision == crs.AxesAsGiven:
		p.asGiven++
	case decision == crs.AxesUndecided:
		p.undecided++
	}
}

// order puts the coordinates x first.
func (p *positions) order(g given) (x, y float64, decision crs.AxisDecision, err error) {
	if g.isPair {
		return g.pair.Resolve(p.system)
	}
	return crs.DecideAxes(p.system, g.first, g.second)
}

// decide settles the order of the axes, and says what was found.
func (p *positions) decide() (notes []registry.Text, problems []registry.Problem) {
	if p.degrees+p.metres == 0 {
		return nil, nil
	}
	p.majority = crs.AxesAsGiven
	if p.swapped > p.asGiven {
		p.majority = crs.AxesSwapped
	}
	if !p.stated && p.metres > p.degrees {
		p.unusable = true
		return nil, []registry.Problem{p.zoneMissing()}
	}
	if !p.stated && p.degrees > 0 && p.namesVN2000() {
		p.unusable = true
		return nil, []registry.Problem{{
			Column: p.headerOf(), Rule: "crs", Severity: registry.Fault, Message: registry.Text{
				VI: "tiêu đề ghi VN-2000: cho biết --crs vn2000 (kinh độ, vĩ độ) hoặc --crs vn2000:KINH_TUYẾN_TRỤC; đọc nhầm là WGS 84 thì lệch khoảng 225 m",
				EN: "the header says VN-2000: say --crs vn2000 (longitude, latitude) or --crs vn2000:MERIDIAN; read as WGS 84 it would be about 225 m off",
			},
		}}
	}
	notes = append(notes, registry.Textf("hệ tọa độ: %s (EPSG:%d)", "reference system: %s (EPSG:%d)", p.system.Name(), p.system.EPSG()))
	if p.swapped > 0 {
		notes = append(notes, registry.Textf(
			"thứ tự trục theo độ lớn: %d dòng ghi bắc (vĩ độ) trước, đã đổi chỗ; %d dòng ghi đông (kinh độ) trước",
			"axes by magnitude: %d rows give northing (latitude) first and were turned; %d rows give easting (longitude) first",
			p.swapped, p.asGiven))
	}
	if p.undecided > 0 {
		notes = append(notes, registry.Textf(
			"%d vị trí nằm ngoài Việt Nam: giữ nguyên thứ tự trục", "%d positions lie outside Vietnam: their axes stay as given", p.undecided))
	}
	return notes, nil
}

func (p *positions) namesVN2000() bool {
	return p.x != nil && p.x.vietnamese || p.y != nil && p.y.vietnamese || p.pair != nil && p.pair.vietnamese
}

// headerOf is the column to name in a problem about all coordinates.
func (p *positions) headerOf() string {
	switch {
	case p.x != nil:
		return p.x.header
	case p.pair != nil:
		return p.pair.header
	}
	return "geometry"
}

func (p *positions) zoneMissing() registry.Problem {
	return registry.Problem{
		Row: p.firstMetres.row, Column: p.headerOf(), Value: p.firstMetres.text, Rule: "crs", Severity: registry.Fault,
		Message: registry.Textf(
			"tọa độ tính bằng mét (%d dòng): cho biết múi bằng --crs vn2000:KINH_TUYẾN_TRỤC, ví dụ --crs vn2000:107.5; "+
				"một tỉnh có thể giữ hồ sơ ở hai múi nên không suy ra từ tỉnh",
			"the coordinates are in metres (%d rows): give the zone with --crs vn2000:MERIDIAN, such as --crs vn2000:107.5; "+
				"a province may keep files in two zones, so it is not inferred from the province", p.metres),
	}
}

// placed is a point on WGS 84 with how it was given.
type placed struct {
	point     orb.Point
	crs, text string // to keep; empty for plain degrees on WGS 84
	turned    bool   // its axes are not in the order of most rows
}

// place puts given coordinates on WGS 84.
func (p *positions) place(g given) (placed, error) {
	x, y, decision, err := p.order(g)
	if err != nil {
		return placed{}, err
	}
	point, err := p.system.ToWGS84(x, y)
	if err != nil {
		return placed{}, err
	}
	result := placed{point: point}
	if p.system.EPSG() != wgs84EPSG || !g.plain {
		result.crs, result.text = "EPSG:"+strconv.Itoa(p.system.EPSG()), g.text
	}
	result.turned = (decision == crs.AxesSwapped || decision == crs.AxesAsGiven) && decision != p.majority
	return result, nil
}

// placeGeometry puts a geometry with x before y on WGS 84. Points are placed as
// the columns' are, with their axes checked.
func (p *positions) placeGeometry(g orb.Geometry) (orb.Geometry, placed, error) {
	if multi, ok := g.(orb.MultiPoint); ok && len(multi) == 1 {
		g = multi[0]
	}
	if point, ok := g.(orb.Point); ok {
		text := plainNumber(point[0]) + " " + plainNumber(point[1])
		at, err := p.place(given{first: point[0], second: point[1], text: text, plain: true})
		return at.point, at, err
	}
	if p.system.EPSG() == wgs84EPSG {
		return g, placed{}, nil
	}
	converted, err := eachVertex(g, func(v orb.Point) (orb.Point, error) { return p.system.ToWGS84(v[0], v[1]) })
	return converted, placed{}, err
}

// eachVertex maps the vertices of polygons; other geometries stay.
func eachVertex(g orb.Geometry, f func(orb.Point) (orb.Point, error)) (orb.Geometry, error) {
	switch g := g.(type) {
	case orb.Polygon:
		multi, err := eachVertex(orb.MultiPolygon{g}, f)
		if err != nil {
			return nil, err
		}
		return multi, nil
	case orb.MultiPolygon:
		result := make(orb.MultiPolygon, 0, len(g))
		for _, polygon := range g {
			rings := make(orb.Polygon, 0, len(polygon))
			for _, ring := range polygon {
				vertices := make(orb.Ring, 0, len(ring))
				for _, v := range ring {
					w, err := f(v)
					if err != nil {
						return nil, err
					}
					vertices = append(vertices, w)
				}
				rings = append(rings, vertices)
			}
			result = append(result, rings)
		}
		return result, nil
	}
	return g, nil
}

// maxWKTBytes bounds a geometry in a cell.
const maxWKTBytes = 16 << 20

// parseWKT reads well-known text, EWKT's SRID=4326 before it allowed.
func parseWKT(text string) (orb.Geometry, error) {
	if len(text) > maxWKTBytes {
		return nil, errors.New("the text is too long")
	}
	if head, rest, found := strings.Cut(text, ";"); found && strings.HasPrefix(strings.ToUpper(head), "SRID=") {
		if strings.TrimSpace(head[len("SRID="):]) != "4326" {
			return nil, errors.New("only SRID=4326 is understood, others are given with --crs")
		}
		text = rest
	}
	return wkt.Unmarshal(strings.TrimSpace(text))
}
