package exporting_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"pgregory.net/rapid"

	"hatang/geo/tooltest"
	"hatang/registry"
	"hatang/registry/exporting"
	"hatang/registry/importing"
	"hatang/registry/sqlite"
)

var update = flag.Bool("update", false, "write the golden files anew")

func newStore(tb testing.TB) registry.Store {
	tb.Helper()
	store, err := sqlite.Create(context.Background(), filepath.Join(tb.TempDir(), "r.gpkg"), sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	return store
}

func put(ctx context.Context, store registry.Store, recs ...registry.Record) error {
	return store.Update(ctx, registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		_, err := w.PutAll(ctx, recs)
		return err
	})
}

// The things that records of the round trip refer to.
func foundations() [][]registry.Record {
	return [][]registry.Record{
		{&registry.Operator{RowHead: head("op-1"), Code: "VIETTEL", Name: "Viettel"}, &registry.Operator{RowHead: head("op-2"), Code: "VNPT", Name: "VNPT"}},
		{&registry.Site{RowHead: head("site-1"), Code: "S1", OperatorCode: "VIETTEL"}},
		{&registry.Station{RowHead: head("station-1"), Code: "T1", OperatorCode: "VIETTEL", Technology: "4G", SiteID: "site-1"}},
		{&registry.RadioStation{RowHead: head("radio-1"), Code: "R1"}},
		{&registry.AdminUnit{RowHead: head("unit-1"), Code: "00001", Name: "Xã Một", Level: registry.LevelCommune, Type: "xa"}},
	}
}

func head(id string) registry.RowHead { return registry.RowHead{Row: registry.Head{ID: id}} }

// references are values that fields with Refers, or a code of a unit, may have.
func reference(f *registry.Field) []string {
	switch {
	case f.Name == "commune_code":
		return []string{"00001"}
	case f.Refers == registry.Operators:
		return []string{"VIETTEL", "VNPT"}
	case f.Refers == registry.Sites:
		return []string{"site-1"}
	case f.Refers == registry.Stations:
		return []string{"station-1"}
	case f.Refers == registry.Radio:
		return []string{"radio-1"}
	}
	return nil
}

// textOf draws text in the form in which it is kept, with all that CSV and JSON
// must quote.
func textOf(t *rapid.T, label string) string {
	awkward := rapid.SampledFrom([]string{`"`, `,`, `;`, "\n", "\t", `\`, "Đắk Rơ Ông", "Ngọk", "–", "'", "=1+1", "007", "1.234", "true", "null", "-", "🛰", "<&>", "\u2028", "x"})
	some := rapid.SliceOfN(rapid.OneOf(awkward, rapid.StringN(0, 5, -1)), 0, 4)
	text := strings.Join(some.Draw(t, label), " ")
	text = strings.Map(func(r rune) rune {
		if r == '\uFEFF' || unicode.IsControl(r) && !unicode.IsSpace(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, text)
	return registry.Normalise(text)
}

// valueOf draws a value that the field takes, nil for nothing.
func valueOf(t *rapid.T, f *registry.Field) any {
	if !f.Required && rapid.Bool().Draw(t, f.Name+" not stated") {
		return nil
	}
	if known := reference(f); known != nil {
		return rapid.SampledFrom(known).Draw(t, f.Name)
	}
	low, high := f.Limits.Min, f.Limits.Max
	if low >= high {
		low, high = -1e6, 1e6
	}
	switch f.Type {
	case registry.CodeField:
		return rapid.SampledFrom(f.Codes).Draw(t, f.Name).Code
	case registry.ListField:
		var parts []string
		for _, c := range rapid.SliceOfN(rapid.SampledFrom(f.Codes), 1, 3).Draw(t, f.Name) {
			parts = append(parts, c.Code)
		}
		return f.JoinList(parts)
	case registry.IntegerField:
		return rapid.Int64Range(int64(math.Ceil(low)), int64(high)).Draw(t, f.Name)
	case registry.RealField:
		v := rapid.Float64Range(low, high).Draw(t, f.Name)
		if scaled := math.Trunc(v*1000) / 1000; rapid.Bool().Draw(t, f.Name+" with three decimals") && scaled >= low {
			v = scaled // the form that is easily read as thousands
		}
		return v
	case registry.BooleanField:
		return rapid.Bool().Draw(t, f.Name)
	case registry.DateField:
		day := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 20000).Draw(t, f.Name))
		return registry.DateOf(day)
	}
	text := textOf(t, f.Name)
	if text == "" && f.Required {
		return "x"
	}
	return textOrNil(text)
}

func textOrNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// inOrder puts two dates of a record into their order.
func inOrder(t *rapid.T, rec registry.Record, first, last *registry.Field) {
	if first == nil || last == nil {
		return
	}
	from, fromOK := first.Value(rec).(registry.Date)
	to, toOK := last.Value(rec).(registry.Date)
	if fromOK && toOK && to.Before(from) {
		if err := errors.Join(first.Set(rec, to), last.Set(rec, from)); err != nil {
			t.Fatal(err)
		}
	}
}

// recordOf draws a record of the kind with an ID of its own.
func recordOf(t *rapid.T, schema *registry.Schema, n int) registry.Record {
	rec := schema.New()
	for i := range schema.Fields {
		f := &schema.Fields[i]
		switch f.Name {
		case "id", "valid_from", "valid_to":
			continue
		}
		if err := f.Set(rec, valueOf(t, f)); err != nil {
			t.Fatal(err)
		}
	}
	inOrder(t, rec, schema.Field("commissioned"), schema.Field("decommissioned"))
	h := rec.Head()
	h.ID = fmt.Sprintf("%s-test-%d", schema.Kind, n)
	if rapid.Bool().Draw(t, "dated") {
		h.ValidFrom = registry.DateOf(time.Date(2001, 2, 3+n, 0, 0, 0, 0, time.UTC))
	}
	// Another key each, or the second registry would recognise one of before.
	if err := schema.Field(schema.Keys[0]).Set(rec, fmt.Sprintf("C%d", n)); err != nil {
		t.Fatal(err)
	}
	lon, lat := rapid.Float64Range(102, 117).Draw(t, "lon"), rapid.Float64Range(6, 23).Draw(t, "lat")
	var shape orb.Geometry
	switch schema.Shapes {
	case registry.Points:
		shape = orb.Point{lon, lat}
	case registry.Areas:
		shape = orb.MultiPolygon{
			{{{lon, lat}, {lon + 0.5, lat}, {lon + 0.5, lat + 0.5}, {lon, lat + 0.5}, {lon, lat}}, {{lon + 0.1, lat + 0.1}, {lon + 0.1, lat + 0.2}, {lon + 0.2, lat + 0.2}, {lon + 0.1, lat + 0.1}}},
			{{{lon + 0.7, lat}, {lon + 0.9, lat}, {lon + 0.9, lat + 0.2}, {lon + 0.7, lat}}},
		}
	}
	if shape != nil && rapid.IntRange(0, 4).Draw(t, "located") > 0 {
		if err := rec.SetShape(shape); err != nil {
			t.Fatal(err)
		}
	}
	return rec
}

// Whatever a registry holds, its export imports again unchanged, and makes the
// same records in another registry.
func TestExportsImportAgainUnchanged(t *testing.T) {
	t.Parallel()
	for _, kind := range registry.EditedKinds() {
		for _, format := range importedFormats() {
			t.Run(string(kind)+" "+string(format), func(t *testing.T) {
				t.Parallel()
				trip := newTrip(t, kind, format)
				rapid.Check(t, trip.check)
			})
		}
	}
}

// importedFormats are those that are not for paper.
func importedFormats() []exporting.Format {
	return slices.DeleteFunc(exporting.Formats(), func(f exporting.Format) bool { return f == exporting.PDF })
}

// trip is two registries; each check puts new records into the first.
type trip struct {
	here, there registry.Store
	schema      *registry.Schema
	format      exporting.Format
	made        int
}

func newTrip(t *testing.T, kind registry.Kind, format exporting.Format) *trip {
	trip := &trip{here: newStore(t), there: newStore(t), schema: registry.SchemaOf(kind), format: format}
	for _, store := range []registry.Store{trip.here, trip.there} {
		for _, recs := range foundations() {
			if err := put(context.Background(), store, recs...); err != nil {
				t.Fatal(err)
			}
		}
	}
	return trip
}

func (trip *trip) check(rt *rapid.T) {
	ctx, here, there, kind, format := context.Background(), trip.here, trip.there, trip.schema.Kind, trip.format
	var recs []registry.Record
	var ids []any
	for range rapid.IntRange(1, 4).Draw(rt, "records") {
		trip.made++
		recs = append(recs, recordOf(rt, trip.schema, trip.made))
		ids = append(ids, recs[len(recs)-1].Head().ID)
	}
	if err := put(ctx, here, recs...); err != nil {
		rt.Fatal(err)
	}
	var file bytes.Buffer
	query := registry.Query{Kind: kind, AllRows: true, Where: []registry.Condition{registry.Where("id", ids...)}}
	count, err := exporting.Write(ctx, &file, here, query, exporting.Options{Format: format})
	if err != nil {
		rt.Fatal(err)
	}
	opts := importing.Options{Format: importFormat(format), Author: registry.Author{Actor: "test"}}
	again, err := importing.Import(ctx, here, kind, "export", bytes.NewReader(file.Bytes()), opts)
	if err != nil || again.Unchanged != count {
		rt.Fatalf("imported again: %v, %v of\n%s", again, err, file.String())
	}
	if _, err := importing.Import(ctx, there, kind, "export", bytes.NewReader(file.Bytes()), opts); err != nil {
		rt.Fatalf("imported elsewhere: %v of\n%s", err, file.String())
	}
	if got, want := dump(rt, there, query), dump(rt, here, query); got != want {
		rt.Fatalf("elsewhere it is\n%s, want\n%s of\n%s", got, want, file.String())
	}
}

func dump(rt *rapid.T, store registry.Store, query registry.Query) string {
	var out []byte
	err := store.Scan(context.Background(), query, func(rec registry.Record) error {
		out = append(registry.AppendJSON(out, rec), '\n')
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
	return string(out)
}

func sample(tb testing.TB) registry.Store {
	tb.Helper()
	store := newStore(tb)
	ctx := context.Background()
	if err := put(ctx, store, foundations()[0]...); err != nil {
		tb.Fatal(err)
	}
	if err := put(ctx, store,
		&registry.Site{
			RowHead: head("a"), Code: "KTM001", Name: `Trạm "Đăk Hà", số 1`, OperatorCode: "VIETTEL", Technologies: "2G;4G",
			HeightM: registry.Some(42.125), Permit: registry.Some(false), Position: registry.Position{Point: orb.Point{107.995, 14.35}, Located: true},
			LandOwner: "Ông A",
		},
		&registry.Site{RowHead: head("b"), Code: "KTM002", OperatorCode: "VNPT"},
	); err != nil {
		tb.Fatal(err)
	}
	return store
}

func TestFormats(t *testing.T) {
	t.Parallel()
	store := sample(t)
	for _, format := range exporting.Formats() {
		var out bytes.Buffer
		options := exporting.Options{
			Format: format, Notice: registry.Text{VI: `Vị trí chỉ là "sơ đồ"`, EN: "Positions are schematic"},
			Keep:  func(f *registry.Field) bool { return !f.Restricted },
			Print: exporting.Print{Title: "Kon Tum", Made: time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC)},
		}
		n, err := exporting.Write(context.Background(), &out, store, registry.Query{Kind: registry.Sites}, options)
		if err != nil || n != 2 {
			t.Fatalf("%s: %d, %v, want 2 records", format, n, err)
		}
		text := out.String()
		if format == exporting.XLSX {
			text = sheetText(t, out.Bytes())
		}
		if format == exporting.GPKG {
			text = layerText(t, out.Bytes())
		}
		if format == exporting.PDF {
			text = tooltest.PDFText(t, out.Bytes())
		}
		if strings.Contains(text, "Ông A") {
			t.Errorf("%s hands out a restricted field", format)
		}
		golden(t, "sites."+string(format), text)
	}
}

// Other programs read it: GeoJSON by orb, CSV by the standard library.
func TestOthersReadIt(t *testing.T) {
	t.Parallel()
	store := sample(t)
	var out bytes.Buffer
	if _, err := exporting.Write(context.Background(), &out, store, registry.Query{Kind: registry.Sites}, exporting.Options{}); err != nil {
		t.Fatal(err)
	}
	collection, err := geojson.UnmarshalFeatureCollection(out.Bytes())
	if err != nil || len(collection.Features) != 2 || !json.Valid(out.Bytes()) {
		t.Fatalf("%v, %v", collection, err)
	}
	if got := collection.Features[0]; got.Geometry != (orb.Point{107.995, 14.35}) || got.Properties["height_m"] != 42.125 {
		t.Errorf("the first feature is %+v", got)
	}
	out.Reset()
	if _, err := exporting.Write(context.Background(), &out, store, registry.Query{Kind: registry.Sites}, exporting.Options{Format: exporting.CSV}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 3 || len(rows[0]) != len(registry.SchemaOf(registry.Sites).Fields)+2 {
		t.Errorf("%v, %v", rows, err)
	}
}

func golden(tb testing.TB, name, got string) {
	tb.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if got != string(want) {
		tb.Errorf("%s differs (write it anew with -update):\n%s", path, got)
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	store := sample(t)
	for _, c := range []struct {
		kind    registry.Kind
		options exporting.Options
	}{{registry.Sites, exporting.Options{Format: "docx"}}, {"nothing", exporting.Options{}}} {
		_, err := exporting.Write(context.Background(), &bytes.Buffer{}, store, registry.Query{Kind: c.kind}, c.options)
		if registry.CodeOf(err) != registry.Unsupported {
			t.Errorf("%v: %v, want Unsupported", c, err)
		}
	}
	full := errors.New("disk full")
	for _, format := range exporting.Formats() {
		_, err := exporting.Write(context.Background(), failing{full}, store, registry.Query{Kind: registry.Sites}, exporting.Options{Format: format})
		if !errors.Is(err, full) {
			t.Errorf("%s: %v, want %v", format, err, full)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func BenchmarkWrite10k(b *testing.B) {
	store := newStore(b)
	ctx := context.Background()
	if err := put(ctx, store, foundations()[0]...); err != nil {
		b.Fatal(err)
	}
	var recs []registry.Record
	for i := range 10_000 {
		recs = append(recs, &registry.Site{
			Code: fmt.Sprintf("KTM%05d", i), Name: "Trạm Kon Rẫy", OperatorCode: "VIETTEL", HeightM: registry.Some(30.5), Technologies: "2G;4G",
			Position: registry.Position{Point: orb.Point{107 + float64(i)/1e4, 14}, Located: true},
		})
	}
	if err := put(ctx, store, recs...); err != nil {
		b.Fatal(err)
	}
	for _, format := range exporting.Formats() {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			var out bytes.Buffer
			for b.Loop() {
				out.Reset()
				if _, err := exporting.Write(ctx, &out, store, registry.Query{Kind: registry.Sites}, exporting.Options{Format: format}); err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(out.Len()))
			}
		})
	}
}

// importFormat is the format as the import names it.
func importFormat(format exporting.Format) importing.Format {
	if format == exporting.CSVExcel {
		return importing.CSV
	}
	return importing.Format(format)
}
