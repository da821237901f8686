// Package importing turns the files of offices into checked rows and writes
// them in one transaction, or not at all.
//
// # The way of a row
//
// A Reader knows one format. It yields what stands in the file: cells under
// headers, the number of the line, a geometry where the format carries one. It
// decides nothing about meaning. The importer reads the file twice. The first
// pass, the survey, looks at whole columns: which number the rows, whether
// decimals are written with a comma or a dot, which of two coordinates is the
// easting. The second pass converts each row by what was decided, resolves
// what it refers to, recognises the record it is about, compares, and writes.
// What must be kept of a row between the passes, and to find it again further
// down the file, is a hash: memory grows by some tens of bytes a row.
//
// The second pass runs within the transaction that writes, so that nothing can
// change between comparing and writing. The first fault ends the writing but
// not the checking: every fault of the file is reported, and the transaction is
// rolled back. A dry run is a run that is always rolled back.
//
// # What a cell says
//
// An empty cell states nothing: the record keeps what it had. So does a column
// that the file does not have. Numbers are read in the style of their column,
// 1.234,5 or 1,234.5; where a column can be read both ways it is refused, never
// guessed. Coded values are recognised by code, label or alias, without regard
// to accents and case.
//
// # Which record a row is about
//
// A row is about the record of its ID if the file has one, else about the one
// with the same key (Schema.Keys, such as code and operator), else, when the row
// has no code, about the one with the same Schema.NearKeys within NearM metres.
// A row without valid_from corrects what holds today; with one, it begins a new
// row of history on that day where the facts differ.
//
// # What is added
//
// Rows that people write are completed: a unit's level and type by its name, a
// station's site by its place, the position of what stands on a site. A row
// with an ID was written by a registry, and nothing is added to it.
package importing
