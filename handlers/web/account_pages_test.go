package web_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"
)

// TestAccountPages is how a person comes in and keeps an account: a link, a
// password, a second factor, signing out and in again, by keyboard, on a phone and
// without scripts.
func TestAccountPages(t *testing.T) {
	p := newProgram(t)
	link := p.run("user", "add", "quan.tri", "--role", "administrator", "--title", "Trần Thị Quản")
	p.serve()
	desk := openTab(t, deskWidth, deskHeight)
	for _, part := range []struct {
		name string
		do   func(*testing.T, *program, *tab)
	}{
		{"a password is set by the link", func(t *testing.T, p *program, tab *tab) { setPassword(t, p, tab, link) }},
		{"a wrong password is told, by keyboard", wrongPassword},
		{"the theme is the desk's", themeIsKept},
		{"the second factor", secondFactor},
		{"accounts and sign-ins", accountsAndEvents},
		{"accessible in every look", accountsAccessible},
		{"without scripts", withoutScripts},
	} {
		t.Run(part.name, func(t *testing.T) {
			was := desk.tb
			desk.tb = t
			defer func() { desk.tb = was }()
			part.do(t, p, desk)
			desk.checkClean()
		})
	}
}

// fits fails the test where the page is wider than the screen.
func (t *tab) fits(where string) {
	t.tb.Helper()
	if over := read[int](t, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
		t.tb.Errorf("%s is %d px wider than the screen: %s", where, over,
			read[string](t, `[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth && !e.closest('.scroll, #rail')).map((e) => e.outerHTML.slice(0, 80)).join(' ')`))
	}
}

func setPassword(t *testing.T, p *program, tab *tab, link string) {
	token := regexp.MustCompile(`token=(\S+)`).FindStringSubmatch(link)
	if token == nil {
		t.Fatalf("no link in %q", link)
	}
	tab.open(p.url + "setup?token=" + token[1])
	if heading, name := tab.text("h1"), tab.text("main strong"); heading != "Đặt mật khẩu" || name != "quan.tri" {
		t.Errorf("%q for %q", heading, name)
	}
	tab.do(chromedp.SendKeys(chromedp.CSS("#password"), adminPassword), chromedp.SendKeys(chromedp.CSS("#again"), adminPassword+"x\r"))
	tab.wait(`document.querySelector('[role="alert"]')?.innerText.includes('khác nhau')`)
	tab.forgive("400")
	tab.do(chromedp.SendKeys(chromedp.CSS("#password"), adminPassword), chromedp.SendKeys(chromedp.CSS("#again"), adminPassword+"\r"))
	tab.waitReady()
}

func wrongPassword(t *testing.T, p *program, tab *tab) {
	tab.open(p.url + "account")
	tab.run(`document.querySelector('.bar form').requestSubmit()`)
	tab.wait(`location.pathname.endsWith('/sign-in') && document.activeElement?.id === 'name'`)
	tab.do(chromedp.KeyEvent("quan.tri"), chromedp.KeyEvent("\t"), chromedp.KeyEvent("không phải thế"), chromedp.KeyEvent("\r"))
	tab.wait(`document.querySelector('[role="alert"]')`)
	tab.forgive("401")
	if name := read[string](tab, `document.getElementById('name').value`); name != "quan.tri" {
		t.Errorf("the name that was typed is %q", name)
	}
	tab.open(p.url + "sign-in?next=%2Faccount&lang=en")
	if heading := tab.text("h1"); heading != "Sign in" {
		t.Errorf("in English the heading is %q", heading)
	}
	tab.do(chromedp.KeyEvent("quan.tri"), chromedp.KeyEvent("\t"), chromedp.KeyEvent(adminPassword), chromedp.KeyEvent("\r"))
	tab.wait(`location.pathname.endsWith('/account') && document.readyState === 'complete'`)
	if said := tab.text("main"); !strings.Contains(said, "quan.tri") || !strings.Contains(said, "Quản trị") {
		t.Errorf("the account: %s", said)
	}
}

func themeIsKept(t *testing.T, p *program, tab *tab) {
	tab.prefer("light")
	ground := func() string {
		return read[string](tab, `getComputedStyle(document.querySelector('.bar')).backgroundColor`)
	}
	light := ground()
	tab.click("#theme")
	dark := ground()
	if light == dark {
		t.Errorf("the bar stays %s", light)
	}
	tab.open(p.url + "administration?tab=health")
	tab.wait(`document.documentElement.dataset.shown === 'health'`)
	if ground() != dark {
		t.Error("the desk does not have the theme")
	}
	tab.open(p.url + "account")
	if ground() != dark {
		t.Error("the account does not keep the theme")
	}
	tab.click("#theme")
	// The rail leads on, as it does everywhere.
	if places := read[[]string](tab, `[...document.querySelectorAll('#rail a')].map((a) => a.innerText)`); len(places) < 8 || !slices.Contains(places, "Quản trị") {
		t.Errorf("the rail: %v", places)
	}
	tab.click(`#rail a[href$="administration"]`)
	tab.wait(`document.documentElement.dataset.shown === 'users'`)
}

func secondFactor(t *testing.T, p *program, tab *tab) {
	tab.open(p.url + "account")
	tab.do(chromedp.SendKeys(chromedp.CSS("#on-present"), adminPassword+"\r"))
	tab.wait(`document.querySelector('main img')?.naturalWidth > 100`)
	secret := tab.text("code.long")
	code := func() string {
		text, err := totp.GenerateCode(secret, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	tab.do(chromedp.SendKeys(chromedp.CSS("#code"), code()+"\r"))
	tab.wait(`document.querySelectorAll('.codes li').length === 10`)
	spare := tab.text(".codes code")
	tab.run(`document.querySelector('.bar form').requestSubmit()`)
	tab.wait(`location.pathname.endsWith('/sign-in')`)
	tab.do(chromedp.SendKeys(chromedp.CSS("#name"), "quan.tri"), chromedp.SendKeys(chromedp.CSS("#password"), adminPassword+"\r"))
	tab.wait(`document.activeElement?.id === 'code'`)
	if session := read[int](tab, `[...document.querySelectorAll('.bar a')].filter((a) => a.href.endsWith('/account')).length`); session != 0 {
		t.Error("the password alone signs in")
	}
	tab.do(chromedp.KeyEvent(spare), chromedp.KeyEvent("\r"))
	tab.waitReady()
}

func accountsAndEvents(t *testing.T, p *program, tab *tab) {
	tab.open(p.url + "users?lang=en")
	tab.wait(`document.documentElement.dataset.shown === 'users'`)
	if address := read[string](tab, `location.href`); !strings.HasSuffix(address, "administration?tab=users&lang=en") {
		t.Errorf("/users leads to %s", address)
	}
	tab.click(`a[href^="events"]`)
	tab.wait(`location.pathname.endsWith('/events') && document.querySelectorAll('tbody tr').length > 4`)
	if said := tab.text("tbody"); !strings.Contains(said, "đăng nhập sai") || !strings.Contains(said, "bật xác thực hai lớp") {
		t.Errorf("what is written down: %s", said)
	}
	tab.do(chromedp.SendKeys(chromedp.CSS("#account"), "khong.co\r"))
	tab.wait(`new URLSearchParams(location.search).get('account') === 'khong.co' && document.querySelectorAll('tbody tr').length === 0`)
}

// accountsAccessible looks at each page light and dark, in both languages, on a
// desk and on a phone.
func accountsAccessible(t *testing.T, p *program, desk *tab) {
	stranger := openTab(t, deskWidth, deskHeight)
	for i, look := range []struct {
		scheme, lang  string
		width, height int64
	}{{"light", "vi", deskWidth, deskHeight}, {"dark", "en", deskWidth, deskHeight}, {"dark", "vi", phoneWidth, phoneHeight}, {"light", "en", phoneWidth, phoneHeight}} {
		for _, one := range []struct {
			tab  *tab
			page string
		}{{stranger, "sign-in"}, {stranger, "setup?token=x"}, {desk, "account"}, {desk, "events"}} {
			one.tab.do(chromedp.EmulateViewport(look.width, look.height))
			one.tab.prefer(look.scheme)
			separator := "?"
			if strings.Contains(one.page, "?") {
				separator = "&"
			}
			one.tab.open(p.url + one.page + separator + "lang=" + look.lang)
			one.tab.wait(`document.readyState === 'complete' && document.fonts.status === 'loaded'`)
			one.tab.fits(one.page)
			if i < 3 {
				one.tab.accessible(axe(t), one.page+" "+look.scheme+" "+look.lang)
			}
		}
	}
	stranger.forgive("404") // a link that is none
	stranger.checkClean()
	desk.do(chromedp.EmulateViewport(deskWidth, deskHeight))
}

// withoutScripts: the forms work, and there is no button that does nothing.
func withoutScripts(t *testing.T, p *program, _ *tab) {
	link := p.run("user", "add", "an.nguyen", "--role", "officer")
	token := regexp.MustCompile(`token=(\S+)`).FindStringSubmatch(link)
	tab := openTab(t, phoneWidth, phoneHeight)
	if _, err := chromedp.Call(tab.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	tab.open(p.url + "setup?token=" + token[1])
	if read[int](tab, `document.getElementById('theme').getClientRects().length`) != 0 {
		t.Error("there is a button that does nothing")
	}
	tab.do(chromedp.SendKeys(chromedp.CSS("#password"), adminPassword), chromedp.SendKeys(chromedp.CSS("#again"), adminPassword+"\r"))
	tab.wait(`!location.pathname.endsWith('/setup')`)
	tab.open(p.url + "account")
	if said := tab.text("main"); !strings.Contains(said, "an.nguyen") || !strings.Contains(said, "Chuyên viên") {
		t.Errorf("the account: %s", said)
	}
	tab.checkClean()
}
