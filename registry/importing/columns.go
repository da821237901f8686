package importing

import (
	"slices"
	"strings"

	"hatang/registry"
)

// columns finds out what each column is read for.
type columns struct {
	options    *Options
	dictionary *dictionary
	all        []*column
	mapped     map[string]string // folded header → field
	ignored    map[string]bool   // folded headers
	met        map[string]bool   // folded headers of Map and Ignore that the file has
}

func newColumns(options *Options, dictionary *dictionary) *columns {
	c := &columns{options: options, dictionary: dictionary, mapped: map[string]string{}, ignored: map[string]bool{}, met: map[string]bool{}}
	for header, field := range options.Map {
		c.mapped[headerKey(header)] = field
	}
	for _, header := range options.Ignore {
		c.ignored[headerKey(header)] = true
	}
	return c
}

// headerKey compares headers that users repeat: by letters where there are any.
func headerKey(header string) string {
	if folded := registry.Fold(header); folded != "" {
		return folded
	}
	return strings.TrimSpace(header)
}

// known tells whether a header means something, to recognise the separator.
func (c *columns) known(header string) bool {
	header = registry.Normalise(strings.ReplaceAll(header, "\uFEFF", ""))
	key := headerKey(header)
	_, mapped := c.mapped[key]
	return mapped || c.ignored[key] || c.dictionary.find(header).use != unknownUse
}

// grow adds the columns of a header that has grown.
func (c *columns) grow(header []string) {
	for i := len(c.all); i < len(header); i++ {
		c.all = append(c.all, c.newColumn(i, header[i]))
	}
}

func (c *columns) newColumn(index int, header string) *column {
	key := headerKey(header)
	col := &column{index: index, header: header}
	if field, ok := c.mapped[key]; ok {
		c.met[key], col.mapped = true, true
		col.target = c.dictionary.find(field)
	} else if c.ignored[key] {
		c.met[key] = true
		col.ignore("theo yêu cầu", "as asked")
	} else {
		col.target = c.dictionary.find(header)
	}
	if col.use == unknownUse && numbersRows(header) && !col.mapped {
		col.ignore("chỉ đánh số dòng", "it only numbers the rows")
	}
	if col.field != nil && len(col.field.Codes) > 0 {
		col.codes = newCodebook(col.field.Codes)
	}
	return col
}

func (c *column) ignore(vi, en string) {
	c.target = target{use: ignoredUse}
	c.why = registry.Text{VI: vi, EN: en}
}

// numbersRows tells headers of columns that number the rows whatever stands in
// them.
func numbersRows(header string) bool {
	switch registry.Fold(header) {
	case "stt", "tt", "no", "so tt", "so thu tu":
		return true
	}
	return false
}

// settle decides, after the survey, what is ignored, and finds what is wrong
// with the header. idsKnown tells that whole numbers are IDs of the registry.
func (c *columns) settle(idsKnown bool) []registry.Problem {
	var problems []registry.Problem
	for _, col := range c.all {
		if p, bad := c.settleOne(col, idsKnown); bad {
			problems = append(problems, p)
		}
	}
	problems = append(append(problems, c.repeated()...), c.unmet()...)
	return append(append(problems, c.loneCoordinate()...), c.disputedYears()...)
}

// loneCoordinate finds a file with one of two coordinates.
func (c *columns) loneCoordinate() []registry.Problem {
	x, y := c.find(xUse), c.find(yUse)
	switch {
	case x != nil && y == nil:
		return []registry.Problem{headerFault(x, "coordinates", registry.Text{
			VI: "thiếu cột thứ hai của tọa độ (vĩ độ hoặc Y)", EN: "the other column of the coordinates is missing (latitude or Y)",
		})}
	case y != nil && x == nil:
		return []registry.Problem{headerFault(y, "coordinates", registry.Text{
			VI: "thiếu cột thứ hai của tọa độ (kinh độ hoặc X)", EN: "the other column of the coordinates is missing (longitude or X)",
		})}
	}
	return nil
}

// disputedYears finds two headers that give one year field different years.
func (c *columns) disputedYears() []registry.Problem {
	first := map[string]*column{}
	var problems []registry.Problem
	for _, col := range c.all {
		if col.yearField == nil {
			continue
		}
		other, taken := first[col.yearField.Name]
		if !taken {
			first[col.yearField.Name] = col
		} else if other.year != col.year {
			problems = append(problems, headerFault(col, "year", registry.Textf(
				"năm %d khác với cột %q (%d): một dòng chỉ có một %s", "the year %d differs from column %q (%d): a row has one %s",
				col.year, other.header, other.year, col.yearField.Name)))
		}
	}
	return problems
}

func (c *columns) settleOne(col *column, idsKnown bool) (registry.Problem, bool) {
	switch {
	case col.wrongUnit != "":
		fault := headerFault(col, "unit", registry.Textf("đơn vị %s không đổi được ra %s", "the unit %s cannot be converted to %s",
			col.wrongUnit, col.field.Unit))
		col.ignore("đơn vị không dùng được", "its unit cannot be used")
		return fault, true
	case col.mapped && col.use == unknownUse:
		return headerFault(col, "unknown-field", registry.Textf("--map: không có trường %q; các trường: %s", "--map: there is no field %q; the fields: %s",
			c.mapped[headerKey(col.header)], c.fieldNames())), true
	case col.isID() && !col.mapped && !idsKnown && col.order.wholes():
		if col.order.count() {
			col.ignore("chỉ đánh số dòng", "it only numbers the rows")
			return registry.Problem{}, false
		}
		return headerFault(col, "id", registry.Text{
			VI: "các số này không phải định danh của sổ đăng ký: dùng --ignore, hoặc --map để đọc làm mã",
			EN: "these numbers are not IDs of the registry: use --ignore, or --map to read them as codes",
		}), true
	case col.use != unknownUse:
	case col.filled == 0:
		col.ignore("cột trống", "it is empty")
	case col.order.count() && col.order.seen > 1:
		col.ignore("chỉ đánh số dòng", "it only numbers the rows")
	case c.options.IgnoreUnknown:
		col.ignore("không có trường tương ứng", "there is no such field")
	default:
		return headerFault(col, "unknown-column", registry.Textf(
			"không biết cột này (cột thứ %[1]d): dùng --map %[2]q=trường, --ignore %[2]q hoặc --ignore-unknown",
			"unknown column (number %[1]d): use --map %[2]q=field, --ignore %[2]q or --ignore-unknown", col.index+1, col.header)), true
	}
	return registry.Problem{}, false
}

func (c *column) isID() bool { return c.use == fieldUse && c.field.Name == "id" }

func headerFault(col *column, rule string, message registry.Text) registry.Problem {
	return registry.Problem{Column: col.header, Rule: rule, Message: message, Severity: registry.Fault}
}

func (c *columns) fieldNames() string {
	var names []string
	for i := range c.dictionary.schema.Fields {
		names = append(names, c.dictionary.schema.Fields[i].Name)
	}
	return strings.Join(names, ", ")
}

// repeated finds fields that two columns claim.
func (c *columns) repeated() []registry.Problem {
	first := map[string]*column{}
	var problems []registry.Problem
	for _, col := range c.all {
		for _, claim := range col.claims() {
			other, taken := first[claim]
			if !taken {
				first[claim] = col
				continue
			}
			problems = append(problems, headerFault(col, "repeated-column", registry.Textf(
				"hai cột cho một trường (%s): cột thứ %d %q và cột thứ %d; bỏ bớt một bằng --ignore",
				"two columns for one field (%s): number %d %q and number %d; leave one out with --ignore",
				claim, other.index+1, other.header, col.index+1)))
			break
		}
	}
	return problems
}

// claims is what no two columns may both be.
func (c *column) claims() []string {
	switch c.use {
	case fieldUse:
		names := []string{c.field.Name}
		if c.field.Type == registry.ListField {
			for _, code := range c.field.Codes {
				names = append(names, c.field.Name+" "+code.Code)
			}
		}
		return names
	case referenceUse:
		return []string{c.field.Name + " (" + strings.TrimSuffix(c.field.Name, "_id") + "_code)"}
	case flagUse:
		return []string{c.field.Name + " " + c.code}
	case operatorUse:
		return []string{"operator"}
	case xUse:
		return []string{"x"}
	case yUse:
		return []string{"y"}
	case pairUse, wktUse:
		return []string{"x", "y"}
	}
	return nil
}

// unmet finds headers of Map and Ignore that the file does not have.
func (c *columns) unmet() []registry.Problem {
	var missing []string
	for key := range c.mapped {
		if !c.met[key] {
			missing = append(missing, key)
		}
	}
	slices.Sort(missing)
	var problems []registry.Problem
	for _, key := range missing {
		problems = append(problems, registry.Problem{Column: key, Rule: "map", Severity: registry.Fault, Message: registry.Text{
			VI: "--map: tệp không có cột này", EN: "--map: the file has no such column",
		}})
	}
	return problems
}

// find is the first column of the given use.
func (c *columns) find(wanted use) *column {
	for _, col := range c.all {
		if col.use == wanted {
			return col
		}
	}
	return nil
}

// field is the column that is read for the field, nil when there is none.
func (c *columns) field(name string) *column {
	for _, col := range c.all {
		if col.field != nil && col.field.Name == name && col.use != operatorUse {
			return col
		}
	}
	return nil
}

// uses is the part of the report about columns.
func (c *columns) uses() []ColumnUse {
	list := make([]ColumnUse, 0, len(c.all))
	for _, col := range c.all {
		list = append(list, ColumnUse{Header: col.header, Field: col.purpose(), Note: col.note()})
	}
	return list
}

func (c *column) purpose() string {
	switch c.use {
	case fieldUse:
		return c.field.Name
	case flagUse:
		return c.field.Name
	case referenceUse:
		return strings.TrimSuffix(c.field.Name, "_id") + "_code"
	case operatorUse:
		return "operator_code"
	case xUse:
		return "x"
	case yUse:
		return "y"
	case pairUse:
		return "coordinates"
	case wktUse:
		return "geometry"
	case districtUse:
		return "district"
	case provinceUse:
		return "province"
	}
	return ""
}

func (c *column) note() registry.Text {
	switch {
	case c.use == flagUse:
		return registry.Textf("có/không cho %s", "yes/no for %s", c.code)
	case c.factor != 0:
		return registry.Textf("đổi đơn vị: × %s", "converted: × %s", plainNumber(c.factor))
	case c.year != 0:
		return registry.Textf("số liệu năm %d", "figures of %d", c.year)
	}
	return c.why
}
