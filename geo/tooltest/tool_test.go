package tooltest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"hatang/geo/tooltest"
)

// judge is a test that may be ended.
type judge struct {
	testing.TB
	skipped, failed string
}

func (j *judge) Helper() {}

func (j *judge) Fatalf(format string, args ...any) {
	j.failed = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (j *judge) Skipf(format string, args ...any) {
	j.skipped = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestMissingProgramSkipsButFailsInCI(t *testing.T) {
	for _, ci := range []string{"", "true"} {
		t.Setenv("CI", ci)
		j, went := &judge{TB: t}, false
		done := make(chan struct{})
		go func() {
			defer close(done)
			tooltest.Path(j, "no-such-program-of-anybody", "nothing-deb")
			went = true
		}()
		<-done
		said, other := j.skipped, j.failed
		if ci == "true" {
			said, other = other, said
		}
		if went || other != "" || !strings.Contains(said, "no-such-program-of-anybody is missing: apt-get install nothing-deb") {
			t.Errorf("CI=%q: skipped %q, failed %q, went on %v", ci, j.skipped, j.failed, went)
		}
	}
}

func TestPathOfAProgramThatIsThere(t *testing.T) {
	t.Setenv("CI", "true")
	if path := tooltest.Path(t, "go", "golang"); path == "" {
		t.Error("no path")
	}
}
