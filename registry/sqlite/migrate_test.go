package sqlite

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hatang/registry"
)

// columnTypes are the SQL types of the field types.
var columnTypes = map[registry.FieldType]string{
	registry.TextField: "TEXT", registry.CodeField: "TEXT", registry.ListField: "TEXT",
	registry.IntegerField: "INTEGER", registry.RealField: "REAL", registry.BooleanField: "BOOLEAN", registry.DateField: "DATE",
}

// A field that is added to a Schema needs a migration that adds its column.
func TestTablesHaveTheColumnsOfTheirSchemas(t *testing.T) {
	t.Parallel()
	s := openNew(t)
	for _, l := range s.catalogue.all {
		want := []string{"fid INTEGER", "revision INTEGER"}
		switch l.schema.Shapes {
		case registry.Points:
			want = append(want, "geom POINT")
		case registry.Areas:
			want = append(want, "geom MULTIPOLYGON")
		}
		for i := range l.schema.Fields {
			want = append(want, l.schema.Fields[i].Name+" "+columnTypes[l.schema.Fields[i].Type])
		}
		var got []string
		if err := s.readDB.Select(&got, `SELECT name || ' ' || type FROM pragma_table_info(?)`, l.table); err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("table %s has the columns\n%q, its Schema says\n%q", l.table, got, want)
		}
		// json_object takes 127 arguments in the SQLite that GDAL brings.
		if len(want) > 63 {
			t.Errorf("table %s has %d columns: the journal's triggers cannot name them all at once", l.table, len(want))
		}
	}
}

func TestMigrationFromEveryEarlierVersion(t *testing.T) {
	t.Parallel()
	for version := int64(1); version < newest(t); version++ {
		path := filepath.Join(t.TempDir(), "old.gpkg")
		oldRegistry(t, path, version)
		s, err := Open(t.Context(), path, Options{ProgramVersion: "test 2"})
		if err != nil {
			t.Fatalf("from version %d: %v", version, err)
		}
		rec, err := s.Get(t.Context(), registry.Operators, "op-1", registry.Date{})
		if err != nil || rec.(*registry.Operator).Name != "Viettel" {
			t.Errorf("from version %d: the old record is %+v (%v)", version, rec, err)
		}
		err = s.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
			return w.PutRaster(ctx, registry.Raster{Name: "new", Cols: 1, Rows: 1, CellLonDeg: 1, CellLatDeg: 1, Values: []float32{1}})
		})
		if err != nil {
			t.Errorf("from version %d: a raster, which version 1 did not know: %v", version, err)
		}
		if err := s.Verify(t.Context()); err != nil {
			t.Errorf("from version %d: %v", version, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestNewerFileIsRefused(t *testing.T) {
	t.Parallel()
	s := openNew(t)
	if _, err := s.writeDB.Exec(`INSERT INTO schema_version (version_id, is_applied) VALUES (?, 1)`, newest(t)+1); err != nil {
		t.Fatal(err)
	}
	if _, err := s.writeDB.Exec(`UPDATE about SET value = '9.8.7' WHERE name = 'program'`); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), s.path, Options{})
	var told *registry.Error
	if !errors.As(err, &told) || told.Code != registry.Unsupported ||
		!strings.Contains(told.Message.EN, "9.8.7") || !strings.Contains(told.Hint.EN, "update") {
		t.Errorf("error %+v, want one that names the version that wrote it", err)
	}
}

// Triggers that another version made, or somebody dropped with the mark of it,
// are made anew when the file is opened.
func TestObjectsAreRefreshed(t *testing.T) {
	t.Parallel()
	s := openNew(t)
	count := func() (n int) {
		if err := s.readDB.Get(&n, `SELECT count(*) FROM sqlite_master WHERE type = 'trigger'`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	want := count()
	for _, statement := range []string{
		`DROP TRIGGER hatang_site_inserted`, `DROP TRIGGER rtree_site_geom_update1`, `UPDATE about SET value = 'older' WHERE name = 'objects'`,
		`DELETE FROM gpkg_data_columns WHERE table_name = 'zone'`,
	} {
		if _, err := s.writeDB.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	again, err := Open(t.Context(), s.path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, again)
	if got := count(); got != want {
		t.Errorf("%d triggers, want %d", got, want)
	}
	var titles int
	if err := again.readDB.Get(&titles, `SELECT count(*) FROM gpkg_data_columns WHERE table_name = 'zone' AND title <> ''`); err != nil || titles == 0 {
		t.Errorf("%d titles (%v)", titles, err)
	}
}

// closing closes what a test opened.
func closing(t *testing.T, c io.Closer) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func openNew(t *testing.T) *Store {
	t.Helper()
	s, err := Create(t.Context(), filepath.Join(t.TempDir(), "registry.gpkg"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func newest(t *testing.T) int64 {
	t.Helper()
	db := open(filepath.Join(t.TempDir(), "none"), "mode=rwc")
	defer closing(t, db)
	migrator, err := newMigrator(db)
	if err != nil {
		t.Fatal(err)
	}
	sources := migrator.ListSources()
	return sources[len(sources)-1].Version
}

// oldRegistry makes a file as the program made it when it knew no more than the
// given version, with one record in it.
func oldRegistry(t *testing.T, path string, version int64) {
	t.Helper()
	db := open(path, "mode=rwc")
	defer closing(t, db)
	db.SetMaxOpenConns(1)
	migrator, err := newMigrator(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrator.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	rec := &registry.Operator{Code: "VTL", Name: "Viettel"}
	rec.Row.ID = "op-1"
	change := registry.Change{
		Seq: 1, Origin: registry.Program, Actor: "old", Kind: registry.Operators, RecordID: "op-1",
		Operation: registry.Created, After: registry.AppendJSON(nil, rec),
	}
	change.Hash = change.ComputeHash()
	db.MustExec(`INSERT INTO operator (id, code, name, revision) VALUES ('op-1', 'VTL', 'Viettel', 1)`)
	db.MustExec(insertSQL("change", changeColumns, 1), 1, change.At.Format(registry.TimeLayout), "program", "old", "", "",
		"operators", "op-1", "create", "", string(change.After), "", change.Hash)
}

// The order of Scan without wishes comes from an index: nothing is sorted, and
// the first record is there at once.
func TestDefaultOrderNeedsNoSorting(t *testing.T) {
	t.Parallel()
	s := openNew(t)
	for _, q := range []registry.Query{{Kind: registry.Sites}, {Kind: registry.Sites, AllRows: true}, {Kind: registry.Operators}} {
		c, err := s.compile(q)
		if err != nil {
			t.Fatal(err)
		}
		var plan []struct {
			ID, Parent, NotUsed int
			Detail              string
		}
		if err := s.readDB.Select(&plan, `EXPLAIN QUERY PLAN `+c.page(), c.args...); err != nil {
			t.Fatal(err)
		}
		for _, step := range plan {
			if strings.Contains(step.Detail, "TEMP B-TREE") {
				t.Errorf("%+v is sorted: %s", q, step.Detail)
			}
		}
	}
}
