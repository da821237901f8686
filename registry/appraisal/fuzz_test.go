package appraisal_test

import (
	"strings"
	"testing"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/importing"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
)

// FuzzRuleSets: a text is refused with a message, or is a set that can be linted
// and appraised by without harm.
func FuzzRuleSets(f *testing.F) {
	bodies, err := data.RuleSets()
	if err != nil {
		f.Fatal(err)
	}
	for _, body := range bodies {
		f.Add(string(body))
	}
	f.Add("code: x\nclauses: [{id: a, kind: min_distance, value: .nan}]")
	f.Add("a: &a [*a]")
	f.Fuzz(func(t *testing.T, body string) {
		set, err := appraisal.Parse([]byte(body))
		if err != nil {
			if registry.CodeOf(err) != registry.Invalid {
				t.Fatalf("refused as %s: %v", registry.CodeOf(err), err)
			}
			return
		}
		c := goldenCase{Neighbours: []placedRecord{{Azimuth: 1, DistanceM: 100}}}
		s := c.scene(t)
		a := appraisal.New(appraisal.NewLibrary(set), appraisal.Options{RuleSet: set.Code})
		if _, err := a.Appraise(t.Context(), appraisal.NewMemory(0, s.records...), s.dossier); err != nil && len(strings.TrimSpace(err.Error())) == 0 {
			t.Fatal("an error without words")
		}
	})
}

// FuzzPredicates: any text as a predicate is refused, or evaluates within its
// bounds.
func FuzzPredicates(f *testing.F) {
	for _, text := range []string{`relation == "other" && area == "urban"`, `height_m <= 3.0`, `"x" in attachments`, `[1,2,3].exists(x, x > 2)`,
		`height_m / 0.0 > 1.0`, `technologies.all(t, technologies.all(u, t == u))`, `1/0 == 1`, `!!!!true`} {
		f.Add(text)
	}
	bodies, err := data.RuleSets()
	if err != nil {
		f.Fatal(err)
	}
	whole := string(bodies["hai-duong-26-2018.yaml"])
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\n\r\x00") {
			return
		}
		quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
		set, err := appraisal.Parse([]byte(strings.Replace(whole, `area == "urban"`, quoted, 1)))
		if err != nil {
			return
		}
		c := goldenCase{Neighbours: []placedRecord{{Azimuth: 1, DistanceM: 90}}}
		s := c.scene(t)
		a := appraisal.New(appraisal.NewLibrary(set), appraisal.Options{RuleSet: set.Code})
		result, err := a.Appraise(t.Context(), appraisal.NewMemory(0, s.records...), s.dossier)
		if err != nil {
			t.Fatalf("a predicate threw the dossier away: %v", err)
		}
		if len(result.Positions[0].Checks) != 16 {
			t.Fatalf("%d checks", len(result.Positions[0].Checks))
		}
	})
}

// FuzzPositionsFile: a sheet of any content is refused with a message or gives
// positions that can be appraised.
func FuzzPositionsFile(f *testing.F) {
	f.Add("Mã vị trí,Doanh nghiệp,Kinh độ,Vĩ độ,Chiều cao\nV1,viettel,106.1,21.2,30\nV1,vnpt,106.1,21.2,abc\n")
	f.Add("code;operator_code;X;Y\nV1;viettel;2342974;559096\n")
	f.Add("PK\x03\x04")
	store := sqlitetest.New(f, sqlite.Options{})
	library := shipped(f)
	s := (&goldenCase{}).scene(f)
	world := appraisal.NewMemory(0, s.records...)
	f.Fuzz(func(t *testing.T, content string) {
		d, report, err := appraisal.ReadFile(t.Context(), store, "positions.csv", strings.NewReader(content), importing.Options{IgnoreUnknown: true})
		if err != nil || report.Rows > 50 {
			return
		}
		d.AsOf = s.dossier.AsOf
		result, err := appraisal.New(library, appraisal.Options{}).AppraiseBatch(t.Context(), world, d, appraisal.BatchOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Positions) != len(d.Positions) {
			t.Fatalf("%d positions of %d", len(result.Positions), len(d.Positions))
		}
	})
}
