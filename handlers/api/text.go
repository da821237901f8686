package api

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// appendText appends a JSON string; one that needs no escape is copied.
func appendText(dst []byte, text string) []byte {
	if !plain(text) {
		var out bytes.Buffer
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(text) // a string has an encoding, a Buffer takes it
		return append(dst, bytes.TrimSuffix(out.Bytes(), []byte{'\n'})...)
	}
	dst = append(dst, '"')
	dst = append(dst, text...)
	return append(dst, '"')
}

// plain tells whether the text stands in JSON as it is. It looks at eight bytes
// at a time: answers with ids consist of little else.
func plain(text string) bool {
	for len(text) >= 8 {
		if special(word(text)) {
			return false
		}
		text = text[8:]
	}
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c == '"', c == '\\', c == 0x7f, c >= utf8.RuneSelf:
			return false
		}
	}
	return true
}

// word is the first eight bytes of a text.
func word(text string) uint64 {
	_ = text[7]
	return uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
		uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
}

// special tells whether one of eight bytes needs an escape or is no ASCII. A
// byte below n borrows from its high bit when n is taken away; a byte equals c
// when it is below 1 after an exclusive or with c.
func special(x uint64) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	below := (x - ones*' ') &^ x
	quote, escape, rubout := x^ones*'"', x^ones*'\\', x^ones*0x7f
	same := (quote-ones)&^quote | (escape-ones)&^escape | (rubout-ones)&^rubout
	return (below|same|x)&high != 0
}
