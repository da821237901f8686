package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/demonstration"
)

func newDemoCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Nạp tỉnh minh họa: Kon Tum ngày 31/12/2020 (load the demonstration)",
		Long: `Tạo tại tệp của --db một sổ đăng ký minh họa: Kon Tum ngày 31/12/2020. Tên, mã, dân số,
diện tích và các tổng số là thật; ranh giới và vị trí các điểm là sơ đồ. Nếu tệp đã là sổ
minh họa thì giữ nguyên.

Creates the demonstration registry. A file that already is the demonstration is kept.`,
		Example: "  hatang demo --db demo.gpkg\n  hatang served postal --db demo.gpkg",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDemo(cmd, p) },
	}
}

func runDemo(cmd *cobra.Command, p *program) error {
	ctx := cmd.Context()
	if _, err := os.Stat(p.dbPath); err == nil {
		return keepDemonstration(cmd, p)
	}
	store, err := p.create(ctx)
	if err != nil {
		return err
	}
	err = errors.Join(demonstration.Load(ctx, store), store.Close())
	if err != nil {
		return errors.Join(err, removeRegistry(p.dbPath))
	}
	fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã nạp %s vào %s", "loaded %s into %s", demonstration.Title, p.dbPath).In(p.lang()))
	fmt.Fprintln(cmd.ErrOrStderr(), demonstration.Notice().In(p.lang()))
	return nil
}

// keepDemonstration accepts a file that was made by demo before and refuses any
// other.
func keepDemonstration(cmd *cobra.Command, p *program) error {
	store, closeStore, err := p.open(cmd.Context())
	if err != nil {
		return err
	}
	title, err := store.Setting(cmd.Context(), registry.SettingTitle)
	if err = errors.Join(err, closeStore()); err != nil {
		return err
	}
	if title != demonstration.Title {
		e := registry.Errorf(registry.Conflict, "%s là sổ đăng ký khác, không ghi đè", "%s is another registry and is not overwritten", p.dbPath)
		e.Hint = registry.Text{VI: "chọn tệp khác bằng --db", EN: "choose another file with --db"}
		return e
	}
	fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("%s đã có %s, giữ nguyên", "%s already holds %s, kept", p.dbPath, demonstration.Title).In(p.lang()))
	return nil
}

// removeRegistry removes a registry file that was not finished, with the files
// beside it.
func removeRegistry(path string) error {
	var all error
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			all = errors.Join(all, err)
		}
	}
	return all
}
