package appraisal

import (
	"fmt"
	"slices"
	"strings"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// planned is the deployment plans of the day.
type planned struct {
	all    []*registry.PlannedPosition
	issued map[int]bool // years with a position that was approved
}

func (s *session) readPlan() error {
	s.plan.issued = map[int]bool{}
	return scan(s, registry.Query{Kind: registry.Plan}, func(p *registry.PlannedPosition) {
		s.plan.all = append(s.plan.all, seenBy(&s.appraiser.options.Audience, p))
		if approved(p) && !s.dossier.AsOf.Before(p.ApprovedOn) {
			s.plan.issued[s.planYear(p)] = true
		}
	})
}

func approved(p *registry.PlannedPosition) bool {
	return p.State == registry.PlanApproved || p.State == registry.PlanDeployed
}

// planYear is the year that a planned position is meant for.
func (s *session) planYear(p *registry.PlannedPosition) int {
	switch {
	case p.Year.Known:
		return int(p.Year.Value)
	case !p.ApprovedOn.IsZero():
		return p.ApprovedOn.Year() // plans are approved by 30/12 of the year before: an explicit year is better
	}
	return s.dossier.AsOf.Year()
}

// inPlan looks for the position in the operator's approved plan.
func (r *run) inPlan() []Finding {
	year := r.dossier.AsOf.Year()
	r.facts["plan_issued"] = r.plan.issued[year]
	match, distance := r.matchPlan()
	f := Finding{Verdict: Met, Clause: Reference{Verified: true}, Unit: "m", Evidence: r.drawn(), Inputs: []Input{
		{Name: "plan_position", Value: orNil(r.p.PlanPosition), Source: "dossier"}, {Name: "year", Value: year, Source: "as_of"},
		{Name: "plan_issued", Value: r.plan.issued[year], Source: "plan"},
	}}
	if match == nil {
		r.notPlanned(&f, year)
		return []Finding{f}
	}
	f.Inputs = append(f.Inputs, Input{Name: "planned_position", Value: match.Code, Source: strings.TrimSpace(match.PlanCode + " " + match.ApprovalNo)})
	if match.Located {
		f.Evidence.Append(feature(match.Point, "planned", map[string]any{"code": match.Code, "plan": match.PlanCode, "state": match.State}))
	}
	r.comparePlan(&f, match, distance)
	return append([]Finding{f}, r.planTerm(match)...)
}

// notPlanned is the finding where no planned position fits.
func (r *run) notPlanned(f *Finding, year int) {
	if !r.located && r.p.PlanPosition == "" {
		f.Verdict, f.Missing = Undecided, []string{"geometry", "plan_position"}
		f.Summary = registry.Text{VI: "chưa có tọa độ và mã vị trí kế hoạch", EN: "neither coordinates nor a planned position are stated"}
		return
	}
	r.facts["in_plan"] = false
	if !r.plan.issued[year] {
		f.Summary = registry.Textf("chưa có kế hoạch năm %[1]d được ban hành", "no plan of %[1]d is issued", year)
		return
	}
	f.Verdict, f.Consequence = NotMet, "amend_plan"
	f.Summary = registry.Textf("vị trí không có trong kế hoạch năm %[1]d đã duyệt của %[2]s", "the position is not in the approved plan of %[1]d of %[2]s", year, r.p.OperatorCode)
}

// matchPlan is the planned position that is meant: the one named, else the
// nearest of the operator within its tolerance.
func (r *run) matchPlan() (*registry.PlannedPosition, float64) {
	var best *registry.PlannedPosition
	nearest := 0.0
	for _, p := range r.plan.all {
		if p.OperatorCode != r.p.OperatorCode || r.planYear(p) > r.dossier.AsOf.Year() {
			continue
		}
		distance := -1.0
		if p.Located && r.located {
			distance = geodesy.DistanceM(r.at, p.Point)
		}
		if r.p.PlanPosition != "" {
			if registry.Fold(p.Code) == registry.Fold(r.p.PlanPosition) && (best == nil || r.planYear(best) < r.planYear(p)) {
				best, nearest = p, distance
			}
			continue
		}
		if distance >= 0 && distance <= r.tolerance(p) && (best == nil || distance < nearest) {
			best, nearest = p, distance
		}
	}
	return best, nearest
}

// tolerance is how far from the planned position the position still is the
// plan's.
func (r *run) tolerance(p *registry.PlannedPosition) float64 {
	return max(p.RadiusM.Or(0), r.rules.parameters.SamePlaceM)
}

func (r *run) comparePlan(f *Finding, match *registry.PlannedPosition, distance float64) {
	tolerance := r.tolerance(match)
	f.Threshold = &tolerance
	differences := r.planDifferences(match)
	f.Inputs = append(f.Inputs, differences...)
	switch {
	case !approved(match):
		r.facts["in_plan"] = false
		f.Verdict, f.Consequence = NotMet, "amend_plan"
		label := registry.SchemaOf(registry.Plan).Field("state").CodeLabel(match.State)
		f.Summary = registry.Textf("vị trí kế hoạch %[1]s: %[2]s", "planned position %[1]s: %[3]s", match.Code, label.VI, label.EN)
		return
	case distance < 0:
		f.Verdict, f.Missing = Undecided, []string{"plan.geometry"}
		f.Summary = registry.Textf("vị trí kế hoạch %[1]s hoặc hồ sơ chưa có tọa độ để so", "planned position %[1]s or the dossier has no coordinates to compare", match.Code)
		return
	}
	f.Number, f.Margin = ptr(distance), ptr(tolerance-distance)
	moved := short(tolerance, distance)
	r.facts["in_plan"] = !moved && len(differences) == 0
	f.Summary = registry.Textf("vị trí kế hoạch %[1]s cách %[2]s, cho phép %[3]s", "planned position %[1]s is %[4]s away, %[5]s are allowed",
		match.Code, metres(registry.VI, distance), metres(registry.VI, tolerance), metres(registry.EN, distance), metres(registry.EN, tolerance))
	if moved || len(differences) > 0 {
		f.Verdict, f.Consequence = NotMet, "amend_plan"
		for _, d := range differences {
			f.Summary.VI += fmt.Sprintf("; khác kế hoạch: %s (%v)", d.Name, d.Value)
			f.Summary.EN += fmt.Sprintf("; differs from the plan: %s (%v)", d.Name, d.Value)
		}
	}
}

// planDifferences are the figures of the plan that the dossier states otherwise.
func (r *run) planDifferences(match *registry.PlannedPosition) []Input {
	var all []Input
	if match.HeightM.Known && r.p.HeightM.Known && match.HeightM.Value != r.p.HeightM.Value {
		all = append(all, Input{Name: "planned height_m", Value: match.HeightM.Value, Unit: "m", Source: match.PlanCode})
	}
	if match.SupportClass != "" && r.p.SupportClass != "" && match.SupportClass != r.p.SupportClass {
		all = append(all, Input{Name: "planned support_class", Value: match.SupportClass, Source: match.PlanCode})
	}
	if match.Structure != "" && r.p.Structure != "" && match.Structure != r.p.Structure {
		all = append(all, Input{Name: "planned structure", Value: match.Structure, Source: match.PlanCode})
	}
	planned := parts(match.Technologies)
	if len(planned) > 0 && slices.ContainsFunc(parts(r.p.Technologies), func(t string) bool { return !slices.Contains(planned, t) }) {
		all = append(all, Input{Name: "planned technologies", Value: match.Technologies, Source: match.PlanCode})
	}
	return all
}

// planTerm compares the time since the plan was approved with the term after
// which an unbuilt position may be withdrawn.
func (r *run) planTerm(match *registry.PlannedPosition) []Finding {
	var found []Finding
	for _, clause := range r.rules.of(InPlan) {
		if clause.Kind != Within || clause.From != "plan_approved" || match.ApprovedOn.IsZero() || match.State == registry.PlanDeployed {
			continue
		}
		last := registry.DateOf(match.ApprovedOn.Time().AddDate(0, int(clause.value), 0))
		f := Finding{Verdict: Met, Clause: clause.cite(), Summary: registry.Textf("%[1]s: duyệt %[2]s, hết hạn %[3]s", "%[4]s: approved %[2]s, until %[3]s",
			clause.Text.VI, match.ApprovedOn, last, clause.Text.EN), Inputs: []Input{
			{Name: "approved_on", Value: match.ApprovedOn.String(), Source: "plan"}, {Name: "until", Value: last.String(), Source: "clause"},
		}, Unit: clause.Unit, Threshold: ptr(clause.value)}
		if last.Before(r.dossier.AsOf) {
			f.Verdict, f.Officer, f.Consequence = Undecided, true, clause.Consequence
		}
		found = append(found, f)
	}
	return found
}

// procedure computes the deadlines of the dossier in working days.
func (r *run) procedure() []Finding {
	var found []Finding
	app := r.dossier.Application
	for _, clause := range r.rules.of(Procedure) {
		if clause.Kind != Within || clause.From != "received" { // other terms are not the department's
			continue
		}
		in, err := r.facts.activation()
		if err != nil {
			return r.failed(err)
		}
		if when, err := holds(clause.when, in); err != nil || when.known && !when.value {
			continue
		}
		f := Finding{Verdict: Undecided, Clause: clause.cite(), Summary: clause.Text, Unit: clause.Unit, Threshold: ptr(clause.value)}
		var from registry.Date
		if app != nil {
			from = app.Received
			if from.IsZero() {
				from = app.Filed
			}
		}
		if from.IsZero() {
			f.Missing = []string{"application.received"}
			found = append(found, f)
			continue
		}
		found = append(found, r.deadline(f, clause, from))
	}
	return found
}

func (r *run) deadline(f Finding, clause *rule, from registry.Date) Finding {
	due, listed := r.rules.holidays.Add(from, int(clause.value))
	used := r.rules.holidays.Between(from, r.dossier.AsOf)
	if app := r.dossier.Application; app.DaysUsed.Known { // the clock was stopped meanwhile
		used = int(app.DaysUsed.Value)
		if !app.ClockFrom.IsZero() {
			used += r.rules.holidays.Between(app.ClockFrom, r.dossier.AsOf)
		}
	}
	f.Verdict, f.Number, f.Margin = Met, ptr(float64(used)), ptr(clause.value-float64(used))
	f.Inputs = []Input{{Name: "received", Value: from.String(), Source: "application"}, {Name: "due", Value: due.String(), Source: "clause"},
		{Name: "holidays_listed", Value: listed, Source: "rule set"}}
	f.Summary = registry.Textf("%[1]s: tính từ %[2]s, hạn %[3]s, đã dùng %[4]d ngày làm việc", "%[5]s: from %[2]s, due %[3]s, %[4]d working days used",
		clause.Text.VI, from, due, used, clause.Text.EN)
	if float64(used) > clause.value {
		f.Verdict, f.Consequence = NotMet, clause.Consequence
	}
	return f
}
