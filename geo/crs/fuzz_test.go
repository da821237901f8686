package crs_test

import (
	"math"
	"strconv"
	"testing"

	"hatang/geo/crs"
)

func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func FuzzParseAngle(f *testing.F) {
	for _, seed := range []string{`14°21'00.5"N`, "14 21 0.5", "14,35", "107d30'E", "-0 30", "14 độ 21 phút vĩ Bắc", "14d21m30s", "1.234.567,8"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		deg, err := crs.ParseAngle(text)
		if err != nil {
			return
		}
		if !(math.Abs(deg) <= 180) {
			t.Fatalf("ParseAngle(%q) = %v", text, deg)
		}
		if again, err := crs.ParseAngle(plain(deg)); err != nil || again != deg {
			t.Fatalf("ParseAngle(%q) = %v, reads back as %v, %v", text, deg, again, err)
		}
	})
}

func FuzzParsePair(f *testing.F) {
	for _, seed := range []string{`14°21'N 107°59'E`, "14.35, 107.99", "14,35; 107,99", "553194,965 1587081,308", "14.35N107.99E", "lat 1 lon 2", "1.234.567,8 9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		pair, err := crs.ParsePair(text)
		if err != nil {
			return
		}
		if pair.LatitudeFirst && pair.LongitudeFirst || math.IsInf(pair.First, 0) || math.IsInf(pair.Second, 0) {
			t.Fatalf("ParsePair(%q) = %+v", text, pair)
		}
		again, err := crs.ParsePair(plain(pair.First) + ";" + plain(pair.Second))
		if len(text) < 100 && (err != nil || again.First != pair.First || again.Second != pair.Second) {
			t.Fatalf("ParsePair(%q) = %+v, reads back as %+v, %v", text, pair, again, err)
		}
		for _, c := range crs.All() {
			x, y, decision, err := pair.Resolve(c)
			if err != nil {
				continue
			}
			if _, err := c.ToWGS84(x, y); err != nil {
				t.Fatalf("%q resolves in %v to %v, %v (%v), which is refused: %v", text, c, x, y, decision, err)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"4326", "EPSG:9216", "vn2000:107.5", "vn2000:107°30'", "CRS84", "VN-2000 / TM-3 zone 482", "urn:ogc:def:crs:EPSG::3405"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := crs.Parse(text)
		if err != nil {
			if c != (crs.CRS{}) {
				t.Fatalf("Parse(%q) = %v with %v", text, c, err)
			}
			return
		}
		if again, err := crs.Parse(c.Name()); err != nil || again != c {
			t.Fatalf("Parse(%q) = %v, whose name reads as %v, %v", text, c, again, err)
		}
	})
}
