package network

import (
	"context"
	"time"

	"hatang/registry"
)

// outsider is a Store that can tell cheaply whether somebody else wrote.
type outsider interface {
	OutsideChanged(ctx context.Context) (bool, error)
}

// Watch enters edits by other programs in the chain, at once and then every
// Options.WatchEvery, and brings the view up to date with them and with what
// another hatang wrote. Faults are logged and tried again. It ends with the
// context, whose error it returns.
func (l *Live) Watch(ctx context.Context) error {
	ticker := time.NewTicker(l.options.WatchEvery)
	defer ticker.Stop()
	look := true // edits may have waited since before
	failing := false
	for {
		err := l.look(ctx, look)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && !failing:
			l.options.Logger.Error("edits from outside could not be read; it will be tried again", "error", err)
		case err == nil && failing:
			l.options.Logger.Info("edits from outside can be read again")
		}
		failing = err != nil
		look = failing
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

// look adopts and shows what came from outside; it asks first whether anything
// did, unless told to look.
func (l *Live) look(ctx context.Context, look bool) error {
	if store, ok := l.store.(outsider); ok && !look {
		changed, err := store.OutsideChanged(ctx)
		if err != nil {
			return err
		}
		if !changed {
			return l.lookInside(ctx)
		}
	}
	adopted, problems, err := l.store.AdoptOutside(ctx)
	if err != nil {
		return err
	}
	if adopted > 0 {
		l.options.Logger.Info("edits by other programs were entered", "changes", adopted, "problems", len(problems))
	}
	for _, p := range problems {
		l.options.Logger.Warn("an edit by another program breaks a rule", "problem", p.In(registry.EN))
	}
	return l.CatchUp(ctx)
}

// lookInside looks for what this program wrote without the view following, and,
// once a day has begun, after what holds on it.
func (l *Live) lookInside(ctx context.Context) error {
	seq, err := l.store.Seq(ctx)
	if err != nil {
		return err
	}
	today := l.env.today()
	if seq == l.View().seq && l.lookedOn.Swap(today) == today {
		return nil
	}
	return l.CatchUp(ctx)
}
