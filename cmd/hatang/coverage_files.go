package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/coverage"
)

// terrainList is what lies in the folder of terrain.
type terrainList struct {
	Tiles []coverage.Tile `json:"tiles"`
}

// WriteText prints the list for a reader.
func (l terrainList) WriteText(w io.Writer, lang registry.Lang) error {
	if len(l.Tiles) == 0 {
		_, err := fmt.Fprintln(w, registry.Text{
			VI: "chưa nạp địa hình: hatang import elevation TỆP; không có thì dùng mô hình thực nghiệm", EN: "no terrain is loaded: hatang import elevation FILE; without it models are empirical",
		}.In(lang))
		return err
	}
	for _, tile := range l.Tiles {
		if _, err := fmt.Fprintln(w, coverage.TileText(tile).In(lang)); err != nil {
			return err
		}
	}
	return nil
}

func newCoverageTerrainCommand(p *program) *cobra.Command {
	var remove string
	command := &cobra.Command{
		Use:   "terrain",
		Short: "Liệt kê địa hình đã nạp (list the terrain)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withCoverage(cmd.Context(), func(d *coverageDesk) error {
				if remove != "" {
					if err := d.tiles.Remove(remove); err != nil {
						return err
					}
				}
				list := terrainList{d.tiles.List()}
				return p.printReport(cmd.OutOrStdout(), list, list.WriteText)
			})
		},
	}
	command.Flags().StringVar(&remove, "remove", "", "bỏ một mảnh, như N14E107 / remove a tile")
	return command
}

func newCoverageAntennaCommand(p *program) *cobra.Command {
	var name, site, operator string
	command := &cobra.Command{
		Use:   "antenna [FILE.msi]",
		Short: "Nạp đồ thị bức xạ anten .msi, hoặc liệt kê (import antenna patterns)",
		Long: `Nạp tệp .msi; sector có "Loại anten" trùng tên thì dùng đồ thị đó từ lần tính sau. Không nêu
tệp thì liệt kê. --site vẽ đồ thị bức xạ của cả cột.

Imports a pattern, which sectors whose antenna model has its name use from the next
computation on. Without a file the patterns are listed. --site draws a whole mast.`,
		Example: "  hatang coverage antenna K742215.msi\n  hatang coverage antenna --site KTM0001 > anten.svg",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withCoverage(cmd.Context(), func(d *coverageDesk) error {
				if site == "" {
					return runAntenna(cmd, d, args, name)
				}
				drawing, err := d.engine.PatternsSVG(cmd.Context(), d.store, site, operator, p.lang())
				if err == nil {
					_, err = cmd.OutOrStdout().Write(drawing)
				}
				return err
			})
		},
	}
	command.Flags().StringVar(&site, "site", "", "vẽ đồ thị bức xạ các anten của cột này, SVG / draw the antennas of this mast")
	command.Flags().StringVar(&operator, "operator", "", "doanh nghiệp chủ vị trí / owner of the site")
	command.Flags().StringVar(&name, "name", "", "tên anten; mặc định: tên tệp / name, that of the file by default")
	return command
}

func runAntenna(cmd *cobra.Command, d *coverageDesk, args []string, name string) error {
	if len(args) == 1 {
		data, err := os.ReadFile(args[0])
		if err != nil {
			return badInput{err}
		}
		if name == "" {
			name = strings.TrimSuffix(filepath.Base(args[0]), filepath.Ext(args[0]))
		}
		if _, err := d.engine.ImportAntenna(name, data); err != nil {
			return err
		}
	}
	names, err := d.engine.Antennas()
	if err != nil {
		return err
	}
	for _, name := range names {
		fmt.Fprintln(cmd.OutOrStdout(), name)
	}
	return nil
}
