package dossiers

import (
	"context"
	"slices"
	"strings"

	"hatang/registry"
)

// assign names the officer.
func assign(_ context.Context, p *plan) error {
	p.app.Officer = registry.Normalise(p.request.Officer)
	p.detail["officer"] = p.app.Officer
	return nil
}

// receive takes a dossier as complete: from now on the province's time runs.
func receive(_ context.Context, p *plan) error {
	if len(p.file.Positions) == 0 {
		return conflict("hồ sơ %s chưa có vị trí nào", "dossier %s has no position yet", p.app.Code)
	}
	if p.app.Received.IsZero() {
		p.app.Received = p.today
	}
	if p.app.Officer == "" {
		p.app.Officer = p.actor.Name
	}
	return nil
}

// fileDossier files a draft.
func fileDossier(_ context.Context, p *plan) error {
	if len(p.file.Positions) == 0 {
		return conflict("hồ sơ %s chưa có vị trí nào", "dossier %s has no position yet", p.app.Code)
	}
	p.app.Filed = p.today
	return nil
}

// askSharing notes a request to the owner of a mast, with the time for the answer
// (QĐ 72/2025, Điều 7: 7 working days, 15 with a survey).
func askSharing(ctx context.Context, p *plan) error {
	ask := p.request.Sharing
	if err := p.operator(ctx, ask.Owner); err != nil {
		return err
	}
	asked := ask.Asked
	if asked.IsZero() {
		asked = p.today
	}
	if p.today.Before(asked) {
		p.faults.add("asked", asked.String(), "future", "ngày đề nghị chưa đến", "the day of the request is yet to come")
	}
	days := p.workflow.Limits.SharingDays
	if ask.Survey {
		days = p.workflow.Limits.SharingSurveyDays
	}
	p.event.Until, _ = p.calendar.Add(asked, days)
	p.detail["owner"], p.detail["site"], p.detail["asked"], p.detail["survey"] = ask.Owner, ask.Site, asked, ask.Survey
	return nil
}

// answerSharing notes the owner's answer; the comment is what it says.
func answerSharing(ctx context.Context, p *plan) error {
	if err := p.operator(ctx, p.request.Sharing.Owner); err != nil {
		return err
	}
	p.detail["owner"], p.detail["site"] = p.request.Sharing.Owner, p.request.Sharing.Site
	return nil
}

func (p *plan) operator(ctx context.Context, code string) error {
	found, err := registry.Find[*registry.Operator](ctx, p.reader, registry.Query{Kind: registry.Operators, Where: []registry.Condition{registry.Where("code", code)}})
	if err == nil && len(found) == 0 {
		p.faults.add("owner", code, "reference", "không có doanh nghiệp này", "there is no such operator")
	}
	return err
}

// relate links dossiers by their numbers.
func relate(ctx context.Context, p *plan) error {
	related := strings.FieldsFunc(p.app.Related, func(r rune) bool { return r == ';' })
	for _, code := range p.request.Related {
		code = registry.Normalise(code)
		found, err := registry.Find[*registry.Application](ctx, p.reader, registry.Query{Kind: registry.Applications, Where: []registry.Condition{registry.Where("code", code)}})
		switch {
		case err != nil:
			return err
		case len(found) == 0:
			p.faults.add("related", code, "reference", "không có hồ sơ số này", "there is no dossier of this number")
		case code == p.app.Code:
			p.faults.add("related", code, "self", "là chính hồ sơ này", "is this dossier itself")
		case !slices.Contains(related, code):
			related = append(related, code)
		}
	}
	p.app.Related = strings.Join(related, ";")
	return nil
}

// withdraw takes the positions back that have become nothing yet.
func withdraw(_ context.Context, p *plan) error {
	p.giveUp()
	return nil
}

func (p *plan) giveUp() {
	for _, position := range p.file.Positions {
		if position.SiteID != "" || position.State == registry.StateRejected {
			continue
		}
		p.changePosition(position, func(next *registry.ProposedPosition) { next.State = registry.StateWithdrawn })
	}
}

// expire withdraws what was approved and not built in time (QĐ 72/2025, Điều 4).
func expire(_ context.Context, p *plan) error {
	until := p.file.buildBy(p.workflow.Limits)
	if until.IsZero() || !until.Before(p.today) {
		return conflict("hồ sơ %[1]s còn hạn triển khai đến %[2]s", "dossier %[1]s may be built until %[2]s", p.app.Code, registry.VI.Date(until))
	}
	p.giveUp()
	p.detail["build_by"] = until
	return nil
}

// extend gives more time to build, by no more than the workflow allows.
func extend(_ context.Context, p *plan) error {
	signed := p.file.signed()
	limit := addMonths(signed, p.workflow.Limits.BuildMonths+p.workflow.Limits.ExtensionMonths)
	switch {
	case signed.IsZero():
		return conflict("hồ sơ chưa có quyết định", "the dossier has no decision")
	case limit.Before(p.request.Day):
		p.faults.tell(0, "day", p.request.Day.String(), "range", registry.Textf("không sau %s", "no later than %s", registry.VI.Date(limit)))
	case !p.file.buildBy(p.workflow.Limits).Before(p.request.Day):
		p.faults.tell(0, "day", p.request.Day.String(), "range", registry.Textf("phải sau hạn hiện có %s", "must come after the term as it is, %s", registry.VI.Date(p.file.buildBy(p.workflow.Limits))))
	}
	p.event.Until = p.request.Day
	return nil
}

// signed is when the dossier was decided, zero when it is not.
func (f *File) signed() registry.Date {
	if f.Decision == nil {
		return registry.Date{}
	}
	return f.Decision.Signed
}

// buildBy is until when what was approved may be built; zero: nothing is.
func (f *File) buildBy(limits Limits) registry.Date {
	if f.signed().IsZero() {
		return registry.Date{}
	}
	until := addMonths(f.signed(), limits.BuildMonths)
	if e := f.last("extend"); e != nil && until.Before(e.Until) {
		until = e.Until
	}
	return until
}
