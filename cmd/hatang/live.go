package main

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/peterstace/simplefeatures/geom"

	"hatang/geo/geodesy"
	"hatang/geo/polygon"
	"hatang/handlers/api"
	"hatang/registry"
)

// storeLive serves straight from the store: every question reads the file. It
// suits a province and keeps the service's contract; a view in memory takes its
// place behind the same interface.
type storeLive struct {
	registry.Store
	log    *slog.Logger
	cancel context.CancelFunc
	watch  sync.WaitGroup
}

// watchEvery is how often edits by other programs are looked for.
const watchEvery = time.Second

func openLive(ctx context.Context, store registry.Store, log *slog.Logger) *storeLive {
	ctx, cancel := context.WithCancel(ctx)
	l := &storeLive{Store: store, log: log, cancel: cancel}
	l.watch.Go(func() { l.follow(ctx) })
	return l
}

// close ends the watch.
func (l *storeLive) close() {
	l.cancel()
	l.watch.Wait()
}

// follow enters edits from outside in the chain while the service runs.
func (l *storeLive) follow(ctx context.Context) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := l.adopt(ctx); err != nil && ctx.Err() == nil {
			l.log.Error("edits by other programs could not be read", "error", err)
		}
	}
}

func (l *storeLive) adopt(ctx context.Context) error {
	if outsider, ok := l.Store.(interface {
		OutsideChanged(context.Context) (bool, error)
	}); ok {
		if changed, err := outsider.OutsideChanged(ctx); err != nil || !changed {
			return err
		}
	}
	adopted, problems, err := l.AdoptOutside(ctx)
	if adopted > 0 {
		l.log.Info("edits by other programs were entered", "changes", adopted, "problems", len(problems))
	}
	return err
}

// View implements api.Live.
func (l *storeLive) View() api.View { return storeView{l} }

type storeView struct{ *storeLive }

// find is every record of the kind that holds on the day and touches the box.
func (v storeView) find(kind registry.Kind, box *orb.Bound, asOf registry.Date) []registry.Record {
	found, _, err := v.Find(context.Background(), registry.Query{Kind: kind, Box: box, AsOf: asOf})
	if err != nil {
		v.log.Error("the registry could not be read", "kind", kind, "error", err)
	}
	return found
}

// Within implements api.View.
func (v storeView) Within(kind registry.Kind, p orb.Point, radiusM float64, asOf registry.Date, accept func(registry.Record) bool) []api.Hit {
	box := geodesy.Box(p, radiusM)
	var hits []api.Hit
	for _, rec := range v.find(kind, &box, asOf) {
		at, ok := rec.Shape().(orb.Point)
		if !ok || (accept != nil && !accept(rec)) {
			continue
		}
		if d := geodesy.DistanceM(p, at); d <= radiusM {
			hits = append(hits, api.Hit{Record: rec, DistanceM: d})
		}
	}
	slices.SortFunc(hits, func(a, b api.Hit) int {
		return cmp.Or(cmp.Compare(a.DistanceM, b.DistanceM), cmp.Compare(a.Record.Head().ID, b.Record.Head().ID))
	})
	return hits
}

// Nearest implements api.View: it looks within growing discs.
func (v storeView) Nearest(kind registry.Kind, p orb.Point, k int, asOf registry.Date, accept func(registry.Record) bool) []api.Hit {
	const farthestM = 20_100_000 // half round the earth
	for radiusM := 2000.0; ; radiusM *= 4 {
		hits := v.Within(kind, p, min(radiusM, farthestM), asOf, accept)
		if len(hits) >= k || radiusM >= farthestM {
			return hits[:min(k, len(hits))]
		}
	}
}

// InPolygon implements api.View.
func (v storeView) InPolygon(kind registry.Kind, area orb.MultiPolygon, asOf registry.Date) []registry.Record {
	box := area.Bound()
	var in []registry.Record
	for _, rec := range v.find(kind, &box, asOf) {
		switch g := rec.Shape().(type) {
		case orb.Point:
			if polygon.Contains(area, g) {
				in = append(in, rec)
			}
		case orb.MultiPolygon:
			if meet(area, g) {
				in = append(in, rec)
			}
		}
	}
	return in
}

// meet tells whether two areas have a point in common; one that is no valid
// area meets nothing.
func meet(a, b orb.MultiPolygon) bool {
	var both [2]geom.Geometry
	for i, area := range []orb.MultiPolygon{a, b} {
		encoded, err := wkb.Marshal(area)
		if err != nil {
			return false
		}
		if both[i], err = geom.UnmarshalWKB(encoded); err != nil {
			return false
		}
	}
	return geom.Intersects(both[0], both[1])
}

// CommuneAt implements api.View.
func (v storeView) CommuneAt(p orb.Point, asOf registry.Date) (*registry.AdminUnit, bool) {
	for _, rec := range v.find(registry.Units, &orb.Bound{Min: p, Max: p}, asOf) {
		unit, ok := rec.(*registry.AdminUnit)
		if ok && unit.Level == registry.LevelCommune && polygon.Contains(unit.Area, p) {
			return unit, true
		}
	}
	return nil, false
}

// AppendFeature implements api.View.
func (v storeView) AppendFeature(dst []byte, rec registry.Record) []byte {
	return api.AppendFeature(dst, rec)
}
