package handlers

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

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
		if len(k) > len(name)+bestAt || len(name) > len(k)+bestAt { // as far off at least; a long name costs nothing
			continue
		}
		if at := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(k)); at <= bestAt && (best == "" || at < bestAt) {
			best, bestAt = k, at
		}
	}
	if best == "" {
		return registry.Text{VI: "không có tham số này", EN: "there is no such parameter"}
	}
	return registry.Textf("không có tham số này; hay là %s?", "there is no such parameter; is it %s?", best)
}
