package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// reply is the answer to a write.
type reply struct {
	Status   int
	Location string
	ETag     string
	Body     []byte
}

// writing is one write: what was sent, what to do in the transaction, and how to
// make its answer anew from the changes that it recorded.
type writing struct {
	reason  string
	content []byte
	do      func(context.Context, registry.Writer) (reply, error)
	again   func([]registry.Change) (reply, error)
}

// staleError tells that a row is not at a revision that the caller demands.
type staleError struct {
	current registry.Record
	demand  match
}

func (e *staleError) Error() string { return "the record is at another revision" }

// write runs one write in a transaction and answers with its reply, once for
// each idempotency key.
func (a *API) write(c *gin.Context, w *writing) error {
	key, err := a.claim(c, w)
	if err != nil {
		return err
	}
	if key.answered != nil {
		c.Header("Idempotent-Replayed", "true")
		sendReply(c, *key.answered)
		return nil
	}
	var answer *reply
	defer func() { a.settle(key, answer) }()
	var done reply
	err = a.options.Live.Update(c.Request.Context(), a.author(c, key, w.reason), func(ctx context.Context, writer registry.Writer) error {
		var err error
		done, err = w.do(ctx, writer)
		return err
	})
	if err != nil {
		return a.explainStale(c, err)
	}
	answer = &done
	sendReply(c, done)
	return nil
}

func sendReply(c *gin.Context, r reply) {
	if r.Location != "" {
		c.Header("Location", r.Location)
	}
	if r.ETag != "" {
		c.Header("ETag", r.ETag)
	}
	if len(r.Body) == 0 {
		c.Status(r.Status)
		c.Writer.WriteHeaderNow()
		return
	}
	c.Data(r.Status, typeJSON, r.Body)
}

// explainStale turns a stale row into 412 with what changed since the caller
// read it.
func (a *API) explainStale(c *gin.Context, err error) error {
	var stale *staleError
	if !errors.As(err, &stale) {
		return err
	}
	kind, head := stale.current.Kind(), stale.current.Head()
	refusal := handlers.Refuse(http.StatusPreconditionFailed,
		"bản ghi đang ở bản %d, không phải bản đã đọc", "the record stands at revision %d, not at the one that was read", head.Revision).
		Hinted("đọc lại bản ghi, xem khác biệt rồi gửi lại với ETag mới", "read the record again, look at the differences and send with the new ETag")
	refusal.Err.Code = registry.Precondition
	refusal.Member, refusal.Value = "current", []byte(`{"etag":`+string(appendText(nil, recordTag(stale.current, "")))+`}`)
	if len(stale.demand.revisions) == 0 {
		return refusal
	}
	read, readErr := a.rowAt(c.Request.Context(), kind, head.ID, stale.demand.revisions[0])
	if readErr != nil || read == nil {
		return refusal // the caller's ETag never was this record's
	}
	changed, diffErr := differences(registry.SchemaOf(kind), read, registry.AppendJSON(nil, stale.current), a.who(c).Sight(kind), handlers.Lang(c))
	if diffErr != nil {
		return refusal
	}
	current := struct {
		ETag        string       `json:"etag"`
		Differences []difference `json:"differences"`
	}{recordTag(stale.current, ""), changed}
	if value, err := json.Marshal(current); err == nil {
		refusal.Value = value
	}
	return refusal
}

// rowAt is the row as the change of that number left it, nil when the change
// was about another record.
func (a *API) rowAt(ctx context.Context, kind registry.Kind, id string, seq int64) ([]byte, error) {
	var row []byte
	err := a.options.Archive.Since(ctx, seq-1, func(change registry.Change) error {
		if change.Seq == seq && change.Kind == kind && change.RecordID == id {
			row = change.After
		}
		return errFound
	})
	if errors.Is(err, errFound) {
		err = nil
	}
	return row, err
}

// current is the row that a change is about, if the caller may do that to it
// and it stands where the caller demands.
func current(ctx context.Context, w registry.Reader, by change, kind registry.Kind, id string, day registry.Date) (registry.Record, error) {
	rec, err := w.Get(ctx, kind, id, day)
	if err != nil {
		return nil, err
	}
	if err := by.who.AllowWrite(ctx, w, by.action, rec, nil); err != nil {
		return nil, err
	}
	demand := by.demand
	if !demand.allows(rec.Head().Revision) {
		return nil, &staleError{rec, demand}
	}
	return rec, nil
}

// change is who changes a row, how, and what is demanded of it.
type change struct {
	who    *auth.Principal
	action auth.Action
	demand match
}

// put stores a record and answers with it.
func (a *API) put(ctx context.Context, w registry.Writer, rec registry.Record, status int, warnings []registry.Problem, s *shape, lang registry.Lang) (reply, error) {
	outcome, err := w.Put(ctx, rec)
	if err != nil {
		return reply{}, err
	}
	rec.Head().Revision = outcome.Revision
	return recordReply(rec, status, warnings, s, lang), nil
}

func recordReply(rec registry.Record, status int, warnings []registry.Problem, s *shape, lang registry.Lang) reply {
	content := appendRecord(nil, rec, s)
	if len(warnings) > 0 {
		content = append(content[:len(content)-1], `,"warnings":[`...)
		for i, p := range warnings {
			if i > 0 {
				content = append(content, ',')
			}
			content = appendText(content, p.In(lang))
		}
		content = append(content, ']', '}')
	}
	return reply{Status: status, ETag: s.tag(rec, formatJSON), Body: content}
}

// create answers POST /api/v1/{kind}.
func (a *API) create(schema *registry.Schema) func(*gin.Context, *args) error {
	return func(c *gin.Context, args *args) error {
		// arguments
		reason := args.text("reason")
		content, err := body(c, typeJSON)
		if err != nil {
			return err
		}
		who := a.who(c)
		s := shape{sight: who.Sight(schema.Kind), geometry: true}
		rec := schema.New()
		faults, warnings := split(a.merge(rec, content, s.sight.Asks()))
		if faults, err = withDangling(c.Request.Context(), a.options.Live.View(), rec, faults); err != nil {
			return err
		}
		args.problems = append(args.problems, faults...)
		if err := args.err(); err != nil {
			return err
		}
		day := a.day(rec.Head().ValidFrom)
		list := handlers.Path(c)

		// operation and response
		return a.write(c, &writing{
			reason: reason, content: content, again: againRecord(schema, s, handlers.Lang(c), list),
			do: func(ctx context.Context, w registry.Writer) (reply, error) {
				if err := who.AllowWrite(ctx, w, auth.Create, nil, rec); err != nil {
					return reply{}, err
				}
				if err := absent(ctx, w, rec, day); err != nil {
					return reply{}, err
				}
				r, err := a.put(ctx, w, rec, http.StatusCreated, warnings, &s, handlers.Lang(c))
				r.Location = recordLocation(list, rec)
				return r, err
			},
		})
	}
}

// recordLocation is the address of a record in the list at the given address.
func recordLocation(list string, rec registry.Record) string {
	return list + "/" + url.PathEscape(rec.Head().ID)
}

// absent refuses to create what is there: by id, or by the fields that
// recognise the kind's records.
func absent(ctx context.Context, r registry.Reader, rec registry.Record, day registry.Date) error {
	schema := registry.SchemaOf(rec.Kind())
	if id := rec.Head().ID; id != "" {
		switch _, err := r.Rows(ctx, rec.Kind(), id); {
		case err == nil:
			return registry.Errorf(registry.Conflict, "đã có bản ghi %s; sửa bằng PATCH hoặc PUT", "record %s is there already; change it with PATCH or PUT", clip(id))
		case registry.CodeOf(err) != registry.NotFound:
			return err
		}
	}
	q := registry.Query{Kind: rec.Kind(), AsOf: day, Limit: 1}
	for i, key := range schema.Keys {
		value := schema.Field(key).Value(rec)
		switch {
		case value == nil && i == 0:
			return nil // without its code nothing recognises it
		case value == nil:
			q.Where = append(q.Where, registry.Condition{Field: key, Compare: registry.IsNull})
		default:
			q.Where = append(q.Where, registry.Where(key, value))
		}
		q.AllRows = q.AllRows || key == "valid_from"
	}
	found, _, err := r.Find(ctx, q)
	if err != nil || len(found) == 0 {
		return err
	}
	return registry.Errorf(registry.Conflict, "đã có %[1]s trùng %[3]s: bản ghi %[4]s", "there already is a %[2]s with the same %[3]s: record %[4]s",
		schema.Single.VI, schema.Single.EN, strings.Join(schema.Keys, ", "), found[0].Head().ID)
}

// changeArguments are those of a request that changes one record.
type changeArguments struct {
	id      string
	day     registry.Date
	demand  match
	reason  string
	content []byte
}

func (a *API) changeArguments(c *gin.Context, args *args, mediaTypes ...string) (changeArguments, error) {
	r := changeArguments{id: c.Param("id"), reason: args.text("reason")}
	named := args.date("as_of")
	if err := args.err(); err != nil {
		return r, err
	}
	var err error
	if r.demand, err = demanded(c); err != nil {
		return r, err
	}
	if r.content, err = body(c, mediaTypes...); err != nil {
		return r, err
	}
	r.day = a.day(named)
	return r, nil
}

// change answers PATCH (RFC 7396) and PUT /api/v1/{kind}/{id}: the row that
// holds on the day is corrected in place; with a later valid_from it is closed
// and a new one begins.
func (a *API) change(schema *registry.Schema, replace bool) func(*gin.Context, *args) error {
	mediaTypes := []string{typeMergePatch, typeJSON}
	if replace {
		mediaTypes = mediaTypes[1:]
	}
	return func(c *gin.Context, args *args) error {
		// arguments
		r, err := a.changeArguments(c, args, mediaTypes...)
		if err != nil {
			return err
		}
		by := change{a.who(c), auth.Change, r.demand}
		s := shape{sight: by.who.Sight(schema.Kind), geometry: true}

		// operation and response
		return a.write(c, &writing{
			reason: r.reason, content: r.content, again: againRecord(schema, s, handlers.Lang(c), ""),
			do: func(ctx context.Context, w registry.Writer) (reply, error) {
				was, err := current(ctx, w, by, schema.Kind, r.id, r.day)
				if err != nil {
					return reply{}, err
				}
				next, problems := a.next(was, r.content, replace, s.sight)
				faults, warnings := split(problems)
				if faults, err = withDangling(ctx, w, next, faults); err != nil {
					return reply{}, err
				}
				if len(faults) > 0 {
					return reply{}, invalid(faults...)
				}
				if err := by.who.AllowWrite(ctx, w, by.action, was, next); err != nil {
					return reply{}, err
				}
				return a.put(ctx, w, next, http.StatusOK, warnings, &s, handlers.Lang(c))
			},
		})
	}
}

// next is the row that a change of the given one leads to.
func (a *API) next(was registry.Record, content []byte, replace bool, sight auth.Sight) (registry.Record, []registry.Problem) {
	schema, keep := registry.SchemaOf(was.Kind()), sight.Shows(was)
	rec := copyRecord(was)
	if replace { // everything goes but what names the row and what the caller cannot see
		rec = schema.New()
		rec.Head().ID, rec.Head().ValidFrom = was.Head().ID, was.Head().ValidFrom
		for i := range schema.Fields {
			if f := &schema.Fields[i]; keep != nil && !keep(f) {
				_ = f.Set(rec, f.Value(was)) // a value of the field's own
			}
		}
	}
	problems := a.merge(rec, content, keep)
	if rec.Head().ID != was.Head().ID {
		problems = append(problems, registry.Problem{Column: "id", Value: clip(rec.Head().ID), Rule: "immutable", Severity: registry.Fault,
			Message: registry.Text{VI: "định danh không đổi được", EN: "an id cannot be changed"}})
	}
	return rec, problems
}

// copyRecord is a record of its own with the same contents; the coordinates are
// shared, which nobody changes.
func copyRecord(rec registry.Record) registry.Record {
	schema := registry.SchemaOf(rec.Kind())
	copied := schema.New()
	for i := range schema.Fields {
		f := &schema.Fields[i]
		_ = f.Set(copied, f.Value(rec)) // a value of the field's own
	}
	_ = copied.SetShape(rec.Shape()) // a shape of the kind's own
	*copied.Head() = *rec.Head()
	return copied
}
