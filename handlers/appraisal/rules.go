package appraisal

import (
	"context"
	"errors"
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
	// Lines are where its clauses begin in the text, by their IDs.
	Lines map[string]int `json:"lines,omitempty"`
	// Set is what was read; left out of a set that has faults.
	Set *appraisal.RuleSet `json:"set,omitempty"`
	// Faults keep the text from being a rule set.
	Faults []LineFault `json:"faults"`
}

// LineFault is a fault of a text, at its line.
type LineFault struct {
	Line    int           `json:"line,omitempty"` // from 1; 0: the text as a whole
	Field   string        `json:"field,omitempty"`
	Value   string        `json:"value,omitempty"`
	Message registry.Text `json:"message"`
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
	return linted(c, set, nil)
}

func linted(c *gin.Context, set *appraisal.RuleSet, body []byte) error {
	found, err := appraisal.Lint(set)
	if err != nil {
		return err
	}
	out := Linted{Code: set.Code, Findings: append([]appraisal.LintFinding{}, found...), Faults: []LineFault{}}
	if body != nil {
		out.Set, out.Lines = set, map[string]int{}
		for i, line := range appraisal.ClauseLines(body) {
			out.Lines[set.Clauses[i].ID] = line
		}
	}
	c.JSON(http.StatusOK, out)
	return nil
}

// faulty tells what keeps a text from being a rule set, at its lines.
func faulty(c *gin.Context, body []byte, err error) error {
	var e *registry.Error
	if !errors.As(err, &e) || e.Code != registry.Invalid {
		return err
	}
	out := Linted{Findings: []appraisal.LintFinding{}, Faults: []LineFault{}}
	lines := appraisal.ClauseLines(body)
	for _, p := range registry.Faults(e.Problems) {
		f := LineFault{Field: p.Column, Value: p.Value, Message: p.Message}
		if p.Row > 0 && p.Row <= len(lines) {
			f.Line = lines[p.Row-1]
		}
		out.Faults = append(out.Faults, f)
	}
	if len(out.Faults) == 0 {
		f := LineFault{Line: appraisal.ErrorLine(err), Message: e.Message}
		if !e.Hint.IsZero() {
			f.Message = registry.Text{VI: e.Message.VI + ": " + e.Hint.VI, EN: e.Message.EN + ": " + e.Hint.EN}
		}
		out.Faults = append(out.Faults, f)
	}
	c.JSON(http.StatusOK, out)
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
		return faulty(c, body, err)
	}
	return linted(c, set, body)
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
// force may well contradict itself, and the officer is told. With ends the set of
// that code holds until the new one begins; both are kept or neither.
func (s *Service) put(c *gin.Context) error {
	body, err := readYAML(c)
	if err != nil {
		return err
	}
	var stored Stored
	reason := registry.Normalise(c.Query("reason"))
	if reason == "" {
		reason = "rule set"
	}
	ended, err := s.ending(c, body)
	if err != nil {
		return err
	}
	author := registry.Author{Actor: auth.Current(c).Actor(), Request: handlers.RequestID(c), Reason: reason}
	err = s.options.Update(c.Request.Context(), author, func(ctx context.Context, w registry.Writer) error {
		if ended != nil {
			if _, _, _, err := appraisal.Put(ctx, w, ended); err != nil {
				return err
			}
		}
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

// ending is the text of the set that the new one ends, nil when it ends none.
func (s *Service) ending(c *gin.Context, body []byte) ([]byte, error) {
	code := c.Query("ends")
	if code == "" {
		return nil, nil
	}
	set, err := appraisal.Parse(body)
	if err != nil {
		return nil, err
	}
	_, bodies, err := s.rules(c.Request.Context(), s.options.View())
	if err != nil {
		return nil, err
	}
	earlier, ok := bodies[code]
	if !ok || code == set.Code {
		return nil, &registry.Error{Code: registry.Invalid, Message: registry.Text{VI: "không kết thúc được bộ này", EN: "this set cannot be ended"},
			Problems: []registry.Problem{fault("ends", code, errors.New("must be another set that is known"))}}
	}
	return appraisal.Ending(earlier, set.ValidFrom)
}

// compare appraises positions by two sets and tells what differs.
func (s *Service) compare(c *gin.Context) error {
	var ask Request
	if err := handlers.ReadJSON(c, &ask); err != nil {
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
	comparison, err := appraisal.Compare(c.Request.Context(), library, view, dossier, s.appraisalOptions(c, view, ""), c.Query("before"), c.Query("after"))
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, comparison)
	return nil
}
