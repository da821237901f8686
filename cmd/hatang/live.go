package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"hatang/handlers/api"
	"hatang/handlers/tiles"
	"hatang/registry"
	"hatang/registry/network"
)

// liveNetwork is the view in memory as the service asks for it, with the watch
// for edits by other programs.
type liveNetwork struct {
	*network.Live
	layers *tiles.Live // what tiles are drawn from
	cancel context.CancelFunc
	watch  sync.WaitGroup
}

func openLive(ctx context.Context, store registry.Store, to *slog.Logger) (*liveNetwork, error) {
	live, err := network.Open(ctx, store, network.Options{Logger: to})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	l := &liveNetwork{Live: live, layers: tiles.NewLive(live.View), cancel: cancel}
	l.watch.Go(func() {
		if err := live.Watch(ctx); err != nil && ctx.Err() == nil {
			to.Error("edits by other programs are no longer followed", "error", err)
		}
	})
	l.watch.Go(func() { // who looks at the map first need not wait for it
		if err := l.layers.Prepare(ctx, today()); err != nil && ctx.Err() == nil {
			to.Warn("the layers of the map could not be prepared; who asks for them tries again", "error", err)
		}
	})
	return l, nil
}

// today is the day in Vietnam, by which the view and the tiles go too.
func today() registry.Date {
	return registry.DateOf(time.Now().In(time.FixedZone("+07", 7*60*60)))
}

// close ends the watch and the work in the background.
func (l *liveNetwork) close() {
	l.cancel()
	l.watch.Wait()
	l.Close()
}

// View implements api.Live.
func (l *liveNetwork) View() api.View { return l.Live.View() }
