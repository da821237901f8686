package main

import (
	"encoding/json"
	"errors"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/indicators"
)

func newServedCommand(p *program) *cobra.Command {
	var unit, asOf string
	var all, approximate bool
	command := &cobra.Command{
		Use:   "served postal|bts|radio",
		Short: "Bán kính phục vụ và số dân phục vụ của từng điểm (coverage radius and people served)",
		Long: `Tính cho một đơn vị hành chính, vào một ngày: bán kính phục vụ bình quân theo cả hai công
thức (hình tròn √(S/πN), nửa cạnh ½√(S/N)) với S, N, P; số dân bình quân mỗi điểm; rồi với
từng điểm: số dân, khoảng cách, tỷ lệ dân trong 1, 2, 3, 5 km; và các xã xa nhất.

Computes for a unit on a day the official mean service radius by both formulas, people
per point, then people and distances per point and the worst communes.`,
		Example: `  hatang served postal
  hatang served bts --unit 62 --as-of 31/12/2020
  hatang served radio --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return registry.Errorf(registry.Invalid, "cần đúng một mạng: postal, bts hoặc radio", "exactly one network is needed: postal, bts or radio")
			}
			return nil
		},
		ValidArgs: []string{string(indicators.PostalNetwork), string(indicators.BTSNetwork), string(indicators.RadioNetwork)},
		RunE: func(cmd *cobra.Command, args []string) error {
			return runServed(cmd, p, servedArguments{network: args[0], unit: unit, asOf: asOf, all: all, approximate: approximate})
		},
	}
	command.Flags().StringVar(&unit, "unit", "", "mã đơn vị hành chính; mặc định: tỉnh của sổ đăng ký / unit code")
	command.Flags().StringVar(&asOf, "as-of", "", "ngày cần hỏi; mặc định: hôm nay / day, today when not given")
	command.Flags().BoolVar(&all, "all", false, "liệt kê mọi điểm và mọi xã / list every point and commune")
	command.Flags().BoolVar(&approximate, "approximate", false, "tính cả điểm có vị trí gần đúng / include approximate positions")
	return command
}

type servedArguments struct {
	network, unit, asOf string
	all, approximate    bool
}

func runServed(cmd *cobra.Command, p *program, args servedArguments) error {
	day, err := registry.ParseDate(args.asOf)
	if err != nil {
		return badInput{err}
	}
	store, closeStore, err := p.open(cmd.Context())
	if err != nil {
		return err
	}
	calculator := indicators.NewCalculator(store, version)
	served, err := calculator.Served(cmd.Context(), store, indicators.Request{
		Network: indicators.Network(args.network), Unit: args.unit, AsOf: day, Approximate: args.approximate,
	})
	if err = errors.Join(err, closeStore()); err != nil {
		return err
	}
	if p.json {
		encoder := json.NewEncoder(cmd.OutOrStdout())
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(served)
	}
	return served.WriteText(cmd.OutOrStdout(), p.lang(), args.all)
}
