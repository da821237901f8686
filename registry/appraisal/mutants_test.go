package appraisal_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"hatang/data"
)

var (
	valueLine   = regexp.MustCompile(`^    value: ([0-9.]+)$`)
	predicate   = regexp.MustCompile(`^    (when|exempt|require|unless|number): `)
	decimal     = regexp.MustCompile(`\b[0-9]+\.[0-9]+\b`)
	idLine      = regexp.MustCompile(`^  - id: "?([^"]+)"?$`)
	countsLine  = regexp.MustCompile(`^counts: \[(.*)\]$`)
	ignoresLine = regexp.MustCompile(`^ignores: \[(.*)\]$`)
)

// mutants are the texts of a shipped set with one figure or one state changed.
func mutants(tb testing.TB, file string) []mutant {
	tb.Helper()
	bodies, err := data.RuleSets()
	if err != nil {
		tb.Fatal(err)
	}
	lines := strings.Split(string(bodies[file]), "\n")
	var all []mutant
	id := ""
	change := func(name string, at int, line string) {
		changed := append([]string{}, lines...)
		changed[at] = line
		all = append(all, mutant{file + "/" + name, id, strings.Join(changed, "\n")})
	}
	for i, line := range lines {
		if m := idLine.FindStringSubmatch(line); m != nil {
			id = m[1]
		}
		if m := valueLine.FindStringSubmatch(line); m != nil {
			v, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				tb.Fatal(err)
			}
			for _, by := range []float64{-1, 1} {
				change(fmt.Sprintf("%s value %+g", id, by), i, fmt.Sprintf("    value: %g", v+by))
			}
		}
		if predicate.MatchString(line) {
			for _, at := range decimal.FindAllStringIndex(line, -1) {
				v, err := strconv.ParseFloat(line[at[0]:at[1]], 64)
				if err != nil {
					tb.Fatal(err)
				}
				for _, by := range []float64{-1, 1} {
					change(fmt.Sprintf("%s predicate at %d %+g", id, at[0], by), i, fmt.Sprintf("%s%.1f%s", line[:at[0]], v+by, line[at[1]:]))
				}
			}
		}
	}
	if file == "bac-ninh-72-2025.yaml" {
		all = append(all, stateMutants(lines, file)...)
	}
	return all
}

// stateMutants move each state to the other list, and drop it from its own.
func stateMutants(lines []string, file string) []mutant {
	var counts, ignores []string
	var atCounts, atIgnores int
	for i, line := range lines {
		if m := countsLine.FindStringSubmatch(line); m != nil {
			counts, atCounts = strings.Split(m[1], ", "), i
		}
		if m := ignoresLine.FindStringSubmatch(line); m != nil {
			ignores, atIgnores = strings.Split(m[1], ", "), i
		}
	}
	without := func(list []string, state string) []string {
		var rest []string
		for _, s := range list {
			if s != state {
				rest = append(rest, s)
			}
		}
		return rest
	}
	var all []mutant
	put := func(name string, counts, ignores []string) {
		changed := append([]string{}, lines...)
		changed[atCounts] = "counts: [" + strings.Join(counts, ", ") + "]"
		changed[atIgnores] = "ignores: [" + strings.Join(ignores, ", ") + "]"
		all = append(all, mutant{file + "/" + name, "", strings.Join(changed, "\n")})
	}
	for _, s := range counts {
		put(s+" ignored", without(counts, s), append(append([]string{}, ignores...), s))
		put(s+" in neither", without(counts, s), ignores)
	}
	for _, s := range ignores {
		put(s+" counts", append(append([]string{}, counts...), s), without(ignores, s))
		put(s+" in neither list", counts, without(ignores, s))
	}
	return all
}
