package exporting_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"hatang/registry"
	"hatang/registry/exporting"
	"hatang/registry/importing"
)

// The real communes of two provinces, exported and imported in every format,
// are the same field by field, geometry too; and GDAL reads the same values and
// the same vertices from every format.
func TestRealProvincesInEveryFormat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file, from string
		communes   int
	}{{"communes_kon_tum_2020.geojson.gz", "2019-04-01", 102}, {"communes_bac_ninh_2025.geojson.gz", "2025-07-01", 99}} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			file, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "units", c.file))
			if err != nil {
				t.Skipf("skipped: %s is not beside this checkout", c.file)
			}
			defer func() { _ = file.Close() }()
			from, err := registry.ParseDate(c.from)
			if err != nil {
				t.Fatal(err)
			}
			here := newStore(t)
			author := registry.Author{Actor: "test"}
			if _, err := importing.Import(context.Background(), here, registry.Units, c.file, file, importing.Options{Author: author, ValidFrom: from, IgnoreUnknown: true}); err != nil {
				t.Fatal(err)
			}
			query := registry.Query{Kind: registry.Units, AllRows: true}
			for _, format := range importedFormats() {
				var out bytes.Buffer
				count, err := exporting.Write(context.Background(), &out, here, query, exporting.Options{Format: format})
				if err != nil || count != c.communes+1 {
					t.Fatalf("%s: %d records, %v", format, count, err)
				}
				options := importing.Options{Format: importFormat(format), Author: author}
				again, err := importing.Import(context.Background(), here, registry.Units, "export", bytes.NewReader(out.Bytes()), options)
				if err != nil || again.Unchanged != count {
					t.Fatalf("%s imported again: %v, %v", format, again, err)
				}
				there := newStore(t)
				if _, err := importing.Import(context.Background(), there, registry.Units, "export", bytes.NewReader(out.Bytes()), options); err != nil {
					t.Fatalf("%s imported elsewhere: %v", format, err)
				}
				// The province is left out: the program makes it of the communes, and its
				// repair is not the same twice.
				communes := registry.Query{Kind: registry.Units, AllRows: true, Where: []registry.Condition{registry.Where("level", registry.LevelCommune)}}
				if got, want := contents(t, there, communes), contents(t, here, communes); got != want {
					t.Errorf("%s: the records differ elsewhere", format)
				}
				compareWithGDAL(t, here, query, out.Bytes(), format)
			}
		})
	}
}

func contents(tb testing.TB, store registry.Store, query registry.Query) string {
	tb.Helper()
	var out []byte
	err := store.Scan(context.Background(), query, func(rec registry.Record) error {
		out = append(registry.AppendJSON(out, rec), '\n')
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return string(out)
}
