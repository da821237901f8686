package main

import (
	"runtime/debug"
	"testing"
	"time"
)

func TestMemoryLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ live, want int64 }{
		{0, memoryGoal}, {300 << 20, memoryGoal}, {400 << 20, memoryGoal}, {600 << 20, 900 << 20}, {8 << 30, 12 << 30},
	} {
		if got := memoryLimit(c.live); got != c.want {
			t.Errorf("%d MiB in use: limit %d MiB, want %d", c.live>>20, got>>20, c.want>>20)
		}
	}
}

func TestBoundMemory(t *testing.T) {
	before := debug.SetMemoryLimit(-1)
	t.Cleanup(func() { debug.SetMemoryLimit(before) })
	t.Setenv(memoryEnvar, "3GiB")
	boundMemory(t.Context())
	if got := debug.SetMemoryLimit(-1); got != before {
		t.Errorf("the limit is %d although the environment says one", got)
	}
	t.Setenv(memoryEnvar, "")
	boundMemory(t.Context())
	if got := debug.SetMemoryLimit(-1); got != memoryGoal {
		t.Errorf("the limit is %d, want %d", got, int64(memoryGoal))
	}
	time.Sleep(memoryLook + 200*time.Millisecond) // a look at a small heap changes nothing
	if got := debug.SetMemoryLimit(-1); got != memoryGoal {
		t.Errorf("the limit has become %d", got)
	}
}
