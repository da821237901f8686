package api

import (
	"context"
	"errors"
	"sort"
	"strings"
	"sync"
	"time"

	"hatang/registry"
)

// past is which keys the chain of changes holds from the last keyLifetime, so
// that a key which is new need not be looked for there: the chain of a province
// has hundreds of thousands of changes and no index by request. It is read once,
// when the first key comes, from where that time begins; what this process writes
// is added.
type past struct {
	mu   sync.Mutex
	read bool
	made map[string]pastWrite // by the part of the request id that the key gives
}

// pastWrite is a write that the chain holds: what was asked, as its request id
// says, and when.
type pastWrite struct {
	asked string
	at    time.Time
	// failed tells of a write that this process answered with an error: the chain
	// may hold it all the same, when the fault came after its transaction.
	failed bool
}

// maxPast bounds the memory of keys, some 20 MB; beyond it those whose time is
// over are dropped.
const maxPast = 100_000

// The request id of a write with a key: the prefix, 24 digits that follow from
// who asks and the key, a hyphen and 16 from what was asked.
const (
	onceKeyDigits, onceAskedDigits = 24, 16

	oncePrefix = "once-"
)

func onceRequest(key, asked string) string {
	return oncePrefix + key[:onceKeyDigits] + "-" + asked[:onceAskedDigits]
}

// parseOnce takes a request id of a write with a key apart.
func parseOnce(request string) (key, asked string, ok bool) {
	rest, ok := strings.CutPrefix(request, oncePrefix)
	if !ok || len(rest) != onceKeyDigits+1+onceAskedDigits || rest[onceKeyDigits] != '-' {
		return "", "", false
	}
	return rest[:onceKeyDigits], rest[onceKeyDigits+1:], true
}

// find is the write under the key that is not older than keyLifetime.
func (p *past) find(ctx context.Context, archive Archive, last int64, key string, now time.Time) (w pastWrite, found bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.read {
		if err := p.load(ctx, archive, last, now.Add(-keyLifetime)); err != nil {
			return w, false, err
		}
		p.read = true
	}
	w, found = p.made[key[:onceKeyDigits]]
	return w, found && now.Sub(w.at) < keyLifetime, nil
}

// add notes a write of this process.
func (p *past) add(key string, w pastWrite) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made == nil {
		p.made = map[string]pastWrite{}
	}
	if len(p.made) >= maxPast {
		for k, old := range p.made {
			if w.at.Sub(old.at) >= keyLifetime {
				delete(p.made, k)
			}
		}
	}
	w.asked = w.asked[:onceAskedDigits]
	p.made[key[:onceKeyDigits]] = w
}

// load reads the keys of the changes since the given time, of which the newest
// has the number last.
func (p *past) load(ctx context.Context, archive Archive, last int64, since time.Time) error {
	if p.made == nil {
		p.made = map[string]pastWrite{}
	}
	from, err := firstSince(ctx, archive, last, since)
	if err != nil {
		return err
	}
	return archive.Since(ctx, from-1, func(change registry.Change) error {
		if key, asked, ok := parseOnce(change.Request); ok {
			if w, known := p.made[key]; !known || w.at.Before(change.At) {
				p.made[key] = pastWrite{asked: asked, at: change.At}
			}
		}
		return nil
	})
}

// firstSince is the number of the first change at or after the time; the numbers
// follow time.
func firstSince(ctx context.Context, archive Archive, last int64, since time.Time) (int64, error) {
	var failed error
	n := sort.Search(int(last), func(i int) bool {
		if failed != nil {
			return true
		}
		at, err := timeOf(ctx, archive, int64(i)+1)
		failed = err
		return !at.Before(since)
	})
	return int64(n) + 1, failed
}

// timeOf is when the change of that number, or the next after it, was recorded.
func timeOf(ctx context.Context, archive Archive, seq int64) (at time.Time, err error) {
	err = archive.Since(ctx, seq-1, func(change registry.Change) error {
		at = change.At
		return errFound
	})
	if errors.Is(err, errFound) {
		err = nil
	}
	return at, err
}
