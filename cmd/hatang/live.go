package main

import (
	"context"
	"log/slog"
	"sync"

	"hatang/handlers/api"
	"hatang/registry"
	"hatang/registry/network"
)

// liveNetwork is the view in memory as the service asks for it, with the watch
// for edits by other programs.
type liveNetwork struct {
	*network.Live
	cancel context.CancelFunc
	watch  sync.WaitGroup
}

func openLive(ctx context.Context, store registry.Store, to *slog.Logger) (*liveNetwork, error) {
	read := whileReading()
	live, err := network.Open(ctx, store, network.Options{Logger: to})
	read()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	l := &liveNetwork{Live: live, cancel: cancel}
	l.watch.Go(func() {
		if err := live.Watch(ctx); err != nil && ctx.Err() == nil {
			to.Error("edits by other programs are no longer followed", "error", err)
		}
	})
	return l, nil
}

// openWhole opens a registry that will be read as a whole and kept in memory.
func (p *program) openWhole(ctx context.Context) (registry.Store, func() error, error) {
	boundMemory(ctx)
	go readAhead(p.dbPath)
	return p.open(ctx)
}

// close ends the watch and the work in the background.
func (l *liveNetwork) close() {
	l.cancel()
	l.watch.Wait()
	l.Close()
}

// View implements api.Live.
func (l *liveNetwork) View() api.View { return l.Live.View() }
