package registry

import "fmt"

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

// IsZero tells whether nothing is said.
func (t Text) IsZero() bool { return t == Text{} }
