package importing

import (
	"regexp"
	"strconv"
	"strings"

	"hatang/geo/crs"
)

// prjAuthority is the EPSG code at the end of a well-known text, that of the
// whole system.
var prjAuthority = regexp.MustCompile(`(?i)AUTHORITY\["EPSG",\s*"?(\d+)"?\]\s*\]\s*$`)

// prjParameter is a parameter of a projection.
var prjParameter = regexp.MustCompile(`(?i)PARAMETER\["([^"]+)",\s*([-+0-9.eE]+)\s*\]`)

// systemOfPRJ finds the system that a .prj describes: by its EPSG code, else by
// datum, projection and parameters. VN-2000 is told by its datum; a transverse
// Mercator on another datum is not taken for it.
func systemOfPRJ(text string) (crs.CRS, bool) {
	if code := prjAuthority.FindStringSubmatch(text); code != nil {
		number, _ := strconv.Atoi(code[1]) // digits
		if system, err := crs.ByEPSG(number); err == nil {
			return system, true
		}
	}
	key := strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(text))
	vietnamese := strings.Contains(key, "vn2000") || strings.Contains(key, "vietnam2000")
	world := strings.Contains(key, `datum["dwgs1984"`) || strings.Contains(key, `datum["wgs1984"`) || strings.Contains(key, `datum["wgs84"`)
	var epsg int
	switch {
	case strings.HasPrefix(key, "geogcs") && vietnamese:
		epsg = 4756
	case strings.HasPrefix(key, "geogcs") && world:
		epsg = 4326
	case strings.Contains(key, `projection["mercatorauxiliarysphere"]`):
		epsg = 3857
	case strings.HasPrefix(key, "projcs") && vietnamese && strings.Contains(key, `projection["transversemercator"]`):
		return transverseMercator(text)
	default:
		return crs.CRS{}, false
	}
	system, err := crs.ByEPSG(epsg)
	return system, err == nil
}

// transverseMercator is the TM-3 or UTM zone of VN-2000 with those parameters.
func transverseMercator(text string) (crs.CRS, bool) {
	values := map[string]float64{}
	for _, p := range prjParameter.FindAllStringSubmatch(text, -1) {
		v, err := strconv.ParseFloat(p[2], 64)
		if err != nil {
			return crs.CRS{}, false
		}
		values[strings.ToLower(p[1])] = v
	}
	if values["false_easting"] != 500000 || values["false_northing"] != 0 || values["latitude_of_origin"] != 0 {
		return crs.CRS{}, false
	}
	meridian := values["central_meridian"]
	var system crs.CRS
	var err error
	switch {
	case values["scale_factor"] == 0.9999:
		system, err = crs.ZoneByMeridian(meridian)
	case values["scale_factor"] == 0.9996 && meridian == 105:
		system, err = crs.ByEPSG(3405)
	case values["scale_factor"] == 0.9996 && meridian == 111:
		system, err = crs.ByEPSG(3406)
	default:
		return crs.CRS{}, false
	}
	return system, err == nil
}
