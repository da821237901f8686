package web_test

import (
	"fmt"
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
	t.Parallel()
	p := newProgram(t)
	link := p.run("user", "add", "quan.tri", "--role", "administrator", "--title", "Trần Thị Quản")
	p.serve()
	desk := openTab(t, deskWidth, deskHeight)
	parts := newParts(t, desk)
	run := func(name string, do func(*testing.T, *program, *tab), needs ...string) {
		parts.run(name, func(t *testing.T) {
			do(t, p, desk)
			desk.checkClean()
		}, needs...)
	}
	const password, signIn, factor = "a password is set by the link", "a wrong password is told, by keyboard", "the second factor"
	run(password, func(t *testing.T, p *program, tab *tab) { setPassword(t, p, tab, link) })
	run(signIn, wrongPassword, password)
	run("the theme is the desk's", themeIsKept, signIn)
	run(factor, secondFactor, signIn)
	run("accounts and sign-ins", accountsAndEvents, factor)
	run("accessible in every look", accountsAccessible, factor)
	parts.run("without scripts", func(t *testing.T) { withoutScripts(t, p) })
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
	tab.leads(func() { tab.passwordTwice(adminPassword, adminPassword+"x") }, `document.querySelector('[role="alert"]')?.innerText.includes('khác nhau')`)
	tab.forgive("400")
	tab.leads(func() { tab.passwordTwice(adminPassword, adminPassword) }, `location.pathname === new URL('.', location.href).pathname`)
	tab.waitReady()
}

// passwordTwice types a new password and the same again, and sends them by Enter.
func (t *tab) passwordTwice(first, again string) {
	t.tb.Helper()
	t.typeAt("#password", first)
	t.typeAt("#again", again)
	t.keysAt("#again", "\r")
}

// signOut leaves the account by the button of its page.
func (t *tab) signOut() {
	t.tb.Helper()
	t.leads(func() { t.run(`document.querySelector('.bar form').requestSubmit()`) }, `location.pathname.endsWith('/sign-in')`)
}

// signInByKeys types name and password where the page itself has set the focus.
func (t *tab) signInByKeys(name, password, there string) {
	t.tb.Helper()
	t.leads(func() {
		t.keysAt("#name", name, "\t")
		t.keysAt("#password", password)
		t.wait(fmt.Sprintf(`document.getElementById('name').value === %s && document.getElementById('password').value === %s`, quoted(name), quoted(password)))
		t.keysAt("#password", "\r")
	}, there)
}

func wrongPassword(t *testing.T, p *program, tab *tab) {
	tab.open(p.url + "account")
	tab.signOut()
	tab.signInByKeys("quan.tri", "không phải thế", `document.querySelector('[role="alert"]')`)
	tab.forgive("401")
	if name := read[string](tab, `document.getElementById('name').value`); name != "quan.tri" {
		t.Errorf("the name that was typed is %q", name)
	}
	tab.open(p.url + "sign-in?next=%2Faccount&lang=en")
	if heading := tab.text("h1"); heading != "Sign in" {
		t.Errorf("in English the heading is %q", heading)
	}
	tab.signInByKeys("quan.tri", adminPassword, `location.pathname.endsWith('/account')`)
	tab.says("main", "quan.tri", "Quản trị")
}

func themeIsKept(t *testing.T, p *program, tab *tab) {
	tab.prefer("light")
	ground := func() string {
		return read[string](tab, `getComputedStyle(document.querySelector('.bar')).backgroundColor`)
	}
	tab.open(p.url + "account")
	light := ground()
	tab.click("#theme")
	tab.wait(`document.documentElement.dataset.theme === 'dark'`)
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
	tab.leads(func() { tab.click(`#rail a[href$="administration"]`) }, `document.documentElement.dataset.shown === 'users'`)
}

func secondFactor(t *testing.T, p *program, tab *tab) {
	tab.open(p.url + "account")
	tab.leads(func() {
		tab.typeAt("#on-present", adminPassword)
		tab.keysAt("#on-present", "\r")
	}, `document.querySelector('main img')?.naturalWidth > 100`)
	secret := tab.text("code.long")
	tab.leads(func() {
		code, err := totp.GenerateCode(secret, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		tab.typeAt("#code", code)
		tab.keysAt("#code", "\r")
	}, `document.querySelectorAll('.codes li').length === 10`)
	spare := tab.text(".codes code")
	tab.signOut()
	tab.signInByKeys("quan.tri", adminPassword, `document.activeElement?.id === 'code'`)
	if session := read[int](tab, `[...document.querySelectorAll('.bar a')].filter((a) => a.href.endsWith('/account')).length`); session != 0 {
		t.Error("the password alone signs in")
	}
	tab.leads(func() {
		tab.keysAt("#code", spare)
		tab.wait(`document.getElementById('code').value === ` + quoted(spare))
		tab.keysAt("#code", "\r")
	}, `!document.getElementById('code')`)
	tab.waitReady()
}

func accountsAndEvents(t *testing.T, p *program, tab *tab) {
	tab.open(p.url + "users?lang=en")
	tab.wait(`document.documentElement.dataset.shown === 'users'`)
	if address := read[string](tab, `location.href`); !strings.HasSuffix(address, "administration?tab=users&lang=en") {
		t.Errorf("/users leads to %s", address)
	}
	tab.leads(func() { tab.click(`a[href^="events"]`) }, `location.pathname.endsWith('/events') && document.querySelectorAll('tbody tr').length > 4`)
	tab.says("tbody", "đăng nhập sai", "bật xác thực hai lớp")
	tab.leads(func() {
		tab.typeAt("#account", "khong.co")
		tab.keysAt("#account", "\r")
	}, `new URLSearchParams(location.search).get('account') === 'khong.co' && document.querySelectorAll('tbody tr').length === 0`)
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
			one.tab.wait(`document.fonts.status === 'loaded'`)
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
func withoutScripts(t *testing.T, p *program) {
	link := p.run("user", "add", "an.nguyen", "--role", "officer")
	token := regexp.MustCompile(`token=(\S+)`).FindStringSubmatch(link)
	tab := openTab(t, phoneWidth, phoneHeight)
	tab.spoiled = true
	call(tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	tab.open(p.url + "setup?token=" + token[1])
	if read[int](tab, `document.getElementById('theme').getClientRects().length`) != 0 {
		t.Error("there is a button that does nothing")
	}
	tab.leads(func() { tab.passwordTwice(adminPassword, adminPassword) }, `!location.pathname.endsWith('/setup')`)
	tab.open(p.url + "account")
	if said := tab.text("main"); !strings.Contains(said, "an.nguyen") || !strings.Contains(said, "Chuyên viên") {
		t.Errorf("the account: %s", said)
	}
	tab.checkClean()
}
