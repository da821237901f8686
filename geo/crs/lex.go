package crs

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type axis uint8

const (
	noAxis axis = iota
	latitude
	longitude
)

type tokenKind uint8

const (
	number     tokenKind = iota + 1
	sign                 // a minus or a plus: value -1 or 1
	unit                 // rank 0 degrees, 1 minutes, 2 seconds
	hemisphere           // N, E, …: axis and value 1 or -1
	label                // lat, kinh độ, …: axis, perhaps none (x, y)
	colon
)

type token struct {
	kind     tokenKind
	value    float64
	fraction bool // of a number: it has a decimal part
	rank     int
	spelt    bool // of a unit: a letter or a word, not a mark
	axis     axis
}

// lex splits normalised text; false when something in it has no meaning here.
func lex(text string) ([]token, bool) {
	var tokens []token
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		if r == ' ' {
			text = text[size:]
			continue
		}
		var t token
		var ok bool
		switch {
		case r == '.' || r == ',' || '0' <= r && r <= '9':
			size = len(text) - len(strings.TrimLeft(text, "0123456789.,"))
			t, ok = readNumber(text[:size])
		case unicode.IsLetter(r):
			size = len(text) - len(strings.TrimLeftFunc(text, unicode.IsLetter))
			t, ok = readWord(text[:size], tokens)
		default:
			t, ok = readMark(r)
		}
		if !ok {
			return nil, false
		}
		if t.kind != 0 {
			tokens = append(tokens, t)
		}
		text = text[size:]
	}
	return tokens, true
}

func readMark(r rune) (token, bool) {
	switch r {
	case '-':
		return token{kind: sign, value: -1}, true
	case '+':
		return token{kind: sign, value: 1}, true
	case '°':
		return token{kind: unit, rank: 0}, true
	case '\'':
		return token{kind: unit, rank: 1}, true
	case '"':
		return token{kind: unit, rank: 2}, true
	case ':', '=':
		return token{kind: colon}, true
	}
	return token{}, false
}

// readWord knows the words and letters of axes and units, Vietnamese and English.
// A lone s is seconds only after minutes written m, and south otherwise.
func readWord(word string, before []token) (token, bool) {
	afterNumber := len(before) > 0 && before[len(before)-1].kind == number
	if word == "s" && afterNumber && minutesSpelt(before) {
		return token{kind: unit, rank: 2}, true
	}
	word = strings.ToLower(word)
	if followsLabel(before) && (word == "độ" || word == "tuyến") {
		return token{}, true // the rest of vĩ độ, kinh tuyến
	}
	if t, ok := readAxis(word); ok {
		return t, true
	}
	switch word {
	case "độ", "d", "deg":
		return token{kind: unit, rank: 0}, true
	case "m", "min", "phút":
		return token{kind: unit, rank: 1, spelt: true}, true
	case "sec", "giây":
		return token{kind: unit, rank: 2}, true
	}
	return token{}, false
}

// readAxis knows the hemispheres and the names of the axes. N is north, never Nam.
func readAxis(word string) (token, bool) {
	switch word {
	case "n", "b", "bắc", "bac", "north":
		return token{kind: hemisphere, axis: latitude, value: 1}, true
	case "s", "nam", "south":
		return token{kind: hemisphere, axis: latitude, value: -1}, true
	case "e", "đ", "đông", "dong", "east":
		return token{kind: hemisphere, axis: longitude, value: 1}, true
	case "w", "t", "tây", "tay", "west":
		return token{kind: hemisphere, axis: longitude, value: -1}, true
	case "lat", "latitude", "vĩ", "northing":
		return token{kind: label, axis: latitude}, true
	case "lon", "long", "lng", "longitude", "kinh", "easting":
		return token{kind: label, axis: longitude}, true
	case "x", "y":
		return token{kind: label}, true
	}
	return token{}, false
}

func minutesSpelt(tokens []token) bool {
	for _, t := range tokens {
		if t.kind == unit && t.rank == 1 {
			return t.spelt
		}
	}
	return false
}

func followsLabel(tokens []token) bool {
	return len(tokens) > 0 && tokens[len(tokens)-1].kind == label && tokens[len(tokens)-1].axis != noAxis
}

// readNumber reads digits with a decimal dot or comma. Where both occur the last
// is the decimal mark and the others group thousands; one kind occurring twice or
// more groups thousands. Groups must be of three digits.
func readNumber(text string) (token, bool) {
	dots, commas := strings.Count(text, "."), strings.Count(text, ",")
	decimal := strings.LastIndexAny(text, ".,")
	group := ""
	switch {
	case dots > 0 && commas > 0:
		group = "."
		if text[decimal] == '.' {
			group = ","
		}
	case dots > 1:
		group, decimal = ".", -1
	case commas > 1:
		group, decimal = ",", -1
	}
	whole, fraction := text, ""
	if decimal >= 0 {
		whole, fraction = text[:decimal], text[decimal+1:]
		if fraction == "" || strings.ContainsAny(fraction, ".,") {
			return token{}, false
		}
	}
	if group != "" {
		if whole = ungroup(whole, group); whole == "" {
			return token{}, false
		}
	}
	value, err := strconv.ParseFloat(whole+"."+fraction, 64)
	return token{kind: number, value: value, fraction: decimal >= 0}, err == nil
}

// ungroup drops the thousands marks; empty when the groups are not of three.
func ungroup(whole, mark string) string {
	groups := strings.Split(whole, mark)
	for i, g := range groups {
		if i == 0 && (g == "" || len(g) > 3) || i > 0 && len(g) != 3 || strings.ContainsAny(g, ".,") {
			return ""
		}
	}
	return strings.Join(groups, "")
}
