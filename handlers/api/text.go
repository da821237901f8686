package api

import "encoding/json"

// appendText appends a JSON string.
func appendText(dst []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil { // not possible for a string
		return append(dst, `""`...)
	}
	return append(dst, quoted...)
}
