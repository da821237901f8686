package appraisal_test

import (
	"testing"

	"hatang/registry/appraisal"
)

func BenchmarkCase(b *testing.B) {
	cases := readCases(b)
	s := cases[0].scene(b)
	w := appraisal.NewMemory(0, s.records...)
	a := appraisal.New(shipped(b), appraisal.Options{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Appraise(b.Context(), w, s.dossier); err != nil {
			b.Fatal(err)
		}
	}
}
