// Package terrain answers how high the ground is, from files of elevations.
//
// SRTM tiles (.hgt of 1 or 3 seconds of arc, plain, .hgt.gz or .hgt.zip) and
// ESRI ASCII grids (.asc) are opened as Rasters and put together in a Model,
// which interpolates heights between the samples and along geodesics. A plain
// .hgt is mapped into memory rather than read, so that a province of 1-second
// tiles opens at once and costs the pages that are looked at.
//
// Heights are metres above mean sea level (EGM96 for SRTM), points are WGS 84,
// longitude first. Samples of an .hgt stand on whole fractions of a degree and
// neighbouring tiles share their borders; those of an ASCII grid stand in the
// middle of their cells. Between samples heights are bilinear.
//
// SRTM has voids. They are filled from their rims when a tile is opened, and
// counted: a profile over filled ground is only as good as what surrounds it.
// What no file covers stays missing, and is said to be, never taken for the
// sea. A tile may be opened under another tile's name, to try things out where
// the right one is not to be had; the Model carries that in its Sources.
package terrain
