package registry

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalise is the form in which text is kept: Unicode NFC, without surrounding
// space, inner runs of white space as one blank, bytes that are no UTF-8 as
// U+FFFD. Word and macOS hand out NFD,
// in which searches miss and PDF fonts break.
func Normalise(text string) string {
	if !needsNormalising(text) {
		return text
	}
	return strings.Join(strings.Fields(norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD"))), " ")
}

// NormaliseLong is the form in which texts of many lines are kept: Unicode NFC
// with its white space as it is, bytes that are no UTF-8 as U+FFFD.
func NormaliseLong(text string) string {
	return norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD"))
}

func needsNormalising(text string) bool {
	blank := true // a leading blank needs it
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= 0x80 || c < ' ' || (c == ' ' && blank) {
			return true
		}
		blank = c == ' '
	}
	return blank && text != ""
}

// Fold is the key under which text is searched and compared: lower case,
// without accents, đ as d, punctuation as blanks. "Kon Rẫy" folds to "kon ray".
func Fold(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	blank := false
	for _, r := range norm.NFD.String(strings.ToValidUTF8(text, " ")) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == 'đ' || r == 'Đ':
			r = 'd'
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			blank = out.Len() > 0
			continue
		}
		if blank {
			out.WriteByte(' ')
			blank = false
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}
