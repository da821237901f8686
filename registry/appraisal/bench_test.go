package appraisal_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// benchStations is how many stations the province of the benchmarks has, on a
// fifth as many sites.
const (
	benchStations = 10_000
	benchSites    = 3_000
	benchCommunes = 99
)

// province is a registry of the size of Bắc Ninh: communes in a grid of 70 by 67
// km, sites clustered as people are.
var province = sync.OnceValues(func() (*network.View, error) {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "appraisal-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }() // what was opened stays readable
	store, err := sqlite.Create(ctx, filepath.Join(folder, "province.gpkg"), sqlite.Options{})
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(1, 2))
	operators := []string{"viettel", "vnpt", "mobifone", "vietnamobile"}
	var recs [][]registry.Record
	var all []registry.Record
	for _, code := range operators {
		all = append(all, &registry.Operator{Code: code, Name: code})
	}
	recs = append(recs, all)
	all = nil
	for i := range benchCommunes {
		west, south := 105.9+0.06*float64(i%11), 20.95+0.06*float64(i/11)
		u := &registry.AdminUnit{Code: fmt.Sprintf("%05d", 9000+i), Name: fmt.Sprint("Xã ", i), Level: registry.LevelCommune,
			Type: []string{"xa", "xa", "phuong"}[i%3], ProvinceCode: "24"}
		u.Area = orb.MultiPolygon{orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{west + 0.06, south + 0.06}}.ToPolygon()}
		all = append(all, u)
	}
	recs = append(recs, all)
	all = nil
	for i := range benchSites {
		s := &registry.Site{Code: fmt.Sprintf("S%05d", i), OperatorCode: operators[i%4], State: registry.StateOnAir, HeightM: registry.Some(30.0), TenantRoom: registry.Some(int64(i % 3))}
		s.Point, s.Located = benchPoint(random), true
		all = append(all, s)
	}
	recs = append(recs, all)
	all = nil
	for i := range benchStations {
		s := &registry.Station{Code: fmt.Sprintf("T%05d", i), OperatorCode: operators[i%4], Technology: "4G", State: registry.StateOnAir}
		s.Point, s.Located = benchPoint(random), true
		all = append(all, s)
	}
	recs = append(recs, all)
	err = store.Update(ctx, registry.Author{Actor: "bench"}, func(ctx context.Context, w registry.Writer) error {
		for _, r := range recs {
			if _, err := w.PutAll(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	live, err := network.Open(ctx, store, network.Options{})
	if err != nil {
		return nil, err
	}
	return live.View(), nil
})

func benchPoint(random *rand.Rand) orb.Point {
	return orb.Point{105.9 + 0.66*random.Float64()*random.Float64(), 20.95 + 0.54*random.Float64()}
}

func benchDossier(tb testing.TB, n int) appraisal.Dossier {
	tb.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	d := appraisal.Dossier{AsOf: day(tb, "2026-08-03"), Application: &registry.Application{Code: "KH", Type: "plan", OperatorCode: "viettel", ProvinceCode: "24"}}
	for i := range n {
		p, ok := merged(tb, registry.Positions, filled(), map[string]any{"id": fmt.Sprintf("p%d", i), "code": fmt.Sprintf("VT%03d", i),
			"operator_code": []string{"viettel", "vnpt", "mobifone"}[i%3]}).(*registry.ProposedPosition)
		if !ok {
			tb.Fatal("no position")
		}
		p.Point, p.Located = benchPoint(random), true
		d.Positions = append(d.Positions, p)
	}
	return d
}

// ready is a coverage that answers at once: what is measured is the appraisal.
var ready = &gainOf{PeopleNew: 120, Overlap: 900, Gaps: 1}

// BenchmarkPosition appraises one position against a province of 10,000 stations.
func BenchmarkPosition(b *testing.B) {
	view, err := province()
	if err != nil {
		b.Fatal(err)
	}
	a := appraisal.New(shipped(b), appraisal.Options{Coverage: ready})
	d := benchDossier(b, 64)
	one := d
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		one.Positions = d.Positions[i%64 : i%64+1]
		i++
		if _, err := a.Appraise(b.Context(), view, one); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBatch606 appraises a year's positions with conflicts and alternatives.
func BenchmarkBatch606(b *testing.B) {
	view, err := province()
	if err != nil {
		b.Fatal(err)
	}
	a := appraisal.New(shipped(b), appraisal.Options{Coverage: ready})
	d := benchDossier(b, 606)
	b.ReportAllocs()
	for b.Loop() {
		result, err := a.AppraiseBatch(b.Context(), view, d, appraisal.BatchOptions{Alternatives: true})
		if err != nil {
			b.Fatal(err)
		}
		moves, fails := 0, 0
		for i := range result.Positions {
			if result.Positions[i].Find(appraisal.Spacing).Verdict == appraisal.NotMet {
				fails++
			}
			for _, alternative := range result.Positions[i].Alternatives {
				if alternative.Kind == "move" {
					moves++
				}
			}
		}
		b.ReportMetric(float64(fails), "failing")
		b.ReportMetric(float64(moves), "moves")
	}
}
