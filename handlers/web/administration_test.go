package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
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
	t.leads(func() { t.passwordTwice(adminPassword, adminPassword) }, `!location.pathname.endsWith('/setup')`)
	t.open(p.url + "sign-in")
	t.signInByKeys(name, adminPassword, `!location.pathname.endsWith('/sign-in')`)
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
	t.Parallel()
	p := newProgram(t)
	provinceRules(t, p)
	dossier := dossierFiled(t, p, "KTM9001", "108.0", "1")
	// A proposal keeps the appraisal that it rests on.
	p.run("dossier", "act", dossier, "submit", "--data", `{"proposal":{"outcome":"approved","reason":"Đủ điều kiện."}}`)
	link := p.run("user", "add", "quan.tri", "--role", "administrator", "--title", "Trần Thị Quản")
	p.serve()
	desk := openTab(t, deskWidth, deskHeight)
	desk.person(p, "quan.tri", link)
	parts := newParts(t, desk)
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
		parts.run(part.name, func(t *testing.T) {
			part.do(t, p, desk)
			desk.checkClean()
		})
	}
}

func inviteAndSignIn(t *testing.T, p *program, tab *tab) {
	tab.admin(p, "tab=users")
	tab.clickAt("#invite")
	tab.typeAt("dialog[open] #invite-name", "X!")
	tab.run(`document.querySelector('dialog[open] form').requestSubmit()`)
	tab.wait(`document.querySelector('#invite-name').getAttribute('aria-invalid') === 'true'`)
	tab.forgive(`400`)
	tab.run(`document.querySelector('#invite-name').value = ''`)
	tab.typeAt("#invite-name", "an.nguyen")
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
	officer.says("main", "không có quyền")
	officer.forgive("403")
	officer.open(p.url + "public") // from which the service can be asked again
	tab.run(`[...document.querySelectorAll('[data-user="an.nguyen"] button')].find((b) => b.innerText === 'Khóa').click()`)
	tab.clickAt("#confirm")
	tab.wait(`document.querySelector('[data-user="an.nguyen"]')?.innerText.includes('đã khóa')`)
	if status := read[int](officer, `fetch('api/v1/settings').then((r) => r.status)`); status != 401 {
		t.Errorf("a locked account is answered %d", status)
	}
}

func editRules(t *testing.T, p *program, tab *tab, dossier string) {
	tab.admin(p, "tab=rules")
	const set = `[...document.querySelectorAll('.admin-table a')].find((a) => a.closest('tr').innerText.includes('kon-tum-1'))`
	tab.wait(set)
	tab.run(set + `.click()`)
	tab.wait(`document.querySelector('[data-clause="15.5a-urban"]')?.innerText.includes('≥ 120 m')`)
	tab.clickAt("#edit-copy")
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
	tab.clickAt("#rules-try")
	tab.wait(`document.documentElement.dataset.tried !== undefined`)
	tab.says(".rules-trial", dossier, "KTM9001", "Số doanh nghiệp cột mang được: không đạt → đạt", "2 → 1", "1 hồ sơ, trong đó 1 từ căn cứ đã lưu")
	if job := read[string](tab, `new URLSearchParams(location.search).get('job')`); job == "" {
		t.Error("the trial is not in the address")
	}
	tab.clickAt("#rules-save")
	tab.there("dialog[open] #version-save")
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
	const daysOff = `document.querySelectorAll('[data-days="off"] li').length`
	before := read[int](tab, daysOff)
	// A Sunday is no day off of its own, which is said.
	sunday := day.AddDate(0, 0, -int(day.Weekday()))
	if sunday.Year() == day.Year() {
		tab.enterDay(sunday.Format(time.DateOnly), "thử")
		tab.wait(`document.querySelector('.admin-holidays [role="alert"]:not([hidden])')?.innerText.includes('Chủ nhật')`)
		tab.forgive("400")
		tab.admin(p, fmt.Sprintf("tab=holidays&year=%d", day.Year()))
	}
	tab.enterDay(due, "Ngày truyền thống của tỉnh")
	becomes(tab, daysOff, before+1)
	// What was promised to the applicant stands; who files from now on is given
	// the day that the calendar now gives.
	if now := dueOf(tab, dossier); now != due {
		t.Errorf("a promised day moved from %s to %s", due, now)
	}
	if later := dueOf(tab, dossierFiled(t, p, "KTM9002", "108.02", "2")); later <= due {
		t.Errorf("due on %s before, and on %s for a dossier filed after that became a day off", due, later)
	}
	tab.says(`[data-days="off"]`, "Ngày truyền thống của tỉnh", day.Format("02/01/2006"))
}

// enterDay adds a day off by the form.
func (t *tab) enterDay(day, name string) {
	t.tb.Helper()
	t.set("#off-day", day)
	t.typeAt("#off-name", name)
	t.clickAt("#off-add")
}

func changeSettings(t *testing.T, p *program, tab *tab) {
	tab.admin(p, "tab=settings")
	put := func(setting, value string) {
		tab.there(fmt.Sprintf(`[data-setting=%q] input`, setting))
		tab.run(fmt.Sprintf(`(() => { const s = document.querySelector('[data-setting=%q]'); s.querySelector('input').value = %q; s.querySelector('form').requestSubmit(); })()`, setting, value))
	}
	put("territory", "62, 999")
	tab.wait(`document.querySelector('[data-setting="territory"] [role="alert"]:not([hidden])')?.innerText.includes('999')`)
	tab.forgive("400")
	put("title", "Sổ của Kon Tum")
	tab.wait(`document.querySelector('[data-setting="title"] .admin-last')?.innerText.includes('quan.tri đổi lúc')`)
	tab.run(`document.querySelector('[data-setting="title"] .admin-last button').click()`)
	tab.wait(`document.querySelector('dialog[open] .history')?.innerText.includes('Sổ của Kon Tum')`)
	tab.says("dialog[open] .history", "Kon Tum 31/12/2020")
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
	tab.says(`[data-setting="closed_fields"]`, "Vị trí, cột BTS đóng 0 / ")
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
	const loss4G = `.cell-input[aria-label^="Tổn hao cơ thể"][aria-label$="4G"]`
	tab.set(loss4G, "2,5")
	tab.clickAt("#setting-save")
	tab.wait(`document.querySelector('.admin-last')?.innerText.includes('bản của tỉnh')`)
	if loss := answered[float64](tab, "settings/coverage_budgets", `.in_force.technologies.find((t) => t.name === '4G').body_loss_db`); loss != 2.5 {
		t.Errorf("the loss is %v", loss)
	}
	for _, name := range []string{"norms", "templates", "tokens"} {
		tab.admin(p, "tab="+name)
		tab.there(`#admin-pane tbody tr, #admin-pane .admin-empty`)
	}
}

func runCheck(t *testing.T, p *program, tab *tab) {
	tab.admin(p, "tab=health")
	tab.says(".health", "chưa kiểm tra", "chưa có bản sao lưu") // before any check
	tab.admin(p, "tab=jobs")
	for _, kind := range []string{"check", "backup"} {
		tab.clickAt(`[data-start="` + kind + `"]`)
		tab.wait(`document.querySelector('[data-result="done"]') && document.documentElement.dataset.shown === 'jobs'`)
		tab.admin(p, "tab=jobs")
	}
	tab.admin(p, "tab=health")
	tab.says(".health", "nguyên vẹn", "demo-20")
	if copies, err := filepath.Glob(p.db + ".backups/*.gpkg"); err != nil || len(copies) != 1 {
		t.Errorf("copies: %v %v", copies, err)
	}
}

func byKeyboard(t *testing.T, p *program, tab *tab) {
	tab.admin(p, "tab=rules&lang=en")
	const adminHeading = `document.querySelector('#admin-pane h2')?.innerText`
	becomes(tab, adminHeading, "Rule sets")
	tab.wait(`document.querySelectorAll('[data-row]').length > 2`)
	tab.keys("j")
	tab.keysAt("[data-row]", "j")
	tab.wait(`document.querySelectorAll('[data-row]')[1] === document.activeElement`)
	name := read[string](tab, `document.activeElement.innerText`)
	tab.keysAt("[data-row]", "\r")
	tab.wait(`new URLSearchParams(location.search).get('set') && document.querySelector('[data-clause]')`)
	becomes(tab, adminHeading, name)
	tab.keys("\u001b")
	tab.wait(`!new URLSearchParams(location.search).get('set') && document.querySelectorAll('[data-row]').length > 2`)
	tab.run(`history.back()`)
	tab.wait(`new URLSearchParams(location.search).get('set') && document.querySelector('[data-clause]')`)
	address := read[string](tab, `location.href`)
	tab.open(address)
	tab.wait(`document.querySelector('[data-clause]')`)
	becomes(tab, adminHeading, name)
	if pages := tab.printed(); !pages.say("What it asks") {
		t.Errorf("on paper: %.400s", pages)
	}
}

// TestAdministrationAccessibility checks the tabs that differ in what they are made
// of.
func TestAdministrationAccessibility(t *testing.T) {
	t.Parallel()
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
