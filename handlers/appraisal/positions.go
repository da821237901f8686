package appraisal

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"hatang/registry"
	"hatang/registry/importing"
)

// PositionsAnswer is the positions of a sheet as the fields that a filing takes,
// and everything that is wrong with the sheet.
type PositionsAnswer struct {
	Positions []map[string]json.RawMessage `json:"positions"`
	Problems  []registry.Problem           `json:"problems"`
}

// setByProgram are the members that a filing does not take.
func setByProgram() []string {
	return []string{"id", "revision", "valid_from", "valid_to", "application_id", "operator_code", "state", "site_id", "built"}
}

// readPositions answers with what stands in a sheet, for a form to be filled in
// with; nothing is appraised and nothing kept.
func (s *Service) readPositions(c *gin.Context) error {
	defaults := map[string]string{}
	if operator := c.Query("operator"); operator != "" {
		defaults["operator_code"] = operator
	}
	dossier, problems, err := s.readFile(c, importing.Options{
		CRS: c.Query("crs"), IgnoreUnknown: c.Query("ignore_unknown") == "true", Today: s.today(), Defaults: defaults,
	})
	if err != nil {
		return err
	}
	answer := PositionsAnswer{Positions: make([]map[string]json.RawMessage, len(dossier.Positions)), Problems: slices.Clip(problems)}
	if answer.Problems == nil {
		answer.Problems = []registry.Problem{}
	}
	for i, p := range dossier.Positions {
		if err := json.Unmarshal(registry.AppendJSON(nil, p), &answer.Positions[i]); err != nil {
			return err
		}
		for _, name := range setByProgram() {
			delete(answer.Positions[i], name)
		}
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, &answer)
	return nil
}
