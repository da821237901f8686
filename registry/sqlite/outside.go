package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// OutsideActor stands in the chain for whoever used another program.
const OutsideActor = "outside the program"

// watch is the connection on which OutsideChanged looks: data_version tells a
// connection whether others have committed since it last asked.
type watch struct {
	mu      sync.Mutex
	conn    *sqlx.Conn
	version int64
}

func (w *watch) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn != nil {
		_ = w.conn.Close()
		w.conn = nil
	}
}

// OutsideChanged tells whether, since it was last asked, somebody else wrote the
// file: another program whose edits wait for AdoptOutside, or another hatang,
// whose changes Since tells. When nobody wrote at all it reads one number from
// memory, so it can be asked often. It may report a change of this Store's own,
// never miss one of another's.
func (s *Store) OutsideChanged(ctx context.Context) (bool, error) {
	w := &s.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn == nil {
		conn, err := s.readDB.Connx(ctx)
		if err != nil {
			return false, s.explain(ctx, err)
		}
		w.conn, w.version = conn, 0
	}
	var version int64
	if err := w.conn.GetContext(ctx, &version, `PRAGMA data_version`); err != nil {
		return false, s.explain(ctx, err)
	}
	if version == w.version {
		return false, nil
	}
	var found struct {
		Waiting bool
		Seq     int64
	}
	if err := w.conn.GetContext(ctx, &found,
		`SELECT EXISTS (SELECT 1 FROM outside) AS waiting, (SELECT ifnull(max(seq), 0) FROM change) AS seq`); err != nil {
		return false, s.explain(ctx, err)
	}
	w.version = version // as it was before looking: what came between is seen next time
	return s.saw(found.Seq) || found.Waiting, nil
}

// saw notes the newest change and tells whether it is news.
func (s *Store) saw(seq int64) bool {
	for {
		last := s.lastSeq.Load()
		if seq <= last {
			return false
		}
		if s.lastSeq.CompareAndSwap(last, seq) {
			return true
		}
	}
}

// note is what the triggers wrote about one edit.
type note struct {
	Seq       int64          `db:"seq"`
	At        string         `db:"at"`
	Layer     string         `db:"layer"`
	FID       int64          `db:"row_fid"`
	Operation string         `db:"operation"`
	Before    sql.NullString `db:"row_before"`
}

// edit is all that happened to one row since the program last looked.
type edit struct {
	layout      *layout
	fid         int64
	first, last note
	before      []byte          // the row's last state in the chain, nil for a new row
	after       registry.Record // as it stands now, nil when it is gone
	columns     []string        // to bring the row to its stored form
	args        []any
	problems    []registry.Problem
	fallback    registry.Record // the row as the triggers saw it last
}

// AdoptOutside implements registry.Store. Text is normalised on the way in. Of
// several edits of a row the sum is entered. Call it when the file has been
// opened, and when OutsideChanged says so.
func (s *Store) AdoptOutside(ctx context.Context) (adopted int, problems []registry.Problem, err error) {
	var waiting bool
	if err := s.readDB.GetContext(ctx, &waiting, `SELECT EXISTS (SELECT 1 FROM outside)`); err != nil || !waiting {
		return 0, nil, s.explain(ctx, err)
	}
	author := registry.Author{Actor: OutsideActor}
	err = s.write(ctx, author, registry.Outside, func(ctx context.Context, w *writer) error {
		if err := w.begin(ctx); err != nil {
			return err
		}
		start := w.seq
		edits, err := w.edits(ctx)
		if err != nil {
			return err
		}
		for _, e := range edits {
			if err := w.adopt(ctx, e); err != nil {
				return err
			}
		}
		for _, e := range edits {
			if err := w.examine(ctx, e); err != nil {
				return err
			}
			problems = append(problems, e.problems...)
		}
		adopted = int(w.seq - start)
		return w.exec(ctx, `DELETE FROM outside`)
	})
	if err != nil {
		return 0, nil, err
	}
	return adopted, problems, nil
}

// edits gathers the notes by row, and each row's states before and now.
func (w *writer) edits(ctx context.Context) ([]*edit, error) {
	var notes []note
	if err := sqlx.SelectContext(ctx, w.q, &notes, `SELECT * FROM outside ORDER BY seq`); err != nil {
		return nil, err
	}
	type place struct {
		layer string
		fid   int64
	}
	byPlace := map[place]*edit{}
	var edits []*edit
	for _, n := range notes {
		at := place{n.Layer, n.FID}
		e := byPlace[at]
		if e == nil {
			l := w.catalogue.byTable[n.Layer]
			if l == nil {
				continue // a layer that a later version dropped
			}
			e = &edit{layout: l, fid: n.FID, first: n}
			byPlace[at] = e
			edits = append(edits, e)
		}
		e.last = n
	}
	if err := w.blobs(ctx); err != nil {
		return nil, err
	}
	for _, e := range edits {
		if err := w.loadEdit(ctx, e); err != nil {
			return nil, err
		}
	}
	return edits, nil
}

// blobs makes blobs of edited geometries that SQL has made text of, byte for
// byte: joining two blobs does that.
func (w *writer) blobs(ctx context.Context) error {
	for _, l := range w.catalogue.all {
		if !l.located {
			continue
		}
		if err := w.exec(ctx, `UPDATE `+quote(l.table)+` SET geom = CAST(geom AS BLOB)
			WHERE fid IN (SELECT row_fid FROM outside WHERE layer = ?) AND typeof(geom) = 'text'`, l.table); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) loadEdit(ctx context.Context, e *edit) error {
	if e.first.Operation != "insert" {
		noted := notedRecord(e.layout, e.first.Before.String)
		var err error
		if e.before, err = w.lastState(ctx, e.layout.schema.Kind, noted.Head()); err != nil {
			return err
		}
		if e.before == nil {
			e.before = registry.AppendJSON(nil, noted)
		}
	}
	if e.last.Before.Valid {
		e.fallback = notedRecord(e.layout, e.last.Before.String)
	}
	return w.each(ctx, e.layout, `SELECT `+e.layout.selects+` FROM `+quote(e.layout.table)+` WHERE "fid" = ?`, []any{e.fid},
		func(s *scanner, rows *sql.Rows) error {
			found, err := s.scan(rows)
			if err != nil {
				return err
			}
			e.after = found.rec
			e.problems = append(e.problems, s.faults...)
			return e.tidy(s)
		})
}

// tidy brings the record to its stored form and notes which columns of the row
// differ from it. Cells that could not be read stay as they are.
func (e *edit) tidy(s *scanner) error {
	unread := map[string]bool{}
	for _, p := range s.faults {
		unread[p.Column] = true
	}
	fields := e.layout.schema.Fields
	for i := range fields {
		if text, ok := fields[i].Value(e.after).(string); ok {
			if err := fields[i].Set(e.after, registry.Normalise(text)); err != nil {
				return err
			}
		}
	}
	e.problems = append(e.problems, normalise(e.after)...)
	for i := range fields {
		value := argument(fields[i].Value(e.after))
		if !unread[fields[i].Name] && s.cells[i] != value {
			e.columns, e.args = append(e.columns, e.layout.columns[i]), append(e.args, value)
		}
	}
	if !e.layout.located || unread["geometry"] {
		return nil
	}
	blob, err := geometryArgument(e.after)
	if err != nil {
		return err
	}
	if encoded, _ := blob.([]byte); !bytes.Equal(encoded, s.geometry) {
		e.columns, e.args = append(e.columns, `"geom"`), append(e.args, blob)
	}
	return nil
}

// lastState is the last state of a row in the chain, nil when there is none.
func (w *writer) lastState(ctx context.Context, kind registry.Kind, head *registry.Head) ([]byte, error) {
	var state []byte
	from := head.ValidFrom.String()
	isRow := func(text []byte) bool {
		first, err := validFromOf(text)
		return err == nil && first == from
	}
	err := eachChange(ctx, w.q, selectChange+` WHERE kind = ? AND record_id = ? ORDER BY seq`, []any{string(kind), head.ID},
		func(c registry.Change) error {
			if isRow(c.Before) && bytes.Equal(c.Before, state) {
				state = nil
			}
			if isRow(c.After) {
				state = c.After
			}
			return nil
		})
	return state, err
}

// adopt enters one row's edit in the chain.
func (w *writer) adopt(ctx context.Context, e *edit) error {
	w.author.Reason = "edited at " + e.last.At
	kind := e.layout.schema.Kind
	if e.after == nil {
		return w.adoptDeleted(ctx, e)
	}
	w.forget(e.layout)
	after := registry.AppendJSON(nil, e.after)
	id := e.after.Head().ID
	revision := w.seq
	var err error
	switch before := w.recordBefore(e); {
	case before == nil:
		revision, err = w.record(ctx, kind, id, registry.Created, nil, after)
	case before.Head().ID != id: // one thing became another
		if _, err = w.record(ctx, kind, before.Head().ID, registry.Deleted, e.before, nil); err == nil {
			revision, err = w.record(ctx, kind, id, registry.Created, nil, after)
		}
	case bytes.Equal(e.before, after): // edited and put back
		revision, err = w.revisionOf(ctx, kind, id, e.before)
	default:
		operation := registry.Changed
		if ends(before, e.after) {
			operation = registry.Retired
		}
		revision, err = w.record(ctx, kind, id, operation, e.before, after)
	}
	if err != nil {
		return err
	}
	columns := slices.Concat(e.columns, []string{`"revision"`})
	args := slices.Concat(e.args, []any{revision, e.fid})
	w.touch(e.layout, e.after)
	return w.exec(ctx, `UPDATE `+quote(e.layout.table)+` SET `+strings.Join(columns, " = ?, ")+` = ? WHERE "fid" = ?`, args...)
}

func (w *writer) recordBefore(e *edit) registry.Record {
	if e.before == nil {
		return nil
	}
	rec, _ := registry.ParseJSON(e.layout.schema.Kind, e.before)
	return rec
}

// adoptDeleted enters a row that is gone; one that came and went unseen is
// entered with both.
func (w *writer) adoptDeleted(ctx context.Context, e *edit) error {
	kind := e.layout.schema.Kind
	w.forget(e.layout)
	if before := w.recordBefore(e); before != nil {
		_, err := w.record(ctx, kind, before.Head().ID, registry.Deleted, e.before, nil)
		return err
	}
	if e.fallback == nil {
		return nil
	}
	state := registry.AppendJSON(nil, e.fallback)
	id := e.fallback.Head().ID
	if _, err := w.record(ctx, kind, id, registry.Created, nil, state); err != nil {
		return err
	}
	_, err := w.record(ctx, kind, id, registry.Deleted, state, nil)
	return err
}

// revisionOf is the number of the change that left a row in the state.
func (w *writer) revisionOf(ctx context.Context, kind registry.Kind, id string, state []byte) (int64, error) {
	var seq int64
	err := sqlx.GetContext(ctx, w.q, &seq, `SELECT ifnull(max(seq), 0) FROM change WHERE kind = ? AND record_id = ? AND after = ?`,
		string(kind), id, string(state))
	return seq, err
}

// examine finds what the adopted row breaks. The row stands all the same.
func (w *writer) examine(ctx context.Context, e *edit) error {
	if e.after == nil {
		return nil
	}
	l := e.layout
	e.problems = append(e.problems, registry.Faults(l.schema.Validate(e.after))...)
	missing, err := w.dangling(ctx, l, e.after)
	if err != nil {
		return err
	}
	e.problems = append(e.problems, missing...)
	rows, err := w.rowsOf(ctx, l, e.after.Head().ID)
	if err != nil {
		return err
	}
	for i := range rows {
		if rows[i].fid != e.fid {
			continue
		}
		if told, ok := clash(l, e.after, rows, i).(*registry.Error); ok { //nolint:errorlint // clash returns it bare
			e.problems = append(e.problems, told.Problems...)
		}
	}
	for i := range e.problems {
		e.problems[i].File, e.problems[i].Row = l.table, int(e.fid)
	}
	return nil
}

// notedRecord is the row as a trigger wrote it down. Numbers come with the 15
// digits that SQLite writes; the chain, where it knows the row, has them all.
func notedRecord(l *layout, text string) registry.Record {
	rec := l.schema.New()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var cells map[string]any
	if decoder.Decode(&cells) != nil {
		return rec
	}
	for i := range l.schema.Fields {
		f := &l.schema.Fields[i]
		cell := cells[f.Name]
		if number, ok := cell.(json.Number); ok {
			cell = number.String()
			if f.Type == registry.BooleanField {
				cell = number != "0"
			}
		}
		if cell == nil {
			continue
		}
		if value, ok := cellValue(f, cell); ok {
			_ = f.Set(rec, value) // of the type that cellValue promises
		}
	}
	if encoded, ok := cells["geom"].(string); ok {
		if blob, err := hex.DecodeString(encoded); err == nil {
			if g, err := decodeGeometry(blob); err == nil {
				_ = rec.SetShape(g) // another sort of geometry is as good as none
			}
		}
	}
	return rec
}
