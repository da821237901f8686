package sqlite

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"hatang/registry"
)

// another is a connection of another program: it knows the ST_ functions, as
// GDAL does, and nothing of the chain.
func another(t *testing.T, s *Store) *sqlx.DB {
	t.Helper()
	db := open(s.path, "mode=rw")
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// stocked is a store with an operator, two sites and a station on the first.
func stocked(t *testing.T) (*Store, *registry.Site, *registry.Site) {
	t.Helper()
	s := openNew(t)
	a, b := &registry.Site{Code: "A", OperatorCode: "VTL"}, &registry.Site{Code: "B", OperatorCode: "VTL"}
	a.Row.ID, b.Row.ID = "site-a", "site-b"
	a.Point, a.Located = orb.Point{108, 14}, true
	a.AccuracyM = registry.Some(0.1 + 0.2) // needs 17 digits
	b.Point, b.Located = orb.Point{108.5, 14.5}, true
	err := s.Update(t.Context(), registry.Author{Actor: "officer:an"}, func(ctx context.Context, w registry.Writer) error {
		for _, rec := range []registry.Record{
			&registry.Operator{Code: "VTL", Name: "Viettel"}, a, b,
			&registry.Station{Code: "A1", SiteID: "site-a", OperatorCode: "VTL", Technology: "4G"},
		} {
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, a, b
}

func TestOutsideEditsAreAdopted(t *testing.T) {
	t.Parallel()
	type entry struct {
		operation registry.Operation
		id        string
	}
	for _, c := range []struct {
		name     string
		edits    []string
		want     []entry
		problems []string // layer.column:rule
		check    func(*testing.T, *Store)
	}{
		{
			name:  "an insert without ID",
			edits: []string{`INSERT INTO operator (code, name) VALUES ('VNP', 'VinaPhone')`},
			want:  []entry{{registry.Created, "*"}},
		},
		{
			name:  "an update",
			edits: []string{`UPDATE site SET name = 'Đắk Tô' WHERE code = 'A'`},
			want:  []entry{{registry.Changed, "site-a"}},
		},
		{
			name:  "several updates of a row are one change",
			edits: []string{`UPDATE site SET name = 'x'`, `UPDATE site SET name = 'y' WHERE code = 'A'`, `UPDATE site SET note = 'z' WHERE code = 'A'`},
			want:  []entry{{registry.Changed, "site-a"}, {registry.Changed, "site-b"}},
		},
		{
			name:  "an edit that is taken back is none",
			edits: []string{`UPDATE site SET name = 'x', revision = 99 WHERE code = 'A'`, `UPDATE site SET name = NULL WHERE code = 'A'`},
		},
		{
			name:  "a delete",
			edits: []string{`DELETE FROM site WHERE code = 'B'`},
			want:  []entry{{registry.Deleted, "site-b"}},
		},
		{
			name:  "what came and went unseen leaves both traces",
			edits: []string{`INSERT INTO operator (id, code, name) VALUES ('op-x', 'X', 'X')`, `DELETE FROM operator WHERE code = 'X'`},
			want:  []entry{{registry.Created, "op-x"}, {registry.Deleted, "op-x"}},
		},
		{
			name:  "a row that gets another ID is another thing",
			edits: []string{`UPDATE site SET id = 'site-c' WHERE code = 'B'`},
			want:  []entry{{registry.Deleted, "site-b"}, {registry.Created, "site-c"}},
		},
		{
			name: "dates handed on between rows of a thing",
			edits: []string{
				`UPDATE site SET valid_from = '2020-01-01' WHERE code = 'B'`,
				`INSERT INTO site (id, code, operator_code, valid_to) VALUES ('site-b', 'B', 'VTL', '2020-01-01')`,
			},
			want: []entry{{registry.Changed, "site-b"}, {registry.Created, "site-b"}},
		},
		{
			name:  "a closed row is retired",
			edits: []string{`UPDATE site SET valid_to = '2020-01-01' WHERE code = 'B'`},
			want:  []entry{{registry.Retired, "site-b"}},
		},
		{
			name:  "text is normalised, blanks are nothing",
			edits: []string{"UPDATE site SET name = ' \u0110a\u0306\u0301k  To\u0302 ', note = '', valid_to = '' WHERE code = 'A'"},
			want:  []entry{{registry.Changed, "site-a"}},
			check: func(t *testing.T, s *Store) {
				var clean bool
				if err := s.readDB.Get(&clean, `SELECT name = 'Đắk Tô' AND note IS NULL AND valid_to IS NULL FROM site WHERE code = 'A'`); err != nil || !clean {
					t.Errorf("the row was not brought to its stored form (%v)", err)
				}
			},
		},
		{
			name:  "rows that break rules are entered and told",
			edits: []string{`UPDATE site SET state = 'flying', height_m = 'tall', operator_code = NULL WHERE code = 'A'`},
			want:  []entry{{registry.Changed, "site-a"}},
			problems: []string{
				"site.height_m:type", "site.operator_code:required", "site.state:code",
			},
		},
		{
			name:     "overlapping rows are told",
			edits:    []string{`INSERT INTO site (id, valid_from, code, operator_code) VALUES ('site-b', '2020-01-01', 'B', 'VTL')`},
			want:     []entry{{registry.Created, "site-b"}},
			problems: []string{"site.valid_from:overlap"},
		},
		{
			name:     "a geometry that is none is told",
			edits:    []string{`DROP TRIGGER rtree_site_geom_update1`, `UPDATE site SET geom = x'4750' WHERE code = 'A'`},
			want:     []entry{{registry.Changed, "site-a"}},
			problems: []string{"site.geometry:geometry"},
		},
		{
			name:  "a geometry that SQL made text of is a blob again",
			edits: []string{`UPDATE site SET geom = substr(geom, 1, 13) || x'0000000000005a40' || substr(geom, 22) WHERE code = 'B'`},
			want:  []entry{{registry.Changed, "site-b"}},
			check: func(t *testing.T, s *Store) {
				var kind string
				if err := s.readDB.Get(&kind, `SELECT typeof(geom) FROM site WHERE code = 'B'`); err != nil || kind != "blob" {
					t.Errorf("the geometry is a %s (%v)", kind, err)
				}
				box := orb.Bound{Min: orb.Point{103, 14}, Max: orb.Point{105, 15}}
				if _, n, err := s.Find(t.Context(), registry.Query{Kind: registry.Sites, Box: &box}); err != nil || n != 1 {
					t.Errorf("at its new place %d are found (%v), want 1", n, err)
				}
			},
		},
		{
			name: "a point with height loses it",
			edits: []string{
				`UPDATE site SET geom = x'47500001e610000001e90300000000000000005b400000000000002c400000000000002440' WHERE code = 'B'`},
			want: []entry{{registry.Changed, "site-b"}},
			check: func(t *testing.T, s *Store) {
				var bytes int
				if err := s.readDB.Get(&bytes, `SELECT length(geom) FROM site WHERE code = 'B'`); err != nil || bytes != 29 {
					t.Errorf("the geometry has %d bytes (%v), want the 29 of a flat point", bytes, err)
				}
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, _, _ := stocked(t)
			start, err := s.Seq(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.OutsideChanged(t.Context()); err != nil {
				t.Fatal(err)
			}
			db := another(t, s)
			for _, edit := range c.edits {
				if _, err := db.Exec(edit); err != nil {
					t.Fatalf("%s: %v", edit, err)
				}
			}
			if changed, err := s.OutsideChanged(t.Context()); !changed || err != nil {
				t.Errorf("OutsideChanged %v (%v), want true", changed, err)
			}
			if err := s.Verify(t.Context()); registry.CodeOf(err) != registry.Conflict {
				t.Errorf("Verify before adoption: %v, want a conflict", err)
			}
			n, problems, err := s.AdoptOutside(t.Context())
			if err != nil || n != len(c.want) {
				t.Fatalf("adopted %d (%v), want %d", n, err, len(c.want))
			}
			var got []entry
			err = s.Since(t.Context(), start, func(change registry.Change) error {
				if change.Origin != registry.Outside || change.Actor != OutsideActor || !strings.HasPrefix(change.Reason, "edited at ") {
					t.Errorf("change %+v is not marked as from outside", change)
				}
				got = append(got, entry{change.Operation, change.RecordID})
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for i := range got {
				if i < len(c.want) && c.want[i].id == "*" && got[i].id != "" {
					got[i].id = "*"
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("the chain tells %v, want %v", got, c.want)
			}
			var rules []string
			for _, p := range problems {
				if p.Row == 0 {
					t.Errorf("problem %+v does not name the row", p)
				}
				rules = append(rules, p.File+"."+p.Column+":"+p.Rule)
			}
			slices.Sort(rules)
			if !slices.Equal(slices.Compact(rules), c.problems) {
				t.Errorf("problems %q, want %q", rules, c.problems)
			}
			if err := s.Verify(t.Context()); err != nil {
				t.Errorf("Verify after adoption: %v", err)
			}
			if n, _, err := s.AdoptOutside(t.Context()); n != 0 || err != nil {
				t.Errorf("adopting again finds %d (%v)", n, err)
			}
			if c.check != nil {
				c.check(t, s)
			}
		})
	}
}

func TestOutsideEditsThatAreRefused(t *testing.T) {
	t.Parallel()
	s, _, _ := stocked(t)
	db := another(t, s)
	for name, edit := range map[string]string{
		"a dangling operator":                `INSERT INTO site (code, operator_code) VALUES ('X', 'NOBODY')`,
		"a dangling operator in an update":   `UPDATE site SET operator_code = 'NOBODY' WHERE code = 'A'`,
		"a dangling site":                    `UPDATE station SET site_id = 'nowhere'`,
		"deleting what is referred to":       `DELETE FROM site WHERE code = 'A'`,
		"deleting the operator":              `DELETE FROM operator`,
		"renaming the operator's code":       `UPDATE operator SET code = 'VIETTEL'`,
		"another ID for what is referred":    `UPDATE site SET id = 'x' WHERE code = 'A'`,
		"the same row twice":                 `INSERT INTO site (id, code, operator_code) VALUES ('site-a', 'A', 'VTL')`,
		"another fid":                        `UPDATE site SET fid = fid + 100`,
		"writing in the chain":               `INSERT INTO change SELECT seq + 100, at, origin, actor, request, reason, kind, record_id, operation, before, after, previous, hash FROM change`,
		"altering the chain":                 `UPDATE change SET actor = 'nobody'`,
		"cutting the chain":                  `DELETE FROM change WHERE seq > 2`,
		"settings":                           `INSERT INTO setting (name, value, revision) VALUES ('title', 'x', 1)`,
		"rasters":                            `INSERT INTO raster VALUES (1,'n','','',0,'',0,0,1,1,1,1,x'','',1)`,
		"an upsert onto a dangling operator": `INSERT INTO site (fid, operator_code) VALUES (1, 'NOBODY') ON CONFLICT (fid) DO UPDATE SET operator_code = excluded.operator_code`,
	} {
		if _, err := db.Exec(edit); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if n, problems, err := s.AdoptOutside(t.Context()); n != 0 || len(problems) != 0 || err != nil {
		t.Errorf("refused edits leave %d changes, %v (%v)", n, problems, err)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// The second station may go, its site then too: what is not referred to any
// more is free.
func TestOutsideDeletesInOrder(t *testing.T) {
	t.Parallel()
	s, _, _ := stocked(t)
	db := another(t, s)
	for _, edit := range []string{`DELETE FROM station`, `DELETE FROM site`, `DELETE FROM operator`} {
		if _, err := db.Exec(edit); err != nil {
			t.Fatalf("%s: %v", edit, err)
		}
	}
	if n, _, err := s.AdoptOutside(t.Context()); n != 4 || err != nil {
		t.Errorf("adopted %d (%v), want 4", n, err)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// The row before an edit is known to the last digit, which the triggers' JSON
// does not have.
func TestOutsideEditKeepsEveryDigitOfBefore(t *testing.T) {
	t.Parallel()
	s, a, _ := stocked(t)
	before := string(registry.AppendJSON(nil, a))
	another(t, s).MustExec(`UPDATE site SET accuracy_m = 1 WHERE code = 'A'`)
	if _, _, err := s.AdoptOutside(t.Context()); err != nil {
		t.Fatal(err)
	}
	changes, _, err := s.History(t.Context(), registry.HistoryQuery{RecordID: "site-a", Limit: 1})
	if err != nil || string(changes[0].Before) != before {
		t.Errorf("before is\n%s (%v), want\n%s", changes[0].Before, err, before)
	}
}

func TestVerifyFindsTampering(t *testing.T) {
	t.Parallel()
	const quiet = `UPDATE writing SET active = 1; ` // as one would who knows the file
	for name, edit := range map[string]string{
		"a row altered":          `UPDATE site SET height_m = 12 WHERE code = 'A'`,
		"a row moved":            `UPDATE site SET geom = (SELECT geom FROM site WHERE code = 'B') WHERE code = 'A'`,
		"a row removed":          `DELETE FROM site WHERE code = 'B'`,
		"a row added":            `INSERT INTO site (id, code, operator_code, revision) VALUES ('x', 'X', 'VTL', 3)`,
		"a revision altered":     `UPDATE site SET revision = 1 WHERE code = 'B'`,
		"an actor altered":       `UPDATE change SET actor = 'someone else' WHERE seq = 2`,
		"a reason altered":       `UPDATE change SET reason = 'x' WHERE seq = 1`,
		"a time altered":         `UPDATE change SET at = '2001-01-01T00:00:00.000Z' WHERE seq = 3`,
		"a time destroyed":       `UPDATE change SET at = 'yesterday' WHERE seq = 3`,
		"a link removed":         `DELETE FROM change WHERE seq = 2`,
		"the first link removed": `DELETE FROM change WHERE seq = 1`,
		"the last link removed":  `DELETE FROM change WHERE seq = 4`,
		"links exchanged":        `UPDATE change SET seq = 9 WHERE seq = 2; UPDATE change SET seq = 2 WHERE seq = 3; UPDATE change SET seq = 3 WHERE seq = 9`,
		"a state altered":        `UPDATE change SET after = replace(after, '"A"', '"Z"')`,
		"a setting added":        `INSERT INTO setting (name, value, revision) VALUES ('title', 'x', 1)`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, _ := stocked(t)
			if err := s.Verify(t.Context()); err != nil {
				t.Fatal(err)
			}
			another(t, s).MustExec(quiet + edit + `; UPDATE writing SET active = 0`)
			if err := s.Verify(t.Context()); registry.CodeOf(err) != registry.Conflict {
				t.Errorf("Verify says %v, want a conflict", err)
			}
		})
	}
}

// A link that is altered and hashed anew no longer fits the one after it.
func TestVerifyFindsALinkThatWasHashedAnew(t *testing.T) {
	t.Parallel()
	s, _, _ := stocked(t)
	changes, _, err := s.History(t.Context(), registry.HistoryQuery{})
	if err != nil {
		t.Fatal(err)
	}
	second := changes[len(changes)-2]
	second.Actor = "someone else"
	db := another(t, s)
	db.MustExec(`UPDATE writing SET active = 1`)
	db.MustExec(`UPDATE change SET actor = ?, hash = ? WHERE seq = ?`, second.Actor, second.ComputeHash(), second.Seq)
	db.MustExec(`UPDATE writing SET active = 0`)
	if err := s.Verify(t.Context()); registry.CodeOf(err) != registry.Conflict || !strings.Contains(err.Error(), "change 3") {
		t.Errorf("Verify says %v, want a break at change 3", err)
	}
}

// One row takes the first day of another, which moved on: in the chain the
// taker comes first.
func TestOutsideEditsHandDatesOn(t *testing.T) {
	t.Parallel()
	s, _, _ := stocked(t)
	later := &registry.Site{Code: "B2", OperatorCode: "VTL"}
	later.Row.ID, later.Row.ValidFrom = "site-b", mustDay(t, "2020-01-01")
	if err := s.Update(t.Context(), registry.Author{Actor: "officer:an"}, func(ctx context.Context, w registry.Writer) error {
		_, err := w.Put(ctx, later)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	db := another(t, s)
	for _, edit := range []string{
		`UPDATE site SET valid_from = '1999-01-01', valid_to = '2000-01-01' WHERE code = 'B'`,
		`UPDATE site SET valid_from = '2021-01-01' WHERE code = 'B2'`,
		`UPDATE site SET valid_from = '2020-01-01', valid_to = '2021-01-01' WHERE code = 'B'`,
	} {
		db.MustExec(edit)
	}
	n, problems, err := s.AdoptOutside(t.Context())
	if n != 2 || len(problems) != 0 || err != nil {
		t.Errorf("adopted %d, %v (%v), want 2 changes", n, problems, err)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func mustDay(t *testing.T, text string) registry.Date {
	t.Helper()
	day, err := registry.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return day
}
