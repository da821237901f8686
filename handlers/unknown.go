package handlers

import (
	"slices"
	"strings"

	"hatang/registry"
)

// fewParameters is how many names a reader takes in at a glance.
const fewParameters = 20

// UnknownParameter says that there is no parameter of the name, and what there
// is: all of it where that is little, else the name that is spelt most alike.
func UnknownParameter(name string, known []string) registry.Text {
	known = slices.DeleteFunc(slices.Sorted(slices.Values(known)), func(k string) bool { return k == name }) // one that is kept from the caller
	if len(known) <= fewParameters {
		return registry.Textf("không có tham số này; có: %s", "there is no such parameter; there are: %s", strings.Join(known, ", "))
	}
	best, bestAt := "", 1+len(name)/3 // further off it is another word
	for _, k := range known {
		if at := distance(name, k, bestAt); at <= bestAt && (best == "" || at < bestAt) {
			best, bestAt = k, at
		}
	}
	if best == "" {
		return registry.Text{VI: "không có tham số này", EN: "there is no such parameter"}
	}
	return registry.Textf("không có tham số này; hay là %s?", "there is no such parameter; is it %s?", best)
}

// distance is the number of bytes to put in, take out or replace to make b of a,
// capitals as small letters (Levenshtein); more than most where that is certain
// by the lengths.
func distance(a, b string, most int) int {
	if d := len(a) - len(b); d > most || -d > most {
		return most + 1
	}
	a, b = strings.ToLower(a), strings.ToLower(b)
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
