package dossiers

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/documents"
	"hatang/registry/dossiers"
)

func (s *Service) file(c *gin.Context) error {
	var f dossiers.Filing
	if err := handlers.ReadJSON(c, &f); err != nil {
		return err
	}
	file, err := s.options.Dossiers.Create(c.Request.Context(), actorOf(c), f)
	if err != nil {
		return refused(err)
	}
	return s.answer(c, http.StatusCreated, file)
}

// asked is the action that the path names, with its request. An action that
// decides takes the right to decide beside that to change.
func (s *Service) asked(c *gin.Context, seen bool) (file *dossiers.File, q dossiers.Request, err error) {
	w, err := s.options.Dossiers.Workflow(c.Request.Context())
	if err != nil {
		return nil, q, err
	}
	action := w.Action(c.Param("action"))
	if action == nil {
		return nil, q, registry.Errorf(registry.NotFound, "quy trình không có thao tác %q", "the workflow has no action %q", c.Param("action"))
	}
	right := auth.Change
	if action.Decides {
		right = auth.Decide
	}
	if err := auth.Current(c).Allow(right, auth.Applications); err != nil {
		return nil, q, err
	}
	if file, err = s.open(c, right); err != nil {
		return nil, q, err
	}
	if err := handlers.ReadJSON(c, &q); err != nil {
		return nil, q, err
	}
	q.Action = action.ID
	q.Revision, err = revision(c, seen && action.ID != "comment")
	return file, q, err
}

func (s *Service) act(c *gin.Context) error {
	file, q, err := s.asked(c, true)
	if err != nil {
		return err
	}
	after, err := s.options.Dossiers.Act(c.Request.Context(), actorOf(c), file.Application.Row.ID, q)
	if err != nil {
		return refused(err)
	}
	return s.answer(c, http.StatusOK, after)
}

func (s *Service) preview(c *gin.Context) error {
	file, q, err := s.asked(c, false)
	if err != nil {
		return err
	}
	p, err := s.options.Dossiers.Preview(c.Request.Context(), actorOf(c), file.Application.Row.ID, q)
	if err != nil {
		return refused(err)
	}
	return handlers.SendJSON(c, http.StatusOK, p)
}

func (s *Service) dossier(c *gin.Context) error {
	file, err := s.open(c, auth.Read)
	if err != nil {
		return err
	}
	return s.answer(c, http.StatusOK, file)
}

func (s *Service) inbox(c *gin.Context) error {
	q := registry.Query{Kind: registry.Applications}
	who := auth.Current(c)
	if _, none := who.Bound(&q); none {
		return handlers.SendJSON(c, http.StatusOK, &dossiers.Inbox{Items: []dossiers.InboxItem{}})
	}
	box, err := s.options.Dossiers.Inbox(c.Request.Context(), actorOf(c), dossiers.InboxQuery{
		Where: q.Where, OnlyMine: c.Query("mine") == "true",
		MayAct: func(ctx context.Context, app *registry.Application) (bool, error) {
			err := who.AllowRow(ctx, s.options.Reader, auth.Change, auth.Applications, app)
			if handlers.Status(err) == http.StatusForbidden {
				return false, nil
			}
			return err == nil, err
		},
	})
	if err != nil {
		return err
	}
	return handlers.SendJSON(c, http.StatusOK, box)
}

func (s *Service) watch(c *gin.Context) error {
	actor := actorOf(c)
	items := []dossiers.Watched{}
	if actor.Role != dossiers.RoleOperator || actor.OperatorCode != "" {
		var err error
		if items, err = s.options.Dossiers.Watch(c.Request.Context(), actor.OperatorCode); err != nil {
			return err
		}
	}
	return handlers.SendJSON(c, http.StatusOK, WatchAnswer{items})
}

func (s *Service) workflow(c *gin.Context) error {
	w, err := s.options.Dossiers.Workflow(c.Request.Context())
	if err != nil {
		return err
	}
	calendar, err := s.options.Dossiers.Calendar(c.Request.Context())
	if err != nil {
		return err
	}
	return handlers.SendJSON(c, http.StatusOK, WorkflowAnswer{w, calendar.Years()})
}

// kept tells whether the findings are kept from the caller: from operators until
// they are signed.
func kept(c *gin.Context, file *dossiers.File) bool {
	return actorOf(c).Role == dossiers.RoleOperator && (file.Decision == nil || file.Decision.Signed.IsZero())
}

// internal refuses operators what the department has not signed yet.
func internal(c *gin.Context, file *dossiers.File) error {
	if kept(c, file) {
		return handlers.Refuse(http.StatusForbidden, "chưa có kết quả đã ký", "nothing is signed yet")
	}
	return nil
}

// internalPaper refuses operators the papers that tell what is not signed yet.
func internalPaper(c *gin.Context, file *dossiers.File, kind dossiers.Paper) error {
	if kind == dossiers.Report || kind == dossiers.DecisionLetter {
		return internal(c, file)
	}
	return nil
}

func (s *Service) appraisal(c *gin.Context) error {
	file, err := s.open(c, auth.Read)
	if err != nil {
		return err
	}
	if err := internal(c, file); err != nil {
		return err
	}
	result, kept, err := s.options.Dossiers.Findings(c.Request.Context(), file, s.audience(c))
	if err != nil {
		return err
	}
	return handlers.SendJSON(c, http.StatusOK, AppraisalAnswer{kept, result})
}

func (s *Service) repetition(c *gin.Context) error {
	file, err := s.open(c, auth.Read)
	if err != nil {
		return err
	}
	if err := internal(c, file); err != nil {
		return err
	}
	again, err := s.options.Dossiers.Again(c.Request.Context(), file.Application.Row.ID, s.audience(c))
	if err != nil {
		return err
	}
	return handlers.SendJSON(c, http.StatusOK, again)
}

func (s *Service) document(c *gin.Context) error {
	file, err := s.open(c, auth.Read)
	if err != nil {
		return err
	}
	kind := dossiers.Paper(c.Param("document"))
	if err := internalPaper(c, file, kind); err != nil {
		return err
	}
	d, err := s.options.Dossiers.Document(c.Request.Context(), file.Application.Row.ID, kind, s.audience(c))
	if err != nil {
		return err
	}
	return s.write(c, d, file.Application.Code+"-"+string(kind))
}

// write answers with a document in the format that is asked for.
func (s *Service) write(c *gin.Context, d *documents.Document, name string) error {
	format := c.DefaultQuery("format", "docx")
	if format == "json" {
		return handlers.SendJSON(c, http.StatusOK, readable(d))
	}
	var out bytes.Buffer
	if err := s.options.Dossiers.WriteDocument(c.Request.Context(), &out, d, format); err != nil {
		return err
	}
	mediaType := typeDOCX
	if format == "pdf" {
		mediaType = typePDF
	}
	return download(c, mediaType, name+"."+format, out.Bytes())
}

// download hands out a file to be kept, never to be shown within the page: what
// people attach must not run as a part of the service.
func download(c *gin.Context, mediaType, name string, content []byte) error {
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Cache-Control", "private, no-store")
	c.Data(http.StatusOK, mediaType, content)
	return nil
}

func (s *Service) content(c *gin.Context) error {
	file, err := s.open(c, auth.Read)
	if err != nil {
		return err
	}
	for _, a := range file.Attachments {
		if a.Row.ID != c.Param("attachment") {
			continue
		}
		if s.options.Dossiers.Files() == nil {
			break
		}
		content, err := s.options.Dossiers.Files().Open(a.SHA256)
		if err != nil {
			return err
		}
		return download(c, a.MediaType, a.Name, content)
	}
	return registry.Errorf(registry.NotFound, "hồ sơ không có tệp này", "the dossier has no such attachment")
}

func (s *Service) attach(c *gin.Context) error {
	file, err := s.open(c, auth.Change)
	if err != nil {
		return err
	}
	header, err := c.FormFile("file")
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	if err != nil {
		return registry.Errorf(registry.Invalid, "cần một tệp trong trường file (multipart/form-data)", "a file is needed in the field file (multipart/form-data)")
	}
	content, err := header.Open()
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	a, err := s.options.Dossiers.Attach(c.Request.Context(), actorOf(c), file.Application.Row.ID, dossiers.Attaching{
		Name: header.Filename, Class: c.PostForm("class"), Position: c.PostForm("position"), Note: c.PostForm("note"), Content: content,
	})
	if err != nil {
		return refused(err)
	}
	return handlers.SendJSON(c, http.StatusCreated, AttachmentAnswer{registry.AppendJSON(nil, a)})
}
