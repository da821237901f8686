//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"hatang/geo/index/indextest"
)

// bench is what all measurements share.
type bench struct {
	pg     *postgres
	hatang string // the program
	tools  string // folder of the peers
	commit string // that the program was built from
	folder string // for files of this run
	rounds int
	slice  time.Duration
	places []orb.Point
	lists  map[int][]station
	say    io.Writer
}

// encodeFlag is how the bench runs itself as the service of tiles drawn anew.
const encodeFlag = "encode"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-peers:", err)
		os.Exit(1) //nolint:forbidigo // this is main
	}
}

func run(ctx context.Context, args []string, say io.Writer) error {
	b := &bench{pg: &postgres{}, lists: map[int][]station{}, say: say}
	flags := flag.NewFlagSet("peers", flag.ContinueOnError)
	flags.StringVar(&b.pg.url, "postgres", "", "PostgreSQL over its unix socket, as a URL")
	flags.StringVar(&b.pg.loopback, "loopback", "", "the same over TCP, for the peers")
	flags.IntVar(&b.pg.postmaster, "postmaster", 0, "process id of the postmaster")
	flags.StringVar(&b.hatang, "hatang", "bin/hatang", "the program")
	flags.StringVar(&b.tools, "tools", "bin/tools", "folder of pg_featureserv and tegola")
	flags.StringVar(&b.commit, "commit", "unknown", "what the program was built from")
	flags.IntVar(&b.rounds, "rounds", 3, "turns of each side")
	flags.DurationVar(&b.slice, "slice", 1500*time.Millisecond, "length of a turn")
	out := flags.String("out", "docs/performance.md", "file to write")
	encode := flags.String(encodeFlag, "", "be the service of tiles drawn anew, at this address, and nothing else")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *encode != "" {
		return serveTiles(ctx, *encode)
	}
	if b.pg.url == "" || b.pg.loopback == "" || b.pg.postmaster == 0 || b.rounds < 1 || b.slice <= 0 {
		return errors.New("say -postgres, -loopback and -postmaster, and positive -rounds and -slice; .ci/bench-peers does")
	}
	var err error
	for _, path := range []*string{&b.hatang, &b.tools, out} {
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	if b.folder, err = os.MkdirTemp("", "hatang-peers-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.folder) }()
	r, err := b.measure(ctx)
	if err != nil {
		return err
	}
	return os.WriteFile(*out, r.markdown(), 0o644) //nolint:gosec // documentation is for everybody
}

func (b *bench) told(format string, args ...any) {
	fmt.Fprintf(b.say, time.Now().Format("15:04:05 ")+format+"\n", args...)
}

// report is everything that was measured.
type report struct {
	machine                      machine
	growth                       map[int][]*comparison
	services, tiles              []*comparison
	started                      time.Duration
	loadedMiB, usedMiB, heapMiB  float64
	edits                        *edits
	alone, beside                *reading
	begun, ended                 time.Time
	rounds                       int
	slice                        time.Duration
	postgresVersion, postgisText string
	revision                     string
}

func (b *bench) measure(ctx context.Context) (*report, error) {
	r := &report{growth: map[int][]*comparison{}, begun: time.Now().UTC(), revision: b.commit, rounds: b.rounds, slice: b.slice}
	r.machine.note()
	b.places = questions()
	if err := b.versions(ctx, r); err != nil {
		return nil, err
	}
	if err := b.load(ctx); err != nil {
		return nil, err
	}
	if err := b.inside(ctx, r); err != nil {
		return nil, err
	}
	if err := b.between(ctx, r); err != nil {
		return nil, err
	}
	r.ended = time.Now().UTC()
	r.machine.note()
	return r, nil
}

func (b *bench) versions(ctx context.Context, r *report) error {
	conn, err := pgx.Connect(ctx, b.pg.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	return conn.QueryRow(ctx, "select current_setting('server_version'), default_version from pg_available_extensions where name='postgis'").
		Scan(&r.postgresVersion, &r.postgisText)
}

func (b *bench) registryFile(n int) string { return filepath.Join(b.folder, fmt.Sprintf("%d.gpkg", n)) }

// load gives both sides the same records.
func (b *bench) load(ctx context.Context) error {
	areas := indextest.Communes(communes)
	if err := b.pg.loadCommunes(ctx, areas); err != nil {
		return err
	}
	for _, n := range sizes {
		b.lists[n] = stations(n)
		b.told("loading %d stations into PostgreSQL", n)
		if err := b.pg.load(ctx, b.lists[n]); err != nil {
			return err
		}
		b.told("writing a registry of %d stations", n)
		if err := writeRegistry(ctx, b.registryFile(n), b.lists[n], areas); err != nil {
			return err
		}
	}
	return nil
}

// inside measures the Go API against prepared statements, at every size.
func (b *bench) inside(ctx context.Context, r *report) error {
	for _, n := range sizes {
		b.told("the Go API against PostGIS, %d stations", n)
		o, err := openRegistry(ctx, b.registryFile(n))
		if err != nil {
			return err
		}
		r.growth[n], err = compareLibrary(ctx, b, o, n)
		o.close()
		if err != nil {
			return err
		}
		for _, row := range r.growth[n] {
			b.told("  %-10s %12s/s %10s/s  %8s ×", row.name, number(row.ours.total().perSecond()), number(row.theirs.total().perSecond()), number(row.ratio()))
		}
		runtime.GC()
	}
	return nil
}

// between measures the services, then what writing costs.
func (b *bench) between(ctx context.Context, r *report) error {
	addr, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	hatang, err := start(ctx, b.folder, addr, "/readyz", nil, b.hatang, "serve", "--db", b.registryFile(largest), "--addr", addr)
	if err != nil {
		return err
	}
	defer hatang.stop()
	r.started = hatang.started
	features, err := startFeatures(ctx, b)
	if err != nil {
		return err
	}
	defer features.stop()
	tegola, err := startTegola(ctx, b)
	if err != nil {
		return err
	}
	defer tegola.stop()
	time.Sleep(3 * time.Second) // what hatang makes in the background
	r.loadedMiB = memoryMiB(hatang.pid(), "VmRSS")
	b.told("hatang answers after %s, %.0f MiB", r.started, r.loadedMiB)
	if r.services, err = compareServices(ctx, b, hatang, features); err != nil {
		return err
	}
	if r.tiles, err = compareTiles(ctx, b, hatang, tegola); err != nil {
		return err
	}
	for _, row := range append(r.services, r.tiles...) {
		b.told("  %-14s %10s/s %10s/s  %8s ×   %.0f kB, %.0f kB", row.name, number(row.ours.total().perSecond()), number(row.theirs.total().perSecond()), number(row.ratio()), row.oursKB, row.theirsKB)
	}
	if r.edits, err = measureEdits(ctx, hatang, 300); err != nil {
		return err
	}
	b.told("an edit is visible after %s, 99th percentile %s", r.edits.median, r.edits.p99)
	if r.alone, r.beside, err = measureReaders(ctx, b, hatang); err != nil {
		return err
	}
	b.told("99th percentile of reads %s alone, %s beside %.0f writes/s", r.alone.p99(), r.beside.p99(), r.beside.written.perSecond())
	r.usedMiB, r.heapMiB = memoryMiB(hatang.pid(), "VmRSS"), memoryMiB(hatang.pid(), "VmHWM")
	return nil
}
