package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/coverage"
)

func newImportElevationCommand(p *program) *cobra.Command {
	var as string
	command := &cobra.Command{
		Use:   "elevation FILE…",
		Short: "Nạp địa hình SRTM .hgt, .hgt.gz, .hgt.zip, .asc (import terrain)",
		Long: `Đặt các mảnh địa hình vào thư mục TỆP.terrain cạnh sổ. Tên tệp .hgt cho biết góc tây nam
(N14E107.hgt). --as dùng tạm địa hình nơi khác để thử: mọi kết quả sau đó đều ghi rõ như vậy.

Puts terrain tiles into a folder beside the registry. With --as a tile of another place stands
in, for trials; every later output says so.`,
		Example: "  hatang import elevation N14E107.hgt.zip N14E108.hgt.zip\n  hatang import elevation N44W072.hgt.gz --as N14E107",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || as != "" && len(args) != 1 {
				return registry.Errorf(registry.Invalid, "cần ít nhất một tệp; --as chỉ dùng với một tệp", "at least one file is needed; --as takes exactly one")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runImportElevation(cmd, p, args, as) },
	}
	command.Flags().StringVar(&as, "as", "", "dùng thay cho mảnh này, như N14E107 / stand in for this tile")
	return command
}

// elevationReport says which tiles were imported.
type elevationReport struct {
	Folder   string          `json:"folder"`
	Imported []coverage.Tile `json:"imported"`
	Known    []coverage.Tile `json:"unchanged"`
}

func runImportElevation(cmd *cobra.Command, p *program, files []string, as string) error {
	_, closeStore, err := p.open(cmd.Context()) // the registry must be there
	if err != nil {
		return err
	}
	if err := closeStore(); err != nil {
		return err
	}
	tiles, err := coverage.OpenTiles(p.dbPath + terrainSuffix)
	if err != nil {
		return err
	}
	report := elevationReport{Folder: p.dbPath + terrainSuffix, Imported: []coverage.Tile{}, Known: []coverage.Tile{}}
	for _, file := range files {
		tile, known, err := tiles.Import(file, as)
		switch {
		case err != nil:
			return err
		case known:
			report.Known = append(report.Known, tile)
		default:
			report.Imported = append(report.Imported, tile)
		}
	}
	return p.printReport(cmd.OutOrStdout(), report, report.WriteText)
}

// WriteText prints the report for a reader.
func (r elevationReport) WriteText(w io.Writer, lang registry.Lang) error {
	_, err := fmt.Fprintln(w, registry.Textf("Địa hình trong %s: %d mảnh mới, %d mảnh đã có", "Terrain in %s: %d new tiles, %d known",
		r.Folder, len(r.Imported), len(r.Known)).In(lang))
	for _, tile := range append(r.Imported, r.Known...) {
		fmt.Fprintf(w, "  %s\n", coverage.TileText(tile).In(lang))
	}
	return err
}
