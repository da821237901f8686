package api

import (
	"net/http"
	"reflect"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"hatang/handlers/auth"
	"hatang/registry"
)

// Route is an operation of the API that another package answers, such as plans
// or appraisals: mounted and described with the API's own, so that
// /api/openapi.json tells of it and unknown parameters are refused alike.
type Route struct {
	Method, Path string // Path as gin writes it, "/api/v1/plans/:id"
	Right        auth.Right
	ID           string // operationId
	Summary      registry.Text
	About        registry.Text
	Query        []Parameter
	// Takes is a value of the type that the body's JSON is read into; nil: no
	// body, or one of the media types in TakesTypes that is no JSON.
	Takes      any
	TakesTypes []string
	// Gives is a value of the type that is answered as JSON with Status (0: 200);
	// nil: no JSON. GivesTypes are further media types.
	Gives      any
	GivesTypes []string
	Status     int
	// Handle reads its own arguments; an error is answered as a problem.
	Handle func(*gin.Context) error
}

// Parameter is a parameter of the query string of a Route.
type Parameter struct {
	Name     string
	About    registry.Text
	Codes    []string // the values that it takes; none: any text
	Required bool
}

// furtherRoutes are Options.Further as rows of the table.
func (a *API) furtherRoutes() []route {
	var routes []route
	for _, r := range a.options.Further {
		status := r.Status
		if status == 0 {
			status = http.StatusOK
		}
		gives := answer{status: status, about: registry.Text{VI: "Kết quả", EN: "The answer"}}
		if r.Gives != nil {
			gives.content = append(gives.content, content{r.givesName(), []string{typeJSON}})
		}
		if len(r.GivesTypes) > 0 {
			gives.content = append(gives.content, content{"", r.GivesTypes})
		}
		row := route{
			method: r.Method, path: r.Path, id: r.ID, right: r.Right, summary: r.Summary, about: r.About, gives: []answer{gives},
			handle: func(c *gin.Context, args *args) error {
				if err := args.err(); err != nil {
					return err
				}
				return r.Handle(c)
			},
		}
		if r.Takes != nil {
			row.takes = &content{r.takesName(), []string{typeJSON}}
		} else if len(r.TakesTypes) > 0 {
			row.takes = &content{"", r.TakesTypes}
		}
		for _, p := range r.Query {
			schema := openapi3.NewStringSchema()
			if len(p.Codes) > 0 {
				schema = enum(p.Codes)
			}
			row.params = append(row.params, param{name: p.Name, schema: schema, about: p.About, required: p.Required})
		}
		routes = append(routes, row)
	}
	return routes
}

func (r *Route) takesName() string { return r.ID + "Request" }
func (r *Route) givesName() string { return r.ID + "Answer" }

// addFurther adds the schemas of the bodies of Options.Further.
func (a *API) addFurther(all openapi3.Schemas) {
	for i := range a.options.Further {
		r := &a.options.Further[i]
		if r.Takes != nil {
			all[r.takesName()] = structSchema(reflect.TypeOf(r.Takes))
		}
		if r.Gives != nil {
			all[r.givesName()] = structSchema(reflect.TypeOf(r.Gives))
		}
	}
}
