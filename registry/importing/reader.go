package importing

import (
	"github.com/paulmach/orb"

	"hatang/registry"
)

// Form tells how the text of a cell came to be.
type Form uint8

// The forms of a cell.
const (
	Blank   Form = iota // nothing is stated
	Written             // text as a person wrote it
	Number              // a machine's number, with a decimal point
	Boolean             // "true" or "false" of a machine
	List                // several texts joined by ";"
	Nested              // an object within a cell, which no field takes
)

// Cell is one value of a row as it stands in the file.
type Cell struct {
	Text string
	Form Form
}

// Row is one row of a file. It is valid until the reader's next call.
type Row struct {
	Number   int    // 1-based line, or feature number
	Cells    []Cell // under the headers; those missing at the end are blank
	Geometry orb.Geometry
	// Problems are what is wrong with the row's form. A row with faults is
	// counted and rejected.
	Problems []registry.Problem
}

// Reader yields the rows of one file of one format.
type Reader interface {
	// Header is the names of the columns as written. In formats without a header
	// row it grows while rows are read, always in the same order.
	Header() []string
	// Next is the next row, io.EOF after the last. An error *Broken ends the
	// reading; rows before it were good.
	Next() (*Row, error)
	// Notes says what the reader decided, such as the separator.
	Notes() []registry.Text
}

// Broken is the error of a file that cannot be read further.
type Broken struct{ Problem registry.Problem }

// Error is the problem in English.
func (b *Broken) Error() string { return b.Problem.In(registry.EN) }

// broken is a Broken of the given rule and place.
func broken(rule string, row int, message registry.Text) *Broken {
	return &Broken{registry.Problem{Row: row, Rule: rule, Message: message, Severity: registry.Fault}}
}
