package web_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"
)

// scratch is a folder that lasts as long as the tests; TestMain makes it.
var scratch string

// binary is the whole program, built once for the tests that need more of it
// than the pages and the records.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "hatang")
	out, err := exec.Command("go", "build", "-o", path, "hatang/cmd/hatang").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// program is the running program over a registry of its own.
type program struct {
	tb   testing.TB
	path string // of the binary
	db   string // of the registry
	url  string // with a slash at the end
}

// newProgram builds the program and loads the demonstration; it serves nothing
// yet.
func newProgram(tb testing.TB) *program {
	tb.Helper()
	path, err := binary()
	if err != nil {
		tb.Fatal(err)
	}
	p := &program{tb: tb, path: path, db: filepath.Join(tb.TempDir(), "demo.gpkg")}
	p.run("demo")
	return p
}

// run runs one of the program's commands on the registry and gives what it
// printed.
func (p *program) run(arguments ...string) string {
	p.tb.Helper()
	command := exec.CommandContext(p.tb.Context(), p.path, append(arguments, "--db", p.db)...)
	var errors bytes.Buffer
	command.Stderr = &errors
	out, err := command.Output()
	if err != nil {
		p.tb.Fatalf("hatang %v: %v\n%s%s", arguments, err, out, errors.String())
	}
	return string(out)
}

var served = regexp.MustCompile(`https?://[^\s]+`)

// serve starts the service on a free port until the test ends.
func (p *program) serve(arguments ...string) {
	p.tb.Helper()
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, p.path, append([]string{"serve", "--db", p.db, "--addr", "127.0.0.1:0"}, arguments...)...)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	lines, err := command.StderrPipe()
	if err != nil {
		p.tb.Fatal(err)
	}
	if err := command.Start(); err != nil {
		p.tb.Fatal(err)
	}
	done := make(chan struct{})
	p.tb.Cleanup(func() {
		stop()
		<-done
		_ = command.Wait() // it was told to stop
	})
	address := make(chan string, 1)
	go func() {
		defer close(done)
		for scanner := bufio.NewScanner(lines); scanner.Scan(); {
			if found := served.FindString(scanner.Text()); found != "" {
				select {
				case address <- found:
				default:
				}
			}
		}
		close(address)
	}()
	select {
	case url, ok := <-address:
		if !ok {
			p.tb.Fatal("the service ended before it served")
		}
		p.url = url + "/"
	case <-time.After(patience()):
		p.tb.Fatal("the service does not say where it serves")
	}
}
