package appraisal

import (
	"context"
	"io"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/appraisal"
)

// Listed is a rule set in the list of them.
type Listed struct {
	Code         string        `json:"code"`
	Name         registry.Text `json:"name"`
	Jurisdiction string        `json:"jurisdiction"`
	ValidFrom    registry.Date `json:"valid_from"`
	ValidTo      registry.Date `json:"valid_to,omitzero"`
	Citation     registry.Text `json:"citation"`
	Example      bool          `json:"example"`
	Clauses      int           `json:"clauses"`
	SHA256       string        `json:"sha256"`
}

// List is the rule sets, and what is wrong with their dates.
type List struct {
	RuleSets []Listed                `json:"rule_sets"`
	Findings []appraisal.LintFinding `json:"findings"`
}

// Linted is what a careful reader would object to in a set.
type Linted struct {
	Code     string                  `json:"code"`
	Findings []appraisal.LintFinding `json:"findings"`
}

// Stored is what became of a set that was put.
type Stored struct {
	Code      string                  `json:"code"`
	SHA256    string                  `json:"sha256"`
	Operation string                  `json:"operation"` // create, update or "" when nothing changed
	Revision  int64                   `json:"revision"`
	Findings  []appraisal.LintFinding `json:"findings"`
}

func (s *Service) list(c *gin.Context) error {
	library, _, err := s.rules(c.Request.Context(), s.options.View())
	if err != nil {
		return err
	}
	sets := library.Sets()
	if c.Query("as_of") != "" || c.Query("province") != "" {
		day, err := registry.ParseDate(c.Query("as_of"))
		if err != nil {
			return &registry.Error{Code: registry.Invalid, Problems: []registry.Problem{fault("as_of", c.Query("as_of"), err)},
				Message: registry.Text{VI: "ngày không đúng", EN: "the day cannot be read"}}
		}
		if day.IsZero() {
			day = s.today()
		}
		sets, _ = library.For(c.Query("province"), day)
	}
	out := List{RuleSets: []Listed{}, Findings: append([]appraisal.LintFinding{}, appraisal.LintLibrary(library)...)}
	for _, set := range sets {
		out.RuleSets = append(out.RuleSets, Listed{Code: set.Code, Name: set.Name, Jurisdiction: set.Jurisdiction, ValidFrom: set.ValidFrom,
			ValidTo: set.ValidTo, Citation: set.Citation, Example: set.Example, Clauses: len(set.Clauses), SHA256: set.SHA256()})
	}
	c.JSON(http.StatusOK, out)
	return nil
}

func (s *Service) get(c *gin.Context) error {
	library, bodies, err := s.rules(c.Request.Context(), s.options.View())
	if err != nil {
		return err
	}
	set, err := library.Get(c.Param("code"))
	if err != nil {
		return err
	}
	if handlers.NotModified(c, `"`+set.SHA256()+`"`) {
		return nil
	}
	if c.Query("format") == "yaml" || handlers.Negotiate(c.GetHeader("Accept"), [][]string{{"application/json"}, {typeYAML}}) == 1 {
		c.Data(http.StatusOK, typeYAML+"; charset=utf-8", bodies[set.Code])
		return nil
	}
	c.JSON(http.StatusOK, set)
	return nil
}

func (s *Service) lint(c *gin.Context) error {
	library, _, err := s.rules(c.Request.Context(), s.options.View())
	if err != nil {
		return err
	}
	set, err := library.Get(c.Param("code"))
	if err != nil {
		return err
	}
	return linted(c, set)
}

func linted(c *gin.Context, set *appraisal.RuleSet) error {
	found, err := appraisal.Lint(set)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, Linted{Code: set.Code, Findings: append([]appraisal.LintFinding{}, found...)})
	return nil
}

// lintBody looks at a set that is sent and keeps nothing.
func (s *Service) lintBody(c *gin.Context) error {
	body, err := readYAML(c)
	if err != nil {
		return err
	}
	set, err := appraisal.Parse(body)
	if err != nil {
		return err
	}
	return linted(c, set)
}

func readYAML(c *gin.Context) ([]byte, error) {
	switch given, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type")); given {
	case typeYAML, "text/yaml", "application/x-yaml":
		return io.ReadAll(c.Request.Body)
	default:
		return nil, handlers.Refuse(http.StatusUnsupportedMediaType, "gửi %s, không phải %q", "send %s, not %q", typeYAML, given)
	}
}

// put keeps a set in the registry. What Lint says does not refuse it: a decree in
// force may well contradict itself, and the officer is told.
func (s *Service) put(c *gin.Context) error {
	body, err := readYAML(c)
	if err != nil {
		return err
	}
	var stored Stored
	author := registry.Author{Actor: auth.Current(c).Actor(), Request: handlers.RequestID(c), Reason: "rule set"}
	err = s.options.Update(c.Request.Context(), author, func(ctx context.Context, w registry.Writer) error {
		set, found, outcome, err := appraisal.Put(ctx, w, body)
		if err != nil {
			return err
		}
		stored = Stored{Code: set.Code, SHA256: set.SHA256(), Operation: string(outcome.Operation), Revision: outcome.Revision,
			Findings: append([]appraisal.LintFinding{}, found...)}
		return nil
	})
	if err != nil {
		return err
	}
	c.Header("Location", "/api/v1/rules/"+stored.Code)
	c.JSON(http.StatusCreated, stored)
	return nil
}

// compare appraises positions by two sets and tells what differs.
func (s *Service) compare(c *gin.Context) error {
	var ask Request
	if err := readJSON(c, &ask); err != nil {
		return err
	}
	dossier, _, err := s.dossier(&ask)
	if err != nil {
		return err
	}
	view := s.options.View()
	library, _, err := s.rules(c.Request.Context(), view)
	if err != nil {
		return err
	}
	comparison, err := appraisal.Compare(c.Request.Context(), library, view, dossier, s.appraisalOptions(c, ""), c.Query("before"), c.Query("after"))
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, comparison)
	return nil
}
