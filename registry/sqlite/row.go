package sqlite

import (
	"database/sql"
	"fmt"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"golang.org/x/text/unicode/norm"

	"hatang/registry"
)

// row is a stored row.
type row struct {
	fid int64
	rec registry.Record
}

// scanner reads rows of one table. It reuses its buffers: one scanner serves one
// goroutine.
type scanner struct {
	layout   *layout
	fid      int64
	revision sql.NullInt64
	geometry sql.RawBytes
	cells    []any
	targets  []any
	// faults are the cells that other programs filled with something that the
	// field cannot hold; they read as not stated.
	faults []registry.Problem
}

func newScanner(l *layout) *scanner {
	s := &scanner{layout: l, cells: make([]any, len(l.columns))}
	s.targets = append(s.targets, &s.fid, &s.revision, &s.geometry)
	for i := range s.cells {
		s.targets = append(s.targets, &s.cells[i])
	}
	return s
}

// scan reads the current row of a query that selects layout.selects.
func (s *scanner) scan(rows *sql.Rows) (row, error) {
	if err := rows.Scan(s.targets...); err != nil {
		return row{}, err
	}
	s.faults = s.faults[:0]
	rec := s.layout.schema.New()
	for i, cell := range s.cells {
		if cell == nil {
			continue
		}
		f := &s.layout.schema.Fields[i]
		value, ok := cellValue(f, cell)
		if ok {
			ok = f.Set(rec, value) == nil
		}
		if !ok {
			s.fault(f.Name, fmt.Sprint(cell), "type", "kiểu dữ liệu không đúng", "not of the field's type")
		}
	}
	rec.Head().Revision = s.revision.Int64
	g, err := decodeGeometry(s.geometry)
	if err == nil && g != nil {
		err = rec.SetShape(g)
	}
	if err != nil {
		s.fault("geometry", "", "geometry", "hình học không đọc được", "the geometry cannot be read")
	}
	return row{s.fid, rec}, nil
}

func (s *scanner) fault(column, value, rule, vi, en string) {
	s.faults = append(s.faults, registry.Problem{
		Column: column, Value: value, Rule: rule, Message: registry.Text{VI: vi, EN: en}, Severity: registry.Fault,
	})
}

// cellValue is a column's value as the field holds it. SQLite lets other
// programs put any type into any column; what can be understood is.
func cellValue(f *registry.Field, cell any) (any, bool) {
	switch v := cell.(type) {
	case string:
		return parseCell(f, v)
	case []byte:
		return parseCell(f, string(v))
	case int64:
		return intCell(f, v)
	case float64:
		switch {
		case f.Type == registry.RealField:
			return v, true
		case f.Type == registry.IntegerField && v == math.Trunc(v) && math.Abs(v) < 1<<53:
			return int64(v), true
		}
		return parseCell(f, strconv.FormatFloat(v, 'f', -1, 64))
	case bool:
		if f.Type == registry.BooleanField {
			return v, true
		}
	case time.Time:
		if f.Type == registry.DateField {
			return registry.DateOf(v), true
		}
	}
	return nil, false
}

func intCell(f *registry.Field, v int64) (any, bool) {
	switch f.Type {
	case registry.IntegerField:
		return v, true
	case registry.RealField:
		return float64(v), true
	case registry.BooleanField:
		return v != 0, v == 0 || v == 1
	}
	return parseCell(f, strconv.FormatInt(v, 10))
}

func parseCell(f *registry.Field, text string) (any, bool) {
	switch f.Type {
	case registry.TextField, registry.CodeField, registry.ListField:
		return text, true
	}
	if text == "" {
		return nil, true
	}
	switch f.Type {
	case registry.DateField:
		v, err := registry.ParseDate(text)
		return v, err == nil
	case registry.IntegerField:
		v, err := strconv.ParseInt(text, 10, 64)
		return v, err == nil
	case registry.RealField:
		v, err := strconv.ParseFloat(text, 64)
		return v, err == nil
	case registry.BooleanField:
		v, err := strconv.ParseBool(text)
		return v, err == nil
	}
	return nil, false
}

// argument is a field's value as it is bound: dates as text, nothing stated as
// NULL.
func argument(value any) any {
	if day, ok := value.(registry.Date); ok {
		return day.String()
	}
	return value
}

// geometryArgument is the blob to bind, nil when the record has no geometry.
func geometryArgument(rec registry.Record) (any, error) {
	shape := rec.Shape()
	if shape == nil {
		return nil, nil
	}
	return appendGeometry(nil, shape)
}

// normalise brings a record to the form that is stored, so that what is read
// back is what was written: Unicode NFC, and no negative zero, whose sign
// SQLite drops. Text that is not UTF-8 is a fault.
func normalise(rec registry.Record) []registry.Problem {
	var problems []registry.Problem
	fields := registry.SchemaOf(rec.Kind()).Fields
	for i := range fields {
		f := &fields[i]
		var err error
		switch v := f.Value(rec).(type) {
		case string:
			switch {
			case !utf8.ValidString(v):
				problems = append(problems, registry.Problem{
					Column: f.Name, Value: strconv.Quote(v), Rule: "utf8", Severity: registry.Fault,
					Message: registry.Text{VI: "phải là văn bản UTF-8", EN: "must be UTF-8 text"},
				})
			case !norm.NFC.IsNormalString(v):
				err = f.Set(rec, norm.NFC.String(v))
			}
		case float64:
			if v == 0 && math.Signbit(v) {
				err = f.Set(rec, 0.0)
			}
		}
		if err != nil {
			panic(err) // a value of the type that Value returned is always taken
		}
	}
	return problems
}

func boundOf(rec registry.Record) (orb.Bound, bool) {
	shape := rec.Shape()
	if shape == nil {
		return orb.Bound{}, false
	}
	bound := shape.Bound()
	return bound, !bound.IsEmpty()
}
