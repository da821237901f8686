package crs

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const expectedPair = `two coordinates such as 107.99, 14.35 · 107,99; 14,35 · 14°21'N 107°59'E · ` +
	`553194,965 1587081,308`

// Pair is two coordinates as they were typed.
type Pair struct {
	First, Second float64 // in the order of the text; degrees or metres
	// LatitudeFirst and LongitudeFirst tell that the text names its axes, by
	// hemisphere letters or words; at most one of them is true.
	LatitudeFirst, LongitudeFirst bool
	// Degrees tells that the text is surely in degrees, by marks or letters.
	Degrees bool
}

// ParsePair reads two coordinates as people type them: each in a form of
// ParseAngle or a plain number of metres, with decimal dot or comma and dots or
// commas between thousands; separated by a semicolon, tab, slash, comma or space.
// Text that can be read in two ways is refused. The error is an *InputError.
func ParsePair(text string) (Pair, error) {
	if len(text) > maxTextBytes {
		return Pair{}, &InputError{ProblemSyntax, text[:maxTextBytes] + "…", expectedPair}
	}
	plain := strings.Trim(normalise(text), "()[]{} ")
	readings, problem := readPairs(plain)
	if len(readings) > 1 {
		readings = balanced(readings)
	}
	switch {
	case len(readings) == 1:
		return readings[0].pair(), nil
	case len(readings) > 1:
		return Pair{}, &InputError{ProblemAmbiguous, text, expectedPair + " (a semicolon separates for certain)"}
	case problem == ProblemRange:
		return Pair{}, &InputError{problem, text, "two coordinates, a latitude within ±90° and a longitude within ±180°; " + expectedSixty}
	case problem == ProblemAxes:
		return Pair{}, &InputError{problem, text, "one northing or latitude and one easting or longitude"}
	}
	return Pair{}, &InputError{ProblemSyntax, text, expectedPair}
}

type reading struct{ first, second coordinate }

func (r reading) pair() Pair {
	a, b := r.first, r.second
	return Pair{
		First: a.value, Second: b.value,
		LatitudeFirst:  a.axis == latitude || b.axis == longitude,
		LongitudeFirst: a.axis == longitude || b.axis == latitude,
		Degrees:        a.isAngle() || b.isAngle(),
	}
}

// readPairs tries every place where the text may divide and returns the readings
// that make sense. When there is none, problem is that of the first place tried,
// which separates for certain if any does.
func readPairs(text string) (readings []reading, problem Problem) {
	for _, cut := range cuts(text) {
		r, p := readPair(text[:cut.end], text[cut.start:])
		if p != 0 {
			if problem == 0 || problem == ProblemSyntax {
				problem = p
			}
			continue
		}
		readings = append(readings, r)
	}
	return readings, problem
}

func readPair(left, right string) (reading, Problem) {
	first, problem := parseCoordinate(left)
	if problem != 0 {
		return reading{}, problem
	}
	second, problem := parseCoordinate(right)
	if problem != 0 {
		return reading{}, problem
	}
	if first.axis != noAxis && first.axis == second.axis {
		return reading{}, ProblemAxes
	}
	return reading{first, second}, 0
}

// balanced keeps the readings whose halves have as many components, if there are
// any: 14 21 7 5 is two angles of degrees and minutes.
func balanced(readings []reading) []reading {
	var even []reading
	for _, r := range readings {
		if r.first.components == r.second.components {
			even = append(even, r)
		}
	}
	if len(even) == 0 {
		return readings
	}
	return even
}

// cut is a place to divide a text: the first half ends at end, the second begins
// at start.
type cut struct{ end, start int }

// cuts are the places where normalised text may divide: at its only semicolon;
// else at its only comma with a space after it; else at any comma or space, and
// beside any letter that follows or precedes something else.
func cuts(text string) []cut {
	if i := strings.IndexByte(text, ';'); i >= 0 {
		return []cut{{i, i + 1}}
	}
	if i := strings.Index(text, ", "); i >= 0 && i == strings.LastIndex(text, ", ") {
		return []cut{{i, i + 2}}
	}
	var places []cut
	for i, r := range text {
		size := utf8.RuneLen(r)
		switch {
		case i == 0 || r == utf8.RuneError:
		case r == ',':
			places = append(places, cut{i, i + size})
		case r == ' ' && text[i-1] != ',':
			places = append(places, cut{i, i + size})
		case r == ' ':
		case unicode.IsLetter(r) != isLetterBefore(text, i) && text[i-1] != ' ' && text[i-1] != ',':
			places = append(places, cut{i, i})
		}
	}
	return places
}

func isLetterBefore(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return unicode.IsLetter(r)
}

// Resolve puts the pair x first: as the text says if it names its axes, by
// DecideAxes otherwise. The error is an *InputError.
func (p Pair) Resolve(c CRS) (x, y float64, decision AxisDecision, err error) {
	if p.Degrees && c != (CRS{}) && !c.Geographic() {
		return 0, 0, AxesUndecided, &InputError{
			ProblemDegrees, formatDeg(p.First) + " " + formatDeg(p.Second),
			"metres of easting and northing (" + c.String() + ")",
		}
	}
	x, y = p.First, p.Second
	switch {
	case p.LatitudeFirst:
		x, y = y, x
	case !p.LongitudeFirst:
		return DecideAxes(c, x, y)
	}
	if err := c.checkUnits(x, y); err != nil {
		return 0, 0, AxesUndecided, err
	}
	if !c.possible(x, y) {
		return 0, 0, AxesUndecided, c.outside(x, y)
	}
	return x, y, AxesStated, nil
}
