package api

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// changeView is a change with what it altered.
type changeView struct {
	registry.Change
	Differences []difference `json:"differences"`
}

// changePage is a page of changes, newest first.
type changePage struct {
	Items []changeView `json:"items"`
	Count int          `json:"count"`
	Total int          `json:"total"`
	Links changeLinks  `json:"links"`
}

type changeLinks struct {
	Self     string `json:"self"`
	Next     string `json:"next,omitempty"`
	Previous string `json:"prev,omitempty"`
}

// history answers GET /api/v1/{kind}/{id}/history.
func (a *API) history(schema *registry.Schema) func(*gin.Context, *args) error {
	return func(c *gin.Context, args *args) error {
		q := registry.HistoryQuery{Kind: schema.Kind, RecordID: c.Param("id")}
		return a.sendChanges(c, args, q, func() error { return a.allowHistory(c, q) })
	}
}

// changes answers GET /api/v1/changes.
func (a *API) changes(c *gin.Context, args *args) error {
	q := registry.HistoryQuery{
		Kind: registry.Kind(args.choice("kind", "", kindNames()...)), RecordID: args.text("id"),
		Actor: args.text("actor"), Request: args.text("request"),
		From: args.instant("from"), To: args.instant("to"),
	}
	return a.sendChanges(c, args, q, nil)
}

func kindNames() []string { return names(registry.Kinds()) }

func names(kinds []registry.Kind) []string {
	all := make([]string, 0, len(kinds))
	for _, kind := range kinds {
		all = append(all, string(kind))
	}
	return all
}

// instant is a time stamp with its offset, or the midnight that begins a day in
// Vietnam.
func (a *args) instant(name string) time.Time {
	if !a.has(name) {
		return time.Time{}
	}
	text := a.given.get(name)
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at
	}
	day, err := registry.ParseDate(text)
	if err != nil || day.IsZero() {
		a.reject(name, text, "date", registry.Textf("phải là ngày hoặc thời điểm, như 2020-12-31T08:00:00+07:00", "must be a date or a time such as 2020-12-31T08:00:00+07:00"))
		return time.Time{}
	}
	d := day.Time()
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, vietnam)
}

// allowHistory refuses the history of a row that is not the caller's, where its
// role sees that of its own rows alone. Of a record that is gone the last row
// tells whose it was. Of what the caller cannot read it is not told that it is there,
// or was.
func (a *API) allowHistory(c *gin.Context, q registry.HistoryQuery) error {
	ctx, who := c.Request.Context(), a.who(c)
	if who.Everywhere(auth.Read, auth.History) {
		return nil
	}
	view := a.options.Live.View()
	rows, err := view.Rows(ctx, q.Kind, q.RecordID)
	if err != nil && registry.CodeOf(err) != registry.NotFound {
		return err
	}
	if len(rows) > 0 {
		last := rows[len(rows)-1]
		if sees, err := who.Sees(ctx, view, last); err != nil || !sees {
			return cmp.Or(err, noHistory(q.RecordID))
		}
		return who.AllowRow(ctx, view, auth.Read, auth.History, last)
	}
	q.Limit = 1
	changes, _, err := a.options.Archive.History(ctx, q)
	if err != nil || len(changes) == 0 {
		return err // what never was is not found, by anybody
	}
	row := changes[0].After
	if len(row) == 0 {
		row = changes[0].Before
	}
	rec, problems := registry.ParseJSON(q.Kind, row)
	if len(problems) > 0 {
		return invalid(problems...)
	}
	err = who.AllowRow(ctx, view, auth.Read, auth.History, rec)
	if handlers.Status(err) == http.StatusForbidden {
		return noHistory(q.RecordID)
	}
	return err
}

func noHistory(id string) error {
	return registry.Errorf(registry.NotFound, "không có bản ghi %s", "there is no record %s", clip(id))
}

// sendChanges answers with a page of the chain. allow, unless it is nil, may refuse
// once the arguments are known to be good; then there must be a change.
func (a *API) sendChanges(c *gin.Context, args *args, q registry.HistoryQuery, allow func() error) error {
	// arguments
	who := a.who(c)
	asked := question(c.Request.URL.Path, args.given)
	q.Limit = args.count("limit", maxLimit, defaultLimit)
	at, _ := a.unseal(args, asked)
	if err := args.err(); err != nil {
		return err
	}
	if allow != nil {
		if err := allow(); err != nil {
			return err
		}
	}

	// operation
	changes, total, err := a.changesAt(c.Request.Context(), &q, at)
	if err != nil {
		return err
	}
	if total == 0 && allow != nil {
		return noHistory(q.RecordID)
	}
	p := &page{total: total, offset: q.Offset}
	if q.Offset+len(changes) < total {
		p.next = a.seal(cursor{Question: asked, Offset: q.Offset + len(changes), Total: total})
	}
	if q.Offset > 0 {
		p.previous = a.seal(cursor{Question: asked, Offset: max(0, q.Offset-q.Limit), Total: total})
	}

	// response
	l := a.links(c, p)
	out := changePage{Items: []changeView{}, Count: len(changes), Total: total, Links: changeLinks{l.self, l.next, l.previous}}
	chain := who.Everywhere(auth.Read, auth.Changes)
	for _, change := range changes {
		if !chain { // of a change of which nearly everything is known its hash tells the rest
			change.Hash, change.Previous = "", ""
		}
		d, err := differences(registry.SchemaOf(change.Kind), change.Before, change.After, who.Sight(change.Kind), handlers.Lang(c))
		if err != nil {
			return err
		}
		out.Items = append(out.Items, changeView{change, d})
	}
	body, err := json.Marshal(out)
	if err != nil || notModified(c, contentTag(body)) {
		return err
	}
	c.Header("Link", l.header())
	c.Data(http.StatusOK, typeJSON, body)
	return nil
}

// changesAt is a page of the chain. The chain only grows, and at its head, so
// a place counted from its head moves by as many as were added since.
func (a *API) changesAt(ctx context.Context, q *registry.HistoryQuery, at cursor) ([]registry.Change, int, error) {
	total := at.Total
	for {
		q.Offset = at.Offset
		if at.Total > 0 {
			q.Offset += total - at.Total
		}
		changes, now, err := a.options.Archive.History(ctx, *q)
		if err != nil || at.Total == 0 || now == total {
			return changes, now, err
		}
		total = now
	}
}
