package planning

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/planning"
)

// asked reads what the query string says of areas.
func asked(c *gin.Context) (ask planning.AreaQuestion, compare registry.Date, err error) {
	var problems []registry.Problem
	fault := func(name, rule, vi, en string) {
		problems = append(problems, registry.Problem{
			Column: name, Value: c.Query(name), Rule: rule, Severity: registry.Fault, Message: registry.Text{VI: vi, EN: en},
		})
	}
	date := func(name string) registry.Date {
		d, err := registry.ParseDate(c.Query(name))
		if err != nil {
			fault(name, "date", "phải là ngày, như 2020-12-31", "must be a date such as 2020-12-31")
		}
		return d
	}
	ask = planning.AreaQuestion{
		Unit: c.Query("unit"), AsOf: date("as_of"), Travel: c.Query("travel"), Polygons: c.Query("format") == "geojson",
		Points: planning.Filter{Staffed: c.Query("staffed") == "true", Internet: c.Query("internet") == "true", Approximate: c.Query("approximate") == "true"},
	}
	if classes := c.Query("class"); classes != "" {
		ask.Points.Classes = strings.Split(classes, ",")
	}
	if hours := c.Query("min_hours"); hours != "" {
		if ask.Points.MinHours, err = strconv.ParseFloat(hours, 64); err != nil {
			fault("min_hours", "number", "phải là số", "must be a number")
		}
	}
	compare = date("compare")
	if len(problems) > 0 {
		return ask, compare, &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{
			VI: "tham số không dùng được", EN: "the parameters cannot be used",
		}}
	}
	return ask, compare, nil
}

func (s *service) areas(c *gin.Context) error {
	ask, compare, err := asked(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	if !compare.IsZero() {
		change, err := s.Planner.CompareAreas(ctx, s.Live.View(), ask, compare)
		if err != nil {
			return err
		}
		c.JSON(http.StatusOK, change)
		return nil
	}
	areas, err := s.Planner.Areas(ctx, s.Live.View(), ask)
	if err != nil {
		return err
	}
	if ask.Polygons {
		return send(c, typeGeoJSON, "", func(w io.Writer) error { return planning.WriteGeoJSON(w, areas.Map()) })
	}
	c.JSON(http.StatusOK, areas)
	return nil
}

func (s *service) norms(c *gin.Context) error {
	day, err := registry.ParseDate(c.Query("as_of"))
	if err != nil {
		return registry.Errorf(registry.Invalid, "as_of phải là ngày, như 2020-12-31", "as_of must be a date such as 2020-12-31")
	}
	sheet, err := s.Planner.NormSheet(c.Request.Context(), s.Live.View(), c.Query("unit"), day)
	if err != nil {
		return err
	}
	if c.Query("format") == "xlsx" {
		return send(c, typeXLSX, "dinh-muc.xlsx", func(w io.Writer) error { return sheet.WriteXLSX(w, handlers.Lang(c)) })
	}
	c.JSON(http.StatusOK, sheet)
	return nil
}
