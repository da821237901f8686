package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// The service keeps its memory within these bounds, as far as it can be: what a
// registry of 400,000 stations takes is 0.4 GiB, and a heap that may double
// before it is cleaned would go beyond a gibibyte.
const (
	// memoryGoal is for what Go manages; SQLite's pages and the program itself
	// come on top of it.
	memoryGoal = 800 << 20
	// A registry that does not fit gets half as much again as it takes, so that
	// the cleaning does not take all the time there is.
	memoryRoom  = 1.5
	memoryLook  = time.Second
	liveMetric  = "/gc/heap/live:bytes"
	memoryEnvar = "GOMEMLIMIT"

	// While a registry is read nearly everything that is made stays, so cleaning
	// as often as usual finds little: half as often saves a tenth of the time
	// and takes no more memory at its peak. The limit above holds all the same.
	readingPercent = 200
	percentEnvar   = "GOGC"
)

// whileReading lets memory be cleaned less often until done is called, unless
// whoever started the program said how with GOGC.
func whileReading() (done func()) {
	if os.Getenv(percentEnvar) != "" {
		return func() {}
	}
	before := debug.SetGCPercent(readingPercent)
	return func() { debug.SetGCPercent(before) }
}

// boundMemory keeps the program's memory bounded until ctx ends, unless whoever
// started it said how with GOMEMLIMIT.
func boundMemory(ctx context.Context) {
	if os.Getenv(memoryEnvar) != "" {
		return
	}
	limit := int64(memoryGoal)
	debug.SetMemoryLimit(limit)
	go func() {
		ticker := time.NewTicker(memoryLook)
		defer ticker.Stop()
		sample := []metrics.Sample{{Name: liveMetric}}
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			metrics.Read(sample)
			if wanted := memoryLimit(int64(sample[0].Value.Uint64())); wanted != limit {
				limit = wanted
				debug.SetMemoryLimit(limit)
			}
		}
	}()
}

// memoryLimit is the limit for so many bytes in use.
func memoryLimit(live int64) int64 { return max(memoryGoal, int64(memoryRoom*float64(live))) }
