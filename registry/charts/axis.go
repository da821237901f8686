package charts

import (
	"math"
	"strings"

	"hatang/registry"
)

func fields(text string) []string { return strings.Fields(text) }

// scale is an axis with round numbers at its ends.
type scale struct {
	low, high, step float64
}

// scaleOver is a scale that holds the values with about n steps. It begins at zero
// unless zero is far from every value and the caller allows it.
func scaleOver(low, high float64, n int, fromZero bool) scale {
	if fromZero || low < 0.7*high || flat(low, high) {
		low = math.Min(low, 0)
	}
	if flat(low, high) {
		high = low + 1
	}
	step := roundStep((high - low) / float64(n))
	return scale{math.Floor(low/step+1e-9) * step, math.Ceil(high/step-1e-9) * step, step}
}

// flat tells whether values differ by so little that an axis would tell apart what
// arithmetic does not.
func flat(low, high float64) bool {
	return high-low <= 1e-9*math.Max(math.Abs(low), math.Abs(high))
}

// roundStep is the least of 1, 2 and 5 times a power of ten that is at least raw.
func roundStep(raw float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, f := range []float64{1, 2, 5} {
		if raw <= f*power*(1+1e-9) {
			return f * power
		}
	}
	return 10 * power
}

// ticks are the round numbers of the scale, whole ones only where decimals is 0.
func (s scale) ticks(decimals int) []float64 {
	var all []float64
	n := int(math.Round((s.high - s.low) / s.step))
	for i := range n + 1 {
		v := s.low + float64(i)*s.step
		if decimals == 0 && s.step < 1 && math.Abs(v-math.Round(v)) > 1e-9 {
			continue
		}
		all = append(all, v)
	}
	return all
}

// share is where v lies between the ends, 0…1.
func (s scale) share(v float64) float64 { return (v - s.low) / (s.high - s.low) }

// tickDecimals are those that a scale's numbers need.
func (s scale) tickDecimals() int {
	return max(0, int(math.Ceil(-math.Log10(s.step)-1e-9)))
}

// Series is the values of a name, one for each label of the chart; those that are
// not known are gaps.
type Series struct {
	Name   string
	Values []registry.Opt[float64]
	// Style is nil for that of the series' place.
	Style *Style
}

func (s *Series) style(i int) Style {
	if s.Style != nil {
		return *s.Style
	}
	return StyleOf(i)
}

// known is how many values are known, and the extremes of those.
func known(all []Series) (n int, low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, s := range all {
		for _, v := range s.Values {
			if v.Known {
				n++
				low, high = math.Min(low, v.Value), math.Max(high, v.Value)
			}
		}
	}
	return n, low, high
}

// inWords lists values with their labels: "2019 –; 2020 935".
func inWords(lang registry.Lang, labels []string, s *Series, decimals int) string {
	parts := make([]string, 0, len(labels))
	for i, v := range s.Values {
		shown := "–"
		if v.Known {
			shown = lang.Number(v.Value, decimals)
		}
		parts = append(parts, labels[i]+" "+shown)
	}
	return s.Name + ": " + strings.Join(parts, "; ")
}
