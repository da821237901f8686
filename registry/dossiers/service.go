package dossiers

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"hatang/registry"
	"hatang/registry/appraisal"
)

// Store is what a Service keeps dossiers in: a registry.Store, or the live view
// before one.
type Store interface {
	registry.Reader
	Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error
	View(ctx context.Context, fn func(context.Context, registry.Reader) error) error
	Setting(ctx context.Context, name string) (string, error)
}

// Settings of a registry that dossiers heed.
const (
	// SettingFourEyes, when it is set, keeps who appraised from signing alone.
	SettingFourEyes = "dossiers_four_eyes"
	// SettingWorkflow is the province's own workflow, as YAML; empty: the shipped one.
	SettingWorkflow = "dossiers_workflow"
	// SettingCalendar is the province's own calendar, as YAML; empty: the shipped one.
	SettingCalendar = "dossiers_calendar"
	// SettingOffice is who writes documents, as the JSON of an Office.
	SettingOffice = "dossiers_office"
	// SettingTemplate is the SHA-256 of the province's own DOCX template among the
	// files; empty: the built-in one.
	SettingTemplate = "dossiers_template"
)

// Options are what a Service takes from its surroundings.
type Options struct {
	Store Store
	// World is the network as it is now, for appraisals.
	World func() appraisal.World
	// Files keeps attachments; nil: none can be added.
	Files *Files
	// Workflow and Calendar are the shipped ones, as YAML.
	Workflow, Calendar []byte
	// Rules are the shipped rule sets by name.
	Rules map[string][]byte
	// Coverage answers what a position adds; nil: not computed.
	Coverage appraisal.Coverage
	// Clock tells the time; default: the machine's, in Vietnam's zone.
	Clock func() time.Time
}

// Service leads dossiers. Its methods are safe for concurrent use.
type Service struct {
	options  Options
	workflow *Workflow
	calendar *Calendar
}

// New checks the shipped workflow and calendar and is a Service.
func New(options Options) (*Service, error) {
	s := &Service{options: options}
	var err error
	if s.workflow, err = ParseWorkflow(options.Workflow); err != nil {
		return nil, err
	}
	if s.calendar, err = ParseCalendar(options.Calendar); err != nil {
		return nil, err
	}
	if s.options.Clock == nil {
		s.options.Clock = func() time.Time { return time.Now().In(vietnam()) }
	}
	return s, nil
}

// vietnam is the zone in which days begin and end.
func vietnam() *time.Location { return registry.Vietnam() }

func (s *Service) today() registry.Date { return registry.DateOf(s.options.Clock()) }

func (s *Service) now() string { return s.options.Clock().UTC().Format(registry.TimeLayout) }

// Workflow is the workflow in force: the province's own, else the shipped one.
func (s *Service) Workflow(ctx context.Context) (*Workflow, error) {
	own, err := s.options.Store.Setting(ctx, SettingWorkflow)
	if err != nil || own == "" {
		return s.workflow, err
	}
	return ParseWorkflow([]byte(own))
}

// Calendar is the calendar in force: the province's own, else the shipped one.
func (s *Service) Calendar(ctx context.Context) (*Calendar, error) {
	own, err := s.options.Store.Setting(ctx, SettingCalendar)
	if err != nil || own == "" {
		return s.calendar, err
	}
	return ParseCalendar([]byte(own))
}

// Files are the attachments' contents; nil when there are none.
func (s *Service) Files() *Files { return s.options.Files }

// rules is what an action goes by, read once for it.
type rules struct {
	workflow *Workflow
	calendar *Calendar
	fourEyes bool
	today    registry.Date
	now      string
}

func (s *Service) rules(ctx context.Context) (rules, error) {
	r := rules{today: s.today(), now: s.now()}
	var err error
	if r.workflow, err = s.Workflow(ctx); err != nil {
		return r, err
	}
	if r.calendar, err = s.Calendar(ctx); err != nil {
		return r, err
	}
	four, err := s.options.Store.Setting(ctx, SettingFourEyes)
	r.fourEyes = four != ""
	return r, err
}

// File is a dossier with everything that belongs to it.
type File struct {
	Application *registry.Application
	Positions   []*registry.ProposedPosition
	Attachments []*registry.Attachment
	Events      []*registry.Event
	// Decision is the proposal or decision, nil when there is none.
	Decision *registry.Decision
}

// Read is the dossier of an ID or a number.
func (s *Service) Read(ctx context.Context, id string) (f *File, err error) {
	err = s.options.Store.View(ctx, func(ctx context.Context, r registry.Reader) error {
		f, err = readFile(ctx, r, id)
		return err
	})
	return f, err
}

func readFile(ctx context.Context, r registry.Reader, id string) (*File, error) {
	d, err := appraisal.ReadApplication(ctx, r, id)
	if err != nil {
		return nil, err
	}
	f := &File{Application: d.Application, Positions: d.Positions, Attachments: d.Attachments}
	where := []registry.Condition{registry.Where("application_id", d.Application.Row.ID)}
	f.Events, err = registry.Find[*registry.Event](ctx, r, registry.Query{
		Kind: registry.Events, AllRows: true, Where: where, Order: []registry.Order{{Field: "at"}},
	})
	if err != nil {
		return nil, err
	}
	decisions, err := registry.Find[*registry.Decision](ctx, r, registry.Query{Kind: registry.Decisions, AllRows: true, Where: where})
	if len(decisions) > 0 {
		f.Decision = decisions[len(decisions)-1]
	}
	return f, err
}

// position is the position of that code, nil when there is none.
func (f *File) position(code string) *registry.ProposedPosition {
	i := slices.IndexFunc(f.Positions, func(p *registry.ProposedPosition) bool { return p.Code == code })
	if i < 0 {
		return nil
	}
	return f.Positions[i]
}

// last is the newest event of the action, nil when there is none.
func (f *File) last(action string) *registry.Event {
	for _, e := range slices.Backward(f.Events) {
		if e.Action == action {
			return e
		}
	}
	return nil
}

// ForOthers is the dossier without what only the department sees: internal
// comments, and proposals, of which there is more than one where one was sent back.
func (f *File) ForOthers() *File {
	seen := *f
	seen.Events = nil
	for _, e := range f.Events {
		if e.Internal.Or(false) {
			continue
		}
		if proposes(e) {
			outer := *e
			outer.Detail = ""
			e = &outer
		}
		seen.Events = append(seen.Events, e)
	}
	if f.Decision != nil && f.Decision.Signed.IsZero() {
		seen.Decision = nil
	}
	return &seen
}

// proposes tells the event of a proposal by its detail: an outcome that has no
// number yet.
func proposes(e *registry.Event) bool {
	var detail struct {
		Outcome string `json:"outcome"`
		Number  string `json:"number"`
	}
	return json.Unmarshal([]byte(e.Detail), &detail) == nil && detail.Outcome != "" && detail.Number == ""
}
