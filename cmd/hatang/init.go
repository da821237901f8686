package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/demonstration"
)

func newInitCommand(p *program) *cobra.Command {
	var provinces, title string
	command := &cobra.Command{
		Use:   "init",
		Short: "Tạo sổ đăng ký mới (create a new registry)",
		Long: `Tạo một sổ đăng ký trống tại tệp của --db, với các doanh nghiệp đã biết.
--province nêu (các) tỉnh của sổ: bản ghi nằm ngoài tỉnh sẽ bị từ chối khi nhập.

Creates an empty registry. --province names its territory; records outside it are
refused on import.`,
		Example: "  hatang init --province 24 --db bac-ninh.gpkg\n  hatang init --province 62 --title \"Kon Tum\"",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runInit(cmd, p, provinces, title)
		},
	}
	command.Flags().StringVar(&provinces, "province", "", "mã tỉnh, cách nhau bằng dấu phẩy / province codes")
	command.Flags().StringVar(&title, "title", "", "tên hiển thị / title")
	return command
}

func runInit(cmd *cobra.Command, p *program, provinces, title string) error {
	codes, err := provinceCodes(provinces)
	if err != nil {
		return err
	}
	store, err := p.create(cmd.Context())
	if err != nil {
		return err
	}
	err = store.Update(cmd.Context(), localAuthor("khởi tạo"), func(ctx context.Context, w registry.Writer) error {
		if err := w.PutSetting(ctx, registry.SettingTerritory, codes); err != nil {
			return err
		}
		if err := w.PutSetting(ctx, registry.SettingTitle, registry.Normalise(title)); err != nil {
			return err
		}
		return demonstration.PutOperators(ctx, w)
	})
	if closeErr := store.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã tạo %s", "created %s", p.dbPath).In(p.lang()))
	}
	return err
}

// provinceCodes checks codes such as "24" or "24,51".
func provinceCodes(text string) (string, error) {
	var codes []string
	for code := range strings.SplitSeq(text, ",") {
		code = strings.TrimSpace(code)
		if code == "" {
			continue
		}
		if len(code) != 2 || strings.Trim(code, "0123456789") != "" {
			return "", registry.Errorf(registry.Invalid,
				"--province: %q không phải mã tỉnh hai chữ số", "--province: %q is not a two-digit province code", code)
		}
		codes = append(codes, code)
	}
	return strings.Join(codes, ","), nil
}

// requestID names one run of the program in the chain of changes.
func requestID() string { return "cli-" + rand.Text() }
