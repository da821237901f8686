package planning_test

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	planroutes "hatang/handlers/planning"
	"hatang/registry/planning"
)

type laidMap struct {
	Features []struct {
		ID         string
		Geometry   struct{ Type string }
		Properties struct {
			Added    bool
			People   float64
			Mean     *float64
			AreaKM2  float64 `json:"area_km2"`
			Relieved *planning.CommuneChange
		}
	}
}

func (m *laidMap) ids() []string {
	var ids []string
	for _, f := range m.Features {
		ids = append(ids, f.ID)
	}
	return ids
}

const twoMore = `{"network":"postal","goal":"add","count":2,"points":{},"candidates":{},"as_of":"2026-01-01"}`

// The areas under a layout hold everybody and all land once, whatever is edited.
func TestAreasUnderALayout(t *testing.T) {
	t.Parallel()
	s := start(t)
	kept := s.made(twoMore)
	first := kept.Result.Layout.Added[0].ID
	url := "/api/v1/plans/" + kept.ID + "/areas"
	whole := decode[laidMap](t, s.ask(http.MethodGet, url, "", http.StatusOK))
	var land float64
	for _, c := range []struct {
		name, edit string
		points     int
		without    string
	}{
		{"as it is", `{}`, 4, ""},
		{"one removed", `{"remove":["` + first + `"]}`, 3, first},
		{"one by hand", `{"add":[{"id":"h:9","lon":108.1,"lat":14.05}]}`, 5, ""},
	} {
		m := decode[laidMap](t, s.ask(http.MethodPost, url, c.edit, http.StatusOK))
		if len(m.Features) != c.points || (c.without != "" && slices.Contains(m.ids(), c.without)) {
			t.Errorf("%s: points %v, want %d without %q", c.name, m.ids(), c.points, c.without)
		}
		var people, area float64
		for _, f := range m.Features {
			people, area = people+f.Properties.People, area+f.Properties.AreaKM2
		}
		if total := kept.Result.After.Access.People; math.Abs(people-total) > 1e-6*total {
			t.Errorf("%s: the areas hold %v people of %v", c.name, people, total)
		}
		if land == 0 {
			land = area
		}
		if math.Abs(area-land) > 1e-9*land {
			t.Errorf("%s: the areas hold %v km², before %v", c.name, area, land)
		}
	}
	for i, f := range whole.Features {
		if f.Properties.Added != (i >= 2) || f.Geometry.Type != "MultiPolygon" || f.Properties.Mean == nil {
			t.Errorf("area %d: %+v", i, f)
		}
	}
	// Xã Tây has no point: the first that is added relieves it.
	if r := whole.Features[2].Properties.Relieved; r == nil || r.Unit.Code != "992" || !(r.After.Value < r.Before.Value) || !(r.People > 0) {
		t.Errorf("relieved: %+v", r)
	}
}

// What the list of candidates names can be forced and forbidden.
func TestCandidatesCanBeForced(t *testing.T) {
	t.Parallel()
	s := start(t)
	list := decode[planning.CandidatePlaces](t, s.ask(http.MethodPost, "/api/v1/plans/candidates",
		`{"network":"postal","goal":"add","points":{},"candidates":{"settlements":true},"as_of":"2026-01-01"}`, http.StatusOK))
	if len(list.Candidates) != 12 || list.Candidates[0].Commune.Name == "" || list.Candidates[0].Source != "settlement" {
		t.Fatalf("candidates: %+v", list)
	}
	last := list.Candidates[11].ID
	kept := s.made(strings.Replace(twoMore, `"candidates":{}`, `"candidates":{"settlements":true},"force":["`+last+`"]`, 1))
	if !slices.ContainsFunc(kept.Result.Layout.Added, func(a planning.Added) bool { return a.ID == last }) {
		t.Errorf("forced %s, added %+v", last, kept.Result.Layout.Added)
	}
	none := decode[planning.CandidatePlaces](t, s.ask(http.MethodPost, "/api/v1/plans/candidates",
		`{"network":"postal","goal":"close","points":{},"candidates":{},"as_of":"2026-01-01"}`, http.StatusOK))
	if len(none.Candidates) != 0 {
		t.Errorf("closing has candidates: %+v", none)
	}
	upgrades := decode[planning.CandidatePlaces](t, s.ask(http.MethodPost, "/api/v1/plans/candidates",
		`{"network":"postal","goal":"upgrade","points":{},"candidates":{},"as_of":"2026-01-01"}`, http.StatusOK))
	if len(upgrades.Candidates) != 2 || upgrades.Candidates[0].Source != "point" {
		t.Errorf("to upgrade: %+v", upgrades)
	}
}

func TestKeepUnderAName(t *testing.T) {
	t.Parallel()
	s := start(t)
	kept := s.made(twoMore)
	saved := decode[planning.Kept](t, s.ask(http.MethodPost, "/api/v1/plans/"+kept.ID+"/keep",
		`{"name":" Phương án xã Tây ","edit":{"add":[{"lon":108.1,"lat":14.05}]}}`, http.StatusCreated))
	if saved.Name != "Phương án xã Tây" || saved.Parent != kept.ID || len(saved.Result.Layout.Added) != 3 {
		t.Errorf("kept: %+v", saved)
	}
	if list := decode[planroutes.List](t, s.ask(http.MethodGet, "/api/v1/plans", "", http.StatusOK)); len(list.Scenarios) != 2 || list.Scenarios[0].Name != saved.Name {
		t.Errorf("list: %+v", list)
	}
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		says               string
	}{
		"no name":          {http.MethodPost, kept.ID + "/keep", `{"name":" ","edit":{}}`, http.StatusBadRequest, `"field":"name"`},
		"long name":        {http.MethodPost, kept.ID + "/keep", `{"name":"` + strings.Repeat("a", 500) + `","edit":{}}`, http.StatusBadRequest, `"field":"name"`},
		"outside":          {http.MethodPost, kept.ID + "/keep", `{"name":"a","edit":{"add":[{"lon":1,"lat":1}]}}`, http.StatusBadRequest, `"field":"add"`},
		"nobody's":         {http.MethodPost, "nope/keep", `{"name":"a","edit":{}}`, http.StatusNotFound, "nope"},
		"areas of nobody":  {http.MethodGet, "nope/areas", "", http.StatusNotFound, "nope"},
		"areas not edited": {http.MethodPost, kept.ID + "/areas", `{"remove":["nope"]}`, http.StatusBadRequest, `"field":"remove"`},
		"candidates":       {http.MethodPost, "candidates", `{"network":"sea","candidates":{},"points":{}}`, http.StatusBadRequest, `"field":"network"`},
	} {
		if w := s.ask(c.method, "/api/v1/plans/"+c.path, c.body, c.status); !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %s", name, w.Body)
		}
	}
	if list := decode[planroutes.List](t, s.ask(http.MethodGet, "/api/v1/plans", "", http.StatusOK)); len(list.Scenarios) != 2 {
		t.Errorf("a mistake kept something: %+v", list)
	}
}
