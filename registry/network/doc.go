// Package network is the live view: the registry as an unchanging value in
// memory, from which every read of the service comes.
//
// # Views
//
// A View is one state of the registry. It never changes; a write makes another
// that shares with it all that did not change and becomes the current one by
// the swap of a pointer. Readers therefore never wait, whoever writes, and all
// that one reader learns from one View belongs together.
//
// The file stays the truth. A View follows it by the chain of changes: what
// Live.Update, another program or another hatang wrote is read from the chain
// and applied; applying a change twice does no harm.
//
// # Base and fresh rows
//
// A layer is all rows of a kind, of every date. Most of them stand in the base:
// arrays in order of (ID, ValidFrom), with a spatial index, columns and an index
// of words beside them. Later rows are fresh: a short list beside the base, and
// a bit for each row of the base that is gone. Every question is put to both.
// When the fresh rows have become many, a new base is made in the background.
//
// A row of a layer has a number, by which questions that are asked often are
// answered without making anything: the rows of the base come first, the fresh
// ones follow in order of their coming. Numbers hold within a Generation.
//
// # Days
//
// Rows hold from a day to a day. Those that hold today have a spatial index of
// their own, and the span of days on which exactly these hold is known: a
// question about such a day tests no dates.
//
// # What is built when
//
// Opening reads the rows and indexes their places. Columns and the order of
// text are made when a question first needs them, the index of words and the
// map of communes in the background after opening; a new base comes with those
// that the old one had.
package network
