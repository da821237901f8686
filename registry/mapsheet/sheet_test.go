package mapsheet_test

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"hatang/geo/tooltest"
	"hatang/registry"
	"hatang/registry/exporting"
	"hatang/registry/mapsheet"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
)

// demo is the demonstration in a registry file.
func demo(t *testing.T) *sqlite.Store {
	t.Helper()
	store := sqlitetest.Demonstration(t, sqlite.Options{})
	return store
}

// print exports what the query asks for as a sheet.
func print(t *testing.T, store *sqlite.Store, q registry.Query, p exporting.Print) []byte {
	t.Helper()
	var out bytes.Buffer
	err := store.View(t.Context(), func(ctx context.Context, r registry.Reader) error {
		_, err := exporting.Write(ctx, &out, r, q, exporting.Options{Format: exporting.PDF, Print: p, Notice: registry.Text{VI: "Vị trí là sơ đồ.", EN: "Positions are schematic."}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func newYear(t *testing.T) registry.Date {
	t.Helper()
	day, err := registry.NewDate(2021, time.January, 1)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

var made = time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC)

func TestSheetHoldsEveryRecordAndWhatAMapNeeds(t *testing.T) {
	t.Parallel()
	store := demo(t)
	q := registry.Query{Kind: registry.Postal, AsOf: newYear(t)}
	pdf := print(t, store, q, exporting.Print{Title: "Kon Tum 31/12/2020", Link: "http://127.0.0.1:8080/?pane=postal", Made: made})
	said := tooltest.PDFText(t, pdf)
	for _, want := range []string{
		"Điểm phục vụ bưu chính · 129 bản ghi", "Kon Tum 31/12/2020", "Số liệu ngày 01/01/2021", "Chú giải", "Tỷ lệ 1 :", " km",
		"vị trí gần đúng (rỗng)", "ranh giới xã minh họa", "Vị trí là sơ đồ.", "In lúc 08:30 02/03/2026", "http://127.0.0.1:8080/?pane=postal", "Trang 1 / ",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the sheet does not say %q", want)
		}
	}
	records, _, err := store.Find(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range records {
		if code, _ := registry.SchemaOf(registry.Postal).Field("code").Value(rec).(string); !strings.Contains(said, code) {
			t.Errorf("%s is not in the table", code)
		}
	}
	pages := regexp.MustCompile(`Trang (\d+) / (\d+)`).FindAllStringSubmatch(said, -1)
	for i, page := range pages {
		if page[1] != strconv.Itoa(i+1) || page[2] != strconv.Itoa(len(pages)) {
			t.Errorf("page %d of %d is called %s", i+1, len(pages), page[0])
		}
	}
	if len(pages) < 3 {
		t.Errorf("%d pages", len(pages))
	}
}

func TestEnglishSheet(t *testing.T) {
	t.Parallel()
	said := tooltest.PDFText(t, print(t, demo(t), registry.Query{Kind: registry.Sites}, exporting.Print{Lang: registry.EN, Made: made}))
	for _, want := range []string{"Sites · 513 records", "Legend", "Viettel", "192", "Page 1 / ", "Positions are schematic."} {
		if !strings.Contains(said, want) {
			t.Errorf("the sheet does not say %q", want)
		}
	}
	if strings.Contains(said, "Chú giải") {
		t.Error("the sheet speaks Vietnamese too")
	}
}

func TestEqualSheetsAreEqualFiles(t *testing.T) {
	t.Parallel()
	store := demo(t)
	q, p := registry.Query{Kind: registry.Units, AsOf: newYear(t)}, exporting.Print{Made: made}
	if !bytes.Equal(print(t, store, q, p), print(t, store, q, p)) {
		t.Error("the same sheet gives two files")
	}
}

func TestSheetWithoutRecords(t *testing.T) {
	t.Parallel()
	q := registry.Query{Kind: registry.Sites, Where: []registry.Condition{{Field: "code", Compare: registry.Equals, Values: []any{"none"}}}}
	if said := tooltest.PDFText(t, print(t, demo(t), q, exporting.Print{Made: made})); !strings.Contains(said, "0 bản ghi") || !strings.Contains(said, "Trang 1 / 1") {
		t.Errorf("an empty sheet says %s", said)
	}
}

func TestSheetRefusesMoreThanPaperTakes(t *testing.T) {
	t.Parallel()
	s := &mapsheet.Sheet{Schema: registry.SchemaOf(registry.Sites), Records: make([]registry.Record, mapsheet.MostRecords+1)}
	var refused *registry.Error
	if err := mapsheet.Write(new(bytes.Buffer), s); !errors.As(err, &refused) || refused.Code != registry.Unsupported || !strings.Contains(refused.Message.VI, "20.000") {
		t.Errorf("%v", err)
	}
}

func BenchmarkSheet(b *testing.B) {
	store := sqlitetest.Demonstration(b, sqlite.Options{})
	b.ReportAllocs()
	for b.Loop() {
		err := store.View(b.Context(), func(ctx context.Context, r registry.Reader) error {
			_, err := exporting.Write(ctx, new(bytes.Buffer), r, registry.Query{Kind: registry.Sites}, exporting.Options{Format: exporting.PDF})
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
