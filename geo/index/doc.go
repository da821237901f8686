// Package index finds points, boxes and polygons by place, in memory.
//
// Every structure here is built once and never changes, so any number of
// readers may share it. All of them rest on one idea: order the things along a
// Hilbert curve, which keeps neighbours together, cut that order into groups of
// equal size, groups of groups, and so on, and keep for each group a shape that
// holds it. The groups need no pointers: the children of node i are the nodes
// 16i … 16i+15 of the level below, and a node is a contiguous run of the order.
// A query walks the groups in order, skips those wholly outside, copies whole
// runs of those wholly inside and looks at single things only along the edge of
// the answer.
//
//   - Points answers box, radius, nearest and polygon queries over points;
//   - Overlay is Points with a few rows added, moved or removed since;
//   - Boxes finds the boxes that meet a box or hold a point;
//   - Region is a multipolygon prepared for exact containment tests;
//   - Locator tells which of many polygons holds a point.
//
// # Distances
//
// Distances are geodesics on the WGS 84 ellipsoid, in metres. Inside the index
// they are compared as straight chords between earth-centred vectors, which
// costs nanoseconds; the error of that comparison is bounded (see
// geodesy.ArcErrorM: 0.01 mm at 1 km, 11 mm at 100 km) and whatever falls inside
// the bound is decided by geodesy.DistanceM. The answers therefore equal those
// of a plain loop over DistanceM, to the last bit of its comparison.
//
// # Order
//
// Results come in index order: by Hilbert key, then by row number. The key
// depends on the position alone, so the order of two rows never depends on what
// else is in the index. A result is appended to the slice that the caller
// passes, so that a reused slice makes queries free of allocation.
//
// # Limits
//
// Longitudes run from -180 to 180, latitudes from -90 to 90. Boxes and polygons
// do not wrap at the antimeridian; distances do. A query whose arguments are not
// numbers, or whose position lies outside those ranges, finds nothing.
package index
