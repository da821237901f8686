// Package jobs answers for work in the background: what runs, how far it is, what
// came of it; and cancels and restarts it.
package jobs

import (
	"io"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/jobs"
)

// List is the answer to a question for all jobs.
type List struct {
	Jobs []jobs.Job `json:"jobs"` // newest first, without inputs and results
}

// Request asks for a job.
type Request struct {
	Kind  string         `json:"kind"`
	Input map[string]any `json:"input"`
}

// Options are the jobs, and whose they are.
type Options struct {
	Pool *jobs.Pool
	// Of is, by kind of job, the resource that whoever starts, cancels or restarts
	// such a job must be allowed to compute, and whoever sees one to read; kinds that
	// are not named are auth.Jobs.
	Of map[string]auth.Resource
}

// refusal is nil where the caller may do that with jobs of the kind. For auth.Jobs
// the routes' own right has been asked.
func (o *Options) refusal(c *gin.Context, action auth.Action, kind string) error {
	resource, ok := o.Of[kind]
	if !ok {
		return nil
	}
	return auth.Current(c).Allow(action, resource)
}

// visible are the jobs that the caller may see.
func (o *Options) visible(c *gin.Context) []jobs.Job {
	return slices.DeleteFunc(o.Pool.List(), func(job jobs.Job) bool { return o.refusal(c, auth.Read, job.Kind) != nil })
}

// allow refuses what the caller may not do with an existing job.
func (o *Options) allow(c *gin.Context, action auth.Action) error {
	job, err := o.Pool.Get(c.Param("id"))
	if err != nil {
		return err
	}
	return o.refusal(c, action, job.Kind)
}

// submit queues a job.
func (o *Options) submit() func(*gin.Context) error {
	return func(c *gin.Context) error {
		var r Request
		content, err := io.ReadAll(c.Request.Body)
		if err != nil {
			return err
		}
		if err := jobs.Read(content, &r); err != nil {
			return err
		}
		if r.Input == nil {
			r.Input = map[string]any{}
		}
		if err := o.refusal(c, auth.Compute, r.Kind); err != nil {
			return err
		}
		job, err := o.Pool.Submit(jobs.Request{Kind: r.Kind, Actor: auth.Current(c).Actor(), Input: r.Input})
		if err != nil {
			return err
		}
		c.Header("Location", "/api/v1/jobs/"+job.ID)
		c.JSON(http.StatusAccepted, job)
		return nil
	}
}

// Routes are the operations on the jobs.
func Routes(o Options) []api.Route {
	id := func(action auth.Action, do func(string) (jobs.Job, error)) func(*gin.Context) error {
		return func(c *gin.Context) error {
			if err := o.allow(c, action); err != nil {
				return err
			}
			job, err := do(c.Param("id"))
			if err != nil {
				return err
			}
			c.JSON(http.StatusOK, job)
			return nil
		}
	}
	return []api.Route{
		{
			Method: http.MethodPost, Path: "/api/v1/jobs", ID: "submitJob", Right: auth.Right{Resource: auth.Jobs, Action: auth.Compute},
			Takes: Request{}, Gives: jobs.Job{}, Status: http.StatusAccepted,
			Summary: registry.Text{VI: "Xếp hàng một việc chạy nền", EN: "Queue a job"},
			About: registry.Text{
				VI: "kind: plan (đầu vào như POST /api/v1/plans), coverage (unit, as_of, operator, technology, radius_m), try-rules (rules, replaces); check, backup: chỉ quản trị viên.",
				EN: "kind: plan (its input as for POST /api/v1/plans), coverage (unit, as_of, operator, technology, radius_m), try-rules (rules, replaces); check, backup: administrators only.",
			},
			Handle: o.submit(),
		},
		{
			Method: http.MethodGet, Path: "/api/v1/jobs", ID: "listJobs", Right: auth.Right{Resource: auth.Jobs, Action: auth.Read}, Gives: List{},
			Summary: registry.Text{VI: "Các việc chạy nền", EN: "Jobs in the background"},
			Handle: func(c *gin.Context) error {
				c.JSON(http.StatusOK, List{o.visible(c)})
				return nil
			},
		},
		{
			Method: http.MethodGet, Path: "/api/v1/jobs/:id", ID: "getJob", Right: auth.Right{Resource: auth.Jobs, Action: auth.Read}, Gives: jobs.Job{},
			Summary: registry.Text{VI: "Một việc: đang đến đâu, kết quả", EN: "A job: how far it is, what came of it"},
			Handle:  id(auth.Read, o.Pool.Get),
		},
		{
			Method: http.MethodDelete, Path: "/api/v1/jobs/:id", ID: "cancelJob", Right: auth.Right{Resource: auth.Jobs, Action: auth.Compute}, Gives: jobs.Job{},
			Summary: registry.Text{VI: "Hủy một việc đang chờ hoặc đang chạy", EN: "Cancel a job that waits or runs"},
			About:   registry.Text{VI: "Việc bị hủy không để lại gì trong sổ đăng ký.", EN: "A cancelled job leaves nothing in the registry."},
			Handle:  id(auth.Compute, o.Pool.Cancel),
		},
		{
			Method: http.MethodPost, Path: "/api/v1/jobs/:id/restart", ID: "restartJob", Right: auth.Right{Resource: auth.Jobs, Action: auth.Compute}, Gives: jobs.Job{},
			Summary: registry.Text{VI: "Chạy lại một việc hỏng, bị hủy hoặc bị ngắt", EN: "Restart a job that failed, was cancelled or interrupted"},
			Handle:  id(auth.Compute, o.Pool.Restart),
		},
	}
}
