package reports

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/charts"
	"hatang/registry/indicators"
	"hatang/registry/reports"
)

// ChartsAnswer lists the charts of a unit and period.
type ChartsAnswer struct {
	Unit   indicators.UnitRef `json:"unit"`
	Period indicators.Period  `json:"period"`
	Charts []ChartRef         `json:"charts"`
}

// ChartRef is a chart with the address of its picture.
type ChartRef struct {
	*reports.Chart
	SVG string `json:"svg"`
}

// opened is what most operations begin with: arguments, the registry opened for
// figures, and its notice. Done tells that the answer is sent already: the caller
// has it.
func (s *Service) opened(c *gin.Context) (request reports.Request, book *indicators.Book, notice registry.Text, done bool, err error) {
	if request, book, done, err = s.asked(c); err == nil && !done {
		notice, err = s.notice(c)
	}
	return request, book, notice, done, err
}

func (s *Service) charts(c *gin.Context) error {
	request, book, notice, done, err := s.opened(c)
	if err != nil || done {
		return err
	}
	all, err := reports.Charts(c.Request.Context(), book, request, notice)
	if err != nil {
		return err
	}
	period, err := request.Period()
	if err != nil {
		return err
	}
	answer := &ChartsAnswer{Period: period, Charts: make([]ChartRef, len(all))}
	for i, chart := range all {
		query := url.Values{"chart": {chart.Code}}
		for _, name := range []string{"unit", "period", "year", "half", "quarter", "month", "date", "boundaries", "lang"} {
			if value := c.Query(name); value != "" {
				query.Set(name, value)
			}
		}
		answer.Unit = chart.Unit()
		answer.Charts[i] = ChartRef{chart, handlers.Prefix(c) + base + "/chart.svg?" + query.Encode()}
	}
	c.JSON(http.StatusOK, answer)
	return nil
}

// The widths of charts, in pixels.
const (
	leastWidth = 320
	mostWidth  = 1600
)

func (s *Service) chart(c *gin.Context) error {
	request, book, notice, done, err := s.opened(c)
	if err != nil || done {
		return err
	}
	width := 0.0
	if text := c.Query("width"); text != "" {
		if width, err = strconv.ParseFloat(text, 64); err != nil || !(width >= leastWidth && width <= mostWidth) {
			return registry.Errorf(registry.Invalid, "width %q: cần %d đến %d", "width %q: %d to %d is expected", text, leastWidth, mostWidth)
		}
	}
	var picture *charts.Picture
	if code := c.Query("chart"); code == "spark" {
		picture, err = reports.Spark(c.Request.Context(), book, request, c.Query("code"), handlers.Lang(c))
	} else {
		var chart *reports.Chart
		if chart, err = reports.ChartOf(c.Request.Context(), book, request, code, notice); err == nil {
			picture, err = chart.Picture(handlers.Lang(c), width, true)
		}
	}
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, typeSVG, picture.SVG())
	return nil
}

func (s *Service) dashboard(c *gin.Context) error {
	request := reports.Request{Until: s.options.Today()}
	if c.Query("date") != "" {
		var err error
		if request, err = arguments(c); err != nil {
			return err
		}
	}
	book, err := s.open(c.Request.Context())
	if err != nil || s.fresh(c, book) {
		return err
	}
	notice, err := s.notice(c)
	if err != nil {
		return err
	}
	dashboard, err := reports.MakeDashboard(c.Request.Context(), book, c.Query("unit"), request.Until, c.Query("sort"), notice)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, dashboard)
	return nil
}
