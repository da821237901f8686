package median

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"hatang/geo/siting"
	"hatang/geo/siting/internal/cpu"
	"hatang/geo/siting/internal/orlib"
)

// vectors is where the reference cases are on a development machine.
const vectors = "../../../../shared/vectors/siting"

// reference is a case of the pmed series.
type reference struct {
	name           string
	problem        *Problem
	median, center float64
}

// references reads the pmed series, or skips the test.
func references(tb testing.TB) []reference {
	tb.Helper()
	file, err := os.Open(filepath.Join(vectors, "pmed", "optima.csv"))
	if err != nil {
		tb.Skip("the OR-Library's p-median cases are absent: ../shared/vectors/siting/pmed beside the project")
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	var all []reference
	for _, row := range rows[1:] {
		median, err1 := strconv.ParseFloat(row[1], 64)
		center, err2 := strconv.ParseFloat(row[2], 64)
		if err1 != nil || err2 != nil {
			tb.Fatal(row)
		}
		all = append(all, reference{row[0], readGraph(tb, row[0]), median, center})
	}
	return all
}

func readGraph(tb testing.TB, name string) *Problem {
	tb.Helper()
	file, err := os.Open(filepath.Join(vectors, "pmed", name+".txt"))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	m, err := orlib.ReadMedian(file)
	if err != nil {
		tb.Fatal(err)
	}
	nodes := make([]int, m.Nodes)
	for i := range nodes {
		nodes[i] = i
	}
	edges := make([]Edge, len(m.Edges))
	for k, e := range m.Edges {
		edges[k] = Edge(e)
	}
	costs, err := ShortestPaths(context.Background(), m.Nodes, edges, nodes, nodes)
	if err != nil {
		tb.Fatal(err)
	}
	return &Problem{Demands: m.Nodes, Cost: costs, P: m.P}
}

// report adds to a benchmark what a solution is worth.
func report(b *testing.B, s *siting.Solution) {
	b.Helper()
	b.ReportMetric(s.Value, "value")
	b.ReportMetric(s.Bound, "bound")
	b.ReportMetric(100*s.Gap(), "gap%")
	b.ReportMetric(float64(s.Nodes), "nodes")
	b.ReportMetric(s.Elapsed.Seconds(), "s")
}

func BenchmarkPMedianORLibrary(b *testing.B) {
	for _, r := range references(b) {
		b.Run(r.name, func(b *testing.B) { benchmarkCase(b, PMedian, r.problem, r.median) })
	}
}

func BenchmarkPCenterORLibrary(b *testing.B) {
	for _, r := range references(b) {
		b.Run(r.name, func(b *testing.B) { benchmarkCase(b, PCenter, r.problem, r.center) })
	}
}

// solver is any of the solvers without capacities.
type solver func(context.Context, *Problem, siting.Options) (*siting.Solution, error)

func benchmarkCase(b *testing.B, solve solver, p *Problem, optimum float64) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		began := cpu.Seconds()
		s, err := solve(context.Background(), p, siting.Options{Limit: time.Minute})
		if err != nil {
			b.Fatal(err)
		}
		report(b, s)
		b.ReportMetric(cpu.Seconds()-began, "cpu-s")
		b.ReportMetric(optimum, "known")
	}
}
