package antenna_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio/antenna"
)

// msi writes a file whose horizontal cut is a 65° beam and whose vertical one is
// a 7° beam pointing tilt degrees down.
func msi(gain string, tilt float64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "NAME Example 65\nMAKE nobody\nFREQUENCY 2100\nH_WIDTH 65\nFRONT_TO_BACK 30\nGAIN %s\n", gain)
	fmt.Fprintf(&b, "TILT ELECTRICAL\nELECTRICAL_TILT %g\nCOMMENT made for a test\nHORIZONTAL 360\n", tilt)
	for i := range 360 {
		a := math.Remainder(float64(i), 360)
		fmt.Fprintf(&b, "%d\t%.2f\n", i, math.Min(12*a*a/65/65, 30))
	}
	b.WriteString("VERTICAL 360\n")
	for i := range 360 {
		a := math.Remainder(float64(i)-tilt, 360)
		fmt.Fprintf(&b, "%d.0 %.2f\r\n", i, math.Min(12*a*a/7/7, 30))
	}
	return b.String()
}

func TestReadMSI(t *testing.T) {
	t.Parallel()
	m, err := antenna.ReadMSI(strings.NewReader(msi("15.85", 0)))
	if err != nil {
		t.Fatal(err)
	}
	if m.Name != "Example 65" || m.FrequencyMHz != 2100 || m.Tilt != "ELECTRICAL" || m.Comment != "made for a test" {
		t.Errorf("read %+v", m)
	}
	near(t, "peak, dBd made dBi", m.PeakDBi(), 18, 1e-9)
	near(t, "boresight", m.GainDBi(0, 0), 18, 1e-9)
	near(t, "aside", m.GainDBi(32.5, 0), 15, 0.05)
	near(t, "between two values", m.GainDBi(-10.5, 0), 18-12*10.5*10.5/65/65, 0.05)
	near(t, "up", m.GainDBi(0, 3.5), 15, 0.1)
	near(t, "back", m.GainDBi(180, 0), -12, 1e-9)
}

// Vertical angles of the format grow downward.
func TestMSITiltsDown(t *testing.T) {
	t.Parallel()
	m, err := antenna.ReadMSI(strings.NewReader(msi("18 dBi", 6)))
	if err != nil {
		t.Fatal(err)
	}
	if m.ElectricalTiltDeg != 6 {
		t.Errorf("tilt %g, want 6", m.ElectricalTiltDeg)
	}
	near(t, "6° down", m.GainDBi(0, -6), 18, 1e-9)
	if up := m.GainDBi(0, 6); up > 18-20 {
		t.Errorf("6° up %g dBi, expected far less than the peak", up)
	}
}

// The solid never exceeds the peak and is the horizontal cut on the horizon where
// the vertical cut agrees with it.
func TestMSILaws(t *testing.T) {
	t.Parallel()
	m, err := antenna.ReadMSI(strings.NewReader(msi("18 dBi", 0)))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		az := rapid.Float64Range(-180, 180).Draw(t, "azimuth")
		el := rapid.Float64Range(-90, 90).Draw(t, "elevation")
		g := m.GainDBi(az, el)
		if !(g <= m.PeakDBi()) || g < m.PeakDBi()-30 {
			t.Fatalf("gain %g dBi", g)
		}
		if want := 18 - math.Min(12*az*az/65/65, 30); math.Abs(m.GainDBi(az, 0)-want) > 0.05 {
			t.Fatalf("on the horizon %g dBi, want %g", m.GainDBi(az, 0), want)
		}
	})
}

func TestBrokenMSI(t *testing.T) {
	t.Parallel()
	good := msi("18 dBi", 0)
	for name, c := range map[string]struct{ text, want string }{
		"empty":           {"", "msi: no GAIN"},
		"no cuts":         {"GAIN 12\n", "msi: no HORIZONTAL cut"},
		"gain unit":       {"GAIN 12 dBm\n", `msi line 1: GAIN is in "dBm", expected dBd or dBi`},
		"gain text":       {"GAIN high\n", `msi line 1: GAIN is "high", expected a gain in dBd or dBi, -50 to 80`},
		"no gain value":   {"GAIN\n", "msi line 1: GAIN has no value"},
		"cut short":       {"GAIN 1\nHORIZONTAL 360\n0 0\n1 0\n", "msi line 4: HORIZONTAL ends after 2 values, expected 360"},
		"too long":        {"GAIN 1\nHORIZONTAL 2\n0 0\n1 0\n2 0\n", `msi line 5: "2 0" stands outside a cut`},
		"three columns":   {"GAIN 1\nHORIZONTAL 2\n0 0 0\n", `msi line 3: "0 0 0" in the HORIZONTAL cut, expected an angle and a loss`},
		"angle":           {"HORIZONTAL 2\n0 0\n400 0\n", `msi line 3: angle "400"`},
		"angle repeated":  {"VERTICAL 3\n0 0\n1 0\n1 0\n", "msi line 4: angle 1 in the VERTICAL cut, expected more than the 1 before"},
		"negative loss":   {"HORIZONTAL 2\n0 -3\n", `msi line 2: loss "-3"`},
		"no number":       {"HORIZONTAL 2\n0 NaN\n", `msi line 2: loss "NaN"`},
		"count":           {"HORIZONTAL many\n", `msi line 1: HORIZONTAL is "many", expected a count of values`},
		"part of a count": {"HORIZONTAL 2.5\n", "msi line 1: HORIZONTAL announces 2.5 values"},
		"second cut":      {good + "HORIZONTAL 2\n0 0\n1 0\n", "a second HORIZONTAL cut"},
		"frequency":       {"FREQUENCY -5\n", `msi line 1: FREQUENCY is "-5"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := antenna.ReadMSI(strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func FuzzReadMSI(f *testing.F) {
	f.Add(msi("15.85", 3))
	f.Add("GAIN 1 dBi\nHORIZONTAL 2\n0 0\n180 20\nVERTICAL 2\n0 0\n90 30\n")
	f.Add("\ufeffgain 2,5\nhorizontal 2\n0 0\n359,5 1\nvertical 2\n10 1\n350 0\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := antenna.ReadMSI(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, az := range []float64{-180, -0.25, 0, 90, 179.9} {
			for _, el := range []float64{-90, 0, 45, 90} {
				if g := m.GainDBi(az, el); math.IsNaN(g) || g > m.PeakDBi() {
					t.Fatalf("gain %g dBi at %g°, %g°; peak %g", g, az, el, m.PeakDBi())
				}
			}
		}
	})
}
