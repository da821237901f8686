package antenna

import "math"

// Sector is the parabolic sector antenna of 3GPP: attenuation grows with the
// square of the angle to a floor, in either plane, and the planes add up to a
// floor.
type Sector struct {
	PeakGain float64 // dBi
	// AzimuthBeamDeg and ElevationBeamDeg are the widths between the half-power
	// points.
	AzimuthBeamDeg, ElevationBeamDeg float64
	// FrontToBackDB bounds the attenuation in azimuth and altogether,
	// SideLobeDB that in elevation.
	FrontToBackDB, SideLobeDB float64
}

// TR36814 is the antenna of macro cells in TR 36.814, table A.2.1.1-2: 70° by
// 10°, 25 dB front to back, 20 dB side lobes.
func TR36814(peakDBi float64) Sector {
	return Sector{PeakGain: peakDBi, AzimuthBeamDeg: 70, ElevationBeamDeg: 10, FrontToBackDB: 25, SideLobeDB: 20}
}

// TR38901 is one antenna element of TR 38.901, table 7.3-1: 8 dBi, 65° by 65°,
// 30 dB.
func TR38901() Sector {
	return Sector{PeakGain: 8, AzimuthBeamDeg: 65, ElevationBeamDeg: 65, FrontToBackDB: 30, SideLobeDB: 30}
}

// GainDBi is the peak less min(A_H + A_V, A_m).
func (s Sector) GainDBi(azimuthDeg, elevationDeg float64) float64 {
	h := wrap(azimuthDeg) / s.AzimuthBeamDeg
	v := elevationDeg / s.ElevationBeamDeg
	return s.PeakGain - min(min(12*h*h, s.FrontToBackDB)+min(12*v*v, s.SideLobeDB), s.FrontToBackDB)
}

// PeakDBi is the gain at boresight.
func (s Sector) PeakDBi() float64 { return s.PeakGain }

// Panel is a rectangular array of elements that points one beam, TR 38.901 §7.3
// with the weights of TR 37.840 §5.4.4.
type Panel struct {
	Element       Sector
	Rows, Columns int
	// RowSpacing and ColumnSpacing are in wavelengths; zero means one half.
	RowSpacing, ColumnSpacing float64
	// SteerAzimuthDeg and SteerElevationDeg point the beam.
	SteerAzimuthDeg, SteerElevationDeg float64
}

// GainDBi is the element's gain and that of the array.
func (p Panel) GainDBi(azimuthDeg, elevationDeg float64) float64 {
	az, el := radians(azimuthDeg), radians(elevationDeg)
	saz, sel := radians(p.SteerAzimuthDeg), radians(p.SteerElevationDeg)
	vertical := spacing(p.RowSpacing) * (math.Sin(el) - math.Sin(sel))
	horizontal := spacing(p.ColumnSpacing) * (math.Cos(el)*math.Sin(az) - math.Cos(sel)*math.Sin(saz))
	power := arrayPower(p.Rows, vertical) * arrayPower(p.Columns, horizontal)
	return p.Element.GainDBi(azimuthDeg, elevationDeg) + 10*math.Log10(max(power, 1e-6))
}

// PeakDBi is the gain in the direction that the beam points to.
func (p Panel) PeakDBi() float64 { return p.GainDBi(p.SteerAzimuthDeg, p.SteerElevationDeg) }

func spacing(wavelengths float64) float64 {
	if wavelengths == 0 {
		return 0.5
	}
	return wavelengths
}

// arrayPower is the power gain of n elements fed alike whose neighbours differ
// by a phase in turns: |Σ e^(2πi·k·phase)|²/n.
func arrayPower(n int, turns float64) float64 {
	if n <= 1 {
		return 1
	}
	half := math.Sin(math.Pi * turns)
	if math.Abs(half) < 1e-9 {
		return float64(n)
	}
	ratio := math.Sin(math.Pi*turns*float64(n)) / half
	return ratio * ratio / float64(n)
}
