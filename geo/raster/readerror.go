package raster

import (
	"fmt"
	"strings"
)

// LineError is one fault in a file.
type LineError struct {
	Line     int    // from 1
	Value    string // what stands there, cut short; may be empty
	Expected string // what was expected, or what is wrong
}

func (e LineError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Expected)
	}
	return fmt.Sprintf("line %d: %q: %s", e.Line, e.Value, e.Expected)
}

// ReadError lists the faults found in a file, up to Limits.Errors of them.
type ReadError struct {
	Faults []LineError
	More   int // faults beyond those listed
}

func (e *ReadError) Error() string {
	var text strings.Builder
	text.WriteString("raster: ")
	for i, fault := range e.Faults {
		if i > 0 {
			text.WriteString("; ")
		}
		text.WriteString(fault.Error())
	}
	if e.More > 0 {
		fmt.Fprintf(&text, "; and %d more", e.More)
	}
	return text.String()
}

// Limits bounds what a reader takes in. Zero values stand for the defaults.
type Limits struct {
	Cells  int // cells or lines with values; default MaxCells
	Errors int // faults listed in a ReadError; default 20
}

func (l Limits) cells() int {
	if l.Cells <= 0 || l.Cells > MaxCells {
		return MaxCells
	}
	return l.Cells
}

// faults collects what is wrong with a file.
type faults struct {
	limit int
	found ReadError
}

func newFaults(l Limits) *faults {
	if l.Errors <= 0 {
		l.Errors = 20
	}
	return &faults{limit: l.Errors}
}

func (f *faults) add(line int, value, expected string) {
	if len(f.found.Faults) >= f.limit {
		f.found.More++
		return
	}
	const longest = 40
	if runes := []rune(value); len(runes) > longest {
		value = string(runes[:longest]) + "…"
	}
	f.found.Faults = append(f.found.Faults, LineError{Line: line, Value: value, Expected: expected})
}

func (f *faults) any() bool { return len(f.found.Faults) > 0 }

// err is nil when nothing was found.
func (f *faults) err() error {
	if !f.any() {
		return nil
	}
	return &f.found
}
