package crs

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

type datum uint8

const (
	wgs84 datum = iota + 1
	vn2000
)

type projection uint8

const (
	geographic projection = iota + 1
	transverseMercator
	webMercator
)

// CRS is a coordinate reference system: a comparable value that does not change.
// The zero CRS is no system; every conversion with it is refused.
type CRS struct {
	name        string
	epsg        int
	meridianDeg float64
	scale       float64 // on the central meridian
	datum       datum
	projection  projection
	latFirst    bool
}

const (
	utmScale = 0.9996
	tm3Scale = 0.9999
)

// systems is the table of what is supported; EPSG dataset names. It is a
// function so that nobody can change it.
func systems() []CRS {
	list := []CRS{
		{name: "WGS 84", epsg: 4326, datum: wgs84, projection: geographic, latFirst: true},
		{name: "VN-2000", epsg: 4756, datum: vn2000, projection: geographic, latFirst: true},
		{name: "WGS 84 / Pseudo-Mercator", epsg: 3857, datum: wgs84, projection: webMercator},
		{name: "VN-2000 / UTM zone 48N", epsg: 3405, datum: vn2000, projection: transverseMercator, meridianDeg: 105, scale: utmScale},
		{name: "VN-2000 / UTM zone 49N", epsg: 3406, datum: vn2000, projection: transverseMercator, meridianDeg: 111, scale: utmScale},
		crs84(),
	}
	return append(list, Zones()...)
}

func crs84() CRS {
	return CRS{name: "WGS 84 (CRS84)", epsg: 4326, datum: wgs84, projection: geographic}
}

// Zones are the seventeen VN-2000 TM-3 zones in the order of their central
// meridians, 103°00′ to 108°30′.
func Zones() []CRS {
	zone := func(epsg int, name string, meridianDeg float64) CRS {
		return CRS{
			name: "VN-2000 / TM-3 " + name, epsg: epsg, meridianDeg: meridianDeg,
			scale: tm3Scale, datum: vn2000, projection: transverseMercator,
		}
	}
	return []CRS{
		zone(9205, "103-00", 103),
		zone(9206, "104-00", 104),
		zone(9207, "104-30", 104.5),
		zone(9208, "104-45", 104.75),
		zone(5897, "zone 482", 105),
		zone(9209, "105-30", 105.5),
		zone(9210, "105-45", 105.75),
		zone(9211, "106-00", 106),
		zone(9212, "106-15", 106.25),
		zone(9213, "106-30", 106.5),
		zone(9214, "107-00", 107),
		zone(9215, "107-15", 107.25),
		zone(9216, "107-30", 107.5),
		zone(5899, "107-45", 107.75),
		zone(5898, "zone 491", 108),
		zone(9217, "108-15", 108.25),
		zone(9218, "108-30", 108.5),
	}
}

// All is every supported system once, by EPSG code; CRS84, which shares its code
// with WGS 84, is not among them.
func All() []CRS {
	list := slices.DeleteFunc(systems(), func(c CRS) bool { return c == crs84() })
	slices.SortFunc(list, func(a, b CRS) int { return a.epsg - b.epsg })
	return list
}

// ByEPSG is the system of an EPSG code: 4326, 4756, 3857, 3405, 3406, 5897–5899
// or 9205–9218. The error is an *InputError.
func ByEPSG(code int) (CRS, error) {
	for _, c := range systems() {
		if c.epsg == code {
			return c, nil
		}
	}
	return CRS{}, &InputError{ProblemUnknownCRS, strconv.Itoa(code), expectedCRS}
}

// ZoneByMeridian is the TM-3 zone with a central meridian, in degrees east. The
// error is an *InputError.
func ZoneByMeridian(meridianDeg float64) (CRS, error) {
	// Far finer than the 15′ between two meridians, coarser than any rounding
	// of minutes to decimals of a degree that people write down in full.
	const toleranceDeg = 1e-6
	for _, zone := range Zones() {
		if math.Abs(zone.meridianDeg-meridianDeg) <= toleranceDeg {
			return zone, nil
		}
	}
	return CRS{}, &InputError{
		ProblemUnknownCRS, formatDeg(meridianDeg),
		"the central meridian of a TM-3 zone: 103, 104, 104.5, 104.75, 105, 105.5, 105.75, 106, 106.25, " +
			"106.5, 107, 107.25, 107.5, 107.75, 108, 108.25 or 108.5 degrees",
	}
}

// EPSG is the code in the EPSG dataset. CRS84 answers 4326: the same positions
// with their axes the other way round.
func (c CRS) EPSG() int { return c.epsg }

// Name is the English name in the EPSG dataset; Parse reads it back.
func (c CRS) Name() string { return c.name }

// Geographic tells that coordinates are degrees rather than metres.
func (c CRS) Geographic() bool { return c.projection == geographic }

// Meridian is the central meridian of a transverse Mercator zone in degrees
// east, 0 for other systems.
func (c CRS) Meridian() float64 { return c.meridianDeg }

// LatitudeFirst tells that the authority puts latitude before longitude (EPSG
// 4326 and 4756). All projected systems here run easting, northing. It matters
// only where a standard prescribes the authority's order, as OGC API Features
// part 2 does; this package always puts x first.
func (c CRS) LatitudeFirst() bool { return c.latFirst }

// URI is the OGC name of the system, as OGC API Features part 2 uses it.
func (c CRS) URI() string {
	if c == crs84() {
		return "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	}
	return fmt.Sprintf("http://www.opengis.net/def/crs/EPSG/0/%d", c.epsg)
}

// String is the code and the name.
func (c CRS) String() string {
	if c == (CRS{}) {
		return "no reference system"
	}
	return fmt.Sprintf("EPSG:%d %s", c.epsg, c.name)
}

func formatDeg(deg float64) string { return strconv.FormatFloat(deg, 'f', -1, 64) }
