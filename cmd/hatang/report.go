package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/indicators/consistency"
	"hatang/registry/reports"
)

// reportFlags is what the command line says about a report.
type reportFlags struct {
	request                           reports.Request
	boundaries, format, out, explains string
	form                              string
	list                              bool
}

// today is the day in Vietnam.
func today() registry.Date {
	return registry.DateOf(time.Now().In(registry.Vietnam()))
}

func newReportCommand(p *program) *cobra.Command {
	var f reportFlags
	command := &cobra.Command{
		Use:   "report",
		Short: "Báo cáo tháng, quý, nửa năm, năm (reports)",
		Long: `Lập báo cáo của một đơn vị trong một kỳ, tính từ sổ đăng ký vào ngày cuối kỳ: văn bản, JSON, XLSX,
DOCX hoặc PDF. Mỗi con số kèm công thức, số liệu đầu vào, nguồn và ngày; số đã công bố được đối chiếu,
chênh lệch được giải thích. --explain MÃ giải thích một chỉ tiêu; --list liệt kê các chỉ tiêu.

Makes the report of a unit for a period from the registry as of its last day. Every number carries its
formula, inputs, source and day; published figures are set beside and deviations explained.`,
		Example: `  hatang report --unit 62 --year 2020 --format text
  hatang report --unit 62 --year 2020 --half 1 --format xlsx --out bao-cao.xlsx
  hatang report --unit 62 --year 2020 --explain postal_radius_km
  hatang report --unit 62 --year 2020 --form bts_yearly --format xlsx --out bts.xlsx
  hatang report check bao-cao-da-cong-bo.csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runReport(cmd, p, f) },
	}
	flags := command.Flags()
	flags.StringVar(&f.request.Unit, "unit", "", "mã đơn vị hành chính; mặc định: tỉnh của sổ đăng ký / unit code")
	flags.IntVar(&f.request.Year, "year", 0, "năm / year")
	flags.IntVar(&f.request.Half, "half", 0, "nửa năm 1 hoặc 2 / half-year")
	flags.IntVar(&f.request.Quarter, "quarter", 0, "quý 1 đến 4 / quarter")
	flags.IntVar(&f.request.Month, "month", 0, "tháng 1 đến 12 / month")
	flags.IntVar(&f.request.Years, "years", 0, "số năm của chuỗi số liệu, mặc định 5 / years of the series")
	flags.StringVar(&f.boundaries, "boundaries", "", "ngày của địa giới, mặc định ngày cuối kỳ / day of the boundaries")
	flags.StringVar(&f.format, "format", "text", "text, json, xlsx, docx, pdf")
	flags.StringVar(&f.out, "out", "", "tệp ghi ra, mặc định đầu ra chuẩn / file, standard output by default")
	flags.StringVar(&f.explains, "explain", "", "giải thích một chỉ tiêu / explain an indicator")
	flags.StringVar(&f.form, "form", "", "biểu mẫu, cần --format xlsx: "+strings.Join(formCodes(), ", ")+" / a form instead of the report")
	flags.BoolVar(&f.list, "list", false, "liệt kê các chỉ tiêu / list the indicators")
	command.AddCommand(newReportCheckCommand(p))
	return command
}

func runReport(cmd *cobra.Command, p *program, f reportFlags) (err error) {
	if f.list {
		return listIndicators(cmd.OutOrStdout(), p)
	}
	if f.request.Boundaries, err = registry.ParseDate(f.boundaries); err != nil {
		return badInput{err}
	}
	if p.json && !cmd.Flags().Changed("format") {
		f.format = "json"
	}
	store, closeStore, err := p.open(cmd.Context())
	if err != nil {
		return err
	}
	defer func() {
		if closing := closeStore(); err == nil {
			err = closing
		}
	}()
	shares, err := p.openShares(cmd.Context(), store)
	if err != nil {
		return err
	}
	book, err := indicators.OpenBook(cmd.Context(), store, indicators.BookOptions{Settings: store, Version: version, Today: today(), Coverage: shares})
	if err != nil {
		return err
	}
	write := func(w io.Writer) error { return f.write(cmd.Context(), w, p, store, book) }
	if f.out == "" || f.out == "-" {
		return write(cmd.OutOrStdout())
	}
	return atomically(cmd.Context(), f.out, write)
}

// write makes the report, or explains an indicator, in the form asked for.
func (f *reportFlags) write(ctx context.Context, w io.Writer, p *program, store registry.Store, book *indicators.Book) error {
	if f.explains != "" {
		period, err := f.request.Period()
		if err != nil {
			return err
		}
		figure, err := book.Figure(ctx, f.explains, indicators.Ask{Unit: f.request.Unit, Period: period, Boundaries: f.request.Boundaries})
		if err != nil {
			return err
		}
		if f.format == "json" {
			return writeJSON(w, figure)
		}
		_, err = io.WriteString(w, figure.Explain(p.lang()))
		return err
	}
	notice, err := noticeOf(ctx, store)
	if err != nil {
		return err
	}
	if f.form != "" {
		return f.fillIn(ctx, w, p, book, notice)
	}
	report, err := reports.Build(ctx, book, f.request, notice)
	if err != nil {
		return err
	}
	return report.Write(w, reports.Format(f.format), p.lang())
}

// formCodes are the codes of the built-in forms.
func formCodes() []string {
	forms, err := reports.Forms()
	if err != nil {
		return nil // told when one is asked for
	}
	codes := make([]string, len(forms))
	for i, f := range forms {
		codes[i] = f.Code
	}
	return codes
}

// fillIn writes a form with the figures of the unit and period.
func (f *reportFlags) fillIn(ctx context.Context, w io.Writer, p *program, book *indicators.Book, notice registry.Text) error {
	form, err := reports.FormOf(f.form)
	if err != nil {
		return err
	}
	if f.format != string(reports.FormatXLSX) {
		return registry.Errorf(registry.Invalid, "biểu mẫu chỉ có dạng xlsx: thêm --format xlsx", "forms are xlsx only: add --format xlsx")
	}
	filled, err := reports.Fill(ctx, book, form, f.request, notice)
	if err != nil {
		return err
	}
	return filled.WriteXLSX(w, p.lang())
}

func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

func listIndicators(w io.Writer, p *program) error {
	catalogue, err := indicators.NewCatalogue()
	if err != nil {
		return err
	}
	if p.json {
		return writeJSON(w, catalogue.All)
	}
	for _, d := range catalogue.All {
		fmt.Fprintf(w, "%-30s %s (%s)\n", d.Code, d.Name.In(p.lang()), d.Measure.In(p.lang()))
	}
	return nil
}

func newReportCheckCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE...",
		Short: "Soát mâu thuẫn trong báo cáo đã công bố, tệp CSV (check published figures)",
		Long: `Đọc số liệu đã công bố từ CSV (các cột của hatang template indicators: code, unit_code, period_from,
period_to, printed, …) và nói những con số nào mâu thuẫn nhau, ở độ chính xác như đã in.

Reads published figures from CSV and tells which contradict each other at the precision they were printed.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return checkPublished(cmd, p, args) },
	}
}

func checkPublished(cmd *cobra.Command, p *program, names []string) error {
	catalogue, err := indicators.NewCatalogue()
	if err != nil {
		return err
	}
	checker, err := consistency.NewChecker(catalogue, today())
	if err != nil {
		return err
	}
	var statements []consistency.Statement
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			return badInput{err}
		}
		read, err := consistency.Read(name, file)
		if closing := file.Close(); err == nil {
			err = closing
		}
		if err != nil {
			return err
		}
		statements = append(statements, read...)
	}
	findings := checker.Check(statements)
	if p.json {
		return writeJSON(cmd.OutOrStdout(), findings)
	}
	label := map[consistency.Verdict]registry.Text{
		consistency.Inconsistent: {VI: "MÂU THUẪN", EN: "INCONSISTENT"}, consistency.Odd: {VI: "LƯU Ý", EN: "ODD"}, consistency.Consistent: {VI: "khớp", EN: "agrees"},
	}
	for _, f := range findings {
		fmt.Fprintf(cmd.OutOrStdout(), "%-12s %s %s: %s\n", label[f.Verdict].In(p.lang()), f.Unit, strings.TrimSpace(p.lang().Date(f.To)), f.Text.In(p.lang()))
	}
	return nil
}
