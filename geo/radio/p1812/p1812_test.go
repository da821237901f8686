package p1812_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio"
	"hatang/geo/radio/p1812"
)

func usualLink() radio.Link {
	return radio.Link{FrequencyMHz: 900, TxHeightM: 45, RxHeightM: 1.5, LatitudeDeg: 15}
}

// hills is a reproducible profile.
func hills(points int, stepKm float64) *radio.Profile {
	random := rand.New(rand.NewPCG(3, 5))
	p := new(radio.Profile)
	h, slope := 200.0, 0.0
	for i := range points {
		p.DistanceKm = append(p.DistanceKm, float64(i)*stepKm)
		p.GroundM = append(p.GroundM, h)
		p.ClutterM = append(p.ClutterM, float64(random.IntN(3))*10)
		slope = 0.9*slope + random.NormFloat64()*3
		h = math.Abs(h + slope)
	}
	return p
}

func anyProfile(t *rapid.T) *radio.Profile {
	n := rapid.IntRange(3, 80).Draw(t, "points")
	p := new(radio.Profile)
	x := 0.0
	zones := []radio.Zone{radio.ZoneSea, radio.ZoneCoastal, radio.ZoneInland}
	for range n {
		p.DistanceKm = append(p.DistanceKm, x)
		p.GroundM = append(p.GroundM, rapid.Float64Range(0, 300).Draw(t, "ground"))
		p.ClutterM = append(p.ClutterM, rapid.SampledFrom([]float64{0, 10, 20}).Draw(t, "clutter"))
		p.Zone = append(p.Zone, rapid.SampledFrom(zones).Draw(t, "zone"))
		x += rapid.Float64Range(0.05, 1.5).Draw(t, "step")
	}
	return p
}

func part(p *radio.Profile, n int) *radio.Profile {
	return &radio.Profile{
		DistanceKm: p.DistanceKm[:n+1], GroundM: p.GroundM[:n+1],
		ClutterM: p.ClutterM[:n+1], Zone: p.Zone[:n+1],
	}
}

// A prediction over part of a radial is the prediction over that part alone.
func TestPartOfRadialEqualsPathAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyProfile(t)
		n := rapid.IntRange(2, len(p.DistanceKm)-1).Draw(t, "n")
		params := p1812.Vietnam().Params(usualLink(), 10)
		params.TimePercent = rapid.SampledFrom([]float64{1, 10, 50}).Draw(t, "time")
		predictor, _, err := p1812.NewPredictor(params)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := p1812.NewTerrain(p)
		if err != nil {
			t.Fatal(err)
		}
		alone, err := p1812.NewTerrain(part(p, n))
		if err != nil {
			t.Fatal(err)
		}
		got, _ := predictor.PointToPoint(whole, n)
		want, _ := predictor.PointToPoint(alone, n)
		if got != want {
			t.Fatalf("on the radial %+v, alone %+v", got, want)
		}
		if math.IsNaN(got.LossDB) || got.LossDB < got.Lb0p {
			t.Fatalf("loss %g dB under Lb0p %g dB", got.LossDB, got.Lb0p)
		}
	})
}

// The loss is the same in both directions: the Recommendation's own remark,
// §3, for antennas that are exchanged with the clutter about them.
func TestReciprocity(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyProfile(t)
		last := len(p.DistanceKm) - 1
		back := new(radio.Profile)
		for i := last; i >= 0; i-- {
			back.DistanceKm = append(back.DistanceKm, p.DistanceKm[last]-p.DistanceKm[i])
			back.GroundM = append(back.GroundM, p.GroundM[i])
			back.ClutterM = append(back.ClutterM, p.ClutterM[i])
			back.Zone = append(back.Zone, p.Zone[i])
		}
		l := usualLink()
		l.TimePercent = rapid.SampledFrom([]float64{1, 50}).Draw(t, "time")
		l.Profile = p
		there, err := p1812.Vietnam().Predict(l, nil)
		if err != nil {
			t.Fatal(err)
		}
		l.Profile, l.TxHeightM, l.RxHeightM = back, l.RxHeightM, l.TxHeightM
		here, err := p1812.Vietnam().Predict(l, nil)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(there.LossDB-here.LossDB) > 1e-6 {
			t.Fatalf("there %.9f dB, back %.9f dB", there.LossDB, here.LossDB)
		}
	})
}

// More locations cost more; clutter on the way never helps.
func TestMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := usualLink()
		l.Profile = anyProfile(t)
		l.Profile.Zone = nil
		l.LocationPercent = 50
		half, err := p1812.Vietnam().Predict(l, nil)
		if err != nil {
			t.Fatal(err)
		}
		l.LocationPercent = rapid.Float64Range(50, 99).Draw(t, "locations")
		more, err := p1812.Vietnam().Predict(l, nil)
		if err != nil {
			t.Fatal(err)
		}
		if more.LossDB < half.LossDB-1e-9 {
			t.Fatalf("50 %%: %g dB, %g %%: %g dB", half.LossDB, l.LocationPercent, more.LossDB)
		}
	})
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*radio.Link)
		want   string
	}{
		"frequency":   {func(l *radio.Link) { l.FrequencyMHz = 7000 }, "frequency 7 GHz, expected 0.03 to 6"},
		"time":        {func(l *radio.Link) { l.TimePercent = 60 }, "time 60 %, expected 1 to 50"},
		"locations":   {func(l *radio.Link) { l.LocationPercent = 99.5 }, "locations 99.5 %, expected 1 to 99"},
		"underground": {func(l *radio.Link) { l.RxHeightM = -1 }, "receiver height -1 m"},
		"latitude":    {func(l *radio.Link) { l.LatitudeDeg = 107 }, "latitude 107 °, expected -90 to 90"},
		"no profile":  {func(l *radio.Link) { l.Profile = nil }, "no terrain profile"},
		"no terrain":  {func(l *radio.Link) { l.Profile = hills(2, 1) }, "2 points, at least 3"},
		"void": {func(l *radio.Link) {
			l.Profile = hills(5, 1)
			l.Profile.GroundM[3] = math.NaN()
		}, "point 3: ground height NaN m"},
		"zone": {func(l *radio.Link) {
			l.Profile = hills(5, 1)
			l.Profile.Zone = []radio.Zone{4, 4, 2, 4, 4}
		}, "point 2: zone 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := usualLink()
			l.Profile = hills(50, 0.1)
			c.change(&l)
			_, err := p1812.Vietnam().Predict(l, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func TestMarksShortAndLow(t *testing.T) {
	t.Parallel()
	l := usualLink()
	l.RxHeightM = 0.5
	l.Profile = hills(5, 0.03)
	got, err := p1812.Vietnam().Predict(l, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Warnings) != 2 || got.Warnings[0].Quantity != "receiver height" || got.Warnings[1].Quantity != "distance" {
		t.Errorf("warnings %v, want the receiver height and the distance", got.Warnings)
	}
}

func TestExplains(t *testing.T) {
	t.Parallel()
	l := usualLink()
	l.Profile = hills(300, 0.1)
	var last radio.Quantity
	got, err := p1812.Vietnam().Predict(l, func(q radio.Quantity) { last = q })
	if err != nil {
		t.Fatal(err)
	}
	if last.Symbol != "Lb" || last.Value != got.LossDB {
		t.Errorf("last quantity %+v, want Lb = %g", last, got.LossDB)
	}
}

// §4.8 and eq. (69): the deviate of the wanted share of places times σ is added,
// but not at sea.
func TestLocations(t *testing.T) {
	t.Parallel()
	profile := hills(200, 0.1)
	params := p1812.Vietnam().Params(usualLink(), 10)
	params.LocationPercent, params.LocationSigmaDB = 95, 5.5
	for name, c := range map[string]struct {
		zone radio.Zone
		want float64
	}{"ashore": {radio.ZoneInland, 1.645 * 5.5}, "afloat": {radio.ZoneSea, 0}} {
		profile.Zone = make([]radio.Zone, len(profile.DistanceKm))
		profile.Zone[len(profile.Zone)-1] = c.zone
		terrain, err := p1812.NewTerrain(profile)
		if err != nil {
			t.Fatal(err)
		}
		predictor, _, err := p1812.NewPredictor(params)
		if err != nil {
			t.Fatal(err)
		}
		got, err := predictor.PointToPoint(terrain, terrain.Len()-1)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.Lloc-c.want) > 0.01 || math.Abs(got.LossDB-got.Lbc-got.Lloc) > 1e-12 {
			t.Errorf("%s: Lloc %.3f dB, want %.3f; Lb %.3f, Lbc %.3f", name, got.Lloc, c.want, got.LossDB, got.Lbc)
		}
	}
}

// §4.8: σ falls linearly over the 10 m above the clutter.
func TestLocationSigma(t *testing.T) {
	t.Parallel()
	within := p1812.LocationSigmaDB(0.6, 500, 1.5, 10)
	if want := (0.52 + 0.024*0.6) * math.Pow(500, 0.28); math.Abs(within-want) > 1e-12 {
		t.Errorf("within the clutter %g dB, want %g", within, want)
	}
	if half := p1812.LocationSigmaDB(0.6, 500, 15, 10); math.Abs(half-within/2) > 1e-12 {
		t.Errorf("5 m above %g dB, want %g", half, within/2)
	}
	if above := p1812.LocationSigmaDB(0.6, 500, 20, 10); above != 0 {
		t.Errorf("10 m above %g dB, want 0", above)
	}
}

func BenchmarkPointToPoint300(b *testing.B) {
	for _, c := range []struct {
		name string
		time float64
	}{{"median", 50}, {"10 percent", 10}} {
		b.Run(c.name, func(b *testing.B) {
			profile := hills(300, 0.09)
			terrain, err := p1812.NewTerrain(profile)
			if err != nil {
				b.Fatal(err)
			}
			params := p1812.Vietnam().Params(usualLink(), 10)
			params.TimePercent = c.time
			predictor, _, err := p1812.NewPredictor(params)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := terrain.Reset(profile); err != nil {
					b.Fatal(err)
				}
				if _, err := predictor.PointToPoint(terrain, 299); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What a sweep pays for each receiver once it has the view.
func BenchmarkLossFromView(b *testing.B) {
	terrain, err := p1812.NewTerrain(hills(300, 0.09))
	if err != nil {
		b.Fatal(err)
	}
	predictor, _, err := p1812.NewPredictor(p1812.Vietnam().Params(usualLink(), 10))
	if err != nil {
		b.Fatal(err)
	}
	params := predictor.Params()
	view := terrain.View(299, &params, false)
	b.ReportAllocs()
	for b.Loop() {
		g := terrain.Geometry(299, &params, &view, false)
		predictor.Loss(&g)
	}
}
