package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/planning"
)

func newPlanAreasCommand(p *program) *cobra.Command {
	var f planFlags
	var compare string
	var all bool
	command := &cobra.Command{
		Use:   "areas",
		Short: "Vùng phục vụ của từng điểm (service areas)",
		Example: `  hatang plan postal areas --staffed --min-hours 4
  hatang plan postal areas --travel road --format geojson --out vung.geojson
  hatang plan postal areas --as-of 31/12/2020 --compare 31/12/2019`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runAreas(cmd, p, f, compare, all) },
	}
	f.addUnit(command)
	f.addFilter(command)
	f.addOutput(command, "text|json|geojson")
	command.Flags().StringVar(&compare, "compare", "", "so sánh với ngày khác / compare with another day")
	command.Flags().BoolVar(&all, "all", false, "liệt kê mọi điểm và mọi xã / list every point and commune")
	return command
}

func runAreas(cmd *cobra.Command, p *program, f planFlags, compare string, all bool) error {
	day, err := registry.ParseDate(f.asOf)
	if err != nil {
		return badInput{err}
	}
	other, err := registry.ParseDate(compare)
	if err != nil {
		return badInput{err}
	}
	if p.json {
		f.format = "json"
	}
	ask := planning.AreaQuestion{Unit: f.unit, AsOf: day, Points: f.filter(), Travel: f.travel, Polygons: f.format == "geojson" || f.format == "json"}
	return withPlanner(cmd, p, func(ctx context.Context, store registry.Store, planner *planning.Planner) error {
		if !other.IsZero() {
			change, err := planner.CompareAreas(ctx, store, ask, other)
			if err != nil {
				return err
			}
			return f.write(cmd, map[string]func(io.Writer) error{
				"text": func(w io.Writer) error { return change.WriteText(w, p.lang()) },
				"json": func(w io.Writer) error { return (&program{json: true}).printReport(w, change, nil) },
			})
		}
		areas, err := planner.Areas(ctx, store, ask)
		if err != nil {
			return err
		}
		return f.write(cmd, map[string]func(io.Writer) error{
			"text":    func(w io.Writer) error { return areas.WriteText(w, p.lang(), all) },
			"json":    func(w io.Writer) error { return (&program{json: true}).printReport(w, areas, nil) },
			"geojson": func(w io.Writer) error { return planning.WriteGeoJSON(w, areas.Map()) },
		})
	})
}

func newPlanNormsCommand(p *program) *cobra.Command {
	var f planFlags
	var all bool
	command := &cobra.Command{
		Use:     "norms",
		Short:   "Định mức, tiêu chí NTM 8.1 theo từng xã (norms, new rural area criterion 8.1)",
		Example: "  hatang plan postal norms\n  hatang plan postal norms --as-of 31/12/2024 --format xlsx --out ntm-8.1.xlsx",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			day, err := registry.ParseDate(f.asOf)
			if err != nil {
				return badInput{err}
			}
			if p.json {
				f.format = "json"
			}
			return withPlanner(cmd, p, func(ctx context.Context, store registry.Store, planner *planning.Planner) error {
				sheet, err := planner.NormSheet(ctx, store, f.unit, day)
				if err != nil {
					return err
				}
				return f.write(cmd, map[string]func(io.Writer) error{
					"text": func(w io.Writer) error { return sheet.WriteText(w, p.lang(), all) },
					"json": func(w io.Writer) error { return (&program{json: true}).printReport(w, sheet, nil) },
					"xlsx": func(w io.Writer) error { return sheet.WriteXLSX(w, p.lang()) },
				})
			})
		},
	}
	f.addUnit(command)
	f.addOutput(command, "text|json|xlsx")
	command.Flags().BoolVar(&all, "all", false, "cả xã chưa đủ dữ liệu / communes that are not decidable too")
	return command
}

func newPlanListCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Các phương án đã lưu (kept scenarios)", Example: "  hatang plan list", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withPlanner(cmd, p, func(ctx context.Context, store registry.Store, _ *planning.Planner) error {
				list, err := planning.List(ctx, store)
				if err != nil {
					return err
				}
				return p.printReport(cmd.OutOrStdout(), list, func(w io.Writer, lang registry.Lang) error {
					for _, k := range list {
						fmt.Fprintf(w, "%s  %s  %s  %s\n", k.Code, k.Made, k.Unit, k.Name)
					}
					if len(list) == 0 {
						fmt.Fprintln(w, registry.Text{VI: "chưa có phương án nào", EN: "there are no scenarios"}.In(lang))
					}
					return nil
				})
			})
		},
	}
}

func newPlanShowCommand(p *program) *cobra.Command {
	var f planFlags
	command := &cobra.Command{
		Use: "show SCENARIO", Short: "Xem một phương án (show a scenario)", Args: exactly(1, "SCENARIO"),
		Example: "  hatang plan show PA-20260101-abc123 --format pdf --out phuong-an.pdf",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPlanner(cmd, p, func(ctx context.Context, store registry.Store, _ *planning.Planner) error {
				kept, err := planning.Load(ctx, store, args[0])
				if err != nil {
					return err
				}
				return p.writePlan(cmd, f, kept.Result)
			})
		},
	}
	f.addOutput(command, "text|json|geojson|xlsx|pdf")
	return command
}

func newPlanCompareCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use: "compare SCENARIO SCENARIO…", Short: "So sánh các phương án (compare scenarios)", Args: cobra.MinimumNArgs(2),
		Example: "  hatang plan compare PA-20260101-abc123 PA-20260102-def456",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPlanner(cmd, p, func(ctx context.Context, store registry.Store, _ *planning.Planner) error {
				var kept []*planning.Kept
				for _, name := range args {
					k, err := planning.Load(ctx, store, name)
					if err != nil {
						return err
					}
					kept = append(kept, k)
				}
				c := planning.Compare(kept)
				return p.printReport(cmd.OutOrStdout(), c, c.WriteText)
			})
		},
	}
}

func newPlanEditCommand(p *program) *cobra.Command {
	var f planFlags
	var add, move []string
	var edit planning.Edit
	command := &cobra.Command{
		Use: "edit SCENARIO", Short: "Sửa phương án bằng tay và tính lại (edit a scenario by hand)", Args: exactly(1, "SCENARIO"),
		Example: `  hatang plan edit PA-20260101-abc123 --add "107.95,14.61,Thôn 3" --remove g:51234 --save
  hatang plan edit PA-20260101-abc123 --move "s:0192,107.9,14.5"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, text := range add {
				place, ok := placeOf(strings.Split(text, ","))
				if !ok {
					return registry.Errorf(registry.Invalid, "--add %q: cần lon,lat[,tên[,mã]]", "--add %q: lon,lat[,name[,id]] expected", text)
				}
				edit.Add = append(edit.Add, place)
			}
			for _, text := range move {
				id, rest, _ := strings.Cut(text, ",")
				place, ok := placeOf(strings.Split(rest, ","))
				if !ok {
					return registry.Errorf(registry.Invalid, "--move %q: cần mã,lon,lat", "--move %q: id,lon,lat expected", text)
				}
				place.ID = id
				edit.Move = append(edit.Move, place)
			}
			return runPlanEdit(cmd, p, args[0], edit, f)
		},
	}
	flags := command.Flags()
	flags.StringArrayVar(&add, "add", nil, "thêm điểm lon,lat[,tên[,mã]] / add a point")
	flags.StringArrayVar(&move, "move", nil, "dời điểm mã,lon,lat / move a point")
	flags.StringSliceVar(&edit.Remove, "remove", nil, "bỏ điểm thêm hoặc đóng điểm có sẵn / drop or close a point")
	flags.StringSliceVar(&edit.Restore, "restore", nil, "mở lại điểm phương án đóng / open again")
	flags.StringSliceVar(&edit.Force, "force", nil, "bắt buộc khi giải lại / forced when solved again")
	flags.StringSliceVar(&edit.Forbid, "forbid", nil, "cấm khi giải lại / forbidden when solved again")
	flags.BoolVar(&f.save, "save", false, "lưu thành phương án mới / keep as a new scenario")
	f.addOutput(command, "text|json|geojson|xlsx|pdf")
	return command
}

func runPlanEdit(cmd *cobra.Command, p *program, name string, edit planning.Edit, f planFlags) error {
	return withPlanner(cmd, p, func(ctx context.Context, store registry.Store, planner *planning.Planner) error {
		kept, err := planning.Load(ctx, store, name)
		if err != nil {
			return err
		}
		r, err := planner.Edit(ctx, store, kept.Result.Question, kept.Result.Layout, edit)
		if err != nil {
			return err
		}
		if f.save {
			saved, err := planner.Save(ctx, store, localAuthor("plan edit"), kept.ID, r)
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã lưu phương án %s", "kept as scenario %s", saved.Code).In(p.lang()))
		}
		return p.writePlan(cmd, f, r)
	})
}
