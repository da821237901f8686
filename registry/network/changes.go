package network

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"hatang/registry"
)

// changes is what a stretch of the chain did.
type changes struct {
	seq   int64                    // its last change
	edits map[registry.Kind][]edit // by kind, oldest first
	last  map[registry.Kind]int64  // the last change of each kind, settings and rasters included
}

// edit is what one change did to the rows of its kind. Rows are named, not
// described by differences: an edit leads to the same state however often it is
// applied, and a run of edits does from any state that already holds some of
// them.
type edit struct {
	seq     int64
	removed rowName // the row as it was named before; zero: none
	record  registry.Record
	fid     int64 // of the record's row in the file; 0: not known, or no longer there
}

// rowName names a row of a kind.
type rowName struct {
	id   string
	from registry.Date
}

func nameOf(rec registry.Record) rowName {
	head := rec.Head()
	return rowName{head.ID, head.ValidFrom}
}

// readChanges reads the chain after seq.
func readChanges(ctx context.Context, store registry.Store, seq int64) (*changes, error) {
	c := &changes{seq: seq, edits: map[registry.Kind][]edit{}, last: map[registry.Kind]int64{}}
	var doubtful []*edit
	err := store.Since(ctx, seq, func(change registry.Change) error {
		c.seq = change.Seq
		c.last[change.Kind] = change.Seq
		if registry.SchemaOf(change.Kind) == nil {
			return nil // a setting or a raster
		}
		e, exact, err := readEdit(change)
		if err != nil {
			return err
		}
		if !exact {
			kept := e
			doubtful = append(doubtful, &kept)
		}
		c.edits[change.Kind] = append(c.edits[change.Kind], e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, e := range doubtful {
		if err := e.readRow(ctx, store); err != nil {
			return nil, err
		}
		c.replace(*e)
	}
	return c, nil
}

func (c *changes) replace(e edit) {
	edits := c.edits[e.record.Kind()]
	for i := range edits {
		if edits[i].seq == e.seq {
			edits[i] = e
		}
	}
}

// readEdit reads a change. exact is false when the row's JSON does not tell all
// of the row, such as blanks around a text that another program wrote.
func readEdit(change registry.Change) (e edit, exact bool, err error) {
	e.seq = change.Seq
	if len(change.Before) > 0 {
		var head struct {
			ID        string        `json:"id"`
			ValidFrom registry.Date `json:"valid_from"`
		}
		if err := json.Unmarshal(change.Before, &head); err != nil {
			return e, false, fmt.Errorf("change %d: the row before: %w", change.Seq, err)
		}
		e.removed = rowName{head.ID, head.ValidFrom}
	}
	if len(change.After) == 0 {
		return e, true, nil
	}
	rec, problems := registry.ParseJSON(change.Kind, change.After)
	rec.Head().Revision = change.Seq
	e.record = rec
	return e, len(problems) == 0 && bytes.Equal(registry.AppendJSON(nil, rec), change.After), nil
}

// readRow reads the row from the Store. A row that has changed again since, or
// is gone, is left as the chain tells it: a later edit has the last word.
func (e *edit) readRow(ctx context.Context, store registry.Store) error {
	rows, err := store.Rows(ctx, e.record.Kind(), e.record.Head().ID)
	if err != nil && registry.CodeOf(err) == registry.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	for _, rec := range rows {
		if head := rec.Head(); head.ValidFrom == e.record.Head().ValidFrom && head.Revision == e.seq {
			e.record = rec
		}
	}
	return nil
}

// latest is what remains of the edits when each row's last one alone counts:
// the row as it was written; the names in the order of first mention.
func latest(edits []edit) (names []rowName, rows map[rowName]written) {
	rows = make(map[rowName]written, len(edits))
	put := func(name rowName, row written) {
		if _, seen := rows[name]; !seen {
			names = append(names, name)
		}
		rows[name] = row
	}
	for _, e := range edits {
		if e.removed != (rowName{}) {
			put(e.removed, written{})
		}
		if e.record != nil {
			put(nameOf(e.record), written{e.record, e.fid})
		}
	}
	return names, rows
}

// written is a row as an edit left it.
type written struct {
	record registry.Record // nil: it is gone
	fid    int64
}
