package web_test

// accessible fails the test for every serious finding of the accessibility
// checker about what the tab shows.
func (t *tab) accessible(checker, where string) {
	t.tb.Helper()
	t.run(checker)
	for _, f := range read[[]finding](t, `axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.parse(JSON.stringify(r.violations, ['id', 'impact', 'help', 'nodes', 'html', 'failureSummary'])))`) {
		if f.Impact != "serious" && f.Impact != "critical" {
			continue
		}
		for _, n := range f.Nodes {
			t.tb.Errorf("%s: %s %s (%s): %s\n%s", where, f.Impact, f.ID, f.Help, n.HTML, n.Summary)
		}
	}
}
