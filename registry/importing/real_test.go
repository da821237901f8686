package importing_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"hatang/registry"
	"hatang/registry/importing"
)

// realFile opens a file of real data beside the project; the test is skipped
// where there is none.
func realFile(tb testing.TB, parts ...string) *os.File {
	tb.Helper()
	path := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, parts...)...)
	file, err := os.Open(path)
	if err != nil {
		tb.Skipf("skipped: %s is not beside this checkout", filepath.Join(parts...))
	}
	tb.Cleanup(func() { _ = file.Close() })
	return file
}

// Two "provinces" of other countries, without codes of ours: 52,309 cells of
// OpenCelliD and 77,147 sites of the French regulator. Twice, the second time
// all unchanged.
func TestRealNetworks(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("skipped: 130,000 records")
	}
	for _, c := range []struct {
		file string
		kind registry.Kind
		rows int
		opts importing.Options
	}{
		{"opencellid_brazil_724_52309.csv.gz", registry.Stations, 52309, importing.Options{CreateOperators: true}},
		{"france_arcep_2018T1_sites_77k.csv.gz", registry.Sites, 77147, importing.Options{
			CreateOperators: true, Ignore: []string{"operator_plmn"}, KeepFirst: true,
		}},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			file := realFile(t, "cells", c.file)
			store := withOperators(t)
			c.opts.Author = registry.Author{Actor: "test"}
			report, err := importing.Import(context.Background(), store, c.kind, c.file, file, c.opts)
			if err != nil {
				t.Fatalf("%v: %v", err, report.Problems[:min(5, len(report.Problems))])
			}
			t.Log(counts(report), report.Related)
			if report.Rows != c.rows || report.Rejected > 0 || report.Created+report.Repeated != c.rows {
				t.Errorf("%s of %d rows", counts(report), report.Rows)
			}
			again, err := importing.Import(context.Background(), store, c.kind, c.file, file, c.opts)
			if err != nil {
				t.Fatal(err)
			}
			if again.Created+again.Changed+again.Rejected > 0 || again.Unchanged+again.Repeated != c.rows || again.Written {
				t.Errorf("the second time: %s, %v", counts(again), again.Related)
			}
		})
	}
}
