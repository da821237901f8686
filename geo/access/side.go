package access

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// each does n pieces of work on all cores. worker makes what does a piece, once
// for every goroutine, so that it may keep memory to use again.
func each(n int, worker func() func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		do := worker()
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			do := worker()
			for i := int(next.Add(1) - 1); i < n; i = int(next.Add(1) - 1) {
				do(i)
			}
		})
	}
	group.Wait()
}

// runs cuts n into pieces of at most size and calls do with their bounds, on all
// cores.
func runs(n, size int, do func(from, to int)) {
	each((n+size-1)/size, func() func(int) {
		return func(i int) { do(i*size, min((i+1)*size, n)) }
	})
}
