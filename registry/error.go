package registry

import (
	"errors"
	"fmt"
	"strings"
)

// Code classes an error by what the caller can do about it.
type Code string

// The classes of error.
const (
	Invalid      Code = "invalid"      // the input is wrong; Problems say where
	NotFound     Code = "not_found"    // no such record
	Conflict     Code = "conflict"     // it contradicts what the registry holds
	Precondition Code = "precondition" // the record changed since the caller read it
	Unsupported  Code = "unsupported"  // a newer file, or a thing that is not built
	Internal     Code = "internal"     // our fault or the machine's
)

// Error is an error for people: what was wrong and what to do, in both
// languages, with every Problem found.
type Error struct {
	Code     Code
	Message  Text
	Hint     Text
	Problems []Problem
	Cause    error
}

// Error is the English message with its problems: errors in logs are English.
func (e *Error) Error() string {
	var out strings.Builder
	out.WriteString(e.Message.EN)
	for i, p := range e.Problems {
		if i == 5 {
			fmt.Fprintf(&out, "; and %d more", len(e.Problems)-i)
			break
		}
		fmt.Fprintf(&out, "; %s", p.In(EN))
	}
	if e.Cause != nil {
		fmt.Fprintf(&out, ": %v", e.Cause)
	}
	return out.String()
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf is an Error of the given class whose message is formatted in both
// languages.
func Errorf(code Code, vi, en string, args ...any) *Error {
	return &Error{Code: code, Message: Textf(vi, en, args...)}
}

// CodeOf is the class of an error, Internal when it has none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Severity tells a problem that rejects from one that only warns.
type Severity string

// The severities.
const (
	Fault   Severity = "error"
	Warning Severity = "warning"
)

// Problem is one thing wrong with a value that someone gave: where, what was
// found, what was expected.
type Problem struct {
	File     string   `json:"file,omitempty"`
	Row      int      `json:"row,omitempty"`    // 1-based line or feature number, 0 when there is none
	Column   string   `json:"column,omitempty"` // header as written, or field name
	Value    string   `json:"value,omitempty"`
	Rule     string   `json:"rule"` // stable name: "required", "range", "code", …
	Message  Text     `json:"message"`
	Severity Severity `json:"severity"`
}

// In writes the problem on one line.
func (p Problem) In(lang Lang) string {
	var where []string
	if p.File != "" {
		where = append(where, p.File)
	}
	if p.Row > 0 {
		where = append(where, Textf("dòng %d", "row %d", p.Row).In(lang))
	}
	if p.Column != "" {
		where = append(where, Textf("cột %q", "column %q", p.Column).In(lang))
	}
	if p.Value != "" {
		where = append(where, Textf("giá trị %q", "value %q", p.Value).In(lang))
	}
	message := p.Message.In(lang)
	if len(where) == 0 {
		return message
	}
	return strings.Join(where, ", ") + ": " + message
}
