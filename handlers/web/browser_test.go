package web_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hatang/geo/tooltest"
	"hatang/handlers/web"
)

// slowness is how many times slower than this machine the pages are to run, so
// that tests can be tried as a slow machine would run them: HATANG_TEST_SLOW=4.
func slowness() float64 {
	if times, err := strconv.ParseFloat(os.Getenv("HATANG_TEST_SLOW"), 64); err == nil && times > 1 {
		return times
	}
	return 1
}

// patience is how long one step of a tab may take: software rendering on a machine
// that has other things to do. What hangs ends after it, and says where.
func patience() time.Duration {
	return time.Duration(slowness() * float64(time.Minute))
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

// browsers are the running browsers by their flags: one serves all tests.
type browsers struct {
	mu      sync.Mutex
	running map[string]context.Context
	stop    []context.CancelFunc
	free    map[string][]*tab // that a test is done with
}

var shared = browsers{running: map[string]context.Context{}, free: map[string][]*tab{}}

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
	closeLibrary()
	return code
}

// with is a browser with the given flags of Chromium, written without dashes. The
// page itself is drawn by the processor, as browsers do where there is no graphics
// processor, and not by one that is imitated, which takes twice the time; WebGL is
// imitated either way.
func (b *browsers) with(tb testing.TB, flags ...string) context.Context {
	tb.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	key := strings.Join(flags, " ")
	if ctx, ok := b.running[key]; ok {
		return ctx
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(tb)), chromedp.NoSandbox, chromedp.DisableGPU,
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

// take gives a tab that another test is done with, or nil.
func (b *browsers) take(flags ...string) *tab {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := strings.Join(flags, " ")
	free := b.free[key]
	if len(free) == 0 {
		return nil
	}
	b.free[key] = free[:len(free)-1]
	return free[len(free)-1]
}

// leave keeps a tab for the test that comes next.
func (b *browsers) leave(t *tab) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := strings.Join(t.flags, " ")
	b.free[key] = append(b.free[key], t)
}
