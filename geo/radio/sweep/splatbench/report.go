//go:build unix

package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// report is the document.
func (b *bench) report(commit string, rounds int) string {
	var t strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&t, format+"\n", args...) }
	line("# Terrain coverage beside SPLAT!\n")
	line("Tóm tắt: tính vùng phủ trên địa hình của một vị trí, bán kính %.0f km, %d điểm thu, so với SPLAT! 1.4.2 chạy lần lượt trên cùng máy, cùng mảnh địa hình. %s\n",
		b.radiusM/1e3, b.cells, b.summary())
	line("Written by `make bench-terrain`. Both sides take turns on the same tile; ratios are of medians, with the least and the greatest of single turns. Absolute figures move from machine to machine, ratios less.\n")
	line("| | |\n|---|---|")
	line("| date | %s |", time.Now().UTC().Format("2006-01-02 15:04 UTC"))
	line("| machine | %s, %d processors |", model(), runtime.NumCPU())
	line("| load average at the end | %s |", load())
	line("| hatang | %s, %s |", commit, runtime.Version())
	line("| peer | SPLAT! 1.4.2 (Debian package splat), one thread |")
	line("| terrain | %s, sha256 %.12s…, in memory |", b.tile, b.tile.SHA256)
	line("| task | antenna 45 m at the middle of the tile, receivers at 1.5 m, 900 MHz, %.0f km, cells of %g m: %d receivers, of them %d too near for a profile |",
		b.radiusM/1e3, cellM, b.cells, b.near)
	line("| turns | %d of each side |\n", rounds)
	line("| footprint | hatang, s (processor time) | SPLAT!, s (processor time) | ratio (single turns) | by processor time | without SPLAT!'s start | target | |")
	line("|---|---:|---:|---:|---:|---:|---:|---|")
	for _, c := range b.contest {
		low, high := c.spread()
		line("| %s | %.3f (%.3f) | %.2f (%.2f) | **%.1f** (%.1f–%.1f) | %.1f | %.1f | %.1f | %s |", c.name,
			median(c.ours, wall).Seconds(), median(c.ours, cpu).Seconds(),
			median(c.peer, wall).Seconds(), median(c.peer, cpu).Seconds(),
			c.ratio(), low, high,
			median(c.peer, cpu).Seconds()/median(c.ours, cpu).Seconds(),
			(median(c.peer, wall)-median(c.start, wall)).Seconds()/median(c.ours, wall).Seconds(),
			c.target, c.verdict())
	}
	line("\nThe ratio is of the time that a user waits: hatang uses all processors, SPLAT! one. SPLAT! starts, reads its terrain and writes a picture in every run, which a run over 1 km measures: %.2f s of its ITM, %.2f s of its line of sight.",
		median(b.contest[0].start, wall).Seconds(), median(b.contest[2].start, wall).Seconds())
	return t.String()
}

// ratio is how many times as long the peer takes.
func (c *contest) ratio() float64 {
	return median(c.peer, wall).Seconds() / median(c.ours, wall).Seconds()
}

func (c *contest) spread() (low, high float64) {
	for i := range c.ours {
		r := c.peer[i].wall.Seconds() / c.ours[i].wall.Seconds()
		if i == 0 || r < low {
			low = r
		}
		high = max(high, r)
	}
	return low, high
}

func (c *contest) verdict() string {
	if c.ratio() >= c.target {
		return "met"
	}
	return "**not met**"
}

func (b *bench) summary() string {
	var parts []string
	for _, c := range b.contest {
		state := "đạt"
		if c.ratio() < c.target {
			state = "chưa đạt"
		}
		parts = append(parts, fmt.Sprintf("%s nhanh gấp %.1f lần (mục tiêu %.1f: %s)", c.model, c.ratio(), c.target, state))
	}
	return strings.Join(parts, "; ") + "."
}

// model names the processor where Linux tells it.
func model() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(b)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				return strings.TrimSpace(value)
			}
		}
	}
	return runtime.GOARCH
}

func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if fields := strings.Fields(string(b)); err == nil && len(fields) > 0 {
		return fields[0]
	}
	return "unknown"
}
