package consistency

import (
	"math"

	"hatang/registry"
)

// interval is all the values that a printed number may stand for, both ends in it.
type interval struct{ low, high float64 }

func exactly(v float64) interval { return interval{v, v} }

// slack is the part of a value by which binary arithmetic may miss it.
const slack = 1e-12

func (x interval) meets(y interval) bool {
	tolerance := slack * max(1, math.Abs(x.low), math.Abs(x.high))
	return x.low <= y.high+tolerance && y.low <= x.high+tolerance
}

func (x interval) plus(y interval) interval  { return interval{x.low + y.low, x.high + y.high} }
func (x interval) minus(y interval) interval { return interval{x.low - y.high, x.high - y.low} }

// times and over take factors that are not negative.
func (x interval) times(y interval) interval { return interval{x.low * y.low, x.high * y.high} }
func (x interval) over(y interval) interval  { return interval{x.low / y.high, x.high / y.low} }

func (x interval) scaled(by float64) interval { return interval{x.low * by, x.high * by} }
func (x interval) root() interval             { return interval{math.Sqrt(x.low), math.Sqrt(x.high)} }
func (x interval) middle() float64            { return (x.low + x.high) / 2 }

// Agreement tells how a printed number relates to a computed one.
type Agreement int

// The agreements.
const (
	Differs Agreement = iota
	Truncated
	Rounded
)

// Statement is one figure of a report, as it was printed.
type Statement struct {
	Code        string
	Unit        string
	From, To    registry.Date
	Value       float64
	Decimals    int
	Printed     string
	Denominator string
	Source      string
	// AtLeast is a figure printed as "over …"; AtMost one printed as "under …".
	AtLeast, AtMost bool
}

// rounded is what the figure stands for if it was rounded. Counts are exact.
func (s *Statement) rounded() interval {
	if s.Decimals == 0 && !s.relative() {
		return s.open(exactly(s.Value))
	}
	half := 0.5 * math.Pow10(-s.Decimals)
	return s.open(interval{s.Value - half, s.Value + half})
}

// printedAs is what a computed figure may be to be printed so by rounding.
func (s *Statement) printedAs() interval {
	half := 0.5 * math.Pow10(-s.Decimals)
	return s.open(interval{s.Value - half, s.Value + half})
}

// truncated is what a computed figure may be to be printed so by cutting off.
func (s *Statement) truncated() interval {
	return s.open(interval{s.Value, math.Nextafter(s.Value+math.Pow10(-s.Decimals), s.Value)})
}

func (s *Statement) open(x interval) interval {
	if s.AtLeast {
		x.high = math.Inf(1)
	}
	if s.AtMost {
		x.low = math.Inf(-1)
	}
	return x
}

// relative tells whether the figure is a quotient, of which even whole numbers
// are rounded.
func (s *Statement) relative() bool {
	switch {
	case hasSuffix(s.Code, "_share"), hasSuffix(s.Code, "_density"), hasSuffix(s.Code, "_growth"), hasSuffix(s.Code, "_per_point"), hasSuffix(s.Code, "_km"):
		return true
	}
	return false
}

func hasSuffix(text, end string) bool {
	return len(text) >= len(end) && text[len(text)-len(end):] == end
}

// Compare tells whether a computed value, which lies in x, may have been printed
// as s.
func (s *Statement) compare(x interval) Agreement {
	switch {
	case x.meets(s.printedAs()):
		return Rounded
	case x.meets(s.truncated()):
		return Truncated
	}
	return Differs
}
