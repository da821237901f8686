package radio

import (
	"errors"
	"fmt"
	"math"
)

// Range is the interval in which a quantity has a meaning (Strict) or in which
// a model was tested (not Strict).
type Range struct {
	Quantity string
	Unit     string
	Min, Max float64
	// Open ranges exclude their bounds.
	Open bool
	// Strict ranges make a model refuse, others make it warn.
	Strict bool
}

// Holds reports whether v is a number inside the interval.
func (r Range) Holds(v float64) bool {
	if r.Open {
		return v > r.Min && v < r.Max
	}
	return v >= r.Min && v <= r.Max
}

// expected says what a value should have been.
func (r Range) expected() string {
	switch {
	case math.IsInf(r.Max, 1) && r.Open:
		return fmt.Sprintf("more than %g", r.Min)
	case math.IsInf(r.Max, 1):
		return fmt.Sprintf("at least %g", r.Min)
	case math.IsInf(r.Min, -1):
		return fmt.Sprintf("at most %g", r.Max)
	case r.Open:
		return fmt.Sprintf("between %g and %g, both excluded", r.Min, r.Max)
	}
	return fmt.Sprintf("%g to %g", r.Min, r.Max)
}

// OutOfRange tells which quantity left which range of which model. It is an
// error where the model refused and a warning where it answered all the same.
type OutOfRange struct {
	Range
	// Model is the identifier of the model, as in Info.ID.
	Model string
	Value float64
}

// Error names model, quantity, value and what was expected.
func (o OutOfRange) Error() string {
	value := fmt.Sprintf("%g", o.Value)
	if o.Unit != "" {
		value += " " + o.Unit
	}
	return fmt.Sprintf("%s: %s %s, expected %s", o.Model, o.Quantity, value, o.expected())
}

// Reading is a value beside the range it should keep to.
type Reading struct {
	Range
	Value float64
}

// Check tells what left its range: every strict violation, joined in err, and
// the others as warnings. A value that is no number violates strictly.
func Check(model string, readings ...Reading) (warnings []OutOfRange, err error) {
	var refused []error
	for _, r := range readings {
		if r.Holds(r.Value) {
			continue
		}
		o := OutOfRange{Range: r.Range, Model: model, Value: r.Value}
		if r.Strict || math.IsNaN(r.Value) || math.IsInf(r.Value, 0) {
			refused = append(refused, o)
		} else {
			warnings = append(warnings, o)
		}
	}
	return warnings, errors.Join(refused...)
}
