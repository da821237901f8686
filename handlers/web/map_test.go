package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
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

// drawn counts what the map shows of a kind.
func (t *tab) drawn(kind string) int {
	t.tb.Helper()
	if kind == "units" {
		return read[int](t, `new Set(hatang.map.queryRenderedFeatures({layers: ['units-fill']}).map((f) => f.properties.code)).size`)
	}
	return read[int](t, counted(kind))
}

func TestMapDrawsTheRegistry(t *testing.T) {
	s := startService(t)
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
		if got := tab.drawn(layer.name); got != layer.want {
			t.Errorf("%s: %d features drawn, the registry has %d", layer.name, got, layer.want)
		}
	}
	if got := read[int](tab, `hatang.map.queryRenderedFeatures({layers: ['units-label']}).length`); got < 20 {
		t.Errorf("only %d communes are named", got)
	}
	hollow := read[bool](tab, `hatang.map.queryRenderedFeatures({layers: ['sites']}).every((f) => String(f.layer.layout['icon-image']).endsWith('-hollow'))`)
	if !hollow {
		t.Error("approximate sites must be drawn hollow")
	}
	if got, want := tab.text("h1"), demonstrationTitle; got != want {
		t.Errorf("heading %q, want %q", got, want)
	}
	for _, want := range []string{"sơ đồ", "Dấu rỗng", "Nét đứt"} {
		if !strings.Contains(tab.text("body"), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	tab.checkClean()
}

// today is the day in Vietnam, as of which the program answers.
func today() time.Time { return time.Now().In(time.FixedZone("+07", 7*60*60)) }

const demonstrationTitle = "Kon Tum 31/12/2020"

func TestClustersLoseNoPoint(t *testing.T) {
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	for _, zoom := range []float64{6, 7.5, 8.4, 9.2} {
		tab.openReady(fmt.Sprintf("%s?view=%v/107.75/14.68&lang=en", s.url, zoom))
		groups := read[int](tab, `hatang.map.queryRenderedFeatures({layers: ['sites-clusters']}).length`)
		if groups == 0 {
			t.Errorf("zoom %v: no clusters", zoom)
		}
		if zoom > 8.5 {
			continue // part of the province is out of sight
		}
		for kind, name := range map[registry.Kind]string{registry.Sites: "sites", registry.Postal: "postal", registry.Radio: "radio"} {
			if got, want := tab.drawn(name), s.count(kind); got != want {
				t.Errorf("zoom %v: %s count %d, the registry has %d", zoom, name, got, want)
			}
		}
	}
	tab.checkClean()
}

func TestPanelShowsTheFiguresOfTheAPI(t *testing.T) {
	s := startService(t)
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		tab := openTab(t, deskWidth, deskHeight)
		tab.openReady(s.url + "?lang=" + string(lang))
		for _, network := range []indicators.Network{indicators.PostalNetwork, indicators.BTSNetwork, indicators.RadioNetwork} {
			tab.do(chromedp.Click(chromedp.CSS("#tab-" + string(network))))
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
	for _, figure := range []struct{ selector, want string }{
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
	} {
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
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	ids := read[[]string](tab, `[...document.querySelectorAll('#figures .figure')].map((f, i) => f.id ||= 'figure-' + i)`)
	if len(ids) < 12 {
		t.Fatalf("only %d figures explain themselves", len(ids))
	}
	for _, id := range ids {
		tab.run(fmt.Sprintf(`document.getElementById(%q).focus()`, id))
		if text := tab.text("#explanation:not([hidden])"); len(text) < 10 {
			t.Errorf("%s is explained by %q", id, text)
		}
		if read[string](tab, `document.activeElement.getAttribute('aria-describedby') ?? ''`) != "explanation" {
			t.Errorf("%s does not name its explanation", id)
		}
	}
	tab.run(`document.getElementById('radius-circle').focus()`)
	for _, want := range []string{"9.674,18", "129", "4,886 km", "2020", "70 điểm bưu điện", today().Format("02/01/2006"), "√"} {
		if text := tab.text("#explanation"); !strings.Contains(text, want) {
			t.Errorf("the radius is explained without %q: %s", want, text)
		}
	}
	tab.do(chromedp.KeyEvent("\u001b"))
	if !read[bool](tab, `document.getElementById('explanation').hidden`) {
		t.Error("Escape does not close an explanation")
	}
	tab.checkClean()
}

func TestLanguageSwitchKeepsThePlace(t *testing.T) {
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?network=bts&unit=23281&view=11/108/14.35&layers=units,sites")
	tab.do(chromedp.Click(chromedp.CSS("#switch-language")))
	tab.wait(`document.documentElement.lang === 'en'`)
	tab.waitReady()
	for selector, want := range map[string]string{
		"[role=tab][aria-selected=true]": "BTS", "#legend summary": "Legend", ".unit-name small": "as of " + today().Format("02/01/2006"), ".notice": "schematic",
	} {
		if got := tab.text(selector); !strings.Contains(got, want) {
			t.Errorf("%s says %q, want %q", selector, got, want)
		}
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
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	tab.do(chromedp.Click(chromedp.CSS("#tab-radio")), chromedp.Click(chromedp.CSS(`input[data-layer="sites"]`)))
	tab.run(`(() => { const u = document.getElementById('unit'); u.value = '23479'; u.dispatchEvent(new Event('change')); })()`)
	tab.wait(`document.documentElement.dataset.panel === 'radio 23479'`)
	tab.wait(`!hatang.map.isMoving()`)
	tab.run(`hatang.map.jumpTo({center: [108.3, 14.5], zoom: 11.25})`)
	tab.do(chromedp.Click(chromedp.CSS("#here-centre")))
	tab.wait(`document.querySelectorAll('#here-body .hits li').length > 2`)
	before := tab.shows()
	if before.Network != "radio" || before.Unit != "23479" || before.Zoom != 11.25 || !before.Card || !before.Mark || len(before.Layers) != 3 {
		t.Fatalf("the page did not follow: %+v", before)
	}

	address := read[string](tab, `location.href`)
	again := openTab(t, deskWidth, deskHeight)
	again.openReady(address)
	again.wait(`document.querySelectorAll('#here-body .hits li').length > 2`)
	if after := again.shows(); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("%s shows\n%+v, not\n%+v", address, after, before)
	}
	if got := again.drawn("sites"); got != 0 {
		t.Errorf("%d sites are drawn though the address hides them", got)
	}

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
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?network=nonsense&view=x/y/z&at=200,100&layers=nothing,units")
	got := tab.shows()
	if got.Network != "postal" || got.Card || fmt.Sprint(got.Layers) != "[units]" {
		t.Errorf("a bad address shows %+v", got)
	}
	tab.checkClean()
}

func TestClickTellsWhoIsHere(t *testing.T) {
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?view=10/108.05/14.4&layers=units")
	at := orb.Point{108.05, 14.4}
	box := read[[]float64](tab, `(() => { const b = document.querySelector('#map canvas').getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; })()`)
	tab.do(chromedp.MouseClickXY(box[0], box[1]))
	tab.wait(`document.querySelectorAll('#here-body .hits li').length > 2`)
	postal, metres := s.nearestPostal(at)
	text := tab.text("#here-body")
	if !strings.Contains(text, postal.Name) {
		t.Errorf("the nearest postal point is %s, the card says %s", postal.Name, text)
	}
	// A click is good to a pixel, here about 150 m.
	shown := tab.text("#here-body .here-group .bar-value")
	if want := lengthIn(registry.VI, metres); !nearly(shown, want, 300) {
		t.Errorf("the card says %s, it is %s", shown, want)
	}
	if read[float64](tab, `document.querySelectorAll('.here-mark').length`) != 1 {
		t.Error("the place is not marked on the map")
	}
	tab.do(chromedp.Click(chromedp.CSS("#here-close")))
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
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	site, ok := s.records(registry.Sites)[7].(*registry.Site)
	if !ok {
		t.Fatal("the demonstration has no sites")
	}
	tab.openReady(fmt.Sprintf("%s?view=15/%v/%v&layers=sites", s.url, site.Point[0], site.Point[1]))
	box := read[[]float64](tab, `(() => { const b = document.querySelector('#map canvas').getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; })()`)
	tab.do(chromedp.MouseClickXY(box[0], box[1]))
	tab.wait(`document.querySelectorAll('#here-body .hits li').length > 2`)
	card := tab.text("#here")
	for _, want := range []string{site.Name, site.Code, "đang phát sóng", site.ApproximateWhy, site.Commune} {
		if !strings.Contains(card, want) {
			t.Errorf("the card lacks %q: %s", want, card)
		}
	}
	tab.checkClean()
}

func TestChangeElsewhereShowsWithinSeconds(t *testing.T) {
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	if got := tab.text("#radius-circle"); got != "4,886 km" {
		t.Fatalf("129 points give %q", got)
	}
	tab.do(chromedp.SendKeys(chromedp.CSS("#find-point"), "dak"))
	tab.run(`document.getElementById('find-point').focus()`)
	s.update(func(ctx context.Context, w registry.Writer) error {
		_, err := w.Retire(ctx, registry.Postal, "demo-postal-129", registry.DateOf(today()))
		return err
	})
	tab.wait(`document.querySelector('#count').innerText === '128'`)
	if got := tab.text("#radius-circle"); got != "4,905 km" {
		t.Errorf("128 points give %q, want 4,905 km", got)
	}
	tab.wait(`hatang.map.loaded()`)
	tab.wait(counted("postal") + ` === 128`)
	if got := read[string](tab, `document.getElementById('find-point').value + '|' + document.activeElement.id`); got != "dak|find-point" {
		t.Errorf("the reader was in the search field with \"dak\", now %q", got)
	}
	tab.wait(`document.getElementById('live').innerText.includes('Cập nhật')`)
	tab.checkClean()
}

func TestWithoutWebGLFiguresAndListsRemain(t *testing.T) {
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight, "disable-3d-apis")
	tab.open(s.url)
	tab.wait(`document.documentElement.dataset.map === 'none' && !!document.documentElement.dataset.panel`)
	if got := tab.text("#no-map"); !strings.Contains(got, "WebGL") {
		t.Errorf("the page does not say why there is no map: %q", got)
	}
	if got := tab.text("#radius-circle"); got != "4,886 km" {
		t.Errorf("the radius shows as %q", got)
	}
	if got := read[int](tab, `document.querySelectorAll('#figures tbody tr').length`); got != 50 {
		t.Errorf("%d points are listed, want the first 50", got)
	}
	tab.checkClean()
}

func TestPointTableFindsAndSorts(t *testing.T) {
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	rows := func() []string {
		return read[[]string](tab, `[...document.querySelectorAll('#figures tbody tr')].map((r) => r.innerText)`)
	}
	tab.run(`document.querySelector('.table-foot button').click()`)
	if got := len(rows()); got != 100 {
		t.Errorf("%d rows after asking for more, want 100", got)
	}
	tab.do(chromedp.SendKeys(chromedp.CSS("#find-point"), "ba to"))
	if got := rows(); len(got) != 0 {
		t.Errorf("there is no Ba Tơ in Kon Tum, found %v", got)
	}
	tab.run(`(() => { const f = document.getElementById('find-point'); f.value = 'kon dao'; f.dispatchEvent(new Event('input')); })()`)
	found := rows()
	if len(found) == 0 {
		t.Fatal(`"kon dao" does not find Kon Đào`)
	}
	for _, row := range found {
		if !strings.Contains(row, "Kon Đào") {
			t.Errorf("%q was found by kon dao", row)
		}
	}
	tab.run(`(() => { const f = document.getElementById('find-point'); f.value = ''; f.dispatchEvent(new Event('input')); })()`)
	tab.run(`document.querySelectorAll('#figures thead button')[0].click()`)
	names := read[[]string](tab, `[...document.querySelectorAll('#figures tbody th')].map((r) => r.innerText)`)
	sorted := read[[]string](tab, fmt.Sprintf(`%s.sort((a, b) => a.localeCompare(b, 'vi'))`, toJSON(t, names)))
	if fmt.Sprint(names) != fmt.Sprint(sorted) {
		t.Errorf("not sorted by name: %v", names)
	}
	if read[string](tab, `document.querySelector('#figures th[aria-sort]').getAttribute('aria-sort')`) != "ascending" {
		t.Error("the sorted column does not say so")
	}
	tab.checkClean()
}

func toJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestKeyboardAlone(t *testing.T) {
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	tab.do(chromedp.KeyEvent("\t"))
	if got := read[string](tab, `document.activeElement.className`); got != "skip" {
		t.Fatalf("the first stop is %q, want the link past the map", got)
	}
	tab.do(chromedp.KeyEvent("\r"))
	tab.wait(`document.activeElement.id === 'panel'`)
	reached := ""
	for range 4 {
		tab.do(chromedp.KeyEvent("\t"))
		if reached = read[string](tab, `document.activeElement.id`); reached == "tab-postal" {
			break
		}
	}
	if reached != "tab-postal" {
		t.Fatalf("Tab reaches %q, not the networks", reached)
	}
	tab.do(chromedp.KeyEvent("\u0303")) // ArrowRight
	tab.wait(`document.documentElement.dataset.panel === 'bts 62' && document.activeElement.id === 'tab-bts'`)
	tab.run(`document.querySelector('#map canvas').focus()`)
	tab.do(chromedp.KeyEvent("\r"))
	tab.wait(`document.querySelectorAll('#here-body .hits li').length > 2`)
	tab.run(`document.getElementById('here-close').focus()`)
	tab.do(chromedp.KeyEvent("\u001b"))
	tab.wait(`document.querySelector('#here').hidden`)
	tab.checkClean()
}

func TestBelowAPathPrefix(t *testing.T) {
	s := startService(t, func(s *service) {
		s.path = "/ha-tang/kontum"
		s.wrap = func(next http.Handler) http.Handler { return http.StripPrefix(s.path, next) }
	})
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url)
	if got := tab.drawn("postal"); got != s.count(registry.Postal) {
		t.Errorf("%d postal points drawn", got)
	}
	tab.do(chromedp.Click(chromedp.CSS("#tab-bts")))
	tab.wait(`document.documentElement.dataset.panel === 'bts 62'`)
	if got := read[string](tab, `location.pathname`); got != "/ha-tang/kontum/" {
		t.Errorf("the page went to %s", got)
	}
	tab.checkClean()
}

func TestUnknownUnitSaysSoAndOffersARetry(t *testing.T) {
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.open(s.url + "?unit=99999")
	tab.wait(`document.querySelector('#figures [role=alert]')`)
	if got := tab.text("#figures"); !strings.Contains(got, "99999") || !strings.Contains(got, "Thử lại") {
		t.Errorf("the panel says %q", got)
	}
}

func TestHostileTextStaysText(t *testing.T) {
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
	for range 100 {
		if len(tab.complaints()) > 0 {
			break
		}
		tab.wait(`true`)
	}
	if got := fmt.Sprint(tab.complaints()); !strings.Contains(got, "Content Security Policy") {
		t.Errorf("no violation was reported: %s", got)
	}
	if read[string](tab, `document.title`) == "broken" {
		t.Error("an inline handler ran")
	}
}

func TestNumbersAreThoseOfTheProgram(t *testing.T) {
	s := startService(t)
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
			got := read[[]string](tab, fmt.Sprintf(`import(%q).then(({number}) => %s.map((v) => number(v, %d)))`, source, toJSON(t, values), decimals))
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s, %d decimals: the page writes %v, the program %v", lang, decimals, got, want)
			}
		}
	}
}

func TestNothingIsWiderThanTheScreen(t *testing.T) {
	s := startService(t)
	tab := openTab(t, deskWidth, deskHeight)
	tab.openReady(s.url + "?lang=en")
	for _, width := range []int64{320, phoneWidth, 768, 999, 1000, deskWidth, 1920} {
		tab.do(chromedp.EmulateViewport(width, deskHeight))
		tab.wait(fmt.Sprintf(`innerWidth === %d && hatang.map.loaded()`, width))
		if got := read[int64](tab, `document.documentElement.scrollWidth`); got > width {
			t.Errorf("%d px: the page is %d px wide", width, got)
		}
		cut := read[[]string](tab, `[...document.querySelectorAll('#figures .figure, .tabs button, .text-button')]
			.filter((e) => e.offsetParent && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.innerText)`)
		if len(cut) > 0 {
			t.Errorf("%d px: out of the screen: %v", width, cut)
		}
	}
}

func TestAccessibility(t *testing.T) {
	checker := axe(t)
	s := startService(t)
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
		t.Run(test.name, func(t *testing.T) {
			tab := openTab(t, test.width, test.height)
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
			tab.accessible(checker, test.name)
		})
	}
}
