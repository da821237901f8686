package crs_test

import (
	"errors"
	"testing"

	"hatang/geo/crs"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := map[string]int{
		"4326":                  4326,
		" 4326 ":                4326,
		"EPSG:4326":             4326,
		"epsg:9216":             9216,
		"EPSG 9216":             9216,
		"EPSG9216":              9216,
		"wgs84":                 4326,
		"WGS 84":                4326,
		"WGS-84":                4326,
		"CRS84":                 4326,
		"vn2000":                4756,
		"VN-2000":               4756,
		"vn2000:107.5":          9216,
		"vn2000:107,5":          9216,
		"vn2000:107°30'":        9216,
		"VN2000:107°30’":        9216,
		"VN-2000 107°30′":       9216,
		"vn2000:107 30":         9216,
		"vn2000:107-30":         9216,
		"VN-2000 / TM-3 107-30": 9216,
		"vn2000 tm3 107-30":     9216,
		"vn2000:107d30'E":       9216,
		"vn2000:105":            5897,
		"vn2000:105°00'":        5897,
		"vn2000:107.75":         5899,
		"vn2000:108":            5898,
		"vn2000:104°45'":        9208,
		"3857":                  3857,
		"webmercator":           3857,
		"Web Mercator":          3857,
		"3405":                  3405,
		"http://www.opengis.net/def/crs/EPSG/0/5899": 5899,
		"urn:ogc:def:crs:EPSG::3406":                 3406,
		"９２１６":                                       9216,
	}
	for text, want := range tests {
		c, err := crs.Parse(text)
		if err != nil || c.EPSG() != want {
			t.Errorf("Parse(%q) = %v, %v, want EPSG:%d", text, c, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", " ", "0", "-4326", "32648", "5896", "9219", "EPSG:", "vn2000:", "vn2000:107.4", "vn2000:107-75",
		"vn2000:abc", "107.5", "wgs", "EPSG:9216x", "http://www.opengis.net/def/crs/EPSG/0/", "99999999999999999999",
	} {
		c, err := crs.Parse(text)
		var input *crs.InputError
		if !errors.As(err, &input) || input.Problem != crs.ProblemUnknownCRS || c != (crs.CRS{}) {
			t.Errorf("Parse(%q) = %v, %v, want an unknown system", text, c, err)
		}
	}
}

// The authority's axis order as PROJ 9.1.1 prints it from the EPSG dataset.
func TestAxisOrder(t *testing.T) {
	t.Parallel()
	for _, c := range crs.All() {
		if want := c.EPSG() == 4326 || c.EPSG() == 4756; c.LatitudeFirst() != want || c.Geographic() != want {
			t.Errorf("%v: latitude first %v, geographic %v, want both %v", c, c.LatitudeFirst(), c.Geographic(), want)
		}
	}
	c, err := crs.Parse("OGC:CRS84")
	if err != nil || c.LatitudeFirst() || !c.Geographic() || c == system(t, 4326) {
		t.Errorf("CRS84 = %+v, %v, want longitude first and another value than EPSG:4326", c, err)
	}
}

func TestEveryNameReadsBack(t *testing.T) {
	t.Parallel()
	all := crs.All()
	if len(all) != 22 {
		t.Fatalf("%d systems, want 22", len(all))
	}
	crs84, err := crs.Parse("CRS84")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(all, crs84) {
		for _, text := range []string{c.Name(), c.URI()} {
			if got, err := crs.Parse(text); err != nil || got != c {
				t.Errorf("Parse(%q) = %v, %v, want %v", text, got, err, c)
			}
		}
		if got, err := crs.ByEPSG(c.EPSG()); c != crs84 && (err != nil || got != c) {
			t.Errorf("ByEPSG(%d) = %v, %v, want %v", c.EPSG(), got, err, c)
		}
	}
}

func TestZones(t *testing.T) {
	t.Parallel()
	zones := crs.Zones()
	if len(zones) != 17 {
		t.Fatalf("%d zones, want 17", len(zones))
	}
	last := 0.0
	for _, zone := range zones {
		if zone.Meridian() <= last {
			t.Errorf("%v is out of order", zone)
		}
		last = zone.Meridian()
		if got, err := crs.ZoneByMeridian(zone.Meridian()); err != nil || got != zone {
			t.Errorf("ZoneByMeridian(%v) = %v, %v", zone.Meridian(), got, err)
		}
	}
	if _, err := crs.ZoneByMeridian(103.5); err == nil {
		t.Error("ZoneByMeridian(103.5) gave no error")
	}
}
