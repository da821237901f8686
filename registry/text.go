package registry

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Lang is a language that the product speaks.
type Lang string

// Vietnamese comes first everywhere.
const (
	VI Lang = "vi"
	EN Lang = "en"
)

// Text is one statement in both languages.
type Text struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// Textf formats both sentences with the same arguments. Where the sentences use
// different ones, every verb of both carries its index, as in %[2]s: fmt
// complains of arguments that are left over otherwise.
func Textf(vi, en string, args ...any) Text {
	return Text{fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)}
}

// In is the text in the given language.
func (t Text) In(lang Lang) string {
	if lang == EN {
		return t.EN
	}
	return t.VI
}

// Clip shortens what was sent to what a message may quote: at most 80 bytes of
// whole letters, and no bytes that are none.
func Clip(text string) string {
	const most = 80
	if len(text) > most {
		cut := most
		for cut > most-utf8.UTFMax && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// Hinted is the text with what may be the cause, or what to do.
func (t Text) Hinted(hint Text) Text { return Text{t.VI + "; " + hint.VI, t.EN + "; " + hint.EN} }

// IsZero tells whether nothing is said.
func (t Text) IsZero() bool { return t == Text{} }
