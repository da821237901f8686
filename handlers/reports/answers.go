package reports

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/reports"
)

// arguments reads which unit and period are asked about, all problems at once.
func arguments(c *gin.Context) (reports.Request, error) {
	r := reports.Request{}
	var err error
	if text := c.Query("period"); text != "" {
		if r, err = reports.ParsePeriod(text); err != nil {
			return r, err
		}
	}
	r.Unit = c.Query("unit")
	var problems []registry.Problem
	reject := func(name, vi, en string) {
		problems = append(problems, registry.Problem{
			Column: name, Value: c.Query(name), Rule: "argument", Severity: registry.Fault, Message: text(vi, en),
		})
	}
	for name, target := range map[string]*int{"year": &r.Year, "half": &r.Half, "quarter": &r.Quarter, "month": &r.Month, "years": &r.Years} {
		if c.Query(name) == "" {
			continue
		}
		n, err := strconv.Atoi(c.Query(name))
		if err != nil {
			reject(name, "phải là số nguyên", "must be an integer")
		}
		*target = n
	}
	if r.Boundaries, err = registry.ParseDate(c.Query("boundaries")); err != nil {
		reject("boundaries", "phải là ngày như 2020-12-31", "must be a day such as 2020-12-31")
	}
	if r.Until, err = registry.ParseDate(c.Query("date")); err != nil {
		reject("date", "phải là ngày như 2020-12-31", "must be a day such as 2020-12-31")
	}
	if len(problems) > 0 {
		return r, &registry.Error{Code: registry.Invalid, Problems: problems, Message: text("tham số không dùng được", "the arguments cannot be used")}
	}
	_, err = r.Period()
	return r, err
}

// fresh tells whether the caller has the answer already: it follows from the
// registry, what is computed for it, the day and the question.
func (s *Service) fresh(c *gin.Context, book *indicators.Book) bool {
	return handlers.NotModified(c, handlers.StateTag(book.Seq(), book.Today().String(), s.coverageStamp(), c.Request.URL.RequestURI(), string(handlers.Lang(c))))
}

// asked is what a request asks for and the book that answers it; done tells that
// the caller has the answer already.
func (s *Service) asked(c *gin.Context) (request reports.Request, book *indicators.Book, done bool, err error) {
	if request, err = arguments(c); err != nil {
		return request, nil, false, err
	}
	if book, err = s.open(c.Request.Context()); err != nil {
		return request, nil, false, err
	}
	return request, book, s.fresh(c, book), nil
}

// unmarked takes the tag off an answer that became an error.
func unmarked(handle func(*gin.Context) error) func(*gin.Context) error {
	return func(c *gin.Context) error {
		err := handle(c)
		if err != nil {
			c.Header("ETag", "")
		}
		return err
	}
}

func (s *Service) report(c *gin.Context) error {
	return s.write(c, reports.Format(c.DefaultQuery("format", string(reports.FormatJSON))))
}

func (s *Service) write(c *gin.Context, format reports.Format) error {
	request, book, notice, done, err := s.opened(c)
	if err != nil || done {
		return err
	}
	report, err := reports.Build(c.Request.Context(), book, request, notice)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := report.Write(&out, format, handlers.Lang(c)); err != nil {
		return err
	}
	if format != reports.FormatJSON && format != reports.FormatText {
		name := "bao-cao-" + report.Unit.Code + "-" + report.Period.To.Time().Format(time.DateOnly) + "." + string(format)
		c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	c.Data(http.StatusOK, format.MediaType(), out.Bytes())
	return nil
}

// document is the report as a file, whatever the format.
func (s *Service) document(c *gin.Context) error {
	format := reports.Format(c.DefaultQuery("format", string(reports.FormatPDF)))
	if code := c.Query("form"); code != "" {
		return s.filled(c, code, format)
	}
	if format == reports.FormatJSON {
		return registry.Errorf(registry.Invalid, "văn bản có định dạng docx, pdf, xlsx hoặc text", "documents are docx, pdf, xlsx or text")
	}
	return s.write(c, format)
}

// filled is a form with the figures of the unit and period.
func (s *Service) filled(c *gin.Context, code string, format reports.Format) error {
	form, err := reports.FormOf(code)
	if err != nil {
		return err
	}
	if format != reports.FormatXLSX {
		return registry.Errorf(registry.Invalid, "biểu mẫu chỉ có dạng xlsx: thêm format=xlsx", "forms are xlsx only: add format=xlsx")
	}
	request, book, notice, done, err := s.opened(c)
	if err != nil || done {
		return err
	}
	filled, err := reports.Fill(c.Request.Context(), book, form, request, notice)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := filled.WriteXLSX(&out, handlers.Lang(c)); err != nil {
		return err
	}
	name := form.Code + "-" + filled.Unit.Code + "-" + filled.Period.To.Time().Format(time.DateOnly) + ".xlsx"
	c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	c.Data(http.StatusOK, format.MediaType(), out.Bytes())
	return nil
}

func (s *Service) forms(c *gin.Context) error {
	forms, err := reports.Forms()
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, forms)
	return nil
}

// notice is what the registry wants said with its data.
func (s *Service) notice(c *gin.Context) (registry.Text, error) {
	vi, err := s.options.Settings.Setting(c.Request.Context(), registry.SettingNotice)
	if err != nil {
		return registry.Text{}, err
	}
	en, err := s.options.Settings.Setting(c.Request.Context(), registry.SettingNoticeEN)
	return text(vi, en), err
}

func (s *Service) indicators(c *gin.Context) error {
	c.JSON(http.StatusOK, s.catalogue.All)
	return nil
}

func (s *Service) figure(c *gin.Context) error {
	request, book, done, err := s.asked(c)
	if err != nil || done {
		return err
	}
	period, err := request.Period()
	if err != nil {
		return err
	}
	figure, err := book.Figure(c.Request.Context(), c.Query("code"), indicators.Ask{Unit: request.Unit, Period: period, Boundaries: request.Boundaries})
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, figure)
	return nil
}

func (s *Service) series(c *gin.Context) error {
	request, book, done, err := s.asked(c)
	if err != nil || done {
		return err
	}
	periods, err := request.Periods()
	if err != nil {
		return err
	}
	if request.Boundaries.IsZero() {
		request.Boundaries = periods[len(periods)-1].To // all years on the boundaries of the last
	}
	series, err := book.Series(c.Request.Context(), c.Query("code"), request.Unit, periods, request.Boundaries)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, series)
	return nil
}
