package terrain

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// Gap is a part of a path without terrain: distances from its start.
type Gap struct{ FromKm, ToKm float64 }

// MissingError tells which parts of a path have no terrain.
type MissingError struct{ Gaps []Gap }

// Error lists the gaps.
func (e *MissingError) Error() string {
	parts := make([]string, len(e.Gaps))
	for i, g := range e.Gaps {
		parts[i] = fmt.Sprintf("from %.2f to %.2f km", g.FromKm, g.ToKm)
	}
	return "terrain: no elevation is loaded for the path " + strings.Join(parts, ", ") +
		": load the tiles that cover it"
}

// Profile appends to dst[:0] the heights of the ground along the geodesic
// between two points: at both ends and evenly spaced between them, spacingM
// apart, which is as near to stepM as whole spaces, at least two, allow. It allocates nothing
// where dst is long enough.
//
// Where terrain is missing the heights are NaN and the error is a *MissingError;
// other errors mean that there is no profile.
func (m *Model) Profile(dst []float64, from, to orb.Point, stepM float64) (heightM []float64, spacingM float64, err error) {
	if !(stepM > 0) {
		return nil, 0, fmt.Errorf("terrain: step of %g m, expected a positive length", stepM)
	}
	d, azimuth, _ := geodesy.Inverse(from, to)
	if d == 0 {
		return nil, 0, fmt.Errorf("terrain: the path starts and ends at %v, expected two places", from)
	}
	spaces := math.Max(2, math.Round(d/stepM))
	if spaces > maxCells {
		return nil, 0, fmt.Errorf("terrain: a step of %g m makes %.0f points, at most %d are allowed", stepM, spaces, maxCells)
	}
	spacingM = d / spaces
	heightM, err = m.Along(dst, from, azimuth, spacingM, int(spaces)+1)
	return heightM, spacingM, err
}

// Along appends to dst[:0] count heights along the geodesic that leaves from at
// an azimuth, degrees clockwise from north, spacingM apart, the first at from.
// Errors are those of Profile.
func (m *Model) Along(dst []float64, from orb.Point, azimuthDeg, spacingM float64, count int) ([]float64, error) {
	dst = dst[:0]
	if count < 2 {
		return nil, fmt.Errorf("terrain: profile of %d points, expected at least 2", count)
	}
	r, err := newRay(from, azimuthDeg, spacingM*float64(count-1))
	if err != nil {
		return nil, err
	}
	missing := 0
	for i := range count {
		lon, lat := r.at(float64(i) * spacingM)
		h := m.heightM(lon, lat)
		if h != h {
			missing++
		}
		dst = append(dst, h)
	}
	if missing > 0 {
		return dst, &MissingError{gaps(dst, spacingM)}
	}
	return dst, nil
}

// gaps are the stretches of NaN, from the last known height to the next.
func gaps(heightM []float64, spacingM float64) []Gap {
	var found []Gap
	for i := 0; i < len(heightM); i++ {
		if heightM[i] == heightM[i] {
			continue
		}
		first := i
		for i < len(heightM) && heightM[i] != heightM[i] {
			i++
		}
		found = append(found, Gap{
			FromKm: float64(max(first-1, 0)) * spacingM / 1e3,
			ToKm:   float64(min(i, len(heightM)-1)) * spacingM / 1e3,
		})
	}
	return found
}

// Points appends to dst[:0] the places at which Along takes its heights.
func Points(dst []orb.Point, from orb.Point, azimuthDeg, spacingM float64, count int) ([]orb.Point, error) {
	dst = dst[:0]
	if count < 2 {
		return nil, fmt.Errorf("terrain: profile of %d points, expected at least 2", count)
	}
	r, err := newRay(from, azimuthDeg, spacingM*float64(count-1))
	if err != nil {
		return nil, err
	}
	for i := range count {
		lon, lat := r.at(float64(i) * spacingM)
		dst = append(dst, orb.Point{lon, lat})
	}
	return dst, nil
}
