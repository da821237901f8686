package crs

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// maxTextBytes is more than any coordinate pair needs and little enough for the
// search of parsePair to be quick whatever it is given.
const maxTextBytes = 200

// normalise brings the many characters that keyboards, spreadsheets and PDF files
// put into coordinates down to ASCII marks: ° ' " - , ; and single spaces. A tab,
// a line break, a bar or a slash becomes a semicolon: they separate for certain.
// Letters are composed (NFC) and in lower case, except that S stays as it is for
// the sake of readWord.
func normalise(text string) string {
	text = norm.NFC.String(width.Fold.String(strings.TrimSpace(text)))
	text = strings.Map(plainRune, text)
	text = strings.ReplaceAll(text, "''", `"`)
	return strings.Join(strings.Fields(text), " ")
}

func plainRune(r rune) rune {
	switch r {
	case '°', 'º', '˚', '∘', '⁰', '゜', 'ﾟ':
		return '°'
	case '’', '‘', '‛', '′', 'ʹ', 'ʼ', 'ʻ', '´', '`', '‵':
		return '\''
	case '”', '“', '‟', '″', 'ʺ', '˝', '〃', '‶':
		return '"'
	case '−', '–', '—', '‐', '‑', '‒', '﹣':
		return '-'
	case '、', '﹐', '٫':
		return ','
	case '\t', '\n', '\r', '|', '/', '﹔':
		return ';'
	case 'S':
		return r
	}
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Cf, r): // zero-width spaces, direction marks, BOM
		return -1
	}
	return unicode.ToLower(r)
}
