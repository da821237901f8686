package raster

import (
	"context"
	"sync"
	"sync/atomic"
)

// each calls do with the numbers below count, shared out among workers, until
// it has called it with all or ctx is done.
func each(ctx context.Context, workers, count int, do func(int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1) - 1)
				if i >= count {
					return
				}
				do(i)
			}
		})
	}
	group.Wait()
}
