package registry_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hatang/registry"
)

func on(year int) registry.Date {
	d, err := registry.NewDate(year, time.January, 1)
	if err != nil {
		panic(err)
	}
	return d
}

func whole(from, to string, year int) *registry.Succession {
	return &registry.Succession{FromCode: from, ToCode: to, On: on(year), Whole: registry.Some(true)}
}

func part(from, to string, year int, share float64) *registry.Succession {
	s := &registry.Succession{FromCode: from, ToCode: to, On: on(year), Whole: registry.Some(false)}
	if share > 0 {
		s.Share = registry.Some(share)
	}
	return s
}

func TestSuccessors(t *testing.T) {
	t.Parallel()
	lineage := registry.NewLineage([]*registry.Succession{
		whole("A", "B", 2020), whole("B", "C", 2025), // a chain
		part("D", "E", 2025, 0.7), part("D", "F", 2025, 0.3), // divided
		part("G", "H", 2020, 0.2),    // the rest of G remains
		whole("I", "I", 2025),        // goes on under its code
		whole("J", "K", 2020),        // a code that is given again …
		whole("K", "J", 2021),        // … to what it went to
		part("L", "M", 2020, 0.5),    // both ways
		part("L", "N", 2020, 0.5),    // lead
		whole("M", "O", 2025),        // to
		whole("N", "O", 2025),        // one
		{FromCode: "P", ToCode: "Q"}, // without a date
	})
	for _, c := range []struct {
		name     string
		code     string
		from, to int
		want     string
	}{
		{"before any change", "A", 2015, 2019, "[A:1]"},
		{"on the day of the change", "A", 2015, 2020, "[B:1]"},
		{"a code of the day of the change is the new one", "A", 2020, 2030, "[A:1]"},
		{"through two changes", "A", 2015, 2030, "[C:1]"},
		{"divided", "D", 2020, 2025, "[E:0.7 F:0.3]"},
		{"a part that went leaves the rest", "G", 2015, 2030, "[G:0.8 H:0.2]"},
		{"the same code", "I", 2015, 2030, "[I:1]"},
		{"round and back", "J", 2015, 2030, "[J:1]"},
		{"divided and joined again", "L", 2015, 2030, "[O:1]"},
		{"nothing known", "X", 2015, 2030, "[X:1]"},
		{"no date", "P", 2015, 2030, "[P:1]"},
		{"backwards", "B", 2030, 2015, "[B:1]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			for _, s := range lineage.Successors(c.code, on(c.from), on(c.to)) {
				got += fmt.Sprintf(" %s:%.3g", s.Code, s.Share.Or(-1))
			}
			if got = "[" + got[1:] + "]"; got != c.want {
				t.Errorf("successors of %s from %d to %d are %s, want %s", c.code, c.from, c.to, got, c.want)
			}
		})
	}
	if none := new(registry.Lineage).Successors("A", on(2000), on(2030)); len(none) != 1 || none[0].Code != "A" {
		t.Errorf("without successions A becomes %v", none)
	}
}

// TestTerritoryIsConserved: however units are divided and joined, the shares of
// a unit's successors sum to it, each is told once, and going in two steps leads
// where going in one does.
func TestTerritoryIsConserved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.IntRange(2, 12).Draw(t, "units")
		name := func(i int) string { return string(rune('A' + i)) }
		var all []*registry.Succession
		for year := 2020; year < 2024; year++ {
			for i := range units {
				ways := rapid.IntRange(0, 3).Draw(t, "ways")
				first := rapid.IntRange(0, units-1).Draw(t, "first")
				for w := range min(ways, units) {
					s := part(name(i), name((first+w)%units), year, 1/float64(min(ways, units)))
					s.Whole = registry.Some(ways == 1)
					all = append(all, s)
				}
			}
		}
		lineage := registry.NewLineage(all)
		for i := range units {
			direct := lineage.Successors(name(i), on(2019), on(2025))
			sum, shares := 0.0, map[string]float64{}
			for _, s := range direct {
				if _, twice := shares[s.Code]; twice || !s.Share.Known {
					t.Fatalf("%s: successor %s is told twice, or without its share: %v", name(i), s.Code, direct)
				}
				shares[s.Code] = s.Share.Value
				sum += s.Share.Value
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Fatalf("the successors of %s hold %g of it: %v", name(i), sum, direct)
			}
			steps := map[string]float64{}
			for _, middle := range lineage.Successors(name(i), on(2019), on(2022)) {
				for _, last := range lineage.Successors(middle.Code, on(2022), on(2025)) {
					steps[last.Code] += middle.Share.Value * last.Share.Value
				}
			}
			for code, share := range steps {
				if math.Abs(share-shares[code]) > 1e-9 {
					t.Fatalf("%s → %s: %g in two steps, %g in one", name(i), code, share, shares[code])
				}
			}
		}
	})
}
