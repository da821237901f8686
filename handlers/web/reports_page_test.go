package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hatang/registry"
)

// shown waits until the page of indicators shows that part.
func (t *tab) shown(part string) {
	t.tb.Helper()
	t.wait(fmt.Sprintf(`document.documentElement.dataset.report === %q && document.getElementById('report-unit').options.length > 1`, part))
}

// figureOf is what the service says a figure is.
type figureOf struct {
	Code     string
	Value    *float64
	Decimals int
}

// TestReportsPage reads figures, what they are made of, and what contradicts
// itself, as a planner does.
func TestReportsPage(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.serve()
	desk := openTab(t, deskWidth, deskHeight)
	parts := newParts(t, desk)
	for _, part := range []struct {
		name string
		do   func(*testing.T, *program, *tab)
	}{{"dashboard", checkDashboard}, {"report", checkReport}, {"consistency", checkConsistency}, {"submissions", checkSubmissions}} {
		parts.run(part.name, func(t *testing.T) {
			part.do(t, p, desk)
		})
	}
	parts.run("accessibility", func(t *testing.T) {
		tab := desk
		checker := axe(t)
		for _, test := range []struct {
			query, part, scheme string
			width, height       int64
		}{
			{"?period=2020", "dashboard", "light", deskWidth, deskHeight},
			{"?period=2020&tab=report&lang=en", "report", "dark", deskWidth, deskHeight},
			{"?period=2020&tab=consistency&all=1", "consistency", "dark", phoneWidth, phoneHeight},
			{"?tab=submissions", "submissions", "light", phoneWidth, phoneHeight},
		} {
			tab.do(chromedp.EmulateViewport(test.width, test.height))
			tab.prefer(test.scheme)
			tab.open(p.url + "reports" + test.query)
			tab.shown(test.part)
			tab.accessible(checker, test.query)
			if wide := read[int](tab, `document.documentElement.scrollWidth`); wide > int(test.width) {
				t.Errorf("%s is %d pixels wide on a screen of %d", test.query, wide, test.width)
			}
			tab.checkClean()
		}
	})
}

func checkDashboard(t *testing.T, p *program, tab *tab) {
	var board struct {
		Cards []figureOf
		Table struct{ Rows []struct{ Code, Name string } }
	}
	p.askJSON("reports/dashboard?unit=62&date=2020-12-31", &board)
	tab.open(p.url + "reports?period=2020")
	tab.shown("dashboard")
	for _, card := range board.Cards {
		want := "–"
		if card.Value != nil {
			want = registry.VI.Number(*card.Value, card.Decimals)
		}
		if got := tab.text(`.card-figure [data-code="` + card.Code + `"]`); got != want {
			t.Errorf("%s: the card says %q, the service %q", card.Code, got, want)
		}
	}
	tab.there(".chart svg title")
	if bad := read[int](tab, `document.querySelectorAll('.chart .error').length`); bad > 0 {
		t.Errorf("%d charts failed", bad)
	}
	// What a figure is made of, by keyboard.
	const radius = `.card-figure [data-code="postal_radius_km"]`
	tab.focus(radius)
	tab.says("#explanation", "√(S/(π·N))", "9.674,18", "129")
	tab.keysAt(radius, "\u001b")
	tab.wait(`document.getElementById('explanation').hidden`)
	// Sorted by a column, a commune is found without accents; the address keeps both.
	tab.click(`.communes [data-sort="bts_stations"]`)
	tab.wait(`document.querySelector('.communes th[aria-sort="descending"] button')?.dataset.sort === 'bts_stations'`)
	tab.typeAt("#find-commune", "dak pek")
	tab.wait(`document.querySelectorAll('.communes tbody tr').length === 1 && location.search.includes('dak')`)
	address := read[string](tab, `location.search`)
	again := openTab(t, deskWidth, deskHeight)
	again.open(p.url + "reports" + address)
	again.shown("dashboard")
	becomes(again, `document.querySelector('.communes tbody th')?.innerText`, "Xã Đắk Pék")
	becomes(again, `document.querySelector('.communes th[aria-sort] button')?.dataset.sort`, "bts_stations")
	tab.run(`history.back()`)
	tab.wait(`!document.querySelector('.communes th[aria-sort] button[data-sort="bts_stations"]')`)
	tab.checkClean()
	again.checkClean()
}

func checkReport(t *testing.T, p *program, tab *tab) {
	tab.open(p.url + "reports?period=2020")
	tab.shown("dashboard")
	tab.focus("#tab-dashboard")
	tab.keysAt("#tab-dashboard", kb.ArrowRight)
	tab.shown("report")
	tab.says(".report-line > p", "129 điểm phục vụ, bán kính phục vụ 4,9 km/điểm")
	tab.says(".report-margin", "4,886")
	if n := read[int](tab, `[...document.querySelectorAll('.report-line p')].filter((p) => /\[\d+\]/.test(p.innerText)).length`); n > 0 {
		t.Errorf("%d lines show the marks of notes", n)
	}
	tab.focus(`.report-line [data-code="postal_points"]`)
	tab.says("#explanation", "129")
	for _, format := range []string{"docx", "pdf", "xlsx", "text"} {
		link := read[string](tab, `document.querySelector('[data-format="`+format+`"]').href`)
		if size := len(p.fetchFrom(link)); size < 500 {
			t.Errorf("%s: a file of %d bytes", format, size)
		}
	}
	if pages := tab.printed(); !pages.say("129 điểm phục vụ, bán kính phục vụ 4,9 km/điểm") {
		t.Errorf("on paper: %s", pages)
	}
	tab.leads(func() { tab.click("#switch-language") }, `document.documentElement.lang === 'en' && document.documentElement.dataset.report === 'report'`)
	tab.says(".report-line > p", "service radius 4.9 km")
	tab.checkClean()
}

func checkConsistency(t *testing.T, p *program, tab *tab) {
	tab.open(p.url + "reports?period=2020&tab=consistency")
	tab.shown("consistency")
	tab.says("#report-view", "129 điểm × 4.054 người = 522.966 người")
	if n := read[int](tab, `document.querySelectorAll('[data-verdict="consistent"]').length`); n != 0 {
		t.Errorf("%d findings that agree are shown unasked", n)
	}
	tab.click("#show-agreeing")
	tab.wait(`document.querySelectorAll('[data-verdict="consistent"]').length > 5`)
	// A report that is typed in: Thanh Hóa's radius with its points and area.
	tab.run(`document.getElementById('check-text').value = 'code,unit_code,period_from,period_to,printed,source\npostal_points,62,2020-01-01,2020-12-31,130,bản thảo\n'`)
	tab.click(".check-form button")
	tab.wait(`document.querySelectorAll('#check-result [data-verdict="inconsistent"]').length > 0`)
	tab.says("#check-result", "130")
	tab.run(`document.getElementById('check-text').value = 'unit_code,period_from\n62,tháng năm\n'`)
	tab.click(".check-form button")
	tab.there("#check-result [role=alert]")
	tab.wait(`location.search.includes('all=1')`)
}

func checkSubmissions(_ *testing.T, p *program, tab *tab) {
	tab.open(p.url + "reports?tab=submissions")
	tab.shown("submissions")
	tab.wait(`document.querySelectorAll('.expect fieldset input').length > 2`)
	tab.run(`document.getElementById('expect-quarter').value = '1'; document.querySelector('.expect fieldset input[value^="viettel"]').click()`)
	tab.click(".expect button")
	tab.wait(`document.querySelectorAll('.submissions [data-state="expected"]').length === 1`)
	tab.says(".submissions [data-state]", "Viettel", "quá hạn")
	tab.checkClean()
}
