package web_test

import (
	"fmt"
	"strings"
	"testing"

	"hatang/registry"
)

// TestAStrangersEyes looks at the pages as somebody does who did not build them:
// what is cut off, broken within a word, out of line, in the way of something else.
func TestAStrangersEyes(t *testing.T) {
	p := newProgram(t)
	p.serve()
	for _, one := range []struct {
		name string
		see  func(t *testing.T, p *program)
	}{
		{"figures stand in line", figuresInLine},
		{"the rail's words are whole", railWordsWhole},
		{"filters can be read", filtersReadable},
		{"an empty list offers the next step", emptyListLeadsOn},
		{"the head of a phone is two lines", phoneHead},
		{"a sentence does not wait for its margin", marginBeside},
		{"counts lie above other marks", countsOnTop},
		{"names lie above points", namesAbovePoints},
		{"provinces, operators and roles", operatorsAndRoles},
		{"days have one form", daysInOneForm},
		{"a dossier's map has its key", keyOfTheDossierMap},
	} {
		t.Run(one.name, func(t *testing.T) { one.see(t, p) })
	}
}

// figuresInLine: digits have one width in every weight, so that columns of numbers
// are aligned on the decimal.
func figuresInLine(t *testing.T, p *program) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.open(p.url + "public")
	tab.wait(`document.querySelector('#open-body table') && document.fonts.status === 'loaded'`)
	for _, weight := range []int{400, 500, 600} {
		widths := read[[]float64](tab, fmt.Sprintf(`document.fonts.load('%[1]d 14px "Desk Figures"').then(() => [...'0123456789'].map((digit) => {
			const span = document.createElement('span');
			span.textContent = digit.repeat(10);
			span.style.fontWeight = '%[1]d';
			document.getElementById('ask').append(span);
			const {width} = span.getBoundingClientRect();
			span.remove();
			return width;
		}))`, weight))
		for digit, width := range widths {
			if diff := width - widths[0]; diff > 0.5 || diff < -0.5 {
				t.Errorf("weight %d: ten %d are %.2f px wide, ten 0 are %.2f", weight, digit, width, widths[0])
			}
		}
	}
	tab.checkClean()
}

// railWordsWhole: no word of the rail is broken where it has no space.
func railWordsWhole(t *testing.T, p *program) {
	for _, query := range []string{"", "?lang=en"} {
		tab := openTab(t, deskWidth, deskHeight)
		tab.open(p.url + "dossiers" + query)
		tab.wait(`document.readyState === 'complete' && document.fonts.status === 'loaded' && document.querySelectorAll('#rail a').length > 9`)
		broken := read[[]string](tab, `[...document.querySelectorAll('#rail a, #rail button')].flatMap((link) => {
			const text = [...link.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
			return [...text.textContent.matchAll(/\S+/g)].filter((word) => {
				const range = document.createRange();
				range.setStart(text, word.index);
				range.setEnd(text, word.index + word[0].length);
				return new Set([...range.getClientRects()].map(({top}) => Math.round(top))).size > 1;
			}).map(([word]) => word);
		})`)
		if len(broken) > 0 {
			t.Errorf("%s: words of the rail are broken: %q", query, broken)
		}
	}
}

// filtersReadable: what a filter is of is not cut off at the width of a notebook.
func filtersReadable(t *testing.T, p *program) {
	for _, query := range []string{"?pane=sites&lang=en", "?pane=postal"} {
		tab := openTab(t, deskWidth, deskHeight)
		tab.open(p.url + query)
		tab.wait(`!!document.documentElement.dataset.list`)
		const arrow = 18
		cut := read[[]string](tab, fmt.Sprintf(`document.fonts.ready.then(() => [...document.querySelectorAll('.filter-selects select')].filter((select) => {
			const style = getComputedStyle(select);
			const span = document.createElement('span');
			span.style.font = style.font;
			span.style.whiteSpace = 'nowrap';
			span.style.position = 'absolute';
			span.textContent = select.selectedOptions[0].text;
			document.body.append(span);
			const needs = span.offsetWidth + parseFloat(style.paddingLeft) + parseFloat(style.paddingRight) + %d;
			span.remove();
			return needs > select.offsetWidth;
		}).map((select) => select.selectedOptions[0].text))`, arrow))
		if len(cut) > 0 {
			t.Errorf("%s: cut off: %q", query, cut)
		}
	}
}

// emptyListLeadsOn: a list that the filters leave empty offers to take them away.
func emptyListLeadsOn(t *testing.T, p *program) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(p.url + "?pane=sites&q=khôngcógìtêntìnhthế")
	tab.wait(`document.querySelector('#records .empty button')`)
	tab.click("#records .empty button")
	tab.lists(registry.Sites, p.total(registry.Sites))
	if got := read[string](tab, `document.getElementById('list-text').value`); got != "" {
		t.Errorf("the text filter still holds %q", got)
	}
	tab.checkClean()
}

// phoneHead: language, theme, day and the way in share a line; the search has its
// own.
func phoneHead(t *testing.T, p *program) {
	tab := openTab(t, phoneWidth, phoneHeight)
	tab.open(p.url)
	tab.wait(`document.readyState === 'complete' && document.fonts.status === 'loaded'`)
	tops := read[[]float64](tab, `[...document.querySelectorAll('.bar > :is(.brand, .day, #theme, .text-button)')].map((e) => { const {top, height} = e.getBoundingClientRect(); return Math.round(top + height / 2); })`)
	for _, top := range tops {
		if d := top - tops[0]; d > 3 || d < -3 {
			t.Errorf("the parts of the head are in more than one line: middles at %v", tops)
			break
		}
	}
	if got := tab.text(".language-code"); got != "EN" {
		t.Errorf("the switch says %q", got)
	}
	if wide := read[float64](tab, `document.querySelector('.language-name').offsetWidth`); wide > 1 {
		t.Errorf("beside it the language is %.0f px wide", wide)
	}
}

// marginBeside: what is said in the margin of a report does not push the next
// sentence down.
func marginBeside(t *testing.T, p *program) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.open(p.url + "reports?period=2020&tab=report")
	tab.shown("report")
	gap := read[float64](tab, `(() => {
		const line = document.querySelector('.report-line:has(.report-margin)');
		return line.nextElementSibling.querySelector('p').getBoundingClientRect().top - line.querySelector(':scope > p').getBoundingClientRect().bottom;
	})()`)
	if gap > 24 {
		t.Errorf("%.0f px lie between the sentence with a note and the next", gap)
	}
	covered := read[bool](tab, `(() => {
		const note = document.querySelector('.report-margin').getBoundingClientRect();
		return [...document.querySelectorAll('.report-line > p')].some((p) => p.getBoundingClientRect().right > note.left);
	})()`)
	if covered {
		t.Error("sentences run into the margin")
	}
	tab.checkClean()
}

// countsOnTop: the counts of clusters are drawn last of all marks.
func countsOnTop(t *testing.T, p *program) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(p.url)
	order := read[[]string](tab, `hatang.map.getStyle().layers.map(({id}) => id).filter((id) => ['sites', 'postal', 'radio', 'sites-clusters'].includes(id))`)
	if last := order[len(order)-1]; last != "sites-clusters" {
		t.Errorf("marks are drawn in the order %v", order)
	}
	tab.checkClean()
}

// namesAbovePoints: points of planning do not cross out the names of communes.
func namesAbovePoints(t *testing.T, p *program) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.open(p.url + "planning")
	tab.wait(`globalThis.hatang?.plan?.base?.library?.getLayer('existing')`)
	order := read[[]string](tab, `hatang.plan.base.library.getStyle().layers.map(({id}) => id)`)
	at := func(id string) int {
		for i, one := range order {
			if one == id {
				return i
			}
		}
		t.Fatalf("no layer %s in %v", id, order)
		return -1
	}
	if at("existing") > at("units-label") || at("candidates") > at("units-label") {
		t.Errorf("points lie above names: %v", order)
	}
	if at("changes") < at("units-label") {
		t.Errorf("names lie above what the plan changes: %v", order)
	}
}

// operatorsAndRoles: an administrator adds an operator and reads what roles may do.
func operatorsAndRoles(t *testing.T, p *program) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.admin(p, "tab=operators")
	if got := tab.text(`[data-province="62"]`); !strings.Contains(got, "Kon Tum") || !strings.Contains(got, "9.674,18") {
		t.Errorf("the province reads %q", got)
	}
	if got := tab.text(`[data-operator="viettel"]`); !strings.Contains(got, "di động") {
		t.Errorf("the operator's sector is not in words: %q", got)
	}
	tab.click("#add-operator")
	tab.set("#operator-name", "Công ty Hạ tầng số")
	tab.click("#form-send")
	tab.wait(`[...document.querySelectorAll('.admin-dialog .error')].some((e) => !e.hidden && e.textContent)`)
	tab.forgive("400")
	tab.set("#operator-code", "hatangso")
	tab.click("#form-send")
	tab.wait(`document.querySelector('[data-operator="hatangso"]')`)
	if got := p.fetch("api/v1/operators?code=hatangso"); !strings.Contains(got, "Công ty Hạ tầng số") {
		t.Errorf("the registry has %s", got)
	}
	tab.checkClean()
}

// daysInOneForm: a day in an input reads as days do everywhere, whatever language
// the browser writes them in.
func daysInOneForm(t *testing.T, p *program) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(p.url + "?as_of=2020-12-31&compare=2019-12-31")
	tab.wait(`!document.getElementById('compare-right').hidden && document.getElementById('compare-right').value === '2019-12-31'`)
	shown := func(id string) string {
		return read[string](tab, `getComputedStyle(document.getElementById('`+id+`'), '::before').content.slice(1, -1).length ? document.getElementById('`+id+`').dataset.shown : ''`)
	}
	if got := shown("compare-right"); got != "31/12/2019" {
		t.Errorf("the compared day reads %q", got)
	}
	if got := shown("day-input"); got != "31/12/2020" {
		t.Errorf("the day reads %q", got)
	}
	tab.set("#compare-right", "2018-12-31")
	tab.run(`document.activeElement.blur()`)
	if got := shown("compare-right"); got != "31/12/2018" {
		t.Errorf("once changed it reads %q", got)
	}
	tab.checkClean()
}

// keyOfTheDossierMap: the map beside a dossier says what its marks mean, and the
// tab counts what the inbox counts.
func keyOfTheDossierMap(t *testing.T, _ *program) {
	p := newDossierDesk(t)
	p.serve()
	tab := openTab(t, deskWidth, deskHeight)
	tab.openDossiers(p, "")
	tab.wait(`document.querySelector('[data-verdict="findings"] .not_met')`)
	inbox := strings.TrimSpace(tab.text(`[data-verdict="findings"] .not_met`))
	tab.click(".inbox-table tbody a")
	tab.wait(`document.querySelector('#tab-findings .not_met') && document.querySelector('.map-key [data-mark="viettel"]')`)
	if got := strings.TrimSpace(tab.text(`#tab-findings .not_met`)); got != inbox {
		t.Errorf("the tab says %q, the inbox %q", got, inbox)
	}
	if got := tab.text(".map-key"); !strings.Contains(got, "Viettel") || !strings.Contains(got, "vị trí trong hồ sơ") {
		t.Errorf("the key of the map reads %q", got)
	}
	tab.checkClean()
}
