package api

import (
	"context"
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
	var reader registry.Reader = view
	if !r.shape.whole {
		reader = masked{Reader: view, shape: r.shape}
	}
	schema := registry.SchemaOf(q.Kind)
	header := c.Writer.Header()
	header.Set("Content-Type", r.format.MediaType)
	header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, schema.Table, r.day, r.format.Extension))
	header.Set("X-Total-Count", strconv.Itoa(total))
	header.Set("Cache-Control", "no-cache")
	header.Set("Trailer", "X-Count")
	w := &patientWriter{ResponseWriter: c.Writer, control: http.NewResponseController(c.Writer), patience: a.options.Limits.Write}
	written, err := a.options.Export(ctx, w, reader, q, r.format.Name)
	if err == nil && written != total {
		err = fmt.Errorf("an export of %s wrote %d of %d records", q.Kind, written, total)
	}
	if err != nil {
		return failDownload(c, err)
	}
	header.Set("X-Count", strconv.Itoa(written))
	return nil
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

// masked reads records without what the caller may not see.
type masked struct {
	registry.Reader
	shape shape
}

// Scan implements registry.Reader.
func (m masked) Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error {
	return m.Reader.Scan(ctx, q, func(rec registry.Record) error { return yield(m.mask(rec)) })
}

// Find implements registry.Reader.
func (m masked) Find(ctx context.Context, q registry.Query) ([]registry.Record, int, error) {
	found, total, err := m.Reader.Find(ctx, q)
	out := make([]registry.Record, len(found))
	for i, rec := range found {
		out[i] = m.mask(rec)
	}
	return out, total, err
}

func (m masked) mask(rec registry.Record) registry.Record {
	copied := copyRecord(rec)
	schema := registry.SchemaOf(rec.Kind())
	for i := range schema.Fields {
		if f := &schema.Fields[i]; m.shape.keep != nil && !m.shape.keep(f) {
			_ = f.Set(copied, nil) // clearing cannot fail
		}
	}
	if !m.shape.geometry {
		_ = copied.SetShape(nil) // nor can this
	}
	return copied
}

// copyRecord is a record of its own with the same contents; the coordinates are
// shared, which nobody changes.
func copyRecord(rec registry.Record) registry.Record {
	schema := registry.SchemaOf(rec.Kind())
	copied := schema.New()
	for i := range schema.Fields {
		f := &schema.Fields[i]
		_ = f.Set(copied, f.Value(rec)) // a value of the field's own
	}
	_ = copied.SetShape(rec.Shape()) // a shape of the kind's own
	*copied.Head() = *rec.Head()
	return copied
}
