package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/importing"
)

func newChecksCommand(p *program) *cobra.Command {
	command := &cobra.Command{
		Use:   "checks",
		Short: "Bảng các phép kiểm tra khi nhập (what imports check)",
		Long: `Liệt kê các phép kiểm tra khi nhập tệp và mức của từng phép: error (từ chối tệp),
warning (cảnh báo từng dòng), note (chỉ đếm), off (không kiểm tra).

Lists what imports check and how severe a finding is: error (the file is refused),
warning (told row by row), note (counted only), off (not looked at).`,
		Example: "  hatang checks\n  hatang checks set duplicate error\n  hatang checks set gap off",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return listChecks(cmd, p) },
	}
	command.AddCommand(
		&cobra.Command{
			Use: "list", Short: "Liệt kê (list)", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return listChecks(cmd, p) },
		},
		&cobra.Command{
			Use: "set RULE error|warning|note|off", Short: "Đổi mức của một phép kiểm tra (set a level)", Args: exactly(2, "RULE LEVEL"),
			RunE: func(cmd *cobra.Command, args []string) error { return setCheck(cmd, p, args[0], args[1]) },
		},
	)
	return command
}

func listChecks(cmd *cobra.Command, p *program) error {
	store, closeStore, err := p.open(cmd.Context())
	if err != nil {
		return err
	}
	rules, err := importing.Rules(cmd.Context(), store)
	if closeErr := closeStore(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return p.printReport(cmd.OutOrStdout(), rules, func(out io.Writer, lang registry.Lang) error {
		for _, r := range rules {
			mark := " "
			switch {
			case r.Fixed:
				mark = "="
			case r.Level != r.Default:
				mark = "*"
			}
			if _, err := fmt.Fprintf(out, "%s %-11s %-8s %s\n", mark, r.Name, r.Level, r.About.In(lang)); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintln(out, registry.Text{VI: "= không đổi được, * đã đổi", EN: "= cannot be changed, * was changed"}.In(lang))
		return err
	})
}

func setCheck(cmd *cobra.Command, p *program, rule, level string) error {
	store, closeStore, err := p.open(cmd.Context())
	if err != nil {
		return err
	}
	err = importing.SetRule(cmd.Context(), store, localAuthor("mức kiểm tra "+rule), rule, importing.Level(level))
	if closeErr := closeStore(); err == nil {
		err = closeErr
	}
	return err
}
