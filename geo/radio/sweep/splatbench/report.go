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
	line("Written by `make bench-terrain`. Both sides take turns on the same tile; times are the shortest of all turns, which leaves out what other programs on the machine took; beside the ratio stand the least and the greatest of single turns. Absolute figures move from machine to machine, ratios less.\n")
	line("| | |\n|---|---|")
	line("| date | %s |", time.Now().UTC().Format("2006-01-02 15:04 UTC"))
	line("| machine | %s, %d processors |", model(), runtime.NumCPU())
	line("| load average at the end | %s: what other programs ran counts in the times, hardly in the processor times |", load())
	line("| hatang | %s, %s |", commit, runtime.Version())
	line("| peer | SPLAT! 1.4.2 (Debian package splat), one thread |")
	line("| terrain | %s, sha256 %.12s…, in memory |", b.tile, b.tile.SHA256)
	line("| task | antenna 45 m at the middle of the tile, receivers at 1.5 m, 900 MHz, %.0f km, cells of %g m: %d receivers, of them %d too near for a profile |",
		b.radiusM/1e3, cellM, b.cells, b.near)
	line("| turns | %d of each side |\n", rounds)
	line("| footprint | receivers of hatang | hatang, s (processor time) | SPLAT!, s (processor time) | ratio (single turns) | by processor time | with all processors free | without SPLAT!'s start | target | |")
	line("|---|---:|---:|---:|---:|---:|---:|---:|---:|---|")
	for _, c := range b.contest {
		low, high := c.spread()
		line("| %s | %d | %.3f (%.3f) | %.2f (%.2f) | **%.1f** (%.1f–%.1f) | %.1f | %.1f | %s | %s | %s |", c.name, c.receivers,
			least(c.ours, wall).Seconds(), least(c.ours, cpu).Seconds(),
			least(c.peer, wall).Seconds(), least(c.peer, cpu).Seconds(),
			c.ratio(), low, high,
			least(c.peer, cpu).Seconds()/least(c.ours, cpu).Seconds(), c.free(),
			c.withoutStart(), c.goal(), c.verdict())
	}
	line("\nThe ratio is of the time that a user waits: hatang uses all processors, SPLAT! one; beside it stands the ratio of processor times, and what follows from these where no other program wants the processors (divided among all of them, less a tenth). SPLAT! starts, reads its terrain and writes a picture in every run; its ITM over 1 km takes %.2f s, which is left out in the ratio without its start. SPLAT!'s line of sight takes no notice of the radius and covers the whole tile, 1.44 million samples: the last row lets hatang do the same. SPLAT! tells only what is in sight; hatang's footprint holds the loss, the line of sight and the elevation of every cell.",
		least(b.contest[0].start, wall).Seconds())
	return t.String()
}

// ratio is how many times as long the peer takes.
func (c *contest) ratio() float64 {
	return least(c.peer, wall).Seconds() / least(c.ours, wall).Seconds()
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

// withoutStart is the ratio less the peer's start, where a small radius shows
// that.
func (c *contest) withoutStart() string {
	if c.splat[0] != "-L" {
		return "–"
	}
	work := least(c.peer, wall) - least(c.start, wall)
	return fmt.Sprintf("%.1f", work.Seconds()/least(c.ours, wall).Seconds())
}

func (c *contest) goal() string {
	if c.target == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", c.target)
}

// free is the ratio with all processors to hatang alone: SPLAT!'s processor time
// over hatang's shared out among them, less a tenth for what cannot be shared.
func (c *contest) free() float64 {
	ours := least(c.ours, cpu).Seconds() / float64(runtime.NumCPU())
	return 0.9 * least(c.peer, cpu).Seconds() / ours
}

func (c *contest) verdict() string {
	switch {
	case c.target == 0:
		return ""
	case c.ratio() >= c.target:
		return "met"
	case c.free() >= c.target:
		return "met where the processors are free"
	}
	return "**not met**"
}

func (b *bench) summary() string {
	var parts []string
	for _, c := range b.contest {
		if c.target == 0 {
			continue
		}
		state := "chưa đạt"
		switch {
		case c.ratio() >= c.target:
			state = "đạt"
		case c.free() >= c.target:
			state = "đạt khi bộ xử lý rảnh"
		}
		parts = append(parts, fmt.Sprintf("%s nhanh gấp %.1f lần, %.1f lần theo thời gian bộ xử lý (mục tiêu %.1f: %s)",
			c.model, c.ratio(), least(c.peer, cpu).Seconds()/least(c.ours, cpu).Seconds(), c.target, state))
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
