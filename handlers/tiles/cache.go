package tiles

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"hatang/geo/tile"
	"hatang/registry"
)

// drawn is a tile that was drawn. But for the revision it never changes.
type drawn struct {
	content []byte
	tag     string       // of the content, without quotes
	shows   atomic.Int64 // the latest revision of the layer that it is known to show

	zip    sync.Once
	zipped []byte // nil: not worth it
}

func newDrawn(content []byte, revision int64) *drawn {
	d := &drawn{content: content, tag: contentTag(content)}
	d.shows.Store(revision)
	return d
}

// contentTag is the opaque part of an ETag by content.
func contentTag(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:12])
}

// current tells whether the tile shows the view's state, or a later one.
func (d *drawn) current(view *tile.View, id tile.ID) bool {
	shown := d.shows.Load()
	if shown >= view.Revision {
		return true
	}
	if !view.Same(id, shown) {
		return false
	}
	d.advance(view.Revision)
	return true
}

func (d *drawn) advance(revision int64) {
	for shown := d.shows.Load(); shown < revision; shown = d.shows.Load() {
		if d.shows.CompareAndSwap(shown, revision) {
			return
		}
	}
}

const (
	// minZipBytes is the size under which compressing saves less than a packet.
	minZipBytes = 512
	// zipLevel is where BenchmarkGzip has its knee. Level 1 takes half the time and
	// leaves a fifth to a quarter more, to be sent each time; level 7 takes twice
	// the time and saves a hundredth.
	zipLevel = 6
)

// gzipped is the compressed content, made when it is first asked for; nil when
// it would not be smaller.
func (d *drawn) gzipped() []byte {
	d.zip.Do(func() {
		if len(d.content) < minZipBytes {
			return
		}
		var out bytes.Buffer
		w, err := gzip.NewWriterLevel(&out, zipLevel)
		if err != nil {
			return
		}
		if _, err = w.Write(d.content); err == nil && w.Close() == nil && out.Len() < len(d.content) {
			d.zipped = bytes.Clone(out.Bytes())
		}
	})
	return d.zipped
}

// key names a tile of a day.
type key struct {
	layer   string
	day     registry.Date
	variant string
	id      tile.ID
}

// cache keeps drawn tiles.
type cache struct {
	tiles   *otter.Cache[key, *drawn]
	drawing singleflight.Group
}

// entryBytes is about what a tile takes besides its content.
const entryBytes = 400

func newCache(maxBytes uint64) (*cache, error) {
	tiles, err := otter.New(&otter.Options[key, *drawn]{
		MaximumWeight: maxBytes,
		Weigher: func(k key, d *drawn) uint32 {
			return uint32(entryBytes + len(k.variant) + 3*len(d.content)/2) // its compressed form included
		},
	})
	if err != nil {
		return nil, fmt.Errorf("tiles: cache: %w", err)
	}
	return &cache{tiles: tiles}, nil
}

// get is the tile as the view has it. Several who ask for a tile that is not
// there wait for one of them to draw it.
func (c *cache) get(k key, view *tile.View, draw func() ([]byte, error)) (*drawn, error) {
	kept, found := c.tiles.GetIfPresent(k)
	if found && kept.current(view, k.id) {
		return kept, nil
	}
	// Whoever sees a later revision must not wait for an earlier one.
	flight := fmt.Sprintf("%s %v %v %d %s", k.layer, k.day, k.id, view.Revision, k.variant)
	made, err, _ := c.drawing.Do(flight, func() (any, error) {
		content, err := draw()
		if err != nil {
			return nil, err
		}
		if found && bytes.Equal(content, kept.content) {
			kept.advance(view.Revision)
			return kept, nil
		}
		fresh := newDrawn(content, view.Revision)
		if now, ok := c.tiles.GetIfPresent(k); !ok || now.shows.Load() < view.Revision {
			c.tiles.Set(k, fresh)
		}
		return fresh, nil
	})
	d, _ := made.(*drawn)
	return d, err
}
