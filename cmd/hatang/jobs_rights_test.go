package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"hatang/registry/jobs"
)

// Every kind of job × every role: who may start one, and who may see, cancel and
// restart one that somebody else started. Looking after the registry's file is for
// administrators; auditors see what came of it.
func TestJobsForEveryRole(t *testing.T) {
	t.Parallel()
	db := demo(t)
	tokens := tokensOfRoles(t, db)
	s := startServe(t, "--db", db, "--addr", "127.0.0.1:0")
	address := s.says(t, `http://(127\.0\.0\.1:\d+)`)[1]
	callers := map[string]*caller{}
	for role, token := range tokens {
		callers[role] = &caller{t: t, address: "http://" + address, token: token, from: len(callers) + 1}
	}
	for kind, may := range map[string]struct{ start, see string }{
		"check":     {"administrator", "auditor administrator"},
		"backup":    {"administrator", "auditor administrator"},
		"plan":      {"officer approver administrator", department},
		"coverage":  {"officer approver administrator", department},
		"try-rules": {"officer approver administrator", department},
	} {
		allowed := func(role, list string) bool { return slices.Contains(strings.Fields(list), role) }
		for role, c := range callers {
			// An input that no kind takes: whoever may start a job is told so.
			status, body := c.send(http.MethodPost, "/api/v1/jobs", `{"kind":"`+kind+`","input":{"no such":1}}`)
			if refused := status == http.StatusForbidden || status == http.StatusUnauthorized; refused == allowed(role, may.start) || status < http.StatusBadRequest {
				t.Errorf("%s starts %s: %d %s", role, kind, status, body)
			}
		}
	}
	job := startJob(t, callers["administrator"], "check")
	for role, c := range callers {
		sees := role == "auditor" || role == "administrator"
		if status, body := c.ask(http.MethodGet, "/api/v1/jobs/"+job); (status == http.StatusOK) != sees {
			t.Errorf("%s sees a check: %d %s", role, status, body)
		}
		if status, body := c.ask(http.MethodGet, "/api/v1/jobs"); strings.Contains(body, job) != sees {
			t.Errorf("%s lists a check: %d %s", role, status, body)
		}
		for _, do := range []struct{ method, path string }{{http.MethodDelete, ""}, {http.MethodPost, "/restart"}} {
			status, body := c.ask(do.method, "/api/v1/jobs/"+job+do.path)
			if refused := status == http.StatusForbidden || status == http.StatusUnauthorized; refused == (role == "administrator") {
				t.Errorf("%s: %s of a check%s: %d %s", role, do.method, do.path, status, body)
			}
		}
	}
}

// startJob starts a job without input and waits until it has ended.
func startJob(t *testing.T, c *caller, kind string) string {
	t.Helper()
	status, body := c.send(http.MethodPost, "/api/v1/jobs", `{"kind":"`+kind+`","input":{}}`)
	var job jobs.Job
	if err := json.Unmarshal([]byte(body), &job); status != http.StatusAccepted || err != nil {
		t.Fatalf("%s: %d %s", kind, status, body)
	}
	for begun := time.Now(); !job.State.Ended(); time.Sleep(20 * time.Millisecond) {
		_, body = c.ask(http.MethodGet, "/api/v1/jobs/"+job.ID)
		if err := json.Unmarshal([]byte(body), &job); err != nil || time.Since(begun) > time.Minute {
			t.Fatalf("%s: %v %s", kind, err, body)
		}
	}
	if job.State != jobs.Done {
		t.Fatalf("%s: %s", kind, body)
	}
	return job.ID
}
