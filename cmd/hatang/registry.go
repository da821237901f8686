package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"hatang/registry"
	"hatang/registry/sqlite"
)

// open opens the registry that --db names, with edits that other programs made
// entered into the chain. The second result closes it.
func (p *program) open(ctx context.Context) (registry.Store, func() error, error) {
	if _, err := os.Stat(p.dbPath); errors.Is(err, os.ErrNotExist) {
		e := registry.Errorf(registry.NotFound, "không có sổ đăng ký %s", "there is no registry %s", p.dbPath)
		e.Hint = registry.Text{
			VI: "tạo mới bằng: hatang init, hoặc xem thử bằng: hatang demo; chỉ tệp khác bằng --db",
			EN: "create one with: hatang init, or try: hatang demo; name another file with --db",
		}
		return nil, nil, e
	}
	store, err := sqlite.Open(ctx, p.dbPath, sqlite.Options{ProgramVersion: version})
	if err != nil {
		return nil, nil, err
	}
	if _, _, err := store.AdoptOutside(ctx); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("edits from outside: %w", err), store.Close())
	}
	return store, store.Close, nil
}

// create makes a new registry at --db; an existing file is left alone.
func (p *program) create(ctx context.Context) (*sqlite.Store, error) {
	if _, err := os.Stat(p.dbPath); err == nil {
		e := registry.Errorf(registry.Conflict, "đã có tệp %s, không ghi đè", "%s exists and is not overwritten", p.dbPath)
		e.Hint = registry.Text{VI: "chọn tệp khác bằng --db, hoặc tự xóa tệp cũ", EN: "choose another file with --db, or remove the old one yourself"}
		return nil, e
	}
	return sqlite.Create(ctx, p.dbPath, sqlite.Options{ProgramVersion: version})
}

// localAuthor is who writes from the command line: the user of the machine.
func localAuthor(reason string) registry.Author {
	name := os.Getenv("USER")
	if name == "" {
		name = fmt.Sprintf("uid %d", os.Getuid())
	}
	return registry.Author{Actor: "local:" + name, Request: requestID(), Reason: reason}
}
