package handlers

import (
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts requests by route, never by path: a path holds ids, of which
// there is no end.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	bytes    *prometheus.CounterVec
	inFlight prometheus.Gauge
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
			m.requests.WithLabelValues(strconv.Itoa(c.Writer.Status()), method, route).Inc()
			m.seconds.WithLabelValues(method, route).Observe(clock().Sub(began).Seconds())
			m.bytes.WithLabelValues(method, route).Add(float64(max(0, c.Writer.Size())))
		}()
		c.Next()
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
