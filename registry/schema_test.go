package registry_test

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/registry"
)

func TestSchemasAreConsistent(t *testing.T) {
	t.Parallel()
	tables := map[string]registry.Kind{}
	for _, kind := range registry.Kinds() {
		schema := registry.SchemaOf(kind)
		if schema == nil || schema.Kind != kind || schema.New().Kind() != kind {
			t.Fatalf("kind %s has no schema of its own", kind)
		}
		if other, taken := tables[schema.Table]; taken {
			t.Errorf("%s and %s share the table %s", kind, other, schema.Table)
		}
		tables[schema.Table] = kind
		names := map[string]bool{}
		for i := range schema.Fields {
			f := &schema.Fields[i]
			if names[f.Name] {
				t.Errorf("%s has two fields %s", kind, f.Name)
			}
			names[f.Name] = true
			if f.Label.VI == "" || f.Label.EN == "" {
				t.Errorf("%s.%s is not labelled in both languages", kind, f.Name)
			}
			if coded := f.Type == registry.CodeField || f.Type == registry.ListField; coded != (len(f.Codes) > 0) {
				t.Errorf("%s.%s: codes and type disagree", kind, f.Name)
			}
			if f.Refers != "" && registry.SchemaOf(f.Refers) == nil {
				t.Errorf("%s.%s refers to no kind: %s", kind, f.Name, f.Refers)
			}
		}
		for _, key := range append(slices.Clone(schema.Keys), schema.NearKeys...) {
			if !names[key] {
				t.Errorf("%s: key %s is no field", kind, key)
			}
		}
	}
}

// A header that a person writes must not mean two fields of one kind.
func TestHeadersAreUnambiguous(t *testing.T) {
	t.Parallel()
	for _, kind := range registry.Kinds() {
		meaning := map[string]string{}
		schema := registry.SchemaOf(kind)
		for i := range schema.Fields {
			f := &schema.Fields[i]
			for _, header := range append([]string{f.Name, f.Label.VI, f.Label.EN}, f.Aliases...) {
				folded := registry.Fold(header)
				if other, taken := meaning[folded]; taken && other != f.Name {
					t.Errorf("%s: header %q means both %s and %s", kind, header, other, f.Name)
				}
				meaning[folded] = f.Name
			}
		}
	}
}

func TestRecordsSurviveJSON(t *testing.T) {
	t.Parallel()
	for _, kind := range registry.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				rec := drawRecord(t, kind)
				first := registry.AppendJSON(nil, rec)
				if !json.Valid(first) {
					t.Fatalf("not JSON: %s", first)
				}
				back, problems := registry.ParseJSON(kind, first)
				if len(problems) > 0 {
					t.Fatalf("%s: %v", first, problems)
				}
				if second := registry.AppendJSON(nil, back); !bytes.Equal(first, second) {
					t.Fatalf("%s came back as %s", first, second)
				}
			})
		})
	}
}

func drawRecord(t *rapid.T, kind registry.Kind) registry.Record {
	schema := registry.SchemaOf(kind)
	rec := schema.New()
	for i := range schema.Fields {
		f := &schema.Fields[i]
		if rapid.Bool().Draw(t, f.Name+" stated") {
			if err := f.Set(rec, drawValue(t, f)); err != nil {
				t.Fatal(err)
			}
		}
	}
	var shape orb.Geometry
	switch schema.Shapes {
	case registry.Points:
		shape = orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")}
	case registry.Areas:
		shape = orb.MultiPolygon{{{{108, 14}, {108.5, 14}, {108.25, 14.5}, {108, 14}}}}
	}
	if err := rec.SetShape(shape); err != nil {
		t.Fatal(err)
	}
	return rec
}

func drawValue(t *rapid.T, f *registry.Field) any {
	switch f.Type {
	case registry.IntegerField:
		return rapid.Int64Range(-1<<53, 1<<53).Draw(t, f.Name)
	case registry.RealField:
		return rapid.Float64().Filter(func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }).Draw(t, f.Name)
	case registry.BooleanField:
		return rapid.Bool().Draw(t, f.Name)
	case registry.DateField:
		d, err := registry.NewDate(rapid.IntRange(1, 9999).Draw(t, "year"), 2, rapid.IntRange(1, 28).Draw(t, "day"))
		if err != nil {
			t.Fatal(err)
		}
		return d
	case registry.CodeField:
		return rapid.SampledFrom(f.Codes).Draw(t, f.Name).Code
	case registry.ListField:
		return f.JoinList([]string{rapid.SampledFrom(f.Codes).Draw(t, f.Name).Code, f.Codes[0].Code})
	}
	return registry.Normalise(rapid.StringN(1, 30, 100).Draw(t, f.Name))
}

func TestValidateNamesEveryProblem(t *testing.T) {
	t.Parallel()
	schema := registry.SchemaOf(registry.Sites)
	site := &registry.Site{
		State: "flying", HeightM: registry.Some(500.0), PowerW: registry.Some(5000.0),
		Technologies: "4G;6G", Note: strings.Repeat("x", 5000), Name: "a\x00b",
	}
	site.Commissioned, _ = registry.ParseDate("2021-01-01")
	site.Decommissioned, _ = registry.ParseDate("2020-01-01")
	site.Row.ID = ".."
	site.Row.ValidFrom, _ = registry.ParseDate("2021-01-01")
	site.Row.ValidTo, _ = registry.ParseDate("2020-01-01")
	if err := site.SetShape(orb.Point{14.35, 107.99}); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, p := range schema.Validate(site) {
		got[p.Column] = p.Rule + " " + string(p.Severity)
		if text := p.Message.VI + p.Message.EN; strings.Contains(text, "%!") {
			t.Errorf("%s: badly formatted message %q", p.Column, text)
		}
	}
	want := map[string]string{
		"operator_code": "required error", "state": "code error", "height_m": "range error", "power_w": "usual warning",
		"technologies": "code error", "note": "length error", "valid_to": "order error", "geometry": "coordinates error",
		"name": "text error", "decommissioned": "order error", "id": "text error",
	}
	for column, rule := range want {
		if got[column] != rule {
			t.Errorf("%s: %q, want %q", column, got[column], rule)
		}
		delete(got, column)
	}
	if len(got) > 0 {
		t.Errorf("unexpected problems: %v", got)
	}
}

// Lines end in texts of many lines only, and nothing else that cannot be seen is
// in any.
func TestValidateControlCharacters(t *testing.T) {
	t.Parallel()
	schema := registry.SchemaOf(registry.RuleSets)
	for body, sound := range map[string]bool{"a:\n\t- b\r\n": true, "a\x07": false, "a\x7f": false, "đ\u0085": true} {
		set := schema.New()
		for i := range schema.Fields {
			if f := &schema.Fields[i]; f.Required && f.Type == registry.TextField {
				_ = f.Set(set, "x")
			}
		}
		if err := schema.Field("body").Set(set, body); err != nil {
			t.Fatal(err)
		}
		if faults := registry.Faults(schema.Validate(set)); (len(faults) == 0) != sound {
			t.Errorf("%q: %v", body, faults)
		}
	}
}

func TestMergeJSONRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	site := &registry.Site{Code: "A", HeightM: registry.Some(30.0)}
	problems := registry.MergeJSON(site, []byte(`{"code":"B","height_m":null,"colour":"red","power_w":"much","technologies":["5G","2G"],
		"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}`))
	rules := map[string]string{}
	for _, p := range problems {
		rules[p.Column] = p.Rule
	}
	if len(rules) != 3 || rules["colour"] != "unknown" || rules["power_w"] != "type" || rules["geometry"] != "geometry" {
		t.Errorf("problems %v, want unknown colour, type power_w, geometry", rules)
	}
	if site.Code != "B" || site.HeightM.Known || site.Technologies != "2G;5G" {
		t.Errorf("merged to %s", registry.AppendJSON(nil, site))
	}
}

func FuzzParseJSON(f *testing.F) {
	f.Add([]byte(`{"code":"A","geometry":{"type":"Point","coordinates":[108,14]}}`))
	f.Add([]byte(`{"geometry":{"type":"Point","coordinates":[]}}`))
	f.Add([]byte(`{"geometry":{"type":"MultiPolygon","coordinates":[[[]]]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, kind := range []registry.Kind{registry.Sites, registry.Units} {
			rec, problems := registry.ParseJSON(kind, data)
			problems = append(problems, registry.SchemaOf(kind).Validate(rec)...)
			if out := registry.AppendJSON(nil, rec); len(registry.Faults(problems)) == 0 && !json.Valid(out) {
				t.Errorf("%s gives %s", data, out)
			}
		}
	})
}
