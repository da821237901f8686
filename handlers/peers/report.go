//go:build linux

package main

import (
	"bytes"
	"fmt"
	"math"
	"runtime"
	"strings"
	"time"
)

// label says what a row of the tables is about.
func label(name string) string {
	if text, ok := map[string]string{
		"within":         "within 5 km, on the ellipsoid",
		"within, sorted": "the same, nearest first with distances (PostGIS: neither)",
		"box":            "box, about 1,000",
		"commune":        "point → commune",
		"nearest":        "10 nearest",
		"page":           "page of 1,000 features, the first",
		"page of a box":  "page of up to 1,000 features in a box",
	}[name]; ok {
		return text
	}
	return name
}

// markdown is docs/performance.md.
func (r *report) markdown() []byte {
	var out bytes.Buffer
	r.head(&out)
	r.libraryTable(&out)
	r.wireTable(&out)
	r.tileTable(&out)
	r.writing(&out)
	r.growthTable(&out)
	r.others(&out)
	return out.Bytes()
}

func (r *report) head(out *bytes.Buffer) {
	missed := r.missed()
	vi := "mọi mục tiêu đều đạt"
	if len(missed) > 0 {
		vi = fmt.Sprintf("%d mục tiêu chưa đạt: %s", len(missed), strings.Join(missed, "; "))
	}
	fmt.Fprintf(out, "# Performance\n\nTóm tắt: đo cạnh nhau, lần lượt, trên cùng một máy, cùng dữ liệu (400.000 trạm, 11.000 xã), so với PostgreSQL/PostGIS, pg_featureserv và tegola; %s.\n\n", vi)
	fmt.Fprintf(out, `Written by `+"`make bench-peers`"+`, which installs the peers, loads both sides with the same records, checks that they answer alike, lets them take turns and writes this file. Repeat it with that command; absolute figures move from machine to machine, ratios less.

| | |
|---|---|
| date | %s to %s UTC |
| machine | %s, %d cores, %s, %s |
| load average | %s at the begin and the end: %s |
| hatang | %s |
| peers | PostgreSQL %s, PostGIS %s, pg_featureserv v1.3.1, tegola v0.21.2 |
| data | 10,000, 100,000 and 400,000 stations clustered like Vietnam's people, 11 attributes; 11,000 communes of 100 vertices; tables in Hilbert order with GiST indexes, prepared statements, parallel query and JIT off, everything in memory |
| turns | %d of %s for each side |

`, r.begun.Format("2006-01-02 15:04"), r.ended.Format("15:04"), r.machine.processor, runtime.NumCPU(), r.machine.memory, r.machine.system,
		busy(r.machine.loads), strings.Join(r.machine.loads, " and "), r.revision+", "+runtime.Version(), r.postgresVersion, r.postgisText, r.rounds, r.slice)
}

// busy says in words whether other programs ran.
func busy(loads []string) string {
	var load float64
	_, _ = fmt.Sscan(loads[0], &load)
	if load > float64(runtime.NumCPU()) {
		return "other programs ran"
	}
	return "the machine was quiet"
}

func (r *report) libraryTable(out *bytes.Buffer) {
	fmt.Fprint(out, "## Questions within the process\n\nOperations per second of processor time, 400,000 stations. hatang: rows of the view in memory; PostGIS: integers from prepared statements over a unix socket, the backend's time alone. PostGIS orders the nearest by distance on the sphere, hatang on the ellipsoid; it answers boxes by 32-bit coordinates (&&), hatang by 64-bit ones.\n\n")
	fmt.Fprint(out, "| question | hatang | PostGIS | ratio (each turn) | target | |\n|---|---:|---:|---:|---:|---|\n")
	for _, row := range r.growth[largest] {
		writeRow(out, row, false)
	}
	out.WriteByte('\n')
}

// writeRow writes the cells that all comparisons have.
func writeRow(out *bytes.Buffer, row *comparison, wire bool) {
	low, high := row.spread()
	fmt.Fprintf(out, "| %s | %s | %s | **%s** (%s–%s) |", label(row.name), number(row.ours.total().perSecond()), number(row.theirs.total().perSecond()),
		number(row.ratio()), number(low), number(high))
	if wire {
		byTime := "–"
		if row.oursCPU.took > 0 {
			byTime = number(row.oursCPU.perSecond() / row.theirsCPU.perSecond())
		}
		fmt.Fprintf(out, " %s | %.1f / %.1f |", byTime, row.oursKB, row.theirsKB)
	}
	if row.target == 0 {
		fmt.Fprint(out, " – | |\n")
		return
	}
	fmt.Fprintf(out, " %s | %s |\n", number(row.target), verdict(row.ratio() >= row.target))
}

const wireHead = "| question | hatang, answers/s | peer, answers/s | ratio (each turn) | by processor time of the service | kB an answer | target | |\n|---|---:|---:|---:|---:|---:|---:|---|\n"

func (r *report) wireTable(out *bytes.Buffer) {
	fmt.Fprintf(out, "## Over the wire\n\n400,000 stations, %d clients on the same machine, which has to drive them too. hatang: `hatang serve`, feature ids as JSON over HTTP; sorted: identifiers of 36 characters, nearest first with distances. Within, box and nearest against PostGIS in its own binary protocol (integers), prepared; both sides are driven in the same way: requests written beforehand, one thread waiting for two connections at once, lengths alone looked at; pages against pg_featureserv.\n\n", clients)
	fmt.Fprint(out, wireHead)
	for _, row := range r.services {
		writeRow(out, row, true)
	}
	out.WriteByte('\n')
}

func (r *report) tileTable(out *bytes.Buffer) {
	fmt.Fprintf(out, "## Vector tiles\n\n400,000 stations, %d clients, the densest tiles, of the sizes in tegola for which the target is set (1.2 MB, 0.5 MB, 0.2 MB), and tiles drawn by lot from where people live. *Served*: `hatang serve` with every attribute of the station; tiles that did not change are kept, as always in service. *Drawn anew*: the encoder behind net/http, nothing kept, the 4 attributes that tegola draws, in a process of its own. tegola's tiles are written by PostGIS from positions on the map, its cache off, as it is unless configured. Above 16,384 points in a tile hatang groups neighbours and keeps their count, so that no tile exceeds 500 kB; tegola draws every point.\n\n", clients)
	fmt.Fprint(out, strings.Replace(wireHead, "peer", "tegola", 1))
	for _, row := range r.tiles {
		writeRow(out, row, true)
	}
	var notes []string
	for _, row := range r.tiles {
		if row.note != "" {
			notes = append(notes, row.note)
		}
	}
	fmt.Fprintf(out, "\nAsked for in turn, %s.\n\n", strings.Join(notes, "; "))
}

func (r *report) writing(out *bytes.Buffer) {
	low := r.alone.p99()
	times := math.NaN()
	if low > 0 {
		times = float64(r.beside.p99()) / float64(low)
	}
	fmt.Fprint(out, "## Start, memory, writing\n\n400,000 stations and 11,000 communes in one registry file, `hatang serve`.\n\n| | measured | target | |\n|---|---:|---:|---|\n")
	fmt.Fprintf(out, "| start: from launching the program until it answers | %s | 3 s | %s |\n", round(r.started), verdict(r.started <= 3*time.Second))
	fmt.Fprintf(out, "| resident memory when loaded | %.0f MiB | 1,024 MiB | %s |\n", r.loadedMiB, verdict(r.loadedMiB <= 1024))
	fmt.Fprintf(out, "| resident memory after everything below and above (peak %.0f) | %.0f MiB | 1,024 MiB | %s |\n", r.heapMiB, r.usedMiB, verdict(r.usedMiB <= 1024))
	fmt.Fprintf(out, "| one edit, sent by PATCH and read again by GET: median | %s | 50 ms | %s |\n", round(r.edits.median), verdict(r.edits.median <= 50*time.Millisecond))
	fmt.Fprintf(out, "| the same: 99th percentile; slowest of %d | %s; %s | | |\n", r.edits.count, round(r.edits.p99), round(r.edits.max))
	fmt.Fprintf(out, "| edits that the next read did not show | %d | 0 | %s |\n", r.edits.unseen, verdict(r.edits.unseen == 0))
	fmt.Fprintf(out, "| %d readers: 99th percentile without a writer | %s | | |\n", readers, round(low))
	fmt.Fprintf(out, "| the same beside one writer (%.0f of %d changes/s reached) | %s, %s × | 3 × | %s |\n", r.beside.written.perSecond(), writesASecond, round(r.beside.p99()), number(times), verdict(times <= 3))
	errors := r.alone.errors + r.beside.errors
	fmt.Fprintf(out, "| errors among %d reads | %d | 0 | %s |\n\n", len(r.alone.latencies)+len(r.beside.latencies), errors, verdict(errors == 0))
	fmt.Fprint(out, "The readers ask for nearest, within 5 km, what is at a place, and a page of 100 records in a box, each as fast as it can.\n\n")
}

func round(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d >= 100*time.Millisecond:
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(10 * time.Microsecond).String()
}

func (r *report) growthTable(out *bytes.Buffer) {
	fmt.Fprint(out, "## Growth with the register\n\nMicroseconds of processor time a question. The box holds about 1,000 stations at every size; within 5 km the answer grows with the register.\n\n")
	fmt.Fprint(out, "| question | hatang 10,000 | 100,000 | 400,000 | PostGIS 10,000 | 100,000 | 400,000 |\n|---|---:|---:|---:|---:|---:|---:|\n")
	for i, row := range r.growth[largest] {
		fmt.Fprintf(out, "| %s |", label(row.name))
		for _, n := range sizes {
			fmt.Fprintf(out, " %s |", number(1e6/r.growth[n][i].ours.total().perSecond()))
		}
		for _, n := range sizes {
			fmt.Fprintf(out, " %s |", number(1e6/r.growth[n][i].theirs.total().perSecond()))
		}
		out.WriteByte('\n')
	}
	out.WriteByte('\n')
}

// others are peers that cannot be built here: their figures come from an
// earlier measurement on another day.
func (r *report) others(out *bytes.Buffer) {
	fmt.Fprint(out, `## Not run again

Tile38 and pg_tileserv are not to be had from the module proxy, so they are not part of `+"`make bench-peers`"+`. On 2026-11-21, on a machine with 2 cores (Zen 4 class), 400,000 points, they reached:

| | Tile38 | pg_tileserv |
|---|---:|---:|
| within 5 km, a second of one core | 230–370 | |
| 10 nearest | 3,700–6,000 | |
| box, about 1,000 | 465–565 | |
| point → commune | 10,000–18,000 | |
| over the wire, 4 clients: within; nearest; box | 520–680; 9,000; 1,100 | |
| tiles of zoom 8; 10; 12, 4 clients | | 8; 13; 22 |
`)
}

// missed names the targets that were not reached.
func (r *report) missed() []string {
	var names []string
	note := func(met bool, name string) {
		if !met {
			names = append(names, name)
		}
	}
	for i, table := range [][]*comparison{r.growth[largest], r.services, r.tiles} {
		for _, row := range table {
			where := []string{" (Go API)", " (HTTP)", " (tiles)"}[i]
			note(row.target == 0 || row.ratio() >= row.target, fmt.Sprintf("%s%s %s×/%s×", row.name, where, number(row.ratio()), number(row.target)))
		}
	}
	note(r.started <= 3*time.Second, "start "+round(r.started))
	note(max(r.loadedMiB, r.usedMiB) <= 1024, fmt.Sprintf("memory %.0f MiB", max(r.loadedMiB, r.usedMiB)))
	note(r.edits.median <= 50*time.Millisecond && r.edits.unseen == 0, "edit "+round(r.edits.median))
	note(float64(r.beside.p99()) <= 3*float64(r.alone.p99()), fmt.Sprintf("p99 ×%.1f", float64(r.beside.p99())/float64(r.alone.p99())))
	note(r.alone.errors+r.beside.errors == 0, "errors")
	return names
}
