package antenna

import "math"

// Mounted is a pattern on a mast.
type Mounted struct {
	pattern    Pattern
	bearing    float64
	mechanical float64
	electrical float64
	sin, cos   float64 // of the mechanical tilt
}

// Mount points a pattern to a bearing, degrees clockwise from north, and tilts
// it down by degrees mechanically and electrically (negative is up).
func Mount(p Pattern, bearingDeg, mechanicalTiltDeg, electricalTiltDeg float64) Mounted {
	m := Mounted{pattern: p, bearing: bearingDeg, mechanical: mechanicalTiltDeg, electrical: electricalTiltDeg}
	m.sin, m.cos = math.Sincos(radians(mechanicalTiltDeg))
	return m
}

// Mounted tells that there is an antenna at all: the zero value has none.
func (m Mounted) Mounted() bool { return m.pattern != nil }

// GainDBi towards a bearing, degrees clockwise from north, and an elevation,
// -90 (down) to 90 degrees.
func (m Mounted) GainDBi(bearingDeg, elevationDeg float64) float64 {
	az, el := wrap(bearingDeg-m.bearing), elevationDeg
	if m.mechanical != 0 {
		az, el = m.rotated(az, el)
	}
	el += m.electrical
	// A beam bent past straight down comes up behind.
	switch {
	case el > 90:
		az, el = wrap(az+180), 180-el
	case el < -90:
		az, el = wrap(az+180), -180-el
	}
	return m.pattern.GainDBi(az, el)
}

// rotated is a direction in the frame of an antenna that leans forward by the
// mechanical tilt, about the horizontal axis across its boresight.
func (m Mounted) rotated(azimuthDeg, elevationDeg float64) (azimuth, elevation float64) {
	sinAz, cosAz := math.Sincos(radians(azimuthDeg))
	sinEl, cosEl := math.Sincos(radians(elevationDeg))
	ahead, across, up := cosEl*cosAz, cosEl*sinAz, sinEl
	ahead, up = ahead*m.cos-up*m.sin, ahead*m.sin+up*m.cos
	return degrees(math.Atan2(across, ahead)), degrees(math.Asin(min(max(up, -1), 1)))
}

// PeakDBi is the greatest gain in any direction.
func (m Mounted) PeakDBi() float64 { return m.pattern.PeakDBi() }

// BearingDeg is the bearing of boresight.
func (m Mounted) BearingDeg() float64 { return m.bearing }

// HorizontalCut is the gain all round at an elevation, count values from north
// clockwise, for drawing.
func (m Mounted) HorizontalCut(elevationDeg float64, count int) []float64 {
	cut := make([]float64, count)
	for i := range cut {
		cut[i] = m.GainDBi(float64(i)*360/float64(count), elevationDeg)
	}
	return cut
}

// VerticalCut is the gain in the upright plane through a bearing, count values
// from the horizon ahead upward, over the zenith, the horizon behind and the
// nadir, for drawing.
func (m Mounted) VerticalCut(bearingDeg float64, count int) []float64 {
	cut := make([]float64, count)
	for i := range cut {
		angle := wrap(float64(i) * 360 / float64(count))
		bearing := bearingDeg
		switch {
		case angle > 90:
			bearing, angle = bearing+180, 180-angle
		case angle < -90:
			bearing, angle = bearing+180, -180-angle
		}
		cut[i] = m.GainDBi(bearing, angle)
	}
	return cut
}

// Envelope is the greatest gain that any of several antennas has towards a
// direction: the pattern of a site. It is minus infinity without antennas.
func Envelope(antennas []Mounted, bearingDeg, elevationDeg float64) float64 {
	best := math.Inf(-1)
	for i := range antennas {
		best = max(best, antennas[i].GainDBi(bearingDeg, elevationDeg))
	}
	return best
}
