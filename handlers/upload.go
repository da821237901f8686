package handlers

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/gin-gonic/gin"

	"hatang/registry"
)

// UploadRule says which files a form field takes.
type UploadRule struct {
	// Bytes is the largest size, no more than Limits.BodyBytes lets through.
	Bytes int64
	// Types are the media types that are taken, by what the content is, such as
	// "application/pdf".
	Types []string
}

// Upload is a file that was sent, whole in memory.
type Upload struct {
	Name    string // its last element alone, without control characters
	Type    string // by its content
	Content []byte
}

// ReadUpload reads the file of a form's field. Its type is told by its content;
// a name or a Content-Type that says another is refused, so that nothing is
// kept as what it is not.
func ReadUpload(c *gin.Context, field string, rule UploadRule) (*Upload, error) {
	header, err := c.FormFile(field)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, err
	case err != nil:
		return nil, wrongUpload(field, "", "required", registry.Text{VI: "cần một tệp", EN: "a file is needed"})
	case header.Size > rule.Bytes:
		return nil, &http.MaxBytesError{Limit: rule.Bytes}
	}
	content, err := readPart(header, rule.Bytes)
	if err != nil {
		return nil, err
	}
	u := &Upload{Name: fileName(header.Filename), Content: content}
	if u.Name == "" || len(content) == 0 {
		return nil, wrongUpload(field, u.Name, "empty", registry.Text{VI: "tệp rỗng hoặc không có tên", EN: "the file is empty or has no name"})
	}
	found := mimetype.Detect(content)
	for _, wanted := range rule.Types {
		if found.Is(wanted) {
			u.Type = wanted
		}
	}
	if u.Type == "" {
		return nil, wrongUpload(field, u.Name, "type", registry.Textf("nội dung là %s; nhận: %s", "its content is %s; taken are: %s", found.String(), strings.Join(rule.Types, ", ")))
	}
	if problem := disagrees(u, header.Header.Get("Content-Type"), found); !problem.IsZero() {
		return nil, wrongUpload(field, u.Name, "type", problem)
	}
	return u, nil
}

// disagrees tells when the name or the stated type is not that of the content.
func disagrees(u *Upload, stated string, found *mimetype.MIME) registry.Text {
	if given, _, err := mime.ParseMediaType(stated); err == nil && given != "application/octet-stream" && !found.Is(given) && given != u.Type {
		return registry.Textf("gửi là %s nhưng nội dung là %s", "it is sent as %s but its content is %s", registry.Clip(given), u.Type)
	}
	extension := strings.ToLower(path.Ext(u.Name))
	known := found.Extension()
	if extension == known || extension == ".jpeg" && known == ".jpg" || extension == ".tif" && known == ".tiff" {
		return registry.Text{}
	}
	return registry.Textf("tên có đuôi %q nhưng nội dung là %s (%s)", "its name ends in %q but its content is %s (%s)", registry.Clip(extension), u.Type, known)
}

func wrongUpload(field, name, rule string, message registry.Text) error {
	e := registry.Errorf(registry.Invalid, "không nhận được tệp", "the file cannot be taken")
	e.Problems = []registry.Problem{{Column: field, Value: registry.Clip(name), Rule: rule, Message: message, Severity: registry.Fault}}
	return &Refusal{Status: http.StatusUnsupportedMediaType, Err: e}
}

// readPart reads at most limit bytes of a file.
func readPart(header *multipart.FileHeader, limit int64) ([]byte, error) {
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var content bytes.Buffer
	if n, err := io.Copy(&content, io.LimitReader(file, limit+1)); err != nil {
		return nil, err
	} else if n > limit {
		return nil, &http.MaxBytesError{Limit: limit}
	}
	return content.Bytes(), nil
}

// fileName is the last element of a name, whichever system's, in characters that
// a header can carry.
func fileName(name string) string {
	name = strings.ReplaceAll(name, "\\", "/")
	name = path.Base(name)
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '"' || strings.ContainsRune("\u202a\u202b\u202d\u202e\u2066\u2067\u2068", r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = registry.Normalise(name)
	const longest = 200
	for len(name) > longest {
		runes := []rune(name)
		name = string(runes[1:]) // the end has the extension
	}
	if name = strings.TrimSpace(name); strings.Trim(name, "./") == "" {
		return ""
	}
	return name
}
