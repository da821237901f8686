package appraisal_test

import (
	"encoding/json"
	"testing"

	"hatang/data"
	"hatang/registry/appraisal"
)

func bodiesByCode(tb testing.TB) appraisal.Bodies {
	tb.Helper()
	files, err := data.RuleSets()
	if err != nil {
		tb.Fatal(err)
	}
	bodies := appraisal.Bodies{}
	for _, body := range files {
		set, err := appraisal.Parse(body)
		if err != nil {
			tb.Fatal(err)
		}
		bodies[set.Code] = body
	}
	return bodies
}

// TestKeptAppraisalsRunAgain freezes every case, through JSON, and runs it from
// what was kept alone.
func TestKeptAppraisalsRunAgain(t *testing.T) {
	t.Parallel()
	library, bodies := shipped(t), bodiesByCode(t)
	for _, c := range readCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			s := c.scene(t)
			a := appraisal.New(library, appraisal.Options{Coverage: s.coverage})
			_, frozen, err := a.Record(t.Context(), appraisal.NewMemory(7, s.records...), s.dossier, bodies)
			if err != nil {
				t.Fatal(err)
			}
			kept, err := json.Marshal(frozen)
			if err != nil {
				t.Fatal(err)
			}
			var read appraisal.Frozen
			if err := json.Unmarshal(kept, &read); err != nil {
				t.Fatal(err)
			}
			again, same, err := read.Again(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !same {
				now, _ := json.Marshal(again)
				t.Errorf("the result differs:\n%s\n%s", now, frozen.Result)
			}
		})
	}
}
