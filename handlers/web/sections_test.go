package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestRailLeadsToEverySection walks from page to page by the keyboard.
func TestRailLeadsToEverySection(t *testing.T) {
	p := newProgram(t)
	p.serve()
	tab := openTab(t, 1366, 768)
	tab.openReady(p.url)
	for _, step := range []struct{ key, section string }{
		{"h", "dossiers"}, {"q", "planning"}, {"c", "reports"}, {"d", "data"}, {"a", "administration"}, {"u", "public"},
	} {
		tab.do(chromedp.KeyEvent("g"), chromedp.KeyEvent(step.key))
		tab.wait(`document.documentElement.dataset.section === '` + step.section + `' && document.readyState === 'complete'`)
		if current := tab.text(`#rail [aria-current]`); current == "(none)" {
			t.Errorf("%s: the rail marks nothing", step.section)
		}
	}
	tab.checkClean()
}
