package tile

import (
	"sort"

	"github.com/paulmach/orb"
)

// Journal tells where a layer changed lately, so that tiles elsewhere need not
// be drawn again. It never changes; After makes the next one.
type Journal struct {
	// since is the revision from which on every change is noted.
	since uint64
	notes []note // oldest first
}

type note struct {
	revision uint64
	box      worldBox
}

// maxNotes is how many changes are remembered.
const maxNotes = 4096

// NewJournal begins at the given revision, with nothing noted.
func NewJournal(revision uint64) *Journal { return &Journal{since: revision} }

// After is the journal after the layer came to the given, higher revision by
// changes within the boxes: those of what is new and of what is gone.
func (j *Journal) After(revision uint64, changed ...orb.Bound) *Journal {
	if len(changed) > maxNotes/2 {
		return NewJournal(revision)
	}
	kept, since := j.notes, j.since
	if drop := len(kept) + len(changed) - maxNotes; drop > 0 {
		since = kept[drop-1].revision
		// A revision of which a note is forgotten is not known any more.
		for drop < len(kept) && kept[drop].revision == since {
			drop++
		}
		kept = kept[drop:]
	}
	next := &Journal{since: since, notes: make([]note, len(kept), len(kept)+len(changed))}
	copy(next.notes, kept)
	for _, b := range changed {
		if !b.IsEmpty() {
			next.notes = append(next.notes, note{revision, newWorldBox(b)})
		}
	}
	return next
}

// Same tells whether the tile surely is the same as at the given revision.
func (j *Journal) Same(id ID, revision uint64) bool {
	if j == nil || revision < j.since {
		return false
	}
	reach := id.worldReach()
	from := sort.Search(len(j.notes), func(i int) bool { return j.notes[i].revision > revision })
	for _, n := range j.notes[from:] {
		if reach.meets(n.box) {
			return false
		}
	}
	return true
}
