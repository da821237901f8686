// Package access measures how far the people of a province have to go to the
// nearest of a set of points, and keeps the answer as points come and go.
//
// # Cells and fields
//
// Cells are the populated cells of a population surface. A Field holds, for each
// cell, the point that serves it at the least cost. It is made from scratch by a
// Metric and then changed: Add and Remove touch only the cells concerned, Row
// tells which cells a further point would take. After any changes a field holds
// what it would hold if it were made anew.
//
// # Metrics
//
// Straight measures metres along the geodesic of the WGS 84 ellipsoid.
//
// Travel measures seconds over a cost surface with roads on it: on foot from
// cell to cell, with each cell's own slowness, and faster along lines, which are
// boarded and left anywhere. Going costs the same both ways.
//
// # Error of travel times
//
// On foot one goes from a cell's centre to those of its 16 neighbours (8 next to
// it and 8 a knight's move away). A straight way is made up of two of these
// directions, which lie at most 26.57° apart, and so is at most
// 1/cos(13.28°) - 1 = 2.75 % too long on square cells, and never too short.
// Beginning and end are at cell centres: half a diagonal each, some 70 m on
// cells of 100 m. Lines keep their own lengths; getting on and off them costs
// the walk between the line and the centre of its cell.
package access
