package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/planning"
)

// roadsKind and frictionKind are what import reads that are no records: lines to
// travel on, kept in a file beside the registry, and a cost surface.
const (
	roadsKind    = "roads"
	frictionKind = "friction"
)

// speedsOf is the table of speeds with those of the command line, CLASS=KMH.
func speedsOf(given []string) (planning.Speeds, error) {
	speeds, err := planning.ParseSpeeds(data.RoadSpeeds)
	if err != nil {
		return nil, err
	}
	for _, text := range given {
		i := strings.LastIndex(text, "=")
		if i < 0 {
			return nil, registry.Errorf(registry.Invalid, "--speed %q: phải có dạng cấp=km/h", "--speed %q must read class=km/h", text)
		}
		kmh, err := strconv.ParseFloat(text[i+1:], 64)
		if err != nil {
			return nil, registry.Errorf(registry.Invalid, "--speed %q: tốc độ không phải số", "--speed %q: the speed is no number", text)
		}
		if err := speeds.Set(text[:i], kmh); err != nil {
			return nil, err
		}
	}
	return speeds, nil
}

// importRoads reads lines and puts them into the file beside the registry.
func importRoads(cmd *cobra.Command, p *program, name string, src io.Reader, f importFlags) error {
	speeds, err := speedsOf(f.speeds)
	if err != nil {
		return err
	}
	_, closeStore, err := p.open(cmd.Context()) // the registry must be there
	if err != nil {
		return err
	}
	if err := closeStore(); err != nil {
		return err
	}
	read := planning.ReadRoads
	if strings.EqualFold(filepath.Ext(name), ".gpkg") {
		read = planning.ReadRoadsGPKG
	}
	lines, _, err := read(cmd.Context(), src, speeds)
	if err != nil {
		return err
	}
	source := f.source
	if source == "" {
		source = filepath.Base(name)
	}
	if !f.dryRun {
		set := &planning.RoadSet{Lines: lines, About: planning.RoadAbout{Source: source, ImportedAt: time.Now().UTC()}}
		if err := planning.NewRoads(planning.RoadsFile(p.dbPath)).Write(set); err != nil {
			return err
		}
	}
	report := struct {
		Lines  int    `json:"lines"`
		Source string `json:"source"`
		DryRun bool   `json:"dry_run"`
	}{len(lines), source, f.dryRun}
	return p.printReport(cmd.OutOrStdout(), report, func(w io.Writer, lang registry.Lang) error {
		_, err := fmt.Fprintln(w, registry.Textf("%d tuyến đường, nguồn %s", "%d lines, source %s", report.Lines, source).In(lang))
		return err
	})
}

// importFriction reads a cost surface into the registry.
func importFriction(cmd *cobra.Command, p *program, name string, src io.Reader, f importFlags) error {
	values, err := planning.ReadFriction(src)
	if err != nil {
		return err
	}
	source := f.source
	if source == "" {
		source = filepath.Base(name)
	}
	store, closeStore, err := p.open(cmd.Context())
	if err != nil {
		return err
	}
	if !f.dryRun {
		err = planning.PutFriction(cmd.Context(), store, localAuthor(f.reason), source, values)
	}
	if err = errors.Join(err, closeStore()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), registry.Textf("bề mặt chi phí %d × %d ô, nguồn %s", "cost surface of %d × %d cells, source %s",
		values.Grid.Cols, values.Grid.Rows, source).In(p.lang()))
	return err
}
