package main

import (
	"encoding/json"
	"io"
	"os"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/coverage"
)

// networkFlags name an operator and a technology.
type networkFlags struct{ operator, technology string }

func (f *networkFlags) bind(command *cobra.Command) {
	command.Flags().StringVar(&f.operator, "operator", "", "chỉ doanh nghiệp này / this operator only")
	command.Flags().StringVar(&f.technology, "technology", "", "chỉ công nghệ này: 2G, 3G, 4G, 5G / this technology only")
}

// place reads a longitude and a latitude.
func place(lon, lat string) (orb.Point, error) {
	x, errX := strconv.ParseFloat(lon, 64)
	y, errY := strconv.ParseFloat(lat, 64)
	if errX != nil || errY != nil || !(x >= -180 && x <= 180 && y >= -90 && y <= 90) {
		return orb.Point{}, registry.Errorf(registry.Invalid, "%q %q không phải kinh độ, vĩ độ (độ, WGS 84)", "%q %q are no longitude and latitude (degrees, WGS 84)", lon, lat)
	}
	return orb.Point{x, y}, nil
}

func newCoverageAtCommand(p *program) *cobra.Command {
	var network networkFlags
	command := &cobra.Command{
		Use:     "at LON LAT",
		Short:   "Nơi này ai phủ sóng (who serves here)",
		Example: "  hatang coverage at 107.995 14.350",
		Args:    exactly(2, "LON LAT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := place(args[0], args[1])
			if err != nil {
				return err
			}
			return answer(cmd, p, func(d *coverageDesk) (*coverage.Here, error) {
				return d.engine.At(cmd.Context(), at, network.operator, network.technology)
			})
		},
	}
	network.bind(command)
	return command
}

func newCoverageGapsCommand(p *program) *cobra.Command {
	var network networkFlags
	var ask coverage.GapsRequest
	var out string
	command := &cobra.Command{
		Use:     "gaps",
		Short:   "Vùng lõm: nơi có dân mà không có tín hiệu dùng được (coverage gaps)",
		Example: "  hatang coverage gaps --technology 4G\n  hatang coverage gaps --out lom.geojson",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ask.Operator, ask.Technology, ask.Outlines = network.operator, network.technology, out != ""
			return p.withCoverage(cmd.Context(), func(d *coverageDesk) error {
				gaps, err := d.engine.Gaps(cmd.Context(), d.store, ask)
				if err != nil {
					return err
				}
				if out != "" {
					if err := atomically(cmd.Context(), out, gaps.WriteGeoJSON); err != nil {
						return err
					}
				}
				return p.printReport(cmd.OutOrStdout(), gaps, gaps.WriteText)
			})
		},
	}
	network.bind(command)
	command.Flags().Float64Var(&ask.LeastPeople, "min-people", coverage.DefaultGapPeople, "chỉ liệt kê vùng từ số người này / list gaps from so many people on")
	command.Flags().Float64Var(&ask.LeastPerCell, "min-per-cell", 0, "bỏ qua ô 100 m ít người hơn / leave out cells with fewer people")
	command.Flags().IntVar(&ask.Limit, "limit", 50, "tối đa số vùng liệt kê; 0: tất cả / list at most so many")
	command.Flags().StringVar(&out, "out", "", "ghi ranh giới ra tệp GeoJSON / write outlines as GeoJSON")
	return command
}

func newCoverageSummaryCommand(p *program) *cobra.Command {
	var network networkFlags
	command := &cobra.Command{
		Use:   "summary",
		Short: "Tỷ lệ người, khu dân cư, xã được phủ (people, settlements, communes covered)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return answer(cmd, p, func(d *coverageDesk) (*coverage.Summary, error) {
				return d.engine.Summary(cmd.Context(), d.store, network.operator, network.technology)
			})
		},
	}
	network.bind(command)
	return command
}

func newCoverageStatusCommand(p *program) *cobra.Command {
	var network networkFlags
	command := &cobra.Command{
		Use:   "status",
		Short: "Đã tính gì, sổ có thay đổi từ đó không (what is computed, and is it current)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return answer(cmd, p, func(d *coverageDesk) (coverage.Status, error) {
				return d.engine.Ready(cmd.Context(), d.store, network.operator, network.technology)
			})
		},
	}
	network.bind(command)
	return command
}

func newCoverageProfileCommand(p *program) *cobra.Command {
	var ask coverage.ProfileRequest
	var svg string
	command := &cobra.Command{
		Use:     "profile LON1 LAT1 LON2 LAT2",
		Short:   "Mặt cắt địa hình với vùng Fresnel (terrain profile with Fresnel zone)",
		Example: "  hatang coverage profile 107.99 14.35 108.05 14.40 --frequency 1842 --svg duong.svg",
		Args:    exactly(4, "LON1 LAT1 LON2 LAT2"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if ask.From, err = place(args[0], args[1]); err != nil {
				return err
			}
			if ask.To, err = place(args[2], args[3]); err != nil {
				return err
			}
			return p.withCoverage(cmd.Context(), func(d *coverageDesk) error { return runProfile(cmd, p, d, ask, svg) })
		},
	}
	flags := command.Flags()
	flags.Float64Var(&ask.FromHeightM, "from-height", 30, "độ cao anten đầu, m / height of the first antenna, m")
	flags.Float64Var(&ask.ToHeightM, "to-height", coverage.DefaultRxHeightM, "độ cao anten cuối, m / height of the second antenna, m")
	flags.Float64Var(&ask.FrequencyMHz, "frequency", 1842.5, "tần số, MHz / frequency, MHz")
	flags.StringVar(&ask.Model, "model", "", "mô hình suy hao / model of the loss")
	flags.StringVar(&svg, "svg", "", "vẽ ra tệp SVG / draw to an SVG file")
	return command
}

func runProfile(cmd *cobra.Command, p *program, d *coverageDesk, ask coverage.ProfileRequest, svg string) error {
	ground, closeGround, err := d.ground("auto")
	if err != nil {
		return err
	}
	path, err := coverage.NewPath(ground, ask)
	if closeErr := closeGround(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	if svg != "" {
		err = atomically(cmd.Context(), svg, func(w io.Writer) error {
			_, err := w.Write(path.SVG(p.lang()))
			return err
		})
		if err != nil {
			return err
		}
	}
	return p.printReport(cmd.OutOrStdout(), path, path.WriteText)
}

func newCoverageEMFCommand(p *program) *cobra.Command {
	var ask coverage.EMFRequest
	command := &cobra.Command{
		Use:     "emf --site CODE",
		Short:   "Cự ly an toàn, hộp giới hạn, tổng tỷ số của một cột (exposure limits around a mast)",
		Example: "  hatang coverage emf --site KTM0001\n  hatang coverage emf --site KTM0001 --limits icnirp-2020 --reflection 2.56",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if ask.Site == "" {
				return registry.Errorf(registry.Invalid, "cần --site MÃ", "--site CODE is needed")
			}
			return answer(cmd, p, func(d *coverageDesk) (*coverage.EMF, error) {
				return d.engine.EMF(cmd.Context(), d.store, ask)
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&ask.Site, "site", "", "mã vị trí / site code")
	flags.StringVar(&ask.Operator, "operator", "", "doanh nghiệp chủ vị trí / owner of the site")
	flags.StringVar(&ask.Limits, "limits", "", "bộ giới hạn; mặc định QCVN 8:2022 / set of limits")
	flags.Float64Var(&ask.Reflection, "reflection", 1, "hệ số phản xạ mặt đất, 2.56 là thường dùng / ground reflection factor")
	flags.Float64Var(&ask.NearM, "near", 0, "tính cả cột khác trong khoảng này, m; mặc định 300 / other masts within, m")
	return command
}

func newCoverageCompareCommand(p *program) *cobra.Command {
	var network networkFlags
	command := &cobra.Command{
		Use:   "compare",
		Short: "So mô hình với kết quả đo, hiệu chỉnh bình phương tối thiểu (compare with measurements)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return answer(cmd, p, func(d *coverageDesk) (*coverage.Comparison, error) {
				return d.engine.Compare(cmd.Context(), d.store, network.operator, network.technology)
			})
		},
	}
	network.bind(command)
	return command
}

func newCoverageGainCommand(p *program) *cobra.Command {
	var ask coverage.GainRequest
	command := &cobra.Command{
		Use:     "gain LON LAT --operator CODE",
		Short:   "Vị trí đề xuất thêm được bao nhiêu người (what a proposed position adds)",
		Example: "  hatang coverage gain 107.9 14.6 --operator viettel --technologies 4G --height 42",
		Args:    exactly(2, "LON LAT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := place(args[0], args[1])
			if err != nil {
				return err
			}
			ask.At = at
			return p.withCoverage(cmd.Context(), func(d *coverageDesk) error { return runGain(cmd, p, d, ask) })
		},
	}
	flags := command.Flags()
	flags.StringVar(&ask.Operator, "operator", "", "doanh nghiệp / operator")
	flags.StringSliceVar(&ask.Technologies, "technologies", []string{"4G"}, "công nghệ / technologies")
	flags.Float64Var(&ask.HeightM, "height", 36, "độ cao anten, m / antenna height, m")
	flags.Float64Var(&ask.EIRPDBm, "eirp", 0, "EIRP, dBm; 0: giả định / 0: assumed")
	flags.Float64SliceVar(&ask.AzimuthsDeg, "azimuths", nil, "hướng các sector, độ; không nêu: phát đều / azimuths of sectors")
	return command
}

func runGain(cmd *cobra.Command, p *program, d *coverageDesk, ask coverage.GainRequest) error {
	ground, closeGround, err := d.ground("auto")
	if err != nil {
		return err
	}
	ask.Terrain = ground
	gain, err := d.engine.Gain(cmd.Context(), d.store, ask)
	if closeErr := closeGround(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return p.printReport(cmd.OutOrStdout(), gain, gain.WriteText)
}

func newCoverageAreasCommand(p *program) *cobra.Command {
	var network networkFlags
	var out string
	var contours bool
	command := &cobra.Command{
		Use:     "areas --operator CODE --technology TECH",
		Short:   "Vùng phủ theo mức, ra GeoJSON (areas by band as GeoJSON)",
		Example: "  hatang coverage areas --operator viettel --technology 4G --out phu.geojson\n  hatang coverage areas --operator viettel --technology 4G --contours",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withCoverage(cmd.Context(), func(d *coverageDesk) error {
				write := func(w io.Writer) error {
					return d.engine.WriteAreas(w, network.operator, network.technology, contours)
				}
				if out != "" {
					return atomically(cmd.Context(), out, write)
				}
				return write(cmd.OutOrStdout())
			})
		},
	}
	network.bind(command)
	command.Flags().StringVar(&out, "out", "", "ghi ra tệp / write to a file")
	command.Flags().BoolVar(&contours, "contours", false, "đường đồng mức nội suy thay cho cạnh ô / interpolated contours instead of the edges of cells")
	return command
}

func newCoverageBudgetsCommand(p *program) *cobra.Command {
	var set string
	command := &cobra.Command{
		Use:   "budgets",
		Short: "Xem, đặt quỹ đường truyền của sổ (show or set the link budgets)",
		Long: `In quỹ đường truyền đang dùng ở dạng JSON; --set TỆP kiểm tra rồi đặt quỹ khác cho sổ.

Prints the link budgets in use as JSON; --set FILE checks and stores others.`,
		Example: "  hatang coverage budgets > quy.json\n  hatang coverage budgets --set quy.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withCoverage(cmd.Context(), func(d *coverageDesk) error { return runBudgets(cmd, d, set) })
		},
	}
	command.Flags().StringVar(&set, "set", "", "tệp JSON / JSON file")
	return command
}

func runBudgets(cmd *cobra.Command, d *coverageDesk, set string) error {
	ctx := cmd.Context()
	if set != "" {
		data, err := os.ReadFile(set)
		if err != nil {
			return badInput{err}
		}
		if err := coverage.StoreSetting(ctx, d.store, localAuthor("coverage budgets"), coverage.SettingBudgets, data); err != nil {
			return err
		}
	}
	budgets, err := coverage.LoadBudgets(ctx, d.store)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(cmd.OutOrStdout())
	encoder.SetIndent("", "  ")
	return encoder.Encode(budgets)
}

func newCoverageStationsCommand(p *program) *cobra.Command {
	var network networkFlags
	command := &cobra.Command{
		Use:   "stations",
		Short: "Số dân của từng trạm: trong vùng, tốt nhất, chỉ trạm này (people of each station)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return answer(cmd, p, func(d *coverageDesk) (*coverage.Stations, error) {
				return d.engine.Stations(cmd.Context(), d.store, network.operator, network.technology)
			})
		},
	}
	network.bind(command)
	return command
}
