package crs

import "math"

const (
	expectedAngle = `degrees such as 14.35, 14,35, 14°21'00.5"N, 14 21 0.5 or 107d30'E`
	expectedSixty = "minutes and seconds from 0 up to 60, a fraction only in the last number"
)

// ParseAngle reads an angle as people type it and returns degrees, negative to the
// south and west: 14.35 · 14,35 · -14.35 · 14°21'00.5"N · N14°21' · 14 21 0.5 ·
// 14:21:00,5 · 107d30'E · 14 độ 21 phút 0,5 giây vĩ Bắc. Primes, quotation marks,
// degree signs and dashes may be any of the characters in use, letters of the
// hemisphere English (N S E W) or Vietnamese (B Đ T, Nam; N is always north).
// Angles lie within ±180°, latitudes within ±90°. The error is an *InputError.
func ParseAngle(text string) (deg float64, err error) {
	if len(text) > maxTextBytes {
		return 0, &InputError{ProblemSyntax, text[:maxTextBytes] + "…", expectedAngle}
	}
	c, problem := parseCoordinate(normalise(text))
	if problem == 0 && math.Abs(c.value) > c.limitDeg() {
		problem = ProblemRange
	}
	switch {
	case problem == ProblemSyntax:
		return 0, &InputError{problem, text, expectedAngle}
	case problem == ProblemRange && c.sexagesimalFault:
		return 0, &InputError{problem, text, expectedSixty}
	case problem != 0:
		return 0, &InputError{problem, text, c.expectedRange()}
	}
	return c.value, nil
}

// coordinate is one number of a pair: an angle, or metres.
type coordinate struct {
	value            float64
	components       int  // 1 to 3
	angular          bool // written with marks or in several components
	lettered         bool // has a hemisphere letter
	axis             axis
	sexagesimalFault bool
}

// largestPlain is the greatest number that a letter leaves an angle: above it
// 553194E is an easting.
const largestPlain = 1000

func (c coordinate) limitDeg() float64 {
	if c.axis == latitude {
		return 90
	}
	return 180
}

func (c coordinate) expectedRange() string {
	switch c.axis {
	case latitude:
		return "a latitude within ±90°"
	case longitude:
		return "a longitude within ±180°"
	}
	return "an angle within ±180°"
}

// isAngle tells an angle from a plain number, which may be metres.
func (c coordinate) isAngle() bool {
	return c.angular || c.lettered && math.Abs(c.value) <= largestPlain
}

// parseCoordinate reads normalised text: names of the axis before or after, then
// sign and number, or degrees, minutes and seconds. Problem 0 is success.
func parseCoordinate(text string) (coordinate, Problem) {
	tokens, ok := lex(text)
	if !ok {
		return coordinate{}, ProblemSyntax
	}
	var c coordinate
	head, body, tail, ok := splitNames(tokens)
	if !ok {
		return c, ProblemSyntax
	}
	negative := false
	for _, t := range append(head[:len(head):len(head)], tail...) {
		if !c.name(t) {
			return c, ProblemSyntax
		}
		negative = negative || t.kind == hemisphere && t.value < 0
	}
	if body[0].kind == sign {
		if c.lettered {
			return c, ProblemSyntax // -14 N says two things
		}
		negative = body[0].value < 0
		body = body[1:]
	}
	if problem := c.measure(body); problem != 0 {
		return c, problem
	}
	if negative {
		c.value = -c.value
	}
	if c.isAngle() && math.Abs(c.value) > c.limitDeg() {
		return c, ProblemRange
	}
	return c, 0
}

// splitNames separates the axis names at both ends from the number between them.
func splitNames(tokens []token) (head, body, tail []token, ok bool) {
	isName := func(t token) bool { return t.kind == hemisphere || t.kind == label }
	first, last := 0, len(tokens)
	for first < last && isName(tokens[first]) {
		first++
	}
	head = tokens[:first]
	if first > 0 && first < last && tokens[first].kind == colon {
		first++
	}
	for last > first && isName(tokens[last-1]) {
		last--
	}
	return head, tokens[first:last], tokens[last:], first < last
}

// name takes an axis name into account; false when it contradicts or repeats.
func (c *coordinate) name(t token) bool {
	if t.kind == hemisphere {
		if c.lettered {
			return false
		}
		c.lettered = true
	}
	if t.axis == noAxis {
		return true
	}
	if c.axis != noAxis && c.axis != t.axis {
		return false
	}
	c.axis = t.axis
	return true
}

// measure sums the components: numbers in the order degrees, minutes, seconds,
// each with or without its mark.
func (c *coordinate) measure(tokens []token) Problem {
	rank, fractional := -1, false
	for len(tokens) > 0 {
		if c.components > 0 && tokens[0].kind == colon {
			tokens = tokens[1:]
		}
		part, length := readComponent(tokens, rank+1)
		if length == 0 || part.rank <= rank || part.rank > 2 || c.components == 0 && part.rank != 0 {
			return ProblemSyntax
		}
		if fractional || part.rank > 0 && part.value >= 60 {
			c.sexagesimalFault = true
			return ProblemRange
		}
		rank, fractional = part.rank, part.fraction
		c.value += part.value / [...]float64{1, 60, 3600}[rank]
		c.components++
		c.angular = c.components > 1 || length > 1
		tokens = tokens[length:]
	}
	if c.components == 0 {
		return ProblemSyntax
	}
	return 0
}

// readComponent reads a number with its mark, or without one: then its rank is
// next. The length is in tokens, 0 when there is no number.
func readComponent(tokens []token, next int) (part token, length int) {
	if len(tokens) == 0 || tokens[0].kind != number {
		return token{}, 0
	}
	part = tokens[0]
	part.rank = next
	if len(tokens) > 1 && tokens[1].kind == unit {
		part.rank = tokens[1].rank
		return part, 2
	}
	return part, 1
}
