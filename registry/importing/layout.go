package importing

import (
	"context"
	"errors"
	"io"

	"hatang/registry"
)

// laidOut gives files of a known layout, such as the statistics office's lists
// of units, the form of an ordinary file. Others stay as they are.
func (im *importer) laidOut(ctx context.Context, r Reader) (Reader, error) {
	header := headerIndex(r.Header())
	switch im.schema.Kind {
	case registry.Units:
		if columns, ok := unitListColumns(header); ok {
			return newUnitListReader(r, columns)
		}
	case registry.Successions:
		if layout := crosswalkOf(header); layout != nil {
			if err := im.successions.readEnds(ctx, im.store); err != nil {
				return nil, err
			}
			return newCrosswalkReader(r, layout, header, im.successions)
		}
	}
	return r, nil
}

// headerIndex finds columns by their folded header; of two alike the first.
func headerIndex(header []string) map[string]int {
	at := make(map[string]int, len(header))
	for i, name := range header {
		key := registry.Fold(name)
		if _, taken := at[key]; !taken {
			at[key] = i
		}
	}
	return at
}

// rewritten is a Reader over rows that were made from those of a file.
type rewritten struct {
	header []string
	notes  []registry.Text
	rows   []Row
}

// Header implements Reader.
func (r *rewritten) Header() []string { return r.header }

// Notes implements Reader.
func (r *rewritten) Notes() []registry.Text { return r.notes }

// Next implements Reader.
func (r *rewritten) Next() (*Row, error) {
	if len(r.rows) == 0 {
		return nil, io.EOF
	}
	row := &r.rows[0]
	r.rows = r.rows[1:]
	return row, nil
}

// add appends a row whose cells are the given texts, "" for blank ones.
func (r *rewritten) add(number int, problems []registry.Problem, texts ...string) {
	row := Row{Number: number, Problems: problems, Cells: make([]Cell, len(texts))}
	for i, text := range texts {
		if text != "" {
			row.Cells[i] = Cell{text, Written}
		}
	}
	r.rows = append(r.rows, row)
}

// eachOf calls f with every row of a reader; what makes the file unreadable is
// returned.
func eachOf(r Reader, f func(*Row) error) error {
	for {
		row, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := f(row); err != nil {
			return err
		}
	}
}

// textAt is the cell's text, "" beyond the end of the row.
func textAt(row *Row, at int) string {
	if at < 0 || at >= len(row.Cells) {
		return ""
	}
	return registry.Normalise(row.Cells[at].Text)
}
