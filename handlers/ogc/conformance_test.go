package ogc_test

import (
	"errors"
	"flag"
	"net/http"
	"testing"

	"hatang/handlers/ogc/ogctest"
)

var base = flag.String("base", "", "address of a running service to test, such as http://127.0.0.1:8080/ogc; default: one over the demonstration")

// TestConformance holds the service against parts 1 and 2 of the standard, a
// test for each requirement: over the live view of the demonstration, and
// over the file of a small registry with what is rare.
func TestConformance(t *testing.T) {
	t.Parallel()
	if *base != "" {
		conform(t, *base)
		return
	}
	t.Run("demonstration", func(t *testing.T) {
		t.Parallel()
		conform(t, serveDemo(t, live(t)).listen()+"/ogc")
	})
	t.Run("small", func(t *testing.T) {
		t.Parallel()
		conform(t, serveSmall(t).listen()+"/ogc")
	})
}

func conform(t *testing.T, address string) {
	service := ogctest.Open(t.Context(), http.DefaultClient, address)
	for _, requirement := range ogctest.Requirements() {
		t.Run(requirement.ID, func(t *testing.T) {
			switch err := requirement.Check(service); {
			case errors.Is(err, ogctest.ErrNotApplicable) && *base != "":
				t.Skip(err)
			case err != nil:
				t.Error(err)
			}
		})
	}
}
