package network

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"hatang/registry"
)

// Options are what a Live takes from its surroundings; zero members have
// defaults.
type Options struct {
	// Logger hears of edits from outside and of faults that nobody waits for.
	// Default: nobody does.
	Logger *slog.Logger
	// Clock tells which day is today; it must be the Store's. Default: the
	// machine's clock in Vietnam's zone, UTC+7.
	Clock func() time.Time
	// WatchEvery is how often Watch looks for edits from outside. Default: 500
	// milliseconds.
	WatchEvery time.Duration
	// MergeAfter is the number of changed rows from which on a layer's base is
	// made anew. Default: 1,000 and a hundredth of its rows.
	MergeAfter int
}

// vietnam is the zone in which the registry's days begin and end. Vietnam has
// had no daylight saving since 1975.
var vietnam = registry.Vietnam()

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = func() time.Time { return time.Now().In(vietnam) }
	}
	if o.WatchEvery <= 0 {
		o.WatchEvery = 500 * time.Millisecond
	}
	return o
}

// Live keeps the current View of a Store. Its methods are safe for concurrent
// use.
type Live struct {
	store   registry.Store
	options Options
	env     *environment
	current atomic.Pointer[View]
	// lookedOn is the day on which Watch last looked for what the calendar brings.
	lookedOn atomic.Int32

	turn chan struct{} // holds one token while somebody makes the next view
	// What follows belongs to who holds the token.
	merging map[registry.Kind][]edit // what came since the merge of a kind began
	drawing bool                     // the map of communes is being drawn
	redrawn []edit                   // of units, since that began

	background context.Context // ends with Close
	cancel     context.CancelFunc
	jobs       sync.WaitGroup
	worker     chan struct{} // holds one token while a job computes
}

// Open reads the whole registry. Edits that other programs made to the file and
// that wait for Store.AdoptOutside are in the view as they stand in the rows;
// Watch enters them in the chain. The Store stays the caller's to close, after
// Close.
func Open(ctx context.Context, store registry.Store, options Options) (*Live, error) {
	l := &Live{
		store: store, options: options.withDefaults(),
		turn: make(chan struct{}, 1), worker: make(chan struct{}, 1),
		merging: map[registry.Kind][]edit{},
	}
	l.env = newEnvironment(l.options.Clock)
	l.env.fids, _ = store.(fidStore)
	view, err := load(ctx, store, l.env)
	if err != nil {
		return nil, fmt.Errorf("read the registry: %w", err)
	}
	l.current.Store(view)
	l.background, l.cancel = context.WithCancel(context.WithoutCancel(ctx))
	if err := l.CatchUp(ctx); err != nil {
		l.Close()
		return nil, err
	}
	l.start(func(ctx context.Context) {
		l.number(ctx) // takes least, and the first who asks would wait for all of it
		l.View().prepare(ctx)
	})
	return l, nil
}

// View is the current state.
func (l *Live) View() *View { return l.current.Load() }

// Close ends what runs in the background. Views that were handed out stay
// usable.
func (l *Live) Close() {
	l.cancel()
	l.jobs.Wait()
}

// insideUpdate marks the context that Update hands out.
type insideUpdate struct{ live *Live }

// Update is Store.Update; when it returns, View holds what was written. An
// error means that nothing was. Where the written state cannot be read back,
// which is logged, View follows later.
func (l *Live) Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error {
	mark := insideUpdate{l}
	if ctx.Value(mark) != nil {
		return l.store.Update(ctx, author, fn) // which refuses an update within an update
	}
	release, err := l.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	if err := l.store.Update(context.WithValue(ctx, mark, true), author, fn); err != nil {
		return err
	}
	// It is written: whether the author still waits does not matter any more.
	if err := l.catchUp(context.WithoutCancel(ctx)); err != nil {
		l.options.Logger.Error("the view could not follow a change; it will be tried again", "error", err)
	}
	return nil
}

// CatchUp applies what the Store's chain holds beyond the view.
func (l *Live) CatchUp(ctx context.Context) error {
	if ctx.Value(insideUpdate{l}) != nil {
		return registry.Errorf(registry.Internal, "chưa ghi xong thì chưa đọc lại được", "a view cannot follow an update that is still running")
	}
	release, err := l.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	return l.catchUp(ctx)
}

func (l *Live) acquire(ctx context.Context) (release func(), err error) {
	select {
	case l.turn <- struct{}{}:
		return func() { <-l.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// catchUp makes the next view; the caller holds the token.
func (l *Live) catchUp(ctx context.Context) error {
	view := l.View()
	changes, err := readChanges(ctx, l.store, view.seq)
	if err == nil {
		err = changes.number(ctx, view, l.options.MergeAfter)
	}
	if err != nil {
		return fmt.Errorf("read the changes since %d: %w", view.seq, err)
	}
	if changes.seq > view.seq {
		next, err := view.with(changes, l.options.MergeAfter)
		if err != nil {
			return fmt.Errorf("apply the changes %d to %d: %w", view.seq+1, changes.seq, err)
		}
		for kind, edits := range changes.edits {
			if _, busy := l.merging[kind]; busy {
				l.merging[kind] = append(l.merging[kind], edits...)
			}
		}
		if l.drawing {
			l.redrawn = append(l.redrawn, changes.edits[registry.Units]...)
		}
		l.current.Store(next)
		if changes.great(view, l.options.MergeAfter) {
			l.start(l.number)
		}
	}
	l.tend()
	return nil
}

// number reads the feature ids that the current view does not know.
func (l *Live) number(ctx context.Context) {
	if err := l.View().numberAll(ctx); err != nil && ctx.Err() == nil {
		l.options.Logger.Error("feature ids could not be read; who asks for them tries again", "error", err)
	}
}
