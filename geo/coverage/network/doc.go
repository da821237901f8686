// Package network combines what single stations cover into what a network
// covers: the best level and the best server of every cell of a grid, how many
// stations serve it, whom only one serves, where nobody does.
//
// A Layer is one station: the level it gives in the cells of a window, in
// hundredths of a decibel, trimmed to where it matters. Several antennas of a
// station make one layer, since a phone that two sectors of one mast reach
// still loses both when the mast goes. Apply makes a layer from losses that were
// computed once, so that a change of power, pattern or tilt costs no
// propagation.
//
// A Network is all layers of one operator and technology on one grid. Adding or
// removing a layer touches the cells of its window only and gives, to the bit,
// what combining all layers anew gives: the best server of a cell is the one
// with the highest level and, among equals, the lowest number, in whatever order
// they came.
package network
