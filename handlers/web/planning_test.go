package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/jobs"
	"hatang/registry/planning"
)

// planners is the program with what tests of planning ask of it.
type planners struct{ *program }

// planTab is a tab with the page of planning.
type planTab struct{ *tab }

func openPlanTab(tb testing.TB, width, height int64, flags ...string) planTab {
	return planTab{openTab(tb, width, height, flags...)}
}

// ask asks the program's API and reads its answer.
func (p planners) ask(method, path string, body, into any) {
	p.tb.Helper()
	var content bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&content).Encode(body); err != nil {
			p.tb.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(p.tb.Context(), method, p.url+"api/v1/"+path, &content)
	if err != nil {
		p.tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		p.tb.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= http.StatusBadRequest {
		p.tb.Fatalf("%s %s: %s %v\n%s", method, path, answer.Status, err, text)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			p.tb.Fatalf("%s %s: %v\n%.400s", method, path, err, text)
		}
	}
}

// plan is a scenario by its ID.
func (p planners) plan(id string) planning.Kept {
	p.tb.Helper()
	var kept planning.Kept
	p.ask(http.MethodGet, "plans/"+id, nil, &kept)
	return kept
}

// planBy makes a plan of the postal network of 2020 and waits for it.
func (p planners) planBy(question planning.Question) planning.Kept {
	p.tb.Helper()
	day, err := registry.ParseDate("2020-12-31")
	if err != nil {
		p.tb.Fatal(err)
	}
	question.Network, question.AsOf = indicators.PostalNetwork, day
	var job jobs.Job
	p.ask(http.MethodPost, "plans", question, &job)
	for deadline := time.Now().Add(patience()); time.Now().Before(deadline) && !job.State.Ended(); time.Sleep(100 * time.Millisecond) {
		p.ask(http.MethodGet, "jobs/"+job.ID, nil, &job)
	}
	var done planning.JobDone
	if err := json.Unmarshal(job.Result, &done); err != nil {
		p.tb.Fatalf("job %+v: %v", job, err)
	}
	return p.plan(done.Scenario.ID)
}

// openPlanning goes to the page with this query and waits until it is drawn.
func (t planTab) openPlanning(p planners, query string) {
	t.tb.Helper()
	t.open(p.url + "planning" + query)
	t.wait(`document.documentElement.dataset.planmap && document.documentElement.dataset.plan && document.documentElement.dataset.keys === 'ready'`)
}

// planned waits until the page shows a scenario with so many edits, and gives
// its ID.
func (t planTab) planned(edits int) string {
	t.tb.Helper()
	t.wait(fmt.Sprintf(`/^\S+ %d$/.test(document.documentElement.dataset.plan)`, edits))
	return strings.Fields(read[string](t.tab, `document.documentElement.dataset.plan`))[0]
}

// enter gives a control a value as somebody who types it would.
func (t planTab) enter(selector, value string) {
	t.tb.Helper()
	t.there(selector)
	t.run(fmt.Sprintf(`(() => { const c = document.querySelector(%q); c.focus(); c.value = %q; c.dispatchEvent(new Event('input', {bubbles: true})); c.dispatchEvent(new Event('change', {bubbles: true})); })()`, selector, value))
}

// cellTexts are those of a row of the table of indicators: before, after, change.
const cellTexts = `[...document.querySelectorAll('[data-indicator=%q] td')].map((c) => c.innerText.split('\n')[0].trim())`

// km is a way as the page writes it.
func km(metres registry.Opt[float64], lang registry.Lang) string {
	switch v := metres.Value; {
	case !metres.Known:
		return "–"
	case v < 999.5:
		return lang.Number(v, 0) + " m"
	case v < 99950:
		return lang.Number(v/1000, 2) + " km"
	default:
		return lang.Number(v/1000, 1) + " km"
	}
}

// shows checks that the table says what the API does of a result.
func (t planTab) shows(r *planning.Result, lang registry.Lang) {
	t.tb.Helper()
	for indicator, want := range map[string][2]string{
		"points":        {lang.Integer(r.Before.Counted), lang.Integer(r.After.Counted)},
		"radius-circle": {lang.Number(r.Before.RadiusCircleKM.Value, 2) + " km", lang.Number(r.After.RadiusCircleKM.Value, 2) + " km"},
		"mean":          {km(r.Before.Access.Mean, lang), km(r.After.Access.Mean, lang)},
		"p90":           {km(r.Before.Access.P90, lang), km(r.After.Access.P90, lang)},
		"max":           {km(r.Before.Access.Max, lang), km(r.After.Access.Max, lang)},
		"within-3000":   {lang.Number(100*r.Before.Access.Within[2].Share, 1) + " %", lang.Number(100*r.After.Access.Within[2].Share, 1) + " %"},
		"gini":          {lang.Number(r.Before.Equity.Gini.Value, 3), lang.Number(r.After.Equity.Gini.Value, 3)},
	} {
		t.wait(fmt.Sprintf(`document.querySelectorAll('[data-indicator=%q] td').length === 3`, indicator))
		becomes(t.tab, fmt.Sprintf(cellTexts, indicator)+`.slice(0, 2)`, want)
	}
}

// numbered is how many points of the plan the map draws.
const numbered = `new Set(hatang.plan.base.library.queryRenderedFeatures({layers: ['changes']}).map((f) => f.properties.id)).size`

// TestPlanningDesk walks through planning as a planner does: asks for five more
// points, reads what they bring and why, moves and adds points by hand, keeps
// that under a name, sets it beside the first.
func TestPlanningDesk(t *testing.T) {
	t.Parallel()
	p := planners{newProgram(t)}
	p.serve()
	desk := openPlanTab(t, deskWidth, deskHeight)
	parts := newParts(t, desk.tab)
	part := func(name string, do func(*testing.T, planTab), needs ...string) {
		parts.run(name, func(t *testing.T) {
			do(t, desk)
		}, needs...)
	}
	const asked = "five more points"
	var first string
	part(asked, func(t *testing.T, tab planTab) {
		tab.openPlanning(p, "")
		tab.says("#outcome", "Lập phương án") // which says what to do
		tab.enter("#n", "5")
		tab.enter("#day", "31/12/2020")
		tab.click("#run")
		tab.wait(`document.getElementById('job').innerText.includes('%') && location.search.includes('job=')`)
		tab.do(chromedp.Reload())
		first = tab.planned(0)
		kept := p.plan(first)
		tab.shows(kept.Result, registry.VI)
		tab.wait(numbered + ` === 5`)
		var reasons []string
		for _, change := range kept.Result.Changes {
			reasons = append(reasons, change.Reason.VI)
		}
		becomes(tab.tab, `[...document.querySelectorAll('.change-why')].map((r) => r.innerText)`, reasons)
		if got := tab.text("#proof"); kept.Result.Solver.Optimal != strings.Contains(got, "Tối ưu đã chứng minh") {
			t.Errorf("optimal %v, yet the page says %q", kept.Result.Solver.Optimal, got)
		}
		tab.focus(`[data-indicator="radius-circle"] td:nth-child(3) .figure`)
		tab.says("#explanation", "9.674,18", "134") // by which the radius explains itself
		for format, magic := range map[string]string{"xlsx": "PK", "pdf": "%PDF", "geojson": "{"} {
			start := read[string](tab.tab, fmt.Sprintf(`fetch(document.querySelector('#exports [data-format=%q]').href).then((r) => r.text()).then((t) => t.slice(0, 4))`, format))
			if !strings.HasPrefix(start, magic) {
				t.Errorf("%s begins with %q", format, start)
			}
		}
		tab.checkClean()
	})
	part("edits by hand", func(t *testing.T, tab planTab) { editByHand(t, p, tab, first) }, asked)
	part("a point dragged", func(t *testing.T, tab planTab) { dragAPoint(t, p, tab, first) }, asked)
	part("forced and forbidden", func(t *testing.T, tab planTab) { forceAndForbid(t, p, tab, first) }, asked)
	part("two compared", func(t *testing.T, tab planTab) { compareTwo(t, p, tab, first) }, asked)
	part("a job cancelled", func(t *testing.T, tab planTab) { cancelAJob(t, p, tab) })
	part("people weighed", func(t *testing.T, tab planTab) { planWeighed(t, p, tab) })
	part("masts", func(t *testing.T, tab planTab) { planMasts(t, p, tab) })
	part("keyboard alone", func(t *testing.T, tab planTab) { planByKeyboard(t, p, tab, first) }, asked)
	part("what cannot be done", func(t *testing.T, tab planTab) { planImpossible(t, p, tab, first) }, asked)
	part("norms", func(t *testing.T, tab planTab) { readNorms(t, p, tab) })
	part("on paper", func(t *testing.T, tab planTab) { printPlan(t, p, tab, first) }, asked)
	part("accessible", func(t *testing.T, tab planTab) { planAccessibly(t, p, tab, first) }, asked)
	parts.run("without WebGL", func(t *testing.T) { planWithoutMap(t, p, first) }, asked)
}

func editByHand(t *testing.T, p planners, tab planTab, first string) {
	tab.openPlanning(p, "?plan="+first)
	before := p.plan(first).Result
	moved := before.Changes[0]
	tab.click(`.change[data-id="` + moved.ID + `"]`)
	tab.wait(`!document.getElementById('pick').hidden && location.search.includes('sel=')`)
	tab.wait(`document.getElementById('pick').innerText.includes('Xã khó khăn nhất được giảm')`)
	tab.click("#pick-move summary")
	tab.enter("#move-at", "15.20, 107.70")
	tab.click("#move-at-go")
	tab.planned(1)
	edit := planning.Edit{Move: []planning.Place{{ID: moved.ID, Lon: 107.70, Lat: 15.20}}}
	var draft planning.Kept
	p.ask(http.MethodPost, "plans/"+first+"/edits", edit, &draft)
	tab.shows(draft.Result, registry.VI)
	tab.says("#unsaved", "Chưa lưu: 1")
	if draft.Result.After.Access.Mean == before.After.Access.Mean {
		t.Error("a move that changes nothing")
	}
	tab.click("#add-point")
	tab.enter("#add-at", "14°24'N 108°06'E")
	tab.click("#add-at-go")
	tab.planned(2)
	tab.wait(numbered + ` === 6`)
	edit.Add = []planning.Place{{ID: "h:1", Name: "Điểm thêm 1", Lon: 108.1, Lat: 14.4}}
	p.ask(http.MethodPost, "plans/"+first+"/edits", edit, &draft)
	tab.shows(draft.Result, registry.VI)

	// A link shows the same; going back and undoing take a step away.
	address := read[string](tab.tab, `location.href`)
	tab.open(address)
	tab.planned(2)
	tab.shows(draft.Result, registry.VI)
	tab.click("#undo")
	tab.planned(1)
	tab.run(`history.back()`)
	tab.planned(2)
	tab.enter("#save-name", "Thêm xã Đắk Blà")
	tab.click("#save")
	tab.wait(fmt.Sprintf(`document.documentElement.dataset.plan !== '%s 2' && /^\S+ 0$/.test(document.documentElement.dataset.plan)`, first))
	saved := p.plan(tab.planned(0))
	if saved.Name != "Thêm xã Đắk Blà" || saved.Parent != first || len(saved.Result.Layout.Added) != 6 {
		t.Errorf("kept: %+v", saved)
	}
	tab.shows(saved.Result, registry.VI)
	tab.says("#scenarios [aria-current]", saved.Name)
	tab.checkClean()
}

// at is where on the screen the map draws a place.
func (t planTab) at(lon, lat float64) (x, y float64) {
	t.tb.Helper()
	at := read[[]float64](t.tab, fmt.Sprintf(`(() => { const m = hatang.plan.base.library, p = m.project([%v, %v]), b = m.getCanvas().getBoundingClientRect(); return [p.x + b.left, p.y + b.top]; })()`, lon, lat))
	return at[0], at[1]
}

func dragAPoint(t *testing.T, p planners, tab planTab, first string) {
	tab.openPlanning(p, "?plan="+first)
	before := p.plan(first).Result
	tab.wait(numbered + ` === 5 && hatang.plan.base.library.loaded()`)
	moved := before.Changes[1]
	x, y := tab.at(moved.Lon, moved.Lat)
	tab.do(chromedp.MouseEvent("mouseMoved", x, y), chromedp.MouseEvent("mousePressed", x, y, chromedp.ButtonLeft),
		chromedp.MouseEvent("mouseMoved", x+10, y+15, chromedp.ButtonLeft), chromedp.MouseEvent("mouseMoved", x+20, y+30, chromedp.ButtonLeft),
		chromedp.MouseEvent("mouseReleased", x+20, y+30, chromedp.ButtonLeft))
	tab.planned(1)
	steps := read[string](tab.tab, `new URLSearchParams(location.search).get('edit')`)
	var lon, lat float64
	if _, err := fmt.Sscanf(strings.ReplaceAll(strings.TrimPrefix(steps, "m~"+"g:"), "~", " "), "%s %f %f", new(string), &lon, &lat); err != nil {
		t.Fatalf("edits %q: %v", steps, err)
	}
	var draft planning.Kept
	p.ask(http.MethodPost, "plans/"+first+"/edits", planning.Edit{Move: []planning.Place{{ID: moved.ID, Lon: lon, Lat: lat}}}, &draft)
	if lon <= moved.Lon || lat >= moved.Lat {
		t.Errorf("dragged down and to the right, from %v %v it came to %v %v", moved.Lon, moved.Lat, lon, lat)
	}
	tab.shows(draft.Result, registry.VI)
	tab.wait(`document.documentElement.dataset.areas === '134'`)

	// A click in the mode for it adds a point; dropped outside the province it is
	// refused, and taken back.
	tab.click("#pick-close")
	tab.click("#fit-all")
	tab.wait(`document.getElementById('pick').hidden && !hatang.plan.base.library.isMoving()`)
	tab.click("#add-point")
	x, y = tab.at(107.6, 14.2)
	tab.do(chromedp.MouseClickXY(x, y))
	tab.planned(2)
	becomes(tab.tab, `document.querySelectorAll('.change').length`, 6)
	tab.click("#add-point")
	x, y = tab.at(107.25, 14.9)
	tab.do(chromedp.MouseClickXY(x, y))
	tab.wait(`!document.getElementById('toast').hidden && document.getElementById('toast').innerText.includes('nằm ngoài Tỉnh Kon Tum')`)
	tab.planned(2)
	for _, problem := range tab.complaints() {
		if !strings.Contains(problem, "400") { // the refusal itself
			t.Errorf("the page complains: %s", problem)
		}
	}
}

func forceAndForbid(t *testing.T, p planners, tab planTab, first string) {
	before := p.plan(first).Result
	out := before.Changes[0]
	tab.openPlanning(p, "?plan="+first+"&sel="+out.ID)
	tab.click("#pick-forbid")
	tab.wait(`document.querySelector('#named .chip') && location.search.includes('forbid=')`)
	tab.there("#more-candidates")
	tab.run(`document.getElementById('more-candidates').open = true`)
	tab.click("#show-candidates")
	tab.wait(`hatang.plan.base.library.querySourceFeatures('candidates').length > 0 && document.getElementById('candidates-status').innerText.includes('1.820')`)
	tab.click("#run")
	tab.wait(fmt.Sprintf(`/^\S+ 0$/.test(document.documentElement.dataset.plan) && !document.documentElement.dataset.plan.startsWith('%s')`, first))
	next := p.plan(tab.planned(0)).Result
	for _, change := range next.Changes {
		if change.ID == out.ID {
			t.Errorf("%s is forbidden and yet chosen", out.ID)
		}
	}
	if len(next.Changes) != 5 || len(next.Question.Forbid) != 1 {
		t.Errorf("forbidden %v, %d points", next.Question.Forbid, len(next.Changes))
	}
	tab.checkClean()
}

func compareTwo(t *testing.T, p planners, tab planTab, first string) {
	closing := p.planBy(planning.Question{Goal: planning.Close, Count: 2})
	tab.openPlanning(p, "?plan="+first)
	tab.there(fmt.Sprintf(`#compare-with option[value=%q]`, closing.ID))
	tab.enter("#compare-with", closing.ID)
	tab.wait(fmt.Sprintf(`document.documentElement.dataset.plan === '%s 0 %s'`, first, closing.ID))
	one := p.plan(first).Result
	becomes(tab.tab, `document.querySelectorAll('[data-indicator="mean"] td').length`, 4)
	becomes(tab.tab, fmt.Sprintf(cellTexts, "mean")+`.slice(0, 3)`,
		[]string{km(one.Before.Access.Mean, registry.VI), km(one.After.Access.Mean, registry.VI), km(closing.Result.After.Access.Mean, registry.VI)})
	if said := tab.text("#outcome"); strings.Contains(said, "đã thay đổi") {
		t.Errorf("nothing the plans stand on has changed: %q", said)
	}
	tab.wait(`hatang.other() && hatang.other().base.library.loaded() && new Set(hatang.other().base.library.queryRenderedFeatures({layers: ['changes']}).map((f) => f.properties.id)).size === 2`)
	tab.enter("#swipe-at", "30")
	tab.wait(`document.getElementById('other-map').style.clipPath.includes('30%') && location.search.includes('30')`)
	tab.run(`hatang.plan.base.library.jumpTo({center: [108.1, 14.5], zoom: 10})`)
	tab.wait(`Math.abs(hatang.other().base.library.getZoom() - 10) < 1e-9`)
	tab.open(read[string](tab.tab, `location.href`))
	tab.wait(`document.getElementById('swipe-at')?.value === '30' && document.getElementById('comparison')`)
	tab.click("#compare-stop")
	tab.planned(0)
	tab.checkClean()
}

func cancelAJob(t *testing.T, p planners, tab planTab) {
	tab.openPlanning(p, "?network=postal&n=40&day=2020-12-31&limit=120&grid=1&gridm=500")
	tab.click("#run")
	tab.click("#job-cancel")
	tab.wait(`document.documentElement.dataset.job === 'cancelled' && !document.getElementById('run').disabled`)
	id := read[string](tab.tab, `new URLSearchParams(location.search).get('job')`)
	var job jobs.Job
	p.ask(http.MethodGet, "jobs/"+id, nil, &job)
	if job.State != jobs.Cancelled {
		t.Errorf("the job is %s", job.State)
	}
	tab.do(chromedp.Reload())
	tab.wait(`document.getElementById('job-again') && document.getElementById('n').value === '40'`)
	tab.run(`delete document.documentElement.dataset.job`)
	tab.click("#job-again")
	tab.click("#job-cancel")
	tab.wait(`document.documentElement.dataset.job === 'cancelled'`)
	tab.checkClean()
}

func planByKeyboard(_ *testing.T, p planners, tab planTab, first string) {
	tab.openPlanning(p, "?lang=en&plan="+first)
	before := p.plan(first).Result
	tab.shows(before, registry.EN)
	tab.keys("j")
	tab.keysAt(fmt.Sprintf(`[data-id=%q]`, before.Changes[0].ID), "j")
	tab.wait(fmt.Sprintf(`new URLSearchParams(location.search).get('sel') === %q && document.activeElement.dataset.id === %[1]q`, before.Changes[1].ID))
	becomes(tab.tab, `document.querySelector('#pick-why')?.innerText`, before.Changes[1].Reason.EN)
	tab.keys("\u001b")
	tab.wait(`document.getElementById('pick').hidden`)
	tab.focus("#curve")
	tab.keysAt("#curve", kb.ArrowLeft, kb.ArrowRight, kb.ArrowRight)
	step := before.Curve[2]
	tab.says("#curve-readout", "3. "+step.Name, registry.EN.Number(step.Gain/1000, 0))
	tab.keysAt("#curve", "\r")
	tab.wait(fmt.Sprintf(`new URLSearchParams(location.search).get('sel') === %q`, step.ID))
	tab.focus("#pick-remove")
	tab.wait(`document.documentElement.dataset.areas === '134'`) // with which the card is drawn anew
	tab.keysAt("#pick-remove", "\r")
	tab.planned(1)
	var draft planning.Kept
	p.ask(http.MethodPost, "plans/"+first+"/edits", planning.Edit{Remove: []string{step.ID}}, &draft)
	tab.shows(draft.Result, registry.EN)
	tab.says("#unsaved", "Not saved: 1")
	tab.checkClean()
}

func planImpossible(_ *testing.T, p planners, tab planTab, first string) {
	tab.openPlanning(p, "?network=postal&goal=add&n=6000&day=2020-12-31")
	tab.click("#run")
	tab.wait(`document.querySelector('[data-field="count"] .error')?.innerText.includes('5000') && document.getElementById('n').getAttribute('aria-invalid') === 'true'`)
	// More than the candidates there are is found out by the job only.
	tab.enter("#n", "4000")
	tab.click("#run")
	tab.wait(`document.documentElement.dataset.job === 'failed' && document.querySelector('[data-field="count"] .error')?.innerText.includes('ứng viên')`)
	tab.enter("#day", "31/2/2020")
	tab.click("#run")
	tab.wait(`document.querySelector('[data-field="as_of"] .error')`)
	// A share that no candidate can bring is said, with the verdict.
	far := p.planBy(planning.Question{Goal: planning.Fewest, Share: 0.99, RadiusM: 500, Candidates: planning.Candidates{Seats: true}})
	tab.openPlanning(p, "?plan="+far.ID)
	tab.says("#goal-verdict", "✕ Không đạt yêu cầu")
	tab.says("#plan-notes", "ngoài tầm") // of those out of reach
	tab.openPlanning(p, "?plan=nobody")
	tab.wait(`document.documentElement.dataset.plan === 'failed' && document.querySelector('#outcome [role=alert]')`)
	tab.openPlanning(p, "?plan="+first+"&edit=m~nobody~108~14.4!junk!a~h:1~108.1~14.4")
	tab.wait(`!document.getElementById('toast').hidden`)
	tab.planned(0)
}

func readNorms(_ *testing.T, p planners, tab planTab) {
	tab.openPlanning(p, "?show=norms&day=2024-12-31")
	var sheet planning.NormSheet
	p.ask(http.MethodGet, "plans/norms?as_of=2024-12-31", nil, &sheet)
	short := 0
	for _, line := range sheet.Communes {
		for _, v := range line.Verdicts {
			if v.Verdict == planning.NotMet || v.Verdict == planning.Undecidable {
				short++
				break
			}
		}
	}
	tab.click("#norms-short")
	tab.wait(fmt.Sprintf(`document.querySelectorAll('#norm-communes tbody tr').length === %d && location.search.includes('short=1')`, short))
	for _, total := range sheet.Norms {
		people := "–"
		if total.People.Known {
			people = registry.VI.Number(total.People.Value, 0)
		}
		want := []string{registry.VI.Integer(total.Met), registry.VI.Integer(total.NotMet), registry.VI.Integer(total.Undecidable), people}
		becomes(tab.tab, fmt.Sprintf(`[...document.querySelectorAll('[data-norm=%q] td')].map((c) => c.innerText.trim())`, total.Norm.ID), want)
	}
	tab.enter("#norms-find", "dak man")
	tab.wait(`document.querySelectorAll('#norm-communes tbody tr').length === 1 && document.querySelector('#norm-communes tbody').innerText.includes('✕ không đạt')`)
	tab.checkClean()
}

func planWithoutMap(t *testing.T, p planners, first string) {
	tab := openPlanTab(t, deskWidth, deskHeight, "disable-3d-apis")
	tab.openPlanning(p, "?plan="+first)
	tab.planned(0)
	tab.click("#add-point")
	tab.enter("#add-at", "14.4, 108.1")
	tab.click("#add-at-go")
	tab.planned(1)
	becomes(tab.tab, `document.querySelectorAll('.change').length`, 6)
	tab.checkClean()
}

func printPlan(t *testing.T, p planners, tab planTab, first string) {
	tab.openPlanning(p, "?plan="+first)
	tab.wait(numbered + ` === 5 && hatang.plan.base.library.loaded()`)
	light := read[float64](tab.tab, lightness)
	tab.prefer("dark")
	tab.wait(`matchMedia('(prefers-color-scheme: dark)').matches`)
	tab.wait(numbered + ` === 5 && hatang.plan.base.library.loaded()`)
	if dark := read[float64](tab.tab, lightness); light < 0.75 || dark < 0.75 {
		t.Errorf("the map on paper has a lightness of %.2f, and of %.2f from a dark screen", light, dark)
	}
	pages := tab.printed()
	kept := p.plan(first)
	for _, want := range []string{kept.Name, "Chỉ tiêu trước và sau", "Đường cong lợi ích", "sơ đồ", "plan=" + first, kept.Result.Changes[0].Name} {
		if !pages.say(want) {
			t.Errorf("the paper lacks %q", want)
		}
	}
	if len(pages) > 6 {
		t.Errorf("%d pages", len(pages))
	}
	tab.checkClean()
}

func planAccessibly(t *testing.T, p planners, tab planTab, first string) {
	checker := axe(t)
	for _, test := range []struct {
		name, scheme  string
		width, height int64
		query         string
	}{
		{"edited and picked", "light", deskWidth, deskHeight, "?plan=" + first + "&edit=a~h:1~108.1~14.4&sel=h:1"},
		{"dark", "dark", deskWidth, deskHeight, "?lang=en&plan=" + first},
		{"norms", "light", deskWidth, deskHeight, "?show=norms&day=2024-12-31"},
		{"phone", "dark", phoneWidth, phoneHeight, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			tab.in(t)
			tab.do(chromedp.EmulateViewport(test.width, test.height))
			tab.prefer(test.scheme)
			tab.openPlanning(p, test.query)
			tab.run(`document.querySelectorAll('#question details').forEach((d) => { d.open = true; })`)
			tab.accessible(checker, test.name)
		})
	}
}
