package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hatang/registry"
	"hatang/registry/jobs"
)

// kinds are jobs for tests: "echo" returns its input, "fail" fails, "panic"
// panics, "wait" and "resume" tell on started and wait to be cancelled.
func kinds(started chan<- string) map[string]jobs.Kind {
	wait := func(ctx context.Context, task jobs.Task) (any, error) {
		task.Progress(0.5, registry.Text{VI: "chờ", EN: "waiting"})
		started <- task.ID
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return map[string]jobs.Kind{
		"echo": {Work: func(_ context.Context, task jobs.Task) (any, error) { return task.Input, nil }},
		"fail": {Work: func(context.Context, jobs.Task) (any, error) {
			return nil, registry.Errorf(registry.Invalid, "sai", "wrong")
		}},
		"panic":  {Work: func(context.Context, jobs.Task) (any, error) { panic("oh") }},
		"wait":   {Work: wait},
		"resume": {Work: wait, Resume: true},
	}
}

func open(t *testing.T, path string, k map[string]jobs.Kind) *jobs.Pool {
	t.Helper()
	p, err := jobs.Open(path, k, jobs.Options{Keep: 5})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func submit(t *testing.T, p *jobs.Pool, kind string) jobs.Job {
	t.Helper()
	job, err := p.Submit(jobs.Request{Kind: kind, Actor: "test", Input: map[string]int{"n": 7}})
	if err != nil {
		t.Fatal(err)
	}
	return job
}

func wait(t *testing.T, p *jobs.Pool, id string) jobs.Job {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	job, err := p.Wait(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return job
}

func TestJobsEnd(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "jobs")
	p := open(t, path, kinds(nil))
	for kind, want := range map[string]jobs.State{"echo": jobs.Done, "fail": jobs.Failed, "panic": jobs.Failed} {
		job := wait(t, p, submit(t, p, kind).ID)
		if job.State != want || job.Attempts != 1 || job.Ended == nil {
			t.Errorf("%s: %+v, want %s", kind, job, want)
		}
		switch kind {
		case "echo":
			if string(job.Result) != `{"n":7}` || job.Share != 1 {
				t.Errorf("echo: result %s, share %v", job.Result, job.Share)
			}
		case "fail":
			if job.Failure == nil || job.Failure.Code != registry.Invalid || job.Failure.Message.VI != "sai" {
				t.Errorf("fail: %+v", job.Failure)
			}
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, path, kinds(nil))
	if list := again.List(); len(list) != 3 || list[0].Input != nil {
		t.Errorf("after opening again: %+v", list)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	started := make(chan string, 9)
	p := open(t, filepath.Join(t.TempDir(), "jobs"), kinds(started))
	running, queued := submit(t, p, "wait"), submit(t, p, "echo")
	<-started
	if job, _ := p.Get(running.ID); job.State != jobs.Running || job.Share != 0.5 || job.Stage.EN != "waiting" {
		t.Errorf("running: %+v", job)
	}
	for _, id := range []string{queued.ID, running.ID} {
		if _, err := p.Cancel(id); err != nil {
			t.Fatal(err)
		}
		if job := wait(t, p, id); job.State != jobs.Cancelled {
			t.Errorf("cancelled: %+v", job)
		}
		if _, err := p.Cancel(id); registry.CodeOf(err) != registry.Conflict {
			t.Errorf("cancelled twice: %v", err)
		}
	}
	if _, err := p.Cancel("../x"); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("no such job: %v", err)
	}
	if _, err := p.Restart(queued.ID); err != nil {
		t.Fatal(err)
	}
	if job := wait(t, p, queued.ID); job.State != jobs.Done {
		t.Errorf("restarted: %+v", job)
	}
	if _, err := p.Restart(queued.ID); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("restarted although done: %v", err)
	}
}

func TestOldJobsAreForgotten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "jobs")
	p := open(t, path, kinds(nil))
	for range 12 {
		wait(t, p, submit(t, p, "echo").ID)
	}
	files, _ := filepath.Glob(filepath.Join(path, "*.json"))
	if n := len(p.List()); n > 6 || n != len(files) {
		t.Errorf("%d jobs and %d files are kept, want at most 6", n, len(files))
	}
}

func TestFolderIsOneProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "jobs")
	open(t, path, kinds(nil))
	if _, err := jobs.Open(path, kinds(nil), jobs.Options{}); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("opened twice: %v", err)
	}
}

func TestBrokenFilesAreLeftAlone(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	for name, text := range map[string]string{
		"a.json": "{", "b.json": `{"id":"c","state":"done"}`, "d.json": `{"id":"d","state":"odd"}`, ".part-1": "", "note.txt": "",
		"e.json": `{"id":"e","kind":"gone","state":"queued"}`,
	} {
		if err := os.WriteFile(filepath.Join(path, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := open(t, path, kinds(nil))
	if job := wait(t, p, "e"); job.State != jobs.Failed || job.Failure.Code != registry.Unsupported {
		t.Errorf("a job of a kind that is gone: %+v", job)
	}
	if list := p.List(); len(list) != 1 {
		t.Errorf("jobs: %+v", list)
	}
	if _, err := os.Stat(filepath.Join(path, "a.json")); err != nil {
		t.Error("a broken file is gone")
	}
	if _, err := os.Stat(filepath.Join(path, ".part-1")); !errors.Is(err, os.ErrNotExist) {
		t.Error("what a kill left is still there")
	}
}

// killVariable names the folder to the process that is killed.
const killVariable = "HATANG_TEST_JOBS"

// TestMain is, with the variable set, a program that submits jobs and waits to be
// killed.
func TestMain(m *testing.M) {
	path := os.Getenv(killVariable)
	if path == "" {
		os.Exit(m.Run())
	}
	started := make(chan string)
	p, err := jobs.Open(path, kinds(started), jobs.Options{Workers: 2})
	if err != nil {
		panic(err)
	}
	for _, kind := range []string{"wait", "resume", "echo"} {
		if _, err := p.Submit(jobs.Request{Kind: kind}); err != nil {
			panic(err)
		}
		if kind != "echo" {
			<-started
		}
	}
	_, _ = io.WriteString(os.Stdout, "ready\n")
	select {}
}

// A kill during jobs: the next process shows one as interrupted, resumes the one
// that may be, and runs the one that waited.
func TestKill(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "jobs")
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), killVariable+"="+path)
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 6)
	if _, err := io.ReadFull(out, line); err != nil || !strings.HasPrefix(string(line), "ready") {
		t.Fatalf("the program said %q: %v", line, err)
	}
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait() // killed, as was wanted

	started := make(chan string, 9)
	p := open(t, path, kinds(started))
	<-started
	states := map[string]jobs.Job{}
	for _, job := range p.List() {
		states[job.Kind] = job
	}
	if job := states["wait"]; job.State != jobs.Interrupted || job.Ended == nil {
		t.Errorf("the job that was killed: %+v", job)
	}
	if job := states["resume"]; job.State != jobs.Running || job.Attempts != 2 {
		t.Errorf("the job to resume: %+v", job)
	}
	if _, err := p.Cancel(states["resume"].ID); err != nil {
		t.Fatal(err)
	}
	if job := wait(t, p, states["echo"].ID); job.State != jobs.Done {
		t.Errorf("the job that waited: %+v", job)
	}
	if _, err := p.Restart(states["wait"].ID); err != nil {
		t.Fatal(err)
	}
	<-started
	// Closing in an orderly way interrupts it too.
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, path, map[string]jobs.Kind{"wait": {}})
	if job, err := again.Get(states["wait"].ID); err != nil || job.State != jobs.Interrupted {
		t.Errorf("closed while running: %+v, %v", job, err)
	}
}

func TestInputMustBeJSON(t *testing.T) {
	t.Parallel()
	p := open(t, filepath.Join(t.TempDir(), "jobs"), kinds(nil))
	var bad *json.UnsupportedTypeError
	if _, err := p.Submit(jobs.Request{Kind: "echo", Input: func() {}}); !errors.As(err, &bad) {
		t.Errorf("a function as input: %v", err)
	}
	if _, err := p.Submit(jobs.Request{Kind: "odd"}); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("no such kind: %v", err)
	}
}
