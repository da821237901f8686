package network_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hatang/registry"
	"hatang/registry/network"
)

func square(p orb.Point) orb.MultiPolygon {
	return orb.MultiPolygon{{{p, {p[0] + 0.1, p[1]}, {p[0] + 0.1, p[1] + 0.1}, {p[0], p[1] + 0.1}, p}}}
}

// syncLog is a log that can be read while it is written.
type syncLog struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (l *syncLog) Write(text []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.buffer.Write(text)
}

func (l *syncLog) text() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.buffer.String()
}

func (l *syncLog) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// TestGetHandsOutCopies: what a caller does to a record of Get or Rows is no
// concern of the view's.
func TestGetHandsOutCopies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 31, network.Options{})
	id := w.ids[registry.Operators][0]
	before, err := w.live.View().Get(t.Context(), registry.Operators, id, registry.Date{})
	if err != nil {
		t.Fatal(err)
	}
	was := dump(before)
	for _, rec := range []registry.Record{before, rowsOf(t, w, id)[0]} {
		rec.Head().Revision = 99
		rec.(*registry.Operator).Name = "changed"
	}
	if after, err := w.live.View().Get(t.Context(), registry.Operators, id, registry.Date{}); err != nil || dump(after) != was {
		t.Errorf("the view holds %s (%v), want %s", dump(after), err, was)
	}
}

func rowsOf(t *testing.T, w *world, id string) []registry.Record {
	t.Helper()
	rows, err := w.live.View().Rows(t.Context(), registry.Operators, id)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestFeatures: a feature holds the record, once rendered and again, of rows of
// the base, of fresh ones and of records that the view does not know.
func TestFeatures(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 32, network.Options{MergeAfter: 1 << 30})
	check := func(rec registry.Record) {
		t.Helper()
		view := w.live.View()
		first := view.AppendFeature([]byte("x"), rec)
		if second := view.AppendFeature([]byte("x"), rec); !bytes.Equal(first, second) {
			t.Errorf("rendered %s, then %s", first, second)
		}
		feature, err := geojson.UnmarshalFeature(first[1:])
		if err != nil {
			t.Fatalf("%s: %v", first, err)
		}
		if feature.ID != rec.Head().ID {
			t.Errorf("the feature's ID is %v, want %s", feature.ID, rec.Head().ID)
		}
		want := rec.Shape()
		if mp, ok := want.(orb.MultiPolygon); ok && len(mp) == 1 {
			want = mp[0]
		}
		if !reflect.DeepEqual(feature.Geometry, want) {
			t.Errorf("the feature's geometry is %v, want %v", feature.Geometry, want)
		}
		properties, _ := json.Marshal(feature.Properties)
		back, problems := registry.ParseJSON(rec.Kind(), properties)
		if err := back.SetShape(rec.Shape()); err != nil || len(problems) > 0 {
			t.Fatalf("%s: %v %v", properties, problems, err)
		}
		if plain, _ := registry.ParseJSON(rec.Kind(), registry.AppendJSON(nil, rec)); !bytes.Equal(registry.AppendJSON(nil, back), registry.AppendJSON(nil, plain)) {
			t.Errorf("the properties hold %s, want %s", registry.AppendJSON(nil, back), registry.AppendJSON(nil, plain))
		}
	}
	each := func(kind registry.Kind) {
		t.Helper()
		recs, _, err := w.live.View().Find(t.Context(), registry.Query{Kind: kind, AllRows: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range recs {
			check(rec)
		}
	}
	for _, kind := range editedKinds {
		each(kind)
	}
	for range 30 {
		w.edit(w.live)
	}
	for _, kind := range editedKinds {
		each(kind)
	}
	id := w.freshSite()
	fresh, err := w.live.View().Get(t.Context(), registry.Sites, id, registry.Date{})
	if err != nil {
		t.Fatal(err)
	}
	check(fresh)
	fresh.(*registry.Site).Note = "edited in hand"
	check(fresh)
	if !bytes.Contains(w.live.View().AppendFeature(nil, fresh), []byte("edited in hand")) {
		t.Error("a changed copy of a fresh record is rendered as the view's own")
	}
	stranger := w.site()
	stranger.Row.ID = `a "quoted" đ <id>`
	check(stranger)
	known, err := w.live.View().Get(t.Context(), registry.Operators, w.ids[registry.Operators][1], registry.Date{})
	if err != nil {
		t.Fatal(err)
	}
	check(known)
	known.(*registry.Operator).Name = "edited in hand"
	check(known)
	if !bytes.Contains(w.live.View().AppendFeature(nil, known), []byte("edited in hand")) {
		t.Error("a changed copy is rendered as the view's own record")
	}
}

// freshSite is a site that was changed just now.
func (w *world) freshSite() string {
	w.tb.Helper()
	s := w.site()
	s.Row.ValidFrom, s.Name = registry.Date{}, "Mới"
	w.update(w.live, func(ctx context.Context, to registry.Writer) error { return w.put(ctx, to, s) })
	return s.Row.ID
}

// TestFeaturesSurviveAMerge: what was rendered is not rendered again.
func TestFeaturesSurviveAMerge(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 33, network.Options{MergeAfter: 3})
	recs, _, err := w.live.View().Find(t.Context(), registry.Query{Kind: registry.Sites, AllRows: true})
	if err != nil {
		t.Fatal(err)
	}
	var want [][]byte
	for _, rec := range recs {
		want = append(want, w.live.View().AppendFeature(nil, rec))
	}
	generation := w.live.View().Layer(registry.Sites).Generation()
	for w.live.View().Layer(registry.Sites).Generation() == generation {
		w.edit(w.live)
		w.live.Settle()
	}
	for i, rec := range recs {
		if got := w.live.View().AppendFeature(nil, rec); !bytes.Equal(got, want[i]) {
			t.Errorf("after the merge %s, want %s", got, want[i])
		}
	}
	if kept := w.live.View().FeaturesKept(registry.Sites); kept < len(recs)/2 {
		t.Errorf("%d of %d features were kept", kept, len(recs))
	}
}

// TestRowNumbers: within a generation a row keeps its number and its record;
// ChangedSince tells where the layer changed.
func TestRowNumbers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 34, network.Options{MergeAfter: 1 << 30})
	old := w.live.View().Layer(registry.Sites)
	for range 60 {
		w.edit(w.live)
	}
	now := w.live.View().Layer(registry.Sites)
	if now.Generation() != old.Generation() || now.Rows() <= old.Rows() || now.Seq() <= old.Seq() {
		t.Fatalf("generation %d, %d rows, change %d; was %d, %d, %d", now.Generation(), now.Rows(), now.Seq(), old.Generation(), old.Rows(), old.Seq())
	}
	for row := range old.Rows() {
		if old.Record(row) != now.Record(row) {
			t.Errorf("row %d is another record", row)
		}
	}
	boxes, known := now.ChangedSince(old.Seq())
	if !known {
		t.Fatal("the changes are not known")
	}
	for row := old.Rows(); row < now.Rows(); row++ {
		p, located := now.Record(row).Shape().(orb.Point)
		if located && !slices.ContainsFunc(boxes, func(b orb.Bound) bool { return b.Contains(p) }) {
			t.Errorf("the new row at %v is in none of the boxes", p)
		}
	}
	if boxes, known := now.ChangedSince(now.Seq()); !known || len(boxes) > 0 {
		t.Errorf("since the last change: %v, known: %v", boxes, known)
	}
	if _, known := now.ChangedSince(old.Seq() - 1); known {
		t.Error("changes before the opening are said to be known")
	}
}

// TestUnknownKinds have no rows and no answers.
func TestUnknownKinds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 35, network.Options{})
	v := w.live.View()
	if v.Layer("castles") != nil {
		t.Error("there is a layer of castles")
	}
	if _, err := v.Get(t.Context(), "castles", "x", registry.Date{}); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("Get: %v", err)
	}
	if _, err := v.Rows(t.Context(), "castles", "x"); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("Rows: %v", err)
	}
	if err := v.Scan(t.Context(), registry.Query{Kind: "castles"}, nil); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("Scan: %v", err)
	}
	for _, kind := range []registry.Kind{"castles", registry.Operators, registry.Units} {
		if hits := v.Nearest(kind, orb.Point{107, 14}, 3, registry.Date{}, nil); hits != nil {
			t.Errorf("nearest %s: %v", kind, hits)
		}
		if hits := v.Within(kind, orb.Point{107, 14}, 1e6, registry.Date{}, nil); hits != nil {
			t.Errorf("%s within: %v", kind, hits)
		}
	}
	for _, kind := range []registry.Kind{"castles", registry.Operators} {
		if recs := v.InPolygon(kind, square(orb.Point{107, 14}), registry.Date{}); recs != nil {
			t.Errorf("%s in a square: %v", kind, recs)
		}
	}
	if rows := v.Layer(registry.Operators).AppendWithin(nil, orb.Point{107, 14}, 1e6, registry.Date{}); len(rows) > 0 {
		t.Errorf("operators within: %v", rows)
	}
	if hits := v.Nearest(registry.Sites, orb.Point{500, 14}, 3, registry.Date{}, nil); len(hits) > 0 {
		t.Errorf("nearest to nowhere: %v", hits)
	}
	if recs := v.InPolygon(registry.Sites, square(orb.Point{500, 14}), registry.Date{}); recs != nil {
		t.Errorf("sites off the earth: %v", recs)
	}
}

// TestStrayPlaces: a place that is not on earth, which other programs can write,
// harms nobody else's.
func TestStrayPlaces(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 36, network.Options{})
	outside := w.outside()
	// Longitude 500: 0x407f40… in little endian after the 13 bytes before it.
	_, err := outside.ExecContext(t.Context(), `UPDATE site SET geom = substr(geom, 1, 13) || x'0000000000407f40' || substr(geom, 22)
		WHERE fid = (SELECT min(fid) FROM site WHERE geom NOTNULL)`)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.store.AdoptOutside(t.Context()); err != nil {
		t.Fatal(err)
	}
	box := orb.Bound{Min: orb.Point{400, -90}, Max: orb.Point{600, 90}}
	q := registry.Query{Kind: registry.Sites, AllRows: true, Box: &box}
	check := func(live *network.Live) {
		t.Helper()
		want, _, err := w.store.Find(t.Context(), q)
		if err != nil || len(want) != 1 {
			t.Fatalf("the Store finds %d (%v)", len(want), err)
		}
		got, _, err := live.View().Find(t.Context(), q)
		if err != nil || !slices.Equal(dumps(got), dumps(want)) {
			t.Errorf("finds %q (%v), want %q", dumps(got), err, dumps(want))
		}
		live.View().Nearest(registry.Sites, w.place(), 1000, registry.Date{}, nil)
	}
	w.catchUp()
	check(w.live)
	live, err := network.Open(t.Context(), w.store, network.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	check(live)
	if _, err := live.View().Get(context.Background(), registry.Sites, strings.Repeat("x", 3), registry.Date{}); registry.CodeOf(err) != registry.NotFound {
		t.Error(err)
	}
}
