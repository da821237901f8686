package web_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// secrets stand in restricted fields of the registry and nowhere else.
var secrets = []string{"Bà Chủ Đất", "0900 111 222"}

// TestPublic is a visitor's way, signed out, over a registry with accounts: search,
// a click on the map, downloads; and nothing restricted in any answer.
func TestPublic(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	sheet := filepath.Join(t.TempDir(), "sites.csv")
	content := "Mã vị trí,Doanh nghiệp,Kinh độ,Vĩ độ,Trạng thái,Chủ đất,Điện thoại liên hệ\nKTM9900,viettel,108.001,14.36,on_air," + secrets[0] + "," + secrets[1] + "\n"
	if err := os.WriteFile(sheet, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	p.run("import", "sites", sheet)
	p.run("user", "add", "quan.tri", "--role", "administrator")
	p.serve()
	tab := openTab(t, phoneWidth, phoneHeight)
	tab.open(p.url + "public")
	tab.wait(`document.documentElement.dataset.map === 'ready' && document.documentElement.dataset.opendata`)
	tab.says("#public-foot", "Đăng nhập")
	// Search, without accents, and Enter.
	tab.typeAt("#search-text", "quang trung")
	tab.wait(`document.documentElement.dataset.found?.startsWith('quang trung: ') && document.querySelector('#search-results .found')?.innerText.includes('Quang Trung')`)
	tab.keysAt("#search-text", "\r")
	tab.wait(`document.documentElement.dataset.answered`)
	tab.says("#answers", "Phường Quang Trung", "Chưa có vùng phủ tính toán", "Viettel", "Bưu chính gần nhất", "giờ mỗi ngày", "Truyền thanh", "MHz")
	publicPermalink(t, tab)
	publicClick(t, tab)
	publicDownloads(t, p, tab)
	tab.accessible(axe(t), "phone")
	tab.checkClean()
	noSecrets(t, tab)
	publicDesk(t, p)
}

// publicPermalink opens what the address says again: it says the same, in English
// too.
func publicPermalink(t *testing.T, tab *tab) {
	t.Helper()
	said, address := tab.text(".answer-place"), read[string](tab, `location.href`)
	tab.open(address)
	tab.wait(`document.documentElement.dataset.answered && document.documentElement.dataset.map === 'ready'`)
	becomes(tab, `document.querySelector('.answer-place')?.innerText`, said)
	tab.open(address + "&lang=en")
	tab.wait(`document.documentElement.dataset.answered && document.documentElement.dataset.map === 'ready'`)
	tab.says("#answers", "Nearest postal point", "hours a day")
	tab.open(address)
	tab.wait(`document.documentElement.dataset.answered && document.documentElement.dataset.map === 'ready'`)
}

// publicClick clicks on the map, which asks about another place.
func publicClick(t *testing.T, tab *tab) {
	t.Helper()
	before := read[string](tab, `document.documentElement.dataset.answered`)
	at := read[[]float64](tab, `(() => { document.getElementById('public-map').scrollIntoView(); const r = document.querySelector('#public-map canvas').getBoundingClientRect(); return [r.left + r.width / 3, r.top + r.height / 3]; })()`)
	tab.do(chromedp.MouseClickXY(at[0], at[1]))
	tab.wait(fmt.Sprintf(`document.documentElement.dataset.answered && document.documentElement.dataset.answered !== %q`, before))
	tab.run(`history.back()`)
	tab.wait(fmt.Sprintf(`document.documentElement.dataset.answered === %q`, before))
}

// publicDownloads fetches what each link of a kind gives and compares the number of
// records with what the page says.
func publicDownloads(t *testing.T, p *program, tab *tab) {
	t.Helper()
	tab.there(`[data-kind="postal"] .number`)
	count := regexp.MustCompile(`\D`).ReplaceAllString(tab.text(`[data-kind="postal"] .number`), "")
	links := read[[]string](tab, `[...document.querySelectorAll('[data-kind="postal"] a, [data-kind="sites"] a')].map((a) => a.href)`)
	if len(links) < 8 {
		t.Fatalf("links: %v", links)
	}
	for _, link := range links {
		body := download(t, link)
		for _, secret := range secrets {
			if strings.Contains(body, secret) {
				t.Errorf("%s holds %q", link, secret)
			}
		}
		if strings.Contains(link, "/postal") && strings.Contains(link, "format=csv&") || strings.HasSuffix(link, "/postal?format=csv") {
			if rows := fmt.Sprint(strings.Count(strings.TrimSpace(body), "\n")); rows != count {
				t.Errorf("%s has %s rows, the page says %s", link, rows, count)
			}
		}
	}
	_ = p
}

func download(t *testing.T, link string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("%s: %d %v", link, answer.StatusCode, err)
	}
	return string(body)
}

// noSecrets asks everything that the page asked once more and looks for what is
// restricted.
func noSecrets(t *testing.T, tab *tab) {
	t.Helper()
	tab.mu.Lock()
	asked := map[string]bool{}
	for _, r := range tab.requests {
		if strings.Contains(r, "/api/") {
			asked[r] = true
		}
	}
	tab.mu.Unlock()
	if len(asked) < 5 {
		t.Fatalf("only %d questions were asked", len(asked))
	}
	for r := range asked {
		body := download(t, r)
		for _, secret := range append([]string{`"land_owner":`, `"contact":`}, secrets...) {
			if strings.Contains(body, secret) {
				t.Errorf("%s holds %q", r, secret)
			}
		}
	}
}

// publicDesk: the desk itself stays open to whoever has not signed in, without the
// ways that are not theirs, and the administration is not.
func publicDesk(t *testing.T, p *program) {
	t.Helper()
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(p.url)
	rail := tab.says("#rail", "Tra cứu")
	if strings.Contains(rail, "Quản trị") {
		t.Errorf("a visitor is led to: %s", rail)
	}
	tab.open(p.url + "administration")
	becomes(tab, `location.pathname.endsWith('/sign-in')`, true)
	tab.open(p.url + "public?at=108,14.36&lang=en")
	tab.prefer("dark")
	tab.wait(`document.documentElement.dataset.answered && document.documentElement.dataset.map === 'ready'`)
	tab.accessible(axe(t), "desktop, dark, English")
	tab.checkClean()
}

// TestScreenshotsOfAdministration writes the pictures of the administration and of
// the public view.
func TestScreenshotsOfAdministration(t *testing.T) {
	if !*update {
		t.Skip("skipped without -update: it writes docs/images")
	}
	p := newProgram(t)
	p.serve()
	for _, shot := range []struct {
		name, path, ready string
		width, height     int64
	}{
		{"admin-rules", "administration?tab=rules&set=bac-ninh-72-2025&edit=copy", `document.documentElement.dataset.linted === '0'`, deskWidth, deskHeight},
		{"public-phone", "public?at=107.85,14.6", `document.documentElement.dataset.answered && document.documentElement.dataset.map === 'ready'`, phoneWidth, phoneHeight},
	} {
		tab := openTab(t, shot.width, shot.height)
		tab.prefer("light")
		tab.open(p.url + shot.path)
		tab.wait(shot.ready)
		if shot.name == "public-phone" {
			tab.run(`document.getElementById('public-map').scrollIntoView()`)
		}
		tab.wait(`document.fonts.status === 'loaded'`)
		time.Sleep(time.Second) // for the map's last frame, which nothing tells of
		tab.picture(filepath.Join("..", "..", "docs", "images", shot.name+".png"))
	}
}
