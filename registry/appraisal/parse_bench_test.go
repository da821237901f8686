package appraisal_test

import (
	"testing"

	"hatang/data"
	"hatang/registry/appraisal"
)

// BenchmarkParse reads the largest shipped set and compiles its predicates.
func BenchmarkParse(b *testing.B) {
	bodies, err := data.RuleSets()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := appraisal.Parse(bodies["bac-ninh-72-2025.yaml"]); err != nil {
			b.Fatal(err)
		}
	}
}
