package web_test

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"hatang/registry/planning"
)

var update = flag.Bool("update", false, "write the pictures of README and docs")

// TestScreenshots writes the pictures that README and docs show, from the page
// itself.
func TestScreenshots(t *testing.T) {
	if !*update {
		t.Skip("skipped without -update: it writes docs/images")
	}
	s := startService(t)
	for _, shot := range []struct {
		name          string
		width, height int64
		scheme, query string
		before        string
	}{
		{"map-light", 1366, 768, "light", "", ""},
		{"map-dark", 1366, 768, "dark", "?network=bts", ""},
		{"map-here", 1366, 768, "light", "?view=10.5/107.98/14.37&at=108.0,14.36&lang=en", ""},
		{"map-explained", 1366, 768, "light", "", `document.getElementById('radius-circle').focus()`},
		{"desk-list", 1366, 768, "light", "?pane=sites&technologies=4G&state=on_air&record=sites/demo-site-0001", ""},
		{"desk-list-dark", 1366, 768, "dark", "?pane=postal&lang=en", ""},
		{"map-phone", 390, 844, "light", "", ""},
	} {
		t.Run(shot.name, func(t *testing.T) {
			tab := openTab(t, shot.width, shot.height)
			tab.prefer(shot.scheme)
			if strings.Contains(shot.query, "pane=") {
				tab.openList(s.url + shot.query)
			} else {
				tab.openReady(s.url + shot.query)
			}
			if strings.Contains(shot.query, "record=") {
				tab.wait(`document.getElementById('record-people')`)
			}
			if shot.before != "" {
				tab.run(shot.before)
			}
			tab.wait(`document.fonts.status === 'loaded'`)
			tab.picture(filepath.Join("..", "..", "docs", "images", shot.name+".png"))
		})
	}
}

// TestScreenshotsOfData writes those of the data desk and of a record's page.
func TestScreenshotsOfData(t *testing.T) {
	if !*update {
		t.Skip("skipped without -update: it writes docs/images")
	}
	p := newProgram(t)
	p.serve()
	t.Run("data-import", func(t *testing.T) {
		tab := openTab(t, deskWidth, deskHeight)
		tab.prefer("light")
		tab.open(p.url + "data")
		tab.imports("file", "none")
		tab.drop(".drop", "trạm bổ sung.csv", p.messySites(true))
		tab.imports("columns", "read")
		tab.click("#step-place")
		tab.imports("place", "read")
		tab.clickAt("#system-0")
		tab.wait(`document.documentElement.dataset.points === '6' && document.fonts.status === 'loaded'`)
		tab.picture(filepath.Join("..", "..", "docs", "images", "data-import.png"))
	})
	t.Run("record", func(t *testing.T) {
		tab := openTab(t, deskWidth, deskHeight)
		tab.prefer("light")
		tab.openRecordPage(p.url + "record?kind=sites&id=demo-site-0001")
		tab.wait(`document.getElementById('record-people') && document.fonts.status === 'loaded'`)
		tab.picture(filepath.Join("..", "..", "docs", "images", "record.png"))
	})
}

// TestPlanningScreenshots writes the pictures of the planning desk.
func TestPlanningScreenshots(t *testing.T) {
	if !*update {
		t.Skip("skipped without -update: it writes docs/images")
	}
	p := planners{newProgram(t)}
	p.serve()
	plan := p.planBy(planning.Question{Goal: planning.Add, Count: 5})
	for _, shot := range []struct{ name, scheme, query string }{
		{"planning", "light", "?plan=" + plan.ID + "&sel=" + plan.Result.Changes[0].ID},
		{"planning-edited", "dark", "?lang=en&plan=" + plan.ID + "&edit=a~h:1~108.1~14.4~Point"},
	} {
		tab := openPlanTab(t, deskWidth, deskHeight)
		tab.prefer(shot.scheme)
		tab.openPlanning(p, shot.query)
		tab.wait(`document.documentElement.dataset.areas && hatang.plan.base.library.loaded() && document.fonts.status === 'loaded'`)
		tab.picture(filepath.Join("..", "..", "docs", "images", shot.name+".png"))
	}
	closing := p.planBy(planning.Question{Goal: planning.Close, Count: 3})
	tab := openTab(t, deskWidth, deskHeight)
	tab.prefer("light")
	tab.openReady(p.url + "?as_of=2020-12-31&layers=units,postal&left=plan:" + plan.ID + "&compare=plan:" + closing.ID)
	tab.sided(plan.ID, "plan:"+closing.ID)
	tab.wait(`document.fonts.status === 'loaded'`)
	tab.picture(filepath.Join("..", "..", "docs", "images", "map-scenarios.png"))
}

// TestScreenshotOfCoverage writes the picture of computed coverage, which takes
// the whole program.
func TestScreenshotOfCoverage(t *testing.T) {
	if !*update {
		t.Skip("skipped without -update: it writes docs/images")
	}
	p := newProgram(t)
	p.run("coverage", "compute", "--technology", "4G")
	p.serve()
	tab := openTab(t, deskWidth, deskHeight)
	tab.prefer("light")
	tab.openReady(p.url + "?coverage=4G&layers=units,sites&view=11/108/14.36&at=108,14.36")
	tab.wait(`document.querySelectorAll('.signals tbody tr').length > 0 && document.querySelector('.band-list') && hatang.map.loaded()`)
	tab.picture(filepath.Join("..", "..", "docs", "images", "map-coverage.png"))
}

// TestScreenshotsOfReports writes those of the page of indicators.
func TestScreenshotsOfReports(t *testing.T) {
	if !*update {
		t.Skip("skipped without -update: it writes docs/images")
	}
	p := newProgram(t)
	p.serve()
	for _, shot := range []struct{ name, part, scheme, query string }{
		{"reports-dashboard", "dashboard", "light", "?period=2020"},
		{"reports-report", "report", "light", "?period=2020&tab=report"},
	} {
		tab := openTab(t, deskWidth, deskHeight)
		tab.prefer(shot.scheme)
		tab.open(p.url + "reports" + shot.query)
		tab.shown(shot.part)
		tab.wait(`document.fonts.status === 'loaded'`)
		tab.picture(filepath.Join("..", "..", "docs", "images", shot.name+".png"))
	}
}

// TestScreenshotsOfAccounts writes those of one's own account, and of the fields
// that a province closes.
func TestScreenshotsOfAccounts(t *testing.T) {
	if !*update {
		t.Skip("skipped without -update: it writes docs/images")
	}
	p := newProgram(t)
	link := p.run("user", "add", "quan.tri", "--role", "administrator", "--title", "Trần Thị Quản")
	p.serve()
	tab := openTab(t, deskWidth, deskHeight)
	tab.prefer("light")
	tab.person(p, "quan.tri", link)
	tab.open(p.url + "account")
	tab.wait(`document.readyState === 'complete' && document.fonts.status === 'loaded'`)
	tab.picture(filepath.Join("..", "..", "docs", "images", "account.png"))
	tab.admin(p, "tab=settings")
	tab.run(`document.querySelector('input[name="sites.structure"]').closest('details').open = true; document.querySelector('[data-setting="closed_fields"]').scrollIntoView()`)
	tab.wait(`document.fonts.status === 'loaded'`)
	tab.picture(filepath.Join("..", "..", "docs", "images", "admin-fields.png"))
}
