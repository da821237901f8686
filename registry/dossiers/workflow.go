package dossiers

import (
	"bytes"
	"slices"

	"github.com/goccy/go-yaml"

	"hatang/registry"
)

// Workflow is the life of a dossier as data. It does not change after
// ParseWorkflow and may be used by several goroutines.
type Workflow struct {
	Code    string        `yaml:"code" json:"code"`
	Name    registry.Text `yaml:"name" json:"name"`
	Terms   []Term        `yaml:"terms" json:"terms"`
	States  []State       `yaml:"states" json:"states"`
	Actions []Action      `yaml:"actions" json:"actions"`
	Limits  Limits        `yaml:"limits" json:"limits"`
}

// Term is the province's time for a type of dossier, in working days.
type Term struct {
	Type        string `yaml:"type" json:"type"`
	WorkingDays int    `yaml:"working_days" json:"working_days"`
	Cite        string `yaml:"cite" json:"cite"`
	Unverified  bool   `yaml:"unverified" json:"unverified,omitempty"`
}

// State is where a dossier stands.
type State struct {
	ID    string        `yaml:"id" json:"id"`
	Label registry.Text `yaml:"label" json:"label"`
	// Holder is the role whose turn it is; "": nobody's, the dossier is over.
	Holder string `yaml:"holder" json:"holder,omitempty"`
	// Clock tells whether the province's time runs.
	Clock bool `yaml:"clock" json:"clock,omitempty"`
	// Stage is within how many working days the holder moves it on; 0: no limit.
	Stage int `yaml:"stage" json:"stage,omitempty"`
}

// Action is something that may be done to a dossier.
type Action struct {
	ID    string        `yaml:"id" json:"id"`
	Label registry.Text `yaml:"label" json:"label"`
	From  []string      `yaml:"from" json:"from"`
	// To is the state that follows, ToOutcome the one that the decision names;
	// "": the dossier stays where it is.
	To    string   `yaml:"to" json:"to,omitempty"`
	Roles []string `yaml:"roles" json:"roles"`
	Needs []string `yaml:"needs" json:"needs,omitempty"`
	Does  string   `yaml:"does" json:"does,omitempty"`
	// Decides marks what takes the right to decide.
	Decides bool `yaml:"decides" json:"decides,omitempty"`
}

// ToOutcome is the To of an action that leads to the state of the decision:
// approved, conditional or rejected.
const ToOutcome = "outcome"

// Limits are the figures of the workflow beside its states.
type Limits struct {
	DuplicateM        float64 `yaml:"duplicate_m" json:"duplicate_m"`
	AttachmentBytes   int64   `yaml:"attachment_bytes" json:"attachment_bytes"`
	BuildMonths       int     `yaml:"build_months" json:"build_months"`
	ExtensionMonths   int     `yaml:"extension_months" json:"extension_months"`
	WarnDays          int     `yaml:"warn_days" json:"warn_days"`
	SharingDays       int     `yaml:"sharing_days" json:"sharing_days"`
	SharingSurveyDays int     `yaml:"sharing_survey_days" json:"sharing_survey_days"`
	// PlanDue is month and day, as 11-30.
	PlanDue    string `yaml:"plan_due" json:"plan_due"`
	DataMonths int    `yaml:"data_months" json:"data_months"`
	Cite       string `yaml:"cite" json:"cite"`
}

// The roles that a workflow knows.
const (
	RoleOperator      = "operator"
	RoleOfficer       = "officer"
	RoleApprover      = "approver"
	RoleAdministrator = "administrator"
	// RoleLocal is the one at a machine without accounts, who may do everything.
	RoleLocal = "local"
)

func workflowRoles() []string {
	return []string{RoleOperator, RoleOfficer, RoleApprover, RoleAdministrator}
}

// needs are the things that an action may ask for.
func needs() []string {
	return []string{"comment", "missing", "officer", "proposal", "signature", "built", "certificate", "day", "owner", "related"}
}

// ParseWorkflow reads a workflow from YAML and checks it: unknown states, roles,
// needs and effects, states that cannot be reached, are Invalid, all told at once.
func ParseWorkflow(body []byte) (*Workflow, error) {
	w := new(Workflow)
	if err := yaml.NewDecoder(bytes.NewReader(body), yaml.Strict()).Decode(w); err != nil {
		return nil, unreadable("quy trình", "workflow", err)
	}
	var faults problems
	w.checkStates(&faults)
	w.checkActions(&faults)
	w.checkReach(&faults)
	w.checkLimits(&faults)
	if err := faults.err("quy trình", "workflow"); err != nil {
		return nil, err
	}
	return w, nil
}

func (w *Workflow) checkStates(faults *problems) {
	seen := map[string]bool{}
	for _, s := range w.States {
		if s.ID == "" || seen[s.ID] {
			faults.add("states", s.ID, "repeated", "mỗi trạng thái cần một mã riêng", "every state needs a code of its own")
		}
		seen[s.ID] = true
		if s.Holder != "" && !slices.Contains(workflowRoles(), s.Holder) {
			faults.add("holder", s.Holder, "code", "không có vai trò này", "there is no such role")
		}
		if s.Label.VI == "" || s.Label.EN == "" {
			faults.add("label", s.ID, "required", "cần tên bằng hai ngôn ngữ", "a label in both languages is needed")
		}
	}
	for _, id := range []string{stateDraft, stateFiled, stateApproved, stateConditional, stateRejected} {
		if !seen[id] {
			faults.add("states", id, "required", "quy trình phải có trạng thái này", "a workflow must have this state")
		}
	}
}

func (w *Workflow) checkActions(faults *problems) {
	seen := map[string]bool{}
	for i := range w.Actions {
		a := &w.Actions[i]
		if a.ID == "" || seen[a.ID] {
			faults.add("actions", a.ID, "repeated", "mỗi thao tác cần một mã riêng", "every action needs a code of its own")
		}
		seen[a.ID] = true
		for _, s := range append(slices.Clone(a.From), a.To) {
			if s != "" && s != ToOutcome && w.State(s) == nil {
				faults.add(a.ID, s, "code", "không có trạng thái này", "there is no such state")
			}
		}
		if len(a.From) == 0 || len(a.Roles) == 0 {
			faults.add(a.ID, "", "required", "cần from và roles", "from and roles are needed")
		}
		for _, r := range a.Roles {
			if !slices.Contains(workflowRoles(), r) {
				faults.add(a.ID, r, "code", "không có vai trò này", "there is no such role")
			}
		}
		for _, n := range a.Needs {
			if !slices.Contains(needs(), n) {
				faults.add(a.ID, n, "code", "không có yêu cầu này", "there is no such need")
			}
		}
		if _, known := effects()[a.Does]; !known {
			faults.add(a.ID, a.Does, "code", "không có tác dụng này", "there is no such effect")
		}
		if (a.Does == "sign") != (a.To == ToOutcome) {
			faults.add(a.ID, a.To, "outcome", "chỉ thao tác ký mới dẫn đến kết quả", "signing, and nothing else, leads to the outcome")
		}
	}
}

// checkReach tells states that no dossier can come to.
func (w *Workflow) checkReach(faults *problems) {
	reached := map[string]bool{stateDraft: true}
	for changed := true; changed; {
		changed = false
		for i := range w.Actions {
			for _, to := range w.Actions[i].leadsTo() {
				if !reached[to] && slices.ContainsFunc(w.Actions[i].From, func(s string) bool { return reached[s] }) {
					reached[to], changed = true, true
				}
			}
		}
	}
	for _, s := range w.States {
		if !reached[s.ID] {
			faults.add("states", s.ID, "reach", "không thao tác nào dẫn đến trạng thái này", "no action leads to this state")
		}
	}
}

func (w *Workflow) checkLimits(faults *problems) {
	if _, err := monthDay(2025, w.Limits.PlanDue); err != nil {
		faults.add("plan_due", w.Limits.PlanDue, "type", "phải là tháng-ngày, như 11-30", "must be month-day, such as 11-30")
	}
	for name, v := range map[string]int{
		"build_months": w.Limits.BuildMonths, "warn_days": w.Limits.WarnDays, "sharing_days": w.Limits.SharingDays,
		"sharing_survey_days": w.Limits.SharingSurveyDays, "data_months": w.Limits.DataMonths,
		"attachment_bytes": int(w.Limits.AttachmentBytes), "duplicate_m": int(w.Limits.DuplicateM),
	} {
		if v <= 0 {
			faults.add(name, "", "range", "phải lớn hơn 0", "must be more than 0")
		}
	}
	for _, t := range w.Terms {
		if t.WorkingDays <= 0 {
			faults.add("terms", t.Type, "range", "thời hạn phải lớn hơn 0", "a term must be more than 0 working days")
		}
	}
}

func monthDay(year int, text string) (registry.Date, error) {
	return registry.ParseDate(registry.Textf("%[1]d-%[2]s", "%[1]d-%[2]s", year, text).EN)
}

func (a *Action) leadsTo() []string {
	switch a.To {
	case "":
		return nil
	case ToOutcome:
		return []string{stateApproved, stateConditional, stateRejected}
	}
	return []string{a.To}
}

// State is the state of that code, nil when there is none.
func (w *Workflow) State(id string) *State {
	i := slices.IndexFunc(w.States, func(s State) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return &w.States[i]
}

// Action is the action of that code, nil when there is none.
func (w *Workflow) Action(id string) *Action {
	i := slices.IndexFunc(w.Actions, func(a Action) bool { return a.ID == id })
	if i < 0 {
		return nil
	}
	return &w.Actions[i]
}

// Term is the term of a type of dossier; 0 days when it has none.
func (w *Workflow) Term(kind string) Term {
	i := slices.IndexFunc(w.Terms, func(t Term) bool { return t.Type == kind })
	if i < 0 {
		return Term{Type: kind}
	}
	return w.Terms[i]
}

// The states that the program itself speaks of.
const (
	stateDraft       = "draft"
	stateFiled       = "filed"
	stateApproved    = "approved"
	stateConditional = "conditional"
	stateRejected    = "rejected"
)
