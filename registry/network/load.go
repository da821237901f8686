package network

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"hatang/registry"
)

// load reads every row. The rows may be of a later state than the view's seq, or
// of several: the changes after seq, applied to them, make one of them.
func load(ctx context.Context, store registry.Store, env *environment) (*View, error) {
	seq, err := store.Seq(ctx)
	if err != nil {
		return nil, err
	}
	v := &View{env: env, seq: seq, opened: seq, layers: map[registry.Kind]*Layer{}, last: map[registry.Kind]int64{}}
	kinds := registry.Kinds()
	layers := make([]*Layer, len(kinds))
	g, ctx := errgroup.WithContext(ctx)
	for i, kind := range kinds {
		g.Go(func() error {
			records, err := readKind(ctx, store, kind)
			if err != nil {
				return err
			}
			b, err := newBase(registry.SchemaOf(kind), records)
			if err != nil {
				return err
			}
			layers[i], err = newLayer(env, b, seq, 1)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for i, kind := range kinds {
		v.layers[kind] = layers[i]
	}
	v.communes = newCommunes(v.layers[registry.Units], nil)
	return v, nil
}

// readKind reads the rows of a kind, from the first on and at the same time from
// the last back, until the two readers meet.
func readKind(ctx context.Context, store registry.Store, kind registry.Kind) ([]registry.Record, error) {
	up, down := &sweep{}, &sweep{descending: true}
	up.other, down.other = down, up
	g, ctx := errgroup.WithContext(ctx)
	for _, s := range []*sweep{up, down} {
		g.Go(func() error { return s.run(ctx, store, kind) })
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	if up.complete {
		return up.records, nil
	}
	// The one has all IDs before its last, the other all from there on.
	last := up.records[len(up.records)-1].Head().ID
	isLater := func(rec registry.Record) bool { return rec.Head().ID >= last }
	records := up.records
	for len(records) > 0 && isLater(records[len(records)-1]) {
		records = records[:len(records)-1]
	}
	for _, rec := range slices.Backward(down.records) {
		if isLater(rec) {
			records = append(records, rec)
		}
	}
	return slices.Clip(records), nil
}

// sweep reads the rows of a kind in order of their IDs.
type sweep struct {
	descending bool
	other      *sweep // comes the other way
	records    []registry.Record
	complete   bool
	at         atomic.Pointer[string] // the ID that it has come to
}

// lookAround is after how many rows a sweep looks whether it has met the other.
const lookAround = 256

var errMet = errors.New("the other sweep has been here")

func (s *sweep) run(ctx context.Context, store registry.Store, kind registry.Kind) error {
	q := registry.Query{Kind: kind, AllRows: true}
	if s.descending {
		q.Order = []registry.Order{{Field: "id", Descending: true}}
	}
	shared := newInterner(registry.SchemaOf(kind))
	err := store.Scan(ctx, q, func(rec registry.Record) error {
		shared.intern(rec)
		s.records = append(s.records, rec)
		if len(s.records)%lookAround != 0 {
			return nil
		}
		id := rec.Head().ID
		s.at.Store(&id)
		if other := s.other.at.Load(); other != nil && (id < *other) == s.descending && id != *other {
			return errMet
		}
		return nil
	})
	if errors.Is(err, errMet) {
		return nil
	}
	s.complete = err == nil
	return err
}

// interner lets equal texts share their bytes: codes of operators, communes and
// states repeat in thousands of rows. Texts that do not repeat stand one after
// the other in large blocks: a million small pieces of memory would take more
// room, and time at every garbage collection.
type interner struct {
	fields []internedField
	block  strings.Builder // the block being filled; it never grows beyond its first size
}

type internedField struct {
	field        *registry.Field
	known        map[string]string // nil: given up
	asked, found int
}

// blockBytes is the size of a block; one stays as long as one of its texts does.
const blockBytes = 32 << 10

func newInterner(s *registry.Schema) *interner {
	in := &interner{}
	for i := range s.Fields {
		switch f := &s.Fields[i]; f.Type {
		case registry.TextField, registry.CodeField, registry.ListField:
			in.fields = append(in.fields, internedField{field: f, known: map[string]string{}})
		case registry.IntegerField, registry.RealField, registry.BooleanField, registry.DateField:
		}
	}
	return in
}

// trial is after how many texts a field is given up in which few repeat.
const trial = 1000

func (in *interner) intern(rec registry.Record) {
	for i := range in.fields {
		f := &in.fields[i]
		text, ok := f.field.Value(rec).(string)
		if !ok {
			continue
		}
		known, repeats := f.known[text]
		if !repeats {
			known = in.keep(text)
		}
		_ = f.field.Set(rec, known) // a text, as Value gave
		if f.known == nil {
			continue
		}
		if f.asked++; repeats {
			f.found++
		} else {
			f.known[known] = known
		}
		if f.asked == trial && f.found < trial/2 {
			f.known = nil
		}
	}
}

// keep is the text in the current block.
func (in *interner) keep(text string) string {
	if len(text) > blockBytes/16 {
		return text
	}
	if in.block.Len()+len(text) > in.block.Cap() {
		in.block.Reset()
		in.block.Grow(blockBytes)
	}
	from := in.block.Len()
	in.block.WriteString(text)
	return in.block.String()[from:]
}
