package coverage

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"hatang/geo/radio/antenna"
	"hatang/registry"
)

// A sector's outline reaches the rim where it looks, and turns with it.
func TestPatternsAreDrawnWhereTheyLook(t *testing.T) {
	t.Parallel()
	var own []emitter
	bearings := []float64{0, 90, 240}
	for _, bearing := range bearings {
		own = append(own, emitter{
			station: &Station{Operator: "viettel", Technology: "4G"}, antenna: &Antenna{AzimuthDeg: bearing},
			mounted: antenna.Mount(antenna.TR36814(15), bearing, 0, 0),
		})
	}
	svg := string(drawPatterns("KT<1>", own, registry.VI))
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	outlines := regexp.MustCompile(`<polygon points="([^"]+)"`).FindAllStringSubmatch(svg, -1)
	if len(outlines) != 2*len(own) {
		t.Fatalf("%d outlines, want %d", len(outlines), 2*len(own))
	}
	for i, bearing := range bearings {
		farthest, where := 0.0, 0.0
		for point := range strings.FieldsSeq(outlines[2*i][1]) {
			x, y, _ := strings.Cut(point, ",")
			east, errX := strconv.ParseFloat(x, 64)
			south, errY := strconv.ParseFloat(y, 64)
			if err := errors.Join(errX, errY); err != nil {
				t.Fatal(err)
			}
			east, south = east-polarSize/2, south-polarSize/2-20
			if far := math.Hypot(east, south); far > farthest+0.2 {
				farthest, where = far, math.Mod(math.Atan2(east, -south)*180/math.Pi+360, 360)
			}
		}
		if math.Abs(farthest-polarRadius) > 0.2 || math.Abs(math.Remainder(where-bearing, 360)) > 3 {
			t.Errorf("the sector at %g° reaches %g of %g towards %g°", bearing, farthest, polarRadius, where)
		}
	}
}
