package importing

import (
	"math/bits"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// bits64 is a set of fields by their index in the schema. Schemas have at most
// 64 fields; newImporter checks.
type bits64 uint64

func (b bits64) has(i int) bool { return b&(1<<i) != 0 }

func (b *bits64) add(i int) { *b |= 1 << i }

// each calls f with every member.
func (b bits64) each(f func(i int)) {
	for rest := uint64(b); rest != 0; rest &= rest - 1 {
		f(bits.TrailingZeros64(rest))
	}
}

// draft is one row on its way to a record: what it states, and what was found
// out about it.
type draft struct {
	row        int
	rec        registry.Record // holds what the row states, and what follows from it for a new record
	stated     bits64
	shape      orb.Geometry // what the row states, repaired; nil for nothing
	raw        orb.Geometry // the same before repair
	content    uint64       // hash of what the row says
	id         string
	from       registry.Date
	to         registry.Date
	byCode     []codeReference
	problems   []registry.Problem // not reported yet
	faulty     bool
	warned     bool
	tidied     bool // vertices were dropped or added without moving the boundary
	repeats    bool // an earlier row says the same
	after      bool // an earlier row of the file is about the same thing
	near       int32
	inherited  *orb.Point // where it stands, when it states no coordinates itself
	site       *pendingSite
	noted      []string        // rules whose findings are only counted
	neighbour  int32           // 1 + its entry among the neighbours, 0 for none
	standIn    *standIn        // where to put it for want of a position
	unplaced   registry.Text   // why there is no stand-in
	stands     bool            // the record has the stand-in
	positioned bool            // the record has a position
	put        registry.Record // what is to be written, nil for nothing
	before     registry.Record // what is to be written before it: the row that it splits
	outcome    registry.Operation
}

// fromRegistry tells rows that another registry wrote: they have an ID, and what
// they do not state was not known there either, so nothing is added to them.
func (d *draft) fromRegistry() bool { return d.id != "" }

// codeReference is a reference by code that is to become one by ID.
type codeReference struct {
	field    *registry.Field
	at       int // the field's index
	header   string
	code     string
	operator string // the row's, "" when it has none
}

// fieldsOf maps a schema's fields to their index.
func fieldsOf(schema *registry.Schema) map[string]int {
	index := make(map[string]int, len(schema.Fields))
	for i := range schema.Fields {
		index[schema.Fields[i].Name] = i
	}
	return index
}
