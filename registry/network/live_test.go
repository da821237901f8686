package network_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hatang/registry"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// expectSame compares every row of every kind with the Store's.
func (w *world) expectSame() {
	w.tb.Helper()
	for _, kind := range registry.Kinds() {
		q := registry.Query{Kind: kind, AllRows: true}
		want, _, err := w.store.Find(w.tb.Context(), q)
		if err != nil {
			w.tb.Fatal(err)
		}
		got, total, err := w.live.View().Find(w.tb.Context(), q)
		if err != nil || total != len(want) || !slices.Equal(dumps(got), dumps(want)) {
			w.tb.Errorf("%s: %d rows (%v), want %d\n%q\n%q", kind, total, err, len(want), dumps(got), dumps(want))
		}
		if n := w.live.View().Layer(kind).Len(); n != len(want) {
			w.tb.Errorf("%s: the layer has %d rows, want %d", kind, n, len(want))
		}
		w.expectFIDs(kind, got)
	}
}

// expectFIDs compares the feature ids of every row of a kind with the file's.
func (w *world) expectFIDs(kind registry.Kind, records []registry.Record) {
	w.tb.Helper()
	layer := w.live.View().Layer(kind)
	fids, err := layer.FIDs(w.tb.Context())
	if registry.CodeOf(err) == registry.Invalid {
		return // the Store under test does not know them
	}
	if err != nil {
		w.tb.Fatal(err)
	}
	i := 0
	err = w.store.FIDs(w.tb.Context(), kind, nil, func(id string, from registry.Date, fid int64) error {
		if i >= len(records) {
			return fmt.Errorf("more rows than %d", len(records))
		}
		head := records[i].Head()
		if got := layer.FIDOf(fids, records[i]); head.ID != id || head.ValidFrom != from || got != fid || fid == 0 {
			return fmt.Errorf("row %d: %s from %s has %d, want %s from %s with %d", i, head.ID, head.ValidFrom, got, id, from, fid)
		}
		i++
		return nil
	})
	if err != nil || i != len(records) {
		w.tb.Errorf("feature ids of %s: %d rows of %d: %v", kind, i, len(records), err)
	}
}

func TestFIDsStayWithTheirRows(t *testing.T) {
	t.Parallel()
	for _, mergeAfter := range []int{0, 10} { // fresh rows, and bases made of them
		w := newWorld(t, 23, network.Options{MergeAfter: mergeAfter})
		for range 60 {
			w.edit(w.live)
			w.expectSame()
		}
		w.live.Settle()
		w.expectSame()
		w.update(w.live, func(ctx context.Context, to registry.Writer) error { // a base replaced at once
			for range 50 {
				if err := w.put(ctx, to, w.record(registry.Sites)); err != nil {
					return err
				}
			}
			return nil
		})
		w.expectSame()
	}
}

func TestAuthorSeesTheEditAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 11, network.Options{})
	before := w.live.View()
	site := w.site()
	site.Row.ValidFrom, site.Name, site.Located = registry.Date{}, "Mới", true
	w.update(w.live, func(ctx context.Context, to registry.Writer) error { return w.put(ctx, to, site) })
	after := w.live.View()
	got, err := registry.Get[*registry.Site](t.Context(), after, registry.Sites, site.Row.ID, registry.Date{})
	if err != nil || got.Name != "Mới" || got.Row.Revision != site.Row.Revision {
		t.Fatalf("after the update the view has %+v (%v)", got, err)
	}
	if hits := after.Nearest(registry.Sites, site.Point, 1000, registry.Date{}, func(r registry.Record) bool { return r.Head().ID == site.Row.ID }); len(hits) != 1 {
		t.Errorf("it is not found by its place")
	}
	if _, err := before.Get(t.Context(), registry.Sites, site.Row.ID, registry.Date{}); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("the view before it changed: %v", err)
	}
	seq, _ := after.Seq(t.Context())
	old, _ := before.Seq(t.Context())
	if seq <= old || after.LayerSeq(registry.Sites) != seq || after.LayerSeq(registry.Postal) > old {
		t.Errorf("seq %d after %d, layers %d and %d", seq, old, after.LayerSeq(registry.Sites), after.LayerSeq(registry.Postal))
	}
}

func TestRefusedUpdateChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 12, network.Options{})
	before := w.live.View()
	refused := errors.New("changed my mind")
	err := w.live.Update(t.Context(), author, func(ctx context.Context, to registry.Writer) error {
		if _, err := to.Put(ctx, w.site()); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) || w.live.View() != before {
		t.Errorf("error %v; the view changed: %v", err, w.live.View() != before)
	}
}

func TestUpdateWithinUpdateIsAnError(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 13, network.Options{})
	err := w.live.Update(t.Context(), author, func(ctx context.Context, _ registry.Writer) error {
		if err := w.live.CatchUp(ctx); err == nil {
			t.Error("CatchUp within an update succeeded")
		}
		return w.live.Update(ctx, author, func(context.Context, registry.Writer) error { return nil })
	})
	if err == nil {
		t.Error("the inner update succeeded")
	}
}

func TestWaitForTheTurnEndsWithTheContext(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 14, network.Options{})
	inside, leave := make(chan struct{}), make(chan struct{})
	var first sync.WaitGroup
	first.Go(func() {
		w.update(w.live, func(context.Context, registry.Writer) error {
			close(inside)
			<-leave
			return nil
		})
	})
	<-inside
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.live.CatchUp(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("CatchUp with an ended context: %v", err)
	}
	close(leave)
	first.Wait()
}

func TestSettingsCountAsALayer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15, network.Options{})
	before := w.live.View().LayerSeq(registry.SettingChanges)
	w.update(w.live, func(ctx context.Context, to registry.Writer) error {
		return to.PutSetting(ctx, registry.SettingTitle, "Kon Tum")
	})
	if after := w.live.View().LayerSeq(registry.SettingChanges); after != before+1 {
		t.Errorf("settings stand at %d after %d", after, before)
	}
}

// TestOpenWhileOthersWrite loads a registry that changes between any two rows.
func TestOpenWhileOthersWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 16, network.Options{})
	w.live.Close()
	meddled := &meddling{Store: w.store, every: 40, meddle: func() { w.edit(w.store) }}
	live, err := network.Open(t.Context(), meddled, network.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	w.live = live
	if meddled.times < 10 {
		t.Fatalf("only %d edits during the opening", meddled.times)
	}
	meddled.every = 0
	w.catchUp()
	w.expectSame()
}

// meddling is a Store in which something happens while it is read.
type meddling struct {
	registry.Store
	mutex  sync.Mutex
	every  int
	rows   int
	times  int
	meddle func()
}

func (m *meddling) Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error {
	return m.Store.Scan(ctx, q, func(rec registry.Record) error {
		m.mutex.Lock()
		if m.rows++; m.every > 0 && m.rows%m.every == 0 {
			m.times++
			m.meddle()
		}
		m.mutex.Unlock()
		return yield(rec)
	})
}

// TestOpenFailsAsTheStoreDoes: a registry that cannot be read is an error.
func TestOpenFailsAsTheStoreDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 17, network.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := network.Open(ctx, w.store, network.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestLargeOpening is large enough for the two readers of a kind to meet in the
// middle.
func TestLargeOpening(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 18, network.Options{})
	w.live.Close()
	w.update(w.store, func(ctx context.Context, to registry.Writer) error {
		recs := make([]registry.Record, 4000)
		for i := range recs {
			recs[i] = w.site()
		}
		_, err := to.PutAll(ctx, recs)
		return err
	})
	for range 3 {
		live, err := network.Open(t.Context(), w.store, network.Options{Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		w.live = live
		w.expectSame()
		live.Close()
	}
}

// TestReadersBesideWriters reads and writes at the same time as fast as it goes,
// with merges all along. Every transaction writes the same note on two sites:
// no view may show different ones.
func TestReadersBesideWriters(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 19, network.Options{MergeAfter: 5})
	pair := [2]*registry.Site{w.site(), w.site()}
	write := func(to updater, note string) {
		w.update(to, func(ctx context.Context, to registry.Writer) error {
			for _, s := range pair {
				s.Note, s.Row.ValidFrom = note, registry.Date{}
				if _, err := to.Put(ctx, s); err != nil {
					return err
				}
			}
			return nil
		})
	}
	write(w.live, "0")
	ids := [2]string{pair[0].Row.ID, pair[1].Row.ID}
	var stop atomic.Bool
	var readers sync.WaitGroup
	for r := range 8 {
		readers.Go(func() {
			var last int64
			for i := 0; !stop.Load(); i++ {
				view := w.live.View()
				seq, _ := view.Seq(context.Background())
				if seq < last {
					t.Errorf("the view went back from %d to %d", last, seq)
				}
				last = seq
				if err := readPair(view, ids, i+r); err != nil {
					t.Errorf("at %d: %v", seq, err)
					return
				}
			}
		})
	}
	for i := range 100 {
		write(w.live, fmt.Sprint(i))
		switch i % 4 {
		case 0:
			w.edit(w.live)
		case 1:
			w.edit(w.store)
		case 2:
			w.catchUp()
		}
	}
	stop.Store(true)
	readers.Wait()
	w.catchUp()
	w.live.Settle()
	w.expectSame()
	if w.log.Len() > 0 {
		t.Errorf("logged: %s", w.log.String())
	}
}

func readPair(v *network.View, ids [2]string, i int) error {
	var notes [2]string
	for k, id := range ids {
		s, err := registry.Get[*registry.Site](context.Background(), v, registry.Sites, id, registry.Date{})
		if err != nil {
			return err
		}
		notes[k] = s.Note
	}
	if notes[0] != notes[1] {
		return fmt.Errorf("half of a transaction: %q", notes)
	}
	found, total, err := v.Find(context.Background(), registry.Query{
		Kind: registry.Sites, Where: []registry.Condition{registry.Where("id", ids[0], ids[1])}, Order: []registry.Order{{Field: "name"}},
	})
	if err != nil {
		return err
	}
	if total != 2 {
		return fmt.Errorf("finds %d of the pair", total)
	}
	p := found[i%2].(*registry.Site)
	switch i % 5 {
	case 0:
		v.Within(registry.Sites, p.Point, 20_000, registry.Date{}, nil)
	case 1:
		v.CommuneAt(p.Point, registry.Date{})
	case 2:
		v.InPolygon(registry.Zones, square(p.Point), registry.Date{})
	case 3:
		v.AppendFeature(nil, p)
	case 4:
		_, _, err = v.Find(context.Background(), registry.Query{Kind: registry.Sites, Text: "kon", Order: []registry.Order{{Field: "name"}}})
	}
	return err
}

// TestEditsFromOutside: what other programs write is entered and shown, with
// stores that can tell that somebody wrote and with such that cannot.
func TestEditsFromOutside(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		hide bool
	}{{"told", false}, {"polled", true}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 20, network.Options{})
			w.live.Close()
			var store registry.Store = w.store
			if c.hide {
				store = struct{ registry.Store }{w.store}
			}
			live, err := network.Open(t.Context(), store, network.Options{Clock: clock, WatchEvery: 5 * time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			w.live = live
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- live.Watch(ctx) }()
			outside := w.outside()
			for i := range 5 {
				name := fmt.Sprintf("QGIS %d", i)
				if _, err := outside.ExecContext(ctx, `UPDATE site SET name = ? WHERE fid = (SELECT min(fid) FROM site)`, name); err != nil {
					t.Fatal(err)
				}
				waitFor(t, func() bool {
					_, n, err := live.View().Find(ctx, registry.Query{Kind: registry.Sites, AllRows: true, Where: []registry.Condition{registry.Where("name", name)}})
					return err == nil && n == 1
				})
				w.edit(w.store) // another hatang
				seq, err := w.store.Seq(ctx)
				if err != nil {
					t.Fatal(err)
				}
				waitFor(t, func() bool { return w.seq() >= seq })
			}
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("Watch ended with %v", err)
			}
			w.expectSame()
			if err := w.store.Verify(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// waitFor waits until something is so; it gives up only when nothing can be
// expected any more.
func waitFor(t *testing.T, so func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain for a minute")
		}
	}
}

// TestWatchGoesOnAfterFaults: a fault is logged once and tried again, so is a
// change that could not be read back.
func TestWatchGoesOnAfterFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 21, network.Options{})
	w.live.Close()
	store := &failing{Store: w.store}
	heard := &syncLog{}
	live, err := network.Open(t.Context(), store, network.Options{Clock: clock, WatchEvery: time.Millisecond, Logger: heard.logger()})
	if err != nil {
		t.Fatal(err)
	}
	w.live = live
	store.down.Store(true)
	site := w.site()
	if err := live.Update(t.Context(), author, func(ctx context.Context, to registry.Writer) error { return w.put(ctx, to, site) }); err != nil {
		t.Errorf("an update that was written is an error: %v", err)
	}
	if !strings.Contains(heard.text(), "could not follow") {
		t.Errorf("the fault was not logged: %q", heard.text())
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- live.Watch(ctx) }()
	waitFor(t, func() bool { return store.faults.Load() > 5 })
	store.down.Store(false)
	waitFor(t, func() bool { return w.live.View().LayerSeq(registry.Sites) >= site.Row.Revision })
	waitFor(t, func() bool { return strings.Contains(heard.text(), "again\"\n") })
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Watch ended with %v", err)
	}
	if n := strings.Count(heard.text(), "edits from outside could not be read"); n != 1 {
		t.Errorf("a lasting fault was logged %d times", n)
	}
	w.expectSame()
}

// failing is a Store whose chain cannot be read for a while.
type failing struct {
	registry.Store
	down   atomic.Bool
	faults atomic.Int32
}

func (f *failing) Since(ctx context.Context, seq int64, yield func(registry.Change) error) error {
	if f.down.Load() {
		f.faults.Add(1)
		return errors.New("the disk is away")
	}
	return f.Store.Since(ctx, seq, yield)
}

// TestDays: rows begin and end to hold on their days, whatever was indexed as
// holding, and the day itself moves on.
func TestDays(t *testing.T) {
	t.Parallel()
	w := newEmptyWorld(t)
	var later atomic.Int32 // days after noon
	now := func() time.Time { return noon.AddDate(0, 0, int(later.Load())) }
	var err error
	if w.live, err = network.Open(t.Context(), w.store, network.Options{Clock: now}); err != nil {
		t.Fatal(err)
	}
	defer w.live.Close()
	put := func(code, from, to string) {
		s := &registry.Site{Code: code, OperatorCode: "VTL"}
		s.Point, s.Located = w.place(), true
		s.Row.ValidFrom, s.Row.ValidTo = day(t, from), day(t, to)
		w.update(w.live, func(ctx context.Context, to registry.Writer) error { return w.put(ctx, to, s) })
	}
	put("always", "", "")
	put("past", "", "2024-06-01")
	put("until yesterday", "", "2024-06-15")
	put("from today", "2024-06-15", "")
	put("from tomorrow", "2024-06-16", "")
	put("until tomorrow", "", "2024-06-17")
	put("from next year", "2025-01-01", "")
	expect := func(on string, want ...string) {
		t.Helper()
		for name, ask := range map[string]func() []registry.Record{
			"find": func() []registry.Record {
				found, _, err := w.live.View().Find(t.Context(), registry.Query{Kind: registry.Sites, AsOf: day(t, on)})
				if err != nil {
					t.Fatal(err)
				}
				return found
			},
			"within": func() []registry.Record {
				var found []registry.Record
				for _, h := range w.live.View().Within(registry.Sites, w.place(), 1e6, day(t, on), nil) {
					found = append(found, h.Record)
				}
				return found
			},
			"rows": func() []registry.Record {
				var found []registry.Record
				layer := w.live.View().Layer(registry.Sites)
				for _, row := range layer.AppendNearest(nil, w.place(), 100, day(t, on), nil) {
					if !layer.Holds(row, day(t, on)) {
						t.Errorf("row %d does not hold on %q", row, on)
					}
					found = append(found, layer.Record(row))
				}
				return found
			},
		} {
			var got []string
			for _, rec := range ask() {
				got = append(got, rec.(*registry.Site).Code)
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s on %q: %q, want %q", name, on, got, want)
			}
		}
	}
	expectAll := func() {
		t.Helper()
		expect("2024-05-31", "always", "past", "until yesterday", "until tomorrow")
		expect("2024-06-14", "always", "until yesterday", "until tomorrow")
		expect("2024-06-15", "always", "from today", "until tomorrow")
		expect("2024-06-16", "always", "from today", "from tomorrow", "until tomorrow")
		expect("2024-06-17", "always", "from today", "from tomorrow")
		expect("2025-06-17", "always", "from today", "from tomorrow", "from next year")
	}
	expectAll()
	expect("", "always", "from today", "until tomorrow")
	later.Store(1)
	expect("", "always", "from today", "from tomorrow", "until tomorrow")
	w.catchUp()
	w.live.Settle()
	if g := w.live.View().Layer(registry.Sites).Generation(); g != 2 {
		t.Errorf("generation %d on the day after, want a new base", g)
	}
	expectAll()
	expect("", "always", "from today", "from tomorrow", "until tomorrow")
}

// newEmptyWorld is a registry with operators only, and no live view yet.
func newEmptyWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, 1, network.Options{})
	w.live.Close()
	store, err := sqlite.Create(t.Context(), w.path+".empty.gpkg", sqlite.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	w.store = store
	w.update(store, func(ctx context.Context, to registry.Writer) error {
		_, err := to.Put(ctx, w.record(registry.Operators))
		if err == nil {
			_, err = to.Put(ctx, &registry.Operator{Code: "VTL", Name: "Viettel"})
		}
		return err
	})
	return w
}
