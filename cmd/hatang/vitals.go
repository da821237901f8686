package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"hatang/handlers"
	handlerssettings "hatang/handlers/settings"
	"hatang/registry/jobs"
)

// vitals knows how the running service is doing.
type vitals struct {
	dbPath  string
	started time.Time
	pool    *jobs.Pool
	server  *handlers.Server // set when the server has been put together
}

// read gathers what is known now.
func (v *vitals) read(context.Context) (handlerssettings.Process, error) {
	p := handlerssettings.Process{Version: version, Go: runtime.Version(), StartedAt: v.started.UTC(), Goroutines: runtime.NumGoroutine(), LimitBytes: debug.SetMemoryLimit(-1)}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	p.HeapBytes, p.TakenBytes = memory.HeapAlloc, memory.Sys
	p.DiskFreeBytes, p.DiskBytes = diskSpace(filepath.Dir(v.dbPath))
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(v.dbPath + suffix); err == nil {
			p.FileBytes += info.Size()
		}
	}
	if v.pool != nil {
		for _, job := range v.pool.List() {
			if !job.State.Ended() {
				p.Jobs++
			}
		}
	}
	var err error
	if p.Backup, err = lastBackup(v.dbPath); err != nil {
		return p, err
	}
	if v.server == nil {
		return p, nil
	}
	answered, err := v.server.Figures()
	p.Requests, p.Refused, p.Failed = answered.Requests, answered.Refused, answered.Failed
	p.MeanMS = float64(answered.Mean) / float64(time.Millisecond)
	return p, err
}

// backupNote is the file beside a registry that tells of its last backup. It is
// no part of the registry: making a copy is no change of it.
func backupNote(dbPath string) string { return dbPath + ".last-backup" }

// noteBackup writes down that a copy was made.
func noteBackup(ctx context.Context, dbPath string, b handlerssettings.Backup) error {
	return atomically(ctx, backupNote(dbPath), func(w io.Writer) error { return json.NewEncoder(w).Encode(b) })
}

// lastBackup is the last backup that was written down, nil when there is none.
func lastBackup(dbPath string) (*handlerssettings.Backup, error) {
	content, err := os.ReadFile(backupNote(dbPath))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	b := new(handlerssettings.Backup)
	if json.Unmarshal(content, b) != nil {
		return nil, nil //nolint:nilnil,nilerr // a note that cannot be read tells of nothing
	}
	return b, nil
}
