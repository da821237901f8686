// Package p1546 is Recommendation ITU-R P.1546-6: field strengths read off
// families of curves that were drawn from long measurements of broadcasting,
// with corrections for what the path is known to be. It is the model in which
// commune FM stations are planned and their protection is reckoned.
//
// Validity: 30 MHz to 4 GHz, 1 to 1000 km (shorter paths pass over into free
// space), 1 to 50 % of time, 1 to 99 % of locations, effective antenna heights
// to 3 km. Above 3 GHz the curves are an extrapolation of the Recommendation's
// own.
//
// The curves (annexes 2 to 4, 24 families for 100, 600 and 2000 MHz, land, cold
// and warm sea, 50, 10 and 1 % of time) are figures of the Recommendation. They
// are embedded in curves.bin, which gen.go makes from its tables.
package p1546

//go:generate go run gen.go -tables ../../../../shared/vectors/radio/p1546/tables -out curves.bin
