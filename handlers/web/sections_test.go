package web_test

import (
	"net/url"
	"strings"
	"testing"
)

// TestRailLeadsToEverySection walks from page to page by the keyboard.
func TestRailLeadsToEverySection(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.serve()
	tab := openTab(t, 1366, 768)
	tab.openReady(p.url)
	for _, step := range []struct{ key, section string }{
		{"h", "dossiers"}, {"q", "planning"}, {"c", "reports"}, {"d", "data"}, {"a", "administration"}, {"u", "public"},
	} {
		tab.rail(step.key, func() {
			tab.wait(`document.documentElement.dataset.section === '` + step.section + `' && document.documentElement.dataset.keys === 'ready'`)
		})
		tab.there(`#rail [aria-current]`)
	}
	tab.checkClean()
}

// TestSectionsBelowAPathPrefix opens every page where a proxy shows the service
// below a path; nothing may be asked for outside of it.
func TestSectionsBelowAPathPrefix(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.serve("--path-prefix", "/hatang")
	if !strings.HasSuffix(p.url, "/hatang/") {
		t.Fatalf("the service says that it is at %s", p.url)
	}
	tab := openTab(t, 1920, 1080)
	parts := newParts(t, tab)
	for section, there := range map[string]string{
		"dossiers":       `document.documentElement.dataset.inbox`,
		"planning":       `document.querySelector('#rail [aria-current]') && hatang?.plan?.base?.library?.loaded()`,
		"reports":        `document.documentElement.dataset.report === 'dashboard'`,
		"data":           `document.documentElement.dataset.import === 'file none'`,
		"administration": `document.getElementById('content').innerText.includes('--accounts')`,
		"public":         `document.querySelector('#open-data a, [data-open] a, #content a[download], #content a[href*="format="]')`,
	} {
		parts.run(section, func(t *testing.T) {
			tab.open(p.url + section)
			tab.wait(there)
			tab.checkClean()
			tab.mu.Lock()
			defer tab.mu.Unlock()
			for _, asked := range tab.requests {
				if at, err := url.Parse(asked); err != nil || (strings.HasPrefix(at.Scheme, "http") && !strings.HasPrefix(at.Path, "/hatang/")) {
					t.Errorf("asked for %s, outside of the prefix", asked)
				}
			}
		})
	}
}
