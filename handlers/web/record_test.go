package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hatang/geo/tooltest"
	"hatang/registry"
)

// openRecordPage goes to the page of a record and waits until all of it is there.
func (t *tab) openRecordPage(address string) {
	t.tb.Helper()
	t.open(address)
	t.wait(`document.documentElement.dataset.record && document.documentElement.dataset.neighbours && document.documentElement.dataset.map === 'ready'`)
}

func TestRecordPage(t *testing.T) {
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
		{"shows what the API says", recordShowsTheAPI},
		{"is changed, and the change taken back", recordIsChanged},
		{"is printed", recordIsPrinted},
		{"axe", recordIsAccessible},
		{"of a unit, and of nothing", recordOfUnitAndNothing},
	} {
		parts.run(part.name, func(t *testing.T) {
			part.do(t, p, desk)
		})
	}
}

func recordShowsTheAPI(_ *testing.T, p *program, tab *tab) {
	var site struct {
		Code     string
		HeightM  float64 `json:"height_m"`
		Commune  string
		Geometry struct{ Coordinates [2]float64 }
	}
	p.askJSON("sites/demo-site-0001", &site)
	var near struct {
		Items []struct {
			DistanceM float64 `json:"distance_m"`
			Record    struct{ Name string }
		}
	}
	p.askJSON(fmt.Sprintf("nearest?kind=sites&lon=%v&lat=%v&k=2", site.Geometry.Coordinates[0], site.Geometry.Coordinates[1]), &near)
	// The drawer leads here.
	tab.openList(p.url + "?pane=sites&record=sites/demo-site-0001")
	tab.leads(func() { tab.click("#open-page") },
		`document.documentElement.dataset.section === 'record' && document.documentElement.dataset.neighbours && document.documentElement.dataset.map === 'ready'`)
	tab.says("#facts", site.Code, site.Commune, registry.VI.Number(site.HeightM, 0)+" m", registry.VI.Number(site.Geometry.Coordinates[1], 6))
	tab.says("#neighbours li", near.Items[1].Record.Name, lengthIn(registry.VI, near.Items[1].DistanceM))
	tab.wait(`hatang.map.queryRenderedFeatures({layers: ['record-point']}).length === 1`)
	tab.wait(`document.getElementById('record-people')?.innerText.includes('người')`)
	var stations struct{ Total int }
	p.askJSON("stations?site_id=demo-site-0001&limit=1", &stations)
	tab.wait(fmt.Sprintf(`document.querySelectorAll('#related li').length === %d`, stations.Total))
	tab.leads(func() { tab.click("#switch-language") }, `document.documentElement.lang === 'en' && document.documentElement.dataset.record?.startsWith('sites/demo-site-0001')`)
	tab.checkClean()
}

func recordIsChanged(t *testing.T, p *program, tab *tab) {
	tab.openRecordPage(p.url + "record?kind=sites&id=demo-site-0002")
	tab.wait(`document.documentElement.dataset.history === '1'`)
	height := func() float64 {
		t.Helper()
		var site struct {
			HeightM float64 `json:"height_m"`
		}
		p.askJSON("sites/demo-site-0002", &site)
		return site.HeightM
	}
	was := height()
	tab.focus("#edit")
	tab.keysAt("#edit", "\r")
	tab.wait(`document.getElementById('edit-height_m') && document.activeElement.closest('#edit-form')`)
	tab.run(`document.getElementById('edit-height_m').value = '51,5'`)
	tab.typeAt("#edit-reason", "đo lại")
	tab.keysAt("#edit-reason", "\r")
	tab.wait(`document.getElementById('facts')?.innerText.includes('51,5 m') && document.documentElement.dataset.history === '2'`)
	if got := height(); got != 51.5 {
		t.Fatalf("the height is %v", got)
	}
	tab.says("#record-history li", "đo lại", "51,5 m")
	tab.focus("#record-history .undo")
	tab.keysAt("#record-history .undo", "\r")
	tab.wait(`document.documentElement.dataset.history === '3'`)
	if got := height(); got != was {
		t.Errorf("taken back, the height is %v, was %v", got, was)
	}
	tab.checkClean()
}

func recordIsPrinted(t *testing.T, p *program, tab *tab) {
	address := p.url + "record?kind=sites&id=demo-site-0003"
	tab.openRecordPage(address)
	tab.wait(`document.documentElement.dataset.history && document.querySelector('img.qr')`)
	pdf := tab.onPaper()
	if size := tooltest.PDFInfo(t, pdf); !strings.Contains(size, "594.96 x 841.92") && !strings.Contains(size, "A4") {
		t.Errorf("the paper is no A4 upright: %s", size)
	}
	pages := papers(tooltest.PDFPages(t, pdf))
	for _, want := range []string{"KTM0003", "record?kind=sites&id=demo-site-0003", today().Format("02/01/2006"), "sơ đồ"} {
		if !pages.say(want) {
			t.Errorf("the paper lacks %q: %s", want, pages)
		}
	}
	for i, one := range pages {
		if want := fmt.Sprintf("%d/%d", i+1, len(pages)); !strings.Contains(strings.ReplaceAll(one, " / ", "/"), want) {
			t.Errorf("page %d is not numbered %q: %s", i+1, want, one)
		}
	}
	if pages.say("Chép liên kết") {
		t.Error("buttons are printed")
	}
	tab.checkClean()
}

func recordOfUnitAndNothing(t *testing.T, p *program, tab *tab) {
	var units struct{ Items []struct{ ID, Name string } }
	p.askJSON("units?code=23281&limit=1", &units)
	tab.do(chromedp.EmulateViewport(phoneWidth, phoneHeight))
	tab.open(p.url + "record?kind=units&id=" + units.Items[0].ID)
	tab.wait(`document.querySelectorAll('#related li').length === 3 && document.documentElement.dataset.map === 'ready'`)
	var sites struct{ Total int }
	p.askJSON("sites?unit=23281&limit=1", &sites)
	tab.says("#related li", registry.VI.Integer(sites.Total))
	if wide := read[bool](tab, `document.documentElement.scrollWidth > innerWidth`); wide {
		t.Error("the page is wider than a telephone")
	}
	tab.checkClean()
	tab.open(p.url + "record?kind=trees&id=1&lang=en")
	tab.says(".empty", "There is no such record")
	tab.there(".empty a[href]")
	tab.checkClean()
}

func recordIsAccessible(t *testing.T, p *program, tab *tab) {
	checker := axe(t)
	for _, scheme := range []string{"light", "dark"} {
		tab.prefer(scheme)
		tab.openRecordPage(p.url + "record?kind=postal&id=demo-postal-001")
		tab.wait(`document.documentElement.dataset.history`)
		tab.accessible(checker, scheme)
		tab.click("#edit")
		tab.there("#edit-form")
		tab.accessible(checker, scheme+", being edited")
	}
}
