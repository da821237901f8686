package imports

import (
	"bytes"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/registry"
	"hatang/registry/exporting"
)

// template answers GET /api/v1/templates/:kind, with or without ".xlsx".
func (s *Service) template(c *gin.Context) error {
	kind := registry.Kind(strings.TrimSuffix(c.Param("kind"), ".xlsx"))
	schema := registry.SchemaOf(kind)
	if schema == nil || schema.Managed {
		e := registry.Errorf(registry.NotFound, "không có tệp mẫu cho %q", "there is no template for %q", kind)
		e.Hint = oneOf(registry.EditedKinds())
		return e
	}
	operators, err := registry.Find[*registry.Operator](c.Request.Context(), s.options.Store, registry.Query{Kind: registry.Operators})
	if err != nil {
		return err
	}
	var names []string
	for _, o := range operators {
		names = append(names, o.Code)
	}
	return download(c, typeXLSX, "mau-"+string(kind)+".xlsx", func(out *bytes.Buffer) error {
		return exporting.Template(out, kind, exporting.TemplateOptions{Operators: names})
	})
}
