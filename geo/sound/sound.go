// Package sound tells how far a loudspeaker is understood.
//
// The level at a distance d, metres, from a loudspeaker of a sensitivity (dB at
// 1 W and 1 m) that is fed P watts is
//
//	L(d) = sensitivity + 10 log P - 6 (speech) - 20 log d - α d
//
// with speech some 6 dB below a steady tone of the same peaks and the air taking
// α, about 5 dB a kilometre at 1 kHz. Between houses the level falls by 10 dB for
// every doubling beyond 30 m instead of 6. Speech is understood where it is 10 dB
// above the noise around: 45 to 50 dB in the country, 55 to 60 dB in town.
//
// The method is that of public-address handbooks; its values are customary and
// not measured here, so a radius is indicative. Wind, terrain and the direction a
// horn points in are not in it.
package sound

import (
	"errors"
	"fmt"
	"math"
)

// Source is a loudspeaker, or several at one place that are fed PowerW together.
type Source struct {
	SensitivityDB float64 // at 1 W and 1 m; horns have 100 to 112
	PowerW        float64 // electrical, more than 0
}

// Air is what is between the loudspeaker and the listener.
type Air struct {
	SpeechDB     float64 // by which speech is below a tone
	AbsorbDBPerM float64 // taken by the air
	// HousesFromM is the distance beyond which a doubling costs 10 dB, 0 where
	// there are no houses.
	HousesFromM float64
}

// Country is the air over open ground, Town that between houses.
func Country() Air { return Air{SpeechDB: 6, AbsorbDBPerM: 0.005} }

// Town is the air between houses.
func Town() Air { return Air{SpeechDB: 6, AbsorbDBPerM: 0.005, HousesFromM: 30} }

// AboveNoiseDB is by how much speech must be louder than the noise around.
const AboveNoiseDB = 10

// Typical noise around, dB(A): the louder end of each range.
const (
	CountryNoiseDB = 50
	TownNoiseDB    = 60
)

// ErrSource is returned for what is no loudspeaker.
var ErrSource = errors.New("sound: no loudspeaker")

// Check tells what is wrong with a source.
func (s Source) Check() error {
	switch {
	case !(s.SensitivityDB >= 60 && s.SensitivityDB <= 140):
		return fmt.Errorf("%w: sensitivity is %v dB, expected 60 to 140", ErrSource, s.SensitivityDB)
	case !(s.PowerW > 0 && s.PowerW <= 10000):
		return fmt.Errorf("%w: power is %v W, expected more than 0 and at most 10000", ErrSource, s.PowerW)
	}
	return nil
}

// LevelDB is the level of speech at distanceM metres; nearer than a metre it is
// that at a metre.
func LevelDB(s Source, a Air, distanceM float64) float64 {
	d := math.Max(distanceM, 1)
	level := s.SensitivityDB + 10*math.Log10(s.PowerW) - a.SpeechDB - a.AbsorbDBPerM*d
	if a.HousesFromM <= 0 || d <= a.HousesFromM {
		return level - 20*math.Log10(d)
	}
	from := math.Max(a.HousesFromM, 1)
	return level - 20*math.Log10(from) - 10*math.Log2(d/from)
}

// RadiusM is the distance at which speech falls to thresholdDB, to a millimetre:
// 0 where it is nowhere as loud. It is at most 100 km, which means that nothing
// takes the sound away.
func RadiusM(s Source, a Air, thresholdDB float64) float64 {
	if LevelDB(s, a, 1) < thresholdDB {
		return 0
	}
	// The level falls with distance, so halving finds the only crossing.
	low, high := 1.0, 1e5
	if LevelDB(s, a, high) >= thresholdDB {
		return high
	}
	for high-low > 1e-3 {
		middle := (low + high) / 2
		if LevelDB(s, a, middle) >= thresholdDB {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}
