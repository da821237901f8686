package appraisal_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/appraisal"
)

// communeOf is a commune of Bắc Ninh around the origin.
func communeOf(kind string, west, east float64) *registry.AdminUnit {
	u := &registry.AdminUnit{Code: "09" + kind, Name: "Đơn vị " + kind, Level: registry.LevelCommune, Type: kind, ProvinceCode: "24"}
	u.Area = orb.MultiPolygon{orb.Bound{Min: orb.Point{west, 21}, Max: orb.Point{east, 21.4}}.ToPolygon()}
	return u
}

// standing is a mast on record.
func standing(id, operator string, at orb.Point, year int) *registry.Site {
	s := &registry.Site{Code: id, OperatorCode: operator, State: registry.StateOnAir, HeightM: registry.Some(42.0), Structure: "self_supporting", SupportClass: "A2b"}
	s.Head().ID = id
	s.Point, s.Located = at, true
	if year > 0 {
		s.Commissioned, _ = registry.NewDate(year, 1, 1)
	}
	return s
}

// TestStandingsAreWhatAppraisalsSay asks, for every pair of masts, what an
// appraisal of the later one finds with the earlier as its only neighbour.
func TestStandingsAreWhatAppraisalsSay(t *testing.T) {
	t.Parallel()
	rules, on := appraisal.New(shipped(t), appraisal.Options{}), day(t, "2026-08-03")
	communes := []registry.Record{communeOf("phuong", 106, 106.1), communeOf("xa", 106.1, 106.2)}
	r := rand.New(rand.NewPCG(5, 6))
	world := append([]registry.Record{}, communes...)
	var masts []*registry.Site
	for i := range 60 {
		at := geodesy.Direct(origin, 360*r.Float64(), 1500*math.Sqrt(r.Float64()))
		m := standing(fmt.Sprintf("m%02d", i), []string{"viettel", "vnpt", "mobifone"}[r.IntN(3)], at, 2000+r.IntN(26))
		switch r.IntN(6) {
		case 0:
			m.HeightM = registry.Opt[float64]{}
		case 1:
			m.HeightM = registry.Some(9.0)
		case 2:
			m.State = registry.StateDismantled
		}
		masts, world = append(masts, m), append(world, m)
	}
	found, err := rules.Standings(t.Context(), appraisal.NewMemory(1, world...), on, "24")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]appraisal.Standing{}
	for _, p := range found {
		got[p.A.ID+" "+p.B.ID] = p
	}
	if len(got) != len(found) {
		t.Errorf("%d pairs, %d of them distinct", len(found), len(got))
	}
	verdicts := map[appraisal.Verdict]int{}
	for _, a := range masts {
		for _, b := range masts {
			if a == b || a.Commissioned.Compare(b.Commissioned) > 0 || a.Commissioned == b.Commissioned && a.Code > b.Code {
				continue
			}
			p, there := got[a.Code+" "+b.Code]
			want := appraised(t, rules, on, append(communes, a), b)
			if b.State == registry.StateDismantled || a.State == registry.StateDismantled {
				want = nil
			}
			short := want != nil && want.Verdict != appraisal.Met
			duplicate := a.OperatorCode == b.OperatorCode && geodesy.DistanceM(a.Point, b.Point) < 50 && a.State == b.State && a.State == registry.StateOnAir
			if there != (short || duplicate) {
				t.Errorf("%s %s: there %v, an appraisal says %+v", a.Code, b.Code, there, want)
				continue
			}
			if there && want != nil {
				verdicts[p.Verdict]++
				if p.Verdict != want.Verdict || p.DistanceM != want.DistanceM || (p.Kind == appraisal.DuplicatePair) != duplicate {
					t.Errorf("%s %s: %+v, an appraisal says %+v", a.Code, b.Code, p, want)
				}
				if d := geodesy.DistanceM(a.Point, b.Point); math.Abs(d-p.DistanceM) > 1e-6 || p.MarginM != nil && math.Abs(*p.MarginM-(p.DistanceM-*p.ThresholdM)) > 1e-9 {
					t.Errorf("%s %s: %v m apart, told %+v", a.Code, b.Code, d, p)
				}
			}
		}
	}
	if verdicts[appraisal.NotMet] == 0 || verdicts[appraisal.Undecided] == 0 {
		t.Errorf("the masts tell too little: %v", verdicts)
	}
}

// appraised is what an appraisal of a mast at its place says of its only
// neighbour, nil when it is not listed.
func appraised(t *testing.T, rules *appraisal.Appraiser, on registry.Date, world []registry.Record, b *registry.Site) *appraisal.Neighbour {
	t.Helper()
	p := &registry.ProposedPosition{
		Position: b.Position, Code: "new", OperatorCode: b.OperatorCode, Structure: b.Structure, SupportClass: b.SupportClass, HeightM: b.HeightM,
	}
	result, err := rules.Appraise(t.Context(), appraisal.NewMemory(1, world...), appraisal.Dossier{AsOf: on, Province: "24", Positions: []*registry.ProposedPosition{p}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Positions[0].Find(appraisal.Spacing).Findings {
		if len(f.Neighbours) > 0 {
			return &f.Neighbours[0]
		}
	}
	return nil
}

func TestStandingsSayWhichCameFirst(t *testing.T) {
	t.Parallel()
	rules, on := appraisal.New(shipped(t), appraisal.Options{}), day(t, "2026-08-03")
	at := func(azimuthDeg, distanceM float64) orb.Point { return geodesy.Direct(origin, azimuthDeg, distanceM) }
	old, late, twin, shared, far := standing("z-old", "viettel", origin, 2010), standing("a-late", "vnpt", at(90, 60), 2026), standing("twin", "vnpt", at(90, 60.5), 2027), standing("shared", "mobifone", at(0, 0), 0), standing("far", "mobifone", at(180, 5000), 2020)
	late.Commissioned = day(t, "2026-03-01")
	world := appraisal.NewMemory(1, communeOf("phuong", 106, 106.2), old, late, twin, shared, far)
	pairs, err := rules.Standings(t.Context(), world, on, "24")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]appraisal.Standing{}
	for _, p := range pairs {
		told[p.A.ID+" "+p.B.ID] = p
	}
	p, ok := told["z-old a-late"]
	if !ok || p.Verdict != appraisal.NotMet || p.Clause == nil || p.Clause.RuleSet == "" || p.BeforeRules == nil || *p.BeforeRules || p.Relation != "other" {
		t.Errorf("%+v", p)
	}
	if p, ok := told["a-late twin"]; !ok || p.Kind != appraisal.DuplicatePair || p.Relation != "same" {
		t.Errorf("entered twice: %+v among %v", p, told)
	}
	if _, ok := told["shared z-old"]; ok {
		t.Error("a mast that two operators share is told as a conflict")
	}
	for key := range told {
		if key == "far z-old" || key == "z-old far" {
			t.Error("masts 5 km apart are told")
		}
	}
	var out bytes.Buffer
	if err := appraisal.WriteStandings(&out, pairs); err != nil {
		t.Fatal(err)
	}
	fc, err := geojson.UnmarshalFeatureCollection(out.Bytes())
	if err != nil || len(fc.Features) != len(pairs) {
		t.Fatalf("%d features, %v", len(fc.Features), err)
	}
	for i, f := range fc.Features {
		line, ok := f.Geometry.(orb.LineString)
		if !ok || len(line) != 2 || line[0] != pairs[i].A.Point || line[1] != pairs[i].B.Point || f.Properties["a_id"] != pairs[i].A.ID {
			t.Errorf("feature %d: %v %v", i, f.Geometry, f.Properties)
		}
	}
	if _, err := rules.Standings(t.Context(), world, registry.Date{}, "24"); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("without a day: %v", err)
	}
}

func BenchmarkStandings(b *testing.B) {
	rules, on := appraisal.New(shipped(b), appraisal.Options{}), day(b, "2026-08-03")
	r := rand.New(rand.NewPCG(1, 2))
	world := []registry.Record{communeOf("phuong", 106, 106.2)}
	for i := range 300 {
		world = append(world, standing(fmt.Sprint(i), []string{"viettel", "vnpt"}[i%2], geodesy.Direct(origin, 360*r.Float64(), 6000*math.Sqrt(r.Float64())), 2000+i%25))
	}
	memory := appraisal.NewMemory(1, world...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rules.Standings(b.Context(), memory, on, "24"); err != nil {
			b.Fatal(err)
		}
	}
}
