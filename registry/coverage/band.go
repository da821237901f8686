package coverage

import (
	"regexp"
	"strconv"
	"strings"
)

// bandPattern is a number with a decimal mark, what stands before it and a unit.
var bandPattern = regexp.MustCompile(`(?i)([bn]|band|băng)?\s*([0-9]+(?:[.,][0-9]+)?)\s*(ghz|mhz)?`)

// FrequencyOfBand is the downlink frequency that a band's name stands for: "900",
// "1800 MHz", "2,1 GHz", "B3", "n78". ok is false where it names none.
func FrequencyOfBand(name string) (mhz float64, ok bool) {
	match := bandPattern.FindStringSubmatch(strings.TrimSpace(name))
	if match == nil {
		return 0, false
	}
	number, err := strconv.ParseFloat(strings.ReplaceAll(match[2], ",", "."), 64)
	if err != nil {
		return 0, false
	}
	switch unit := strings.ToLower(match[3]); {
	case unit == "ghz":
		number *= 1000
	case unit == "" && number < 200:
		return downlink(int(number))
	}
	return number, number >= 30 && number <= 100e3
}

// downlink is the middle of the downlink of a 3GPP band, TS 36.104 table 5.5-1
// and TS 38.104 tables 5.2-1: those that are in use in Vietnam.
func downlink(band int) (mhz float64, ok bool) {
	switch band {
	case 1:
		return 2140, true
	case 3:
		return 1842.5, true
	case 5:
		return 881.5, true
	case 7:
		return 2655, true
	case 8:
		return 942.5, true
	case 28:
		return 780.5, true
	case 38:
		return 2595, true
	case 40:
		return 2350, true
	case 41:
		return 2593, true
	case 77:
		return 3750, true
	case 78:
		return 3550, true
	}
	return 0, false
}
