package crs

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

const expectedCRS = "one of 4326 (WGS 84), 4756 (VN-2000), 3857, 3405 and 3406 (UTM 48N and 49N), 5897–5899 and " +
	"9205–9218 (TM-3), or vn2000:MERIDIAN such as vn2000:107.5"

// Parse reads the name of a reference system as people and standards write it:
// an EPSG code (4326, EPSG:9216, the OGC URI or URN of one), VN-2000 with the
// central meridian of a TM-3 zone (vn2000:107.5, vn2000:107,5, vn2000:107°30',
// vn2000:107-30), vn2000 alone for its latitudes and longitudes, wgs84, CRS84,
// webmercator, or a Name. Letter case and spaces do not matter. The error is an
// *InputError.
func Parse(text string) (CRS, error) {
	if len(text) > maxTextBytes {
		return CRS{}, &InputError{ProblemUnknownCRS, text[:maxTextBytes] + "…", expectedCRS}
	}
	key := compact(text)
	for _, c := range systems() {
		if key == compact(c.name) {
			return c, nil
		}
	}
	code := trimAuthority(key)
	switch code {
	case "crs84":
		return crs84(), nil
	case "webmercator":
		return ByEPSG(3857)
	}
	if number, err := strconv.Atoi(code); err == nil {
		if c, err := ByEPSG(number); err == nil {
			return c, nil
		}
	}
	if meridian, ok := zoneMeridian(text); ok {
		if deg, err := ParseAngle(meridian); err == nil {
			return ZoneByMeridian(deg)
		}
	}
	return CRS{}, &InputError{ProblemUnknownCRS, text, expectedCRS}
}

// zoneMeridian is what follows vn2000, with or without tm3, ready for ParseAngle.
func zoneMeridian(text string) (meridian string, ok bool) {
	meridian = hyphenless(strings.TrimSpace(folded(text)))
	meridian, ok = strings.CutPrefix(meridian, "vn2000")
	for _, prefix := range []string{"tm-3", "tm3"} {
		meridian = strings.TrimLeft(meridian, ":/- ")
		meridian = strings.TrimPrefix(meridian, prefix)
	}
	meridian = strings.TrimLeft(meridian, ":/- ")
	return strings.ReplaceAll(meridian, "-", " "), ok
}

// trimAuthority leaves the code of an OGC URI, a URN or an EPSG: prefix.
func trimAuthority(key string) string {
	for _, prefix := range []string{
		"http://www.opengis.net/def/crs/epsg/0/", "https://www.opengis.net/def/crs/epsg/0/",
		"http://www.opengis.net/def/crs/ogc/1.3/", "https://www.opengis.net/def/crs/ogc/1.3/",
		"urn:ogc:def:crs:epsg::", "urn:ogc:def:crs:ogc:1.3:", "ogc:", "epsg:", "epsg",
	} {
		if code, ok := strings.CutPrefix(key, prefix); ok {
			return code
		}
	}
	return key
}

// compact makes spellings comparable: lower case, no spaces, no hyphen in the
// names of the datums.
func compact(text string) string {
	return hyphenless(strings.Join(strings.Fields(folded(text)), ""))
}

func folded(text string) string {
	return strings.ToLower(norm.NFC.String(width.Fold.String(text)))
}

func hyphenless(text string) string {
	return strings.NewReplacer("vn-2000", "vn2000", "wgs-84", "wgs84").Replace(text)
}
