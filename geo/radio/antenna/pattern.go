package antenna

import "math"

// Pattern is the gain of an antenna in its own frame.
type Pattern interface {
	// GainDBi in a direction: azimuth from boresight, clockwise, -180 to 180
	// degrees, and elevation, -90 (down) to 90 degrees.
	GainDBi(azimuthDeg, elevationDeg float64) float64
	// PeakDBi is the greatest gain in any direction.
	PeakDBi() float64
}

// Isotropic radiates alike in all directions.
type Isotropic struct{ Gain float64 } // dBi

// GainDBi is the gain.
func (a Isotropic) GainDBi(_, _ float64) float64 { return a.Gain }

// PeakDBi is the gain.
func (a Isotropic) PeakDBi() float64 { return a.Gain }

// Dipole is a vertical half-wave dipole: 2.15 dBi all round, nothing straight up
// and down.
type Dipole struct{}

const (
	dipolePeakDBi = 2.15
	// deepest is the bottom of a null: real antennas have no perfect ones.
	deepestDB = -40
)

// GainDBi is 2.15 dBi + 20 log10(cos(π/2·sin ε)/cos ε).
func (Dipole) GainDBi(_, elevationDeg float64) float64 {
	sin, cos := math.Sincos(radians(elevationDeg))
	if math.Abs(cos) < 1e-9 {
		return dipolePeakDBi + deepestDB
	}
	return dipolePeakDBi + max(deepestDB, 20*math.Log10(math.Abs(math.Cos(math.Pi/2*sin)/cos)))
}

// PeakDBi is 2.15.
func (Dipole) PeakDBi() float64 { return dipolePeakDBi }

func radians(deg float64) float64 { return deg * math.Pi / 180 }

func degrees(rad float64) float64 { return rad * 180 / math.Pi }

// wrap brings an angle to -180 < a ≤ 180.
func wrap(deg float64) float64 {
	if deg > -180 && deg <= 180 {
		return deg
	}
	deg = math.Mod(deg, 360)
	switch {
	case deg <= -180:
		return deg + 360
	case deg > 180:
		return deg - 360
	}
	return deg
}
