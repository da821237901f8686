package sqlite

import (
	"context"
	"errors"
	"testing"

	"hatang/registry"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	const quiet = `UPDATE writing SET active = 1; `
	for _, c := range []struct {
		name, edit string
		fails      []string // English names of checks
	}{
		{"in order", ``, nil},
		{"an entry of the index is missing", `DELETE FROM rtree_site_geom WHERE id = 1`, []string{"spatial indexes"}},
		{"an entry is elsewhere", `UPDATE rtree_site_geom SET minx = 100, maxx = 101 WHERE id = 1`, []string{"spatial indexes"}},
		{"an entry of no row", `INSERT INTO rtree_site_geom VALUES (99, 1, 1, 1, 1)`, []string{"spatial indexes"}},
		{"a trigger is missing", `DROP TRIGGER hatang_site_updated`, []string{"triggers that watch edits from outside"}},
		{"a reference leads nowhere", `UPDATE station SET site_id = 'nowhere'`, []string{"references between records", "chain of the history"}},
		{"a row breaks its schema", `UPDATE site SET state = 'flying' WHERE code = 'A'`, []string{"content of the rows", "chain of the history"}},
		{
			"rows overlap", `INSERT INTO site (id, valid_from, code, operator_code) VALUES ('site-a', '2020-01-01', 'A', 'VTL')`,
			[]string{"content of the rows", "chain of the history"},
		},
		{"the chain is altered", `UPDATE change SET actor = 'x' WHERE seq = 1`, []string{"chain of the history"}},
		{"a GeoPackage table refers to nothing", `PRAGMA foreign_keys = off; UPDATE gpkg_geometry_columns SET srs_id = 1 WHERE table_name = 'site'`, []string{"structure of the file"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, _, _ := stocked(t)
			another(t, s).MustExec(quiet + c.edit + `; UPDATE writing SET active = 0`)
			findings, err := s.Check(t.Context())
			if err != nil || len(findings) != 6 {
				t.Fatalf("%d findings (%v), want 6", len(findings), err)
			}
			var failed []string
			for _, f := range findings {
				var told *registry.Error
				if f.Err != nil {
					failed = append(failed, f.Name.EN)
					if !errors.As(f.Err, &told) {
						t.Errorf("%s: %v is not told to people", f.Name.EN, f.Err)
					}
				}
			}
			if len(failed) != len(c.fails) {
				t.Fatalf("failed: %q, want %q: %v", failed, c.fails, findings)
			}
			for i := range failed {
				if failed[i] != c.fails[i] {
					t.Errorf("failed: %q, want %q", failed, c.fails)
				}
			}
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		s, _, _ := stocked(t)
		dead, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Check(dead); !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled check: %v", err)
		}
	})
}
