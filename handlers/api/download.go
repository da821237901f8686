package api

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
)

// download streams every record that the request asks for as a file. How many
// there are stands in X-Total-Count before the file, how many were written in
// the trailer X-Count after it. A file that cannot be finished is broken off,
// so that nobody takes a part for the whole.
func (a *API) download(c *gin.Context, view View, r *listRequest, none bool) error {
	if a.options.Export == nil {
		return registry.Errorf(registry.Unsupported, "chương trình này không xuất tệp", "this program does not export files")
	}
	ctx := handlers.Unhurried(c)
	q := r.query
	q.Limit, q.Offset = 0, 0
	if none {
		q.Where = append(q.Where, registry.Condition{Field: "id", Compare: registry.IsNull})
	}
	total, err := count(ctx, view, q, nil)
	if err != nil {
		return err
	}
	said, err := a.currentSettings(ctx)
	if err != nil {
		return err
	}
	schema := registry.SchemaOf(q.Kind)
	header := c.Writer.Header()
	header.Set("Content-Type", r.format.MediaType)
	header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, schema.Table, r.day, r.format.Extension))
	header.Set("X-Total-Count", strconv.Itoa(total))
	header.Set("Cache-Control", "no-cache")
	header.Set("Trailer", "X-Count")
	w := &patientWriter{ResponseWriter: c.Writer, control: http.NewResponseController(c.Writer), patience: a.options.Limits.Write}
	written, err := a.options.Export(ctx, w, shown{view, a.who(c)}, q, File{
		Format: r.format.Name, Notice: said.notice, Keep: r.keep(),
		Lang: handlers.Lang(c), Title: said.title, Link: pageOf(c, q.Kind),
	})
	if err == nil && written != total {
		err = fmt.Errorf("an export of %s wrote %d of %d records", q.Kind, written, total)
	}
	if err != nil {
		return failDownload(c, err)
	}
	header.Set("X-Count", strconv.Itoa(written))
	return nil
}

// pageOf is the address of the page that shows the list of which this is the
// file: it takes the same filters.
func pageOf(c *gin.Context, kind registry.Kind) string {
	query := c.Request.URL.Query()
	for _, name := range []string{"format", "limit", "cursor", "geometry"} {
		query.Del(name)
	}
	query.Set("pane", string(kind))
	return handlers.Root(c) + "/?" + query.Encode()
}

func failDownload(c *gin.Context, err error) error {
	if !c.Writer.Written() {
		for _, name := range []string{"X-Total-Count", "Trailer"} {
			c.Writer.Header().Del(name)
		}
		return err
	}
	handlers.Fail(c, err) // logs it; the answer has begun
	panic(http.ErrAbortHandler)
}

// patientWriter gives a reader who keeps reading all the time it needs.
type patientWriter struct {
	http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
	extended time.Time
}

// Write extends the connection's deadline now and then.
func (w *patientWriter) Write(data []byte) (int, error) {
	if now := time.Now(); now.Sub(w.extended) > w.patience/10 {
		w.extended = now
		if err := w.control.SetWriteDeadline(now.Add(w.patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return 0, err
		}
	}
	return w.ResponseWriter.Write(data)
}
