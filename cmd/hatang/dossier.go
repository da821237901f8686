package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/dossiers"
	"hatang/registry/importing"
	"hatang/registry/network"
)

func newDossierCommand(p *program) *cobra.Command {
	command := &cobra.Command{
		Use:   "dossier",
		Short: "Hồ sơ: nộp, xử lý, ký, văn bản, theo dõi (dossiers)",
		Long: `Dẫn hồ sơ từ khi nộp đến khi phát sóng. Trạng thái, thao tác, vai trò và thời hạn là dữ liệu
(hatang dossier set workflow). Người dùng máy này làm được mọi thao tác; nhiều người cùng làm thì
dùng hatang serve với tài khoản.

Leads dossiers from filing to on air. States, actions, roles and times are data (hatang dossier
set workflow). Whoever uses this machine may take every action; several people work through hatang
serve with accounts.`,
	}
	command.AddCommand(
		newDossierListCommand(p), newDossierShowCommand(p), newDossierFileCommand(p), newDossierActCommand(p),
		newDossierAttachCommand(p), newDossierDocumentCommand(p), newDossierWatchCommand(p), newDossierAgainCommand(p), newDossierSetCommand(p),
	)
	return command
}

// dossierDesk is what the commands about dossiers work with.
type dossierDesk struct {
	*dossiers.Service
	store registry.Store
	live  *network.Live
	actor dossiers.Actor
}

// withDossiers opens the registry for fn.
func (p *program) withDossiers(cmd *cobra.Command, fn func(context.Context, *dossierDesk) error) (err error) {
	ctx := cmd.Context()
	store, closeStore, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	live, err := network.Open(ctx, store, network.Options{})
	if err != nil {
		return err
	}
	defer live.Close()
	service, err := openDossiers(p.dbPath, store, live, nil)
	if err != nil {
		return err
	}
	author := localAuthor("")
	return dossierError(fn(ctx, &dossierDesk{service, store, live, dossiers.Actor{Name: author.Actor, Role: dossiers.RoleLocal, Request: author.Request}}))
}

// dossierError takes the refusal off its wrapping, so that it is told in both
// languages.
func dossierError(err error) error {
	var refused *dossiers.Forbidden
	if errors.As(err, &refused) {
		return refused.Err
	}
	return err
}

func newDossierListCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Hồ sơ đang mở, quá hạn trước (open dossiers, overdue first)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withDossiers(cmd, func(ctx context.Context, d *dossierDesk) error {
				box, err := d.Inbox(ctx, d.actor, dossiers.InboxQuery{})
				if err != nil {
					return err
				}
				return p.printReport(cmd.OutOrStdout(), box, func(w io.Writer, lang registry.Lang) error { return writeInbox(w, lang, box) })
			})
		},
	}
}

func writeInbox(w io.Writer, lang registry.Lang, box *dossiers.Inbox) error {
	for _, c := range box.Counts {
		fmt.Fprintf(w, "%4d  %s%s\n", c.Count, c.Label.In(lang), overdueWords(c.Overdue, lang))
	}
	for i := range box.Items {
		item := &box.Items[i]
		left := "–"
		if item.DaysLeft != nil {
			left = registry.Textf("%d ngày", "%d days", *item.DaysLeft).In(lang)
		}
		if _, err := fmt.Fprintf(w, "%s  %-24s %-12s %10s %9s  %s\n", item.Code, item.Label.In(lang), item.Operator, lang.Date(item.Due), left, item.Title); err != nil {
			return err
		}
	}
	return nil
}

func overdueWords(n int, lang registry.Lang) string {
	if n == 0 {
		return ""
	}
	return registry.Textf(" (quá hạn %d)", " (%d overdue)", n).In(lang)
}

func newDossierShowCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use: "show NUMBER", Short: "Một hồ sơ (a dossier)", Args: exactly(1, "NUMBER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withDossiers(cmd, func(ctx context.Context, d *dossierDesk) error {
				file, err := d.Read(ctx, args[0])
				if err != nil {
					return err
				}
				return showDossier(ctx, cmd, p, d, file)
			})
		},
	}
}

func showDossier(ctx context.Context, cmd *cobra.Command, p *program, d *dossierDesk, file *dossiers.File) error {
	st, err := d.Standing(ctx, d.actor, file)
	if err != nil {
		return err
	}
	return p.printReport(cmd.OutOrStdout(), st, func(w io.Writer, lang registry.Lang) error {
		app := st.Application
		fmt.Fprintf(w, "%s  %s  %s  [%s]\n", app.Code, app.OperatorCode, app.Title, app.State)
		fmt.Fprintln(w, registry.Textf("đã dùng %[1]d/%[2]d ngày làm việc, hạn %[3]s", "%[1]d of %[2]d working days used, due %[3]s", st.Clock.Used, st.Clock.WorkingDays, lang.Date(st.Clock.Due)).In(lang))
		for _, position := range st.Positions {
			fmt.Fprintf(w, "  %s  %s  [%s]\n", position.Code, position.Commune, position.State)
		}
		for _, twin := range st.Duplicates {
			fmt.Fprintln(w, registry.Textf("  ! %[1]s gần %[2]s %[3]s m: có thể trùng", "  ! %[1]s is %[3]s m from %[2]s: it may be the same", twin.Position, twin.Code, registry.VI.Number(twin.DistanceM, 1)).In(lang))
		}
		for _, e := range st.Events {
			fmt.Fprintf(w, "  %s  %-14s %s  %s\n", e.At, e.Action, e.Actor, e.Comment)
		}
		var names []string
		for _, a := range st.Actions {
			names = append(names, a.ID+" ("+a.Label.In(lang)+")")
		}
		_, err := fmt.Fprintln(w, "→ "+strings.Join(names, ", "))
		return err
	})
}

func newDossierFileCommand(p *program) *cobra.Command {
	var f dossiers.Filing
	var system, sheet string
	var ignoreUnknown bool
	command := &cobra.Command{
		Use: "file POSITIONS", Short: "Nộp hồ sơ từ bảng vị trí (file a dossier from a sheet of positions)", Args: exactly(1, "POSITIONS"),
		Example: "  hatang template applications --out vi-tri.xlsx\n  hatang dossier file vi-tri.xlsx --operator viettel --province 24 --crs vn2000:105.5",
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withDossiers(cmd, func(ctx context.Context, d *dossierDesk) error {
				positions, err := readPositions(cmd, p, d, args[0], importing.Options{
					CRS: system, Sheet: sheet, IgnoreUnknown: ignoreUnknown, Defaults: map[string]string{"operator_code": f.OperatorCode},
				})
				if err != nil {
					return err
				}
				file, err := d.CreateOf(ctx, d.actor, f, positions)
				if err != nil {
					return err
				}
				return showDossier(ctx, cmd, p, d, file)
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&f.OperatorCode, "operator", "", "doanh nghiệp nộp / operator that files")
	flags.StringVar(&f.Type, "type", "position", "position|permit|notification|plan")
	flags.StringVar(&f.Title, "title", "", "trích yếu / title")
	flags.StringVar(&f.ProvinceCode, "province", "", "mã tỉnh / province")
	flags.StringVar(&f.PlanCode, "plan", "", "số kế hoạch / plan")
	flags.BoolVar(&f.Draft, "draft", false, "chỉ lưu nháp / keep as a draft")
	flags.StringVar(&system, "crs", "", "hệ tọa độ của tệp / reference system of the file")
	flags.StringVar(&sheet, "sheet", "", "trang tính / sheet")
	flags.BoolVar(&ignoreUnknown, "ignore-unknown", false, "bỏ qua cột lạ / ignore unknown columns")
	return command
}

// readPositions reads a sheet; any fault in it refuses the dossier, all of them
// told at once.
func readPositions(cmd *cobra.Command, p *program, d *dossierDesk, path string, options importing.Options) (positions []*registry.ProposedPosition, err error) {
	src, name, closeFile, err := openInput(cmd, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeFile()) }()
	read, report, err := appraisal.ReadFile(cmd.Context(), d.store, name, src, options)
	if err != nil {
		return nil, err
	}
	if faults := registry.Faults(report.Problems); len(faults) > 0 {
		return nil, &registry.Error{Code: registry.Invalid, Problems: faults, Message: registry.Textf("%s: có lỗi, chưa nộp gì", "%s: there are faults, nothing was filed", name)}
	}
	for _, problem := range report.Problems {
		fmt.Fprintln(cmd.ErrOrStderr(), problem.In(p.lang()))
	}
	return read.Positions, nil
}

func newDossierActCommand(p *program) *cobra.Command {
	var body, comment string
	var preview bool
	command := &cobra.Command{
		Use: "act NUMBER ACTION", Short: "Thực hiện một thao tác (take an action)", Args: exactly(2, "NUMBER ACTION"),
		Example: `  hatang dossier act HS-2026-00012 accept
  hatang dossier act HS-2026-00012 submit --data '{"proposal":{"outcome":"approved","reason":"Đủ điều kiện."}}'
  hatang dossier act HS-2026-00012 sign --data @ky.json --preview`,
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := readRequest(cmd, args[1], body, comment)
			if err != nil {
				return err
			}
			return p.withDossiers(cmd, func(ctx context.Context, d *dossierDesk) error {
				if preview {
					v, err := d.Preview(ctx, d.actor, args[0], q)
					if err != nil {
						return err
					}
					return p.printReport(cmd.OutOrStdout(), v, func(w io.Writer, lang registry.Lang) error { return writePreview(w, lang, v) })
				}
				file, err := d.Act(ctx, d.actor, args[0], q)
				if err != nil {
					return err
				}
				return showDossier(ctx, cmd, p, d, file)
			})
		},
	}
	command.Flags().StringVar(&body, "data", "", "nội dung JSON, hoặc @TỆP / JSON, or @FILE")
	command.Flags().StringVar(&comment, "comment", "", "ý kiến, lý do / comment")
	command.Flags().BoolVar(&preview, "preview", false, "chỉ xem trước những gì sẽ ghi / only show what would be recorded")
	return command
}

func readRequest(cmd *cobra.Command, action, body, comment string) (dossiers.Request, error) {
	q := dossiers.Request{}
	content := []byte(body)
	if path, named := strings.CutPrefix(body, "@"); named {
		src, _, closeFile, err := openInput(cmd, path)
		if err != nil {
			return q, err
		}
		content, err = io.ReadAll(src)
		if err = errors.Join(err, closeFile()); err != nil {
			return q, err
		}
	}
	if len(content) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(content))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&q); err != nil {
			return q, badInput{fmt.Errorf("--data: %w", err)}
		}
	}
	q.Action = action
	if comment != "" {
		q.Comment = comment
	}
	return q, nil
}

func writePreview(w io.Writer, lang registry.Lang, v *dossiers.Preview) error {
	fmt.Fprintf(w, "%s: %s → %s\n", v.Label.In(lang), v.From.In(lang), v.To.In(lang))
	for _, c := range v.Changes {
		fmt.Fprintf(w, "%s %s\n", c.Single.In(lang), c.Code)
		for _, f := range c.Fields {
			fmt.Fprintf(w, "    %s: %v → %v\n", f.Label.In(lang), f.Before, f.After)
		}
	}
	_, err := fmt.Fprintln(w, v.Hash)
	return err
}

func newDossierAttachCommand(p *program) *cobra.Command {
	var a dossiers.Attaching
	command := &cobra.Command{
		Use: "attach NUMBER FILE", Short: "Thêm tệp đính kèm (add an attachment)", Args: exactly(2, "NUMBER FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withDossiers(cmd, func(ctx context.Context, d *dossierDesk) error {
				file, err := os.Open(args[1])
				if err != nil {
					return badInput{err}
				}
				a.Name, a.Content = filepath.Base(args[1]), file
				kept, err := d.Attach(ctx, d.actor, args[0], a)
				if err = errors.Join(err, file.Close()); err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  %s  %s\n", kept.SHA256, kept.MediaType, kept.Name)
				return err
			})
		},
	}
	command.Flags().StringVar(&a.Class, "class", "other", "loại giấy tờ / class")
	command.Flags().StringVar(&a.Position, "position", "", "mã vị trí / position")
	command.Flags().StringVar(&a.Note, "note", "", "ghi chú / note")
	return command
}

func newDossierWatchCommand(p *program) *cobra.Command {
	var operator string
	command := &cobra.Command{
		Use: "watch", Short: "Danh mục theo dõi (watch list)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withDossiers(cmd, func(ctx context.Context, d *dossierDesk) error {
				found, err := d.Watch(ctx, operator)
				if err != nil {
					return err
				}
				return p.printReport(cmd.OutOrStdout(), found, func(w io.Writer, lang registry.Lang) error {
					for _, item := range found {
						if _, err := fmt.Fprintf(w, "%s  %-10s %s\n", lang.Date(item.Due), item.Class, item.Message.In(lang)); err != nil {
							return err
						}
					}
					return nil
				})
			})
		},
	}
	command.Flags().StringVar(&operator, "operator", "", "chỉ một doanh nghiệp / one operator only")
	return command
}

func newDossierAgainCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use: "again NUMBER", Short: "Chạy lại thẩm định đã lưu (run the kept appraisal again)", Args: exactly(1, "NUMBER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withDossiers(cmd, func(ctx context.Context, d *dossierDesk) error {
				again, err := d.Again(ctx, args[0], appraisal.Audience{})
				if err != nil {
					return err
				}
				return p.printReport(cmd.OutOrStdout(), again, func(w io.Writer, lang registry.Lang) error {
					same := registry.Text{VI: "KHÁC kết quả đã lưu", EN: "DIFFERS from what was kept"}
					if again.Same {
						same = registry.Text{VI: "đúng như kết quả đã lưu", EN: "the same as what was kept"}
					}
					fmt.Fprintf(w, "%s  %s\n", again.Hash, same.In(lang))
					return again.Result.WriteText(w, lang, false)
				})
			})
		},
	}
}
