package web_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hatang/registry"
)

// TestWhatIsLaidOverTheMap takes one program through what needs computing:
// nothing computed yet, then coverage, gaps, service areas, conflicts and a
// profile over terrain.
func TestWhatIsLaidOverTheMap(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("skipped by -short: it needs a browser")
	}
	needAssets(t)
	p := newProgram(t)
	newParts(t, nil).run("nothing is computed", func(t *testing.T) {
		before := &program{tb: t, path: p.path, db: p.db} // which ends with this part
		before.serve()
		nothingComputed(t, before)
	})

	p.run("import", "elevation", ridge(t))
	p.run("coverage", "compute", "--technology", "4G")
	p.serve()
	desk := openTab(t, deskWidth, deskHeight)
	parts := newParts(t, desk)
	for _, part := range []struct {
		name string
		do   func(*testing.T, *program, *tab)
	}{{"coverage", coverageLaid}, {"areas and conflicts", areasLaid}, {"here", hereTellsSignals}, {"profile", profileDrawn}} {
		parts.run(part.name, func(t *testing.T) {
			part.do(t, p, desk)
			desk.checkClean()
		})
	}
}

func nothingComputed(t *testing.T, p *program) {
	t.Helper()
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(p.url)
	tab.run(`(() => { const f = document.getElementById('coverage-technology'); f.value = '4G'; f.dispatchEvent(new Event('change')); })()`)
	tab.there(".over-key .empty-over")
	tab.says(".over-key", "hatang coverage compute") // which is how coverage comes to be
	tab.checkClean()
}

func coverageLaid(t *testing.T, p *program, tab *tab) {
	t.Helper()
	tab.openReady(p.url)
	tab.run(`(() => { const f = document.getElementById('coverage-technology'); f.value = '4G'; f.dispatchEvent(new Event('change')); })()`)
	tab.wait(`document.documentElement.dataset.over === '4G' && document.querySelectorAll('.band-list li').length > 0`)
	tab.run(`(() => { const f = document.getElementById('coverage-operator'); f.value = 'viettel'; f.dispatchEvent(new Event('change')); })()`)
	tab.wait(`location.search.includes('coverage=4G/band/viettel') && hatang.map.getSource('coverage')?.tiles?.[0].includes('operator=viettel')`)
	want := read[[]string](tab, `fetch('api/v1/coverage/legend?technology=4G&view=band&operator=viettel').then((r) => r.json()).then((key) => key.items.map((i) => i.label.vi))`)
	if len(want) < 4 {
		t.Errorf("the API's legend is %v", want)
	}
	becomes(tab, `[...document.querySelectorAll('.band-list .layer-name')].map((e) => e.innerText)`, want)
	tab.clickAt("#over-gaps")
	tab.wait(`document.documentElement.dataset.over === '4G gaps' && hatang.map.getLayer('gaps') && hatang.map.loaded()`)
	address := read[string](tab, `location.href`)

	again := openTab(t, deskWidth, deskHeight)
	again.openReady(address)
	again.wait(`document.documentElement.dataset.over === '4G gaps' && hatang.map.getLayer('gaps') && hatang.map.getLayer('coverage')`)
	if got := read[string](again, `document.getElementById('coverage-operator').value`); got != "viettel" {
		t.Errorf("the address brings back the operator %q", got)
	}
	order := read[[]int](again, `(() => { const ids = hatang.map.getStyle().layers.map((l) => l.id); return ['units-fill', 'coverage', 'sites'].map((id) => ids.indexOf(id)); })()`)
	if order[0] > order[1] || order[1] > order[2] {
		t.Errorf("coverage lies at %d, the land at %d, sites at %d", order[1], order[0], order[2])
	}
	again.run(`(() => { const f = document.getElementById('coverage-technology'); f.value = ''; f.dispatchEvent(new Event('change')); })()`)
	again.wait(`!hatang.map.getLayer('coverage') && !location.search.includes('coverage=')`)
	again.checkClean()
}

func areasLaid(t *testing.T, p *program, tab *tab) {
	t.Helper()
	tab.openReady(p.url + "?over=areas,conflicts&layers=postal")
	tab.wait(`document.documentElement.dataset.over === 'areas conflicts'`)
	areas := read[int](tab, `fetch('api/v1/plans/areas?format=geojson').then((r) => r.json()).then((c) => c.features.length)`)
	conflicts := read[int](tab, `fetch('api/v1/conflicts').then((r) => r.json()).then((c) => c.features.length)`)
	if areas == 0 {
		t.Error("there are no areas to look at")
	}
	becomes(tab, `document.querySelector('[data-over="areas"]')?.innerText`, fmt.Sprintf("Vùng phục vụ bưu chính: %d", areas))
	becomes(tab, `document.querySelector('[data-over="conflicts"]')?.innerText`, fmt.Sprintf("Cột quá gần nhau: %d", conflicts))
	tab.wait(`new Set(hatang.map.queryRenderedFeatures({layers: ['areas-fill']}).map((f) => f.properties.colour)).size > 3`)
}

func hereTellsSignals(t *testing.T, p *program, tab *tab) {
	t.Helper()
	tab.openReady(p.url + "?at=108,14.36&lang=en")
	tab.wait(`document.querySelectorAll('.signals tbody tr').length > 0`)
	type network struct {
		Technology string
		Level      *float64
		Unit       string
	}
	want := read[[]network](tab, `fetch('api/v1/coverage/at?lon=108&lat=14.36').then((r) => r.json()).then((a) => a.networks.map((n) => ({Technology: n.technology, Level: n.level, Unit: n.unit})))`)
	becomes(tab, `document.querySelectorAll('.signals tbody tr').length`, len(want))
	text := tab.text(".signals")
	for _, n := range want {
		if n.Level != nil && !strings.Contains(text, registry.EN.Number(*n.Level, 0)+" "+n.Unit) {
			t.Errorf("%v is not in %q", n, text)
		}
	}
}

func profileDrawn(t *testing.T, p *program, tab *tab) {
	t.Helper()
	tab.openReady(p.url + "?view=11.5/108.05/14.3")
	tab.clickAt("#profile")
	canvas := read[[]float64](tab, `(() => { const b = document.querySelector('#map canvas').getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()`)
	tab.do(chromedp.MouseClickXY(canvas[0]+canvas[2]*0.32, canvas[1]+canvas[3]*0.25), chromedp.MouseClickXY(canvas[0]+canvas[2]*0.85, canvas[1]+canvas[3]*0.3))
	tab.wait(`document.querySelector('.chart') && location.search.split('_').length === 2`)
	tab.says("#profile-body", "✕ bị chắn") // by a ridge of 300 m
	becomes(tab, `document.querySelectorAll('.chart-hill').length`, 1)
	tab.wait(`hatang.map.queryRenderedFeatures({layers: ['profile-points']}).some((f) => f.properties.bad === true)`) // where the path is cut off
	tab.run(`document.querySelectorAll('#profile-form input').forEach((i) => { i.value = '400'; i.dispatchEvent(new Event('input', {bubbles: true})); })`)
	tab.wait(`location.search.includes('heights=400,400') && document.querySelectorAll('.chart-hill').length === 0 && document.getElementById('profile-body').innerText.includes('✓ thông')`)
	distance := read[float64](tab, `fetch('api/v1/coverage/profile?' + new URLSearchParams({from: new URLSearchParams(location.search).get('profile').split('_')[0], to: new URLSearchParams(location.search).get('profile').split('_')[1]})).then((r) => r.json()).then((path) => path.distance_m)`)
	tab.says("#profile-body", lengthIn(registry.VI, distance))
	tab.focus("#map canvas")
	tab.keysAt("#map canvas", "\u001b")
	tab.wait(`document.getElementById('profile-card').hidden && !location.search.includes('profile=')`)
}

// ridge writes terrain of 3″ around the town: flat at 500 m but for a ridge of
// 300 m that runs north and south.
func ridge(t *testing.T) string {
	t.Helper()
	const n = 1201
	heights := make([]byte, 0, 2*n*n)
	for range n {
		for column := range n {
			lon := 108 + float64(column)/(n-1)
			m := uint16(500 + 300*math.Exp(-(lon-108.02)*(lon-108.02)/(0.004*0.004)))
			heights = append(heights, byte(m>>8), byte(m)) // whole metres, the high byte first
		}
	}
	path := filepath.Join(t.TempDir(), "N14E108.hgt")
	if err := os.WriteFile(path, heights, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
