package median

import (
	"context"
	"encoding/csv"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/siting"
)

func TestInvalidProblems(t *testing.T) {
	t.Parallel()
	good := func() *Problem {
		return &Problem{Demands: 2, P: 1, Cost: Dense([][]float64{{1, 2}, {2, 1}, {3, 3}})}
	}
	nan, inf := math.NaN(), math.Inf(1)
	cases := map[string]struct {
		spoil func(*Problem)
		want  []error
		text  string
	}{
		"no demands":       {func(p *Problem) { p.Demands, p.Cost = 0, Dense([][]float64{{}}) }, []error{ErrNoPeople}, "0 demands"},
		"nobody":           {func(p *Problem) { p.Weights = []float64{0, 0} }, []error{ErrNoPeople}, "weigh 0"},
		"no candidates":    {func(p *Problem) { p.Cost = Dense(nil) }, []error{ErrNoSites}, "no candidates"},
		"no costs":         {func(p *Problem) { p.Cost = nil }, []error{ErrNoSites}, "no candidates"},
		"no sites":         {func(p *Problem) { p.P = 0 }, []error{ErrNoSites}, "0 sites are asked"},
		"too many":         {func(p *Problem) { p.P = 4 }, []error{ErrTooMany}, "4 sites are asked but of 3 candidates only 3 may be open"},
		"too many allowed": {func(p *Problem) { p.P, p.States = 2, []siting.State{siting.Closed, siting.Closed, siting.Free} }, []error{ErrTooMany}, "only 1 may be open"},
		"too many forced":  {func(p *Problem) { p.States = []siting.State{siting.Open, siting.Open, siting.Free} }, []error{ErrForced}, "2 candidates have to be open but only 1"},
		"strange state":    {func(p *Problem) { p.States = []siting.State{7, 0, 9} }, []error{ErrState}, "candidate 0 has state 7"},
		"states missing":   {func(p *Problem) { p.States = []siting.State{0} }, []error{ErrShape}, "1 states for 3 candidates"},
		"negative cost":    {func(p *Problem) { p.Cost = Dense([][]float64{{1, -2}, {nan, 1}}) }, []error{ErrCost}, "candidate 0: cost of demand 1 is -2, expected 0 or more (and 1 more"},
		"short row":        {func(p *Problem) { p.Cost = Dense([][]float64{{1, 2}, {1}}) }, []error{ErrShape}, "candidate 1"},
		"negative weight":  {func(p *Problem) { p.Weights = []float64{1, -1} }, []error{ErrWeight}, "weight of 1 is -1"},
		"endless weight":   {func(p *Problem) { p.Weights = []float64{inf, 1} }, []error{ErrWeight}, "weight of 0 is +Inf"},
		"base":             {func(p *Problem) { p.Base = []float64{nan, inf} }, []error{ErrCost}, "base cost of 0 is NaN"},
		"beyond too near":  {func(p *Problem) { p.Beyond = 2 }, []error{ErrCost}, "beyond reach is 2"},
		"stray entry":      {func(p *Problem) { p.Cost = Sparse([]Row{{Demand: []int32{0, 5}, Cost: []float32{1, 1}}}) }, []error{ErrIndex}, "entry for demand 5"},
		"entry twice":      {func(p *Problem) { p.Cost = Sparse([]Row{{Demand: []int32{1, 1}, Cost: []float32{1, 1}}}) }, []error{ErrIndex}, "entry for demand 1"},
		"entry out of order twice": {func(p *Problem) {
			p.Cost = Sparse([]Row{{Demand: []int32{1, 0, 1}, Cost: []float32{1, 1, 1}}})
		}, []error{ErrIndex}, "entry for demand 1"},
		"negative sparse cost": {func(p *Problem) { p.Cost = Sparse([]Row{{Demand: []int32{0, 1}, Cost: []float32{1, -1}}}) }, []error{ErrCost}, "cost of demand 1 is -1"},
		"everything": {func(p *Problem) {
			p.Weights, p.P, p.Base = []float64{nan, 1}, 9, []float64{1}
		}, []error{ErrWeight, ErrTooMany, ErrShape}, "base cost"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := good()
			c.spoil(p)
			for _, solve := range []solver{PMedian, PCenter} {
				_, err := solve(context.Background(), p, siting.Options{})
				var invalid *InvalidError
				if !errors.As(err, &invalid) {
					t.Fatalf("error %v, expected an InvalidError", err)
				}
				for _, want := range c.want {
					if !errors.Is(err, want) {
						t.Errorf("%v lacks %v", err, want)
					}
				}
				if !strings.Contains(err.Error(), c.text) {
					t.Errorf("%q does not say %q", err, c.text)
				}
			}
		})
	}
}

func TestInvalidCapacities(t *testing.T) {
	t.Parallel()
	p := &Problem{Demands: 2, P: 1, Cost: Dense([][]float64{{1, 2}, {2, 1}})}
	for name, c := range map[string]struct {
		demand, capacity []float64
		want             error
	}{
		"no capacity":        {[]float64{1, 1}, nil, ErrShape},
		"one demand":         {[]float64{1}, []float64{1, 1}, ErrShape},
		"negative demand":    {[]float64{1, -1}, []float64{1, 1}, ErrCapacity},
		"endless demand":     {[]float64{1, math.Inf(1)}, []float64{1, 1}, ErrCapacity},
		"capacity no number": {[]float64{1, 1}, []float64{math.NaN(), 1}, ErrCapacity},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := Capacitated(context.Background(), p, c.demand, c.capacity, siting.Options{}); !errors.Is(err, c.want) {
				t.Errorf("error %v, expected %v", err, c.want)
			}
		})
	}
}

// More sites than can be, where fewer are welcome: all that help are open.
func TestAtMost(t *testing.T) {
	t.Parallel()
	p := &Problem{Demands: 2, P: 9, AtMost: true, Cost: Dense([][]float64{{0, 5}, {5, 0}, {3, 3}})}
	s, err := PMedian(context.Background(), p, siting.Options{})
	if err != nil || !slices.Equal(s.Open, []int{0, 1}) || s.Value != 0 || !s.Optimal {
		t.Errorf("%+v %v", s, err)
	}
}

// Two islands and one site: the larger is served, the other is left out; a rock
// that nothing reaches is told apart from it.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	inf := math.Inf(1)
	p := &Problem{Demands: 4, P: 1, Beyond: 50, Cost: Dense([][]float64{{1, 2, inf, inf}, {inf, inf, 1, inf}})}
	s, err := PMedian(context.Background(), p, siting.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Value != 53 || !s.Optimal || !slices.Equal(s.Unserved, []int{3}) || !slices.Equal(s.Site, []int32{0, 0, siting.NoSite, siting.NoSite}) {
		t.Errorf("%+v", s)
	}
}

func TestSameSeedSameSearch(t *testing.T) {
	t.Parallel()
	p := province(3, 60, 5, 40, 6)
	run := func(entries int) *siting.Solution {
		s, err := solve(context.Background(), p, siting.Options{Seed: 7}, limits{nodes: 20, entries: entries}, medianWide, medianNarrow)
		if err != nil {
			t.Fatal(err)
		}
		s.Elapsed = 0
		return s
	}
	for _, entries := range []int{0, 500} {
		if a, b := run(entries), run(entries); !reflect.DeepEqual(a, b) {
			t.Errorf("entries %d: %+v and %+v", entries, a, b)
		}
	}
}

// A start at the optimum is not lost, and a start that makes no sense does no
// harm.
func TestStart(t *testing.T) {
	t.Parallel()
	p := province(3, 60, 5, 40, 6)
	best, err := PMedian(context.Background(), p, siting.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, start := range [][]int{best.Open, {best.Open[0], best.Open[0], -5, 99999}, {0, 1, 2, 3, 4, 5, 6, 7, 8}} {
		s, err := PMedian(context.Background(), p, siting.Options{Start: start})
		if err != nil || s.Value != best.Value {
			t.Errorf("start %v: %v %v, expected %g", start, s, err, best.Value)
		}
	}
}

// Told that it is over in the middle of the work, a solver hands over what it
// has, with a bound; told so before, it says so.
func TestCancelled(t *testing.T) {
	t.Parallel()
	p := province(3, 100, 5, 200, 20)
	need, room := make([]float64, p.Demands), make([]float64, 200)
	for j := range room {
		room[j] = 3
	}
	for i := range need {
		need[i] = 1
	}
	for name, solve := range map[string]solver{
		"median": PMedian, "center": PCenter,
		"capacitated": func(ctx context.Context, p *Problem, opts siting.Options) (*siting.Solution, error) {
			return Capacitated(ctx, p, need, room, opts)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(context.Background())
			told := 0
			s, err := solve(ctx, p, siting.Options{Progress: func(siting.Progress) {
				if told++; told == 2 {
					cancel()
				}
			}})
			cancel()
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Open) != p.P || s.Bound > s.Value || math.IsNaN(s.Bound) || len(s.Site) != p.Demands {
				t.Errorf("open %v, value %g, bound %g", s.Open, s.Value, s.Bound)
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, solve := range []solver{PMedian, PCenter} {
		if _, err := solve(ctx, p, siting.Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, expected %v", err, context.Canceled)
		}
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	p := province(3, 60, 5, 40, 6)
	last := siting.Progress{Value: math.Inf(1)}
	_, err := PMedian(context.Background(), p, siting.Options{Progress: func(q siting.Progress) {
		if q.Stage == "" || q.Elapsed < last.Elapsed || q.Value > last.Value*(1+1e-9) || q.Bound > q.Value*(1+1e-9) {
			t.Errorf("%+v after %+v", q, last)
		}
		last.Elapsed = q.Elapsed
		if !math.IsNaN(q.Value) {
			last.Value = q.Value
		}
	}})
	if err != nil || math.IsInf(last.Value, 1) {
		t.Errorf("last %+v, error %v", last, err)
	}
}

// The figures of the San Francisco stores as spopt prints them.
func TestSanFrancisco(t *testing.T) {
	t.Parallel()
	file, err := os.Open(filepath.Join(vectors, "san_francisco", "SF_network_distance_candidateStore_16_censusTract_205_new.csv"))
	if err != nil {
		t.Skip("the San Francisco case is absent: ../shared/vectors/siting/san_francisco beside the project")
	}
	defer func() { _ = file.Close() }()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	tract, store := map[string]int{}, map[string]int{}
	p := &Problem{P: 4}
	rows := make([][]float64, 16)
	for _, line := range lines[1:] {
		if _, known := tract[line[2]]; !known {
			tract[line[2]] = len(tract)
			people, err := strconv.ParseFloat(line[3], 64)
			if err != nil {
				t.Fatal(err)
			}
			p.Weights = append(p.Weights, people)
		}
		if _, known := store[line[1]]; !known {
			store[line[1]] = len(store)
			rows[store[line[1]]] = make([]float64, 205)
		}
		distance, err := strconv.ParseFloat(line[0], 64)
		if err != nil {
			t.Fatal(err)
		}
		rows[store[line[1]]][tract[line[2]]] = distance
	}
	p.Demands, p.Cost = len(tract), Dense(rows)
	median, err := PMedian(context.Background(), p, siting.Options{})
	if err != nil || math.Abs(median.Value-2848268129.7145) > 1e-3 || !median.Optimal {
		t.Errorf("p-median %v %v, expected 2848268129.7145", median.Value, err)
	}
	p.Weights = nil
	center, err := PCenter(context.Background(), p, siting.Options{})
	if err != nil || math.Abs(center.Value-7403.0638) > 1e-4 || !center.Optimal {
		t.Errorf("p-center %v %v, expected 7403.0638", center.Value, err)
	}
}

func TestShortestPaths(t *testing.T) {
	t.Parallel()
	c, err := ShortestPaths(context.Background(), 5, []Edge{{0, 1, 4}, {1, 2, 3}, {0, 2, 9}, {0, 2, 8}, {3, 3, 1}}, []int{0, 3}, []int{2, 0, 4})
	if err != nil {
		t.Fatal(err)
	}
	if want := [][]float64{{7, 0, math.Inf(1)}, {math.Inf(1), math.Inf(1), math.Inf(1)}}; !reflect.DeepEqual(c.dense, want) {
		t.Errorf("%v, expected %v", c.dense, want)
	}
	for name, run := range map[string]func() error{
		"edge out of the graph": func() error {
			_, err := ShortestPaths(context.Background(), 2, []Edge{{0, 2, 1}}, nil, nil)
			return err
		},
		"negative cost": func() error {
			_, err := ShortestPaths(context.Background(), 2, []Edge{{0, 1, -1}}, nil, nil)
			return err
		},
		"node out of the graph": func() error { _, err := ShortestPaths(context.Background(), 2, nil, []int{2}, nil); return err },
	} {
		if run() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Floyd's algorithm finds the same ways as Dijkstra's.
func TestShortestPathsAgainstFloyd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "nodes")
		want, nodes := make([][]float64, n), make([]int, n)
		for i := range want {
			nodes[i] = i
			want[i] = make([]float64, n)
			for j := range want[i] {
				if i != j {
					want[i][j] = math.Inf(1)
				}
			}
		}
		var edges []Edge
		for range rapid.IntRange(0, 20).Draw(t, "edges") {
			e := Edge{rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b"), float64(rapid.IntRange(0, 20).Draw(t, "cost"))}
			edges = append(edges, e)
			want[e.A][e.B] = min(want[e.A][e.B], e.Cost)
			want[e.B][e.A] = want[e.A][e.B]
		}
		for k := range n {
			for i := range n {
				for j := range n {
					want[i][j] = min(want[i][j], want[i][k]+want[k][j])
				}
			}
		}
		got, err := ShortestPaths(context.Background(), n, edges, nodes, nodes)
		if err != nil || !reflect.DeepEqual(got.dense, want) {
			t.Fatalf("%v %v, expected %v", got, err, want)
		}
	})
}

// Looked at from afar first, a province has the same optimum, and a search cut
// short after that has a bound below it.
func TestScoutedProvince(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		p := province(seed, 60, 5, 60, 6)
		want, err := PMedian(context.Background(), p, siting.Options{})
		if err != nil || !want.Optimal {
			t.Fatalf("%+v %v", want, err)
		}
		for _, lim := range []limits{{entries: 3000}, {entries: 3000, nodes: 1}} {
			s, err := solve(context.Background(), p, siting.Options{}, lim, medianWide, medianNarrow)
			if err != nil {
				t.Fatal(err)
			}
			if s.Bound > want.Value*(1+1e-9) || s.Value < want.Value*(1-1e-9) || lim.nodes == 0 && (!s.Optimal || !near(s.Value, want.Value)) {
				t.Errorf("seed %d: value %g, bound %g, optimum %g", seed, s.Value, s.Bound, want.Value)
			}
			if s.Gap() > 0.01 {
				t.Errorf("seed %d: gap %g", seed, s.Gap())
			}
		}
	}
}
