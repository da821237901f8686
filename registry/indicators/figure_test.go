package indicators_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/registry"
	"hatang/registry/indicators"
)

func openBook(t testing.TB, store registry.Store) *indicators.Book {
	t.Helper()
	book, err := indicators.OpenBook(t.Context(), store, indicators.BookOptions{Settings: store, Version: "test", Today: day(t, "2026-11-22")})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func year(t testing.TB, n string) indicators.Period {
	t.Helper()
	return indicators.Period{From: day(t, n+"-01-01"), To: day(t, n+"-12-31")}
}

func figure(t testing.TB, book *indicators.Book, code string, ask indicators.Ask) *indicators.Figure {
	t.Helper()
	f, err := book.Figure(t.Context(), code, ask)
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return f
}

func TestFiguresOfKonTum2020(t *testing.T) {
	t.Parallel()
	book := openBook(t, demonstrationStore(t))
	for code, want := range map[string]float64{
		"area_km2": 9674.18, "people": 540438, "communes": 102, "rural_communes": 86,
		"postal_points": 129, "postal_radius_km": 4.88582, "postal_people_per_point": 4189.4419, "bdvhx_communes": 70, "bdvhx_share": 81.3953,
		"bts_stations": 935, "bts_communes": 102, "bts_communes_share": 100, "radio_communes": 94, "radio_share": 92.1569,
		"phone_subscribers": 374021, "phone_density": 69.2070, "bts_removed": math.NaN(),
	} {
		f := figure(t, book, code, indicators.Ask{Unit: "62", Period: year(t, "2020")})
		switch {
		case math.IsNaN(want):
			if f.Value.Known || f.Why.IsZero() {
				t.Errorf("%s: %v, want it unknown with a reason", code, f.Value.Value)
			}
		case !f.Value.Known || math.Abs(f.Value.Value-want) > 1e-3:
			t.Errorf("%s: %v, want %v", code, f.Value, want)
		}
	}
}

func TestDeviationsOfThePrintedFiguresAreExplained(t *testing.T) {
	t.Parallel()
	book := openBook(t, demonstrationStore(t))
	ask := indicators.Ask{Unit: "62", Period: year(t, "2020")}
	for code, wants := range map[string][]string{
		"postal_radius_km":        {"4,886", "cắt bớt", "√(S/(π·N)) = sqrt(9.674,18 / (pi * 129))"},
		"postal_people_per_point": {"522.966", "540.438", "–3,2", "P/N"},
		"people":                  {"561.742", "khác số in"},
		"bts_stations":            {"Viettel", "khớp"},
	} {
		text := strings.ReplaceAll(figure(t, book, code, ask).Explain(registry.VI), "-3,2", "–3,2")
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in the explanation:\n%s", code, want, text)
			}
		}
	}
}

func TestBadInputIsFlagged(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	period := year(t, "2027")
	enter := func(code string, value float64, source string) *registry.IndicatorValue {
		return &registry.IndicatorValue{
			Code: code, UnitCode: "62", PeriodFrom: period.From, PeriodTo: period.To, Value: registry.Some(value), Source: source,
		}
	}
	write(t, store, func(ctx context.Context, w registry.Writer) error {
		_, err := w.PutAll(ctx, []registry.Record{
			enter("phone_subscribers", 1e7, "báo cáo A"), enter("phone_subscribers", 2e7, "báo cáo B"),
		})
		return err
	})
	book := openBook(t, store)
	ask := indicators.Ask{Unit: "62", Period: period}
	var words strings.Builder
	for _, code := range []string{"phone_subscribers", "phone_density"} {
		for _, finding := range figure(t, book, code, ask).Findings {
			words.WriteString(finding.EN + "\n")
		}
	}
	for _, want := range []string{"entered twice with different values", "lies outside what is possible", "in the future"} {
		if !strings.Contains(words.String(), want) {
			t.Errorf("%q is not among the findings:\n%s", want, words.String())
		}
	}
	if _, err := book.Figure(t.Context(), "phone_density", indicators.Ask{Unit: "62"}); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("no period: %v", err)
	}
	if _, err := book.Figure(t.Context(), "nothing", ask); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("no such indicator: %v", err)
	}
}

// What there was, and what began, without what ended, is what there is.
func TestNewAndRemovedBalance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		store := newStore(t)
		write(t, store, func(ctx context.Context, w registry.Writer) error {
			records := []registry.Record{
				&registry.AdminUnit{Code: "1", Name: "Tỉnh", Level: registry.LevelProvince},
				&registry.Operator{Code: "a", Name: "A"},
				&registry.AdminUnit{Code: "11", Name: "Xã", Level: registry.LevelCommune, ProvinceCode: "1"},
			}
			for _, rec := range records {
				if _, err := w.Put(ctx, rec); err != nil {
					return err
				}
			}
			for range rapid.IntRange(1, 6).Draw(rt, "points") {
				p := &registry.PostalPoint{OperatorCode: "a", CommuneCode: "11", Class: registry.OtherPostal}
				p.Commissioned = day(t, "2015-01-01").AddDays(rapid.IntRange(0, 2000).Draw(rt, "begins"))
				if rapid.Bool().Draw(rt, "ends") {
					p.Decommissioned = p.Commissioned.AddDays(rapid.IntRange(1, 2000).Draw(rt, "lasts"))
				}
				if _, err := w.Put(ctx, p); err != nil {
					return err
				}
			}
			return nil
		})
		book := openBook(t, store)
		for _, y := range []string{"2016", "2017", "2018", "2019", "2020"} {
			p := year(t, y)
			value := func(code string, p indicators.Period) float64 {
				return figure(t, book, code, indicators.Ask{Unit: "1", Period: p}).Value.Value
			}
			before := value("postal_points", indicators.Period{From: p.From.AddDays(-1), To: p.From.AddDays(-1)})
			if got, want := value("postal_points", p), before+value("postal_new", p)-value("postal_removed", p); got != want {
				rt.Errorf("%s: %v points, want %v", y, got, want)
			}
		}
	})
}

func TestCataloguesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"unknown member":    {"- {code: a, vi: a, en: a, entered: true, nonsense: 1}", "nonsense"},
		"code used twice":   {"- {code: a, vi: a, en: a, entered: true}\n- {code: a, vi: a, en: a, entered: true}", "used twice"},
		"unknown indicator": {"- {code: a, vi: a, en: a, formula: b / 2}", `names "b"`},
		"circle":            {"- {code: a, vi: a, en: a, formula: b / 2}\n- {code: b, vi: b, en: b, formula: a * 2}", "back to itself"},
		"bad formula":       {"- {code: a, vi: a, en: a, formula: \"exit(1)\"}", "only numbers"},
		"unknown field":     {"- {code: a, vi: a, en: a, count: {kind: sites, where: {colour: [red]}}}", `no field "colour"`},
		"two ways":          {"- {code: a, vi: a, en: a, entered: true, base: people}", "exactly one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := indicators.ParseCatalogue([]byte(c.text))
			if registry.CodeOf(err) != registry.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q in it", err, c.want)
			}
		})
	}
}

func FuzzParseCatalogue(f *testing.F) {
	f.Add([]byte("- {code: a, vi: a, en: a, formula: b / 2}\n- {code: b, vi: b, en: b, entered: true}"))
	f.Add([]byte("- {code: a, vi: a, en: a, count: {kind: sites, by: state}}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := indicators.ParseCatalogue(text)
		if err == nil && c == nil {
			t.Error("neither a catalogue nor an error")
		}
	})
}

// province is ten thousand stations and what goes with them.
func province(b testing.TB) registry.Store {
	b.Helper()
	store := newStore(b)
	write(b, store, func(ctx context.Context, w registry.Writer) error {
		batches := make([][]registry.Record, 4)
		batches[0] = []registry.Record{
			&registry.Operator{Code: "a", Name: "A"}, &registry.Operator{Code: "b", Name: "B"},
		}
		batches[1] = []registry.Record{&registry.AdminUnit{Code: "1", Name: "Tỉnh", Level: registry.LevelProvince}}
		for i := range 100 {
			x, y := 107+float64(i%10)*0.1, 14+float64(i/10)*0.1
			u := &registry.AdminUnit{Code: "c" + string(rune('0'+i/10)) + string(rune('0'+i%10)), Name: "Xã", Level: registry.LevelCommune, Type: "xa", ProvinceCode: "1"}
			u.Population, u.AreaKM2 = registry.Some[int64](5000), registry.Some(118.0)
			u.Area = orb.MultiPolygon{{{{x, y}, {x + 0.1, y}, {x + 0.1, y + 0.1}, {x, y + 0.1}, {x, y}}}}
			batches[1] = append(batches[1], u)
		}
		from := day(b, "2010-01-01")
		for i := range 10_000 {
			operator := []string{"a", "b"}[i%2]
			p := registry.Position{Point: orb.Point{107 + float64(i%100)*0.01, 14 + float64(i/100)*0.01}, Located: true}
			life := registry.Life{Commissioned: from.AddDays(i % 4000)}
			if i%2 == 0 {
				site := &registry.Site{OperatorCode: operator, State: registry.StateOnAir, Position: p, Life: life}
				site.Row.ID = "site-" + string(rune('a'+i%26)) + day(b, "2000-01-01").AddDays(i).String()
				batches[2] = append(batches[2], site)
			}
			s := &registry.Station{OperatorCode: operator, Technology: []string{"2G", "3G", "4G", "5G"}[i%4], State: registry.StateOnAir, Position: p, Life: life}
			if i%2 == 0 {
				s.SiteID = batches[2][len(batches[2])-1].Head().ID
			}
			batches[3] = append(batches[3], s)
		}
		for _, batch := range batches {
			kinds := map[registry.Kind][]registry.Record{}
			for _, rec := range batch {
				kinds[rec.Kind()] = append(kinds[rec.Kind()], rec)
			}
			for _, records := range kinds {
				if _, err := w.PutAll(ctx, records); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return store
}

func BenchmarkOneIndicator(b *testing.B) {
	store := province(b)
	book := openBook(b, store)
	ask := indicators.Ask{Unit: "1", Period: year(b, "2020")}
	figure(b, book, "bts_layers", ask)
	b.ReportAllocs()
	for b.Loop() {
		figure(b, book, "bts_layers", ask)
	}
}

func BenchmarkYearReportFigures(b *testing.B) {
	store := province(b)
	catalogue, err := indicators.NewCatalogue()
	if err != nil {
		b.Fatal(err)
	}
	codes := catalogue.Form("tables")
	if len(codes) < 30 {
		b.Fatalf("%d indicators", len(codes))
	}
	b.ReportAllocs()
	for b.Loop() {
		book := openBook(b, store)
		for _, d := range codes[:30] {
			for _, y := range []string{"2011", "2012", "2013", "2014", "2015", "2016", "2017", "2018", "2019", "2020"} {
				figure(b, book, d.Code, indicators.Ask{Unit: "1", Period: year(b, y)})
			}
		}
	}
}
