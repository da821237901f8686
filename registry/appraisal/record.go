package appraisal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/network"
)

// Frozen is everything that an appraisal looked at, as plain data: to be kept
// with a decision and run again years later with the same result, whatever became
// of the registry and the rules meanwhile.
type Frozen struct {
	Format  int             `json:"format"`
	Seq     int64           `json:"seq"`
	Dossier frozenDossier   `json:"dossier"`
	Sets    []string        `json:"rule_sets"` // their texts
	RuleSet string          `json:"rule_set,omitempty"`
	Records []frozenRecord  `json:"records"`
	Gains   []frozenGain    `json:"gains,omitempty"`
	Result  json.RawMessage `json:"result"`
}

// frozenFormat is the version of the form of Frozen.
const frozenFormat = 1

type frozenDossier struct {
	Application *frozenRecord  `json:"application,omitempty"`
	Positions   []frozenRecord `json:"positions"`
	Attachments []frozenRecord `json:"attachments"` // null: it is not known what is attached
	Rows        []int          `json:"rows,omitempty"`
	AsOf        registry.Date  `json:"as_of"`
	Province    string         `json:"province,omitempty"`
}

type frozenRecord struct {
	Kind   registry.Kind   `json:"kind"`
	Record json.RawMessage `json:"record"`
}

type frozenGain struct {
	At          orb.Point `json:"at"`
	Operator    string    `json:"operator"`
	NotComputed bool      `json:"not_computed,omitempty"`
	Gain        Gain      `json:"gain"`
}

// Bodies are the texts of the rule sets by code: what a Library was parsed from.
// Record needs them, since what is kept must not depend on what ships later.
type Bodies map[string][]byte

// Record appraises as AppraiseBatch does, each position seeing those filed before
// it, and keeps everything that was looked at.
func (a *Appraiser) Record(ctx context.Context, w World, d Dossier, bodies Bodies) (*Result, *Frozen, error) {
	seen := &recorder{World: w, records: map[registry.Record]bool{}}
	gains := &gainRecorder{of: a.options.Coverage}
	options := a.options
	if options.Coverage != nil {
		options.Coverage = gains
	}
	result, err := New(a.library, options).AppraiseBatch(ctx, seen, d, BatchOptions{})
	if err != nil {
		return nil, nil, err
	}
	f := &Frozen{Format: frozenFormat, Seq: result.Seq, RuleSet: options.RuleSet, Gains: gains.answers, Dossier: frozenDossier{
		Rows: d.Rows, AsOf: d.AsOf, Province: d.Province, Positions: []frozenRecord{},
	}}
	for _, rec := range seen.order {
		f.Records = append(f.Records, freeze(rec))
	}
	f.freezeDossier(d)
	for _, s := range a.library.sets {
		if !s.Period().Holds(d.AsOf) && s.Code != options.RuleSet {
			continue
		}
		body, ok := bodies[s.Code]
		if !ok {
			return nil, nil, registry.Errorf(registry.Internal, "thiếu nội dung bộ quy định %s", "the text of rule set %s is missing", s.Code)
		}
		f.Sets = append(f.Sets, string(body))
	}
	f.Result, err = json.Marshal(result)
	return result, f, err
}

func freeze(rec registry.Record) frozenRecord {
	return frozenRecord{rec.Kind(), registry.AppendJSON(nil, rec)}
}

func (f *Frozen) freezeDossier(d Dossier) {
	if d.Application != nil {
		frozen := freeze(d.Application)
		f.Dossier.Application = &frozen
	}
	for _, p := range d.Positions {
		f.Dossier.Positions = append(f.Dossier.Positions, freeze(p))
	}
	if d.Attachments != nil {
		f.Dossier.Attachments = []frozenRecord{}
	}
	for _, a := range d.Attachments {
		f.Dossier.Attachments = append(f.Dossier.Attachments, freeze(a))
	}
}

// Again runs a kept appraisal once more, from what was kept alone. same tells
// whether the result is byte for byte what it was.
func (f *Frozen) Again(ctx context.Context) (result *Result, same bool, err error) {
	kept, err := f.thaw()
	if err != nil {
		return nil, false, err
	}
	result, err = New(NewLibrary(kept.sets...), kept.options).AppraiseBatch(ctx, kept.world, kept.dossier, BatchOptions{})
	if err != nil {
		return nil, false, err
	}
	now, err := json.Marshal(result)
	return result, string(now) == string(f.Result), err
}

// For is a kept appraisal as the audience is told of it: what it came to, with
// findings that were made anew from what was kept, for that audience.
func (f *Frozen) For(ctx context.Context, audience Audience) (*Result, error) {
	was := new(Result)
	if err := json.Unmarshal(f.Result, was); err != nil {
		return nil, err
	}
	kept, err := f.thaw()
	if err != nil {
		return nil, err
	}
	kept.options.Audience = audience
	told, err := New(NewLibrary(kept.sets...), kept.options).AppraiseBatch(ctx, kept.world, kept.dossier, BatchOptions{})
	if err != nil {
		return nil, err
	}
	for i := range min(len(told.Positions), len(was.Positions)) {
		told.Positions[i].cameTo(&was.Positions[i])
	}
	return told, nil
}

// cameTo gives the assessment and its checks the verdicts of another.
func (a *Assessment) cameTo(was *Assessment) {
	a.Verdict = was.Verdict
	for i := range a.Checks {
		if line := was.Find(a.Checks[i].Check); line != nil {
			a.Checks[i].Verdict, a.Checks[i].Officer = line.Verdict, line.Officer
		}
	}
}

// thawed is a kept appraisal, ready to be run.
type thawed struct {
	sets    []*RuleSet
	world   World
	dossier Dossier
	options Options
}

func (f *Frozen) thaw() (*thawed, error) {
	if f.Format != frozenFormat {
		return nil, registry.Errorf(registry.Unsupported, "hồ sơ lưu ở dạng %d, chương trình đọc dạng %d", "kept in form %d, this program reads %d", f.Format, frozenFormat)
	}
	t := &thawed{options: Options{RuleSet: f.RuleSet}}
	for _, body := range f.Sets {
		set, err := Parse([]byte(body))
		if err != nil {
			return nil, err
		}
		t.sets = append(t.sets, set)
	}
	records := make([]registry.Record, 0, len(f.Records))
	for _, kept := range f.Records {
		rec, err := kept.thaw()
		if err != nil {
			return nil, err
		}
		records = append(records, rec)
	}
	t.world = NewMemory(f.Seq, records...)
	if len(f.Gains) > 0 {
		t.options.Coverage = frozenGains(f.Gains)
	}
	var err error
	t.dossier, err = f.Dossier.thaw()
	return t, err
}

func (k frozenRecord) thaw() (registry.Record, error) {
	rec, problems := registry.ParseJSON(k.Kind, k.Record)
	for _, p := range registry.Faults(problems) {
		if p.Rule != "required" { // a dossier may lack what a record must have
			return nil, fmt.Errorf("a kept record of %s cannot be read: %s", k.Kind, p.In(registry.EN))
		}
	}
	return rec, nil
}

func thawedAs[T registry.Record](k frozenRecord) (T, error) {
	var none T
	rec, err := k.thaw()
	if err != nil {
		return none, err
	}
	typed, ok := rec.(T)
	if !ok {
		return none, fmt.Errorf("a kept record is a %s", rec.Kind())
	}
	return typed, nil
}

func (k *frozenDossier) thaw() (Dossier, error) {
	d := Dossier{AsOf: k.AsOf, Province: k.Province, Rows: k.Rows}
	var err error
	if k.Application != nil {
		if d.Application, err = thawedAs[*registry.Application](*k.Application); err != nil {
			return d, err
		}
	}
	for _, kept := range k.Positions {
		p, err := thawedAs[*registry.ProposedPosition](kept)
		if err != nil {
			return d, err
		}
		d.Positions = append(d.Positions, p)
	}
	if k.Attachments != nil {
		d.Attachments = []*registry.Attachment{}
	}
	for _, kept := range k.Attachments {
		a, err := thawedAs[*registry.Attachment](kept)
		if err != nil {
			return d, err
		}
		d.Attachments = append(d.Attachments, a)
	}
	return d, nil
}

// recorder is a World that remembers what it handed out.
type recorder struct {
	World
	records map[registry.Record]bool
	order   []registry.Record
}

func (r *recorder) see(rec registry.Record) {
	if !r.records[rec] {
		r.records[rec] = true
		r.order = append(r.order, rec)
	}
}

// Within implements World.
func (r *recorder) Within(kind registry.Kind, p orb.Point, radiusM float64, asOf registry.Date, accept func(registry.Record) bool) []network.Hit {
	hits := r.World.Within(kind, p, radiusM, asOf, accept)
	for _, h := range hits {
		r.see(h.Record)
	}
	return hits
}

// Nearest implements World.
func (r *recorder) Nearest(kind registry.Kind, p orb.Point, k int, asOf registry.Date, accept func(registry.Record) bool) []network.Hit {
	hits := r.World.Nearest(kind, p, k, asOf, accept)
	for _, h := range hits {
		r.see(h.Record)
	}
	return hits
}

// CommuneAt implements World.
func (r *recorder) CommuneAt(p orb.Point, asOf registry.Date) (*registry.AdminUnit, bool) {
	u, ok := r.World.CommuneAt(p, asOf)
	if ok {
		r.see(u)
	}
	return u, ok
}

// Scan implements World. Of the sites, which are read through for the hardened
// ones, only those are kept.
func (r *recorder) Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error {
	return r.World.Scan(ctx, q, func(rec registry.Record) error {
		if site, ok := rec.(*registry.Site); !ok || site.Hardened.Or(false) {
			r.see(rec)
		}
		return yield(rec)
	})
}

type gainRecorder struct {
	of      Coverage
	answers []frozenGain
}

// Gain implements Coverage.
func (g *gainRecorder) Gain(ctx context.Context, p Proposal) (Gain, error) {
	gain, err := g.of.Gain(ctx, p)
	if err == nil || errors.Is(err, ErrNotComputed) {
		g.answers = append(g.answers, frozenGain{At: p.At, Operator: p.Operator, NotComputed: err != nil, Gain: gain})
	}
	return gain, err
}

type frozenGains []frozenGain

// Gain implements Coverage.
func (g frozenGains) Gain(_ context.Context, p Proposal) (Gain, error) {
	i := slices.IndexFunc(g, func(k frozenGain) bool { return k.At == p.At && k.Operator == p.Operator })
	if i < 0 || g[i].NotComputed {
		return Gain{}, ErrNotComputed
	}
	return g[i].Gain, nil
}
