package network

import (
	"context"
	"maps"

	"hatang/registry"
)

// View is one state of the registry. It never changes and is safe for any number
// of readers. It is a registry.Reader with the Store's answers in the Store's
// order.
//
// Records that come from Find, Scan, Nearest and their like are shared between
// all readers and must not be changed. Get and Rows hand out copies, which may
// be changed and put; their geometry is shared, to be replaced, not edited.
type View struct {
	env      *environment
	seq      int64
	layers   map[registry.Kind]*Layer
	last     map[registry.Kind]int64 // the newest change of kinds without a layer
	opened   int64                   // the newest change when the registry was read
	communes *communes
}

var _ registry.Reader = (*View)(nil)

// Seq is the number of the newest change that the view holds. As with
// registry.Store's method the error is that of the context.
func (v *View) Seq(ctx context.Context) (int64, error) { return v.seq, ctx.Err() }

// LayerSeq is the number of the newest change of the kind; at least the newest
// of all when the registry was opened. It tells whether what was made from the
// kind still stands. Settings and rasters are kinds here too.
func (v *View) LayerSeq(kind registry.Kind) int64 {
	if l := v.layers[kind]; l != nil {
		return l.seq
	}
	return max(v.last[kind], v.opened)
}

// Layer is the rows of a kind, nil when there is no such kind.
func (v *View) Layer(kind registry.Kind) *Layer { return v.layers[kind] }

// with is the view after the changes. Layers in which many times mergeAfter rows
// changed at once, 0 for the default, get a new base.
func (v *View) with(c *changes, mergeAfter int) (*View, error) {
	next := *v
	next.seq = c.seq
	next.layers, next.last = maps.Clone(v.layers), maps.Clone(v.last)
	for kind, seq := range c.last {
		next.last[kind] = seq
	}
	for kind, edits := range c.edits {
		l, apply := v.layers[kind], (*Layer).with
		if l.replacedBy(edits, mergeAfter) {
			apply = (*Layer).rebuiltWith
		}
		var err error
		if next.layers[kind], err = apply(l, edits); err != nil {
			return nil, err
		}
	}
	if edits := c.edits[registry.Units]; len(edits) > 0 {
		next.communes = v.communes.with(next.layers[registry.Units], edits)
	}
	return &next, nil
}

// withLayer is the view with another form of the same layer.
func (v *View) withLayer(l *Layer) *View {
	next := *v
	next.layers = maps.Clone(v.layers)
	next.layers[l.Kind()] = l
	return &next
}

// prepare makes what questions will need: the map of communes, then the indexes
// of words.
func (v *View) prepare(ctx context.Context) {
	v.communes.prepare(v.env.today())
	for _, kind := range registry.Kinds() {
		b := v.layers[kind].base
		for i := range b.schema.Fields {
			if ctx.Err() != nil {
				return
			}
			if b.schema.Fields[i].Searchable() {
				b.text(i).words.get(b.text(i).index)
			}
		}
	}
}
