package importing

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"

	"hatang/geo/crs"
	"hatang/geo/raster"
	"hatang/registry"
)

// PopulationRaster is the name under which an imported population is stored;
// the next one replaces it.
const PopulationRaster = "population"

// RasterOptions says where a raster comes from.
type RasterOptions struct {
	Source   string // empty: the file's name
	Year     int    // of the figures, 0: not stated
	CRS      string // must be WGS 84
	DryRun   bool
	Author   registry.Author
	Progress func(done, total int64)
}

// RasterReport is what an import of a raster found and did.
type RasterReport struct {
	File       string             `json:"file"`
	Name       string             `json:"name"`
	Cols       int                `json:"cols"`
	Rows       int                `json:"rows"`
	Cells      int                `json:"cells"` // that have a value
	CellLonDeg float64            `json:"cell_lon_deg"`
	CellLatDeg float64            `json:"cell_lat_deg"`
	Sum        float64            `json:"sum"` // of all values: the people
	Written    bool               `json:"written"`
	DryRun     bool               `json:"dry_run"`
	Problems   []registry.Problem `json:"problems"`
}

// ImportPopulation reads a grid of people, an ESRI ASCII grid or lines of
// longitude, latitude and value on a regular grid, packed with gzip or not, and
// stores it as the registry's population raster. Errors are as those of Import.
func ImportPopulation(ctx context.Context, store registry.Store, name string, src io.Reader, opts RasterOptions) (*RasterReport, error) {
	report := &RasterReport{File: name, Name: PopulationRaster, DryRun: opts.DryRun, Problems: []registry.Problem{}}
	if err := wantWGS84(opts.CRS); err != nil {
		return nil, err
	}
	in, err := newInput(ctx, src, opts.Progress)
	if err != nil {
		return nil, err
	}
	in.passes = 1
	values, err := readRaster(ctx, in)
	if err = errors.Join(err, in.close()); err != nil {
		return report, report.explain(err)
	}
	report.measure(values)
	if len(report.Problems) > 0 {
		return report, report.refused()
	}
	if opts.DryRun {
		return report, nil
	}
	source := opts.Source
	if source == "" {
		source = filepath.Base(name)
	}
	g := values.Grid
	err = store.Update(ctx, opts.Author, func(ctx context.Context, w registry.Writer) error {
		return w.PutRaster(ctx, registry.Raster{
			Name: PopulationRaster, Purpose: "population", Source: source, Year: opts.Year,
			West: g.West, North: g.North, CellLonDeg: g.CellLonDeg, CellLatDeg: g.CellLatDeg, Cols: g.Cols, Rows: g.Rows,
			Values: values.Value,
		})
	})
	if err != nil {
		return report, fmt.Errorf("import of %s: %w", name, err)
	}
	report.Written = true
	return report, nil
}

func wantWGS84(text string) error {
	if text == "" {
		return nil
	}
	if system, err := crs.Parse(text); err == nil && system.EPSG() == wgs84EPSG {
		return nil
	}
	return registry.Errorf(registry.Invalid, "lưới dân số phải theo WGS 84, không phải %s", "a population raster must be on WGS 84, not %s", text)
}

// readRaster tells the formats apart by the first word: an ESRI ASCII grid
// begins with the name of a header entry.
func readRaster(ctx context.Context, in *input) (*raster.Values, error) {
	data, err := in.open(ctx)
	if err != nil {
		return nil, err
	}
	if isASCIIGrid(data) {
		return raster.ReadASCIIGrid(data, raster.Limits{})
	}
	values, points, err := raster.ReadXYZ(data, raster.Limits{})
	if err == nil && values == nil {
		return nil, broken("grid", 0, registry.Textf(
			"%d điểm không tạo thành lưới đều: cần lưới đều kinh độ, vĩ độ", "the %d points make no regular grid in longitude and latitude", len(points)))
	}
	return values, err
}

func isASCIIGrid(data *bufio.Reader) bool {
	start, _ := data.Peek(64)
	words := strings.Fields(strings.ToLower(string(bytes.TrimPrefix(start, byteOrderMark))))
	if len(words) == 0 {
		return false
	}
	switch words[0] {
	case "ncols", "nrows", "xllcorner", "xllcenter", "yllcorner", "yllcenter", "cellsize", "dx", "dy", "nodata_value":
		return true
	}
	return false
}

// measure fills the report and finds values that no number of people has.
func (r *RasterReport) measure(v *raster.Values) {
	g := v.Grid
	r.Cols, r.Rows, r.CellLonDeg, r.CellLatDeg = g.Cols, g.Rows, g.CellLonDeg, g.CellLatDeg
	lowest, _, cells := v.Range()
	r.Cells = cells
	for _, value := range v.Value {
		if !math.IsNaN(float64(value)) {
			r.Sum += float64(value)
		}
	}
	switch {
	case cells == 0:
		r.fault("empty", "", registry.Text{VI: "lưới không có giá trị nào", EN: "the grid has no values"})
	case lowest < 0:
		r.fault("range", plainNumber(lowest), registry.Text{VI: "số dân không được âm", EN: "people must not be negative"})
	}
}

func (r *RasterReport) fault(rule, value string, message registry.Text) {
	r.Problems = append(r.Problems, registry.Problem{File: r.File, Rule: rule, Value: value, Message: message, Severity: registry.Fault})
}

// explain makes problems of what a reader found.
func (r *RasterReport) explain(err error) error {
	var bad *Broken
	var read *raster.ReadError
	switch {
	case errors.As(err, &bad):
		r.fault(bad.Problem.Rule, "", bad.Problem.Message)
	case errors.As(err, &read):
		for _, f := range read.Faults {
			r.Problems = append(r.Problems, registry.Problem{
				File: r.File, Row: f.Line, Value: f.Value, Rule: "raster", Severity: registry.Fault,
				Message: registry.Textf("không đọc được lưới: %s", "the grid cannot be read: %s", f.Expected),
			})
		}
		if read.More > 0 {
			r.fault("raster", "", registry.Textf("và %d lỗi nữa", "and %d more errors", read.More))
		}
	default:
		return err
	}
	return r.refused()
}

func (r *RasterReport) refused() error {
	return &registry.Error{
		Code: registry.Invalid, Problems: r.Problems,
		Message: registry.Textf("%s: lưới không dùng được, không ghi gì vào sổ", "%s: the grid cannot be used, nothing was written", r.File),
	}
}
