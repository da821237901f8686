package imports

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/importing"
)

// review answers GET /api/v1/checks/:kind.
func (s *Service) review(c *gin.Context) error {
	kind := registry.Kind(c.Param("kind"))
	if schema := registry.SchemaOf(kind); schema == nil || schema.Managed {
		return handlers.Refuse(http.StatusNotFound, "không kiểm tra được %q", "%q cannot be checked", kind)
	}
	seq, err := s.options.Store.Seq(c.Request.Context())
	if err != nil {
		return err
	}
	today := registry.DateOf(s.options.Clock().In(registry.Vietnam()))
	if handlers.NotModified(c, handlers.StateTag(seq, today.String(), string(kind))) {
		return nil
	}
	found, err := importing.Review(c.Request.Context(), s.options.Store, kind, today)
	if err != nil {
		c.Header("ETag", "")
		return err
	}
	found.Notes = plainAll(found.Notes)
	for i := range found.Findings {
		found.Findings[i].Message = plain(found.Findings[i].Message)
	}
	return handlers.SendJSON(c, http.StatusOK, found)
}
