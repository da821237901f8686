// Package planning answers under /api/v1/plans: service areas, norms, plans as
// jobs, scenarios that are compared and edited by hand.
package planning

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/jobs"
	"hatang/registry/planning"
)

// Options is what the routes are made of.
type Options struct {
	Planner *planning.Planner
	Live    api.Live
	Jobs    *jobs.Pool // that knows planning.JobKind
	// Actor names who asks; nil: whom the gate found.
	Actor func(*gin.Context) string
}

type service struct{ Options }

// Layout is a layout under a question, to be evaluated.
type Layout struct {
	Question planning.Question `json:"question"`
	Layout   planning.Layout   `json:"layout"`
}

// List is the answer to a question for all scenarios.
type List struct {
	Scenarios []planning.Kept `json:"scenarios"` // newest first, without results
}

// Routes are the operations under /api/v1/plans.
func Routes(o Options) []api.Route {
	if o.Actor == nil {
		o.Actor = func(c *gin.Context) string { return auth.Current(c).Actor() }
	}
	s := &service{o}
	return slices.Concat(s.readRoutes(), s.planRoutes(), s.deskRoutes())
}

func parameter(name, vi, en string, codes ...string) api.Parameter {
	return api.Parameter{Name: name, About: registry.Text{VI: vi, EN: en}, Codes: codes}
}

func (s *service) readRoutes() []api.Route {
	unit := parameter("unit", "mã đơn vị; không nêu: tỉnh của sổ", "unit code; none: the registry's province")
	day := parameter("as_of", "ngày; không nêu: hôm nay", "day; none: today")
	return []api.Route{
		{
			Method: http.MethodGet, Path: "/api/v1/plans/areas", ID: "planAreas", Right: auth.Right{Resource: auth.Served, Action: auth.Read}, Gives: planning.Areas{}, GivesTypes: []string{typeGeoJSON},
			Summary: registry.Text{VI: "Vùng phục vụ của từng điểm bưu chính", EN: "Service areas of postal points"},
			About: registry.Text{
				VI: "Mỗi ô dân cư đến điểm gần nhất. compare: so sánh với ngày khác.", EN: "Every populated cell goes to its nearest point. compare: sets another day beside.",
			},
			Query: []api.Parameter{
				unit, day, parameter("class", "các loại điểm, cách nhau dấu phẩy", "classes of point, separated by commas"),
				parameter("staffed", "chỉ điểm có người", "staffed only", "true", "false"),
				parameter("internet", "chỉ điểm có Internet", "connected only", "true", "false"),
				parameter("approximate", "cả vị trí gần đúng", "approximate positions too", "true", "false"),
				parameter("min_hours", "mở ít nhất số giờ mỗi ngày", "open so many hours a day"),
				parameter("travel", "cách đo quãng đường", "how the way is measured", planning.Straight, planning.Road),
				parameter("compare", "ngày so sánh", "day to compare with"),
				parameter("format", "json hoặc geojson", "json or geojson", "json", "geojson"),
			},
			Handle: s.areas,
		},
		{
			Method: http.MethodGet, Path: "/api/v1/plans/norms", ID: "planNorms", Right: auth.Right{Resource: auth.Served, Action: auth.Read}, Gives: planning.NormSheet{}, GivesTypes: []string{typeXLSX},
			Summary: registry.Text{VI: "Định mức và NTM 8.1 theo xã", EN: "Norms and new rural area criterion 8.1 by commune"},
			Query:   []api.Parameter{unit, day, parameter("format", "json hoặc xlsx", "json or xlsx", "json", "xlsx")},
			Handle:  s.norms,
		},
		{
			Method: http.MethodGet, Path: "/api/v1/plans", ID: "listPlans", Right: auth.Right{Resource: auth.Plans, Action: auth.Read}, Gives: List{},
			Summary: registry.Text{VI: "Các phương án đã lưu", EN: "Kept scenarios"}, Handle: s.list,
		},
		{
			Method: http.MethodGet, Path: "/api/v1/plans/compare", ID: "comparePlans", Right: auth.Right{Resource: auth.Plans, Action: auth.Read}, Gives: planning.Comparison{},
			Summary: registry.Text{VI: "So sánh các phương án", EN: "Compare scenarios"},
			Query:   []api.Parameter{{Name: "ids", Required: true, About: registry.Text{VI: "mã các phương án, cách nhau dấu phẩy", EN: "scenarios, separated by commas"}}},
			Handle:  s.compare,
		},
		{
			Method: http.MethodGet, Path: "/api/v1/plans/:id", ID: "getPlan", Right: auth.Right{Resource: auth.Plans, Action: auth.Read}, Gives: planning.Kept{}, GivesTypes: []string{typeGeoJSON, typeXLSX, typePDF},
			Summary: registry.Text{VI: "Một phương án", EN: "A scenario"},
			Query:   []api.Parameter{parameter("format", "định dạng", "format", "json", "geojson", "xlsx", "pdf")},
			Handle:  s.get,
		},
	}
}

func (s *service) planRoutes() []api.Route {
	return []api.Route{
		{
			Method: http.MethodPost, Path: "/api/v1/plans", ID: "makePlan", Right: auth.Right{Resource: auth.Plans, Action: auth.Create}, Takes: planning.Question{}, Gives: jobs.Job{}, Status: http.StatusAccepted,
			Summary: registry.Text{VI: "Lập phương án, chạy nền", EN: "Make a plan, in the background"},
			About: registry.Text{
				VI: "Trả lời việc vừa xếp hàng (Location). Xong việc, kết quả là một phương án đã lưu.",
				EN: "Answers with the job (Location). Once it is done, the plan is a kept scenario.",
			},
			Handle: s.plan,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/plans/evaluate", ID: "evaluatePlan", Right: auth.Right{Resource: auth.Plans, Action: auth.Compute}, Takes: Layout{}, Gives: planning.Result{},
			Summary: registry.Text{VI: "Tính các chỉ tiêu của một phương án tự vẽ, không lưu", EN: "Evaluate a layout drawn by hand, keeping nothing"},
			Handle:  s.evaluate,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/plans/:id/edits", ID: "editPlan", Right: auth.Right{Resource: auth.Plans, Action: auth.Change}, Takes: planning.Edit{}, Gives: planning.Kept{},
			Summary: registry.Text{VI: "Sửa phương án bằng tay và tính lại ngay", EN: "Edit a scenario by hand and evaluate it at once"},
			About: registry.Text{
				VI: "Không lưu, trừ khi save=true: khi đó là một phương án mới, có phương án này là gốc.",
				EN: "Keeps nothing unless save=true: then it is a new scenario made from this one.",
			},
			Query:  []api.Parameter{parameter("save", "lưu thành phương án mới", "keep as a new scenario", "true", "false")},
			Handle: s.edit,
		},
	}
}

// Media types of the answers.
const (
	typeGeoJSON = "application/geo+json"
	typeXLSX    = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typePDF     = "application/pdf"
)

// send writes a file.
func send(c *gin.Context, mediaType, name string, write func(io.Writer) error) error {
	var out bytes.Buffer
	if err := write(&out); err != nil {
		return err
	}
	if name != "" {
		c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	c.Data(http.StatusOK, mediaType, out.Bytes())
	return nil
}

func (s *service) plan(c *gin.Context) error {
	var q planning.Question
	if err := handlers.ReadJSON(c, &q); err != nil {
		return err
	}
	if err := s.Planner.Check(q); err != nil {
		return err
	}
	job, err := s.Jobs.Submit(jobs.Request{Kind: planning.JobKind, Title: q.Title(), Actor: s.Actor(c), Input: q})
	if err != nil {
		return err
	}
	c.Header("Location", "/api/v1/jobs/"+job.ID)
	c.JSON(http.StatusAccepted, job)
	return nil
}

func (s *service) evaluate(c *gin.Context) error {
	var l Layout
	if err := handlers.ReadJSON(c, &l); err != nil {
		return err
	}
	r, err := s.Planner.Evaluate(c.Request.Context(), s.Live.View(), l.Question, l.Layout)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, r)
	return nil
}

func (s *service) edit(c *gin.Context) error {
	var e planning.Edit
	if err := handlers.ReadJSON(c, &e); err != nil {
		return err
	}
	ctx := c.Request.Context()
	kept, err := planning.Load(ctx, s.Live.View(), c.Param("id"))
	if err != nil {
		return err
	}
	r, err := s.Planner.Edit(ctx, s.Live.View(), kept.Result.Question, kept.Result.Layout, e)
	if err != nil {
		return err
	}
	if c.Query("save") != "true" {
		c.JSON(http.StatusOK, planning.Kept{Parent: kept.ID, Name: kept.Name, Network: kept.Network, Unit: kept.Unit, AsOf: r.AsOf, State: "draft", Result: r})
		return nil
	}
	saved, err := s.save(ctx, c, kept.ID, r)
	if err != nil {
		return err
	}
	c.Header("Location", "/api/v1/plans/"+saved.ID)
	c.JSON(http.StatusOK, saved)
	return nil
}

func (s *service) save(ctx context.Context, c *gin.Context, parent string, r *planning.Result) (*planning.Kept, error) {
	author := registry.Author{Actor: s.Actor(c), Request: handlers.RequestID(c), Reason: "plan edit"}
	return s.Planner.Save(ctx, s.Live, author, parent, r)
}

func (s *service) list(c *gin.Context) error {
	list, err := planning.List(c.Request.Context(), s.Live.View())
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, List{list})
	return nil
}

func (s *service) get(c *gin.Context) error {
	kept, err := planning.Load(c.Request.Context(), s.Live.View(), c.Param("id"))
	if err != nil {
		return err
	}
	lang := handlers.Lang(c)
	switch c.Query("format") {
	case "geojson":
		return send(c, typeGeoJSON, "", func(w io.Writer) error { return planning.WriteGeoJSON(w, kept.Result.Map()) })
	case "xlsx":
		return send(c, typeXLSX, kept.Code+".xlsx", func(w io.Writer) error { return kept.Result.WriteXLSX(w, lang) })
	case "pdf":
		return send(c, typePDF, kept.Code+".pdf", func(w io.Writer) error { return kept.Result.WritePDF(w, lang) })
	}
	c.JSON(http.StatusOK, kept)
	return nil
}

// mostCompared bounds what one comparison reads.
const mostCompared = 8

func (s *service) compare(c *gin.Context) error {
	ids := strings.Split(c.Query("ids"), ",")
	if len(ids) < 2 || len(ids) > mostCompared {
		return registry.Errorf(registry.Invalid, "nêu từ 2 đến %d phương án", "name 2 to %d scenarios", mostCompared)
	}
	var kept []*planning.Kept
	for _, id := range ids {
		k, err := planning.Load(c.Request.Context(), s.Live.View(), id)
		if err != nil {
			return err
		}
		kept = append(kept, k)
	}
	c.JSON(http.StatusOK, planning.Compare(kept))
	return nil
}
