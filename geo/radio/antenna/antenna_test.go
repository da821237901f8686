package antenna_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio/antenna"
)

func near(t *testing.T, what string, got, want, room float64) {
	t.Helper()
	if !(math.Abs(got-want) <= room) {
		t.Errorf("%s = %.6f, want %.6f", what, got, want)
	}
}

// Values worked from the tables and equations of the sources.
func TestPatterns(t *testing.T) {
	t.Parallel()
	panel := antenna.Panel{Element: antenna.TR38901(), Rows: 8, Columns: 4}
	for _, c := range []struct {
		name    string
		pattern antenna.Pattern
		az, el  float64
		want    float64
		room    float64
	}{
		{"isotropic", antenna.Isotropic{Gain: 3}, 77, -12, 3, 0},
		{"dipole, horizon", antenna.Dipole{}, 120, 0, 2.15, 1e-12},
		{"dipole, half power at 39°", antenna.Dipole{}, 0, 39, 2.15 - 3, 0.02},
		{"dipole, zenith", antenna.Dipole{}, 0, 90, 2.15 - 40, 1e-9},
		{"36.814, boresight", antenna.TR36814(14), 0, 0, 14, 0},
		{"36.814, half power", antenna.TR36814(14), 35, 0, 11, 1e-12},
		{"36.814, half power down", antenna.TR36814(14), 0, -5, 11, 1e-12},
		{"36.814, side lobes", antenna.TR36814(14), 0, 60, 14 - 20, 1e-12},
		{"36.814, back", antenna.TR36814(14), 180, 60, 14 - 25, 1e-12},
		{"38.901, half power", antenna.TR38901(), -32.5, 0, 5, 1e-12},
		{"38.901, back", antenna.TR38901(), 180, 0, 8 - 30, 1e-12},
		{"panel, boresight", panel, 0, 0, 8 + 10*math.Log10(32), 1e-9},
		// Eight rows at λ/2 have their first null where 8·sin ε/2 = 1.
		{"panel, first null", panel, 0, 180 / math.Pi * math.Asin(0.25), 8 - 12*14.4775*14.4775/65/65 - 60, 0.01},
		{"F.1336 omni, horizon", antenna.F1336Omni{PeakGain: 10, SideLobe: 0.7}, 30, 0, 10, 1e-12},
		{"F.1336 omni, half power", antenna.F1336Omni{PeakGain: 10, SideLobe: 0.7}, 0, 5.38, 7, 1e-9},
		{"F.1336 sector, boresight", antenna.NewF1336Sector(18, 65, 0, true), 0, 0, 18, 1e-12},
		{"F.1336 sector, half power", antenna.NewF1336Sector(18, 65, 0, true), 32.5, 0, 15, 1e-9},
		{"F.1336 sector, half power up", antenna.NewF1336Sector(18, 65, 8, true), 0, 4, 15, 1e-9},
	} {
		near(t, c.name, c.pattern.GainDBi(c.az, c.el), c.want, c.room)
	}
}

func anyPattern(t *rapid.T) antenna.Pattern {
	return rapid.SampledFrom([]antenna.Pattern{
		antenna.Isotropic{Gain: 2}, antenna.Dipole{}, antenna.TR36814(15), antenna.TR38901(),
		antenna.F1336Omni{PeakGain: 8, SideLobe: 0.7}, antenna.NewF1336Sector(17, 65, 0, false),
		antenna.NewF1336Sector(18, 90, 6, true),
	}).Draw(t, "pattern")
}

// No direction beats the peak, however the antenna is mounted; and turning the
// antenna turns its pattern.
func TestMountedLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyPattern(t)
		bearing := rapid.Float64Range(0, 360).Draw(t, "bearing")
		mechanical := rapid.Float64Range(-15, 15).Draw(t, "mechanical")
		electrical := rapid.Float64Range(-5, 15).Draw(t, "electrical")
		az := rapid.Float64Range(-360, 720).Draw(t, "azimuth")
		el := rapid.Float64Range(-90, 90).Draw(t, "elevation")
		turn := rapid.Float64Range(-180, 180).Draw(t, "turn")
		m := antenna.Mount(p, bearing, mechanical, electrical)
		got := m.GainDBi(az, el)
		if !(got <= p.PeakDBi()+1e-9) || math.IsInf(got, 0) {
			t.Fatalf("gain %g dBi, peak %g", got, p.PeakDBi())
		}
		turned := antenna.Mount(p, bearing+turn, mechanical, electrical).GainDBi(az+turn, el)
		if math.Abs(turned-got) > 1e-6 {
			t.Fatalf("turned by %g°: %g dBi, before %g", turn, turned, got)
		}
	})
}

// Mechanical tilt lowers the beam ahead, raises it behind and leaves the sides;
// electrical tilt lowers it all round.
func TestTilts(t *testing.T) {
	t.Parallel()
	flat := antenna.F1336Omni{PeakGain: 10, SideLobe: 0}
	mechanical := antenna.Mount(flat, 90, 6, 0)
	near(t, "mechanical, ahead", mechanical.GainDBi(90, -6), 10, 1e-9)
	near(t, "mechanical, behind", mechanical.GainDBi(270, 6), 10, 1e-9)
	near(t, "mechanical, aside", mechanical.GainDBi(0, 0), 10, 1e-9)
	electrical := antenna.Mount(flat, 90, 0, 6)
	for _, az := range []float64{0, 90, 180, 270} {
		near(t, "electrical", electrical.GainDBi(az, -6), 10, 1e-9)
	}
	both := antenna.Mount(antenna.TR36814(15), 0, 4, 3)
	near(t, "both, ahead", both.GainDBi(0, -7), 15, 1e-9)
}

func TestCuts(t *testing.T) {
	t.Parallel()
	m := antenna.Mount(antenna.TR36814(15), 120, 2, 4)
	horizontal := m.HorizontalCut(-6, 360)
	for i, g := range horizontal {
		if g > horizontal[120] {
			t.Fatalf("gain %g dBi at %d°, more than %g at the bearing", g, i, horizontal[120])
		}
	}
	vertical := m.VerticalCut(120, 360)
	near(t, "vertical cut, 6° down", vertical[354], 15, 1e-9)
	near(t, "vertical cut, behind", vertical[180], m.GainDBi(300, 0), 1e-9)
	near(t, "vertical cut, behind and down", vertical[200], m.GainDBi(300, -20), 1e-9)
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	var site []antenna.Mounted
	for _, bearing := range []float64{0, 120, 240} {
		site = append(site, antenna.Mount(antenna.TR36814(15), bearing, 0, 0))
	}
	near(t, "between two sectors", antenna.Envelope(site, 60, 0), 15-12*60.0*60/70/70, 1e-9)
	if g := antenna.Envelope(nil, 0, 0); !math.IsInf(g, -1) {
		t.Errorf("no antennas have %g dBi", g)
	}
}

func BenchmarkMounted(b *testing.B) {
	m := antenna.Mount(antenna.TR36814(15), 120, 4, 2)
	b.ReportAllocs()
	for b.Loop() {
		m.GainDBi(97, -3)
	}
}
