package appraisal

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/network"
)

// World is the network as an appraisal sees it; *network.View is one.
type World interface {
	// Within is every record at most radiusM metres from p that holds on the day,
	// by distance; Nearest the k nearest.
	Within(kind registry.Kind, p orb.Point, radiusM float64, asOf registry.Date, accept func(registry.Record) bool) []network.Hit
	Nearest(kind registry.Kind, p orb.Point, k int, asOf registry.Date, accept func(registry.Record) bool) []network.Hit
	// CommuneAt is the commune in which p lies on the day.
	CommuneAt(p orb.Point, asOf registry.Date) (*registry.AdminUnit, bool)
	// Scan is registry.Reader's.
	Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error
	// Seq is the number of the newest change seen.
	Seq(ctx context.Context) (int64, error)
}

// Memory is a World of a few records: what was kept of an appraisal. It looks
// through all of them at every question.
type Memory struct {
	records map[registry.Kind][]registry.Record
	seq     int64
}

// NewMemory is a world of the records, at the state seq.
func NewMemory(seq int64, records ...registry.Record) *Memory {
	m := &Memory{records: map[registry.Kind][]registry.Record{}, seq: seq}
	for _, r := range records {
		m.records[r.Kind()] = append(m.records[r.Kind()], r)
	}
	for _, all := range m.records {
		slices.SortStableFunc(all, func(a, b registry.Record) int {
			return cmp.Or(cmp.Compare(a.Head().ID, b.Head().ID), a.Head().ValidFrom.Compare(b.Head().ValidFrom))
		})
	}
	return m
}

// Within implements World.
func (m *Memory) Within(kind registry.Kind, p orb.Point, radiusM float64, asOf registry.Date, accept func(registry.Record) bool) []network.Hit {
	var hits []network.Hit
	for _, r := range m.records[kind] {
		at, located := r.Shape().(orb.Point)
		if !located || !holdsOn(r, asOf) || accept != nil && !accept(r) {
			continue
		}
		if d := geodesy.DistanceM(p, at); d <= radiusM {
			hits = append(hits, network.Hit{Record: r, DistanceM: d})
		}
	}
	slices.SortStableFunc(hits, func(a, b network.Hit) int { return cmp.Compare(a.DistanceM, b.DistanceM) })
	return hits
}

// earthM is farther than any place on earth is from another.
const earthM = 3e7

// Nearest implements World.
func (m *Memory) Nearest(kind registry.Kind, p orb.Point, k int, asOf registry.Date, accept func(registry.Record) bool) []network.Hit {
	hits := m.Within(kind, p, earthM, asOf, accept)
	return hits[:min(k, len(hits))]
}

// CommuneAt implements World.
func (m *Memory) CommuneAt(p orb.Point, asOf registry.Date) (*registry.AdminUnit, bool) {
	for _, r := range m.records[registry.Units] {
		u, ok := r.(*registry.AdminUnit)
		if ok && u.Level == registry.LevelCommune && holdsOn(r, asOf) && planar.MultiPolygonContains(u.Area, p) {
			return u, true
		}
	}
	return nil, false
}

// Scan implements World; of a query it heeds the kind, the day and AllRows, which
// is what the checks ask with.
func (m *Memory) Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error {
	for _, r := range m.records[q.Kind] {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !q.AllRows && !holdsOn(r, q.AsOf) {
			continue
		}
		if err := yield(r); err != nil {
			return err
		}
	}
	return nil
}

// Seq implements World.
func (m *Memory) Seq(context.Context) (int64, error) { return m.seq, nil }

func holdsOn(r registry.Record, day registry.Date) bool { return r.Head().Period().Holds(day) }
