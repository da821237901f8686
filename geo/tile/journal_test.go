package tile_test

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/tile"
)

func TestJournal(t *testing.T) {
	t.Parallel()
	here, there := orb.Point{105.83, 21.02}, orb.Point{106.68, 10.78}
	id := hanoi(10)
	start := tile.NewJournal(5)
	first := start.After(6, there.Bound())
	second := first.After(7, here.Bound(), there.Bound())
	third := second.After(8, there.Bound())
	beside := orb.Point{id.Bound().Min[0] - 0.0001, id.Bound().Max[1] + 0.0001}
	across := start.After(6, beside.Bound()) // 4 units beyond the north-western corner
	var none *tile.Journal
	tests := map[string]struct {
		journal  *tile.Journal
		revision uint64
		want     bool
	}{
		"nothing happened":           {start, 5, true},
		"before the journal":         {start, 4, false},
		"elsewhere":                  {first, 5, true},
		"here":                       {second, 5, false},
		"here, before":               {second, 7, true},
		"here, with more later":      {third, 6, false},
		"beside, within reach":       {across, 5, false},
		"elsewhere since":            {third, 7, true},
		"the older one is unchanged": {first, 6, true},
		"no journal":                 {none, 7, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tc.journal.Same(id, tc.revision); got != tc.want {
				t.Errorf("Same(%d) = %v, want %v", tc.revision, got, tc.want)
			}
		})
	}
}

// TestJournalKnowsWhatItSays compares with a plain list of everything that ever
// happened: what the journal calls the same is.
func TestJournalKnowsWhatItSays(t *testing.T) {
	t.Parallel()
	type change struct {
		revision uint64
		at       orb.Point
	}
	random := rand.New(rand.NewPCG(1, 2))
	journal := tile.NewJournal(0)
	var all []change
	somewhere := func() orb.Point { return orb.Point{105 + random.Float64(), 20 + random.Float64()} }
	known := 0
	for revision := uint64(1); revision < 3000; revision++ {
		var boxes []orb.Bound
		for range random.IntN(5) {
			c := change{revision, somewhere()}
			all = append(all, c)
			boxes = append(boxes, c.at.Bound())
		}
		journal = journal.After(revision, boxes...)
		since := revision - min(revision, random.Uint64N(300))
		id := tile.Containing(tile.Project(somewhere()), uint8(8+random.IntN(6)))
		if !journal.Same(id, since) {
			continue
		}
		known++
		for _, c := range all {
			if c.revision > since && id.Holds(tile.Project(c.at)) {
				t.Fatalf("tile %v is not the same as at %d: %v changed at %d", id, since, c.at, c.revision)
			}
		}
	}
	if known < 300 {
		t.Errorf("only %d tiles were known to be the same", known)
	}
	if all := journal.After(3000, make([]orb.Bound, 100_000)...); all.Same(hanoi(3), 2999) || !all.Same(hanoi(3), 3000) {
		t.Error("a change of 100,000 at once is not taken to be everywhere")
	}
}
