// Package catalogue lists the propagation models that come with the program,
// each as it suits Vietnam, by the identifiers that files and command lines use.
package catalogue

import (
	"fmt"
	"strings"

	"hatang/geo/radio"
	"hatang/geo/radio/hata"
	"hatang/geo/radio/itm"
	"hatang/geo/radio/p1546"
	"hatang/geo/radio/p1812"
	"hatang/geo/radio/p525"
	"hatang/geo/radio/p526"
	"hatang/geo/radio/tr38901"
)

// Entry is a model under an identifier of its own: some models are listed once
// for every kind of surroundings.
type Entry struct {
	ID    string
	Model radio.Model
}

// DefaultWithTerrain and DefaultWithoutTerrain are the identifiers of the models
// to use where nothing else is asked for.
const (
	DefaultWithTerrain    = "p1812"
	DefaultWithoutTerrain = "hata-suburban"
)

// All are the models, those that need terrain first.
func All() []Entry {
	return []Entry{
		{"p1812", p1812.Vietnam()},
		{"itm", itm.Vietnam()},
		{"p526", p526.Model{}},
		{"p1546", p1546.Model{SquareM: 100}},
		{"itm-area", itm.VietnamArea()},
		{"p525", p525.Model{}},
		{"hata-urban", hata.Model{Environment: hata.Urban}},
		{"hata-suburban", hata.Model{Environment: hata.Suburban}},
		{"hata-open", hata.Model{Environment: hata.Open}},
		{"tr38901-rma", tr38901.Model{Scenario: tr38901.RuralMacro}},
		{"tr38901-uma", tr38901.Model{Scenario: tr38901.UrbanMacro}},
		{"tr38901-umi", tr38901.Model{Scenario: tr38901.UrbanMicro}},
	}
}

// ByID finds a model; the error lists what there is.
func ByID(id string) (radio.Model, error) {
	var known []string
	for _, e := range All() {
		if e.ID == id {
			return e.Model, nil
		}
		known = append(known, e.ID)
	}
	return nil, fmt.Errorf("no propagation model %q, expected one of %s", id, strings.Join(known, ", "))
}
