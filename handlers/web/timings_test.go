package web_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/tile"
	"hatang/registry"
	"hatang/registry/sqlite"
)

var timings = flag.Bool("timings", false, "measure the desk's map and write docs/desk-timings.md")

// timed is what was measured over one registry.
type timed struct {
	sites, units int
	readyMS      []float64 // of warm loads
	filterMS     []float64
	largest      int // bytes of a tile before compression
	largestAt    string
	tiles        int
	left         int // requests to other hosts
}

// TestDeskTimings measures what a reader waits for. It asserts nothing about
// time: machines differ.
func TestDeskTimings(t *testing.T) {
	if !*timings {
		t.Skip("skipped without -timings: it takes minutes and writes docs/desk-timings.md")
	}
	var all []timed
	before := load()
	for _, n := range []int{10_000, 100_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			all = append(all, timeDesk(t, n))
		})
	}
	report := reportOf(all, before)
	t.Log("\n" + report)
	if err := os.WriteFile(filepath.Join("..", "..", "docs", "desk-timings.md"), []byte(report), 0o644); err != nil {
		t.Fatal(err)
	}
}

const (
	loads   = 5
	filters = 4
)

// byProcessor lets the page itself be rasterised by the processor, as browsers do
// where there is no graphics processor, and not by one that is imitated; WebGL is
// imitated either way.
const byProcessor = "disable-gpu-rasterization"

func timeDesk(t *testing.T, sites int) timed {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{tb: t, path: path, db: filepath.Join(t.TempDir(), "province.gpkg")}
	m := timed{sites: sites, units: makeProvince(t, p.db, sites)}
	p.serve()
	tab := openTab(t, deskWidth, deskHeight, byProcessor)
	tab.openReady(p.url) // cold: the service makes what it keeps
	for range loads {
		tab.openReady(p.url)
		m.readyMS = append(m.readyMS, read[float64](tab, `performance.getEntriesByName('map ready')[0].startTime`))
	}
	m.left = tab.strangers()
	tab = openTab(t, deskWidth, deskHeight, byProcessor) // each has its own bound of time
	tab.openList(p.url + "?pane=sites")
	for i := range 2 * filters {
		set, value := "filter-operator_code", []string{"viettel", "mobifone", "vnpt", "vietnamobile"}[i%filters]
		if i >= filters {
			set, value = "list-text", []string{"xa 12", "ky", "cot 5", "phu"}[i%filters]
		}
		m.filterMS = append(m.filterMS, tab.repaint(set, value))
		tab.run(`history.back()`)
		tab.wait(`document.documentElement.dataset.map === 'ready' && !location.search.includes('q=') && !location.search.includes('operator_code=')`)
	}
	m.largest, m.largestAt, m.tiles = largestTile(t, p.url)
	m.left += tab.strangers()
	return m
}

// strangers counts the requests that went to another host.
func (t *tab) strangers() (n int) {
	t.tb.Helper()
	home, err := url.Parse(t.home)
	if err != nil {
		t.tb.Fatal(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range t.requests {
		if to, err := url.Parse(r); err != nil || (to.Host != home.Host && to.Scheme != "data" && to.Scheme != "blob") {
			n++
		}
	}
	return n
}

// restMS is how long a page is left alone before something is measured: what it
// did before is then on the screen, and not still being drawn.
const restMS = 500

// rest waits until the page has shown what it has to show.
func (t *tab) rest() {
	t.tb.Helper()
	t.run(fmt.Sprintf(`document.documentElement.dataset.rests = ''; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => { document.documentElement.dataset.rests = 'yes'; }, %d)))`, restMS))
	t.wait(`document.documentElement.dataset.rests === 'yes'`)
}

// repaint sets a filter and tells how long it took until the map's picture of it
// is complete, without the pause in which the page waits for more letters.
// Reading a pixel back waits for whoever draws: the frame of the script ends
// sooner.
func (t *tab) repaint(field, value string) float64 {
	t.tb.Helper()
	const typingMS = 200
	event, pause := "change", 0.
	if field == "list-text" {
		event, pause = "input", typingMS
	}
	t.rest()
	t.run(fmt.Sprintf(`(() => {
		performance.clearMarks('map ready'); performance.clearMarks('shown'); performance.mark('filtered');
		const mark = performance.mark;
		performance.mark = function (name) {
			mark.call(performance, name);
			if (name === 'map ready') {
				delete performance.mark;
				const gl = hatang.map.getCanvas().getContext('webgl2');
				gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); // waits until all is drawn that was asked for
				performance.mark('shown');
			}
		};
		const f = document.getElementById(%q); f.value = %q; f.dispatchEvent(new Event(%q));
	})()`, field, value, event))
	t.wait(`performance.getEntriesByName('shown').length > 0 && document.documentElement.dataset.map === 'ready'`)
	took := read[float64](t, `performance.getEntriesByName('shown').at(-1).startTime - performance.getEntriesByName('filtered').at(-1).startTime`)
	t.run(`performance.clearMarks('filtered')`)
	if field == "list-text" {
		t.run(`document.activeElement.blur()`)
	}
	return took - pause
}

// largestTile asks for the tiles of every layer that the map draws: all of the
// province down to zoom 10, then those around its largest town.
func largestTile(t *testing.T, address string) (size int, at string, n int) {
	t.Helper()
	town := towns()[0]
	for _, layer := range []string{"units", "units_label", "sites", "sectors", "postal", "radio"} {
		for z := uint32(4); z <= 14; z++ {
			low, high := tileAt(provinceBound.Min, z), tileAt(provinceBound.Max, z)
			if z > 10 {
				low, high = tileAt(town, z), tileAt(town, z)
				low.X, low.Y, high.X, high.Y = low.X-2, low.Y+2, high.X+2, high.Y-2
			}
			for x := low.X; x <= high.X; x++ {
				for y := high.Y; y <= low.Y; y++ {
					name := fmt.Sprintf("%s/%d/%d/%d", layer, z, x, y)
					length := lengthOf(t, address+"tiles/"+name+".mvt"+map[string]string{"sites": "?cluster=64", "postal": "?cluster=32", "radio": "?cluster=32"}[layer])
					n++
					if length > size {
						size, at = length, name
					}
				}
			}
		}
	}
	return size, at, n
}

func tileAt(p orb.Point, z uint32) tile.ID {
	w := tile.Project(p)
	return tile.ID{Z: uint8(z), X: w.X >> (32 - z), Y: w.Y >> (32 - z)}
}

func lengthOf(t *testing.T, address string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "identity")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // it was read to its end
	n, err := io.Copy(io.Discard, answer.Body)
	if err != nil || answer.StatusCode >= http.StatusBadRequest {
		t.Fatalf("%s: %d, %v", address, answer.StatusCode, err)
	}
	return int(n)
}

// provinceBound is where the made province lies, about as large as a large one.
var provinceBound = orb.Bound{Min: orb.Point{107.2, 13.9}, Max: orb.Point{108.7, 15.2}}

// towns are where half of the sites of the made province stand.
func towns() []orb.Point {
	random := rand.New(rand.NewPCG(7, 7))
	list := make([]orb.Point, 14)
	for i := range list {
		list[i] = orb.Point{107.4 + 1.1*random.Float64(), 14.1 + 0.9*random.Float64()}
	}
	return list
}

// makeProvince writes a registry of 600 communes with so many sites.
func makeProvince(t *testing.T, path string, sites int) (units int) {
	t.Helper()
	store, err := sqlite.Create(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	err = store.Update(t.Context(), registry.Author{Actor: "timings"}, func(ctx context.Context, w registry.Writer) error {
		if err := w.PutSetting(ctx, registry.SettingTerritory, "62"); err != nil {
			return err
		}
		for _, rec := range slices.Concat(madeOperators(), madeUnits(), madeSites(sites)) {
			if _, ok := rec.(*registry.AdminUnit); ok {
				units++
			}
			if _, err := w.Put(ctx, rec); err != nil {
				return fmt.Errorf("%s %s: %w", rec.Kind(), rec.Head().ID, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return units
}

const columns, rows = 25, 24

// madeUnits are a province and its communes, each with a crooked border of some
// hundred vertices that it shares with its neighbours.
func madeUnits() []registry.Record {
	corner := func(i, j int, along float64, across bool) orb.Point {
		dx, dy := (provinceBound.Max[0]-provinceBound.Min[0])/columns, (provinceBound.Max[1]-provinceBound.Min[1])/rows
		x, y := float64(i), float64(j)
		wave := 0.12 * math.Sin(along*19+float64(i*7+j*13)) * math.Sin(math.Pi*along)
		if across {
			x, y = x+along, y+wave
		} else {
			x, y = x+wave, y+along
		}
		return orb.Point{provinceBound.Min[0] + dx*x, provinceBound.Min[1] + dy*y}
	}
	const steps = 25
	side := func(ring orb.Ring, i, j int, across, back bool) orb.Ring {
		for k := range steps {
			along := float64(k) / steps
			if back {
				along = 1 - along
			}
			ring = append(ring, corner(i, j, along, across))
		}
		return ring
	}
	province := &registry.AdminUnit{Code: "62", Name: "Tỉnh thử", Level: registry.LevelProvince, Type: "tinh"}
	province.Head().ID, province.Head().ValidFrom = "made-62", registry.DateOf(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	province.Area = orb.MultiPolygon{{provinceBound.ToRing()}}
	list := []registry.Record{province}
	for n := range columns * rows {
		i, j := n%columns, n/columns
		ring := side(nil, i, j, true, false)
		ring = side(ring, i+1, j, false, false)
		ring = side(ring, i, j+1, true, true)
		ring = side(ring, i, j, false, true)
		unit := &registry.AdminUnit{
			Code: fmt.Sprintf("%05d", 23000+n), Name: fmt.Sprintf("Xã %d", n), Level: registry.LevelCommune, Type: "xa",
			ParentCode: "62", ProvinceCode: "62", Population: registry.Some(int64(2000 + n*17%9000)),
		}
		unit.Head().ID, unit.Head().ValidFrom = "made-"+unit.Code, province.Head().ValidFrom
		unit.Area = orb.MultiPolygon{{append(ring, ring[0])}}
		list = append(list, unit)
	}
	return list
}

// madeOperators are the owners of the sites.
func madeOperators() []registry.Record {
	var list []registry.Record
	for _, code := range []string{"viettel", "vnpt", "mobifone", "vietnamobile"} {
		operator := &registry.Operator{Code: code, Name: code, Sector: "mobile"}
		operator.Head().ID, operator.Head().ValidFrom = "made-"+code, registry.DateOf(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
		list = append(list, operator)
	}
	return list
}

// madeSites are sites, half of them in towns.
func madeSites(n int) []registry.Record {
	random := rand.New(rand.NewPCG(1, 2))
	places, list := towns(), make([]registry.Record, 0, n)
	operators, highest := []string{"viettel", "viettel", "vnpt", "mobifone", "vietnamobile"}, []string{"2G", "2G;3G", "2G;3G;4G", "4G;5G"}
	for i := range n {
		at := orb.Point{
			provinceBound.Min[0] + random.Float64()*(provinceBound.Max[0]-provinceBound.Min[0]),
			provinceBound.Min[1] + random.Float64()*(provinceBound.Max[1]-provinceBound.Min[1]),
		}
		if i%2 == 0 {
			town := places[random.IntN(len(places))]
			at = orb.Point{town[0] + random.NormFloat64()*0.03, town[1] + random.NormFloat64()*0.03}
		}
		site := &registry.Site{
			Code: fmt.Sprintf("T%06d", i), Name: fmt.Sprintf("Cột %d", i), OperatorCode: operators[random.IntN(len(operators))],
			State: registry.StateOnAir, Structure: "monopole", HeightM: registry.Some(20 + 3*float64(random.IntN(12))),
			Technologies: highest[random.IntN(len(highest))],
		}
		site.Head().ID, site.Head().ValidFrom = fmt.Sprintf("made-site-%06d", i), registry.DateOf(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
		site.Commissioned = registry.DateOf(time.Date(2005+random.IntN(16), 6, 1, 0, 0, 0, 0, time.UTC))
		site.Point, site.Located = at, true
		list = append(list, site)
	}
	return list
}

// reportOf writes the table.
func reportOf(all []timed, loadBefore string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# How long the desk's map takes

Written by `+"`make desk-timings`"+`: a made province of %d communes, half of its sites in towns; headless Chromium with
software rendering, %d × %d pixels, on %d processors. Ready: from opening the page until map, list and figures are drawn,
scripts and tiles in the browser's cache (asked again each time, by ETag). The machine's load before: %s. Repaint: from choosing a filter, on a
page at rest, until the map's picture of it is complete and can be read back. Medians, with the slowest in brackets. Measured, not asserted: machines differ.

| sites | map ready | target | filter repainted | target | largest tile (of %d) | limit | requests to other hosts |
|---|---|---|---|---|---|---|---|
`, columns*rows, deskWidth, deskHeight, runtime.NumCPU(), loadBefore, all[0].tiles)
	for _, m := range all {
		target := "2.0 s"
		if m.sites > 10_000 {
			target = "4.0 s"
		}
		fmt.Fprintf(&b, "| %d | %.1f s (%.1f) | %s | %.0f ms (%.0f) | 300 ms | %.0f kB (%s) | 500 kB | %d |\n", m.sites,
			median(m.readyMS)/1000, slices.Max(m.readyMS)/1000, target, median(m.filterMS), slices.Max(m.filterMS),
			float64(m.largest)/1000, m.largestAt, m.left)
	}
	return b.String()
}

// load is how many tasks wanted a processor in the last minute, where the system
// tells.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
