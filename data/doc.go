// Package data holds embedded facts: names, codes, counts, dates and published
// figures, each with where it was read. It holds no code that decides anything.
package data

import "embed"

// KonTum2020 holds the facts of the demonstration: the 102 communes of Kon Tum
// as of 31/12/2020 with their codes, types, people and households of the 2019
// census and approximate centres (0.01°), a coarse outline of the province, and
// the figures its department published for 2020.
//
//go:embed kontum2020
var KonTum2020 embed.FS

// Operators holds the operators known at the start (MCC-MNC of Vietnam: 452).
//
//go:embed operators.csv
var Operators []byte

// Checks lists what an import compares rows with, and whether what it finds is an
// error, a warning or a note, unless the registry sets it otherwise. A fixed one
// cannot be set: the registry could not keep such a record.
//
//go:embed checks.csv
var Checks []byte

// Norms are the norms of postal service with their texts and years: what plans
// and the sheet of communes hold the network against.
//
//go:embed norms.yaml
var Norms []byte

// RoadSpeeds are the speeds at which classes of road are travelled where the
// imported lines do not state one.
//
//go:embed speeds.yaml
var RoadSpeeds []byte

// Rules holds the rule sets that ship with the program, one YAML file each: the
// national layer, Bắc Ninh's decision 72/2025, and examples of other provinces.
//
//go:embed rules/*.yaml
var Rules embed.FS

// RuleSets are the texts of Rules by file name.
func RuleSets() (map[string][]byte, error) {
	entries, err := Rules.ReadDir("rules")
	if err != nil {
		return nil, err
	}
	bodies := make(map[string][]byte, len(entries))
	for _, e := range entries {
		body, err := Rules.ReadFile("rules/" + e.Name())
		if err != nil {
			return nil, err
		}
		bodies[e.Name()] = body
	}
	return bodies, nil
}

// Workflow is the life of a dossier that ships with the program: states, actions,
// who may do them, times. A province may keep its own.
//
//go:embed workflow.yaml
var Workflow []byte

// Holidays are the public holidays that fall on working days, and the Saturdays
// worked instead, year by year.
//
//go:embed holidays.yaml
var Holidays []byte

// IndicatorCatalogue lists the indicators: names, units, what each counts or the
// formula it is computed by, decimals, denominators and the forms that use it.
//
//go:embed indicators.yaml
var IndicatorCatalogue []byte

// Published holds figures that departments printed, one CSV a report in the
// columns of indicator imports, and rules.yaml, which says how figures of one
// place and period depend on each other.
//
//go:embed published
var Published embed.FS

// ReportForms holds the sentences of reports in words.
//
//go:embed reports.yaml
var ReportForms []byte

// ReportCharts lists the charts of reports and of the dashboard.
//
//go:embed charts.yaml
var ReportCharts []byte

// HandInForms are the forms that reports are handed in on.
//
//go:embed forms.yaml
var HandInForms []byte
