package network

import (
	"sync"
	"sync/atomic"
)

// lazy is a value that is made when it is first asked for. All who ask meanwhile
// wait for it.
type lazy[T any] struct {
	once  sync.Once
	made  atomic.Bool
	value T
}

func (l *lazy[T]) get(make func() T) T {
	if !l.made.Load() {
		l.once.Do(func() {
			l.value = make()
			l.made.Store(true)
		})
	}
	return l.value
}

// ready tells whether the value is there.
func (l *lazy[T]) ready() bool { return l.made.Load() }

// takeOver makes the value the other's, if the other has one.
func (l *lazy[T]) takeOver(other *lazy[T]) {
	if other.ready() {
		l.get(func() T { return other.value })
	}
}
