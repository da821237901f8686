package reports_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hatang/registry"
	"hatang/registry/demonstration"
	"hatang/registry/indicators"
	"hatang/registry/reports"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func demonstrationStore(t testing.TB) registry.Store {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.FixedZone("+07", 7*3600)) }
	store := sqlitetest.Demonstration(t, sqlite.Options{Clock: clock})
	return store
}

func day(t testing.TB, text string) registry.Date {
	t.Helper()
	d, err := registry.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func build(t testing.TB, store registry.Store, request reports.Request) *reports.Report {
	t.Helper()
	book, err := indicators.OpenBook(t.Context(), store, indicators.BookOptions{Settings: store, Version: "test", Today: day(t, "2026-11-22")})
	if err != nil {
		t.Fatal(err)
	}
	r, err := reports.Build(t.Context(), book, request, demonstration.Notice())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func text(t testing.TB, r *reports.Report, lang registry.Lang) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.WriteText(&out, lang); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		at := 0
		for at < min(len(got), len(want)) && got[at] == want[at] {
			at++
		}
		t.Errorf("%s differs at byte %d; go test -update rewrites it. Got there:\n%.300s", name, at, strings.ToValidUTF8(got[max(0, at-40):], ""))
	}
}

func TestTextOfKonTum2020(t *testing.T) {
	t.Parallel()
	r := build(t, demonstrationStore(t), reports.Request{Unit: "62", Year: 2020})
	vietnamese := text(t, r, registry.VI)
	for _, want := range []string{
		"+ Mạng lưới bưu chính công cộng: 129 điểm phục vụ, bán kính phục vụ 4,9 km/điểm, số dân phục vụ bình quân 4.189 người/điểm. [1, 2, 3]",
		"70/86 xã, đạt 81,4 %", "935 trạm BTS", "94/102 xã", "4,886", "cắt bớt", "522.966", "540.438", "561.742",
	} {
		if !strings.Contains(vietnamese, want) {
			t.Errorf("%q is missing", want)
		}
	}
	golden(t, "kon_tum_2020.vi.txt", vietnamese)
	golden(t, "kon_tum_2020.en.txt", text(t, r, registry.EN))
}

func TestLinesFollowTheRecords(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	author := registry.Author{Actor: "test", Request: "test", Reason: "test"}
	err := store.Update(t.Context(), author, func(ctx context.Context, w registry.Writer) error {
		found, err := registry.Find[*registry.PostalPoint](ctx, w, registry.Query{
			Kind: registry.Postal, AsOf: day(t, "2020-12-31"), Where: []registry.Condition{registry.Where("class", registry.CommunePoint)}, Limit: 1,
		})
		if err != nil {
			return err
		}
		closed := *found[0]
		closed.Decommissioned = day(t, "2020-12-31")
		_, err = w.Put(ctx, &closed)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got := text(t, build(t, store, reports.Request{Year: 2020}), registry.VI)
	for _, want := range []string{"128 điểm phục vụ", "69/86 xã, đạt 80,2 %"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing:\n%s", want, got)
		}
	}
}

func TestRequestsThatCannotBeAnswered(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	book, err := indicators.OpenBook(t.Context(), store, indicators.BookOptions{Settings: store, Today: day(t, "2026-11-22")})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		request reports.Request
		want    registry.Code
	}{
		"no year":          {reports.Request{}, registry.Invalid},
		"third half":       {reports.Request{Year: 2020, Half: 3}, registry.Invalid},
		"half and quarter": {reports.Request{Year: 2020, Half: 1, Quarter: 1}, registry.Invalid},
		"thirteenth month": {reports.Request{Year: 2020, Month: 13}, registry.Invalid},
		"no such unit":     {reports.Request{Year: 2020, Unit: "99"}, registry.NotFound},
	} {
		if _, err := reports.Build(t.Context(), book, c.request, registry.Text{}); registry.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}
