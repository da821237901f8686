package jobs

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"hatang/registry"
)

// Options tune a Pool. Zero members have the defaults named.
type Options struct {
	Workers int              // jobs at a time; default 1: computations use all cores themselves
	Keep    int              // ended jobs remembered; default 200
	Clock   func() time.Time // default time.Now
	Logger  *slog.Logger     // default: nobody hears
}

// Pool keeps the jobs of a folder and runs them. Its methods are safe for
// concurrent use.
type Pool struct {
	folder  *folder
	kinds   map[string]Kind
	options Options

	mutex   sync.Mutex
	jobs    map[string]*entry
	waiting []string // ids, in order
	closing bool
	wake    *sync.Cond
	workers sync.WaitGroup
	stop    context.CancelFunc
	ctx     context.Context //nolint:containedctx // the pool's life, ended by Close
}

// entry is a job with what only this process knows of it.
type entry struct {
	job    Job
	cancel context.CancelFunc // while running
	byHand bool               // somebody cancelled it
	ended  chan struct{}      // closed when the job has ended
}

// maxAttempts is how often a job is begun without anybody asking: one that
// brought the program down once is not given the chance again and again.
const maxAttempts = 2

// Open takes over the folder, which is made if need be, and starts working. A
// folder that another process works on is a Conflict.
func Open(path string, kinds map[string]Kind, options Options) (*Pool, error) {
	if options.Workers <= 0 {
		options.Workers = 1
	}
	if options.Keep <= 0 {
		options.Keep = 200
	}
	if options.Clock == nil {
		options.Clock = time.Now
	}
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	f, err := openFolder(path)
	if err != nil {
		return nil, err
	}
	p := &Pool{folder: f, kinds: kinds, options: options, jobs: map[string]*entry{}}
	p.wake = sync.NewCond(&p.mutex)
	p.ctx, p.stop = context.WithCancel(context.Background())
	if err := p.load(); err != nil {
		return nil, errors.Join(err, f.close())
	}
	for range options.Workers {
		p.workers.Go(p.work)
	}
	return p, nil
}

// load reads the jobs of an earlier process.
func (p *Pool) load() error {
	found, broken, err := p.folder.read()
	if err != nil {
		return err
	}
	for _, b := range broken {
		p.options.Logger.Warn("a job's file cannot be read and is left alone", "error", b)
	}
	for _, job := range found {
		e := &entry{job: job, ended: make(chan struct{})}
		p.jobs[job.ID] = e
		if job.State == Running {
			if err := p.recover(e); err != nil {
				return err
			}
		}
		switch {
		case e.job.State == Queued:
			p.waiting = append(p.waiting, job.ID)
		case e.job.State.Ended():
			close(e.ended)
		}
	}
	return nil
}

// recover decides on a job that was running when the program died.
func (p *Pool) recover(e *entry) error {
	if p.kinds[e.job.Kind].Resume && e.job.Attempts < maxAttempts {
		e.job.State = Queued
	} else {
		e.job.State = Interrupted
		now := p.options.Clock()
		e.job.Ended = &now
	}
	p.options.Logger.Info("a job was interrupted", "id", e.job.ID, "kind", e.job.Kind, "now", e.job.State)
	return p.folder.write(&e.job)
}

// Close interrupts what runs, which is begun anew or marked when the folder is
// opened again, and waits for it. Queued jobs stay queued.
func (p *Pool) Close() error {
	p.mutex.Lock()
	p.closing = true
	p.wake.Broadcast()
	p.mutex.Unlock()
	p.stop()
	p.workers.Wait()
	return p.folder.close()
}

// Submit queues a job.
func (p *Pool) Submit(r Request) (Job, error) {
	kind, known := p.kinds[r.Kind]
	if !known {
		return Job{}, registry.Errorf(registry.Invalid, "không có loại việc %q", "there is no kind of job %q", r.Kind)
	}
	input, err := json.Marshal(r.Input)
	if err != nil {
		return Job{}, fmt.Errorf("input of a job: %w", err)
	}
	if kind.Check != nil {
		if err := kind.Check(input); err != nil {
			return Job{}, err
		}
	}
	if r.Title.IsZero() {
		r.Title = kind.Title
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.closing {
		return Job{}, registry.Errorf(registry.Conflict, "chương trình đang dừng", "the program is stopping")
	}
	now := p.options.Clock()
	e := &entry{ended: make(chan struct{}), job: Job{
		ID: newID(now), Kind: r.Kind, Title: r.Title, Actor: r.Actor, State: Queued, Queued: now, Input: input,
	}}
	if err := p.folder.write(&e.job); err != nil {
		return Job{}, err
	}
	p.jobs[e.job.ID] = e
	p.waiting = append(p.waiting, e.job.ID)
	p.forget()
	p.wake.Signal()
	return e.job, nil
}

// newID sorts by time.
func newID(now time.Time) string {
	var random [4]byte
	_, _ = rand.Read(random[:]) // never fails
	return now.UTC().Format("20060102-150405.000-") + hex.EncodeToString(random[:])
}

// forget drops the oldest ended jobs beyond Options.Keep.
func (p *Pool) forget() {
	var ended []*entry
	for _, e := range p.jobs {
		if e.job.State.Ended() {
			ended = append(ended, e)
		}
	}
	slices.SortFunc(ended, func(a, b *entry) int { return cmp.Compare(a.job.ID, b.job.ID) })
	for _, e := range ended[:max(0, len(ended)-p.options.Keep)] {
		if err := p.folder.remove(e.job.ID); err != nil {
			p.options.Logger.Warn("an old job's file cannot be removed", "id", e.job.ID, "error", err)
			continue
		}
		delete(p.jobs, e.job.ID)
	}
}

// Get is a job; NotFound when there is none.
func (p *Pool) Get(id string) (Job, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	e, err := p.entry(id)
	if err != nil {
		return Job{}, err
	}
	return e.job, nil
}

func (p *Pool) entry(id string) (*entry, error) {
	if e, ok := p.jobs[id]; ok {
		return e, nil
	}
	return nil, registry.Errorf(registry.NotFound, "không có việc %q", "there is no job %q", id)
}

// List is all jobs, newest first, without their inputs and results.
func (p *Pool) List() []Job {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	list := make([]Job, 0, len(p.jobs))
	for _, e := range p.jobs {
		job := e.job
		job.Input, job.Result = nil, nil
		list = append(list, job)
	}
	slices.SortFunc(list, func(a, b Job) int { return cmp.Compare(b.ID, a.ID) })
	return list
}

// Cancel ends a job that waits or runs; one that has ended is a Conflict. A
// running one ends soon after.
func (p *Pool) Cancel(id string) (Job, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	e, err := p.entry(id)
	switch {
	case err != nil:
		return Job{}, err
	case e.job.State == Queued:
		p.waiting = slices.DeleteFunc(p.waiting, func(w string) bool { return w == id })
		return e.job, p.end(e, Cancelled)
	case e.job.State == Running:
		e.byHand = true
		e.cancel()
		return e.job, nil
	}
	return Job{}, registry.Errorf(registry.Conflict, "việc %s đã kết thúc (%s)", "job %s has ended (%s)", id, e.job.State)
}

// Restart queues a job again that failed, was cancelled or interrupted.
func (p *Pool) Restart(id string) (Job, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	e, err := p.entry(id)
	if err != nil {
		return Job{}, err
	}
	if !e.job.State.Ended() || e.job.State == Done || p.closing {
		return Job{}, registry.Errorf(registry.Conflict, "việc %s không chạy lại được (%s)", "job %s cannot be restarted (%s)", id, e.job.State)
	}
	again := e.job
	again.State, again.Share, again.Stage, again.Failure = Queued, 0, registry.Text{}, nil
	again.Started, again.Ended, again.Attempts = nil, nil, 0
	if err := p.folder.write(&again); err != nil {
		return Job{}, err
	}
	p.jobs[id] = &entry{job: again, ended: make(chan struct{})}
	p.waiting = append(p.waiting, id)
	p.wake.Signal()
	return again, nil
}

// Wait returns the job when it has ended, or the context's error.
func (p *Pool) Wait(ctx context.Context, id string) (Job, error) {
	p.mutex.Lock()
	e, err := p.entry(id)
	p.mutex.Unlock()
	if err != nil {
		return Job{}, err
	}
	select {
	case <-ctx.Done():
		return Job{}, ctx.Err()
	case <-e.ended:
		p.mutex.Lock()
		defer p.mutex.Unlock()
		return e.job, nil
	}
}
