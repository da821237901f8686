package dossiers

import (
	"slices"

	"hatang/registry"
)

// Actor is the person who acts.
type Actor struct {
	// Name is who it is, for the history, such as "officer:an.nguyen".
	Name string
	// Role is one of the roles of the workflow; others may look but do nothing.
	Role string
	// OperatorCode is whom an operator's account speaks for.
	OperatorCode string
	// OnBehalf is the operator for whom an officer acts; "": none.
	OnBehalf string
	// Request is the id of the request, for the history.
	Request string
}

// inRole tells whether the actor acts in one of the roles towards a dossier of an
// operator: the applicant's only towards its own.
func (a Actor) inRole(roles []string, operator string) bool {
	switch {
	case a.Role == RoleLocal:
		return true
	case a.Role == RoleOperator:
		return slices.Contains(roles, RoleOperator) && a.OperatorCode != "" && a.OperatorCode == operator
	case a.OnBehalf != "": // who acts for the applicant does not act for the department
		return slices.Contains(roles, RoleOperator) && a.OnBehalf == operator && (a.Role == RoleOfficer || a.Role == RoleAdministrator)
	}
	return slices.Contains(roles, a.Role)
}

// may refuses what the actor's role may not do, then what the state does not
// allow: the first whatever the state, so that nothing is told of it.
func (w *Workflow) may(a Actor, app *registry.Application, action *Action) error {
	if a.Role == RoleOperator && a.OperatorCode != app.OperatorCode {
		return forbidden("hồ sơ này không phải của doanh nghiệp của tài khoản", "this dossier is not of the account's operator")
	}
	if !w.permits(a, app, action) {
		return forbidden("vai trò này không được: %[1]s", "this role may not: %[2]s", action.Label.VI, action.Label.EN)
	}
	if !slices.Contains(action.From, app.State) {
		e := conflict("hồ sơ %[1]s đang ở trạng thái “%[2]s”, không thể: %[4]s", "dossier %[1]s is in the state %[3]q, which does not allow: %[5]s",
			app.Code, w.label(app.State).VI, w.label(app.State).EN, action.Label.VI, action.Label.EN)
		e.Hint = w.whatNext(a, app)
		return e
	}
	return nil
}

// permits tells whether the actor may ever take the action with the dossier.
func (*Workflow) permits(a Actor, app *registry.Application, action *Action) bool {
	return a.inRole(action.Roles, app.OperatorCode)
}

func (w *Workflow) label(state string) registry.Text {
	if s := w.State(state); s != nil {
		return s.Label
	}
	return registry.Text{VI: state, EN: state}
}

// Allowed are the actions that the actor may take now.
func (w *Workflow) Allowed(a Actor, app *registry.Application) []Action {
	allowed := []Action{}
	for i := range w.Actions {
		action := &w.Actions[i]
		if w.permits(a, app, action) && slices.Contains(action.From, app.State) {
			allowed = append(allowed, *action)
		}
	}
	return allowed
}

func (w *Workflow) whatNext(a Actor, app *registry.Application) registry.Text {
	text := registry.Text{VI: "có thể:", EN: "possible:"}
	allowed := w.Allowed(a, app)
	for i, action := range allowed {
		comma := ", "
		if i == len(allowed)-1 {
			comma = ""
		}
		text.VI += " " + action.ID + " (" + action.Label.VI + ")" + comma
		text.EN += " " + action.ID + " (" + action.Label.EN + ")" + comma
	}
	if len(allowed) == 0 {
		return registry.Text{VI: "không còn thao tác nào cho vai trò này", EN: "nothing is left for this role to do"}
	}
	return text
}
