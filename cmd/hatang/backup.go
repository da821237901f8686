package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/backup"
	"hatang/registry/sqlite"
)

// backupFlags is what a copy is to hold.
type backupFlags struct {
	onlyRegistry, withoutCoverage bool
	accounts                      string
}

func newBackupCommand(p *program) *cobra.Command {
	var f backupFlags
	command := &cobra.Command{
		Use:   "backup FILE",
		Short: "Sao lưu sổ đăng ký và mọi thứ đi kèm (back up the registry with all that belongs to it)",
		Long: `Ghi một bản sao đã kiểm tra của sổ đăng ký ra FILE, kể cả khi hatang serve hoặc QGIS đang
mở nó, và cạnh FILE mọi thứ đi kèm sổ, cũng mang tên FILE: tài khoản, tệp hồ sơ, lớp nền, địa
hình, đường, vùng phủ đã tính, nhật ký việc chạy nền; FILE.manifest.json kê từng tệp với mã
băm. Mở được ngay bằng hatang serve --db FILE. FILE đã có thì không bị ghi đè. Bị ngắt thì
chạy lại cùng lệnh: phần đã chép trong FILE.part được dùng tiếp. Khôi phục: hatang restore.

Writes a checked copy of the registry to FILE, also while it is being served or is open in
QGIS, and beside FILE, called like it, all that belongs to the registry: accounts, the files
of dossiers, basemap, terrain, roads, computed coverage, jobs; FILE.manifest.json lists every
file with its hash. The copy can be served where it lies: hatang serve --db FILE. An existing
FILE is not overwritten. After an interruption run it again: what lies in FILE.part is taken
up. To restore: hatang restore.`,
		Example: `  hatang backup sao-luu-2026-11-21.gpkg
  hatang backup --without-coverage sao-luu.gpkg
  hatang backup --only-registry so-dang-ky.gpkg`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return registry.Errorf(registry.Invalid, "cần đúng một tên tệp để sao lưu ra", "exactly one file to back up to is needed")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runBackup(cmd, p, &f, args[0]) },
	}
	flags := command.Flags()
	flags.BoolVar(&f.onlyRegistry, "only-registry", false, "chỉ sổ đăng ký, một tệp / the registry alone, one file")
	flags.BoolVar(&f.withoutCoverage, "without-coverage", false, "không chép vùng phủ đã tính: tính lại được bằng hatang coverage compute / leave out computed coverage, which can be computed again")
	flags.StringVar(&f.accounts, "accounts", "", accountsUsage)
	return command
}

func runBackup(cmd *cobra.Command, p *program, f *backupFlags, path string) error {
	ctx := cmd.Context()
	store, err := sqlite.Open(ctx, p.dbPath, sqlite.Options{ProgramVersion: version})
	if err != nil {
		return err
	}
	copied, err := p.backUp(cmd, store, f, path)
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	made, err := recordBackup(ctx, p.dbPath, path, copied, time.Now())
	if err != nil {
		return err
	}
	if p.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
			File    string   `json:"file"`
			Bytes   int64    `json:"bytes"`
			LeftOut []string `json:"left_out"`
		}{path, made.Bytes, copied.LeftOut})
	}
	lang := p.lang()
	fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã sao lưu %s ra %s, %s MB", "backed up %s to %s, %s MB",
		p.dbPath, path, lang.Number(float64(made.Bytes)/1e6, 1)).In(lang))
	if len(copied.LeftOut) > 0 && !f.onlyRegistry {
		fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("không chép: %s", "left out: %s", strings.Join(copied.LeftOut, ", ")).In(lang))
	}
	return nil
}

// backUp makes the copy that the flags ask for.
func (p *program) backUp(cmd *cobra.Command, store *sqlite.Store, f *backupFlags, path string) (*backup.Manifest, error) {
	ctx := cmd.Context()
	if f.onlyRegistry {
		return backUpRegistry(ctx, store, path)
	}
	progress, done := progressOn(cmd.ErrOrStderr())
	defer done()
	return backUpAll(ctx, p.dbPath, p.accountsPath(f.accounts), store, backup.Request{
		To: path, LeftOut: f.leftOut(), Now: time.Now(), Progress: progress,
	})
}

// leftOut are the suffixes of what is not copied.
func (f *backupFlags) leftOut() []string {
	if f.withoutCoverage {
		return []string{coverageSuffix}
	}
	return nil
}

// backUpRegistry copies the registry alone.
func backUpRegistry(ctx context.Context, store *sqlite.Store, path string) (*backup.Manifest, error) {
	seq, err := store.Seq(ctx)
	if err != nil {
		return nil, err
	}
	m := &backup.Manifest{Seq: seq, LeftOut: []string{}}
	for _, part := range partsBeside("", "") {
		m.LeftOut = append(m.LeftOut, part.Suffix)
	}
	return m, store.Backup(ctx, path)
}
