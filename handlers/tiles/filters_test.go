package tiles_test

import (
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"hatang/geo/index/indextest"
	"hatang/geo/tile"
	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/handlers/tiles"
	"hatang/registry"
	"hatang/registry/network"

	"github.com/gin-gonic/gin"
)

// inMemory is the live network as the API asks for it.
type inMemory struct{ *network.Live }

func (m inMemory) View() api.View { return m.Live.View() }

// withLists serves lists and tiles of the same registry to the same caller.
func (s *service) withLists(who *auth.Principal) http.Handler {
	s.tb.Helper()
	server, err := handlers.New(handlers.Options{Log: slog.New(slog.NewJSONHandler(io.Discard, nil))})
	if err != nil {
		s.tb.Fatal(err)
	}
	asks := func(*gin.Context) *auth.Principal { return who }
	lists, err := api.New(api.Options{Live: inMemory{s.live}, Archive: s.store, Clock: today, Principal: asks})
	if err != nil {
		s.tb.Fatal(err)
	}
	maps, err := tiles.New(tiles.Options{Source: tiles.NewLive(s.live.View), Clock: today, Principal: asks})
	if err != nil {
		s.tb.Fatal(err)
	}
	lists.Register(server.Router())
	maps.Register(server.Router())
	return server.Handler()
}

// province is a registry with sites of every sort in communes, some of them
// without a position, with history.
func province(t *testing.T) *service {
	t.Helper()
	r := rand.New(rand.NewPCG(11, 12))
	records := []registry.Record{viettel(), &registry.Operator{Code: "vnpt", Name: "VNPT"}, &registry.Operator{Code: "mobifone", Name: "MobiFone"}}
	communes := indextest.Communes(60)
	for i, area := range communes {
		records = append(records, &registry.AdminUnit{
			Code: fmt.Sprintf("%05d", i), Name: fmt.Sprintf("Xã Đắk %d", i), Level: registry.LevelCommune, Type: "xa", Territory: registry.Territory{Area: area},
		})
	}
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	for i, p := range indextest.People(1500, 3) {
		site := &registry.Site{
			Code: fmt.Sprintf("S%04d", i), Name: pick("Đắk Tô", "Kon Rẫy", "Ngọc Hồi") + fmt.Sprint(" ", i%7), OperatorCode: pick("viettel", "vnpt", "mobifone"),
			State: pick(registry.StateOnAir, registry.StateBuilt, registry.StateDismantled, ""), Technologies: pick("2G", "2G;4G", "3G;4G", "4G;5G", ""),
			LandOwner: pick("Nguyễn Văn A", ""), CommuneCode: fmt.Sprintf("%05d", r.IntN(60)),
			Life: registry.Life{Commissioned: on(2005+r.IntN(19), 3)},
		}
		if r.IntN(3) > 0 {
			site.HeightM = registry.Some(float64(12 + r.IntN(60)))
		}
		if r.IntN(20) > 0 {
			site.Position = placed(p)
		}
		if r.IntN(4) == 0 {
			site.Head().ValidFrom = on(2018, 1)
		}
		records = append(records, site)
	}
	return start(t, records...)
}

// sumOver adds up count over all tiles of a zoom that a question has.
func sumOver(t *testing.T, handler http.Handler, layer, query string, z uint8) int {
	t.Helper()
	sum := 0
	var walk func(id tile.ID)
	walk = func(id tile.ID) {
		answer := get(t, handler, fmt.Sprintf("/tiles/%s/%v.mvt?%s", layer, id, query))
		if answer.Code == http.StatusNoContent {
			return
		}
		if answer.Code != http.StatusOK {
			t.Fatalf("%v?%s answered %d: %s", id, query, answer.Code, answer.Body)
		}
		if id.Z == z {
			for _, f := range decode(t, answer.Body.Bytes()) {
				n, _ := f.Properties["count"].(float64)
				sum += int(n)
			}
			return
		}
		for i := range uint32(4) {
			walk(tile.ID{Z: id.Z + 1, X: 2*id.X + i%2, Y: 2*id.Y + i/2})
		}
	}
	walk(tile.ID{})
	return sum
}

// TestMapListAndCountsAgree asks the list and the map the same questions.
func TestMapListAndCountsAgree(t *testing.T) {
	t.Parallel()
	s := province(t)
	handler := s.withLists(auth.Local())
	for i, query := range []string{
		"", "operator_code=viettel", "operator_code=viettel,vnpt&state=on_air", "technologies=4G", "technologies.all=2G,4G",
		"state.null=true", "commune_code=00007", "q=kon%20ray", "q=dak+5&operator_code=mobifone", "unit=00003", "height_m.gte=40&in_service=true",
		"as_of=2016-05-01", "as_of=2019-05-01&in_service=true&structure.null=true", "land_owner.contains=nguyen", "code=S0001,S0002,S0003", "q=nothing-like-it",
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			var list struct {
				Total int `json:"total"`
				Items []struct {
					Geometry any `json:"geometry"`
				} `json:"items"`
			}
			readJSON(t, get(t, handler, "/api/v1/sites?limit=1000&"+query), &list)
			unplaced := 0
			for page := ""; ; {
				var next struct {
					Items []struct {
						Geometry any `json:"geometry"`
					} `json:"items"`
					Links struct {
						Next string `json:"next"`
					} `json:"links"`
				}
				path := "/api/v1/sites?limit=1000&" + query
				if page != "" {
					path = page
				}
				readJSON(t, get(t, handler, path), &next)
				for _, item := range next.Items {
					if item.Geometry == nil {
						unplaced++
					}
				}
				if page = strings.TrimPrefix(next.Links.Next, "http://127.0.0.1:8080"); page == "" {
					break
				}
			}
			var set struct {
				Tiles         []string
				Total, Placed int
			}
			readJSON(t, get(t, handler, "/tiles/sites.json?"+query), &set)
			if set.Total != list.Total || set.Placed != list.Total-unplaced {
				t.Errorf("TileJSON tells of %d, %d of them placed; the list has %d, %d of them without a position", set.Total, set.Placed, list.Total, unplaced)
			}
			asked, _ := url.Parse(set.Tiles[0])
			for _, z := range []uint8{0, 7} {
				if got := sumOver(t, handler, "sites", asked.RawQuery, z); got != set.Placed {
					t.Errorf("tiles of zoom %d count %d, want %d", z, got, set.Placed)
				}
				if got := sumOver(t, handler, "sites", asked.RawQuery+"&cluster=64", z); got != set.Placed {
					t.Errorf("clusters of zoom %d count %d, want %d", z, got, set.Placed)
				}
			}
			if i > 0 && i < 11 && (set.Placed == 0 || set.Placed == 1500) {
				t.Errorf("the question picks %d: it tells nothing", set.Placed)
			}
		})
	}
}

func TestFiltersAreRefusedAsInLists(t *testing.T) {
	t.Parallel()
	s := start(t, everything()...)
	handler := s.withLists(auth.Nobody())
	for query, says := range map[string]string{
		"stat=on_air":                    "no such parameter",
		"state=sleeping":                 "must be one of",
		"state=on_air&state=built":       "must be given once",
		"height_m.gte=tall":              "must be a number",
		"land_owner=Nguy%E1%BB%85n":      "no such parameter", // restricted
		"unit=99999":                     "no administrative unit",
		"cluster=50":                     "16, 32, 64 or 128",
		"sort=code":                      "no such parameter",
		"limit=10":                       "no such parameter",
		"at=2020-01-01&as_of=2021-01-01": "must not differ",
		"state=sleeping&cluster=7&at=x":  "3 parameters are wrong",
	} {
		for _, path := range []string{"/tiles/sites/3/6/3.mvt?", "/tiles/sites.json?", "/ogc/collections/sites/tiles/WebMercatorQuad/3/3/6?"} {
			if answer := get(t, handler, path+query, "Accept-Language", "en"); answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), says) {
				t.Errorf("%s%s answered %d, want 400 with %q:\n%s", path, query, answer.Code, says, answer.Body)
			}
		}
	}
	for path, says := range map[string]string{
		"/tiles/units/3/6/3.mvt?cluster=64": "points only", "/tiles.json?state=on_air": "no such parameter", "/tiles.json?cluster=64": "one layer only",
		"/ogc/tileMatrixSets?state=on_air": "no such parameter",
	} {
		if answer := get(t, handler, path, "Accept-Language", "en"); answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), says) {
			t.Errorf("%s answered %d, want 400 with %q:\n%s", path, answer.Code, says, answer.Body)
		}
	}
	if answer := get(t, s.withLists(auth.Local()), "/tiles/sites.json?land_owner=x"); answer.Code != http.StatusOK {
		t.Errorf("who may see land owners may ask about them: %d", answer.Code)
	}
}

// TestFiltersOfEveryShape picks areas, labels and sectors.
func TestFiltersOfEveryShape(t *testing.T) {
	t.Parallel()
	s := start(t, everything()...)
	for path, want := range map[string]int{
		pathOf("units", konTum, 13) + "?code=23281":                  1,
		pathOf("units", konTum, 13) + "?q=xa%20kon":                  1,
		pathOf("units", konTum, 13) + "?code=23281,23284":            2,
		pathOf("units_label", konTum, 9) + "?type=phuong":            1,
		pathOf("sectors", konTum, 13) + "?operator_code=viettel":     2,
		pathOf("sectors", konTum, 13) + "?technology=2G":             0,
		pathOf("sectors", konTum, 13) + "?q=T1":                      2,
		pathOf("zones", konTum, 13) + "?class=heritage":              1,
		pathOf("zones", konTum, 13) + "?class=heritage&code=none":    0,
		pathOf("postal", konTum, 13) + "?staffed=true&at=2024-06-15": 1,
	} {
		if got := len(s.features(path)); got != want {
			t.Errorf("%s shows %d, want %d", path, got, want)
		}
	}
	var set struct{ Total, Placed int }
	readJSON(t, s.get("/tiles/sectors.json?operator_code=viettel"), &set)
	if set.Total != 2 || set.Placed != 2 {
		t.Errorf("sectors: %+v", set)
	}
	readJSON(t, s.get("/tiles/sites.json"), &set)
	if set.Total != 2 || set.Placed != 1 {
		t.Errorf("sites: %+v", set)
	}
}

// TestFilteredTilesFollowChanges changes what is picked.
func TestFilteredTilesFollowChanges(t *testing.T) {
	t.Parallel()
	s := start(t, everything()...)
	path := pathOf("sites", konTum, 13) + "?state=on_air"
	inUnit := pathOf("sites", konTum, 13) + "?unit=23281"
	if got := len(s.features(path)); got != 1 {
		t.Fatalf("%d sites on air", got)
	}
	if got := len(s.features(inUnit)); got != 1 {
		t.Fatalf("%d sites in the unit", got)
	}
	site, _ := s.find(registry.Sites, "code", "KT001").(*registry.Site)
	site.State = registry.StateDismantled
	unit, _ := s.find(registry.Units, "code", "23281").(*registry.AdminUnit)
	unit.Area = orb.MultiPolygon{{{{107.9, 14.2}, {107.95, 14.2}, {107.95, 14.4}, {107.9, 14.4}, {107.9, 14.2}}}}
	s.change(s.live, site)
	if got := len(s.features(path)); got != 0 {
		t.Errorf("%d sites on air after the only one was dismantled", got)
	}
	s.change(s.live, unit)
	if got := len(s.features(inUnit)); got != 0 {
		t.Errorf("%d sites in the unit after its border moved", got)
	}
}

// TestClustersOverHTTP reads what a cluster says.
func TestClustersOverHTTP(t *testing.T) {
	t.Parallel()
	people := indextest.People(300, 2)
	records := []registry.Record{viettel(), &registry.Operator{Code: "vnpt", Name: "VNPT"}}
	for i, p := range people {
		one := site(fmt.Sprint(i), p)
		one.OperatorCode = []string{"viettel", "vnpt"}[i%2]
		records = append(records, one)
	}
	s := start(t, records...)
	viettels, all := 0, 0
	for _, f := range s.features("/tiles/sites/0/0/0.mvt?cluster=128") {
		n, _ := f.Properties["count"].(float64)
		all += int(n)
		mine, _ := f.Properties["count_viettel"].(float64)
		if viettels += int(mine); n == 1 && f.Properties["operator_code"] == "viettel" {
			viettels++
		}
	}
	if all != 300 || viettels != 150 {
		t.Errorf("%d sites, %d of Viettel", all, viettels)
	}
	at := maptile.At(people[0], 10)
	path := fmt.Sprintf("/tiles/sites/10/%d/%d.mvt", at.X, at.Y)
	if got, want := s.get(path+"?cluster=128"), s.get(path); got.Body.String() != want.Body.String() {
		t.Error("zoom 10 is clustered")
	}
	var set tileJSON
	readJSON(t, s.get("/tiles/sites.json?cluster=64&at=2024-01-01"), &set)
	if !strings.HasSuffix(set.Tiles[0], "?as_of=2024-01-01&cluster=64") || set.VectorLayers[0].Fields["count_vnpt"] != "Number" {
		t.Errorf("%+v", set)
	}
}

// BenchmarkFiltered asks for tiles of a part of 100,000 sites: the first of a
// question, which finds out what it picks, and further ones.
func BenchmarkFiltered(b *testing.B) {
	records := []registry.Record{viettel(), &registry.Operator{Code: "vnpt", Name: "VNPT"}}
	for i, p := range indextest.People(100_000, 1) {
		one := site(fmt.Sprint(i), p)
		one.OperatorCode = []string{"viettel", "vnpt"}[i%2]
		records = append(records, one)
	}
	s := start(b, records...)
	for _, query := range []string{"operator_code=viettel", "technologies=4G&q=tram"} {
		b.Run("first/"+query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				handler := serve(b, tiles.Options{Source: tiles.NewLive(s.live.View), Clock: today}, io.Discard)
				get(b, handler, pathOf("sites", hanoi, 10)+"?"+query)
			}
		})
		b.Run("drawn/"+query, func(b *testing.B) {
			b.ReportAllocs()
			source := tiles.NewLive(s.live.View)
			for b.Loop() {
				b.StopTimer()
				handler := serve(b, tiles.Options{Source: source, Clock: today}, io.Discard)
				b.StartTimer()
				get(b, handler, pathOf("sites", hanoi, 10)+"?"+query)
			}
		})
	}
}
