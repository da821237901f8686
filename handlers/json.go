package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"hatang/registry"
)

// ReadJSON reads the body of a request, which must be application/json, into a
// value, as DecodeJSON does.
func ReadJSON(c *gin.Context, into any) error {
	given, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || given != "application/json" {
		return Refuse(http.StatusUnsupportedMediaType, "gửi application/json, không phải %q", "send application/json, not %q", registry.Clip(c.GetHeader("Content-Type")))
	}
	return DecodeJSON(c.Request.Body, into)
}

// DecodeJSON reads one JSON value and nothing after it. Members that mean
// nothing are refused, so that a name misspelt is not taken for one left out. A
// body that is too large is the error that net/http's limit gives; anything else
// is Invalid, with io.EOF beneath it where there was nothing at all.
func DecodeJSON(src io.Reader, into any) error {
	decoder := json.NewDecoder(src)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		_, end := decoder.Token()
		if errors.Is(end, io.EOF) {
			return nil
		}
		if err = end; err == nil {
			err = errors.New("something follows the value")
		}
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return &registry.Error{
		Code: registry.Invalid, Cause: err,
		Message: registry.Textf("không phải JSON đúng mẫu: %v", "no JSON of the expected form: %v", err),
	}
}

// SendJSON answers with JSON that nobody keeps: what it tells depends on who
// asks, or changes with what others do.
func SendJSON(c *gin.Context, status int, answer any) error {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer); err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Data(status, "application/json; charset=utf-8", out.Bytes())
	return nil
}
