package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/coverage"
	"hatang/registry/documents"
	"hatang/registry/dossiers"
	"hatang/registry/importing"
	"hatang/registry/indicators"
	"hatang/registry/network"
)

// appraiseFlags is what the command line says about an appraisal.
type appraiseFlags struct {
	application, rules, compare, asOf, out, crs, sheet, province string
	ignored                                                      []string
	ignoreUnknown, noAlternatives, all                           bool
}

func newAppraiseCommand(p *program) *cobra.Command {
	var f appraiseFlags
	command := &cobra.Command{
		Use:   "appraise [FILE]",
		Short: "Thẩm định vị trí BTS: một hồ sơ trong sổ hoặc một bảng vị trí (appraise BTS positions)",
		Long: `Thẩm định từng vị trí theo quy định có hiệu lực ở nơi đó vào ngày đó: mười sáu mục kiểm tra,
mỗi mục đạt, không đạt hoặc chưa đủ dữ liệu, với trị số, ngưỡng, điều khoản và căn cứ. Cả đợt
được xét theo thứ tự nộp; vị trí không đạt được gợi ý cột dùng chung và chỗ dời gần nhất. Không
ghi gì vào sổ. --out DIR ghi result.json, result.xlsx, result.geojson và result.pdf.

Appraises every position by the rules in force at its place on the day: sixteen checks, each
met, not met or not decidable, with number, threshold, clause and evidence. Nothing is written
to the registry. --out DIR writes result.json, result.xlsx, result.geojson and result.pdf.`,
		Example: `  hatang appraise ke-hoach-2026.xlsx --crs vn2000:105.5 --out ket-qua
  hatang appraise --application HS-2026-014 --as-of 3/8/2026
  hatang appraise vi-tri.csv --rules bac-ninh-72-2025 --compare hai-duong-26-2018`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runAppraise(cmd, p, args, &f) },
	}
	flags := command.Flags()
	flags.StringVar(&f.application, "application", "", "số hoặc định danh hồ sơ trong sổ / dossier on record")
	flags.StringVar(&f.rules, "rules", "", "mã bộ quy định thay cho bộ theo nơi và ngày / rule set to go by")
	flags.StringVar(&f.compare, "compare", "", "so --rules với bộ quy định này / compare --rules with this set")
	flags.StringVar(&f.asOf, "as-of", "", "ngày thẩm định; mặc định: hôm nay / day of the appraisal")
	flags.StringVar(&f.out, "out", "", "thư mục ghi kết quả / folder for the results")
	flags.StringVar(&f.crs, "crs", "", "hệ tọa độ của tệp / reference system of the file")
	flags.StringVar(&f.sheet, "sheet", "", "trang tính / sheet")
	flags.StringVar(&f.province, "province", "", "mã tỉnh cho vị trí ngoài mọi xã / province of positions in no commune")
	flags.StringArrayVar(&f.ignored, "ignore", nil, "cột không đọc / column not to read")
	flags.BoolVar(&f.ignoreUnknown, "ignore-unknown", false, "bỏ qua cột lạ / ignore unknown columns")
	flags.BoolVar(&f.noAlternatives, "no-alternatives", false, "không tìm phương án khác / look for no alternatives")
	flags.BoolVar(&f.all, "all", false, "kể cả mục đạt / list what is met too")
	return command
}

func runAppraise(cmd *cobra.Command, p *program, args []string, f *appraiseFlags) (err error) {
	day, err := f.check(args)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	store, closeStore, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	dossier, problems, err := f.dossier(cmd, store, args, day)
	if err != nil {
		return err
	}
	live, err := network.Open(ctx, store, network.Options{})
	if err != nil {
		return err
	}
	defer live.Close()
	bodies, err := data.RuleSets()
	if err != nil {
		return err
	}
	library, _, err := appraisal.ReadLibrary(ctx, live.View(), bodies)
	if err != nil {
		return err
	}
	for _, problem := range problems {
		fmt.Fprintln(cmd.ErrOrStderr(), problem.In(p.lang()))
	}
	computed, err := openMeasured(ctx, p.dbPath, store, indicators.NewCalculator(store, version), func() coverage.Source { return live.View() })
	if err != nil {
		return err
	}
	if f.compare != "" {
		return compareRules(cmd, p, library, computed, live.View(), dossier, f)
	}
	result, err := f.appraise(cmd, library, computed, live.View(), dossier)
	if err != nil {
		return err
	}
	if f.out != "" {
		if err := writeAppraisal(ctx, f.out, result, p.lang()); err != nil {
			return err
		}
	}
	return p.printReport(cmd.OutOrStdout(), result, func(w io.Writer, lang registry.Lang) error { return result.WriteText(w, lang, f.all) })
}

// check tells arguments that do not go together, and the day.
func (f *appraiseFlags) check(args []string) (registry.Date, error) {
	if (len(args) == 1) == (f.application != "") {
		return registry.Date{}, registry.Errorf(registry.Invalid, "cần một tệp vị trí hoặc --application, không phải cả hai", "give a file of positions or --application, not both")
	}
	if f.compare != "" && f.rules == "" {
		return registry.Date{}, registry.Errorf(registry.Invalid, "--compare cần --rules", "--compare needs --rules")
	}
	return f.day()
}

// day is the day asked for, today in Vietnam when none is.
func (f *appraiseFlags) day() (registry.Date, error) {
	day, err := registry.ParseDate(f.asOf)
	if err != nil {
		return day, badInput{err}
	}
	if day.IsZero() {
		day = today()
	}
	return day, nil
}

// dossier is the one on record, or the positions of a file.
func (f *appraiseFlags) dossier(cmd *cobra.Command, store registry.Store, args []string, day registry.Date) (d appraisal.Dossier, problems []registry.Problem, err error) {
	if f.application != "" {
		d, err = appraisal.ReadApplication(cmd.Context(), store, f.application)
		d.AsOf = day
		return d, d.Check(), err
	}
	src, name, closeFile, err := openInput(cmd, args[0])
	if err != nil {
		return d, nil, err
	}
	defer func() { err = errors.Join(err, closeFile()) }()
	d, report, err := appraisal.ReadFile(cmd.Context(), store, name, src, importing.Options{
		CRS: f.crs, Sheet: f.sheet, Ignore: f.ignored, IgnoreUnknown: f.ignoreUnknown, Today: day,
	})
	if err != nil {
		return d, nil, err
	}
	d.AsOf, d.Province = day, f.province
	if d.Province == "" {
		if d.Province, err = appraisal.HomeProvince(cmd.Context(), store); err != nil {
			return d, nil, err
		}
	}
	if len(d.Positions) == 0 {
		return d, nil, &registry.Error{Code: registry.Invalid, Problems: report.Problems, Message: registry.Textf(
			"%s: không đọc được vị trí nào", "%s: no position could be read", name)}
	}
	return d, report.Problems, nil
}

func (f *appraiseFlags) appraise(cmd *cobra.Command, library *appraisal.Library, computed *measured, view *network.View, d appraisal.Dossier) (*appraisal.Result, error) {
	progress, done := progressOn(cmd.ErrOrStderr())
	defer done()
	options := appraisal.BatchOptions{Alternatives: !f.noAlternatives}
	if progress != nil {
		options.Progress = func(done, total int) { progress(int64(done), int64(total)) }
	}
	return appraisal.New(library, appraisal.Options{RuleSet: f.rules, Coverage: computed}).AppraiseBatch(cmd.Context(), view, d, options)
}

// writeAppraisal writes the files of a result into a folder, which is made.
func writeAppraisal(ctx context.Context, folder string, result *appraisal.Result, lang registry.Lang) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	for name, write := range map[string]func(io.Writer) error{
		"result.json": result.WriteJSON, "result.geojson": result.WriteGeoJSON,
		"result.xlsx": func(w io.Writer) error { return result.WriteXLSX(w, lang) },
		"result.pdf": func(w io.Writer) error {
			d, err := dossiers.BatchDocument(ctx, result, "Các vị trí đề xuất ngày "+registry.VI.Date(result.AsOf), time.Now())
			if err != nil {
				return err
			}
			return documents.WritePDF(w, d)
		},
	} {
		file, err := os.OpenFile(filepath.Join(folder, name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		if err := errors.Join(write(file), file.Close()); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// compareRules prints what two rule sets judge otherwise.
func compareRules(cmd *cobra.Command, p *program, library *appraisal.Library, computed *measured, view *network.View, d appraisal.Dossier, f *appraiseFlags) error {
	comparison, err := appraisal.Compare(cmd.Context(), library, view, d, appraisal.Options{Coverage: computed}, f.rules, f.compare)
	if err != nil {
		return err
	}
	return p.printReport(cmd.OutOrStdout(), comparison, func(w io.Writer, lang registry.Lang) error {
		for i := range comparison.Differences {
			x := &comparison.Differences[i]
			if _, err := fmt.Fprintf(w, "%s – %s: %s %s %v → %s %s %v\n", x.Position, x.Check.Label().In(lang), f.rules, x.Before.Verdict.Label().In(lang), x.Before.Thresholds,
				f.compare, x.After.Verdict.Label().In(lang), x.After.Thresholds); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintln(w, registry.Textf("%d khác biệt", "%d differences", len(comparison.Differences)).In(lang))
		return err
	})
}
