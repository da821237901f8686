package importing

import (
	"context"
	"errors"
	"io"

	"hatang/registry"
)

// Parsed is a row of a file as a record. A row with faults is there too, with
// what of it could be read.
type Parsed struct {
	Row      int // 1-based line, or feature number
	Record   registry.Record
	Problems []registry.Problem
}

// Parse reads a file about records of any kind, managed ones too, as Import does
// (headers, numbers, dates, coordinates, operators, communes, territory) and
// writes nothing: the registry is only asked. Fields that the file lacks are no
// problem here; who takes the records says what must be there. The report holds
// the problems of all rows; an error is that of a file, of options or of a
// registry that cannot be read at all.
func Parse(ctx context.Context, store registry.Store, kind registry.Kind, name string, src io.Reader, opts Options) ([]Parsed, *Report, error) {
	opts.DryRun = true
	im, err := newImporter(store, kind, name, opts)
	if err != nil {
		return nil, nil, err
	}
	if im.input, err = newInput(ctx, src, opts.Progress); err != nil {
		return nil, nil, err
	}
	rows, err := im.parse(ctx)
	im.report.sort()
	return rows, im.report, errors.Join(err, im.input.close())
}

func (im *importer) parse(ctx context.Context) ([]Parsed, error) {
	if err := im.surveyFile(ctx); err != nil {
		return nil, err
	}
	if err := im.decide(ctx); err != nil {
		return nil, err
	}
	if err := im.checks.prepare(ctx, im); err != nil {
		return nil, err
	}
	if err := im.readNames(ctx); err != nil {
		return nil, err
	}
	var rows []Parsed
	err := im.eachRow(ctx, func(_ Reader, row *Row) error {
		if row != nil {
			rows = append(rows, im.parseRow(row))
		}
		return nil
	})
	if err := im.brokenOff(err); err != nil {
		return nil, err
	}
	im.otherZones.tell(im)
	im.checks.findings.tellNotes(im.report)
	return rows, nil
}

// parseRow makes a record of a row and tells what is wrong with it.
func (im *importer) parseRow(row *Row) Parsed {
	d := im.convert(row)
	im.checkCommune(d, im.effective(d.from))
	im.checkTerritory(d)
	for _, p := range im.schema.Validate(d.rec) {
		if p.Rule != "required" {
			im.validated(d, p)
		}
	}
	im.report.Rows++
	if d.faulty {
		im.report.Rejected++
	}
	if d.warned {
		im.report.Warned++
	}
	parsed := Parsed{Row: d.row, Record: d.rec, Problems: d.problems}
	parsed.Record.Head().ID = d.id
	im.tell(d)
	return parsed
}
