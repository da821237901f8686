package access

import (
	"container/heap"
	"context"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/raster"
)

type heapQueue []entry

func (h heapQueue) Len() int           { return len(h) }
func (h heapQueue) Less(i, j int) bool { return h[i].cost < h[j].cost }
func (h heapQueue) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *heapQueue) Push(x any)        { *h = append(*h, x.(entry)) }
func (h *heapQueue) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// dijkstra is the textbook's, on a heap and without anything clever.
func dijkstra(n *network, p orb.Point) []float64 {
	cost := make([]float64, n.nodes())
	for i := range cost {
		cost[i] = math.Inf(1)
	}
	node, at := n.door(p)
	if node < 0 {
		return cost
	}
	cost[node] = at
	q := &heapQueue{{at, node}}
	for q.Len() > 0 {
		e := heap.Pop(q).(entry)
		if e.cost > cost[e.node] {
			continue
		}
		n.each(e.node, func(to int32, c float64) {
			if c += e.cost; c < cost[to] {
				cost[to] = c
				heap.Push(q, entry{c, to})
			}
		})
	}
	return cost
}

func square(t interface{ Fatal(...any) }, side int, unit func(col, row int) int32) *raster.Surface {
	g, err := raster.NewGrid(geodesy.Box(orb.Point{108, 14.5}, float64(side)*50), 100)
	if err != nil {
		t.Fatal(err)
	}
	people, units := make([]float64, g.Cells()), make([]int32, g.Cells())
	for i := range people {
		units[i] = unit(i%g.Cols, i/g.Cols)
		if units[i] >= 0 {
			people[i] = 1
		}
	}
	s, err := raster.NewSurface(g, []string{"A"}, people, units, make([]raster.Source, g.Cells()))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTravelAgainstDijkstra(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		holes := rapid.IntRange(2, 9).Draw(t, "holes")
		s := square(t, rapid.IntRange(3, 30).Draw(t, "side"), func(col, row int) int32 {
			if (col*7+row*11)%holes == 0 {
				return raster.NoUnit
			}
			return 0
		})
		b := s.Grid.Bound()
		anywhere := func() orb.Point {
			return orb.Point{
				b.Min[0] + rapid.Float64Range(0, 1).Draw(t, "x")*(b.Max[0]-b.Min[0]),
				b.Min[1] + rapid.Float64Range(0, 1).Draw(t, "y")*(b.Max[1]-b.Min[1]),
			}
		}
		ground := &Ground{}
		for range rapid.IntRange(0, 4).Draw(t, "lines") {
			ground.Lines = append(ground.Lines, Line{SpeedKMH: 30, Path: orb.LineString{anywhere(), anywhere(), anywhere()}})
		}
		travel, err := NewTravel(context.Background(), NewCells(s), ground)
		if err != nil {
			t.Fatal(err)
		}
		points := []orb.Point{anywhere(), anywhere(), anywhere()}
		f, err := travel.Field(context.Background(), points)
		if err != nil {
			t.Fatal(err)
		}
		field := f.(*travelField)
		var plain [][]float64
		for _, p := range points {
			plain = append(plain, dijkstra(travel.net, p))
		}
		for node := range field.reach {
			want := min(plain[0][node], plain[1][node], plain[2][node])
			if got := field.reach[node]; got != want && math.Abs(got-want) > 1e-9*want {
				t.Fatalf("node %d: %v s, want %v", node, got, want)
			}
		}
	})
}

// Every edge can be gone both ways at the same cost.
func TestNetworkIsSymmetric(t *testing.T) {
	t.Parallel()
	s := square(t, 12, func(col, row int) int32 { return int32(-((col + row) % 5 / 4)) })
	slow := make([]float32, s.Grid.Cells())
	for i := range slow {
		slow[i] = 0.5 + float32(i%7)/3
	}
	n, err := newNetwork(context.Background(), s, &Ground{
		Slowness: slow, Lines: []Line{{SpeedKMH: 40, Path: orb.LineString{{107.995, 14.495}, {108, 14.5}, {108.01, 14.503}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	cost := map[[2]int32]float64{}
	for node := range int32(n.nodes()) {
		n.each(node, func(to int32, c float64) { cost[[2]int32{node, to}] = c })
	}
	if len(cost) < 1000 || len(n.at) == 0 {
		t.Fatalf("%d edges and %d vertices: too few to try", len(cost), len(n.at))
	}
	for e, there := range cost {
		if back, ok := cost[[2]int32{e[1], e[0]}]; !ok || math.Abs(back-there) > 1e-9*there {
			t.Errorf("%v costs %v there and %v back", e, there, back)
		}
	}
}

// On foot over even ground a way is never shorter than the geodesic and at most
// 2.75 % longer, cells not being quite square aside.
func TestTravelError(t *testing.T) {
	t.Parallel()
	s := square(t, 120, func(int, int) int32 { return 0 })
	cells := NewCells(s)
	travel, err := NewTravel(context.Background(), cells, &Ground{WalkKMH: 3.6})
	if err != nil {
		t.Fatal(err)
	}
	from := s.Grid.Centre(s.Grid.Cols/2, s.Grid.Rows/2)
	f, err := travel.Field(context.Background(), []orb.Point{from})
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for i, seconds := range f.Cost() {
		m := geodesy.DistanceM(from, cells.Centre(i))
		if m == 0 {
			continue
		}
		excess := float64(seconds)/m - 1
		worst = max(worst, excess)
		if excess < -1e-5 || excess > 0.0280 {
			t.Fatalf("%v m away: %v s at 1 m/s", m, seconds)
		}
	}
	if worst < 0.02 {
		t.Errorf("the worst excess is %v: less than the theory says, the test sees too little", worst)
	}
}

// A road makes its neighbourhood nearer, and a river that nobody can cross parts.
func TestRoadsAndRivers(t *testing.T) {
	t.Parallel()
	s := square(t, 60, func(col, _ int) int32 {
		if col == 40 || col == 41 {
			return raster.NoUnit
		}
		return 0
	})
	cells := NewCells(s)
	g := s.Grid
	road := Line{SpeedKMH: 40, Path: orb.LineString{g.Centre(2, 30), g.Centre(38, 30)}}
	travel, err := NewTravel(context.Background(), cells, &Ground{Lines: []Line{road}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := travel.Field(context.Background(), []orb.Point{g.Centre(2, 30)})
	if err != nil {
		t.Fatal(err)
	}
	want := geodesy.DistanceM(g.Centre(2, 30), g.Centre(38, 30)) * 3.6 / 40
	for i, cell := range cells.Index {
		col, row := int(cell)%g.Cols, int(cell)/g.Cols
		cost := float64(f.Cost()[i])
		if col == 38 && row == 30 && math.Abs(cost-want) > 1 {
			t.Errorf("the end of the road is %v s away, want %v", cost, want)
		}
		if col > 41 && !math.IsInf(cost, 1) {
			t.Fatalf("column %d beyond the river is %v s away", col, cost)
		}
	}
}
