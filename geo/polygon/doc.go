// Package polygon looks after the areas of administrative units: whether a
// point lies in one, whether a ring is sound and how it was mended, where two
// units overlap and where nobody's land lies between them.
//
// Edges are straight in longitude and latitude, as GeoJSON and GeoPackage
// define them; areas are measured on the ellipsoid. Decisions about a single
// point (Contains, Orientation) are exact: they hold for the coordinates as
// given, with no tolerance, so that a point on the border of two units that
// share it lies in exactly one of them. Overlays come from simplefeatures, a
// port of the JTS engine, and round new vertices to double precision (about
// 10 nm on the ground).
package polygon
