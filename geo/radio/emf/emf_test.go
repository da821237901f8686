package emf_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"hatang/geo/radio"
	"hatang/geo/radio/antenna"
	"hatang/geo/radio/emf"
)

func near(t *testing.T, what string, got, want, room float64) {
	t.Helper()
	if !(math.Abs(got-want) <= room) {
		t.Errorf("%s = %.6f, want %.6f", what, got, want)
	}
}

// DOMAIN: √(EIRP/8π) under QCVN 8:2022 is 6.3 m for 60 dBm and 11.2 m for 65.
func TestComplianceDistance(t *testing.T) {
	t.Parallel()
	_, density, err := emf.QCVN8().At(1800)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "60 dBm", emf.ComplianceDistanceM(1000, density, emf.NoReflection), 6.3078, 1e-4)
	near(t, "65 dBm", emf.ComplianceDistanceM(math.Pow(10, 3.5), density, emf.NoReflection), 11.2170, 1e-4)
	near(t, "with the ground", emf.ComplianceDistanceM(1000, density, emf.GroundReflection), 6.3078*1.6, 1e-3)
}

// The published tables at a few frequencies, and that field and density are
// those of one plane wave (E²/377 Ω) to the rounding of the tables.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		limits            emf.Limits
		f, field, density float64
	}{
		{emf.QCVN8(), 98, 27.5, 2}, {emf.QCVN8(), 3500, 27.5, 2},
		{emf.ICNIRP1998(), 98, 28, 2}, {emf.ICNIRP1998(), 900, 41.25, 4.5}, {emf.ICNIRP1998(), 2100, 61, 10},
		{emf.ICNIRP2020(), 98, 27.7, 2}, {emf.ICNIRP2020(), 1800, 58.34, 9}, {emf.ICNIRP2020(), 3500, 61.4, 10},
	} {
		field, density, err := c.limits.At(c.f)
		if err != nil {
			t.Fatal(err)
		}
		near(t, c.limits.ID+" field", field, c.field, 0.01)
		near(t, c.limits.ID+" density", density, c.density, 1e-9)
		if d := field * field / 377 / density; d < 0.98 || d > 1.05 {
			t.Errorf("%s at %g MHz: %g V/m is not the field of %g W/m²", c.limits.ID, c.f, field, density)
		}
	}
	var out radio.OutOfRange
	if _, _, err := emf.QCVN8().At(7000); !errors.As(err, &out) || out.Max != 6000 {
		t.Errorf("7 GHz: %v", err)
	}
}

func emitter(name string, powerDBm, f float64, a antenna.Mounted, at emf.Position) emf.Emitter {
	return emf.Emitter{Name: name, FrequencyMHz: f, PowerDBm: powerDBm, Antenna: a, At: at}
}

func site(tb testing.TB, emitters ...emf.Emitter) *emf.Site {
	tb.Helper()
	s, err := emf.NewSite(emitters, emf.QCVN8(), emf.NoReflection)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func TestIsotropicBox(t *testing.T) {
	t.Parallel()
	at := emf.Position{UpM: 30}
	s := site(t, emitter("one", 60, 900, antenna.Mount(antenna.Isotropic{}, 0, 0, 0), at))
	box := s.SectorBox(at, 40)
	for what, v := range map[string]float64{"front": box.FrontM, "back": box.BackM, "side": box.SideM, "above": box.AboveM, "below": box.BelowM} {
		near(t, what, v, 6.3078, 1e-3)
	}
	near(t, "ratio at the edge", s.Ratio(emf.Position{EastM: 6.3078, UpM: 30}), 1, 1e-4)
	if r := s.Ratio(at); !math.IsInf(r, 1) {
		t.Errorf("ratio on the antenna %g", r)
	}
}

// A sector antenna of 46 dBm and 17 dBi: the main beam by the formula, the back
// 25 dB less.
func TestSectorBox(t *testing.T) {
	t.Parallel()
	at := emf.Position{UpM: 40}
	s := site(t, emitter("sector", 46, 1800, antenna.Mount(antenna.TR36814(17), 120, 0, 0), at))
	box := s.SectorBox(at, 120)
	front := emf.ComplianceDistanceM(math.Pow(10, 3.3), 2, 1)
	near(t, "front", box.FrontM, front, 1e-6)
	near(t, "back", box.BackM, front*math.Pow(10, -25.0/20), 1e-6)
	if !(box.SideM < front/1.5 && box.SideM > front/4 && box.AboveM < front/5 && box.BelowM > 0.1) {
		t.Errorf("box %+v for %g m ahead", box, front)
	}
	near(t, "above and below of a level antenna", box.AboveM, box.BelowM, 1e-9)
	mast, middle := s.MastBox(120)
	if middle != at {
		t.Errorf("middle %+v", middle)
	}
	near(t, "mast front", mast.FrontM, box.FrontM, 0.02)
	near(t, "mast side", mast.SideM, box.SideM, 0.05)
}

// Two operators at one place add up; three sectors in three directions reach
// farther than one in none.
func TestMast(t *testing.T) {
	t.Parallel()
	at := emf.Position{UpM: 40}
	a := antenna.Mount(antenna.TR36814(17), 0, 0, 0)
	alone := site(t, emitter("A", 46, 900, a, at)).SectorBox(at, 0)
	both := site(t, emitter("A", 46, 900, a, at), emitter("B", 46, 2100, a, at)).SectorBox(at, 0)
	near(t, "two operators", both.FrontM, alone.FrontM*math.Sqrt2, 1e-9)
	low := emf.Position{UpM: 30}
	apart := site(t, emitter("A", 46, 900, a, at), emitter("B", 46, 2100, a, low))
	box, middle := apart.MastBox(0)
	near(t, "middle", middle.UpM, 35, 1e-9)
	if box.FrontM < alone.FrontM-0.05 || box.FrontM > both.FrontM+0.05 {
		t.Errorf("front %g m, expected between %g and %g", box.FrontM, alone.FrontM, both.FrontM)
	}
	if box.AboveM < 5 || box.BelowM < 5 {
		t.Errorf("box %+v does not hold both antennas", box)
	}
}

// Outside the mast's box the limits are kept, and ratios are the sum of their
// terms.
func TestOutsideTheBoxIsSafe(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	between := func(least, most float64) float64 { return least + (most-least)*random.Float64() }
	for range 8 {
		var emitters []emf.Emitter
		for range 1 + random.IntN(3) {
			a := antenna.Mount(antenna.TR36814(17), between(0, 360), between(0, 6), 0)
			at := emf.Position{EastM: between(-1, 1), UpM: between(25, 35)}
			emitters = append(emitters, emitter("e", between(36, 52), 1800, a, at))
		}
		s, err := emf.NewSite(emitters, emf.QCVN8(), emf.GroundReflection)
		if err != nil {
			t.Fatal(err)
		}
		box, middle := s.MastBox(0)
		for range 2000 {
			p := emf.Position{EastM: between(-60, 60), NorthM: between(-60, 60), UpM: between(-30, 90)}
			checkOutside(t, s, box, middle, p)
		}
	}
}

func checkOutside(t *testing.T, s *emf.Site, box emf.Box, middle, p emf.Position) {
	t.Helper()
	terms := 0.0
	for _, v := range s.Contributions(p) {
		terms += v
	}
	r := s.Ratio(p)
	if math.Abs(r-terms) > 1e-9*r {
		t.Fatalf("ratio %g, terms %g", r, terms)
	}
	// The search steps by 5° and a tenth.
	room := 0.1*math.Max(box.FrontM, math.Max(box.BackM, box.SideM)) + 0.3
	outside := p.NorthM-middle.NorthM > box.FrontM+room || middle.NorthM-p.NorthM > box.BackM+room ||
		math.Abs(p.EastM-middle.EastM) > box.SideM+room ||
		p.UpM-middle.UpM > box.AboveM+room || middle.UpM-p.UpM > box.BelowM+room
	if outside && r > 1 {
		t.Fatalf("ratio %g at %+v, outside %+v about %+v", r, p, box, middle)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	a := antenna.Mount(antenna.Isotropic{}, 0, 0, 0)
	good := emitter("good", 43, 900, a, emf.Position{UpM: 30})
	for name, c := range map[string]struct {
		emitters   []emf.Emitter
		reflection float64
		want       string
	}{
		"none":       {nil, 1, "no emitters"},
		"reflection": {[]emf.Emitter{good}, 0.5, "reflection factor is 0.5, expected 1 to 16"},
		"frequency":  {[]emf.Emitter{good, emitter("radar", 43, 9000, a, good.At)}, 1, `emitter "radar": qcvn8-2022: frequency 9000 MHz, expected 10 to 6000`},
		"power":      {[]emf.Emitter{emitter("x", math.NaN(), 900, a, good.At)}, 1, `emitter "x": power in dBm is NaN`},
		"no antenna": {[]emf.Emitter{emitter("x", 43, 900, antenna.Mounted{}, good.At)}, 1, `emitter "x": no antenna`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := emf.NewSite(c.emitters, emf.QCVN8(), c.reflection)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func TestDuty(t *testing.T) {
	t.Parallel()
	e := emitter("tdd", 53, 3500, antenna.Mount(antenna.Isotropic{Gain: 24}, 0, 0, 0), emf.Position{UpM: 30})
	full := site(t, e).SectorBox(e.At, 0)
	e.Duty = 0.25
	near(t, "a quarter of the power", site(t, e).SectorBox(e.At, 0).FrontM, full.FrontM/2, 1e-9)
}

func BenchmarkMastBox(b *testing.B) {
	var emitters []emf.Emitter
	for i := range 6 {
		a := antenna.Mount(antenna.TR36814(17), float64(i)*120, 2, 4)
		emitters = append(emitters, emitter("e", 46, 1800, a, emf.Position{UpM: 30 + float64(i/3)*3}))
	}
	s := site(b, emitters...)
	b.ReportAllocs()
	for b.Loop() {
		s.MastBox(0)
	}
}
