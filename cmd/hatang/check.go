package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/sqlite"
)

func newCheckCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Kiểm tra tệp sổ đăng ký và chuỗi lịch sử (check the registry file)",
		Long: `Ghi nhận sửa đổi từ QGIS và chương trình khác nếu có, rồi kiểm tra: cấu trúc tệp, chỉ mục
không gian, các bẫy ghi nhận, tham chiếu, nội dung từng dòng, và chuỗi lịch sử: có ai
sửa sổ mà không qua lịch sử, hoặc sửa chính lịch sử. Có lỗi thì mã thoát là 1.

Enters edits by QGIS and other programs if there are any, then checks the structure of
the file, its spatial indexes and triggers, references, the content of every row, and
the chain of the history: whether anybody altered the registry past it, or altered the
history itself. Exits with 1 when something is wrong.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runCheck(cmd, p) },
	}
}

// checkReport is what hatang check found.
type checkReport struct {
	Adopted  int                `json:"adopted"` // edits from outside that were entered
	Problems []registry.Problem `json:"problems"`
	Checks   []checkResult      `json:"checks"`
	InOrder  bool               `json:"in_order"`
}

// checkResult is one check.
type checkResult struct {
	Name     registry.Text      `json:"name"`
	InOrder  bool               `json:"in_order"`
	Message  registry.Text      `json:"message"`
	Hint     registry.Text      `json:"hint"`
	Problems []registry.Problem `json:"problems"`
}

// errCheckFailed ends the program with 1 when the report has been written.
var errCheckFailed = registry.Errorf(registry.Conflict, "sổ đăng ký có lỗi", "something is wrong with the registry")

func runCheck(cmd *cobra.Command, p *program) error {
	store, err := sqlite.Open(cmd.Context(), p.dbPath, sqlite.Options{ProgramVersion: version})
	if err != nil {
		return err
	}
	report, err := check(cmd.Context(), store)
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	if p.json {
		err = json.NewEncoder(cmd.OutOrStdout()).Encode(report)
	} else {
		report.write(cmd.OutOrStdout(), p.lang())
	}
	if err == nil && !report.InOrder {
		return errCheckFailed
	}
	return err
}

func check(ctx context.Context, store *sqlite.Store) (*checkReport, error) {
	adopted, problems, err := store.AdoptOutside(ctx)
	if err != nil {
		return nil, err
	}
	findings, err := store.Check(ctx)
	if err != nil {
		return nil, err
	}
	report := &checkReport{Adopted: adopted, Problems: problems, InOrder: true}
	for _, f := range findings {
		result := checkResult{Name: f.Name, InOrder: f.Err == nil}
		var told *registry.Error
		if errors.As(f.Err, &told) {
			result.Message, result.Hint, result.Problems = told.Message, told.Hint, told.Problems
		}
		report.Checks = append(report.Checks, result)
		report.InOrder = report.InOrder && result.InOrder
	}
	return report, nil
}

// write writes the report for a person, every problem on a line of its own.
func (r *checkReport) write(out io.Writer, lang registry.Lang) {
	if r.Adopted > 0 {
		fmt.Fprintln(out, registry.Textf("đã ghi nhận %d sửa đổi từ ngoài", "entered %d edits from outside", r.Adopted).In(lang))
		writeProblems(out, lang, r.Problems)
	}
	for _, c := range r.Checks {
		if c.InOrder {
			fmt.Fprintf(out, "✓ %s\n", c.Name.In(lang))
			continue
		}
		fmt.Fprintf(out, "✗ %s: %s\n", c.Name.In(lang), c.Message.In(lang))
		writeProblems(out, lang, c.Problems)
		if !c.Hint.IsZero() {
			fmt.Fprintf(out, "  → %s\n", c.Hint.In(lang))
		}
	}
}

func writeProblems(out io.Writer, lang registry.Lang, problems []registry.Problem) {
	for _, problem := range problems {
		fmt.Fprintf(out, "  %s\n", problem.In(lang))
	}
}
