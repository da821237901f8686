package dossiers

import (
	"context"
	"encoding/json"

	"hatang/registry"
)

// plan is what an action would put into the registry, in order, with the event
// that tells of it last. It is made from a reader alone, by the same function for
// a preview and for the action itself.
type plan struct {
	rules
	actor   Actor
	request *Request
	action  *Action
	file    *File
	app     *registry.Application // changed copy
	records []registry.Record     // beside the application and the event
	removed []registry.Record
	event   *registry.Event
	detail  map[string]any
	reader  registry.Reader
	frozen  *frozen // of the proposal, made before
	faults  problems
}

// effect is what an action does beside moving the dossier on.
type effect func(context.Context, *plan) error

// effects are the effects by the name that workflows call them.
func effects() map[string]effect {
	return map[string]effect{
		"":               func(context.Context, *plan) error { return nil },
		"amend":          amend,
		"file":           fileDossier,
		"assign":         assign,
		"receive":        receive,
		"propose":        propose,
		"sign":           sign,
		"ask_sharing":    askSharing,
		"answer_sharing": answerSharing,
		"as_built":       asBuilt,
		"inspect":        inspect,
		"on_air":         onAir,
		"extend":         extend,
		"expire":         expire,
		"withdraw":       withdraw,
		"relate":         relate,
	}
}

// work makes the plan of a request.
func (r rules) work(ctx context.Context, reader registry.Reader, actor Actor, file *File, q *Request, fresh *frozen) (*plan, error) {
	action := r.workflow.Action(q.Action)
	if action == nil {
		return nil, registry.Errorf(registry.NotFound, "quy trình không có thao tác %q", "the workflow has no action %q", q.Action)
	}
	if err := r.workflow.may(actor, file.Application, action); err != nil {
		return nil, err
	}
	if q.Revision != 0 && q.Revision != file.Application.Row.Revision {
		return nil, file.moved(q.Revision, r.workflow)
	}
	app := *file.Application
	p := &plan{rules: r, actor: actor, request: q, action: action, file: file, app: &app, reader: reader, frozen: fresh, detail: map[string]any{}}
	q.check(action, &p.faults)
	if err := p.faults.err("yêu cầu", "the request"); err != nil {
		return nil, err
	}
	if len(q.Missing) > 0 {
		p.detail["missing"] = q.Missing
	}
	p.event = &registry.Event{
		ApplicationID: app.Row.ID, OperatorCode: app.OperatorCode, At: r.now, Actor: actor.Name, OnBehalf: actor.OnBehalf,
		Action: action.ID, FromState: app.State, Comment: registry.NormaliseLong(q.Comment),
	}
	if q.Internal {
		p.event.Internal = registry.Some(true)
	}
	if err := effects()[action.Does](ctx, p); err != nil {
		return nil, err
	}
	if err := p.faults.err("yêu cầu", "the request"); err != nil {
		return nil, err
	}
	return p, p.finish()
}

// finish moves the dossier on and completes the event.
func (p *plan) finish() error {
	if p.action.To != "" && p.action.To != ToOutcome {
		p.move(p.action.To)
	}
	p.event.ToState = p.app.State
	if len(p.detail) > 0 {
		detail, err := json.Marshal(p.detail)
		if err != nil {
			return err
		}
		p.event.Detail = string(detail)
	}
	return nil
}

// move sets the state, stops or starts the clock and says until when the holder
// has time.
func (p *plan) move(to string) {
	was, next := p.workflow.State(p.app.State), p.workflow.State(to)
	running := was != nil && was.Clock && !p.app.ClockFrom.IsZero()
	switch {
	case running && !next.Clock:
		p.app.DaysUsed = registry.Some(p.app.DaysUsed.Or(0) + int64(p.calendar.Between(p.app.ClockFrom, p.today)))
		p.app.ClockFrom = registry.Date{}
		if p.action.To != ToOutcome {
			p.app.Due = registry.Date{}
		}
	case !running && next.Clock:
		p.app.ClockFrom = p.today
		p.app.Due = p.due(p.app)
	}
	p.app.State = to
	if next.Stage > 0 && p.event.Until.IsZero() {
		p.event.Until, _ = p.calendar.Add(p.today, next.Stage)
	}
}

// due is when the province's time is over, given that it runs.
func (r rules) due(app *registry.Application) registry.Date {
	term := r.workflow.Term(app.Type).WorkingDays
	if term == 0 || app.ClockFrom.IsZero() {
		return registry.Date{}
	}
	left := term - int(app.DaysUsed.Or(0))
	if left <= 0 {
		return app.ClockFrom
	}
	day, _ := r.calendar.Add(app.ClockFrom, left)
	return day
}

// changePosition puts a changed position, as a row of its own from today on:
// what it was before stays on the record.
func (p *plan) changePosition(was *registry.ProposedPosition, change func(*registry.ProposedPosition)) {
	next := *was
	change(&next)
	if next == *was {
		return
	}
	if next.Row.ValidFrom.Before(p.today) {
		next.Row.ValidFrom, next.Row.Revision = p.today, 0
	}
	p.records = append(p.records, &next)
}

// all is everything that is put, in order.
func (p *plan) all() []registry.Record {
	var all []registry.Record
	if *p.app != *p.file.Application {
		all = append(all, p.app)
	}
	return append(append(all, p.records...), p.event)
}

// moved is the Conflict that tells who was quicker, and what happened.
func (f *File) moved(seen int64, w *Workflow) error {
	var last *registry.Event
	for _, e := range f.Events {
		if e.Row.Revision > seen {
			last = e
		}
	}
	state := w.label(f.Application.State)
	if last == nil {
		return conflict("hồ sơ đã thay đổi sau khi mở, hiện ở trạng thái “%[1]s”", "the dossier has changed since it was opened; it is now in the state %[2]q", state.VI, state.EN)
	}
	action := registry.Text{VI: last.Action, EN: last.Action}
	if a := w.Action(last.Action); a != nil {
		action = a.Label
	}
	e := conflict("hồ sơ đã thay đổi sau khi mở: %[1]s đã thực hiện “%[2]s” lúc %[4]s, hiện ở trạng thái “%[5]s”",
		"the dossier has changed since it was opened: %[1]s did %[3]q at %[4]s, it is now in the state %[6]q",
		last.Actor, action.VI, action.EN, last.At, state.VI, state.EN)
	e.Hint = registry.Text{VI: "mở lại hồ sơ rồi thực hiện lại nếu vẫn cần", EN: "open the dossier again, and act again if it is still needed"}
	return e
}
