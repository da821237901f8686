package tiles_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"

	"hatang/geo/geodesy"
	"hatang/geo/index/indextest"
	"hatang/geo/tile"
	"hatang/handlers/tiles"
	"hatang/registry"
)

// konTum is in the middle of a tile of zoom 13 that the meridian of 108° passes.
var konTum = tile.Containing(tile.Project(orb.Point{108.0, 14.35}), 13).Bound().Center()

// shown are the properties of features without the record's id, sorted by what
// they say.
func shown(features []*geojson.Feature) []string {
	var list []string
	for _, f := range features {
		properties := maps.Clone(f.Properties)
		delete(properties, "id")
		list = append(list, fmt.Sprint(map[string]any(properties)))
	}
	slices.Sort(list)
	return list
}

// everything is a registry with one or two records of each kind.
func everything() []registry.Record {
	west := orb.Polygon{{{107.9, 14.2}, {108, 14.2}, {108, 14.4}, {107.9, 14.4}, {107.9, 14.2}}}
	east := orb.Polygon{{{108, 14.2}, {108.1, 14.2}, {108.1, 14.4}, {108, 14.4}, {108, 14.2}}}
	at := func(east, north float64) registry.Position {
		return placed(orb.Point{konTum[0] + east, konTum[1] + north})
	}
	return []registry.Record{
		viettel(), &registry.Operator{Code: "vnpost", Name: "VNPost"},
		&registry.AdminUnit{Code: "23281", Name: "Phường Quyết Thắng", Level: registry.LevelCommune, Type: "phuong", Population: registry.Some[int64](18463), Territory: registry.Territory{Area: orb.MultiPolygon{west}}},
		&registry.AdminUnit{Code: "23284", Name: "Xã Kon Rẫy", Level: registry.LevelCommune, Type: "xa", Territory: registry.Territory{Area: orb.MultiPolygon{east}}},
		&registry.Site{RowHead: headOf("s-1"), Code: "KT001", Name: "Đắk Tô", OperatorCode: "viettel", State: registry.StateOnAir, Technologies: "2G;4G", HeightM: registry.Some(42.5), Structure: "guyed", SupportClass: "A2b", Tenants: "vnpt", BuiltDate: on(2011, 5), LandOwner: "Nguyễn Văn A", Position: at(0.001, 0)},
		&registry.Site{RowHead: headOf("s-2"), Code: "KT002", OperatorCode: "viettel"}, // nowhere
		&registry.Station{RowHead: headOf("t-1"), Code: "T1", SiteID: "s-1", OperatorCode: "viettel", Technology: "4G", Band: "1800", State: registry.StateOnAir, CoverageRadiusM: registry.Some(800.0), Life: registry.Life{Commissioned: on(2016, 9)}, Position: at(0.001, 0)},
		&registry.Sector{RowHead: headOf("c-1"), Code: "T1-1", StationID: "t-1", AzimuthDeg: registry.Some(90.0), BeamwidthDeg: registry.Some(60.0), Position: at(0.001, 0)},
		&registry.Sector{RowHead: headOf("c-2"), Code: "T1-2", StationID: "t-1", AzimuthDeg: registry.Some(210.0)}, // at its station
		&registry.PostalPoint{Code: "580000", Name: "Bưu điện Kon Tum", OperatorCode: "vnpost", Class: registry.PostOffice1, Public: registry.Some(true), Staffed: registry.Some(true), Position: at(0.002, 0.001), Phone: "0260 386 2345"},
		&registry.RadioStation{RowHead: headOf("r-1"), Code: "TT01", Name: "Đài Kon Rẫy", Technology: "fm", FrequencyMHz: registry.Some(66.5), Position: at(-0.001, 0)},
		&registry.Cluster{Code: "CL1", Name: "Cụm thôn 1", RadioID: "r-1", Loudspeakers: registry.Some[int64](4), Position: at(-0.002, 0)},
		&registry.Settlement{Name: "Thôn 1", Type: "thon", Population: registry.Some[int64](420), Position: at(0, 0.002)},
		&registry.Zone{Code: "Z1", Name: "Ngục Kon Tum", Class: "heritage", HeightM: registry.Some(15.0), Territory: registry.Territory{Area: orb.MultiPolygon{west}}},
	}
}

func headOf(id string) registry.RowHead {
	var head registry.RowHead
	head.Head().ID = id
	return head
}

// TestEveryLayer reads a tile of each layer.
func TestEveryLayer(t *testing.T) {
	t.Parallel()
	s := start(t, everything()...)
	type properties = map[string]any
	tests := map[string][]properties{
		"units": {
			{"code": "23281", "level": "commune", "name": "Phường Quyết Thắng", "population": 18463.0, "type": "phuong"},
			{"code": "23284", "level": "commune", "name": "Xã Kon Rẫy", "type": "xa"},
		},
		"units_label": nil, // their places are elsewhere
		"sites":       {{"code": "KT001", "count": 1.0, "height_m": 42.5, "name": "Đắk Tô", "operator_code": "viettel", "state": "on_air", "technologies": "2G,4G", "technology": "4G", "built": 2011.0, "shared": true, "structure": "guyed", "support_class": "A2b"}},
		"stations":    {{"band": "1800", "code": "T1", "count": 1.0, "operator_code": "viettel", "site_id": "s-1", "state": "on_air", "technology": "4G", "built": 2016.0}},
		"sectors": {
			{"azimuth_deg": 90.0, "band": "1800", "beamwidth_deg": 60.0, "code": "T1-1", "count": 1.0, "operator_code": "viettel", "radius_m": 800.0, "state": "on_air", "station_id": "t-1", "technology": "4G", "built": 2016.0, "site_id": "s-1"},
			{"azimuth_deg": 210.0, "band": "1800", "code": "T1-2", "count": 1.0, "nominal": true, "operator_code": "viettel", "radius_m": 800.0, "state": "on_air", "station_id": "t-1", "technology": "4G", "built": 2016.0, "site_id": "s-1"},
		},
		"postal":      {{"class": "post_office_1", "code": "580000", "count": 1.0, "name": "Bưu điện Kon Tum", "operator_code": "vnpost", "public": true, "staffed": true}},
		"radio":       {{"code": "TT01", "count": 1.0, "frequency_mhz": 66.5, "name": "Đài Kon Rẫy", "technology": "fm"}},
		"clusters":    {{"code": "CL1", "count": 1.0, "loudspeakers": 4.0, "name": "Cụm thôn 1", "radio_id": "r-1"}},
		"settlements": {{"count": 1.0, "name": "Thôn 1", "population": 420.0, "type": "thon"}},
		"zones":       {{"class": "heritage", "code": "Z1", "height_limit_m": 15.0, "name": "Ngục Kon Tum"}},
	}
	for layer, want := range tests {
		var wanted []string
		for _, p := range want {
			wanted = append(wanted, fmt.Sprint(p))
		}
		slices.Sort(wanted)
		features := s.features(pathOf(layer, konTum, 13))
		if got := shown(features); !slices.Equal(got, wanted) {
			t.Errorf("%s shows\n%v, want\n%v", layer, got, wanted)
		}
		for _, f := range features {
			if f.ID == nil || f.Properties["id"] == nil {
				t.Errorf("%s: a feature without id: %v %v", layer, f.ID, f.Properties)
			}
		}
	}
	labels := s.features(pathOf("units_label", konTum, 9))
	if got := shown(labels); len(got) != 2 || labels[0].Properties["name"] == nil {
		t.Errorf("labels: %v", got)
	}
}

func TestPrepare(t *testing.T) {
	t.Parallel()
	s := start(t, everything()...)
	source := tiles.NewLive(s.live.View)
	if err := source.Prepare(t.Context(), day(t, "2024-06-15")); err != nil {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := source.Prepare(ended, day(t, "2024-06-15")); !errors.Is(err, context.Canceled) {
		t.Errorf("after its end: %v", err)
	}
}

// TestLiveFollowsChanges makes changes of every sort and compares each tile with
// one that a registry opened afresh draws.
func TestLiveFollowsChanges(t *testing.T) {
	t.Parallel()
	var records []registry.Record
	for i, area := range indextest.Communes(120) {
		records = append(records, &registry.AdminUnit{
			Code: fmt.Sprint(i), Name: fmt.Sprintf("Xã %d", i), Level: registry.LevelCommune, Type: "xa", Territory: registry.Territory{Area: area},
		})
	}
	records = append(records, viettel())
	people := indextest.People(3000, 1)
	for i, p := range people[:2500] {
		records = append(records, site(fmt.Sprint(i), p))
	}
	s := start(t, records...)
	random := rand.New(rand.NewPCG(1, 2))
	ask := func() map[string]string {
		answers := map[string]string{}
		for _, p := range people[:40] {
			for _, z := range []uint8{0, 5, 8, 11, 14} {
				for _, layer := range []string{"sites", "units", "units_label"} {
					path := pathOf(layer, p, z)
					answer := s.get(path)
					if answer.Code != http.StatusOK && answer.Code != http.StatusNoContent {
						t.Fatalf("%s answered %d", path, answer.Code)
					}
					answers[path] = answer.Header().Get("ETag")
				}
			}
		}
		return answers
	}
	before := ask()
	for step := range 12 {
		var changed []registry.Record
		for range 1 + random.IntN(5) {
			i := random.IntN(2500)
			found := s.find(registry.Sites, "code", fmt.Sprint(i))
			moved, ok := found.(*registry.Site)
			if !ok {
				t.Fatalf("%T", found)
			}
			switch random.IntN(3) {
			case 0:
				moved.Point = people[2500+random.IntN(500)]
			case 1:
				moved.State = registry.StateDismantled
			default:
				moved = site(fmt.Sprintf("new-%d-%d", step, i), people[2500+random.IntN(500)])
			}
			changed = append(changed, moved)
		}
		if step%4 == 3 { // a commune gets other people, then another border
			unit, _ := s.find(registry.Units, "code", "40").(*registry.AdminUnit)
			unit.Population = registry.Some(int64(step))
			if step > 6 {
				unit.Area = orb.MultiPolygon{{unit.Area[0][0][:len(unit.Area[0][0])-1]}}
				unit.Area[0][0] = append(slices.Clone(unit.Area[0][0][:60]), unit.Area[0][0][0])
			}
			changed = append(changed, unit)
		}
		s.change(s.live, changed...)
		after := ask()
		kept := 0
		for path, tag := range after {
			if tag == before[path] {
				kept++
			}
		}
		if kept < len(after)/4 || kept == len(after) {
			t.Errorf("step %d: %d of %d tiles kept their tag", step, kept, len(after))
		}
		before = after
	}
	fresh := s.reopened()
	for path := range before {
		got, want := s.features(path), fresh.features(path)
		if !reflect.DeepEqual(inOrder(got), inOrder(want)) {
			t.Errorf("%s has %d features; drawn afresh %d, or others", path, len(got), len(want))
		}
	}
}

// inOrder sorts features that may stand in any order: those at one place.
func inOrder(features []*geojson.Feature) []*geojson.Feature {
	slices.SortFunc(features, func(a, b *geojson.Feature) int {
		x, y := fmt.Sprint(a.ID, a.Properties, a.Geometry), fmt.Sprint(b.ID, b.Properties, b.Geometry)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return features
}

// TestCountsOfTheLiveView adds up a zoom after changes.
func TestCountsOfTheLiveView(t *testing.T) {
	t.Parallel()
	records := []registry.Record{viettel()}
	people := indextest.Sites(6000, 3) // several at one place
	for i, p := range people {
		records = append(records, site(fmt.Sprint(i), p))
	}
	s := start(t, records...)
	bound := orb.MultiPoint(people).Bound()
	count := func(z uint8) int {
		sum := 0
		nw, se := tile.Containing(tile.Project(bound.LeftTop()), z), tile.Containing(tile.Project(bound.RightBottom()), z)
		for x := nw.X; x <= se.X; x++ {
			for y := nw.Y; y <= se.Y; y++ {
				for _, f := range s.features(fmt.Sprintf("/tiles/sites/%d/%d/%d.mvt", z, x, y)) {
					n, _ := f.Properties["count"].(float64)
					sum += int(n)
				}
			}
		}
		return sum
	}
	for z := uint8(0); z <= 8; z++ {
		if got := count(z); got != len(people) {
			t.Errorf("the counts of zoom %d add up to %d, want %d", z, got, len(people))
		}
	}
	var more []registry.Record
	for i, p := range people[:30] {
		more = append(more, site(fmt.Sprintf("more-%d", i), p))
	}
	s.change(s.live, more...)
	if got := count(6); got != len(people)+30 {
		t.Errorf("after 30 more, the counts add up to %d, want %d", got, len(people)+30)
	}
}

func TestAsOf(t *testing.T) {
	t.Parallel()
	old := &registry.AdminUnit{Code: "1", Name: "Xã cũ", Level: registry.LevelCommune, Type: "xa", Territory: registry.Territory{Area: orb.MultiPolygon{{{{107.9, 14.2}, {108.1, 14.2}, {108.1, 14.4}, {107.9, 14.4}, {107.9, 14.2}}}}}}
	mast := site("1", konTum)
	s := start(t, viettel(), old, mast)
	young := *old
	young.Name = "Phường mới"
	young.Head().ValidFrom = day(t, "2022-01-01")
	if _, err := s.retire(registry.Sites, mast.Head().ID, day(t, "2021-06-01")); err != nil {
		t.Fatal(err)
	}
	s.change(s.live, &young)
	tests := map[string]struct {
		path string
		want any
	}{
		"the mast once":     {pathOf("sites", konTum, 14) + "?as_of=2020-12-31", "Trạm 1"},
		"the mast now":      {pathOf("sites", konTum, 14), nil},
		"the commune once":  {pathOf("units", konTum, 10) + "?as_of=2020-12-31", "Xã cũ"},
		"the commune now":   {pathOf("units", konTum, 10), "Phường mới"},
		"its name once":     {pathOf("units_label", konTum, 6) + "?as_of=31/12/2020", "Xã cũ"},
		"its name now":      {pathOf("units_label", konTum, 6), "Phường mới"},
		"the commune later": {pathOf("units", konTum, 10) + "?as_of=2030-01-01", "Phường mới"},
	}
	for name, tc := range tests {
		var got any
		for _, f := range s.features(tc.path) {
			got = f.Properties["name"]
		}
		if got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

// TestSectorsFollowTheirStation changes what a sector is drawn by.
func TestSectorsFollowTheirStation(t *testing.T) {
	t.Parallel()
	s := start(t, everything()...)
	area := func() (sum float64) {
		for _, f := range s.features(pathOf("sectors", orb.Point{konTum[0] + 0.004, konTum[1]}, 13)) {
			if f.Properties["code"] == "T1-1" {
				sum += math.Abs(planar.Area(f.Geometry))
			}
		}
		return sum
	}
	scale := math.Pow(2*math.Pi*geodesy.SemiMajorAxisM*math.Cos(konTum[1]*math.Pi/180)/math.Exp2(13)/tile.Extent, 2)
	wantM2 := func(radiusM float64) float64 { return math.Pi * radiusM * radiusM * 60 / 360 }
	if got := area() * scale; math.Abs(got/wantM2(800)-1) > 0.01 {
		t.Errorf("a sector of 60° and 800 m covers %v m², want %v", got, wantM2(800))
	}
	station, _ := s.find(registry.Stations, "code", "T1").(*registry.Station)
	station.CoverageRadiusM = registry.Some(400.0)
	s.change(s.live, station)
	if got := area() * scale; math.Abs(got/wantM2(400)-1) > 0.01 {
		t.Errorf("after the change to 400 m it covers %v m², want %v", got, wantM2(400))
	}
	codes := func() (list []any) {
		for _, f := range s.features(pathOf("sectors", konTum, 13)) {
			list = append(list, f.Properties["code"])
		}
		return list
	}
	if _, err := s.retire(registry.Sectors, "c-2", day(t, "2024-01-01")); err != nil {
		t.Fatal(err)
	}
	s.change(s.live, &registry.Sector{Code: "T1-3", StationID: "t-1"})
	if got := codes(); len(got) != 2 || slices.Contains(got, any("T1-2")) || !slices.Contains(got, any("T1-3")) {
		t.Errorf("after one sector went and one came: %v", got)
	}
}

// TestPositionsAreRight compares with orb's projection.
func TestPositionsAreRight(t *testing.T) {
	t.Parallel()
	s := start(t, everything()...)
	z := uint8(14)
	id := tile.Containing(tile.Project(konTum), z)
	f := s.features(pathOf("sites", konTum, z))[0]
	at := maptile.Fraction(orb.Point{konTum[0] + 0.001, konTum[1]}, maptile.Zoom(z))
	want := orb.Point{math.Floor((at[0] - float64(id.X)) * tile.Extent), math.Floor((at[1] - float64(id.Y)) * tile.Extent)}
	if f.Geometry != want {
		t.Errorf("at %v, want %v", f.Geometry, want)
	}
}
