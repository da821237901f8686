package planning_test

import (
	"syscall"
	"testing"

	"hatang/registry/planning"
)

// provinces is what benchmarks run on: the real communes where they are, and the
// demonstration, a synthetic province of a million cells, always.
func provinces(b *testing.B, roads bool, do func(b *testing.B, w *world)) {
	b.Run("real", func(b *testing.B) { do(b, real(b, roads)) })
	if !roads {
		b.Run("demonstration", func(b *testing.B) { do(b, demo(b)) })
	}
}

func reportPlan(b *testing.B, r *planning.Result) {
	b.ReportMetric(r.Solver.Value.Value, "value")
	b.ReportMetric(r.Solver.Bound.Value, "bound")
	b.ReportMetric(100*r.Solver.Gap.Value, "gap%")
	b.ReportMetric(float64(r.Solver.Candidates), "candidates")
	b.ReportMetric(float64(r.Solver.Demands), "cells")
}

func benchmarkPlan(b *testing.B, roads bool, q planning.Question) {
	provinces(b, roads, func(b *testing.B, w *world) {
		b.ReportAllocs()
		var r *planning.Result
		began := cpuSeconds(b)
		for b.Loop() {
			w.planner.Forget()
			var err error
			if r, err = w.planner.Plan(ctx, w.live.View(), q, nil); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric((cpuSeconds(b)-began)/float64(b.N), "cpu-s/op")
		reportPlan(b, r)
	})
}

// cpuSeconds is the processor time of the process so far, which other work on the
// machine does not lengthen as it does the clock's.
func cpuSeconds(b *testing.B) float64 {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return float64(usage.Utime.Sec+usage.Stime.Sec) + float64(usage.Utime.Usec+usage.Stime.Usec)/1e6
}

// wide asks for up to 2,000 candidates: settlements, commune centres and a grid.
func wide(q *planning.Question) {
	q.Candidates = planning.Candidates{Settlements: true, Seats: true, GridM: 2000, Most: 2000}
}

func BenchmarkAdd20(b *testing.B) {
	benchmarkPlan(b, false, question(planning.Add, func(q *planning.Question) {
		q.Count, q.LimitS = 20, 7
		wide(q)
	}))
}

func BenchmarkCover20(b *testing.B) {
	benchmarkPlan(b, false, question(planning.Cover, func(q *planning.Question) { q.Count, q.LimitS = 20, 7 }))
}

func BenchmarkFewest95(b *testing.B) {
	benchmarkPlan(b, false, question(planning.Fewest, func(q *planning.Question) { q.EachCommune, q.LimitS = true, 10 }))
}

func BenchmarkClose10(b *testing.B) {
	benchmarkPlan(b, false, question(planning.Close, func(q *planning.Question) { q.Count, q.LimitS = 10, 7 }))
}

func BenchmarkAdd20ByRoad(b *testing.B) {
	benchmarkPlan(b, true, question(planning.Add, func(q *planning.Question) { q.Count, q.LimitS, q.Travel = 20, 7, planning.Road }))
}

// An edit by hand of a plan with 20 points: one moved, one closed, one added.
func BenchmarkEdit(b *testing.B) {
	provinces(b, false, func(b *testing.B, w *world) {
		q := question(planning.Add, func(q *planning.Question) { q.Count, q.LimitS = 20, 1 })
		r, err := w.planner.Plan(ctx, w.live.View(), q, nil)
		if err != nil {
			b.Fatal(err)
		}
		edit := planning.Edit{
			Add:  []planning.Place{{Lon: 107.9, Lat: 14.5}},
			Move: []planning.Place{{ID: r.Layout.Added[3].ID, Lon: 107.95, Lat: 14.6}},
		}
		b.ReportAllocs()
		began := cpuSeconds(b)
		defer func() { b.ReportMetric((cpuSeconds(b)-began)/float64(b.N), "cpu-s/op") }()
		for b.Loop() {
			if _, err := w.planner.Edit(ctx, w.live.View(), r.Question, r.Layout, edit); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// Service areas from the points as they stand: the whole answer, the surface of
// the people being there.
func benchmarkAreas(b *testing.B, roads bool) {
	provinces(b, roads, func(b *testing.B, w *world) {
		q := planning.AreaQuestion{AsOf: asOf(), Points: planning.Filter{Approximate: true}}
		if roads {
			q.Travel = planning.Road
		}
		if _, err := w.planner.Areas(ctx, w.live.View(), q); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		began := cpuSeconds(b)
		for b.Loop() {
			w.planner.Forget()
			if _, err := w.planner.Areas(ctx, w.live.View(), q); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric((cpuSeconds(b)-began)/float64(b.N), "cpu-s/op")
	})
}

func BenchmarkAreas(b *testing.B)       { benchmarkAreas(b, false) }
func BenchmarkAreasByRoad(b *testing.B) { benchmarkAreas(b, true) }
