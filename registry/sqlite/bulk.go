package sqlite

import (
	"bytes"
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

const (
	// chunkRows is how many records PutAll looks at together.
	chunkRows = 2000
	// bulkRows is from how many new rows on it pays to take the table's triggers
	// off, which costs a few milliseconds.
	bulkRows = 200
	// packFactor is up to how many times the new rows' number there may be in an
	// R-tree that is written anew: an entry costs a tenth of inserting one.
	packFactor = 8
)

// PutAll implements registry.Writer. An error names the record by its place in
// recs, from 1, in its Problems' Row.
func (w *writer) PutAll(ctx context.Context, recs []registry.Record) ([]registry.Outcome, error) {
	outcomes := make([]registry.Outcome, len(recs))
	for start := 0; start < len(recs); start += chunkRows {
		end := min(start+chunkRows, len(recs))
		if at, err := w.putChunk(ctx, recs[start:end], outcomes[start:end]); err != nil {
			return nil, w.fail(placed(err, start+at+1))
		}
	}
	return outcomes, nil
}

// placed adds to an error the place of the record that it is about.
func placed(err error, at int) error {
	told, ok := err.(*registry.Error) //nolint:errorlint // only one that is ours alone may be changed
	if !ok {
		return err
	}
	for i := range told.Problems {
		told.Problems[i].Row = at
	}
	if len(told.Problems) == 0 {
		told.Problems = []registry.Problem{{Row: at, Rule: "conflict", Message: told.Message, Severity: registry.Fault}}
	}
	return told
}

// putChunk puts some records; with an error it returns the place of the record.
// New things go in together; rows about things that are there already, or that
// occur a second time, follow one by one.
func (w *writer) putChunk(ctx context.Context, recs []registry.Record, outcomes []registry.Outcome) (int, error) {
	l, err := w.catalogue.layoutOf(recs[0].Kind())
	if err != nil {
		return 0, err
	}
	there, err := w.present(ctx, l, recs)
	if err != nil {
		return 0, err
	}
	var fresh, again []int
	for i, rec := range recs {
		head := rec.Head()
		switch {
		case rec.Kind() != l.schema.Kind:
			return i, registry.Errorf(registry.Invalid, "lẫn %s với %s", "%s among %s", string(rec.Kind()), string(l.schema.Kind))
		case head.ID == "":
			head.ID = w.store.options.NewID()
			there[head.ID] = true
			fresh = append(fresh, i)
		case there[head.ID]:
			again = append(again, i)
		default:
			there[head.ID] = true
			fresh = append(fresh, i)
		}
	}
	if at, err := w.insertAll(ctx, l, recs, fresh, outcomes); err != nil {
		return at, err
	}
	for _, i := range again {
		if outcomes[i], err = w.Put(ctx, recs[i]); err != nil {
			return i, err
		}
	}
	return 0, nil
}

// present tells which of the records' IDs have rows already.
func (w *writer) present(ctx context.Context, l *layout, recs []registry.Record) (map[string]bool, error) {
	ids := make([]string, 0, len(recs))
	for _, rec := range recs {
		if id := rec.Head().ID; id != "" {
			ids = append(ids, id)
		}
	}
	there := map[string]bool{}
	if len(ids) == 0 {
		return there, nil
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	query, args, err := sqlx.In(`SELECT DISTINCT "id" FROM `+quote(l.table)+` WHERE "id" IN (?)`, ids)
	if err != nil {
		return nil, err
	}
	var found []string
	if err := sqlx.SelectContext(ctx, w.q, &found, query, args...); err != nil {
		return nil, err
	}
	for _, id := range found {
		there[id] = true
	}
	return there, nil
}

// insertAll inserts new things, those of recs at the places given; with an error
// it returns the place of the record.
func (w *writer) insertAll(ctx context.Context, l *layout, recs []registry.Record, places []int, outcomes []registry.Outcome) (int, error) {
	prepared := prepareAll(l, recs, places)
	for n, i := range places {
		if err := w.allowed(ctx, l, recs[i], prepared[n].problems); err != nil {
			return i, err
		}
	}
	if len(places) >= bulkRows {
		return places[0], w.insertBulk(ctx, l, recs, places, prepared, outcomes)
	}
	for _, i := range places {
		var err error
		if outcomes[i], err = w.insert(ctx, l, recs[i]); err != nil {
			return i, err
		}
	}
	return 0, nil
}

// prepared is what of a record's insertion needs no database.
type prepared struct {
	problems []registry.Problem
	values   []any  // of the fields
	after    []byte // canonical JSON
}

// prepareAll prepares records on all cores; they must be different ones.
func prepareAll(l *layout, recs []registry.Record, places []int) []prepared {
	all := make([]prepared, len(places))
	var workers sync.WaitGroup
	share := len(places)/runtime.NumCPU() + 1
	for start := 0; start < len(places); start += share {
		end := min(start+share, len(places))
		workers.Go(func() {
			var scratch []byte
			for n := start; n < end; n++ {
				all[n], scratch = prepareOne(l, recs[places[n]], scratch[:0])
			}
		})
	}
	workers.Wait()
	return all
}

// prepareOne writes the JSON in scratch first, which it hands back, so that what
// is kept has the size it needs.
func prepareOne(l *layout, rec registry.Record, scratch []byte) (prepared, []byte) {
	p := prepared{problems: faults(l, rec)}
	if len(p.problems) > 0 {
		return p, scratch
	}
	p.values = make([]any, len(l.schema.Fields))
	for i := range l.schema.Fields {
		p.values[i] = argument(l.schema.Fields[i].Value(rec))
	}
	scratch = registry.AppendJSON(scratch, rec)
	p.after = bytes.Clone(scratch)
	return p, scratch
}

// insertBulk inserts rows without the table's triggers: those of the R-tree call
// back into Go five times a row, and the others would find that the program is
// writing. The R-tree is filled by settle.
func (w *writer) insertBulk(ctx context.Context, l *layout, recs []registry.Record, places []int, all []prepared, outcomes []registry.Outcome) error {
	if err := w.begin(ctx); err != nil {
		return err
	}
	if err := w.unsettle(ctx, l); err != nil {
		return err
	}
	b := newBulk(l, all)
	if err := sqlx.GetContext(ctx, w.q, &b.fid, `SELECT max(ifnull((SELECT seq FROM sqlite_sequence WHERE name = ?), 0),
		ifnull((SELECT max("fid") FROM `+quote(l.table)+`), 0))`, l.table); err != nil {
		return err
	}
	for start := 0; start < len(places); start += batchRows {
		end := min(start+batchRows, len(places))
		b.args = b.args[:0]
		for n := start; n < end; n++ {
			rec := recs[places[n]]
			revision, err := w.record(ctx, l.schema.Kind, rec.Head().ID, registry.Created, nil, all[n].after)
			if err != nil {
				return err
			}
			rec.Head().Revision = revision
			outcomes[places[n]] = registry.Outcome{Operation: registry.Created, Revision: revision}
			if err := b.add(rec, all[n].values, revision); err != nil {
				return w.fail(err)
			}
			w.touch(l, rec)
		}
		if err := w.exec(ctx, b.sql(end-start), b.args...); err != nil {
			return err
		}
	}
	w.unindexed[l] = append(w.unindexed[l], b.boxes...)
	return nil
}

// bulk gathers the arguments of many-row INSERTs into one table. Columns that no
// record states are left out: binding their NULLs would cost as much as the
// rest.
type bulk struct {
	layout  *layout
	stated  []int // fields
	columns []string
	fid     int64 // of the last row
	args    []any
	boxes   []box
	queries map[int]string
}

// box is a row's entry in the R-tree.
type box struct {
	fid                    int64
	minX, maxX, minY, maxY float64
}

func newBulk(l *layout, all []prepared) *bulk {
	b := &bulk{layout: l, columns: []string{`"fid"`, `"revision"`}, queries: map[int]string{}}
	if l.located {
		b.columns = append(b.columns, `"geom"`)
	}
	for i := range l.schema.Fields {
		if slices.ContainsFunc(all, func(p prepared) bool { return p.values[i] != nil }) {
			b.stated = append(b.stated, i)
			b.columns = append(b.columns, l.columns[i])
		}
	}
	b.args = make([]any, 0, batchRows*len(b.columns))
	return b
}

func (b *bulk) sql(rows int) string {
	if b.queries[rows] == "" {
		b.queries[rows] = insertSQL(b.layout.table, b.columns, rows)
	}
	return b.queries[rows]
}

func (b *bulk) add(rec registry.Record, values []any, revision int64) error {
	b.fid++
	b.args = append(b.args, b.fid, revision)
	if b.layout.located {
		blob, err := geometryArgument(rec)
		if err != nil {
			return err
		}
		b.args = append(b.args, blob)
	}
	for _, i := range b.stated {
		b.args = append(b.args, values[i])
	}
	if bound, ok := boundOf(rec); ok {
		b.boxes = append(b.boxes, box{b.fid, bound.Min[0], bound.Max[0], bound.Min[1], bound.Max[1]})
	}
	return nil
}

// index enters the rows of bulk inserts into the R-tree: anew as a whole when
// they are many beside those in it, else one by one.
func (w *writer) index(ctx context.Context, l *layout) error {
	boxes := w.unindexed[l]
	delete(w.unindexed, l)
	if len(boxes) == 0 {
		return nil
	}
	var present int
	if err := sqlx.GetContext(ctx, w.q, &present, `SELECT count(*) FROM `+quote("rtree_"+l.table+"_geom_rowid")); err != nil {
		return err
	}
	if present <= packFactor*len(boxes) {
		return w.pack(ctx, l, boxes)
	}
	columns := []string{"id", "minx", "maxx", "miny", "maxy"}
	for group := range slices.Chunk(boxes, batchRows) {
		args := make([]any, 0, batchRows*len(columns))
		for _, b := range group {
			args = append(args, b.fid, b.minX, b.maxX, b.minY, b.maxY)
		}
		if err := w.exec(ctx, insertSQL("rtree_"+l.table+"_geom", columns, len(group)), args...); err != nil {
			return err
		}
	}
	return nil
}

// Find implements registry.Reader; a box needs the R-tree to be whole.
func (w *writer) Find(ctx context.Context, q registry.Query) ([]registry.Record, int, error) {
	if err := w.settleFor(ctx, q); err != nil {
		return nil, 0, err
	}
	return w.reader.Find(ctx, q)
}

// Scan implements registry.Reader.
func (w *writer) Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error {
	if err := w.settleFor(ctx, q); err != nil {
		return err
	}
	return w.reader.Scan(ctx, q, yield)
}

func (w *writer) settleFor(ctx context.Context, q registry.Query) error {
	if l := w.catalogue.byKind[q.Kind]; l != nil && q.Box != nil {
		return w.settle(ctx, l)
	}
	return nil
}

// unsettle takes the triggers of a table off, within the transaction, until
// settle puts them back.
func (w *writer) unsettle(ctx context.Context, l *layout) error {
	if w.bulk[l] {
		return nil
	}
	for _, t := range triggersOf(l) {
		if err := w.define(ctx, `DROP TRIGGER IF EXISTS `+quote(t.name)); err != nil {
			return err
		}
	}
	w.bulk[l] = true
	return nil
}

// settle puts the triggers of the table back if they are off, and fills its
// R-tree; every write but a bulk insert needs them.
func (w *writer) settle(ctx context.Context, l *layout) error {
	if !w.bulk[l] {
		return nil
	}
	for _, t := range triggersOf(l) {
		if err := w.define(ctx, t.create); err != nil {
			return err
		}
	}
	delete(w.bulk, l)
	return w.index(ctx, l)
}

// define runs a statement that is used once.
func (w *writer) define(ctx context.Context, statement string) error {
	_, err := w.tx.ExecContext(ctx, statement)
	return w.fail(err)
}
