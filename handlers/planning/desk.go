package planning

import (
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/planning"
)

// Keep asks for a scenario to be kept under a name, with what was edited by hand.
type Keep struct {
	Name string        `json:"name"` // 1 to 200 characters
	Edit planning.Edit `json:"edit"`
}

// mostName is how long the name of a scenario may be, in bytes.
const mostName = 400

// deskRoutes are what somebody needs who draws a plan on a map.
func (s *service) deskRoutes() []api.Route {
	areas := registry.Text{VI: "Vùng phục vụ của mạng bưu chính theo một phương án", EN: "Service areas of the postal network under a scenario"}
	return []api.Route{
		{
			Method: http.MethodPost, Path: "/api/v1/plans/candidates", ID: "planCandidates", Right: auth.Right{Resource: auth.Plans, Action: auth.Compute},
			Takes: planning.Question{}, Gives: planning.CandidatePlaces{},
			Summary: registry.Text{VI: "Các vị trí ứng viên của một yêu cầu", EN: "The candidates of a question"},
			About: registry.Text{
				VI: "Mã của chúng dùng cho force và forbid. Chưa cần nêu số điểm, bán kính.",
				EN: "Their ids are those of force and forbid. Counts and radii need not be stated yet.",
			},
			Handle: s.candidates,
		},
		{
			Method: http.MethodGet, Path: "/api/v1/plans/:id/areas", ID: "planAreasOf", Right: auth.Right{Resource: auth.Plans, Action: auth.Read},
			GivesTypes: []string{typeGeoJSON}, Summary: areas, Handle: s.areasOf,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/plans/:id/areas", ID: "planAreasEdited", Right: auth.Right{Resource: auth.Plans, Action: auth.Compute},
			Takes: planning.Edit{}, GivesTypes: []string{typeGeoJSON},
			Summary: registry.Text{VI: areas.VI + " đang sửa bằng tay", EN: areas.EN + " that is being edited by hand"}, Handle: s.areasOf,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/plans/:id/keep", ID: "keepPlan", Right: auth.Right{Resource: auth.Plans, Action: auth.Create},
			Takes: Keep{}, Gives: planning.Kept{}, Status: http.StatusCreated,
			Summary: registry.Text{VI: "Lưu phương án đã sửa thành phương án mới có tên", EN: "Keep an edited scenario as a new one with a name"},
			Handle:  s.keep,
		},
	}
}

func (s *service) candidates(c *gin.Context) error {
	var q planning.Question
	if err := handlers.ReadJSON(c, &q); err != nil {
		return err
	}
	places, err := s.Planner.CandidatePlaces(c.Request.Context(), s.Live.View(), q)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, places)
	return nil
}

// edited is a scenario and what an edit makes of it.
func (s *service) edited(c *gin.Context, e planning.Edit) (*planning.Kept, *planning.Result, error) {
	ctx, view := c.Request.Context(), s.Live.View()
	kept, err := planning.Load(ctx, view, c.Param("id"))
	if err != nil {
		return nil, nil, err
	}
	r, err := s.Planner.Edit(ctx, view, kept.Result.Question, kept.Result.Layout, e)
	return kept, r, err
}

func (s *service) areasOf(c *gin.Context) error {
	var e planning.Edit
	if c.Request.Method == http.MethodPost {
		if err := handlers.ReadJSON(c, &e); err != nil {
			return err
		}
	}
	_, r, err := s.edited(c, e)
	if err != nil {
		return err
	}
	areas, err := s.Planner.LaidAreas(c.Request.Context(), s.Live.View(), r.Question, r.Layout)
	if err != nil {
		return err
	}
	return send(c, typeGeoJSON, "", func(w io.Writer) error { return planning.WriteGeoJSON(w, areas.Map()) })
}

func (s *service) keep(c *gin.Context) error {
	var k Keep
	if err := handlers.ReadJSON(c, &k); err != nil {
		return err
	}
	name := strings.TrimSpace(k.Name)
	if name == "" || len(name) > mostName {
		return &registry.Error{Code: registry.Invalid, Message: registry.Text{VI: "chưa lưu được phương án", EN: "the scenario cannot be kept as it stands"}, Problems: []registry.Problem{{
			Column: "name", Value: k.Name, Rule: "required", Severity: registry.Fault,
			Message: registry.Text{VI: "đặt tên cho phương án, không quá 200 chữ", EN: "name the scenario, in at most 200 letters"},
		}}}
	}
	kept, r, err := s.edited(c, k.Edit)
	if err != nil {
		return err
	}
	r.Question.Name = name
	saved, err := s.save(c.Request.Context(), c, kept.ID, r)
	if err != nil {
		return err
	}
	c.Header("Location", "/api/v1/plans/"+saved.ID)
	c.JSON(http.StatusCreated, saved)
	return nil
}
