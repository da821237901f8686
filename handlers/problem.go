package handlers

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hatang/registry"
)

// problem is the body of RFC 9457, with what a reader needs beyond it.
type problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail,omitempty"`
	Hint      string         `json:"hint,omitempty"`
	Instance  string         `json:"instance"`
	RequestID string         `json:"request_id"`
	Errors    []fieldProblem `json:"errors,omitempty"`

	extension string
	value     []byte
}

// fieldProblem is one thing that was wrong, and where.
type fieldProblem struct {
	Item    *int   `json:"item,omitempty"` // 1-based, in a list of changes
	Field   string `json:"field"`
	Value   string `json:"value,omitempty"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

// problemType is the media type of RFC 9457.
const problemType = "application/problem+json"

// ProblemType is the "type" of a problem with the given status: a name that
// programs compare, not an address.
func ProblemType(status int) string {
	if name, ok := problemNames()[status]; ok {
		return "urn:hatang:problem:" + name
	}
	return "about:blank"
}

func problemNames() map[int]string {
	return map[int]string{
		http.StatusBadRequest:            "invalid",
		http.StatusUnauthorized:          "unauthenticated",
		http.StatusForbidden:             "forbidden",
		http.StatusNotFound:              "not-found",
		http.StatusMethodNotAllowed:      "method-not-allowed",
		http.StatusNotAcceptable:         "not-acceptable",
		http.StatusConflict:              "conflict",
		http.StatusPreconditionFailed:    "precondition-failed",
		http.StatusRequestEntityTooLarge: "too-large",
		http.StatusUnsupportedMediaType:  "unsupported-media-type",
		http.StatusMisdirectedRequest:    "misdirected",
		http.StatusPreconditionRequired:  "precondition-required",
		http.StatusTooManyRequests:       "too-many-requests",
		http.StatusInternalServerError:   "internal",
		http.StatusNotImplemented:        "unsupported",
		http.StatusServiceUnavailable:    "unavailable",
	}
}

// title says in general what a status means.
func title(status int) registry.Text {
	switch status {
	case http.StatusBadRequest:
		return registry.Text{VI: "Dữ liệu gửi đến không hợp lệ", EN: "The request is not valid"}
	case http.StatusUnauthorized:
		return registry.Text{VI: "Cần đăng nhập", EN: "Sign in first"}
	case http.StatusTooManyRequests:
		return registry.Text{VI: "Quá nhiều lần thử", EN: "Too many tries"}
	case http.StatusForbidden:
		return registry.Text{VI: "Không được phép", EN: "Not allowed"}
	case http.StatusNotFound:
		return registry.Text{VI: "Không tìm thấy", EN: "Not found"}
	case http.StatusMethodNotAllowed:
		return registry.Text{VI: "Phương thức không dùng được ở đây", EN: "Method not allowed"}
	case http.StatusNotAcceptable:
		return registry.Text{VI: "Không có định dạng được yêu cầu", EN: "No such format"}
	case http.StatusConflict:
		return registry.Text{VI: "Mâu thuẫn với sổ đăng ký", EN: "Conflict with the registry"}
	case http.StatusPreconditionFailed:
		return registry.Text{VI: "Bản ghi đã thay đổi", EN: "The record has changed"}
	case http.StatusRequestEntityTooLarge:
		return registry.Text{VI: "Dữ liệu gửi đến quá lớn", EN: "The request is too large"}
	case http.StatusUnsupportedMediaType:
		return registry.Text{VI: "Kiểu dữ liệu gửi đến không dùng được", EN: "Unsupported media type"}
	case http.StatusMisdirectedRequest:
		return registry.Text{VI: "Sai địa chỉ dịch vụ", EN: "Not a name of this service"}
	case http.StatusPreconditionRequired:
		return registry.Text{VI: "Thiếu điều kiện If-Match", EN: "If-Match is required"}
	case http.StatusNotImplemented:
		return registry.Text{VI: "Chưa có trong phiên bản này", EN: "Not in this version"}
	case http.StatusServiceUnavailable:
		return registry.Text{VI: "Dịch vụ tạm thời không trả lời được", EN: "The service cannot answer now"}
	}
	return registry.Text{VI: "Lỗi bên trong dịch vụ", EN: "An error inside the service"}
}

// Fail answers with the error as a problem and ends the request's handling.
// Internal errors are logged here and nowhere else.
func Fail(c *gin.Context, err error) {
	status := Status(err)
	if status >= http.StatusInternalServerError && status != http.StatusNotImplemented {
		logger(c).LogAttrs(c.Request.Context(), slog.LevelError, "request failed",
			slog.String("error", err.Error()), slog.String("request_id", RequestID(c)))
	}
	c.Abort()
	if c.Writer.Written() {
		return
	}
	body, encodeErr := describe(c, status, err).encode()
	if encodeErr != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	header := c.Writer.Header()
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Disposition", "ETag", "Link", "Trailer", "Content-Encoding"} {
		header.Del(name)
	}
	header.Set("Content-Language", string(Lang(c)))
	header.Set("Cache-Control", "no-store")
	c.Data(status, problemType, body)
}

func describe(c *gin.Context, status int, err error) *problem {
	lang := Lang(c)
	p := &problem{
		Type: ProblemType(status), Title: title(status).In(lang), Status: status,
		Instance: Prefix(c) + c.Request.URL.Path, RequestID: RequestID(c),
	}
	if status == http.StatusInternalServerError {
		p.Detail = registry.Textf("hãy báo người quản trị mã yêu cầu %s", "report request id %s to the administrator", p.RequestID).In(lang)
		return p
	}
	var refusal *Refusal
	if errors.As(err, &refusal) {
		p.extension, p.value = refusal.Member, refusal.Value
	}
	var e *registry.Error
	if errors.As(err, &e) {
		p.Detail, p.Hint = e.Message.In(lang), e.Hint.In(lang)
		p.Errors = fieldProblems(e.Problems, lang)
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		p.Detail = registry.Textf("tối đa %s byte", "at most %[2]s bytes",
			registry.VI.Integer(int(tooLarge.Limit)), registry.EN.Integer(int(tooLarge.Limit))).In(lang)
	}
	return p
}

func fieldProblems(problems []registry.Problem, lang registry.Lang) []fieldProblem {
	var out []fieldProblem
	for _, p := range problems {
		f := fieldProblem{Field: p.Column, Value: p.Value, Rule: p.Rule, Message: p.Message.In(lang)}
		if p.Row > 0 {
			item := p.Row
			f.Item = &item
		}
		out = append(out, f)
	}
	return out
}

// encode writes the problem with its extension member.
func (p *problem) encode() ([]byte, error) {
	body, err := json.Marshal(p)
	if err != nil || p.extension == "" {
		return body, err
	}
	body = append(body[:len(body)-1], ',')
	body = strconv.AppendQuote(body, p.extension)
	body = append(body, ':')
	body = append(body, p.value...)
	return append(body, '}'), nil
}
