package handlers_test

import (
	"fmt"
	"strings"
	"testing"

	"hatang/handlers"
)

func TestUnknownParameter(t *testing.T) {
	t.Parallel()
	many := []string{"height_m", "height_m.gte", "limit", "bbox", "sort"}
	for i := range 20 {
		many = append(many, fmt.Sprintf("another_field_%02d", i))
	}
	for _, c := range []struct {
		name  string
		known []string
		says  string
	}{
		{"limit", []string{"lon", "k", "lat"}, "there are: k, lat, lon"},
		{"height", many, "is it height_m?"},
		{"height_m_gte", many, "is it height_m.gte?"},
		{"LIMIT", many, "is it limit?"},
		{"limit", many, "there is no such parameter"},
		{"limt", many, "is it limit?"},
		{"colour", many, "there is no such parameter"},
		{"", many, "there is no such parameter"},
		{strings.Repeat("x", 10000), many, "there is no such parameter"},
	} {
		got := handlers.UnknownParameter(c.name, c.known)
		if !strings.HasSuffix(got.EN, c.says) || got.VI == "" {
			t.Errorf("%.20q: %q, want %q", c.name, got.EN, c.says)
		}
	}
}
