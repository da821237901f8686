package dossiers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// Filing is a new dossier.
type Filing struct {
	Type         string `json:"type"`
	Title        string `json:"title"`
	OperatorCode string `json:"operator_code"`
	ProvinceCode string `json:"province_code,omitempty"`
	PlanCode     string `json:"plan_code,omitempty"`
	SharingPlan  *bool  `json:"sharing_plan,omitempty"`
	Submitter    string `json:"submitter,omitempty"`
	Contact      string `json:"contact,omitempty"`
	Note         string `json:"note,omitempty"`
	// Draft keeps it with the applicant for now.
	Draft     bool              `json:"draft,omitempty"`
	Positions []json.RawMessage `json:"positions"`
}

// kept are the members of a position that the program sets itself.
func kept() []string {
	return []string{"id", "valid_from", "valid_to", "application_id", "operator_code", "state", "site_id", "built"}
}

// Create files a dossier, or keeps a draft of it, in one transaction. Everything
// that is wrong with any position is told at once. Positions of the same operator
// nearby make the dossiers related.
func (s *Service) Create(ctx context.Context, actor Actor, f Filing) (*File, error) {
	var faults problems
	positions := make([]*registry.ProposedPosition, 0, len(f.Positions))
	for i, raw := range f.Positions {
		p := new(registry.ProposedPosition)
		readPosition(i+1, p, raw, &faults)
		positions = append(positions, p)
	}
	if err := faults.err("hồ sơ", "the dossier"); err != nil {
		return nil, err
	}
	return s.CreateOf(ctx, actor, f, positions)
}

// CreateOf is Create with positions that were read from a file.
func (s *Service) CreateOf(ctx context.Context, actor Actor, f Filing, positions []*registry.ProposedPosition) (*File, error) {
	r, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	var faults problems
	if f.OperatorCode == "" {
		faults.add("operator_code", "", "required", "cần mã doanh nghiệp nộp hồ sơ", "the code of the operator that files is needed")
		return nil, faults.err("hồ sơ", "the dossier")
	}
	if !actor.inRole([]string{RoleOperator}, f.OperatorCode) {
		return nil, forbidden("tài khoản không được nộp hồ sơ của doanh nghiệp %[1]s; cán bộ nộp thay thì ghi rõ thay mặt ai",
			"the account may not file for operator %[1]s; officers who file for one say on whose behalf", f.OperatorCode)
	}
	app, err := f.application(r, positions)
	if err != nil {
		return nil, err
	}
	related, err := s.relatedTo(ctx, f.OperatorCode, positions)
	if err != nil {
		return nil, err
	}
	var file *File
	author := registry.Author{Actor: actor.Name, Request: actor.Request, Reason: "file"}
	err = s.options.Store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		if app.Code, err = nextCode(ctx, w, r.today.Year()); err != nil {
			return err
		}
		if app.Related, err = codesOf(ctx, w, related); err != nil {
			return err
		}
		if _, err := w.Put(ctx, app); err != nil {
			return err
		}
		for i, p := range positions {
			p.ApplicationID, p.OperatorCode, p.State = app.Row.ID, app.OperatorCode, registry.StateProposed
			p.Row = registry.Head{ValidFrom: r.today}
			p.Number = registry.Some(p.Number.Or(int64(i + 1)))
		}
		if _, err := w.PutAll(ctx, records(positions)); err != nil {
			return err
		}
		if _, err := w.Put(ctx, r.created(actor, app)); err != nil {
			return err
		}
		file, err = readFile(ctx, w, app.Row.ID)
		return err
	})
	return file, err
}

func records(positions []*registry.ProposedPosition) []registry.Record {
	recs := make([]registry.Record, len(positions))
	for i, p := range positions {
		recs[i] = p
	}
	return recs
}

func (r rules) created(actor Actor, app *registry.Application) *registry.Event {
	e := &registry.Event{
		ApplicationID: app.Row.ID, OperatorCode: app.OperatorCode, At: r.now, Actor: actor.Name, OnBehalf: actor.OnBehalf,
		Action: "create", ToState: app.State,
	}
	if s := r.workflow.State(app.State); s.Stage > 0 {
		e.Until, _ = r.calendar.Add(r.today, s.Stage)
	}
	return e
}

// application is the record of a filing, or everything that is wrong with it.
func (f *Filing) application(r rules, positions []*registry.ProposedPosition) (*registry.Application, error) {
	app := &registry.Application{
		Code: "-", Type: f.Type, Title: registry.Normalise(f.Title), OperatorCode: f.OperatorCode, State: stateFiled, ProvinceCode: f.ProvinceCode,
		Filed: r.today, PlanCode: registry.Normalise(f.PlanCode), Submitter: registry.Normalise(f.Submitter), Contact: registry.Normalise(f.Contact), Note: registry.Normalise(f.Note),
	}
	app.Row.ValidFrom = r.today
	if f.SharingPlan != nil {
		app.SharingPlan = registry.Some(*f.SharingPlan)
	}
	var faults problems
	if f.Draft {
		app.State, app.Filed = stateDraft, registry.Date{}
	} else if len(positions) == 0 {
		faults.add("positions", "", "required", "hồ sơ cần ít nhất một vị trí", "a dossier needs at least one position")
	}
	faults = append(faults, registry.Faults(registry.SchemaOf(registry.Applications).Validate(app))...)
	checkPositions(positions, app.OperatorCode, &faults)
	return app, faults.err("hồ sơ", "the dossier")
}

// checkPositions tells positions that stand twice, and those of another operator.
func checkPositions(positions []*registry.ProposedPosition, operator string, faults *problems) {
	rows := map[string]int{}
	for i, p := range positions {
		if p.OperatorCode != "" && p.OperatorCode != operator {
			faults.tell(i+1, "operator_code", p.OperatorCode, "owner", registry.Textf("hồ sơ là của %s", "the dossier is of %s", operator))
		}
		if first, again := rows[registry.Fold(p.Code)]; again && p.Code != "" {
			faults.tell(i+1, "code", p.Code, "repeated", registry.Textf("vị trí này đã có ở dòng %d", "this position stands in row %d already", first))
			continue
		}
		if p.Code == "" {
			faults.tell(i+1, "code", "", "required", registry.Text{VI: "bắt buộc phải có mã vị trí", EN: "the position's code is required"})
		}
		rows[registry.Fold(p.Code)] = i + 1
	}
}

// readPosition merges JSON into a position; what the program sets itself is
// refused.
func readPosition(row int, p *registry.ProposedPosition, raw json.RawMessage, faults *problems) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err == nil {
		for _, name := range kept() {
			if _, given := members[name]; given && name != "operator_code" {
				faults.tell(row, name, "", "fixed", registry.Text{VI: "chương trình tự đặt trường này", EN: "the program sets this field itself"})
			}
		}
	}
	found := append(registry.MergeJSON(p, raw), registry.Faults(registry.SchemaOf(registry.Positions).Validate(p))...)
	for _, problem := range found {
		if problem.Rule == "required" && slices.Contains(kept(), problem.Column) {
			continue
		}
		problem.Row = row
		*faults = append(*faults, problem)
	}
}

// nextCode is the next number of the year.
func nextCode(ctx context.Context, r registry.Reader, year int) (string, error) {
	prefix, highest := fmt.Sprintf("HS-%d-", year), 0
	err := r.Scan(ctx, registry.Query{Kind: registry.Applications, AllRows: true}, func(rec registry.Record) error {
		if app, ok := rec.(*registry.Application); ok && strings.HasPrefix(app.Code, prefix) {
			if n, err := strconv.Atoi(app.Code[len(prefix):]); err == nil {
				highest = max(highest, n)
			}
		}
		return nil
	})
	return fmt.Sprintf("%s%05d", prefix, highest+1), err
}

// Duplicate is something of the same operator so near that it may be the same
// request.
type Duplicate struct {
	Position    string        `json:"position"` // the dossier's, by code
	Kind        registry.Kind `json:"kind"`
	ID          string        `json:"id"`
	Code        string        `json:"code"`
	State       string        `json:"state"`
	Application string        `json:"application_id,omitempty"`
	DistanceM   float64       `json:"distance_m"`
}

// Duplicates finds sites and positions of other dossiers of the same operator
// within the workflow's distance, and positions of the dossier itself that stand
// so near each other. Refused, withdrawn and dismantled ones do not count.
func (s *Service) Duplicates(ctx context.Context, f *File) ([]Duplicate, error) {
	w, err := s.Workflow(ctx)
	if err != nil {
		return nil, err
	}
	return s.duplicates(f.standing(), w.Limits.DuplicateM), nil
}

func (s *Service) duplicates(positions []*registry.ProposedPosition, withinM float64) []Duplicate {
	found := []Duplicate{}
	today := s.today()
	for i, p := range positions {
		if !p.Located {
			continue
		}
		for _, q := range positions[i+1:] {
			if d := geodesy.DistanceM(p.Point, q.Point); q.Located && d <= withinM {
				found = append(found, Duplicate{p.Code, registry.Positions, q.Row.ID, q.Code, q.State, q.ApplicationID, d})
			}
		}
		for _, kind := range []registry.Kind{registry.Positions, registry.Sites} {
			for _, hit := range s.options.World().Within(kind, p.Point, withinM, today, nil) {
				if d, same := sameRequest(p, hit.Record); same {
					d.DistanceM = hit.DistanceM
					found = append(found, d)
				}
			}
		}
	}
	return found
}

// sameRequest tells whether what stands nearby is of the same operator, of another
// dossier, and still wanted.
func sameRequest(p *registry.ProposedPosition, rec registry.Record) (Duplicate, bool) {
	d := Duplicate{Position: p.Code, Kind: rec.Kind(), ID: rec.Head().ID}
	operator := ""
	switch other := rec.(type) {
	case *registry.Site:
		operator, d.Code, d.State = other.OperatorCode, other.Code, other.State
		if d.ID == p.SiteID {
			return d, false
		}
	case *registry.ProposedPosition:
		operator, d.Code, d.State, d.Application = other.OperatorCode, other.Code, other.State, other.ApplicationID
		if other.ApplicationID == p.ApplicationID || other.SiteID != "" {
			return d, false
		}
	}
	over := []string{registry.StateRejected, registry.StateWithdrawn, registry.StateDismantled}
	return d, operator == p.OperatorCode && !slices.Contains(over, d.State)
}

// relatedTo are the IDs of the dossiers with a position that may be the same.
func (s *Service) relatedTo(ctx context.Context, operator string, positions []*registry.ProposedPosition) ([]string, error) {
	w, err := s.Workflow(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range positions {
		p.OperatorCode = operator
	}
	var ids []string
	for _, d := range s.duplicates(positions, w.Limits.DuplicateM) {
		if d.Application != "" && !slices.Contains(ids, d.Application) {
			ids = append(ids, d.Application)
		}
	}
	return ids, nil
}

// codesOf are the numbers of dossiers, joined.
func codesOf(ctx context.Context, r registry.Reader, ids []string) (string, error) {
	var codes []string
	for _, id := range ids {
		app, err := registry.Get[*registry.Application](ctx, r, registry.Applications, id, registry.Date{})
		if registry.CodeOf(err) == registry.NotFound {
			continue
		}
		if err != nil {
			return "", err
		}
		codes = append(codes, app.Code)
	}
	slices.Sort(codes)
	return strings.Join(codes, ";"), nil
}
