package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"runtime/debug"

	"hatang/registry"
)

// work takes jobs until the pool closes.
func (p *Pool) work() {
	for {
		e, ctx, kind := p.next()
		if e == nil {
			return
		}
		result, err := p.run(ctx, e, kind)
		p.conclude(e, result, err)
	}
}

// next waits for a job and marks it as running; nil when the pool closes.
func (p *Pool) next() (*entry, context.Context, Kind) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for {
		for len(p.waiting) == 0 && !p.closing {
			p.wake.Wait()
		}
		if p.closing {
			return nil, nil, Kind{}
		}
		e := p.jobs[p.waiting[0]]
		p.waiting = p.waiting[1:]
		kind, known := p.kinds[e.job.Kind]
		now := p.options.Clock()
		e.job.Started = &now
		if !known { // a job of an earlier version of the program
			e.job.Failure = failureOf(registry.Errorf(registry.Unsupported,
				"phiên bản này không làm được việc loại %q", "this version has no jobs of kind %q", e.job.Kind))
			p.logged(p.end(e, Failed))
			continue
		}
		ctx, cancel := context.WithCancel(p.ctx)
		e.cancel = cancel
		e.job.State = Running
		e.job.Attempts++
		p.logged(p.folder.write(&e.job))
		return e, ctx, kind
	}
}

// run does the work; a panic in it fails the job and not the program.
func (p *Pool) run(ctx context.Context, e *entry, kind Kind) (result json.RawMessage, err error) {
	defer func() {
		if r := recover(); r != nil {
			p.options.Logger.Error("a job panicked", "id", e.job.ID, "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("internal fault: %v", r)
		}
	}()
	done, err := kind.Work(ctx, Task{
		ID: e.job.ID, Actor: e.job.Actor, Input: e.job.Input,
		Progress: func(share float64, stage registry.Text) {
			p.mutex.Lock()
			defer p.mutex.Unlock()
			e.job.Share, e.job.Stage = math.Max(0, math.Min(1, share)), stage
		},
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(done)
}

// conclude writes how a job ended. One that its work completed is done, even if
// somebody wanted it cancelled in its last moment.
func (p *Pool) conclude(e *entry, result json.RawMessage, err error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	e.cancel()
	switch {
	case err == nil:
		e.job.Result, e.job.Share = result, 1
		p.logged(p.end(e, Done))
	case e.byHand:
		p.logged(p.end(e, Cancelled))
	case p.closing:
		// The file says "running": the next process finds it interrupted.
		close(e.ended)
	default:
		e.job.Failure = failureOf(err)
		p.options.Logger.Warn("a job failed", "id", e.job.ID, "kind", e.job.Kind, "error", err)
		p.logged(p.end(e, Failed))
	}
}

// end writes the last state of a job.
func (p *Pool) end(e *entry, state State) error {
	now := p.options.Clock()
	e.job.State, e.job.Ended, e.job.Stage = state, &now, registry.Text{}
	close(e.ended)
	return p.folder.write(&e.job)
}

func (p *Pool) logged(err error) {
	if err != nil {
		p.options.Logger.Error("a job's state cannot be written", "error", err)
	}
}
