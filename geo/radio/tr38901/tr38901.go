// Package tr38901 has the path loss of 3GPP TR 38.901 (release 16), §7.4, for
// rural macro (RMa), urban macro (UMa) and urban micro (UMi, street canyon)
// cells, with the probability that a place sees the base station and the spread
// of slow fading.
//
// It knows no terrain: it says what a cell of its kind does on average, and is
// the usual yardstick for 4G and 5G in towns. Validity: 0.5 to 100 GHz (RMa to
// 30 GHz), 10 m to 5 km (RMa in sight 10 km), with the heights of table 7.4.1-1;
// outside the answer is marked.
package tr38901

import (
	"fmt"
	"math"
)

// Scenario is a kind of cell.
type Scenario uint8

// Scenarios.
const (
	RuralMacro Scenario = iota
	UrbanMacro
	UrbanMicro
)

// String is 3GPP's short name.
func (s Scenario) String() string {
	switch s {
	case RuralMacro:
		return "RMa"
	case UrbanMacro:
		return "UMa"
	case UrbanMicro:
		return "UMi"
	}
	return fmt.Sprintf("scenario(%d)", uint8(s))
}

// Path is what the formulas ask for.
type Path struct {
	FrequencyGHz float64
	DistanceM    float64 // along the ground, d2D
	BaseHeightM  float64
	UserHeightM  float64
	// BuildingM is the mean height of buildings and StreetM the mean width of
	// streets, of RMa only; zero means 5 and 20 m.
	BuildingM, StreetM float64
	// EnvironmentM is the effective height of the surroundings that the ground
	// reflection happens at, hE, of UMa and UMi; zero means 1 m, which is
	// certain only for users up to 13 m (note 1 of the table).
	EnvironmentM float64
}

// lightMPerS as 3GPP rounds it.
const lightMPerS = 3.0e8

func (p Path) slantM() float64 { return math.Hypot(p.DistanceM, p.BaseHeightM-p.UserHeightM) }

func or(v, usual float64) float64 {
	if v == 0 {
		return usual
	}
	return v
}

// Fading is a median loss and the standard deviation of slow fading about it.
type Fading struct{ LossDB, SigmaDB float64 }

// InSight is the loss in line of sight, table 7.4.1-1.
func (s Scenario) InSight(p Path) Fading {
	switch s {
	case RuralMacro:
		return ruralInSight(p)
	case UrbanMacro:
		return urbanInSight(p, 28.0, 22, 9)
	}
	return urbanInSight(p, 32.4, 21, 9.5)
}

// OutOfSight is the loss without line of sight, table 7.4.1-1: never less than
// in sight.
func (s Scenario) OutOfSight(p Path) Fading {
	inSight := s.InSight(p).LossDB
	logD, logF := math.Log10(p.slantM()), math.Log10(p.FrequencyGHz)
	switch s {
	case RuralMacro:
		return Fading{max(inSight, ruralOutOfSight(p)), 8}
	case UrbanMacro:
		return Fading{max(inSight, 13.54+39.08*logD+20*logF-0.6*(p.UserHeightM-1.5)), 6}
	}
	return Fading{max(inSight, 35.3*logD+22.4+21.3*logF-0.3*(p.UserHeightM-1.5)), 7.82}
}

func ruralInSight(p Path) Fading {
	h := or(p.BuildingM, 5)
	power := math.Pow(h, 1.72)
	near := func(d float64) float64 {
		return 20*math.Log10(40*math.Pi*d*p.FrequencyGHz/3) + min(0.03*power, 10)*math.Log10(d) -
			min(0.044*power, 14.77) + 0.002*math.Log10(h)*d
	}
	d := p.slantM()
	bend := 2 * math.Pi * p.BaseHeightM * p.UserHeightM * p.FrequencyGHz * 1e9 / lightMPerS
	if p.DistanceM <= bend {
		return Fading{near(d), 4}
	}
	return Fading{near(bend) + 40*math.Log10(d/bend), 6}
}

func ruralOutOfSight(p Path) float64 {
	h, w := or(p.BuildingM, 5), or(p.StreetM, 20)
	ratio := h / p.BaseHeightM
	logBase := math.Log10(p.BaseHeightM)
	l := math.Log10(11.75 * p.UserHeightM)
	return 161.04 - 7.1*math.Log10(w) + 7.5*math.Log10(h) - (24.37-3.7*ratio*ratio)*logBase +
		(43.42-3.1*logBase)*(math.Log10(p.slantM())-3) + 20*math.Log10(p.FrequencyGHz) -
		(3.2*l*l - 4.97)
}

func urbanInSight(p Path, at1m, slope, bendFactor float64) Fading {
	he := or(p.EnvironmentM, 1)
	d, logF := p.slantM(), math.Log10(p.FrequencyGHz)
	bend := 4 * max(p.BaseHeightM-he, 0) * max(p.UserHeightM-he, 0) * p.FrequencyGHz * 1e9 / lightMPerS
	if p.DistanceM <= bend {
		return Fading{at1m + slope*math.Log10(d) + 20*logF, 4}
	}
	rise := p.BaseHeightM - p.UserHeightM
	return Fading{at1m + 40*math.Log10(d) + 20*logF - bendFactor*math.Log10(bend*bend+rise*rise), 4}
}

// SightProbability is the chance that a user outdoors sees the base station,
// table 7.4.2-1.
func (s Scenario) SightProbability(distanceM, userHeightM float64) float64 {
	d := distanceM
	switch s {
	case RuralMacro:
		return math.Exp(-max(d-10, 0) / 1000)
	case UrbanMacro:
		return macroSight(d, userHeightM)
	}
	return street(d, 36)
}

// street is the chance in a street that falls off over a length.
func street(d, lengthM float64) float64 {
	if d <= 18 {
		return 1
	}
	return 18/d + math.Exp(-d/lengthM)*(1-18/d)
}

func macroSight(d, userHeightM float64) float64 {
	if d <= 18 {
		return 1
	}
	c := 0.0
	if userHeightM > 13 {
		c = math.Pow((min(userHeightM, 23)-13)/10, 1.5)
	}
	km := d / 100
	return min(1, street(d, 63)*(1+c*5/4*km*km*km*math.Exp(-d/150)))
}

// Mixed is the mean of the loss over users in and out of sight, and the
// deviation of the two kinds together about that mean.
func (s Scenario) Mixed(p Path) Fading {
	in, out := s.InSight(p), s.OutOfSight(p)
	seen := s.SightProbability(p.DistanceM, p.UserHeightM)
	apart := out.LossDB - in.LossDB
	variance := seen*in.SigmaDB*in.SigmaDB + (1-seen)*out.SigmaDB*out.SigmaDB + seen*(1-seen)*apart*apart
	return Fading{in.LossDB + (1-seen)*apart, math.Sqrt(variance)}
}
