package importing

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"hatang/registry"
)

// style is how a column writes its numbers.
type style uint8

const (
	undecided    style = iota
	pointStyle         // 1,234.5
	commaStyle         // 1.234,5
	groupedStyle       // whole numbers: dots and commas only group
)

func (s style) text() registry.Text {
	if s == commaStyle {
		return registry.Text{VI: "dấu phẩy thập phân (1.234,5)", EN: "decimal comma (1.234,5)"}
	}
	return registry.Text{VI: "dấu chấm thập phân (1,234.5)", EN: "decimal point (1,234.5)"}
}

// shape is what the separators of a written number tell.
type shape uint8

const (
	notNumber      shape = iota
	plainShape           // digits only
	pointShape           // surely a decimal point, or commas that group
	commaShape           // surely a decimal comma, or dots that group
	ambiguousPoint       // 1.234: 1234 or 1,234
	ambiguousComma       // 1,234: 1234 or 1.234
)

// shapeOf classifies text of digits, sign, dots, commas and an exponent.
func shapeOf(text string) shape {
	body := strings.TrimLeft(text, "+-")
	if len(text)-len(body) > 1 {
		return notNumber
	}
	exponent := strings.IndexAny(body, "eE")
	if exponent >= 0 {
		if _, err := strconv.Atoi(body[exponent+1:]); err != nil {
			return notNumber
		}
		body = body[:exponent]
	}
	if !hasOnlyDigitsAndMarks(body) {
		return notNumber
	}
	points, commas := strings.Count(body, "."), strings.Count(body, ",")
	switch {
	case points == 0 && commas == 0:
		return plainShape
	case points > 0 && commas > 0:
		return mixedShape(body, points, commas, strings.LastIndexByte(body, '.'), strings.LastIndexByte(body, ','))
	case points > 0:
		return loneShape(body, '.', points, exponent >= 0, pointShape, commaShape, ambiguousPoint)
	default:
		return loneShape(body, ',', commas, exponent >= 0, commaShape, pointShape, ambiguousComma)
	}
}

// hasOnlyDigitsAndMarks tells whether a digit is there and nothing else but
// digits, dots and commas.
func hasOnlyDigitsAndMarks(body string) bool {
	digits := 0
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c != '.' && c != ',':
			return false
		}
	}
	return digits > 0
}

// mixedShape reads a number with both marks: the last is the decimal one, and
// the other must group.
func mixedShape(body string, points, commas, lastPoint, lastComma int) shape {
	switch {
	case lastPoint > lastComma && points == 1 && groups(body[:lastPoint], ','):
		return pointShape
	case lastComma > lastPoint && commas == 1 && groups(body[:lastComma], '.'):
		return commaShape
	}
	return notNumber
}

// loneShape reads a number with one kind of mark: as the decimal mark, as one
// that groups, or either.
func loneShape(body string, mark byte, count int, exponent bool, decimal, grouping, either shape) shape {
	grouped := groups(body, mark) && !exponent
	switch {
	case count > 1 && grouped:
		return grouping
	case count > 1:
		return notNumber
	case grouped && body[0] != '0':
		return either
	}
	return decimal
}

// groups tells whether mark stands before every third digit of whole.
func groups(whole string, mark byte) bool {
	first := strings.IndexByte(whole, mark)
	if first < 0 {
		return true
	}
	if first == 0 || first > 3 {
		return false
	}
	for i := first; i < len(whole); i += 4 {
		if whole[i] != mark || len(whole)-i < 4 || strings.IndexByte(whole[i+1:i+4], mark) >= 0 {
			return false
		}
	}
	return true
}

// tidyNumber removes what people add to a number without changing it: blanks
// between groups, the field's unit, the typographic minus.
func tidyNumber(text, unit string) string {
	if !strings.ContainsAny(text, " \u00a0\u202f\u2009\u2212%°ABCDFGHIJKLMNOPQRSTUVWXYZabcdfghijklmnopqrstuvwxyz") {
		return text
	}
	text = strings.ReplaceAll(text, "\u2212", "-")
	if unit != "" && len(text) > len(unit) {
		if head, tail := text[:len(text)-len(unit)], text[len(text)-len(unit):]; strings.EqualFold(tail, unit) && !endsInLetter(head) {
			text = strings.TrimSpace(head)
		}
	}
	for _, blank := range []string{" ", "\u00a0", "\u202f", "\u2009"} {
		if parts := strings.Split(text, blank); len(parts) > 1 && spaced(parts) {
			text = strings.Join(parts, "")
		}
	}
	return text
}

func endsInLetter(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsLetter(last)
}

// spaced tells whether blanks part a number into groups of three.
func spaced(parts []string) bool {
	for i, part := range parts[1:] {
		if mark := strings.IndexAny(part, ".,"); mark >= 0 && i == len(parts)-2 {
			part = part[:mark]
		}
		if len(part) != 3 {
			return false
		}
	}
	return true
}

// readAs is the number that tidy text means in a style; false when it is none.
func readAs(text string, s style) (float64, bool) {
	form := shapeOf(text)
	switch {
	case form == notNumber:
		return 0, false
	case form == plainShape:
	case s == groupedStyle:
		if form == pointShape || form == commaShape {
			if !groups(strings.TrimLeft(text, "+-"), markOf(text)) {
				return 0, false
			}
		}
		text = strings.NewReplacer(".", "", ",", "").Replace(text)
	case s == commaStyle:
		if form == pointShape {
			return 0, false
		}
		text = strings.ReplaceAll(strings.ReplaceAll(text, ".", ""), ",", ".")
	default:
		if form == commaShape {
			return 0, false
		}
		text = strings.ReplaceAll(text, ",", "")
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// markOf is the first dot or comma of text.
func markOf(text string) byte {
	if i := strings.IndexAny(text, ".,"); i >= 0 {
		return text[i]
	}
	return 0
}
