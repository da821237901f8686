// Package tile writes Mapbox Vector Tiles (version 2.1) of points, lines,
// areas and antenna wedges. It knows nothing of the registry and of HTTP: columns and
// polygons come in, protocol buffers come out.
//
// # Positions
//
// The world is the Web Mercator square cut into 2³² × 2³² cells (World), 9 mm
// wide at the equator. In that lattice the tiles of every zoom are exact
// blocks, and each block is half open: a position on a tile's western or
// northern edge belongs to it, one on its eastern or southern edge to the
// neighbour. Each position thus lies in exactly one tile of a zoom.
//
// # Counts that stay true
//
// Every feature of a point or wedge layer carries "count", the number of
// records that it stands for in this tile: 1 for a record whose position lies
// in the tile, 0 for one that is drawn here only because its symbol or wedge
// reaches across the edge, and n for a group. The sum of "count" over all tiles
// of a zoom is the number of records, whatever was drawn how.
//
// Where a tile would hold more than a reader can see, or more than MaxBytes,
// the points within each cell of a grid over the tile are drawn as one, at
// their mean position, with those attributes in which all of them agree. A
// group has no feature id unless it is a group of one. Tiles with groups have
// no points from beyond their edges.
//
// A layer may also be asked to cluster the points of low zooms however few they
// are (Clustering); clusters tell, beside their count, how many of their points
// have which value of one field.
//
// # Lines
//
// Lines are simplified as areas are, each by itself, and cut off a little beyond
// the tile's edge. What does not fit goes from the end of the layer's rows.
//
// # Areas
//
// Borders are simplified once, before any tile is asked for, and arc by arc:
// where neighbours share a border vertex by vertex, both get the same
// simplified one, so that no gap opens between them (see Shapes).
//
// # Same input, same bytes
//
// A tile is a function of the layer's content alone: features in the order in
// which the index finds them, values in the order of first use. Its hash can
// therefore serve as a validator.
package tile
