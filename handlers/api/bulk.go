package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// maxBulk bounds the changes of one request.
const maxBulk = 10000

// bulkItem is one change of a list of changes.
type bulkItem struct {
	Op        string          `json:"op"`
	Kind      registry.Kind   `json:"kind"`
	ID        string          `json:"id"`
	Record    json.RawMessage `json:"record"`
	IfMatch   string          `json:"if_match"`
	On        registry.Date   `json:"on"`
	ValidFrom string          `json:"valid_from"`

	demand match
	from   registry.Date
	made   registry.Record // what a create puts
}

// The operations of a bulk change.
const (
	opCreate  = "create"
	opChange  = "change"
	opReplace = "replace"
	opRetire  = "retire"
	opDelete  = "delete"
)

// action is what the item does, as rights name it.
func (item *bulkItem) action() auth.Action {
	switch item.Op {
	case opCreate:
		return auth.Create
	case opRetire:
		return auth.Retire
	case opDelete:
		return auth.Delete
	}
	return auth.Change
}

func bulkOps() []string { return []string{opCreate, opChange, opReplace, opRetire, opDelete} }

// bulkResult is what became of one.
type bulkResult struct {
	Op       string        `json:"op"`
	Kind     registry.Kind `json:"kind"`
	ID       string        `json:"id"`
	Revision int64         `json:"revision"`
	ETag     string        `json:"etag,omitempty"`
}

// bulk answers POST /api/v1/changes: all changes in one transaction, or none
// and every fault of every one.
func (a *API) bulk(c *gin.Context, args *args) error {
	// arguments
	reason := args.text("reason")
	if err := args.err(); err != nil {
		return err
	}
	content, err := body(c, typeJSON)
	if err != nil {
		return err
	}
	var items []bulkItem
	if err := decodeStrictly(content, &items); err != nil {
		return err
	}
	if len(items) == 0 || len(items) > maxBulk {
		return invalid(registry.Problem{Rule: "range", Severity: registry.Fault,
			Message: registry.Textf("có %d thay đổi; phải từ 1 đến %d", "there are %d changes; 1 to %d are possible", len(items), maxBulk)})
	}
	who := a.who(c)
	faults := &itemFaults{}
	for i := range items {
		faults.add(i, a.prepare(&items[i], who))
	}
	if err := faults.err(); err != nil {
		return err
	}
	day := a.day(registry.Date{})

	// operation and response
	return a.write(c, &writing{
		reason: reason, content: content, again: againBulk,
		do: func(ctx context.Context, w registry.Writer) (reply, error) {
			return a.applyAll(ctx, w, items, day, who)
		},
	})
}

// applyAll does the changes in their order; it goes on after a fault, so that
// all are found, and then fails.
func (a *API) applyAll(ctx context.Context, w registry.Writer, items []bulkItem, day registry.Date, who *auth.Principal) (reply, error) {
	results := make([]bulkResult, len(items))
	faults := &itemFaults{}
	for i := range items {
		var err error
		if results[i], err = a.apply(ctx, w, &items[i], day, who); err == nil {
			continue
		}
		var refused *handlers.Refusal
		if classOf(err) == registry.Internal || errors.As(err, &refused) {
			return reply{}, err // a row that is not the caller's refuses the whole list
		}
		faults.add(i, err)
	}
	if err := faults.err(); err != nil {
		return reply{}, err
	}
	return bulkReply(results)
}

func bulkReply(results []bulkResult) (reply, error) {
	content, err := json.Marshal(struct {
		Items []bulkResult `json:"items"`
		Count int          `json:"count"`
	}{results, len(results)})
	return reply{Status: http.StatusOK, Body: content}, err
}

// againBulk lists what a list of changes recorded, in its order.
func againBulk(changes []registry.Change) (reply, error) {
	results := make([]bulkResult, 0, len(changes))
	for _, change := range slices.Backward(changes) {
		r := bulkResult{Op: string(change.Operation), Kind: change.Kind, ID: change.RecordID, Revision: change.Seq}
		if len(change.After) > 0 {
			r.ETag = revisionTag(change.Seq, "")
		}
		results = append(results, r)
	}
	return bulkReply(results)
}

// classOf is the class of an error of one item.
func classOf(err error) registry.Code {
	var stale *staleError
	if errors.As(err, &stale) {
		return registry.Precondition
	}
	return registry.CodeOf(err)
}

// itemFaults gathers what is wrong with the items of a list.
type itemFaults struct {
	problems []registry.Problem
	worst    registry.Code
}

// add notes what is wrong with the item, nothing when err is nil.
func (f *itemFaults) add(item int, err error) {
	if err == nil {
		return
	}
	rank := []registry.Code{registry.Invalid, registry.NotFound, registry.Conflict, registry.Precondition}
	class := classOf(err)
	if slices.Index(rank, class) >= slices.Index(rank, f.worst) {
		f.worst = class
	}
	var stale *staleError
	var e *registry.Error
	switch {
	case errors.As(err, &stale):
		f.problems = append(f.problems, registry.Problem{Row: item + 1, Column: "if_match", Rule: "precondition", Severity: registry.Fault,
			Message: registry.Textf("bản ghi đang ở bản %d, không phải bản đã đọc", "the record stands at revision %d, not at the one that was read", stale.current.Head().Revision)})
	case errors.As(err, &e) && len(registry.Faults(e.Problems)) > 0:
		for _, p := range registry.Faults(e.Problems) {
			p.Row = item + 1
			f.problems = append(f.problems, p)
		}
	case errors.As(err, &e):
		f.problems = append(f.problems, registry.Problem{Row: item + 1, Rule: string(e.Code), Message: e.Message, Severity: registry.Fault})
	}
}

func (f *itemFaults) err() error {
	if len(f.problems) == 0 {
		return nil
	}
	e := registry.Errorf(f.worst, "không ghi gì: có %d chỗ sai", "nothing was written: %d things are wrong", len(f.problems))
	if len(f.problems) == 1 {
		e = registry.Errorf(f.worst, "không ghi gì: có một chỗ sai", "nothing was written: one thing is wrong")
	}
	e.Problems = f.problems
	if f.worst == registry.NotFound { // of a thing in the body, not of this address
		e.Code = registry.Invalid
	}
	return e
}

// prepare checks what can be told without the registry.
func (a *API) prepare(item *bulkItem, who *auth.Principal) error {
	var problems []registry.Problem
	lack := func(member string) {
		problems = append(problems, registry.Problem{Column: member, Rule: "required", Severity: registry.Fault,
			Message: registry.Text{VI: "bắt buộc phải có", EN: "is required"}})
	}
	schema := registry.SchemaOf(item.Kind)
	if schema == nil || schema.Managed {
		problems = append(problems, notOneOf("kind", string(item.Kind), names(registry.EditedKinds())))
	}
	if !slices.Contains(bulkOps(), item.Op) {
		problems = append(problems, notOneOf("op", item.Op, bulkOps()))
	}
	if len(problems) > 0 {
		return invalid(problems...)
	}
	if item.Op != opCreate {
		if item.ID == "" {
			lack("id")
		}
		problems = append(problems, item.readMatch(lack)...)
	}
	switch item.Op {
	case opCreate, opChange, opReplace:
		if len(item.Record) == 0 {
			lack("record")
		}
	case opDelete:
		problems = append(problems, item.readStart(lack)...)
	}
	if item.Op == opCreate && len(problems) == 0 {
		item.made = schema.New()
		faults, _ := split(a.merge(item.made, item.Record, who.Sight(item.Kind).Asks()))
		problems = append(problems, faults...)
	}
	if len(problems) > 0 {
		return invalid(problems...)
	}
	return nil
}

func (item *bulkItem) readMatch(lack func(string)) []registry.Problem {
	if item.IfMatch == "" {
		lack("if_match")
		return nil
	}
	var err error
	var e *registry.Error
	if item.demand, err = parseMatch(item.IfMatch); errors.As(err, &e) {
		p := e.Problems[0]
		p.Column = "if_match"
		return []registry.Problem{p}
	}
	return nil
}

func (item *bulkItem) readStart(lack func(string)) []registry.Problem {
	if item.ValidFrom == "" {
		lack("valid_from")
		return nil
	}
	if item.ValidFrom == openStart {
		return nil
	}
	var err error
	if item.from, err = registry.ParseDate(item.ValidFrom); err != nil {
		return []registry.Problem{{Column: "valid_from", Value: clip(item.ValidFrom), Rule: "date", Severity: registry.Fault,
			Message: registry.Text{VI: "phải là ngày, như 2020-12-31, hoặc open", EN: "must be a date such as 2020-12-31, or open"}}}
	}
	return nil
}

func notOneOf(member, value string, allowed []string) registry.Problem {
	return registry.Problem{Column: member, Value: clip(value), Rule: "code", Severity: registry.Fault,
		Message: registry.Textf("phải là một trong: %s", "must be one of: %s", strings.Join(allowed, ", "))}
}

// apply does one change of a list.
func (a *API) apply(ctx context.Context, w registry.Writer, item *bulkItem, day registry.Date, who *auth.Principal) (bulkResult, error) {
	by := change{who, item.action(), item.demand}
	result := bulkResult{Op: item.Op, Kind: item.Kind, ID: item.ID}
	rec := item.made
	switch item.Op {
	case opDelete:
		return result, deleteRow(ctx, w, by, item.Kind, item.ID, item.from)
	case opRetire:
		if !item.On.IsZero() {
			day = item.On
		}
		row, err := retireRow(ctx, w, by, item.Kind, item.ID, day)
		if err != nil {
			return result, err
		}
		return result.at(row), nil
	case opCreate:
		if !rec.Head().ValidFrom.IsZero() {
			day = rec.Head().ValidFrom
		}
		if err := who.AllowWrite(ctx, w, by.action, nil, rec); err != nil {
			return result, err
		}
		if err := absent(ctx, w, rec, day); err != nil {
			return result, err
		}
	default:
		was, err := current(ctx, w, by, item.Kind, item.ID, day)
		if err != nil {
			return result, err
		}
		next, problems := a.next(was, item.Record, item.Op == opReplace, who.Sight(item.Kind))
		if faults, _ := split(problems); len(faults) > 0 {
			return result, invalid(faults...)
		}
		if err := who.AllowWrite(ctx, w, by.action, was, next); err != nil {
			return result, err
		}
		rec = next
	}
	outcome, err := w.Put(ctx, rec)
	if err != nil {
		return result, err
	}
	rec.Head().Revision = outcome.Revision
	return result.at(rec), nil
}

func (r bulkResult) at(rec registry.Record) bulkResult {
	r.ID, r.Revision, r.ETag = rec.Head().ID, rec.Head().Revision, recordTag(rec, "")
	return r
}
