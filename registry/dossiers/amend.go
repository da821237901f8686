package dossiers

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"hatang/registry"
)

// amend changes a dossier that lies with the applicant: its own members and its
// positions. A position of a draft that goes was never filed and leaves no row;
// one that was filed is withdrawn.
func amend(_ context.Context, p *plan) error {
	a := p.request.Amendment
	if a == nil || len(a.Application) == 0 && len(a.Positions) == 0 {
		p.faults.add("amendment", "", "required", "cần nội dung sửa", "what to amend is needed")
		return nil
	}
	if len(a.Application) > 0 {
		p.amendApplication(a.Application)
	}
	for _, code := range slices.Sorted(maps.Keys(a.Positions)) {
		p.amendPosition(code, a.Positions[code])
	}
	return nil
}

func (p *plan) amendApplication(raw json.RawMessage) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		p.faults.add("application", "", "json", "phải là một đối tượng JSON", "must be a JSON object")
		return
	}
	for name := range members {
		if !slices.Contains([]string{"title", "plan_code", "sharing_plan", "submitter", "contact", "note"}, name) {
			p.faults.add(name, "", "fixed", "không sửa được trường này ở đây", "this field is not amended here")
		}
	}
	p.faults = append(p.faults, registry.MergeJSON(p.app, raw)...)
}

func (p *plan) amendPosition(code string, raw json.RawMessage) {
	was := p.file.position(code)
	if string(raw) == "null" {
		switch {
		case was == nil:
			p.faults.add("positions", code, "reference", "hồ sơ không có vị trí này", "the dossier has no such position")
		case p.app.State == stateDraft:
			p.removed = append(p.removed, was)
		default:
			p.changePosition(was, func(next *registry.ProposedPosition) { next.State = registry.StateWithdrawn })
		}
		return
	}
	if was == nil {
		was = &registry.ProposedPosition{
			Code: code, ApplicationID: p.app.Row.ID, OperatorCode: p.app.OperatorCode, State: registry.StateProposed,
			Number: registry.Some(int64(len(p.file.Positions) + 1)),
		}
		was.Row.ValidFrom = p.today
		next := *was
		readPosition(0, &next, raw, &p.faults)
		p.records = append(p.records, &next)
		return
	}
	p.changePosition(was, func(next *registry.ProposedPosition) {
		readPosition(0, next, raw, &p.faults)
		if next.Code != was.Code || next.OperatorCode != was.OperatorCode {
			p.faults.add("code", next.Code, "fixed", "mã và doanh nghiệp của vị trí không đổi được", "code and operator of a position do not change")
		}
	})
}
