package ogc

import (
	"fmt"
	"hash/maphash"
	"strings"
	"sync/atomic"

	"github.com/maypok86/otter/v2"
)

const (
	// keptBytes bounds what all kept pages take.
	keptBytes = 16 << 20
	// minKeptBytes is the size under which a page is made as fast as it is found.
	minKeptBytes = 16 << 10
	maxKeptBytes = keptBytes / 8
	// rememberedPages is about how many pages are remembered to have been asked
	// for, a power of two.
	rememberedPages = 1 << 12
)

// keptPages are pages that were asked for more than once, as they were written:
// the first page of a collection is what every program begins with. A page is
// kept by the words of the question and the state of the layer; another state
// leaves it to be pushed out.
type keptPages struct {
	pages *otter.Cache[string, *keptPage]
	// asked has the hash of the last question at each place, so that a page
	// asked for once does not push out others.
	asked [rememberedPages]atomic.Uint64
	seed  maphash.Seed
}

type keptPage struct {
	link    string // header
	content []byte
}

func newKeptPages() (*keptPages, error) {
	pages, err := otter.New(&otter.Options[string, *keptPage]{
		MaximumWeight: keptBytes,
		Weigher:       func(key string, p *keptPage) uint32 { return uint32(len(key) + len(p.link) + len(p.content)) },
	})
	if err != nil {
		return nil, fmt.Errorf("ogc: kept pages: %w", err)
	}
	return &keptPages{pages: pages, seed: maphash.MakeSeed()}, nil
}

// pageKey tells questions, and states in which they are asked, apart.
func pageKey(seq int64, words []string) string {
	var key strings.Builder
	fmt.Fprint(&key, seq)
	for _, word := range words {
		fmt.Fprintf(&key, " %d:%s", len(word), word)
	}
	return key.String()
}

func (k *keptPages) get(key string) (*keptPage, bool) { return k.pages.GetIfPresent(key) }

// offer keeps a copy of the page if it was asked for lately.
func (k *keptPages) offer(key, link string, content []byte) {
	if len(content) < minKeptBytes || len(content) > maxKeptBytes {
		return
	}
	hash := maphash.String(k.seed, key)
	if k.asked[hash%rememberedPages].Swap(hash) != hash {
		return
	}
	k.pages.Set(key, &keptPage{link, append([]byte(nil), content...)})
}
