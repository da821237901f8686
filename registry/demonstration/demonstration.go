// Package demonstration fills a registry with Kon Tum as of 31/12/2020.
//
// The communes' codes, names, types, people (2019 census) and approximate
// centres, the province's official area and the published totals are facts.
// Boundaries are drawn from the centres, and the positions of points, masts
// and stations are scattered around them by a fixed seed: both are schematic,
// marked so on every record, and sum to the published totals.
package demonstration

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/paulmach/orb"

	"hatang/data"
	"hatang/geo/geodesy"
	"hatang/registry"
)

// The published totals for 2020 that the scattered records sum to.
const (
	postalPoints      = 129
	communePoints     = 70 // xã with a BĐVHX, of 86
	stations          = 935
	radioStations     = 94 // of 102 communes
	provinceCode      = "62"
	scatterReason     = "Vị trí minh họa: rải quanh tâm gần đúng của xã"
	schematicNote     = "Ranh giới minh họa, dựng từ tâm gần đúng của các xã"
	censusSource      = "Tổng điều tra dân số và nhà ở 1/4/2019"
	schematicAccuracy = 5000
)

// Notice is what the map and every export of the demonstration say.
func Notice() registry.Text {
	return registry.Text{
		VI: "Dữ liệu minh họa: mã, tên, dân số 2019, diện tích và các tổng số là số liệu thật của Kon Tum năm 2020; ranh giới và vị trí các điểm chỉ là sơ đồ.",
		EN: "Demonstration: codes, names, 2019 populations, the area and the totals are Kon Tum's real figures of 2020; boundaries and positions are schematic.",
	}
}

// Title heads the demonstration.
const Title = "Kon Tum 31/12/2020"

// Load writes the demonstration into an empty registry, in one transaction.
func Load(ctx context.Context, store registry.Store) error {
	records, err := build()
	if err != nil {
		return fmt.Errorf("demonstration data: %w", err)
	}
	author := registry.Author{Actor: "hatang", Request: "demo", Reason: "dữ liệu minh họa Kon Tum 31/12/2020"}
	return store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		settings := [][2]string{
			{registry.SettingTitle, Title},
			{registry.SettingTerritory, provinceCode},
			{registry.SettingNotice, Notice().VI},
			{registry.SettingNoticeEN, Notice().EN},
			{registry.SettingApproximate, "yes"}, // every position is schematic
		}
		for _, s := range settings {
			if err := w.PutSetting(ctx, s[0], s[1]); err != nil {
				return err
			}
		}
		for _, batch := range records {
			if _, err := w.PutAll(ctx, batch); err != nil {
				return err
			}
		}
		return nil
	})
}

// builder carries the facts and the generator through the building of records.
type builder struct {
	*facts
	random *rand.Rand
	// yearBegins and from are the first and last day of 2020; records hold from
	// the last on.
	yearBegins, from registry.Date
}

// build makes every record, kinds that others refer to first.
func build() ([][]registry.Record, error) {
	f, err := loadFacts()
	if err != nil {
		return nil, err
	}
	if err := drawAreas(f.communes, f.outline); err != nil {
		return nil, err
	}
	b := &builder{
		facts: f, random: rand.New(rand.NewPCG(62, 2020)),
		yearBegins: registry.DateOf(time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)),
		from:       registry.DateOf(time.Date(2020, time.December, 31, 0, 0, 0, 0, time.UTC)),
	}
	operatorRecords, err := operators()
	if err != nil {
		return nil, err
	}
	sites, stations := b.mobile()
	return [][]registry.Record{
		operatorRecords, b.units(), b.postal(), sites, stations, b.radio(), b.indicators(),
	}, nil
}

func (b *builder) head(id string) registry.RowHead {
	return registry.RowHead{Row: registry.Head{ID: "demo-" + id, ValidFrom: b.from}}
}

// PutOperators enters the operators known at the start into a new registry.
func PutOperators(ctx context.Context, w registry.Writer) error {
	records, err := operators()
	if err == nil {
		_, err = w.PutAll(ctx, records)
	}
	return err
}

func operators() ([]registry.Record, error) {
	var records []registry.Record
	err := eachRecord("operators.csv", data.Operators, func(c columns) error {
		records = append(records, &registry.Operator{
			RowHead: registry.RowHead{Row: registry.Head{ID: "operator-" + c.text("code")}},
			Code:    c.text("code"), Name: c.text("name"), Short: c.text("short_name"),
			Sector: c.text("sector"), PLMN: c.text("plmn"),
		})
		return c.err
	})
	return records, err
}

func (b *builder) units() []registry.Record {
	var people, households int64
	var districts []registry.Record
	byCode := map[string]*registry.AdminUnit{}
	var communes []registry.Record
	for _, c := range b.communes {
		people += c.people
		households += c.households
		district := byCode[c.districtCode]
		if district == nil {
			district = b.unit(c.districtCode, c.districtName, registry.LevelDistrict, "huyen", provinceCode)
			if c.districtCode == "608" {
				district.Type = "thanh_pho"
			}
			byCode[c.districtCode] = district
			districts = append(districts, district)
		}
		district.Population = registry.Some(district.Population.Value + c.people)
		district.Households = registry.Some(district.Households.Value + c.households)
		communes = append(communes, b.communeUnit(c))
	}
	province := b.unit(provinceCode, "Tỉnh Kon Tum", registry.LevelProvince, "tinh", "")
	province.Area = orb.MultiPolygon{b.outline}
	province.Schematic = registry.Some(true)
	province.Population, province.Households = registry.Some(people), registry.Some(households)
	province.Note = schematicNote
	for _, p := range b.published {
		if p.code == "area_km2" {
			province.AreaKM2, province.AreaSource = registry.Some(p.value), p.source
			province.AreaYear = registry.Some[int64](2020)
		}
	}
	return append(append([]registry.Record{province}, districts...), communes...)
}

func (b *builder) unit(code, name, level, class, parent string) *registry.AdminUnit {
	return &registry.AdminUnit{
		RowHead: b.head("unit-" + code), Code: code, Name: name, Level: level, Type: class, ParentCode: parent,
		ProvinceCode: provinceCode, ProvinceName: "Tỉnh Kon Tum",
		PopulationYear: registry.Some[int64](2019), PopulationSource: censusSource,
	}
}

func (b *builder) communeUnit(c commune) *registry.AdminUnit {
	u := b.unit(c.code, c.name, registry.LevelCommune, c.class, c.districtCode)
	u.ParentName = c.districtName
	u.Area = c.area
	u.Population, u.Households = registry.Some(c.people), registry.Some(c.households)
	u.Schematic = registry.Some(true)
	u.Note = schematicNote
	return u
}

// scatter puts a stand-in within the commune: half a normal spread of its size
// around its centre, tried again until it falls inside.
func (b *builder) scatter(c commune, closeness float64) registry.Position {
	reach := closeness * schematicReachM(c.area)
	p := c.centre
	for range 50 {
		candidate := geodesy.Direct(c.centre, 360*b.random.Float64(), reach*absNormal(b.random))
		if contains(c.area, candidate) {
			p = candidate
			break
		}
	}
	return registry.Position{
		Point: rounded(p), Located: true, AccuracyM: registry.Some[float64](schematicAccuracy),
		Approximate: registry.Some(true), ApproximateWhy: scatterReason,
	}
}

func (b *builder) indicators() []registry.Record {
	var records []registry.Record
	for _, p := range b.published {
		records = append(records, &registry.IndicatorValue{
			RowHead: b.head("published-" + p.code), Code: p.code, UnitCode: provinceCode,
			PeriodFrom: b.yearBegins, PeriodTo: b.from, Value: registry.Some(p.value), Printed: p.printed,
			Measure: p.measure, Denominator: p.denominator, Source: p.source, Note: p.note,
		})
	}
	return records
}
