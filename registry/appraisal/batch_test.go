package appraisal_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/xuri/excelize/v2"

	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/appraisal"
)

// placedAt is a position that meets everything, at an azimuth and distance from
// the origin.
func placedAt(tb testing.TB, code, operator string, azimuth, distanceM float64, number int) *registry.ProposedPosition {
	tb.Helper()
	p, ok := merged(tb, registry.Positions, filled(), map[string]any{"id": code, "code": code, "operator_code": operator, "number": number}).(*registry.ProposedPosition)
	if !ok {
		tb.Fatal("no position")
	}
	p.Point, p.Located = geodesy.Direct(origin, azimuth, distanceM), true
	return p
}

// batch appraises positions amid the records of a case.
func batch(tb testing.TB, c goldenCase, positions ...*registry.ProposedPosition) *appraisal.Result {
	tb.Helper()
	s := c.scene(tb)
	s.dossier.Positions = positions
	result, err := appraisal.New(shipped(tb), appraisal.Options{Coverage: &gainOf{PeopleNew: 10}}).AppraiseBatch(tb.Context(),
		appraisal.NewMemory(0, s.records...), s.dossier, appraisal.BatchOptions{Alternatives: true})
	if err != nil {
		tb.Fatal(err)
	}
	return result
}

func TestTwoOperators80MetresApart(t *testing.T) {
	t.Parallel()
	first, second := placedAt(t, "A", "viettel", 0, 0, 1), placedAt(t, "B", "vnpt", 90, 80, 2)
	for _, order := range [][]*registry.ProposedPosition{{first, second}, {second, first}} {
		result := batch(t, goldenCase{}, order...)
		if len(result.Conflicts) != 1 {
			t.Fatalf("conflicts: %+v", result.Conflicts)
		}
		c := result.Conflicts[0]
		if c.First != "A" || c.Second != "B" || math.Abs(c.DistanceM-80) > 1e-6 || c.ThresholdM != 120 || c.Verdict != appraisal.NotMet || c.Clause.Clause != "15.5a-urban" {
			t.Errorf("conflict: %+v", c)
		}
		for i := range result.Positions {
			a := &result.Positions[i]
			want := appraisal.Met
			if a.Code == "B" { // filed later
				want = appraisal.NotMet
			}
			if got := a.Find(appraisal.Spacing).Verdict; got != want {
				t.Errorf("%s: spacing %s, want %s", a.Code, got, want)
			}
		}
	}
}

func TestAFailingPositionHoldsNoPlace(t *testing.T) {
	t.Parallel()
	// A stands 60 m from a mast and fails; B, 80 m from A, would pass without it.
	c := goldenCase{Neighbours: []placedRecord{{Azimuth: 270, DistanceM: 60}}}
	result := batch(t, c, placedAt(t, "A", "viettel", 0, 0, 1), placedAt(t, "B", "mobifone", 90, 80, 2))
	if got := result.Positions[1].Find(appraisal.Spacing).Verdict; got != appraisal.Met {
		t.Errorf("B: spacing %s, want met", got)
	}
	if len(result.Conflicts) != 1 || !result.Conflicts[0].Moot {
		t.Errorf("conflicts: %+v, want one that is moot", result.Conflicts)
	}
}

func TestTwiceInTheFile(t *testing.T) {
	t.Parallel()
	d := appraisal.Dossier{Positions: []*registry.ProposedPosition{
		placedAt(t, "A", "viettel", 0, 0, 1), placedAt(t, "a", "viettel", 0, 500, 2), placedAt(t, "C", "viettel", 0, 0.5, 3), placedAt(t, "A", "vnpt", 0, 0, 4),
	}, Rows: []int{2, 3, 4, 5}}
	var rows []int
	for _, p := range d.Check() {
		if p.Rule == "repeated" {
			rows = append(rows, p.Row)
		}
	}
	if fmt.Sprint(rows) != "[3 4]" {
		t.Errorf("repeated rows %v, want [3 4]", rows)
	}
}

// move is the move among the alternatives of the only position.
func move(result *appraisal.Result) *appraisal.Alternative {
	for i := range result.Positions[0].Alternatives {
		if result.Positions[0].Alternatives[i].Kind == "move" {
			return &result.Positions[0].Alternatives[i]
		}
	}
	return nil
}

// TestSmallestMove compares the move with a brute search on a far finer grid: the
// move passes, and nothing that is nearer by more than the grid's step does.
func TestSmallestMove(t *testing.T) {
	t.Parallel()
	same := map[string]any{"operator_code": "viettel"}
	for _, c := range []struct {
		name  string
		masts []placedRecord
	}{
		{"one mast", []placedRecord{{Azimuth: 270, DistanceM: 100}}},
		{"between two", []placedRecord{{Azimuth: 270, DistanceM: 70}, {Azimuth: 90, DistanceM: 70}}},
		{"three around", []placedRecord{{Azimuth: 0, DistanceM: 90}, {Azimuth: 130, DistanceM: 80}, {Azimuth: 250, DistanceM: 100}}},
		{"same operator and another", []placedRecord{{Azimuth: 10, DistanceM: 200, Fields: same}, {Azimuth: 200, DistanceM: 110}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			result := batch(t, goldenCase{Neighbours: c.masts}, placedAt(t, "A", "viettel", 0, 0, 1))
			found := move(result)
			if found == nil {
				t.Fatal("no move was found")
			}
			free := func(p orb.Point) bool {
				for _, m := range c.masts {
					least := 120.0
					if m.Fields != nil {
						least = 300
					}
					if geodesy.DistanceM(p, geodesy.Direct(origin, m.Azimuth, m.DistanceM)) < least {
						return false
					}
				}
				return true
			}
			if !free(*found.To) || found.Checks[appraisal.Spacing] != appraisal.Met {
				t.Errorf("the place does not pass: %+v", found)
			}
			const step = 0.5
			for radius := step; radius < found.DistanceM-step; radius += step {
				for azimuth := 0.0; azimuth < 360; azimuth += 0.5 {
					if free(geodesy.Direct(origin, azimuth, radius)) {
						t.Fatalf("%.1f m along %.1f° passes, the move found is %.3f m", radius, azimuth, found.DistanceM)
					}
				}
			}
		})
	}
}

func TestMoveOfOneMastIsExact(t *testing.T) {
	t.Parallel()
	result := batch(t, goldenCase{Neighbours: []placedRecord{{Azimuth: 270, DistanceM: 100}}}, placedAt(t, "A", "viettel", 0, 0, 1))
	if found := move(result); found == nil || math.Abs(found.DistanceM-20) > 0.01 || math.Abs(found.BearingDeg-90) > 0.1 {
		t.Errorf("move: %+v, want 20 m to the east", found)
	}
}

func TestWorkbookAndFeatures(t *testing.T) {
	t.Parallel()
	result := batch(t, goldenCase{Neighbours: []placedRecord{{Azimuth: 270, DistanceM: 100}}}, placedAt(t, "A", "viettel", 0, 0, 1), placedAt(t, "B", "vnpt", 90, 80, 2))
	var out bytes.Buffer
	if err := result.WriteXLSX(&out, registry.VI); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("Kết quả")
	if err != nil || len(rows) != 3 || rows[1][1] != "A" || rows[1][7] != "không đạt" {
		t.Errorf("verdicts: %v %v", rows, err)
	}
	if conflicts, err := book.GetRows("Xung đột trong đợt"); err != nil || len(conflicts) != 2 {
		t.Errorf("conflicts: %v %v", conflicts, err)
	}
	var body bytes.Buffer
	if err := result.WriteGeoJSON(&body); err != nil {
		t.Fatal(err)
	}
	features, err := geojson.UnmarshalFeatureCollection(body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]int{}
	for _, f := range features.Features {
		roles[fmt.Sprint(f.Properties["role"])]++
	}
	for _, role := range []string{"position", "neighbour", "distance", "buffer", "conflict", "alternative", "emf_box"} {
		if roles[role] == 0 {
			t.Errorf("no feature is a %s: %v", role, roles)
		}
	}
	if err := json.Unmarshal(must(t, result), &appraisal.Result{}); err != nil {
		t.Errorf("the result does not come back from JSON: %v", err)
	}
}

func must(t *testing.T, result *appraisal.Result) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := result.WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
