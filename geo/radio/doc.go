// Package radio is the common ground of the propagation models, antennas, link
// budgets and exposure checks below it.
//
// A propagation model answers one question: what is the basic transmission
// loss between two antennas, the ratio in decibels between the power put into
// one isotropic antenna and the power taken out of another (Recommendation
// ITU-R P.341)? Each model lives in a package of its own that is named for its
// Recommendation, speaks that Recommendation's own terms, and has functions
// for hot loops that allocate nothing. Model, in this package, is the one face
// that all of them also wear:
//
//	p525     free space
//	hata     Okumura-Hata and COST 231-Hata, empirical, no terrain
//	tr38901  3GPP TR 38.901 RMa, UMa and UMi, with the chance of line of sight
//	p526     Recommendation ITU-R P.526 delta-Bullington diffraction
//	p1812    Recommendation ITU-R P.1812, terrain and clutter; the default
//	p1546    Recommendation ITU-R P.1546, broadcasting and land mobile curves
//	itm      NTIA's Irregular Terrain Model (Longley-Rice)
//
// Package catalogue lists them all by identifier. Losses at the ends of a path
// have packages of their own and are added to a basic loss: p2108 (clutter) and
// p2109 (building entry). What goes in and what comes out of a path: antenna
// (patterns on masts), budget (link budgets by technology) and emf (protection
// of the public).
//
// For a sweep over terrain, p526, p1812 and itm keep apart what is seen along a
// path from what it costs: their functions that take a geometry give the same
// numbers however the geometry was found.
//
// A model never answers silently outside its range: where the Recommendation
// gives no meaning to a value it refuses with an OutOfRange error, and where
// it was merely not tested it answers and carries an OutOfRange warning.
//
// Units are in the names. Angles are degrees except where a name says
// otherwise; heights of antennas are above ground, heights of terrain above
// mean sea level.
package radio
