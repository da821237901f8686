package imports

import (
	"context"
	"time"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/importing"
)

// State is where an import stands.
type State string

// The states of an import.
const (
	Reading    State = "reading"    // a dry run is on its way
	Read       State = "read"       // it can be looked at and committed, if it has no faults
	Unreadable State = "unreadable" // by these options; Failure says why
	Saving     State = "saving"
	Saved      State = "saved"
)

// kept is one import. Its mutable members are guarded by the service's mutex.
type kept struct {
	id, owner  string
	path, name string
	bytes      int64
	begun      time.Time

	touched time.Time
	asked   Asked
	state   State
	share   float64 // 0 to 1 of what runs
	cancel  context.CancelFunc
	done    chan struct{} // closed when what runs has ended

	seen    seen
	failure *registry.Error
	result  *importing.Report
	request string // of the write
}

// busy tells whether something runs.
func (k *kept) busy() bool { return k.state == Reading || k.state == Saving }

// seen is what a reading found.
type seen struct {
	look    importing.Look
	systems []importing.SystemFit
	report  *importing.Report
	points  []point
	beyond  int // points that were not kept
}

// point is where a row would lie.
type point struct {
	row     int
	name    string
	outcome importing.RowOutcome
	at      orb.Point
}
