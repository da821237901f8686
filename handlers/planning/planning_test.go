package planning_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/paulmach/orb"

	"hatang/data"
	"hatang/handlers"
	"hatang/handlers/api"
	jobroutes "hatang/handlers/jobs"
	planroutes "hatang/handlers/planning"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/jobs"
	"hatang/registry/network"
	"hatang/registry/planning"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
)

type inMemory struct{ *network.Live }

func (l inMemory) View() api.View { return l.Live.View() }

// service is plans and jobs over two communes, 6 km wide each, with two points.
type service struct {
	t       *testing.T
	handler http.Handler
	pool    *jobs.Pool
}

func start(t *testing.T) *service {
	t.Helper()
	store := sqlitetest.New(t, sqlite.Options{})
	if err := store.Update(t.Context(), registry.Author{Actor: "test"}, put); err != nil {
		t.Fatal(err)
	}
	live, err := network.Open(t.Context(), store, network.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	norms, err := planning.ParseNorms(data.Norms)
	if err != nil {
		t.Fatal(err)
	}
	planner := planning.New(planning.Options{Calculator: indicators.NewCalculator(store, "test"), Norms: norms, Rasters: store, Version: "test"})
	pool, err := jobs.Open(filepath.Join(t.TempDir(), "jobs"), map[string]jobs.Kind{
		planning.JobKind: planner.Job(func() indicators.Source { return live.View() }, live),
		"wait":           {Work: func(ctx context.Context, _ jobs.Task) (any, error) { <-ctx.Done(); return nil, ctx.Err() }},
	}, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	return &service{t, assemble(t, store, inMemory{live}, planner, pool), pool}
}

func assemble(t *testing.T, store *sqlite.Store, live api.Live, planner *planning.Planner, pool *jobs.Pool) http.Handler {
	t.Helper()
	shared, err := handlers.New(handlers.Options{})
	if err != nil {
		t.Fatal(err)
	}
	routes := append(planroutes.Routes(planroutes.Options{Planner: planner, Live: live, Jobs: pool}), jobroutes.Routes(jobroutes.Options{Pool: pool})...)
	made, err := api.New(api.Options{Live: live, Archive: store, Version: "test", Further: routes})
	if err != nil {
		t.Fatal(err)
	}
	made.Register(shared.Router())
	return shared.Handler()
}

func put(ctx context.Context, w registry.Writer) error {
	box := func(x, y, width float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{x, y}, {x + width, y}, {x + width, y + 0.06}, {x, y + 0.06}, {x, y}}}}
	}
	unit := func(code, name, level string, people int64, area orb.MultiPolygon) *registry.AdminUnit {
		u := &registry.AdminUnit{Code: code, Name: name, Level: level, Type: "xa", ProvinceCode: "99", Population: registry.Some(people)}
		u.Area = area
		return u
	}
	records := []registry.Record{
		&registry.Operator{Code: "vnpost", Name: "VNPost", Sector: "postal"},
		unit("99", "Tỉnh Thử", registry.LevelProvince, 9000, box(108, 14, 0.12)),
		unit("991", "Xã Đông", registry.LevelCommune, 3000, box(108, 14, 0.06)),
		unit("992", "Xã Tây", registry.LevelCommune, 6000, box(108.06, 14, 0.06)),
	}
	for i, x := range []float64{108.01, 108.02} {
		records = append(records, &registry.PostalPoint{
			Code: fmt.Sprint("P", i), Name: fmt.Sprint("Điểm ", i), OperatorCode: "vnpost", Class: registry.CommunePoint,
			HoursPerDay: registry.Some(5.0), Position: registry.Position{Point: orb.Point{x, 14.03}, Located: true},
		})
	}
	for i := range 12 {
		records = append(records, &registry.Settlement{
			Name: fmt.Sprint("Thôn ", i), Position: registry.Position{Point: orb.Point{108.005 + 0.0095*float64(i), 14.01 + 0.003*float64(i)}, Located: true},
		})
	}
	for _, rec := range records {
		if _, err := w.Put(ctx, rec); err != nil {
			return err
		}
	}
	return nil
}

// ask sends a request and returns the answer, which must have the status.
func (s *service) ask(method, url, body string, status int) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.t.Context(), method, url, strings.NewReader(body))
	r.Host = "127.0.0.1"
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != status {
		s.t.Fatalf("%s %s: %d, want %d: %s", method, url, w.Code, status, w.Body)
	}
	return w
}

func decode[T any](t *testing.T, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return v
}

// made makes a plan by a job and returns its scenario.
func (s *service) made(question string) planning.Kept {
	s.t.Helper()
	w := s.ask(http.MethodPost, "/api/v1/plans", question, http.StatusAccepted)
	job := decode[jobs.Job](s.t, w)
	if w.Header().Get("Location") != "/api/v1/jobs/"+job.ID {
		s.t.Errorf("Location %q", w.Header().Get("Location"))
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	if ended, err := s.pool.Wait(ctx, job.ID); err != nil || ended.State != jobs.Done {
		s.t.Fatalf("job: %+v, %v", ended, err)
	}
	job = decode[jobs.Job](s.t, s.ask(http.MethodGet, "/api/v1/jobs/"+job.ID, "", http.StatusOK))
	var done planning.JobDone
	if err := json.Unmarshal(job.Result, &done); err != nil {
		s.t.Fatal(err)
	}
	return decode[planning.Kept](s.t, s.ask(http.MethodGet, "/api/v1/plans/"+done.Scenario.ID, "", http.StatusOK))
}

func TestPlansOverHTTP(t *testing.T) {
	t.Parallel()
	s := start(t)
	kept := s.made(`{"network":"postal","goal":"fewest","each_commune":true,"share":0.9,"radius_m":3000,"points":{},"candidates":{},"as_of":"2026-01-01"}`)
	if r := kept.Result; r.After.CommunesWithout != 0 || !r.Solver.Optimal || len(r.Changes) == 0 {
		t.Fatalf("the plan: %+v", r)
	}
	first := kept.Result.Layout.Added[0].ID
	drafted := decode[planning.Kept](t, s.ask(http.MethodPost, "/api/v1/plans/"+kept.ID+"/edits", `{"remove":["`+first+`"]}`, http.StatusOK))
	if drafted.ID != "" || len(drafted.Result.Layout.Added) != len(kept.Result.Layout.Added)-1 {
		t.Errorf("an edit that is not kept: %+v", drafted)
	}
	saved := decode[planning.Kept](t, s.ask(http.MethodPost, "/api/v1/plans/"+kept.Code+"/edits?save=true", `{"add":[{"lon":108.1,"lat":14.05}]}`, http.StatusOK))
	if saved.Parent != kept.ID || saved.ID == "" {
		t.Errorf("an edit that is kept: %+v", saved)
	}
	if list := decode[planroutes.List](t, s.ask(http.MethodGet, "/api/v1/plans", "", http.StatusOK)); len(list.Scenarios) != 2 || list.Scenarios[0].AsOf.String() != "2026-01-01" {
		t.Errorf("list: %+v", list)
	}
	c := decode[planning.Comparison](t, s.ask(http.MethodGet, "/api/v1/plans/compare?ids="+kept.ID+","+saved.Code, "", http.StatusOK))
	if len(c.Scenarios) != 2 || c.Scenarios[1].Added != c.Scenarios[0].Added+1 {
		t.Errorf("comparison: %+v", c)
	}
	layout, _ := json.Marshal(planroutes.Layout{Question: kept.Result.Question, Layout: kept.Result.Layout})
	again := decode[planning.Result](t, s.ask(http.MethodPost, "/api/v1/plans/evaluate", string(layout), http.StatusOK))
	if again.After.Access.Mean != kept.Result.After.Access.Mean {
		t.Errorf("evaluated again: %v, want %v", again.After.Access.Mean, kept.Result.After.Access.Mean)
	}
	for format, magic := range map[string]string{"xlsx": "PK", "pdf": "%PDF", "geojson": `{"`} {
		if w := s.ask(http.MethodGet, "/api/v1/plans/"+kept.ID+"?format="+format, "", http.StatusOK); !bytes.HasPrefix(w.Body.Bytes(), []byte(magic)) {
			t.Errorf("%s: %.20s", format, w.Body)
		}
	}
}

// Weights move the point into the commune that they favour, and are told.
func TestWeightsOverHTTP(t *testing.T) {
	t.Parallel()
	s := start(t)
	ask := func(weights string) planning.Kept {
		return s.made(`{"network":"postal","goal":"add","count":1,"points":{},"candidates":{},"as_of":"2026-01-01"` + weights + `}`)
	}
	plain := ask("")
	if at := plain.Result.Changes[0].Commune.Code; at != "992" || plain.Result.Question.Weights != nil {
		t.Fatalf("without weights the point is in %s: %+v", at, plain.Result.Question.Weights)
	}
	kept := ask(`,"weights":{"communes":[{"code":"991","factor":100}]}`)
	if at := kept.Result.Changes[0].Commune.Code; at != "991" {
		t.Errorf("with a hundredfold weight on 991 the point is in %s", at)
	}
	if w := kept.Result.Question.Weights; w == nil || w.Communes[0].Factor != 100 || !strings.Contains(kept.Name, "có trọng số") {
		t.Errorf("the scenario %q has forgotten its weights: %+v", kept.Name, w)
	}
	c := decode[planning.Comparison](t, s.ask(http.MethodGet, "/api/v1/plans/compare?ids="+plain.ID+","+kept.ID, "", http.StatusOK))
	if len(c.Notes) != 1 || !strings.Contains(c.Notes[0].EN, "weights") {
		t.Errorf("the comparison does not tell of other weights: %+v", c.Notes)
	}
	job := decode[jobs.Job](t, s.ask(http.MethodPost, "/api/v1/plans", `{"network":"postal","goal":"add","count":1,"points":{},"candidates":{},"weights":{"communes":[{"code":"12","factor":2}]}}`, http.StatusAccepted))
	ended, err := s.pool.Wait(t.Context(), job.ID)
	if err != nil || ended.State != jobs.Failed || !strings.Contains(fmt.Sprintf("%+v", ended.Failure), "weights.communes") {
		t.Errorf("weights of a commune elsewhere: %+v, %v", ended, err)
	}
}

func TestAreasAndNormsOverHTTP(t *testing.T) {
	t.Parallel()
	s := start(t)
	a := decode[planning.Areas](t, s.ask(http.MethodGet, "/api/v1/plans/areas", "", http.StatusOK))
	if len(a.Points) != 2 || a.Figures.CommunesWithout != 1 {
		t.Errorf("areas: %+v", a)
	}
	m := decode[struct {
		Features []struct{ Geometry struct{ Type string } }
	}](t, s.ask(http.MethodGet, "/api/v1/plans/areas?format=geojson", "", http.StatusOK))
	if len(m.Features) != 2 || m.Features[0].Geometry.Type != "MultiPolygon" {
		t.Errorf("map: %+v", m)
	}
	if none := decode[planning.Areas](t, s.ask(http.MethodGet, "/api/v1/plans/areas?staffed=true", "", http.StatusOK)); len(none.Points) != 0 || none.Figures.Access.Mean.Known {
		t.Errorf("no staffed point: %+v", none.Figures)
	}
	s.ask(http.MethodGet, "/api/v1/plans/areas?compare=2026-01-01", "", http.StatusOK)
	sheet := decode[planning.NormSheet](t, s.ask(http.MethodGet, "/api/v1/plans/norms?as_of=2025-06-30", "", http.StatusOK))
	if len(sheet.Communes) != 2 || len(sheet.Norms) == 0 {
		t.Errorf("norms: %+v", sheet)
	}
	s.ask(http.MethodGet, "/api/v1/plans/norms?format=xlsx", "", http.StatusOK)
}

func TestBadRequests(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, c := range []struct {
		method, url, body string
		status            int
	}{
		{http.MethodGet, "/api/v1/plans/areas?oops=1", "", http.StatusBadRequest},
		{http.MethodGet, "/api/v1/plans/areas?as_of=yesterday", "", http.StatusBadRequest},
		{http.MethodGet, "/api/v1/plans/areas?min_hours=many", "", http.StatusBadRequest},
		{http.MethodGet, "/api/v1/plans/areas?class=castle", "", http.StatusBadRequest},
		{http.MethodGet, "/api/v1/plans/areas?unit=77", "", http.StatusNotFound},
		{http.MethodGet, "/api/v1/plans/areas?travel=road", "", http.StatusBadRequest},
		{http.MethodGet, "/api/v1/plans/nope", "", http.StatusNotFound},
		{http.MethodGet, "/api/v1/plans/compare?ids=a", "", http.StatusBadRequest},
		{http.MethodGet, "/api/v1/plans/compare?ids=a,b", "", http.StatusNotFound},
		{http.MethodPost, "/api/v1/plans", `{`, http.StatusBadRequest},
		{http.MethodPost, "/api/v1/plans", `{"golly":1}`, http.StatusBadRequest},
		{http.MethodPost, "/api/v1/plans", `{"network":"postal","goal":"add","count":0}`, http.StatusBadRequest},
		{http.MethodPost, "/api/v1/plans", `{"network":"postal","goal":"add","count":1,"weights":{"types":[{"code":"xa","factor":0}]}}`, http.StatusBadRequest},
		{http.MethodPost, "/api/v1/plans", `{"network":"postal","goal":"fewest","share":0.9,"weights":{"beyond":2}}`, http.StatusBadRequest},
		{http.MethodPost, "/api/v1/plans/nope/edits", `{}`, http.StatusNotFound},
		{http.MethodPost, "/api/v1/jobs", `{"kind":"odd"}`, http.StatusBadRequest},
		{http.MethodPost, "/api/v1/jobs", `{"kind":"plan","input":{"golly":1}}`, http.StatusBadRequest},
		{http.MethodPost, "/api/v1/jobs", `{"kind":"plan","input":{"network":"postal","goal":"add"}}`, http.StatusBadRequest},
		{http.MethodPost, "/api/v1/jobs", `nothing`, http.StatusBadRequest},
		{http.MethodGet, "/api/v1/jobs/nope", "", http.StatusNotFound},
		{http.MethodDelete, "/api/v1/jobs/nope", "", http.StatusNotFound},
		{http.MethodPost, "/api/v1/jobs/nope/restart", "", http.StatusNotFound},
	} {
		w := s.ask(c.method, c.url, c.body, c.status)
		if !strings.Contains(w.Body.String(), "urn:hatang:problem") || strings.Contains(w.Body.String(), "%!") {
			t.Errorf("%s %s: %s", c.method, c.url, w.Body)
		}
	}
}

func TestJobsOverHTTP(t *testing.T) {
	t.Parallel()
	s := start(t)
	job := decode[jobs.Job](t, s.ask(http.MethodPost, "/api/v1/jobs", `{"kind":"wait"}`, http.StatusAccepted))
	if list := decode[jobroutes.List](t, s.ask(http.MethodGet, "/api/v1/jobs", "", http.StatusOK)); len(list.Jobs) != 1 {
		t.Errorf("jobs: %+v", list)
	}
	s.ask(http.MethodDelete, "/api/v1/jobs/"+job.ID, "", http.StatusOK)
	if ended, err := s.pool.Wait(t.Context(), job.ID); err != nil || ended.State != jobs.Cancelled {
		t.Errorf("cancelled: %+v, %v", ended, err)
	}
	s.ask(http.MethodDelete, "/api/v1/jobs/"+job.ID, "", http.StatusConflict)
	again := decode[jobs.Job](t, s.ask(http.MethodPost, "/api/v1/jobs/"+job.ID+"/restart", "", http.StatusOK))
	if again.State != jobs.Queued && again.State != jobs.Running {
		t.Errorf("restarted: %+v", again)
	}
}

// The description that clients read holds for what is answered.
func TestDescription(t *testing.T) {
	t.Parallel()
	s := start(t)
	doc, err := openapi3.NewLoader().LoadFromData(s.ask(http.MethodGet, "/api/openapi.json", "", http.StatusOK).Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/api/v1/plans", "/api/v1/plans/areas", "/api/v1/plans/norms", "/api/v1/plans/{id}/edits", "/api/v1/jobs/{id}"} {
		if doc.Paths.Find(path) == nil {
			t.Errorf("%s is not described", path)
		}
	}
	areas := s.ask(http.MethodGet, "/api/v1/plans/areas", "", http.StatusOK)
	var answer any
	if err := json.Unmarshal(areas.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	schema := doc.Paths.Find("/api/v1/plans/areas").Get.Responses.Status(http.StatusOK).Value.Content.Get("application/json").Schema.Value
	if err := schema.VisitJSON(answer); err != nil {
		t.Errorf("the answer is not as described: %v", err)
	}
}
