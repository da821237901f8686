package appraisal_test

import (
	"strings"
	"testing"

	"hatang/registry"
	"hatang/registry/appraisal"
)

// TestTrial runs every kept case by the province's set as it is, which changes
// nothing, and by one whose distances are other, which is told where they matter.
func TestTrial(t *testing.T) {
	t.Parallel()
	library, bodies := shipped(t), bodiesByCode(t)
	const code = "bac-ninh-72-2025"
	same, err := appraisal.Parse(bodies[code])
	if err != nil {
		t.Fatal(err)
	}
	near := edited(t, bodies[code], "value: 120", "value: 1")
	far := edited(t, bodies[code], "value: 450", "value: 9000")
	var applied, changed, beyond int
	for i, c := range readCases(t) {
		if i%5 != 0 {
			continue // the rest would tell no more
		}
		s := c.scene(t)
		result, frozen, err := appraisal.New(library, appraisal.Options{Coverage: s.coverage}).Record(t.Context(), appraisal.NewMemory(7, s.records...), s.dossier, bodies)
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		if !strings.Contains(strings.Join(setsUsed(result), " "), code) {
			continue
		}
		got, err := frozen.Try(t.Context(), same, code)
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		applied++
		if !got.Applies || len(got.Differences)+len(got.Changed) > 0 || got.Beyond {
			t.Errorf("%s: the same set gives something else: %+v", c.Name, got)
		}
		less, err := frozen.Try(t.Context(), near, code)
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		changed += len(less.Differences)
		if less.Beyond {
			t.Errorf("%s: shorter distances look no farther", c.Name)
		}
		more, err := frozen.Try(t.Context(), far, code)
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		if more.Beyond {
			beyond++
		}
	}
	if applied < 5 || changed == 0 || beyond == 0 {
		t.Errorf("of %d cases %d differ by shorter distances, %d look beyond what was kept", applied, changed, beyond)
	}
}

func setsUsed(r *appraisal.Result) []string {
	var codes []string
	for _, p := range r.Positions {
		for _, s := range p.RuleSets {
			codes = append(codes, s.Code)
		}
	}
	return codes
}

// edited is the text with something else in it, as a version of its own.
func edited(t *testing.T, body []byte, from, to string) *appraisal.RuleSet {
	t.Helper()
	text := strings.Replace(string(body), from, to, 1)
	if text == string(body) {
		t.Fatalf("the text does not hold %q", from)
	}
	set, err := appraisal.Parse([]byte(strings.Replace(text, "code: bac-ninh-72-2025", "code: bac-ninh-v2", 1)))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestClauseLines(t *testing.T) {
	t.Parallel()
	for code, body := range bodiesByCode(t) {
		set, err := appraisal.Parse(body)
		if err != nil {
			t.Fatal(err)
		}
		lines, text := appraisal.ClauseLines(body), strings.Split(string(body), "\n")
		if len(lines) != len(set.Clauses) {
			t.Fatalf("%s: %d lines for %d clauses", code, len(lines), len(set.Clauses))
		}
		for i, line := range lines {
			if got := text[line-1]; !strings.Contains(got, "id: ") || !strings.Contains(got, set.Clauses[i].ID) {
				t.Errorf("%s: clause %s begins at line %d, which reads %q", code, set.Clauses[i].ID, line, got)
			}
		}
	}
	if lines := appraisal.ClauseLines([]byte("code: [")); lines != nil {
		t.Errorf("lines of what is no YAML: %v", lines)
	}
}

func TestEnding(t *testing.T) {
	t.Parallel()
	day := func(text string) registry.Date {
		d, err := registry.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for code, body := range bodiesByCode(t) {
		on := day("2031-07-01")
		ended, err := appraisal.Ending(body, on)
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		set, err := appraisal.Parse(ended)
		if err != nil || set.ValidTo != on || set.Code != code {
			t.Errorf("%s: %v %v", code, set.ValidTo, err)
		}
		if _, err := appraisal.Ending(body, set.ValidFrom); registry.CodeOf(err) != registry.Conflict {
			t.Errorf("%s ends before it begins: %v", code, err)
		}
	}
}

func FuzzClauseLines(f *testing.F) {
	f.Add([]byte("clauses:\n  - id: a\n"))
	f.Add([]byte("clauses: [{id: a}, b]"))
	f.Add([]byte("clauses:\n- \n-\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, line := range appraisal.ClauseLines(body) {
			if line < 1 || line > strings.Count(string(body), "\n")+1+strings.Count(string(body), "\r") {
				t.Errorf("line %d of %q", line, body)
			}
		}
	})
}
