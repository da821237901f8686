package web_test

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
