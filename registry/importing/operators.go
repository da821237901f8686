package importing

import (
	"context"
	"regexp"
	"slices"

	"hatang/registry"
)

// maxNewOperators bounds how many operators a file can bring: a column with more
// names is none of operators.
const maxNewOperators = 500

// operatorImport makes the operators that a file names and the registry lacks,
// where Options asks for it.
type operatorImport struct {
	named map[string]bool
	made  []registry.Record
}

// collect keeps the names of the row's operators.
func (o *operatorImport) collect(columns []*column, cells []Cell) {
	for _, col := range columns {
		isOperator := col.use == operatorUse || col.use == fieldUse && col.field.Refers == registry.Operators
		if cell := cellAt(cells, col); isOperator && cell.Form != Blank && len(o.named) <= maxNewOperators && !o.named[cell.Text] {
			o.named[cell.Text] = true
		}
	}
}

// plmnForm is a mobile country code and a network code.
var plmnForm = regexp.MustCompile(`^\d{3}-\d{2,3}$`)

// prepare makes records of the names that the registry does not know.
func (o *operatorImport) prepare(im *importer) {
	if len(o.named) > maxNewOperators {
		im.report.add(registry.Problem{Rule: "operator", Severity: registry.Fault, Message: registry.Textf(
			"cột doanh nghiệp có hơn %d tên khác nhau: không tạo doanh nghiệp từ cột này", "the operator column has more than %d names: no operators are made of it", maxNewOperators)})
		return
	}
	var names []string
	for name := range o.named {
		if _, known := im.checks.operators.find(name); !known {
			names = append(names, registry.Normalise(name))
		}
	}
	slices.Sort(names)
	sector := map[registry.Kind]string{
		registry.Sites: "mobile", registry.Stations: "mobile", registry.Sectors: "mobile", registry.Postal: "postal", registry.Radio: "broadcast",
	}[im.schema.Kind]
	for _, name := range slices.Compact(names) {
		if _, known := im.checks.operators.find(name); known {
			continue // two spellings of one name
		}
		operator := &registry.Operator{Code: name, Name: name, Sector: sector}
		if plmnForm.MatchString(name) {
			operator.PLMN = name
		}
		o.made = append(o.made, operator)
		im.checks.operators.add(name, name)
		clear(im.checks.operators.seen)
	}
}

// write puts the operators into the registry, before the rows that name them.
func (o *operatorImport) write(ctx context.Context, im *importer, w registry.Writer) error {
	if len(o.made) == 0 {
		return nil
	}
	for range o.made {
		im.report.relate(registry.Operators, registry.Text{VI: "doanh nghiệp lập từ tên trong tệp", EN: "operators made from the file's names"})
	}
	_, err := w.PutAll(ctx, o.made)
	return err
}
