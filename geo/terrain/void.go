package terrain

import "math"

// emptyOf lists the samples without a height, in order.
func emptyOf(s samples, count int) []int32 {
	var empty []int32
	for i := range count {
		if _, ok := s.at(i); !ok {
			empty = append(empty, int32(i))
		}
	}
	return empty
}

// filler fills voids from their rims: each sample takes the mean of the nearest
// heights in eight directions, weighted with the inverse square of their
// distance. Every direction is one pass over the voids, whatever their size.
type filler struct {
	samples    samples
	cols, rows int
	void       []int32
	ordinal    []int32 // of each sample among the voids, or -1
	distance   []float32
	height     []float32
	sum        []weighed
}

type weighed struct{ weight, height float64 }

// fillVoids fills the samples listed, and fails only where there is no height at
// all to fill them from.
func fillVoids(s samples, cols, rows int, void []int32) error {
	if len(void) == cols*rows {
		return errNothing
	}
	f := &filler{samples: s, cols: cols, rows: rows, ordinal: make([]int32, cols*rows)}
	for i := range f.ordinal {
		f.ordinal[i] = -1
	}
	for len(void) > 0 {
		void = f.round(void)
	}
	return nil
}

// round fills what can see a height in some direction and returns the rest,
// which the next round will see filled neighbours from.
func (f *filler) round(void []int32) []int32 {
	f.void = void
	f.distance, f.height = make([]float32, len(void)), make([]float32, len(void))
	f.sum = make([]weighed, len(void))
	for k, i := range void {
		f.ordinal[i] = int32(k)
	}
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if dx != 0 || dy != 0 {
				f.look(dx, dy)
			}
		}
	}
	var rest []int32
	for k, i := range void {
		if f.sum[k].weight == 0 {
			rest = append(rest, i)
			continue
		}
		f.samples.set(int(i), f.sum[k].height/f.sum[k].weight)
		f.ordinal[i] = -1
	}
	return rest
}

// look adds the heights that the voids see towards (-dx, -dy).
func (f *filler) look(dx, dy int) {
	length := float32(math.Hypot(float64(dx), float64(dy)))
	if dy > 0 || dy == 0 && dx > 0 {
		for k := range f.void {
			f.step(k, dx, dy, length)
		}
		return
	}
	for k := len(f.void) - 1; k >= 0; k-- {
		f.step(k, dx, dy, length)
	}
}

// step takes for one void what its neighbour, if that is void too, has seen.
func (f *filler) step(k, dx, dy int, length float32) {
	i := int(f.void[k])
	col, row := i%f.cols-dx, i/f.cols-dy
	f.distance[k] = float32(math.Inf(1))
	if col < 0 || col >= f.cols || row < 0 || row >= f.rows {
		return
	}
	beside := row*f.cols + col
	if j := f.ordinal[beside]; j >= 0 {
		f.distance[k], f.height[k] = f.distance[j]+length, f.height[j]
	} else if h, ok := f.samples.at(beside); ok {
		f.distance[k], f.height[k] = length, float32(h)
	}
	if d := float64(f.distance[k]); !math.IsInf(d, 1) {
		w := 1 / (d * d)
		f.sum[k].weight += w
		f.sum[k].height += w * float64(f.height[k])
	}
}

// split parts the empty samples of a grid in voids, which heights surround, and
// those connected to its edge, which lie outside what was surveyed.
func split(cols, rows int, empty []int32) (void, outside []int32) {
	const unknown, known, out = 0, 1, 2
	state := make([]byte, cols*rows)
	for i := range state {
		state[i] = known
	}
	for _, i := range empty {
		state[i] = unknown
	}
	var queue []int32
	visit := func(col, row int) {
		if col < 0 || col >= cols || row < 0 || row >= rows || state[row*cols+col] != unknown {
			return
		}
		state[row*cols+col] = out
		queue = append(queue, int32(row*cols+col))
	}
	for col := range cols {
		visit(col, 0)
		visit(col, rows-1)
	}
	for row := range rows {
		visit(0, row)
		visit(cols-1, row)
	}
	for len(queue) > 0 {
		i := int(queue[len(queue)-1])
		queue = queue[:len(queue)-1]
		col, row := i%cols, i/cols
		visit(col-1, row)
		visit(col+1, row)
		visit(col, row-1)
		visit(col, row+1)
	}
	for _, i := range empty {
		if state[i] == out {
			outside = append(outside, i)
		} else {
			void = append(void, i)
		}
	}
	return void, outside
}
