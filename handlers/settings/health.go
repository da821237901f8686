package settings

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/registry"
)

// Health is how the service and its registry are doing.
type Health struct {
	At       time.Time      `json:"at"`
	Process  Process        `json:"process"`
	Registry RegistryHealth `json:"registry"`
}

// Process is what is known of the running program. Members that cannot be known
// where it runs are zero.
type Process struct {
	Version    string    `json:"version"`
	Go         string    `json:"go"`
	StartedAt  time.Time `json:"started_at"`
	Goroutines int       `json:"goroutines"`
	// HeapBytes is what is in use, TakenBytes what the system gave, LimitBytes what
	// the program keeps below where it can.
	HeapBytes  uint64 `json:"heap_bytes"`
	TakenBytes uint64 `json:"taken_bytes"`
	LimitBytes int64  `json:"limit_bytes"`
	// DiskFreeBytes and DiskBytes are of the file system with the registry.
	DiskFreeBytes uint64 `json:"disk_free_bytes"`
	DiskBytes     uint64 `json:"disk_bytes"`
	// FileBytes is the registry's file with its log.
	FileBytes int64 `json:"file_bytes"`
	// Requests answered since the start, of which Failed with an error of the
	// service's own; MeanMS is the mean time of an answer.
	Requests int64   `json:"requests"`
	Refused  int64   `json:"refused"`
	Failed   int64   `json:"failed"`
	MeanMS   float64 `json:"mean_ms"`
	// Backup is the last one that the program made; nil: none is known of.
	Backup *Backup `json:"backup,omitempty"`
	// Jobs that wait or run.
	Jobs int `json:"jobs"`
}

// Backup is a copy of the registry, with what belongs to it, that was made.
type Backup struct {
	At    time.Time `json:"at"`
	File  string    `json:"file"` // its name, without the folder
	Bytes int64     `json:"bytes"`
	Seq   int64     `json:"registry_seq"`
	// LeftOut is what of the things beside the registry is not in it, by suffix.
	LeftOut []string `json:"left_out,omitempty"`
}

// RegistryHealth is what is known of the registry.
type RegistryHealth struct {
	// Seq is the newest change in the file, ViewSeq the one that answers are from.
	Seq     int64 `json:"seq"`
	ViewSeq int64 `json:"view_seq"`
	// ChangedAt is when the newest change was made.
	ChangedAt *time.Time  `json:"changed_at,omitempty"`
	ChangedBy string      `json:"changed_by,omitempty"`
	Outside   int         `json:"outside"` // changes that other programs made
	Kinds     []KindCount `json:"kinds"`
}

// KindCount is how many things of a kind there are today.
type KindCount struct {
	Kind  registry.Kind `json:"kind"`
	Label registry.Text `json:"label"`
	Count int           `json:"count"`
}

func (s *Service) health(c *gin.Context) error {
	ctx, view := c.Request.Context(), s.options.View()
	out := Health{At: s.options.Clock().UTC(), Registry: RegistryHealth{Kinds: []KindCount{}}}
	var err error
	if s.options.Health != nil {
		if out.Process, err = s.options.Health(ctx); err != nil {
			return err
		}
	}
	r := &out.Registry
	if r.Seq, err = s.options.Store.Seq(ctx); err != nil {
		return err
	}
	if r.ViewSeq, err = view.Seq(ctx); err != nil {
		return err
	}
	last, _, err := s.options.Store.History(ctx, registry.HistoryQuery{Limit: 1})
	if err != nil {
		return err
	}
	if len(last) > 0 {
		at := last[0].At.UTC()
		r.ChangedAt, r.ChangedBy = &at, last[0].Actor
	}
	if _, r.Outside, err = s.options.Store.History(ctx, registry.HistoryQuery{Actor: s.options.OutsideActor, Limit: 1}); err != nil {
		return err
	}
	for _, kind := range registry.Kinds() {
		_, count, err := view.Find(ctx, registry.Query{Kind: kind, Limit: 1})
		if err != nil {
			return err
		}
		if count > 0 {
			r.Kinds = append(r.Kinds, KindCount{kind, registry.SchemaOf(kind).Label, count})
		}
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, out)
	return nil
}
