package importing

import (
	"fmt"
	"slices"
	"time"

	"hatang/registry"
)

// Options says how a file is to be read and on whose behalf it is written. The
// zero value reads degrees on WGS 84 and corrects what holds today.
type Options struct {
	// Format is the file's format; empty: by its name, then by its content.
	Format Format
	// Encoding is the encoding of a text file; empty: found out.
	Encoding Encoding
	// Sheet is the sheet of a workbook to read, by name or number from 1; empty:
	// the one with the most known headers.
	Sheet string
	// Layer is the layer of a file with several; empty: the kind's own, else the
	// one with the most known columns.
	Layer string
	// CRS is the system of the coordinates, in a form that crs.Parse reads, such
	// as "vn2000:107.5"; empty: WGS 84.
	CRS string
	// ValidFrom and ValidTo are the dates of rows that state none.
	ValidFrom, ValidTo registry.Date
	// Map gives columns a field: header → field name.
	Map map[string]string
	// Ignore lists headers that are not read. IgnoreUnknown ignores every header
	// that means nothing; without it such a column is a fault.
	Ignore        []string
	IgnoreUnknown bool
	// CreateOperators makes the operators that the file names and the registry
	// lacks, in the same transaction; without it an unknown operator is a fault.
	CreateOperators bool
	// Defaults gives fields a value in rows that state none: field name → text as
	// in a file.
	Defaults map[string]string
	// Decimal is "comma" or "point" where the file itself does not show it.
	Decimal string
	// KeepFirst takes the first of several rows about one record and warns about
	// the others; without it rows that differ are faults.
	KeepFirst bool
	// PlaceInCommune puts records without coordinates into their commune, marked
	// approximate. CodesAsOf is the day that the file's commune codes are of, when
	// it is not that of the rows: communes that have been succeeded since are
	// followed to those of the row's day.
	PlaceInCommune bool
	CodesAsOf      registry.Date
	// DryRun does everything but the writing.
	DryRun bool
	// Author is recorded with every change.
	Author registry.Author
	// Row is told of each row that was taken, with a record of what the row itself
	// states; nil: nobody is.
	Row func(registry.Record)
	// Progress is told, often, how many bytes of all to be read were read.
	Progress func(done, total int64)
	// Today is the day on which rows without valid_from are compared; zero: the
	// day of the machine's clock in Vietnam.
	Today registry.Date
	// Look, where it is not nil, is filled with what the file shows.
	Look *Look
	// Met is told what becomes of each row, in the order in which rows are
	// taken to the registry; with DryRun, what would become of it.
	Met func(Met)
}

func (o *Options) today() registry.Date {
	if o.Today.IsZero() {
		return registry.DateOf(time.Now().In(registry.Vietnam()))
	}
	return o.Today
}

func (o *Options) decimal() (style, error) {
	switch o.Decimal {
	case "":
		return undecided, nil
	case "comma":
		return commaStyle, nil
	case "point":
		return pointStyle, nil
	}
	return undecided, registry.Errorf(registry.Invalid, "dấu thập phân %q: cần comma hoặc point", "decimal mark %q: comma or point is expected", o.Decimal)
}

// Report is what an import found and did, or would do. With faults nothing was
// written, and Created and Changed count what the other rows would have done.
type Report struct {
	File string        `json:"file"`
	Kind registry.Kind `json:"kind"`
	// Rows = Created + Changed + Unchanged + Rejected + Repeated.
	Rows      int `json:"rows"`
	Created   int `json:"created"`   // things that were not known
	Changed   int `json:"changed"`   // things about which something is new
	Unchanged int `json:"unchanged"` // nothing new
	Rejected  int `json:"rejected"`  // rows with a fault
	Repeated  int `json:"repeated"`  // rows that repeat an earlier one
	Warned    int `json:"warned"`    // rows with a warning, which may count above too
	// Related counts records of other kinds, or levels, made along the way.
	Related []Related `json:"related,omitempty"`
	// Written tells whether the registry was written to.
	Written   bool               `json:"written"`
	DryRun    bool               `json:"dry_run"`
	Problems  []registry.Problem `json:"problems"`
	Unlisted  int                `json:"unlisted,omitempty"` // problems beyond those listed
	Columns   []ColumnUse        `json:"columns"`
	Decisions []registry.Text    `json:"decisions"`
	// Checks is the table of checks that the rows went through.
	Checks []Rule `json:"checks,omitempty"`
	// Placement is there when rows without coordinates were to be placed.
	Placement *Placement `json:"placement,omitempty"`

	faults, warnings int
}

// Related counts records that were made because rows needed them.
type Related struct {
	Kind    registry.Kind `json:"kind"`
	Created int           `json:"created"`
	Why     registry.Text `json:"why"`
}

// ColumnUse says what became of a column.
type ColumnUse struct {
	Header string        `json:"header"`
	Field  string        `json:"field,omitempty"` // field, or "lon", "lat", "site_code", …; empty when ignored
	Note   registry.Text `json:"note,omitzero"`   // why it is ignored, or what was done with it
}

// maxProblems bounds the faults, and the warnings, that a report lists; the rest
// are counted.
const maxProblems = 10_000

// Faults is how many problems reject, listed or not.
func (r *Report) Faults() int { return r.faults }

// add lists a problem.
func (r *Report) add(p registry.Problem) {
	p.File = r.File
	same := &r.warnings
	if p.Severity == registry.Fault {
		same = &r.faults
	}
	*same++
	if *same > maxProblems {
		r.Unlisted++
		return
	}
	r.Problems = append(r.Problems, p)
}

// err is nil, or Invalid with the report's faults.
func (r *Report) err() error {
	if r.faults == 0 {
		return nil
	}
	return &registry.Error{
		Code: registry.Invalid,
		Message: registry.Textf("%s: %d lỗi, không ghi gì vào sổ", "%s: %d errors, nothing was written",
			r.File, r.faults),
		Hint: registry.Text{
			VI: "sửa các dòng được nêu rồi nhập lại cả tệp",
			EN: "correct the rows that are named and import the whole file again",
		},
		Problems: registry.Faults(r.Problems),
	}
}

// sort puts the problems in the order of the file, those of the file as a whole
// first.
func (r *Report) sort() {
	r.Placement.sort()
	slices.SortStableFunc(r.Problems, func(a, b registry.Problem) int { return a.Row - b.Row })
}

// relate counts a record that was made along the way.
func (r *Report) relate(kind registry.Kind, why registry.Text) {
	for i := range r.Related {
		if r.Related[i].Kind == kind && r.Related[i].Why == why {
			r.Related[i].Created++
			return
		}
	}
	r.Related = append(r.Related, Related{kind, 1, why})
}

func (r *Report) decide(notes ...registry.Text) { r.Decisions = append(r.Decisions, notes...) }

// String is the report's figures, for logs.
func (r *Report) String() string {
	return fmt.Sprintf("%s: %d rows, %d created, %d changed, %d unchanged, %d rejected, %d warned",
		r.File, r.Rows, r.Created, r.Changed, r.Unchanged, r.Rejected, r.Warned)
}
