package main

import (
	"context"
	"errors"
	"slices"

	"hatang/registry/accounts"
	"hatang/registry/backup"
	"hatang/registry/basemap"
	"hatang/registry/jobs"
	"hatang/registry/planning"
	"hatang/registry/sqlite"
	"hatang/registry/wholefile"
)

// partsBeside are what stands beside a registry file and belongs to it. What is
// not among them is nobody's loss: files that are being imported are dropped when
// the service ends, and copies are not copied.
func partsBeside(dbPath, accountsPath string) []backup.Part {
	return []backup.Part{
		{Suffix: ".accounts", Source: accountsPath, Snapshot: func(ctx context.Context, to string) error { return copyAccounts(ctx, accountsPath, to) }},
		{Suffix: ".files", Source: dbPath + ".files", Passes: wholefile.Leftover},
		{Suffix: ".basemap", Source: basemap.FolderOf(dbPath), Settled: true, Passes: wholefile.Leftover},
		{Suffix: ".roads", Source: planning.RoadsFile(dbPath), Settled: true},
		{Suffix: terrainSuffix, Source: dbPath + terrainSuffix, Settled: true, Passes: wholefile.Leftover},
		{Suffix: coverageSuffix, Source: dbPath + coverageSuffix, Settled: true, Passes: wholefile.Leftover},
		{Suffix: ".jobs", Source: jobs.Folder(dbPath), Passes: func(name string) bool { return name == "lock" || wholefile.Leftover(name) }},
	}
}

func copyAccounts(ctx context.Context, from, to string) error {
	file, err := accounts.Open(ctx, from, accounts.Options{})
	if err != nil {
		return err
	}
	return errors.Join(file.Backup(ctx, to), file.Close())
}

// backUpAll copies the registry, then what stands beside it but for what is left
// out: no record of the copy names a file that came later.
func backUpAll(ctx context.Context, dbPath, accountsPath string, store *sqlite.Store, ask backup.Request) (*backup.Manifest, error) {
	seq, err := store.Seq(ctx) // at least: what is written meanwhile may be in it too
	if err != nil {
		return nil, err
	}
	ask.Seq, ask.Program = seq, version
	ask.Parts = append([]backup.Part{{Source: dbPath, Snapshot: store.Backup}},
		slices.DeleteFunc(partsBeside(dbPath, accountsPath), func(p backup.Part) bool { return slices.Contains(ask.LeftOut, p.Suffix) })...)
	return backup.Make(ctx, ask)
}
