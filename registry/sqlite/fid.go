package sqlite

import (
	"context"
	"slices"
	"strings"

	"hatang/registry"
)

// fidsAtOnce is how many things one statement asks about.
const fidsAtOnce = 500

// FIDs calls yield with the feature id of each row of the kind, the number by
// which GeoPackage, and so QGIS, knows the row as long as it is in the file.
// Rows come by ID, then by the day from which they hold. With ids only the rows
// about these things count, batch by batch; nil means all of them.
func (s *Store) FIDs(ctx context.Context, kind registry.Kind, ids []string, yield func(id string, from registry.Date, fid int64) error) error {
	l, err := s.catalogue.layoutOf(kind)
	if err != nil {
		return err
	}
	if ids == nil {
		return s.explain(ctx, s.eachFID(ctx, l, "", nil, yield))
	}
	for batch := range slices.Chunk(ids, fidsAtOnce) {
		args := make([]any, len(batch))
		for i, id := range batch {
			args[i] = id
		}
		condition := ` WHERE "id" IN (?` + strings.Repeat(",?", len(args)-1) + `)`
		if err := s.eachFID(ctx, l, condition, args, yield); err != nil {
			return s.explain(ctx, err)
		}
	}
	return nil
}

// eachFID reads the index of the rows' names, which holds all that is asked.
func (s *Store) eachFID(ctx context.Context, l *layout, condition string, args []any, yield func(string, registry.Date, int64) error) error {
	rows, err := s.q.QueryContext(ctx, `SELECT "id", ifnull("valid_from", ''), "fid" FROM `+quote(l.table)+condition+
		` ORDER BY "id", ifnull("valid_from", '')`, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err says how it went
	for rows.Next() {
		var id, from string
		var fid int64
		if err := rows.Scan(&id, &from, &fid); err != nil {
			return err
		}
		day, err := registry.ParseDate(from)
		if err != nil {
			day = registry.Date{} // what another program wrote and no date is, reads as not stated
		}
		if err := yield(id, day, fid); err != nil {
			return err
		}
	}
	return rows.Err()
}
