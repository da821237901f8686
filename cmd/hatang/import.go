package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/importing"
	"hatang/registry/wholefile"
)

// importFlags is what the command line says about an import.
type importFlags struct {
	format, sheet, layer, encoding, crs, from, to, reason, decimal string
	source                                                         string
	year                                                           int
	mapped, ignored, defaults, speeds                              []string
	ignoreUnknown, keepFirst, dryRun, createOperators              bool
	placeInCommune                                                 bool
	codesAsOf                                                      string
}

func newImportCommand(p *program) *cobra.Command {
	var f importFlags
	command := &cobra.Command{
		Use:   "import KIND FILE",
		Short: "Nhập tệp CSV, GeoJSON vào sổ (import a file)",
		Long: `Nhập một tệp vào sổ, tất cả hoặc không gì cả: mọi lỗi được nêu cùng lúc và khi có lỗi thì
không ghi gì. Nhập lại cùng một tệp không thay đổi gì. FILE là "-" thì đọc từ đầu vào chuẩn.

KIND: ` + importKinds() + `

Ô trống nghĩa là không nêu: giá trị đang có được giữ. Cột lạ bị từ chối trừ khi --ignore,
--ignore-unknown hoặc --map. Tọa độ tính bằng mét cần --crs vì một tỉnh có thể có hai múi.

Imports a file, all of it or nothing: every fault is told at once. Importing the same file
again changes nothing. An empty cell states nothing and keeps what is there. Unknown columns
are refused unless ignored or mapped. Coordinates in metres need --crs.`,
		Example: `  hatang import units communes.geojson --valid-from 2025-07-01
  hatang import sites sites.csv --crs vn2000:107.5 --dry-run
  hatang import postal points.csv --map "Mã cũ=note" --ignore "Ghi chú nội bộ"
  hatang import postal vnpost.csv --ignore id --ignore-unknown --default operator_code=VNPOST --default class=post_office_3
  hatang import postal vnpost.csv … --place-in-commune --valid-from 2025-07-01 --codes-as-of 2025-06-30
  hatang import successions crosswalk.csv --default on_date=2025-07-01
  hatang import population worldpop.csv.gz --year 2020
  hatang import roads duong.geojson --speed "đường dân sinh=15"`,
		Args: exactly(2, "KIND FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return runImport(cmd, p, args[0], args[1], f) },
	}
	flags := command.Flags()
	flags.StringVar(&f.format, "format", "", "định dạng khi tệp không cho biết: "+formatNames(importing.Formats())+" / format")
	flags.StringVar(&f.layer, "layer", "", "lớp của tệp có nhiều lớp / layer of a file with several")
	flags.BoolVar(&f.createOperators, "create-operators", false, "lập doanh nghiệp có trong tệp mà sổ chưa có / create the operators that are not known")
	flags.StringVar(&f.encoding, "encoding", "", "bảng mã của tệp văn bản: "+formatNames(importing.Encodings())+" / encoding")
	flags.StringVar(&f.sheet, "sheet", "", "trang tính của tệp Excel, tên hoặc số thứ tự / sheet, by name or number")
	flags.StringVar(&f.crs, "crs", "", "hệ tọa độ: EPSG hoặc vn2000:KINH_TUYẾN_TRỤC / reference system")
	flags.StringVar(&f.from, "valid-from", "", "ngày bắt đầu hiệu lực / valid from")
	flags.StringVar(&f.to, "valid-to", "", "ngày hết hiệu lực / valid until")
	flags.StringArrayVar(&f.mapped, "map", nil, "cột=trường / column=field")
	flags.StringArrayVar(&f.ignored, "ignore", nil, "cột không đọc / column not to read")
	flags.StringArrayVar(&f.defaults, "default", nil, "trường=giá trị cho dòng không nêu / field=value for rows that state none")
	flags.BoolVar(&f.placeInCommune, "place-in-commune", false, "bản ghi không có tọa độ: tạm đặt trong xã, đánh dấu gần đúng / place records without coordinates in their commune")
	flags.StringVar(&f.codesAsOf, "codes-as-of", "", "ngày mà mã xã trong tệp thuộc về / day that the commune codes are of")
	flags.StringArrayVar(&f.speeds, "speed", nil, "cấp đường=km/h, 0 là không đi, cho roads / speed of a class of roads")
	flags.BoolVar(&f.ignoreUnknown, "ignore-unknown", false, "bỏ qua mọi cột lạ / ignore every unknown column")
	flags.BoolVar(&f.dryRun, "dry-run", false, "chạy thử, không ghi / write nothing")
	flags.StringVar(&f.reason, "reason", "", "lý do, ghi vào lịch sử / reason, kept in the history")
	flags.StringVar(&f.decimal, "decimal", "", "dấu thập phân comma|point khi tệp không cho biết / decimal mark")
	flags.BoolVar(&f.keepFirst, "keep-first", false, "nhiều dòng về một đối tượng: giữ dòng đầu / keep the first of rows about one thing")
	flags.IntVar(&f.year, "year", 0, "năm của lưới dân số / year of a population raster")
	flags.StringVar(&f.source, "source", "", "nguồn của lưới dân số / source of a population raster")
	command.AddCommand(newImportElevationCommand(p), newImportBasemapCommand(p))
	return command
}

// formatNames lists formats for a flag's description.
func formatNames[F ~string](formats []F) string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = string(f)
	}
	return strings.Join(names, "|")
}

// exactly wants n arguments, as bad input otherwise.
func exactly(n int, names string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return registry.Errorf(registry.Invalid, "cần %s, có %d đối số", "%s expected, %d arguments given", names, len(args))
	}
}

// rasterKind is the kind that is no record.
const rasterKind = "population"

func importKinds() string {
	return strings.Join([]string{kindNames(), rasterKind, roadsKind, frictionKind}, ", ")
}

// kindNames lists the kinds that are imported and exported.
func kindNames() string {
	var names []string
	for _, kind := range registry.EditedKinds() {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

// kindOf is the kind of record that the command line names.
func kindOf(name string) (registry.Kind, error) {
	if registry.SchemaOf(registry.Kind(name)) != nil {
		return registry.Kind(name), nil
	}
	return "", &registry.Error{
		Code:    registry.Invalid,
		Message: registry.Textf("không có loại %q", "there is no kind %q", name),
		Hint:    registry.Textf("chọn một trong: %s", "choose one of: %s", importKinds()),
	}
}

func runImport(cmd *cobra.Command, p *program, kindName, path string, f importFlags) (err error) {
	options, err := f.options()
	if err != nil {
		return err
	}
	if kindName != rasterKind && kindName != roadsKind && kindName != frictionKind {
		if _, err := kindOf(kindName); err != nil {
			return err
		}
	}
	src, name, closeFile, err := openInput(cmd, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeFile()) }()
	switch kindName {
	case roadsKind:
		return importRoads(cmd, p, name, src, f)
	case frictionKind:
		return importFriction(cmd, p, name, src, f)
	}
	store, closeStore, err := p.open(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	progress, done := progressOn(cmd.ErrOrStderr())
	defer done()
	options.Progress = progress
	if kindName == rasterKind {
		return importPopulation(cmd, p, store, name, src, options, f, done)
	}
	report, err := importing.Import(cmd.Context(), store, registry.Kind(kindName), name, src, options)
	done()
	if report == nil {
		return err
	}
	return p.endImport(cmd.OutOrStdout(), report, report.WriteText, err)
}

// options checks the flags, all of them at once.
func (f *importFlags) options() (importing.Options, error) {
	var problems []registry.Problem
	date := func(flag, text string) registry.Date {
		d, err := registry.ParseDate(text)
		if err != nil {
			problems = append(problems, registry.Problem{Column: flag, Value: text, Rule: "date", Severity: registry.Fault,
				Message: registry.Text{VI: "phải là ngày, như 31/12/2020 hoặc 2020-12-31", EN: "must be a date such as 31/12/2020 or 2020-12-31"}})
		}
		return d
	}
	options := importing.Options{
		Format: importing.Format(f.format), CRS: f.crs, ValidFrom: date("--valid-from", f.from), ValidTo: date("--valid-to", f.to),
		Map: map[string]string{}, Defaults: map[string]string{}, Ignore: f.ignored, IgnoreUnknown: f.ignoreUnknown, Decimal: f.decimal,
		Sheet: f.sheet, Layer: f.layer, CreateOperators: f.createOperators, Encoding: importing.Encoding(strings.ToLower(f.encoding)), KeepFirst: f.keepFirst, DryRun: f.dryRun, Author: localAuthor(f.reason),
		PlaceInCommune: f.placeInCommune, CodesAsOf: date("--codes-as-of", f.codesAsOf),
	}
	problems = append(problems, pairs(options.Map, "--map", f.mapped, strings.LastIndex, // headers may hold a mark, fields do not
		registry.Text{VI: "phải có dạng cột=trường", EN: "must read column=field"})...)
	problems = append(problems, pairs(options.Defaults, "--default", f.defaults, strings.Index,
		registry.Text{VI: "phải có dạng trường=giá trị", EN: "must read field=value"})...)
	if len(problems) > 0 {
		return options, &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{
			VI: "tham số không dùng được", EN: "the arguments cannot be used",
		}}
	}
	return options, nil
}

// pairs reads a=b into the map, parted at the mark that find finds.
func pairs(into map[string]string, flag string, texts []string, find func(text, mark string) int, expected registry.Text) []registry.Problem {
	var problems []registry.Problem
	for _, text := range texts {
		i := find(text, "=")
		if i <= 0 || i == len(text)-1 {
			problems = append(problems, registry.Problem{Column: flag, Value: text, Rule: "argument", Message: expected, Severity: registry.Fault})
			continue
		}
		into[text[:i]] = text[i+1:]
	}
	return problems
}

func openInput(cmd *cobra.Command, path string) (src io.Reader, name string, closeFile func() error, err error) {
	if path == "-" {
		return cmd.InOrStdin(), "-", func() error { return nil }, nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, "", nil, registry.Errorf(registry.NotFound, "không có tệp %s", "there is no file %s", path)
	case err != nil:
		return nil, "", nil, err
	case info.IsDir():
		return nil, "", nil, registry.Errorf(registry.Invalid, "%s là thư mục, cần một tệp", "%s is a folder, a file is expected", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, "", nil, err
	}
	return file, path, file.Close, nil
}

func importPopulation(cmd *cobra.Command, p *program, store registry.Store, name string, src io.Reader,
	options importing.Options, f importFlags, done func(),
) error {
	report, err := importing.ImportPopulation(cmd.Context(), store, name, src, importing.RasterOptions{
		Source: f.source, Year: f.year, CRS: options.CRS, DryRun: options.DryRun, Author: options.Author, Progress: options.Progress,
	})
	done()
	if report == nil {
		return err
	}
	return p.endImport(cmd.OutOrStdout(), report, report.WriteText, err)
}

// printReport writes a report as JSON or as text.
func (p *program) printReport(out io.Writer, report any, text func(io.Writer, registry.Lang) error) error {
	if !p.json {
		return text(out, p.lang())
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}

// endImport prints the report of an import, also of one that failed: it lists the
// problems, which the error then need not.
func (p *program) endImport(out io.Writer, report any, text func(io.Writer, registry.Lang) error, err error) error {
	if printErr := p.printReport(out, report, text); printErr != nil {
		return errors.Join(err, printErr)
	}
	return withoutProblems(err)
}

// withoutProblems takes the problems off an error: the report listed them.
func withoutProblems(err error) error {
	var told *registry.Error
	if !errors.As(err, &told) || len(told.Problems) == 0 {
		return err
	}
	short := *told
	short.Problems = nil
	return &short
}

// progressOn shows a bar on a terminal and nothing elsewhere. done removes it.
func progressOn(out io.Writer) (progress func(done, total int64), done func()) {
	file, ok := out.(*os.File)
	if !ok {
		return nil, func() {}
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil, func() {}
	}
	bar := progressbar.NewOptions64(1, progressbar.OptionSetWriter(out), progressbar.OptionShowBytes(true),
		progressbar.OptionThrottle(progressThrottle), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))
	// A bar that cannot be drawn is no reason to stop.
	progress = func(done, total int64) {
		bar.ChangeMax64(max(total, 1))
		_ = bar.Set64(done)
	}
	return progress, func() { _ = bar.Clear() }
}

// atomically writes a file that appears whole or not at all.
func atomically(ctx context.Context, path string, write func(io.Writer) error) error {
	err := wholefile.Write(path, exportMode, func(w io.Writer) error {
		if err := write(w); err != nil {
			return err
		}
		return ctx.Err() // an export cut short by Ctrl-C is not whole
	})
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
