package emf

import "math"

// Box is the room around a point out of which the limits are kept, by the
// greatest distances from it at which they are reached: ahead along a bearing,
// behind, to the farther side, above and below. Zero means not at all.
type Box struct {
	FrontM, BackM, SideM, AboveM, BelowM float64
}

// SectorBox is the box of the antennas that share one place, seen from it along
// a bearing: exact but for the step of a degree in which directions are tried.
// Only the emitters at that place count.
func (s *Site) SectorBox(at Position, bearingDeg float64) Box {
	var b Box
	for el := -90; el <= 90; el++ {
		for az := -180; az < 180; az++ {
			reach := s.reach(at, bearingDeg+float64(az), float64(el))
			b.extend(reach, float64(az), float64(el))
		}
	}
	return b
}

// reach is how far in a direction the emitters at a place exceed the limits
// together: their ratios all fall with the square of the same distance.
func (s *Site) reach(at Position, bearingDeg, elevationDeg float64) float64 {
	sum := 0.0
	for i := range s.emitters {
		if e := &s.emitters[i]; e.At == at {
			sum += e.strengthW(bearingDeg, elevationDeg) / s.density[i]
		}
	}
	return math.Sqrt(sum * s.reflection / (4 * math.Pi))
}

// extend takes in a point at a distance in a direction from the box's bearing.
func (b *Box) extend(reachM, azimuthDeg, elevationDeg float64) {
	sinAz, cosAz := math.Sincos(azimuthDeg * math.Pi / 180)
	sinEl, cosEl := math.Sincos(elevationDeg * math.Pi / 180)
	ahead, across, up := reachM*cosEl*cosAz, reachM*cosEl*sinAz, reachM*sinEl
	b.FrontM, b.BackM = max(b.FrontM, ahead), max(b.BackM, -ahead)
	b.SideM = max(b.SideM, math.Abs(across))
	b.AboveM, b.BelowM = max(b.AboveM, up), max(b.BelowM, -up)
}

// Directions and distances that MastBox tries.
const (
	mastStepDeg   = 5
	mastNarrowing = 0.9
	mastNearestM  = 0.1
	mastExactM    = 0.01
)

// MastBox is the box of all emitters of the mast together, seen from the middle
// of their places along a bearing, and that middle. In directions 5° apart it
// goes inward, a tenth of the way at a time, from where nothing can exceed the
// limits until something does: what is thinner than that may be overlooked.
func (s *Site) MastBox(bearingDeg float64) (Box, Position) {
	middle := s.middle()
	farthest := s.farthest(middle)
	var b Box
	for el := -90; el <= 90; el += mastStepDeg {
		for az := -180; az < 180; az += mastStepDeg {
			reach := s.outermost(middle, bearingDeg+float64(az), float64(el), farthest)
			b.extend(reach, float64(az), float64(el))
		}
	}
	return b, middle
}

func (s *Site) middle() Position {
	var m Position
	n := float64(len(s.emitters))
	for i := range s.emitters {
		at := s.emitters[i].At
		m.EastM += at.EastM / n
		m.NorthM += at.NorthM / n
		m.UpM += at.UpM / n
	}
	return m
}

// farthest is a distance beyond which the limits are kept in every direction: as
// if all main beams started at the outermost antenna and pointed alike.
func (s *Site) farthest(from Position) float64 {
	sum, outermost := 0.0, 0.0
	for i := range s.emitters {
		e := &s.emitters[i]
		sum += e.peakW() / s.density[i]
		d := math.Hypot(math.Hypot(e.At.EastM-from.EastM, e.At.NorthM-from.NorthM), e.At.UpM-from.UpM)
		outermost = max(outermost, d)
	}
	return outermost + math.Sqrt(sum*s.reflection/(4*math.Pi))
}

// outermost is the greatest distance in a direction at which the ratio exceeds
// one, 0 if none.
func (s *Site) outermost(from Position, bearingDeg, elevationDeg, farthest float64) float64 {
	sinAz, cosAz := math.Sincos(bearingDeg * math.Pi / 180)
	sinEl, cosEl := math.Sincos(elevationDeg * math.Pi / 180)
	exceeds := func(r float64) bool {
		return s.Ratio(Position{
			EastM:  from.EastM + r*cosEl*sinAz,
			NorthM: from.NorthM + r*cosEl*cosAz,
			UpM:    from.UpM + r*sinEl,
		}) > 1
	}
	outside := farthest
	for inside := farthest * mastNarrowing; inside > mastNearestM; inside *= mastNarrowing {
		if !exceeds(inside) {
			outside = inside
			continue
		}
		for outside-inside > mastExactM {
			half := (inside + outside) / 2
			if exceeds(half) {
				inside = half
			} else {
				outside = half
			}
		}
		return outside
	}
	return 0
}
