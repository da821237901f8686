package planning

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"hatang/geo/access"
	"hatang/geo/raster"
)

// mostEntries bounds the costs that a search keeps in memory: 16 bytes each.
const mostEntries = 24_000_000

// sample is how many candidates are tried to learn how many entries there will be.
const sample = 48

// demandFor is the populated cells with the field as it is, or larger cells where
// the candidates would have too many entries.
func (s *stage) demandFor(ctx context.Context, candidates []candidate) (*demand, error) {
	d := &demand{cells: s.cells, metric: s.metric, field: s.field, side: 1}
	step := max(1, len(candidates)/sample)
	entries, tried := 0, 0
	for i := 0; i < len(candidates); i += step {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		cells, _ := s.field.Row(candidates[i].at)
		entries += len(cells)
		tried++
	}
	whole := float64(entries) / float64(max(tried, 1)) * float64(len(candidates))
	for d.side*d.side < 400 && whole/float64(d.side*d.side) > mostEntries {
		d.side++
	}
	if d.side == 1 {
		return d, nil
	}
	return d, s.coarsen(ctx, d)
}

// coarsen puts the people of side × side cells into one, with the points as they
// stand.
func (s *stage) coarsen(ctx context.Context, d *demand) error {
	coarse, err := coarser(s.ground.Surface, d.side)
	if err != nil {
		return err
	}
	d.cells = access.NewCells(coarse)
	if d.metric, err = s.remake(ctx, d.cells); err != nil {
		return err
	}
	at, _ := places(s.points)
	d.field, err = d.metric.Field(ctx, at)
	return err
}

// coarser is the surface with cells as wide as side of the old; a cell belongs to
// the unit of most of its people.
func coarser(s *raster.Surface, side int) (*raster.Surface, error) {
	g := s.Grid
	out := raster.Grid{
		West: g.West, North: g.North, CellLonDeg: g.CellLonDeg * float64(side), CellLatDeg: g.CellLatDeg * float64(side),
		Cols: (g.Cols + side - 1) / side, Rows: (g.Rows + side - 1) / side,
	}
	people, unit := make([]float64, out.Cells()), make([]int32, out.Cells())
	most := make([]float64, out.Cells())
	for i := range unit {
		unit[i], most[i] = raster.NoUnit, -1
	}
	for i, n := range s.People {
		at := i/g.Cols/side*out.Cols + i%g.Cols/side
		people[at] += n
		if s.Unit[i] != raster.NoUnit && n > most[at] {
			unit[at], most[at] = s.Unit[i], n
		}
	}
	return raster.NewSurface(out, s.Units, people, unit, make([]raster.Source, out.Cells()))
}

// each calls do for every candidate on all cores; do must not touch what others
// touch. It ends early with the context's error.
func each(ctx context.Context, n int, do func(i int)) error {
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := int(next.Add(1) - 1); i < n && ctx.Err() == nil; i = int(next.Add(1) - 1) {
				do(i)
			}
		})
	}
	group.Wait()
	return ctx.Err()
}

// demand is what a search serves: the populated cells, or fewer and larger ones.
type demand struct {
	cells  *access.Cells
	metric access.Metric
	field  access.Field
	side   int // of a cell, in cells of the surface
}
