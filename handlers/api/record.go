package api

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"hatang/handlers/auth"
	"hatang/registry"
)

// get answers GET /api/v1/{kind}/{id}.
func (a *API) get(schema *registry.Schema) func(*gin.Context, *args) error {
	return func(c *gin.Context, args *args) error {
		// arguments
		s := a.shapeFor(c, args, schema)
		named := args.date("as_of")
		format, err := chooseFormat(c, args, recordFormats())
		if err != nil {
			return err
		}
		if err := args.err(); err != nil {
			return err
		}
		day := a.day(named)

		// operation
		view := a.options.Live.View()
		rec, err := view.Get(c.Request.Context(), schema.Kind, c.Param("id"), day)
		if err != nil {
			return err
		}
		if err := a.allowRead(c, view, rec, day); err != nil {
			return err
		}
		if notModified(c, s.tag(rec, format.Name)) {
			return nil
		}

		// response
		if format.Name == formatGeoJSON {
			a.send(c, typeGeoJSON, func(dst []byte) []byte { return appendFeature(dst, view, rec, &s) })
			return nil
		}
		a.send(c, typeJSON, func(dst []byte) []byte { return appendView(dst, view, rec, &s) })
		return nil
	}
}

// rows answers GET /api/v1/{kind}/{id}/rows: every row about the thing, oldest
// first.
func (a *API) rows(schema *registry.Schema) func(*gin.Context, *args) error {
	return func(c *gin.Context, args *args) error {
		// arguments
		s := a.shapeFor(c, args, schema)
		if err := args.err(); err != nil {
			return err
		}

		// operation
		view := a.options.Live.View()
		rows, err := view.Rows(c.Request.Context(), schema.Kind, c.Param("id"))
		if err != nil {
			return err
		}
		if err := a.allowRead(c, view, rows[len(rows)-1], registry.Date{}); err != nil {
			return err
		}
		if same, err := unchanged(c, view, s.variant(""), s.sight.Key()); same || err != nil {
			return err
		}

		// response
		a.send(c, typeJSON, func(dst []byte) []byte {
			dst = append(dst, `{"items":[`...)
			for i, rec := range rows {
				if i > 0 {
					dst = append(dst, ',')
				}
				dst = appendView(dst, view, rec, &s)
			}
			dst = append(dst, `],"count":`...)
			return append(strconv.AppendInt(dst, int64(len(rows)), 10), '}')
		})
		return nil
	}
}

// allowRead refuses a row that the caller may not read, in the words about one that
// is not there: on the day that was asked for, on none where day is zero.
func (a *API) allowRead(c *gin.Context, view View, rec registry.Record, day registry.Date) error {
	who := a.who(c)
	if who.Everywhere(auth.Read, auth.Of(rec.Kind())) {
		return nil
	}
	sees, err := who.Sees(c.Request.Context(), view, rec)
	if err == nil && !sees {
		err = registry.Absent(rec.Kind(), c.Param("id"), day)
	}
	return err
}
