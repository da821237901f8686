package importing

import (
	"errors"

	"github.com/paulmach/orb"

	"hatang/geo/crs"
	"hatang/geo/polygon"
	"hatang/registry"
)

// convert makes a draft of what a row states. Every problem of the row is kept
// with it; a faulty draft goes no further than the checks.
func (im *importer) convert(row *Row) *draft {
	d := &draft{row: row.Number, rec: im.schema.New(), from: im.opts.ValidFrom, to: im.opts.ValidTo, near: -1}
	for _, p := range row.Problems {
		im.problem(d, p)
	}
	if d.faulty {
		return d
	}
	for _, col := range im.columns.all {
		im.convertCell(d, col, cellAt(row.Cells, col))
	}
	im.convertFlags(d, row.Cells)
	im.convertPosition(d, row)
	for _, v := range im.defaults {
		if !d.stated.has(v.at) {
			im.set(d, v.at, v.field, v.value)
		}
	}
	im.convertOperator(d, row.Cells)
	im.convertCommune(d, row.Cells)
	if im.units != nil {
		im.units.complete(im, d)
	}
	if im.successions != nil {
		im.successions.complete(im, d)
	}
	im.buffer = rowBytes(im.buffer[:0], im.columns.all, row)
	d.content = im.hasher.short(im.buffer)
	return d
}

func (im *importer) convertCell(d *draft, col *column, cell Cell) {
	if cell.Form == Blank {
		return
	}
	switch {
	case cell.Form == Nested && col.use != ignoredUse:
		im.fault(d, col.header, cell.Text, "nested", registry.Text{VI: "phải là một giá trị", EN: "must be one value"})
	case col.use == referenceUse:
		d.byCode = append(d.byCode, codeReference{field: col.field, at: col.at, header: col.header, code: registry.Normalise(cell.Text)})
	case col.use == fieldUse:
		value, expected := col.value(cell)
		switch {
		case !expected.IsZero():
			im.fault(d, col.header, registry.Clip(cell.Text), ruleOf(col.field), expected)
		case value != nil:
			im.setColumn(d, col, value)
		}
	}
}

// setColumn keeps what the columns of every record say apart from the fields.
func (im *importer) setColumn(d *draft, col *column, value any) {
	switch col.field.Name {
	case "id":
		d.id, _ = value.(string)
	case "valid_from":
		d.from, _ = value.(registry.Date)
	case "valid_to":
		d.to, _ = value.(registry.Date)
	default:
		im.set(d, col.at, col.field, value)
		if col.yearField != nil && !d.stated.has(col.yearAt) {
			im.set(d, col.yearAt, col.yearField, col.year)
		}
	}
}

func (im *importer) set(d *draft, at int, f *registry.Field, value any) {
	if err := f.Set(d.rec, value); err != nil {
		im.fault(d, f.Name, "", "type", registry.Text{VI: err.Error(), EN: err.Error()})
		return
	}
	d.stated.add(at)
}

func ruleOf(f *registry.Field) string {
	switch f.Type {
	case registry.IntegerField, registry.RealField:
		return "number"
	case registry.BooleanField:
		return "boolean"
	case registry.DateField:
		return "date"
	case registry.CodeField, registry.ListField:
		return "code"
	}
	return "type"
}

// convertFlags makes a list of the columns has_2g, has_3g, ….
func (im *importer) convertFlags(d *draft, cells []Cell) {
	var field *registry.Field
	var codes []string
	at := 0
	for _, col := range im.columns.all {
		cell := cellAt(cells, col)
		if col.use != flagUse || cell.Form == Blank || isPlaceholder(cell.Text) {
			continue
		}
		yes, ok := readBoolean(cell)
		if !ok {
			im.fault(d, col.header, registry.Clip(cell.Text), "boolean", registry.Text{
				VI: "phải là có hoặc không (x, 1/0, yes/no)", EN: "must be yes or no (x, 1/0, có/không)",
			})
		}
		field, at = col.field, col.at
		if yes {
			codes = append(codes, col.code)
		}
	}
	if len(codes) > 0 {
		im.set(d, at, field, field.JoinList(codes))
	}
}

// convertOperator resolves the operator by code, name or short name, and tells
// the references by code whose they are.
func (im *importer) convertOperator(d *draft, cells []Cell) {
	operator := ""
	for i := range im.schema.Fields {
		f := &im.schema.Fields[i]
		if f.Refers != registry.Operators || !d.stated.has(i) {
			continue
		}
		written, _ := f.Value(d.rec).(string)
		code, ok := im.checks.operators.find(written)
		if !ok {
			im.fault(d, im.headerOf(f.Name), written, "operator", im.checks.unknownOperator(written))
			continue
		}
		operator = code
		im.set(d, i, f, code)
	}
	if col := im.columns.find(operatorUse); col != nil {
		if cell := cellAt(cells, col); cell.Form != Blank {
			code, ok := im.checks.operators.find(cell.Text)
			if !ok {
				im.fault(d, col.header, registry.Clip(cell.Text), "operator", im.checks.unknownOperator(cell.Text))
			}
			operator = code
		}
	}
	for i := range d.byCode {
		d.byCode[i].operator = operator
	}
}

// convertPosition finds the row's geometry: columns, well-known text, or the
// format's own.
func (im *importer) convertPosition(d *draft, row *Row) {
	p := &im.positions
	if p.unusable {
		return
	}
	g, err := p.read(row.Cells)
	switch {
	case err == nil && row.Geometry != nil:
		im.fault(d, g.column, registry.Clip(g.text), "geometry", registry.Text{
			VI: "đối tượng đã có hình học: bỏ cột tọa độ bằng --ignore", EN: "the feature has a geometry already: leave the columns out with --ignore",
		})
		return
	case err == nil:
		at, err := p.place(g)
		if err != nil {
			im.fault(d, g.column, registry.Clip(g.text), "coordinates", im.crsText(err))
			return
		}
		im.setPoint(d, at, g.column, g.text)
		return
	case !errors.Is(err, errNoPosition):
		im.fault(d, g.column, registry.Clip(g.text), "coordinates", im.crsText(err))
		return
	}
	shape, column := row.Geometry, "geometry"
	if cell := cellAt(row.Cells, p.wkt); cell.Form != Blank {
		column = p.wkt.header
		if shape, err = parseWKT(cell.Text); err != nil {
			im.fault(d, column, registry.Clip(cell.Text), "geometry", registry.Textf("không phải WKT: %v", "not well-known text: %v", err))
			return
		}
	}
	if shape != nil {
		im.setShape(d, shape, column)
	}
}

func (im *importer) setPoint(d *draft, at placed, column, written string) {
	if at.turned {
		im.warn(d, column, registry.Clip(written), "axes", registry.Text{
			VI: "thứ tự trục khác với phần lớn các dòng: đã xếp theo độ lớn", EN: "its axes are in another order than those of most rows: arranged by magnitude",
		})
	}
	im.keepShape(d, at.point, at.point)
	if at.crs == "" {
		return
	}
	for name, text := range map[string]string{"given_crs": at.crs, "given_coordinates": at.text} {
		if i, ok := im.fieldIndex[name]; ok && !d.stated.has(i) {
			im.set(d, i, &im.schema.Fields[i], registry.Normalise(text))
		}
	}
}

func (im *importer) setShape(d *draft, g orb.Geometry, column string) {
	placedShape, at, err := im.positions.placeGeometry(g)
	if err != nil {
		im.fault(d, column, "", "coordinates", im.crsText(err))
		return
	}
	if im.schema.Shapes == registry.Areas {
		im.setArea(d, placedShape, column)
		return
	}
	if _, isPoint := placedShape.(orb.Point); !isPoint || im.schema.Shapes != registry.Points {
		im.fault(d, column, g.GeoJSONType(), "geometry", im.expectedShape())
		return
	}
	im.setPoint(d, at, column, at.text)
}

// keepShape remembers what the row says about the geometry, as it is kept and
// as it was given.
func (im *importer) keepShape(d *draft, shape, raw orb.Geometry) {
	if err := d.rec.SetShape(shape); err != nil {
		im.fault(d, "geometry", shape.GeoJSONType(), "geometry", im.expectedShape())
		return
	}
	d.shape, d.raw = shape, raw
}

// setArea repairs polygons, with a warning on what had to be changed.
func (im *importer) setArea(d *draft, g orb.Geometry, column string) {
	switch g.(type) {
	case orb.Polygon, orb.MultiPolygon, orb.Collection:
	default:
		im.fault(d, column, g.GeoJSONType(), "geometry", im.expectedShape())
		return
	}
	area, notes, err := polygon.Repair(g)
	if err != nil {
		im.fault(d, column, g.GeoJSONType(), "geometry", registry.Textf("hình học không dùng được: %v", "the geometry cannot be used: %v", err))
		return
	}
	for _, note := range notes {
		switch note.Kind {
		case polygon.Winding: // most software writes rings the other way
		case polygon.RepeatedVertex, polygon.UnclosedRing: // the land is the same
			d.tidied = true
		default:
			im.warn(d, column, "", "repaired", registry.Textf("hình học đã được sửa: %v", "the geometry was repaired: %v", note))
		}
	}
	if single, ok := g.(orb.Polygon); ok {
		g = orb.MultiPolygon{single}
	}
	im.keepShape(d, area, g)
}

func (im *importer) expectedShape() registry.Text {
	switch im.schema.Shapes {
	case registry.Points:
		return registry.Text{VI: "hình học phải là một điểm (Point)", EN: "the geometry must be one point (Point)"}
	case registry.Areas:
		return registry.Text{
			VI: "hình học phải là vùng (Polygon hoặc MultiPolygon); điểm không cho biết ranh giới",
			EN: "the geometry must be an area (Polygon or MultiPolygon); a point does not tell the boundary",
		}
	}
	return registry.Textf("%[1]s không có hình học", "%[2]s has no geometry", im.schema.Single.VI, im.schema.Single.EN)
}

// crsText is what a reader of coordinates objects to, in both languages.
func (im *importer) crsText(err error) registry.Text {
	var input *crs.InputError
	if !errors.As(err, &input) {
		return registry.Textf("không đọc được tọa độ: %v", "the coordinates cannot be read: %v", err)
	}
	expected := "kinh độ trong ±180°, vĩ độ trong ±90°, ví dụ 107,99 và 14,35 hoặc 107°59'42\" và 14°21'00\""
	if !im.positions.system.Geographic() {
		expected = "mét, hướng đông khoảng 200.000–800.000 và hướng bắc khoảng 900.000–2.600.000"
	}
	vi := "không đọc được tọa độ"
	switch input.Problem {
	case crs.ProblemRange:
		vi = "tọa độ ngoài phạm vi"
	case crs.ProblemAmbiguous:
		vi = "tọa độ đọc được theo nhiều cách, phân cách hai số bằng dấu chấm phẩy"
	case crs.ProblemAxes:
		vi = "hai tọa độ cùng một trục"
	case crs.ProblemDegrees:
		vi = "đây là độ, trái với hệ tọa độ đã nêu"
	case crs.ProblemMetres:
		vi = "đây là mét: cho biết múi bằng --crs vn2000:KINH_TUYẾN_TRỤC"
	}
	return registry.Textf("%[1]s; cần %[2]s", "%[3]s; expected %[4]s", vi, expected, input.Problem.String(), input.Expected)
}

// headerOf is the header of a field's column as written, the field's name when
// the file has none.
func (im *importer) headerOf(field string) string {
	if col := im.columns.field(field); col != nil {
		return col.header
	}
	return field
}

func (im *importer) fault(d *draft, column, value, rule string, message registry.Text) {
	im.problem(d, registry.Problem{Column: column, Value: value, Rule: rule, Message: message, Severity: registry.Fault})
}

func (im *importer) warn(d *draft, column, value, rule string, message registry.Text) {
	im.problem(d, registry.Problem{Column: column, Value: value, Rule: rule, Message: message, Severity: registry.Warning})
}

func (im *importer) problem(d *draft, p registry.Problem) {
	p.Row = d.row
	if !im.checks.findings.weigh(&p) {
		d.noted = append(d.noted, p.Rule)
		return
	}
	if p.Severity == registry.Fault {
		d.faulty = true
	} else {
		d.warned = true
	}
	d.problems = append(d.problems, p)
}
