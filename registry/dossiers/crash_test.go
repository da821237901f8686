package dossiers_test

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"hatang/registry"
	"hatang/registry/dossiers"
	"hatang/registry/network"
)

// The child of TestKilledDuringAnAction finds here what to do.
const (
	crashFile   = "HATANG_TEST_CRASH_FILE"
	crashAction = "HATANG_TEST_CRASH_ACTION"
	crashAfter  = "HATANG_TEST_CRASH_AFTER"
)

// killingStore kills the process, as kill -9 does, after so many rows of a
// transaction were put.
type killingStore struct {
	network.Through
	after int
}

type killingWriter struct {
	registry.Writer
	left *int
}

func (s killingStore) Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error {
	left := s.after
	return s.Through.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		err := fn(ctx, killingWriter{w, &left})
		if err == nil && left == 0 {
			kill()
		}
		return err
	})
}

func (w killingWriter) Put(ctx context.Context, rec registry.Record) (registry.Outcome, error) {
	if *w.left == 0 {
		kill()
	}
	*w.left--
	return w.Writer.Put(ctx, rec)
}

func kill() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// TestKilledDuringAnAction kills the program between any two rows of an action,
// and before the end of its transaction: nothing of it is there afterwards, and
// the action can be taken.
func TestKilledDuringAnAction(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state, action string
		who           dossiers.Actor
		rows          int
	}{{"signing", "sign", approver, 5}, {"building", "as_built", officer, 6}, {"filed", "withdraw", viettel, 4}} {
		t.Run(c.action, func(t *testing.T) {
			t.Parallel()
			f := office(t)
			file := f.at(t, c.state)
			before := f.seq(t)
			for after := range c.rows + 1 {
				child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashingChild$")
				child.Env = append(os.Environ(), crashFile+"="+f.path, crashAction+"="+c.action, crashAfter+"="+strconv.Itoa(after))
				out, err := child.CombinedOutput()
				if err == nil || !strings.Contains(err.Error(), "killed") {
					t.Fatalf("after %d rows the child was not killed: %v\n%s", after, err, out)
				}
				if f.seq(t) != before {
					t.Fatalf("after %d rows something is left", after)
				}
			}
			now, err := f.Read(t.Context(), file.Application.Row.ID)
			if err != nil || *now.Application != *file.Application || len(now.Events) != len(file.Events) {
				t.Fatalf("the dossier is another: %v", err)
			}
			if err := f.store.Verify(t.Context()); err != nil {
				t.Error(err)
			}
			f.act(t, c.who, now, c.action)
			if rows := int(f.seq(t) - before); rows != c.rows {
				t.Errorf("the action has %d rows, the test kills between %d", rows, c.rows)
			}
		})
	}
}

// TestCrashingChild is the process that is killed.
func TestCrashingChild(t *testing.T) {
	path := os.Getenv(crashFile)
	if path == "" {
		t.Skip("runs as the child of TestKilledDuringAnAction")
	}
	after, err := strconv.Atoi(os.Getenv(crashAfter))
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, path, "2026-03-02 09:00")
	file, err := f.Read(t.Context(), "HS-2026-00001")
	if err != nil {
		t.Fatal(err)
	}
	who := map[string]dossiers.Actor{"sign": approver, "as_built": officer, "withdraw": viettel}[os.Getenv(crashAction)]
	q := f.request(t, os.Getenv(crashAction), file)
	if q.Signature != nil {
		q.Signature.Preview = f.preview(t, who, file, q).Hash
	}
	_, err = f.service(t, killingStore{network.Through{Store: f.store, Live: f.live}, after}).Act(t.Context(), who, file.Application.Row.ID, q)
	t.Fatalf("not killed: %v", err)
}
