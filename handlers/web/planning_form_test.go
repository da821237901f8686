package web_test

import (
	"fmt"
	"reflect"
	"testing"

	"hatang/registry/planning"
)

// asks starts a plan by the form and gives the scenario that comes of it.
func (t planTab) asks(p planners) planning.Kept {
	t.tb.Helper()
	t.click("#run")
	t.wait(`new URLSearchParams(location.search).has('plan')`)
	return p.plan(t.planned(0))
}

// planWeighed weighs people of a type, of one commune and beyond the radius; the
// plan is chosen by these weights, says so, and the form shows them again.
func planWeighed(t *testing.T, p planners, tab planTab) {
	tab.openPlanning(p, "?network=postal&n=2&day=2020-12-31&grid=1&gridm=8000&approx=1")
	tab.click("#more-weights > summary")
	tab.enter("#more-weights input[type=range][data-weight=xa]", "2")
	tab.enter("#w-phuong", "0.5")
	tab.enter("#w-beyond", "3")
	tab.enter("#weigh-commune", "23344")
	tab.enter("#weigh-factor", "2.5")
	tab.click("#weigh-add")
	tab.wait(`new URLSearchParams(location.search).get('weights') === 'xa:2,phuong:0.5,beyond:3,23344:2.5'`)
	tab.says("#weighed", "× 2,5") // the commune with a weight of its own
	kept := tab.asks(p)
	want := &planning.Weights{
		Types: []planning.Weight{{Code: "xa", Factor: 2}, {Code: "phuong", Factor: 0.5}}, Communes: []planning.Weight{{Code: "23344", Factor: 2.5}}, Beyond: 3,
	}
	if got := kept.Result.Question.Weights; !reflect.DeepEqual(got, want) {
		t.Errorf("the scenario has the weights %+v, want %+v", got, want)
	}
	tab.says("#plan-notes", "xã × 2", "(23344) × 2,5", "đếm người thật")
	// By the scenario's own address the form has its weights, and a type's can be taken back.
	tab.openPlanning(p, "?plan="+kept.ID)
	tab.wait(`document.getElementById('w-xa').value === '2' && document.getElementById('w-beyond').value === '3' && document.querySelector('[data-weighed="23344"]')`)
	tab.click(`[data-weighed="23344"]`)
	tab.enter("#w-xa", "1")
	tab.wait(`new URLSearchParams(location.search).get('weights') === 'phuong:0.5,beyond:3'`)
	tab.enter("#goal", "cover")
	tab.wait(`document.querySelector('[data-field="weights.beyond"]').hidden && !document.getElementById('more-weights').hidden`)
	tab.enter("#goal", "fewest")
	tab.wait(`document.getElementById('more-weights').hidden`)
	// What the service refuses is said at the weights.
	tab.enter("#goal", "add")
	tab.enter("#w-phuong", "500")
	tab.click("#run")
	tab.wait(`document.querySelector('#more-weights > .error')?.innerText.includes('0,01') || document.querySelector('#more-weights > .error')?.innerText.includes('0.01')`)
	tab.forgive("400")
	tab.checkClean()
}

// planMasts asks for mobile sites by the footprint of a mast, with what is assumed
// told before and named afterwards, and then by discs.
func planMasts(t *testing.T, p planners, tab planTab) {
	tab.openPlanning(p, "?lang=en&network=bts&goal=cover&n=2&day=2020-12-31&grid=1&gridm=15000")
	tab.wait(`document.getElementById('mast-assumed').innerText.includes('EIRP 55 dBm = 46 dBm − 2 dB + 11 dBi') && document.getElementById('r').closest('.field').hidden`)
	tab.click("#more-mast > summary")
	tab.enter("#az", "0, 120, north")
	tab.click("#run")
	tab.wait(`document.querySelector('[data-field="mast.azimuths_deg"] .error')`)
	tab.enter("#az", "0, 120, 240")
	tab.wait(`document.getElementById('mast-assumed').innerText.includes('beamwidth 65°')`)
	tab.enter("#height", "48")
	tab.enter("#op", "viettel")
	tab.enter("#band", "1800")
	tab.enter("#eirp", "60.5")
	tab.wait(`!document.getElementById('mast-assumed').innerText.includes('EIRP')`)
	tab.click(`[name="flat"]`)
	tab.wait(`location.search.includes('60.5') && location.search.includes('flat')`)
	address := read[string](tab.tab, `location.href`)
	tab.open(address)
	tab.wait(`document.documentElement.dataset.plan && document.getElementById('height').value === '48' && document.getElementById('op').value === 'viettel' && document.querySelector('[name="flat"]').checked`)
	kept := tab.asks(p)
	want := &planning.Mast{Technology: "4G", Operator: "viettel", HeightM: 48, Band: "1800", EIRPDBm: 60.5, AzimuthsDeg: []float64{0, 120, 240}, Flat: true}
	if got := kept.Result.Question; !reflect.DeepEqual(got.Mast, want) || got.RadiusM != 0 {
		t.Errorf("the scenario's mast is %+v (radius %v), want %+v", got.Mast, got.RadiusM, want)
	}
	b := kept.Result.Coverage
	tab.there("#basis")
	tab.run(`document.getElementById('basis').open = true`)
	tab.says("#basis", b.Model, "48 m", "EIRP 60.5 dBm", "antenna gain", fmt.Sprintf("%d by the radius declared", b.SitesDeclared))
	if read[bool](tab.tab, `document.getElementById('show-rings') !== null`) {
		t.Error("the legend speaks of radii where footprints are computed")
	}
	tab.openPlanning(p, "?network=bts&goal=cover&n=2&day=2020-12-31&grid=1&gridm=15000&foot=disc&r=2000")
	tab.wait(`document.querySelector('[data-field="mast"]').hidden && !document.getElementById('r').closest('.field').hidden`)
	disc := tab.asks(p)
	if q := disc.Result.Question; q.Mast != nil || q.RadiusM != 2000 {
		t.Errorf("a plan by discs has the mast %+v and the radius %v", q.Mast, q.RadiusM)
	}
	tab.checkClean()
}
