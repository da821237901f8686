package dossiers

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	handlersappraisal "hatang/handlers/appraisal"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/accounts"
	"hatang/registry/appraisal"
	"hatang/registry/dossiers"
)

type handler = func(*gin.Context) error

// DossierAnswer is a dossier with what may be done about it.
type DossierAnswer struct {
	Application json.RawMessage   `json:"application"`
	Revision    int64             `json:"revision"`
	State       registry.Text     `json:"state"`
	Positions   []json.RawMessage `json:"positions"`
	Attachments []json.RawMessage `json:"attachments"`
	Events      []json.RawMessage `json:"events"`
	Decision    json.RawMessage   `json:"decision"`
	Clock       dossiers.Clock    `json:"clock"`
	BuildBy     registry.Date     `json:"build_by,omitzero"`
	Actions     []dossiers.Action `json:"actions"`
	// Me is who asks, as the history calls it.
	Me         string               `json:"me"`
	Duplicates []dossiers.Duplicate `json:"duplicates"`
}

// WatchAnswer is the watch list.
type WatchAnswer struct {
	Items []dossiers.Watched `json:"items"`
}

// WorkflowAnswer is what dossiers go by.
type WorkflowAnswer struct {
	Workflow *dossiers.Workflow      `json:"workflow"`
	Holidays []dossiers.CalendarYear `json:"holidays"`
}

// AppraisalAnswer is findings, and whether they are those on record.
type AppraisalAnswer struct {
	OnRecord bool              `json:"on_record"`
	Result   *appraisal.Result `json:"result"`
}

// AttachmentAnswer is an attachment that was added.
type AttachmentAnswer struct {
	Attachment json.RawMessage `json:"attachment"`
}

// actorOf is who acts. Its name does not tell how the person signed in: it is the
// same person whichever way.
func actorOf(c *gin.Context) dossiers.Actor {
	p := auth.Current(c)
	a := dossiers.Actor{Role: string(p.Role), OnBehalf: p.OnBehalfOf, Request: handlers.RequestID(c)}
	switch {
	case p.Account != nil:
		a.Name, a.OperatorCode = string(p.Role)+":"+p.Account.Name, p.Account.Operator
	case p.Role == accounts.Administrator: // the one at a machine without accounts
		a.Name, a.Role = "local", dossiers.RoleLocal
	default:
		a.Name = string(p.Role)
	}
	return a
}

// open reads the dossier that the path names and refuses callers of whose rows it
// is not. Whoever may not read it is told that it is not there.
func (s *Service) open(c *gin.Context, action auth.Action) (*dossiers.File, error) {
	ctx, who, id := c.Request.Context(), auth.Current(c), c.Param("id")
	if err := who.Allow(auth.Read, auth.Applications); err != nil {
		return nil, err
	}
	file, err := s.options.Dossiers.Read(ctx, id)
	if registry.CodeOf(err) == registry.NotFound {
		return nil, registry.Absent(registry.Applications, id, registry.Date{})
	}
	if err != nil {
		return nil, err
	}
	sees, err := who.Sees(ctx, s.options.Reader, file.Application)
	if err == nil && !sees {
		err = registry.Absent(registry.Applications, id, registry.Date{})
	}
	if err != nil {
		return nil, err
	}
	return file, who.AllowRow(ctx, s.options.Reader, action, auth.Applications, file.Application)
}

// audience is for whom findings are told: operators are not told of others' dossiers,
// nor of what the province does not show everybody.
func (s *Service) audience(c *gin.Context) appraisal.Audience {
	return handlersappraisal.AudienceOf(c, s.options.Reader)
}

// refused gives what a Service forbids its status.
func refused(err error) error {
	var f *dossiers.Forbidden
	if errors.As(err, &f) {
		return &handlers.Refusal{Status: http.StatusForbidden, Err: f.Err}
	}
	return err
}

func (s *Service) answer(c *gin.Context, status int, file *dossiers.File) error {
	st, err := s.options.Dossiers.Standing(c.Request.Context(), actorOf(c), file)
	if err != nil {
		return err
	}
	w, err := s.options.Dossiers.Workflow(c.Request.Context())
	if err != nil {
		return err
	}
	a := &DossierAnswer{
		Application: registry.AppendJSON(nil, st.Application), Revision: st.Application.Row.Revision,
		Positions: list(st.Positions), Attachments: list(st.Attachments), Events: list(st.Events), Decision: json.RawMessage("null"),
		Clock: st.Clock, BuildBy: st.BuildBy, Actions: st.Actions, Me: actorOf(c).Name, Duplicates: st.Duplicates,
	}
	if state := w.State(st.Application.State); state != nil {
		a.State = state.Label
	}
	if st.Decision != nil {
		brief := *st.Decision
		brief.Frozen = "" // as large as it is; its findings are asked for by themselves
		a.Decision = registry.AppendJSON(nil, &brief)
	}
	c.Header("ETag", tagOf(file))
	if status == http.StatusCreated {
		c.Header("Location", handlers.Prefix(c)+"/api/v1/applications/"+file.Application.Row.ID)
	}
	return handlers.SendJSON(c, status, a)
}

func list[T registry.Record](recs []T) []json.RawMessage {
	out := make([]json.RawMessage, len(recs))
	for i, rec := range recs {
		out[i] = registry.AppendJSON(nil, rec)
	}
	return out
}

func tagOf(file *dossiers.File) string {
	return `"` + strconv.FormatInt(file.Application.Row.Revision, 10) + `"`
}

// revision reads If-Match: the revision that the caller saw.
func revision(c *gin.Context, needed bool) (int64, error) {
	header := c.GetHeader("If-Match")
	if header == "" && needed {
		return 0, handlers.Refuse(http.StatusPreconditionRequired, "thao tác này cần tiêu đề If-Match mang ETag của hồ sơ đã đọc", "this action needs an If-Match header with the ETag of the dossier that was read").
			Hinted("đọc hồ sơ (GET …/dossier) rồi gửi lại ETag của nó", "GET …/dossier and send its ETag back")
	}
	if header == "" || header == "*" {
		return 0, nil
	}
	tag := strings.Trim(strings.TrimPrefix(strings.TrimSpace(header), "W/"), `"`)
	n, err := strconv.ParseInt(strings.TrimSuffix(tag, "-gzip"), 10, 64)
	if err != nil || n <= 0 {
		return 0, registry.Errorf(registry.Invalid, "If-Match phải là ETag của hồ sơ, như \"12\"", "If-Match must be the dossier's ETag, such as \"12\"")
	}
	return n, nil
}
