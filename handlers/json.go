package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

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
	content, err := io.ReadAll(src)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	if err == nil {
		err = UnmarshalStrictly(content, into)
	}
	if err == nil {
		return nil
	}
	what := JSONFault(err)
	return &registry.Error{
		Code: registry.Invalid, Cause: err,
		Message: registry.Textf("không phải JSON đúng mẫu: %[1]s", "no JSON of the expected form: %[2]s", what.VI, what.EN),
	}
}

// The ways in which a body is no JSON that encoding/json does not know.
var (
	errTrailing = errors.New("something follows the value")
	errNotUTF8  = errors.New("it is not UTF-8")
)

// UnmarshalStrictly reads one JSON value, nothing after it, no members that mean
// nothing, and no bytes that are no letters, which encoding/json replaces. What
// is wrong JSONFault says to people.
func UnmarshalStrictly(content []byte, into any) error {
	if !utf8.Valid(content) {
		return errNotUTF8
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errTrailing
	}
	return nil
}

// JSONFault says what an error of reading JSON comes to.
func JSONFault(err error) registry.Text {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF):
		return registry.Text{VI: "không có nội dung", EN: "there is nothing"}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return registry.Text{VI: "nội dung bị cụt", EN: "it ends too early"}
	case errors.Is(err, errTrailing):
		return registry.Text{VI: "còn nội dung sau giá trị", EN: "something follows the value"}
	case errors.Is(err, errNotUTF8):
		return registry.Text{VI: "không phải UTF-8", EN: "it is not UTF-8"}
	case errors.As(err, &syntax):
		return registry.Textf("sai cú pháp ở byte %[1]d", "byte %[1]d: %[2]v", syntax.Offset, syntax)
	case errors.As(err, &kind):
		return kindFault(kind)
	}
	if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return registry.Textf("không có trường %s", "there is no member %s", name)
	}
	return registry.Textf("%v", "%v", err)
}

// kindFault tells of a value of another kind than its place wants.
func kindFault(err *json.UnmarshalTypeError) registry.Text {
	kinds := map[string]registry.Text{
		"array": {VI: "một danh sách", EN: "an array"}, "object": {VI: "một đối tượng", EN: "an object"},
		"string": {VI: "một chuỗi", EN: "a string"}, "bool": {VI: "true/false", EN: "true or false"},
	}
	kind, known := kinds[err.Value]
	if !known { // numbers come with their digits
		kind = registry.Text{VI: "một số (" + err.Value + ")", EN: "a number (" + err.Value + ")"}
	}
	if err.Field == "" {
		return registry.Textf("%[1]s không đúng kiểu ở đây", "%[2]s is not what is expected", kind.VI, kind.EN)
	}
	return registry.Textf("trường %[1]s không thể là %[2]s", "member %[1]s cannot be %[3]s", err.Field, kind.VI, kind.EN)
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
