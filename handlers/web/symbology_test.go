package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"hatang/registry"
)

// whole is a view with every point of the demonstration in it.
const whole = "view=8.2/107.7/14.68"

func TestMapCountsWhatTheListCounts(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	for _, test := range []struct{ kind, filter string }{
		{"sites", "operator_code=viettel,mobifone"},
		{"sites", "technologies=2G"},
		{"sites", "technologies=4G&operator_code=vnpt"},
		{"sites", "state=on_air&structure=guyed"},
		{"sites", "q=dak"},
		{"sites", "unit=23281"},
		{"postal", "class=post_office_1,post_office_2"},
		{"postal", "public=true&q=kon"},
		{"radio", "technology=fm"},
		{"radio", "state=working&q=xa"},
	} {
		tab.openList(fmt.Sprintf("%s?pane=%s&%s&%s", s.url, test.kind, test.filter, whole))
		tab.wait(`!!document.documentElement.dataset.legend`)
		want := read[int](tab, fmt.Sprintf(`fetch('api/v1/%s?%s&limit=1').then((r) => r.json()).then((page) => page.total)`, test.kind, test.filter))
		tab.lists(registry.Kind(test.kind), want)
		tab.wait(fmt.Sprintf(`document.querySelector('#layer-%s').closest('label').querySelector('.layer-count').innerText === '%s'`, test.kind, registry.VI.Integer(want)))
		tab.draws(test.kind, want)
		if want == 0 {
			t.Errorf("%s?%s finds nothing: it has nothing to tell", test.kind, test.filter)
		}
	}
	tab.checkClean()
}

func TestMarksTellWhatTheLegendSays(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	// Around the town, near enough for every site to have its own mark.
	at := "view=12/108/14.36"
	for _, style := range []string{"operator", "technology", "state", "age"} {
		tab.openReady(fmt.Sprintf("%s?%s&style=%s", s.url, at, style))
		tab.wait(fmt.Sprintf(`document.documentElement.dataset.legend === '%s %d'`, style, s.count(registry.Sites)))
		classes := read[map[string]string](tab, `Object.fromEntries([...document.querySelectorAll('#site-classes li')].map((l) => [l.dataset.class, l.querySelector('.layer-count').innerText]))`)
		sum := 0
		for name, text := range classes {
			var n int
			if _, err := fmt.Sscan(strings.ReplaceAll(text, ".", ""), &n); err != nil {
				t.Errorf("%s: class %s counts %q", style, name, text)
			}
			sum += n
		}
		if want := s.count(registry.Sites); sum != want {
			t.Errorf("%s: the classes %v add to %d of %d sites", style, classes, sum, want)
		}
		tab.wait(`hatang.map.loaded() && hatang.map.queryRenderedFeatures({layers: ['sites']}).length > 0`)
		seen := read[[]string](tab, `[...new Set(hatang.map.queryRenderedFeatures({layers: ['sites']}).map((f) => String(f.layer.layout['icon-image'])))]`)
		for _, image := range seen {
			if _, known := classes[strings.TrimSuffix(image, "-hollow")]; !known {
				t.Errorf("%s: the mark %s is not in the legend %v", style, image, classes)
			}
		}
	}
	// Chosen in the legend, it is in the address and comes back with it.
	tab.openReady(s.url + "?" + at)
	tab.run(`(() => { const f = document.getElementById('site-style'); f.value = 'technology'; f.dispatchEvent(new Event('change')); })()`)
	tab.wait(`location.search.includes('style=technology') && document.documentElement.dataset.legend?.startsWith('technology ') && document.documentElement.dataset.map === 'ready'`)
	becomes(tab, `new Set(hatang.map.queryRenderedFeatures({layers: ['sites']}).map((f) => String(f.layer.layout['icon-image']).split('-')[0])).size`, 1)
	tab.run(`history.back()`)
	tab.wait(`document.documentElement.dataset.legend?.startsWith('operator ') && document.getElementById('site-style').value === 'operator'`)
	tab.checkClean()
}

func TestDayDrivesListMapAndCounts(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	all := s.count(registry.Postal)
	tab.openList(s.url + "?pane=postal&" + whole)
	tab.lists(registry.Postal, all)
	tab.clickAt("#day summary")
	tab.run(`(() => { const i = document.getElementById('day-input'); i.value = '2020-12-30'; i.dispatchEvent(new Event('change')); })()`)
	tab.lists(registry.Postal, 0) // the demonstration begins on the day after
	tab.wait(`location.search.includes('as_of=2020-12-30') && document.documentElement.dataset.map === 'ready'`)
	tab.draws("postal", 0) // before the registry begins
	tab.says("#day summary", "30/12/2020")
	tab.wait(`document.querySelector('#export a').href.includes('as_of=2020-12-30')`)
	tab.run(`(() => { const i = document.getElementById('day-input'); i.value = '2020-12-31'; i.dispatchEvent(new Event('change')); })()`)
	tab.lists(registry.Postal, all)
	tab.wait(`document.documentElement.dataset.map === 'ready' && ` + counted("postal") + fmt.Sprintf(` === %d`, all))
	tab.run(`document.activeElement.blur()`)
	tab.rail("m", func() { tab.says(".unit-name small", "31/12/2020") })
	tab.checkClean()
}

func TestTwoDaysBesideEachOther(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?compare=2020-12-30&" + whole)
	tab.wait(`document.documentElement.dataset.compare === '2020-12-30' && hatang.twin.loaded()`)
	// To the right is what was before the registry begins.
	becomes(tab, `hatang.twin.queryRenderedFeatures({layers: ['sites', 'sites-clusters', 'postal', 'radio', 'units-fill']}).length`, 0)
	tab.draws("sites", s.count(registry.Sites))
	tab.run(`(() => { const i = document.getElementById('compare-right'); i.value = '2021-06-30'; i.dispatchEvent(new Event('change')); })()`)
	tab.wait(`document.documentElement.dataset.compare === '2021-06-30' && hatang.twin.loaded() && hatang.twin.queryRenderedFeatures({layers: ['sites-clusters']}).length > 0`)
	tab.focus("#compare-bar")
	for range 5 {
		tab.keysAt("#compare-bar", kb.ArrowLeft)
	}
	becomes(tab, `document.getElementById('compare-bar').getAttribute('aria-valuenow') + document.getElementById('twin').style.clipPath`, "40inset(0px 0px 0px 40%)")
	tab.run(`hatang.map.jumpTo({center: [108, 14.4], zoom: 9.5})`)
	tab.wait(`Math.abs(hatang.twin.getZoom() - 9.5) < 0.01 && Math.abs(hatang.twin.getCenter().lng - 108) < 1e-4`)
	tab.clickAt("#compare-close")
	tab.wait(`document.getElementById('compare-box').hidden && !location.search.includes('compare=')`)
	tab.checkClean()
}

func TestClickSelectsAndEnterOpens(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(s.url + "?pane=sites&layers=sites&" + whole)
	tab.wait(`document.querySelectorAll('.record').length === 50`)
	tab.clickAt(".records li:nth-child(3) .record")
	tab.wait(`document.querySelectorAll('.record')[2].getAttribute('aria-current') === 'true'`)
	tab.wait(`hatang.map.queryRenderedFeatures({layers: ['selected']}).length > 0`)
	if !read[bool](tab, `document.getElementById('drawer').hidden`) {
		t.Error("a click opens the record at once")
	}
	tab.focus(".records li:nth-child(3) .record")
	tab.keysAt(".records li:nth-child(3) .record", "\r")
	tab.wait(`!document.getElementById('drawer').hidden && !!document.documentElement.dataset.record`)
	tab.keysAt("#drawer", "\u001b")
	tab.wait(`document.getElementById('drawer').hidden`)

	// What is under the pointer is lit in the list, at a zoom at which marks name their records and at one at which not.
	for _, zoom := range []float64{12, 9.5} {
		site := read[struct{ ID, Lon, Lat string }](tab, `(() => { const r = document.querySelectorAll('.record')[0]; return {ID: r.dataset.id, Lon: '', Lat: ''}; })()`)
		rec := s.records(registry.Sites, registry.Where("id", site.ID))[0].(*registry.Site) //nolint:forcetypeassert // asked by kind
		tab.run(fmt.Sprintf(`hatang.map.jumpTo({center: [%v, %v], zoom: %v})`, rec.Point[0], rec.Point[1], zoom))
		tab.wait(`hatang.map.loaded() && document.documentElement.dataset.map === 'ready'`)
		seen := read[bool](tab, fmt.Sprintf(`(() => {
			const p = hatang.map.project([%v, %v]);
			hatang.map.fire('mousemove', {point: p, lngLat: hatang.map.unproject(p)});
			return hatang.map.queryRenderedFeatures(p, {layers: ['sites']}).length > 0;
		})()`, rec.Point[0], rec.Point[1]))
		if seen {
			tab.wait(`document.querySelector('.record.lit') !== null`)
		}
	}
	tab.checkClean()
}

func TestPageOfTheListIsInTheAddress(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(s.url + "?pane=sites&page=4")
	tab.wait(`document.getElementById('list-range')?.innerText.startsWith('151–200')`)
	first := read[string](tab, `document.querySelector('.record').dataset.id`)
	if want := s.records(registry.Sites)[150].Head().ID; first != want {
		t.Errorf("page 4 begins with %s, want %s", first, want)
	}
	tab.clickAt("#page-before")
	tab.wait(`location.search.includes('page=3') && document.getElementById('list-range').innerText.startsWith('101–150')`)
	tab.run(`history.back()`)
	tab.wait(`document.getElementById('list-range').innerText.startsWith('151–200')`)
	tab.run(`(() => { const f = document.getElementById('filter-operator_code'); f.value = 'viettel'; f.dispatchEvent(new Event('change')); })()`)
	tab.wait(`!location.search.includes('page=') && document.getElementById('list-range').innerText.startsWith('1–50')`)
	tab.checkClean()
}

func TestPhoneShowsOnePaneAtATime(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, phoneWidth, phoneHeight)
	tab.openReady(s.url)
	const visible = `['map', 'panel', 'drawer'].filter((id) => document.getElementById(id).checkVisibility()).join()`
	becomes(tab, visible, "map")
	tab.clickAt(`#panes [data-face="list"]`)
	becomes(tab, visible, "panel")
	tab.run(`document.querySelector('#rail a[data-pane="postal"]').click()`)
	tab.wait(`document.querySelectorAll('.record').length === 50`)
	tab.clickAt(".records li:nth-child(2) .record")
	tab.wait(`!!document.documentElement.dataset.record`)
	tab.wait(visible + `.endsWith('drawer')`)
	tab.clickAt("#drawer-close")
	tab.wait(`!location.search.includes('record=')`)
	becomes(tab, visible, "panel")
	tab.checkClean()
}
