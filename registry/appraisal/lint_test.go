package appraisal_test

import (
	"slices"
	"strings"
	"testing"

	"hatang/data"
	"hatang/registry/appraisal"
)

func lintOf(t *testing.T, set *appraisal.RuleSet) []appraisal.LintFinding {
	t.Helper()
	found, err := appraisal.Lint(set)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func tells(found []appraisal.LintFinding, kind string, clauses ...string) bool {
	return slices.ContainsFunc(found, func(f appraisal.LintFinding) bool {
		return f.Kind == kind && slices.Equal(f.Clauses, clauses)
	})
}

func TestLintFindsTheContradictionOf15(t *testing.T) {
	t.Parallel()
	set, err := shipped(t).Get("bac-ninh-72-2025")
	if err != nil {
		t.Fatal(err)
	}
	found := lintOf(t, set)
	if !tells(found, appraisal.LintContradiction, "15.5a-urban", "15.6a-small-other") {
		t.Errorf("15.5a against 15.6a is not found: %+v", found)
	}
	if !tells(found, appraisal.LintContradiction, "15.5b-urban", "15.5b-small") {
		t.Errorf("the exemption that stands in point a only is not found: %+v", found)
	}
	for _, f := range found {
		if f.Kind == appraisal.LintGap || f.Kind == appraisal.LintNever || f.Kind == appraisal.LintOverlap {
			t.Errorf("%s: %s %v", f.Kind, f.Message.EN, f.Example)
		}
	}
}

func TestLintFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	bodies, err := data.RuleSets()
	if err != nil {
		t.Fatal(err)
	}
	whole := string(bodies["hai-duong-26-2018.yaml"])
	for _, c := range []struct {
		name, from, to, kind string
		clauses              []string
	}{
		{"a gap where outside is not spoken of", `area == "outside"`, `area == "urban" && height_m > 1000.0`, appraisal.LintGap, nil},
		{"an overlap of two figures", `area == "outside"`, `area in ["urban", "outside"]`, appraisal.LintOverlap, []string{"outside", "urban"}},
		{"a clause that never applies", `area == "outside"`, `area == "countryside"`, appraisal.LintNever, []string{"outside"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			set, err := appraisal.Parse([]byte(strings.Replace(whole, c.from, c.to, 1)))
			if err != nil {
				t.Fatal(err)
			}
			if found := lintOf(t, set); !tells(found, c.kind, c.clauses...) {
				t.Errorf("%s of %v is not found: %+v", c.kind, c.clauses, found)
			}
		})
	}
}

func TestQuangNamLeavesA2bOutsideOpen(t *testing.T) {
	t.Parallel()
	set, err := shipped(t).Get("quang-nam-2017-2025")
	if err != nil {
		t.Fatal(err)
	}
	if found := lintOf(t, set); !slices.ContainsFunc(found, func(f appraisal.LintFinding) bool {
		return f.Kind == appraisal.LintGap && f.Example["support_class"] == "A2b" && f.Example["area"] == "outside"
	}) {
		t.Errorf("the gap is not found: %+v", found)
	}
}

func TestLibraryOverlapsAndGapsInTime(t *testing.T) {
	t.Parallel()
	bodies, err := data.RuleSets()
	if err != nil {
		t.Fatal(err)
	}
	next := func(code, from string) *appraisal.RuleSet {
		body := strings.NewReplacer("code: bac-ninh-72-2025", "code: "+code, `valid_from: "2025-12-01"`, `valid_from: "`+from+`"`).
			Replace(string(bodies["bac-ninh-72-2025.yaml"]))
		set, err := appraisal.Parse([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		return set
	}
	if found := appraisal.LintLibrary(shipped(t)); len(found) > 0 {
		t.Errorf("the shipped sets: %+v", found)
	}
	if found := appraisal.LintLibrary(shipped(t).With(next("later", "2027-01-01"))); !tells(found, appraisal.LintDates) {
		t.Error("two sets in force at once are not found")
	}
}
