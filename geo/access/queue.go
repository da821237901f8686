package access

// queue hands out nodes from the cheapest bucket. Within a bucket the order is
// that of coming, so a node may come out before its cost is final; it then comes
// again. All costs are final when the queue is empty, as with Dijkstra's.
type queue struct {
	width   float64
	ring    [][]entry // a power of two of buckets, from current on
	current int64
	waiting int
}

type entry struct {
	cost float64
	node int32
}

func newQueue(width float64) *queue {
	return &queue{width: width, ring: make([][]entry, 64)}
}

// begin makes an empty queue ready for costs from least on.
func (q *queue) begin(least float64) { q.current = int64(least / q.width) }

// push adds a node; its cost is not below the least begun with, nor that of the
// node that came out last.
func (q *queue) push(node int32, cost float64) {
	b := int64(cost / q.width)
	for b-q.current >= int64(len(q.ring)) {
		q.grow()
	}
	slot := b & int64(len(q.ring)-1)
	q.ring[slot] = append(q.ring[slot], entry{cost, node})
	q.waiting++
}

// grow doubles the ring.
func (q *queue) grow() {
	old := q.ring
	q.ring = make([][]entry, 2*len(old))
	for k := range old {
		b := q.current + int64(k)
		q.ring[b&int64(len(q.ring)-1)] = old[b&int64(len(old)-1)]
	}
}

// pop is the next node; ok is false when there is none.
func (q *queue) pop() (e entry, ok bool) {
	if q.waiting == 0 {
		return entry{}, false
	}
	for {
		slot := &q.ring[q.current&int64(len(q.ring)-1)]
		if n := len(*slot); n > 0 {
			e = (*slot)[n-1]
			*slot = (*slot)[:n-1]
			q.waiting--
			return e, true
		}
		q.current++
	}
}
