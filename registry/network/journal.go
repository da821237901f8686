package network

import (
	"sort"

	"github.com/paulmach/orb"
)

// journalNotes is how many changed places a layer remembers.
const journalNotes = 4096

// journal tells where a layer changed lately. Copies share their notes.
type journal struct {
	since int64 // changes up to here are not noted
	notes []placeNote
}

type placeNote struct {
	seq int64
	box orb.Bound
}

func newJournal(seq int64) journal { return journal{since: seq} }

// after is the journal with the boxes that changed at seq.
func (j journal) after(seq int64, boxes []orb.Bound) journal {
	if len(boxes) > journalNotes/2 {
		return newJournal(seq)
	}
	if drop := len(j.notes) + len(boxes) - journalNotes; drop > 0 {
		drop = max(drop, journalNotes/2) // seldom, then many
		drop = min(drop, len(j.notes))
		j.since = j.notes[drop-1].seq
		for drop < len(j.notes) && j.notes[drop].seq == j.since {
			drop++
		}
		j.notes = append(make([]placeNote, 0, journalNotes), j.notes[drop:]...)
	}
	for _, box := range boxes {
		j.notes = append(j.notes, placeNote{seq, box})
	}
	return j
}

// ChangedSince is the bounds of the records that came, went or changed after
// the change seq, before and after. known is false when that is too long ago to
// be known.
func (l *Layer) ChangedSince(seq int64) (boxes []orb.Bound, known bool) {
	if seq < l.journal.since {
		return nil, false
	}
	notes := l.journal.notes
	from := sort.Search(len(notes), func(i int) bool { return notes[i].seq > seq })
	for _, note := range notes[from:] {
		boxes = append(boxes, note.box)
	}
	return boxes, true
}
