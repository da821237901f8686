package dossiers

import (
	"context"
	"errors"

	"hatang/registry"
	"hatang/registry/appraisal"
)

// TrialReport is what an edited rule set would have made of the dossiers on
// record.
type TrialReport struct {
	RuleSet  string `json:"rule_set"`
	Replaces string `json:"replaces"`
	// Tried are the dossiers that the set applies to, of which Kept were run from
	// what was kept with their decision, the others as the registry is now.
	Tried   int `json:"tried"`
	Kept    int `json:"kept"`
	Changed int `json:"changed"` // with another verdict on a position
	Other   int `json:"other"`   // dossiers that the set does not apply to
	// Beyond are those around which the set looks farther than what was kept.
	Beyond   int            `json:"beyond"`
	Dossiers []TriedDossier `json:"dossiers"` // those with a difference, and those that could not be tried
}

// TriedDossier is one dossier by the edited set.
type TriedDossier struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	Operator string `json:"operator"`
	// Kept tells that it was run from what was kept with its decision.
	Kept bool `json:"kept"`
	*appraisal.Trial
	// Problem is why it could not be tried; empty: it was.
	Problem registry.Text `json:"problem,omitzero"`
}

// Try runs every dossier by an edited rule set in place of the one of the code
// replaces, and tells which verdicts change. Decided and proposed dossiers are run
// from what was kept; others, as they are now. progress hears how many are done.
func (s *Service) Try(ctx context.Context, body []byte, replaces string, progress func(done, total int)) (*TrialReport, error) {
	edited, err := appraisal.Parse(body)
	if err != nil {
		return nil, err
	}
	var all []*registry.Application
	err = s.options.Store.View(ctx, func(ctx context.Context, r registry.Reader) error {
		all, err = registry.Find[*registry.Application](ctx, r, registry.Query{Kind: registry.Applications, Order: []registry.Order{{Field: "code"}}})
		return err
	})
	if err != nil {
		return nil, err
	}
	report := &TrialReport{RuleSet: edited.Code, Replaces: replaces, Dossiers: []TriedDossier{}}
	for i, app := range all {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		progress(i, len(all))
		if err := s.tryOne(ctx, report, app, edited, replaces); err != nil {
			return nil, err
		}
	}
	return report, nil
}

// tryOne adds one dossier to the report. What is wrong with it is told there; an
// error is the machine's.
func (s *Service) tryOne(ctx context.Context, report *TrialReport, app *registry.Application, edited *appraisal.RuleSet, replaces string) error {
	file, err := s.Read(ctx, app.Row.ID)
	if err != nil {
		return err
	}
	tried := TriedDossier{ID: app.Row.ID, Code: app.Code, Operator: app.OperatorCode}
	tried.Trial, tried.Kept, err = s.trial(ctx, file, edited, replaces)
	if err != nil {
		var told registry.Text
		if told = said(err); told.IsZero() {
			return err
		}
		tried.Problem = told
		report.Dossiers = append(report.Dossiers, tried)
		return nil
	}
	if !tried.Applies {
		report.Other++
		return nil
	}
	report.Tried++
	if tried.Kept {
		report.Kept++
	}
	if tried.Beyond {
		report.Beyond++
	}
	if len(tried.Changed) > 0 {
		report.Changed++
	}
	if len(tried.Differences) > 0 || tried.Beyond {
		report.Dossiers = append(report.Dossiers, tried)
	}
	return nil
}

func (s *Service) trial(ctx context.Context, file *File, edited *appraisal.RuleSet, replaces string) (t *appraisal.Trial, kept bool, err error) {
	if file.Decision == nil || file.Decision.Frozen == "" {
		f, err := s.freeze(ctx, file, "")
		if err != nil {
			return nil, false, err
		}
		t, err = f.kept.Try(ctx, edited, replaces)
		return t, false, err
	}
	g, err := readGrounds(file.Decision)
	if err != nil {
		return nil, true, err
	}
	t, err = g.Kept.Try(ctx, edited, replaces)
	return t, true, err
}

// said is what an error tells people; zero for the machine's own.
func said(err error) registry.Text {
	var told *registry.Error
	if !errors.As(err, &told) || told.Code == registry.Internal {
		return registry.Text{}
	}
	return told.Message
}
