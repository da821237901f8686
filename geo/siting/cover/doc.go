// Package cover chooses points so that people are within reach of one: as many
// people as possible with so many points, or as few points as possible for so
// many people.
//
//	Maximal             maximal covering: at most p points, the most weight covered
//	Fewest              set covering, whole or partial, with groups that must have points of their own
//	Backup              backup covering: what a second point within reach is worth
//	CapacitatedMaximal  maximal covering where a point serves only so many
//	Marginal            what each next point gains
//
// Church and ReVelle, "The maximal covering location problem", Papers of the
// Regional Science Association 32 (1974); Toregas, Swain, ReVelle and Bergman,
// "The location of emergency service facilities", Operations Research 19 (1971);
// Hogan and ReVelle, "Concepts and applications of backup coverage", Management
// Science 32 (1986).
//
// # One model
//
// All but the capacitated problem are one: open at most so many columns, where a
// row gains something for the first and for the second open column that covers
// it, and may need a number of them. Covering a share of the weight with as few
// points as possible is asking this for fewer and fewer points until it is proven
// that it cannot be done. The model shrinks before and during the search: rows
// with the same coverers become one (a million cells within reach of two thousand
// candidates are some ten thousand rows), a column that covers no more than
// another goes, and a need that only one column can meet opens it.
//
// # Search and proof
//
// Solutions come from greedy choice, swaps, perturbation, and, where rows have
// needs, a search that puts growing weights on those not met. Bounds come from
// the Lagrangian relaxation of "covered only if a coverer is open": for prices u
// of the rows,
//
//	best ≤ Σ over rows of max over k of (gain of k covers − k·u) + the p largest column sums of u
//
// whatever u ≥ 0 is; the volume algorithm (Barahona and Anbil, "The volume
// algorithm: producing primal solutions with a subgradient method", Mathematical
// Programming 87 (2000)) looks for good prices. Columns that the bound shows to
// be in no better solution, or in every one, are fixed. Branch and bound does the
// rest, best bound first, depth first when memory would run short.
//
// # What proven means
//
// Where all weights are whole multiples of some unit, as numbers of people are,
// an optimal solution is exactly that. Otherwise it is optimal to a billionth of
// its value. Bounds allow for the rounding of the sums they are made from.
package cover
