// Package appraisal checks proposed BTS positions against the rules in force and
// the network as it stands, and says why.
//
// # Rules are data
//
// A RuleSet is a dated text of a jurisdiction: clauses with their article, when
// they apply (CEL predicates), what they demand. The national layer and the
// province's own together are the Rules of a place and a day; a Library chooses
// them. Nothing of a legal kind stands in the code: a province that has another
// decree writes another file. Lint finds in a set what a careful reader would:
// situations in which two clauses demand different things, in which none says
// anything, or in which one exempts what another demands.
//
// # Three values
//
// A verdict is met, not met or undecided. Predicates are evaluated with what is
// known; what is not known stays unknown through && and ||, so that a missing
// height matters only where the height would decide. Where everything is known
// but the text itself admits two readings, the finding is undecided and marked
// for the officer. No check stops at the first failure and none refuses the
// dossier: each says what it lacks.
//
// # Findings are plain data
//
// A Finding carries the clause, the number, the threshold, the margin, the
// inputs with their sources and the evidence as GeoJSON. What an appraisal looked
// at can be kept with Record and run again years later with the same result.
//
// Distances are geodesics on the ellipsoid, compared to the millimetre.
package appraisal
