package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"hatang/geo/terrain"
	"hatang/registry"
	"hatang/registry/coverage"
	"hatang/registry/indicators"
)

// Folders beside the registry.
const (
	terrainSuffix  = ".terrain"
	coverageSuffix = ".coverage"
)

func newCoverageCommand(p *program) *cobra.Command {
	command := &cobra.Command{
		Use:   "coverage compute|at|gaps|summary|…",
		Short: "Vùng phủ sóng tính trên địa hình (radio coverage over terrain)",
		Long: `Tính vùng phủ từ trạm và sector trong sổ, trên địa hình đã nạp (hatang import elevation),
rồi trả lời: nơi này ai phủ, nơi nào dân chưa có sóng, trạm nào phủ bao nhiêu người. Kết quả
nằm trong thư mục TỆP.coverage cạnh sổ; chạy lại thì chỉ tính phần đã đổi, bị ngắt giữa chừng
thì làm tiếp.

Computes coverage from stations and sectors over the terrain that was imported, then answers
who serves a place, where nobody does, and whom each network covers. What was computed is
kept beside the registry and used again.`,
	}
	command.AddCommand(
		newCoverageComputeCommand(p), newCoverageAtCommand(p), newCoverageGapsCommand(p), newCoverageSummaryCommand(p),
		newCoverageStatusCommand(p), newCoverageTerrainCommand(p), newCoverageProfileCommand(p), newCoverageEMFCommand(p),
		newCoverageCompareCommand(p), newCoverageAreasCommand(p), newCoverageGainCommand(p), newCoverageBudgetsCommand(p),
		newCoverageAntennaCommand(p), newCoverageStationsCommand(p),
	)
	return command
}

// coverageDesk is an opened registry with its coverage and terrain.
type coverageDesk struct {
	store  registry.Store
	engine *coverage.Engine
	tiles  *coverage.Tiles
}

// withCoverage opens the registry with what was computed, and closes it.
func (p *program) withCoverage(ctx context.Context, do func(*coverageDesk) error) error {
	return p.atDesk(ctx, do, func(err error) error { return err })
}

// answer prints what is asked of the desk.
func answer[T interface {
	WriteText(w io.Writer, lang registry.Lang) error
}](cmd *cobra.Command, p *program, ask func(*coverageDesk) (T, error)) error {
	return p.withCoverage(cmd.Context(), func(d *coverageDesk) error {
		told, err := ask(d)
		if err != nil {
			return err
		}
		return p.printReport(cmd.OutOrStdout(), told, told.WriteText)
	})
}

// withNewCoverage is withCoverage for who computes: what cannot be read is told
// and computed anew.
func (p *program) withNewCoverage(cmd *cobra.Command, do func(*coverageDesk) error) error {
	return p.atDesk(cmd.Context(), do, func(err error) error {
		var told *registry.Error
		if !errors.As(err, &told) {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "! %s\n", told.Message.In(p.lang()))
		return nil
	})
}

func (p *program) atDesk(ctx context.Context, do func(*coverageDesk) error, unreadable func(error) error) (err error) {
	store, closeStore, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	engine, err := coverage.Open(ctx, p.dbPath+coverageSuffix, coverage.Options{
		Calculator: indicators.NewCalculator(store, version), Settings: store, Version: version,
	})
	if err != nil && engine != nil {
		err = unreadable(err)
	}
	if err != nil {
		return err
	}
	tiles, err := coverage.OpenTiles(p.dbPath + terrainSuffix)
	if err != nil {
		return err
	}
	return do(&coverageDesk{store, engine, tiles})
}

// ground opens the terrain unless it is not wanted; nil where there is none.
func (d *coverageDesk) ground(wanted string) (*terrain.Model, func() error, error) {
	switch strings.ToLower(wanted) {
	case "none":
		return nil, func() error { return nil }, nil
	case "", "auto":
	default:
		return nil, nil, registry.Errorf(registry.Invalid, "--terrain %q: chọn auto hoặc none", "--terrain %q: choose auto or none", wanted)
	}
	model, err := d.tiles.Model()
	if err != nil || model == nil {
		return nil, func() error { return nil }, err
	}
	return model, model.Close, nil
}

func newCoverageComputeCommand(p *program) *cobra.Command {
	var ask coverage.ComputeRequest
	var asOf, ground string
	var radiusKM float64
	command := &cobra.Command{
		Use:   "compute",
		Short: "Tính, hoặc cập nhật, vùng phủ (compute or bring up to date)",
		Example: `  hatang coverage compute
  hatang coverage compute --operator viettel --technology 4G --radius 15
  hatang coverage compute --terrain none`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			day, err := dateFlag("--as-of", asOf)
			if err != nil {
				return err
			}
			ask.AsOf = day
			ask.Parameters.RadiusM = radiusKM * 1000
			return p.withNewCoverage(cmd, func(d *coverageDesk) error { return runCompute(cmd, p, d, ask, ground) })
		},
	}
	flags := command.Flags()
	flags.StringVar(&ask.Unit, "unit", "", "mã đơn vị hành chính / unit code")
	flags.StringVar(&asOf, "as-of", "", "trạm đang phát ngày nào; mặc định hôm nay / day")
	flags.StringVar(&ask.Operator, "operator", "", "chỉ doanh nghiệp này / this operator only")
	flags.StringVar(&ask.Technology, "technology", "", "chỉ công nghệ này: 2G, 3G, 4G, 5G / this technology only")
	flags.StringVar(&ask.Parameters.Model, "model", "", "mô hình; mặc định p1812 trên địa hình / propagation model")
	flags.Float64Var(&radiusKM, "radius", coverage.DefaultRadiusM/1000, "bán kính tính, km / radius of computation, km")
	flags.Float64Var(&ask.Parameters.RxHeightM, "rx-height", coverage.DefaultRxHeightM, "độ cao máy thu, m / receiver height, m")
	flags.Float64Var(&ask.Parameters.ClutterHeightM, "clutter", 0, "chiều cao lớp phủ đều, m / uniform clutter height, m")
	flags.StringVar(&ground, "terrain", "auto", "auto: địa hình đã nạp; none: không dùng / terrain")
	flags.IntVar(&ask.Workers, "workers", 0, "số luồng tính; 0: theo máy / workers")
	return command
}

// dateFlag reads a day of the command line; none is the zero Date.
func dateFlag(name, text string) (registry.Date, error) {
	if text == "" {
		return registry.Date{}, nil
	}
	day, err := registry.ParseDate(text)
	if err != nil {
		return day, registry.Errorf(registry.Invalid, "%s %q phải là ngày, như 31/12/2020", "%s %q must be a date such as 31/12/2020", name, text)
	}
	return day, nil
}

func runCompute(cmd *cobra.Command, p *program, d *coverageDesk, ask coverage.ComputeRequest, wanted string) error {
	ground, closeGround, err := d.ground(wanted)
	if err != nil {
		return err
	}
	ask.Terrain = ground
	progress, done := progressOn(cmd.ErrOrStderr())
	ask.Progress = progress
	report, err := d.engine.Compute(cmd.Context(), d.store, ask)
	done()
	if err = errors.Join(err, closeGround()); err != nil {
		return err
	}
	return p.printReport(cmd.OutOrStdout(), report, report.WriteText)
}
