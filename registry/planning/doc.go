// Package planning answers where a network should grow, shrink or change.
//
// # From question to scenario
//
// A Question names a network, a unit, a day, a goal and the candidates. A stage
// is what the question stands on: the points of the network on that day, the
// people around them, and the field of who goes where. A solver (package
// geo/siting) chooses; what it chose is a Layout: points added and closed. The
// layout, however it came about, is evaluated on the 100 m cells and gives the
// Result: figures before and after, reasons point by point, a marginal curve. A
// result kept in the registry is a scenario: it can be compared, edited by hand
// and evaluated again at once, because only what an edit touches is done anew.
//
// # Two engines
//
// Postal points serve whoever goes to them: everybody goes to the nearest, by
// geodesic or by travel time over roads (package geo/access). Mobile sites and
// loudspeakers cover who lives within their footprint: whoever is covered once is
// covered (Footprints).
//
// # Norms
//
// Norms are dated facts with citations (data/norms.yaml), never code. A national
// average is said to be one: a province above it breaks nothing.
package planning
