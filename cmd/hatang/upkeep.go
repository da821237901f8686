package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	handlerssettings "hatang/handlers/settings"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/dossiers"
	"hatang/registry/jobs"
	"hatang/registry/sqlite"
)

// The kinds of job by which administrators look after a registry.
const (
	checkJob  = "check"
	backupJob = "backup"
	rulesJob  = "try-rules"
)

// upkeep are these jobs over a registry.
func upkeep(dbPath string, store registry.Store, cases *dossiers.Service) map[string]jobs.Kind {
	return map[string]jobs.Kind{
		checkJob: {
			Title: registry.Text{VI: "kiểm tra tệp và chuỗi lịch sử", EN: "checking the file and the chain of changes"}, Check: noInput,
			Work: func(ctx context.Context, _ jobs.Task) (any, error) { return checkNow(ctx, store) },
		},
		backupJob: {
			Title: registry.Text{VI: "sao lưu sổ đăng ký", EN: "backing up the registry"}, Check: noInput,
			Work: func(ctx context.Context, _ jobs.Task) (any, error) { return backupNow(ctx, dbPath, store, time.Now()) },
		},
		rulesJob: {
			Title: registry.Text{VI: "thử bộ quy định trên các hồ sơ", EN: "trying a rule set on the dossiers"}, Check: checkTrial,
			Work: func(ctx context.Context, task jobs.Task) (any, error) { return tryRules(ctx, cases, task) },
		},
	}
}

func noInput(input json.RawMessage) error { return jobs.Read(input, new(struct{})) }

// backupNow writes a copy into the folder of backups beside the registry.
func backupNow(ctx context.Context, dbPath string, store registry.Store, now time.Time) (any, error) {
	file, ok := store.(*sqlite.Store)
	if !ok {
		return nil, registry.Errorf(registry.Unsupported, "sổ này không phải một tệp", "this registry is no file")
	}
	folder := dbPath + ".backups"
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("folder of backups: %w", err)
	}
	base := strings.TrimSuffix(filepath.Base(dbPath), filepath.Ext(dbPath))
	path := filepath.Join(folder, base+"-"+now.In(registry.Vietnam()).Format("20060102-150405")+".gpkg")
	seq, err := store.Seq(ctx) // at least: what is written meanwhile may be in it too
	if err != nil {
		return nil, err
	}
	if err := file.Backup(ctx, path); err != nil {
		return nil, err
	}
	return recordBackup(ctx, dbPath, path, seq, now)
}

// recordBackup writes down what was made.
func recordBackup(ctx context.Context, dbPath, path string, seq int64, now time.Time) (*handlerssettings.Backup, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	made := &handlerssettings.Backup{At: now.UTC(), File: filepath.Base(path), Bytes: info.Size(), Seq: seq}
	return made, noteBackup(ctx, dbPath, *made)
}

func checkNow(ctx context.Context, store registry.Store) (any, error) {
	file, ok := store.(*sqlite.Store)
	if !ok {
		return nil, registry.Errorf(registry.Unsupported, "sổ này không phải một tệp", "this registry is no file")
	}
	return check(ctx, file)
}

// trialInput is a rule set to be tried.
type trialInput struct {
	Rules    string `json:"rules"`    // YAML
	Replaces string `json:"replaces"` // code of the set in whose place it is tried
}

func checkTrial(input json.RawMessage) error {
	var in trialInput
	if err := jobs.Read(input, &in); err != nil {
		return err
	}
	_, err := appraisal.Parse([]byte(in.Rules))
	return err
}

func tryRules(ctx context.Context, cases *dossiers.Service, task jobs.Task) (any, error) {
	var in trialInput
	if err := jobs.Read(task.Input, &in); err != nil {
		return nil, err
	}
	return cases.Try(ctx, []byte(in.Rules), in.Replaces, func(done, total int) {
		task.Progress(float64(done)/float64(max(total, 1)), registry.Textf("hồ sơ %d/%d", "dossier %d/%d", done+1, total))
	})
}
