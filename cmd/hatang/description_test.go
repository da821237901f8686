package main

import (
	"io"
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// What the running program says of itself, its further operations included, is
// valid OpenAPI.
func TestWholeDescriptionIsValid(t *testing.T) {
	t.Parallel()
	s := startServe(t, "--db", demo(t), "--addr", "127.0.0.1:0")
	address := s.says(t, `http://(127\.0\.0\.1:\d+)`)[1]
	for _, path := range []string{"/api/openapi.json", "/ogc/api"} {
		answer, err := http.Get("http://" + address + path)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		described, err := openapi3.NewLoader().LoadFromData(content)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if err := described.Validate(t.Context()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		checkParameters(t, path, described)
	}
}

// checkParameters refuses a parameter that one operation has twice, which a
// reference and the thing itself hide from the validator.
func checkParameters(t *testing.T, path string, described *openapi3.T) {
	t.Helper()
	for at, item := range described.Paths.Map() {
		for method, operation := range item.Operations() {
			seen := map[string]bool{}
			for _, p := range append(item.Parameters[:len(item.Parameters):len(item.Parameters)], operation.Parameters...) {
				key := p.Value.In + " " + p.Value.Name
				if seen[key] {
					t.Errorf("%s: %s %s has two parameters %s", path, method, at, key)
				}
				seen[key] = true
			}
		}
	}
}
