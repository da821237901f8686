// Package mapsheet puts a set of records on paper, A4 across, as a PDF: a map of
// where they are, with legend, scale bar, north, date, source and the address of
// what it shows, then every record in a table.
//
// The map is in Web Mercator, like the one on the screen, so that both look
// alike; its scale is true in its middle, where the scale bar is measured along
// the ellipsoid. Marks are those of the screen: operators differ by colour and
// shape, approximate positions are hollow, schematic boundaries dashed.
package mapsheet
