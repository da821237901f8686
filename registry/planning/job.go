package planning

import (
	"context"
	"encoding/json"

	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/jobs"
)

// JobKind is the name of plans among the jobs.
const JobKind = "plan"

// JobDone is what a job that planned leaves behind.
type JobDone struct {
	Scenario Kept `json:"scenario"` // without its result
	// What the reader wants to know first.
	Added  int     `json:"added"`
	Closed int     `json:"closed"`
	Solver *Solver `json:"solver,omitempty"`
}

// Job is plans as jobs: the input is a Question, the result a JobDone, and the
// plan itself a scenario, written in one transaction at the end.
func (p *Planner) Job(src func() indicators.Source, to Updater) jobs.Kind {
	work := func(ctx context.Context, task jobs.Task) (any, error) {
		var q Question
		if err := jobs.Read(task.Input, &q); err != nil {
			return nil, err
		}
		r, err := p.Plan(ctx, src(), q, Tell(task.Progress))
		if err != nil {
			return nil, err
		}
		kept, err := p.Save(ctx, to, registry.Author{Actor: task.Actor, Request: task.ID, Reason: "plan"}, "", r)
		if err != nil {
			return nil, err
		}
		done := JobDone{Scenario: *kept, Added: len(r.Layout.Added), Closed: len(r.Layout.Closed), Solver: r.Solver}
		done.Scenario.Result = nil
		return done, nil
	}
	check := func(input json.RawMessage) error {
		var q Question
		if err := jobs.Read(input, &q); err != nil {
			return err
		}
		return p.check(&q)
	}
	return jobs.Kind{Work: work, Check: check, Resume: true, Title: registry.Text{VI: "lập phương án", EN: "planning"}}
}

// Check tells what is wrong with a question by itself, before anything is read.
func (p *Planner) Check(q Question) error { return p.check(&q) }
