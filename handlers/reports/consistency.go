package reports

import (
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/indicators/consistency"
	"hatang/registry/reports"
)

// PublishedReport is a report that somebody published, typed in to be checked.
type PublishedReport struct {
	Unit    string            `json:"unit"`
	Period  string            `json:"period"` // as in addresses: 2020, 2020-H1 …
	Figures []PublishedFigure `json:"figures"`
}

// PublishedFigure is a figure as it was printed, such as "9.674,18" or "+12,7 %".
type PublishedFigure struct {
	Code        string `json:"code"`
	Printed     string `json:"printed"`
	Denominator string `json:"denominator,omitempty"`
	Source      string `json:"source,omitempty"`
}

// CheckedAnswer is what was found about each unit and period that a published
// report speaks of.
type CheckedAnswer struct {
	Reports []*reports.Consistency `json:"reports"`
}

func (s *Service) consistency(c *gin.Context) error {
	request, book, _, done, err := s.opened(c)
	if err != nil || done {
		return err
	}
	found, err := reports.Check(c.Request.Context(), book, request)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, found)
	return nil
}

// checkPublished checks a report without entering it.
func (s *Service) checkPublished(c *gin.Context) error {
	statements, err := published(c)
	if err != nil {
		return err
	}
	book, err := s.open(c.Request.Context())
	if err != nil {
		return err
	}
	found, err := reports.CheckPublished(c.Request.Context(), book, statements)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, CheckedAnswer{found})
	return nil
}

// published reads the figures of the body: CSV where it says so, else JSON.
func published(c *gin.Context) ([]consistency.Statement, error) {
	if media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type")); err == nil && media == "text/csv" {
		statements, err := consistency.Read("text/csv", c.Request.Body)
		if err == nil && len(statements) == 0 {
			err = noFigures()
		}
		return statements, err
	}
	var report PublishedReport
	if err := handlers.DecodeJSON(c.Request.Body, &report); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, noFigures()
		}
		return nil, err
	}
	return report.statements()
}

func noFigures() error {
	return registry.Errorf(registry.Invalid, "báo cáo không có con số nào", "the report has no figures")
}

// statements are the figures, every one that cannot be read told at once.
func (r *PublishedReport) statements() ([]consistency.Statement, error) {
	if r.Unit == "" || len(r.Figures) == 0 {
		return nil, registry.Errorf(registry.Invalid, "cần unit, period và figures", "unit, period and figures are needed")
	}
	request, err := reports.ParsePeriod(r.Period)
	if err != nil {
		return nil, err
	}
	period, err := request.Period()
	if err != nil {
		return nil, err
	}
	var problems []registry.Problem
	all := make([]consistency.Statement, 0, len(r.Figures))
	for i, f := range r.Figures {
		one, problem := f.statement(i+1, r.Unit, period)
		if problem != nil {
			problems = append(problems, *problem)
		}
		all = append(all, one)
	}
	if len(problems) > 0 {
		return nil, &registry.Error{Code: registry.Invalid, Problems: problems, Message: text("có số liệu không đọc được", "there are figures that cannot be read")}
	}
	return all, nil
}

func (f *PublishedFigure) statement(row int, unit string, period indicators.Period) (consistency.Statement, *registry.Problem) {
	s, ok := consistency.ParseNumber(registry.Normalise(f.Printed))
	if !ok || f.Code == "" {
		return s, &registry.Problem{
			Row: row, Column: "printed", Value: f.Printed, Rule: "figure", Severity: registry.Fault,
			Message: text(`cần mã chỉ tiêu và số như "9.674,18", "> 95", "+12,7 %"`, `a code and a number such as "9.674,18", "> 95", "+12,7 %" are expected`),
		}
	}
	s.Code, s.Unit, s.From, s.To, s.Denominator, s.Source = f.Code, unit, period.From, period.To, f.Denominator, f.Source
	return s, nil
}
