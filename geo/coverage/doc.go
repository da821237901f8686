// Package coverage answers who is served by what: which point is nearest to
// each cell of a population surface, how far its people have to go, and how
// many people live within a declared radius of a set of points.
//
// Everything is counted by cells (see package raster): the people of a cell are
// taken to live at its centre, so a distance is good to about half a cell.
// Distances are geodesics on the ellipsoid. They are found from straight chords
// through the earth, whose error is bounded and at the distances that matter
// below a tenth of a millimetre; where two points, or a distance and a limit,
// are closer than that bound, the geodesic itself decides.
package coverage
