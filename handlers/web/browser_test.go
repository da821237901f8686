package web_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"hatang/geo/tooltest"
	"hatang/handlers/web"
)

// patience is how long a page may take to get somewhere: software rendering on
// a machine that has other things to do.
const patience = 30 * time.Second

// tab is one page in a headless Chromium, and everything it did that it should
// not have done.
type tab struct {
	tb  testing.TB
	ctx context.Context

	mu       sync.Mutex
	home     string
	requests []string
	problems []string
}

// chromium is where the browser is.
func chromium(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	tooltest.Missing(tb, "Chromium", "apt-get install chromium")
	return ""
}

// needAssets makes sure that the pages have been built.
func needAssets(tb testing.TB) {
	tb.Helper()
	pages, err := web.New(web.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	if !pages.Built() {
		tooltest.Missing(tb, "the built assets", "make build")
	}
}

// browsers are the running browsers by their flags: one serves all tests, each
// in a context of its own, without the others' storage.
type browsers struct {
	mu      sync.Mutex
	running map[string]context.Context
	stop    []context.CancelFunc
}

var shared = browsers{running: map[string]context.Context{}}

func TestMain(m *testing.M) {
	os.Exit(runAll(m))
}

func runAll(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "hatang-web-test-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(scratch) }() // the system clears it too
	code := m.Run()
	for _, stop := range shared.stop {
		stop()
	}
	return code
}

// with is a browser with the given flags of Chromium, written without dashes.
func (b *browsers) with(tb testing.TB, flags ...string) context.Context {
	tb.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	key := strings.Join(flags, " ")
	if ctx, ok := b.running[key]; ok {
		return ctx
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(tb)), chromedp.NoSandbox,
		chromedp.Flag("use-angle", "swiftshader"), chromedp.Flag("enable-unsafe-swiftshader", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("lang", "vi"),
	)
	for _, flag := range flags {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		stopBrowser()
		stopAllocator()
		tb.Fatalf("start of the browser: %v", err)
	}
	b.running[key] = ctx
	b.stop = append(b.stop, stopBrowser, stopAllocator)
	return ctx
}

// openTab opens a tab of its own.
func openTab(tb testing.TB, width, height int64, flags ...string) *tab {
	tb.Helper()
	if testing.Short() {
		tb.Skip("skipped by -short: it needs a browser")
	}
	needAssets(tb)
	ctx, closeTab := chromedp.NewContext(shared.with(tb, flags...), chromedp.WithNewBrowserContext())
	ctx, stop := context.WithTimeout(ctx, 4*patience)
	t := &tab{tb: tb, ctx: ctx}
	tb.Cleanup(func() { stop(); closeTab() })
	if err := chromedp.Listen(ctx, t.hear); err != nil {
		tb.Fatalf("a new tab: %v", err)
	}
	t.do(chromedp.EmulateViewport(width, height))
	// Without a window the page would not be told of focus.
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		tb.Fatal(err)
	}
	return t
}

// hear notes requests, and what the page complains of.
func (t *tab) hear(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		t.requests = append(t.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		t.problems = append(t.problems, fmt.Sprintf("exception: %s %v", e.ExceptionDetails.Text, description(e.ExceptionDetails.Exception)))
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			t.problems = append(t.problems, fmt.Sprintf("console.%s: %s", e.Type, arguments(e.Args)))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			t.problems = append(t.problems, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
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

func (t *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	t.tb.Helper()
	if err := chromedp.Do(t.ctx, steps...); err != nil {
		t.tb.Fatal(err)
	}
}

// open goes to an address.
func (t *tab) open(address string) {
	t.tb.Helper()
	t.home = address
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

// wait asks until the expression is true. It is asked from outside: the page's
// policy forbids the eval that a wait inside it would need.
func (t *tab) wait(expression string) {
	t.tb.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if done, err := chromedp.Run(t.ctx, chromedp.Evaluate[bool]("!!("+expression+")")); err == nil && done {
			return
		}
	}
	t.tb.Fatalf("never came true: %s\nthe page complains: %s\nit shows: %s", expression,
		strings.Join(t.complaints(), "\n"), read[string](t, `document.body?.innerText.slice(0, 2000) ?? ''`))
}

// read evaluates an expression in the page; promises are awaited.
func read[T any](t *tab, expression string) T {
	t.tb.Helper()
	value, err := chromedp.Run(t.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.tb.Fatalf("%s: %v", expression, err)
	}
	return value
}

// run evaluates an expression for its effect.
func (t *tab) run(expression string) {
	t.tb.Helper()
	t.do(chromedp.Evaluate[chromedp.Void](expression + "\n;undefined"))
}

// text is the text of the first element that the selector finds.
func (t *tab) text(selector string) string {
	t.tb.Helper()
	return read[string](t, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? '(none)'`, selector))
}

// prefer sets the system's colour scheme.
func (t *tab) prefer(scheme string) {
	t.tb.Helper()
	_, err := chromedp.Call(t.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		t.tb.Fatal(err)
	}
}

// picture takes a PNG of what the tab shows.
func (t *tab) picture(name string) {
	t.tb.Helper()
	png, err := chromedp.Run(t.ctx, chromedp.CaptureScreenshot())
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
