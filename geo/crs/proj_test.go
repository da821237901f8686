package crs_test

import (
	"bufio"
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/crs"
	"hatang/geo/tooltest"
)

// The judge is PROJ's cct with the explicit pipeline of EPSG:6960. By EPSG codes
// alone PROJ takes another transformation in a part of the south.
const epsg6960 = " +step +proj=push +v_3 +step +proj=cart +ellps=WGS84" +
	" +step +inv +proj=helmert +convention=coordinate_frame +x=-191.90441429 +y=-39.30318279 +z=-111.45032835" +
	" +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278" +
	" +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3"

func TestAgreesWithPROJ(t *testing.T) {
	t.Parallel()
	tooltest.Path(t, "cct", "proj-bin")
	for _, c := range crs.All() {
		if c.EPSG() == 4326 {
			continue
		}
		t.Run(c.Name(), func(t *testing.T) {
			t.Parallel()
			points := vietnam(uint64(c.EPSG()))
			there := cct(t, false, c, points)
			back := cct(t, true, c, there)
			compare(t, c, points, there, back)
		})
	}
}

// compare takes positions on WGS 84, PROJ's coordinates of them in c, and PROJ's
// way back from those.
func compare(t *testing.T, c crs.CRS, points, there, back []orb.Point) {
	t.Helper()
	// The shared promise is 1 mm; both follow the same definition, so that far
	// less must hold.
	const withinM = 2e-8
	unitM := 1.0
	if c.Geographic() {
		unitM = metresPerDegree
	}
	worst := 0.0
	for i, p := range points {
		x, y, err := c.FromWGS84(p)
		off := math.Hypot(x-there[i][0], y-there[i][1]) * unitM
		if err != nil || !(off <= withinM) {
			t.Fatalf("FromWGS84(%v) = %.9f, %.9f, %v, PROJ %.9f: %g m apart", p, x, y, err, there[i], off)
		}
		q, err := c.ToWGS84(there[i][0], there[i][1])
		offBack := math.Hypot(q[0]-back[i][0], q[1]-back[i][1]) * metresPerDegree
		if err != nil || !(offBack <= withinM) {
			t.Fatalf("ToWGS84(%.9f) = %.12f, %v, PROJ %.12f: %g m apart", there[i], q, err, back[i], offBack)
		}
		worst = max(worst, off, offBack)
	}
	t.Logf("%d positions, both ways, at most %.2g m apart", len(points), worst)
}

const metresPerDegree = 111320.0

// vietnam is a grid of quarter degrees over the country and its sea, and as many
// random points.
func vietnam(seed uint64) []orb.Point {
	random := rand.New(rand.NewPCG(seed, 1))
	var points []orb.Point
	for lon := 102.0; lon <= 118; lon += 0.25 {
		for lat := 6.0; lat <= 24; lat += 0.25 {
			points = append(points, orb.Point{lon, lat},
				orb.Point{102 + 16*random.Float64(), 6 + 18*random.Float64()})
		}
	}
	return points
}

// cct converts from WGS 84 to c, or back when inverse.
func cct(t *testing.T, inverse bool, c crs.CRS, points []orb.Point) []orb.Point {
	t.Helper()
	arguments := []string{"-d", "14", "-z", "0", "-t", "0"}
	if inverse {
		arguments = append(arguments, "-I")
	}
	var input bytes.Buffer
	for _, p := range points {
		fmt.Fprintf(&input, "%.17g %.17g\n", p[0], p[1])
	}
	command := exec.CommandContext(t.Context(), "cct", append(arguments, strings.Fields(pipeline(c))...)...)
	command.Stdin = &input
	output, err := command.Output()
	if err != nil {
		t.Fatalf("cct %s: %v", pipeline(c), err)
	}
	converted := make([]orb.Point, 0, len(points))
	lines := bufio.NewScanner(bytes.NewReader(output))
	for lines.Scan() {
		var x, y float64
		if _, err := fmt.Sscan(lines.Text(), &x, &y); err != nil {
			t.Fatalf("cct answered %q: %v", lines.Text(), err)
		}
		converted = append(converted, orb.Point{x, y})
	}
	if len(converted) != len(points) {
		t.Fatalf("cct answered %d of %d points", len(converted), len(points))
	}
	return converted
}

func pipeline(c crs.CRS) string {
	const begin = "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
	switch c.EPSG() {
	case 4756:
		return begin + epsg6960 + " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
	case 3857:
		return begin + " +step +proj=webmerc +ellps=WGS84"
	}
	scale := "0.9999"
	if c.EPSG() == 3405 || c.EPSG() == 3406 {
		scale = "0.9996"
	}
	return fmt.Sprintf("%s%s +step +proj=tmerc +ellps=WGS84 +lat_0=0 +lon_0=%v +k_0=%s +x_0=500000 +y_0=0",
		begin, epsg6960, c.Meridian(), scale)
}
