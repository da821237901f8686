package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/exporting"
)

const (
	// exportMode lets others read what was exported, as shells do.
	exportMode = 0o644
	// progressThrottle is how often a bar is drawn at most.
	progressThrottle = 100 * time.Millisecond
)

// exportFlags is what the command line says about an export.
type exportFlags struct {
	filter, box, asOf, format, out, fields string
	all                                    bool
}

func newExportCommand(p *program) *cobra.Command {
	var f exportFlags
	command := &cobra.Command{
		Use:   "export KIND",
		Short: "Xuất bản ghi ra tệp (export records)",
		Long: `Xuất các bản ghi có hiệu lực vào một ngày (mặc định hôm nay) ra đầu ra chuẩn hoặc tệp --out.
Tệp xuất ra nhập lại được mà không thay đổi gì; --format pdf là tờ in A4 gồm bản đồ và bảng.

KIND: ` + kindNames() + `

--fields public chỉ xuất những gì được đưa ra ngoài, không có chủ đất, liên hệ…; GeoPackage (--format
gpkg) mặc định như vậy, --fields all để xuất đủ.

Exports the records that hold on a day, today by default, to standard output or --out. What
is exported imports again unchanged; --format pdf is for paper, a map and a table on A4. With --fields public it holds what may be handed out, without
land owners and contacts; a GeoPackage does so unless --fields all is given.`,
		Example: `  hatang export sites --format csv --out sites.csv
  hatang export units --as-of 31/12/2020 > units.geojson
  hatang export postal --bbox 107.9,14.2,108.1,14.5
  hatang export sites --format pdf --out tram-bts.pdf`,
		Args: exactly(1, "KIND"),
		RunE: func(cmd *cobra.Command, args []string) error { return runExport(cmd, p, args[0], f) },
	}
	flags := command.Flags()
	flags.StringVar(&f.format, "format", string(exporting.GeoJSON), "định dạng "+formatNames(exporting.Formats())+" / format")
	flags.StringVar(&f.box, "bbox", "", "khung kinh độ, vĩ độ: tây,nam,đông,bắc / west,south,east,north")
	flags.StringVar(&f.asOf, "as-of", "", "ngày, mặc định hôm nay / day, today by default")
	flags.BoolVar(&f.all, "all-rows", false, "mọi dòng, cả lịch sử / every row, history too")
	flags.StringVar(&f.out, "out", "", "tệp ghi ra, mặc định đầu ra chuẩn / file, standard output by default")
	flags.StringVar(&f.fields, "fields", "", "public: chỉ phần công khai, all: mọi trường; mặc định public với gpkg, all với định dạng khác / which fields")
	flags.StringVar(&f.filter, "filter", "", "bộ lọc CQL2 (chưa có) / CQL2 filter (comes later)")
	return command
}

func runExport(cmd *cobra.Command, p *program, kindName string, f exportFlags) (err error) {
	query, err := f.query(kindName)
	if err != nil {
		return err
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
	notice, err := noticeOf(cmd.Context(), store)
	if err != nil {
		return err
	}
	title, err := store.Setting(cmd.Context(), registry.SettingTitle)
	if err != nil {
		return err
	}
	shown, err := readDisclosure(cmd.Context(), store)
	if err != nil {
		return err
	}
	options := exporting.Options{
		Format: exporting.Format(f.format), Notice: notice, Keep: f.keep(shown.Of(query.Kind)),
		Print: exporting.Print{Lang: p.lang(), Title: title},
	}
	count := 0
	write := func(w io.Writer) error {
		return store.View(cmd.Context(), func(ctx context.Context, r registry.Reader) error {
			count, err = exporting.Write(ctx, w, r, query, options)
			return err
		})
	}
	if f.out == "" || f.out == "-" {
		err = write(cmd.OutOrStdout())
	} else {
		err = atomically(cmd.Context(), f.out, write)
	}
	if err != nil {
		return err
	}
	label := registry.SchemaOf(query.Kind).Label
	fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã xuất %[1]s bản ghi (%[2]s)", "exported %[3]s records (%[4]s)",
		registry.VI.Integer(count), label.VI, registry.EN.Integer(count), label.EN).In(p.lang()))
	if !notice.IsZero() {
		fmt.Fprintln(cmd.ErrOrStderr(), notice.In(p.lang()))
	}
	return nil
}

// The sets of fields that an export can have.
const (
	publicFields = "public"
	allFields    = "all"
)

// keep chooses the fields: a GeoPackage is what is handed to others, and has
// the public ones unless all are asked for.
func (f *exportFlags) keep(hidden *registry.HiddenFields) func(*registry.Field) bool {
	if f.fields == publicFields || f.fields == "" && f.format == string(exporting.GPKG) {
		return hidden.Shows()
	}
	return nil
}

// noticeOf is what every export must say.
func noticeOf(ctx context.Context, store registry.Store) (registry.Text, error) {
	vi, err := store.Setting(ctx, registry.SettingNotice)
	if err != nil {
		return registry.Text{}, err
	}
	en, err := store.Setting(ctx, registry.SettingNoticeEN)
	return registry.Text{VI: vi, EN: en}, err
}

// query checks the flags, all of them at once.
func (f *exportFlags) query(kindName string) (registry.Query, error) {
	var problems []registry.Problem
	fault := func(flag, value, vi, en string) {
		problems = append(problems, registry.Problem{Column: flag, Value: value, Rule: "argument", Severity: registry.Fault,
			Message: registry.Text{VI: vi, EN: en}})
	}
	if f.filter != "" {
		return registry.Query{}, registry.Errorf(registry.Unsupported, "--filter: chưa có trong phiên bản này", "--filter: comes later, not in this version")
	}
	query := registry.Query{AllRows: f.all}
	var err error
	if kindName == rasterKind {
		return query, registry.Errorf(registry.Unsupported, "%s: chưa xuất được trong phiên bản này", "%s: cannot be exported in this version", kindName)
	}
	if query.Kind, err = kindOf(kindName); err != nil {
		return query, err
	}
	if query.AsOf, err = registry.ParseDate(f.asOf); err != nil {
		fault("--as-of", f.asOf, "phải là ngày, như 31/12/2020 hoặc 2020-12-31", "must be a date such as 31/12/2020 or 2020-12-31")
	}
	if f.fields != "" && f.fields != publicFields && f.fields != allFields {
		fault("--fields", f.fields, "phải là public hoặc all", "must be public or all")
	}
	if f.box != "" {
		box, ok := parseBox(f.box)
		if !ok {
			fault("--bbox", f.box, "phải là bốn số tây,nam,đông,bắc theo độ WGS 84, tây ≤ đông và nam ≤ bắc",
				"must be four numbers west,south,east,north in degrees on WGS 84, west ≤ east and south ≤ north")
		}
		query.Box = &box
	}
	if len(problems) > 0 {
		return query, &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{
			VI: "tham số không dùng được", EN: "the arguments cannot be used",
		}}
	}
	return query, nil
}

// parseBox reads west,south,east,north.
func parseBox(text string) (orb.Bound, bool) {
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return orb.Bound{}, false
	}
	var n [4]float64
	for i, part := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			return orb.Bound{}, false
		}
		n[i] = v
	}
	box := orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}}
	inWorld := n[0] >= -180 && n[2] <= 180 && n[1] >= -90 && n[3] <= 90
	return box, inWorld && n[0] <= n[2] && n[1] <= n[3]
}
