package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

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

// clickAt clicks with the mouse in the middle of the element, once it can be
// clicked, stands still and is covered by nothing.
func (t *tab) clickAt(selector string) {
	t.tb.Helper()
	where := fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		if (!e || e.disabled) return [];
		e.scrollIntoViewIfNeeded();
		const b = e.getBoundingClientRect(), x = b.left + b.width / 2, y = b.top + b.height / 2;
		return e.contains(document.elementFromPoint(x, y)) ? [x, y] : [];
	})()`, selector)
	var at []float64
	for deadline := time.Now().Add(patience()); ; time.Sleep(30 * time.Millisecond) {
		was := at
		at = read[[]float64](t, where)
		if len(at) > 0 && slices.Equal(at, was) {
			break
		}
		if time.Now().After(deadline) {
			t.fail("nobody can click "+selector, errors.New("it is not there, moves, or is covered"))
		}
	}
	t.do(chromedp.MouseClickXY(at[0], at[1]))
}

// set writes into an input as a person does: all at once, and tells the page.
func (t *tab) set(selector, value string) {
	t.tb.Helper()
	t.there(selector)
	t.run(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.focus(); e.value = %q; e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); })()`, selector, value))
}

// choose sets a select as a person does, once it offers the value.
func (t *tab) choose(id, value string) {
	t.tb.Helper()
	t.wait(fmt.Sprintf(`(() => { const e = document.getElementById(%q); return e && !e.disabled && (!e.options || [...e.options].some((o) => o.value === %q)); })()`, id, value))
	t.run(fmt.Sprintf(`(() => { const e = document.getElementById(%q); e.value = %q; e.dispatchEvent(new Event('change', {bubbles: true})); })()`, id, value))
}

// focus gives the element the focus once it is there, and waits until it has it.
func (t *tab) focus(selector string) {
	t.tb.Helper()
	t.wait(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e?.focus(); return e && document.activeElement === e; })()`, selector))
}

// typeAt types a text into a field as a person does, key by key: not before the
// field has the focus and its page the scripts that listen, and it looks that
// nothing got lost.
func (t *tab) typeAt(selector, text string) {
	t.tb.Helper()
	t.wait(`document.readyState === 'complete'`)
	t.wait(fmt.Sprintf(`document.querySelector(%q)?.checkVisibility() && !document.querySelector(%[1]q).disabled`, selector))
	t.focus(selector)
	was := read[string](t, fmt.Sprintf(`document.querySelector(%q).value`, selector))
	t.do(chromedp.KeyEvent(text))
	t.wait(fmt.Sprintf(`document.querySelector(%q)?.value === %s`, selector, quoted(was+text)))
}

// keysAt presses keys where the focus is expected to be by now.
func (t *tab) keysAt(selector string, keys ...string) {
	t.tb.Helper()
	t.wait(fmt.Sprintf(`document.readyState === 'complete' && document.activeElement?.matches(%q)`, selector))
	for _, key := range keys {
		t.do(chromedp.KeyEvent(key))
	}
}

// keys presses keys that the page itself listens to, once it does.
func (t *tab) keys(keys ...string) {
	t.tb.Helper()
	t.wait(`document.documentElement.dataset.keys === 'ready' && !document.activeElement?.matches('input, textarea, select')`)
	for _, key := range keys {
		t.do(chromedp.KeyEvent(key))
	}
}

// rail presses g and a key, which lead to an entry of the rail where one follows the
// other soon enough. Whoever was too slow for that presses them again.
func (t *tab) rail(key string, arrived func()) {
	t.tb.Helper()
	const soon = time.Second // the page allows a little more
	for range 20 {
		t.keys()
		begun := time.Now()
		t.do(chromedp.KeyEvent("g"), chromedp.KeyEvent(key))
		if time.Since(begun) < soon {
			break
		}
		time.Sleep(2 * soon) // the first of them is forgotten by then
	}
	arrived()
}

// drop lets a file fall where files are dropped.
func (t *tab) drop(selector, name, content string) {
	t.tb.Helper()
	t.there(selector)
	t.run(fmt.Sprintf(`(() => {
		const dataTransfer = new DataTransfer();
		dataTransfer.items.add(new File([%s], %s));
		document.querySelector(%q).dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}));
	})()`, quoted(content), quoted(name), selector))
}

// quoted is a value as scripts write it.
func quoted(value any) string {
	out, err := json.Marshal(value)
	if err != nil {
		panic(err) // tests write texts, numbers, and lists of them
	}
	return string(out)
}

// forget forgets what the page complained of in a part that ended.
func (t *tab) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.problems = nil
}

// forgive takes complaints that name a status off, once there is one: the page
// asked for something that is refused.
func (t *tab) forgive(status string) {
	t.tb.Helper()
	for deadline := time.Now().Add(patience()); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if t.forgiven(status) > 0 {
			return
		}
	}
	t.tb.Errorf("nothing was refused by %s", status)
}

// forgiven takes off what names a status, and counts it.
func (t *tab) forgiven(status string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := slices.DeleteFunc(slices.Clone(t.problems), func(p string) bool { return strings.Contains(p, "status of "+status) })
	n := len(t.problems) - len(kept)
	t.problems = kept
	return n
}

// onPaper is the page as the browser prints it, a PDF.
func (t *tab) onPaper() []byte {
	t.tb.Helper()
	yes := true
	return call(t, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes, PrintBackground: &yes}).Data
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
