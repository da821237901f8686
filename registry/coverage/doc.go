// Package coverage computes, from the records of a registry, where which
// operator has signal, and answers what is asked of it: who serves here, whom
// nobody serves, what a new mast would add, what is within limits near one.
//
// # From records to answers
//
// A Station is a record with everything that its footprint needs: its antennas
// come from its sectors, or are one omnidirectional antenna where it has none;
// what no record states is taken from the Budgets and named as assumed. Losses
// are computed once for each position, height and frequency of an antenna
// (package sweep), levels follow from them for each station, and the levels of
// all stations of an operator and technology make a Claim, combined in memory by
// package geo/coverage/network.
//
// Losses and levels are files in the folder beside the registry, named by the
// hash of all that they follow from. So a computation that was cut off goes on
// where it was, a change of power computes no propagation, and a change of one
// station touches what it reaches and nothing else.
//
// # Provenance
//
// Levels are modelled; a station without what a model needs, or a site without
// stations, counts with the disc that its operator declares, as declared;
// measurements are kept apart from both. Every answer says on what it rests:
// the model, its parameters, the terrain by its hashes, whether terrain stands
// in for another place's, the state of the registry.
package coverage
