package appraisal

import (
	"slices"

	"hatang/registry"
)

// Audience is for whom findings are made. The rules go by everything that is on
// record, whoever asks; what the findings tell of it goes by the audience. The
// zero Audience is told everything.
type Audience struct {
	// Confidential hides dossiers from a caller who may see those of the operator
	// Caller only, whatever operator the positions name. Of the positions of others,
	// what is only proposed is left out; what is approved is told of where it stands
	// nearer than the rules allow, without what its dossier says of it.
	Confidential bool
	Caller       string
	// Hidden are the fields of a record that the caller does not see; nil: none of
	// any record. Spacing goes by them without telling them. What could be told out
	// of a number that follows from them, such as a height out of whether a mast is
	// high enough, is undecided.
	Hidden func(registry.Record) *registry.HiddenFields
}

// foreign tells positions of dossiers that the caller may not see.
func (a *Audience) foreign(p *registry.ProposedPosition) bool {
	return a.Confidential && (p.OperatorCode != a.Caller || a.Caller == "")
}

// hides tells whether the caller does not see one of the record's fields.
func (a *Audience) hides(rec registry.Record, names ...string) bool {
	if a.Hidden == nil {
		return false
	}
	return slices.ContainsFunc(names, a.Hidden(rec).Has)
}

// seenBy is a record as the audience sees it.
func seenBy[T registry.Record](a *Audience, rec T) T {
	if a.Hidden == nil {
		return rec
	}
	return a.Hidden(rec).Clear(rec).(T) // a copy, so of the same type; anything else must not be shown
}
