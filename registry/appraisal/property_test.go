package appraisal_test

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/appraisal"
)

// drawMasts are some masts around the origin, of every operator and state, with
// and without heights.
func drawMasts(t *rapid.T, label string, most int) []placedRecord {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) placedRecord {
		fields := map[string]any{
			"operator_code": rapid.SampledFrom([]string{"viettel", "vnpt", "mobifone"}).Draw(t, "operator"),
			"state":         rapid.SampledFrom([]any{"approved", "built", "on_air", "rejected", "dismantled", nil}).Draw(t, "state"),
			"height_m":      rapid.SampledFrom([]any{2, 3, 3.5, 30, nil}).Draw(t, "height"),
		}
		return placedRecord{Azimuth: rapid.Float64Range(0, 360).Draw(t, "azimuth"), DistanceM: rapid.Float64Range(2, 600).Draw(t, "distance"), Fields: fields}
	}), 0, most).Draw(t, label)
}

func drawCase(t *rapid.T) goldenCase {
	return goldenCase{
		Type:     rapid.SampledFrom([]string{"phuong", "xa", "none"}).Draw(t, "type"),
		Position: map[string]any{"height_m": rapid.SampledFrom([]any{2.5, 3, 3.5, 30, nil}).Draw(t, "own height")},
	}
}

func spacingOf(tb testing.TB, library *appraisal.Library, c goldenCase) *appraisal.CheckResult {
	tb.Helper()
	s := c.scene(tb)
	result, err := appraisal.New(library, appraisal.Options{}).Appraise(tb.Context(), appraisal.NewMemory(0, s.records...), s.dossier)
	if err != nil {
		tb.Fatal(err)
	}
	return result.Positions[0].Find(appraisal.Spacing)
}

// rank orders verdicts from the best to the worst.
func rank(v appraisal.Verdict) int {
	return map[appraisal.Verdict]int{appraisal.Met: 0, appraisal.Undecided: 1, appraisal.NotMet: 2}[v]
}

// More masts never make a distance better.
func TestMoreNeighboursNeverHelp(t *testing.T) {
	t.Parallel()
	library := shipped(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCase(rt)
		c.Neighbours = drawMasts(rt, "masts", 4)
		before := spacingOf(t, library, c)
		c.Neighbours = append(c.Neighbours, drawMasts(rt, "more", 3)...)
		if after := spacingOf(t, library, c); rank(after.Verdict) < rank(before.Verdict) {
			rt.Fatalf("more masts turned %s into %s", before.Verdict, after.Verdict)
		}
	})
}

// Seen from the other mast the pair is judged alike, when both are of one height
// and area.
func TestPairsAreJudgedAlikeFromBothSides(t *testing.T) {
	t.Parallel()
	library := shipped(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCase(rt)
		height := rapid.SampledFrom([]any{2.5, 3, 3.5, 30}).Draw(rt, "height")
		azimuth, distance := rapid.Float64Range(0, 360).Draw(rt, "azimuth"), rapid.Float64Range(2, 600).Draw(rt, "distance")
		own := rapid.SampledFrom([]string{"viettel", "vnpt"}).Draw(rt, "own")
		other := rapid.SampledFrom([]string{"viettel", "vnpt"}).Draw(rt, "other")
		c.Position = map[string]any{"height_m": height, "operator_code": own}
		c.Neighbours = []placedRecord{{azimuth, distance, map[string]any{"height_m": height, "operator_code": other}}}
		there := spacingOf(t, library, c)
		c.Position = map[string]any{"height_m": height, "operator_code": other}
		c.Neighbours = []placedRecord{{math.Mod(azimuth+180, 360), distance, map[string]any{"height_m": height, "operator_code": own}}}
		if back := spacingOf(t, library, c); back.Verdict != there.Verdict || back.Officer != there.Officer {
			rt.Fatalf("%s from here, %s from there", there.Verdict, back.Verdict)
		}
	})
}

// The order in which the records stand changes nothing of the findings.
func TestOrderOfRecordsDoesNotMatter(t *testing.T) {
	t.Parallel()
	library := shipped(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCase(rt)
		c.Neighbours = drawMasts(rt, "masts", 6)
		s := c.scene(t)
		for _, rec := range s.records { // IDs by content, so that order shows nowhere else
			if site, ok := rec.(*registry.Site); ok {
				site.Code = site.OperatorCode + site.State
			}
		}
		a := appraisal.New(library, appraisal.Options{})
		first, err := a.Appraise(t.Context(), appraisal.NewMemory(0, s.records...), s.dossier)
		if err != nil {
			rt.Fatal(err)
		}
		again, err := a.Appraise(t.Context(), appraisal.NewMemory(0, rapid.Permutation(s.records).Draw(rt, "order")...), s.dossier)
		if err != nil {
			rt.Fatal(err)
		}
		x, _ := json.Marshal(first)
		y, _ := json.Marshal(again)
		if string(x) != string(y) {
			rt.Fatalf("the findings differ:\n%s\n%s", x, y)
		}
	})
}

// A mast moved farther away along its bearing never makes the verdict worse.
func TestFartherIsNeverWorse(t *testing.T) {
	t.Parallel()
	library := shipped(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCase(rt)
		m := placedRecord{rapid.Float64Range(0, 360).Draw(rt, "azimuth"), rapid.Float64Range(2, 500).Draw(rt, "distance"), map[string]any{"height_m": 30}}
		c.Neighbours = []placedRecord{m}
		near := spacingOf(t, library, c)
		c.Neighbours[0].DistanceM += rapid.Float64Range(0, 300).Draw(rt, "farther")
		if far := spacingOf(t, library, c); rank(far.Verdict) > rank(near.Verdict) {
			rt.Fatalf("farther turned %s into %s", near.Verdict, far.Verdict)
		}
	})
}

func TestDistancesAreThoseOfTheEllipsoid(t *testing.T) {
	t.Parallel()
	c := goldenCase{Neighbours: []placedRecord{{Azimuth: 45, DistanceM: 200}}}
	n := spacingOf(t, shipped(t), c).Findings[0].Neighbours[0]
	d, bearing, _ := geodesy.Inverse(origin, n.Point)
	if n.DistanceM != d || n.BearingDeg != bearing || math.Abs(d-200) > 1e-8 {
		t.Errorf("%.9f m along %.6f°, want %.9f along %.6f", n.DistanceM, n.BearingDeg, d, bearing)
	}
}
