package web_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"hatang/geo/tooltest"
	"hatang/registry"
)

// What people do to a page, whichever it is, and what the service says beside it.

// click clicks the element once it can be clicked.
func (t *tab) click(selector string) {
	t.tb.Helper()
	t.wait(fmt.Sprintf(`(() => { const e = document.querySelector(%q); return e && !e.disabled && e.getClientRects().length > 0; })()`, selector))
	t.run(fmt.Sprintf(`document.querySelector(%q).click()`, selector))
}

// set writes into an input as a person does: all at once, and tells the page.
func (t *tab) set(selector, value string) {
	t.tb.Helper()
	t.wait(fmt.Sprintf(`!!document.querySelector(%q)`, selector))
	t.run(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.focus(); e.value = %q; e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); })()`, selector, value))
}

// choose sets a select as a person does.
func (t *tab) choose(id, value string) {
	t.tb.Helper()
	t.run(fmt.Sprintf(`(() => { const e = document.getElementById(%q); e.value = %q; e.dispatchEvent(new Event('change', {bubbles: true})); })()`, id, value))
}

// drop lets a file fall where files are dropped.
func (t *tab) drop(selector, name, content string) {
	t.tb.Helper()
	t.run(fmt.Sprintf(`(() => {
		const dataTransfer = new DataTransfer();
		dataTransfer.items.add(new File([%s], %s));
		document.querySelector(%q).dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}));
	})()`, quoted(content), quoted(name), selector))
}

func quoted(text string) string {
	out, _ := json.Marshal(text) // a text always has a form
	return string(out)
}

// forget forgets what the page complained of so far, where it had reason to.
func (t *tab) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.problems = nil
}

// forgive takes complaints that name a status off: the page asked for something
// that it knew might be refused.
func (t *tab) forgive(status string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var kept []string
	for _, p := range t.problems {
		if !strings.Contains(p, "status of "+status) {
			kept = append(kept, p)
		}
	}
	t.problems = kept
}

// onPaper is the page as the browser prints it, a PDF.
func (t *tab) onPaper() []byte {
	t.tb.Helper()
	yes := true
	answer, err := chromedp.Call(t.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes, PrintBackground: &yes})
	if err != nil {
		t.tb.Fatal(err)
	}
	return answer.Data
}

// papers are the texts of printed pages.
type papers []string

func (p papers) say(text string) bool {
	return slices.ContainsFunc(p, func(one string) bool { return strings.Contains(one, text) })
}

// printed is the text of the page on paper.
func (t *tab) printed() papers {
	t.tb.Helper()
	return tooltest.PDFPages(t.tb, t.onPaper())
}

// askJSON asks the running program's API.
func (p *program) askJSON(path string, into any) {
	p.tb.Helper()
	if err := json.Unmarshal([]byte(p.fetch("api/v1/"+path)), into); err != nil {
		p.tb.Fatalf("%s: %v", path, err)
	}
}

// asked is an answer of the running program's API, asked without an account.
func asked[T any](p *program, path string) T {
	p.tb.Helper()
	var v T
	p.askJSON(path, &v)
	return v
}

// fetch is the body of an address below the program's.
func (p *program) fetch(path string) string {
	p.tb.Helper()
	request, err := http.NewRequestWithContext(p.tb.Context(), http.MethodGet, p.url+path, http.NoBody)
	if err != nil {
		p.tb.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		p.tb.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		p.tb.Fatalf("%s: %d %v %.300s", path, answer.StatusCode, err, body)
	}
	return string(body)
}

// fetchFrom is fetch of a whole address.
func (p *program) fetchFrom(address string) string {
	p.tb.Helper()
	return p.fetch(strings.TrimPrefix(address, p.url))
}

// total counts the records of a kind that the API lists.
func (p *program) total(kind registry.Kind) int {
	p.tb.Helper()
	return asked[struct{ Total int }](p, string(kind)+"?limit=1").Total
}
