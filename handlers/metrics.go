package handlers

import (
	"maps"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
)

// metrics counts requests by route, never by path: a path holds ids, of which
// there is no end.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	bytes    *prometheus.CounterVec
	inFlight prometheus.Gauge
	// known are the series that there are, which are few; finding one again by
	// its labels costs more than a small answer.
	known  atomic.Pointer[map[answered]*series]
	making sync.Mutex
}

// answered is what requests are counted by.
type answered struct {
	status        int
	method, route string
}

type series struct {
	requests, bytes prometheus.Counter
	seconds         prometheus.Observer
}

// of is the series of the answers; made when the first of them is counted.
func (m *metrics) of(a answered) *series {
	if s := (*m.known.Load())[a]; s != nil {
		return s
	}
	m.making.Lock()
	defer m.making.Unlock()
	s := &series{
		requests: m.requests.WithLabelValues(strconv.Itoa(a.status), a.method, a.route),
		seconds:  m.seconds.WithLabelValues(a.method, a.route),
		bytes:    m.bytes.WithLabelValues(a.method, a.route),
	}
	next := maps.Clone(*m.known.Load())
	next[a] = s
	m.known.Store(&next)
	return s
}

func newMetrics(further []prometheus.Collector) *metrics {
	route := []string{"method", "route"}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "hatang_http_requests_total", Help: "Requests answered, by method, route and status.",
		}, append([]string{"status"}, route...)),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hatang_http_request_seconds", Help: "Time to answer a request.",
			Buckets: []float64{.0001, .0003, .001, .003, .01, .03, .1, .3, 1, 3, 10, 30},
		}, route),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "hatang_http_response_bytes_total", Help: "Bytes of answers before compression.",
		}, route),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "hatang_http_requests_in_flight", Help: "Requests being answered.",
		}),
	}
	m.known.Store(&map[answered]*series{})
	m.registry.MustRegister(m.requests, m.seconds, m.bytes, m.inFlight,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector())
	m.registry.MustRegister(further...)
	return m
}

func (m *metrics) count(clock func() time.Time) gin.HandlerFunc {
	return func(c *gin.Context) {
		m.inFlight.Inc()
		began := clock()
		defer func() {
			m.inFlight.Dec()
			method, route := knownMethod(c.Request.Method), c.FullPath()
			if route == "" {
				route = "none"
			}
			s := m.of(answered{c.Writer.Status(), method, route})
			s.requests.Inc()
			s.seconds.Observe(clock().Sub(began).Seconds())
			s.bytes.Add(float64(max(0, c.Writer.Size())))
		}()
		c.Next()
	}
}

// Figures are what a service has answered since it began.
type Figures struct {
	Requests, Refused, Failed int64         // all, those of status 4xx, those of 5xx
	Mean                      time.Duration // of an answer; 0 before the first
}

// Figures sums up the metrics for people.
func (s *Server) Figures() (Figures, error) {
	var f Figures
	families, err := s.counted.registry.Gather()
	if err != nil {
		return f, err
	}
	var seconds float64
	var count uint64
	for _, family := range families {
		for _, m := range family.GetMetric() {
			switch family.GetName() {
			case "hatang_http_requests_total":
				f.add(m)
			case "hatang_http_request_seconds":
				seconds += m.GetHistogram().GetSampleSum()
				count += m.GetHistogram().GetSampleCount()
			}
		}
	}
	if count > 0 {
		f.Mean = time.Duration(seconds / float64(count) * float64(time.Second))
	}
	return f, nil
}

// add counts the requests of one series.
func (f *Figures) add(m *dto.Metric) {
	n := int64(m.GetCounter().GetValue())
	f.Requests += n
	for _, l := range m.GetLabel() {
		switch {
		case l.GetName() != "status":
		case strings.HasPrefix(l.GetValue(), "4"):
			f.Refused += n
		case strings.HasPrefix(l.GetValue(), "5"):
			f.Failed += n
		}
	}
}

// knownMethod keeps made-up methods from making a series each.
func knownMethod(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	}
	return "other"
}

func (m *metrics) handler() gin.HandlerFunc {
	return gin.WrapH(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry}))
}
