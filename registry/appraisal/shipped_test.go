package appraisal_test

import (
	"testing"

	"hatang/data"
	"hatang/registry/appraisal"
)

func shipped(tb testing.TB) *appraisal.Library {
	tb.Helper()
	bodies, err := data.RuleSets()
	if err != nil {
		tb.Fatal(err)
	}
	library, err := appraisal.ParseLibrary(bodies)
	if err != nil {
		tb.Fatal(err)
	}
	return library
}
