package network

import (
	"fmt"
	"hash/maphash"
	"math"
	"math/bits"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/registry"
)

// base is the rows of a kind as they were when it was built, in order of (ID,
// ValidFrom): row i is records[i]. It never changes, but for what it remembers
// of questions.
type base struct {
	schema  *registry.Schema
	records []registry.Record
	ids     []string
	spans   []span
	boxes   *index.Boxes // of areas, by row; nil for other kinds
	strays  []int32      // areas that boxes cannot hold

	columns  []column // by field of the schema
	numbers  lazy[*recordTable]
	features []atomic.Pointer[[]byte]
	held     atomic.Int64 // bytes of features

	fids      atomic.Pointer[[]fidText] // feature ids, once they were read
	numbering sync.Mutex                // is held by who reads them
}

// newBase keeps the slice of records, which it brings in order.
func newBase(schema *registry.Schema, records []registry.Record) (*base, error) {
	if len(records) > math.MaxInt32/2 {
		return nil, fmt.Errorf("%d rows of %s, at most %d can be kept in memory", len(records), schema.Kind, math.MaxInt32/2)
	}
	if !slices.IsSortedFunc(records, compareRecords) {
		slices.SortFunc(records, compareRecords)
	}
	b := &base{
		schema: schema, records: records,
		ids: make([]string, len(records)), spans: make([]span, len(records)),
		columns:  make([]column, len(schema.Fields)),
		features: make([]atomic.Pointer[[]byte], len(records)),
	}
	for i, rec := range records {
		head := rec.Head()
		b.ids[i], b.spans[i] = head.ID, spanOf(head)
	}
	return b, b.indexAreas()
}

func (b *base) indexAreas() error {
	if b.schema.Shapes != registry.Areas {
		return nil
	}
	bounds := make([]orb.Bound, len(b.records))
	for i, rec := range b.records {
		var sound bool
		if bounds[i], sound = areaBound(rec); !sound {
			b.strays = append(b.strays, int32(i))
		}
	}
	var err error
	b.boxes, err = index.NewBoxes(bounds)
	return err
}

// compareRecords orders rows as lists without another order do.
func compareRecords(a, b registry.Record) int {
	x, y := a.Head(), b.Head()
	if c := strings.Compare(x.ID, y.ID); c != 0 {
		return c
	}
	return x.ValidFrom.Compare(y.ValidFrom)
}

// nowhere is the bound of what has no place.
var nowhere = orb.MultiPoint(nil).Bound()

// areaBound is the bound of a record's area, empty when it has none. One whose
// corners are not finite is not sound, and empty.
func areaBound(rec registry.Record) (bound orb.Bound, sound bool) {
	area, _ := rec.Shape().(orb.MultiPolygon)
	bound = nowhere
	for _, polygon := range area {
		for _, ring := range polygon {
			for _, v := range ring {
				if math.IsNaN(v[0]-v[0]) || math.IsNaN(v[1]-v[1]) {
					return nowhere, false
				}
				bound = bound.Extend(v)
			}
		}
	}
	return bound, true
}

// positionOf is the point of a record that has one, and whether it is a place on
// earth, as the index needs it.
func positionOf(rec registry.Record) (p orb.Point, located, onEarth bool) {
	p, located = rec.Shape().(orb.Point)
	return p, located, located && p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90
}

func (b *base) len() int32 { return int32(len(b.records)) }

// lower is the first row that does not come before (id, from).
func (b *base) lower(id string, from int32) int32 {
	return int32(sort.Search(len(b.ids), func(i int) bool {
		c := strings.Compare(b.ids[i], id)
		return c > 0 || (c == 0 && b.spans[i].from >= from)
	}))
}

// firstOf is the first row whose ID does not come before id.
func (b *base) firstOf(id string) int32 { return b.lower(id, math.MinInt32) }

// numberOf is the row that holds this very record.
func (b *base) numberOf(rec registry.Record) (int32, bool) {
	t := b.numbers.get(func() *recordTable { return newRecordTable(b.records) })
	return t.find(b.records, rec)
}

// recordTable finds the rows of records by their identity: a hash table of row
// numbers alone, an eighth of the memory of a map and nothing for the garbage
// collector to look at.
type recordTable struct {
	seed maphash.Seed
	rows []int32 // row + 1, 0 where there is none; a power of two of them
}

func newRecordTable(records []registry.Record) *recordTable {
	t := &recordTable{maphash.MakeSeed(), make([]int32, 1<<bits.Len(uint(2*len(records))))}
	for row, rec := range records {
		at := t.home(rec)
		for ; t.rows[at] != 0; at = (at + 1) & (len(t.rows) - 1) {
		}
		t.rows[at] = int32(row) + 1
	}
	return t
}

// home is where the search for a record begins.
func (t *recordTable) home(rec registry.Record) int {
	return int(maphash.Comparable(t.seed, rec) & uint64(len(t.rows)-1))
}

func (t *recordTable) find(records []registry.Record, rec registry.Record) (int32, bool) {
	if rec == nil {
		return 0, false
	}
	for at := t.home(rec); t.rows[at] != 0; at = (at + 1) & (len(t.rows) - 1) {
		if row := t.rows[at] - 1; records[row] == rec {
			return row, true
		}
	}
	return 0, false
}
