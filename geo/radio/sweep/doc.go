// Package sweep computes footprints: the basic transmission loss from one
// antenna to every cell of a window of the population grid.
//
// Radials leave the antenna as densely as the cells at the rim need, each with
// one profile of the terrain along its geodesic. A receiver costs no scan of its
// profile: the radials of packages p526, p1812 and itm keep the upper convex
// hull of the terrain, in which a receiver finds its horizon by binary search,
// the running maximum that is the transmitter's horizon, and prefix sums for
// the fits. The numbers are those of the models' point-to-point functions on the
// same profile.
//
// A cell takes the value of the nearest sample of the nearest radial; neither is
// farther from its centre than half a cell or half a step. Receivers nearer than
// two samples have no profile and get free space over the straight distance.
// Line of sight is over bare ground on an earth of four thirds its radius,
// whatever the model; the elevation kept for each cell is that in which the wave
// leaves the antenna, to the receiver if in sight and else to the horizon.
//
// The loss depends on position, height, band and receiver alone. Power, feeder,
// pattern, bearing and tilt are applied to a stored Footprint by Apply, at the
// cost of a pattern look-up a cell.
//
// Every Footprint carries its Provenance: the model and its parameters, the
// terrain by the hashes of its files and whether a tile stands in for another,
// how much of the disc is missing, and every warning.
package sweep
