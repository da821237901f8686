package web_test

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/indicators"
)

const (
	deskWidth, deskHeight   = 1366, 768
	phoneWidth, phoneHeight = 390, 844
)

// marks are the map's layers of each kind of point.
var marks = map[string]string{"sites": `['sites', 'sites-clusters']`, "postal": `['postal']`, "radio": `['radio']`}

// counted counts the records that the map shows of a kind: a cluster says how
// many it stands for, and what is drawn in several tiles counts once.
func counted(kind string) string {
	return `[...new Map(hatang.map.queryRenderedFeatures({layers: ` + marks[kind] + `})
		.map((f) => [(f.id ?? '') + f.geometry.coordinates.map((c) => c.toFixed(6)), f.properties.count])).values()].reduce((sum, n) => sum + n, 0)`
}

// draws waits until the map shows so many of a kind.
func (t *tab) draws(kind string, want int) {
	t.tb.Helper()
	if kind == "units" {
		becomes(t, `new Set(hatang.map.queryRenderedFeatures({layers: ['units-fill']}).map((f) => f.properties.code)).size`, want)
		return
	}
	becomes(t, counted(kind), want)
}

func TestMapDrawsTheRegistry(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	for _, layer := range []struct {
		name string
		want int
	}{
		{"units", s.count(registry.Units, atLevel(registry.LevelCommune))},
		{"postal", s.count(registry.Postal)},
		{"sites", s.count(registry.Sites)},
		{"radio", s.count(registry.Radio)},
	} {
		tab.draws(layer.name, layer.want)
	}
	tab.wait(`hatang.map.queryRenderedFeatures({layers: ['units-label']}).length >= 20`) // so many communes are named
	hollow := read[bool](tab, `hatang.map.queryRenderedFeatures({layers: ['sites']}).every((f) => String(f.layer.layout['icon-image']).endsWith('-hollow'))`)
	if !hollow {
		t.Error("approximate sites must be drawn hollow")
	}
	if got, want := tab.text("h1"), demonstrationTitle; got != want {
		t.Errorf("heading %q, want %q", got, want)
	}
	tab.says("body", "sơ đồ", "Dấu rỗng", "Nét đứt")
	tab.checkClean()
}

// today is the day in Vietnam, as of which the program answers.
func today() time.Time { return time.Now().In(time.FixedZone("+07", 7*60*60)) }

const demonstrationTitle = "Kon Tum 31/12/2020"

func TestClustersLoseNoPoint(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	for _, zoom := range []float64{6, 7.5, 8.4, 9.2} {
		tab.openReady(fmt.Sprintf("%s?view=%v/107.75/14.68&lang=en", s.url, zoom))
		tab.wait(`hatang.map.queryRenderedFeatures({layers: ['sites-clusters']}).length > 0`)
		if zoom > 8.5 {
			continue // part of the province is out of sight
		}
		for kind, name := range map[registry.Kind]string{registry.Sites: "sites", registry.Postal: "postal", registry.Radio: "radio"} {
			tab.draws(name, s.count(kind))
		}
	}
	tab.checkClean()
}

func TestPanelShowsTheFiguresOfTheAPI(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		tab.openReady(s.url + "?lang=" + string(lang))
		for _, network := range []indicators.Network{indicators.PostalNetwork, indicators.BTSNetwork, indicators.RadioNetwork} {
			tab.clickAt("#tab-" + string(network))
			tab.wait(fmt.Sprintf(`document.documentElement.dataset.panel === '%s 62'`, network))
			tab.checkFigures(lang, s.served(network, "62"))
		}
		tab.checkClean()
	}
}

// checkFigures compares the panel with an answer of the API.
func (t *tab) checkFigures(lang registry.Lang, served *indicators.Served) {
	t.tb.Helper()
	o := served.Official
	people := registry.Text{VI: " người", EN: " people"}.In(lang)
	figures := []struct{ selector, want string }{
		{"#radius-circle", lang.Number(o.RadiusCircleKM.Value, 3) + " km"},
		{"#radius-half-square", lang.Number(o.RadiusHalfSquareKM.Value, 3) + " km"},
		{"#people-per-point", lang.Number(o.PeoplePerPoint.Value, 0) + people},
		{"#count", lang.Integer(o.N)},
		{"#area", lang.Number(o.AreaKM2.Value.Value, 2) + " km²"},
		{"#people", lang.Number(o.People.Value.Value, 0) + people},
		{"#mean", lengthIn(lang, served.Access.Total.MeanM)},
		{"#p90", lengthIn(lang, served.Access.Total.P90M)},
		{"#within-3000", lang.Number(100*served.Access.Total.Within[2], 1) + " %"},
		{"#tab-" + string(served.Network) + " .count", lang.Integer(o.N)},
		{".bars .link", served.Access.Communes[0].Unit.Name},
	}
	t.there(figures[len(figures)-1].selector)
	for _, figure := range figures {
		if got := t.text(figure.selector); got != figure.want {
			t.tb.Errorf("%s %s: %s shows %q, the API says %q", lang, served.Network, figure.selector, got, figure.want)
		}
	}
}

// lengthIn writes metres as the page does.
func lengthIn(lang registry.Lang, metres float64) string {
	switch {
	case metres < 999.5:
		return lang.Number(metres, 0) + " m"
	case metres < 99950:
		return lang.Number(metres/1000, 2) + " km"
	}
	return lang.Number(metres/1000, 1) + " km"
}

func TestEveryFigureExplainsItself(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	ids := read[[]string](tab, `[...document.querySelectorAll('#figures .figure')].map((f, i) => f.id ||= 'figure-' + i)`)
	if len(ids) < 12 {
		t.Fatalf("only %d figures explain themselves", len(ids))
	}
	for _, id := range ids {
		tab.focus("#" + id)
		if text := tab.text("#explanation:not([hidden])"); len(text) < 10 {
			t.Errorf("%s is explained by %q", id, text)
		}
		if read[string](tab, `document.activeElement.getAttribute('aria-describedby') ?? ''`) != "explanation" {
			t.Errorf("%s does not name its explanation", id)
		}
	}
	tab.focus("#radius-circle")
	tab.says("#explanation", "9.674,18", "129", "4,886 km", "2020", "70 điểm bưu điện", today().Format("02/01/2006"), "√")
	tab.keysAt("#radius-circle", "\u001b")
	tab.wait(`document.getElementById('explanation').hidden`)
	tab.checkClean()
}

func TestLanguageSwitchKeepsThePlace(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?network=bts&unit=23281&view=11/108/14.35&layers=units,sites")
	tab.leads(func() { tab.clickAt("#switch-language") }, `document.documentElement.lang === 'en'`)
	tab.waitReady()
	for selector, want := range map[string]string{
		"[role=tab][aria-selected=true]": "BTS", "#legend summary": "Legend", ".unit-name small": "as of " + today().Format("02/01/2006"), ".notice": "schematic",
	} {
		tab.says(selector, want)
	}
	got := read[string](tab, `location.search`)
	for _, want := range []string{"lang=en", "network=bts", "unit=23281", "view=11/108/14.35", "layers=units,sites"} {
		if !strings.Contains(got, want) {
			t.Errorf("the address lost %s: %s", want, got)
		}
	}
	tab.checkClean()
}

// shows is what a page shows, to compare two of them.
type shows struct {
	Network, Unit string
	Layers        []string
	Lon, Lat      float64
	Zoom          float64
	Card, Mark    bool
}

func (t *tab) shows() shows {
	t.tb.Helper()
	return read[shows](t, `(() => {
		const {lng, lat} = hatang.map.getCenter();
		const round = (v) => Math.round(v * 1e4) / 1e4;
		return {
			Network: document.querySelector('[role=tab][aria-selected=true]').dataset.network,
			Unit: document.querySelector('#unit').value,
			Layers: [...document.querySelectorAll('#layers input:checked')].map((i) => i.dataset.layer),
			Lon: round(lng), Lat: round(lat), Zoom: Math.round(hatang.map.getZoom() * 100) / 100,
			Card: !document.querySelector('#here').hidden, Mark: !!document.querySelector('.here-mark'),
		};
	})()`)
}

func TestAddressBringsBackThePage(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	tab.clickAt("#tab-radio")
	tab.clickAt(`input[data-layer="sites"]`)
	tab.run(`(() => { const u = document.getElementById('unit'); u.value = '23479'; u.dispatchEvent(new Event('change')); })()`)
	tab.wait(`document.documentElement.dataset.panel === 'radio 23479'`)
	tab.wait(`document.documentElement.dataset.map === 'ready' && hatang.map.loaded() && !hatang.map.isMoving()`)
	tab.run(`hatang.map.jumpTo({center: [108.3, 14.5], zoom: 11.25})`)
	tab.wait(`location.search.includes('view=11.25/')`)
	tab.clickAt("#here-centre")
	tab.wait(`document.querySelectorAll('#here-body .hits li').length > 2`)
	tab.there(".here-mark")
	before := tab.shows()
	if before.Network != "radio" || before.Unit != "23479" || before.Zoom != 11.25 || !before.Card || !before.Mark || len(before.Layers) != 3 {
		t.Fatalf("the page did not follow: %+v", before)
	}

	address := read[string](tab, `location.href`)
	again := openTab(t, deskWidth, deskHeight)
	again.openReady(address)
	again.wait(`document.querySelectorAll('#here-body .hits li').length > 2 && document.querySelector('.here-mark')`)
	if after := again.shows(); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("%s shows\n%+v, not\n%+v", address, after, before)
	}
	again.draws("sites", 0) // the address hides them

	// Back undoes one step after another.
	tab.run(`history.back()`)
	tab.wait(`document.querySelector('#here').hidden`)
	tab.run(`history.back()`)
	tab.wait(`document.documentElement.dataset.panel === 'radio 62'`)
	tab.run(`history.back()`)
	tab.wait(`document.documentElement.dataset.panel === 'postal 62'`)
	tab.checkClean()
	again.checkClean()
}

func TestBadAddressesShowTheDefault(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?network=nonsense&view=x/y/z&at=200,100&layers=nothing,units")
	got := tab.shows()
	if got.Network != "postal" || got.Card || fmt.Sprint(got.Layers) != "[units]" {
		t.Errorf("a bad address shows %+v", got)
	}
	tab.checkClean()
}

func TestClickTellsWhoIsHere(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?view=10/108.05/14.4&layers=units")
	at := orb.Point{108.05, 14.4}
	box := read[[]float64](tab, `(() => { const b = document.querySelector('#map canvas').getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; })()`)
	tab.do(chromedp.MouseClickXY(box[0], box[1]))
	tab.wait(`document.querySelectorAll('#here-body .hits li').length > 2`)
	postal, metres := s.nearestPostal(at)
	tab.says("#here-body", postal.Name)
	// A click is good to a pixel, here about 150 m.
	shown := tab.text("#here-body .here-group .bar-value")
	if want := lengthIn(registry.VI, metres); !nearly(shown, want, 300) {
		t.Errorf("the card says %s, it is %s", shown, want)
	}
	becomes(tab, `document.querySelectorAll('.here-mark').length`, 1)
	tab.clickAt("#here-close")
	tab.wait(`document.querySelector('#here').hidden && !document.querySelector('.here-mark') && !location.search.includes('at=')`)
	tab.checkClean()
}

// nearly compares two written lengths, in metres.
func nearly(a, b string, tolerance float64) bool {
	return math.Abs(metresOf(a)-metresOf(b)) <= tolerance
}

func metresOf(text string) float64 {
	var value float64
	number, unit, _ := strings.Cut(text, " ")
	if _, err := fmt.Sscan(strings.Replace(number, ",", ".", 1), &value); err != nil {
		return math.NaN()
	}
	if unit == "km" {
		value *= 1000
	}
	return value
}

func TestClickOnAMarkDescribesIt(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	site, ok := s.records(registry.Sites)[7].(*registry.Site)
	if !ok {
		t.Fatal("the demonstration has no sites")
	}
	tab.openReady(fmt.Sprintf("%s?view=15/%v/%v&layers=sites", s.url, site.Point[0], site.Point[1]))
	box := read[[]float64](tab, `(() => { const b = document.querySelector('#map canvas').getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; })()`)
	tab.do(chromedp.MouseClickXY(box[0], box[1]))
	tab.wait(`document.querySelectorAll('#here-body .hits li').length > 2`)
	tab.says("#here", site.Name, site.Code, "đang phát sóng", site.ApproximateWhy, site.Commune)
	tab.checkClean()
}

func TestChangeElsewhereShowsWithinSeconds(t *testing.T) {
	t.Parallel()
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	if got := tab.text("#radius-circle"); got != "4,886 km" {
		t.Fatalf("129 points give %q", got)
	}
	tab.typeAt("#find-point", "dak")
	s.update(func(ctx context.Context, w registry.Writer) error {
		_, err := w.Retire(ctx, registry.Postal, "demo-postal-129", registry.DateOf(today()))
		return err
	})
	tab.wait(`document.querySelector('#count')?.innerText === '128'`)
	becomes(tab, `document.querySelector('#radius-circle')?.innerText`, "4,905 km")
	tab.draws("postal", 128)
	becomes(tab, `document.getElementById('find-point').value + '|' + document.activeElement.id`, "dak|find-point") // where the reader was
	tab.wait(`document.getElementById('live').innerText.includes('Cập nhật')`)
	tab.checkClean()
}

func TestWithoutWebGLFiguresAndListsRemain(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight, "disable-3d-apis")
	tab.open(s.url)
	tab.wait(`document.documentElement.dataset.map === 'none' && !!document.documentElement.dataset.panel`)
	tab.says("#no-map", "WebGL")
	if got := tab.text("#radius-circle"); got != "4,886 km" {
		t.Errorf("the radius shows as %q", got)
	}
	becomes(tab, pointRows+`.length`, 50) // the first of them
	tab.checkClean()
}

// pointRows are the rows of the table of points.
const pointRows = `[...document.querySelectorAll('#figures tbody tr')]`

func TestPointTableFindsAndSorts(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	tab.click(".table-foot button")
	becomes(tab, pointRows+`.length`, 100)
	tab.typeAt("#find-point", "ba to")
	becomes(tab, pointRows+`.length`, 0) // there is no Ba Tơ in Kon Tum
	tab.run(`(() => { const f = document.getElementById('find-point'); f.value = 'kon dao'; f.dispatchEvent(new Event('input')); })()`)
	tab.wait(pointRows + `.length > 0 && ` + pointRows + `.every((r) => r.innerText.includes('Kon Đào'))`)
	tab.run(`(() => { const f = document.getElementById('find-point'); f.value = ''; f.dispatchEvent(new Event('input')); })()`)
	becomes(tab, pointRows+`.length`, 50)
	tab.run(`document.querySelectorAll('#figures thead button')[0].click()`)
	tab.wait(`document.querySelector('#figures th[aria-sort]')?.contains(document.querySelectorAll('#figures thead button')[0])`)
	names := read[[]string](tab, `[...document.querySelectorAll('#figures tbody th')].map((r) => r.innerText)`)
	sorted := read[[]string](tab, fmt.Sprintf(`%s.sort((a, b) => a.localeCompare(b, 'vi'))`, quoted(names)))
	if fmt.Sprint(names) != fmt.Sprint(sorted) {
		t.Errorf("not sorted by name: %v", names)
	}
	becomes(tab, `document.querySelector('#figures th[aria-sort]')?.getAttribute('aria-sort')`, "ascending")
	tab.checkClean()
}

func TestKeyboardAlone(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	tab.keysAt("body", "\t")
	tab.keysAt(".skip", "\r") // the first stop is the link past the map
	tab.wait(`document.activeElement.id === 'panel'`)
	reached := ""
	for range 4 {
		tab.keysAt("*", "\t")
		if reached = read[string](tab, `document.activeElement.id`); reached == "tab-postal" {
			break
		}
	}
	if reached != "tab-postal" {
		t.Fatalf("Tab reaches %q, not the networks", reached)
	}
	tab.keysAt("#tab-postal", kb.ArrowRight)
	tab.wait(`document.documentElement.dataset.panel === 'bts 62' && document.activeElement.id === 'tab-bts'`)
	tab.focus("#map canvas")
	tab.keysAt("#map canvas", "\r")
	tab.wait(`document.querySelectorAll('#here-body .hits li').length > 2`)
	tab.focus("#here-close")
	tab.keysAt("#here-close", "\u001b")
	tab.wait(`document.querySelector('#here').hidden`)
	tab.checkClean()
}

func TestBelowAPathPrefix(t *testing.T) {
	t.Parallel()
	s := startService(t, func(s *service) {
		s.path = "/ha-tang/kontum"
		s.wrap = func(next http.Handler) http.Handler { return http.StripPrefix(s.path, next) }
	})
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	tab.draws("postal", s.count(registry.Postal))
	tab.clickAt("#tab-bts")
	tab.wait(`document.documentElement.dataset.panel === 'bts 62'`)
	if got := read[string](tab, `location.pathname`); got != "/ha-tang/kontum/" {
		t.Errorf("the page went to %s", got)
	}
	tab.checkClean()
}

func TestUnknownUnitSaysSoAndOffersARetry(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.open(s.url + "?unit=99999")
	tab.there("#figures [role=alert]")
	tab.says("#figures", "99999", "Thử lại")
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	hostile := `<img src=x onerror="document.title='broken'"><b>bold</b>`
	s := startService(t, func(s *service) {
		s.update(func(ctx context.Context, w registry.Writer) error {
			for _, rec := range s.records(registry.Postal) {
				if p, ok := rec.(*registry.PostalPoint); ok {
					p.Name = hostile
				}
				if _, err := w.Put(ctx, rec); err != nil {
					return err
				}
			}
			for _, rec := range s.records(registry.Units) {
				if u, ok := rec.(*registry.AdminUnit); ok {
					u.Name = hostile
				}
				if _, err := w.Put(ctx, rec); err != nil {
					return err
				}
			}
			return w.PutSetting(ctx, registry.SettingTitle, hostile)
		})
	})
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?at=108,14.36")
	tab.wait(`document.querySelectorAll('#here-body .hits li').length > 2`)
	if n := read[int](tab, `document.querySelectorAll('main img:not(.swatch), h1 img, #figures b b, h1 b').length`); n != 0 {
		t.Errorf("text of the registry made %d elements", n)
	}
	if got := tab.text("h1"); got != hostile {
		t.Errorf("the title shows as %q", got)
	}
	tab.checkClean()
	// What text could not do on its own is forbidden as well.
	tab.run(`document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="document.title = \'broken\'">')`)
	for deadline := time.Now().Add(patience()); len(tab.complaints()) == 0 && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	if got := fmt.Sprint(tab.complaints()); !strings.Contains(got, "Content Security Policy") {
		t.Errorf("no violation was reported: %s", got)
	}
	if read[string](tab, `document.title`) == "broken" {
		t.Error("an inline handler ran")
	}
}

func TestNumbersAreThoseOfTheProgram(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	values := []float64{0, -0.0004, 0.5, 1.5, 2.675, 1.005, 4.8855, 999.5, 1000, 4054, 9674.18, 540438, 1234567.891, -1234.5, 0.1 + 0.2, 1e9 / 3}
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		tab.open(s.url + "?lang=" + string(lang))
		source := read[string](tab, `document.querySelector('script[type=module]').src.replace('main.js', 'format.js')`)
		for decimals := range 4 {
			var want []string
			for _, v := range values {
				want = append(want, lang.Number(v, decimals))
			}
			got := read[[]string](tab, fmt.Sprintf(`import(%q).then(({number}) => %s.map((v) => number(v, %d)))`, source, quoted(values), decimals))
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s, %d decimals: the page writes %v, the program %v", lang, decimals, got, want)
			}
		}
	}
}

func TestNothingIsWiderThanTheScreen(t *testing.T) {
	t.Parallel()
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?lang=en")
	for _, width := range []int64{320, phoneWidth, 768, 999, 1000, deskWidth, 1920} {
		tab.do(chromedp.EmulateViewport(width, deskHeight))
		tab.wait(fmt.Sprintf(`innerWidth === %d && hatang.map.loaded()`, width))
		tab.wait(fmt.Sprintf(`document.documentElement.scrollWidth <= %d`, width))
		cut := read[[]string](tab, `[...document.querySelectorAll('#figures .figure, .tabs button, .text-button')]
			.filter((e) => e.offsetParent && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.innerText)`)
		if len(cut) > 0 {
			t.Errorf("%d px: out of the screen: %v", width, cut)
		}
	}
}

func TestAccessibility(t *testing.T) {
	t.Parallel()
	checker := axe(t)
	s := readService(t)
	tab := openTab(t, deskWidth, deskHeight)
	parts := newParts(t, tab)
	for _, test := range []struct {
		name, scheme  string
		width, height int64
		query, before string
	}{
		{"desk light", "light", deskWidth, deskHeight, "", `document.getElementById('radius-circle').focus()`},
		{"desk dark, card open", "dark", deskWidth, deskHeight, "?network=bts&at=108,14.36&lang=en", `0`},
		{"phone light", "light", phoneWidth, phoneHeight, "?network=radio", `document.getElementById('legend').open = true`},
		{"phone dark", "dark", phoneWidth, phoneHeight, "?unit=23281", `0`},
		{"list and record light", "light", deskWidth, deskHeight, "?pane=sites&technologies=4G&state=on_air&record=sites/demo-site-0001", `document.getElementById('export').open = true`},
		{"list and search dark", "dark", deskWidth, deskHeight, "?pane=postal&lang=en&measure=108,14.3_108.1,14.4", `(() => { const i = document.getElementById('search-text'); i.focus(); i.value = 'dak'; i.dispatchEvent(new Event('input')); })()`},
		{"list on a phone", "light", phoneWidth, phoneHeight, "?pane=units&type=phuong", `0`},
		{"two days, coverage, profile", "light", deskWidth, deskHeight, "?compare=2021-06-30&as_of=2020-12-31&coverage=4G&profile=108,14.3_108.1,14.4", `document.getElementById('day').open = true`},
		{"record on a phone dark", "dark", phoneWidth, phoneHeight, "?pane=sites&record=sites/demo-site-0001&style=age", `0`},
	} {
		parts.run(test.name, func(*testing.T) {
			tab.do(chromedp.EmulateViewport(test.width, test.height))
			tab.prefer(test.scheme)
			if strings.Contains(test.query, "pane=") {
				tab.openList(s.url + test.query)
			} else {
				tab.openReady(s.url + test.query)
			}
			tab.run(test.before)
			if strings.Contains(test.before, "search-text") {
				tab.wait(`!document.getElementById('search-results').hidden`)
			}
			if strings.Contains(test.query, "at=") {
				tab.wait(`document.querySelectorAll('#here-body .hits li').length > 2`)
			}
			if strings.Contains(test.query, "record=") {
				tab.there("#facts")
			}
			tab.accessible(checker, test.name)
		})
	}
}
