package network_test

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// world is a small registry on disk with its live view, and a generator of
// things to do to it.
type world struct {
	*rand.Rand
	tb     testing.TB
	path   string
	store  *sqlite.Store
	live   *network.Live
	log    bytes.Buffer
	ids    map[registry.Kind][]string
	serial int
}

var author = registry.Author{Actor: "officer:an", Request: "r-1", Reason: "test"}

// noon is when everything in a world happens, unless a test says otherwise.
var noon = time.Date(2024, 6, 15, 12, 0, 0, 0, time.FixedZone("+07", 7*60*60))

func clock() time.Time { return noon }

func day(tb testing.TB, text string) registry.Date {
	tb.Helper()
	d, err := registry.ParseDate(text)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// newWorld is a registry with some of everything.
func newWorld(tb testing.TB, seed uint64, options network.Options) *world {
	tb.Helper()
	w := &world{
		Rand: rand.New(rand.NewPCG(seed, 17)), tb: tb, ids: map[registry.Kind][]string{},
		path: filepath.Join(tb.TempDir(), "world.gpkg"),
	}
	var err error
	if w.store, err = sqlite.Create(tb.Context(), w.path, sqlite.Options{Clock: clock}); err != nil {
		tb.Fatal(err)
	}
	w.update(w.store, func(ctx context.Context, to registry.Writer) error {
		for _, kind := range []registry.Kind{registry.Operators, registry.Units, registry.Zones, registry.Sites, registry.Stations, registry.Settlements} {
			n := map[registry.Kind]int{registry.Operators: 4, registry.Units: 70, registry.Zones: 25, registry.Sites: 250, registry.Stations: 300, registry.Settlements: 60}[kind]
			for range n {
				if err := w.put(ctx, to, w.record(kind)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for range 150 {
		w.edit(w.store)
	}
	options.Clock = clock
	options.Logger = slog.New(slog.NewTextHandler(&w.log, nil))
	if w.live, err = network.Open(tb.Context(), w.store, options); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		w.live.Close()
		if err := w.store.Close(); err != nil {
			tb.Error(err)
		}
	})
	return w
}

func (w *world) update(to updater, fn func(context.Context, registry.Writer) error) {
	w.tb.Helper()
	if err := to.Update(w.tb.Context(), author, fn); err != nil {
		w.tb.Fatalf("Update: %v", err)
	}
}

func (w *world) put(ctx context.Context, to registry.Writer, rec registry.Record) error {
	isNew := rec.Head().ID == ""
	_, err := to.Put(ctx, rec)
	if err == nil && isNew {
		w.ids[rec.Kind()] = append(w.ids[rec.Kind()], rec.Head().ID)
	}
	return err
}

// edit does one thing to the registry; the Store may refuse it.
func (w *world) edit(to updater) {
	w.tb.Helper()
	err := to.Update(w.tb.Context(), author, func(ctx context.Context, to registry.Writer) error {
		for range 1 + w.IntN(3) {
			if err := w.editOnce(ctx, to); err != nil {
				return err
			}
		}
		return nil
	})
	switch registry.CodeOf(err) {
	case registry.Invalid, registry.Conflict, registry.NotFound: // a refused edit is an edit too
	default:
		if err != nil {
			w.tb.Fatalf("edit: %v", err)
		}
	}
}

var editedKinds = []registry.Kind{registry.Units, registry.Zones, registry.Sites, registry.Sites, registry.Stations, registry.Settlements}

func (w *world) editOnce(ctx context.Context, to registry.Writer) error {
	kind := pick(w, editedKinds)
	if w.IntN(5) == 0 {
		return w.put(ctx, to, w.record(kind))
	}
	id := pick(w, w.ids[kind])
	rows, err := to.Rows(ctx, kind, id)
	if err != nil {
		return err
	}
	rec := pick(w, rows)
	switch w.IntN(10) {
	case 0:
		return to.Delete(ctx, kind, id, rec.Head().ValidFrom)
	case 1, 2:
		_, err := to.Retire(ctx, kind, id, w.date())
		return err
	case 3, 4: // the world changed
		changed := w.record(kind)
		changed.Head().ID, changed.Head().ValidFrom = id, w.date()
		_, err := to.Put(ctx, changed)
		return err
	case 5:
		rec.Head().ValidTo = registry.Date{}
	}
	changed := w.record(kind)
	head := *rec.Head()
	if w.IntN(3) == 0 { // its figures only
		if err := changed.SetShape(rec.Shape()); err != nil {
			return err
		}
	}
	*changed.Head() = head
	_, err = to.Put(ctx, changed)
	return err
}

func pick[T any](w *world, from []T) T { return from[w.IntN(len(from))] }

// date is a day about today, rather often today itself.
func (w *world) date() registry.Date {
	if w.IntN(6) == 0 {
		return registry.DateOf(noon)
	}
	return registry.DateOf(noon.AddDate(0, 0, w.IntN(2000)-1600))
}

func (w *world) maybe(d registry.Date) registry.Date {
	if w.IntN(3) > 0 {
		return registry.Date{}
	}
	return d
}

var (
	someNames = []string{"Kon Rẫy", "Đắk Tô", "đắk hà – chợ", "Sa Thầy", "KON RẪY", "Ia H'Drai", "Ngọc Hồi 2", "…", "Đăk Tô", "zeta", "Ô Môn", "ô môn"}
	someWords = []string{"kon", "ray", "Đắk", "to", "h", "drai", "2", "vtl", "cho", "1", "t", "mon", "x0", "…", "zz"}
)

// place is on a coarse grid, so that places repeat and distances tie.
func (w *world) place() orb.Point {
	return orb.Point{107 + float64(w.IntN(25))/20, 14 + float64(w.IntN(25))/20}
}

// block is a rectangle or an L.
func (w *world) block() orb.MultiPolygon {
	p := w.place()
	x, y := float64(1+w.IntN(6))/20, float64(1+w.IntN(6))/20
	ring := orb.Ring{p, {p[0] + x, p[1]}, {p[0] + x, p[1] + y}, {p[0], p[1] + y}, p}
	if w.IntN(3) == 0 {
		ring = orb.Ring{p, {p[0] + x, p[1]}, {p[0] + x, p[1] + y/3}, {p[0] + x/3, p[1] + y/3}, {p[0] + x/3, p[1] + y}, {p[0], p[1] + y}, p}
	}
	area := orb.MultiPolygon{{ring}}
	if w.IntN(5) == 0 {
		area = append(area, orb.Polygon{{{p[0] + 1, p[1]}, {p[0] + 1.1, p[1]}, {p[0] + 1.1, p[1] + 0.1}, {p[0] + 1, p[1]}}})
	}
	return area
}

func (w *world) record(kind registry.Kind) registry.Record {
	w.serial++
	switch kind {
	case registry.Operators:
		code := []string{"VTL", "VNP", "MBF", "VNM"}[w.serial%4]
		return &registry.Operator{Code: code, Name: "Doanh nghiệp " + code}
	case registry.Units:
		u := &registry.AdminUnit{
			Code: fmt.Sprintf("%03d", w.IntN(80)), Name: pick(w, someNames), Level: pick(w, []string{"commune", "commune", "commune", "district", "province"}),
			Population: registry.Some(int64(w.IntN(9000))),
		}
		u.Row.ValidFrom = w.maybe(w.date())
		if w.IntN(12) > 0 {
			u.Area = w.block()
		}
		return u
	case registry.Zones:
		z := &registry.Zone{Code: fmt.Sprintf("Z%d", w.serial), Name: pick(w, someNames), Class: pick(w, []string{"urban", "heritage", "street"})}
		z.Area = w.block()
		return z
	case registry.Stations:
		s := &registry.Station{
			Code: fmt.Sprintf("T-%03d", w.IntN(400)), OperatorCode: pick(w, []string{"VTL", "VNP", "MBF"}), Technology: pick(w, []string{"2G", "4G"}),
		}
		s.Point, s.Located = w.place(), w.IntN(10) > 0
		s.Row.ValidFrom = w.maybe(w.date())
		return s
	case registry.Settlements:
		s := &registry.Settlement{Name: pick(w, someNames)}
		s.Point, s.Located = w.place(), true
		return s
	}
	return w.site()
}

func (w *world) site() *registry.Site {
	s := &registry.Site{
		Code: fmt.Sprintf("x%d", w.serial), OperatorCode: pick(w, []string{"VTL", "VNP", "MBF"}), CommuneCode: fmt.Sprintf("%03d", w.IntN(80)),
	}
	if w.IntN(4) > 0 {
		s.Name, s.State = pick(w, someNames), pick(w, []string{registry.StateOnAir, registry.StateBuilt, registry.StateRejected})
		s.HeightM = registry.Some(float64(w.IntN(40)) / 2)
		s.Technologies = pick(w, []string{"2G", "2G;4G", "4G;2G", "3G;4G;5G"})
		s.Contact = "Mật"
	}
	if w.IntN(3) == 0 {
		s.TenantRoom, s.Hardened = registry.Some(int64(w.IntN(5))), registry.Some(w.IntN(2) == 0)
		s.PermitDate, s.Commissioned, s.Decommissioned = w.date(), w.maybe(w.date()), w.maybe(w.date())
		if !s.Decommissioned.IsZero() && s.Decommissioned.Before(s.Commissioned) {
			s.Commissioned, s.Decommissioned = s.Decommissioned, s.Commissioned
		}
		s.Note = "  hai  dấu cách "
	}
	s.Point, s.Located = w.place(), w.IntN(10) > 0
	s.Row.ValidFrom = w.maybe(w.date())
	return s
}

// query is a question as a person or a program might ask it.
func (w *world) query() registry.Query {
	q := registry.Query{Kind: pick(w, []registry.Kind{registry.Sites, registry.Sites, registry.Stations, registry.Units, registry.Zones, registry.Operators, registry.Settlements})}
	if w.IntN(2) == 0 {
		q.AsOf = w.date()
	}
	q.AllRows, q.InService = w.IntN(4) == 0, w.IntN(4) == 0
	if w.IntN(4) == 0 {
		p := w.place()
		q.Box = &orb.Bound{Min: p, Max: orb.Point{p[0] + float64(w.IntN(8))/20, p[1] + float64(w.IntN(8))/20}}
		if w.IntN(4) == 0 {
			q.Box = &orb.Bound{Min: orb.Point{p[0] + 0.01, p[1] + 0.01}, Max: orb.Point{p[0] + 0.02, p[1] + 0.02}}
		}
	}
	if w.IntN(4) == 0 {
		q.Text = pick(w, someWords)
		if w.IntN(2) == 0 {
			q.Text += " " + pick(w, someWords)
		}
	}
	schema := registry.SchemaOf(q.Kind)
	for range w.IntN(3) {
		q.Where = append(q.Where, w.condition(&schema.Fields[w.IntN(len(schema.Fields))], q.Kind))
	}
	for range w.IntN(3) {
		q.Order = append(q.Order, registry.Order{Field: schema.Fields[w.IntN(len(schema.Fields))].Name, Descending: w.IntN(2) == 0})
	}
	if w.IntN(2) == 0 {
		q.Limit, q.Offset = 1+w.IntN(20), w.IntN(30)*w.IntN(2)
	}
	if w.IntN(60) == 0 {
		q.Limit, q.Offset = -w.IntN(2), -1
	}
	return q
}

var comparisons = []registry.Comparison{
	registry.Equals, registry.Equals, registry.NotEquals, registry.Less, registry.AtMost, registry.More, registry.AtLeast,
	registry.Contains, registry.IsNull, registry.NotNull, "like",
}

func (w *world) condition(f *registry.Field, kind registry.Kind) registry.Condition {
	c := registry.Condition{Field: f.Name, Compare: pick(w, comparisons)}
	if w.IntN(40) == 0 {
		c.Field = "castle"
	}
	for range w.IntN(8) / 2 {
		c.Values = append(c.Values, w.value(f, kind))
	}
	if len(c.Values) == 0 || c.Compare == registry.Less || c.Compare == registry.AtLeast {
		c.Values = []any{w.value(f, kind)}
	}
	if w.IntN(40) == 0 {
		c.Values = append(c.Values, nil)
	}
	return c
}

func (w *world) value(f *registry.Field, kind registry.Kind) any {
	if w.IntN(30) == 0 {
		return pick(w, []any{"text", int64(3), 2.5, true, math.NaN(), math.Inf(1), registry.DateOf(noon), 7})
	}
	if f.Name == "id" && len(w.ids[kind]) > 0 {
		return pick(w, w.ids[kind])
	}
	// What stands in some record is asked for most.
	if v := f.Value(w.record(kind)); v != nil && w.IntN(5) > 0 {
		return v
	}
	switch f.Type {
	case registry.IntegerField:
		return pick(w, []any{int64(w.IntN(6)), 1.5, float64(w.IntN(5)), w.IntN(5)})
	case registry.RealField:
		return pick(w, []any{float64(w.IntN(40)) / 2, int64(w.IntN(20)), -1.0})
	case registry.BooleanField:
		return w.IntN(2) == 0
	case registry.DateField:
		return w.date()
	case registry.TextField, registry.CodeField, registry.ListField:
	}
	return pick(w, []string{"", "kon", "Ô", "4G", "on_air", "đ", " a  b ", "VTL"})
}

// dump is a record as it can be compared: its canonical JSON and revision.
func dump(rec registry.Record) string {
	return fmt.Sprintf("%d %s", rec.Head().Revision, registry.AppendJSON(nil, rec))
}

func dumps(recs []registry.Record) []string {
	all := make([]string, len(recs))
	for i, rec := range recs {
		all[i] = dump(rec)
	}
	return all
}

// outside opens the registry as another program does: by itself, with the
// functions that the R-tree's triggers call.
func (w *world) outside() *sql.DB {
	w.tb.Helper()
	db := sql.OpenDB(foreign{w.path})
	w.tb.Cleanup(func() { _ = db.Close() })
	return db
}

type foreign struct{ path string }

func (f foreign) Connect(context.Context) (driver.Conn, error) {
	return f.Driver().Open("file:" + f.path + "?_busy_timeout=10000")
}

func (f foreign) Driver() driver.Driver {
	return &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		// Points only: header, byte order, type, longitude, latitude.
		ordinate := func(at int) func([]byte) float64 {
			return func(blob []byte) float64 {
				return math.Float64frombits(binary.LittleEndian.Uint64(blob[at:]))
			}
		}
		for name, function := range map[string]any{
			"ST_MinX": ordinate(13), "ST_MaxX": ordinate(13), "ST_MinY": ordinate(21), "ST_MaxY": ordinate(21),
			"ST_IsEmpty": func(blob []byte) bool { return len(blob) < 29 },
		} {
			if err := conn.RegisterFunc(name, function, true); err != nil {
				return err
			}
		}
		return nil
	}}
}

// sneak edits the file as QGIS would.
func (w *world) sneak(db *sql.DB) {
	w.tb.Helper()
	statement := pick(w, []string{
		`UPDATE site SET name = 'QGIS  ' || fid WHERE fid = ?1`,
		`UPDATE site SET geom = (SELECT geom FROM site WHERE geom NOTNULL AND fid > ?1 LIMIT 1) WHERE fid = ?1 AND EXISTS (SELECT 1 FROM site WHERE geom NOTNULL AND fid > ?1)`,
		`DELETE FROM site WHERE fid = ?1`,
		`INSERT INTO site (code, operator_code, geom) SELECT 'new-' || fid, operator_code, geom FROM site WHERE fid = ?1`,
		`UPDATE site SET valid_from = '2001-02-03' WHERE fid = ?1 AND valid_from ISNULL`,
		`UPDATE station SET code = '' WHERE fid = ?1`,
		`UPDATE settlement SET name = ' Làng  mới ' WHERE fid = ?1`,
	})
	if _, err := db.ExecContext(w.tb.Context(), statement, 1+w.IntN(300)); err != nil {
		w.tb.Fatalf("%s: %v", statement, err)
	}
}

// sortedIDs are the IDs of the records.
func sortedIDs(recs []registry.Record) []string {
	ids := make([]string, len(recs))
	for i, rec := range recs {
		ids[i] = rec.Head().ID
	}
	slices.Sort(ids)
	return ids
}
