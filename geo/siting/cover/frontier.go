package cover

import (
	"container/heap"
	"math"
)

// memoryLimit is about how many bytes open nodes may hold before the search goes
// on depth first.
const memoryLimit = 256 << 20

// frontier are the nodes still to be searched. It hands out the one with the
// largest bound, so that the bound over all falls steadily; when they hold too much
// memory, the one that came last.
type frontier[T any] struct {
	queue entries[T]
	stack []entry[T]
	held  int
}

type entry[T any] struct {
	node  T
	bound float64
	size  int // bytes kept alive, about
}

func (f *frontier[T]) push(node T, bound float64, size int) {
	f.held += size
	e := entry[T]{node, bound, size}
	if f.held > memoryLimit || len(f.stack) > 0 {
		f.stack = append(f.stack, e)
		return
	}
	heap.Push(&f.queue, e)
}

func (f *frontier[T]) pop() (e entry[T], ok bool) {
	switch last := len(f.stack) - 1; {
	case last >= 0:
		e = f.stack[last]
		f.stack[last] = entry[T]{}
		f.stack = f.stack[:last]
	case len(f.queue) > 0:
		e = heap.Pop(&f.queue).(entry[T])
	default:
		return e, false
	}
	f.held -= e.size
	return e, true
}

// bound is the largest of the open nodes, -Inf where there is none.
func (f *frontier[T]) bound() float64 {
	bound := math.Inf(-1)
	if len(f.queue) > 0 {
		bound = f.queue[0].bound
	}
	for _, e := range f.stack {
		bound = max(bound, e.bound)
	}
	return bound
}

// entries is a heap by falling bounds.
type entries[T any] []entry[T]

func (q entries[T]) Len() int           { return len(q) }
func (q entries[T]) Less(a, b int) bool { return q[a].bound > q[b].bound }
func (q entries[T]) Swap(a, b int)      { q[a], q[b] = q[b], q[a] }
func (q *entries[T]) Push(x any)        { *q = append(*q, x.(entry[T])) }
func (q *entries[T]) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	(*q)[last] = entry[T]{}
	*q = (*q)[:last]
	return e
}
