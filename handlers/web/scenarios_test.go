package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"hatang/registry/planning"
)

// sided waits until the divided map shows these sides: a day or plan:ID to the
// right, the id of a scenario or nothing to the left.
func (t *tab) sided(left, right string) {
	t.tb.Helper()
	t.wait(fmt.Sprintf(`(document.documentElement.dataset.compareLeft ?? '') === %q && document.documentElement.dataset.compare === %q && hatang.map.loaded() && hatang.twin.loaded()`, left, right))
}

// changesOn is how many points of a scenario a map draws.
func changesOn(which string) string {
	return fmt.Sprintf(`(hatang.%[1]s.getLayer('plan-changes') ? new Set(hatang.%[1]s.queryRenderedFeatures({layers: ['plan-changes']}).map((f) => f.properties.id)).size : 0)`, which)
}

// lightness is that of a picture on the sheet of paper, from 0 to 1 on average.
const lightness = `(() => {
	dispatchEvent(new Event('beforeprint'));
	const c = document.querySelector('#sheet canvas');
	const {data} = c.getContext('2d').getImageData(0, 0, c.width, c.height);
	let sum = 0;
	for (let i = 0; i < data.length; i += 4) sum += (0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2]) / 255;
	dispatchEvent(new Event('afterprint'));
	return 4 * sum / data.length;
})()`

// TestScenariosOnTheMap sets scenarios and days side by side on the desk's map.
func TestScenariosOnTheMap(t *testing.T) {
	t.Parallel()
	p := planners{newProgram(t)}
	p.serve()
	adding := p.planBy(planning.Question{Goal: planning.Add, Count: 3, Candidates: planning.Candidates{GridM: 8000}, Points: planning.Filter{Approximate: true}})
	closing := p.planBy(planning.Question{Goal: planning.Close, Count: 2, Points: planning.Filter{Approximate: true}})

	desk := openPlanTab(t, deskWidth, deskHeight)
	parts := newParts(t, desk.tab)
	part := func(name string, do func(*testing.T, *tab)) {
		parts.run(name, func(t *testing.T) {
			do(t, desk.tab)
		})
	}
	part("chosen by hand", func(t *testing.T, tab *tab) { compareByHand(t, p, tab, adding, closing) })
	part("by keyboard, in English", func(t *testing.T, tab *tab) { compareByKeyboard(t, p, tab, adding, closing) })
	part("on paper, from a dark screen", func(t *testing.T, tab *tab) { printSides(t, p, tab, adding) })
	part("a point moved", func(t *testing.T, _ *tab) { compareMoved(t, p, desk, adding) })
	part("one that is gone", func(_ *testing.T, tab *tab) {
		tab.openReady(p.url + "?compare=plan:nobody&left=plan:" + adding.ID)
		tab.wait(`!document.getElementById('toast').hidden && document.getElementById('toast').innerText.includes('nobody') && document.getElementById('compare-box').hidden`)
		tab.wait(`!location.search.includes('compare=') && !location.search.includes('left=')`)
		tab.forgive("404")
		tab.checkClean()
	})
}

func compareByHand(t *testing.T, p planners, tab *tab, adding, closing planning.Kept) {
	tab.openReady(p.url)
	tab.click("#compare")
	tab.wait(`!document.getElementById('compare-right-what').hidden && document.documentElement.dataset.compare`)
	tab.choose("compare-right-what", closing.ID)
	tab.sided("", "plan:"+closing.ID)
	tab.wait(changesOn("twin") + ` === 2`)
	becomes(tab, changesOn("map"), 0)
	tab.choose("compare-left-what", adding.ID)
	tab.sided(adding.ID, "plan:"+closing.ID)
	tab.wait(changesOn("map") + ` === 3 && ` + changesOn("twin") + ` === 2`)
	tab.wait(`location.search.includes('as_of=2020-12-31') && location.search.includes('left=plan:') && hatang.map.queryRenderedFeatures({layers: ['plan-areas-line']}).length > 0`)
	for side, want := range map[string][]string{"left": {adding.Name, adding.Code, "31/12/2020"}, "right": {closing.Name, closing.Code}} {
		tab.says(`#sides [data-side="`+side+`"]`, want...)
	}
	tab.says("#sides", "3 điểm đề xuất thêm", "2 điểm đề xuất đóng")
	if got := read[int](tab, `document.querySelectorAll('#sides .remark').length`); got != 0 {
		t.Errorf("%d remarks on other days, and there are none", got)
	}
	// Under the pointer a point says why it is there, to the left as to the right.
	pointAt(tab, "map", 80)
	tab.wait(fmt.Sprintf(`[%q, %q, %q].some((why) => document.querySelector('#map .tip')?.innerText.includes(why))`,
		adding.Result.Changes[0].Reason.VI, adding.Result.Changes[1].Reason.VI, adding.Result.Changes[2].Reason.VI))
	pointAt(tab, "twin", 10)
	tab.wait(fmt.Sprintf(`[%q, %q].some((why) => document.querySelector('#twin .tip')?.innerText.includes(why))`, closing.Result.Changes[0].Reason.VI, closing.Result.Changes[1].Reason.VI))
	tab.wait(`location.search.includes('bar=10')`)
	// The address shows the same again, and going back undoes a choice.
	address := read[string](tab, `location.href`)
	again := openTab(t, deskWidth, deskHeight)
	again.openReady(address)
	again.sided(adding.ID, "plan:"+closing.ID)
	again.wait(changesOn("map") + ` === 3 && ` + changesOn("twin") + ` === 2`)
	again.wait(`document.getElementById('twin').style.clipPath.includes('10%')`)
	again.accessible(axe(t), "two scenarios")
	again.checkClean()
	tab.run(`history.back()`)
	tab.sided("", "plan:"+closing.ID)
	tab.wait(changesOn("map") + ` === 0`)
	tab.choose("compare-right-what", "")
	tab.wait(`/^\d{4}-12-31$/.test(document.documentElement.dataset.compare) && !document.getElementById('compare-right').hidden`)
	tab.wait(changesOn("twin") + ` === 0`)
	tab.click("#compare-close")
	tab.wait(`document.getElementById('compare-box').hidden && document.getElementById('sides').hidden && !location.search.includes('compare=')`)
	tab.checkClean()
}

// compareMoved sets a scenario that moves an existing point beside the one that it
// was made from, from the planning page on.
func compareMoved(t *testing.T, p planners, tab planTab, adding planning.Kept) {
	var points struct{ Items []struct{ ID string } }
	p.ask(http.MethodGet, "postal?limit=1&format=json&as_of=2020-12-31", nil, &points)
	var moved planning.Kept
	p.ask(http.MethodPost, "plans/"+adding.ID+"/keep", map[string]any{
		"name": "Dời một điểm", "edit": planning.Edit{Move: []planning.Place{{ID: points.Items[0].ID, Lon: 107.9, Lat: 14.6}}},
	}, &moved)
	tab.openPlanning(p, "?plan="+adding.ID+"&with="+moved.ID)
	tab.wait(`hatang.other?.()?.base.library.loaded() && hatang.other().base.library.queryRenderedFeatures({layers: ['moves']}).length > 0`)
	tab.leads(func() { tab.click("#compare-desk") }, `document.documentElement.dataset.map`)
	tab.sided(adding.ID, "plan:"+moved.ID)
	tab.wait(`hatang.twin.queryRenderedFeatures({layers: ['plan-moves']}).length > 0 && document.getElementById('sides').innerText.includes('1 điểm dời chỗ')`)
	if got := tab.text("#sides"); strings.Contains(got, "đề xuất đóng") || strings.Count(got, "3 điểm đề xuất thêm") != 2 {
		t.Errorf("the legend counts a move as something else too: %q", got)
	}
	tab.checkClean()
}

// pointAt brings the bar where the side is seen and the pointer over a point of its
// scenario.
func pointAt(tab *tab, side string, percent int) {
	tab.tb.Helper()
	tab.run(fmt.Sprintf(`(() => {
		const bar = document.getElementById('compare-bar');
		while (Math.abs(Number(bar.getAttribute('aria-valuenow')) - %d) > 1) {
			bar.dispatchEvent(new KeyboardEvent('keydown', {key: Number(bar.getAttribute('aria-valuenow')) < %[1]d ? 'ArrowRight' : 'ArrowLeft', bubbles: true}));
		}
		const [f] = hatang.%[2]s.queryRenderedFeatures({layers: ['plan-changes']});
		hatang.map.jumpTo({center: f.geometry.coordinates});
		const at = hatang.map.project(f.geometry.coordinates);
		const box = document.getElementById('map').getBoundingClientRect();
		hatang.map.getCanvas().dispatchEvent(new MouseEvent('mousemove', {bubbles: true, clientX: box.left + at.x, clientY: box.top + at.y}));
	})()`, percent, side))
}

func compareByKeyboard(_ *testing.T, p planners, tab *tab, adding, closing planning.Kept) {
	tab.openReady(p.url + "?lang=en&compare=2021-06-30")
	tab.sided("", "2021-06-30")
	tab.wait(`!document.getElementById('compare-right-what').hidden && document.getElementById('compare-right-what').options.length > 2`)
	tab.focus("#compare-right-what")
	tab.keysAt("#compare-right-what", kb.ArrowDown) // the newest scenario
	tab.sided("", "plan:"+closing.ID)
	tab.says(`#sides [data-side="right"]`, "Right: scenario")
	tab.says("#sides", "2 points proposed to be closed")
	tab.keysAt("#compare-right-what", kb.ArrowDown) // which keeps the focus
	tab.sided("", "plan:"+adding.ID)
	tab.wait(`document.getElementById('compare-bar').getAttribute('aria-valuetext').includes('left Today, right scenario')`)
	// Both sides follow the theme, and what lies over them.
	tab.click("#theme")
	tab.wait(`(() => {
		const of = (map, layer, property) => JSON.stringify(map.getPaintProperty(layer, property));
		const css = getComputedStyle(document.documentElement).getPropertyValue('--map-selected').trim();
		return of(hatang.twin, 'units-fill', 'fill-color') === of(hatang.map, 'units-fill', 'fill-color') && of(hatang.twin, 'plan-areas-line', 'line-color') === JSON.stringify(css);
	})()`)
	// A scenario over another day than its own is said to be.
	tab.openReady(p.url + "?lang=en&as_of=2021-06-30&compare=2022-06-30&left=plan:" + adding.ID)
	tab.sided(adding.ID, "2022-06-30")
	tab.says("#sides .remark", "31/12/2020", "30/06/2021")
	becomes(tab, `document.querySelector('#sides .side-open')?.getAttribute('href')`, "planning?lang=en&plan="+adding.ID)
	tab.checkClean()
}

func printSides(t *testing.T, p planners, tab *tab, adding planning.Kept) {
	tab.prefer("dark")
	tab.openReady(p.url + "?as_of=2020-12-31&compare=2020-12-31&left=plan:" + adding.ID)
	tab.sided(adding.ID, "2020-12-31")
	if got := read[float64](tab, lightness); got < 0.75 {
		t.Errorf("the map on paper has a lightness of %.2f", got)
	}
	paper := tab.printed()
	for _, want := range []string{"Đang so sánh", "Trái:", "Phải:", "3 điểm đề xuất thêm", adding.Code} {
		if !paper.say(want) {
			t.Errorf("the paper lacks %q:\n%s", want, strings.Join(paper, "\f"))
		}
	}
	tab.checkClean()
}

// Whoever may not see plans compares days: nothing is asked of plans, and an address
// with one says why it is not shown.
func TestSidesWithoutTheRightToPlans(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?compare=plan:one&left=plan:two")
	tab.wait(`!document.getElementById('toast').hidden && document.getElementById('toast').innerText.includes('không xem được phương án') && !location.search.includes('plan:')`)
	tab.click("#compare")
	tab.wait(`document.documentElement.dataset.compare && document.getElementById('compare-right-what').hidden && document.getElementById('compare-left-what').hidden && !document.getElementById('compare-right').hidden`)
	tab.says("#sides", "Trái: Hôm nay", "Phải: 31/12/")
	tab.checkClean()
}
