package exporting

import (
	"context"
	"io"
	"time"

	"hatang/registry"
	"hatang/registry/mapsheet"
)

// Print is what a printed sheet says beside the records.
type Print struct {
	Lang  registry.Lang
	Title string // of the registry
	Link  string // the address that shows the same; may be empty
	Made  time.Time
}

// pdfWriter gathers the records and puts them on paper.
type pdfWriter struct {
	ctx     context.Context //nolint:containedctx // of the one Write that it lives for
	out     io.Writer
	reader  registry.Reader
	query   registry.Query
	schema  *registry.Schema
	options Options
	records []registry.Record
}

func (w *pdfWriter) begin() error { return nil }

func (w *pdfWriter) record(rec registry.Record) error {
	if len(w.records) == mapsheet.MostRecords {
		return mapsheet.TooMany(len(w.records) + 1)
	}
	w.records = append(w.records, rec)
	return nil
}

func (w *pdfWriter) end(int) error {
	print := w.options.Print
	if print.Lang == "" {
		print.Lang = registry.VI
	}
	if print.Made.IsZero() {
		print.Made = time.Now()
	}
	day := w.query.AsOf
	if day.IsZero() {
		day = registry.DateOf(print.Made.In(registry.Vietnam()))
	}
	s := &mapsheet.Sheet{
		Lang: print.Lang, Title: print.Title, Schema: w.schema, Fields: keptFields(w.schema, w.options), Records: w.records,
		AsOf: day, Made: print.Made, Notice: w.options.Notice.In(print.Lang), Link: print.Link,
		Source: registry.Text{VI: "sổ đăng ký " + print.Title, EN: "registry " + print.Title}.In(print.Lang),
	}
	if err := w.surroundings(s); err != nil {
		return err
	}
	return mapsheet.Write(w.out, s)
}

// surroundings reads what the map shows below the records, and what operators
// are called.
func (w *pdfWriter) surroundings(s *mapsheet.Sheet) error {
	err := w.reader.Scan(w.ctx, registry.Query{Kind: registry.Units, AsOf: w.query.AsOf}, func(rec registry.Record) error {
		switch unit, _ := rec.(*registry.AdminUnit); {
		case unit == nil:
		case unit.Level == "commune":
			s.Communes = append(s.Communes, unit)
		case unit.Level == "province":
			s.Province = append(s.Province, unit)
		}
		return nil
	})
	if err != nil {
		return err
	}
	names := map[string]string{}
	err = w.reader.Scan(w.ctx, registry.Query{Kind: registry.Operators, AsOf: w.query.AsOf}, func(rec registry.Record) error {
		if operator, ok := rec.(*registry.Operator); ok {
			names[operator.Code] = operator.Short
			if operator.Short == "" {
				names[operator.Code] = operator.Name
			}
		}
		return nil
	})
	s.Operator = func(code string) string {
		if name := names[code]; name != "" {
			return name
		}
		return code
	}
	return err
}
