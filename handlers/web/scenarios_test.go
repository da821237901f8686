package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

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
	p := planners{newProgram(t)}
	p.serve()
	adding := p.planBy(planning.Question{Goal: planning.Add, Count: 3, Candidates: planning.Candidates{GridM: 8000}, Points: planning.Filter{Approximate: true}})
	closing := p.planBy(planning.Question{Goal: planning.Close, Count: 2, Points: planning.Filter{Approximate: true}})

	t.Run("chosen by hand", func(t *testing.T) { compareByHand(t, p, adding, closing) })
	t.Run("by keyboard, in English", func(t *testing.T) { compareByKeyboard(t, p, adding, closing) })
	t.Run("on paper, from a dark screen", func(t *testing.T) { printSides(t, p, adding) })
	t.Run("a point moved", func(t *testing.T) { compareMoved(t, p, adding) })
	t.Run("one that is gone", func(t *testing.T) {
		tab := openTab(t, deskWidth, deskHeight)
		tab.openReady(p.url + "?compare=plan:nobody&left=plan:" + adding.ID)
		tab.wait(`!document.getElementById('toast').hidden && document.getElementById('toast').innerText.includes('nobody') && document.getElementById('compare-box').hidden`)
		tab.wait(`!location.search.includes('compare=') && !location.search.includes('left=')`)
		tab.forgive("404")
		tab.checkClean()
	})
}

func compareByHand(t *testing.T, p planners, adding, closing planning.Kept) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(p.url)
	tab.click("#compare")
	tab.wait(`!document.getElementById('compare-right-what').hidden && document.documentElement.dataset.compare`)
	tab.choose("compare-right-what", closing.ID)
	tab.sided("", "plan:"+closing.ID)
	tab.wait(changesOn("twin") + ` === 2`)
	if got := read[int](tab, changesOn("map")); got != 0 {
		t.Errorf("to the left there are %d points of a scenario", got)
	}
	tab.choose("compare-left-what", adding.ID)
	tab.sided(adding.ID, "plan:"+closing.ID)
	tab.wait(changesOn("map") + ` === 3 && ` + changesOn("twin") + ` === 2`)
	tab.wait(`location.search.includes('as_of=2020-12-31') && location.search.includes('left=plan:') && hatang.map.queryRenderedFeatures({layers: ['plan-areas-line']}).length > 0`)
	for side, want := range map[string][]string{"left": {adding.Name, adding.Code, "31/12/2020"}, "right": {closing.Name, closing.Code}} {
		for _, part := range want {
			if got := tab.text(`#sides [data-side="` + side + `"]`); !strings.Contains(got, part) {
				t.Errorf("the legend says of the %s side %q, without %q", side, got, part)
			}
		}
	}
	if got := tab.text("#sides"); !strings.Contains(got, "3 điểm đề xuất thêm") || !strings.Contains(got, "2 điểm đề xuất đóng") {
		t.Errorf("the legend does not tell what is proposed: %q", got)
	}
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
	if got := read[string](again, `document.getElementById('twin').style.clipPath`); !strings.Contains(got, "10%") {
		t.Errorf("by its address the map is divided at %q", got)
	}
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
func compareMoved(t *testing.T, p planners, adding planning.Kept) {
	var points struct{ Items []struct{ ID string } }
	p.ask(http.MethodGet, "postal?limit=1&format=json&as_of=2020-12-31", nil, &points)
	var moved planning.Kept
	p.ask(http.MethodPost, "plans/"+adding.ID+"/keep", map[string]any{
		"name": "Dời một điểm", "edit": planning.Edit{Move: []planning.Place{{ID: points.Items[0].ID, Lon: 107.9, Lat: 14.6}}},
	}, &moved)
	tab := openPlanTab(t, deskWidth, deskHeight)
	tab.openPlanning(p, "?plan="+adding.ID+"&with="+moved.ID)
	tab.wait(`hatang.other?.()?.base.library.loaded() && hatang.other().base.library.queryRenderedFeatures({layers: ['moves']}).length > 0`)
	tab.click("#compare-desk")
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

func compareByKeyboard(t *testing.T, p planners, adding, closing planning.Kept) {
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(p.url + "?lang=en&compare=2021-06-30")
	tab.wait(`!document.getElementById('compare-right-what').hidden`)
	tab.run(`document.getElementById('compare-right-what').focus()`)
	tab.do(chromedp.KeyEvent("\u0301")) // ArrowDown: the newest scenario
	tab.sided("", "plan:"+closing.ID)
	if got := tab.text(`#sides [data-side="right"]`); !strings.Contains(got, "Right: scenario") || !strings.Contains(tab.text("#sides"), "2 points proposed to be closed") {
		t.Errorf("the legend in English: %q", tab.text("#sides"))
	}
	if got := read[string](tab, `document.activeElement.id`); got != "compare-right-what" {
		t.Errorf("the focus has gone to %q", got)
	}
	tab.do(chromedp.KeyEvent("\u0301"))
	tab.sided("", "plan:"+adding.ID)
	if got := read[string](tab, `document.getElementById('compare-bar').getAttribute('aria-valuetext')`); !strings.Contains(got, "left Today, right scenario") {
		t.Errorf("the bar is read out as %q", got)
	}
	// Both sides follow the theme, and what lies over them.
	tab.run(`document.getElementById('theme').click()`)
	tab.wait(`(() => {
		const of = (map, layer, property) => JSON.stringify(map.getPaintProperty(layer, property));
		const css = getComputedStyle(document.documentElement).getPropertyValue('--map-selected').trim();
		return of(hatang.twin, 'units-fill', 'fill-color') === of(hatang.map, 'units-fill', 'fill-color') && of(hatang.twin, 'plan-areas-line', 'line-color') === JSON.stringify(css);
	})()`)
	// A scenario over another day than its own is said to be.
	tab.openReady(p.url + "?lang=en&as_of=2021-06-30&compare=2022-06-30&left=plan:" + adding.ID)
	tab.sided(adding.ID, "2022-06-30")
	if got := tab.text("#sides .remark"); !strings.Contains(got, "31/12/2020") || !strings.Contains(got, "30/06/2021") {
		t.Errorf("the legend says of the days %q", got)
	}
	if got := read[string](tab, `document.querySelector('#sides .side-open').getAttribute('href')`); got != "planning?lang=en&plan="+adding.ID {
		t.Errorf("the way to the scenario is %q", got)
	}
	tab.checkClean()
}

func printSides(t *testing.T, p planners, adding planning.Kept) {
	tab := openTab(t, deskWidth, deskHeight)
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
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?compare=plan:one&left=plan:two")
	tab.wait(`!document.getElementById('toast').hidden && document.getElementById('toast').innerText.includes('không xem được phương án') && !location.search.includes('plan:')`)
	tab.run(`document.getElementById('compare').click()`)
	tab.wait(`document.documentElement.dataset.compare && document.getElementById('compare-right-what').hidden && document.getElementById('compare-left-what').hidden && !document.getElementById('compare-right').hidden`)
	if got := tab.text("#sides"); !strings.Contains(got, "Trái: Hôm nay") || !strings.Contains(got, "Phải: 31/12/") {
		t.Errorf("the legend says %q", got)
	}
	tab.checkClean()
}
