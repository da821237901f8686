package handlers_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
)

func TestReadJSON(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, contentType, body string
		status                  int
	}{
		{"as it should be", "application/json", `{"name": "Đắk Pék"}`, 200},
		{"with a charset and space after it", "application/json; charset=utf-8", "{\"name\": \"a\"}\n\t ", 200},
		{"of another type", "application/x-www-form-urlencoded", `{"name": "a"}`, 415},
		{"of no type", "", `{"name": "a"}`, 415},
		{"empty", "application/json", "", 400},
		{"cut off", "application/json", `{"name": "a"`, 400},
		{"a member that means nothing", "application/json", `{"title": "a"}`, 400},
		{"two values", "application/json", `{"name": "a"}{"name": "b"}`, 400},
		{"rubbish after it", "application/json", `{"name": "a"} x`, 400},
		{"too large", "application/json", `{"name": "` + strings.Repeat("a", 100) + `"}`, 413},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			engine := gin.New()
			engine.POST("/", func(c *gin.Context) {
				c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, 64)
				var into struct{ Name string }
				if err := handlers.ReadJSON(c, &into); err != nil {
					handlers.Fail(c, err)
					return
				}
				if err := handlers.SendJSON(c, http.StatusOK, into); err != nil {
					t.Error(err)
				}
			})
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(test.body))
			r.Header.Set("Content-Type", test.contentType)
			w := httptest.NewRecorder()
			engine.ServeHTTP(w, r)
			if w.Code != test.status {
				t.Errorf("%d, %d is expected: %s", w.Code, test.status, w.Body)
			}
			if w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("Cache-Control is %q", w.Header().Get("Cache-Control"))
			}
		})
	}
}

func TestDecodeJSONTellsNothingFromWrong(t *testing.T) {
	t.Parallel()
	var into struct{}
	err := handlers.DecodeJSON(strings.NewReader(" "), &into)
	var refused *registry.Error
	if !errors.Is(err, io.EOF) || !errors.As(err, &refused) || refused.Code != registry.Invalid {
		t.Errorf("of nothing: %v", err)
	}
	if err := handlers.DecodeJSON(strings.NewReader("{}]"), &into); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("of more than a value: %v", err)
	}
}
