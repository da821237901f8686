package network

import (
	"testing"
	"time"

	"hatang/registry"
)

// Settle waits until nothing runs in the background.
func (l *Live) Settle() { l.jobs.Wait() }

// ApplyOne is a function that applies one change of a station to the current
// view and drops the result, after the given number of changes.
func (l *Live) ApplyOne(b *testing.B, waiting int) func() {
	b.Helper()
	view := l.View()
	base := view.layers[registry.Stations].base
	change := func(i int) *changes {
		rec := copyRecord(base.records[i*7919%len(base.records)])
		s, _ := rec.(*registry.Station)
		s.Point[0] += 1e-5
		before, after := registry.AppendJSON(nil, rec), registry.AppendJSON(nil, s)
		seq := view.seq + 1
		e, exact, err := readEdit(registry.Change{Seq: seq, Kind: registry.Stations, RecordID: s.Row.ID, Before: before, After: after})
		if err != nil || !exact {
			b.Fatal(exact, err)
		}
		return &changes{seq: seq, edits: map[registry.Kind][]edit{registry.Stations: {e}}, last: map[registry.Kind]int64{registry.Stations: seq}}
	}
	for i := range waiting {
		next, err := view.with(change(i), 0)
		if err != nil {
			b.Fatal(err)
		}
		view = next
	}
	i := waiting
	return func() {
		if _, err := view.with(change(i), 0); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// FeaturesKept is how many rows of the kind's base have their feature rendered.
func (v *View) FeaturesKept(kind registry.Kind) int {
	kept := 0
	for i := range v.layers[kind].base.features {
		if v.layers[kind].base.features[i].Load() != nil {
			kept++
		}
	}
	return kept
}

// HoldMap spoils the map of communes and stops the drawing of a new one in its
// midst, until release is called.
func (l *Live) HoldMap(spoil func()) (release func()) {
	l.worker <- struct{}{}
	spoil()
	pen := &l.View().communes.pen
	pen.Lock()
	<-l.worker
	time.Sleep(20 * time.Millisecond) // the drawing most likely has come to the pen
	return pen.Unlock
}

// MapsDrawn identifies the maps of communes that there are.
func (l *Live) MapsDrawn() []any {
	var drawn []any
	c := l.View().communes
	for i := range c.spells {
		if d := c.spells[i].Load(); d != nil {
			drawn = append(drawn, d.locator)
		}
	}
	return drawn
}

// Rebuild gives the stations of the current view a new base and drops it.
func (l *Live) Rebuild() error {
	_, err := l.View().layers[registry.Stations].rebuilt()
	return err
}
