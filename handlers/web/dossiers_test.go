package web_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hatang/registry/appraisal"
	"hatang/registry/dossiers"
)

const (
	dossierPassword = "đúng ngựa pin kẹp"
	exactSites      = "code,name,operator_code,commune_code,state,structure,support_class,legal_type,height_m,technologies,tenant_room,lon,lat\n" +
		"KTX001,Quyết Thắng 1,vnpt,23287,on_air,self_supporting,A2b,1,45,3G;4G,2,107.9950,14.3500\n" +
		"KTX002,Quyết Thắng 2,mobifone,23287,on_air,guyed,A2b,1,30,4G,0,107.9985,14.3522\n" +
		"KTX003,Quyết Thắng 3,viettel,23287,on_air,self_supporting,A2b,1,42,4G,1,107.9931,14.3478\n"
	positionSheet = "Mã vị trí,Tên vị trí,Mã xã,Kinh độ,Vĩ độ,Loại cột,Loại A1/A2,Loại trạm,Chiều cao,Công nghệ,Băng tần,EIRP,hosts,Các sector\n" +
		"KT-26-01,Nguyễn Huệ,23287,107.99555,14.35035,tự đứng,A2b,1,42,4G,1800,60,2,0;120;240\n" +
		"KT-26-02,Phan Đình Phùng,23287,108.0015,14.3475,tự đứng,A2b,1,36,4G,1800,60,1,0;120;240\n"
)

// newDossierDesk is the demonstration with the exact place of every mast, rules of
// the province and one dossier, whose first position stands 70,8 m from a mast of
// another operator.
func newDossierDesk(t *testing.T) *program {
	t.Helper()
	p := newProgram(t)
	folder := t.TempDir()
	write := func(name, content string) string {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	rules := p.run("rules", "show", "bac-ninh-72-2025")
	rules = strings.Replace(strings.Replace(rules, "code: bac-ninh-72-2025", "code: kon-tum-thu", 1), `jurisdiction: "24"`, `jurisdiction: "62"`, 1)
	p.run("rules", "add", write("rules.yaml", rules), "--reason", "thử")
	p.run("import", "sites", write("exact.csv", exactSites), "--valid-from", "2024-01-01")
	p.run("import", "sites", write("all.csv", exactly(t, p.run("export", "sites", "--format", "csv"))))
	p.run("dossier", "file", write("positions.csv", positionSheet), "--operator", "viettel", "--province", "62", "--title", "Thỏa thuận vị trí đợt 1")
	return p
}

// exactly says of every site of an export that it stands where it is said to.
func exactly(t *testing.T, exported string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(exported, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	w := csv.NewWriter(&out)
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	_ = w.Write([]string{"id", "code", "operator_code", "valid_from", "lon", "lat", "accuracy_m"})
	for _, row := range rows[1:] {
		_ = w.Write([]string{
			row[column["id"]], row[column["code"]], row[column["operator_code"]], row[column["valid_from"]], row[column["lon"]], row[column["lat"]], "0",
		})
	}
	w.Flush()
	return out.String()
}

type appraised struct {
	Result appraisal.Result `json:"result"`
}

type readDossier struct {
	Revision    int64            `json:"revision"`
	Application map[string]any   `json:"application"`
	Positions   []map[string]any `json:"positions"`
	Attachments []map[string]any `json:"attachments"`
}

// openDossiers goes to the page with that query and waits for what it leads to.
func (t *tab) openDossiers(p *program, query string) {
	t.tb.Helper()
	t.open(p.url + "dossiers" + query)
	switch {
	case strings.Contains(query, "new=") || strings.Contains(query, "edit="):
		t.wait(`!!document.documentElement.dataset.filing && !!document.documentElement.dataset.map`)
	case strings.Contains(query, "id="):
		t.wait(`!!document.documentElement.dataset.dossier && !!document.documentElement.dataset.map`)
	default:
		t.wait(`!!document.documentElement.dataset.inbox`)
	}
}

func TestDossierDesk(t *testing.T) {
	t.Parallel()
	p := newDossierDesk(t)
	p.serve()
	id := asked[dossiers.Inbox](p, "inbox").Items[0].ID
	desk := openTab(t, deskWidth, deskHeight)
	parts := newParts(t, desk)
	for _, part := range []struct {
		name string
		run  func(*testing.T, *program, *tab, string)
	}{
		{"inbox", inboxIsWorked}, {"findings", findingsAreShown}, {"what if", whatIfIsTried}, {"tabs", tabsAreRead}, {"files", filesAreAttached},
		{"a dossier is filed", dossierIsFiled}, {"a sheet is read", sheetIsRead}, {"accessible", dossiersAreAccessible}, {"printed", findingsArePrinted},
		{"phone", dossiersOnPhone}, {"one person signs alone", fourEyesHold},
	} {
		parts.run(part.name, func(t *testing.T) {
			part.run(t, p, desk, id)
		})
	}
	parts.run("without a map", func(t *testing.T) { dossiersWithoutMap(t, p, id) })
}

// inboxIsWorked goes through the list by the keyboard, and by its filters.
func inboxIsWorked(t *testing.T, p *program, tab *tab, id string) {
	tab.openDossiers(p, "")
	tab.wait(`document.documentElement.dataset.inbox === 'waiting 1' && document.documentElement.dataset.judged === '1'`)
	tab.says(`tr[data-id="`+id+`"]`, "còn 3 ngày làm việc", "HS-", "Thỏa thuận vị trí đợt 1", "Viettel", "Đã nộp", "Chuyên viên", "Khoảng cách")
	counts := asked[struct {
		Items []struct{ Checks map[string]int }
	}](p, "inbox/verdicts?ids="+id).Items[0].Checks
	for verdict, n := range counts {
		if got := tab.text(`tr[data-id="` + id + `"] [data-verdict="findings"] .verdict.` + verdict); !strings.HasSuffix(strings.TrimSpace(got), fmt.Sprint(n)) {
			t.Errorf("%s: %q, the service says %d", verdict, got, n)
		}
	}
	tab.click(`[data-key="overdue"]`)
	tab.wait(`location.search === '?overdue=1' && document.documentElement.dataset.inbox === 'waiting 0' && document.querySelector('.empty')`)
	tab.click(`.empty button`)
	tab.wait(`location.search === '' && document.documentElement.dataset.inbox === 'waiting 1'`)
	tab.set("#find-dossier", "thoa thuan")
	tab.wait(`location.search.includes('q=thoa') && document.documentElement.dataset.inbox === 'waiting 1'`)
	tab.run(`document.activeElement.blur()`)
	tab.keys("j")
	tab.keysAt(`tr[data-id="`+id+`"] *`, "\r")
	tab.wait(`!!document.documentElement.dataset.dossier && location.search.includes('id=` + id + `')`)
	tab.keys("\u001b")
	tab.wait(`!document.getElementById('inbox').hidden && document.activeElement.closest('tr')?.dataset.id === '` + id + `'`)
	tab.run(`history.back()`)
	tab.wait(`!document.getElementById('bench').hidden && !!document.documentElement.dataset.dossier`)
	tab.checkClean()
}

// findingsAreShown compares the table with the appraisal, and looks at what is
// drawn of the finding that is chosen.
func findingsAreShown(t *testing.T, p *program, tab *tab, id string) {
	tab.openDossiers(p, "?id="+id)
	found := asked[appraised](p, "applications/"+id+"/appraisal").Result.Positions[0]
	rows, spacing := 0, -1
	for _, check := range found.Checks {
		rows += len(check.Findings)
	}
	for i, f := range found.Find(appraisal.Spacing).Findings {
		if f.Verdict == appraisal.NotMet {
			spacing = i
		}
	}
	if spacing < 0 {
		t.Fatal("the spacing is met: there is nothing to look at")
	}
	tab.wait(fmt.Sprintf(`document.querySelectorAll('.finding').length === %d`, rows))
	order := read[[]string](tab, `[...document.querySelectorAll('.finding')].map((r) => r.dataset.verdict)`)
	if len(order) != rows || order[0] != "not_met" || order[len(order)-1] != "met" {
		t.Errorf("%d rows %v, the appraisal has %d", len(order), order, rows)
	}
	key := fmt.Sprintf("spacing.%d", spacing)
	tab.click(`tr[data-finding="` + key + `"] .demand`)
	tab.wait(`location.search.includes('finding=` + key + `')`)
	tab.says(`tr[data-finding="`+key+`"]`, "70,8", "120,0", "-49,2", "Điều 15")
	for _, layer := range []string{"evidence-ring", "evidence-line", "evidence-mark", "evidence-position"} {
		tab.wait(`hatangDossiers.place.library.queryRenderedFeatures({layers: ['` + layer + `']}).length > 0`)
	}
	tab.wait(`hatangDossiers.place.library.queryRenderedFeatures({layers: ['evidence-line-label']}).some((f) => f.properties.label === '70,8 m · 237°')`)
	edges := read[[]float64](tab, `[...document.querySelectorAll('.finding td:nth-child(4) .aligned')].map((e) => Math.round(e.getBoundingClientRect().right))`)
	for _, x := range edges {
		if x != edges[0] {
			t.Errorf("the thresholds do not stand in line: %v", edges)
			break
		}
	}
	clause := `tr[data-finding="` + key + `"] .clause`
	tab.focus(clause)
	tab.wait(`document.getElementById('explanation').innerText.includes('120') && document.getElementById('explanation').innerText.includes('kon-tum-thu')`)
	tab.keysAt(clause, "\u001b")
	tab.run(`document.activeElement.blur()`)
	tab.keys("j")
	tab.wait(`!location.search.includes('finding=` + key + `') && document.activeElement.matches('.finding.selected')`)
	tab.click(`[data-position="KT-26-02"]`)
	tab.wait(`location.search.includes('position=KT-26-02') && document.querySelector('[data-check="hosts"] .finding')?.dataset.verdict === 'not_met'`)
	tab.openDossiers(p, "?id="+id+"&position=KT-26-02&check=hosts&lang=en")
	tab.wait(`document.querySelectorAll('.findings tbody').length === 1`)
	tab.says(".findings", "Operators that the mast carries", "Article 15")
	tab.checkClean()
}

// whatIfIsTried moves the position, by the offer, by the keyboard and by figures,
// and finds nothing of it in the registry.
func whatIfIsTried(t *testing.T, p *program, tab *tab, id string) {
	before := asked[readDossier](p, "applications/"+id+"/dossier")
	tab.openDossiers(p, "?id="+id+"&finding=spacing.0")
	tab.click("#try")
	tab.click("#try-move")
	tab.wait(`document.querySelector('.try-changes')?.innerText.includes('Khoảng cách')`)
	becomes(tab, `document.querySelector('#not-saved')?.innerText`, "chưa lưu")
	tab.wait(`document.querySelector('[data-check="spacing"] .group-head .verdict')?.classList.contains('met')`)
	tab.says(`[data-check="spacing"] .was`, "không đạt")
	moved := read[string](tab, `location.search`)
	tab.focus(".try-marker")
	tab.keysAt(".try-marker", kb.ArrowLeft)
	tab.wait(`location.search !== ` + fmt.Sprintf("%q", moved))
	tab.set("#try-height_m", "120,5")
	tab.wait(`document.querySelector('[data-check="aviation"] .group-head .verdict').classList.contains('not_met')`)
	tab.wait(`location.search.includes('height_m:120.5')`)
	tab.openDossiers(p, read[string](tab, `location.search`))
	tab.wait(`document.querySelector('[data-check="aviation"] .group-head .verdict').classList.contains('not_met') && document.getElementById('try-height_m').value === '120,50'`)
	tab.click("#try-reset")
	tab.wait(`location.search.includes('try=0') && document.querySelector('[data-check="spacing"] .group-head .verdict').classList.contains('not_met')`)
	tab.run(`document.activeElement.blur()`)
	tab.keys("\u001b")
	tab.wait(`!location.search.includes('try') && document.getElementById('trial').hidden`)
	if after := asked[readDossier](p, "applications/"+id+"/dossier"); after.Revision != before.Revision {
		t.Errorf("trying changed the dossier from revision %d to %d", before.Revision, after.Revision)
	}
	tab.checkClean()
}

// tabsAreRead goes through the tabs by the keyboard and reads each.
func tabsAreRead(t *testing.T, p *program, tab *tab, id string) {
	tab.openDossiers(p, "?id="+id)
	tab.focus("#tab-findings")
	for _, step := range []struct{ tab, says string }{
		{"positions", "Nguyễn Huệ"}, {"neighbours", "KTX001"}, {"files", "Thành phần hồ sơ"}, {"comments", "Ý kiến của bạn"},
		{"papers", "Báo cáo thẩm định"}, {"history", "Lập hồ sơ"}, {"watch", "theo dõi"},
	} {
		tab.keysAt(`[role="tab"]`, kb.ArrowRight)
		tab.wait(`document.documentElement.dataset.tab === '` + step.tab + `' && document.activeElement.id === 'tab-` + step.tab + `' && document.getElementById('tab-panel').innerText.includes('` + step.says + `')`)
	}
	var nearest appraisal.Neighbour
	for _, f := range asked[appraised](p, "applications/"+id+"/appraisal").Result.Positions[0].Find(appraisal.Spacing).Findings {
		for _, m := range f.Neighbours {
			if nearest.Code == "" || m.DistanceM < nearest.DistanceM {
				nearest = m
			}
		}
	}
	tab.click("#tab-neighbours")
	tab.wait(`!!document.querySelector('[data-mast="` + nearest.Code + `"]')`)
	tab.says(`[data-mast="`+nearest.Code+`"]`, "khác mạng", "70,8", "237°")
	tab.click("#tab-comments")
	tab.set("#comment-text", "Đã xem thực địa.")
	tab.click("#comment-internal")
	tab.click("#comment-form button")
	tab.wait(`document.querySelector('.comments')?.innerText.includes('Đã xem thực địa.') && document.querySelector('.comments').innerText.includes('nội bộ')`)
	tab.click("#tab-papers")
	tab.click(`[data-read="report"]`)
	tab.wait(`document.querySelector('.paper-sheet')?.innerText.includes('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM') && document.querySelector('.paper-sheet table')`)
	for document, begins := range map[string]string{"receipt.pdf": "%PDF", "report.docx": "PK"} {
		got := read[string](tab, `fetch(document.querySelector('[data-document="`+document+`"]').href).then((r) => r.text()).then((s) => s.slice(0, 4))`)
		if !strings.HasPrefix(got, begins) {
			t.Errorf("%s begins with %q", document, got)
		}
	}
	tab.checkClean()
}

// filesAreAttached adds a file and gets the same bytes and hash back.
func filesAreAttached(t *testing.T, p *program, tab *tab, id string) {
	content := []byte("%PDF-1.4\n% giấy tờ đất\n")
	path := filepath.Join(t.TempDir(), "đất.pdf")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	tab.openDossiers(p, "?id="+id+"&tab=files")
	tab.wait(`!!document.getElementById('attach-file')`)
	tab.do(chromedp.SetUploadFiles(chromedp.CSS("#attach-file"), []string{path}))
	tab.set("#attach-class", "land")
	tab.click("#attach-send")
	tab.wait(`document.querySelector('.files')?.innerText.includes('đất.pdf')`)
	tab.says(".hash", hex.EncodeToString(sum[:])[:16])
	if got := read[string](tab, `fetch(document.querySelector('.files a').href).then((r) => r.text())`); got != string(content) {
		t.Errorf("the content comes back as %q", got)
	}
	if kept := asked[readDossier](p, "applications/"+id+"/dossier").Attachments; len(kept) != 1 || kept[0]["class"] != "land" {
		t.Errorf("on record are %v", kept)
	}
	tab.checkClean()
}

// dossierIsFiled fills in the form, is told what is wrong at its field, keeps a
// draft, changes it and files it.
func dossierIsFiled(t *testing.T, p *program, tab *tab, _ string) {
	tab.openDossiers(p, "")
	tab.click("#new")
	tab.wait(`document.documentElement.dataset.filing === 'empty'`)
	tab.set("#filing-operator_code", "vnpt")
	tab.set("#filing-title", "Vị trí Đăk Cấm")
	tab.typeAt("#position-code", "VN-01")
	tab.set("#position-coordinates", "sáu mươi")
	tab.wait(`document.documentElement.dataset.filing === '1 faulty' && !document.querySelector('[data-field="given_coordinates"] > .error').hidden`)
	tab.forgive("400") // which the console tells of as well
	tab.set("#position-crs", "EPSG:9216")
	tab.set("#position-coordinates", "553194.965; 1587081.308")
	tab.wait(`/^1 (not_met|undecided|met)$/.test(document.documentElement.dataset.filing) && document.querySelector('#filing-findings .findings')`)
	// To look at a finding leaves the form as it is.
	tab.click("#filing-findings .finding .demand")
	tab.wait(`location.search.includes('finding=') && document.querySelector('#filing-findings .finding.selected')`)
	becomes(tab, `document.getElementById('position-code')?.value`, "VN-01")
	tab.set("#position-height_m", "36,5")
	tab.wait(`hatangDossiers.place.library.queryRenderedFeatures({layers: ['evidence-position']}).length > 0`)
	tab.click("#filing-draft")
	tab.wait(`!!document.documentElement.dataset.dossier && location.search.includes('id=')`)
	id := read[string](tab, `new URLSearchParams(location.search).get('id')`)
	kept := asked[readDossier](p, "applications/"+id+"/dossier")
	at := read[[]float64](tab, `fetch('api/v1/applications/`+id+`/dossier').then((r) => r.json()).then((d) => d.positions[0].geometry.coordinates)`)
	if kept.Application["state"] != "draft" || kept.Application["operator_code"] != "vnpt" || kept.Positions[0]["height_m"] != 36.5 || math.Abs(at[0]-107.995) > 1e-7 || math.Abs(at[1]-14.350) > 1e-7 {
		t.Fatalf("kept is %v %v", kept.Application, kept.Positions)
	}
	tab.click(`[data-action="amend"]`)
	tab.wait(`!!document.getElementById('filing-save') && document.getElementById('position-height_m')?.value === '36,50'`)
	tab.set("#position-height_m", "30")
	tab.click("#filing-save")
	tab.wait(`!!document.documentElement.dataset.dossier && !location.search.includes('edit')`)
	if now := asked[readDossier](p, "applications/"+id+"/dossier"); now.Positions[0]["height_m"] != 30.0 || now.Application["state"] != "draft" {
		t.Errorf("the change was kept as %v", now.Positions)
	}
	tab.click(`[data-action="file"]`)
	tab.wait(`document.getElementById('act').open && document.getElementById('act-preview').innerText.includes('Đã nộp')`)
	tab.click("#act-confirm")
	tab.wait(`!document.getElementById('act').open && document.querySelector('.head-facts b')?.innerText === 'Đã nộp'`)
	tab.checkClean()
}

// sheetIsRead takes positions out of a sheet into the form.
func sheetIsRead(t *testing.T, p *program, tab *tab, _ string) {
	path := filepath.Join(t.TempDir(), "vi-tri.csv")
	if err := os.WriteFile(path, []byte(positionSheet), 0o600); err != nil {
		t.Fatal(err)
	}
	tab.openDossiers(p, "?new=1")
	tab.set("#filing-operator_code", "mobifone")
	tab.there(".sheet-loader")
	tab.run(`document.querySelector('.sheet-loader').open = true`)
	tab.do(chromedp.SetUploadFiles(chromedp.CSS("#sheet-file"), []string{path}))
	tab.click("#sheet-load")
	tab.wait(`document.querySelectorAll('.position-choice [data-position^="KT-26"]').length === 2 && document.documentElement.dataset.filing?.startsWith('2 ')`)
	becomes(tab, `document.getElementById('position-height_m')?.value`, "42")
	tab.click("#remove-position")
	tab.wait(`document.documentElement.dataset.filing?.startsWith('1 ')`)
	waiting := len(asked[dossiers.Inbox](p, "inbox").Items)
	tab.run(`document.querySelector('#dossier-head button').click()`)
	tab.wait(`!document.getElementById('inbox').hidden`)
	if now := len(asked[dossiers.Inbox](p, "inbox").Items); now != waiting {
		t.Errorf("leaving the form left something: %d dossiers, %d before", now, waiting)
	}
	tab.checkClean()
}

func dossiersAreAccessible(t *testing.T, p *program, tab *tab, id string) {
	checker := axe(t)
	for _, test := range []struct {
		name, scheme, query, ready string
		width, height              int64
	}{
		{"inbox light", "light", "", `!!document.documentElement.dataset.judged`, deskWidth, deskHeight},
		{"dossier dark", "dark", "?id=" + id + "&finding=spacing.0&try=0&lang=en", `!!document.documentElement.dataset.tried`, deskWidth, deskHeight},
		{"around light", "light", "?id=" + id + "&tab=neighbours", `true`, deskWidth, deskHeight},
		{"files dark", "dark", "?id=" + id + "&tab=files", `true`, deskWidth, deskHeight},
		{"an action light", "light", "?id=" + id + "&do=return", `!!document.documentElement.dataset.foreseen`, deskWidth, deskHeight},
		{"filing light", "light", "?new=1", `true`, deskWidth, deskHeight},
		{"phone dark", "dark", "?id=" + id + "&finding=spacing.0", `true`, phoneWidth, phoneHeight},
	} {
		t.Run(test.name, func(t *testing.T) {
			tab.in(t)
			tab.do(chromedp.EmulateViewport(test.width, test.height))
			tab.prefer(test.scheme)
			tab.openDossiers(p, test.query)
			tab.wait(test.ready)
			tab.accessible(checker, "dossiers")
			tab.checkClean()
		})
	}
	tab.do(chromedp.EmulateViewport(deskWidth, deskHeight))
	tab.prefer("light")
}

// findingsArePrinted prints a dossier: its findings, not the buttons.
func findingsArePrinted(t *testing.T, p *program, tab *tab, id string) {
	tab.openDossiers(p, "?id="+id)
	pages := tab.printed()
	if len(pages) < 2 || len(pages) > 6 {
		t.Errorf("%d pages", len(pages))
	}
	for _, want := range []string{"Thỏa thuận vị trí đợt 1", "Khoảng cách", "70,8", "120,0", "-49,2"} {
		if !pages.say(want) {
			t.Errorf("the print lacks %q", want)
		}
	}
	if pages.say("Thử thay đổi") || pages.say("Tiếp nhận") {
		t.Error("buttons are printed")
	}
	tab.checkClean()
}

// dossiersWithoutMap reads a dossier where the browser cannot draw.
func dossiersWithoutMap(t *testing.T, p *program, id string) {
	tab := openTab(t, deskWidth, deskHeight, "disable-3d-apis")
	tab.openDossiers(p, "?id="+id+"&finding=spacing.0")
	tab.wait(`document.documentElement.dataset.map === 'none' && document.querySelector('#right').innerText.includes('không vẽ được bản đồ')`)
	tab.says(".finding.selected", "70,8")
	tab.click("#try")
	tab.click("#try-move")
	tab.wait(`document.querySelector('.try-changes')?.innerText.includes('Khoảng cách')`)
}

// dossiersOnPhone finds nothing that stands out of the screen.
func dossiersOnPhone(t *testing.T, p *program, tab *tab, id string) {
	tab.do(chromedp.EmulateViewport(phoneWidth, phoneHeight))
	defer tab.do(chromedp.EmulateViewport(deskWidth, deskHeight))
	for _, query := range []string{"", "?id=" + id, "?id=" + id + "&tab=neighbours", "?id=" + id + "&do=return", "?new=1"} {
		tab.openDossiers(p, query)
		if strings.Contains(query, "do=") {
			tab.wait(`document.getElementById('act').open`)
		}
		if wide := read[int](tab, `document.documentElement.scrollWidth`); wide > phoneWidth {
			t.Errorf("%q is %d px wide", query, wide)
		}
	}
	tab.checkClean()
}

// fourEyesHold: where the province wants two people, the one who appraised is told
// so, and cannot sign.
func fourEyesHold(t *testing.T, p *program, tab *tab, id string) {
	p.run("dossier", "set", "four-eyes", "on")
	tab.openDossiers(p, "?id="+id)
	tab.click(`[data-action="accept"]`)
	tab.wait(`document.documentElement.dataset.foreseen === 'accept receipt'`)
	tab.click("#act-confirm")
	tab.wait(`!document.getElementById('act').open && document.querySelector('.head-facts b')?.innerText === 'Đang thẩm định'`)
	tab.click(`[data-action="submit"]`)
	tab.wait(`document.getElementById('act').open`)
	tab.click("#act-outcome-rejected")
	tab.set("#act-reason", "Không bảo đảm khoảng cách.")
	tab.wait(`document.documentElement.dataset.foreseen === 'submit decision' && document.querySelector('#act-paper').innerText.includes('Không bảo đảm khoảng cách.')`)
	tab.click("#act-confirm")
	tab.wait(`!document.getElementById('act').open && document.querySelector('.head-facts b')?.innerText === 'Trình ký'`)
	if complaints := tab.complaints(); len(complaints) > 0 {
		t.Errorf("the page complains: %v", complaints)
	}
	tab.click(`[data-action="sign"]`)
	tab.wait(`document.querySelector('#act-problem')?.innerText.includes('không được tự ký') && document.getElementById('act-confirm').disabled`)
	if state := asked[readDossier](p, "applications/"+id+"/dossier").Application["state"]; state != "signing" {
		t.Errorf("the dossier is %v", state)
	}
	tab.run(`document.querySelector('#act header .icon-button').click()`)
	tab.wait(`!document.getElementById('act').open && !location.search.includes('do=')`)
}

// TestScreenshotsOfDossiers writes the pictures of the guides: a dossier with its
// evidence, and a signature before it is given.
func TestScreenshotsOfDossiers(t *testing.T) {
	if !*update {
		t.Skip("skipped without -update: it writes docs/images")
	}
	p := newDossierDesk(t)
	p.serve()
	id := asked[dossiers.Inbox](p, "inbox").Items[0].ID
	images := filepath.Join("..", "..", "docs", "images")
	tab := openTab(t, deskWidth, deskHeight)
	tab.prefer("light")
	tab.openDossiers(p, "?id="+id+"&finding=spacing.0")
	tab.wait(`document.fonts.status === 'loaded' && hatangDossiers.place.library.areTilesLoaded() && hatangDossiers.place.library.queryRenderedFeatures({layers: ['evidence-line-label']}).length > 0`)
	tab.picture(filepath.Join(images, "dossier.png"))
	p.run("dossier", "act", id, "accept")
	p.run("dossier", "act", id, "submit", "--data", `{"proposal":{"outcome":"conditional","reason":"Bảo đảm nhu cầu phủ sóng khu dân cư.","conditions":"Dời 49,2 m theo hướng 57° trước khi xây dựng.","refused":["KT-26-02"]}}`)
	tab.openDossiers(p, "?id="+id+"&do=sign")
	tab.set("#act-number", "77/SKHCN-BCVT")
	tab.set("#act-signer", "Trần Giang")
	tab.wait(`document.documentElement.dataset.foreseen === 'sign decision' && document.getElementById('act-paper').innerText.includes('77/SKHCN-BCVT')`)
	tab.picture(filepath.Join(images, "dossier-sign.png"))
}
