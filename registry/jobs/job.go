// Package jobs runs long work in the background: plans, coverage, reports.
//
// A job is asked for, waits its turn, runs, and ends; every step is written to a
// folder beside the registry, one file a job, so that a restart knows of it. What
// a job makes of the registry it writes at its end, in one transaction, so that
// one that is cancelled or killed leaves nothing behind. A job that was running
// when the program died is begun anew if its kind allows, once; otherwise it is
// shown as interrupted and can be restarted by hand.
package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"time"

	"hatang/registry"
)

// State is where a job stands.
type State string

// The states of a job.
const (
	Queued      State = "queued"
	Running     State = "running"
	Done        State = "done"
	Failed      State = "failed"
	Cancelled   State = "cancelled"
	Interrupted State = "interrupted" // the program ended while it ran
)

// Ended tells whether a job in this state does nothing any more.
func (s State) Ended() bool { return s != Queued && s != Running }

// Job is one piece of work as it stands.
type Job struct {
	ID    string        `json:"id"`
	Kind  string        `json:"kind"`
	Title registry.Text `json:"title"`
	Actor string        `json:"actor"`
	State State         `json:"state"`
	// Share is how much is done, 0 to 1; Stage what is being done.
	Share    float64         `json:"share"`
	Stage    registry.Text   `json:"stage"`
	Attempts int             `json:"attempts"`
	Queued   time.Time       `json:"queued_at"`
	Started  *time.Time      `json:"started_at,omitempty"`
	Ended    *time.Time      `json:"ended_at,omitempty"`
	Input    json.RawMessage `json:"input,omitempty"`
	Result   json.RawMessage `json:"result,omitempty"`
	Failure  *Failure        `json:"failure,omitempty"`
}

// Failure is why a job failed.
type Failure struct {
	Code     registry.Code      `json:"code"`
	Message  registry.Text      `json:"message"`
	Hint     registry.Text      `json:"hint"`
	Problems []registry.Problem `json:"problems,omitempty"`
}

func failureOf(err error) *Failure {
	var e *registry.Error
	if errors.As(err, &e) {
		return &Failure{Code: e.Code, Message: e.Message, Hint: e.Hint, Problems: e.Problems}
	}
	return &Failure{Code: registry.Internal, Message: registry.Text{VI: "lỗi: " + err.Error(), EN: err.Error()}}
}

// Task is a job as the work sees it.
type Task struct {
	ID    string
	Actor string
	Input json.RawMessage
	// Progress tells how much is done, 0 to 1, and what is being done. It may be
	// called often and from any goroutine.
	Progress func(share float64, stage registry.Text)
}

// Work does a job and returns what is shown as its result, which JSON must hold.
// It ends soon after its context does.
type Work func(ctx context.Context, task Task) (any, error)

// Kind is a kind of work.
type Kind struct {
	Work Work
	// Check tells what is wrong with an input before the job waits its turn; nil:
	// whatever JSON holds is taken.
	Check func(input json.RawMessage) error
	// Title is that of jobs that have none of their own.
	Title registry.Text
	// Resume begins a job anew that was running when the program died.
	Resume bool
}

// Request asks for a job.
type Request struct {
	Kind  string
	Title registry.Text
	Actor string
	Input any // what JSON can hold
}

// Read reads the input of a job; members that it does not have are refused.
func Read(input json.RawMessage, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(input))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return &registry.Error{Code: registry.Invalid, Message: registry.Textf(
			"đầu vào của việc không đọc được: %v", "the input of the job cannot be read: %v", err)}
	}
	return nil
}
