package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// retirement is the body of POST …/{id}/retire.
type retirement struct {
	On     registry.Date `json:"on"`
	Reason string        `json:"reason"`
}

// retire answers POST /api/v1/{kind}/{id}/retire.
func (a *API) retire(schema *registry.Schema) func(*gin.Context, *args) error {
	return func(c *gin.Context, args *args) error {
		// arguments
		demand, err := demanded(c)
		if err != nil {
			return err
		}
		content, err := body(c, typeJSON)
		if err != nil {
			return err
		}
		var r retirement
		if err := decodeStrictly(content, &r); err != nil {
			return err
		}
		if args.has("reason") {
			r.Reason = args.text("reason")
		}
		if err := args.err(); err != nil {
			return err
		}

		// operation and response
		return a.retireOn(c, schema, a.day(r.On), demand, r.Reason, content)
	}
}

// remove answers DELETE /api/v1/{kind}/{id}: with on it retires the thing; with
// valid_from it removes a row that was entered by mistake, which leaves its
// trace in the history.
func (a *API) remove(schema *registry.Schema) func(*gin.Context, *args) error {
	return func(c *gin.Context, args *args) error {
		// arguments
		reason := args.text("reason")
		on := args.date("on")
		mistaken := args.has("valid_from")
		from := args.rowStart("valid_from")
		if on.IsZero() != mistaken {
			args.reject("on", "", "required", registry.Textf(
				"cho on= (ngày thôi hoạt động) hoặc valid_from= (dòng nhập nhầm cần bỏ), một trong hai", "give on= (the day it ends) or valid_from= (the row entered by mistake), one of them"))
		}
		if err := args.err(); err != nil {
			return err
		}
		demand, err := demanded(c)
		if err != nil {
			return err
		}

		// operation and response
		if !mistaken {
			return a.retireOn(c, schema, on, demand, reason, nil)
		}
		gone := reply{Status: http.StatusNoContent}
		return a.write(c, &writing{
			reason: reason, again: func([]registry.Change) (reply, error) { return gone, nil },
			do: func(ctx context.Context, w registry.Writer) (reply, error) {
				return gone, deleteRow(ctx, w, change{a.who(c), auth.Delete, demand}, schema.Kind, c.Param("id"), from)
			},
		})
	}
}

// openStart is how a row without valid_from is named.
const openStart = "open"

// rowStart is the date at which a row begins; "open" is the row that has none.
func (a *args) rowStart(name string) registry.Date {
	if a.given.get(name) == openStart {
		return registry.Date{}
	}
	return a.date(name)
}

// deleteRow removes the row that begins on the day, if it stands where the
// caller demands.
func deleteRow(ctx context.Context, w registry.Writer, by change, kind registry.Kind, id string, from registry.Date) error {
	rows, err := w.Rows(ctx, kind, id)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Head().ValidFrom != from {
			continue
		}
		if err := by.who.AllowWrite(ctx, w, by.action, row, nil); err != nil {
			return err
		}
		if !by.demand.allows(row.Head().Revision) {
			return &staleError{row, by.demand}
		}
		return w.Delete(ctx, kind, id, from)
	}
	return registry.Errorf(registry.NotFound, "bản ghi %s không có dòng bắt đầu từ %s", "record %s has no row that begins on %s", clip(id), from)
}

func (a *API) retireOn(c *gin.Context, schema *registry.Schema, on registry.Date, demand match, reason string, content []byte) error {
	id, lang := c.Param("id"), handlers.Lang(c)
	by := change{a.who(c), auth.Retire, demand}
	s := shape{sight: by.who.Sight(schema.Kind), geometry: true}
	return a.write(c, &writing{
		reason: reason, content: content, again: againRecord(schema, s, lang, ""),
		do: func(ctx context.Context, w registry.Writer) (reply, error) {
			row, err := retireRow(ctx, w, by, schema.Kind, id, on)
			if err != nil {
				return reply{}, err
			}
			return recordReply(row, http.StatusOK, nil, &s, lang), nil
		},
	})
}

// retireRow closes the row that holds on the day and returns it as closed.
func retireRow(ctx context.Context, w registry.Writer, by change, kind registry.Kind, id string, on registry.Date) (registry.Record, error) {
	was, err := current(ctx, w, by, kind, id, on)
	if err != nil {
		return nil, err
	}
	from := was.Head().ValidFrom
	if _, err := w.Retire(ctx, kind, id, on); err != nil {
		return nil, err
	}
	rows, err := w.Rows(ctx, kind, id)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.Head().ValidFrom == from {
			return row, nil
		}
	}
	return was, nil // a row of no length is gone
}

// decodeStrictly reads JSON into v and refuses members that v does not have.
func decodeStrictly(content []byte, v any) error {
	if err := handlers.UnmarshalStrictly(content, v); err != nil {
		what := handlers.JSONFault(err)
		return invalid(registry.Problem{Value: clip(string(content)), Rule: "json", Severity: registry.Fault,
			Message: registry.Textf("không đọc được JSON: %[1]s", "cannot read the JSON: %[2]s", what.VI, what.EN)})
	}
	return nil
}
