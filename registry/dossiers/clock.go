package dossiers

import (
	"context"

	"hatang/registry"
)

// Clock is how a dossier stands with its time.
type Clock struct {
	Running     bool          `json:"running"`
	WorkingDays int           `json:"working_days"` // of the province's term; 0: none
	Cite        string        `json:"cite,omitempty"`
	Unverified  bool          `json:"unverified,omitempty"`
	Used        int           `json:"used"`
	Due         registry.Date `json:"due,omitzero"`
	Overdue     bool          `json:"overdue"`
	// Listed is false when the holidays of a year on the way are not known: Due may
	// be too early.
	Listed bool `json:"holidays_listed"`
}

func (r rules) clock(app *registry.Application) Clock {
	term := r.workflow.Term(app.Type)
	c := Clock{WorkingDays: term.WorkingDays, Cite: term.Cite, Unverified: term.Unverified, Used: int(app.DaysUsed.Or(0)), Due: app.Due, Listed: true}
	if c.Running = !app.ClockFrom.IsZero(); c.Running {
		c.Used += max(0, r.calendar.Between(app.ClockFrom, r.today))
		c.Overdue = !app.Due.IsZero() && app.Due.Before(r.today)
		_, c.Listed = r.calendar.Add(app.ClockFrom, max(0, term.WorkingDays-int(app.DaysUsed.Or(0))))
	}
	return c
}

// Standing is a dossier with what its reader may do about it.
type Standing struct {
	*File
	Clock      Clock
	Actions    []Action
	Duplicates []Duplicate
	BuildBy    registry.Date
}

// Standing is how a dossier stands, for the actor. Operators do not see what is
// internal, nor a proposal that is not signed.
func (s *Service) Standing(ctx context.Context, actor Actor, file *File) (*Standing, error) {
	r, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	duplicates, err := s.Duplicates(ctx, file)
	if err != nil {
		return nil, err
	}
	st := &Standing{
		File: file, Clock: r.clock(file.Application), Actions: r.workflow.Allowed(actor, file.Application),
		Duplicates: duplicates, BuildBy: file.buildBy(r.workflow.Limits),
	}
	if actor.Role == RoleOperator {
		st.File = file.ForOthers()
	}
	return st, nil
}
