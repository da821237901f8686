package handlers_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
)

// A file is taken for what its content is, never for what it says it is.
func TestUpload(t *testing.T) {
	t.Parallel()
	pdf := []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
	png := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89")
	for _, tc := range []struct {
		name, file, stated string
		content            []byte
		status             int
		kept               string
	}{
		{"a PDF", "giấy phép.pdf", "application/pdf", pdf, 200, "giấy phép.pdf"},
		{"a PDF of unknown type", "a.pdf", "application/octet-stream", pdf, 200, "a.pdf"},
		{"a PDF in a folder", `C:\Users\an\a.pdf`, "application/pdf", pdf, 200, "a.pdf"},
		{"a path upwards", "../../etc/a.pdf", "application/pdf", pdf, 200, "a.pdf"},
		{"a picture", "anh.png", "image/png", png, 200, "anh.png"},
		{"a page called PDF", "a.pdf", "application/pdf", []byte("<!doctype html><script>alert(1)</script>"), 415, ""},
		{"a script called picture", "a.png", "image/png", []byte("#!/bin/sh\nrm -rf /\n"), 415, ""},
		{"a PDF called picture", "a.png", "image/png", pdf, 415, ""},
		{"a PDF called page", "a.html", "application/pdf", pdf, 415, ""},
		{"a PDF sent as page", "a.pdf", "text/html", pdf, 415, ""},
		{"a program", "a.exe", "application/octet-stream", append([]byte("MZ"), make([]byte, 200)...), 415, ""},
		{"an archive", "a.zip", "application/zip", []byte("PK\x03\x04\x14\x00\x00\x00\x00\x00"), 415, ""},
		{"a drawing with script", "a.svg", "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), 415, ""},
		{"nothing", "a.pdf", "application/pdf", nil, 415, ""},
		{"no name", "..", "application/pdf", pdf, 415, ""},
		{"too much", "a.pdf", "application/pdf", append(bytes.Clone(pdf), make([]byte, 5000)...), 413, ""},
		{"two extensions", "a.pdf.exe", "application/pdf", pdf, 415, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			gin.SetMode(gin.ReleaseMode)
			engine := gin.New()
			engine.POST("/", func(c *gin.Context) {
				u, err := handlers.ReadUpload(c, "file", handlers.UploadRule{Bytes: 4096, Types: []string{"application/pdf", "image/png"}})
				if err != nil {
					handlers.Fail(c, err)
					return
				}
				c.String(http.StatusOK, u.Name)
			})
			w := httptest.NewRecorder()
			engine.ServeHTTP(w, uploading(t, tc.file, tc.stated, tc.content))
			if w.Code != tc.status || tc.status == 200 && w.Body.String() != tc.kept {
				t.Errorf("%d %q, %d %q are expected", w.Code, w.Body, tc.status, tc.kept)
			}
		})
	}
}

func uploading(t *testing.T, name, stated string, content []byte) *http.Request {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", `form-data; name="file"; filename="`+strings.ReplaceAll(name, `\`, `\\`)+`"`)
	header.Set("Content-Type", stated)
	part, err := form.CreatePart(header)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}
