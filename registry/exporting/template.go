package exporting

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"hatang/registry"
)

const (
	templateRows  = 5000 // rows that have lists, formats and checks
	explainSheet  = "Giải thích"
	listSheet     = "Danh mục"
	requiredFill  = "F6D9B8"
	textFormat    = 49 // "@": 00123 keeps its zeros
	templateWidth = 20
)

// TemplateOptions says what a template offers to choose from.
type TemplateOptions struct {
	// Operators are the names to offer where an operator is asked for; none: the
	// column takes any text.
	Operators []string
}

// Template writes the workbook in which people fill in records of a kind: a
// sheet with a column for each field, required ones marked, with lists for coded
// columns and checks of numbers and dates; and a sheet that explains each column
// in both languages. Filled in, it imports as it is.
func Template(w io.Writer, kind registry.Kind, options TemplateOptions) error {
	schema := registry.SchemaOf(kind)
	if schema == nil {
		return registry.Errorf(registry.Unsupported, "không có loại bản ghi %q", "there is no kind of record %q", kind)
	}
	t := &template{book: excelize.NewFile(), schema: schema, options: options, name: sheetName(schema.Label.VI), columns: templateColumns(schema)}
	err := t.build()
	if err == nil {
		err = t.book.Write(w)
	}
	if closing := t.book.Close(); err == nil {
		err = closing
	}
	return err
}

// template is a workbook in the making.
type template struct {
	book    *excelize.File
	schema  *registry.Schema
	options TemplateOptions
	name    string
	columns []templateColumn
	lists   int // columns of the sheet with the lists
}

// templateColumn is one column to fill in.
type templateColumn struct {
	field    *registry.Field // nil for coordinates
	header   string
	label    registry.Text
	help     registry.Text
	required bool
	limits   registry.Limits
}

// templateColumns leaves out what the registry itself keeps.
func templateColumns(schema *registry.Schema) []templateColumn {
	var columns []templateColumn
	for i := range schema.Fields {
		f := &schema.Fields[i]
		switch f.Name {
		case "id", "valid_to", "given_crs", "given_coordinates", "approximate", "approximate_reason":
			continue
		}
		c := templateColumn{field: f, header: f.Label.VI, label: f.Label, help: f.Help, required: f.Required, limits: f.Limits}
		if stem, isID := strings.CutSuffix(f.Name, "_id"); isID && f.Refers != "" {
			one := registry.SchemaOf(f.Refers).Single
			c.header = stem + "_code"
			c.label = registry.Textf("Mã %[1]s", "Code of the %[2]s", one.VI, one.EN)
		}
		columns = append(columns, c)
	}
	if schema.Shapes == registry.Points {
		help := registry.Text{
			VI: "Độ thập phân hoặc độ phút giây, WGS 84. Tọa độ VN-2000: đổi hai tiêu đề thành X và Y, nhập với --crs vn2000:KINH_TUYẾN_TRỤC",
			EN: "Decimal degrees or degrees, minutes and seconds on WGS 84. For VN-2000 rename both headers to X and Y and import with --crs vn2000:MERIDIAN",
		}
		columns = append(columns,
			templateColumn{header: "Kinh độ", label: registry.Text{VI: "Kinh độ", EN: "Longitude"}, help: help},
			templateColumn{header: "Vĩ độ", label: registry.Text{VI: "Vĩ độ", EN: "Latitude"}, help: help})
	}
	return columns
}

func (t *template) build() error {
	if err := t.book.SetSheetName(t.book.GetSheetName(0), t.name); err != nil {
		return err
	}
	for _, name := range []string{explainSheet, listSheet} {
		if _, err := t.book.NewSheet(name); err != nil {
			return err
		}
	}
	for i, c := range t.columns {
		if err := t.column(i+1, c); err != nil {
			return fmt.Errorf("template column %s: %w", c.header, err)
		}
	}
	if err := t.book.SetPanes(t.name, frozenHeader()); err != nil {
		return err
	}
	if err := t.explain(); err != nil {
		return err
	}
	if t.lists == 0 {
		return t.book.DeleteSheet(listSheet)
	}
	return t.book.SetSheetVisible(listSheet, false)
}

// column writes a header, the format of its column and what may stand in it.
func (t *template) column(number int, c templateColumn) error {
	name, err := excelize.ColumnNumberToName(number)
	if err != nil {
		return err
	}
	format, err := t.book.NewStyle(c.style())
	if err != nil {
		return err
	}
	fill, header := headingFill, c.header
	if c.required {
		fill, header = requiredFill, c.header+" *"
	}
	heading, err := headingStyle(t.book, fill)
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return t.book.SetColStyle(t.name, name, format) },
		func() error { return t.book.SetColWidth(t.name, name, name, templateWidth) },
		func() error { return t.book.SetCellStr(t.name, name+"1", header) },
		func() error { return t.book.SetCellStyle(t.name, name+"1", name+"1", heading) },
		func() error { return t.validate(name, c) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (c templateColumn) style() *excelize.Style {
	date := "dd/mm/yyyy"
	switch {
	case c.field == nil:
		return &excelize.Style{}
	case c.field.Type == registry.DateField:
		return &excelize.Style{CustomNumFmt: &date}
	case c.field.Type == registry.TextField, c.field.Type == registry.ListField:
		return &excelize.Style{NumFmt: textFormat}
	}
	return &excelize.Style{}
}

// validate lets Excel refuse what the import would refuse.
func (t *template) validate(column string, c templateColumn) error {
	if c.field == nil {
		return nil
	}
	rule := excelize.NewDataValidation(true)
	rule.Sqref = fmt.Sprintf("%s2:%s%d", column, column, templateRows)
	var err error
	switch values := t.values(c); {
	case len(values) > 0:
		if err := t.list(rule, values); err != nil {
			return err
		}
		rule.SetError(excelize.DataValidationErrorStyleStop, c.label.VI, "Chọn một giá trị trong danh sách (choose from the list)")
	case c.field.Type == registry.DateField:
		err = rule.SetRange("1", "73050", excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween) // to 31 December 2099
		rule.SetError(excelize.DataValidationErrorStyleStop, c.label.VI, "Phải là ngày, như 31/12/2025 (a date)")
	case c.field.Type == registry.IntegerField || c.field.Type == registry.RealField:
		low, high := c.limits.Min, c.limits.Max
		if low >= high {
			low, high = -1e12, 1e12
		}
		kind := excelize.DataValidationTypeDecimal
		if c.field.Type == registry.IntegerField {
			kind = excelize.DataValidationTypeWhole
		}
		err = rule.SetRange(low, high, kind, excelize.DataValidationOperatorBetween)
		rule.SetError(excelize.DataValidationErrorStyleStop, c.label.VI, fmt.Sprintf("Phải là số từ %v đến %v (a number)", low, high))
	default:
		return nil
	}
	if err != nil {
		return err
	}
	return t.book.AddDataValidation(t.name, rule)
}

// values is what a column is chosen from: labels, which the import reads as
// codes.
func (t *template) values(c templateColumn) []string {
	var values []string
	switch {
	case c.field.Type == registry.CodeField:
		for _, code := range c.field.Codes {
			values = append(values, code.Label.VI)
		}
	case c.field.Type == registry.BooleanField:
		values = []string{"có", "không"}
	case c.field.Refers == registry.Operators:
		values = t.options.Operators
	}
	return values
}

// list puts the values on the hidden sheet: lists within a rule must be shorter
// than 255 characters and cannot hold commas.
func (t *template) list(rule *excelize.DataValidation, values []string) error {
	t.lists++
	name, err := excelize.ColumnNumberToName(t.lists)
	if err != nil {
		return err
	}
	for i, value := range values {
		if err := t.book.SetCellStr(listSheet, fmt.Sprintf("%s%d", name, i+1), value); err != nil {
			return err
		}
	}
	rule.SetSqrefDropList(fmt.Sprintf("'%s'!$%s$1:$%s$%d", listSheet, name, name, len(values)))
	return nil
}

// explain writes the sheet that explains the columns.
func (t *template) explain() error {
	rows := [][]any{
		{"Cách điền: mỗi đối tượng một dòng ở trang “" + t.name + "”; cột có dấu * phải điền; ô trống là chưa biết; không đổi tên cột. Sau đó: hatang import " + string(t.schema.Kind) + " TỆP"},
		{"How to fill in: one row for each record on the first sheet; columns with * are required; an empty cell means not known; keep the headers. Then: hatang import " + string(t.schema.Kind) + " FILE"},
		{},
		{"Cột", "Column", "Trường / field", "Bắt buộc / required", "Kiểu / type", "Đơn vị / unit", "Giá trị / values", "Giải thích", "Explanation"},
	}
	const headingRow = 4
	for _, c := range t.columns {
		rows = append(rows, c.explanation())
	}
	for i, row := range rows {
		if err := t.book.SetSheetRow(explainSheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
			return err
		}
	}
	heading, err := headingStyle(t.book, headingFill)
	if err != nil {
		return err
	}
	if err := t.book.SetCellStyle(explainSheet, fmt.Sprintf("A%d", headingRow), fmt.Sprintf("I%d", headingRow), heading); err != nil {
		return err
	}
	return t.book.SetColWidth(explainSheet, "A", "I", 28)
}

func (c templateColumn) explanation() []any {
	required := ""
	if c.required {
		required = "có / yes"
	}
	if c.field == nil {
		return []any{c.header, c.label.EN, "", required, "tọa độ / coordinate", "°", "", c.help.VI, c.help.EN}
	}
	var values []string
	for _, code := range c.field.Codes {
		values = append(values, fmt.Sprintf("%s = %s", code.Label.VI, code.Label.EN))
	}
	if c.limits.Min < c.limits.Max {
		values = append(values, fmt.Sprintf("%v … %v", c.limits.Min, c.limits.Max))
	}
	help := c.meaning()
	return []any{c.header, c.label.EN, c.field.Name, required, typeText(c.field), c.field.Unit, strings.Join(values, "; "), help.VI, help.EN}
}

// meaning is the field's help, or its label with how it is written.
func (c templateColumn) meaning() registry.Text {
	if !c.help.IsZero() {
		return c.help
	}
	how := map[registry.FieldType]registry.Text{
		registry.TextField:    {VI: "văn bản", EN: "text"},
		registry.CodeField:    {VI: "chọn một giá trị trong danh sách", EN: "choose one value from the list"},
		registry.ListField:    {VI: "một hoặc nhiều giá trị, cách nhau bằng dấu chấm phẩy", EN: "one or more values, separated by semicolons"},
		registry.IntegerField: {VI: "số nguyên", EN: "a whole number"},
		registry.RealField:    {VI: "số", EN: "a number"},
		registry.BooleanField: {VI: "có hoặc không", EN: "yes (có) or no (không)"},
		registry.DateField:    {VI: "ngày, như 31/12/2025", EN: "a date such as 31/12/2025"},
	}[c.field.Type]
	if c.field.Refers == registry.Operators {
		how = registry.Text{VI: "mã, tên hoặc tên viết tắt của doanh nghiệp đã có trong sổ", EN: "code, name or short name of an operator of the registry"}
	}
	return registry.Textf("%[1]s: %[2]s", "%[3]s: %[4]s", c.label.VI, how.VI, c.label.EN, how.EN)
}

func typeText(f *registry.Field) string {
	switch f.Type {
	case registry.CodeField:
		return "danh mục / code"
	case registry.ListField:
		return "danh sách / list"
	case registry.IntegerField:
		return "số nguyên / whole number"
	case registry.RealField:
		return "số / number"
	case registry.BooleanField:
		return "có–không / yes–no"
	case registry.DateField:
		return "ngày / date"
	}
	return "văn bản / text"
}
