package appraisal_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/crs"
	"hatang/registry"
	"hatang/registry/appraisal"
)

func zone(tb testing.TB, name string) crs.CRS {
	tb.Helper()
	c, err := crs.Parse(name)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// coordinatesAt is what is found first about coordinates given so.
func coordinatesAt(t *testing.T, p orb.Point, system string, c goldenCase) appraisal.Finding {
	t.Helper()
	return allCoordinatesAt(t, p, system, c)[0]
}

func allCoordinatesAt(t *testing.T, p orb.Point, system string, c goldenCase) []appraisal.Finding {
	t.Helper()
	s := c.scene(t)
	position := s.dossier.Positions[0]
	position.Point, position.GivenCRS = p, system
	result, err := appraisal.New(shipped(t), appraisal.Options{}).Appraise(t.Context(), appraisal.NewMemory(0, s.records...), s.dossier)
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Positions[0].Checks) != 16 {
		t.Errorf("%d checks: the dossier was thrown away", len(result.Positions[0].Checks))
	}
	return result.Positions[0].Find(appraisal.Coordinates).Findings
}

func TestWrongZoneNamesTheOneThatFits(t *testing.T) {
	t.Parallel()
	// Coordinates of the zone of 105°30′ that were read in that of 107°00′.
	right, wrong := zone(t, "vn2000:105.5"), zone(t, "vn2000:107")
	x, y, err := right.FromWGS84(origin)
	if err != nil {
		t.Fatal(err)
	}
	misread, err := wrong.ToWGS84(x, y)
	if err != nil {
		t.Fatal(err)
	}
	f := coordinatesAt(t, misread, "vn2000:107", goldenCase{})
	if f.Verdict != appraisal.NotMet || !strings.Contains(f.Summary.VI, "105,50°") {
		t.Errorf("%s: %s", f.Verdict, f.Summary.VI)
	}
	if !slices.ContainsFunc(f.Inputs, func(i appraisal.Input) bool { return i.Name == "zone_that_fits" && i.Value == right.EPSG() }) {
		t.Errorf("the zone is not among the inputs: %+v", f.Inputs)
	}
}

// A number in a sentence has the comma of Vietnamese and the point of English.
func TestFarFromTheMeridianOfTheZone(t *testing.T) {
	t.Parallel()
	all := allCoordinatesAt(t, origin, "vn2000:103", goldenCase{})
	f := all[len(all)-1]
	away := registry.Decimals(math.Abs(origin[0]-103), 2)
	if f.Verdict != appraisal.Undecided || !strings.Contains(f.Summary.VI, away.VI+"°, quá 1,5°") || !strings.Contains(f.Summary.EN, away.EN+"° from") {
		t.Errorf("%s: %s / %s", f.Verdict, f.Summary.VI, f.Summary.EN)
	}
}

func TestInTheSea(t *testing.T) {
	t.Parallel()
	f := coordinatesAt(t, orb.Point{112, 16}, "", goldenCase{})
	if f.Verdict != appraisal.NotMet || !strings.Contains(f.Summary.VI, "ngoài biển") {
		t.Errorf("%s: %s", f.Verdict, f.Summary.VI)
	}
}

func TestOtherCommuneTellsHowFarTheBoundaryIs(t *testing.T) {
	t.Parallel()
	f := coordinatesAt(t, origin, "", goldenCase{BorderM: 50, EastType: "xa", Position: map[string]any{"commune_code": "09002"}})
	if f.Verdict != appraisal.NotMet || f.Number == nil || *f.Number < 49.9 || *f.Number > 50.1 {
		t.Errorf("%+v, want the boundary 50 m away", f)
	}
}

func TestOldCodesOfCommunesAreFollowed(t *testing.T) {
	t.Parallel()
	c := goldenCase{Position: map[string]any{"commune_code": "09999"}}
	s := c.scene(t)
	s.records = append(s.records, &registry.Succession{FromCode: "09999", ToCode: "09001", On: day(t, "2025-07-01"), Whole: registry.Some(true)})
	result, err := appraisal.New(shipped(t), appraisal.Options{}).Appraise(t.Context(), appraisal.NewMemory(0, s.records...), s.dossier)
	if err != nil {
		t.Fatal(err)
	}
	if line := result.Positions[0].Find(appraisal.Coordinates); line.Verdict != appraisal.Met {
		t.Errorf("%s: %s", line.Verdict, line.Findings[0].Summary.EN)
	}
}

func TestOthersSeeNoPendingDossiers(t *testing.T) {
	t.Parallel()
	c := goldenCase{Pending: []placedRecord{{Azimuth: 0, DistanceM: 100}, {Azimuth: 90, DistanceM: 110, Fields: map[string]any{"state": "approved"}}}}
	s := c.scene(t)
	// A caller who gives another operator's name for its own sees no more.
	s.dossier.Positions[0].OperatorCode = "vnpt"
	a := appraisal.New(shipped(t), appraisal.Options{Audience: appraisal.Audience{Confidential: true, Caller: "viettel"}})
	result, err := a.Appraise(t.Context(), appraisal.NewMemory(0, s.records...), s.dossier)
	if err != nil {
		t.Fatal(err)
	}
	others := result.Positions[0].Find(appraisal.Spacing).Findings[1].Neighbours
	if len(others) != 1 || others[0].Code != "–" || others[0].ID != "" || others[0].Verdict != appraisal.NotMet {
		t.Errorf("what others filed shows: %+v", others)
	}
}

func TestWorkingDays(t *testing.T) {
	t.Parallel()
	calendar := appraisal.NewCalendar([]registry.Date{day(t, "2026-09-01"), day(t, "2026-09-02")})
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-08-28", 1, "2026-08-31"}, // over a weekend
		{"2026-08-31", 1, "2026-09-03"}, // over the national day
		{"2026-08-29", 2, "2026-09-03"}, // from a Saturday
		{"2026-08-31", 0, "2026-08-31"},
	} {
		got, listed := calendar.Add(day(t, c.from), c.n)
		if got != day(t, c.want) || !listed {
			t.Errorf("%d working days after %s: %s (listed %v), want %s", c.n, c.from, got, listed, c.want)
		}
		if back := calendar.Between(day(t, c.from), got); back != c.n {
			t.Errorf("from %s to %s: %d working days, want %d", c.from, got, back, c.n)
		}
	}
	if _, listed := calendar.Add(day(t, "2026-12-30"), 5); listed {
		t.Error("2027 has no holidays listed, and the answer does not say so")
	}
}
