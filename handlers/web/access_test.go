package web_test

import (
	"os"
	"path/filepath"
	"testing"

	"hatang/geo/tooltest"
)

// axe is the accessibility checker, which the build fetches beside the
// libraries but does not embed.
func axe(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("assets", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		tooltest.Missing(t, "axe-core", "npm ci in handlers/web/assets, as make build does")
	}
	return string(source)
}

// accessible fails the test for every serious finding of the accessibility
// checker about what the tab shows.
func (t *tab) accessible(checker, where string) {
	t.tb.Helper()
	type finding struct {
		ID, Impact, Help string
		Nodes            []struct{ HTML, FailureSummary string }
	}
	t.run(checker)
	for _, f := range read[[]finding](t, `axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.parse(JSON.stringify(r.violations, ['id', 'impact', 'help', 'nodes', 'html', 'failureSummary'])))`) {
		if f.Impact == "serious" || f.Impact == "critical" {
			t.tb.Errorf("%s: %s (%s): %s: %+v", where, f.ID, f.Impact, f.Help, f.Nodes)
		} else {
			t.tb.Logf("%s: %s (%s): %s", where, f.ID, f.Impact, f.Help)
		}
	}
}
