package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const adminPassword = "cầu Đăk Bla 1996"

// person opens the one-time link, sets the password and signs in, as whoever was
// sent the link does.
func (t *tab) person(p *program, name, link string) {
	t.tb.Helper()
	token := regexp.MustCompile(`token=(\S+)`).FindStringSubmatch(link)
	if token == nil {
		t.tb.Fatalf("no link in %q", link)
	}
	t.open(p.url + "setup?token=" + token[1])
	t.do(chromedp.SendKeys(chromedp.CSS("#password"), adminPassword), chromedp.SendKeys(chromedp.CSS("#again"), adminPassword))
	t.run(`document.querySelector('main form').requestSubmit()`)
	t.wait(`!location.pathname.endsWith('/setup') || document.querySelector('.problem')`)
	t.open(p.url + "sign-in")
	t.do(chromedp.SendKeys(chromedp.CSS("#name"), name), chromedp.SendKeys(chromedp.CSS("#password"), adminPassword))
	t.run(`document.querySelector('main form').requestSubmit()`)
	t.wait(`!location.pathname.endsWith('/sign-in') && document.readyState === 'complete'`)
}

// admin opens a tab of the administration.
func (t *tab) admin(p *program, query string) {
	t.tb.Helper()
	t.open(p.url + "administration?" + query)
	name := regexp.MustCompile(`tab=(\w+)`).FindStringSubmatch(query)[1]
	t.wait(`document.documentElement.dataset.shown === '` + name + `'`)
}

// answered is what the service answers to whoever signed in with the tab.
func answered[T any](t *tab, path, member string) T {
	t.tb.Helper()
	return read[T](t, fmt.Sprintf(`fetch(%q).then((r) => r.json()).then((answer) => answer%s)`, "api/v1/"+path, member))
}

// provinceRules is the decision of Bắc Ninh as if the demonstration's province had
// issued it.
func provinceRules(t *testing.T, p *program) {
	t.Helper()
	text := p.run("rules", "show", "bac-ninh-72-2025")
	text = strings.NewReplacer("code: bac-ninh-72-2025", "code: kon-tum-1", `jurisdiction: "24"`, `jurisdiction: "62"`).Replace(text)
	path := filepath.Join(t.TempDir(), "rules.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p.run("rules", "add", path)
}

// dossierFiled files a dossier of one mast for so many operators and accepts it; it
// gives its number.
func dossierFiled(t *testing.T, p *program, code, longitude, hosts string) string {
	t.Helper()
	sheet := filepath.Join(t.TempDir(), "vi-tri.csv")
	content := "Mã vị trí,Tên vị trí,Kinh độ,Vĩ độ,Chiều cao cột (m),Công nghệ,Số doanh nghiệp cột mang được\n" +
		code + ",Quyết Thắng," + longitude + ",14.35,30,4G," + hosts + "\n"
	if err := os.WriteFile(sheet, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`HS-\d{4}-\d{5}`).FindString(p.run("dossier", "file", sheet, "--operator", "viettel", "--title", "Thỏa thuận vị trí"))
	if number == "" {
		t.Fatal("no number was given")
	}
	p.run("dossier", "act", number, "accept")
	return number
}

// TestAdministration is an administrator's day: each part by the page alone, over
// one program, and what others see of it.
func TestAdministration(t *testing.T) {
	p := newProgram(t)
	provinceRules(t, p)
	dossier := dossierFiled(t, p, "KTM9001", "108.0", "1")
	// A proposal keeps the appraisal that it rests on.
	p.run("dossier", "act", dossier, "submit", "--data", `{"proposal":{"outcome":"approved","reason":"Đủ điều kiện."}}`)
	link := p.run("user", "add", "quan.tri", "--role", "administrator", "--title", "Trần Thị Quản")
	p.serve()
	desk := openTab(t, deskWidth, deskHeight)
	desk.person(p, "quan.tri", link)
	for _, part := range []struct {
		name string
		do   func(*testing.T, *program, *tab)
	}{
		{"a person is invited and signs in", inviteAndSignIn},
		{"a rule set is copied, edited, tried and kept", func(t *testing.T, p *program, tab *tab) { editRules(t, p, tab, dossier) }},
		{"a holiday moves a due date", func(t *testing.T, p *program, tab *tab) { addHoliday(t, p, tab, dossier) }},
		{"settings are checked, kept and told of", changeSettings},
		{"budgets are typed over", changeBudgets},
		{"a check runs and is told of in health", runCheck},
		{"by keyboard, in English, on paper", byKeyboard},
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

func inviteAndSignIn(t *testing.T, p *program, tab *tab) {
	tab.admin(p, "tab=users")
	tab.do(chromedp.Click(chromedp.CSS("#invite")))
	tab.wait(`document.querySelector('dialog[open] #invite-name')`)
	tab.do(chromedp.SendKeys(chromedp.CSS("#invite-name"), "X!"))
	tab.run(`document.querySelector('dialog[open] form').requestSubmit()`)
	tab.wait(`document.querySelector('#invite-name').getAttribute('aria-invalid') === 'true'`)
	tab.forgive(`400`)
	tab.run(`document.querySelector('#invite-name').value = ''`)
	tab.do(chromedp.SendKeys(chromedp.CSS("#invite-name"), "an.nguyen"))
	tab.run(`document.querySelector('dialog[open] form').requestSubmit()`)
	tab.wait(`document.querySelector('#invitation-link')?.value.includes('token=')`)
	link := read[string](tab, `document.querySelector('#invitation-link').value`)
	tab.run(`document.querySelector('dialog[open] .edit-buttons button:last-child').click()`)
	tab.wait(`document.querySelector('[data-user="an.nguyen"]')?.innerText.includes('chờ đặt mật khẩu')`)

	officer := openTab(t, phoneWidth, phoneHeight)
	officer.person(p, "an.nguyen", link)
	officer.openReady(p.url)
	if rail := officer.text("#rail"); strings.Contains(rail, "Quản trị") {
		t.Errorf("an officer is led to the administration: %s", rail)
	}
	officer.checkClean()
	for _, path := range []string{"administration", "api/v1/users", "api/v1/tokens", "api/v1/health"} {
		if status := read[int](officer, fmt.Sprintf(`fetch(%q).then((r) => r.status)`, path)); status != 403 {
			t.Errorf("an officer is answered %d at %s", status, path)
		}
	}
	officer.open(p.url + "administration")
	if said := officer.text("main"); !strings.Contains(said, "không có quyền") {
		t.Errorf("an officer is shown: %s", said)
	}
	officer.forgive("403")
	officer.open(p.url + "public") // from which the service can be asked again
	tab.run(`[...document.querySelectorAll('[data-user="an.nguyen"] button')].find((b) => b.innerText === 'Khóa').click()`)
	tab.wait(`document.querySelector('#confirm')`)
	tab.do(chromedp.Click(chromedp.CSS("#confirm")))
	tab.wait(`document.querySelector('[data-user="an.nguyen"]')?.innerText.includes('đã khóa')`)
	if status := read[int](officer, `fetch('api/v1/settings').then((r) => r.status)`); status != 401 {
		t.Errorf("a locked account is answered %d", status)
	}
}

func editRules(t *testing.T, p *program, tab *tab, dossier string) {
	tab.admin(p, "tab=rules")
	tab.run(`[...document.querySelectorAll('.admin-table a')].find((a) => a.closest('tr').innerText.includes('kon-tum-1')).click()`)
	tab.wait(`document.querySelector('[data-clause="15.5a-urban"]')?.innerText.includes('≥ 120 m')`)
	tab.do(chromedp.Click(chromedp.CSS("#edit-copy")))
	tab.wait(`document.documentElement.dataset.linted === '0' && document.querySelector('[data-clause="15.2"] input')`)
	// A fault is told at its line, and nothing can be kept.
	tab.run(`(() => { const a = document.querySelector('.editor-text'); a.value = a.value.replace('kind: at_least', 'kind: dream'); a.dispatchEvent(new Event('input')); })()`)
	tab.wait(`document.documentElement.dataset.linted > 0 && document.querySelector('.editor-lines .bad') && document.querySelector('#rules-save').disabled`)
	line := read[int](tab, `+document.querySelector('.editor-lines .bad').innerText`)
	if got := read[string](tab, fmt.Sprintf(`document.querySelector('.editor-text').value.split('\n')[%d]`, line-1)); !strings.Contains(got, `id: "15.2"`) {
		t.Errorf("the fault is marked at line %d: %q", line, got)
	}
	tab.run(`(() => { const a = document.querySelector('.editor-text'); a.value = a.value.replace('kind: dream', 'kind: at_least'); a.dispatchEvent(new Event('input')); })()`)
	tab.wait(`document.documentElement.dataset.linted === '0'`)
	// One operator suffices from now on.
	tab.run(`(() => { const i = document.querySelector('[data-clause="15.2"] input'); i.value = '1'; i.dispatchEvent(new Event('change')); })()`)
	tab.wait(`document.documentElement.dataset.linted === '0' && document.querySelector('.rules-differences table')?.innerText.includes('≥ 1')`)
	tab.do(chromedp.Click(chromedp.CSS("#rules-try")))
	tab.wait(`document.documentElement.dataset.tried !== undefined`)
	result := tab.text(".rules-trial")
	for _, want := range []string{dossier, "KTM9001", "Số doanh nghiệp cột mang được: không đạt → đạt", "2 → 1", "1 hồ sơ, trong đó 1 từ căn cứ đã lưu"} {
		if !strings.Contains(result, want) {
			t.Errorf("the trial does not tell %q: %s", want, result)
		}
	}
	if job := read[string](tab, `new URLSearchParams(location.search).get('job')`); job == "" {
		t.Error("the trial is not in the address")
	}
	tab.do(chromedp.Click(chromedp.CSS("#rules-save")))
	tab.wait(`document.querySelector('dialog[open] #version-save')`)
	tab.run(`(() => { const d = document.querySelector('dialog[open] input[type=date]'); d.value = '2031-01-01'; document.querySelector('dialog[open] form').requestSubmit(); })()`)
	tab.wait(`new URLSearchParams(location.search).get('set') === 'kon-tum-1-v2' && document.querySelector('[data-clause="15.2"]')?.innerText.includes('≥ 1')`)
	if to := answered[string](tab, "rules/kon-tum-1", ".valid_to"); to != "2031-01-01" {
		t.Errorf("the earlier version ends on %q", to)
	}
	if from := answered[string](tab, "rules/kon-tum-1-v2", ".valid_from"); from != "2031-01-01" {
		t.Errorf("the new version begins on %q", from)
	}
}

// dueOf is the day by which the dossier is due, as the service says.
func dueOf(tab *tab, dossier string) string {
	return answered[string](tab, "applications/"+dossier+"/dossier", `.clock.due`)
}

func addHoliday(t *testing.T, p *program, tab *tab, dossier string) {
	due := dueOf(tab, dossier)
	// The first working day from now on that is before the due day.
	day, err := time.Parse(time.DateOnly, due)
	if err != nil {
		t.Fatalf("due on %q: %v", due, err)
	}
	tab.admin(p, fmt.Sprintf("tab=holidays&year=%d", day.Year()))
	tab.wait(`document.querySelector('#off-day')`)
	before := read[int](tab, `document.querySelectorAll('[data-days="off"] li').length`)
	// A Sunday is no day off of its own, which is said.
	sunday := day.AddDate(0, 0, -int(day.Weekday()))
	if sunday.Year() == day.Year() {
		tab.enterDay(sunday.Format(time.DateOnly), "thử")
		tab.wait(`document.querySelector('.admin-holidays [role="alert"]:not([hidden])')?.innerText.includes('Chủ nhật')`)
		tab.forgive("400")
		tab.admin(p, fmt.Sprintf("tab=holidays&year=%d", day.Year()))
	}
	tab.enterDay(due, "Ngày truyền thống của tỉnh")
	tab.wait(fmt.Sprintf(`document.querySelectorAll('[data-days="off"] li').length === %d`, before+1))
	// What was promised to the applicant stands; who files from now on is given
	// the day that the calendar now gives.
	if now := dueOf(tab, dossier); now != due {
		t.Errorf("a promised day moved from %s to %s", due, now)
	}
	if later := dueOf(tab, dossierFiled(t, p, "KTM9002", "108.02", "2")); later <= due {
		t.Errorf("due on %s before, and on %s for a dossier filed after that became a day off", due, later)
	}
	if list := tab.text(`[data-days="off"]`); !strings.Contains(list, "Ngày truyền thống của tỉnh") || !strings.Contains(list, day.Format("02/01/2006")) {
		t.Errorf("the day is not listed: %s", list)
	}
}

// enterDay adds a day off by the form.
func (t *tab) enterDay(day, name string) {
	t.tb.Helper()
	t.run(fmt.Sprintf(`(() => { document.querySelector('#off-day').value = %q; })()`, day))
	t.do(chromedp.SendKeys(chromedp.CSS("#off-name"), name), chromedp.Click(chromedp.CSS("#off-add")))
}

func changeSettings(t *testing.T, p *program, tab *tab) {
	tab.admin(p, "tab=settings")
	put := func(setting, value string) {
		tab.run(fmt.Sprintf(`(() => { const s = document.querySelector('[data-setting=%q]'); s.querySelector('input').value = %q; s.querySelector('form').requestSubmit(); })()`, setting, value))
	}
	put("territory", "62, 999")
	tab.wait(`document.querySelector('[data-setting="territory"] [role="alert"]:not([hidden])')?.innerText.includes('999')`)
	tab.forgive("400")
	put("title", "Sổ của Kon Tum")
	tab.wait(`document.querySelector('[data-setting="title"] .admin-last')?.innerText.includes('administrator:quan.tri')`)
	tab.run(`document.querySelector('[data-setting="title"] .admin-last button').click()`)
	tab.wait(`document.querySelector('dialog[open] .history')?.innerText.includes('Sổ của Kon Tum')`)
	if history := tab.text("dialog[open] .history"); !strings.Contains(history, "Kon Tum 31/12/2020") {
		t.Errorf("the history does not tell what stood there: %s", history)
	}
	tab.run(`document.querySelector('dialog[open]').close()`)
	// Somebody else changed it meanwhile: nothing is overwritten.
	tab.run(`window.stale = fetch('api/v1/settings/title', {method: 'PUT', headers: {'Content-Type': 'application/json', 'If-Match': '"x"'}, body: '{"value":"y"}'}).then((r) => r.status)`)
	if status := read[int](tab, `window.stale`); status != 412 {
		t.Errorf("a change of what was changed meanwhile is answered %d", status)
	}
	tab.forgive("412")
	tab.run(`[...document.querySelectorAll('[data-setting="open_fields"] label')].find((l) => l.innerText.includes('Chủ đất')).querySelector('input').click()`)
	tab.wait(`document.querySelector('[data-setting="open_fields"] .admin-last')?.innerText.includes('bản của tỉnh')`)
	open := answered[[]string](tab, "open-data", `.kinds.find((k) => k.kind === 'sites').fields.map((f) => f.name).filter((n) => ['land_owner', 'contact'].includes(n))`)
	if len(open) != 1 || open[0] != "land_owner" {
		t.Errorf("everybody sees %v", open)
	}
	// What is public can be closed, several fields at a time; what cannot says why.
	const closed = `document.querySelector('[data-setting="closed_fields"]')`
	if why := read[string](tab, closed+`.innerText`); !strings.Contains(why, "Vị trí, cột BTS đóng 0 / ") {
		t.Errorf("fields to close: %s", why)
	}
	tab.run(`[...` + closed + `.querySelectorAll('summary')].find((s) => s.innerText.startsWith('Vị trí, cột BTS')).click()`)
	tab.wait(closed + `.querySelector('details[open]')?.innerText.includes('Luôn công khai, vì bản ghi được nhận ra')`)
	tab.run(`['sites.height_m', 'sites.address'].forEach((n) => ` + closed + `.querySelector('input[name="' + n + '"]').click())`)
	tab.run(closed + `.querySelector('button[type="submit"]').click()`)
	tab.wait(closed + `?.querySelector('.admin-last')?.innerText.includes('bản của tỉnh') && ` + closed + `.innerText.includes('đóng 2 / ')`)
	if still := answered[[]string](tab, "open-data", `.kinds.find((k) => k.kind === 'sites').fields.map((f) => f.name).filter((n) => ['height_m', 'address', 'structure'].includes(n))`); len(still) != 1 {
		t.Errorf("everybody still sees %v", still)
	}
}

func changeBudgets(t *testing.T, p *program, tab *tab) {
	tab.admin(p, "tab=budgets")
	tab.run(`(() => { const i = [...document.querySelectorAll('.cell-input')].find((x) => x.getAttribute('aria-label').startsWith('Tổn hao cơ thể') && x.getAttribute('aria-label').endsWith('4G')); i.value = '2,5'; i.dispatchEvent(new Event('change')); })()`)
	tab.do(chromedp.Click(chromedp.CSS("#setting-save")))
	tab.wait(`document.querySelector('.admin-last')?.innerText.includes('bản của tỉnh')`)
	if loss := answered[float64](tab, "settings/coverage_budgets", `.in_force.technologies.find((t) => t.name === '4G').body_loss_db`); loss != 2.5 {
		t.Errorf("the loss is %v", loss)
	}
	for _, name := range []string{"norms", "templates", "tokens"} {
		tab.admin(p, "tab="+name)
		if rows := read[int](tab, `document.querySelectorAll('#admin-pane tbody tr, #admin-pane .admin-empty').length`); rows == 0 {
			t.Errorf("%s shows nothing", name)
		}
	}
}

func runCheck(t *testing.T, p *program, tab *tab) {
	tab.admin(p, "tab=health")
	if said := tab.text(".health"); !strings.Contains(said, "chưa kiểm tra") || !strings.Contains(said, "chưa có bản sao lưu") {
		t.Errorf("before any check: %s", said)
	}
	tab.admin(p, "tab=jobs")
	for _, kind := range []string{"check", "backup"} {
		tab.do(chromedp.Click(chromedp.CSS(`[data-start="` + kind + `"]`)))
		tab.wait(`document.querySelector('[data-result="done"]') && document.documentElement.dataset.shown === 'jobs'`)
		tab.admin(p, "tab=jobs")
	}
	tab.admin(p, "tab=health")
	if said := tab.text(".health"); !strings.Contains(said, "nguyên vẹn") || !strings.Contains(said, "demo-20") {
		t.Errorf("after check and backup: %s", said)
	}
	if copies, err := filepath.Glob(p.db + ".backups/*.gpkg"); err != nil || len(copies) != 1 {
		t.Errorf("copies: %v %v", copies, err)
	}
}

func byKeyboard(t *testing.T, p *program, tab *tab) {
	tab.admin(p, "tab=rules&lang=en")
	if heading := tab.text("#admin-pane h2"); heading != "Rule sets" {
		t.Errorf("in English the heading is %q", heading)
	}
	tab.do(chromedp.KeyEvent("j"), chromedp.KeyEvent("j"))
	name := read[string](tab, `document.activeElement.innerText`)
	tab.do(chromedp.KeyEvent("\r"))
	tab.wait(`new URLSearchParams(location.search).get('set') && document.querySelector('[data-clause]')`)
	if heading := tab.text("#admin-pane h2"); heading != name {
		t.Errorf("Enter on %q opened %q", name, heading)
	}
	tab.do(chromedp.KeyEvent("\u001b"))
	tab.wait(`!new URLSearchParams(location.search).get('set') && document.querySelectorAll('[data-row]').length > 2`)
	tab.run(`history.back()`)
	tab.wait(`new URLSearchParams(location.search).get('set') && document.querySelector('[data-clause]')`)
	address := read[string](tab, `location.href`)
	tab.open(address)
	tab.wait(`document.querySelector('[data-clause]')`)
	if again := tab.text("#admin-pane h2"); again != name {
		t.Errorf("the link shows %q", again)
	}
	if pages := tab.printed(); !pages.say("What it asks") {
		t.Errorf("on paper: %.400s", pages)
	}
}

// TestAdministrationAccessibility checks the tabs that differ in what they are made
// of.
func TestAdministrationAccessibility(t *testing.T) {
	p := newProgram(t)
	p.run("coverage", "compute", "--operator", "viettel", "--technology", "2G")
	p.serve()
	tab := openTab(t, deskWidth, deskHeight)
	// What the public is told once coverage has been computed.
	tab.open(p.url + "public?at=107.85,14.6")
	tab.wait(`document.documentElement.dataset.answered && document.documentElement.dataset.map === 'ready'`)
	network := `document.querySelector('[data-operator="viettel"] td')?.innerText ?? ''`
	usable := answered[bool](tab, "coverage/at?lon=107.85&lat=14.6", `.networks.find((n) => n.operator === 'viettel' && n.technology === '2G').usable`)
	if said := tab.text(`[data-answer="signal"]`); !strings.Contains(said, "vùng phủ đã tính") || !strings.Contains(said, "không phải kết quả đo") ||
		strings.Contains(read[string](tab, network), "✓") != usable {
		t.Errorf("usable is %v, the page says: %s", usable, said)
	}
	for i, query := range []string{
		"tab=rules", "tab=rules&set=bac-ninh-72-2025&edit=copy", "tab=rules&set=bac-ninh-72-2025&with=hai-duong-26-2018&lang=en",
		"tab=budgets", "tab=holidays", "tab=settings", "tab=health&lang=en", "tab=templates", "tab=norms", "tab=jobs", "tab=users",
	} {
		tab.prefer([]string{"light", "dark"}[i%2])
		tab.admin(p, query)
		if strings.Contains(query, "edit=") {
			tab.wait(`document.documentElement.dataset.linted === '0'`)
		}
		tab.accessible(axe(t), query)
	}
	tab.checkClean()
}
