package indicators_test

import (
	"context"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/indicators"
)

// square is a square of a tenth of a degree, its south-western corner given.
func square(x, y, width float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{x, y}, {x + width, y}, {x + width, y + 0.1}, {x, y + 0.1}, {x, y}}}}
}

// Of three communes of 2020 one went whole to each of two communes of 2025 and
// one was divided between them, three to one: points and people of 2020 agree in
// total on both boundaries, and what was divided is assigned by geometry.
func TestOldFiguresOnNewBoundaries(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	change := day(t, "2025-07-01")
	commune := func(code string, from, to registry.Date, province string, area orb.MultiPolygon, people int64) *registry.AdminUnit {
		u := &registry.AdminUnit{Code: code, Name: code, Level: registry.LevelCommune, Type: "xa", ProvinceCode: province}
		u.Row.ValidFrom, u.Row.ValidTo, u.Area = from, to, area
		if people > 0 {
			u.Population = registry.Some(people)
		}
		return u
	}
	began := day(t, "2010-01-01")
	old := &registry.AdminUnit{Code: "62", Name: "Tỉnh cũ", Level: registry.LevelProvince}
	old.Row.ValidFrom, old.Row.ValidTo = began, change
	now := &registry.AdminUnit{Code: "51", Name: "Tỉnh mới", Level: registry.LevelProvince}
	now.Row.ValidFrom = change
	went := func(from, to string, whole bool) *registry.Succession {
		return &registry.Succession{FromCode: from, ToCode: to, On: change, Whole: registry.Some(whole)}
	}
	point := func(code, commune string, x, y float64, standIn bool) *registry.PostalPoint {
		p := &registry.PostalPoint{Code: code, OperatorCode: "a", Class: registry.OtherPostal, CommuneCode: commune}
		p.Point, p.Located, p.Approximate = orb.Point{x, y}, true, registry.Some(standIn)
		p.Row.ValidFrom = began
		return p
	}
	write(t, store, func(ctx context.Context, w registry.Writer) error {
		for _, rec := range []registry.Record{
			&registry.Operator{Code: "a", Name: "A"}, old, now,
			commune("A", began, change, "62", square(107, 14, 0.1), 1000),
			commune("B", began, change, "62", square(107.1, 14, 0.1), 800),
			commune("C", began, change, "62", square(107.2, 14, 0.1), 500),
			commune("X", change, registry.Date{}, "51", square(107, 14, 0.175), 0),
			commune("Y", change, registry.Date{}, "51", square(107.175, 14, 0.125), 0),
			went("A", "X", true), went("B", "X", false), went("B", "Y", false), went("C", "Y", true),
			point("1", "A", 107.25, 14.05, true), // a stand-in: its commune decides, not its place
			point("2", "B", 107.12, 14.05, true), point("3", "B", 107.19, 14.05, false), point("4", "C", 107.25, 14.05, false),
		} {
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	book := openBook(t, store)
	value := func(code, unit string, boundaries registry.Date) float64 {
		t.Helper()
		f := figure(t, book, code, indicators.Ask{Unit: unit, Period: year(t, "2020"), Boundaries: boundaries})
		if !f.Value.Known {
			t.Errorf("%s of %s is not known: %s", code, unit, f.Why.EN)
		}
		return f.Value.Value
	}
	later := day(t, "2025-12-31")
	for code, want := range map[string]float64{"postal_points": 4, "people": 2300} {
		if before, after := value(code, "62", registry.Date{}), value(code, "51", later); before != want || after != want {
			t.Errorf("%s: %v on old boundaries, %v on new ones, want %v", code, before, after, want)
		}
	}
	for unit, want := range map[string][2]float64{"X": {2, 1600}, "Y": {2, 700}} {
		if points := value("postal_points", unit, later); points != want[0] {
			t.Errorf("%s: %v points, want %v", unit, points, want[0])
		}
		if people := value("people", unit, later); math.Abs(people-want[1]) > 15 {
			t.Errorf("%s: %v people, want about %v", unit, people, want[1])
		}
	}
}
