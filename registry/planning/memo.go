package planning

import (
	"context"
	"slices"
	"sync"

	"github.com/paulmach/orb"
)

// memo is what a stage remembers from one edit of a plan to the next: plans that
// differ in a point or two share almost everything.
type memo struct {
	mutex sync.Mutex
	rows  map[orb.Point]row
	last  *state // never changed
}

// row is the cells that a point would serve at less than the network as it is,
// and that cost.
type row struct {
	cells []int32
	cost  []float32
}

// mostRows is how many rows are remembered: those of one large plan, some 200 kB
// each.
const mostRows = 128

// rows are those of the points that a plan adds, in order.
func (s *stage) rows(added []Added) []row {
	rows := make([]row, len(added))
	var missing []int
	s.memo.mutex.Lock()
	for i := range added {
		if r, known := s.memo.rows[added[i].At()]; known {
			rows[i] = r
		} else {
			missing = append(missing, i)
		}
	}
	s.memo.mutex.Unlock()
	_ = each(context.Background(), len(missing), func(k int) { // a background context never ends
		i := missing[k]
		rows[i].cells, rows[i].cost = s.field.Row(added[i].At())
	})
	s.memo.mutex.Lock()
	defer s.memo.mutex.Unlock()
	if s.memo.rows == nil || len(s.memo.rows)+len(missing) > mostRows {
		s.memo.rows = map[orb.Point]row{}
	}
	for _, i := range missing {
		if len(s.memo.rows) < mostRows {
			s.memo.rows[added[i].At()] = rows[i]
		}
	}
	return rows
}

// near is the state laid last, if the layout can be reached from it with fewer
// changes than from the network as it is: nothing that it closed is open again.
func (s *stage) near(l Layout) *state {
	s.memo.mutex.Lock()
	last := s.memo.last
	s.memo.mutex.Unlock()
	if last == nil {
		return nil
	}
	for _, id := range last.layout.Closed {
		if !slices.Contains(l.Closed, id) {
			return nil
		}
	}
	changes := len(l.Closed) - len(last.layout.Closed)
	for i := range last.layout.Added {
		if !slices.ContainsFunc(l.Added, func(a Added) bool { return a.At() == last.layout.Added[i].At() }) {
			changes++
		}
	}
	for i := range l.Added {
		if last.numberAt(l.Added[i].At(), nil) < 0 {
			changes++
		}
	}
	if changes >= len(l.Added)+len(l.Closed) {
		return nil
	}
	return last
}

// numberAt is the number of a point that the state added at a place and that is
// not taken yet, -1 when there is none.
func (t *state) numberAt(at orb.Point, taken map[int32]bool) int32 {
	for i := range t.layout.Added {
		if n := t.added[i]; t.layout.Added[i].At() == at && !taken[n] {
			return n
		}
	}
	return -1
}

func (s *stage) remember(t *state) {
	s.memo.mutex.Lock()
	s.memo.last = t
	s.memo.mutex.Unlock()
}
