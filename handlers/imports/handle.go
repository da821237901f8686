package imports

import (
	"crypto/rand"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// upload answers POST /api/v1/imports.
func (s *Service) upload(c *gin.Context) error {
	// arguments
	who := auth.Current(c)
	header, err := c.FormFile("file")
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return err
	case err != nil || header.Size == 0:
		return invalid("file", "", "required", text("cần một tệp không rỗng trong trường file (multipart/form-data)", "a file that is not empty is needed in the field file (multipart/form-data)"))
	}
	asked := Asked{Kind: registry.Kind(c.PostForm("kind"))}
	if given := c.PostForm("options"); given != "" {
		if err := handlers.DecodeJSON(strings.NewReader(given), &asked); err != nil {
			return err
		}
	}
	if err := s.may(who, &asked); err != nil {
		return err
	}

	// operation
	k := &kept{
		id: rand.Text(), owner: owner(who), name: nameOf(header.Filename), bytes: header.Size, begun: s.options.Clock(), touched: s.options.Clock(),
		cancel: func() {},
	}
	k.path = filepath.Join(s.options.Folder, k.id)
	if err := s.store(header, k.path); err != nil {
		return err
	}
	if err := s.keep(k); err != nil {
		return errors.Join(err, os.Remove(k.path))
	}
	if err := s.read(k, who, asked); err != nil {
		return err
	}

	// response
	c.Header("Location", handlers.Prefix(c)+"/api/v1/imports/"+k.id)
	return s.send(c, http.StatusCreated, k)
}

// may refuses options that cannot be, and kinds that the caller may not import.
func (s *Service) may(who *auth.Principal, asked *Asked) error {
	if err := asked.check(); err != nil {
		return err
	}
	return who.Allow(auth.Create, auth.Of(asked.Kind))
}

// nameOf is a file's name without folders, whichever system's.
func nameOf(name string) string {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' || name[i] == '\\' {
			name = name[i+1:]
			break
		}
	}
	const longest = 200
	if letters := []rune(registry.Normalise(name)); len(letters) > longest {
		return string(letters[len(letters)-longest:]) // its end tells the format
	}
	return registry.Normalise(name)
}

// store keeps a file that was sent.
func (s *Service) store(header *multipart.FileHeader, path string) (err error) {
	if err := os.MkdirAll(s.options.Folder, 0o700); err != nil {
		return err
	}
	src, err := header.Open()
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }()
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, src)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// again answers POST /api/v1/imports/:id.
func (s *Service) again(c *gin.Context) error {
	who := auth.Current(c)
	k, err := s.find(who, c.Param("id"))
	if err != nil {
		return err
	}
	var asked Asked
	if err := handlers.ReadJSON(c, &asked); err != nil {
		return err
	}
	if err := s.may(who, &asked); err != nil {
		return err
	}
	if err := s.read(k, who, asked); err != nil {
		return err
	}
	return s.send(c, http.StatusOK, k)
}

// get answers GET /api/v1/imports/:id.
func (s *Service) get(c *gin.Context) error {
	k, err := s.find(auth.Current(c), c.Param("id"))
	if err != nil {
		return err
	}
	return s.send(c, http.StatusOK, k)
}

// list answers GET /api/v1/imports.
func (s *Service) list(c *gin.Context) error {
	answer := List{Imports: []Answer{}}
	mine := owner(auth.Current(c))
	s.mutex.Lock()
	s.sweep()
	for _, k := range s.kept {
		if k.owner == mine {
			brief := s.answer(k)
			brief.Preview, brief.Result = nil, nil
			answer.Imports = append(answer.Imports, brief)
		}
	}
	s.mutex.Unlock()
	answer.sort()
	return handlers.SendJSON(c, http.StatusOK, answer)
}

// Committing is why a file is imported; the history keeps it.
type Committing struct {
	Reason string `json:"reason"`
}

// commit answers POST /api/v1/imports/:id/commit.
func (s *Service) commit(c *gin.Context) error {
	who := auth.Current(c)
	k, err := s.find(who, c.Param("id"))
	if err != nil {
		return err
	}
	var why Committing
	if err := handlers.ReadJSON(c, &why); err != nil {
		return err
	}
	author := registry.Author{Actor: who.Actor(), Request: handlers.RequestID(c), Reason: registry.Normalise(why.Reason)}
	if err := s.save(k, who, author); err != nil {
		return err
	}
	return s.send(c, http.StatusOK, k)
}

// remove answers DELETE /api/v1/imports/:id.
func (s *Service) remove(c *gin.Context) error {
	k, err := s.find(auth.Current(c), c.Param("id"))
	if err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if k.state == Saving {
		return alreadySaved()
	}
	s.drop(k)
	c.Status(http.StatusNoContent)
	c.Writer.WriteHeaderNow()
	return nil
}

// send answers with the import, when it has settled or after a while.
func (s *Service) send(c *gin.Context, status int, k *kept) error {
	s.mutex.Lock()
	done := k.done
	s.mutex.Unlock()
	patience := time.NewTimer(s.options.Patience)
	defer patience.Stop()
	select {
	case <-done:
	case <-patience.C:
	case <-c.Request.Context().Done():
		return c.Request.Context().Err()
	}
	s.mutex.Lock()
	answer := s.answer(k)
	s.mutex.Unlock()
	return handlers.SendJSON(c, status, answer)
}

func invalid(member, value, rule string, message registry.Text) error {
	return &registry.Error{
		Code: registry.Invalid, Message: message,
		Problems: []registry.Problem{{Column: member, Value: value, Rule: rule, Message: message, Severity: registry.Fault}},
	}
}

func text(vi, en string) registry.Text { return registry.Text{VI: vi, EN: en} }
