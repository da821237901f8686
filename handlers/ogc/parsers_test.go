package ogc

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/crs"
	"hatang/geo/polygon"
	"hatang/registry"
)

var hanoi = time.FixedZone("+07", 7*60*60)

func date(tb testing.TB, text string) registry.Date {
	tb.Helper()
	day, err := registry.ParseDate(text)
	if err != nil {
		tb.Fatal(err)
	}
	return day
}

func TestParseDatetime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"2020-12-31":                          {"2020-12-31", "2020-12-31"},
		"2020-12-31T":                         {"2020-12-31", "2020-12-31"}, // as GDAL writes it
		"2020-12-31T05:00:00Z":                {"2020-12-31", "2020-12-31"},
		"2020-12-31T16:59:59Z":                {"2020-12-31", "2020-12-31"},
		"2020-12-31T17:00:00Z":                {"2021-01-01", "2021-01-01"}, // midnight in Vietnam
		"2020-12-31t05:00:00.25z":             {"2020-12-31", "2020-12-31"},
		"2020-12-31T00:00:00+07:00":           {"2020-12-31", "2020-12-31"},
		"2020-12-31T00:00:00 07:00":           {"2020-12-31", "2020-12-31"}, // a plus that was not escaped
		"2016-12-31T23:59:60Z":                {"2017-01-01", "2017-01-01"}, // RFC 3339, 5.7
		"2017-01-01T06:59:60.5+07:00":         {"2017-01-01", "2017-01-01"},
		"2016-12-31T12:59:60Z":                {},
		"2016-12-31T23:60:00Z":                {},
		"2016-12-31T23:59:61Z":                {},
		"2020-12-31T05:00:00,25Z":             {},
		"2020-12-31 05:00:00Z":                {},
		"2020-01-01/2020-12-31":               {"2020-01-01", "2020-12-31"},
		"2020-01-01/2020-01-01":               {"2020-01-01", "2020-01-01"},
		"2020-01-01/..":                       {"2020-01-01", ""},
		"2020-01-01/":                         {"2020-01-01", ""},
		"../2020-12-31":                       {"", "2020-12-31"},
		"/2020-12-31T00:00:00Z":               {"", "2020-12-31"},
		"2020-01-01T00:00:00Z/2020-12-31T23:": {},
		"":                                    {},
		"..":                                  {},
		"../..":                               {},
		"/":                                   {},
		"2020":                                {},
		"2020-02-30":                          {},
		"0000-01-01":                          {},
		"2020-12-31/2020-12-30":               {},
		"2020-01-01/2020-02-01/2020-03-01":    {},
		"31/12/2020":                          {},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, problem := parseDatetime(text, hanoi)
			if wrong := want == [2]string{}; wrong != !problem.IsZero() {
				t.Fatalf("got %v, problem %v", got, problem)
			}
			if s := [2]string{got.from.String(), got.to.String()}; s != want {
				t.Errorf("got %v, want %v", s, want)
			}
		})
	}
}

func TestSpanHolds(t *testing.T) {
	t.Parallel()
	row := registry.Period{From: date(t, "2020-01-01"), To: date(t, "2021-01-01")}
	for text, want := range map[string]bool{
		"2020-01-01": true, "2020-12-31": true, "2021-01-01": false, "2019-12-31": false,
		"2019-01-01/2019-12-31": false, "2019-01-01/2020-01-01": true, "2020-12-31/2022-01-01": true,
		"2021-01-01/..": false, "2020-12-31/..": true, "../2019-12-31": false, "../2020-01-01": true,
	} {
		when, problem := parseDatetime(text, hanoi)
		if got := when.holds(row); !problem.IsZero() || got != want {
			t.Errorf("%s holds %v: %v, want %v", text, row, got, want)
		}
		if !when.holds(registry.Period{}) {
			t.Errorf("%s does not hold what always is", text)
		}
	}
}

func TestParseLimit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"1": 1, "100": 100, "10000": 10000, "10001": 10000, "99999999999999999999999": 10000,
		"0": 0, "-1": 0, "": 0, "1.5": 0, "ten": 0, "1x": 0, "+": 0,
	} {
		got, problem := parseLimit(text)
		if got != want || problem.IsZero() != (want > 0) {
			t.Errorf("parseLimit(%q) = %d, %v, want %d", text, got, problem, want)
		}
	}
}

func system(tb testing.TB, epsg int) crs.CRS {
	tb.Helper()
	c, err := crs.ByEPSG(epsg)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func crs84(tb testing.TB) crs.CRS {
	tb.Helper()
	s, err := newSystems()
	if err != nil {
		tb.Fatal(err)
	}
	return s.standard()
}

func TestParseBBox(t *testing.T) {
	t.Parallel()
	standard := crs84(t)
	for name, tc := range map[string]struct {
		text  string
		epsg  int // 0: the default
		boxes []orb.Bound
	}{
		"four":                    {"107,13,109,16", 0, []orb.Bound{{Min: orb.Point{107, 13}, Max: orb.Point{109, 16}}}},
		"blanks":                  {"107, 13, 109, 16", 0, []orb.Bound{{Min: orb.Point{107, 13}, Max: orb.Point{109, 16}}}},
		"six":                     {"107,13,-5,109,16,3000", 0, []orb.Bound{{Min: orb.Point{107, 13}, Max: orb.Point{109, 16}}}},
		"a point":                 {"107,13,107,13", 0, []orb.Bound{{Min: orb.Point{107, 13}, Max: orb.Point{107, 13}}}},
		"antimeridian":            {"170,-10,-170,10", 0, []orb.Bound{{Min: orb.Point{170, -10}, Max: orb.Point{180, 10}}, {Min: orb.Point{-180, -10}, Max: orb.Point{-170, 10}}}},
		"latitude first":          {"13,107,16,109", 4326, []orb.Bound{{Min: orb.Point{107, 13}, Max: orb.Point{109, 16}}}},
		"metres":                  {"500000,1500000,600000,1700000", 9216, []orb.Bound{{Min: orb.Point{500000, 1500000}, Max: orb.Point{600000, 1700000}}}},
		"three":                   {"1,2,3", 0, nil},
		"five":                    {"1,2,3,4,5", 0, nil},
		"no number":               {"a,2,3,4", 0, nil},
		"empty number":            {"1,,3,4", 0, nil},
		"not finite":              {"1,2,Inf,4", 0, nil},
		"off the earth":           {"107,13,109,91", 0, nil},
		"south above north":       {"107,16,109,13", 0, nil},
		"heights reversed":        {"107,13,5,109,16,-5", 0, nil},
		"six in metres":           {"500000,1500000,0,600000,1700000,1", 9216, nil},
		"west of east":            {"600000,1500000,500000,1700000", 9216, nil},
		"longitude first, not so": {"107,13,109,16", 4326, nil},
		"latitude first, not so":  {"13,107,16,109", 0, nil},
		"beyond the zone":         {"500000,1500000,60000000,1700000", 9216, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := standard
			if tc.epsg != 0 {
				in = system(t, tc.epsg)
			}
			got, problem := parseBBox(tc.text, in, standard)
			if tc.boxes == nil {
				if problem.IsZero() {
					t.Fatalf("taken as %+v", got)
				}
				if guesses := strings.Contains(problem.EN, "first; ") || strings.HasSuffix(problem.EN, "comes first"); guesses != strings.HasSuffix(name, " first, not so") {
					t.Errorf("of axes it says %q", problem.EN)
				}
				return
			}
			if !problem.IsZero() || !slices.Equal(got.boxes, tc.boxes) {
				t.Fatalf("got %+v, %v, want %v", got, problem, tc.boxes)
			}
		})
	}
}

// The envelope must hold every point of the region: else the registry leaves
// out what the region would take.
func TestEnvelopeHoldsTheRegion(t *testing.T) {
	t.Parallel()
	standard := crs84(t)
	for _, c := range crs.All() {
		t.Run(c.Name(), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				centre := orb.Point{rapid.Float64Range(100, 120).Draw(t, "lon"), rapid.Float64Range(-20, 40).Draw(t, "lat")}
				x, y, err := c.FromWGS84(centre)
				if err != nil {
					t.Fatal(err)
				}
				unit := 1.0
				if c.Geographic() {
					unit = 1e-5
				}
				width := unit * math.Pow(10, rapid.Float64Range(0, 6).Draw(t, "width"))
				height := unit * math.Pow(10, rapid.Float64Range(0, 6).Draw(t, "height"))
				low, high := orb.Point{x, y}, orb.Point{x + width, y + height}
				a, b := low, high
				if flipped(c) {
					a[0], a[1], b[0], b[1] = a[1], a[0], b[1], b[0]
				}
				r, problem := parseBBox(fmt.Sprintf("%v,%v,%v,%v", a[0], a[1], b[0], b[1]), c, standard)
				if !problem.IsZero() {
					t.Skip("off the system")
				}
				for range 20 {
					p := orb.Point{
						low[0] + width*rapid.Float64Range(0, 1).Draw(t, "x"), low[1] + height*rapid.Float64Range(0, 1).Draw(t, "y"),
					}
					at, err := c.ToWGS84(p[0], p[1])
					if err != nil {
						continue
					}
					const rounding = 1e-12
					if !r.envelope.Pad(rounding).Contains(at) {
						t.Fatalf("%v of %v is at %v, outside %v", p, r.boxes, at, r.envelope)
					}
				}
			})
		})
	}
}

func TestTouchesInOtherSystems(t *testing.T) {
	t.Parallel()
	standard, zone := crs84(t), system(t, 9216)
	square := orb.MultiPolygon{{{{107.9, 14.2}, {108.1, 14.2}, {108.1, 14.4}, {107.9, 14.4}, {107.9, 14.2}}}}
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		p := orb.Point{107.5 + random.Float64(), 13.8 + random.Float64()}
		x, y, err := zone.FromWGS84(p)
		if err != nil {
			t.Fatal(err)
		}
		side := math.Pow(10, 5*random.Float64())
		r, problem := parseBBox(fmt.Sprintf("%v,%v,%v,%v", x, y, x+side, y+side), zone, standard)
		if !problem.IsZero() {
			t.Fatal(problem)
		}
		if !r.touches(p) {
			t.Fatalf("the corner %v of %v is not in it", p, r.boxes)
		}
		if outside, err := zone.ToWGS84(x-0.01, y); err != nil || r.touches(outside) {
			t.Fatalf("1 cm west of %v is in it (%v)", r.boxes, err)
		}
		local, ok := toSystem(square, zone)
		if want := polygon.Touches(local, r.boxes[0]); !ok || r.touches(square) != want {
			t.Fatalf("%v touches the square: %v, want %v", r.boxes, !want, want)
		}
	}
}

func TestMeets(t *testing.T) {
	t.Parallel()
	ring := func(points ...orb.Point) orb.Ring { return append(points, points[0]) }
	holed := orb.MultiPolygon{{
		ring(orb.Point{0, 0}, orb.Point{10, 0}, orb.Point{10, 10}, orb.Point{0, 10}),
		ring(orb.Point{4, 4}, orb.Point{4, 6}, orb.Point{6, 6}, orb.Point{6, 4}),
	}}
	triangle := orb.MultiPolygon{{ring(orb.Point{0, 0}, orb.Point{10, 0}, orb.Point{0, 10})}}
	box := func(a, b, c, d float64) orb.Bound { return orb.Bound{Min: orb.Point{a, b}, Max: orb.Point{c, d}} }
	for name, tc := range map[string]struct {
		area orb.MultiPolygon
		box  orb.Bound
		want bool
	}{
		"box within":              {holed, box(1, 1, 2, 2), true},
		"box around":              {holed, box(-1, -1, 11, 11), true},
		"across an edge":          {holed, box(-1, 5, 1, 6), true},
		"in the hole":             {holed, box(4.5, 4.5, 5.5, 5.5), false},
		"touching the hole":       {holed, box(4.5, 4.5, 6, 5.5), true},
		"touching a corner":       {holed, box(10, 10, 11, 11), true},
		"beside":                  {holed, box(10.1, 0, 11, 11), false},
		"in the bound only":       {triangle, box(8, 8, 9, 9), false},
		"on the slanted edge":     {triangle, box(5, 5, 9, 9), true},
		"a point within":          {triangle, box(1, 1, 1, 1), true},
		"a point on an edge":      {triangle, box(5, 0, 5, 0), true},
		"nothing at all":          {nil, box(0, 0, 1, 1), false},
		"edges through the box":   {triangle, box(2, -5, 3, 20), true},
		"a polygon without rings": {orb.MultiPolygon{{}}, box(0, 0, 1, 1), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := polygon.Touches(tc.area, tc.box); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func everything(*registry.Field) bool { return true }

func TestParseSortby(t *testing.T) {
	t.Parallel()
	sites := registry.SchemaOf(registry.Sites)
	for text, want := range map[string][]registry.Order{
		"name":            {{Field: "name"}},
		"+name":           {{Field: "name"}},
		" name":           {{Field: "name"}}, // a plus that was not escaped
		"-height_m,+name": {{Field: "height_m", Descending: true}, {Field: "name"}},
		"id":              {{Field: "id"}},
		"":                nil, "nothing": nil, "name,": nil, "--name": nil, "+-name": nil, "name,-name": nil,
		"technologies": nil, "  name": nil, "geometry": nil,
		"id,code,name,state,height_m,power_w": nil,
	} {
		got, problem := parseSortby(text, sites, everything)
		if !slices.Equal(got, want) || problem.IsZero() != (want != nil) {
			t.Errorf("parseSortby(%q) = %v, %v, want %v", text, got, problem, want)
		}
	}
	public := func(f *registry.Field) bool { return !f.Restricted }
	if got, problem := parseSortby("land_owner", sites, public); problem.IsZero() {
		t.Errorf("sorted by a field that the caller may not see: %v", got)
	}
}

func TestNoFieldIsNamedAsAParameter(t *testing.T) {
	t.Parallel()
	reserved := append(itemsParams(), paramFormat, paramLang, "filter", "filter-lang", "filter-crs", "properties", "offset", "q", "ids")
	for _, kind := range registry.EditedKinds() {
		for _, f := range registry.SchemaOf(kind).Fields {
			if slices.Contains(reserved, f.Name) {
				t.Errorf("the field %s of %s hides a parameter", f.Name, kind)
			}
		}
	}
}

// A token reads back as the place that it was made from.
func TestTokenRoundTrip(t *testing.T) {
	t.Parallel()
	sites := registry.SchemaOf(registry.Sites)
	order := []registry.Order{{Field: "name"}, {Field: "height_m", Descending: true}, {Field: "has_permit"}, {Field: "built_date"}, {Field: "tenant_room"}}
	seq := newSequence(sites, order)
	rapid.Check(t, func(t *rapid.T) {
		site := &registry.Site{Name: rapid.String().Draw(t, "name")}
		site.Row.ID = rapid.StringN(1, 40, -1).Draw(t, "id")
		if rapid.Bool().Draw(t, "known") {
			site.HeightM = registry.Some(rapid.Float64().Draw(t, "height"))
			site.Permit = registry.Some(rapid.Bool().Draw(t, "permit"))
			site.TenantRoom = registry.Some(rapid.Int64().Draw(t, "room"))
			site.BuiltDate = registry.DateOf(time.Unix(rapid.Int64Range(0, 1<<31).Draw(t, "built"), 0))
			site.Row.ValidFrom = site.BuiltDate
		}
		made := seq.tokenAt(site, rapid.IntRange(0, 1<<30).Draw(t, "before"), rapid.Bool().Draw(t, "back"))
		made.Question = "q"
		mark, problem := parseToken(made.encode(), "q", seq)
		if !problem.IsZero() {
			t.Fatal(problem)
		}
		if mark.back != made.Back || mark.before != made.Before || seq.compare(mark.place, seq.placeOf(site)) != 0 {
			t.Fatalf("%+v reads back as %+v", made, mark)
		}
		if _, problem := parseToken(made.encode(), "other", seq); problem.IsZero() {
			t.Fatal("a token of another question was taken")
		}
	})
}

func TestDigest(t *testing.T) {
	t.Parallel()
	a := digest("/x", url.Values{"state": {"built"}, "limit": {"1"}, "token": {"t"}, "f": {"html"}})
	if b := digest("/x", url.Values{"state": {"built"}, "limit": {"2"}}); a != b {
		t.Error("how much is shown changes what is asked")
	}
	for _, other := range []url.Values{{"state": {"on_air"}}, {"state": {"built"}, "bbox": {"1,2,3,4"}}, {"state": {"built"}, "sortby": {"name"}}} {
		if digest("/x", other) == a {
			t.Errorf("%v asks the same", other)
		}
	}
}

func FuzzParseBBox(f *testing.F) {
	for _, seed := range []string{"1,2,3,4", "1,2,0,3,4,9", "170,-10,-170,10", "5e5,1.5e6,6e5,1.7e6", "-180,-90,180,90", ",,,", "NaN,1,2,3", "0x1p2,1,2,3", "1e400,0,1,1"} {
		f.Add(seed, 0)
		f.Add(seed, 9216)
		f.Add(seed, 4326)
		f.Add(seed, 3857)
	}
	standard := crs84(f)
	f.Fuzz(func(t *testing.T, text string, epsg int) {
		in := standard
		if c, err := crs.ByEPSG(epsg); err == nil {
			in = c
		}
		r, problem := parseBBox(text, in, standard)
		if !problem.IsZero() {
			return
		}
		e := r.envelope
		if len(r.boxes) == 0 || !(e.Min[0] <= e.Max[0] && e.Min[1] <= e.Max[1] && e.Min[0] >= -181 && e.Max[0] <= 181 && e.Min[1] >= -91 && e.Max[1] <= 91) {
			t.Fatalf("%q in %v: %+v", text, in, r)
		}
		for _, box := range r.boxes {
			if box.IsEmpty() {
				t.Fatalf("%q in %v: an empty box %v", text, in, box)
			}
		}
		r.touches(orb.Point{108, 14}) // must not panic
	})
}

func FuzzParseDatetime(f *testing.F) {
	for _, seed := range []string{"2020-12-31", "2020-12-31T17:00:00Z", "2020-01-01/..", "../2020-01-01", "2020-01-01/2020-02-01", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+23:59"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		when, problem := parseDatetime(text, hanoi)
		if !problem.IsZero() {
			return
		}
		if (when.from.IsZero() && when.to.IsZero()) || (!when.to.IsZero() && when.to.Before(when.from)) {
			t.Fatalf("%q is %v", text, when)
		}
		again, problem := parseDatetime(when.from.String()+"/"+when.to.String(), hanoi)
		if !problem.IsZero() || again != when {
			t.Fatalf("%q is %v, which reads back as %v (%v)", text, when, again, problem)
		}
	})
}

func FuzzParseCRS(f *testing.F) {
	all, err := newSystems()
	if err != nil {
		f.Fatal(err)
	}
	for _, uri := range all.uris {
		f.Add(uri)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		c, problem := all.parse(uri)
		if problem.IsZero() != (c.URI() == uri && slices.Contains(all.uris, uri)) {
			t.Fatalf("%q is %v, %v", uri, c, problem)
		}
	})
}

func FuzzParseLimit(f *testing.F) {
	for _, seed := range []string{"1", "0", "10001", "-5", "1e3", "99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n, problem := parseLimit(text); problem.IsZero() != (n >= 1) || n > maxLimit {
			t.Fatalf("%q is %d, %v", text, n, problem)
		}
	})
}

func FuzzParseSortby(f *testing.F) {
	for _, seed := range []string{"name", "+name,-height_m", "-id", ",", "--", "  name"} {
		f.Add(seed)
	}
	sites := registry.SchemaOf(registry.Sites)
	f.Fuzz(func(t *testing.T, text string) {
		order, problem := parseSortby(text, sites, everything)
		if problem.IsZero() != (len(order) > 0) || len(order) > maxSortKeys {
			t.Fatalf("%q is %v, %v", text, order, problem)
		}
		for _, key := range order {
			if sites.Field(key.Field) == nil {
				t.Fatalf("%q sorts by %q", text, key.Field)
			}
		}
	})
}

func FuzzParseToken(f *testing.F) {
	sites := registry.SchemaOf(registry.Sites)
	seq := newSequence(sites, []registry.Order{{Field: "name"}, {Field: "height_m"}, {Field: "built_date"}})
	site := &registry.Site{Name: "Đắk Tô", HeightM: registry.Some(42.5)}
	site.Row.ID = "s-1"
	made := seq.tokenAt(site, 7, true)
	made.Question, made.Day = "q", "2021-01-01"
	f.Add(made.encode())
	f.Add("")
	f.Add("eyJxIjoicSJ9")
	f.Fuzz(func(t *testing.T, text string) {
		mark, problem := parseToken(text, "q", seq)
		if !problem.IsZero() {
			return
		}
		if mark.place.id == "" || mark.before < 0 || len(mark.place.values) != 3 {
			t.Fatalf("%q is %+v", text, mark)
		}
		if seq.compare(mark.place, mark.place) != 0 {
			t.Fatalf("%q: a place that differs from itself", text)
		}
	})
}
