package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// Finding is one check of the file and what it came to.
type Finding struct {
	Name registry.Text
	Err  error // nil: in order
}

// Check looks at everything that can be wrong with the file: its pages, its
// indexes, its triggers, the references and the rows, the history. It changes
// nothing. Edits from outside should be adopted first, or they show as a fault
// of the history. The error is that of a check which could not be made.
func (s *Store) Check(ctx context.Context) ([]Finding, error) {
	var findings []Finding
	for _, check := range []struct {
		name registry.Text
		run  func(context.Context, reader) error
	}{
		{registry.Text{VI: "cấu trúc tệp", EN: "structure of the file"}, checkPages},
		{registry.Text{VI: "chỉ mục không gian", EN: "spatial indexes"}, checkTrees},
		{registry.Text{VI: "bẫy ghi nhận sửa đổi từ ngoài", EN: "triggers that watch edits from outside"}, checkTriggers},
		{registry.Text{VI: "tham chiếu giữa các bản ghi", EN: "references between records"}, checkReferences},
		{registry.Text{VI: "nội dung từng dòng", EN: "content of the rows"}, checkRows},
	} {
		err := s.view(ctx, check.run)
		var told *registry.Error
		if err != nil && (!errors.As(err, &told) || ctx.Err() != nil) {
			return findings, err
		}
		findings = append(findings, Finding{check.name, err})
	}
	err := s.Verify(ctx)
	if ctx.Err() != nil {
		return findings, ctx.Err()
	}
	return append(findings, Finding{registry.Text{VI: "chuỗi lịch sử", EN: "chain of the history"}, err}), nil
}

// checkPages lets SQLite read every page and index.
func checkPages(ctx context.Context, r reader) error {
	if err := verdict(ctx, r.q, `PRAGMA integrity_check`); err != nil {
		return err
	}
	var broken int
	if err := sqlx.GetContext(ctx, r.q, &broken, `SELECT count(*) FROM pragma_foreign_key_check`); err != nil || broken == 0 {
		return err
	}
	return registry.Errorf(registry.Conflict, "%d dòng của bảng GeoPackage tham chiếu sai", "%d rows of GeoPackage tables refer to nothing", broken)
}

// verdict runs a check of SQLite's own, which answers "ok" or what is wrong.
func verdict(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) error {
	var lines []string
	if err := sqlx.SelectContext(ctx, q, &lines, query, args...); err != nil {
		return err
	}
	if len(lines) == 1 && lines[0] == "ok" {
		return nil
	}
	e := registry.Errorf(registry.Internal, "tệp hỏng: %s", "the file is damaged: %s", strings.Join(lines, "; "))
	e.Hint = registry.Text{VI: "dùng bản sao lưu gần nhất", EN: "go back to the last backup"}
	return e
}

// checkTrees compares each R-tree with the rows of its layer.
func checkTrees(ctx context.Context, r reader) error {
	for _, l := range r.catalogue.all {
		if !l.located {
			continue
		}
		tree := "rtree_" + l.table + "_geom"
		if err := verdict(ctx, r.q, `SELECT rtreecheck(?)`, tree); err != nil {
			return err
		}
		var wrong int
		// Bounds are rounded outwards to 32 bits: the entry must contain the row.
		query := fmt.Sprintf(`SELECT
			(SELECT count(*) FROM %[1]s t LEFT JOIN %[2]s i ON i.id = t.fid WHERE NOT ifnull(ST_IsEmpty(t.geom), 1) AND (i.id IS NULL
				OR i.minx > ST_MinX(t.geom) OR i.maxx < ST_MaxX(t.geom) OR i.miny > ST_MinY(t.geom) OR i.maxy < ST_MaxY(t.geom)))
			+ (SELECT count(*) FROM %[2]s i LEFT JOIN %[1]s t ON t.fid = i.id WHERE t.fid IS NULL)`, quote(l.table), quote(tree))
		if err := sqlx.GetContext(ctx, r.q, &wrong, query); err != nil {
			return err
		}
		if wrong > 0 {
			e := registry.Errorf(registry.Conflict, "%d dòng của lớp %s sai trong chỉ mục không gian", "%d rows of layer %s are wrong in the spatial index", wrong, l.table)
			e.Hint = registry.Text{
				VI: "lập lại chỉ mục không gian của lớp trong QGIS (Layer properties, Create spatial index)",
				EN: "rebuild the layer's spatial index in QGIS (Layer properties, Create spatial index)",
			}
			return e
		}
	}
	return nil
}

// checkTriggers compares the triggers with those that this program makes. Where
// one is missing, edits from outside may have gone unnoted.
func checkTriggers(ctx context.Context, r reader) error {
	var present []struct{ Name, SQL string }
	if err := sqlx.SelectContext(ctx, r.q, &present, `SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`); err != nil {
		return err
	}
	text := map[string]string{}
	for _, t := range present {
		text[t.Name] = t.SQL
	}
	var wrong []string
	for _, t := range allTriggers(r.catalogue) {
		if text[t.name] != t.create {
			wrong = append(wrong, t.name)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return registry.Errorf(registry.Conflict, "thiếu hoặc khác: %s", "missing or altered: %s", strings.Join(wrong, ", "))
}

// checkReferences finds rows that refer to nothing.
func checkReferences(ctx context.Context, r reader) error {
	var problems []registry.Problem
	for _, l := range r.catalogue.all {
		for i := range l.refers {
			ref := &l.refers[i]
			var found []struct {
				FID   int
				Value string
			}
			query := fmt.Sprintf(`SELECT fid, %[1]s AS value FROM %[2]s WHERE ifnull(%[1]s, '') <> ''
				AND %[1]s NOT IN (SELECT %[3]s FROM %[4]s WHERE %[3]s IS NOT NULL)`,
				ref.column, quote(l.table), quote(ref.key), quote(ref.parent.table))
			if err := sqlx.SelectContext(ctx, r.q, &found, query); err != nil {
				return err
			}
			for _, f := range found {
				problems = append(problems, registry.Problem{
					File: l.table, Row: f.FID, Column: ref.field.Name, Value: f.Value, Rule: "reference", Severity: registry.Fault,
					Message: registry.Textf("không có %[1]s này", "there is no such %[2]s", ref.parent.schema.Single.VI, ref.parent.schema.Single.EN),
				})
			}
		}
	}
	return told(problems)
}

// checkRows finds rows that break their Schema, and rows of one thing that
// overlap in time.
func checkRows(ctx context.Context, r reader) error {
	var problems []registry.Problem
	for _, l := range r.catalogue.all {
		periods := map[string][]row{}
		err := r.each(ctx, l, `SELECT `+l.selects+` FROM `+quote(l.table), nil, func(s *scanner, rows *sql.Rows) error {
			found, err := s.scan(rows)
			if err != nil {
				return err
			}
			wrong := append(registry.Faults(l.schema.Validate(found.rec)), s.faults...)
			id := found.rec.Head().ID
			if clash(l, found.rec, periods[id], -1) != nil {
				wrong = append(wrong, overlap(found.rec))
			}
			periods[id] = append(periods[id], found)
			for _, p := range wrong {
				p.File, p.Row = l.table, int(found.fid)
				problems = append(problems, p)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return told(problems)
}

// told is the error that carries the problems, nil when there are none.
func told(problems []registry.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &registry.Error{
		Code:     registry.Conflict,
		Message:  registry.Textf("%d lỗi", "%d faults", len(problems)),
		Problems: problems,
	}
}
