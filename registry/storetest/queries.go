package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
)

var queryScenarios = []scenario{
	{"conditions", conditions},
	{"bad queries are refused", badQueries},
	{"boxes touch points", boxesTouchPoints},
	{"boxes touch areas, not their bounds", boxesTouchAreas},
	{"text without accents", textWithoutAccents},
	{"text not everywhere", textUnsearched},
	{"order", order},
	{"pages are stable and counted", pages},
	{"scan stops when told", scanStops},
}

// sample are four sites that differ in every type of field.
func sample(t *testing.T, s registry.Store) {
	t.Helper()
	a, b, c, d := site("A", 107.9, 14.3), site("B", 108.1, 14.3), site("C", 108.1, 14.6), &registry.Site{Code: "D", OperatorCode: "VNP"}
	a.Name, a.State, a.Technologies, a.HeightM = "Kon Rẫy", registry.StateOnAir, "2G;4G", registry.Some(42.0)
	b.Name, b.State, b.Technologies, b.HeightM = "Đắk Tô", registry.StateBuilt, "4G", registry.Some(15.0)
	c.Name, c.State, c.TenantRoom, c.Hardened = "đắk hà – chợ", registry.StateOnAir, registry.Some(int64(2)), registry.Some(true)
	a.PermitDate, b.PermitDate = day("2019-05-01"), day("2020-05-01")
	a.TenantRoom, b.Hardened = registry.Some(int64(0)), registry.Some(false)
	c.Contact = "Nguyễn Văn Mật"
	put(t, s, viettel(), &registry.Operator{Code: "VNP", Name: "VinaPhone"}, a, b, c, d)
}

func conditions(t *testing.T, s registry.Store) {
	sample(t, s)
	for _, c := range []struct {
		name  string
		where []registry.Condition
		want  []string
	}{
		{"equals", []registry.Condition{registry.Where("name", "Kon Rẫy")}, []string{"A"}},
		{"equals is exact", []registry.Condition{registry.Where("name", "kon rẫy")}, nil},
		{"equals any", []registry.Condition{registry.Where("code", "A", "C", "Z")}, []string{"A", "C"}},
		{"differs, and nothing stated does not", []registry.Condition{compare("state", registry.NotEquals, registry.StateBuilt)}, []string{"A", "C"}},
		{"differs from all", []registry.Condition{compare("code", registry.NotEquals, "A", "B")}, []string{"C", "D"}},
		{"less", []registry.Condition{compare("height_m", registry.Less, 42.0)}, []string{"B"}},
		{"at most", []registry.Condition{compare("height_m", registry.AtMost, 42.0)}, []string{"A", "B"}},
		{"more", []registry.Condition{compare("height_m", registry.More, 15.0)}, []string{"A"}},
		{"at least, a whole number", []registry.Condition{compare("height_m", registry.AtLeast, 15)}, []string{"A", "B"}},
		{"integer zero is stated", []registry.Condition{registry.Where("tenant_room", int64(0))}, []string{"A"}},
		{"false is stated", []registry.Condition{registry.Where("hardened", false)}, []string{"B"}},
		{"true", []registry.Condition{registry.Where("hardened", true)}, []string{"C"}},
		{"date", []registry.Condition{compare("permit_date", registry.AtLeast, day("2019-05-02"))}, []string{"B"}},
		{"contains in text, folded", []registry.Condition{compare("name", registry.Contains, "RAY")}, []string{"A"}},
		{"contains any", []registry.Condition{compare("name", registry.Contains, "tô", "chợ")}, []string{"B", "C"}},
		{"contains in list", []registry.Condition{compare("technologies", registry.Contains, "4G")}, []string{"A", "B"}},
		{"list equals as a whole", []registry.Condition{registry.Where("technologies", "4G")}, []string{"B"}},
		{"is null", []registry.Condition{{Field: "state", Compare: registry.IsNull}}, []string{"D"}},
		{"not null", []registry.Condition{{Field: "permit_date", Compare: registry.NotNull}}, []string{"A", "B"}},
		{"both", []registry.Condition{registry.Where("state", registry.StateOnAir), compare("height_m", registry.More, 1.0)}, []string{"A"}},
		{"a quote is a character", []registry.Condition{registry.Where("name", `x' OR '1'='1`)}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			expectCodes(t, s, registry.Query{Where: c.where, Order: []registry.Order{{Field: "code"}}}, c.want...)
		})
	}
}

func compare(field string, comparison registry.Comparison, values ...any) registry.Condition {
	return registry.Condition{Field: field, Compare: comparison, Values: values}
}

func badQueries(t *testing.T, s registry.Store) {
	for name, q := range map[string]registry.Query{
		"kind":           {Kind: "castles"},
		"field":          {Kind: registry.Sites, Where: []registry.Condition{registry.Where(`code" OR 1=1 --`, "x")}},
		"order":          {Kind: registry.Sites, Order: []registry.Order{{Field: "revision; DROP TABLE site"}}},
		"type":           {Kind: registry.Sites, Where: []registry.Condition{registry.Where("height_m", "tall")}},
		"no values":      {Kind: registry.Sites, Where: []registry.Condition{registry.Where("code")}},
		"two bounds":     {Kind: registry.Sites, Where: []registry.Condition{{Field: "height_m", Compare: registry.Less, Values: []any{1.0, 2.0}}}},
		"comparison":     {Kind: registry.Sites, Where: []registry.Condition{{Field: "code", Compare: "like", Values: []any{"x"}}}},
		"contains":       {Kind: registry.Sites, Where: []registry.Condition{{Field: "height_m", Compare: registry.Contains, Values: []any{1.0}}}},
		"limit":          {Kind: registry.Sites, Limit: -1},
		"negative pages": {Kind: registry.Sites, Offset: -1},
	} {
		if _, _, err := s.Find(t.Context(), q); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
}

func boxesTouchPoints(t *testing.T, s registry.Store) {
	sample(t, s)
	for _, c := range []struct {
		name string
		box  orb.Bound
		want []string
	}{
		{"two", orb.Bound{Min: orb.Point{107, 14}, Max: orb.Point{109, 14.5}}, []string{"A", "B"}},
		{"edges belong to it", orb.Bound{Min: orb.Point{108.1, 14.3}, Max: orb.Point{108.1, 14.6}}, []string{"B", "C"}},
		{"a hair's breadth off", orb.Bound{Min: orb.Point{107.900000001, 14}, Max: orb.Point{108.099999999, 15}}, nil},
		{"elsewhere", orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{1, 1}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			expectCodes(t, s, registry.Query{Box: &c.box, Order: []registry.Order{{Field: "code"}}}, c.want...)
		})
	}
	box := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	if _, n, err := s.Find(t.Context(), registry.Query{Kind: registry.Operators, Box: &box}); err != nil || n != 0 {
		t.Errorf("operators in the world: %d (%v); they have no place", n, err)
	}
}

func boxesTouchAreas(t *testing.T, s registry.Store) {
	// An L: its bound is full where the shape is not.
	zone := &registry.Zone{Code: "L", Class: "heritage"}
	zone.Area = orb.MultiPolygon{{
		{{107, 14}, {108, 14}, {108, 14.2}, {107.2, 14.2}, {107.2, 15}, {107, 15}, {107, 14}},
		{{107.05, 14.05}, {107.15, 14.05}, {107.15, 14.15}, {107.05, 14.15}, {107.05, 14.05}},
	}}
	put(t, s, zone)
	for _, c := range []struct {
		name string
		box  orb.Bound
		want int
	}{
		{"around it", orb.Bound{Min: orb.Point{106, 13}, Max: orb.Point{109, 16}}, 1},
		{"wholly inside", orb.Bound{Min: orb.Point{107.5, 14.05}, Max: orb.Point{107.6, 14.1}}, 1},
		{"across an arm", orb.Bound{Min: orb.Point{106.9, 14.5}, Max: orb.Point{107.5, 14.6}}, 1},
		{"in the bound, not in the shape", orb.Bound{Min: orb.Point{107.5, 14.5}, Max: orb.Point{107.9, 14.9}}, 0},
		{"in the hole", orb.Bound{Min: orb.Point{107.08, 14.08}, Max: orb.Point{107.12, 14.12}}, 0},
		{"over the hole's edge", orb.Bound{Min: orb.Point{107.08, 14.08}, Max: orb.Point{107.16, 14.12}}, 1},
		{"touching a corner", orb.Bound{Min: orb.Point{108, 14.2}, Max: orb.Point{109, 15}}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, n, err := s.Find(t.Context(), registry.Query{Kind: registry.Zones, Box: &c.box})
			if err != nil || n != c.want {
				t.Errorf("finds %d (%v), want %d", n, err, c.want)
			}
		})
	}
}

func textWithoutAccents(t *testing.T, s registry.Store) {
	sample(t, s)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"kon ray", []string{"A"}},
		{"RẪY", []string{"A"}},
		{"ray kon", []string{"A"}}, // words in any order
		{"da", []string{"B", "C"}}, // beginnings of words
		{"cho", []string{"C"}},
		{"ak", nil}, // not their insides
		{"vnp d", []string{"D"}},
		{"kon to", nil}, // every word
		{"đắk hà - chợ", []string{"C"}},
		{"…", nil},
		{"mat", nil}, // restricted fields are not looked into
	} {
		expectCodes(t, s, registry.Query{Text: c.text, Order: []registry.Order{{Field: "code"}}}, c.want...)
	}
}

// Text passes over the fields that are not to be searched, in rows as they were
// loaded and in later ones.
func textUnsearched(t *testing.T, s registry.Store) {
	sample(t, s)
	a := site("E", 107.9, 14.4)
	a.Name, a.Note = "Ngọc Hồi", "gần chợ"
	put(t, s, a)
	expectCodes(t, s, registry.Query{Text: "cho", Order: []registry.Order{{Field: "code"}}}, "C", "E")
	expectCodes(t, s, registry.Query{Text: "cho", Unsearched: []string{"note"}}, "C")
	expectCodes(t, s, registry.Query{Text: "cho", Unsearched: []string{"name"}}, "E")
	expectCodes(t, s, registry.Query{Text: "ngoc cho", Unsearched: []string{"note"}})
	expectCodes(t, s, registry.Query{Text: "cho", Unsearched: []string{"note", "name"}})
}

func order(t *testing.T, s registry.Store) {
	sample(t, s)
	for _, c := range []struct {
		name  string
		order []registry.Order
		want  []string
	}{
		{"number, not stated last", []registry.Order{{Field: "height_m"}, {Field: "code"}}, []string{"B", "A", "C", "D"}},
		{"number falling, not stated last", []registry.Order{{Field: "height_m", Descending: true}, {Field: "code", Descending: true}}, []string{"A", "B", "D", "C"}},
		{"Vietnamese, case ignored, not stated last", []registry.Order{{Field: "name"}}, []string{"C", "B", "A", "D"}},
		{"date", []registry.Order{{Field: "permit_date", Descending: true}, {Field: "code"}}, []string{"B", "A", "C", "D"}},
	} {
		t.Run(c.name, func(t *testing.T) { expectCodes(t, s, registry.Query{Order: c.order}, c.want...) })
	}
	found, err := registry.Find[*registry.Site](t.Context(), s, registry.Query{Kind: registry.Sites})
	if err != nil || !slices.IsSortedFunc(found, compareIDs) {
		t.Errorf("without an order records do not come by ID (%v)", err)
	}
}

func compareIDs(a, b *registry.Site) int {
	return strings.Compare(a.Row.ID, b.Row.ID)
}

func pages(t *testing.T, s registry.Store) {
	put(t, s, viettel())
	recs := many(250)
	for _, rec := range recs {
		rec.(*registry.Site).Name = "same" // only the ID tells them apart
	}
	put(t, s, recs...)
	seen := map[string]bool{}
	for offset := 0; ; offset += 40 {
		page, total, err := s.Find(t.Context(), registry.Query{
			Kind: registry.Sites, Order: []registry.Order{{Field: "name"}}, Limit: 40, Offset: offset,
		})
		if err != nil || total != 250 {
			t.Fatalf("page at %d: total %d (%v), want 250", offset, total, err)
		}
		for _, rec := range page {
			if seen[rec.Head().ID] {
				t.Fatalf("%s is on two pages", rec.Head().ID)
			}
			seen[rec.Head().ID] = true
		}
		if len(page) == 0 {
			break
		}
	}
	if len(seen) != 250 {
		t.Errorf("%d on all pages, want 250", len(seen))
	}
	rest, _, err := s.Find(t.Context(), registry.Query{Kind: registry.Sites, Offset: 245})
	if err != nil || len(rest) != 5 {
		t.Errorf("from 245 on without limit: %d (%v), want 5", len(rest), err)
	}
}

func scanStops(t *testing.T, s registry.Store) {
	sample(t, s)
	stop := errors.New("enough")
	n := 0
	err := s.Scan(t.Context(), registry.Query{Kind: registry.Sites}, func(rec registry.Record) error {
		// Another question may be asked meanwhile.
		if _, err := s.Get(t.Context(), registry.Sites, rec.Head().ID, registry.Date{}); err != nil {
			return fmt.Errorf("within the scan: %w", err)
		}
		if n++; n == 2 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || n != 2 {
		t.Errorf("Scan saw %d and returned %v, want 2 and the error", n, err)
	}
}
