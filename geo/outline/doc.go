// Package outline draws the areas of a raster as polygons that fit together.
//
// Every cell has a label; the polygons of the labels share their borders vertex
// by vertex, so that there is neither gap nor overlap between them. A border runs
// through the middles of the cells' edges and is then simplified, both sides at
// once, to half a cell. Where a simplified border would touch or cross another,
// it and the other are drawn in full again, so that what comes out is valid.
package outline
