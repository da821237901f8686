package network_test

import (
	"context"
	"errors"
	"testing"

	"hatang/registry"
	"hatang/registry/network"
)

// What is written through the view is in the view and in the file at once; what
// fails is in neither.
func TestThrough(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 31, network.Options{})
	store := network.Through{Store: w.store, Live: w.live}
	sites := func() int { return w.live.View().Layer(registry.Sites).Len() }
	before := sites()
	w.update(store, func(ctx context.Context, to registry.Writer) error {
		return w.put(ctx, to, w.record(registry.Sites))
	})
	if got := sites(); got != before+1 {
		t.Errorf("the view has %d rows of sites after one was put, %d before", got, before)
	}
	w.expectSame()

	refused := errors.New("refused")
	err := store.Update(t.Context(), author, func(ctx context.Context, to registry.Writer) error {
		_, err := to.Put(ctx, w.record(registry.Sites))
		return errors.Join(err, refused)
	})
	if got := sites(); !errors.Is(err, refused) || got != before+1 {
		t.Errorf("after an update that failed (%v) the view has %d rows of sites, want %d", err, got, before+1)
	}
	w.expectSame()
}
