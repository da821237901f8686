package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// Objects are what the file holds besides its tables: triggers, and the names
// and value lists that other programs show. They follow from the Schemas, so
// they are no part of migrations: when the text that this program would write
// differs from what the file has, all are made anew.

// guard is the condition under which our own triggers act: another program is
// writing.
const guard = "(SELECT active FROM writing) = 0"

// refreshObjects makes the triggers and names of the file those of this program.
func refreshObjects(ctx context.Context, db *sqlx.DB, c *catalogue) error {
	statements := objectStatements(c)
	sum := sha256.Sum256([]byte(strings.Join(statements, "\n")))
	fingerprint := hex.EncodeToString(sum[:])
	var present string
	err := db.GetContext(ctx, &present, `SELECT ifnull(max(value), '') FROM about WHERE name = 'objects'`)
	if err != nil || present == fingerprint {
		return err
	}
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	var old []string
	if err := tx.SelectContext(ctx, &old, `SELECT name FROM sqlite_master WHERE type = 'trigger'
		AND (name LIKE 'hatang\_%' ESCAPE '\' OR name LIKE 'rtree\_%' ESCAPE '\')`); err != nil {
		return err
	}
	for _, name := range old {
		statements = append([]string{"DROP TRIGGER " + quote(name)}, statements...)
	}
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%w in: %s", err, statement)
		}
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO about VALUES ('objects', ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, fingerprint); err != nil {
		return err
	}
	return tx.Commit()
}

func objectStatements(c *catalogue) []string {
	statements := []string{"DELETE FROM gpkg_data_columns", "DELETE FROM gpkg_data_column_constraints"}
	for _, l := range c.all {
		statements = append(statements, nameStatements(l)...)
	}
	for _, t := range allTriggers(c) {
		statements = append(statements, t.create)
	}
	return append(statements,
		contentsStatement("change", "Nhật ký thay đổi", "Chain of changes"),
		contentsStatement("setting", "Thiết lập", "Settings"))
}

// trigger is a trigger's name and the statement that makes it.
type trigger struct{ name, create string }

// allTriggers is every trigger of the file.
func allTriggers(c *catalogue) []trigger {
	var triggers []trigger
	for _, l := range c.all {
		triggers = append(triggers, triggersOf(l)...)
	}
	for _, table := range []string{"change", "setting", "raster"} {
		triggers = append(triggers, lockTriggers(table)...)
	}
	return triggers
}

// triggersOf is every trigger on the table of a kind.
func triggersOf(l *layout) []trigger {
	var triggers []trigger
	if l.located {
		triggers = rtreeTriggers(l.table)
	}
	return append(append(triggers, journalTriggers(l)...), referenceTriggers(l)...)
}

// rtreeTriggers are those of the GeoPackage R-tree extension (OGC 12-128r17,
// annex F.3) to the letter: GDAL looks for them by name.
func rtreeTriggers(table string) []trigger {
	tree := "rtree_" + table + "_geom"
	put := `INSERT OR REPLACE INTO ` + quote(tree) + ` VALUES (NEW."fid", ` +
		`ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));`
	const full, void = `(NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))`, `(NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))`
	after := func(name, event, when, body string) trigger {
		return newTrigger(tree+"_"+name, table, "AFTER "+event, when, body)
	}
	remove := `DELETE FROM ` + quote(tree) + ` WHERE id = OLD."fid";`
	return []trigger{
		after("insert", "INSERT", `(NEW."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom"))`, put),
		after("update1", `UPDATE OF "geom"`, `OLD."fid" = NEW."fid" AND `+full, put),
		after("update2", `UPDATE OF "geom"`, `OLD."fid" = NEW."fid" AND `+void, remove),
		after("update3", "UPDATE", `OLD."fid" != NEW."fid" AND `+full, remove+" "+put),
		after("update4", "UPDATE", `OLD."fid" != NEW."fid" AND `+void,
			`DELETE FROM `+quote(tree)+` WHERE id IN (OLD."fid", NEW."fid");`),
		after("delete", "DELETE", `OLD."geom" NOT NULL`, remove),
	}
}

// journalTriggers note what other programs do to the rows of a table, give their
// new rows an ID, and keep fid, by which the notes find the row, from changing.
func journalTriggers(l *layout) []trigger {
	pairs := []string{`'fid', OLD."fid"`, `'revision', OLD."revision"`}
	if l.located {
		pairs = append(pairs, `'geom', hex(OLD."geom")`)
	}
	for i, column := range l.columns {
		pairs = append(pairs, "'"+l.schema.Fields[i].Name+"', OLD."+column)
	}
	before := "json_object(" + strings.Join(pairs, ", ") + ")"
	note := func(fid, operation, before string) string {
		return fmt.Sprintf(`INSERT INTO outside (layer, row_fid, operation, row_before) VALUES ('%s', %s, '%s', %s);`,
			l.table, fid, operation, before)
	}
	return []trigger{
		ownTrigger(l.table, "inserted", "AFTER INSERT", guard, note(`NEW."fid"`, "insert", "NULL")),
		// A row without an ID was inserted this moment and is getting one: the
		// insert is already noted.
		ownTrigger(l.table, "updated", "AFTER UPDATE", guard+` AND ifnull(OLD."id", '') <> ''`,
			note(`OLD."fid"`, "update", before)),
		ownTrigger(l.table, "deleted", "AFTER DELETE", guard, note(`OLD."fid"`, "delete", before)),
		ownTrigger(l.table, "identify", "AFTER INSERT", guard+` AND ifnull(NEW."id", '') = ''`,
			`UPDATE `+quote(l.table)+` SET "id" = lower(hex(randomblob(16))) WHERE "fid" = NEW."fid";`),
		ownTrigger(l.table, "fid", `BEFORE UPDATE OF "fid"`, `NEW."fid" <> OLD."fid"`,
			refuse(l.table+": không được đổi fid / fid must not change")),
	}
}

// referenceTriggers refuse what other programs write when it refers to nothing,
// and keep what is referred to. They are needed because GDAL ignores foreign
// keys, and because a thing can have several rows, which foreign keys exclude.
func referenceTriggers(l *layout) []trigger {
	var triggers []trigger
	for _, r := range l.refers {
		dangling := fmt.Sprintf(`%s AND ifnull(NEW.%[2]s, '') <> '' AND NOT EXISTS (SELECT 1 FROM %[3]s WHERE %[4]s = NEW.%[2]s)`,
			guard, r.column, quote(r.parent.table), quote(r.key))
		body := refuse(fmt.Sprintf("%s.%s: không có bản ghi này / no such %s", l.table, r.field.Name, r.parent.schema.Single.EN))
		triggers = append(triggers,
			ownTrigger(l.table, r.field.Name+"_insert", "BEFORE INSERT", dangling, body),
			ownTrigger(l.table, r.field.Name+"_update", "BEFORE UPDATE OF "+r.column, dangling, body))
	}
	for _, r := range l.referee {
		last := fmt.Sprintf(`ifnull(OLD.%[1]s, '') <> ''
			AND NOT EXISTS (SELECT 1 FROM %[2]s WHERE %[1]s = OLD.%[1]s AND "fid" <> OLD."fid")
			AND EXISTS (SELECT 1 FROM %[3]s WHERE %[4]s = OLD.%[1]s)`,
			quote(r.key), quote(l.table), quote(r.child.table), r.column)
		name := r.child.table + "_" + r.field.Name
		body := refuse(fmt.Sprintf("%s: %s còn tham chiếu / still referred to by %s", l.table, r.child.table, r.child.table))
		triggers = append(triggers,
			ownTrigger(l.table, name+"_delete", "BEFORE DELETE", guard+" AND "+last, body),
			ownTrigger(l.table, name+"_rename", "BEFORE UPDATE OF "+quote(r.key),
				guard+fmt.Sprintf(" AND NEW.%[1]s IS NOT OLD.%[1]s AND ", quote(r.key))+last, body))
	}
	return triggers
}

// lockTriggers keep other programs from writing a table at all.
func lockTriggers(table string) []trigger {
	body := refuse(table + ": chỉ hatang được ghi / written by hatang only")
	return []trigger{
		ownTrigger(table, "insert", "BEFORE INSERT", guard, body),
		ownTrigger(table, "update", "BEFORE UPDATE", guard, body),
		ownTrigger(table, "delete", "BEFORE DELETE", guard, body),
	}
}

// ownTrigger has a name by which the program knows its triggers from others'.
func ownTrigger(table, name, event, when, body string) trigger {
	return newTrigger("hatang_"+table+"_"+name, table, event, when, body)
}

func newTrigger(name, table, event, when, body string) trigger {
	return trigger{name, fmt.Sprintf("CREATE TRIGGER %s %s ON %s WHEN %s BEGIN %s END",
		quote(name), event, quote(table), when, body)}
}

func refuse(message string) string {
	return "SELECT RAISE(ABORT, " + literal(message) + ");"
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// nameStatements give the layer its title and each field its alias, and coded
// fields their list of values, which QGIS offers in its forms.
func nameStatements(l *layout) []string {
	statements := []string{contentsStatement(l.table, l.schema.Label.VI, l.schema.Label.EN)}
	for i := range l.schema.Fields {
		f := &l.schema.Fields[i]
		constraint := "NULL"
		if f.Type == registry.CodeField {
			name := l.table + "_" + f.Name
			constraint = literal(name)
			for _, code := range f.Codes {
				statements = append(statements, fmt.Sprintf(
					"INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description) VALUES (%s, 'enum', %s, %s)",
					constraint, literal(code.Code), literal(code.Label.VI)))
			}
		}
		statements = append(statements, fmt.Sprintf(
			"INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description, constraint_name) VALUES (%s, %s, %s, %s, %s, %s)",
			literal(l.table), literal(f.Name), literal(f.Label.VI), literal(f.Label.VI), literal(f.Label.EN), constraint))
	}
	return statements
}

func contentsStatement(table, vi, en string) string {
	return fmt.Sprintf("UPDATE gpkg_contents SET identifier = %s, description = %s WHERE table_name = %s",
		literal(vi), literal(en), literal(table))
}
