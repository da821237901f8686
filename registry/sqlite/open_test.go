package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/sqlite"
)

var author = registry.Author{Actor: "officer:an"}

// closing closes what a test opened.
func closing(tb testing.TB, c io.Closer) {
	tb.Helper()
	if err := c.Close(); err != nil {
		tb.Errorf("Close: %v", err)
	}
}

func update(tb testing.TB, s registry.Store, fn func(context.Context, registry.Writer) error) {
	tb.Helper()
	if err := s.Update(tb.Context(), author, fn); err != nil {
		tb.Fatal(err)
	}
}

func put(tb testing.TB, s registry.Store, recs ...registry.Record) {
	tb.Helper()
	update(tb, s, func(ctx context.Context, w registry.Writer) error {
		for _, rec := range recs {
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
}

func viettel() *registry.Operator { return &registry.Operator{Code: "VTL", Name: "Viettel"} }

func site(code string, lon, lat float64) *registry.Site {
	s := &registry.Site{Code: code, OperatorCode: "VTL"}
	s.Point, s.Located = orb.Point{lon, lat}, true
	return s
}

func verify(tb testing.TB, s registry.Store) {
	tb.Helper()
	if err := s.Verify(tb.Context()); err != nil {
		tb.Errorf("Verify: %v", err)
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "sổ đăng ký #1 100% ?.gpkg")
	s, err := sqlite.Create(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, viettel(), site("A", 108, 14))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Create(t.Context(), path, sqlite.Options{}); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("Create over a registry: %v, want a conflict", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("Create changed the file that was there (%v)", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v (%v), want the one file", entries, err)
	}
	s, err = sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, s)
	if _, n, err := s.Find(t.Context(), registry.Query{Kind: registry.Sites}); err != nil || n != 1 {
		t.Errorf("after opening again: %d sites (%v), want 1", n, err)
	}
	verify(t, s)
}

func TestCreateFails(t *testing.T) {
	t.Parallel()
	_, err := sqlite.Create(t.Context(), filepath.Join(t.TempDir(), "no such folder", "x.gpkg"), sqlite.Options{})
	if err == nil || registry.CodeOf(err) != registry.Internal {
		t.Errorf("Create in a missing folder: %v", err)
	}
	folder := t.TempDir()
	dead, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sqlite.Create(dead, filepath.Join(folder, "x.gpkg"), sqlite.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled Create: %v", err)
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 0 {
		t.Errorf("a cancelled Create leaves %v", entries)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	write := func(content string) string {
		path := filepath.Join(t.TempDir(), "x.gpkg")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	header := "SQLite format 3\x00" + strings.Repeat("\x00", 52) + "GPKG" + strings.Repeat("\x00", 28)
	for _, c := range []struct {
		name, path, hint string
		code             registry.Code
	}{
		{"missing", filepath.Join(t.TempDir(), "none.gpkg"), "hatang init", registry.NotFound},
		{"empty", write(""), "--db", registry.Invalid},
		{"text", write(strings.Repeat("ma_tram;ten_tram\n", 20)), "--db", registry.Invalid},
		{"SQLite, not a GeoPackage", write(strings.ReplaceAll(header, "GPKG", "\x00\x00\x00\x00")), "--db", registry.Invalid},
		{"a folder", t.TempDir(), "", registry.Invalid},
		{"a damaged GeoPackage", write(header), "", registry.Internal},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := sqlite.Open(t.Context(), c.path, sqlite.Options{})
			if err == nil {
				_ = s.Close()
				t.Fatal("Open succeeds")
			}
			var told *registry.Error
			if !errors.As(err, &told) || told.Code != c.code || !strings.Contains(told.Hint.EN, c.hint) {
				t.Errorf("error %+v, want %s with a hint of %q", err, c.code, c.hint)
			}
			if !strings.Contains(told.Message.VI, c.path) || !strings.Contains(told.Message.EN, c.path) {
				t.Errorf("message %+v does not name the file", told.Message)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	now := time.Date(2020, 12, 31, 23, 30, 0, 123_456_789, time.FixedZone("+07", 7*3600))
	n := 0
	s, err := sqlite.Create(t.Context(), filepath.Join(t.TempDir(), "x.gpkg"), sqlite.Options{
		Clock: func() time.Time { return now },
		NewID: func() string { n++; return strings.Repeat("i", n) },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, s)
	a := viettel()
	b := &registry.Operator{Code: "SFONE", Name: "S-Fone"}
	b.Row.ValidTo, _ = registry.ParseDate("2020-12-31")
	put(t, s, a, b)
	if a.Row.ID != "i" || b.Row.ID != "ii" {
		t.Errorf("IDs %q and %q, want those of NewID", a.Row.ID, b.Row.ID)
	}
	if _, n, err := s.Find(t.Context(), registry.Query{Kind: registry.Operators}); err != nil || n != 1 {
		t.Errorf("on the clock's day %d operators hold (%v), want 1: UTC is a day behind", n, err)
	}
	changes, _, err := s.History(t.Context(), registry.HistoryQuery{})
	if err != nil || !changes[0].At.Equal(time.Date(2020, 12, 31, 16, 30, 0, 123_000_000, time.UTC)) {
		t.Errorf("changed at %v (%v), want the clock's time in UTC with milliseconds", changes[0].At, err)
	}
}

func TestDefaultID(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	defer closing(t, s)
	a := viettel()
	put(t, s, a)
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if !form.MatchString(a.Row.ID) {
		t.Errorf("ID %q is not a UUID of version 7", a.Row.ID)
	}
}

func TestNegativeZeroAndLongNumbers(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	defer closing(t, s)
	x := site("A", 108, 14)
	zero := 0.0
	x.GroundM, x.AccuracyM = registry.Some(-zero), registry.Some(12345.678901234567)
	x.GroundM.Value = -1 / inf()
	put(t, s, viettel(), x)
	verify(t, s) // what SQLite keeps is what the chain says
}

// inf is computed where the compiler cannot fold it.
func inf() float64 {
	one := 1.0
	return one / (one - 1)
}

func TestClosedStore(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Seq(t.Context()); err == nil {
		t.Error("a closed store answers")
	}
	if err := s.Update(t.Context(), author, func(context.Context, registry.Writer) error { return nil }); err == nil {
		t.Error("a closed store writes")
	}
}

// Two Stores on one file are two programs: a service and an import beside it.
func TestTwoPrograms(t *testing.T) {
	t.Parallel()
	service := newStore(t)
	defer closing(t, service)
	other, err := sqlite.Open(t.Context(), service.Path(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, other)
	changed := func() bool {
		t.Helper()
		yes, err := service.OutsideChanged(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return yes
	}
	if changed() {
		t.Error("a fresh file has changed")
	}
	put(t, service, viettel())
	if changed() {
		t.Error("the service's own change is reported as another's")
	}
	put(t, other, site("A", 108, 14))
	if !changed() {
		t.Error("another program's change is not reported")
	}
	if changed() {
		t.Error("it is reported twice")
	}
	put(t, service, site("B", 108, 14))
	verify(t, other)
	if n, _, err := service.AdoptOutside(t.Context()); n != 0 || err != nil {
		t.Errorf("another hatang's changes are adopted: %d (%v)", n, err)
	}
}
