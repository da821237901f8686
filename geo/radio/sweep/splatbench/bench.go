//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/radio/sweep"
	"hatang/geo/raster"
	"hatang/geo/terrain"
)

// cellM makes about 340,000 receivers of a disc of 30 km, one to a sample of the
// tile.
const cellM = 91.2

// cost is what one turn took.
type cost struct{ wall, cpu time.Duration }

// contest is one question put to both sides.
type contest struct {
	name, model string
	splat       []string // its options, the radius apart
	whole       bool     // ours covers the whole tile, one cell a sample
	target      float64
	receivers   int // of ours
	ours, peer  []cost
	start       []cost // of the peer
}

type bench struct {
	folder  string
	ground  *terrain.Model
	grid    raster.Grid
	site    orb.Point
	radiusM float64
	cells   int
	near    int
	tile    terrain.Tile
	contest []*contest
}

// newBench opens the tile and prepares a folder for SPLAT!.
func newBench(tile string, radiusM float64) (*bench, error) {
	if _, err := exec.LookPath("splat"); err != nil {
		return nil, fmt.Errorf("splat is not installed (Debian package splat): %w", err)
	}
	r, err := terrain.Open(tile, terrain.Options{})
	if err != nil {
		return nil, err
	}
	ground, err := terrain.NewModel(r)
	if err != nil {
		return nil, err
	}
	bound := r.Tile().Bound
	grid, err := raster.NewGrid(bound, cellM)
	if err != nil {
		return nil, err
	}
	b := &bench{ground: ground, grid: grid, site: bound.Center(), radiusM: radiusM, tile: r.Tile()}
	b.contest = []*contest{
		{name: "ITM (Longley-Rice), loss", model: sweep.ITM, splat: []string{"-L", "1.5"}, target: 2.5},
		{name: "P.1812 against SPLAT!'s ITM", model: sweep.P1812, splat: []string{"-L", "1.5"}, target: 4},
		{name: "line of sight and Bullington's loss against SPLAT!'s line of sight alone",
			model: sweep.Bullington, splat: []string{"-c", "1.5"}, target: 9},
		{name: "the same over the whole tile on both sides",
			model: sweep.Bullington, splat: []string{"-c", "1.5"}, whole: true},
	}
	if b.folder, err = os.MkdirTemp("", "splat"); err != nil {
		return nil, err
	}
	if err := b.prepare(); err != nil {
		b.clean()
		return nil, err
	}
	return b, nil
}

func (b *bench) clean() { _ = os.RemoveAll(b.folder) }

// prepare writes what SPLAT! reads: terrain in its own format, site, parameters.
// SPLAT! counts longitude westward.
func (b *bench) prepare() error {
	name := filepath.Join(b.folder, b.tile.Name+".hgt")
	if err := b.writeTile(name); err != nil {
		return err
	}
	convert := exec.Command("srtm2sdf", filepath.Base(name)) //nolint:gosec,noctx // a name of ours, seconds
	convert.Dir = b.folder
	if text, err := convert.CombinedOutput(); err != nil {
		return fmt.Errorf("srtm2sdf: %w: %s", err, text)
	}
	site := fmt.Sprintf("tx\n%.6f\n%.6f\n45 meters\n", b.site[1], math.Mod(360-b.site[0], 360))
	// Permittivity, conductivity, refractivity, MHz, climate, polarization
	// (1 vertical), situations, time: those of itm.Vietnam.
	const parameters = "15.000\n0.005\n370.000\n900.000\n3\n1\n0.50\n0.50\n"
	return errors.Join(
		os.WriteFile(filepath.Join(b.folder, "tx.qth"), []byte(site), 0o600),
		os.WriteFile(filepath.Join(b.folder, "tx.lrp"), []byte(parameters), 0o600))
}

// writeTile writes the heights as a plain .hgt.
func (b *bench) writeTile(name string) error {
	side := b.tile.Cols
	out := make([]byte, 0, 2*side*side)
	for row := range side {
		for col := range side {
			h, ok := b.ground.HeightM(orb.Point{
				b.tile.Bound.Min[0] + float64(col)/float64(side-1),
				b.tile.Bound.Max[1] - float64(row)/float64(side-1)})
			if !ok {
				return fmt.Errorf("no height at %d, %d of the tile", col, row)
			}
			v := int16(math.Round(h))
			out = append(out, byte(v>>8), byte(v))
		}
	}
	return os.WriteFile(name, out, 0o600)
}

// measure lets both sides take turns.
func (b *bench) measure(ctx context.Context, rounds int, messages io.Writer) error {
	for round := range rounds {
		fmt.Fprintf(messages, "round %d of %d\n", round+1, rounds)
		for _, c := range b.contest {
			if err := b.turn(ctx, c); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	return nil
}

func (b *bench) turn(ctx context.Context, c *contest) error {
	ours, err := b.hatang(ctx, c)
	if err != nil {
		return err
	}
	peer, err := b.splat(ctx, c.splat, b.radiusM/1e3)
	if err != nil {
		return err
	}
	start, err := b.splat(ctx, c.splat, 1)
	if err != nil {
		return err
	}
	c.ours, c.peer, c.start = append(c.ours, ours), append(c.peer, peer), append(c.start, start)
	return nil
}

// hatang computes the footprint on all processors.
func (b *bench) hatang(ctx context.Context, c *contest) (cost, error) {
	grid, request := b.grid, sweep.Request{
		At: b.site, HeightM: 45, RxHeightM: 1.5, FrequencyMHz: 900, RadiusM: b.radiusM, Model: c.model,
	}
	if c.whole {
		bound, step := b.tile.Bound, b.tile.StepDeg
		grid = raster.Grid{
			West: bound.Min[0], North: bound.Max[1], CellLonDeg: step, CellLatDeg: step,
			Cols: b.tile.Cols - 1, Rows: b.tile.Rows - 1,
		}
		request.RadiusM = geodesy.DistanceM(b.site, bound.Min) + 100
	}
	began, cpu := time.Now(), processorTime()
	f, err := sweep.Compute(ctx, b.ground, grid, request)
	if err != nil {
		return cost{}, err
	}
	if c.receivers = f.Receivers; !c.whole {
		b.cells, b.near = f.Receivers, f.Near
	}
	return cost{time.Since(began), processorTime() - cpu}, nil
}

// processorTime of this process so far, the system's part too.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// splat runs SPLAT! over a radius.
func (b *bench) splat(ctx context.Context, options []string, radiusKm float64) (cost, error) {
	args := append([]string{"-t", "tx.qth", "-metric", "-R", fmt.Sprint(radiusKm), "-o", "out.ppm"}, options...)
	command := exec.CommandContext(ctx, "splat", args...) //nolint:gosec // options of ours
	command.Dir = b.folder
	var text bytes.Buffer
	command.Stdout, command.Stderr = &text, &text
	began := time.Now()
	if err := command.Run(); err != nil {
		return cost{}, fmt.Errorf("splat: %w: %s", err, text.Bytes())
	}
	state := command.ProcessState
	return cost{time.Since(began), state.UserTime() + state.SystemTime()}, nil
}

// least of a part of costs: what other programs on the machine added is left out
// as far as it can be.
func least(costs []cost, of func(cost) time.Duration) time.Duration {
	best := of(costs[0])
	for _, c := range costs[1:] {
		best = min(best, of(c))
	}
	return best
}

func wall(c cost) time.Duration { return c.wall }
func cpu(c cost) time.Duration  { return c.cpu }
