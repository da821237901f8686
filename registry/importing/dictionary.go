package importing

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hatang/registry"
)

// use tells what a column is read for.
type use uint8

const (
	unknownUse   use = iota
	ignoredUse       // read for nothing
	fieldUse         // a field of the kind
	referenceUse     // the code of a record that an …_id field refers to
	operatorUse      // the operator that tells references of one code apart
	flagUse          // one code of a list field, yes or no
	xUse             // easting or longitude, if the axes are as named
	yUse             // northing or latitude
	pairUse          // both coordinates in one cell
	wktUse           // a geometry as well-known text
	districtUse      // the district that tells communes of one name apart
	provinceUse      // the province that does
)

// target is what a header means.
type target struct {
	use   use
	field *registry.Field // of fieldUse, referenceUse and flagUse
	code  string          // of flagUse
	// degrees tells that the header names longitude or latitude.
	degrees bool
	// vietnamese tells that the header names VN-2000.
	vietnamese bool
	// year is what the header ends with, for yearField.
	year      int64
	yearField *registry.Field
	factor    float64 // from the header's unit to the field's, 0 for none
	// wrongUnit is a unit that the field's cannot be had from.
	wrongUnit string
}

// dictionary knows the headers of a kind: field names, labels in both
// languages, aliases, and those of coordinates and references. Keys are folded.
type dictionary struct {
	schema  *registry.Schema
	targets map[string]target
}

func newDictionary(schema *registry.Schema) *dictionary {
	d := &dictionary{schema, map[string]target{}}
	for i := range schema.Fields {
		f := &schema.Fields[i]
		d.add(target{use: fieldUse, field: f}, f.Name)
	}
	for i := range schema.Fields {
		f := &schema.Fields[i]
		d.add(target{use: fieldUse, field: f}, f.Label.VI, f.Label.EN)
	}
	for i := range schema.Fields {
		f := &schema.Fields[i]
		d.add(target{use: fieldUse, field: f}, f.Aliases...)
		if f.Type == registry.ListField {
			for _, c := range f.Codes {
				d.add(target{use: flagUse, field: f, code: c.Code}, "has_"+c.Code)
			}
		}
	}
	d.addReferences()
	d.addGeometry()
	if schema.Field("commune") != nil {
		d.add(target{use: districtUse}, "district", "huyện", "quận/huyện", "huyện/quận", "quận", "tên huyện", "quận, huyện", "huyện/thành phố")
		d.add(target{use: provinceUse}, "province", "tỉnh", "tỉnh/thành phố", "tỉnh, thành phố", "tên tỉnh", "tỉnh/tp", "city")
	}
	return d
}

// add enters headers that do not mean something already, with what they are
// without the unit in brackets.
func (d *dictionary) add(t target, headers ...string) {
	for _, header := range headers {
		bare, _ := cutBrackets(header)
		for _, key := range []string{registry.Fold(header), registry.Fold(bare)} {
			if _, taken := d.targets[key]; !taken && key != "" {
				d.targets[key] = t
			}
		}
	}
}

// addReferences lets a record be named by its code where the field holds its
// ID: site_code, and the headers of the site's own code.
func (d *dictionary) addReferences() {
	for i := range d.schema.Fields {
		f := &d.schema.Fields[i]
		stem, isID := strings.CutSuffix(f.Name, "_id")
		if !isID || f.Refers == "" {
			continue
		}
		referred := registry.SchemaOf(f.Refers)
		t := target{use: referenceUse, field: f}
		d.add(t, stem+"_code")
		if code := referred.Field("code"); code != nil {
			d.add(t, code.Label.VI, code.Label.EN)
			d.add(t, code.Aliases...)
		}
		operator := referred.Field("operator_code")
		if operator != nil && d.schema.Field("operator_code") == nil {
			d.add(target{use: operatorUse, field: operator}, operator.Name, operator.Label.VI, operator.Label.EN)
			d.add(target{use: operatorUse, field: operator}, operator.Aliases...)
		}
	}
}

func (d *dictionary) addGeometry() {
	if d.schema.Shapes == registry.NoShapes {
		return
	}
	d.add(target{use: wktUse}, "wkt", "geometry", "geom", "the_geom", "hình học")
	if d.schema.Shapes != registry.Points {
		return
	}
	d.add(target{use: xUse, degrees: true}, "lon", "lng", "long", "longitude", "kinh độ", "kinhdo", "tọa độ kinh độ")
	d.add(target{use: yUse, degrees: true}, "lat", "latitude", "vĩ độ", "vido", "tọa độ vĩ độ")
	d.add(target{use: xUse}, "x", "tọa độ x", "toadox", "x_coord", "coord_x", "e", "easting", "east", "tọa độ e", "tọa độ đông")
	d.add(target{use: yUse}, "y", "tọa độ y", "toadoy", "y_coord", "coord_y", "n", "northing", "north", "tọa độ n", "tọa độ bắc")
	d.add(target{use: pairUse}, "tọa độ", "coordinates", "coordinate", "tọa độ gps", "gps", "latlong", "lat_long", "lat_lon",
		"lon_lat", "latlng", "tọa độ vị trí", "tọa độ lắp đặt", "kinh độ vĩ độ", "vĩ độ kinh độ", "kinh vĩ độ")
}

// keyYear is a key to look up and the year that was cut off it.
type keyYear struct {
	key  string
	year int64
}

// find tells what a header means: as it is, without what stands in brackets,
// without a year at the end, without the name of a coordinate system.
func (d *dictionary) find(header string) target {
	bare, bracket := cutBrackets(header)
	plainKey, year := cutYear(registry.Fold(header))
	bareKey, bareYear := cutYear(registry.Fold(bare))
	systemKey, vietnamese, named := cutSystem(bareKey)
	tries := []keyYear{{registry.Fold(header), year}, {plainKey, year}, {bareKey, bareYear}}
	if t := d.targets[systemKey]; named && t.use >= xUse && t.use <= wktUse {
		tries = append(tries, keyYear{systemKey, 0})
	}
	for _, try := range tries {
		t, found := d.targets[try.key]
		if !found {
			continue
		}
		if t.use == fieldUse {
			t.applyUnit(bracket)
			if try.year != 0 {
				t.year, t.yearField = try.year, d.yearField(t.field)
			}
			if t.year != 0 && t.yearField == nil {
				continue // a year that there is no place for
			}
		}
		_, inBracket, _ := cutSystem("x " + registry.Fold(bracket))
		t.vietnamese = vietnamese || inBracket
		return t
	}
	return target{}
}

// yearField is the field that holds the year of a field's figures; people and
// households are counted together.
func (d *dictionary) yearField(f *registry.Field) *registry.Field {
	stem := f.Name
	if stem == "households" {
		stem = "population"
	}
	return d.schema.Field(stem + "_year")
}

// cutBrackets takes (…) or […] off the end of a header.
func cutBrackets(header string) (bare, bracket string) {
	text := strings.TrimSpace(header)
	if text == "" {
		return header, ""
	}
	opening := map[byte]byte{')': '(', ']': '['}[text[len(text)-1]]
	if opening == 0 {
		return header, ""
	}
	i := strings.LastIndexByte(text, opening)
	if i <= 0 {
		return header, ""
	}
	return text[:i], text[i+1 : len(text)-1]
}

// trailingYear is a year at the end of a folded header, "nam" before it or not.
var trailingYear = regexp.MustCompile(`^(.+?)(?: nam| year)? ((?:19|20)\d\d)$`)

func cutYear(key string) (rest string, year int64) {
	parts := trailingYear.FindStringSubmatch(key)
	if parts == nil {
		return key, 0
	}
	year, _ = strconv.ParseInt(parts[2], 10, 64) // four digits
	return parts[1], year
}

// cutSystem takes the name of a coordinate system off the end of a folded
// header.
func cutSystem(key string) (rest string, vietnamese, named bool) {
	for _, name := range []string{" vn 2000", " vn2000", " wgs 84", " wgs84"} {
		if rest, ok := strings.CutSuffix(key, name); ok {
			return rest, strings.HasPrefix(name, " vn"), true
		}
	}
	return key, false, false
}

// unit is a unit of measure: what it measures, and how many of the base unit.
type unit struct {
	measures string
	factor   float64
}

// units knows what people write in brackets after a header.
func units(text string) (unit, bool) {
	name := strings.ToLower(registry.Normalise(text))
	for _, u := range []struct {
		unit
		names string
	}{
		{unit{"length", 1}, "m|mét|met|meter|metre"},
		{unit{"length", 1000}, "km|ki-lô-mét"},
		{unit{"length", 0.01}, "cm"},
		{unit{"length", 0.3048}, "ft|feet"},
		{unit{"power", 1}, "w|watt|oát"},
		{unit{"power", 1000}, "kw"},
		{unit{"level", 1}, "dbm"},
		{unit{"ratio", 1}, "db"},
		{unit{"frequency", 1e-3}, "khz"},
		{unit{"frequency", 1}, "mhz"},
		{unit{"frequency", 1000}, "ghz"},
		{unit{"area", 1e-6}, "m²|m2"},
		{unit{"area", 0.01}, "ha"},
		{unit{"area", 1}, "km²|km2"},
		{unit{"angle", 1}, "°|độ|deg"},
		{unit{"time", 1}, "h|giờ|giờ/ngày"},
	} {
		if slices.Contains(strings.Split(u.names, "|"), name) {
			return u.unit, true
		}
	}
	return unit{}, false
}

// applyUnit converts a column whose header states another unit than the field.
func (t *target) applyUnit(bracket string) {
	given, known := units(bracket)
	kept, measured := units(t.field.Unit)
	switch {
	case !known || !measured:
	case given.measures != kept.measures:
		t.wrongUnit = bracket
	case given.factor != kept.factor:
		t.factor = given.factor / kept.factor
	}
}
