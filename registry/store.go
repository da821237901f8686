package registry

import (
	"context"
	"time"
)

// Reader answers questions about the records. All its answers within one call
// come from one state of the registry.
type Reader interface {
	// Get is the row about the thing that holds on the day; the zero Date means
	// today. A thing without such a row is a NotFound error.
	Get(ctx context.Context, kind Kind, id string, asOf Date) (Record, error)
	// Rows is every row about the thing, oldest first; none is a NotFound error.
	Rows(ctx context.Context, kind Kind, id string) ([]Record, error)
	// Find is the page of records that the query asks for, and how many match
	// without its Limit and Offset.
	Find(ctx context.Context, q Query) (records []Record, total int, err error)
	// Scan calls yield with each matching record in the query's order, without
	// holding them all; an error from yield ends it and is returned. yield must
	// not keep the registry's writer waiting: it may not write.
	Scan(ctx context.Context, q Query, yield func(Record) error) error
}

// Writer puts records within one transaction.
type Writer interface {
	Reader
	// Put stores the record's row. A record without ID is a new thing and gets
	// one. A row with the same ID and ValidFrom is corrected in place; otherwise
	// a new row begins and the row of the thing that was open at its ValidFrom is
	// closed there. A row that would overlap another about the same thing, or
	// refers to a record that is not there, is a Conflict; a row that breaks its
	// Schema is Invalid with every Problem. Writing what is already there records
	// nothing. The record's Head is completed.
	Put(ctx context.Context, rec Record) (Outcome, error)
	// PutAll is Put for many records of one kind, faster; results are in order,
	// changes need not be. The first error stops it and fails the transaction;
	// its Problems' Row is the record's place, from 1.
	PutAll(ctx context.Context, recs []Record) ([]Outcome, error)
	// Retire closes the thing's row that holds on the day, so that it does not
	// hold from that day on. A thing that others still refer to is a Conflict, and
	// so is one that has a later row. A Put that closes a thing's last row is held
	// to the same.
	Retire(ctx context.Context, kind Kind, id string, on Date) (Outcome, error)
	// Delete removes a row entered by mistake, leaving its trace in the chain. A
	// thing that others refer to is a Conflict.
	Delete(ctx context.Context, kind Kind, id string, validFrom Date) error
	// PutRaster stores a raster under its name, replacing one of that name.
	PutRaster(ctx context.Context, r Raster) error
	// PutSetting stores a setting of the registry; empty removes it.
	PutSetting(ctx context.Context, name, value string) error
}

// Outcome is what a Put did.
type Outcome struct {
	Operation Operation // "" when nothing changed
	Revision  int64     // the change that the row now stands at
}

// Store keeps a registry. Methods are safe for concurrent use; Update runs one
// writer at a time, readers never wait for it.
type Store interface {
	Reader
	// Update runs fn in one transaction. When fn fails, or the process dies,
	// nothing of it remains. The author must have an Actor.
	Update(ctx context.Context, author Author, fn func(context.Context, Writer) error) error
	// View runs fn against one unchanging state.
	View(ctx context.Context, fn func(context.Context, Reader) error) error
	// History is the chain of changes, newest first, restricted as asked.
	History(ctx context.Context, q HistoryQuery) (changes []Change, total int, err error)
	// Since calls yield with the changes after seq, oldest first.
	Since(ctx context.Context, seq int64, yield func(Change) error) error
	// Seq is the number of the newest change, 0 in a new registry.
	Seq(ctx context.Context) (int64, error)
	// Verify walks the chain and compares it with the rows; it returns the first
	// broken link as a Conflict, or nil.
	Verify(ctx context.Context) error
	// AdoptOutside enters edits that other programs made into the chain and
	// returns how many it found. Rows that break a rule are entered all the same
	// and returned as problems: what stands in the file is not hidden.
	AdoptOutside(ctx context.Context) (adopted int, problems []Problem, err error)
	// Setting is a setting of the registry, "" when it is not set.
	Setting(ctx context.Context, name string) (string, error)
	// Raster is the raster of that name; NotFound when there is none.
	Raster(ctx context.Context, name string) (Raster, error)
	// Rasters lists the rasters without their values.
	Rasters(ctx context.Context) ([]Raster, error)
	// Close ends it; a running Update is waited for.
	Close() error
}

// Settings of a registry.
const (
	// SettingTerritory is the registry's own provinces, codes joined by commas;
	// empty: no check that a record lies within it.
	SettingTerritory = "territory"
	// SettingTitle is shown as a heading, such as "Kon Tum 31/12/2020".
	SettingTitle = "title"
	// SettingNotice is shown on the map and in every export, such as that
	// positions are schematic; in Vietnamese, then in English.
	SettingNotice   = "notice"
	SettingNoticeEN = "notice_en"
	// SettingChecks is how severe the findings of import checks are, where that
	// differs from the defaults: a JSON object rule → severity.
	SettingChecks = "checks"
	// SettingApproximate, when it is set, lets points that are known only
	// approximately take part in distance statistics without being asked for.
	SettingApproximate = "approximate_in_statistics"
)

// Raster is a regular grid of numbers in longitude and latitude: a population
// or an elevation model that was imported.
type Raster struct {
	Name       string
	Purpose    string // "population" or "elevation"
	Source     string
	Year       int
	ImportedAt time.Time
	// West and North are the outer corner of the first cell; rows run south.
	West, North            float64
	CellLonDeg, CellLatDeg float64
	Cols, Rows             int
	// Values has Cols·Rows numbers, row by row; NaN where there is none.
	Values []float32
}

// HistoryQuery restricts History; zero members do not.
type HistoryQuery struct {
	Kind     Kind
	RecordID string
	Actor    string
	Request  string
	From, To time.Time
	Limit    int
	Offset   int
}

// Get is Reader.Get with the entity's own type.
func Get[T Record](ctx context.Context, r Reader, kind Kind, id string, asOf Date) (T, error) {
	var none T
	rec, err := r.Get(ctx, kind, id, asOf)
	if err != nil {
		return none, err
	}
	typed, ok := rec.(T)
	if !ok {
		return none, Errorf(Internal, "bản ghi %s không phải %T", "record %s is not a %T", id, none)
	}
	return typed, nil
}

// Find is every record that the query asks for, with the entity's own type.
func Find[T Record](ctx context.Context, r Reader, q Query) ([]T, error) {
	var found []T
	err := r.Scan(ctx, q, func(rec Record) error {
		typed, ok := rec.(T)
		if !ok {
			return Errorf(Internal, "bản ghi không phải %T", "a record is not a %T", typed)
		}
		found = append(found, typed)
		return nil
	})
	return found, err
}
