package importing_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"hatang/registry"
	"hatang/registry/importing"
)

// checkedRegistry has a province of 100 communes, as its territory.
func checkedRegistry(tb testing.TB) registry.Store {
	tb.Helper()
	store := withOperators(tb)
	var units []string
	for i := range 100 {
		units = append(units, square(fmt.Sprintf("%05d", i), fmt.Sprintf("Xã %d", i), 107+float64(i%10)*0.1, 14+float64(i/10)*0.1, 0.1))
	}
	mustRun(tb, store, registry.Units, "u.geojson", features(units...), importing.Options{})
	err := store.Update(context.Background(), registry.Author{Actor: "bench"}, func(ctx context.Context, w registry.Writer) error {
		return w.PutSetting(ctx, registry.SettingTerritory, "62")
	})
	if err != nil {
		tb.Fatal(err)
	}
	return store
}

// checkedSites lie in their communes, one in a hundred in the next one.
func checkedSites(n int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	var out bytes.Buffer
	out.WriteString("code,operator,commune_code,lon,lat,height_m\n")
	for i := range n {
		lon, lat := random.Float64(), random.Float64()
		commune := int(lon*10) + 10*int(lat*10)
		if i%100 == 0 {
			commune = (commune + 1) % 100
		}
		fmt.Fprintf(&out, "S%06d,%s,%05d,%.6f,%.6f,%d\n", i, []string{"VIETTEL", "VNPT", "MOBIFONE"}[i%3], commune, 107+lon, 14+lat, 20+i%60)
	}
	return out.Bytes()
}

// BenchmarkCheckedImport100k is BenchmarkImport100k with every check across
// records to be made.
func BenchmarkCheckedImport100k(b *testing.B) {
	benchImport(b, func() registry.Store { return checkedRegistry(b) }, checkedSites(benchRows), importing.Options{Author: registry.Author{Actor: "bench"}})
}

// BenchmarkReadAndCheckAcross100k is the same without a store that costs anything.
func BenchmarkReadAndCheckAcross100k(b *testing.B) {
	benchImport(b, func() registry.Store { return &nullStore{Store: checkedRegistry(b)} }, checkedSites(benchRows),
		importing.Options{Author: registry.Author{Actor: "bench"}})
}
