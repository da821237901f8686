package network

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync/atomic"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/registry"
)

// Layer is one state of all rows of a kind. Like the View that it belongs to it
// never changes.
type Layer struct {
	env        *environment
	base       *base
	generation uint64
	seq        int64

	gone  bitmap      // rows of the base that are no more
	lost  int         // how many they are
	fresh []*freshRow // by coming; those that are no more included
	order []int32     // places in fresh of the rows that are, by (ID, ValidFrom)

	// Kinds with points only: the rows that hold on the days of now, and the
	// others. Which rows hold is the same on all days of now.
	parts [2]part
	now   span
	ref   int32 // a day in now
	// strays are rows of the base whose geometry no index can hold, such as a
	// longitude of 500 that another program wrote: they are looked at one by one.
	strays []int32
	// allHold tells whether every row of the base holds on the days of now.
	allHold bool

	journal journal
}

// freshRow is a row that came after the base was built.
type freshRow struct {
	record  registry.Record
	id      string
	span    span
	before  int32 // rows of the base that come before it
	fid     int64 // in the file; 0: not known
	feature atomic.Pointer[[]byte]
	folded  atomic.Pointer[string]
}

// newLayer is a layer without fresh rows.
func newLayer(env *environment, b *base, seq int64, generation uint64) (*Layer, error) {
	l := &Layer{env: env, base: b, seq: seq, generation: generation, ref: env.today(), journal: newJournal(seq)}
	l.now = span{0, forever}
	for _, s := range b.spans {
		l.narrow(s)
	}
	l.allHold = !slices.ContainsFunc(b.spans, func(s span) bool { return !s.holds(l.ref) })
	l.strays = b.strays
	if b.schema.Shapes != registry.Points {
		return l, nil
	}
	var rows [2][]int32
	var points [2][]orb.Point
	for i, rec := range b.records {
		p, located, onEarth := positionOf(rec)
		switch {
		case onEarth:
			at := l.partOf(b.spans[i])
			rows[at], points[at] = append(rows[at], int32(i)), append(points[at], p)
		case located:
			l.strays = append(l.strays, int32(i))
		}
	}
	for at := range l.parts {
		var err error
		if l.parts[at], err = newPart(rows[at], points[at], b.len()); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// narrow keeps now to the days before and after which something begins or ends.
func (l *Layer) narrow(s span) {
	for _, day := range [2]int32{s.from, s.to} {
		if day <= l.ref {
			l.now.from = max(l.now.from, day)
		} else {
			l.now.to = min(l.now.to, day)
		}
	}
}

// partOf is where a row with this span is indexed.
func (l *Layer) partOf(s span) int {
	if s.holds(l.ref) {
		return 0
	}
	return 1
}

// Kind is the kind of the layer's records.
func (l *Layer) Kind() registry.Kind { return l.base.schema.Kind }

// Seq is the number of the newest change of the layer, or of the registry when
// it was opened.
func (l *Layer) Seq() int64 { return l.seq }

// Generation tells which numbering of rows the layer has. Layers of one kind and
// generation number alike what they have in common; the later one has more
// rows at the end, and some that it does not answer with any more.
func (l *Layer) Generation() uint64 { return l.generation }

// Rows is the number of row numbers given: rows are numbered 0 to Rows()-1, and
// some of them may be gone.
func (l *Layer) Rows() int32 { return l.base.len() + int32(len(l.fresh)) }

// Len is the number of rows.
func (l *Layer) Len() int { return int(l.base.len()) - l.lost + len(l.order) }

// Record is the record of a row, gone or not. It is shared and must not be
// changed.
func (l *Layer) Record(row int32) registry.Record {
	if n := l.base.len(); row >= n {
		return l.fresh[row-n].record
	}
	return l.base.records[row]
}

// ID is the ID of a row's record.
func (l *Layer) ID(row int32) string {
	if n := l.base.len(); row >= n {
		return l.fresh[row-n].id
	}
	return l.base.ids[row]
}

// Holds tells whether the row holds on the day; the zero Date is today.
func (l *Layer) Holds(row int32, asOf registry.Date) bool { return l.holds(row, l.env.day(asOf)) }

func (l *Layer) holds(row, day int32) bool {
	if n := l.base.len(); row >= n {
		return l.fresh[row-n].span.holds(day)
	}
	return l.base.spans[row].holds(day)
}

// compareRows orders rows by (ID, ValidFrom).
func (l *Layer) compareRows(a, b int32) int {
	n := l.base.len()
	x, y := l.placeOf(a, n), l.placeOf(b, n)
	switch {
	case x != y:
		return int(x - y)
	case a < n || b < n || a == b:
		return 0
	}
	f, g := l.fresh[a-n], l.fresh[b-n]
	return compareNames(f.id, f.span.from, g.id, g.span.from)
}

// placeOf is where a row stands among those of the base: between them, if it is
// fresh.
func (l *Layer) placeOf(row, n int32) int64 {
	if row < n {
		return 2*int64(row) + 1
	}
	return 2 * int64(l.fresh[row-n].before)
}

func compareNames(id string, from int32, otherID string, otherFrom int32) int {
	if c := strings.Compare(id, otherID); c != 0 {
		return c
	}
	return int(from - otherFrom)
}

// find is the row of that name.
func (l *Layer) find(name rowName) (row int32, found bool) {
	from := int32(name.from.Days())
	if i, found := l.findFresh(name.id, from); found {
		return l.base.len() + l.order[i], true
	}
	row = l.base.lower(name.id, from)
	found = row < l.base.len() && l.base.ids[row] == name.id && l.base.spans[row].from == from && !l.gone.has(row)
	return row, found
}

// findFresh is the place in order of the fresh row of that name, or where it
// would stand.
func (l *Layer) findFresh(id string, from int32) (place int, found bool) {
	place = sort.Search(len(l.order), func(i int) bool {
		f := l.fresh[l.order[i]]
		return compareNames(f.id, f.span.from, id, from) >= 0
	})
	if place == len(l.order) {
		return place, false
	}
	f := l.fresh[l.order[place]]
	return place, f.id == id && f.span.from == from
}

// with is the layer after the edits.
func (l *Layer) with(edits []edit) (*Layer, error) {
	next := *l
	next.seq = edits[len(edits)-1].seq
	next.gone = slices.Clone(l.gone)
	next.order = slices.Clone(l.order)
	c := placeChanges{n: l.base.len()}
	names, rows := latest(edits)
	for _, name := range names {
		if row, found := next.find(name); found {
			next.remove(row, name, &c)
		}
		if row := rows[name]; row.record != nil {
			next.add(row, &c)
		}
	}
	next.journal = l.journal.after(next.seq, c.boxes)
	if l.base.schema.Shapes != registry.Points {
		return &next, nil
	}
	for at := range next.parts {
		if len(c.removed[at])+len(c.added[at]) == 0 {
			continue
		}
		over, err := next.parts[at].over.With(c.removed[at], c.added[at])
		if err != nil {
			return nil, fmt.Errorf("index of %s: %w", l.Kind(), err)
		}
		next.parts[at].over = over
	}
	return &next, nil
}

// placeChanges is what edits do to the spatial indexes of a layer.
type placeChanges struct {
	n       int32 // rows of the base
	removed [2][]int32
	added   [2][]index.Entry
	boxes   []orb.Bound
}

func (l *Layer) remove(row int32, name rowName, c *placeChanges) {
	rec := l.Record(row)
	var at int
	if row >= c.n {
		place, _ := l.findFresh(name.id, int32(name.from.Days()))
		l.order = slices.Delete(l.order, place, place+1)
		at = l.partOf(l.fresh[row-c.n].span)
	} else {
		if l.gone == nil {
			l.gone = newBitmap(int(c.n))
		}
		l.gone.set(row)
		l.lost++
		at = l.partOf(l.base.spans[row])
	}
	c.touch(rec)
	if _, _, onEarth := positionOf(rec); onEarth {
		c.removed[at] = append(c.removed[at], l.parts[at].number(row, c.n))
	}
}

func (l *Layer) add(row written, c *placeChanges) {
	rec := row.record
	head := rec.Head()
	f := &freshRow{record: rec, id: head.ID, span: spanOf(head), fid: row.fid}
	f.before = l.base.lower(f.id, f.span.from)
	place, _ := l.findFresh(f.id, f.span.from)
	l.fresh = append(l.fresh, f)
	l.order = slices.Insert(l.order, place, int32(len(l.fresh)-1))
	l.narrow(f.span)
	c.touch(rec)
	if p, _, onEarth := positionOf(rec); onEarth {
		at := l.partOf(f.span)
		c.added[at] = append(c.added[at], index.Entry{Row: l.parts[at].number(l.Rows()-1, c.n), Point: p})
	}
}

func (c *placeChanges) touch(rec registry.Record) {
	if shape := rec.Shape(); shape != nil {
		c.boxes = append(c.boxes, shape.Bound())
	}
}
