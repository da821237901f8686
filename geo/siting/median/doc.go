// Package median opens P of many candidates so that everybody is served and the
// way there is short: in sum (p-median), for whoever has it longest (p-center),
// or in sum where a site can take only so much (capacitated p-median).
//
// All three squeeze the best solution between two numbers. From above comes a
// solution: greedy starts, improved by exchanging one site for another as long
// as that pays (Resende and Werneck's fast interchange), and by walking from
// one good solution to another (path relinking). From below comes a bound:
// Lagrangian relaxation of "everybody is served once", its multipliers found by
// the volume algorithm of Barahona and Anbil, which yields an approximate
// fractional solution beside the bound. What the bound proves to be in no better
// solution is struck out, what is in every better one is opened, and branch and
// bound goes through the rest. The p-center searches the smallest radius at
// which P sites cover everybody; its bound comes from the covering relaxation.
//
// What exists already and stays enters as the cost that each demand has without
// any candidate (Problem.Base): only entries below it matter, so that a province
// of a million cells and thousands of candidates stays small. A p-median that is
// large all the same is scouted first: a sample of its demands is solved, what
// that says of the multipliers bounds the whole, and most candidates need not be
// looked at again.
//
// Sources: M. Resende, R. Werneck, "A hybrid heuristic for the p-median
// problem", J. Heuristics 10 (2004), and "A fast swap-based local search
// procedure for location problems", Ann. Oper. Res. 150 (2007); F. Barahona,
// R. Anbil, "The volume algorithm", Math. Programming 87 (2000); G. Cornuéjols,
// M. Fisher, G. Nemhauser, "Location of bank accounts to optimize float",
// Management Sci. 23 (1977); M. Daskin, "A new approach to solving the vertex
// p-center problem to optimality", Comm. Oper. Res. Soc. Japan 45 (2000).
package median
