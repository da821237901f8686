package web_test

import (
	"fmt"
	"strings"
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
	p := newProgram(t)
	p.serve()
	t.Run("dashboard", func(t *testing.T) { checkDashboard(t, p) })
	t.Run("report", func(t *testing.T) { checkReport(t, p) })
	t.Run("consistency", func(t *testing.T) { checkConsistency(t, p) })
	t.Run("submissions", func(t *testing.T) { checkSubmissions(t, p) })
	t.Run("accessibility", func(t *testing.T) {
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
			tab := openTab(t, test.width, test.height)
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

func checkDashboard(t *testing.T, p *program) {
	var board struct {
		Cards []figureOf
		Table struct{ Rows []struct{ Code, Name string } }
	}
	p.askJSON("reports/dashboard?unit=62&date=2020-12-31", &board)
	tab := openTab(t, deskWidth, deskHeight)
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
	if n := read[int](tab, `document.querySelectorAll('.chart svg title').length`); n == 0 {
		t.Error("no chart is drawn")
	}
	if bad := read[int](tab, `document.querySelectorAll('.chart .error').length`); bad > 0 {
		t.Errorf("%d charts failed", bad)
	}
	// What a figure is made of, by keyboard.
	tab.run(`document.querySelector('.card-figure [data-code="postal_radius_km"]').focus()`)
	tab.wait(`document.getElementById('explanation').innerText.includes('√(S/(π·N))')`)
	if made := tab.text("#explanation"); !strings.Contains(made, "9.674,18") || !strings.Contains(made, "129") {
		t.Errorf("the explanation says %q", made)
	}
	tab.do(chromedp.KeyEvent("\u001b"))
	tab.wait(`document.getElementById('explanation').hidden`)
	// Sorted by a column, a commune is found without accents; the address keeps both.
	tab.run(`document.querySelector('.communes [data-sort="bts_stations"]').click()`)
	tab.wait(`document.querySelector('.communes th[aria-sort="descending"] button')?.dataset.sort === 'bts_stations'`)
	tab.do(chromedp.SendKeys(chromedp.CSS("#find-commune"), "dak pek"))
	tab.wait(`document.querySelectorAll('.communes tbody tr').length === 1`)
	address := read[string](tab, `location.search`)
	again := openTab(t, deskWidth, deskHeight)
	again.open(p.url + "reports" + address)
	again.shown("dashboard")
	if name := again.text(".communes tbody th"); name != "Xã Đắk Pék" {
		t.Errorf("the address %s leads to %q", address, name)
	}
	if sorted := read[string](again, `document.querySelector('.communes th[aria-sort] button')?.dataset.sort ?? ''`); sorted != "bts_stations" {
		t.Errorf("the address leads to a table sorted by %q", sorted)
	}
	tab.run(`history.back()`)
	tab.wait(`!document.querySelector('.communes th[aria-sort] button[data-sort="bts_stations"]')`)
	tab.checkClean()
	again.checkClean()
}

func checkReport(t *testing.T, p *program) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.open(p.url + "reports?period=2020")
	tab.shown("dashboard")
	tab.run(`document.getElementById('tab-dashboard').focus()`)
	tab.do(chromedp.KeyEvent(kb.ArrowRight))
	tab.shown("report")
	line := tab.text(".report-line p")
	if want := "129 điểm phục vụ, bán kính phục vụ 4,9 km/điểm"; !strings.Contains(line, want) {
		t.Errorf("the first line says %q, not %q", line, want)
	}
	if margin := tab.text(".report-margin"); !strings.Contains(margin, "4,886") {
		t.Errorf("the margin says %q", margin)
	}
	if n := read[int](tab, `[...document.querySelectorAll('.report-line p')].filter((p) => /\[\d+\]/.test(p.innerText)).length`); n > 0 {
		t.Errorf("%d lines show the marks of notes", n)
	}
	tab.run(`document.querySelector('.report-line [data-code="postal_points"]').focus()`)
	tab.wait(`document.getElementById('explanation').innerText.includes('129')`)
	for _, format := range []string{"docx", "pdf", "xlsx", "text"} {
		link := read[string](tab, `document.querySelector('[data-format="`+format+`"]').href`)
		if size := len(p.fetchFrom(link)); size < 500 {
			t.Errorf("%s: a file of %d bytes", format, size)
		}
	}
	if pages := tab.printed(); !pages.say("129 điểm phục vụ, bán kính phục vụ 4,9 km/điểm") {
		t.Errorf("on paper: %s", pages)
	}
	tab.run(`document.getElementById('switch-language').click()`)
	tab.wait(`document.documentElement.lang === 'en' && document.documentElement.dataset.report === 'report'`)
	if line := tab.text(".report-line p"); !strings.Contains(line, "service radius 4.9 km") {
		t.Errorf("in English the first line says %q", line)
	}
	tab.checkClean()
}

func checkConsistency(t *testing.T, p *program) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.open(p.url + "reports?period=2020&tab=consistency")
	tab.shown("consistency")
	if all := tab.text("#report-view"); !strings.Contains(all, "129 điểm × 4.054 người = 522.966 người") {
		t.Errorf("the findings are %s", all)
	}
	if n := read[int](tab, `document.querySelectorAll('[data-verdict="consistent"]').length`); n != 0 {
		t.Errorf("%d findings that agree are shown unasked", n)
	}
	tab.run(`document.getElementById('show-agreeing').click()`)
	tab.wait(`document.querySelectorAll('[data-verdict="consistent"]').length > 5`)
	// A report that is typed in: Thanh Hóa's radius with its points and area.
	tab.run(`document.getElementById('check-text').value = 'code,unit_code,period_from,period_to,printed,source\npostal_points,62,2020-01-01,2020-12-31,130,bản thảo\n'`)
	tab.run(`document.querySelector('.check-form button').click()`)
	tab.wait(`document.querySelectorAll('#check-result [data-verdict="inconsistent"]').length > 0`)
	if said := tab.text("#check-result"); !strings.Contains(said, "130") {
		t.Errorf("the check says %q", said)
	}
	tab.run(`document.getElementById('check-text').value = 'unit_code,period_from\n62,tháng năm\n'`)
	tab.run(`document.querySelector('.check-form button').click()`)
	tab.wait(`document.querySelector('#check-result [role=alert]')`)
	tab.wait(`location.search.includes('all=1')`)
}

func checkSubmissions(t *testing.T, p *program) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.open(p.url + "reports?tab=submissions")
	tab.shown("submissions")
	tab.wait(`document.querySelectorAll('.expect fieldset input').length > 2`)
	tab.run(`document.getElementById('expect-quarter').value = '1'; document.querySelector('.expect fieldset input[value^="viettel"]').click()`)
	tab.run(`document.querySelector('.expect button').click()`)
	tab.wait(`document.querySelectorAll('.submissions [data-state="expected"]').length === 1`)
	if row := tab.text(".submissions [data-state]"); !strings.Contains(row, "Viettel") || !strings.Contains(row, "quá hạn") {
		t.Errorf("what is owed reads %q", row)
	}
	tab.checkClean()
}
