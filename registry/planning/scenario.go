package planning

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"time"

	"hatang/registry"
	"hatang/registry/indicators"
)

// Updater writes to the registry; a registry.Store is one, and so is the live
// view.
type Updater interface {
	Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error
}

// Kept is a result as the registry keeps it: a scenario.
type Kept struct {
	ID       string             `json:"id"`
	Code     string             `json:"code"`
	Name     string             `json:"name"`
	State    string             `json:"state"`
	Parent   string             `json:"parent,omitempty"` // ID of the scenario it was made from
	Made     string             `json:"made_at"`
	Author   string             `json:"author"`
	Revision int64              `json:"revision"`
	Network  indicators.Network `json:"network"`
	Unit     string             `json:"unit"`
	AsOf     registry.Date      `json:"as_of"` // the day that it is of
	Result   *Result            `json:"result,omitempty"`
}

// Save keeps a result as a new scenario and returns it. A result that is not
// kept leaves nothing.
func (p *Planner) Save(ctx context.Context, to Updater, author registry.Author, parent string, r *Result) (*Kept, error) {
	question, err := json.Marshal(&r.Question)
	if err != nil {
		return nil, err
	}
	result, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	now := p.clock().UTC()
	name := r.Question.Title().VI
	record := &registry.Scenario{
		Code: newCode(now), Name: name, Network: string(r.Question.Network), UnitCode: r.Unit.Code, Parent: parent,
		State: "draft", Made: now.Format(registry.TimeLayout), Author: author.Actor, Question: string(question), Result: string(result),
	}
	var outcome registry.Outcome
	err = to.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		if parent != "" {
			if _, err := w.Get(ctx, registry.Scenarios, parent, registry.Date{}); err != nil {
				return err
			}
		}
		outcome, err = w.Put(ctx, record)
		return err
	})
	if err != nil {
		return nil, err
	}
	k := keptOf(record)
	k.Revision, k.Result = outcome.Revision, r
	return k, nil
}

// newCode names a scenario by its day and something that no other has.
func newCode(now time.Time) string {
	var random [3]byte
	_, _ = rand.Read(random[:]) // never fails
	return "PA-" + now.Format("20060102") + "-" + hex.EncodeToString(random[:])
}

func keptOf(s *registry.Scenario) *Kept {
	var asked struct {
		AsOf registry.Date `json:"as_of"`
	}
	_ = json.Unmarshal([]byte(s.Question), &asked) // one that this program did not make tells no day
	return &Kept{
		ID: s.Row.ID, Code: s.Code, Name: s.Name, State: s.State, Parent: s.Parent, Made: s.Made, Author: s.Author, Revision: s.Row.Revision,
		Network: indicators.Network(s.Network), Unit: s.UnitCode, AsOf: asked.AsOf,
	}
}

// Load reads a scenario by its ID or its code.
func Load(ctx context.Context, src registry.Reader, name string) (*Kept, error) {
	record, err := registry.Get[*registry.Scenario](ctx, src, registry.Scenarios, name, registry.Date{})
	if registry.CodeOf(err) == registry.NotFound {
		found, findErr := registry.Find[*registry.Scenario](ctx, src, registry.Query{
			Kind: registry.Scenarios, Where: []registry.Condition{registry.Where("code", name)}, Limit: 1,
		})
		if findErr != nil {
			return nil, findErr
		}
		if len(found) == 0 {
			return nil, registry.Errorf(registry.NotFound, "không có phương án %q", "there is no scenario %q", name)
		}
		record, err = found[0], nil
	}
	if err != nil {
		return nil, err
	}
	k := keptOf(record)
	if err := json.Unmarshal([]byte(record.Result), &k.Result); err != nil {
		return nil, &registry.Error{Code: registry.Conflict, Cause: err, Message: registry.Textf(
			"phương án %s không do chương trình này lập", "scenario %s was not made by this program", record.Code)}
	}
	return k, nil
}

// List is all scenarios, newest first, without their results.
func List(ctx context.Context, src registry.Reader) ([]Kept, error) {
	list := []Kept{}
	err := src.Scan(ctx, registry.Query{Kind: registry.Scenarios, Order: []registry.Order{{Field: "made_at", Descending: true}}},
		func(rec registry.Record) error {
			if s, ok := rec.(*registry.Scenario); ok {
				list = append(list, *keptOf(s))
			}
			return nil
		})
	return list, err
}

// Comparison sets scenarios side by side.
type Comparison struct {
	Scenarios []Compared      `json:"scenarios"`
	Notes     []registry.Text `json:"notes"`
}

// Compared is one of them: what it changes and what comes of it.
type Compared struct {
	Kept    Kept     `json:"scenario"`
	Added   int      `json:"added"`
	Closed  int      `json:"closed"`
	Before  Figures  `json:"before"`
	After   Figures  `json:"after"`
	OnlyIDs []string `json:"only"` // changes that no other of them makes
}

// Compare sets the results of scenarios side by side. Notes tell where they stand
// on different ground.
func Compare(kept []*Kept) *Comparison {
	c := &Comparison{Scenarios: []Compared{}, Notes: []registry.Text{}}
	times := map[string]int{}
	for _, k := range kept {
		for id := range changedIDs(k) {
			times[id]++
		}
	}
	for _, k := range kept {
		one := Compared{
			Kept: *k, Added: len(k.Result.Layout.Added), Closed: len(k.Result.Layout.Closed),
			Before: k.Result.Before, After: k.Result.After, OnlyIDs: []string{},
		}
		one.Kept.Result = nil
		for _, change := range k.Result.Changes {
			if times[change.ID] == 1 {
				one.OnlyIDs = append(one.OnlyIDs, change.ID)
			}
		}
		c.Scenarios = append(c.Scenarios, one)
	}
	c.differ(kept)
	return c
}

func changedIDs(k *Kept) map[string]bool {
	ids := map[string]bool{}
	for _, change := range k.Result.Changes {
		ids[change.ID] = true
	}
	return ids
}

func (c *Comparison) differ(kept []*Kept) {
	note := func(vi, en string) { c.Notes = append(c.Notes, registry.Text{VI: vi, EN: en}) }
	for _, k := range kept[min(1, len(kept)):] {
		first, r := kept[0].Result, k.Result
		if r.Unit != first.Unit || r.AsOf != first.AsOf || r.Question.Network != first.Question.Network {
			note("các phương án khác đơn vị, ngày hoặc mạng lưới: không so sánh trực tiếp được", "the scenarios are of different units, days or networks: they cannot be compared directly")
			return
		}
		if r.Question.Travel != first.Question.Travel {
			note("các phương án đo quãng đường theo cách khác nhau", "the scenarios measure the way differently")
			return
		}
		if r.Provenance.Seq != first.Provenance.Seq {
			note("sổ đăng ký đã thay đổi giữa các phương án: tính lại để so sánh trên cùng số liệu", "the registry changed between the scenarios: evaluate them again to compare on the same data")
			return
		}
		if !reflect.DeepEqual(r.Question.Weights, first.Question.Weights) {
			note("các phương án chọn vị trí theo trọng số khác nhau; mọi chỉ tiêu đều đếm người thật nên vẫn so sánh được",
				"the scenarios chose points by different weights; all figures count people as they are, so they compare")
			return
		}
	}
}
