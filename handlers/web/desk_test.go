package web_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// openList goes to an address with a list and waits until map and list are there.
func (t *tab) openList(address string) {
	t.tb.Helper()
	t.open(address)
	t.wait(`document.documentElement.dataset.map === 'ready' && !!document.documentElement.dataset.list && hatang.map.loaded()`)
}

// lists waits until the list holds so many records of the kind.
func (t *tab) lists(kind registry.Kind, n int) {
	t.tb.Helper()
	t.wait(fmt.Sprintf(`document.documentElement.dataset.list === '%s %d'`, kind, n))
}

func TestListMapCountsAndExportsAgree(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(s.url + "?pane=sites")
	all := s.count(registry.Sites)
	tab.lists(registry.Sites, all)
	tab.run(`(() => { const f = document.getElementById('filter-operator_code'); f.value = 'viettel'; f.dispatchEvent(new Event('change')); })()`)
	operator := registry.Where("operator_code", "viettel")
	want := s.count(registry.Sites, operator)
	if want == 0 || want == all {
		t.Fatalf("%d of %d sites are Viettel's: the filter has nothing to tell", want, all)
	}
	tab.lists(registry.Sites, want)
	tab.wait(fmt.Sprintf(`document.documentElement.dataset.map === 'ready' && %s === %d`, counted("sites"), want))
	becomes(tab, `document.querySelector('#list-count')?.innerText`, fmt.Sprintf("%s / %s", registry.VI.Integer(want), registry.VI.Integer(all)))
	tab.says("#chips", "Viettel")
	exported := read[int](tab, `fetch(document.querySelector('#export a[href*="format=geojson"]').href).then((r) => r.json()).then((c) => c.features.length)`)
	if exported != want {
		t.Errorf("%d sites are exported, %d are listed", exported, want)
	}
	rows := read[[]string](tab, `[...document.querySelectorAll('.record-detail')].map((r) => r.innerText)`)
	for _, row := range rows {
		if !strings.HasPrefix(row, "Viettel") {
			t.Errorf("a row says %q", row)
		}
	}
	tab.click(".chip")
	tab.lists(registry.Sites, all)
	tab.run(`history.back()`)
	tab.lists(registry.Sites, want)
	tab.checkClean()
}

func TestListPagesWithoutLosingRecords(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(s.url + "?pane=postal")
	n := s.count(registry.Postal)
	seen := map[string]bool{}
	for from := 1; ; from += 50 {
		tab.wait(fmt.Sprintf(`document.getElementById('list-range')?.innerText.startsWith('%d–')`, from))
		for _, id := range read[[]string](tab, `[...document.querySelectorAll('.record')].map((r) => r.dataset.id)`) {
			seen[id] = true
		}
		if read[bool](tab, `document.getElementById('page-after').disabled`) {
			break
		}
		tab.click("#page-after")
	}
	if len(seen) != n {
		t.Errorf("the pages hold %d points, the registry %d", len(seen), n)
	}
	tab.checkClean()
}

func TestFiltersAreInTheAddress(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(s.url + "?pane=sites&technologies=4G&state=on_air&unit=23281&q=ktm&sort=-height_m&record=sites/demo-site-0001&lang=en")
	tab.wait(`document.documentElement.dataset.record?.startsWith('sites/demo-site-0001')`)
	want := 0
	for _, rec := range s.records(registry.Sites, registry.Where("state", "on_air")) {
		if site, ok := rec.(*registry.Site); ok && strings.Contains(site.Technologies, "4G") && site.CommuneCode == "23281" {
			want++
		}
	}
	tab.lists(registry.Sites, want)
	becomes(tab, `document.querySelectorAll('.chip').length`, 4) // one for each filter
	tab.wait(`hatang.map.queryRenderedFeatures({layers: ['selected']}).length > 0`)
	tab.says("#facts", "Phường Quang Trung", "VinaPhone", "36 m")
	tab.leads(func() { tab.clickAt("#switch-language") }, `document.documentElement.lang === 'vi'`)
	tab.lists(registry.Sites, want)
	got := read[string](tab, `location.search`)
	for _, part := range []string{"pane=sites", "technologies=4G", "state=on_air", "unit=23281", "q=ktm", "sort=-height_m", "record=sites/demo-site-0001"} {
		if !strings.Contains(got, part) {
			t.Errorf("%s is not in the address %s", part, got)
		}
	}
	tab.checkClean()
}

func TestListedCommunesAreTinted(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(s.url + "?pane=units&type=phuong")
	want := s.count(registry.Units, registry.Where("type", "phuong"))
	tab.lists(registry.Units, want)
	tab.wait(fmt.Sprintf(`new Set(hatang.map.queryRenderedFeatures({layers: ['units-fill']}).filter((f) => f.state.tinted).map((f) => f.properties.code)).size === %d`, want))
	tab.checkClean()
}

func TestSearchFindsWithoutAccentsAndInAnyForm(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	for _, test := range []struct{ text, want string }{
		{"kon dao", "Xã Kon Đào"},
		{"KTM0123", "KTM0123"},
		{"14°21'N 107°59'E", "14,35000°N 107,98333°E"},
		{"14.35, 107.98333", "14,35000°N 107,98333°E"},
		{"14°21'00\"N 107°59'00\"E", "14,35000°N 107,98333°E"},
		{"550000 1590000", "107°30′"},
	} {
		tab.run(fmt.Sprintf(`(() => { const i = document.getElementById('search-text'); i.focus(); i.value = %q; i.dispatchEvent(new Event('input')); })()`, test.text))
		tab.wait(fmt.Sprintf(`(document.documentElement.dataset.found ?? '').startsWith(%q)`, test.text+": "))
		tab.says("#search-results", test.want)
	}
	tab.checkClean()
}

func TestDeskByKeyboardAlone(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	tab.rail("b", func() { tab.lists(registry.Sites, s.count(registry.Sites)) })
	tab.wait(`document.querySelectorAll('.record').length === 50`)
	at := func(row int) string { return fmt.Sprintf(".records li:nth-child(%d) .record", row) }
	tab.keys("j")
	tab.keysAt(at(1), "j")
	tab.keysAt(at(2), "k")
	tab.keysAt(at(1), "j")
	tab.wait(`document.querySelectorAll('.record')[1].getAttribute('aria-current') === 'true'`)
	tab.keysAt(at(2), "\r")
	tab.wait(`document.documentElement.dataset.record && !document.getElementById('drawer').hidden`)
	tab.keysAt("#drawer", "\u001b")
	tab.wait(`document.getElementById('drawer').hidden && !location.search.includes('record=')`)
	tab.keys("/")
	tab.wait(`document.activeElement.id === 'search-text'`)
	// The protocol types the character though the page has taken the key for itself.
	tab.run(`document.getElementById('search-text').value = ''`)
	tab.typeAt("#search-text", "ktm0123")
	tab.wait(`(document.documentElement.dataset.found ?? '').startsWith('ktm0123: ')`)
	tab.keysAt("#search-text", "\r")
	tab.wait(`document.getElementById('facts')?.innerText.includes('KTM0123')`)
	tab.keysAt("#drawer", "\u001b")
	tab.wait(`document.getElementById('drawer').hidden`)
	tab.keys("?")
	tab.wait(`document.getElementById('keys').open`)
	tab.keysAt("#keys, #keys *", "\u001b")
	tab.wait(`!document.getElementById('keys').open`)
	tab.rail("m", func() {
		tab.wait(`!document.getElementById('figures').hidden && document.documentElement.dataset.panel === 'postal 62'`)
	})
	tab.checkClean()
}

func TestListWithoutWebGL(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight, "disable-3d-apis")
	tab.open(s.url + "?pane=radio")
	tab.lists(registry.Radio, s.count(registry.Radio))
	tab.click(".record")
	tab.there("#facts")
	tab.checkClean()
}

func TestListFollowsChangesElsewhere(t *testing.T) {
	t.Parallel()
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(s.url + "?pane=postal")
	n := s.count(registry.Postal)
	tab.lists(registry.Postal, n)
	s.update(func(ctx context.Context, w registry.Writer) error {
		_, err := w.Retire(ctx, registry.Postal, "demo-postal-129", registry.DateOf(today()))
		return err
	})
	tab.lists(registry.Postal, n-1)
	tab.checkClean()
}

func TestRecordIsEditedAndTheEditUndone(t *testing.T) {
	t.Parallel()
	s := startService(t, func(s *service) { s.local = true })
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(s.url + "?pane=sites&record=sites/demo-site-0001")
	set := func(field, value string) {
		t.Helper()
		tab.there("#edit-" + field)
		tab.run(fmt.Sprintf(`document.getElementById('edit-%s').value = %q`, field, value))
	}
	height := func() float64 {
		t.Helper()
		rec, err := s.store.Get(t.Context(), registry.Sites, "demo-site-0001", registry.Date{})
		if err != nil {
			t.Fatal(err)
		}
		site, ok := rec.(*registry.Site)
		if !ok {
			t.Fatalf("a %T", rec)
		}
		return site.HeightM.Value
	}
	before := height()
	tab.clickAt("#edit")

	// What the service refuses is said at the field, and nothing is written.
	set("height_m", "cao")
	tab.clickAt("#edit-save")
	tab.wait(`document.getElementById('edit-height_m').getAttribute('aria-invalid') === 'true' && document.getElementById('edit-height_m-fault').innerText.length > 5`)
	if got := height(); got != before {
		t.Fatalf("a refused edit changed the height to %v", got)
	}

	set("height_m", "42,5")
	set("reason", "đo lại")
	tab.clickAt("#edit-save")
	tab.wait(`document.getElementById('facts')?.innerText.includes('42,5 m') && !document.getElementById('toast').hidden`)
	if got := height(); got != 42.5 {
		t.Fatalf("the height is %v after the edit", got)
	}
	tab.run(`document.getElementById('history').open = true`)
	tab.wait(`document.querySelectorAll('.history > li').length === 2`)
	tab.says(".history > li", "đo lại", "36 m", "42,5 m")
	tab.click("#toast button")
	tab.wait(`document.getElementById('facts')?.innerText.includes('36 m')`)
	if got := height(); got != before {
		t.Errorf("undone, the height is %v", got)
	}
	tab.run(`document.getElementById('history').open = true`)
	tab.wait(`document.querySelectorAll('.history > li').length === 3`)
	for _, complaint := range tab.complaints() {
		if !strings.Contains(complaint, "400 (Bad Request)") && !strings.Contains(complaint, "422") {
			t.Errorf("the page complains: %s", complaint)
		}
	}
}

func TestPublicSeesNeitherEditNorHistory(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(s.url + "?pane=sites&record=sites/demo-site-0001")
	tab.there("#facts")
	tab.wait(`document.documentElement.dataset.record`)
	if read[bool](tab, `!!document.getElementById('edit') || !!document.getElementById('history')`) {
		t.Error("the public is offered what it may not do")
	}
	tab.checkClean()
}

func TestMeasuringOnTheEllipsoid(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?measure=108,14.3_108.1,14.4_108.1,14.3")
	tab.wait(`document.querySelector('#measure-result dl')`)
	firstM, bearing, _ := geodesy.Inverse(orb.Point{108, 14.3}, orb.Point{108.1, 14.4})
	lastM, lastBearing, _ := geodesy.Inverse(orb.Point{108.1, 14.4}, orb.Point{108.1, 14.3})
	area := geodesy.AreaM2(orb.Polygon{{{108, 14.3}, {108.1, 14.4}, {108.1, 14.3}, {108, 14.3}}})
	tab.says("#measure-result", lengthIn(registry.VI, firstM+lastM), lengthIn(registry.VI, lastM), registry.VI.Number(lastBearing, 1)+"°",
		registry.VI.Number(area/1e6, 2)+" km²")
	if bearing < 30 || bearing > 60 {
		t.Errorf("north-east bears %v", bearing)
	}
	// Clicks add points while measuring; Esc ends it.
	tab.focus("#map canvas")
	tab.keysAt("#map canvas", "\r")
	tab.wait(`location.search.split('_').length === 4`)
	tab.keysAt("#map canvas", "\u001b")
	tab.wait(`document.getElementById('measure-result').hidden && !location.search.includes('measure')`)
	tab.checkClean()
}

func TestPrintedSheet(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(s.url + "?pane=postal&class=post_office_1,post_office_2,post_office_3")
	pages := tab.printed()
	if len(pages) < 2 {
		t.Fatalf("%d pages, want the sheet and the list: %s", len(pages), pages)
	}
	for _, want := range []string{
		demonstrationTitle, "Bắc", "km", "Chú giải|Điểm bưu chính", "Nguồn", "sơ đồ", "pane=postal", today().Format("02/01/2006"), fmt.Sprintf("1/%d|1 / %d", len(pages), len(pages)),
	} {
		found := false
		for one := range strings.SplitSeq(want, "|") {
			found = found || strings.Contains(pages[0], one)
		}
		if !found {
			t.Errorf("the sheet lacks %q: %s", want, pages[0])
		}
	}
	tab.wait(`document.getElementById('sheet').children.length === 0`)
	tab.checkClean()
}

func TestScaleBarOfThePaperIsTrue(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openList(s.url + "?pane=postal")
	tab.wait(`document.querySelector('.maplibregl-ctrl-scale')?.offsetWidth > 0`)
	onScreen := read[float64](tab, `document.querySelector('.maplibregl-ctrl-scale').offsetWidth / document.getElementById('map').offsetWidth`)
	tab.run(`dispatchEvent(new Event('beforeprint'))`)
	call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	tab.wait(`document.querySelector('.sheet-map canvas')?.offsetWidth > 0 && document.querySelector('.sheet-scale')?.offsetWidth > 0`)
	onPaper := read[float64](tab, `document.querySelector('.sheet-scale').offsetWidth / document.querySelector('.sheet-map canvas').offsetWidth`)
	if math.Abs(onPaper-onScreen) > 0.01 {
		t.Errorf("the scale bar is %.3f of the map on paper, %.3f on the screen", onPaper, onScreen)
	}
	painted := read[bool](tab, `(() => {
		const c = document.querySelector('.sheet-map canvas');
		const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
		const seen = new Set();
		for (let i = 0; i < d.length; i += 400) seen.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]);
		return seen.size > 5;
	})()`)
	if !painted {
		t.Error("the map on paper is blank")
	}
	tab.checkClean()
}
