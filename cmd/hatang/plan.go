package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/planning"
)

// planFlags is what the command line says about a plan.
type planFlags struct {
	unit, asOf, travel, format, out, name, list string
	classes, force, forbid                      []string
	staffed, internet, approximate              bool
	settlements, seats, eachCommune, town, save bool
	minHours, radiusM, minutes, share           float64
	mast                                        mastFlags
	weight                                      weightFlags
	gridM, limitS, power, sensitivity, noise    float64
	gap                                         float64
	seed                                        uint64
	most                                        int
}

func newPlanCommand(p *program) *cobra.Command {
	command := &cobra.Command{
		Use:   "plan",
		Short: "Quy hoạch mạng lưới: vùng phục vụ, định mức, phương án (plan networks)",
		Long: `Ai được điểm nào phục vụ, chỗ nào mạng còn mỏng, nên thêm, đóng hay nâng cấp điểm nào.
Mỗi phương án cho biết giá trị đạt được, cận đã chứng minh và khoảng cách đến tối ưu; chỉ khi
chứng minh được mới gọi là tối ưu.

Who is served by which point, where the network is thin, and which points to add, close or
upgrade; each plan with its value, a proven bound and the gap between them.`,
		Example: `  hatang plan postal areas --as-of 31/12/2020 --format geojson --out vung.geojson
  hatang plan postal norms --format xlsx --out ntm-8.1.xlsx
  hatang plan postal add 20 --save
  hatang plan postal fewest --share 95 --radius-m 3000 --each-commune
  hatang plan postal close 5 --forbid BC01
  hatang plan postal add 10 --weight xa=2,23344=3 --weight-beyond 2
  hatang plan bts cover 10 --technology 4G --operator viettel
  hatang plan compare PA-20260101-abc123 PA-20260102-def456`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	command.AddCommand(newPlanPostalCommand(p), newPlanCoverageCommand(p, indicators.BTSNetwork), newPlanCoverageCommand(p, indicators.RadioNetwork))
	command.AddCommand(newPlanListCommand(p), newPlanShowCommand(p), newPlanCompareCommand(p), newPlanEditCommand(p))
	return command
}

func newPlanPostalCommand(p *program) *cobra.Command {
	command := &cobra.Command{
		Use:   "postal",
		Short: "Mạng bưu chính (the postal network)",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	command.AddCommand(newPlanAreasCommand(p), newPlanNormsCommand(p))
	goal := func(goal planning.Goal, use, short string) {
		command.AddCommand(newGoalCommand(p, indicators.PostalNetwork, goal, use, short))
	}
	goal(planning.Add, "add N", "Thêm N điểm để tổng quãng đường của dân nhỏ nhất (N more points, the least way for all)")
	goal(planning.Cover, "cover N", "Thêm N điểm để nhiều dân trong bán kính nhất (N more points, most people within reach)")
	goal(planning.Fewest, "fewest", "Ít điểm nhất để đạt --share dân trong --radius-m và mỗi xã một điểm (fewest points)")
	goal(planning.Close, "close N", "Đóng N điểm ít ảnh hưởng nhất (N closures of least harm)")
	goal(planning.Upgrade, "upgrade N", "Nâng N BĐVHX thành bưu cục (make N BĐVHX full offices)")
	goal(planning.Ratio, "ratio PEOPLE", "Thêm điểm cho đến khi đạt số người mỗi điểm (people per point)")
	return command
}

func newPlanCoverageCommand(p *program, network indicators.Network) *cobra.Command {
	name, short := "bts", "Trạm BTS: vị trí phủ thêm nhiều dân nhất (mobile sites by people newly covered)"
	if network == indicators.RadioNetwork {
		name, short = "radio", "Cụm loa truyền thanh (loudspeaker clusters)"
	}
	command := &cobra.Command{
		Use: name, Short: short, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	command.AddCommand(
		newGoalCommand(p, network, planning.Cover, "cover N", "Thêm N vị trí, nhiều dân được phủ mới nhất (N more, most people newly covered)"),
		newGoalCommand(p, network, planning.Fewest, "fewest", "Ít vị trí nhất để phủ --share dân (fewest that cover the share)"))
	return command
}

// newGoalCommand is one goal of one network.
func newGoalCommand(p *program, network indicators.Network, goal planning.Goal, use, short string) *cobra.Command {
	var f planFlags
	arguments := 1
	if goal == planning.Fewest {
		arguments = 0
	}
	command := &cobra.Command{
		Use: use, Short: short,
		Example: "  hatang plan " + string(network) + " " + strings.Replace(strings.Replace(use, "PEOPLE", "3700", 1), "N", "5", 1) + planExample(network, goal),
		Args:    exactly(arguments, strings.TrimPrefix(use, string(goal)+" ")),
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := f.question(network, goal, args)
			if err != nil {
				return err
			}
			return runPlan(cmd, p, q, f)
		},
	}
	f.addUnit(command)
	f.addCandidates(command, goal)
	f.weight.add(command, goal)
	f.addOutput(command, "text|json|geojson|xlsx|pdf")
	flags := command.Flags()
	if network == indicators.PostalNetwork {
		f.addFilter(command)
		flags.Float64Var(&f.minutes, "minutes", 0, "thời gian đi trong tầm, phút, khi --travel road; mặc định 45 / reach in minutes")
	}
	flags.Float64Var(&f.radiusM, "radius-m", 0, radiusHelp(network))
	if goal == planning.Fewest {
		flags.Float64Var(&f.share, "share", 0, "tỷ lệ dân cần đạt, % / share of people, per cent")
		flags.BoolVar(&f.eachCommune, "each-commune", false, "mỗi xã ít nhất một điểm / a point in each commune")
	}
	if network == indicators.BTSNetwork {
		f.mast.add(command)
	}
	if network == indicators.RadioNetwork {
		flags.Float64Var(&f.power, "power", 25, "công suất loa mới, W / power of a new cluster")
		flags.Float64Var(&f.sensitivity, "sensitivity", 108, "độ nhạy loa, dB 1 W/1 m / sensitivity")
		flags.Float64Var(&f.noise, "noise", 0, "ồn nền, dB; mặc định 50, trong phố 60 / noise around")
		flags.BoolVar(&f.town, "town", false, "giữa nhà cửa / between houses")
	}
	flags.BoolVar(&f.save, "save", false, "lưu thành phương án trong sổ / keep as a scenario")
	flags.StringVar(&f.name, "name", "", "tên phương án / name of the plan")
	return command
}

func planExample(network indicators.Network, goal planning.Goal) string {
	switch {
	case network == indicators.BTSNetwork && goal == planning.Fewest:
		return " --share 99 --technology 4G --operator viettel"
	case network == indicators.BTSNetwork:
		return " --technology 4G --operator viettel --height 42\n  hatang plan bts cover 5 --radius-m 2500"
	case network == indicators.RadioNetwork && goal == planning.Fewest:
		return " --share 80 --power 50"
	case network == indicators.RadioNetwork:
		return " --power 50"
	case goal == planning.Fewest:
		return " --share 95 --radius-m 3000 --each-commune"
	}
	return " --as-of 31/12/2020 --format xlsx --out phuong-an.xlsx"
}

func (f *planFlags) addUnit(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&f.unit, "unit", "", "mã đơn vị hành chính; mặc định: tỉnh của sổ đăng ký / unit code")
	flags.StringVar(&f.asOf, "as-of", "", "ngày cần hỏi; mặc định: hôm nay / day, today when not given")
}

func (f *planFlags) addFilter(command *cobra.Command) {
	flags := command.Flags()
	flags.StringSliceVar(&f.classes, "class", nil, "chỉ các loại điểm này / only these classes of point")
	flags.BoolVar(&f.staffed, "staffed", false, "chỉ điểm có người phục vụ / staffed points only")
	flags.BoolVar(&f.internet, "internet", false, "chỉ điểm có Internet / connected points only")
	flags.Float64Var(&f.minHours, "min-hours", 0, "chỉ điểm mở ít nhất số giờ mỗi ngày / open so many hours a day")
	flags.BoolVar(&f.approximate, "approximate", false, "tính cả điểm có vị trí gần đúng / include approximate positions")
	flags.StringVar(&f.travel, "travel", planning.Straight, "straight (ellipsoid) hoặc road (hatang import roads) / how the way is measured")
}

func (f *planFlags) addCandidates(command *cobra.Command, goal planning.Goal) {
	flags := command.Flags()
	flags.StringSliceVar(&f.force, "force", nil, "mã bắt buộc chọn / ids that must be chosen")
	flags.StringSliceVar(&f.forbid, "forbid", nil, "mã không được chọn / ids that must not be chosen")
	flags.Float64Var(&f.limitS, "limit", 0, "số giây tìm kiếm; mặc định 8 / seconds to search")
	flags.Float64Var(&f.gap, "gap", 0, "dừng khi đã chứng minh cách tối ưu không quá, %; 0: tìm đến cùng / stop once proven so near the optimum, per cent")
	flags.Uint64Var(&f.seed, "seed", 0, "số gieo, để chạy lại như cũ / seed")
	if goal == planning.Close || goal == planning.Upgrade {
		return
	}
	flags.BoolVar(&f.settlements, "settlements", false, "ứng viên: điểm dân cư / candidates: settlements")
	flags.BoolVar(&f.seats, "seats", false, "ứng viên: trung tâm dân cư các xã / candidates: commune centres")
	flags.Float64Var(&f.gridM, "grid-m", 0, "ứng viên: ô đông dân nhất của mỗi ô lưới, mét / candidates: a grid")
	flags.StringVar(&f.list, "candidates", "", "ứng viên: tệp CSV lon,lat[,name[,id]] / candidates: a CSV file")
	flags.IntVar(&f.most, "most", 0, "số ứng viên xét nhiều nhất; mặc định 2000 / most candidates")
}

func (f *planFlags) addOutput(command *cobra.Command, formats string) {
	command.Flags().StringVar(&f.format, "format", "text", formats)
	command.Flags().StringVar(&f.out, "out", "", "tệp ghi ra, mặc định đầu ra chuẩn / file, standard output by default")
}

// question is what the flags ask.
func (f *planFlags) question(network indicators.Network, goal planning.Goal, args []string) (planning.Question, error) {
	day, err := registry.ParseDate(f.asOf)
	if err != nil {
		return planning.Question{}, badInput{err}
	}
	q := planning.Question{
		Name: f.name, Network: network, Goal: goal, Unit: f.unit, AsOf: day, Travel: f.travel, RadiusM: f.radiusM, Minutes: f.minutes,
		Share: f.share / 100, EachCommune: f.eachCommune, Force: f.force, Forbid: f.forbid, LimitS: f.limitS, Gap: f.gap / 100, Seed: f.seed, Points: f.filter(),
		Candidates: planning.Candidates{Settlements: f.settlements, Seats: f.seats, GridM: f.gridM, Most: f.most},
	}
	if network == indicators.BTSNetwork {
		if q.Mast, err = f.mast.mast(f.radiusM); err != nil {
			return q, err
		}
	}
	if network == indicators.RadioNetwork {
		q.Speaker = &planning.Speaker{SensitivityDB: f.sensitivity, PowerW: f.power, Town: f.town, NoiseDB: f.noise}
	}
	if len(args) == 1 {
		n, err := strconv.ParseFloat(args[0], 64)
		if err != nil || (goal != planning.Ratio && n != float64(int(n))) {
			return q, registry.Errorf(registry.Invalid, "%q không phải số", "%q is no number", args[0])
		}
		if goal == planning.Ratio {
			q.PeoplePerPoint = n
		} else {
			q.Count = int(n)
		}
	}
	if q.Weights, err = f.weight.weights(); err != nil {
		return q, err
	}
	q.Candidates.List, err = readPlaces(f.list)
	return q, err
}

func (f *planFlags) filter() planning.Filter {
	return planning.Filter{Classes: f.classes, Staffed: f.staffed, Internet: f.internet, MinHours: f.minHours, Approximate: f.approximate}
}

// readPlaces reads candidates: longitude, latitude, name and id, with or without a
// header.
func readPlaces(path string) ([]planning.Place, error) {
	if path == "" {
		return nil, nil
	}
	rows, err := readCSV(path)
	if err != nil {
		return nil, err
	}
	var places []planning.Place
	var problems []registry.Problem
	for i, row := range rows {
		place, ok := placeOf(row)
		switch {
		case ok:
			places = append(places, place)
		case i > 0:
			problems = append(problems, registry.Problem{File: path, Row: i + 1, Value: strings.Join(row, ","), Rule: "place", Severity: registry.Fault,
				Message: registry.Text{VI: "cần kinh độ, vĩ độ, tên, mã", EN: "longitude, latitude, name and id are expected"}})
		}
	}
	if len(problems) > 0 {
		return nil, &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{VI: "tệp ứng viên có lỗi", EN: "the candidates have faults"}}
	}
	return places, nil
}

func placeOf(row []string) (planning.Place, bool) {
	if len(row) < 2 {
		return planning.Place{}, false
	}
	lon, err1 := strconv.ParseFloat(strings.TrimSpace(row[0]), 64)
	lat, err2 := strconv.ParseFloat(strings.TrimSpace(row[1]), 64)
	if err1 != nil || err2 != nil {
		return planning.Place{}, false
	}
	place := planning.Place{Lon: lon, Lat: lat}
	if len(row) > 2 {
		place.Name = registry.Normalise(row[2])
	}
	if len(row) > 3 {
		place.ID = strings.TrimSpace(row[3])
	}
	return place, true
}

// newPlanner makes plans on a registry.
func newPlanner(p *program, store registry.Store, calculator *indicators.Calculator, engine planning.CoverageEngine) (*planning.Planner, error) {
	norms, err := planning.ParseNorms(data.Norms)
	if err != nil {
		return nil, err
	}
	return planning.New(planning.Options{
		Calculator: calculator, Norms: norms, Roads: planning.NewRoads(planning.RoadsFile(p.dbPath)), Rasters: store, Version: version,
		Coverage: engine,
	}), nil
}

// withPlanner opens the registry for one question.
func withPlanner(cmd *cobra.Command, p *program, do func(ctx context.Context, store registry.Store, planner *planning.Planner) error) error {
	store, closeStore, err := p.open(cmd.Context())
	if err != nil {
		return err
	}
	calculator := indicators.NewCalculator(store, version)
	planner, err := newPlanner(p, store, calculator, p.lazySiting(cmd.Context(), store, calculator))
	if err == nil {
		err = do(cmd.Context(), store, planner)
	}
	return errors.Join(err, closeStore())
}

func runPlan(cmd *cobra.Command, p *program, q planning.Question, f planFlags) error {
	return withPlanner(cmd, p, func(ctx context.Context, store registry.Store, planner *planning.Planner) error {
		tell, done := tellOn(cmd.ErrOrStderr())
		r, err := planner.Plan(ctx, store, q, tell)
		done()
		if err != nil {
			return err
		}
		if f.save {
			kept, err := planner.Save(ctx, store, localAuthor("plan"), "", r)
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã lưu phương án %s", "kept as scenario %s", kept.Code).In(p.lang()))
		}
		return p.writePlan(cmd, f, r)
	})
}

// tellOn shows a bar on a terminal.
func tellOn(out io.Writer) (planning.Tell, func()) {
	progress, done := progressOn(out)
	if progress == nil {
		return nil, done
	}
	return func(share float64, _ registry.Text) { progress(int64(1000*share), 1000) }, done
}

// writePlan writes a plan in the format asked for.
func (p *program) writePlan(cmd *cobra.Command, f planFlags, r *planning.Result) error {
	if p.json {
		f.format = "json"
	}
	write := map[string]func(io.Writer) error{
		"text":    func(w io.Writer) error { return r.WriteText(w, p.lang()) },
		"json":    func(w io.Writer) error { return (&program{json: true}).printReport(w, r, nil) },
		"geojson": func(w io.Writer) error { return planning.WriteGeoJSON(w, r.Map()) },
		"xlsx":    func(w io.Writer) error { return r.WriteXLSX(w, p.lang()) },
		"pdf":     func(w io.Writer) error { return r.WritePDF(w, p.lang()) },
	}
	return f.write(cmd, write)
}

// write writes to --out, or to standard output where the format suits it.
func (f *planFlags) write(cmd *cobra.Command, formats map[string]func(io.Writer) error) error {
	write, known := formats[f.format]
	if !known {
		return registry.Errorf(registry.Invalid, "không viết được định dạng %q", "the format %q is not written here", f.format)
	}
	if f.out != "" && f.out != "-" {
		return atomically(cmd.Context(), f.out, write)
	}
	if (f.format == "xlsx" || f.format == "pdf") && isTerminal(cmd.OutOrStdout()) {
		return registry.Errorf(registry.Invalid, "không viết tệp %s ra màn hình: thêm --out TỆP", "a %s file is not written to a terminal: add --out FILE", f.format)
	}
	return write(cmd.OutOrStdout())
}
