// Package p526 is the delta-Bullington method of Recommendation ITU-R P.526-15,
// §4.5: the loss of diffraction over a general terrain profile.
//
// Bullington replaces all the terrain between two antennas by one edge where
// their horizon rays meet. That forgets what lies below the rays, so the method
// is applied twice, to the profile and to a smooth earth fitted to it, and the
// loss over a true spherical earth stands in for the second (§3.2).
//
// A path is worked in two steps. A Sight is what the two antennas see of each
// other: the steepest rays from either end and, where nothing stands between
// them, how near the ground comes. Losses follow from a Sight alone. Look finds
// it by scanning a profile; whoever keeps the upper hull of a radial can find
// the same Sight by binary search. LookSmooth does so for a smooth earth.
//
// The Recommendation gives no limits of frequency; the package refuses what is
// no path. P.1812 (package p1812) rests on the same functions.
package p526
