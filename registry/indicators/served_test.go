package indicators_test

import (
	"bytes"
	"context"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/demonstration"
	"hatang/registry/indicators"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var author = registry.Author{Actor: "test", Request: "test", Reason: "test"}

func newStore(t testing.TB) registry.Store {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.FixedZone("+07", 7*3600)) }
	store := sqlitetest.New(t, sqlite.Options{Clock: clock})
	return store
}

func demonstrationStore(t testing.TB) registry.Store {
	t.Helper()
	store := newStore(t)
	if err := demonstration.Load(t.Context(), store); err != nil {
		t.Fatal(err)
	}
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

func served(t testing.TB, store registry.Store, ask indicators.Request) *indicators.Served {
	t.Helper()
	if ask.AsOf.IsZero() {
		ask.AsOf = day(t, "2026-11-21")
	}
	s, err := indicators.NewCalculator(store, "test").Served(t.Context(), store, ask)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func write(t testing.TB, store registry.Store, fn func(context.Context, registry.Writer) error) {
	t.Helper()
	if err := store.Update(t.Context(), author, fn); err != nil {
		t.Fatal(err)
	}
}

func near(t *testing.T, name string, got registry.Opt[float64], want, tolerance float64) {
	t.Helper()
	if !got.Known || math.Abs(got.Value-want) > tolerance {
		t.Errorf("%s = %v (known: %v), want %v", name, got.Value, got.Known, want)
	}
}

func TestPostalFiguresOfTheDemonstration(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	s := served(t, store, indicators.Request{Network: indicators.PostalNetwork})
	if s.Official.N != 129 {
		t.Errorf("N = %d, want 129", s.Official.N)
	}
	near(t, "S", s.Official.AreaKM2.Value, 9674.18, 0)
	near(t, "P", s.Official.People.Value, 540438, 0)
	near(t, "circle", s.Official.RadiusCircleKM, 4.886, 5e-4)
	near(t, "half-square", s.Official.RadiusHalfSquareKM, 4.330, 5e-4)
	near(t, "people per point", s.Official.PeoplePerPoint, 540438.0/129, 1e-9)
	if share := s.Shares[0]; share.Part != 70 || share.Whole != 86 {
		t.Errorf("BĐVHX in %d of %d xã, want 70 of 86", share.Part, share.Whole)
	}
	if got := s.Access.Total.People; math.Abs(got-540438) > 1e-3 {
		t.Errorf("%v people on the surface, want 540,438", got)
	}
	var people float64
	for _, p := range s.Access.Points {
		people += p.Serves.People
	}
	if len(s.Access.Points) != 129 || math.Abs(people-540438) > 1e-3 {
		t.Errorf("%d points serve %v people, want 129 and 540,438", len(s.Access.Points), people)
	}
	explained := false
	for _, c := range s.Published {
		explained = explained || c.Printed == "4.054" && strings.Contains(c.Finding.VI, "522.966") && strings.Contains(c.Finding.VI, "540.438")
	}
	if !explained {
		t.Errorf("4.054 people per point is not explained: %+v", s.Published)
	}
}

func TestFiguresFollowTheRegistry(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	calculator := indicators.NewCalculator(store, "test")
	ask := indicators.Request{Network: indicators.PostalNetwork, AsOf: day(t, "2026-11-21")}
	before, err := calculator.Served(t.Context(), store, ask)
	if err != nil {
		t.Fatal(err)
	}
	write(t, store, func(ctx context.Context, w registry.Writer) error {
		_, err := w.Retire(ctx, registry.Postal, before.Access.Points[5].ID, day(t, "2026-11-21"))
		return err
	})
	after, err := calculator.Served(t.Context(), store, ask)
	if err != nil {
		t.Fatal(err)
	}
	if after.Official.N != 128 {
		t.Errorf("N after a point is retired = %d, want 128", after.Official.N)
	}
	near(t, "circle", after.Official.RadiusCircleKM, 4.905, 5e-4)
	ask.AsOf = day(t, "2026-11-20")
	if earlier, err := calculator.Served(t.Context(), store, ask); err != nil || earlier.Official.N != 129 {
		t.Errorf("N the day before = %v, %v, want 129", earlier, err)
	}
	write(t, store, func(ctx context.Context, w registry.Writer) error {
		units, err := registry.Find[*registry.AdminUnit](ctx, w, registry.Query{Kind: registry.Units, Where: []registry.Condition{registry.Where("code", "62")}})
		if err != nil {
			return err
		}
		units[0].AreaKM2, units[0].Population = registry.Some(10000.0), registry.Some[int64](561742)
		_, err = w.Put(ctx, units[0])
		return err
	})
	ask.AsOf = day(t, "2026-11-21")
	edited, err := calculator.Served(t.Context(), store, ask)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "circle with S = 10,000", edited.Official.RadiusCircleKM, math.Sqrt(10000/(math.Pi*128)), 1e-9)
	near(t, "people per point with P = 561,742", edited.Official.PeoplePerPoint, 561742.0/128, 1e-9)
}

func TestBacGiang2008(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	write(t, store, func(ctx context.Context, w registry.Writer) error {
		if err := demonstration.PutOperators(ctx, w); err != nil {
			return err
		}
		province := &registry.AdminUnit{
			Code: "24", Name: "Tỉnh Bắc Giang", Level: registry.LevelProvince, Type: "tinh", AreaKM2: registry.Some(3827.45),
			Territory: registry.Territory{Area: orb.MultiPolygon{{{{105.9, 21.1}, {107, 21.1}, {107, 21.6}, {105.9, 21.6}, {105.9, 21.1}}}}},
		}
		if _, err := w.Put(ctx, province); err != nil {
			return err
		}
		points := make([]registry.Record, 232)
		for i := range points {
			points[i] = &registry.PostalPoint{
				OperatorCode: "vnpost", Class: registry.PostOffice3,
				Position: registry.Position{Located: true, Point: orb.Point{105.95 + float64(i%29)*0.035, 21.15 + float64(i/29)*0.05}},
			}
		}
		_, err := w.PutAll(ctx, points)
		return err
	})
	s := served(t, store, indicators.Request{Network: indicators.PostalNetwork, Unit: "24"})
	if s.Official.N != 232 {
		t.Fatalf("N = %d, want 232", s.Official.N)
	}
	near(t, "half-square", s.Official.RadiusHalfSquareKM, 2.031, 5e-4)
	if s.Official.PeoplePerPoint.Known || s.Access != nil {
		t.Errorf("people are not known, yet %v per point, access %v", s.Official.PeoplePerPoint, s.Access)
	}
}

func TestAUnitWithoutPointsSaysWhyThereIsNoRadius(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	// Before the demonstration's commune points begin there are units only where
	// dates say so; a commune without a post office is asked for instead.
	all := served(t, store, indicators.Request{Network: indicators.PostalNetwork})
	var empty indicators.UnitRef
	for _, c := range all.Access.Communes {
		if c.Points == 0 {
			empty = c.Unit
			break
		}
	}
	s := served(t, store, indicators.Request{Network: indicators.PostalNetwork, Unit: empty.Code})
	if s.Official.N != 0 || s.Official.RadiusCircleKM.Known || s.Official.Why.IsZero() {
		t.Errorf("%s: N = %d, radius known %v, why %q", empty.Name, s.Official.N, s.Official.RadiusCircleKM.Known, s.Official.Why.VI)
	}
	if !s.Official.AreaKM2.Value.Known || !s.Official.People.Value.Known || s.Access != nil {
		t.Errorf("%s: S %v, P %v, access %v", empty.Name, s.Official.AreaKM2, s.Official.People, s.Access)
	}
}

func TestApproximatePositionsAreLeftOutUnlessAskedFor(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	write(t, store, func(ctx context.Context, w registry.Writer) error {
		return w.PutSetting(ctx, registry.SettingApproximate, "")
	})
	if s := served(t, store, indicators.Request{Network: indicators.PostalNetwork}); s.Access != nil || s.Official.N != 129 {
		t.Errorf("approximate points are measured from without being asked for: N = %d, access %v", s.Official.N, s.Access != nil)
	}
	if s := served(t, store, indicators.Request{Network: indicators.PostalNetwork, Approximate: true}); s.Access == nil {
		t.Error("approximate points are not measured from when asked for")
	}
}

func TestDeclaredCoverageCountsPeopleOnce(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	s := served(t, store, indicators.Request{Network: indicators.BTSNetwork})
	var singly float64
	for _, p := range s.Access.Points {
		singly += p.Serves.People
	}
	d := s.Declared
	if d == nil || d.Points != 513 || d.People <= 0 || d.People >= singly || d.Share <= 0 || d.Share > 1 || d.AreaKM2 > 9990 {
		t.Errorf("declared coverage %+v of %v people", d, singly)
	}
}

func TestRequestsThatCannotBeAnswered(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	calculator := indicators.NewCalculator(store, "test")
	for name, c := range map[string]struct {
		ask  indicators.Request
		want registry.Code
	}{
		"no such network": {indicators.Request{Network: "telegraph"}, registry.Invalid},
		"no such unit":    {indicators.Request{Network: indicators.PostalNetwork, Unit: "99999"}, registry.NotFound},
		"before all data": {indicators.Request{Network: indicators.PostalNetwork, AsOf: day(t, "2000-01-01")}, registry.NotFound},
	} {
		_, err := calculator.Served(t.Context(), store, c.ask)
		if registry.CodeOf(err) != c.want || err == nil {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestTheAnswerInWords(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	for _, network := range []indicators.Network{indicators.PostalNetwork, indicators.BTSNetwork, indicators.RadioNetwork} {
		for _, lang := range []registry.Lang{registry.VI, registry.EN} {
			var out bytes.Buffer
			if err := served(t, store, indicators.Request{Network: network}).WriteText(&out, lang, false); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", string(network)+"_"+string(lang)+".txt")
			if *update {
				if err := os.WriteFile(golden, out.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(out.Bytes(), want) {
				t.Errorf("%s in %s differs from %s (rerun with -update to accept):\n%s", network, lang, golden, out.Bytes())
			}
		}
	}
}

func BenchmarkServedPostal(b *testing.B) {
	store := demonstrationStore(b)
	b.ReportAllocs()
	for b.Loop() {
		served(b, store, indicators.Request{Network: indicators.PostalNetwork})
	}
}
