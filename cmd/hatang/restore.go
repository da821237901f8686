package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/backup"
	"hatang/registry/sqlite"
)

func newRestoreCommand(p *program) *cobra.Command {
	verify := false
	command := &cobra.Command{
		Use:   "restore COPY",
		Short: "Khôi phục sổ đăng ký và mọi thứ đi kèm từ bản sao (restore from a backup)",
		Long: `Đối chiếu từng tệp của bản sao COPY (hatang backup) với bản kê, chép về --db và các thư mục
cạnh nó, rồi kiểm tra sổ và chuỗi lịch sử như hatang check. Không ghi đè: chuyển sổ cũ và
những gì cạnh nó đi nơi khác trước. Dừng hatang serve trước khi khôi phục. Tài khoản, phiên
đăng nhập và thẻ API trở lại như lúc sao lưu. --verify chỉ đối chiếu. Đã mở bản sao (serve,
check) thì nó không còn như bản kê: nó là một sổ dùng được, không khôi phục từ nó nữa.

Holds every file of the copy (hatang backup) against its manifest, copies it to --db and
beside it, then checks the registry and the chain of its history as hatang check does.
Nothing is overwritten: move the old registry and what is beside it away first. Stop hatang
serve before. Accounts, sessions and tokens are as they were when the copy was made. --verify
only holds it against the manifest. A copy that was opened (serve, check) is as its manifest
says no longer: it is a registry to be used, and not one to restore from.`,
		Example: "  hatang restore sao-luu-2026-11-21.gpkg --db kontum.gpkg\n  hatang restore --verify sao-luu-2026-11-21.gpkg",
		Args:    exactly(1, "COPY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if verify {
				return runVerify(cmd, p, args[0])
			}
			return runRestore(cmd, p, args[0])
		},
	}
	command.Flags().BoolVar(&verify, "verify", false, "chỉ đối chiếu với bản kê, không chép / hold against the manifest only, copy nothing")
	return command
}

func runVerify(cmd *cobra.Command, p *program, from string) error {
	progress, done := progressOn(cmd.ErrOrStderr())
	manifest, err := backup.Verify(cmd.Context(), from, progress)
	done()
	if err != nil {
		return err
	}
	if p.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(manifest)
	}
	lang := p.lang()
	fmt.Fprintln(cmd.OutOrStdout(), registry.Textf("bản sao %s nguyên vẹn: %s tệp, %s MB", "the copy %s is whole: %s files, %s MB",
		from, lang.Integer(len(manifest.Files)), lang.Number(float64(manifest.Bytes())/1e6, 1)).In(lang))
	return nil
}

func runRestore(cmd *cobra.Command, p *program, from string) error {
	ctx := cmd.Context()
	progress, done := progressOn(cmd.ErrOrStderr())
	restored, err := backup.Restore(ctx, from, p.dbPath, time.Now(), progress)
	done()
	if err != nil {
		return err
	}
	store, err := sqlite.Open(ctx, p.dbPath, sqlite.Options{ProgramVersion: version})
	if err != nil {
		return err
	}
	report, err := check(ctx, store)
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	if p.json {
		err = json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
			File    string       `json:"file"`
			Bytes   int64        `json:"bytes"`
			LeftOut []string     `json:"left_out"`
			Check   *checkReport `json:"check"`
		}{p.dbPath, restored.Bytes(), restored.LeftOut, report})
	} else {
		lang := p.lang()
		fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã khôi phục %s từ %s, %s MB", "restored %s from %s, %s MB",
			p.dbPath, from, lang.Number(float64(restored.Bytes())/1e6, 1)).In(lang))
		report.write(cmd.OutOrStdout(), lang)
	}
	if err == nil && !report.InOrder {
		return errCheckFailed
	}
	return err
}
