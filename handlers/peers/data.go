//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"hatang/geo/index/indextest"
	"hatang/registry"
	"hatang/registry/sqlite"
)

// sizes are the numbers of stations at which costs are measured; the last one
// is the register that the tables are about.
var sizes = [...]int{10_000, 100_000, 400_000}

const (
	largest  = 400_000
	communes = 11_000
	radiusM  = 5000
	nearestK = 10
)

// station is one record as both sides get it; its number is its place in the
// list.
type station struct {
	*registry.Station
	number int
}

// stations are n records clustered like Vietnam's people, with 11 attributes.
func stations(n int) []station {
	random := rand.New(rand.NewPCG(3, 5))
	places := []string{"Đắk Tô", "Kon Rẫy", "Sa Thầy", "Ngọc Hồi", "Tu Mơ Rông", "Kon Plông", "Ia H'Drai", "Đắk Glei"}
	list := make([]station, n)
	for i, p := range indextest.Sites(n, 1) {
		s := &registry.Station{
			Code: code(i), OperatorCode: operators()[random.IntN(5)],
			CommuneCode: communeCode(random.IntN(communes)), Technology: []string{"2G", "3G", "4G", "5G"}[random.IntN(4)],
			Band: []string{"900", "1800", "2100", "2600"}[random.IntN(4)], State: registry.StateOnAir,
			PowerW: registry.Some(float64(20 + random.IntN(60))), AntennaHeightM: registry.Some(float64(15 + random.IntN(60))),
			CoverageRadiusM: registry.Some(float64(500 + 10*random.IntN(500))),
			CertificateNo:   fmt.Sprintf("KĐ-%07d", random.IntN(10_000_000)),
			Note:            "Trạm " + places[random.IntN(len(places))],
		}
		s.Point, s.Located = p, true
		list[i] = station{s, i}
	}
	return list
}

func code(number int) string        { return fmt.Sprintf("TRM%06d", number) }
func communeCode(number int) string { return fmt.Sprintf("%05d", number) }
func operators() []string           { return []string{"VTL", "VNP", "MBF", "VNM", "GTL"} }

// questions are the places that are asked about: where people live, others than
// those that drew the stations.
func questions() []orb.Point { return indextest.People(1<<13, 2) }

// boxAround holds about 1,000 stations on average over the questions, whatever
// the size of the register.
func boxAround(p orb.Point, n int) orb.Bound {
	half := map[int]float64{10_000: 0.2266, 100_000: 0.0719, 400_000: 0.036}[n]
	return orb.Bound{Min: orb.Point{p[0] - half, p[1] - half}, Max: orb.Point{p[0] + half, p[1] + half}}
}

// writeRegistry makes the registry file of the records.
func writeRegistry(ctx context.Context, path string, list []station, areas []orb.MultiPolygon) error {
	store, err := sqlite.Create(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	var names, units, points []registry.Record
	for _, operator := range operators() {
		names = append(names, &registry.Operator{Code: operator, Name: "Doanh nghiệp " + operator})
	}
	for i, area := range areas {
		unit := &registry.AdminUnit{Code: communeCode(i), Name: fmt.Sprintf("Xã %d", i), Level: registry.LevelCommune, Type: "xa",
			ProvinceCode: fmt.Sprintf("%02d", i%63), Population: registry.Some(int64(2000 + i%20000))}
		unit.Area = area
		units = append(units, unit)
	}
	for _, s := range list {
		points = append(points, s.Station)
	}
	err = store.Update(ctx, registry.Author{Actor: "bench"}, func(ctx context.Context, w registry.Writer) error {
		for _, records := range [][]registry.Record{names, units, points} {
			if _, err := w.PutAll(ctx, records); err != nil {
				return err
			}
		}
		return nil
	})
	if closing := store.Close(); err == nil {
		err = closing
	}
	return err
}
