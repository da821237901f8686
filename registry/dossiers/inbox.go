package dossiers

import (
	"cmp"
	"context"
	"slices"

	"hatang/registry"
)

// Inbox is what waits, and for whom.
type Inbox struct {
	Today registry.Date `json:"today"`
	// Counts are of every open dossier that was asked about, by state.
	Counts  []StateCount `json:"counts"`
	Mine    int          `json:"mine"`    // wait for the actor
	Overdue int          `json:"overdue"` // of all
	Items   []InboxItem  `json:"items"`
}

// StateCount is how many dossiers stand in a state, and how many are overdue.
type StateCount struct {
	State   string        `json:"state"`
	Label   registry.Text `json:"label"`
	Holder  string        `json:"holder,omitempty"`
	Count   int           `json:"count"`
	Overdue int           `json:"overdue"`
}

// InboxItem is a dossier that waits.
type InboxItem struct {
	ID       string        `json:"id"`
	Code     string        `json:"code"`
	Type     string        `json:"type"`
	Title    string        `json:"title,omitempty"`
	Operator string        `json:"operator_code"`
	State    string        `json:"state"`
	Label    registry.Text `json:"label"`
	Holder   string        `json:"holder"`
	Officer  string        `json:"officer,omitempty"`
	Mine     bool          `json:"mine"`
	Filed    registry.Date `json:"filed,omitzero"`
	// Due is the earlier of the province's term and the stage's.
	Due registry.Date `json:"due,omitzero"`
	// DaysLeft are working days to Due, negative when it has passed; null: none.
	DaysLeft  *int     `json:"days_left"`
	Overdue   bool     `json:"overdue"`
	Revision  int64    `json:"revision"`
	Positions int      `json:"positions"`
	Actions   []Action `json:"actions"`
}

// InboxQuery says what of the open dossiers is listed.
type InboxQuery struct {
	// Where are those that the actor may see.
	Where []registry.Condition
	// OnlyMine keeps those that wait for the actor.
	OnlyMine bool
	// MayAct tells whether the actor may act on a dossier at all, such as for its
	// territory; nil: on all that are listed.
	MayAct func(context.Context, *registry.Application) (bool, error)
}

// Inbox lists open dossiers, those that wait for the actor first, overdue first
// among them, then by what is due.
func (s *Service) Inbox(ctx context.Context, actor Actor, ask InboxQuery) (*Inbox, error) {
	r, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	box := &Inbox{Today: r.today, Items: []InboxItem{}}
	err = s.options.Store.View(ctx, func(ctx context.Context, reader registry.Reader) error {
		apps, err := registry.Find[*registry.Application](ctx, reader, registry.Query{Kind: registry.Applications, Where: ask.Where})
		if err != nil {
			return err
		}
		until, err := stages(ctx, reader)
		if err != nil {
			return err
		}
		positions, err := positionCounts(ctx, reader)
		if err != nil {
			return err
		}
		for _, app := range apps {
			item, open := r.item(actor, app, until[app.Row.ID])
			if !open {
				continue
			}
			if err := item.limit(ctx, ask, app); err != nil {
				return err
			}
			item.Positions = positions[app.Row.ID]
			box.Items = append(box.Items, item)
		}
		return nil
	})
	box.count(r.workflow)
	if ask.OnlyMine {
		box.Items = slices.DeleteFunc(box.Items, func(i InboxItem) bool { return !i.Mine })
	}
	slices.SortFunc(box.Items, byUrgency)
	return box, err
}

// limit takes away what the actor may not do for its territory.
func (i *InboxItem) limit(ctx context.Context, ask InboxQuery, app *registry.Application) error {
	if ask.MayAct == nil {
		return nil
	}
	may, err := ask.MayAct(ctx, app)
	if !may {
		i.Mine, i.Actions = false, []Action{}
	}
	return err
}

// stages is until when the holders have time, by dossier: that of the newest event
// that moved it.
func stages(ctx context.Context, r registry.Reader) (map[string]*registry.Event, error) {
	newest := map[string]*registry.Event{}
	err := r.Scan(ctx, registry.Query{Kind: registry.Events, AllRows: true}, func(rec registry.Record) error {
		e, ok := rec.(*registry.Event)
		if !ok || e.FromState == e.ToState {
			return nil
		}
		if was := newest[e.ApplicationID]; was == nil || was.At < e.At {
			newest[e.ApplicationID] = e
		}
		return nil
	})
	return newest, err
}

func positionCounts(ctx context.Context, r registry.Reader) (map[string]int, error) {
	counts := map[string]int{}
	err := r.Scan(ctx, registry.Query{Kind: registry.Positions}, func(rec registry.Record) error {
		if p, ok := rec.(*registry.ProposedPosition); ok {
			counts[p.ApplicationID]++
		}
		return nil
	})
	return counts, err
}

func (r rules) item(actor Actor, app *registry.Application, moved *registry.Event) (InboxItem, bool) {
	state := r.workflow.State(app.State)
	if state == nil || state.Holder == "" {
		return InboxItem{}, false
	}
	item := InboxItem{
		ID: app.Row.ID, Code: app.Code, Type: app.Type, Title: app.Title, Operator: app.OperatorCode, State: app.State, Label: state.Label,
		Holder: state.Holder, Officer: app.Officer, Filed: app.Filed, Due: app.Due, Revision: app.Row.Revision, Actions: r.workflow.Allowed(actor, app),
	}
	if moved != nil && state.Stage > 0 && !moved.Until.IsZero() && (item.Due.IsZero() || moved.Until.Before(item.Due)) {
		item.Due = moved.Until
	}
	if !item.Due.IsZero() {
		left := r.calendar.Between(r.today, item.Due)
		item.DaysLeft, item.Overdue = &left, item.Due.Before(r.today)
	}
	holders := []string{state.Holder}
	if state.Holder == RoleOfficer {
		holders = append(holders, RoleAdministrator)
	}
	item.Mine = actor.inRole(holders, app.OperatorCode)
	if actor.Role == RoleOfficer && app.Officer != "" && app.Officer != actor.Name {
		item.Mine = false
	}
	return item, true
}

func byUrgency(a, b InboxItem) int {
	rank := func(i InboxItem) int {
		switch {
		case i.Mine && i.Overdue:
			return 0
		case i.Mine:
			return 1
		case i.Overdue:
			return 2
		}
		return 3
	}
	far := func(d registry.Date) int {
		if d.IsZero() {
			return 1 << 30
		}
		return d.Days()
	}
	return cmp.Or(rank(a)-rank(b), far(a.Due)-far(b.Due), cmp.Compare(a.Code, b.Code))
}

func (b *Inbox) count(w *Workflow) {
	for _, s := range w.States {
		c := StateCount{State: s.ID, Label: s.Label, Holder: s.Holder}
		for _, item := range b.Items {
			if item.State == s.ID {
				c.Count++
				if item.Overdue {
					c.Overdue++
				}
			}
		}
		if c.Count > 0 {
			b.Counts = append(b.Counts, c)
		}
		b.Overdue += c.Overdue
	}
	for _, item := range b.Items {
		if item.Mine {
			b.Mine++
		}
	}
}
