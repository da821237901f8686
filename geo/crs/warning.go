package crs

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Warning says that a position lies farther from a zone's central meridian than
// the zone is made for. Its coordinates are still exact, but lengths and areas
// measured on them are not: most often the wrong zone was named.
type Warning struct {
	CRS       CRS
	OffsetDeg float64 // from the central meridian, positive to the east
	LimitDeg  float64 // half the width of the zone: 1.5 for TM-3, 3 for UTM
}

// FarFromMeridian warns when p, on WGS 84, lies outside the width of the zone c;
// false when all is well or c has no zones.
func (c CRS) FarFromMeridian(p orb.Point) (Warning, bool) {
	if c.projection != transverseMercator {
		return Warning{}, false
	}
	limitDeg := 1.5
	if c.scale == utmScale {
		limitDeg = 3
	}
	// WGS 84 and VN-2000 longitudes differ by 0.002°: a point that near the
	// limit is neither right nor wrong.
	offsetDeg := math.Remainder(p.Lon()-c.meridianDeg, 360)
	if math.Abs(offsetDeg) <= limitDeg {
		return Warning{}, false
	}
	return Warning{CRS: c, OffsetDeg: offsetDeg, LimitDeg: limitDeg}, true
}

// String is the warning in English.
func (w Warning) String() string {
	return fmt.Sprintf("%.2f° of longitude from the meridian %s° of %s, which is made for ±%s°",
		math.Abs(w.OffsetDeg), formatDeg(w.CRS.meridianDeg), w.CRS, formatDeg(w.LimitDeg))
}
