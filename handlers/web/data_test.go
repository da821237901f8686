package web_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/paulmach/orb"

	"hatang/geo/crs"
	"hatang/registry"
)

// messySites is a sheet as it comes from an operator: a title, semicolons, decimal
// commas, northing called X, a header that nobody knows, metres on VN-2000; six
// sites some 300 m beside those of the demonstration. With bad two rows are wrong.
func (p *program) messySites(bad bool) string {
	p.tb.Helper()
	var page struct {
		Items []struct {
			Geometry struct{ Coordinates orb.Point }
			Commune  string `json:"commune_code"`
		}
	}
	p.askJSON("sites?limit=6&sort=code&format=json", &page)
	zone, err := crs.Parse("vn2000:107.5")
	if err != nil {
		p.tb.Fatal(err)
	}
	var text strings.Builder
	text.WriteString("DANH SÁCH TRẠM BỔ SUNG QUÝ II;;;;;;\nSTT;Ký hiệu riêng;Doanh nghiệp;Tọa độ X;Tọa độ Y;Mã xã;Chiều cao cột (m)\n")
	for i, site := range page.Items {
		x, y, err := zone.FromWGS84(site.Geometry.Coordinates)
		if err != nil {
			p.tb.Fatal(err)
		}
		operator, height := "Viettel", "42,5"
		if bad && i == 2 {
			operator = "Công ty lạ"
		}
		if bad && i == 4 {
			height = "cao lắm"
		}
		row := fmt.Sprintf("%d;BS%03d;%s;%.2f;%.2f;%s;%s\n", i+1, i, operator, y+300, x, site.Commune, height)
		text.WriteString(strings.ReplaceAll(row, ".", ","))
	}
	return text.String()
}

// imports waits until the wizard stands so.
func (t *tab) imports(step, state string) {
	t.tb.Helper()
	t.wait(fmt.Sprintf(`document.documentElement.dataset.import === '%s %s'`, step, state))
}

func TestDataDesk(t *testing.T) {
	t.Parallel()
	needAssets(t)
	p := newProgram(t)
	p.serve()
	desk := openTab(t, deskWidth, deskHeight)
	parts := newParts(t, desk)
	for _, part := range []struct {
		name string
		do   func(*testing.T, *program, *tab)
	}{
		{"a messy file from the wizard to the registry and back", importsMessyFile},
		{"exports agree with the API", exportsAgree},
		{"changes are filtered and linked", changesAreFiltered},
		{"records are put to the checks", recordsAreChecked},
		{"by keyboard alone", dataByKeyboard},
		{"axe", dataIsAccessible},
	} {
		parts.run(part.name, func(t *testing.T) {
			part.do(t, p, desk)
			desk.checkClean()
		})
	}
}

func importsMessyFile(t *testing.T, p *program, tab *tab) {
	before := p.total(registry.Sites)
	tab.open(p.url + "data")
	tab.imports("file", "none")
	tab.drop(".drop", "trạm bổ sung.csv", p.messySites(true))
	tab.imports("columns", "read")

	// The header that nobody knows is asked about; its samples tell what it is.
	tab.says("#mapping tr.unknown", "Ký hiệu riêng", "BS000")
	tab.choose("column-1", "code")
	tab.wait(`!document.querySelector('#mapping tr.unknown') && document.getElementById('column-1').value === 'code'`)

	// Metres: the zone is offered with how well it agrees, and chosen by hand.
	tab.click("#step-next")
	tab.imports("place", "read")
	tab.says("#systems tbody tr", "107°30′", "6 / 6")
	if read[bool](tab, `!!document.querySelector('#systems input:checked')`) {
		t.Error("a zone is chosen before anybody chose it")
	}
	tab.clickAt("#system-0")
	tab.wait(`document.documentElement.dataset.points === '6'`)
	tab.wait(`new Set(hatang.map.queryRenderedFeatures({layers: ['import-points']}).map((f) => f.properties.row)).size === 6`)

	// Two rows are wrong; both are told, on the page and in the file.
	tab.click("#step-next")
	tab.imports("check", "read")
	tab.wait(`document.documentElement.dataset.faults === '2'`)
	tab.there("#faults-csv")
	rows := read[[]string](tab, `[...document.querySelectorAll('#faults tbody tr')].map((r) => r.innerText)`)
	if len(rows) != 2 || !strings.HasPrefix(rows[0], "5") || !strings.Contains(rows[0], "Công ty lạ") || !strings.Contains(rows[1], "cao lắm") || !strings.Contains(rows[1], "Chiều cao cột (m)") {
		t.Errorf("the rows at fault read %q", rows)
	}
	file := p.fetchFrom(read[string](tab, `document.getElementById('faults-csv').href`))
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\uFEFF"))).ReadAll()
	if err != nil || len(lines) != 3 || lines[1][3] != "Công ty lạ" || lines[0][1] != "Dòng" {
		t.Errorf("the file of errors holds %q, %v", lines, err)
	}
	tab.click("#step-next")
	tab.imports("save", "read")
	if !read[bool](tab, `document.getElementById('import-commit').disabled`) || p.total(registry.Sites) != before {
		t.Error("a file with errors can be written")
	}
	here := read[string](tab, `location.search`)
	tab.run(`history.back()`)
	tab.imports("check", "read")

	// The import outlives the page: the address leads back to where it stood.
	again := openTab(t, deskWidth, deskHeight)
	again.open(p.url + "data" + here)
	again.imports("save", "read")
	again.checkClean()

	// The corrected file, with what was decided stated again.
	tab.click("#import-drop")
	tab.imports("file", "none")
	tab.drop(".drop", "trạm bổ sung.csv", p.messySites(false))
	tab.imports("columns", "read")
	tab.choose("column-1", "code")
	tab.wait(`!document.querySelector('#mapping tr.unknown') && document.getElementById('column-1').value === 'code'`)
	tab.click("#step-place")
	tab.imports("place", "read")
	tab.choose("import-crs", "vn2000:107.5")
	tab.click("#step-save")
	tab.imports("save", "read")
	tab.typeAt("#import-reason", "kiểm kê quý II")
	tab.click("#import-commit")
	tab.imports("save", "saved")
	tab.says("#import-done", "6 mới")
	if now := p.total(registry.Sites); now != before+6 {
		t.Errorf("%d sites, before %d", now, before)
	}
	var made struct {
		Items []struct {
			ID      string
			HeightM float64 `json:"height_m"`
			CRS     string  `json:"given_crs"`
		}
	}
	p.askJSON("sites?code=BS003", &made)
	if len(made.Items) != 1 || made.Items[0].HeightM != 42.5 || made.Items[0].CRS != "EPSG:9216" {
		t.Errorf("the API says %+v", made)
	}

	// Every change of it is in the chain, and all of it comes back.
	tab.click("#to-changes")
	tab.wait(`document.documentElement.dataset.changes === '6'`)
	tab.says("#change-list", "kiểm kê quý II", "BS005")
	tab.click("#changes-undo")
	tab.there("dialog[open] #undo-yes")
	tab.says("dialog[open]", "6 thay đổi")
	tab.click("#undo-yes")
	tab.wait(`document.documentElement.dataset.undone === '6'`)
	if got := p.total(registry.Sites); got != before {
		t.Errorf("undone, there are %d sites, before %d", got, before)
	}
}

func exportsAgree(t *testing.T, p *program, tab *tab) {
	tab.open(p.url + "data?tab=export&kind=sites&state=on_air&format=csv&fields=code,operator_code,height_m&lang=en")
	var page struct{ Total int }
	p.askJSON("sites?state=on_air&limit=1", &page)
	tab.wait(fmt.Sprintf(`document.documentElement.dataset.export === 'sites %d'`, page.Total))
	file := p.fetchFrom(read[string](tab, `document.getElementById('export-download').href`))
	lines, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil || len(lines) != page.Total+1 {
		t.Fatalf("%d lines for %d records, %v", len(lines), page.Total, err)
	}
	if got := strings.Join(lines[0], " "); !strings.Contains(got, "height_m") || strings.Contains(got, "structure") {
		t.Errorf("its columns are %q", got)
	}
	tab.says("#export-count", registry.EN.Integer(page.Total))
	// A condition more, and the address says so; the back button takes it away.
	tab.choose("condition-field", "height_m")
	tab.choose("condition-how", ".gte")
	tab.typeAt("#condition-value", "40")
	tab.click("#condition-add")
	var higher struct{ Total int }
	p.askJSON("sites?state=on_air&height_m.gte=40&limit=1", &higher)
	tab.wait(fmt.Sprintf(`document.documentElement.dataset.export === 'sites %d'`, higher.Total))
	if query := read[string](tab, `location.search`); !strings.Contains(query, "height_m.gte=40") || higher.Total == page.Total {
		t.Errorf("the address is %s, %d of %d", query, higher.Total, page.Total)
	}
	tab.run(`history.back()`)
	tab.wait(fmt.Sprintf(`document.documentElement.dataset.export === 'sites %d'`, page.Total))
}

func changesAreFiltered(_ *testing.T, p *program, tab *tab) {
	tab.open(p.url + "data?tab=changes&kind=postal")
	var changes struct{ Total int }
	p.askJSON("changes?kind=postal&limit=1", &changes)
	tab.wait(fmt.Sprintf(`document.documentElement.dataset.changes === '%d'`, changes.Total))
	const firstChange = `document.querySelector('.change')?.innerText`
	first := tab.text(".change")
	tab.click("#changes-after")
	tab.wait(fmt.Sprintf(`document.querySelector('.change') && %s !== %s`, firstChange, quoted(first)))
	tab.click("#changes-before")
	becomes(tab, firstChange, first)
	tab.choose("changes-kind", "zones")
	p.askJSON("changes?kind=zones&limit=1", &changes)
	tab.wait(fmt.Sprintf(`document.documentElement.dataset.changes === '%d'`, changes.Total))
	tab.run(`history.back()`)
	tab.wait(`document.getElementById('changes-kind').value === 'postal' && document.querySelector('.change a')`)
	tab.run(`document.activeElement.blur()`)
	tab.keys("j")
	tab.leads(func() { tab.keysAt(".change a", "\r") }, `document.documentElement.dataset.record?.startsWith('postal/')`)
}

func recordsAreChecked(_ *testing.T, p *program, tab *tab) {
	tab.open(p.url + "data?tab=checks&kind=sites")
	var reviewed struct {
		Records  int
		Findings []struct{ ID, Rule string }
	}
	p.askJSON("checks/sites", &reviewed)
	tab.wait(fmt.Sprintf(`document.documentElement.dataset.checks === 'sites %d'`, len(reviewed.Findings)))
	tab.says("#findings-count", registry.VI.Integer(reviewed.Records))
}

func dataByKeyboard(t *testing.T, p *program, tab *tab) {
	tab.open(p.url + "data?lang=en")
	tab.imports("file", "none")
	tab.focus("#tab-import")
	tab.keysAt("#tab-import", kb.ArrowRight)
	tab.wait(`document.documentElement.dataset.tab === 'export'`)
	tab.keysAt("#tab-export", kb.ArrowLeft)
	tab.wait(`document.documentElement.dataset.tab === 'import' && document.querySelector('.drop')`)
	tab.keysAt("#tab-import", "\t")
	tab.wait(`document.activeElement.id === 'data-panel'`)
	reached := ""
	for range 12 {
		tab.keysAt("*", "\t")
		if reached = read[string](tab, `document.activeElement.id`); reached == "import-file" {
			break
		}
	}
	if reached != "import-file" {
		t.Errorf("the keyboard does not reach the file: it ends at %q", reached)
	}
	tab.says(".drop", "Drop a file here")
}

func dataIsAccessible(t *testing.T, p *program, tab *tab) {
	checker := axe(t)
	tab.open(p.url + "data")
	tab.imports("file", "none")
	tab.accessible(checker, "file")
	tab.drop(".drop", "a.csv", p.messySites(true))
	tab.imports("columns", "read")
	tab.accessible(checker, "columns")
	tab.click("#step-place")
	tab.imports("place", "read")
	tab.clickAt("#system-0")
	tab.wait(`document.documentElement.dataset.points === '6'`)
	tab.accessible(checker, "place")
	tab.click("#step-check")
	tab.there("#faults tbody tr")
	tab.accessible(checker, "check")
	tab.click("#step-save")
	tab.imports("save", "read")
	tab.accessible(checker, "save")
	for _, query := range []string{"?tab=export", "?tab=changes", "?tab=checks&lang=en"} {
		tab.open(p.url + "data" + query)
		tab.wait(`document.documentElement.dataset.export || document.documentElement.dataset.changes || document.documentElement.dataset.checks`)
		tab.accessible(checker, query)
	}
	tab.prefer("dark")
	tab.open(p.url + "data?tab=changes")
	tab.wait(`document.documentElement.dataset.changes`)
	tab.accessible(checker, "dark")
}
