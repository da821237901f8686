package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// rowKey names a row of the registry; settings and rasters have no date.
type rowKey struct {
	kind     registry.Kind
	id, from string
}

// recorded is a row's last state in the chain.
type recorded struct {
	sum [sha256.Size]byte
	seq int64
}

// verifier walks the chain and then the tables.
type verifier struct {
	seq    int64
	hash   string
	states map[rowKey]recorded
}

// Verify implements registry.Store. It sees every edit of a row or of a link
// that did not go through the chain. It does not see an end of the chain that
// was cut off together with what it did to the rows: for that, keep the Seq and
// Hash of the newest change somewhere else, as backups do.
func (s *Store) Verify(ctx context.Context) error {
	return s.view(ctx, func(ctx context.Context, r reader) error {
		var waiting int
		if err := sqlx.GetContext(ctx, r.q, &waiting, `SELECT count(*) FROM outside`); err != nil {
			return err
		}
		if waiting > 0 {
			e := registry.Errorf(registry.Conflict, "%d sửa đổi từ ngoài chưa ghi vào lịch sử", "%d edits from outside are not yet in the history", waiting)
			e.Hint = registry.Text{VI: "mở bằng hatang để ghi nhận rồi kiểm tra lại", EN: "open it with hatang, which enters them, and check again"}
			return e
		}
		v := &verifier{states: map[rowKey]recorded{}}
		if err := eachChange(ctx, r.q, selectChange+` ORDER BY seq`, nil, v.link); err != nil {
			return err
		}
		for _, l := range s.catalogue.all {
			if err := v.table(ctx, r, l); err != nil {
				return err
			}
		}
		if err := v.others(ctx, r.q); err != nil {
			return err
		}
		for key, state := range v.states {
			return broken(state.seq, "%s %s bị xóa ngoài lịch sử", "%s %s was removed outside the history", string(key.kind), key.id)
		}
		return nil
	})
}

// broken is the Conflict about a link.
func broken(seq int64, vi, en string, args ...any) error {
	args = append([]any{seq}, args...)
	e := registry.Errorf(registry.Conflict, "lịch sử bị đứt ở thay đổi %d: "+vi, "the history is broken at change %d: "+en, args...)
	e.Hint = registry.Text{
		VI: "so với bản sao lưu gần nhất để biết ai đã sửa gì",
		EN: "compare with the last backup to see what was altered",
	}
	return e
}

// link checks one change against the one before it.
func (v *verifier) link(c registry.Change) error {
	switch {
	case c.Seq != v.seq+1:
		return broken(c.Seq, "trước đó là %d", "the one before it is %d", v.seq)
	case c.Previous != v.hash:
		return broken(c.Seq, "không nối với thay đổi trước", "it does not follow from the one before")
	case c.Hash != c.ComputeHash():
		return broken(c.Seq, "nội dung bị sửa", "its content was altered")
	}
	v.seq, v.hash = c.Seq, c.Hash
	if len(c.Before) > 0 {
		key, err := keyOf(&c, c.Before)
		if err != nil {
			return err
		}
		// Edits from outside can hand a row's date on to another row of the
		// same thing; then the key is the other's by now.
		if v.states[key].sum == sha256.Sum256(c.Before) {
			delete(v.states, key)
		}
	}
	if len(c.After) > 0 {
		key, err := keyOf(&c, c.After)
		if err != nil {
			return err
		}
		v.states[key] = recorded{sha256.Sum256(c.After), c.Seq}
	}
	return nil
}

func keyOf(c *registry.Change, state []byte) (rowKey, error) {
	from, err := validFromOf(state)
	if err != nil {
		return rowKey{}, broken(c.Seq, "nội dung không đọc được", "its content cannot be read")
	}
	return rowKey{c.Kind, c.RecordID, from}, nil
}

// validFromOf is the first day of a row in canonical JSON.
func validFromOf(state []byte) (string, error) {
	var head struct {
		ValidFrom string `json:"valid_from"`
	}
	err := json.Unmarshal(state, &head)
	return head.ValidFrom, err
}

// table compares every row with its last state in the chain.
func (v *verifier) table(ctx context.Context, r reader, l *layout) error {
	var text []byte
	return r.each(ctx, l, `SELECT `+l.selects+` FROM `+quote(l.table), nil, func(s *scanner, rows *sql.Rows) error {
		found, err := s.scan(rows)
		if err != nil {
			return err
		}
		head := found.rec.Head()
		text = registry.AppendJSON(text[:0], found.rec)
		return v.state(rowKey{l.schema.Kind, head.ID, head.ValidFrom.String()}, text, head.Revision)
	})
}

// state compares what stands in a table with the chain.
func (v *verifier) state(key rowKey, text []byte, revision int64) error {
	state, known := v.states[key]
	switch {
	case !known:
		return broken(v.seq, "%s %s không có trong lịch sử", "%s %s is not in the history", string(key.kind), key.id)
	case state.sum != sha256.Sum256(text) || state.seq != revision:
		return broken(state.seq, "%s %s bị sửa sau đó", "%s %s was altered after it", string(key.kind), key.id)
	}
	delete(v.states, key)
	return nil
}

// others compares settings and rasters.
func (v *verifier) others(ctx context.Context, q sqlx.QueryerContext) error {
	var settings []struct {
		Name, Value string
		Revision    int64
	}
	if err := sqlx.SelectContext(ctx, q, &settings, `SELECT name, value, revision FROM setting`); err != nil {
		return err
	}
	for _, s := range settings {
		if err := v.state(rowKey{registry.SettingChanges, s.Name, ""}, settingState{s.Name, s.Value}.json(), s.Revision); err != nil {
			return err
		}
	}
	var rasters []rasterRow
	if err := sqlx.SelectContext(ctx, q, &rasters, `SELECT `+rasterColumns+` FROM raster`); err != nil {
		return err
	}
	for i := range rasters {
		r := &rasters[i]
		var cells []byte
		if err := sqlx.GetContext(ctx, q, &cells, `SELECT cells FROM raster WHERE name = ?`, r.Name); err != nil {
			return err
		}
		raw, err := decompress(cells, r.Cols*r.Rows*4)
		if err != nil {
			return fmt.Errorf("raster %s: %w", r.Name, err)
		}
		r.Digest = digest(raw)
		if err := v.state(rowKey{registry.RasterChanges, r.Name, ""}, r.json(), r.Revision); err != nil {
			return err
		}
	}
	return nil
}
