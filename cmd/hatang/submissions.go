package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/submissions"
)

// submissionsSuffix ends the name of the folder beside the registry that keeps
// the files handed in.
const submissionsSuffix = ".submissions"

func newSubmissionsCommand(p *program) *cobra.Command {
	command := &cobra.Command{
		Use:   "submissions",
		Short: "Số liệu doanh nghiệp nộp hằng quý (data that operators hand in)",
		Long: `Theo dõi số liệu doanh nghiệp nộp từng quý: ai phải nộp gì, hạn nào, ai trễ; nhận tệp, xem thay đổi so
với sổ đăng ký, chấp nhận (mới ghi vào sổ) hoặc trả lại.

Follows the data that operators hand in every quarter: who owes what and when, who is late; receives files,
shows how they differ from the registry, accepts them (only then is anything written) or returns them.`,
		Example: `  hatang submissions expect --year 2026 --quarter 3 viettel:sites viettel:stations vnpost:postal
  hatang submissions list
  hatang submissions receive ID quy3.csv
  hatang submissions accept ID`,
	}
	command.AddCommand(newSubmissionsListCommand(p), newSubmissionsExpectCommand(p), newSubmissionsReceiveCommand(p),
		newSubmissionsAcceptCommand(p), newSubmissionsReturnCommand(p))
	return command
}

// atSubmissions opens the registry and runs fn at the desk of submissions.
func (p *program) atSubmissions(ctx context.Context, fn func(*submissions.Desk) error) (err error) {
	store, closeStore, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	return fn(&submissions.Desk{Store: store, Folder: p.dbPath + submissionsSuffix})
}

func newSubmissionsListCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Các lần nộp, trễ hạn trước (submissions, late ones first)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.atSubmissions(cmd.Context(), func(d *submissions.Desk) error {
				items, err := d.List(cmd.Context(), today())
				if err != nil {
					return err
				}
				if p.json {
					return writeJSON(cmd.OutOrStdout(), items)
				}
				for _, item := range items {
					p.printItem(cmd.OutOrStdout(), item)
				}
				return nil
			})
		},
	}
}

func (p *program) printItem(w io.Writer, item submissions.Item) {
	lang := p.lang()
	state := registry.SchemaOf(registry.Submissions).Field("state").CodeLabel(item.State).In(lang)
	late := ""
	if item.LateDays > 0 {
		late = registry.Textf(", trễ %d ngày", ", %d days late", item.LateDays).In(lang)
	}
	fmt.Fprintln(w, registry.Textf("%s  %s %s, kỳ %s – %s: %s, hạn %s%s", "%s  %s %s, period %s – %s: %s, due %s%s",
		item.Row.ID, item.OperatorCode, item.RecordKind, lang.Date(item.PeriodFrom), lang.Date(item.PeriodTo), state, lang.Date(item.Due), late).In(lang))
}

func newSubmissionsExpectCommand(p *program) *cobra.Command {
	var year, quarter, days int
	command := &cobra.Command{
		Use: "expect OPERATOR:KIND...", Short: "Ghi ai phải nộp gì cho một quý (note what is owed)", Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			owed := make([]submissions.Obligation, len(args))
			for i, arg := range args {
				operator, kind, found := strings.Cut(arg, ":")
				if !found || operator == "" {
					return badInput{registry.Errorf(registry.Invalid, "%q: cần DOANHNGHIEP:LOAI như viettel:sites", "%q: OPERATOR:KIND such as viettel:sites is expected", arg)}
				}
				known, err := kindOf(kind)
				if err != nil {
					return err
				}
				owed[i] = submissions.Obligation{Operator: operator, Kind: known}
			}
			return p.atSubmissions(cmd.Context(), func(d *submissions.Desk) error {
				n, err := d.Expect(cmd.Context(), localAuthor("ghi nghĩa vụ nộp số liệu"), year, quarter, days, owed)
				if err == nil {
					fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã ghi %d lần nộp mới", "noted %d new submissions", n).In(p.lang()))
				}
				return err
			})
		},
	}
	const usualDays = 15
	command.Flags().IntVar(&year, "year", 0, "năm / year")
	command.Flags().IntVar(&quarter, "quarter", 0, "quý / quarter")
	command.Flags().IntVar(&days, "due-days", usualDays, "số ngày sau khi hết quý / days after the quarter's end")
	return command
}

func newSubmissionsReceiveCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use: "receive ID FILE", Short: "Nhận tệp và xem thay đổi, chưa ghi (take a file in, show the difference)", Args: exactly(2, "ID FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			content, err := os.ReadFile(args[1])
			if err != nil {
				return badInput{err}
			}
			return p.atSubmissions(cmd.Context(), func(d *submissions.Desk) error {
				_, difference, err := d.Receive(cmd.Context(), localAuthor("nhận số liệu định kỳ"), args[0], args[1], content, today())
				if err != nil {
					return err
				}
				return p.printDifference(cmd.OutOrStdout(), difference)
			})
		},
	}
}

func newSubmissionsAcceptCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use: "accept ID", Short: "Chấp nhận, ghi vào sổ đăng ký (accept and write)", Args: exactly(1, "ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.atSubmissions(cmd.Context(), func(d *submissions.Desk) error {
				_, difference, err := d.Accept(cmd.Context(), localAuthor("chấp nhận số liệu định kỳ"), args[0], today(), nil)
				if err != nil {
					return err
				}
				return p.printDifference(cmd.OutOrStdout(), difference)
			})
		},
	}
}

func newSubmissionsReturnCommand(p *program) *cobra.Command {
	var reason string
	command := &cobra.Command{
		Use: "return ID", Short: "Trả lại, kèm lý do (return with a reason)", Args: exactly(1, "ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.atSubmissions(cmd.Context(), func(d *submissions.Desk) error {
				return d.Return(cmd.Context(), localAuthor("trả lại số liệu định kỳ"), args[0], reason, today())
			})
		},
	}
	command.Flags().StringVar(&reason, "reason", "", "lý do / reason")
	return command
}

func (p *program) printDifference(w io.Writer, d *submissions.Difference) error {
	if p.json {
		return writeJSON(w, d)
	}
	lang := p.lang()
	for _, r := range d.Records {
		if r.New {
			fmt.Fprintf(w, "+ %s (%s)\n", r.Code, r.ID)
			continue
		}
		for _, f := range r.Fields {
			fmt.Fprintf(w, "~ %s (%s) %s: %v → %v\n", r.Code, r.ID, f.Field, f.Before, f.After)
		}
	}
	_, err := fmt.Fprintln(w, registry.Textf("%d mới, %d thay đổi, %d không đổi; %d bản ghi của doanh nghiệp không có trong tệp",
		"%d new, %d changed, %d unchanged; %d of the operator's records are not in the file", d.Created, d.Changed, d.Unchanged, d.Absent).In(lang))
	return err
}
