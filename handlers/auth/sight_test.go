package auth_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/accounts"
)

// Whatever stands in a record, cutting the restricted members out of it as it
// was rendered gives what rendering it without them does.
func TestCutIsRenderingWithout(t *testing.T) {
	t.Parallel()
	sight := auth.Nobody().Sight(registry.Sites)
	hard := rapid.OneOf(
		rapid.String(), rapid.SampledFrom([]string{"", `,"land_owner":"x"`, `","land_owner":"x","contact":"`, `\`, `\"`, `}`, `"land_owner":`, "land_owner", `,"contact":1}`, "\u2028", "a\x00b"}),
	)
	rapid.Check(t, func(r *rapid.T) {
		site := &registry.Site{
			RowHead: registry.RowHead{Row: registry.Head{ID: "s-1"}}, Code: hard.Draw(r, "code"), Name: hard.Draw(r, "name"), OperatorCode: "viettel",
			LandOwner: hard.Draw(r, "land_owner"), Contact: hard.Draw(r, "contact"), PermitNo: hard.Draw(r, "permit_no"), Note: hard.Draw(r, "note"),
			Position: registry.Position{Point: orb.Point{107.95, 14.3}, Located: rapid.Bool().Draw(r, "located"), GivenText: hard.Draw(r, "given")},
		}
		before := []byte(`[{"land_owner":"kept, since it stands before"},`)
		got := api.AppendFeature(append([]byte(nil), before...), site)
		if sight.Hidden(site) {
			got = sight.Cut(got, len(before))
		}
		want := api.AppendFeature(append([]byte(nil), before...), sight.Clear(site))
		if string(got) != string(want) {
			r.Fatalf("got  %s\nwant %s", got, want)
		}
		if !json.Valid(got[len(before):]) {
			r.Fatalf("not JSON: %s", got)
		}
	})
}

// A Sight hides from no one what is the caller's own, and everything restricted
// from the others.
func TestSightOfRows(t *testing.T) {
	t.Parallel()
	site := func(operator, commune string) *registry.Site {
		return &registry.Site{OperatorCode: operator, CommuneCode: commune, LandOwner: "A"}
	}
	as := func(role accounts.Role, operator string, places ...string) *auth.Principal {
		return auth.NewPrincipal(&accounts.Account{Name: "x", Role: role, Operator: operator, Territory: places}, "password", nil)
	}
	for name, tc := range map[string]struct {
		who    *auth.Principal
		rec    *registry.Site
		hidden bool
	}{
		"the public":                     {auth.Nobody(), site("viettel", "1"), true},
		"its own operator":               {as(accounts.Operator, "viettel"), site("viettel", "1"), false},
		"another operator":               {as(accounts.Operator, "viettel"), site("mobifone", "1"), true},
		"an operator of a longer code":   {as(accounts.Operator, "viettel"), site("viettel2", "1"), true},
		"an operator, a row of none":     {as(accounts.Operator, "viettel"), site("", "1"), true},
		"an operator without a code":     {as(accounts.Operator, ""), site("", "1"), true},
		"an officer of the whole":        {as(accounts.Officer, ""), site("viettel", "1"), false},
		"an officer of its commune":      {as(accounts.Officer, "", "1"), site("viettel", "1"), false},
		"an officer of another":          {as(accounts.Officer, "", "2", "3"), site("viettel", "1"), true},
		"an officer, a row of nowhere":   {as(accounts.Officer, "", "2"), site("viettel", ""), true},
		"an auditor":                     {as(accounts.Auditor, ""), site("viettel", "1"), false},
		"an administrator":               {as(accounts.Administrator, ""), site("viettel", "1"), false},
		"the one at the machine":         {auth.Local(), site("viettel", "1"), false},
		"an approver of its commune":     {as(accounts.Approver, "", "1"), site("viettel", "1"), false},
		"an approver of another commune": {as(accounts.Approver, "", "2"), site("viettel", "1"), true},
	} {
		sight := tc.who.Sight(registry.Sites)
		if got := sight.Hidden(tc.rec); got != tc.hidden {
			t.Errorf("%s: hidden %v, %v is expected", name, got, tc.hidden)
		}
		shown, ok := sight.Clear(tc.rec).(*registry.Site)
		if !ok || (shown.LandOwner == "") != tc.hidden || tc.rec.LandOwner != "A" {
			t.Errorf("%s: %+v", name, shown)
		}
		if (sight.Shows(tc.rec) == nil) == tc.hidden {
			t.Errorf("%s: Shows disagrees with Hidden", name)
		}
	}
}

// What the province opens is seen by everybody, everything else restricted still
// by nobody; rendering agrees with cutting.
func TestOpenedFieldsAreSeen(t *testing.T) {
	t.Parallel()
	open := disclosing(registry.FieldNames{registry.Sites: {"land_owner": true}}, nil)
	before, after := auth.Nobody().Sight(registry.Sites), auth.Nobody().Disclosing(open).Sight(registry.Sites)
	site := &registry.Site{RowHead: registry.RowHead{Row: registry.Head{ID: "s"}}, Code: "A", LandOwner: "Bà B", Contact: "0900"}
	cut := string(after.Cut(api.AppendFeature(nil, site), 0))
	if !strings.Contains(cut, "Bà B") || strings.Contains(cut, "0900") {
		t.Error(cut)
	}
	if shown, _ := after.Clear(site).(*registry.Site); shown.LandOwner != "Bà B" || shown.Contact != "" {
		t.Errorf("%+v", shown)
	}
	if before.Key() == after.Key() {
		t.Error("answers that show different things have one key")
	}
	asked := func(name string) func(string) bool { return func(n string) bool { return n == name } }
	if _, none, _ := after.Narrow(asked("land_owner")); none {
		t.Error("an open field cannot be asked about")
	}
	if _, none, _ := after.Narrow(asked("contact")); !none {
		t.Error("a restricted field can be asked about")
	}
	all := disclosing(registry.FieldNames{registry.Sites: {"land_owner": true, "contact": true}}, nil)
	if !auth.Nobody().Disclosing(all).Sight(registry.Sites).Whole() {
		t.Error("something is hidden though every field is open")
	}
	if auth.Nobody().Disclosing(open).Sight(registry.Radio).Key() != "public" {
		t.Error("another kind was opened too")
	}
}

// disclosing is what a province shows that decided so.
func disclosing(opened, closed registry.FieldNames) func() *registry.Disclosure {
	shown := registry.NewDisclosure(opened, closed)
	return func() *registry.Disclosure { return shown }
}

// Whatever the province closes, and whatever stands in a record: a public reader
// gets the same, however it was rendered, from two records that differ in what is
// hidden alone, and may ask about none of it.
func TestClosedFieldsMakeNoDifference(t *testing.T) {
	t.Parallel()
	kinds := registry.EditedKinds()
	rapid.Check(t, func(r *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(r, "kind")
		schema := registry.SchemaOf(kind)
		closed := map[string]bool{}
		for _, name := range registry.ClosableFields(kind) {
			closed[name] = rapid.Bool().Draw(r, name)
		}
		for name, is := range closed {
			if !is {
				delete(closed, name)
			}
		}
		sight := auth.Nobody().Disclosing(disclosing(nil, registry.FieldNames{kind: closed})).Sight(kind)
		one, other := schema.New(), schema.New()
		one.Head().ID, other.Head().ID = "x", "x"
		for i := range schema.Fields {
			f := &schema.Fields[i]
			if f.Name == "id" || f.Type == registry.DateField {
				continue
			}
			value := drawValue(r, f)
			if err := f.Set(one, value); err != nil {
				r.Fatal(err)
			}
			if closed[f.Name] || f.Restricted {
				value = drawValue(r, f)
			}
			if err := f.Set(other, value); err != nil {
				r.Fatal(err)
			}
		}
		if a, b := seen(sight, one), seen(sight, other); a != b {
			r.Fatalf("closed %v:\n%s\n%s", closed, a, b)
		}
		asks := sight.Asks()
		for i := range schema.Fields {
			f := &schema.Fields[i]
			if hidden := closed[f.Name] || f.Restricted; hidden && (asks == nil || asks(f)) {
				r.Fatalf("%s can be asked about", f.Name)
			} else if !hidden && asks != nil && !asks(f) {
				r.Fatalf("%s cannot be asked about", f.Name)
			}
		}
		query := registry.Query{Kind: kind, Text: "x"}
		sight.NarrowQuery(&query)
		for name := range closed {
			if schema.Field(name).Searchable() != slices.Contains(query.Unsearched, name) {
				r.Fatalf("%s is looked into: %v", name, query.Unsearched)
			}
		}
	})
}

// seen is a record as it is rendered in every way.
func seen(sight auth.Sight, rec registry.Record) string {
	cut := api.AppendFeature(nil, rec)
	if sight.Hidden(rec) {
		cut = sight.Cut(cut, 0)
	}
	shown := registry.AppendMembers(nil, rec, sight.Shows(rec))
	return string(cut) + string(shown) + string(registry.AppendMembers(nil, sight.Clear(rec), nil))
}

// drawValue is a value that a field could have, nil often.
func drawValue(r *rapid.T, f *registry.Field) any {
	if rapid.Bool().Draw(r, f.Name+" is not stated") {
		return nil
	}
	switch f.Type {
	case registry.IntegerField:
		return rapid.Int64Range(0, 3).Draw(r, f.Name)
	case registry.RealField:
		return float64(rapid.IntRange(0, 3).Draw(r, f.Name))
	case registry.BooleanField:
		return rapid.Bool().Draw(r, f.Name)
	}
	return rapid.SampledFrom([]string{"a", `,"note":"x"`, `"`, `\`, "b;c"}).Draw(r, f.Name)
}
