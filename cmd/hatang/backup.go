package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/sqlite"
)

func newBackupCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Sao lưu sổ đăng ký ra một tệp (back up the registry)",
		Long: `Ghi một bản sao gọn, đã kiểm tra, của sổ đăng ký ra FILE, kể cả khi hatang serve hoặc QGIS
đang mở nó. FILE đã có thì không bị ghi đè. Khôi phục: dừng chương trình, chép bản sao
về chỗ cũ.

Writes a compact, checked copy of the registry, also while it is being served or is
open in QGIS. An existing FILE is not overwritten. To restore, stop the program and
copy the file back.`,
		Example: "  hatang backup sao-luu-2026-11-21.gpkg",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return registry.Errorf(registry.Invalid, "cần đúng một tên tệp để sao lưu ra", "exactly one file to back up to is needed")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runBackup(cmd, p, args[0]) },
	}
}

func runBackup(cmd *cobra.Command, p *program, path string) error {
	store, err := sqlite.Open(cmd.Context(), p.dbPath, sqlite.Options{ProgramVersion: version})
	if err != nil {
		return err
	}
	seq, err := store.Seq(cmd.Context())
	if err := errors.Join(err, store.Backup(cmd.Context(), path), store.Close()); err != nil {
		return err
	}
	made, err := recordBackup(cmd.Context(), p.dbPath, path, seq, time.Now())
	if err != nil {
		return err
	}
	if p.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
			File  string `json:"file"`
			Bytes int64  `json:"bytes"`
		}{path, made.Bytes})
	}
	lang := p.lang()
	fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã sao lưu %s ra %s, %s MB", "backed up %s to %s, %s MB",
		p.dbPath, path, lang.Number(float64(made.Bytes)/1e6, 1)).In(lang))
	return nil
}
