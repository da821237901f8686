package imports

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// mostUndone bounds the changes that are taken back at once.
const mostUndone = 50_000

// Undoing names the write that is to be taken back.
type Undoing struct {
	// Request is the id that its changes carry.
	Request string `json:"request"`
	Reason  string `json:"reason"`
}

// Undone is what was taken back.
type Undone struct {
	Changes int `json:"changes"` // of the write
	// Request is the id of the changes that take it back, which can be taken back
	// themselves.
	Request string `json:"request"`
}

// undo answers POST /api/v1/changes/undo: new changes state what stood there
// before a write, all of them or none. The history keeps both.
func (s *Service) undo(c *gin.Context) error {
	// arguments
	who := auth.Current(c)
	var asked Undoing
	if err := handlers.ReadJSON(c, &asked); err != nil {
		return err
	}
	if asked.Request == "" {
		return invalid("request", "", "required", text("cần mã yêu cầu của lần ghi", "the request id of the write is needed"))
	}

	// operation
	changes, err := s.changesOf(c.Request.Context(), asked.Request)
	if err != nil {
		return err
	}
	author := registry.Author{Actor: who.Actor(), Request: handlers.RequestID(c), Reason: registry.Normalise(asked.Reason)}
	err = guarded{s.options.Store, who}.Update(c.Request.Context(), author, func(ctx context.Context, w registry.Writer) error {
		return takeBack(ctx, w, changes)
	})
	if err != nil {
		return err
	}

	// response
	return handlers.SendJSON(c, http.StatusOK, Undone{len(changes), author.Request})
}

// changesOf is the changes of a request, newest first.
func (s *Service) changesOf(ctx context.Context, request string) ([]registry.Change, error) {
	changes, total, err := s.options.Store.History(ctx, registry.HistoryQuery{Request: request, Limit: mostUndone})
	switch {
	case err != nil:
		return nil, err
	case total == 0:
		return nil, registry.Errorf(registry.NotFound, "không có thay đổi nào của lần ghi này", "there is no change of such a write")
	case total > len(changes):
		return nil, registry.Errorf(registry.Conflict, "lần ghi có %[1]d thay đổi, tối đa %[2]d: khôi phục từ bản sao lưu", "the write has %[1]d changes, at most %[2]d are possible: restore a backup", total, mostUndone)
	}
	return changes, nil
}

// rowKey names a row of the history of a thing.
type rowKey struct {
	kind registry.Kind
	id   string
	from registry.Date
}

// takeBack states what stood before the changes, given newest first. Rows that
// were made go before those that were closed for them open again.
func takeBack(ctx context.Context, w registry.Writer, changes []registry.Change) error {
	var problems []registry.Problem
	met := map[rowKey]bool{}
	var steps []step
	for i := range changes {
		next, problem, err := stepOf(ctx, w, &changes[i], met)
		if err != nil {
			return err
		}
		if !problem.IsZero() {
			problems = append(problems, registry.Problem{Column: string(changes[i].Kind), Value: changes[i].RecordID, Rule: "later-change", Message: problem, Severity: registry.Fault})
			continue
		}
		steps = append(steps, next)
	}
	if len(problems) > 0 {
		return &registry.Error{Code: registry.Conflict, Problems: problems, Message: registry.Textf(
			"không hoàn tác được: %d bản ghi đã đổi tiếp sau lần ghi đó", "this cannot be undone: %d records have changed since", len(problems))}
	}
	for _, s := range steps {
		if s.before == nil {
			if err := w.Delete(ctx, s.key.kind, s.key.id, s.key.from); err != nil {
				return err
			}
		}
	}
	// A row that is made again closes the one before it, which could not be closed
	// first: others may refer to what would then hold no more.
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.order(), b.order()) })
	for _, s := range steps {
		if s.before != nil {
			if _, err := w.Put(ctx, s.before); err != nil {
				return err
			}
		}
	}
	return nil
}

// step takes one change back: before is what stood there, nil for nothing.
type step struct {
	key    rowKey
	before registry.Record
	gone   bool // the change removed the row
}

func (s step) order() int {
	if s.gone {
		return 0
	}
	return 1
}

// stepOf reads a change, and tells when its row has changed since.
func stepOf(ctx context.Context, w registry.Reader, change *registry.Change, met map[rowKey]bool) (step, registry.Text, error) {
	schema := registry.SchemaOf(change.Kind)
	if schema == nil || schema.Managed {
		return step{}, registry.Textf("%s không hoàn tác theo cách này", "%s are not undone in this way", change.Kind), nil
	}
	before, after := parsed(change.Kind, change.Before), parsed(change.Kind, change.After)
	stands := after
	if stands == nil {
		stands = before
	}
	if stands == nil {
		return step{}, text("không đọc được bản ghi trong lịch sử", "the record in the history cannot be read"), nil
	}
	s := step{rowKey{change.Kind, change.RecordID, stands.Head().ValidFrom}, before, after == nil}
	if met[s.key] {
		return s, registry.Text{}, nil
	}
	met[s.key] = true
	rows, err := w.Rows(ctx, change.Kind, change.RecordID)
	if err != nil && registry.CodeOf(err) != registry.NotFound {
		return s, registry.Text{}, err
	}
	revision := int64(0)
	for _, row := range rows {
		if row.Head().ValidFrom == s.key.from {
			revision = row.Head().Revision
		}
	}
	if after != nil && revision != change.Seq || after == nil && revision != 0 {
		return s, text("đã đổi tiếp sau đó: xem lịch sử của bản ghi", "it has changed since: see the record's history"), nil
	}
	return s, registry.Text{}, nil
}

// parsed is a row of the history, nil for none.
func parsed(kind registry.Kind, row []byte) registry.Record {
	if len(row) == 0 {
		return nil
	}
	rec, problems := registry.ParseJSON(kind, row)
	if len(registry.Faults(problems)) > 0 {
		return nil
	}
	return rec
}
