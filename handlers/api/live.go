package api

import (
	"context"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// Live is the registry as the service reads and writes it: reads come from an
// unchanging view in memory, writes go to the store and the next view holds
// them.
type Live interface {
	// View is the current state. It never changes; the next call may give
	// another.
	View() View
	// Update writes in one transaction. When it returns, View holds what it wrote.
	Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error
}

// View is one state of the registry. Records that it returns are shared and
// must not be changed.
type View interface {
	registry.Reader
	// Seq is the number of the newest change that the view holds.
	Seq() int64
	// Nearest is the k records nearest to p that hold on the day and that accept
	// lets pass (nil: all), nearest first.
	Nearest(kind registry.Kind, p orb.Point, k int, asOf registry.Date, accept func(registry.Record) bool) []Hit
	// Within is every such record at most radiusM metres from p, nearest first.
	Within(kind registry.Kind, p orb.Point, radiusM float64, asOf registry.Date, accept func(registry.Record) bool) []Hit
	// InPolygon is the records whose point lies in the polygons, or whose area
	// meets them.
	InPolygon(kind registry.Kind, area orb.MultiPolygon, asOf registry.Date) []registry.Record
	// CommuneAt is the commune in which p lies on the day.
	CommuneAt(p orb.Point, asOf registry.Date) (*registry.AdminUnit, bool)
	// AppendFeature appends the record as a GeoJSON feature with every field.
	AppendFeature(dst []byte, rec registry.Record) []byte
}

// Hit is a record and how far away it is, in metres on the ellipsoid.
type Hit struct {
	Record    registry.Record
	DistanceM float64
}

// Archive is what the service asks of the store besides records. A
// registry.Store is one.
type Archive interface {
	History(ctx context.Context, q registry.HistoryQuery) (changes []registry.Change, total int, err error)
	Since(ctx context.Context, seq int64, yield func(registry.Change) error) error
	Setting(ctx context.Context, name string) (string, error)
}
