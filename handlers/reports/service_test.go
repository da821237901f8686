package reports_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hatang/handlers/handlertest"
	handlersreports "hatang/handlers/reports"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
)

func service(t *testing.T) http.Handler {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
	store := sqlitetest.Demonstration(t, sqlite.Options{Clock: clock})
	today, err := registry.ParseDate("2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	s, err := handlersreports.New(handlersreports.Options{
		Source: func() indicators.Source { return store }, Settings: store, Today: func() registry.Date { return today }, Version: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	return handlertest.Serve(t, s.Routes())
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	handler := service(t)
	for name, c := range map[string]struct {
		path   string
		status int
		media  string
		want   string
	}{
		"report":             {"/api/v1/reports?unit=62&year=2020", 200, "application/json", `"registry_seq"`},
		"report as text":     {"/api/v1/reports?unit=62&year=2020&format=text", 200, "text/plain", "bán kính phục vụ 4,9 km/điểm"},
		"report as workbook": {"/api/v1/reports?unit=62&year=2020&format=xlsx", 200, "application/vnd.openxmlformats", "PK"},
		"report as PDF":      {"/api/v1/reports?unit=62&year=2020&format=pdf", 200, "application/pdf", "%PDF"},
		"catalogue":          {"/api/v1/reports/indicators", 200, "application/json", `"postal_radius_km"`},
		"figure":             {"/api/v1/reports/figure?unit=62&year=2020&code=postal_radius_km", 200, "application/json", `"formula":"sqrt(area_km2 / (pi * postal_points))"`},
		"series":             {"/api/v1/reports/series?unit=62&year=2020&code=bts_stations&years=2", 200, "application/json", `"value":935`},
		"charts":             {"/api/v1/reports/charts?unit=62&period=2020", 200, "application/json", `"svg":"/api/v1/reports/chart.svg?chart=bts_by_operator\u0026period=2020\u0026unit=62"`},
		"stacked bars":       {"/api/v1/reports/chart.svg?unit=62&period=2020&chart=bts_by_operator", 200, "image/svg+xml", `Viettel 353 (2G 104, 3G 105, 4G 144)`},
		"map":                {"/api/v1/reports/chart.svg?unit=62&period=2020&chart=communes_4g&width=600&lang=en", 200, "image/svg+xml", `width="600"`},
		"places":             {"/api/v1/reports/chart.svg?unit=62&period=2020&chart=networks", 200, "image/svg+xml", `(513)`},
		"trend of one year":  {"/api/v1/reports/chart.svg?unit=62&period=2020&chart=bts_trend", 200, "image/svg+xml", `chưa có số liệu của ít nhất hai kỳ`},
		"spark":              {"/api/v1/reports/chart.svg?unit=62&date=2021-12-31&chart=spark&code=bts_stations", 200, "image/svg+xml", `2020 935; 2021 935`},
		"dashboard":          {"/api/v1/reports/dashboard?unit=62&date=2020-12-31&sort=-bts_stations", 200, "application/json", `"code":"bts_stations"`},
		"dashboard of today": {"/api/v1/reports/dashboard", 200, "application/json", `"date":"2026-11-22"`},
		"document":           {"/api/v1/reports/document?period=2020-Q4&format=docx", 200, "application/vnd.openxmlformats-officedocument.wordprocessingml", "PK"},
		"forms":              {"/api/v1/reports/forms", 200, "application/json", `"verified":false`},
		"form":               {"/api/v1/reports/document?unit=62&period=2020&form=bts_yearly&format=xlsx", 200, "application/vnd.openxmlformats-officedocument.spreadsheetml", "PK"},
		"form as PDF":        {"/api/v1/reports/document?period=2020&form=bts_yearly", 400, "application/problem+json", "xlsx"},
		"no such form":       {"/api/v1/reports/document?period=2020&form=x&format=xlsx", 404, "application/problem+json", "tt04_post"},
		"consistency":        {"/api/v1/reports/consistency?unit=62&period=2020", 200, "application/json", `"sides":[{"code":"postal_people_per_point","value":4054`},
		"no such chart":      {"/api/v1/reports/chart.svg?period=2020&chart=nothing", 404, "application/problem+json", "nothing"},
		"too wide":           {"/api/v1/reports/chart.svg?period=2020&chart=networks&width=9999", 400, "application/problem+json", "1600"},
		"no such period":     {"/api/v1/reports/charts?period=2020-Q9", 400, "application/problem+json", "quý 9: cần 1 đến 4"},
		"no such sort":       {"/api/v1/reports/dashboard?date=2020-12-31&sort=x", 400, "application/problem+json", `\"x\"`},
		"no such day":        {"/api/v1/reports/dashboard?date=x", 400, "application/problem+json", "date"},
		"JSON as document":   {"/api/v1/reports/document?period=2020&format=json", 400, "application/problem+json", "docx"},
		"no year":            {"/api/v1/reports?unit=62", 400, "application/problem+json", "1900"},
		"no number":          {"/api/v1/reports?year=x&half=y", 400, "application/problem+json", "half"},
		"no such unit":       {"/api/v1/reports?year=2020&unit=99", 404, "application/problem+json", "99"},
		"no such indicator":  {"/api/v1/reports/figure?year=2020&code=nothing", 404, "application/problem+json", "nothing"},
		"no such format":     {"/api/v1/reports?year=2020&format=odt", 400, "application/problem+json", "odt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+c.path, nil))
			if w.Code != c.status || !strings.HasPrefix(w.Header().Get("Content-Type"), c.media) || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("%d %s %.300s", w.Code, w.Header().Get("Content-Type"), w.Body)
			}
			if tag := w.Header().Get("ETag"); (tag != "") != (c.status == 200 && name != "catalogue" && name != "forms") {
				t.Errorf("ETag %q", tag)
			}
		})
	}
}

func TestAnAnswerThatTheCallerHas(t *testing.T) {
	t.Parallel()
	handler := service(t)
	ask := func(tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/api/v1/reports/figure?year=2020&code=bts_stations", nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	first := ask("")
	var f struct {
		Value float64 `json:"value"`
	}
	if err := json.Unmarshal(first.Body.Bytes(), &f); err != nil || f.Value != 935 {
		t.Errorf("%v, %v", f, err)
	}
	if again := ask(first.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("%d with %d bytes", again.Code, again.Body.Len())
	}
}

// A report that was typed in or sent as CSV is checked against itself and the
// registry, and what cannot be read is told.
func TestCheckingAPublishedReport(t *testing.T) {
	t.Parallel()
	handler := service(t)
	for name, c := range map[string]struct {
		media, body string
		status      int
		wants       []string
	}{
		"typed in, of another province": {
			"application/json",
			`{"unit":"38","period":"2018","figures":[{"code":"bts_stations","printed":"7.271"},{"code":"bts_growth","printed":"+12,7 %"},{"code":"bts_built","printed":"424"}]}`,
			200, []string{`"rule":"growth"`, `"verdict":"inconsistent"`, `"printed":"424"`},
		},
		"typed in, of the registry's own": {
			"application/json", `{"unit":"62","period":"2020","figures":[{"code":"bts_sites","printed":"512"},{"code":"bts_stations","printed":"935"}]}`,
			200, []string{`"code":"bts_sites"`, `513, which is not the printed figure`},
		},
		"CSV": {
			"text/csv; charset=utf-8", "code,unit_code,period_from,period_to,printed\nradio_communes,62,2020-01-01,2020-12-31,103\ncommunes,62,2020-01-01,2020-12-31,102\n",
			200, []string{`"rule":"at_most"`, `"printed":"103"`},
		},
		"a word for a number": {"application/json", `{"unit":"62","period":"2020","figures":[{"code":"a","printed":"nhiều"}]}`, 400, []string{"nhiều"}},
		"no period":           {"application/json", `{"unit":"62","figures":[{"code":"a","printed":"1"}]}`, 400, []string{"2020-H1"}},
		"no figures":          {"application/json", `{"unit":"62","period":"2020"}`, 400, []string{"figures"}},
		"an unknown member":   {"application/json", `{"unit":"62","period":"2020","numbers":[]}`, 400, []string{"numbers"}},
		"nothing":             {"application/json", ``, 400, []string{"status"}},
		"CSV without columns": {"text/csv", "a,b\n1,2\n", 400, []string{"unit_code"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/api/v1/reports/consistency", strings.NewReader(c.body))
			r.Header.Set("Content-Type", c.media)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != c.status {
				t.Fatalf("%d %.300s", w.Code, w.Body)
			}
			for _, want := range c.wants {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("%s is missing: %.600s", want, w.Body)
				}
			}
		})
	}
}

// The table by commune is in the order asked for, and sums up to the cards.
func TestDashboardIsSortedAndAddsUp(t *testing.T) {
	t.Parallel()
	handler := service(t)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/api/v1/reports/dashboard?unit=62&date=2020-12-31&sort=-bts_stations", nil))
	var d struct {
		Cards []struct {
			Code  string
			Value *float64
			Spark struct{ Values []*float64 }
		}
		Charts []string
		Table  struct {
			Columns []struct{ Code string }
			Rows    []struct{ Values []*float64 }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	column := -1
	for i, c := range d.Table.Columns {
		if c.Code == "bts_stations" {
			column = i
		}
	}
	if column < 0 || len(d.Table.Rows) != 102 || len(d.Charts) < 4 {
		t.Fatalf("column %d, %d rows, charts %v", column, len(d.Table.Rows), d.Charts)
	}
	sum, last := 0.0, 1e9
	for _, row := range d.Table.Rows {
		v := *row.Values[column]
		if v > last {
			t.Errorf("%v after %v", v, last)
		}
		sum, last = sum+v, v
	}
	for _, card := range d.Cards {
		if card.Code == "bts_stations" && (*card.Value != sum || sum != 935 || len(card.Spark.Values) != 5 || card.Spark.Values[0] != nil) {
			t.Errorf("card %v, the communes sum to %v, line %v", *card.Value, sum, card.Spark.Values)
		}
	}
}
