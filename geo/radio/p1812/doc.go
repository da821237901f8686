// Package p1812 is Recommendation ITU-R P.1812-8: the basic transmission loss
// of a path over known terrain and clutter, not exceeded for a given share of
// time and of locations. It is this product's default wherever terrain is
// loaded.
//
// Four mechanisms are computed and blended: free space with multipath and
// focusing, diffraction over terrain by delta-Bullington (package p526) for two
// states of the atmosphere, scatter from the troposphere, and ducting. What
// stands on the ground takes part as height added to the profile between the
// ends (§3.2.1), not as a correction at the terminals.
//
// Validity: 30 MHz to 6 GHz, 0.25 to 3000 km, antennas up to 3 km above ground,
// 1 to 50 % of time, 1 to 99 % of locations. Frequency and percentages outside
// are refused, distances and heights outside are marked.
//
// A path is worked in two steps. View is what the antennas see over the
// profile; Geometry is all that the loss needs to know of the path. Terrain
// keeps running sums along a radial so that everything but the View costs the
// same for a near receiver as for a far one. Predictor.PointToPoint finds the
// View by scanning the profile; whoever keeps an upper hull of the radial finds
// the same View by binary search and hands it to Terrain.Geometry.
//
// Equation numbers are those of P.1812-6, which -7 and -8 kept.
package p1812
