package api_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/registry"
)

// A file that cannot be finished is broken off on the wire, never ended as if
// it were whole; one that cannot be begun is a problem.
func TestBrokenDownloads(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	cases := []struct {
		name   string
		export func(context.Context, io.Writer, registry.Reader, registry.Query, api.File) (int, error)
		begins bool
	}{
		{"fails at once", func(context.Context, io.Writer, registry.Reader, registry.Query, api.File) (int, error) {
			return 0, broken
		}, false},
		{"fails midway", func(_ context.Context, w io.Writer, _ registry.Reader, _ registry.Query, _ api.File) (int, error) {
			_, _ = io.WriteString(w, strings.Repeat("row\n", 5000))
			return 5000, broken
		}, true},
		{"writes too few", func(_ context.Context, w io.Writer, _ registry.Reader, _ registry.Query, _ api.File) (int, error) {
			_, err := io.WriteString(w, "row\n")
			return 1, err
		}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, func(o *api.Options) { o.Export = c.export })
			server := httptest.NewServer(s.handler)
			defer server.Close()
			r, err := http.Get(server.URL + "/api/v1/sites?format=csv")
			if err != nil {
				if !c.begins {
					t.Fatal(err)
				}
				return // broken off before the first byte left
			}
			defer func() { _ = r.Body.Close() }()
			body, err := io.ReadAll(r.Body)
			switch {
			case c.begins && err == nil:
				t.Errorf("a broken file ended as if whole: %d bytes, X-Count %q", len(body), r.Trailer.Get("X-Count"))
			case !c.begins && (r.StatusCode != http.StatusInternalServerError || r.Header.Get("Content-Type") != problemJSON || r.Header.Get("Content-Disposition") != ""):
				t.Errorf("answered %d %v %s", r.StatusCode, r.Header, body)
			}
		})
	}
}

// On the wire a whole file tells its count before and after, compressed or not.
func TestWholeDownloads(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.many(300)
	server := httptest.NewServer(s.handler)
	defer server.Close()
	for _, compressed := range []bool{true, false} {
		client := &http.Client{Transport: &http.Transport{DisableCompression: !compressed}}
		r, err := client.Get(server.URL + "/api/v1/sites?format=csv&operator_code=viettel")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil || r.Uncompressed != compressed {
			t.Fatalf("compressed %v: %v", r.Uncompressed, err)
		}
		if rows := strings.Count(string(body), "\n") - 1; rows != 302 || r.Header.Get("X-Total-Count") != "302" || r.Trailer.Get("X-Count") != "302" {
			t.Errorf("%d rows, announced %s, counted %s", rows, r.Header.Get("X-Total-Count"), r.Trailer.Get("X-Count"))
		}
	}
}

// A file takes as long as its reader: neither the time for an answer nor that
// for a connection ends it while it is read.
func TestSlowDownloads(t *testing.T) {
	t.Parallel()
	limits := handlers.Limits{Request: 30 * time.Millisecond, Write: 200 * time.Millisecond}
	s := start(t, func(o *api.Options) {
		o.Limits = limits
		o.Export = func(ctx context.Context, w io.Writer, _ registry.Reader, _ registry.Query, _ api.File) (int, error) {
			for range 10 {
				time.Sleep(40 * time.Millisecond)
				if err := ctx.Err(); err != nil {
					return 0, err
				}
				if _, err := io.WriteString(w, strings.Repeat("x", 10000)); err != nil {
					return 0, err
				}
			}
			return 4, nil
		}
	})
	server := httptest.NewUnstartedServer(s.handler)
	server.Config.WriteTimeout = limits.Request + limits.Write
	server.Start()
	defer server.Close()
	r, err := http.Get(server.URL + "/api/v1/sites?format=csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	if body, err := io.ReadAll(r.Body); err != nil || len(body) != 100000 || r.Trailer.Get("X-Count") != "4" {
		t.Errorf("%d bytes, %v", len(body), err)
	}
}
