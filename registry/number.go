package registry

import (
	"math"
	"strconv"
	"strings"
)

// Number writes v with the given number of decimals in the reader's form:
// 9.674,18 in Vietnamese, 9,674.18 in English. Halves go away from zero, as in
// printed reports. NaN and infinities are a dash.
func (l Lang) Number(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	text := strconv.FormatFloat(roundHalfAway(v, decimals), 'f', decimals, 64)
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, fraction, hasFraction := strings.Cut(text, ".")
	group, point := ".", ","
	if l == EN {
		group, point = ",", "."
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if hasFraction {
		whole += point + fraction
	}
	if sign != "" && strings.Trim(whole, "0.,") == "" {
		sign = "" // no negative zero
	}
	return sign + whole
}

// Decimals is Number in both languages, for a sentence that holds a number.
func Decimals(v float64, decimals int) Text {
	return Text{VI.Number(v, decimals), EN.Number(v, decimals)}
}

// Integer writes a count: 4.054 in Vietnamese, 4,054 in English.
func (l Lang) Integer(n int) string { return l.Number(float64(n), 0) }

// Date writes a day: 31/12/2020 in both languages, as Vietnam does; a dash when
// it is not stated.
func (l Lang) Date(d Date) string {
	if d.IsZero() {
		return "–"
	}
	return d.Time().Format("02/01/2006")
}

// roundHalfAway rounds the decimal that v prints as, not its binary neighbour:
// 2.675 with two decimals is 2.68.
func roundHalfAway(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	nudged := v * scale
	return math.Round(nudged+math.Copysign(math.Abs(nudged)*1e-15, v)) / scale
}
