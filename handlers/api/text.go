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

// plain tells whether the text stands in JSON as it is.
func plain(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c == '"', c == '\\', c == 0x7f, c >= utf8.RuneSelf:
			return false
		}
	}
	return true
}
