// Package raster keeps values on regular grids of longitude and latitude:
// above all the population surface, which says how many people live in each
// cell of about 100 m.
//
// A Grid has constant steps in degrees; its cells shrink towards the poles, so
// every row has its own cell area, computed on the ellipsoid. Row 0 is the
// northernmost; cell (col, row) has the index row·Cols + col. A cell belongs to
// whatever holds its centre: a commune, a footprint, a disc. Centres on a
// border follow the half-open rule of package polygon, so that areas which
// share a border share no cell.
//
// Spread makes the population Surface from communes. A Mask is a set of cells,
// painted from polygons and discs, whose overlaps count once; sums over its
// spans of cells cost a few additions each, however long they are.
package raster
