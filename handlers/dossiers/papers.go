package dossiers

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/dossiers"
)

// DocumentsAnswer is the documents that there are of a dossier, in the order of
// its life.
type DocumentsAnswer struct {
	Items []DocumentItem `json:"items"`
}

// DocumentItem is a document, or why there is none yet.
type DocumentItem struct {
	Document  string        `json:"document"`
	Label     registry.Text `json:"label"`
	Available bool          `json:"available"`
	Why       registry.Text `json:"why,omitzero"`
}

func (s *Service) documents(c *gin.Context) error {
	file, err := s.open(c, auth.Read)
	if err != nil {
		return err
	}
	a := DocumentsAnswer{Items: []DocumentItem{}}
	for _, kind := range dossiers.Papers() {
		item := DocumentItem{Document: string(kind), Label: kind.Label()}
		item.Why, err = s.whyNot(c, file, kind)
		if err != nil {
			return err
		}
		item.Available = item.Why == registry.Text{}
		a.Items = append(a.Items, item)
	}
	return handlers.SendJSON(c, http.StatusOK, a)
}

// whyNot is why a paper cannot be had, empty when it can.
func (s *Service) whyNot(c *gin.Context, file *dossiers.File, kind dossiers.Paper) (registry.Text, error) {
	if kind == dossiers.Report || kind == dossiers.DecisionLetter {
		if kept(c, file) {
			return text("chưa có kết quả đã ký", "nothing is signed yet"), nil
		}
	}
	if kind == dossiers.Report {
		return registry.Text{}, nil // there always is one, of the findings of now
	}
	_, err := s.options.Dossiers.Document(c.Request.Context(), file.Application.Row.ID, kind, s.audience(c))
	var refused *registry.Error
	if errors.As(err, &refused) && refused.Code == registry.Conflict {
		return refused.Message, nil
	}
	return registry.Text{}, err
}

// foresee is a document as it would read once an action is done.
func (s *Service) foresee(c *gin.Context) error {
	file, q, err := s.asked(c, false)
	if err != nil {
		return err
	}
	kind := c.Param("document")
	if err := internalPaper(c, file, dossiers.Paper(kind)); err != nil {
		return err
	}
	d, err := s.options.Dossiers.Foresee(c.Request.Context(), actorOf(c), file.Application.Row.ID, q, dossiers.Paper(kind), s.audience(c))
	if err != nil {
		return refused(err)
	}
	return s.write(c, d, "du-thao-"+kind)
}
