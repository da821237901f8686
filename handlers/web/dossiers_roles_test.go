package web_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// account adds an account to the program's registry.
func (p *program) account(name, role string, more ...string) {
	p.tb.Helper()
	command := exec.CommandContext(p.tb.Context(), p.path, append([]string{"user", "add", name, "--role", role, "--password-stdin", "--db", p.db}, more...)...)
	command.Stdin = strings.NewReader(dossierPassword + "\n")
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	if err := command.Run(); err != nil {
		p.tb.Fatalf("account %s: %v\n%s", name, err, out.String())
	}
}

// signedIn is a tab in which that account has signed in, at the page of dossiers.
func (p *program) signedIn(t *testing.T, name string) *tab {
	t.Helper()
	tab := openTab(t, deskWidth, deskHeight)
	tab.open(p.url + "sign-in?next=/dossiers")
	tab.signInByKeys(name, dossierPassword, `document.querySelector('a[href="account"]')?.innerText === '`+name+`'`)
	tab.openDossiers(p, "")
	return tab
}

// act opens an action, fills it in and takes it, and waits for the state that
// follows.
func (t *tab) act(action, state string, fill func()) {
	t.tb.Helper()
	t.click(`[data-action="` + action + `"]`)
	t.wait(`document.getElementById('act').open && !!document.getElementById('act-confirm')`)
	if fill != nil {
		fill()
	}
	t.wait(`document.documentElement.dataset.preview?.startsWith('` + action + ` ') && !!document.querySelector('#act-preview .moves')`)
	t.click("#act-confirm")
	t.wait(`!document.getElementById('act').open && document.querySelector('.head-facts b')?.innerText === '` + state + `'`)
}

// TestDossierLifeByRoles: an operator files, an officer asks for what is missing
// and appraises, another person decides, the operator gets the document. Each sees
// what is theirs to see.
func TestDossierLifeByRoles(t *testing.T) {
	t.Parallel()
	p := newDossierDesk(t)
	p.run("dossier", "set", "four-eyes", "on")
	p.account("binh", "operator", "--operator", "viettel")
	p.account("chi", "operator", "--operator", "mobifone")
	p.account("an", "officer", "--territory", "62")
	p.account("giang", "approver")
	p.serve()

	operator := p.signedIn(t, "binh")
	operator.wait(`document.documentElement.dataset.inbox === 'waiting 1'`)
	operator.click("#new")
	operator.wait(`document.documentElement.dataset.filing === 'empty'`)
	if !read[bool](operator, `document.getElementById('filing-operator_code').disabled && document.getElementById('filing-operator_code').value === 'viettel'`) {
		t.Error("an operator may choose for whom it files")
	}
	operator.set("#filing-title", "Trạm Lê Lợi")
	operator.set("#position-code", "LL-01")
	operator.set("#position-coordinates", "108.0105, 14.3405")
	operator.set("#position-height_m", "42")
	operator.wait(`/^1 (not_met|undecided|met)$/.test(document.documentElement.dataset.filing)`)
	operator.click("#filing-file")
	operator.wait(`document.querySelector('.head-facts b')?.innerText === 'Đã nộp' && !!document.documentElement.dataset.dossier`)
	id := read[string](operator, `new URLSearchParams(location.search).get('id')`)
	operator.wait(`document.querySelector('.basis')?.innerText.includes('không phải kết quả thẩm định')`)
	operator.there("#dossier-foot button")
	if got := operator.text("#dossier-foot"); strings.Contains(got, "Tiếp nhận") || strings.Contains(got, "Ký") {
		t.Errorf("the operator is offered %q", got)
	}
	operator.checkClean()

	officer := p.signedIn(t, "an")
	officer.wait(`document.documentElement.dataset.inbox === 'waiting 2'`)
	officer.openDossiers(p, "?id="+id+"&tab=comments")
	officer.set("#comment-text", "Vị trí gần trường học.")
	officer.click("#comment-internal")
	officer.click("#comment-form button")
	officer.wait(`document.querySelector('.comments')?.innerText.includes('trường học')`)
	officer.act("return", "Chờ bổ sung", func() { officer.set("#act-missing", "giấy tờ đất\nphương án dùng chung") })
	officer.checkClean()

	operator.openDossiers(p, "?id="+id+"&tab=history")
	operator.wait(`document.getElementById('tab-panel').innerText.includes('giấy tờ đất')`)
	if got := operator.text("#tab-panel"); strings.Contains(got, "trường học") {
		t.Errorf("the operator reads what is internal: %s", got)
	}
	operator.click(`[data-action="amend"]`)
	operator.there("#filing-save")
	operator.set("#filing-sharing_plan", "true")
	operator.click("#filing-save")
	operator.wait(`!location.search.includes('edit') && !!document.documentElement.dataset.dossier`)
	operator.act("supplement", "Đã nộp", nil)
	operator.checkClean()

	officer.openDossiers(p, "?id="+id)
	officer.act("accept", "Đang thẩm định", nil)
	officer.act("submit", "Trình ký", func() {
		officer.click("#act-outcome-conditional")
		officer.set("#act-reason", "Bảo đảm khoảng cách và nhu cầu phủ sóng.")
		officer.set("#act-conditions", "Kiểm định trước khi phát sóng.")
	})
	if got := officer.text("#dossier-foot"); strings.Contains(got, "Ký") {
		t.Errorf("the officer is offered to sign: %q", got)
	}
	officer.checkClean()
	decidedByAnother(t, p, id)

	operator = p.signedIn(t, "binh")
	operator.openDossiers(p, "?id="+id+"&tab=papers")
	operator.wait(`document.querySelector('.head-facts b')?.innerText === 'Chấp thuận có điều kiện' && !!document.querySelector('[data-document="decision.pdf"]')`)
	if got := read[string](operator, `fetch(document.querySelector('[data-document="decision.pdf"]').href).then((r) => r.text()).then((s) => s.slice(0, 4))`); got != "%PDF" {
		t.Errorf("the decision begins with %q", got)
	}
	operator.click(`[data-read="decision"]`)
	operator.wait(`document.querySelector('.paper-sheet')?.innerText.includes('77/SKHCN') && document.querySelector('.paper-sheet').innerText.includes('Trần Giang')`)
	operator.click("#tab-findings")
	operator.wait(`document.querySelector('.basis')?.innerText.includes('đã lưu')`)
	operator.checkClean()

	other := p.signedIn(t, "chi")
	other.wait(`document.documentElement.dataset.inbox === 'waiting 0'`)
	other.open(p.url + "dossiers?id=" + id)
	other.there("#dossier-head .error")
	if got := other.text("#bench"); strings.Contains(got, "Trạm Lê Lợi") || strings.Contains(got, "LL-01") {
		t.Errorf("another operator reads %s", got)
	}
}

// decidedByAnother signs as the approver: what will be recorded and the letter stand
// side by side before.
func decidedByAnother(t *testing.T, p *program, id string) {
	t.Helper()
	approver := p.signedIn(t, "giang")
	approver.click(`[data-key="mine"]`)
	approver.wait(`document.documentElement.dataset.inbox === 'waiting 1'`)
	approver.click(`tr[data-id="` + id + `"] a`)
	approver.wait(`!!document.documentElement.dataset.dossier`)
	approver.act("sign", "Chấp thuận có điều kiện", func() {
		approver.set("#act-number", "77/SKHCN")
		approver.set("#act-signer", "Trần Giang")
		approver.wait(`document.getElementById('act-paper').innerText.includes('77/SKHCN') && document.getElementById('act-preview').innerText.includes('77/SKHCN')`)
		approver.says("#act-preview", "Trình ký → Chấp thuận có điều kiện", "LL-01", "đã chấp thuận", "Trần Giang")
		approver.says("#act-paper", "Kiểm định trước khi phát sóng.", "Trần Giang")
	})
	approver.checkClean()
	out := p.run("dossier", "show", id, "--json")
	if !strings.Contains(out, "77/SKHCN") {
		t.Errorf("on record is %s", out)
	}
}
