package appraisal_test

import (
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/appraisal"
)

// applicant is an operator who sees its own records whole, and of others what a
// province leaves that closes everything which can be closed.
func applicant() appraisal.Audience {
	closed := registry.ClosedDisclosure()
	return appraisal.Audience{Confidential: true, Caller: "viettel", Hidden: func(rec registry.Record) *registry.HiddenFields {
		if f := registry.SchemaOf(rec.Kind()).Field("operator_code"); f != nil && f.Value(rec) == "viettel" {
			return new(registry.HiddenFields)
		}
		return closed.Of(rec.Kind())
	}}
}

// veil gives what the applicant does not see of a record one of two values.
// Of heights both are beyond the 3 m up to which a mast is exempt: the distance that
// the rules demand, which the applicant is told, is the same. So are the limits of
// zones and whether a plan was issued.
func veil(tb testing.TB, audience *appraisal.Audience, rec registry.Record, variant int) {
	tb.Helper()
	if rec.Kind() == registry.Zones {
		return
	}
	for _, f := range audience.Hidden(rec).Fields() {
		if rec.Kind() == registry.Plan && slices.Contains([]string{"state", "year", "approved_on"}, f.Name) {
			continue
		}
		var v any = []string{"một", "hai"}[variant]
		switch f.Type {
		case registry.CodeField, registry.ListField:
			v = f.Codes[variant].Code
		case registry.IntegerField:
			v = int64(variant * 3)
		case registry.RealField:
			v = []float64{21.5, 44.25}[variant]
		case registry.BooleanField:
			v = variant == 1
		case registry.DateField:
			v = day(tb, []string{"2024-03-11", "2025-08-23"}[variant])
		}
		if err := f.Set(rec, v); err != nil {
			tb.Fatal(err)
		}
	}
}

// filedNearby is a position that another operator filed.
func filedNearby(code, state string, azimuth, distanceM float64) *registry.ProposedPosition {
	p := &registry.ProposedPosition{Code: code, Name: code + " của người khác", ApplicationID: "b", OperatorCode: "mobifone", State: state, HeightM: registry.Some(43.25), TenantRoom: registry.Some(int64(2))}
	p.Row = registry.Head{ID: "other-" + code}
	p.Position = registry.Position{Point: geodesy.Direct(origin, azimuth, distanceM), Located: true}
	return p
}

// told is what an audience is told of a case, as JSON.
func told(tb testing.TB, library *appraisal.Library, c *goldenCase, audience appraisal.Audience, alternatives bool, change func(*scene)) string {
	tb.Helper()
	s := c.scene(tb)
	change(&s)
	a := appraisal.New(library, appraisal.Options{Coverage: s.coverage, Audience: audience})
	result, err := a.AppraiseBatch(tb.Context(), appraisal.NewMemory(0, s.records...), s.dossier, appraisal.BatchOptions{Alternatives: alternatives})
	if err != nil {
		tb.Fatal(err)
	}
	text, err := json.Marshal(result)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// theirs are a sector of another operator near enough to add to the exposure, and a
// position of its approved plan.
func theirs() []registry.Record {
	sector := &registry.Sector{Code: "Q-1"}
	sector.Row = registry.Head{ID: "other-sector"}
	sector.Point, sector.Located = geodesy.Direct(origin, 200, 40), true
	planned := &registry.PlannedPosition{Code: "Q-KH", OperatorCode: "vnpt", State: registry.PlanApproved, Year: registry.Some(int64(2026))}
	planned.Row = registry.Head{ID: "other-planned"}
	planned.Point, planned.Located = origin, true
	return []registry.Record{sector, planned}
}

// TestTheApplicantIsNotTold takes every case twice, with what the applicant may not
// see one way and another: in masts and sectors of others what the province closed,
// dossiers of others that are not approved, and those approved that stand far enough
// away. It is told the same, also when it gives another operator's name for its own.
// The department is not, or the test would show nothing.
func TestTheApplicantIsNotTold(t *testing.T) {
	t.Parallel()
	library, audience := shipped(t), applicant()
	var differ atomic.Int32
	t.Cleanup(func() {
		if n := differ.Load(); n < 100 {
			t.Errorf("the department is told of the difference in %d cases only", n)
		}
	})
	for _, c := range readCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			variant := func(n int, approved bool, by string) func(*scene) {
				return func(s *scene) {
					s.dossier.Positions[0].OperatorCode = by
					s.records = append(s.records, theirs()...)
					for _, rec := range s.records {
						veil(t, &audience, rec, n)
					}
					if n == 1 {
						s.records = append(s.records, filedNearby("Q1", registry.StateProposed, 75, 60), filedNearby("Q2", registry.StateRejected, 75, 30))
					}
					if n == 1 && approved && !s.dossier.Positions[0].Approximate.Or(false) {
						s.records = append(s.records, filedNearby("Q3", registry.StateApproved, 75, 800))
					}
				}
			}
			for _, how := range []struct {
				by           string
				alternatives bool
			}{{"viettel", false}, {"viettel", true}, {"vnpt", false}} {
				one := told(t, library, &c, audience, how.alternatives, variant(0, !how.alternatives, how.by))
				other := told(t, library, &c, audience, how.alternatives, variant(1, !how.alternatives, how.by))
				if one != other {
					t.Errorf("%+v: the applicant is told\n%s\nor\n%s", how, apart(one, other), apart(other, one))
				}
			}
			if told(t, library, &c, appraisal.Audience{}, false, variant(0, true, "viettel")) != told(t, library, &c, appraisal.Audience{}, false, variant(1, true, "viettel")) {
				differ.Add(1)
			}
		})
	}
}

// apart is what stands around the first byte in which a differs from b.
func apart(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return a[max(0, i-150):min(len(a), i+150)]
}

// TestTheApplicantIsToldWhatBinds: an approved mast of another operator that stands
// too near, and the verdict about a mast whose height is closed.
func TestTheApplicantIsToldWhatBinds(t *testing.T) {
	t.Parallel()
	c := goldenCase{Neighbours: []placedRecord{{Azimuth: 10, DistanceM: 90, Fields: map[string]any{"height_m": 37.5, "tenant_room": 1}}}}
	library, near := shipped(t), filedNearby("Q3", registry.StateApproved, 75, 80)
	text := told(t, library, &c, applicant(), false, func(s *scene) { s.records = append(s.records, near) })
	var result appraisal.Result
	if err := json.Unmarshal([]byte(text), &result); err != nil {
		t.Fatal(err)
	}
	neighbours := result.Positions[0].Find(appraisal.Spacing).Findings[0].Neighbours
	if len(neighbours) != 2 {
		t.Fatalf("%+v", neighbours)
	}
	approved, mast := neighbours[0], neighbours[1]
	if approved.Operator != "mobifone" || approved.Verdict != appraisal.NotMet || approved.State != registry.StateApproved || approved.Point == (orb.Point{}) || *approved.ThresholdM != 120 {
		t.Errorf("of the approved mast is told: %+v", approved)
	}
	if approved.ID != "" || approved.Code != "–" || approved.Name != "" || approved.HeightM != nil || approved.Room != nil {
		t.Errorf("of the dossier is told: %+v", approved)
	}
	if mast.Verdict != appraisal.NotMet || mast.HeightM != nil || mast.Room != nil || mast.Code == "" {
		t.Errorf("of a mast whose height is closed is told: %+v", mast)
	}
	for _, candidate := range result.Positions[0].Find(appraisal.Sharing).Findings[0].Candidates {
		if candidate.Fits != appraisal.Undecided || candidate.HeightM != nil || len(candidate.Reasons) == 0 {
			t.Errorf("whether a mast of a closed height is high enough: %+v", candidate)
		}
	}
	for _, secret := range []string{"Q3", "của người khác", "37.5", "43.25"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is told: %s", secret, text)
		}
	}
}

// TestTheApplicantsSignedFindings are told for it as they came to, from what was
// kept.
func TestTheApplicantsSignedFindings(t *testing.T) {
	t.Parallel()
	c := goldenCase{Neighbours: []placedRecord{{Azimuth: 10, DistanceM: 90, Fields: map[string]any{"height_m": 37.5, "tenant_room": 1}}}}
	s := c.scene(t)
	s.records = append(s.records, filedNearby("Q1", registry.StateProposed, 75, 60))
	library := shipped(t)
	full, kept, err := appraisal.New(library, appraisal.Options{}).Record(t.Context(), appraisal.NewMemory(0, s.records...), s.dossier, bodiesByCode(t))
	if err != nil {
		t.Fatal(err)
	}
	told, err := kept.For(t.Context(), applicant())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(told)
	if err != nil || strings.Contains(string(text), "Q1") || strings.Contains(string(text), "37.5") {
		t.Errorf("%v: the applicant is told %s", err, text)
	}
	undecided := 0
	for i, line := range told.Positions[0].Checks {
		if was := full.Positions[0].Checks[i]; was.Verdict != line.Verdict || was.Check != line.Check {
			t.Errorf("%s came to %s, told is %s", was.Check, was.Verdict, line.Verdict)
		}
		for _, f := range line.Findings {
			if f.Verdict == appraisal.Undecided {
				undecided++
			}
		}
	}
	if told.Positions[0].Verdict != full.Positions[0].Verdict || undecided == 0 {
		t.Errorf("told is %s, it came to %s", told.Positions[0].Verdict, full.Positions[0].Verdict)
	}
}

// TestAHeightOfWhichAPartIsClosed is none: a mast on a building of a closed height is
// not taken for one on the ground.
func TestAHeightOfWhichAPartIsClosed(t *testing.T) {
	t.Parallel()
	shown, err := registry.ParseDisclosure("", `{"sites":["building_height_m"]}`)
	if err != nil {
		t.Fatal(err)
	}
	audience := appraisal.Audience{Confidential: true, Caller: "viettel", Hidden: func(rec registry.Record) *registry.HiddenFields { return shown.Of(rec.Kind()) }}
	c := goldenCase{Neighbours: []placedRecord{{Azimuth: 10, DistanceM: 90, Fields: map[string]any{"operator_code": "vnpt", "height_m": 37.5, "building_height_m": 9, "tenant_room": 1}}}}
	var result appraisal.Result
	if err := json.Unmarshal([]byte(told(t, shipped(t), &c, audience, false, func(*scene) {})), &result); err != nil {
		t.Fatal(err)
	}
	candidates := result.Positions[0].Find(appraisal.Sharing).Findings[0].Candidates
	if len(candidates) != 1 || candidates[0].HeightM != nil || candidates[0].Fits != appraisal.Undecided {
		t.Errorf("%+v", candidates)
	}
	if n := result.Positions[0].Find(appraisal.Spacing).Findings[0].Neighbours; len(n) != 1 || n[0].HeightM == nil || *n[0].HeightM != 37.5 {
		t.Errorf("the mast's own height is open: %+v", n)
	}
}

// TestTheLimitsOfZonesAreTold, closed or not: they are rules that bind the position.
func TestTheLimitsOfZonesAreTold(t *testing.T) {
	t.Parallel()
	limit := 12.5
	c := goldenCase{Zones: []zoneOf{{Class: "heritage", DistanceM: -100, LimitM: &limit}}}
	var result appraisal.Result
	if err := json.Unmarshal([]byte(told(t, shipped(t), &c, applicant(), false, func(*scene) {})), &result); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(result.Positions[0].Find(appraisal.Zones).Findings, func(f appraisal.Finding) bool {
		return f.Verdict == appraisal.NotMet && f.Threshold != nil && *f.Threshold == limit
	}) {
		t.Errorf("%+v", result.Positions[0].Find(appraisal.Zones))
	}
}
