package api

import (
	"encoding/json"
	"unicode/utf8"
)

// appendText appends a JSON string; one that needs no escape is copied.
func appendText(dst []byte, text string) []byte {
	if !plain(text) {
		quoted, err := json.Marshal(text)
		if err != nil { // not possible for a string
			return append(dst, `""`...)
		}
		return append(dst, quoted...)
	}
	dst = append(dst, '"')
	dst = append(dst, text...)
	return append(dst, '"')
}

// plain tells whether the text stands in JSON, and in a page, as it is.
func plain(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&', c == 0x7f, c >= utf8.RuneSelf:
			return false
		}
	}
	return true
}
