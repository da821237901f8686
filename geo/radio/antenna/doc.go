// Package antenna tells how much an antenna favours a direction.
//
// A Pattern is the antenna in its own frame: azimuth from boresight clockwise,
// elevation above the plane through boresight, both in degrees, and a gain in
// dBi. Mounted puts a pattern on a mast: bearing, mechanical tilt, which rotates
// it as a body (so that it looks up behind), and electrical tilt, which bends
// its beam down all round.
//
// Patterns: isotropic, half-wave dipole, the sector antennas of 3GPP TR 36.814
// and TR 38.901 with panels built of the latter, the omnidirectional and sector
// antennas of Recommendation ITU-R F.1336, and measured ones in the .msi format
// of planning tools, whose two cuts are combined into a solid.
package antenna
