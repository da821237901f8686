package web_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// tab is one page in a headless Chromium, and everything it did that it should
// not have done.
type tab struct {
	tb      testing.TB
	ctx     context.Context
	close   context.CancelFunc
	flags   []string
	spoiled bool // nobody may have it after this test

	mu       sync.Mutex
	home     string
	homes    map[string]bool // the origins that it was at
	past     map[string]bool // those of earlier tests: what comes late of them is not this test's
	requests []string
	problems []string
}

// openTab opens a tab without anybody's storage. It has been another test's where
// one is free: a tab that has seen the scripts shows the page in half the time.
func openTab(tb testing.TB, width, height int64, flags ...string) *tab {
	tb.Helper()
	if testing.Short() {
		tb.Skip("skipped by -short: it needs a browser")
	}
	needAssets(tb)
	t := shared.take(flags...)
	if t == nil {
		t = newTab(tb, flags...)
	}
	t.begin(tb)
	tb.Cleanup(t.done)
	t.do(chromedp.EmulateViewport(width, height))
	return t
}

func newTab(tb testing.TB, flags ...string) *tab {
	tb.Helper()
	t := &tab{tb: tb, flags: flags}
	t.ctx, t.close = chromedp.NewContext(shared.with(tb, flags...), chromedp.WithNewBrowserContext())
	// The tab lives as long as the context that it is made with: what bounds the making ends with it.
	hangs := time.AfterFunc(patience(), t.close)
	err := chromedp.Listen(t.ctx, t.hear)
	hangs.Stop()
	if err != nil {
		t.close()
		tb.Fatalf("a new tab: %v", err)
	}
	// Without a window the page would not be told of focus.
	call(t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	if times := slowness(); times > 1 {
		call(t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: times})
	}
	return t
}

// begin lets the tab report to a test, and knows of nothing that was before it.
func (t *tab) begin(tb testing.TB) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.past == nil {
		t.past = map[string]bool{}
	}
	maps.Copy(t.past, t.homes)
	t.tb, t.home, t.homes, t.requests, t.problems = tb, "", map[string]bool{}, nil, nil
}

// done leaves the tab as it was found to the next test, or closes it where this one
// may have left something in it.
func (t *tab) done() {
	ctx, stop := t.step()
	defer stop()
	if t.spoiled || t.tb.Failed() || len(t.homes) != 1 || t.clear(ctx) != nil {
		t.close()
		return
	}
	shared.leave(t)
}

// clear leaves the page, and forgets what it stored and what was emulated.
func (t *tab) clear(ctx context.Context) error {
	forget := chromedp.Evaluate[chromedp.Void](`sessionStorage.clear();undefined`)
	if err := chromedp.Do(ctx, forget, chromedp.Navigate("about:blank")); err != nil {
		return err
	}
	var faults []error
	try := func(_ any, err error) { faults = append(faults, err) }
	try(chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{}))
	try(chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}))
	for origin := range t.homes {
		try(chromedp.Call(ctx, storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: origin, StorageTypes: "local_storage"}))
	}
	return errors.Join(faults...)
}

// in lets the tab report to a part of a test as long as that lasts.
func (t *tab) in(part *testing.T) {
	was := t.tb
	t.tb = part
	part.Cleanup(func() { t.tb = was })
}

// step is the time of one step: a tab itself may live as long as its test does.
func (t *tab) step() (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.ctx, patience())
}

// call calls a method of the protocol.
func call[P, R any](t *tab, method cdp.Command[P, R], parameters P) R {
	t.tb.Helper()
	ctx, stop := t.step()
	defer stop()
	answer, err := chromedp.Call(ctx, method, parameters)
	if err != nil {
		t.fail(fmt.Sprintf("%T", parameters), err)
	}
	return answer
}

// hear notes requests, and what the page complains of.
func (t *tab) hear(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !t.past[originOf(e.Request.URL)] {
			t.requests = append(t.requests, e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		t.problems = append(t.problems, fmt.Sprintf("exception: %s %v", e.ExceptionDetails.Text, description(e.ExceptionDetails.Exception)))
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			t.problems = append(t.problems, fmt.Sprintf("console.%s: %s", e.Type, arguments(e.Args)))
		}
	case *cdplog.EventEntryAdded:
		if (e.Entry.Level == "error" || e.Entry.Level == "warning") && !t.past[originOf(e.Entry.URL)] {
			t.problems = append(t.problems, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
}

func originOf(address string) string {
	to, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return to.Scheme + "://" + to.Host
}

func description(object *runtime.RemoteObject) string {
	if object == nil {
		return ""
	}
	return object.Description
}

func arguments(args []*runtime.RemoteObject) string {
	var out []string
	for _, arg := range args {
		out = append(out, string(arg.Value)+arg.Description)
	}
	return strings.Join(out, " ")
}

// complaints is what the page complained of, without what software rendering
// says of its own slowness.
func (t *tab) complaints() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []string
	for _, p := range t.problems {
		if strings.Contains(p, "GPU stall due to ReadPixels") || strings.Contains(p, "Automatic fallback to software WebGL") {
			continue
		}
		out = append(out, p)
	}
	return out
}

// checkClean fails the test for anything that the page complained of, and for
// every request to another host.
func (t *tab) checkClean() {
	t.tb.Helper()
	for _, p := range t.complaints() {
		t.tb.Errorf("the page complains: %s", p)
	}
	home, err := url.Parse(t.home)
	if err != nil {
		t.tb.Fatal(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range t.requests {
		to, err := url.Parse(r)
		if err != nil || (to.Host != home.Host && to.Scheme != "data" && to.Scheme != "blob") {
			t.tb.Errorf("a request left the host: %s", r)
		}
	}
}

// fail ends the test with what the page shows instead.
func (t *tab) fail(what string, err error) {
	t.tb.Helper()
	ctx, stop := context.WithTimeout(t.ctx, patience()/10)
	defer stop()
	seen, blind := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + '\n' + (document.body?.innerText.slice(0, 2000) ?? '')`))
	if blind != nil {
		seen = "(it does not answer: " + blind.Error() + ")"
	}
	t.tb.Fatalf("%s: %v\nthe page complains: %s\nit shows: %s", what, err, strings.Join(t.complaints(), "\n"), seen)
}

func (t *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	t.tb.Helper()
	for i, step := range steps {
		ctx, stop := t.step()
		err := chromedp.Do(ctx, step)
		stop()
		if err != nil {
			t.fail(fmt.Sprintf("step %d of %d", i+1, len(steps)), err)
		}
	}
}

// open goes to an address, and waits until the page has been loaded.
func (t *tab) open(address string) {
	t.tb.Helper()
	t.mu.Lock()
	t.home = address
	t.homes[originOf(address)] = true
	delete(t.past, originOf(address))
	t.mu.Unlock()
	t.do(chromedp.Navigate(address))
}

// openReady goes to an address and waits until map and figures are there.
func (t *tab) openReady(address string) {
	t.tb.Helper()
	t.open(address)
	t.waitReady()
}

func (t *tab) waitReady() {
	t.tb.Helper()
	t.wait(`document.documentElement.dataset.map === 'ready' && !!document.documentElement.dataset.panel`)
}

// leads does what leads to another page, or to the same one anew, and waits until
// that has been loaded and the expression is true of it: of the page before it may
// be true as well.
func (t *tab) leads(do func(), there string) {
	t.tb.Helper()
	before := time.Now().UnixNano()
	t.run(fmt.Sprintf(`globalThis.leftAt = '%d'`, before))
	do()
	t.wait(fmt.Sprintf(`globalThis.leftAt !== '%d' && document.readyState === 'complete' && (%s)`, before, there))
}

// comes asks until the expression is true. It is asked from outside: the page's
// policy forbids the eval that a wait inside it would need.
func (t *tab) comes(expression string, within time.Duration) (err error) {
	if t.tb.Failed() {
		within = min(within, 5*time.Second) // what is said further need not take long
	}
	var done bool
	pause := 10 * time.Millisecond
	for deadline := time.Now().Add(within); ; pause = min(pause*3/2, 100*time.Millisecond) {
		ctx, stop := t.step()
		done, err = chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		stop()
		switch {
		case err == nil && done:
			return nil
		case t.ctx.Err() != nil:
			return fmt.Errorf("the tab is gone: %w", t.ctx.Err())
		case time.Now().After(deadline) && err == nil:
			return fmt.Errorf("not within %v", within)
		case time.Now().After(deadline):
			return fmt.Errorf("not within %v: %w", within, err)
		}
		time.Sleep(pause)
	}
}

// wait waits until the expression is true.
func (t *tab) wait(expression string) {
	t.tb.Helper()
	if err := t.comes(expression, patience()); err != nil {
		t.fail("never came true: "+expression, err)
	}
}

// read evaluates an expression in the page; promises are awaited.
func read[T any](t *tab, expression string) T {
	t.tb.Helper()
	ctx, stop := t.step()
	defer stop()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.fail(expression, err)
	}
	return value
}

// becomes waits until the expression has the value that is wanted; where it never
// does, the test fails with the value that it has, and goes on.
func becomes[T any](t *tab, expression string, want T) {
	t.tb.Helper()
	wanted := quoted(want)
	if t.comes(fmt.Sprintf(`JSON.stringify(%s) === JSON.stringify(%s)`, expression, wanted), patience()) == nil {
		return
	}
	t.tb.Errorf("%s is %s, want %s", expression, read[string](t, `JSON.stringify(`+expression+`) ?? ''`), wanted)
}

// run evaluates an expression for its effect.
func (t *tab) run(expression string) {
	t.tb.Helper()
	t.do(chromedp.Evaluate[chromedp.Void](expression + "\n;undefined"))
}

// there waits until the selector finds something.
func (t *tab) there(selector string) {
	t.tb.Helper()
	t.wait(fmt.Sprintf(`document.querySelector(%q)`, selector))
}

// text is the text of the first element that the selector finds, once it finds one.
func (t *tab) text(selector string) string {
	t.tb.Helper()
	t.there(selector)
	return read[string](t, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? '(none)'`, selector))
}

// says waits until the text of the first element that the selector finds has all of
// these parts, and gives it; where it never does, the test fails with those that
// are missing, and goes on.
func (t *tab) says(selector string, parts ...string) string {
	t.tb.Helper()
	text := fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? '(none)')`, selector)
	err := t.comes(fmt.Sprintf(`((text) => %s.every((part) => text.includes(part)))(%s)`, quoted(parts), text), patience())
	said := read[string](t, text)
	if err != nil {
		for _, part := range parts {
			if !strings.Contains(said, part) {
				t.tb.Errorf("%s does not say %q: %s", selector, part, said)
			}
		}
	}
	return said
}

// prefer sets the system's colour scheme.
func (t *tab) prefer(scheme string) {
	t.tb.Helper()
	call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
}

// picture takes a PNG of what the tab shows.
func (t *tab) picture(name string) {
	t.tb.Helper()
	ctx, stop := t.step()
	defer stop()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.tb.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.tb.Fatal(err)
	}
	if err := os.WriteFile(name, png, 0o644); err != nil {
		t.tb.Fatal(err)
	}
}
