//go:build unix

// Command splatbench computes the same footprint as SPLAT! 1.4.2, of one site
// over one tile of 3 seconds of arc, by turns, and writes what either took.
//
// SPLAT! is a program that reads its terrain and writes a picture; what it takes
// to start, to read and to write is measured too, by the same run over a radius
// of one kilometre, and told beside the whole. hatang has the tile in memory, as
// its service has.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "splatbench:", err)
		os.Exit(1) //nolint:forbidigo // this is a main
	}
}

func run(ctx context.Context, args []string, messages io.Writer) error {
	flags := flag.NewFlagSet("splatbench", flag.ContinueOnError)
	tile := flags.String("terrain", filepath.Join("..", "shared", "data", "terrain", "N44W072.hgt.gz"), "SRTM tile of 3 seconds of arc")
	rounds := flags.Int("rounds", 5, "turns of each side")
	radiusKm := flags.Float64("radius", 30, "radius of the footprint, km")
	out := flags.String("out", filepath.Join("docs", "terrain-performance.md"), "file to write")
	commit := flags.String("commit", "unknown", "what is measured")
	if err := flags.Parse(args); err != nil {
		return err
	}
	b, err := newBench(*tile, *radiusKm*1e3)
	if err != nil {
		return err
	}
	defer b.clean()
	if err := b.measure(ctx, *rounds, messages); err != nil {
		return err
	}
	text := b.report(*commit, *rounds)
	fmt.Fprint(messages, text)
	return os.WriteFile(*out, []byte(text), 0o644) //nolint:gosec // a document to be read by all
}
