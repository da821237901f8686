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
	// Strict ranges make a model refuse, others make it warn.
	Strict bool
}

// Holds reports whether v is a number inside the closed interval.
func (r Range) Holds(v float64) bool { return v >= r.Min && v <= r.Max }

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
	switch {
	case math.IsInf(o.Max, 1):
		return fmt.Sprintf("%s: %s %s, expected at least %g", o.Model, o.Quantity, value, o.Min)
	case math.IsInf(o.Min, -1):
		return fmt.Sprintf("%s: %s %s, expected at most %g", o.Model, o.Quantity, value, o.Max)
	}
	return fmt.Sprintf("%s: %s %s, expected %g to %g", o.Model, o.Quantity, value, o.Min, o.Max)
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
