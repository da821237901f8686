package network

import (
	"context"

	"hatang/registry"
)

// Through is a Store that reads from the file and writes through the live view:
// who asks the view right after an Update finds what was written, instead of only
// when Watch has seen it. It is for packages that want a Store, beside handlers
// that answer from the view.
type Through struct {
	registry.Store // the one that Live was opened on
	Live           *Live
}

// Update is Live.Update.
func (t Through) Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error {
	return t.Live.Update(ctx, author, fn)
}
