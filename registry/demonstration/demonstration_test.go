package demonstration

import (
	"bytes"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/registry"
)

func TestRecordsSumToThePublishedTotals(t *testing.T) {
	t.Parallel()
	batches, err := build()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[registry.Kind]int{}
	classes := map[string]int{}
	bdvhx := map[string]bool{}
	communesWithStation := map[string]bool{}
	communesWithRadio := map[string]bool{}
	var people int64
	for _, batch := range batches {
		for _, rec := range batch {
			counts[rec.Kind()]++
			if problems := registry.Faults(registry.SchemaOf(rec.Kind()).Validate(rec)); len(problems) > 0 {
				t.Fatalf("%s %s: %v", rec.Kind(), rec.Head().ID, problems)
			}
			switch r := rec.(type) {
			case *registry.PostalPoint:
				classes[r.Class]++
				if r.Class == registry.CommunePoint {
					bdvhx[r.CommuneCode] = true
				}
			case *registry.Station:
				communesWithStation[r.CommuneCode] = true
			case *registry.RadioStation:
				communesWithRadio[r.CommuneCode] = true
			case *registry.AdminUnit:
				if r.Level == registry.LevelCommune {
					people += r.Population.Value
				}
			}
		}
	}
	for kind, want := range map[registry.Kind]int{
		registry.Postal: 129, registry.Stations: 935, registry.Radio: 94, registry.Units: 1 + 10 + 102, registry.Operators: 7,
	} {
		if counts[kind] != want {
			t.Errorf("%d %s, want %d", counts[kind], kind, want)
		}
	}
	if len(bdvhx) != 70 || classes[registry.CommunePoint] != 70 {
		t.Errorf("BĐVHX in %d communes (%d points), want 70", len(bdvhx), classes[registry.CommunePoint])
	}
	if classes[registry.PostOffice1] != 1 || classes[registry.PostOffice2] != 9 {
		t.Errorf("classes %v, want one grade-1 and nine grade-2 offices", classes)
	}
	if len(communesWithStation) != 102 || len(communesWithRadio) != 94 {
		t.Errorf("%d communes with a station, %d with radio, want 102 and 94", len(communesWithStation), len(communesWithRadio))
	}
	if people != 540438 {
		t.Errorf("%d people, want the census's 540,438", people)
	}
}

func TestAreasTileTheOutline(t *testing.T) {
	t.Parallel()
	f, err := loadFacts()
	if err != nil {
		t.Fatal(err)
	}
	if err := drawAreas(f.communes, f.outline); err != nil {
		t.Fatal(err)
	}
	var sum float64
	for _, c := range f.communes {
		if len(c.area) == 0 || !contains(c.area, c.centre) {
			t.Errorf("%s %s: its area does not hold its centre", c.code, c.name)
		}
		for _, polygon := range c.area {
			if polygon[0].Orientation() != orb.CCW {
				t.Errorf("%s: outer ring is not counter-clockwise", c.code)
			}
		}
		sum += geodesy.AreaM2(c.area)
	}
	whole := geodesy.AreaM2(f.outline)
	if math.Abs(sum/whole-1) > 1e-4 {
		t.Errorf("communes cover %.1f km² of %.1f km²", sum/1e6, whole/1e6)
	}
}

func TestBuildIsDeterministic(t *testing.T) {
	t.Parallel()
	var versions [2][]byte
	for i := range versions {
		batches, err := build()
		if err != nil {
			t.Fatal(err)
		}
		for _, batch := range batches {
			for _, rec := range batch {
				versions[i] = append(registry.AppendJSON(versions[i], rec), '\n')
			}
		}
	}
	if !bytes.Equal(versions[0], versions[1]) {
		t.Error("two builds differ")
	}
}
