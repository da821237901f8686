package submissions

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"path/filepath"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/submissions"
)

// ExpectRequest says what is owed for a quarter, and how many days after its end
// it is due.
type ExpectRequest struct {
	Year    int    `json:"year"`
	Quarter int    `json:"quarter"`
	DueDays *int   `json:"due_days"`
	Owed    []Owed `json:"owed"`
}

// Owed is a kind of record that an operator owes.
type Owed struct {
	Operator string        `json:"operator"`
	Kind     registry.Kind `json:"kind"`
}

// ExpectAnswer is how many submissions were noted that were not noted before.
type ExpectAnswer struct {
	Noted int `json:"noted"`
}

// ReturnRequest says why a submission is sent back.
type ReturnRequest struct {
	Reason string `json:"reason"`
}

// usualDueDays is how many days after its quarter a submission is due.
const usualDueDays = 15

func author(c *gin.Context, vi string) registry.Author {
	return registry.Author{Actor: auth.Current(c).Actor(), Request: handlers.RequestID(c), Reason: vi}
}

func (s *Service) due(c *gin.Context) error {
	q := registry.Query{Kind: registry.Submissions}
	answer := DueAnswer{Today: s.options.Today(), Items: []Item{}, Operators: []Standing{}}
	if _, none := auth.Current(c).Bound(&q); none {
		c.JSON(http.StatusOK, answer)
		return nil
	}
	if operator := c.Query("operator"); operator != "" {
		q.Where = append(q.Where, registry.Where("operator_code", operator))
	}
	if state := c.Query("state"); state != "" {
		q.Where = append(q.Where, registry.Where("state", state))
	}
	found, err := s.options.Desk.List(c.Request.Context(), answer.Today, q.Where...)
	if err != nil {
		return err
	}
	names, err := s.names(c.Request.Context())
	if err != nil {
		return err
	}
	for _, one := range found {
		if c.Query("late") == "true" && (one.LateDays == 0 || !one.Waited()) {
			continue
		}
		answer.Items = append(answer.Items, s.item(auth.Current(c), names, one))
	}
	answer.Operators = standings(answer.Items)
	c.JSON(http.StatusOK, answer)
	return nil
}

func (s *Service) expect(c *gin.Context) error {
	var q ExpectRequest
	if err := handlers.ReadJSON(c, &q); err != nil {
		return err
	}
	days := usualDueDays
	if q.DueDays != nil {
		days = *q.DueDays
	}
	if len(q.Owed) == 0 {
		return registry.Errorf(registry.Invalid, "owed phải có ít nhất một doanh nghiệp và loại bản ghi", "owed must have an operator and a kind of record at least")
	}
	owed := make([]submissions.Obligation, len(q.Owed))
	for i, o := range q.Owed {
		if registry.SchemaOf(o.Kind) == nil || o.Operator == "" {
			return registry.Errorf(registry.Invalid, "không có loại bản ghi %q, hoặc thiếu doanh nghiệp", "there is no kind of record %q, or the operator is missing", o.Kind)
		}
		owed[i] = submissions.Obligation{Operator: o.Operator, Kind: o.Kind}
	}
	noted, err := s.options.Desk.Expect(c.Request.Context(), author(c, "ghi nghĩa vụ nộp số liệu"), q.Year, q.Quarter, days, owed)
	if err != nil {
		return err
	}
	c.JSON(http.StatusCreated, ExpectAnswer{noted})
	return nil
}

// open is the submission that the path names, refused to callers of whose it is
// not. Whoever may not read it is told that it is not there.
func (s *Service) open(c *gin.Context, action auth.Action) (*registry.Submission, error) {
	ctx, who, id, today := c.Request.Context(), auth.Current(c), c.Param("id"), s.options.Today()
	if err := who.Allow(auth.Read, resource); err != nil {
		return nil, err
	}
	one, err := registry.Get[*registry.Submission](ctx, s.options.Desk.Store, registry.Submissions, id, today)
	if err != nil {
		return nil, err
	}
	sees, err := who.Sees(ctx, s.options.Desk.Store, one)
	if err == nil && !sees {
		err = registry.Absent(registry.Submissions, id, today)
	}
	if err != nil {
		return nil, err
	}
	return one, who.AllowRow(ctx, s.options.Desk.Store, action, resource, one)
}

func (s *Service) handIn(c *gin.Context) error {
	one, err := s.open(c, auth.Create)
	if err != nil {
		return err
	}
	header, err := c.FormFile("file")
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	if err != nil {
		return registry.Errorf(registry.Invalid, "cần một tệp trong trường file (multipart/form-data)", "a file is needed in the field file (multipart/form-data)")
	}
	body, err := header.Open()
	if err != nil {
		return err
	}
	content, err := io.ReadAll(body)
	if err = errors.Join(err, body.Close()); err != nil {
		return err
	}
	name := registry.Normalise(filepath.Base(header.Filename))
	next, difference, err := s.options.Desk.Receive(c.Request.Context(), author(c, "nộp số liệu định kỳ"), one.Row.ID, name, content, s.options.Today())
	if err != nil {
		return err
	}
	return s.answer(c, next, difference)
}

// answer is a submission after something was done about it.
func (s *Service) answer(c *gin.Context, one *registry.Submission, difference *submissions.Difference) error {
	names, err := s.names(c.Request.Context())
	if err != nil {
		return err
	}
	item := s.item(auth.Current(c), names, submissions.ItemOf(one, s.options.Today()))
	c.JSON(http.StatusOK, HandedIn{item, differenceOf(item.ID, item.Kind, difference)})
	return nil
}

func (s *Service) file(c *gin.Context) error {
	one, err := s.open(c, auth.Read)
	if err != nil {
		return err
	}
	content, err := s.options.Desk.Content(one)
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": one.FileName}))
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Cache-Control", "private, no-store")
	c.Data(http.StatusOK, "application/octet-stream", content)
	return nil
}

func (s *Service) difference(c *gin.Context) error {
	one, err := s.open(c, auth.Read)
	if err != nil {
		return err
	}
	noted, err := submissions.Noted(one)
	if err != nil {
		return err
	}
	answer := differenceOf(one.Row.ID, registry.Kind(one.RecordKind), noted)
	since, err := s.options.Desk.SinceLast(c.Request.Context(), author(c, "so với lần nộp trước"), one)
	var told *registry.Error
	switch {
	case errors.As(err, &told): // such as a file that is gone, or that checks of today refuse
		answer.Why = told.Message
	case err != nil:
		return err
	case since != nil:
		answer.SinceLast = &Comparison{
			ID: since.Last.Row.ID, Added: since.Added, Gone: since.Gone, Changed: changesOf(registry.Kind(one.RecordKind), since.Changed),
		}
		answer.SinceLast.Period.From, answer.SinceLast.Period.To = since.Last.PeriodFrom, since.Last.PeriodTo
	}
	c.JSON(http.StatusOK, answer)
	return nil
}

func (s *Service) accept(c *gin.Context) error {
	one, err := s.open(c, auth.Change)
	if err != nil {
		return err
	}
	who := auth.Current(c)
	allow := func(ctx context.Context, r registry.Reader, before, after registry.Record) error {
		action := auth.Change
		if before == nil {
			action = auth.Create
		}
		return who.AllowWrite(ctx, r, action, before, after)
	}
	next, difference, err := s.options.Desk.Accept(c.Request.Context(), author(c, "chấp nhận số liệu định kỳ"), one.Row.ID, s.options.Today(), allow)
	if err != nil {
		return err
	}
	return s.answer(c, next, difference)
}

func (s *Service) sendBack(c *gin.Context) error {
	one, err := s.open(c, auth.Change)
	if err != nil {
		return err
	}
	var q ReturnRequest
	if err := handlers.ReadJSON(c, &q); err != nil {
		return err
	}
	reason := registry.Normalise(q.Reason)
	if err := s.options.Desk.Return(c.Request.Context(), author(c, "trả lại số liệu định kỳ: "+reason), one.Row.ID, reason, s.options.Today()); err != nil {
		return err
	}
	if one, err = s.open(c, auth.Change); err != nil {
		return err
	}
	names, err := s.names(c.Request.Context())
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, s.item(auth.Current(c), names, submissions.ItemOf(one, s.options.Today())))
	return nil
}
