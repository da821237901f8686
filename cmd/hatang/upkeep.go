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
	"hatang/registry/backup"
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
func upkeep(dbPath, accountsPath string, store registry.Store, cases *dossiers.Service) map[string]jobs.Kind {
	return map[string]jobs.Kind{
		checkJob: {
			Title: registry.Text{VI: "kiểm tra tệp và chuỗi lịch sử", EN: "checking the file and the chain of changes"}, Check: noInput,
			Work: func(ctx context.Context, _ jobs.Task) (any, error) { return checkNow(ctx, store) },
		},
		backupJob: {
			Title: registry.Text{VI: "sao lưu sổ đăng ký và mọi thứ đi kèm", EN: "backing up the registry with all that belongs to it"}, Check: checkBackup,
			Work: func(ctx context.Context, task jobs.Task) (any, error) {
				return backupNow(ctx, dbPath, accountsPath, store, time.Now(), task)
			},
		},
		rulesJob: {
			Title: registry.Text{VI: "thử bộ quy định trên các hồ sơ", EN: "trying a rule set on the dossiers"}, Check: checkTrial,
			Work: func(ctx context.Context, task jobs.Task) (any, error) { return tryRules(ctx, cases, task) },
		},
	}
}

func noInput(input json.RawMessage) error { return jobs.Read(input, new(struct{})) }

// backupInput is what a copy is to hold.
type backupInput struct {
	WithoutCoverage bool `json:"without_coverage"`
}

func checkBackup(input json.RawMessage) error { return jobs.Read(input, new(backupInput)) }

// backupNow writes a copy into the folder of backups beside the registry.
func backupNow(ctx context.Context, dbPath, accountsPath string, store registry.Store, now time.Time, task jobs.Task) (any, error) {
	var in backupInput
	if err := jobs.Read(task.Input, &in); err != nil {
		return nil, err
	}
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
	flags := backupFlags{withoutCoverage: in.WithoutCoverage}
	copied, err := backUpAll(ctx, dbPath, accountsPath, file, backup.Request{
		To: path, LeftOut: flags.leftOut(), Now: now,
		Progress: func(done, total int64) {
			task.Progress(float64(done)/float64(max(total, 1)), registry.Textf("%s/%s MB", "%s/%s MB", registry.VI.Number(float64(done)/1e6, 1), registry.VI.Number(float64(total)/1e6, 1)))
		},
	})
	if err != nil {
		return nil, err
	}
	return recordBackup(ctx, dbPath, path, copied, now)
}

// recordBackup writes down what was made.
func recordBackup(ctx context.Context, dbPath, path string, copied *backup.Manifest, now time.Time) (*handlerssettings.Backup, error) {
	bytes := copied.Bytes()
	if len(copied.Files) == 0 { // the registry alone
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		bytes = info.Size()
	}
	made := &handlerssettings.Backup{At: now.UTC(), File: filepath.Base(path), Bytes: bytes, Seq: copied.Seq, LeftOut: copied.LeftOut}
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
