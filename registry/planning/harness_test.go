package planning_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/demonstration"
	"hatang/registry/importing"
	"hatang/registry/indicators"
	"hatang/registry/network"
	"hatang/registry/planning"
	"hatang/registry/sqlite"
)

var ctx = context.Background()

// clock stands still in the time of the demonstration.
func clock() time.Time { return time.Date(2020, 12, 31, 12, 0, 0, 0, time.UTC) }

func asOf() registry.Date { return registry.DateOf(clock()) }

// shared is the demonstration that tests only read, and a planner on it.
var shared = sync.OnceValues(func() (*world, error) {
	dir, err := os.MkdirTemp("", "planning")
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Create(ctx, filepath.Join(dir, "kontum.gpkg"), sqlite.Options{ProgramVersion: "test"})
	if err != nil {
		return nil, err
	}
	if err := demonstration.Load(ctx, store); err != nil {
		return nil, err
	}
	return newWorld(store, "")
})

// world is a registry with its view and a planner.
type world struct {
	store   registry.Store
	live    *network.Live
	planner *planning.Planner
}

func newWorld(store registry.Store, roads string) (*world, error) {
	live, err := network.Open(ctx, store, network.Options{Clock: clock})
	if err != nil {
		return nil, err
	}
	norms, err := planning.ParseNorms(data.Norms)
	if err != nil {
		return nil, err
	}
	return &world{store: store, live: live, planner: planning.New(planning.Options{
		Calculator: indicators.NewCalculator(store, "test"), Norms: norms, Roads: planning.NewRoads(roads), Rasters: store,
		Version: "test", Clock: clock,
	})}, nil
}

func demo(tb testing.TB) *world {
	tb.Helper()
	w, err := shared()
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// real is Kon Tum with its real communes, the hamlets of the archives and the 129
// points of the demonstration; without them the test is skipped.
func real(tb testing.TB, roads bool) *world {
	tb.Helper()
	from := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(from); err != nil {
		tb.Skipf("skipped: %s is not beside this checkout", from)
	}
	dir := tb.TempDir()
	store, err := sqlite.Create(ctx, filepath.Join(dir, "real.gpkg"), sqlite.Options{ProgramVersion: "test"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	load(tb, store, registry.Units, filepath.Join(from, "units", "communes_kon_tum_2020.geojson.gz"))
	load(tb, store, registry.Settlements, filepath.Join(from, "settlements", "hamlets_kon_tum_historical.csv.gz"))
	copyPoints(tb, store)
	path := ""
	if roads {
		path = filepath.Join(dir, "real.gpkg.roads")
		importRoads(tb, path, filepath.Join(from, "basemap", "vn_main_roads_legocity.geojson.gz"))
	}
	w, err := newWorld(store, path)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

func load(tb testing.TB, store registry.Store, kind registry.Kind, path string) {
	tb.Helper()
	file, err := os.Open(path)
	if err != nil {
		tb.Skipf("skipped: %v", err)
	}
	defer func() { _ = file.Close() }()
	from, _ := registry.NewDate(2019, 4, 1)
	report, err := importing.Import(ctx, store, kind, filepath.Base(path), file, importing.Options{
		Author: registry.Author{Actor: "test"}, ValidFrom: from, IgnoreUnknown: true, KeepFirst: true,
	})
	if err != nil {
		tb.Fatalf("%s: %v %+v", path, err, report)
	}
}

// copyPoints enters the postal points of the demonstration.
func copyPoints(tb testing.TB, to registry.Store) {
	tb.Helper()
	points, err := registry.Find[*registry.PostalPoint](ctx, demo(tb).live.View(), registry.Query{Kind: registry.Postal, AsOf: asOf()})
	if err != nil {
		tb.Fatal(err)
	}
	err = to.Update(ctx, registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		if err := demonstration.PutOperators(ctx, w); err != nil {
			return err
		}
		for _, p := range points {
			record := *p
			record.Row = registry.Head{ValidFrom: p.Row.ValidFrom}
			record.Approximate = registry.Some(false)
			if _, err := w.Put(ctx, &record); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

func importRoads(tb testing.TB, to, from string) {
	tb.Helper()
	speeds, err := planning.ParseSpeeds(data.RoadSpeeds)
	if err != nil {
		tb.Fatal(err)
	}
	file, err := os.Open(from)
	if err != nil {
		tb.Skipf("skipped: %v", err)
	}
	defer func() { _ = file.Close() }()
	lines, _, err := planning.ReadRoads(ctx, file, speeds)
	if err != nil {
		tb.Fatal(err)
	}
	if err := planning.NewRoads(to).Write(&planning.RoadSet{Lines: lines, About: planning.RoadAbout{Source: "test"}}); err != nil {
		tb.Fatal(err)
	}
}

// small is a province of nine communes, 20 km wide, with some twenty points and
// ninety settlements: what a test can solve to the end.
var small = sync.OnceValues(func() (*world, error) {
	dir, err := os.MkdirTemp("", "planning")
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Create(ctx, filepath.Join(dir, "small.gpkg"), sqlite.Options{ProgramVersion: "test"})
	if err != nil {
		return nil, err
	}
	if err := store.Update(ctx, registry.Author{Actor: "test"}, putSmall); err != nil {
		return nil, err
	}
	return newWorld(store, filepath.Join(dir, "small.gpkg.roads"))
})

func smallWorld(tb testing.TB) *world {
	tb.Helper()
	w, err := small()
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// emptyWorld is a registry with a province in which nobody lives.
func emptyWorld(tb testing.TB) *world {
	tb.Helper()
	store, err := sqlite.Create(ctx, filepath.Join(tb.TempDir(), "empty.gpkg"), sqlite.Options{ProgramVersion: "test"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	err = store.Update(ctx, registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for _, unit := range []*registry.AdminUnit{
			{Code: "98", Name: "Tỉnh Vắng", Level: registry.LevelProvince}, {Code: "981", Name: "Xã Vắng", Level: registry.LevelCommune, ProvinceCode: "98"},
		} {
			unit.Area = square(west, south, widthDeg)
			unit.Row.ValidFrom, _ = registry.NewDate(2019, 4, 1)
			if _, err := w.Put(ctx, unit); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	w, err := newWorld(store, "")
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

const west, south, widthDeg = 108.0, 14.0, 0.06

func putSmall(ctx context.Context, w registry.Writer) error {
	if err := demonstration.PutOperators(ctx, w); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(5, 6))
	day, _ := registry.NewDate(2019, 4, 1)
	put := func(rec registry.Record) error {
		rec.Head().ValidFrom = day
		_, err := w.Put(ctx, rec)
		return err
	}
	province := &registry.AdminUnit{Code: "99", Name: "Tỉnh Thử", Level: registry.LevelProvince, Population: registry.Some(int64(90_000)), AreaKM2: registry.Some(385.5)}
	province.Area = square(west, south, 3*widthDeg)
	if err := put(province); err != nil {
		return err
	}
	for k := range 9 {
		x, y := west+float64(k%3)*widthDeg, south+float64(k/3)*widthDeg
		commune := &registry.AdminUnit{
			Code: fmt.Sprintf("99%d", k), Name: fmt.Sprintf("Xã %d", k), Level: registry.LevelCommune, Type: "xa", ParentCode: "99", ProvinceCode: "99",
			Population: registry.Some(int64(2000 * (k + 1))),
		}
		commune.Area = square(x, y, widthDeg)
		if err := put(commune); err != nil {
			return err
		}
		for n := range 10 {
			at := orb.Point{x + random.Float64()*widthDeg, y + random.Float64()*widthDeg}
			if err := put(&registry.Settlement{Code: fmt.Sprintf("T%d-%d", k, n), Name: fmt.Sprintf("Thôn %d.%d", k, n), Position: registry.Position{Point: at, Located: true}}); err != nil {
				return err
			}
		}
	}
	return putSmallPoints(put, random)
}

// putSmallPoints leaves communes 2 and 7 without a point.
func putSmallPoints(put func(registry.Record) error, random *rand.Rand) error {
	for n := range 24 {
		k := n % 9
		if k == 2 || k == 7 {
			continue
		}
		at := orb.Point{west + (float64(k%3)+random.Float64())*widthDeg, south + (float64(k/3)+random.Float64())*widthDeg}
		p := &registry.PostalPoint{
			Code: fmt.Sprintf("P%02d", n), Name: fmt.Sprintf("Điểm %d", n), OperatorCode: "vnpost", Class: []string{registry.CommunePoint, registry.PostOffice3}[n%2],
			Position: registry.Position{Point: at, Located: true},
		}
		if n%3 != 0 {
			p.Staffed, p.Internet = registry.Some(n%2 == 1), registry.Some(n%4 == 1)
			p.HoursPerDay = registry.Some(float64(n % 9))
		}
		if err := put(p); err != nil {
			return err
		}
		site := &registry.Site{Code: fmt.Sprintf("S%02d", n), OperatorCode: "viettel", State: registry.StateOnAir, Position: p.Position}
		if n%5 != 0 {
			site.CoverageRadiusM = registry.Some(800 + 100*float64(n))
		}
		if err := put(site); err != nil {
			return err
		}
	}
	return nil
}

func square(x, y, side float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}}}
}

func question(goal planning.Goal, change func(*planning.Question)) planning.Question {
	q := planning.Question{
		Network: indicators.PostalNetwork, Goal: goal, AsOf: asOf(), Points: planning.Filter{Approximate: true}, Count: 5, LimitS: 3,
		RadiusM: 3000, Share: 0.95, PeoplePerPoint: 3700,
	}
	if change != nil {
		change(&q)
	}
	return q
}
