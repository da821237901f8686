package crs

import "fmt"

// Problem says which rule an input broke, for callers that speak to people in
// their own language.
type Problem int

// The rules that an input can break.
const (
	// ProblemSyntax: the text is not in any form that is read here.
	ProblemSyntax Problem = iota + 1
	// ProblemRange: a number lies outside what its place allows.
	ProblemRange
	// ProblemAmbiguous: the text can be read in more than one way.
	ProblemAmbiguous
	// ProblemAxes: both coordinates claim the same axis.
	ProblemAxes
	// ProblemUnknownCRS: no such reference system here.
	ProblemUnknownCRS
	// ProblemDegrees: degrees where the reference system wants metres.
	ProblemDegrees
	// ProblemMetres: metres where the reference system wants degrees.
	ProblemMetres
)

// InputError is what every function of this package reports about its input.
type InputError struct {
	Problem  Problem
	Value    string // what was given
	Expected string // what would have been right, in English
}

// Error names the value and what was expected of it.
func (e *InputError) Error() string {
	return fmt.Sprintf("crs: %s: %q, expected %s", e.Problem, e.Value, e.Expected)
}

// String is the problem in a few English words.
func (p Problem) String() string {
	switch p {
	case ProblemSyntax:
		return "not understood"
	case ProblemRange:
		return "out of range"
	case ProblemAmbiguous:
		return "ambiguous"
	case ProblemAxes:
		return "two coordinates of one axis"
	case ProblemUnknownCRS:
		return "unknown reference system"
	case ProblemDegrees:
		return "degrees instead of metres"
	case ProblemMetres:
		return "metres instead of degrees"
	}
	return "unknown problem"
}
