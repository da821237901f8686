package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/basemap"
	"hatang/registry/importing"
)

// basemapFlags is what the command line says about a layer of the basemap.
type basemapFlags struct {
	layer, source, licence, date, crs, format, encoding, inFile, remove string
	list, dryRun                                                        bool
}

func newImportBasemapCommand(p *program) *cobra.Command {
	var f basemapFlags
	command := &cobra.Command{
		Use:   "basemap FILE --layer LAYER",
		Short: "Nạp bản đồ nền: đất, nước, sông, đường, ranh giới, địa danh (import a layer of the basemap)",
		Long: `Đặt một lớp nền vào thư mục TỆP.basemap cạnh sổ, thay lớp cùng tên; cắt theo vùng quanh tỉnh
(khoảng 110 km). Đọc GeoJSON, GeoPackage, Shapefile (.zip), KML, nén gzip cũng được. Trường quen dùng
của OpenStreetMap, Natural Earth và các sở được nhận ra: name, highway, fclass, scalerank, loai_duong…
--source và --licence hiện trên bản đồ. Dịch vụ đang chạy thấy lớp mới sau một giây.

LAYER: land, water, rivers, roads, borders, places

Puts a layer of the basemap into a folder beside the registry, in place of the one of that name, cut to
the province's surroundings. --source and --licence are shown on the map. A running service sees it
within a second.`,
		Example: `  hatang import basemap duong.geojson --layer roads --source "OpenStreetMap" --licence "ODbL 1.0"
  hatang import basemap gis_osm_waterways.zip --layer rivers --source OpenStreetMap --licence "ODbL 1.0" --date 2026-10-01
  hatang import basemap --list
  hatang import basemap --remove roads`,
		Args: func(_ *cobra.Command, args []string) error { return f.check(args) },
		RunE: func(cmd *cobra.Command, args []string) error { return runImportBasemap(cmd, p, args, &f) },
	}
	flags := command.Flags()
	flags.StringVar(&f.layer, "layer", "", "land|water|rivers|roads|borders|places")
	flags.StringVar(&f.source, "source", "", "nguồn, hiện trên bản đồ / source, shown on the map")
	flags.StringVar(&f.licence, "licence", "", "giấy phép, hiện trên bản đồ / licence, shown on the map")
	flags.StringVar(&f.date, "date", "", "ngày của dữ liệu / day that the data are of")
	flags.StringVar(&f.crs, "crs", "", "hệ tọa độ: EPSG hoặc vn2000:KINH_TUYẾN_TRỤC / reference system")
	flags.StringVar(&f.format, "format", "", "định dạng khi tệp không cho biết: "+formatNames(importing.Formats())+" / format")
	flags.StringVar(&f.encoding, "encoding", "", "bảng mã của .dbf: "+formatNames(importing.Encodings())+" / encoding")
	flags.StringVar(&f.inFile, "file-layer", "", "lớp của tệp có nhiều lớp / layer of a file with several")
	flags.StringVar(&f.remove, "remove", "", "bỏ một lớp / take a layer out")
	flags.BoolVar(&f.list, "list", false, "liệt kê các lớp đang có / list the layers that are there")
	flags.BoolVar(&f.dryRun, "dry-run", false, "chạy thử, không ghi / write nothing")
	return command
}

// check holds the arguments against what is asked: a file, the list, or a layer
// to take out.
func (f *basemapFlags) check(args []string) error {
	switch {
	case f.list && f.remove != "":
		return registry.Errorf(registry.Invalid, "--list và --remove không đi cùng nhau", "--list and --remove do not go together")
	case (f.list || f.remove != "") && (len(args) > 0 || f.layer != ""):
		return registry.Errorf(registry.Invalid, "--list và --remove không cần FILE và --layer", "--list and --remove take neither FILE nor --layer")
	case !f.list && f.remove == "" && len(args) != 1:
		return registry.Errorf(registry.Invalid, "cần một FILE, có %d đối số", "one FILE expected, %d arguments given", len(args))
	}
	return nil
}

func runImportBasemap(cmd *cobra.Command, p *program, args []string, f *basemapFlags) (err error) {
	store, closeStore, err := p.open(cmd.Context()) // the registry must be there
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	folder := basemap.Open(basemap.FolderOf(p.dbPath))
	switch {
	case f.list:
		return listBasemap(cmd, p, folder)
	case f.remove != "":
		layer, err := basemap.ParseLayer(f.remove)
		if err == nil {
			err = folder.Remove(layer)
		}
		if err != nil {
			return err
		}
		return listBasemap(cmd, p, folder)
	}
	ask, err := f.request()
	if err != nil {
		return err
	}
	if ask.Within, err = surroundings(cmd.Context(), store); err != nil {
		return err
	}
	src, name, closeFile, err := openInput(cmd, args[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeFile()) }()
	progress, done := progressOn(cmd.ErrOrStderr())
	defer done()
	ask.Reading.Progress = progress
	report, err := folder.Import(cmd.Context(), name, src, ask)
	done()
	if report == nil {
		return err
	}
	return p.endImport(cmd.OutOrStdout(), report, report.WriteText, err)
}

func (f *basemapFlags) request() (basemap.Request, error) {
	ask := basemap.Request{
		Source: f.source, Licence: f.licence, DryRun: f.dryRun, Now: time.Now(),
		Reading: importing.Options{Format: importing.Format(f.format), Encoding: importing.Encoding(strings.ToLower(f.encoding)), Layer: f.inFile, CRS: f.crs},
	}
	var err error
	if ask.Layer, err = basemap.ParseLayer(f.layer); err != nil {
		return ask, err
	}
	if ask.Date, err = registry.ParseDate(f.date); err != nil {
		return ask, registry.Errorf(registry.Invalid, "--date %q phải là ngày, như 31/12/2020 hoặc 2020-12-31", "--date %q must be a date such as 31/12/2020 or 2020-12-31", f.date)
	}
	return ask, nil
}

// surroundings are the box of the registry's territory and what lies around it,
// nil where it has no borders yet.
func surroundings(ctx context.Context, store registry.Store) (*orb.Bound, error) {
	var around *orb.Bound
	err := store.View(ctx, func(ctx context.Context, r registry.Reader) error {
		return r.Scan(ctx, registry.Query{Kind: registry.Units}, func(rec registry.Record) error {
			area, ok := rec.Shape().(orb.MultiPolygon)
			if !ok || len(area) == 0 {
				return nil
			}
			b := area.Bound()
			if around != nil {
				b = around.Union(b)
			}
			around = &b
			return nil
		})
	})
	if err != nil || around == nil {
		return nil, err
	}
	b := around.Pad(basemap.SurroundingsDeg)
	return &b, nil
}

// basemapList is the layers that are there.
type basemapList struct {
	Folder string          `json:"folder"`
	Layers []basemap.About `json:"layers"`
}

func listBasemap(cmd *cobra.Command, p *program, folder *basemap.Folder) error {
	layers, err := folder.List(cmd.Context())
	if err != nil {
		return err
	}
	list := basemapList{basemap.FolderOf(p.dbPath), layers}
	return p.printReport(cmd.OutOrStdout(), list, list.WriteText)
}

// WriteText writes the list for a reader.
func (l basemapList) WriteText(w io.Writer, lang registry.Lang) error {
	_, err := fmt.Fprintln(w, registry.Textf("Bản đồ nền trong %s: %d lớp", "Basemap in %s: %d layers", l.Folder, len(l.Layers)).In(lang))
	for _, a := range l.Layers {
		licence, date := a.Licence, a.Date
		if licence == "" {
			licence = "–"
		}
		if date == "" {
			date = a.ImportedAt.Format(time.DateOnly)
		}
		fmt.Fprintf(w, "  %-8s %8s  %s; %s; %s\n", a.Layer, lang.Integer(a.Features), a.Source, licence, date)
	}
	return err
}
