// Package itm is the Irregular Terrain Model of NTIA's Institute for
// Telecommunication Sciences, better known as Longley-Rice: the median loss of
// a path over terrain from the geometry of its two horizons, and how that loss
// varies with time, place and situation.
//
// The loss of a path is a reference attenuation over free space, made of three
// pieces joined end to end: within the smooth-earth horizon a two-ray line of
// sight (§ LOS), beyond it a line between a knife edge and a rounded earth
// (diffraction), and far away forward scatter. Around that median stands a
// variability measured in thousands of links.
//
// Sources: G. A. Hufford, "The ITS Irregular Terrain Model, version 1.2.2: the
// Algorithm" (cited here as [Alg, eq.]); G. A. Hufford, A. G. Longley and W. A.
// Kissick, NTIA Report 82-100 [TR]; P. L. Rice et al., NBS Technical Note 101
// [TN101]; with the constants of NTIA's version 1.4, against whose results this
// package is tested. NTIA's work is in the public domain in the United States
// and free of charge elsewhere, with thanks.
//
// Validity: 20 MHz to 20 GHz, antennas 0.5 m to 3 km above ground, 1 to 2000
// km; warnings outside 40 MHz to 10 GHz, 1 m to 1 km and on rough horizons.
//
// A path is worked in two steps. Terrain keeps a radial of evenly spaced
// heights together with prefix sums, so that the mean and the straight-line
// fits of any part of it cost the same however long the part is; Geometry is
// what the loss needs to know of the path to the n-th point. PointToPoint finds
// the horizons by scanning the profile; whoever has them already, from an upper
// hull of the radial, calls Terrain.Geometry with them and obtains the same
// number.
package itm
