package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"hatang/registry"
)

// The exit codes of the program.
const (
	exitDone     = 0
	exitFailed   = 1
	exitBadInput = 2
)

// program is what every subcommand shares: where the registry is, how to speak.
type program struct {
	dbPath  string
	json    bool
	english bool
}

// lang is the language that messages are written in.
func (p *program) lang() registry.Lang {
	if p.english {
		return registry.EN
	}
	return registry.VI
}

// run is the whole program: it parses args, runs one subcommand and returns the
// exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	p := new(program)
	root := newRootCommand(p)
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	p.report(errOut, err)
	return exitCode(err)
}

// newRootCommand is the command line with every subcommand.
func newRootCommand(p *program) *cobra.Command {
	root := &cobra.Command{
		Use:   "hatang",
		Short: "Sổ đăng ký hạ tầng bưu chính, viễn thông, truyền thanh của một tỉnh",
		Long: `hatang giữ sổ đăng ký vị trí BTS, điểm bưu chính và đài truyền thanh cấp xã của một
tỉnh; tính bán kính phục vụ và số dân phục vụ; nhập và xuất tệp; mở bản đồ trên trình duyệt.

hatang keeps a province's registry of BTS sites, postal points and commune radio
stations, and computes what each covers and how many people it serves.`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return badInput{err} })
	database := os.Getenv("HATANG_DB")
	if database == "" {
		database = "hatang.gpkg"
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.dbPath, "db", database, "tệp sổ đăng ký (GeoPackage) / registry file")
	flags.BoolVar(&p.json, "json", false, "trả lời bằng JSON / answer in JSON")
	flags.BoolVar(&p.english, "english", os.Getenv("HATANG_LANG") == "en", "thông báo bằng tiếng Anh / messages in English")
	root.AddCommand(
		newInitCommand(p), newDemoCommand(p), newServeCommand(p), newImportCommand(p),
		newExportCommand(p), newTemplateCommand(p), newChecksCommand(p), newServedCommand(p),
		newReportCommand(p), newSubmissionsCommand(p), newCoverageCommand(p), newPlanCommand(p), newAppraiseCommand(p),
		newRulesCommand(p), newDossierCommand(p), newCoordCommand(), newBackupCommand(p), newRestoreCommand(p),
		newCheckCommand(p), newUserCommand(p), newTokenCommand(p), newVersionCommand(p),
	)
	return root
}

// report writes an error for a person: what, where, and what to do.
func (p *program) report(out io.Writer, err error) {
	lang := p.lang()
	var e *registry.Error
	if !errors.As(err, &e) {
		fmt.Fprintf(out, "hatang: %v\n", err)
		return
	}
	fmt.Fprintf(out, "hatang: %s\n", e.Message.In(lang))
	for _, problem := range e.Problems {
		fmt.Fprintf(out, "  %s\n", problem.In(lang))
	}
	if e.Cause != nil {
		fmt.Fprintf(out, "  %v\n", e.Cause)
	}
	if !e.Hint.IsZero() {
		fmt.Fprintf(out, "  → %s\n", e.Hint.In(lang))
	}
}

// badInput marks an error as the caller's.
type badInput struct{ error }

func (b badInput) Unwrap() error { return b.error }

// ExitCode is the exit code of bad input.
func (badInput) ExitCode() int { return exitBadInput }

// exitCode is 2 for what the caller got wrong, else 1.
func exitCode(err error) int {
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		return coded.ExitCode()
	}
	switch registry.CodeOf(err) {
	case registry.Invalid, registry.NotFound, registry.Unsupported:
		return exitBadInput
	}
	return exitFailed
}
